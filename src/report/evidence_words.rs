//! What published results say, in sentences and sections.

use super::tables::estimate_text;
use super::wording::{cause_of_verdicts, counted, tally};
use super::{Block, Document, FigureSlot, Section, Table, Text, evidence_tables};
use crate::claims::{Judgement, PublishedJudgement, Verdict};
use crate::data::RowStatus;
use crate::ingest::Mapped;
use crate::plan::{ClaimedRange, EventPool, EvidenceAnalysis, EvidenceResult, Pool, ResultKind};
use crate::result::format::{fixed, p_words, signed, with_unit};
use crate::result::{Citation, Estimate};
use std::collections::BTreeSet;

/// Outcomes in the order in which they first occur.
fn outcomes(analysis: &EvidenceAnalysis) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    for result in &analysis.results {
        if !all.contains(&result.outcome.as_str()) {
            all.push(&result.outcome);
        }
    }
    all
}

/// How many rows, studies and trials there are, and what of them can be used.
fn counts(analysis: &EvidenceAnalysis) -> String {
    let trials: BTreeSet<&str> = analysis.rows.iter().map(|row| row.trial.as_str()).collect();
    let with = |wanted: fn(&EvidenceResult) -> bool| analysis.results.iter().filter(|result| wanted(result)).count();
    let controlled = |result: &EvidenceResult| {
        result.kind == ResultKind::Controlled && has_interval(result) && result.apart.is_none()
    };
    let status = |wanted: RowStatus| analysis.rows.iter().filter(|row| row.status == wanted).count();
    let aside: Vec<String> = [
        (status(RowStatus::NoNumbers), "without figures"),
        (status(RowStatus::Unconfirmed), "with figures that could not be confirmed"),
    ]
    .into_iter()
    .filter(|(rows, _)| *rows > 0)
    .map(|(rows, why)| format!("{} {why}", counted(rows, "row")))
    .collect();
    let aside = match aside.as_slice() {
        [] => String::new(),
        some => format!(" {} are shown and not used.", some.join(" and ")),
    };
    format!(
        "{} of {} give {}, of which {} an interval; {} of these held against a control.{aside}",
        counted(analysis.rows.len(), "row"),
        counted(trials.len(), "trial"),
        counted(with(|result| result.estimate.is_some()), "number"),
        with(has_interval),
        analysis.results.iter().filter(|result| controlled(result)).count(),
    )
}

fn has_interval(result: &EvidenceResult) -> bool {
    result.estimate.as_ref().is_some_and(|estimate| estimate.interval.is_some())
}

/// Where the intervals of one kind of results lie beside the claimed range; `None` where there is none.
fn beside_claimed(analysis: &EvidenceAnalysis, claimed: &ClaimedRange) -> Option<String> {
    let unit = claimed.lower.unit;
    let (lower, upper) = (claimed.lower.amount.to_f64(), claimed.upper.amount.to_f64());
    let of = |kind: ResultKind| -> Vec<(f64, f64)> {
        let results = analysis
            .results
            .iter()
            .filter(|result| result.kind == kind && result.outcome == claimed.outcome && result.unit == unit)
            .filter(|result| result.apart.is_none());
        let ends = |result: &EvidenceResult| {
            let interval = result.estimate.as_ref()?.interval.as_ref()?;
            Some((interval.lower, interval.upper))
        };
        results.filter_map(ends).collect()
    };
    let controlled = of(ResultKind::Controlled);
    if controlled.is_empty() {
        return None;
    }
    let share =
        |all: &[(f64, f64)], wanted: &dyn Fn(&(f64, f64)) -> bool| all.iter().filter(|ends| wanted(ends)).count();
    // Nearer to no change than the range is short of it, whichever way the claim goes.
    let (above, below) = (share(&controlled, &|ends| ends.0 > upper), share(&controlled, &|ends| ends.1 < lower));
    let (short, beyond) = if lower + upper < 0.0 { (above, below) } else { (below, above) };
    let across = controlled.len() - short - beyond;
    Some(format!(
        "Of {} held against a control that have an interval, {} short of the claimed range ({}), {} into it and {} beyond it.",
        counted(controlled.len(), "result"),
        lies(short, "lies wholly", "lie wholly"),
        claimed.label,
        lies(across, "reaches", "reach"),
        lies(beyond, "lies", "lie"),
    ))
}

fn lies(n: usize, one: &str, many: &str) -> String {
    match n {
        0 => format!("none {one}"),
        1 => format!("1 {one}"),
        n => format!("{n} {many}"),
    }
}

/// What happened without the treatment, of the claimed outcome.
fn untreated(analysis: &EvidenceAnalysis, claimed: &ClaimedRange) -> Option<String> {
    let mut found: Vec<(f64, String)> = Vec::new();
    for result in &analysis.results {
        let of = result.kind == ResultKind::Untreated && result.outcome == claimed.outcome;
        let Some(estimate) = result.estimate.as_ref().filter(|_| of) else { continue };
        let (Some(row), unit) = (analysis.row_of(result), estimate.unit) else { continue };
        let weeks = row.weeks.map_or_else(String::new, |weeks| format!(" in {weeks} weeks"));
        let place = row.site.as_deref().unwrap_or("one place");
        let words = format!("{} at the {place}{weeks}", with_unit(&signed(estimate.value, 1), unit));
        if !found.iter().any(|(_, other)| *other == words) {
            found.push((estimate.value, words));
        }
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    let words: Vec<String> = found.into_iter().map(|(_, words)| words).collect();
    (!words.is_empty()).then(|| {
        format!(
            "Without the treatment, with a sham or a placebo or a diet alone, it changed too: {}.",
            words.join("; ")
        )
    })
}

/// Uncontrolled beside controlled, a sentence each.
fn contrasts(analysis: &EvidenceAnalysis) -> Vec<Text> {
    let of = |id: &str, kind: ResultKind| -> Option<&Estimate> {
        let at = analysis.rows.iter().position(|row| row.id == id)?;
        analysis.results.iter().find(|result| result.row == at && result.kind == kind)?.estimate.as_ref()
    };
    let sentence = |pair: &crate::plan::ContrastPair| {
        let before_after = of(&pair.uncontrolled, ResultKind::Uncontrolled)?;
        let controlled = of(&pair.controlled, ResultKind::Controlled)?;
        Some(Text::default().strong(format!("{}: ", pair.label)).and(format!(
            "before and after {}; against a control {}.",
            estimate_text(before_after),
            estimate_text(controlled)
        )))
    };
    analysis.contrasts.iter().filter_map(sentence).collect()
}

/// One pool in a sentence.
fn pool(pool: &Pool) -> Text {
    let found = &pool.combined;
    let natural = pool.natural(&found.estimate);
    let spread = found.heterogeneity.as_ref().map_or_else(String::new, |spread| {
        format!(
            " Q {} on {} degrees of freedom ({}), I\u{b2} {}, \u{3c4} {}.",
            fixed(spread.q, 2),
            spread.degrees_of_freedom,
            p_words(spread.p_value),
            with_unit(&fixed(spread.i2.value, 0), spread.i2.unit),
            crate::result::format::significant(spread.tau.value, 3),
        )
    });
    Text::default().strong(format!("{} (k = {}): ", pool.label, found.k)).and(format!(
        "{}, {} ({}; {}).{spread}",
        estimate_text(&natural),
        p_words(found.p_value),
        found.method.name(),
        found.test.name(),
    ))
}

/// All judgements, without what they rest on.
fn judgements(judged: &[PublishedJudgement]) -> Vec<Judgement> {
    judged.iter().map(|one| one.judgement.clone()).collect()
}

/// Events of several groups in a sentence.
fn event_pool(pool: &EventPool) -> Text {
    let of = if pool.of_treatments { "events per treatment" } else { "share of people with the event" };
    let head = Text::default().strong(format!("{} (k = {}): ", pool.label, pool.members.len()));
    match (&pool.combined, &pool.refused) {
        (Some(found), _) => head.and(format!(
            "{of} {}, by a model with a random intercept; prediction interval {}; SD between studies {} on the scale of logits or logarithms.",
            estimate_text(&found.natural),
            crate::result::format::ends(found.prediction.lower, found.prediction.upper, 4),
            crate::result::format::significant(found.tau, 3)
        )),
        (None, why) => head.and(format!("{of}: {}.", why.clone().unwrap_or_default())),
    }
}

/// The claims with one verdict, by their ids and words.
fn by_verdict(judged: &[PublishedJudgement]) -> Vec<Text> {
    let line = |wanted: &Verdict| {
        let of: Vec<&PublishedJudgement> = judged.iter().filter(|one| one.judgement.verdict == *wanted).collect();
        if of.is_empty() {
            return None;
        }
        let words = if *wanted == Verdict::NotTestable {
            of.iter().map(|one| one.judgement.claim.id.clone()).collect::<Vec<_>>().join(", ")
        } else {
            let named = of.iter().map(|one| {
                format!("{} ({})", one.judgement.claim.id, one.judgement.claim.statement.trim_end_matches('.'))
            });
            named.collect::<Vec<_>>().join("; ")
        };
        Some(super::wording::verdict(*wanted).and(format!(": {words}.")))
    };
    Verdict::ALL.iter().filter_map(line).collect()
}

/// The report of a study of published results.
pub fn evidence_report(analysis: &EvidenceAnalysis, figures: &[FigureSlot], command: &str) -> Document {
    let of = |start: &str| -> Vec<Block> {
        (0..figures.len()).filter(|at| figures[*at].file.starts_with(start)).map(Block::Figure).collect()
    };
    let mut sections = vec![asked(analysis), answer(analysis, of("claimed-band"))];
    sections.extend(verdicts(analysis, of("claims")));
    sections.push(found(analysis, of("evidence-forest"), of("control-contrast")));
    sections.push(combined(analysis, of("combined-")));
    sections.extend(checked(analysis));
    sections.extend([missing(analysis), how(analysis), not_shown(), reproduce(analysis, command)]);
    Document {
        title: analysis.study.title.clone(),
        subtitle: format!("Report of girth {} on {}", env!("CARGO_PKG_VERSION"), analysis.study.name),
        sections,
    }
}

fn asked(analysis: &EvidenceAnalysis) -> Section {
    let study = &analysis.study;
    let question = match study.question.is_empty() {
        true => Text::plain("What do the published results in this table say?"),
        false => Text::plain(study.question.clone()),
    };
    let mut blocks = vec![Block::Lead(question), Block::Paragraph(Text::plain(counts(analysis)))];
    if !study.source.is_empty() {
        blocks.push(Block::Paragraph(Text::default().strong("Source: ").and(study.source.clone())));
    }
    let (by_name, others): (Vec<&Mapped>, Vec<&Mapped>) = analysis
        .mapping
        .iter()
        .partition(|mapped| mapped.words.starts_with(&format!("{0}: column {0} ", mapped.column)));
    let by_name = (!by_name.is_empty())
        .then(|| Text::plain(format!("{} under the names of their roles.", counted(by_name.len(), "column"))));
    let others = others
        .into_iter()
        .filter(|mapped| !mapped.words.starts_with("covariate:"))
        .map(|mapped| Text::plain(mapped.words.clone()));
    let notes = analysis.notes.iter().map(|note| Text::plain(note.text.clone()));
    let taken: Vec<Text> = by_name.into_iter().chain(others).chain(notes).collect();
    if !taken.is_empty() {
        blocks.push(Block::Folded { summary: "What was taken for what".to_owned(), blocks: vec![Block::List(taken)] });
    }
    Section { id: "asked", heading: "What was asked".to_owned(), blocks }
}

fn answer(analysis: &EvidenceAnalysis, figure: Vec<Block>) -> Section {
    let mut blocks = Vec::new();
    let all: Vec<PublishedJudgement> = analysis.claims.iter().chain(&analysis.article_claims).cloned().collect();
    if !all.is_empty() {
        let words = format!(
            "{} held against what has been published: {}.",
            counted(all.len(), "claim"),
            tally(&judgements(&all))
        );
        blocks.push(Block::Lead(Text::plain(words)));
        blocks.push(Block::List(by_verdict(&all)));
    }
    if let Some(claimed) = &analysis.claimed {
        let sentences = [beside_claimed(analysis, claimed), untreated(analysis, claimed)].into_iter().flatten();
        blocks.extend(sentences.map(|words| Block::Paragraph(Text::plain(words))));
    }
    if !figure.is_empty() {
        let words = "The chart has of each trial, at each place, the last reading; a treated group that has a control stands there by its \
                     difference from it. Every reading is in the tables below.";
        blocks.extend(figure);
        blocks.push(Block::Paragraph(Text::plain(words)));
    }
    Section { id: "answer", heading: "The answer".to_owned(), blocks }
}

fn verdicts(analysis: &EvidenceAnalysis, figure: Vec<Block>) -> Option<Section> {
    let mut blocks = figure;
    blocks.extend(claim_tables(analysis).into_iter().map(Block::Table));
    let judged: Vec<Judgement> = analysis.judgements().cloned().collect();
    blocks.extend(cause_of_verdicts(&judged).map(Block::Paragraph));
    let all: Vec<PublishedJudgement> = analysis.claims.iter().chain(&analysis.article_claims).cloned().collect();
    if let Some(table) = evidence_tables::beside(&all) {
        let summary = "What other treatments came to".to_owned();
        blocks.push(Block::Folded { summary, blocks: vec![Block::Table(table)] });
    }
    if let Some(table) = evidence_tables::settling(&analysis.settling) {
        blocks.push(Block::Heading("What would settle the rest".to_owned()));
        blocks.push(Block::Table(table));
    }
    (!blocks.is_empty()).then(|| Section { id: "verdicts", heading: "Claim by claim".to_owned(), blocks })
}

/// The outcome of rows that count what went wrong.
const EVENTS: &str = "events";

/// How many rows on events have a denominator.
fn denominators(analysis: &EvidenceAnalysis) -> String {
    let rows: Vec<usize> = (0..analysis.rows.len()).filter(|at| analysis.rows[*at].outcome == EVENTS).collect();
    let counted = |at: &&usize| {
        let has_figures = |result: &EvidenceResult| result.row == **at && result.estimate.is_some();
        analysis.results.iter().any(has_figures)
    };
    let with = rows.iter().filter(counted).count();
    format!(
        "{with} of {} have a denominator, so that a rate can be given with its exact interval. Cases without it, and percentages without a \
         number of people, give none, however many they are.",
        super::wording::counted(rows.len(), "row")
    )
}

fn found(analysis: &EvidenceAnalysis, forests: Vec<Block>, contrast: Vec<Block>) -> Section {
    let mut blocks = forests;
    let pairs = contrasts(analysis);
    if !pairs.is_empty() {
        blocks.push(Block::Heading("The same thing with and without a control".to_owned()));
        blocks.extend(contrast);
        blocks.push(Block::List(pairs));
    }
    for outcome in outcomes(analysis) {
        let Some(table) = evidence_tables::results(analysis, outcome) else { continue };
        if outcome == EVENTS {
            blocks.push(Block::Heading("Events and their denominators".to_owned()));
            blocks.push(Block::Paragraph(Text::plain(denominators(analysis))));
            blocks.push(Block::Table(table));
        } else {
            let summary = table.caption.clone();
            blocks.push(Block::Folded { summary, blocks: vec![Block::Table(table)] });
        }
    }
    Section { id: "found", heading: "What was found".to_owned(), blocks }
}

fn combined(analysis: &EvidenceAnalysis, figures: Vec<Block>) -> Section {
    let by = analysis.combine_by.join(", ");
    let mut blocks = Vec::new();
    if analysis.pools.is_empty() && analysis.event_pools.is_empty() {
        let words = format!(
            "Nothing was combined. Results are combined only where they are of one kind (held against a control, before and after, or \
             without the treatment), agree in {by}, and carry a standard error; no two of these do."
        );
        blocks.push(Block::Lead(Text::plain(words)));
    } else {
        blocks.extend(analysis.pools.iter().map(|one| Block::Lead(pool(one))));
        blocks.extend(evidence_tables::combined(analysis).map(Block::Table));
        blocks.extend(figures);
        for one in &analysis.pools {
            blocks.extend(super::evidence_pool_words::blocks(one, analysis));
        }
        blocks.extend(analysis.event_pools.iter().map(|one| Block::Paragraph(event_pool(one))));
        blocks.push(Block::Paragraph(Text::plain(format!(
            "Kinds of results are never combined with each other; rows were combined where they agree in {by}."
        ))));
    }
    Section { id: "combined", heading: "What was combined".to_owned(), blocks }
}

fn checked(analysis: &EvidenceAnalysis) -> Option<Section> {
    let table = evidence_tables::checks(analysis)?;
    let bad = analysis.checks.iter().filter(|check| check.consistent == Some(false)).count();
    let lead = match bad {
        0 => "No figures were found that cannot be true together.".to_owned(),
        1 => "One check found figures that cannot be true together as printed.".to_owned(),
        _ => format!("{bad} checks found figures that cannot be true together as printed."),
    };
    let blocks = vec![Block::Lead(Text::plain(lead)), Block::Table(table)];
    Some(Section { id: "checked", heading: "Do the figures fit each other?".to_owned(), blocks })
}

fn missing(analysis: &EvidenceAnalysis) -> Section {
    let mut blocks = Vec::new();
    if !analysis.not_found.is_empty() {
        blocks.push(Block::List(analysis.not_found.iter().map(|words| Text::plain(words.clone())).collect()));
    }
    match evidence_tables::set_aside(analysis) {
        Some(table) => blocks.push(Block::Table(table)),
        None => blocks.push(Block::Paragraph(Text::plain("Every row has figures."))),
    }
    Section { id: "missing", heading: "What was not found, and what could not be used".to_owned(), blocks }
}

fn how(analysis: &EvidenceAnalysis) -> Section {
    let level = analysis.level.percent();
    let mut lines = vec![
        format!(
            "Intervals have the level {level}. The standard error of a result is, in this order, the printed one; that of its interval, \
             which is taken as one of 95 %; that of its SD and number of people; that of an exact p-value. A bound of a p-value, or a \
             figure after an unnamed plus-minus sign, gives none."
        ),
        "A difference between two arms has the errors of both; a difference between two sides of the same people only its own, because the \
         correlation of the sides is in it."
            .to_owned(),
        "A claim about a cause is judged by results held against a control; a verdict rests only on results of the treatment that the claim \
         is about, or of the same way with other drugs, which is then said. Several results that may not be combined decide a claim only \
         where they agree."
            .to_owned(),
    ];
    if !analysis.pools.is_empty() {
        lines.push(
            "Studies are combined by inverse variances with a variance between studies; its interval is that of the Q-profile (Viechtbauer \
             2007)."
                .to_owned(),
        );
    }
    let mut blocks = vec![Block::List(lines.into_iter().map(Text::plain).collect())];
    let mut citations: Vec<Citation> = Vec::new();
    for citation in analysis.pools.iter().flat_map(|pool| &pool.combined.citations) {
        if !citations.contains(citation) {
            citations.push(*citation);
        }
    }
    if !citations.is_empty() {
        blocks.push(Block::List(citations.iter().map(|citation| Text::plain(citation.reference)).collect()));
    }
    Section { id: "how", heading: "How it was done".to_owned(), blocks }
}

fn not_shown() -> Section {
    let lines = [
        "The table holds what was found by looking; it is not a systematic review, and studies that were never printed are not in it. Small \
         studies with large effects are printed more often than others.",
        "The studies' risk of bias, who left them and why, and how their outcomes were chosen were not assessed.",
        "That nothing usable was published on a claim says nothing about whether it is true.",
        "A result of one treatment says nothing about another one.",
    ];
    let blocks = vec![Block::List(lines.into_iter().map(Text::plain).collect())];
    Section { id: "not-shown", heading: "What this does not show".to_owned(), blocks }
}

fn reproduce(analysis: &EvidenceAnalysis, command: &str) -> Section {
    let inputs = analysis
        .inputs
        .iter()
        .map(|input| Text::default().code(input.path.clone()).and(" SHA-256 ").code(input.sha256.clone()));
    let words = "The same files give the same bytes. All numbers in full precision are in results.json; each table is a CSV file, each chart \
                 an SVG and a PNG file beside this report.";
    let blocks =
        vec![Block::Code(command.to_owned()), Block::List(inputs.collect()), Block::Paragraph(Text::plain(words))];
    Section { id: "reproduce", heading: "Reproduce this".to_owned(), blocks }
}

/// All tables of a study of published results, for CSV.
pub fn evidence_report_tables(analysis: &EvidenceAnalysis) -> Vec<Table> {
    let mut all: Vec<Table> =
        outcomes(analysis).into_iter().filter_map(|outcome| evidence_tables::results(analysis, outcome)).collect();
    all.extend(evidence_tables::combined(analysis));
    all.extend(analysis.pools.iter().flat_map(|pool| super::evidence_pool_words::tables(pool, analysis)));
    all.extend(evidence_claims_tables(analysis));
    all.extend(evidence_tables::checks(analysis));
    all.extend(evidence_tables::set_aside(analysis));
    all
}

/// The tables of claims held against published results.
pub fn evidence_claims_tables(analysis: &EvidenceAnalysis) -> Vec<Table> {
    let mut all = claim_tables(analysis);
    let judged: Vec<PublishedJudgement> = analysis.claims.iter().chain(&analysis.article_claims).cloned().collect();
    all.extend(evidence_tables::beside(&judged));
    all.extend(evidence_tables::settling(&analysis.settling));
    all
}

/// The study's own claims and the articles', those that there are.
fn claim_tables(analysis: &EvidenceAnalysis) -> Vec<Table> {
    let own = ("claims", "Claims held against published results", &analysis.claims);
    let of_articles =
        ("article-claims", "The articles\u{2019} claims, held against published results", &analysis.article_claims);
    [own, of_articles]
        .into_iter()
        .filter(|(_, _, judged)| !judged.is_empty())
        .map(|(id, caption, judged)| evidence_tables::claims(id, caption, judged))
        .collect()
}

/// What `girth claims` prints of a study of published results.
pub fn evidence_claims_output(analysis: &EvidenceAnalysis) -> Document {
    let mut sections = vec![answer(analysis, Vec::new())];
    sections.extend(verdicts(analysis, Vec::new()));
    Document { title: analysis.study.title.clone(), subtitle: String::new(), sections }
}

/// What `girth evidence` prints.
pub fn evidence_output(analysis: &EvidenceAnalysis) -> Document {
    let mut sections = vec![asked(analysis), answer(analysis, Vec::new())];
    sections.retain(|section| !section.blocks.is_empty());
    let mut seen = found(analysis, Vec::new(), Vec::new());
    seen.blocks.retain(|block| !matches!(block, Block::Folded { .. }));
    let tables = outcomes(analysis).into_iter().filter_map(|outcome| evidence_tables::results(analysis, outcome));
    seen.blocks.extend(tables.map(|table| Block::Table(evidence_tables::short(table))));
    sections.push(seen);
    sections.push(combined(analysis, Vec::new()));
    sections.extend(checked(analysis));
    sections.push(missing(analysis));
    sections.push(not_shown());
    Document { title: analysis.study.title.clone(), subtitle: String::new(), sections }
}

/// What `girth report` prints of a study of published results.
pub fn evidence_summary(analysis: &EvidenceAnalysis, page: &str) -> Document {
    let mut section = answer(analysis, Vec::new());
    section.heading.clone_from(&analysis.study.title);
    section.blocks.extend(analysis.pools.iter().map(|one| Block::Paragraph(pool(one))));
    section.blocks.push(Block::Paragraph(Text::plain("Report: ").code(page)));
    Document { title: analysis.study.title.clone(), subtitle: String::new(), sections: vec![section] }
}
