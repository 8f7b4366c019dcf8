//! What the other commands print: documents and tables of the same making as the report's.

use super::wording::{
    audit_summary, counted, entered, equivalence, finding, grid, responders, sample_notes, tally, verdict,
};
use super::{
    Block, Cell, Column, Document, Section, Table, Text, comparison_tables, comparison_words, individual_words,
    longitudinal_tables, sections, tables,
};
use crate::claims::{Articles, Criterion, Per, Remaining};
use crate::ingest::audit::{Audit, Severity};
use crate::plan::Analysis;
use crate::result::format::count;

fn document(title: &str, id: &'static str, blocks: Vec<Block>) -> Document {
    let section = Section { id, heading: title.to_owned(), blocks };
    Document { title: title.to_owned(), subtitle: String::new(), sections: vec![section] }
}

/// What `girth report` prints: the findings, the verdicts, and where the report is.
pub fn summary(analysis: &Analysis, page: &str) -> Document {
    let mut blocks = Vec::new();
    let compared = analysis.comparisons.iter().filter(|one| one.primary);
    let compared = compared.map(|one| comparison_words::finding(one, &analysis.study.design));
    let within = analysis.samples.iter().filter(|sample| sample.primary).map(finding);
    for (at, text) in compared.chain(within).enumerate() {
        blocks.push(if at == 0 { Block::Lead(text) } else { Block::Paragraph(text) });
    }
    let claims: Vec<Text> = analysis
        .claims
        .iter()
        .map(|judgement| {
            let mut text = verdict(judgement.verdict);
            text = text.and(format!(": {}", judgement.claim.statement));
            text
        })
        .collect();
    if !claims.is_empty() {
        blocks.push(Block::List(claims));
    }
    let articles = format!(
        "The articles\u{2019} {} claims, held against these data: {}.",
        analysis.article_claims.len(),
        tally(&analysis.article_claims)
    );
    blocks.push(Block::Paragraph(Text::plain(articles)));
    if !analysis.truth.is_empty() {
        blocks.push(Block::Paragraph(Text::plain(super::wording::truth(&analysis.truth))));
    }
    let audit = &analysis.audit;
    let (errors, warnings) = (audit.count(Severity::Error), audit.count(Severity::Warning));
    if errors + warnings > 0 {
        blocks.push(Block::Paragraph(Text::plain(format!(
            "Audit: {errors} errors, {warnings} warnings; see the report."
        ))));
    }
    blocks.push(Block::Paragraph(Text::plain("Report: ").code(page)));
    document(&analysis.study.title, "summary", blocks)
}

/// Which columns were taken for what, with the notes of the run.
pub(super) fn taken_for(analysis: &Analysis) -> [Block; 2] {
    let mapping = analysis.audit.mapping.iter().map(|mapped| Text::plain(mapped.words.clone()));
    let notes = analysis.notes.iter().map(|note| Text::plain(note.text.clone()));
    [Block::Heading("What was taken for what".to_owned()), Block::List(mapping.chain(notes).collect())]
}

/// What `girth test` prints: for every sample the audit line, the estimate with its interval, the tests and sizes, and the notes; then
/// the description, what was taken for what, and what it does not show.
pub fn test_output(analysis: &Analysis) -> Document {
    let mut blocks: Vec<Block> = audit_summary(analysis).map(Block::Paragraph).into_iter().collect();
    for sample in &analysis.samples {
        blocks.push(Block::Heading(sample.title()));
        blocks.push(Block::Paragraph(entered(sample)));
        blocks.push(Block::Lead(finding(sample)));
        blocks.extend(equivalence(sample, &analysis.settings).map(Block::Paragraph));
        blocks.extend(responders(sample).map(Block::Paragraph));
        if analysis.settings.responder.is_some() || sample.reading_errors.of_change().is_some() {
            blocks.extend(individual_words::words(sample).into_iter().map(Block::Paragraph));
        }
        blocks.push(Block::Table(tables::tests_and_sizes(sample, analysis.settings.level)));
        let notes = sample_notes(sample);
        if !notes.is_empty() {
            blocks.push(Block::List(notes));
        }
        blocks.extend(tables::engines(sample).map(Block::Table));
    }
    blocks.extend(tables::adjusted(analysis).map(Block::Table));
    blocks.push(Block::Table(tables::description(analysis)));
    blocks.extend(taken_for(analysis));
    let mut output = document(&analysis.study.title, "test", blocks);
    output.sections.push(sections::not_shown(analysis));
    output
}

/// The tables of `girth test`, for CSV.
pub fn test_tables(analysis: &Analysis) -> Vec<Table> {
    let mut all = vec![tables::flow(analysis)];
    all.extend(tables::results(analysis).into_iter().chain(tables::shares(analysis)));
    all.extend(analysis.samples.iter().map(|sample| tables::tests_and_sizes(sample, analysis.settings.level)));
    all.extend(analysis.samples.iter().filter_map(tables::engines));
    all.extend(tables::adjusted(analysis));
    all.push(tables::description(analysis));
    all
}

/// What `girth compare` prints: for every comparison the changes on both sides, the difference with its interval, tests, sizes and
/// models; then people at the start, and what it does not show.
pub fn compare_output(analysis: &Analysis) -> Document {
    let mut blocks: Vec<Block> = audit_summary(analysis).map(Block::Paragraph).into_iter().collect();
    blocks.extend(sections::comparison_blocks(analysis));
    blocks.extend(comparison_tables::baseline(&analysis.baseline).map(Block::Table));
    blocks.extend(taken_for(analysis));
    let mut output = document(&analysis.study.title, "compare", blocks);
    output.sections.push(sections::not_shown(analysis));
    output
}

/// The tables of `girth compare`, for CSV.
pub fn compare_tables(analysis: &Analysis) -> Vec<Table> {
    let mut all: Vec<Table> = comparison_tables::comparisons(analysis).into_iter().collect();
    all.extend(analysis.comparisons.iter().map(|one| comparison_tables::tests_and_sizes(one, analysis.settings.level)));
    all.extend(analysis.arms.iter().flat_map(comparison_tables::of_arms));
    all.extend(analysis.sites.iter().flat_map(comparison_tables::of_sites));
    all.extend(comparison_tables::baseline(&analysis.baseline));
    all
}

/// What `girth model` prints: for every outcome the effect at the end of the course and at the last visit, visit by visit, then what
/// hangs on those who left.
pub fn model_output(analysis: &Analysis) -> Document {
    let mut blocks: Vec<Block> = audit_summary(analysis).map(Block::Paragraph).into_iter().collect();
    blocks.extend(sections::longitudinal_blocks(analysis));
    blocks.extend(taken_for(analysis));
    let mut output = document(&analysis.study.title, "model", blocks);
    output.sections.push(sections::not_shown(analysis));
    output
}

/// The tables of `girth model`, for CSV.
pub fn model_tables(analysis: &Analysis) -> Vec<Table> {
    let of_one = |one| {
        let covariance = longitudinal_tables::covariance(one);
        longitudinal_tables::all(one).into_iter().chain(covariance).chain(longitudinal_tables::attempts(one))
    };
    analysis.longitudinal.iter().flat_map(of_one).collect()
}

/// What `girth claims` prints.
pub fn claims_output(analysis: &Analysis) -> Document {
    let mut verdicts = sections::verdicts(analysis, None);
    verdicts.heading.clone_from(&analysis.study.title);
    Document { title: analysis.study.title.clone(), subtitle: String::new(), sections: vec![verdicts] }
}

/// The tables of `girth claims`, for CSV.
pub fn claims_tables(analysis: &Analysis) -> Vec<Table> {
    vec![tables::claims(&analysis.claims), tables::article_claims(&analysis.article_claims)]
}

/// What `girth check` prints.
pub fn audit_output(audit: &Audit) -> Document {
    let kept = if audit.rows_kept < audit.rows { format!(" ({} kept)", count(audit.rows_kept)) } else { String::new() };
    let mut facts =
        vec![Text::plain(format!("{} rows{kept}, {} participants", count(audit.rows), count(audit.participants)))];
    facts.extend(
        audit.arms.iter().map(|arm| Text::plain(format!("arm {}: {} participants", arm.arm, count(arm.participants)))),
    );
    facts.push(Text::plain(format!(
        "{}; fields separated by {}; decimal {}",
        audit.format.encoding.name(),
        audit.format.delimiter.name(),
        audit.format.decimal.name()
    )));
    facts.extend(audit.mapping.iter().map(|mapped| Text::plain(mapped.words.clone())));
    facts.extend(audit.grids.iter().map(|each| Text::plain(grid(each))));
    facts.extend(audit.notes.iter().map(|note| Text::plain(note.text.clone())));
    let mut blocks = vec![Block::List(facts)];
    blocks.extend(audit_tables(audit).into_iter().map(Block::Table));
    let (errors, warnings) = (audit.count(Severity::Error), audit.count(Severity::Warning));
    let verdict = match (errors, warnings) {
        (0, 0) => "Nothing looks wrong.".to_owned(),
        (0, _) => format!("{}, no errors. Nothing was changed or removed.", counted(warnings, "warning")),
        _ => format!(
            "{}, {}. The errors must be mended before an analysis.",
            counted(errors, "error"),
            counted(warnings, "warning")
        ),
    };
    blocks.push(Block::Paragraph(Text::default().strong(verdict)));
    document(&audit.source, "check", blocks)
}

/// The tables of `girth check`: what would be paired, who is left out, what was found.
pub fn audit_tables(audit: &Audit) -> Vec<Table> {
    let rows = audit.samples.iter().map(|sample| {
        let reasons: Vec<String> =
            sample.excluded.iter().map(|count| format!("{} ({})", count.reason, count.n)).collect();
        let left_out = sample.exclusions.len();
        vec![
            Cell::words(
                sample
                    .group
                    .as_ref()
                    .map_or_else(|| sample.outcome.clone(), |group| format!("{}, {group}", sample.outcome)),
            ),
            Cell::words(format!("{} to {}", sample.baseline, sample.followup)),
            Cell::number(count(sample.pairs), sample.pairs as f64),
            Cell::number(count(left_out), left_out as f64),
            Cell::words(sample.problem.clone().unwrap_or_else(|| reasons.join("; "))),
        ]
    });
    let pairs = Table {
        id: "pairs".to_owned(),
        caption: "What would be paired".to_owned(),
        columns: vec![
            Column::words("Outcome"),
            Column::words("Visits"),
            Column::numbers("Pairs"),
            Column::numbers("Left out"),
            Column::words("Why"),
        ],
        rows: rows.collect(),
        footnotes: Vec::new(),
    };
    let mut all = if audit.samples.is_empty() { Vec::new() } else { vec![pairs] };
    let excluded: Vec<Vec<Cell>> = audit
        .samples
        .iter()
        .flat_map(|sample| {
            sample.exclusions.iter().map(move |exclusion| tables::exclusion_row(exclusion, &sample.outcome))
        })
        .collect();
    all.extend(tables::exclusion_table(excluded));
    all.extend(tables::findings(audit));
    all
}

/// What `girth claims --list` prints.
pub fn registry_output(articles: &Articles) -> Document {
    let mut sections = Vec::new();
    for claim in &articles.claim {
        let line = |head: &str, text: &Option<String>| {
            text.as_ref().map(|text| Text::default().strong(format!("{head}: ")).and(text.clone()))
        };
        let needs: Vec<&str> = claim.needs.iter().map(|need| need.words()).collect();
        let mut items: Vec<Text> = [
            ("Design", &claim.design_needed),
            ("Hypothesis", &claim.hypothesis),
            ("Margin", &claim.margin),
            ("Why this margin", &claim.margin_source),
            ("Untestable", &claim.untestable_when),
        ]
        .into_iter()
        .filter_map(|(head, text)| line(head, text))
        .collect();
        items.push(Text::default().strong("Criterion: ").and(criterion(&claim.criterion)));
        items.push(Text::default().strong("Needs: ").and(needs.join("; ")));
        if !claim.contradicts.is_empty() {
            items.push(Text::default().strong("Contradicts: ").and(claim.contradicts.join(", ")));
        }
        let place = [&claim.article, &claim.section].into_iter().flatten().cloned().collect::<Vec<_>>().join(", ");
        sections.push(Section {
            id: "claim",
            heading: format!("{} ({place})", claim.id),
            blocks: vec![Block::Lead(Text::plain(claim.statement.clone())), Block::List(items)],
        });
    }
    Document { title: "The articles\u{2019} claims".to_owned(), subtitle: String::new(), sections }
}

fn criterion(criterion: &Criterion) -> String {
    match criterion {
        Criterion::AtLeast { value } => format!("at least {value}"),
        Criterion::AtMost { value } => format!("at most {value}"),
        Criterion::WithinRange { from, to } => format!("from {from} to {to}"),
        Criterion::WithinRangePerSession { from, to } => format!("from {from} to {to} a session"),
        Criterion::Additive { from, to: None } => format!("at least {from} times the number of sessions"),
        Criterion::Additive { from, to: Some(to) } => format!("from {from} to {to}, times the number of sessions"),
        Criterion::NoMeaningfulChange { margin } => format!("no change of {margin} or more"),
        Criterion::Locality { margin } => {
            format!("at least {margin} more at the treated site than at an untreated one")
        }
        Criterion::OrderOfSites { first, second } => {
            format!("{first} before {second}, in percent of the first reading")
        }
        Criterion::EventRateAtMost { rate, per: Per::Person } => format!("an event in at most {rate} of the people"),
        Criterion::EventRateAtMost { rate, per: Per::Session } => format!("at most {rate} events a session"),
        Criterion::NoEvents {} => "no event in anybody".to_owned(),
        Criterion::GradeImproves {} => "more grades improve than get worse".to_owned(),
        Criterion::GradeEliminated { share } => format!("grade 0 after in more than {share} of those who had one"),
        Criterion::RespondersBeyondNoise { value } => {
            format!("more people change by {value} than errors of reading, or a control, explain")
        }
        Criterion::ExplainedBySelection {} => {
            "a change no larger than picking people by their readings makes".to_owned()
        }
        Criterion::EveryPerson { value } => format!("everybody changes by at least {value}"),
        Criterion::BeyondCoIntervention { value, remaining } => {
            let side = if *remaining == Remaining::AtLeast { "at least" } else { "at most" };
            format!("{side} {value} remains at no change of the other outcome")
        }
        Criterion::Interaction { margin } => {
            format!("an effect larger by at least {margin} with the factor than without")
        }
        Criterion::Onset { value, session, not_at } => {
            let least = value.map_or("the smallest noticeable change".to_owned(), |value| value.to_string());
            let when = session.map_or("at the visit named".to_owned(), |session| format!("after session {session}"));
            let not_yet = not_at.map_or(String::new(), |earlier| format!(", and not yet after session {earlier}"));
            format!("an effect of at least {least} {when}{not_yet}")
        }
        Criterion::DoseTrend { value } => format!("an effect that grows with each session, by at least {value}"),
        Criterion::Gain { from_session, to_session, value } => {
            format!("from session {from_session} to session {to_session} a gain of at least {value}")
        }
        Criterion::Durable { value, margin, share, weeks } => {
            let later = weeks.map_or("after the course".to_owned(), |weeks| format!("{weeks} weeks after the course"));
            let stated = [
                value.map(|value| format!("at least {value} of the effect is there")),
                margin.map(|margin| format!("not more than {margin} of it is lost")),
                share.map(|share| format!("more than {share} of it is left")),
            ];
            format!("{later} {}", stated.into_iter().flatten().collect::<Vec<_>>().join(", and "))
        }
        Criterion::Regain { value, weeks } => {
            let until = weeks.map_or(String::new(), |weeks| format!(" within {weeks} weeks"));
            format!("at least {value} comes back after the course{until}")
        }
        Criterion::Contradiction { with, of: Some(of), .. } => format!("{of} and {with} cannot both hold"),
        Criterion::Contradiction { with, value: Some(value), .. } => {
            format!("a change of at least {value} and {with} cannot both hold")
        }
        Criterion::Contradiction { with, margin: Some(margin), .. } => {
            format!("a change of less than {margin} and {with} cannot both hold")
        }
        Criterion::Contradiction { with, .. } => format!("it and {with} cannot both hold"),
        Criterion::EvidenceExists { trials, absent: false } => format!("at least {trials} controlled trials exist"),
        Criterion::EvidenceExists { trials: 1, absent: true } => "no controlled trial exists".to_owned(),
        Criterion::EvidenceExists { trials, absent: true } => format!("fewer than {trials} controlled trials exist"),
        Criterion::NotMeasurable { missing } => format!("not measurable: {missing}"),
        Criterion::NeedsAnalysis { analysis } => {
            format!("{} (girth does not have this analysis yet)", analysis.replace('-', " "))
        }
    }
}

/// The registry as one table, for CSV.
pub fn registry_table(articles: &Articles) -> Table {
    let words = |text: &Option<String>| Cell::words(text.clone().unwrap_or_default());
    let rows = articles.claim.iter().map(|claim| {
        vec![
            Cell::words(claim.id.clone()),
            words(&claim.article),
            words(&claim.section),
            Cell::words(claim.statement.clone()),
            Cell::words(criterion(&claim.criterion)),
            words(&claim.design_needed),
            words(&claim.hypothesis),
            words(&claim.margin),
            words(&claim.margin_source),
            words(&claim.untestable_when),
        ]
    });
    let heads = [
        "Id",
        "Article",
        "Section",
        "Claim",
        "Criterion",
        "Design",
        "Hypothesis",
        "Margin",
        "Why this margin",
        "Untestable",
    ];
    Table {
        id: "registry".to_owned(),
        caption: "The articles\u{2019} claims".to_owned(),
        columns: heads.map(Column::words).to_vec(),
        rows: rows.collect(),
        footnotes: Vec::new(),
    }
}
