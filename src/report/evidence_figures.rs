//! Charts of published results.

use super::figures::claims_figure;
use super::tables::slug;
use super::{FigureSlot, NoFigure, evidence_pool_figures};
use crate::chart::{
    self, BandRow, ClaimedBand, ControlContrast, EvidenceForest, EvidenceKind, EvidenceRow, EvidenceSection, Figure,
    Finding, claimed_band, control_contrast, evidence_forest,
};
use crate::claims::{Directness, Judgement};
use crate::data::{PublishedRow, RowStatus, Unit};
use crate::plan::{ClaimedRange, ErrorSource, EvidenceAnalysis, EvidenceResult, FINDING, ResultKind};
use crate::stats::measures::Scale;
use std::collections::BTreeMap;

/// Every chart of the report on published results: the claimed range first, then the claims, what was found of each outcome, the same
/// thing with and without a control, and the pools. What the table does not allow is left out.
pub fn evidence_figures(analysis: &EvidenceAnalysis) -> Vec<FigureSlot> {
    let mut all = Vec::new();
    let mut add = |file: String, figure: Option<Figure>| all.extend(figure.map(|figure| FigureSlot { file, figure }));
    add("claimed-band".to_owned(), band(analysis));
    let judgements: Vec<Judgement> = analysis.judgements().cloned().collect();
    add("claims".to_owned(), claims_figure(&judgements).ok());
    for (outcome, unit) in measured(analysis) {
        add(format!("evidence-forest-{}", slug(&outcome)), forest(analysis, &outcome, unit));
    }
    add("control-contrast".to_owned(), contrast(analysis));
    for pool in &analysis.pools {
        all.extend(evidence_pool_figures::figures(pool, analysis));
    }
    all
}

/// One chart by its kind.
///
/// # Errors
/// [`NoFigure`] where the table has nothing of the kind.
pub fn evidence_figure(kind: &str, analysis: &EvidenceAnalysis) -> Result<Figure, NoFigure> {
    let found = evidence_figures(analysis).into_iter().find(|slot| slot.figure.id == kind);
    found.map(|slot| slot.figure).ok_or_else(|| {
        let of_pools = evidence_pool_figures::CHARTS.contains(&kind);
        NoFigure::Nothing(if of_pools && analysis.pools.is_empty() {
            format!("no results of the table were combined, so a chart {kind} has nothing to show; --by says what they must share")
        } else {
            format!("the table has nothing that a chart {kind} could show")
        })
    })
}

/// Outcomes with a unit of their own in which something was found with an interval, in the order of the table.
fn measured(analysis: &EvidenceAnalysis) -> Vec<(String, Unit)> {
    let mut all: Vec<(String, Unit)> = Vec::new();
    for result in &analysis.results {
        let has_interval = result.estimate.as_ref().is_some_and(|estimate| estimate.interval.is_some());
        let one = (result.outcome.clone(), result.unit);
        let is_ratio = result.effect.is_some_and(|effect| effect.measure.scale() != Scale::Natural);
        if has_interval && result.events.is_none() && !is_ratio && !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// `Change in girth`.
fn quantity(outcome: &str) -> String {
    format!("Change in {}", outcome.replace('-', " "))
}

pub(super) fn kind(kind: ResultKind) -> EvidenceKind {
    match kind {
        ResultKind::Controlled | ResultKind::AsGiven => EvidenceKind::Controlled,
        ResultKind::Untreated => EvidenceKind::Untreated,
        ResultKind::Uncontrolled => EvidenceKind::BeforeAfter,
    }
}

fn claimed(range: &ClaimedRange, unit: Unit) -> Option<chart::ClaimedRange> {
    let end = |measure: crate::data::Measure| measure.amount_in(unit).ok().map(|amount| amount.to_f64());
    Some(chart::ClaimedRange { lower: end(range.lower)?, upper: end(range.upper)?, label: range.label.clone() })
}

/// Columns of names short enough for a chart.
const SHORT_STUDY: &str = "short_study";
const SHORT_TREATMENT: &str = "short_treatment";

/// A result as a row of a chart; `None` for a row without figures that says nothing either.
pub(super) fn row_of(analysis: &EvidenceAnalysis, result: &EvidenceResult, weight: Option<f64>) -> Option<EvidenceRow> {
    let row = analysis.row_of(result)?;
    let weeks = row.weeks.map(|weeks| format!("{weeks} weeks"));
    let parts = [treatment(row, result), row.site.clone(), weeks];
    let study = row.covariates.get(SHORT_STUDY).unwrap_or(&row.study);
    let finding = match &result.estimate {
        Some(estimate) if result.error_from == Some(ErrorSource::PValue) => Finding::Derived(estimate.clone()),
        Some(estimate) => Finding::Printed(estimate.clone()),
        None => Finding::Words(row.covariates.get(FINDING).cloned()?),
    };
    Some(EvidenceRow {
        study: study.clone(),
        detail: parts.into_iter().flatten().collect::<Vec<_>>().join(", "),
        n: result.n.iter().filter_map(|n| usize::try_from(*n).ok()).collect(),
        source: String::new(),
        finding,
        weight,
    })
}

fn treatment(row: &PublishedRow, result: &EvidenceResult) -> Option<String> {
    if result.kind == ResultKind::Untreated {
        return Some("untreated".to_owned());
    }
    row.covariates.get(SHORT_TREATMENT).or(row.intervention.as_ref()).or(row.group.as_ref()).cloned()
}

fn usable(analysis: &EvidenceAnalysis, result: &EvidenceResult) -> bool {
    analysis.row_of(result).is_some_and(|row| row.status != RowStatus::Unconfirmed)
}

/// Every result on one outcome, apart by kind.
fn forest(analysis: &EvidenceAnalysis, outcome: &str, unit: Unit) -> Option<Figure> {
    let of_kind = |wanted: ResultKind| -> Vec<EvidenceRow> {
        let results = analysis.results.iter().filter(|result| {
            result.kind == wanted && result.outcome == outcome && result.unit == unit && result.events.is_none()
        });
        results.filter(|result| usable(analysis, result)).filter_map(|result| row_of(analysis, result, None)).collect()
    };
    let sections: Vec<EvidenceSection> = ResultKind::ALL
        .into_iter()
        .map(|of| EvidenceSection { kind: kind(of), rows: of_kind(of), combined: None })
        .filter(|section| !section.rows.is_empty())
        .collect();
    (!sections.is_empty()).then(|| {
        evidence_forest(&EvidenceForest {
            quantity: quantity(outcome),
            unit,
            decimals: 1,
            sections,
            claimed: analysis
                .claimed
                .as_ref()
                .filter(|range| range.outcome == outcome)
                .and_then(|range| claimed(range, unit)),
            left_words: "less".to_owned(),
            right_words: "more".to_owned(),
        })
    })
}

/// The claimed range over every result on its outcome: of each trial, place and kind the last reading.
fn band(analysis: &EvidenceAnalysis) -> Option<Figure> {
    let range = analysis.claimed.as_ref()?;
    let unit = range.lower.unit;
    let mut last: BTreeMap<(ResultKind, &str, &str), f64> = BTreeMap::new();
    let of_range: Vec<(&EvidenceResult, &PublishedRow)> = analysis
        .results
        .iter()
        .filter(|result| result.outcome == range.outcome && result.unit == unit && usable(analysis, result))
        .filter_map(|result| Some((result, analysis.row_of(result)?)))
        // The treated arm of a trial with a control stands there as the difference.
        .filter(|(result, row)| result.kind != ResultKind::Uncontrolled || row.control.is_none())
        .collect();
    let key = |result: &EvidenceResult, row: &'_ PublishedRow| {
        (result.kind, row.trial.clone(), row.site.clone().unwrap_or_default())
    };
    for (result, row) in &of_range {
        let weeks = row.weeks.unwrap_or(0.0);
        let place = row.site.as_deref().unwrap_or_default();
        let latest = last.entry((result.kind, row.trial.as_str(), place)).or_insert(weeks);
        *latest = latest.max(weeks);
    }
    let mut seen: Vec<(ResultKind, String, String)> = Vec::new();
    let mut rows = Vec::new();
    for (result, row) in of_range {
        let place = row.site.as_deref().unwrap_or_default();
        let is_last = last.get(&(result.kind, row.trial.as_str(), place)) == Some(&row.weeks.unwrap_or(0.0));
        // A sham arm that serves several doses is one group of people.
        let again = result.kind == ResultKind::Untreated && seen.contains(&key(result, row));
        if !is_last || again {
            continue;
        }
        seen.push(key(result, row));
        let directness = row.directness.as_deref().and_then(Directness::parse).unwrap_or(Directness::Far);
        let distance = match directness {
            Directness::Same => 0,
            Directness::Near => 1,
            Directness::Far => 2,
        };
        // People are in the tables; here every row has two lines.
        let short =
            |row: EvidenceRow| EvidenceRow { n: Vec::new(), detail: row.detail.replace(" weeks", "\u{a0}wk"), ..row };
        rows.extend(row_of(analysis, result, None).map(|row| BandRow {
            kind: kind(result.kind),
            distance,
            row: short(row),
        }));
    }
    let claimed = claimed(range, unit)?;
    (!rows.is_empty()).then(|| {
        claimed_band(&ClaimedBand {
            title: None,
            quantity: quantity(&range.outcome),
            unit,
            decimals: 1,
            claimed,
            rows,
            left_words: "less".to_owned(),
            right_words: "more".to_owned(),
        })
    })
}

/// Uncontrolled beside controlled results of the same thing, those in one unit.
fn contrast(analysis: &EvidenceAnalysis) -> Option<Figure> {
    let of = |id: &str, kind: ResultKind| {
        let at = analysis.rows.iter().position(|row| row.id == id)?;
        analysis.results.iter().find(|result| result.row == at && result.kind == kind && result.estimate.is_some())
    };
    let found: Vec<(&str, &EvidenceResult, &EvidenceResult)> = analysis
        .contrasts
        .iter()
        .filter_map(|pair| {
            let before_after = of(&pair.uncontrolled, ResultKind::Uncontrolled)?;
            Some((pair.label.as_str(), before_after, of(&pair.controlled, ResultKind::Controlled)?))
        })
        .collect();
    let unit = found.first()?.1.unit;
    let pairs: Vec<chart::ContrastPair> = found
        .into_iter()
        .filter(|(_, one, other)| one.unit == unit && other.unit == unit)
        .filter_map(|(topic, before_after, controlled)| {
            // The topic says what and where.
            let row = |result| Some(EvidenceRow { detail: String::new(), ..row_of(analysis, result, None)? });
            Some(chart::ContrastPair {
                topic: topic.to_owned(),
                same_trial: before_after.row == controlled.row,
                before_after: row(before_after)?,
                controlled: row(controlled)?,
            })
        })
        .collect();
    (!pairs.is_empty()).then(|| {
        control_contrast(&ControlContrast {
            quantity: "Change".to_owned(),
            unit,
            decimals: 1,
            pairs,
            left_words: "less".to_owned(),
            right_words: "more".to_owned(),
        })
    })
}
