//! The sections of a study's report, in reading order.

use super::wording::{cause_of_verdicts, counted, design, equivalence, finding, limits, methods, responders, tally};
use super::{
    Block, Section, Text, comparison_tables, comparison_words, explain_words, harm_words, individual_words,
    longitudinal_tables, longitudinal_words, photos_words, reliability_words, tables, wording,
};
use crate::ingest::audit::Severity;
use crate::plan::Analysis;
use crate::result::Citation;
use crate::result::format::count;

/// What was asked, of what, with which design.
pub(crate) fn asked(analysis: &Analysis) -> Section {
    let study = &analysis.study;
    let mut blocks = Vec::new();
    blocks.push(Block::Lead(match study.question.is_empty() {
        true => wording::no_question(analysis),
        false => Text::plain(study.question.clone()),
    }));
    let mut facts = Vec::new();
    let mut fact = |head: &str, text: String| {
        if !text.is_empty() {
            facts.push(Text::default().strong(format!("{head}: ")).and(text));
        }
    };
    fact("Between the readings", study.intervention.clone());
    fact("Design", design(&study.design));
    fact("Source", study.source.clone());
    blocks.push(Block::List(facts));
    Section { id: "asked", heading: "What was asked".to_owned(), blocks }
}

/// The data, who was left out, and what the audit found.
pub(crate) fn data(analysis: &Analysis) -> Section {
    let audit = &analysis.audit;
    let (errors, warnings) = (audit.count(Severity::Error), audit.count(Severity::Warning));
    let kept = if audit.rows_kept < audit.rows {
        format!(", of which {} were kept", count(audit.rows_kept))
    } else {
        String::new()
    };
    let looks = match (errors, warnings) {
        (0, 0) => "The audit found nothing that looks wrong.".to_owned(),
        _ => format!(
            "The audit raised {} and {}, listed below; nothing was removed or changed because of them.",
            counted(errors, "error"),
            counted(warnings, "warning")
        ),
    };
    let mut blocks = vec![
        Block::Paragraph(Text::plain(format!(
            "{} rows were read{kept}, of {} participants. {looks}",
            count(audit.rows),
            count(audit.participants)
        ))),
        Block::Table(tables::flow(analysis)),
    ];
    blocks.extend(comparison_tables::baseline(&analysis.baseline).map(Block::Table));
    blocks.extend(tables::findings(audit).map(Block::Table));
    let mapping = audit.mapping.iter().map(|mapped| Text::plain(mapped.words.clone()));
    let notes = analysis.notes.iter().map(|note| Text::plain(note.text.clone()));
    let grids = audit.grids.iter().map(|grid| Text::plain(wording::grid(grid)));
    blocks.push(Block::Folded {
        summary: "What was taken for what".to_owned(),
        blocks: vec![Block::List(mapping.chain(grids).chain(notes).collect())],
    });
    if let Some(table) = tables::exclusions(analysis) {
        let summary = format!("Who was left out ({})", count(table.rows.len()));
        blocks.push(Block::Folded { summary, blocks: vec![Block::Table(table)] });
    }
    Section { id: "data", heading: "Data, and who was left out".to_owned(), blocks }
}

/// The results, the primary one first.
pub(crate) fn found(analysis: &Analysis) -> Section {
    let mut blocks = Vec::new();
    for (at, sample) in analysis.samples.iter().enumerate() {
        let text = finding(sample);
        blocks.push(if at == 0 { Block::Lead(text) } else { Block::Paragraph(text) });
        blocks.extend(equivalence(sample, &analysis.settings).map(Block::Paragraph));
        blocks.extend(responders(sample).map(Block::Paragraph));
    }
    blocks.extend(wording::margin_sources(analysis).into_iter().map(Block::Paragraph));
    blocks.extend(tables::results(analysis).map(Block::Table));
    blocks.extend(tables::shares(analysis).map(Block::Table));
    blocks.extend(tables::adjusted(analysis).map(Block::Table));
    blocks.push(Block::Table(tables::description(analysis)));
    blocks.extend(tables::effects(analysis).map(Block::Table));
    let each = analysis.samples.iter().map(|sample| Block::Table(tables::tests(sample)));
    blocks.push(Block::Folded {
        summary: "Every test with its statistic and conventions".to_owned(),
        blocks: each.collect(),
    });
    let refusals: Vec<Text> = analysis
        .samples
        .iter()
        .flat_map(|sample| {
            sample.refusals.iter().map(|refusal| Text::plain(format!("{}: {}", sample.title(), refusal.why)))
        })
        .collect();
    if !refusals.is_empty() {
        blocks.push(Block::Heading("Not computed".to_owned()));
        blocks.push(Block::List(refusals));
    }
    let heading = if analysis.comparisons.is_empty() { "What was found" } else { "The change in each group" };
    Section { id: "found", heading: heading.to_owned(), blocks }
}

/// What else would make the change of people without a control.
pub(crate) fn explained(analysis: &Analysis, figures: Vec<usize>) -> Option<Section> {
    let mut blocks = explain_words::blocks(analysis);
    if blocks.is_empty() {
        return None;
    }
    blocks.extend(figures.into_iter().map(Block::Figure));
    Some(Section { id: "explained", heading: "What else explains the change".to_owned(), blocks })
}

/// The error of the tape, and what it allows to say of single people.
pub(crate) fn tape(analysis: &Analysis, figures: Vec<usize>) -> Option<Section> {
    let mut blocks = individual_words::blocks(analysis);
    if let Some(reliability) = &analysis.reliability {
        blocks.extend(reliability_words::in_report(reliability));
    }
    if blocks.is_empty() {
        return None;
    }
    blocks.extend(figures.into_iter().map(Block::Figure));
    Some(Section { id: "tape", heading: "The error of measuring, and single people".to_owned(), blocks })
}

/// What picked pictures show.
pub(crate) fn photos(analysis: &Analysis, figures: Vec<usize>) -> Option<Section> {
    let mut blocks = photos_words::blocks(analysis);
    if blocks.is_empty() {
        return None;
    }
    blocks.extend(figures.into_iter().map(Block::Figure));
    Some(Section { id: "photos", heading: "What a gallery of pictures would show".to_owned(), blocks })
}

/// Every comparison of what was treated with what was not: sentence, tests, models.
pub(crate) fn comparison_blocks(analysis: &Analysis) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (at, comparison) in analysis.comparisons.iter().enumerate() {
        let text = comparison_words::finding(comparison, &analysis.study.design);
        blocks.push(if at == 0 { Block::Lead(text) } else { Block::Paragraph(text) });
        blocks.push(Block::Paragraph(comparison_words::both_changes(comparison)));
        blocks.extend(comparison_words::at_same_baseline(comparison).map(Block::Paragraph));
        let models = comparison.models.iter().filter_map(|model| comparison_words::model_finding(comparison, model));
        blocks.extend(models.map(Block::Paragraph));
    }
    blocks.extend(analysis.arms.iter().flat_map(comparison_words::overall).map(Block::Paragraph));
    blocks.extend(comparison_tables::comparisons(analysis).map(Block::Table));
    blocks.extend(analysis.arms.iter().flat_map(comparison_tables::of_arms).map(Block::Table));
    for sites in &analysis.sites {
        blocks.extend(comparison_words::not_pooled(sites).map(Block::Paragraph));
        blocks.extend(comparison_tables::of_sites(sites).into_iter().map(Block::Table));
    }
    let each = analysis.comparisons.iter().map(|one| comparison_tables::tests_and_sizes(one, analysis.settings.level));
    let each: Vec<Block> = each.map(Block::Table).collect();
    if !each.is_empty() {
        blocks.push(Block::Folded { summary: "Every test and size of the differences".to_owned(), blocks: each });
    }
    let refusals: Vec<Text> = analysis
        .comparisons
        .iter()
        .flat_map(|one| one.refusals.iter().map(|refusal| Text::plain(format!("{}: {}", one.title(), refusal.why))))
        .collect();
    if !refusals.is_empty() {
        blocks.push(Block::Heading("Not computed".to_owned()));
        blocks.push(Block::List(refusals));
    }
    blocks
}

/// Every outcome over its visits: sentences, tables, the model in full.
pub(crate) fn longitudinal_blocks(analysis: &Analysis) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut said: Vec<Text> = Vec::new();
    for (at, one) in analysis.longitudinal.iter().enumerate() {
        let text = longitudinal_words::finding(one);
        blocks.push(if at == 0 { Block::Lead(text) } else { Block::Paragraph(text) });
        // Outcomes that were read together are missed together, which is said once.
        let missing = longitudinal_words::missing(one).filter(|text| !said.contains(text));
        said.extend(missing.clone());
        blocks.extend(missing.into_iter().chain(longitudinal_words::tipping(one)).map(Block::Paragraph));
    }
    for one in &analysis.longitudinal {
        let tables: Vec<Block> = longitudinal_tables::all(one).into_iter().map(Block::Table).collect();
        if one.primary {
            blocks.extend(tables);
        } else if !tables.is_empty() {
            blocks.push(Block::Folded { summary: format!("{}: visit by visit", one.label), blocks: tables });
        }
        let model: Vec<Block> = longitudinal_tables::covariance(one)
            .into_iter()
            .chain(longitudinal_tables::attempts(one))
            .map(Block::Table)
            .collect();
        if !model.is_empty() {
            blocks.push(Block::Folded { summary: format!("{}: covariance and convergence", one.label), blocks: model });
        }
    }
    let refusals = analysis.longitudinal.iter();
    let refusals: Vec<Text> = refusals
        .flat_map(|one| one.refusals.iter().map(|refusal| Text::plain(format!("{}: {}", one.label, refusal.why))))
        .collect();
    if !refusals.is_empty() {
        blocks.push(Block::Heading("Not computed".to_owned()));
        blocks.push(Block::List(refusals));
    }
    blocks
}

/// All visits in one model; no section where the study has too few.
pub(crate) fn over_time(analysis: &Analysis, figures: Vec<usize>) -> Option<Section> {
    let mut blocks = longitudinal_blocks(analysis);
    if blocks.is_empty() {
        return None;
    }
    let at = blocks.iter().position(|block| matches!(block, Block::Table(_))).unwrap_or(blocks.len());
    blocks.splice(at..at, figures.into_iter().map(Block::Figure));
    Some(Section { id: "over-time", heading: "Over time, and the people who left".to_owned(), blocks })
}

/// Adverse events; no section where none were recorded.
pub(crate) fn harms(analysis: &Analysis, figures: Vec<usize>) -> Option<Section> {
    let mut blocks: Vec<Block> = Vec::new();
    let free = harm_words::event_free(analysis).unwrap_or_default();
    if !free.is_empty() {
        blocks.push(Block::List(free));
    }
    blocks.extend(figures.into_iter().map(Block::Figure));
    blocks.extend(harm_words::groups(analysis).map(Block::Table));
    blocks.extend(harm_words::compared(analysis).map(Block::Table));
    (!blocks.is_empty()).then(|| Section { id: "harms", heading: "Adverse events".to_owned(), blocks })
}

/// What was treated against what was not; no section where the study has nothing to compare.
pub(crate) fn compared(analysis: &Analysis, figures: Vec<usize>) -> Option<Section> {
    let mut blocks = comparison_blocks(analysis);
    if blocks.is_empty() {
        return None;
    }
    let at = blocks.iter().position(|block| matches!(block, Block::Table(_))).unwrap_or(blocks.len());
    blocks.splice(at..at, figures.into_iter().map(Block::Figure));
    Some(Section {
        id: "compared",
        heading: if analysis.comparisons.is_empty() { "Arms and sites" } else { "Treated against control" }.to_owned(),
        blocks,
    })
}

/// The verdicts; `chart` is the place of the claim chart among the figures.
pub(crate) fn verdicts(analysis: &Analysis, chart: Option<usize>) -> Section {
    let mut blocks = Vec::new();
    if analysis.claims.is_empty() {
        blocks.push(Block::Paragraph(
            Text::plain("This study came without claims of its own (a ")
                .code("claims.toml")
                .and(" beside the plan, or ")
                .code("--claims FILE")
                .and(")."),
        ));
    } else {
        blocks.push(Block::Lead(Text::plain(format!("Claims about these data: {}.", tally(&analysis.claims)))));
        blocks.extend(chart.map(Block::Figure));
        blocks.push(Block::Table(tables::claims(&analysis.claims)));
        blocks.extend(cause_of_verdicts(&analysis.claims).map(Block::Paragraph));
    }
    blocks.push(Block::Heading("The articles\u{2019} claims".to_owned()));
    blocks.push(Block::Paragraph(Text::plain(format!(
        "Two articles make {} claims on mesotherapy. Held against these data: {}.",
        analysis.article_claims.len(),
        tally(&analysis.article_claims)
    ))));
    let table = Block::Table(tables::article_claims(&analysis.article_claims));
    blocks
        .push(Block::Folded { summary: "Claim by claim, with the missing ingredient".to_owned(), blocks: vec![table] });
    Section { id: "verdicts", heading: "Verdicts".to_owned(), blocks }
}

/// Simulated data: what is true, and which verdicts were right; no section for others.
pub(crate) fn truth(analysis: &Analysis) -> Option<Section> {
    let table = tables::truth(&analysis.truth)?;
    let blocks = vec![Block::Lead(Text::plain(wording::truth(&analysis.truth))), Block::Table(table)];
    Some(Section { id: "truth", heading: "What is true of these simulated data".to_owned(), blocks })
}

/// The charts of the samples.
pub(crate) fn charts(figures: Vec<usize>) -> Section {
    let blocks = figures.into_iter().map(Block::Figure).collect();
    Section { id: "charts", heading: "Charts".to_owned(), blocks }
}

/// How the changes are distributed.
pub(crate) fn changes(analysis: &Analysis, figures: Vec<usize>) -> Section {
    let mut blocks = vec![Block::Paragraph(wording::changes_described())];
    let far_out: Vec<Text> = analysis.samples.iter().filter_map(wording::far_out).collect();
    if !far_out.is_empty() {
        blocks.push(Block::List(far_out));
    }
    blocks.extend(figures.into_iter().map(Block::Figure));
    Section { id: "changes", heading: "The changes, described".to_owned(), blocks }
}

/// How it was done, with references.
pub(crate) fn how(analysis: &Analysis) -> Section {
    let mut citations: Vec<Citation> = Vec::new();
    for sample in &analysis.samples {
        let tests = sample.tests.iter().flat_map(|test| test.citations.iter());
        let effects = sample.effects.iter().flat_map(|effect| effect.citations.iter());
        for citation in tests.chain(effects) {
            if !citations.contains(citation) {
                citations.push(*citation);
            }
        }
    }
    let mut add = |more: &[Citation]| {
        for citation in more.iter().filter(|citation| !citations.contains(citation)).collect::<Vec<_>>() {
            citations.push(*citation);
        }
    };
    for comparison in &analysis.comparisons {
        comparison.tests.iter().for_each(|test| add(&test.citations));
        comparison.effects.iter().for_each(|effect| add(&effect.citations));
        comparison.models.iter().for_each(|model| add(&model.citations));
    }
    analysis.arms.iter().flat_map(|arms| &arms.models).for_each(|model| add(&model.citations));
    analysis.sites.iter().flat_map(|sites| &sites.models).for_each(|model| add(&model.citations));
    for one in &analysis.longitudinal {
        one.model.iter().for_each(|model| add(&model.model.citations));
        one.others.iter().for_each(|model| add(&model.citations));
        let under = one.sensitivity.iter().map(|row| &row.test);
        one.dose.iter().chain(&one.lasting).chain(under).for_each(|test| add(&test.citations));
    }
    citations.sort_by_key(|citation| citation.key);
    let mut blocks: Vec<Block> = methods(analysis).into_iter().map(Block::Paragraph).collect();
    blocks.push(Block::Heading("References".to_owned()));
    blocks.push(Block::List(citations.iter().map(|citation| Text::plain(citation.reference)).collect()));
    Section { id: "methods", heading: "Methods".to_owned(), blocks }
}

/// What must not be concluded.
pub(crate) fn not_shown(analysis: &Analysis) -> Section {
    Section { id: "limits", heading: "What this cannot show".to_owned(), blocks: vec![Block::List(limits(analysis))] }
}

/// How to get the same report again.
pub(crate) fn reproduce(analysis: &Analysis, command: &str) -> Section {
    let inputs = analysis
        .inputs
        .iter()
        .map(|input| Text::default().code(input.path.clone()).and(" SHA-256 ").code(input.sha256.clone()));
    let blocks = vec![
        Block::Code(command.to_owned()),
        Block::List(inputs.collect()),
        Block::Paragraph(Text::plain(wording::reproducible(&analysis.settings))),
    ];
    Section { id: "reproduce", heading: "Reproduce this".to_owned(), blocks }
}
