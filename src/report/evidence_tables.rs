//! The tables of a report on published results.

use super::tables::estimate_text;
use super::wording::verdict;
use super::{Cell, Column, Table};
use crate::claims::{Directness, PublishedJudgement, SettlingTrial};
use crate::data::RowStatus;
use crate::plan::{EvidenceAnalysis, EvidenceResult, Pool, ResultKind};
use crate::result::Estimate;
use crate::result::format::{fixed, p_number, significant, with_unit};

/// An estimate with its interval and unit.
pub(super) fn estimate_cell(estimate: Option<&Estimate>) -> Cell {
    estimate.map_or_else(Cell::absent, |estimate| Cell::number(estimate_text(estimate), estimate.value))
}

/// `17 / 17`.
fn people(result: &EvidenceResult) -> String {
    match result.n.as_slice() {
        [] => "\u{2013}".to_owned(),
        some => some.iter().map(u64::to_string).collect::<Vec<_>>().join(" / "),
    }
}

/// What each row says, one table for each outcome.
pub(super) fn results(analysis: &EvidenceAnalysis, outcome: &str) -> Option<Table> {
    let combined = |at: usize| analysis.pools.iter().any(|pool| pool.members.contains(&at));
    let mut rows = Vec::new();
    for kind in ResultKind::ALL {
        let of = |result: &&EvidenceResult| result.kind == kind && result.outcome == outcome;
        for (at, result) in analysis.results.iter().enumerate().filter(|(_, result)| of(result)) {
            let Some(row) = analysis.row_of(result) else { continue };
            let used = match (&result.apart, combined(at)) {
                (_, true) => "combined".to_owned(),
                (Some(why), _) => format!("shown only: {why}"),
                (None, false) => "shown only: nothing like it to combine it with".to_owned(),
            };
            rows.push(vec![
                Cell::words(kind.heading()),
                Cell::words(analysis.label_of(result)),
                Cell::words(row.intervention.clone().unwrap_or_default()),
                Cell::words(row.design.words.clone()),
                Cell::words(people(result)),
                estimate_cell(result.estimate.as_ref()),
                Cell::words(result.error_from.map_or("\u{2013}", |source| source.words())),
                Cell::words(used),
                Cell::words(row.source.clone().unwrap_or_default()),
            ]);
        }
    }
    (!rows.is_empty()).then(|| Table {
        id: format!("results-{}", super::tables::slug(outcome)),
        caption: match outcome {
            "other" => "Published results".to_owned(),
            named => format!("Published results on {}", named.replace('-', " ")),
        },
        columns: vec![
            Column::words("What was compared"),
            Column::words("Study"),
            Column::words("Treatment"),
            Column::words("Design"),
            Column::words("n"),
            Column::numbers("Estimate (interval)"),
            Column::words("Standard error"),
            Column::words("Used"),
            Column::words("Seen at"),
        ],
        rows,
        footnotes: vec![
            "A change is after \u{2212} before, a difference treated \u{2212} control; a reduction is negative. Lengths are shown in cm, \
             weights in kg, whatever unit was printed."
                .to_owned(),
        ],
    })
}

/// The columns that fit a terminal: what was compared, the study, n, the estimate, how it was used.
pub(super) fn short(table: Table) -> Table {
    const KEPT: [usize; 5] = [0, 1, 4, 5, 7];
    fn keep<T: Clone>(all: &[T]) -> Vec<T> {
        KEPT.iter().filter_map(|at| all.get(*at).cloned()).collect()
    }
    Table { columns: keep(&table.columns), rows: table.rows.iter().map(|row| keep(row)).collect(), ..table }
}

/// Claims with their verdicts, and what each rests on.
pub(super) fn claims(id: &str, caption: &str, judged: &[PublishedJudgement]) -> Table {
    let rows = judged.iter().map(|one| {
        let judgement = &one.judgement;
        let rests = if one.rests_on.is_empty() { "\u{2013}".to_owned() } else { one.rests_on.join("; ") };
        vec![
            Cell::words(judgement.claim.id.clone()),
            Cell::words(judgement.claim.statement.clone()),
            Cell::words(verdict(judgement.verdict)),
            estimate_cell(judgement.estimate.as_ref()),
            Cell::words(rests),
            Cell::words(judgement.reasons.join(" ")),
        ]
    });
    Table {
        id: id.to_owned(),
        caption: caption.to_owned(),
        columns: vec![
            Column::words("Id"),
            Column::words("Claim, in our words"),
            Column::words("Verdict"),
            Column::numbers("Estimate (interval)"),
            Column::words("Rests on"),
            Column::words("Why"),
        ],
        rows: rows.collect(),
        footnotes: Vec::new(),
    }
}

/// What other treatments of the same thing came to.
pub(super) fn beside(judged: &[PublishedJudgement]) -> Option<Table> {
    let mut rows = Vec::new();
    for one in judged {
        for other in &one.beside {
            let directness = match other.directness {
                Directness::Same => "the same treatment",
                Directness::Near => "near",
                Directness::Far => "another treatment",
            };
            rows.push(vec![
                Cell::words(one.judgement.claim.id.clone()),
                Cell::words(other.label.clone()),
                Cell::words(other.treatment.clone()),
                Cell::words(directness),
                Cell::words(other.basis.words()),
                estimate_cell(Some(&other.estimate)),
                Cell::words(verdict(other.reading)),
            ]);
        }
    }
    (!rows.is_empty()).then(|| Table {
        id: "other-treatments".to_owned(),
        caption: "The same claims, had they been about other treatments".to_owned(),
        columns: vec![
            Column::words("Claim"),
            Column::words("Study"),
            Column::words("Treatment"),
            Column::words("How close"),
            Column::words("What was compared"),
            Column::numbers("Estimate (interval)"),
            Column::words("Would be"),
        ],
        rows,
        footnotes: vec!["No verdict on mesotherapy rests on these.".to_owned()],
    })
}

/// The trials that would settle what is open.
pub(super) fn settling(trials: &[SettlingTrial]) -> Option<Table> {
    let number =
        |people: Option<u64>| people.map_or_else(Cell::absent, |people| Cell::number(thousands(people), people as f64));
    let rows: Vec<Vec<Cell>> = trials
        .iter()
        .map(|trial| {
            vec![
                Cell::words(trial.claim.clone()),
                Cell::words(trial.design.clone()),
                Cell::words(trial.shape.words()),
                number(trial.to_refute),
                Cell::words(trial.refuted_if.clone()),
                number(trial.to_support),
                Cell::words(trial.supported_if.clone()),
                Cell::words(trial.assumed.clone()),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: "settling-trials".to_owned(),
        caption: "The trials that would settle what is open".to_owned(),
        columns: vec![
            Column::words("Claim"),
            Column::words("Design"),
            Column::words("Counted are"),
            Column::numbers("To refute it"),
            Column::words("if"),
            Column::numbers("To support it"),
            Column::words("if"),
            Column::words("Assumed"),
        ],
        rows,
        footnotes: vec![
            "Complete cases, with a probability of 80 % that the verdict is reached if the truth is as stated; people who drop out come on \
             top. Several observers, several readings or a baseline as covariate lessen the numbers."
                .to_owned(),
        ],
    })
}

fn thousands(people: u64) -> String {
    crate::result::format::count(usize::try_from(people).unwrap_or(usize::MAX))
}

/// Whether the figures of each row can be true together.
pub(super) fn checks(analysis: &EvidenceAnalysis) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = analysis
        .checks
        .iter()
        .filter_map(|check| {
            let row = analysis.rows.get(check.row)?;
            let fits = match check.consistent {
                Some(true) => "fits",
                Some(false) => "does not fit",
                None => "cannot be told",
            };
            Some(vec![
                Cell::words(row.id.clone()),
                Cell::words(row.study.clone()),
                Cell::words(fits),
                Cell::words(check.words.clone()),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: "figures-checked".to_owned(),
        caption: "Figures held against each other".to_owned(),
        columns: vec![
            Column::words("Row"),
            Column::words("Study"),
            Column::words("Figures"),
            Column::words("What was found"),
        ],
        rows,
        footnotes: vec!["Rounding of the printed digits is allowed for.".to_owned()],
    })
}

/// Every pool with its combined estimate.
pub(super) fn combined(analysis: &EvidenceAnalysis) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = analysis.pools.iter().map(pool_row).collect();
    (!rows.is_empty()).then(|| Table {
        id: "combined".to_owned(),
        caption: "Studies combined".to_owned(),
        columns: vec![
            Column::words("What"),
            Column::words("Measure"),
            Column::numbers("k"),
            Column::words("Method"),
            Column::numbers("Estimate (interval)"),
            Column::numbers("p"),
            Column::numbers("Prediction interval"),
            Column::numbers("\u{3c4}"),
            Column::numbers("I\u{b2}"),
            Column::numbers("Q (df), p"),
        ],
        rows,
        footnotes: analysis
            .pools
            .iter()
            .any(Pool::is_transformed)
            .then(|| {
                "Ratios are combined as logarithms, shares and rates on the scale of their measure. Estimates are given as ratios, shares and \
                 rates; \u{3c4} is that of the scale on which they were combined."
                    .to_owned()
            })
            .into_iter()
            .collect(),
    })
}

fn pool_row(pool: &Pool) -> Vec<Cell> {
    let found = &pool.combined;
    let natural = pool.natural(&found.estimate);
    let prediction = found.prediction.as_ref().map(|interval| {
        let ends = (pool.natural_value(interval.lower), pool.natural_value(interval.upper));
        Cell::words(crate::result::format::ends(ends.0, ends.1, super::tables::places(&natural)))
    });
    let heterogeneity = found.heterogeneity.as_ref();
    vec![
        Cell::words(pool.label.clone()),
        Cell::words(if pool.kind == ResultKind::AsGiven { "as given" } else { pool.measure.code() }),
        Cell::number(found.k.to_string(), found.k as f64),
        Cell::words(format!("{}; {}", found.method.name(), found.test.name())),
        estimate_cell(Some(&natural)),
        Cell::number(p_number(found.p_value), found.p_value.value()),
        prediction.unwrap_or_else(Cell::absent),
        heterogeneity.map_or_else(Cell::absent, |found| Cell::number(significant(found.tau.value, 3), found.tau.value)),
        heterogeneity.map_or_else(Cell::absent, |found| {
            Cell::number(with_unit(&fixed(found.i2.value, 0), found.i2.unit), found.i2.value)
        }),
        heterogeneity.map_or_else(Cell::absent, |found| {
            Cell::words(format!("{} ({}), {}", fixed(found.q, 2), found.degrees_of_freedom, p_number(found.p_value)))
        }),
    ]
}

/// Rows on which nothing rests, and why.
pub(super) fn set_aside(analysis: &EvidenceAnalysis) -> Option<Table> {
    let aside = |status: RowStatus| match status {
        RowStatus::Seen => None,
        RowStatus::Unconfirmed => Some("figures not confirmed"),
        RowStatus::NoNumbers => Some("no figures printed"),
    };
    let rows: Vec<Vec<Cell>> = analysis
        .rows
        .iter()
        .filter_map(|row| {
            Some(vec![
                Cell::words(row.study.clone()),
                Cell::words(row.intervention.clone().unwrap_or_default()),
                Cell::words(row.design.words.clone()),
                Cell::words(aside(row.status)?),
                Cell::words(row.note.clone().unwrap_or_default()),
                Cell::words(row.source.clone().unwrap_or_default()),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: "set-aside".to_owned(),
        caption: "Studies without figures that could be used".to_owned(),
        columns: vec![
            Column::words("Study"),
            Column::words("Treatment"),
            Column::words("Design"),
            Column::words("Why"),
            Column::words("What it says, and what is missing"),
            Column::words("Seen at"),
        ],
        rows,
        footnotes: Vec::new(),
    })
}
