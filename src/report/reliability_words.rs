//! What repeated readings say, in sentences.

use super::reliability_tables::{all, people, places, scope};
use super::wording::counted;
use super::{Block, Document, Section, Table, Text};
use crate::plan::{OutcomeReliability, ReliabilityAnalysis};
use crate::result::format::{fixed, with_interval, with_unit};
use crate::stats::agreement::{ErrorScope, TechnicalError};

/// The error in one scope, of all observers together.
fn error_in(one: &OutcomeReliability, wanted: ErrorScope) -> Option<&TechnicalError> {
    let of_scope = |error: &&TechnicalError| error.scope == wanted && error.observer.is_none();
    one.study_figures().technical_errors.iter().find(of_scope)
}

/// The answer: how far a reading errs, and what that means for one person.
pub(crate) fn finding(one: &OutcomeReliability) -> Text {
    let counts = one.counts;
    let of = format!(
        "{} of {} by {} on {}",
        counted(counts.readings, "reading"),
        people(counts.participants),
        counted(counts.observers, "observer"),
        counted(counts.sessions, "occasion"),
    );
    let Some(within) = error_in(one, ErrorScope::WithinObserver) else {
        let Some(first) = one.study_figures().technical_errors.first() else {
            return Text::default()
                .strong(format!("{}: no error could be computed", one.title()))
                .and(format!(" ({of})."));
        };
        let error = &first.absolute;
        return Text::default()
            .strong(format!(
                "{}: the error {} is {}",
                one.title(),
                scope(first),
                with_unit(&fixed(error.value, places(one, error)), one.unit)
            ))
            .and(format!(" ({of}). Nobody was read twice in turn by the same observer."));
    };
    let error = &within.absolute;
    let mut text = Text::default()
        .strong(format!(
            "{}: a single reading errs by {}",
            one.title(),
            with_unit(&fixed(error.value, places(one, error)), one.unit)
        ))
        .and(format!(
            " (technical error of measurement within observers, {}; {of}).",
            error.interval.as_ref().map_or_else(
                || "without an interval".to_owned(),
                |interval| format!("{} CI {}", interval.level.percent(), with_interval_only(one, error))
            )
        ));
    if let Some(change) = one.study_figures().detectable.first() {
        let readings = match change.readings_averaged {
            1 => "one reading".to_owned(),
            many => format!("the mean of {many} readings"),
        };
        text = text.and(format!(
            " With {readings} before and after by the same observer, one person must change by more than {} before it is more than the \
             tape (MDC95).",
            with_unit(&fixed(change.mdc95.value, places(one, &change.mdc95)), one.unit)
        ));
    }
    text
}

fn with_interval_only(one: &OutcomeReliability, estimate: &crate::result::Estimate) -> String {
    let text = with_interval(estimate, places(one, estimate));
    text.split_once(" (").map_or(String::new(), |(_, rest)| rest.trim_end_matches(')').to_owned())
}

/// Errors between observers and between occasions.
fn further(one: &OutcomeReliability) -> Vec<Text> {
    let mut all = Vec::new();
    if let Some(error) = error_in(one, ErrorScope::BetweenObservers) {
        all.push(Text::plain(format!(
            "Between observers the error is {}: what another observer reads of the same person, bias between observers included.",
            with_unit(&with_interval(&error.absolute, places(one, &error.absolute)), one.unit)
        )));
    }
    if let Some(error) = error_in(one, ErrorScope::BetweenSessions) {
        all.push(Text::plain(format!(
            "Between occasions the same observer's readings of a person vary by {}: the tape, and what people swing from day to day. \
             A change before and after a treatment is one of two occasions.",
            with_unit(&with_interval(&error.absolute, places(one, &error.absolute)), one.unit)
        )));
    }
    all
}

/// What was flagged, and what it does to the error.
fn flagged(one: &OutcomeReliability) -> Option<Text> {
    let n = one.gross_errors.len();
    if n == 0 {
        return None;
    }
    let error = |figures: &crate::plan::ErrorFigures| {
        let within = figures.technical_errors.iter().find(|error| error.observer.is_none())?;
        Some(with_unit(&fixed(within.absolute.value, places(one, &within.absolute)), one.unit))
    };
    let (with, without) = (error(&one.everything)?, one.without_gross_errors.as_ref().and_then(error)?);
    let (noun, them) = if n == 1 { ("reading looks", "it") } else { ("readings look", "them") };
    Some(
        Text::default()
            .strong(format!("{n} {noun} like a slip of the pen, not of the tape."))
            .and(format!(
                " With {them} the technical error is {with}, without {them} {without}. The figures below are without {them} unless they \
                 say otherwise; nothing was deleted."
            )),
    )
}

/// The sentences of one outcome.
fn words(one: &OutcomeReliability) -> Vec<Text> {
    let mut all = vec![finding(one)];
    all.extend(flagged(one));
    all.extend(further(one));
    all
}

/// What `girth reliability` prints.
pub fn reliability_output(analysis: &ReliabilityAnalysis, title: &str) -> Document {
    let mut found: Vec<Block> = Vec::new();
    for (at, one) in analysis.outcomes.iter().enumerate() {
        if analysis.outcomes.len() > 1 {
            found.push(Block::Heading(one.title()));
        }
        for (line, text) in words(one).into_iter().enumerate() {
            found.push(if at == 0 && line == 0 { Block::Lead(text) } else { Block::Paragraph(text) });
        }
        found.extend(all(one, analysis.level).into_iter().map(Block::Table));
    }
    let notes = analysis.notes.iter().map(|note| Text::plain(note.text.clone()));
    let mapping = analysis.mapping.iter().map(|mapped| Text::plain(mapped.words.clone()));
    found.push(Block::Heading("What was taken for what".to_owned()));
    found.push(Block::List(mapping.chain(notes).collect()));
    let limits = [
        "The error holds for people, observers and a way of measuring like these; a study with other hands has another error.",
        "Readings taken in turn share the day, the posture and the marks on the skin. What a person swings from one day to another is only \
         in the error between occasions.",
        "An observer who knows the first reading makes the second one like it.",
        "A small error says that readings agree, not that they are right: a tape that is a centimetre short agrees with itself.",
    ];
    Document {
        title: title.to_owned(),
        subtitle: String::new(),
        sections: vec![
            Section { id: "reliability", heading: title.to_owned(), blocks: found },
            Section {
                id: "limits",
                heading: "What this cannot show".to_owned(),
                blocks: vec![Block::List(limits.map(Text::plain).to_vec())],
            },
        ],
    }
}

/// The tables of `girth reliability`, for CSV.
pub fn reliability_tables(analysis: &ReliabilityAnalysis) -> Vec<Table> {
    analysis.outcomes.iter().flat_map(|one| all(one, analysis.level)).collect()
}

/// How the study's own readings were found to err, in a report: what is flagged and how large the error is, the rest folded.
pub(crate) fn in_report(analysis: &ReliabilityAnalysis) -> Vec<Block> {
    let mut blocks = vec![Block::Heading("Repeated readings".to_owned())];
    blocks.push(Block::Paragraph(Text::plain(format!(
        "Readings were repeated for this study ({}). Nothing was removed from the file.",
        analysis.input.path
    ))));
    for one in &analysis.outcomes {
        blocks.extend(words(one).into_iter().map(Block::Paragraph));
        let tables = all(one, analysis.level).into_iter().map(Block::Table).collect();
        blocks.push(Block::Folded { summary: format!("{}: every figure", one.title()), blocks: tables });
    }
    blocks
}
