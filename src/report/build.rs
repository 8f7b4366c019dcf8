//! Puts sections and figures together.

use super::{Document, sections, tables};
use crate::chart::{
    ClaimEstimate, ClaimRow, Figure, Threshold, VerdictMark, before_after_scatter, claim_chart, estimation,
    paired_lines, waterfall,
};
use crate::claims::{Judgement, Verdict};
use crate::plan::{Analysis, SampleAnalysis};
use crate::report::tables::slug;
use crate::result::Estimate;
use crate::stats::MarginScale;

/// A figure with the name of its file.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureSlot {
    /// Name without ending: `paired-lines-waist`.
    pub file: String,
    /// The figure.
    pub figure: Figure,
}

/// Every chart of the report: the claims first, then those of the primary outcome, group by group.
pub fn figures(analysis: &Analysis) -> Vec<FigureSlot> {
    let mut figures = Vec::new();
    if let Some(figure) = claims_figure(&analysis.claims) {
        figures.push(FigureSlot { file: "claims".to_owned(), figure });
    }
    for sample in analysis.samples.iter().filter(|sample| sample.primary) {
        for kind in SAMPLE_CHARTS {
            if let Some(figure) = sample_figure(kind, sample) {
                figures.push(FigureSlot { file: format!("{kind}-{}", slug(&sample.title())), figure });
            }
        }
    }
    figures
}

/// Kinds of charts that are drawn of one sample.
pub const SAMPLE_CHARTS: [&str; 4] = ["estimation", "paired-lines", "waterfall", "scatter"];

/// One chart of one sample; `None` for a kind that is not drawn of a sample, or that the data do not allow.
pub fn sample_figure(kind: &str, sample: &SampleAnalysis) -> Option<Figure> {
    // For yes and no the difference of the shares is the mean change.
    let test = sample.test("paired-t").or_else(|| sample.test("mcnemar"));
    let estimate: Option<&Estimate> = test.and_then(|test| test.primary());
    match kind {
        "paired-lines" => Some(paired_lines(&sample.sample, estimate)),
        "waterfall" => Some(waterfall(&sample.sample, estimate, &thresholds(sample))),
        "scatter" => Some(before_after_scatter(&sample.sample, estimate)),
        "estimation" => Some(estimation(&sample.sample, &sample.bootstrap_means, estimate?))
            .filter(|_| !sample.bootstrap_means.is_empty()),
        _ => None,
    }
}

/// The bounds of a margin that is an amount; the chart prints the value behind the word. A margin in percent of the mean or in SDs has
/// no place on the axis of single changes.
fn thresholds(sample: &SampleAnalysis) -> Vec<Threshold> {
    let Some((stated, _)) = &sample.margin else { return Vec::new() };
    match stated.in_unit(sample.sample.outcome().unit) {
        Ok(margin) if margin.scale == MarginScale::Amount => {
            let ends = [margin.lower, margin.upper].into_iter().flatten();
            ends.map(|end| Threshold { value: end.to_f64(), label: "margin".to_owned() }).collect()
        }
        _ => Vec::new(),
    }
}

/// The chart of all claims that have a region; `None` when there is none.
pub fn claims_figure(judgements: &[Judgement]) -> Option<Figure> {
    let rows: Vec<ClaimRow> = judgements.iter().filter_map(claim_row).collect();
    (!rows.is_empty()).then(|| claim_chart(&rows))
}

fn claim_row(judgement: &Judgement) -> Option<ClaimRow> {
    let region = judgement.region?;
    let estimate = judgement.estimate.as_ref().and_then(|estimate| {
        let interval = estimate.interval.as_ref()?;
        Some(ClaimEstimate {
            value: estimate.value,
            lower: interval.lower,
            upper: interval.upper,
            inner: judgement.inner_interval.as_ref().map(|inner| (inner.lower, inner.upper)),
        })
    });
    Some(ClaimRow {
        label: judgement.claim.statement.clone(),
        lower: region.lower,
        upper: region.upper,
        estimate,
        unit: region.unit,
        verdict_word: judgement.verdict.words().to_owned(),
        verdict: match judgement.verdict {
            Verdict::Supported => VerdictMark::Supported,
            Verdict::Refuted => VerdictMark::Refuted,
            Verdict::Inconclusive | Verdict::ObservedNotAttributable => VerdictMark::Inconclusive,
            Verdict::NotTestable => VerdictMark::NotTestable,
        },
    })
}

/// The report of a study. `command` is what the reader types to get it again.
pub fn report(analysis: &Analysis, figures: &[FigureSlot], command: &str) -> Document {
    let claim_chart = figures.iter().position(|slot| slot.figure.id == "claims");
    let others = (0..figures.len()).filter(|at| Some(*at) != claim_chart);
    Document {
        title: analysis.study.title.clone(),
        subtitle: format!("Report of girth {} on {}", env!("CARGO_PKG_VERSION"), analysis.study.name),
        sections: vec![
            sections::asked(analysis),
            sections::data(analysis),
            sections::found(analysis),
            sections::verdicts(analysis, claim_chart),
            sections::charts(others),
            sections::how(analysis),
            sections::not_shown(analysis),
            sections::reproduce(analysis, command),
        ],
    }
}

/// All tables of a report, for CSV.
pub fn report_tables(analysis: &Analysis) -> Vec<super::Table> {
    let mut all = vec![tables::flow(analysis)];
    all.extend(tables::results(analysis).into_iter().chain(tables::shares(analysis)));
    all.push(tables::description(analysis));
    all.extend(tables::effects(analysis));
    all.extend(tables::adjusted(analysis));
    all.extend(analysis.samples.iter().map(tables::tests));
    all.extend(tables::exclusions(analysis));
    all.extend(tables::findings(&analysis.audit));
    if !analysis.claims.is_empty() {
        all.push(tables::claims(&analysis.claims));
    }
    all.push(tables::article_claims(&analysis.article_claims));
    all
}
