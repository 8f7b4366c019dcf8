//! What a pool of studies says beyond its combined estimate.

use super::evidence_tables::estimate_cell;
use super::tables::{estimate_text, slug};
use super::{Block, Cell, Column, Table, Text};
use crate::plan::{EvidenceAnalysis, Pool};
use crate::result::format::{ends, fixed, p_number, p_words, significant, with_unit};
use crate::result::{PooledSubset, Subgroup};
use crate::stats::meta::bayesian::{PosteriorSummary, SpreadPrior};
use std::collections::BTreeSet;

/// Blocks below the combined estimate.
pub(super) fn blocks(pool: &Pool, analysis: &EvidenceAnalysis) -> Vec<Block> {
    let mut lines: Vec<Text> = Vec::new();
    lines.extend(common(pool));
    lines.extend(three_level(pool));
    lines.extend(small_studies(pool));
    lines.extend(trimmed(pool));
    lines.extend(rare(pool));
    lines.extend(bayesian(pool));
    lines.extend(regression(pool));
    let notes = pool.combined.notes.iter().chain(pool.further.small_studies.iter().flat_map(|found| &found.notes));
    lines.extend(notes.map(|note| Text::plain(note.text.clone())));
    // Charts and tables of one analysis fail for one reason.
    let refused: BTreeSet<&str> = pool.not_computed.iter().map(|one| one.why.trim_end_matches('.')).collect();
    lines.extend(refused.into_iter().map(|why| Text::plain(format!("Not computed: {why}."))));
    let mut blocks = vec![Block::Heading(pool.label.clone()), Block::List(lines)];
    blocks.extend(
        tables(pool, analysis)
            .into_iter()
            .map(|table| Block::Folded { summary: table.caption.clone(), blocks: vec![Block::Table(table)] }),
    );
    blocks
}

fn common(pool: &Pool) -> Option<Text> {
    let found = &pool.common;
    (found.method != pool.combined.method).then(|| {
        Text::default().strong("Common effect: ").and(format!(
            "{}, {}, if all studies estimated one and the same quantity.",
            estimate_text(&pool.natural(&found.estimate)),
            p_words(found.p_value)
        ))
    })
}

fn three_level(pool: &Pool) -> Option<Text> {
    let found = pool.further.three_level.as_ref()?;
    Some(Text::default().strong("Rows of one trial: ").and(format!(
        "{} rows come from {} trials. With a variance between trials (SD {}) and within them (SD {}) the estimate is {}, {}; sampling errors \
         within a trial are taken to correlate by {}. The interval that ignores trials is too narrow where their rows go together.",
        found.rows,
        found.trials,
        significant(found.between.sd, 3),
        significant(found.within.sd, 3),
        estimate_text(&pool.natural(&found.estimate)),
        p_words(found.p_value),
        found.rho
    )))
}

fn small_studies(pool: &Pool) -> Option<Text> {
    let found = pool.further.small_studies.as_ref()?;
    let rank = found.rank_correlation.as_ref().map_or_else(String::new, |rank| {
        format!("; rank correlation {}, {}", fixed(rank.tau.value, 2), p_words(rank.p_value))
    });
    Some(Text::default().strong("Small studies: ").and(format!(
        "Egger's intercept {}, {}; with a variance between studies {}{rank}.",
        super::tables::estimate_text(&found.egger.asymmetry),
        p_words(found.egger.p_value),
        p_words(found.mixed.p_value)
    )))
}

fn trimmed(pool: &Pool) -> Option<Text> {
    let found = pool.further.trim_and_fill.as_ref()?;
    let words = if found.filled.is_empty() {
        "the funnel lacks no study by this rule.".to_owned()
    } else {
        format!(
            "{} of {} studies would have to be filled in, which gives {}. A funnel may be lopsided for other reasons than unpublished studies.",
            found.filled.len(),
            found.observed + found.filled.len(),
            estimate_text(&pool.natural(&found.adjusted.estimate))
        )
    };
    Some(Text::default().strong("Trim and fill: ").and(words))
}

fn bayesian(pool: &Pool) -> Option<Text> {
    let found = pool.further.bayesian.as_ref()?;
    let summary = |one: &PosteriorSummary| {
        let decimals = crate::result::format::estimate_decimals(one.sd, 1);
        let text =
            format!("{} ({})", fixed(one.median, decimals), ends(one.central.lower, one.central.upper, decimals));
        with_unit(&text, one.unit)
    };
    let below = found.below_threshold.map_or_else(String::new, |below| {
        format!(" The probability that the mean is below 0 is {}.", significant(below, 3))
    });
    let unit = found.tau.unit;
    let scale = match found.spread_prior {
        SpreadPrior::HalfNormal { scale } => {
            format!("a half-normal prior of scale {}", with_unit(&significant(scale, 3), unit))
        }
        SpreadPrior::HalfCauchy { scale } => {
            format!("a half-Cauchy prior of scale {}", with_unit(&significant(scale, 3), unit))
        }
        SpreadPrior::Flat => "a flat prior".to_owned(),
    };
    let logarithms = if pool.is_transformed() { " All are on the scale on which studies were combined." } else { "" };
    Some(Text::default().strong("Bayesian: ").and(format!(
        "with every mean alike beforehand and {scale} for the SD between studies, the median of the mean is {}, of the SD between studies {}; a \
         new study would measure {}.{below}{logarithms}",
        summary(&found.mean),
        summary(&found.tau),
        summary(&found.prediction),
    )))
}

fn rare(pool: &Pool) -> Option<Text> {
    let found = pool.further.rare_events.as_ref()?;
    Some(Text::default().strong("Rare events: ").and(format!(
        "odds ratio {} by the exact conditional model with a variance between studies, which takes zeros as they are ({} of {} studies inform it).",
        estimate_text(&found.natural),
        found.informative,
        found.studies
    )))
}

fn regression(pool: &Pool) -> Option<Text> {
    let found = pool.further.regression.as_ref()?;
    let slope = found.terms.get(1)?;
    let explained =
        found.r2.map_or_else(String::new, |r2| format!("; it explains {} % of \u{3c4}\u{b2}", fixed(r2, 0)));
    Some(Text::default().strong(format!("By {}: ", found.moderator)).and(format!(
        "with each unit the estimate changes by {}{}, {}{explained}. A relation between studies is not one between people, and studies differ \
         in more than {}.",
        estimate_text(&slope.estimate),
        if pool.is_transformed() { " (on the scale on which studies were combined)" } else { "" },
        p_words(found.moderator_test.p_value),
        found.moderator
    )))
}

/// Tables of one pool, for CSV.
pub(super) fn tables(pool: &Pool, analysis: &EvidenceAnalysis) -> Vec<Table> {
    let further = &pool.further;
    let place = if analysis.pools.len() == 1 { String::new() } else { format!("-{}", slug(&pool.label)) };
    let mut all = Vec::new();
    if further.leave_one_out.len() > 2 {
        all.push(refitted(
            pool,
            &format!("leave-one-out{place}"),
            "Without one study",
            "Left out",
            &further.leave_one_out,
        ));
        all.push(refitted(
            pool,
            &format!("cumulative{place}"),
            "Studies added one by one",
            "Added",
            &further.cumulative,
        ));
    }
    all.extend(influence(pool, &place));
    all.extend(subgroups(pool, &place));
    all
}

fn refitted(pool: &Pool, id: &str, caption: &str, head: &str, subsets: &[PooledSubset]) -> Table {
    let row = |subset: &PooledSubset| {
        let tau = subset.heterogeneity.as_ref().map(|spread| spread.tau.value);
        vec![
            Cell::words(subset.study.clone()),
            Cell::number(subset.k.to_string(), subset.k as f64),
            estimate_cell(Some(&pool.natural(&subset.estimate))),
            Cell::number(p_number(subset.p_value), subset.p_value.value()),
            tau.map_or_else(Cell::absent, |tau| Cell::number(significant(tau, 3), tau)),
        ]
    };
    Table {
        id: id.to_owned(),
        caption: format!("{caption}: {}", pool.label),
        columns: vec![
            Column::words(head),
            Column::numbers("k"),
            Column::numbers("Estimate (interval)"),
            Column::numbers("p"),
            Column::numbers("\u{3c4}"),
        ],
        rows: subsets.iter().map(row).collect(),
        footnotes: Vec::new(),
    }
}

fn influence(pool: &Pool, place: &str) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = pool
        .further
        .influence
        .iter()
        .map(|one| {
            let number = |value: f64| Cell::number(significant(value, 3), value);
            vec![
                Cell::words(one.study.clone()),
                number(one.studentized_residual),
                number(one.dffits),
                number(one.cook_distance),
                number(one.covariance_ratio),
                number(one.hat),
                Cell::words(if one.influential { "yes" } else { "no" }),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: format!("influence{place}"),
        caption: format!("Influence of single studies: {}", pool.label),
        columns: vec![
            Column::words("Study"),
            Column::numbers("Studentized residual"),
            Column::numbers("DFFITS"),
            Column::numbers("Cook's distance"),
            Column::numbers("Covariance ratio"),
            Column::numbers("Weight"),
            Column::words("Influential"),
        ],
        rows,
        footnotes: Vec::new(),
    })
}

fn subgroups(pool: &Pool, place: &str) -> Option<Table> {
    let found = pool.further.subgroups.as_ref()?;
    let row = |group: &Subgroup| {
        let natural = pool.natural(&group.estimate);
        vec![
            Cell::words(group.name.clone()),
            Cell::number(group.k.to_string(), group.k as f64),
            Cell::number(estimate_text(&natural), natural.value),
            Cell::number(p_number(group.p_value), group.p_value.value()),
            Cell::number(significant(group.tau2.sqrt(), 3), group.tau2.sqrt()),
        ]
    };
    Some(Table {
        id: format!("subgroups{place}"),
        caption: format!("Groups of studies: {}", pool.label),
        columns: vec![
            Column::words("Group"),
            Column::numbers("k"),
            Column::numbers("Estimate (interval)"),
            Column::numbers("p"),
            Column::numbers("\u{3c4}"),
        ],
        rows: found.groups.iter().map(row).collect(),
        footnotes: vec![format!("Groups against each other: {}.", p_words(found.between.p_value))],
    })
}
