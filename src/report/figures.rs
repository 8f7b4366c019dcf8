//! Charts of an analysis: which there are, and what goes into them.

use crate::chart::{
    ClaimEstimate, ClaimRow, Conclusion, CummingGroup, EquivalenceRow, Figure, MOST_GROUPS, NullValue, QqPoint,
    Quartiles, Threshold, VerdictMark, bayes_robustness, before_after_scatter, claim_chart, consonance, cumming,
    equivalence, estimation, histogram, paired_lines, qq, raincloud, waterfall,
};
use crate::claims::{Judgement, Verdict};
use crate::plan::{Analysis, SampleAnalysis, Settings};
use crate::report::tables::slug;
use crate::report::{comparison_figures, error_figures, longitudinal_figures};
use crate::result::{DetailValue, Estimate, TestResult};
use crate::stats::describe::Description;
use crate::stats::paired::{PairedT, SignedRank};
use crate::stats::resample::bootstrap_means;
use crate::stats::{self, MarginScale, PairedProcedure, StatsError, TestOptions};
use std::borrow::Cow;

/// A figure with the name of its file.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureSlot {
    /// Name without ending: `paired-lines-waist`.
    pub file: String,
    /// The figure.
    pub figure: Figure,
}

/// Why there is no figure.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoFigure {
    /// What would be drawn cannot be computed.
    #[error(transparent)]
    Stats(#[from] StatsError),
    /// The data have nothing of the kind.
    #[error("{0}")]
    Nothing(String),
}

impl NoFigure {
    fn nothing(why: &str) -> NoFigure {
        NoFigure::Nothing(why.to_owned())
    }
}

/// Every chart of the report: the claims first, then what sets groups and margins side by side, then the charts of the primary outcome,
/// group by group. What the data do not allow is left out.
///
/// # Errors
/// [`StatsError::Numerical`] when a computation fails.
pub fn figures(analysis: &Analysis) -> Result<Vec<FigureSlot>, StatsError> {
    let mut figures = Vec::new();
    let mut keep = |file: String, figure: Result<Figure, NoFigure>| match figure {
        Ok(figure) => {
            figures.push(FigureSlot { file, figure });
            Ok(())
        }
        Err(NoFigure::Stats(failure @ StatsError::Numerical { .. })) => Err(failure),
        Err(_) => Ok(()),
    };
    keep("claims".to_owned(), claims_figure(&analysis.claims))?;
    let all: Vec<&SampleAnalysis> = analysis.samples.iter().collect();
    let primary: Vec<&SampleAnalysis> = analysis.samples.iter().filter(|sample| sample.primary).collect();
    for slot in comparison_figures::figures(analysis) {
        keep(slot.file, Ok(slot.figure))?;
    }
    for slot in error_figures::figures(analysis)? {
        keep(slot.file, Ok(slot.figure))?;
    }
    for slot in longitudinal_figures::figures(analysis) {
        keep(slot.file, Ok(slot.figure))?;
    }
    if primary.len() > 1 {
        keep("cumming".to_owned(), cumming_figure(&primary, &analysis.settings))?;
    }
    keep("equivalence".to_owned(), equivalence_figure(&all, &analysis.settings))?;
    for sample in primary {
        for kind in REPORTED_CHARTS {
            let file = format!("{kind}-{}", slug(&sample.title()));
            keep(file, sample_figure(kind, sample, &analysis.settings))?;
        }
    }
    for slot in &mut figures {
        slot.figure = of_study(slot.figure.clone(), analysis);
    }
    Ok(figures)
}

/// What charts of simulated data say.
pub const SIMULATED: &str = "SIMULATED DATA";

/// The figure as it may leave the program: charts of simulated data say so.
pub fn of_study(figure: Figure, analysis: &Analysis) -> Figure {
    if analysis.study.simulated { figure.stamped(SIMULATED) } else { figure }
}

/// Kinds of charts that the report has of each group of the primary outcome.
const REPORTED_CHARTS: [&str; 7] =
    ["estimation", "paired-lines", "waterfall", "scatter", "consonance", "histogram", "qq"];

/// One chart of one sample.
///
/// # Errors
/// [`NoFigure`] for a kind that is not drawn of a sample, or that the data do not allow.
pub fn sample_figure(kind: &str, sample: &SampleAnalysis, settings: &Settings) -> Result<Figure, NoFigure> {
    let pairs = &sample.sample;
    let estimate = mean_change(sample);
    match kind {
        "paired-lines" => Ok(paired_lines(pairs, estimate, error_figures::band(sample).as_ref())),
        "waterfall" => Ok(waterfall(pairs, estimate, &thresholds(sample), error_figures::band(sample).as_ref())),
        "scatter" => Ok(before_after_scatter(pairs, estimate)),
        "histogram" => Ok(histogram(pairs, estimate)),
        "raincloud" => {
            let columns = [&sample.description.before, &sample.description.after, &sample.description.change];
            Ok(raincloud(pairs, columns.map(quartiles), estimate))
        }
        "estimation" => match estimate {
            Some(estimate) if !sample.bootstrap_means.is_empty() => {
                Ok(estimation(pairs, &sample.bootstrap_means, estimate))
            }
            _ => Err(NoFigure::nothing("these data have no interval of the mean change to draw")),
        },
        "qq" => {
            let found = stats::spread::qq(pairs.change(), settings.level)?;
            let point = |at: &stats::spread::QqPoint| QqPoint {
                theoretical: at.theoretical,
                observed: at.observed,
                lower: at.lower,
                upper: at.upper,
            };
            Ok(qq(pairs, &found.points.iter().map(point).collect::<Vec<_>>(), settings.level))
        }
        "bayes-robustness" => {
            let options = TestOptions {
                null_value: sample.null_value,
                alternative: settings.alternative,
                prior_scale: settings.prior_scale,
                ..two_sided(settings)
            };
            let curve = stats::evidence::robustness(pairs, &options)?;
            let chosen = stats::evidence::at_scale(pairs, &options)?;
            Ok(bayes_robustness(pairs, &curve, chosen))
        }
        "consonance" => {
            let options = TestOptions { null_value: sample.null_value, ..two_sided(settings) };
            let found = stats::paired::consonance(pairs, &options)?;
            let t_test = PairedT.run(pairs, &options)?;
            let estimate = t_test.primary().ok_or_else(|| NoFigure::nothing("these data have no mean change"))?;
            let null = NullValue { value: sample.null_value.to_f64(), p_value: found.p_value };
            Ok(consonance(pairs, estimate, &found.curve, &found.intervals, null, margin(sample)))
        }
        _ => Err(NoFigure::Nothing(format!("there is no chart {kind} of one sample"))),
    }
}

/// The mean change with the interval that the report gives.
fn mean_change(sample: &SampleAnalysis) -> Option<&Estimate> {
    // For yes and no the difference of the shares is the mean change.
    sample.test("paired-t").or_else(|| sample.test("mcnemar")).and_then(TestResult::primary)
}

/// The settings of a test of no change, whatever alternative and null value the study asks for.
fn two_sided(settings: &Settings) -> TestOptions {
    TestOptions { level: settings.level, ..TestOptions::default() }
}

pub(super) fn quartiles(column: &Description) -> Quartiles {
    Quartiles { first: column.first_quartile, median: column.median, third: column.third_quartile }
}

/// The groups of the primary outcome side by side or, where it has only one, all outcomes in its unit.
///
/// # Errors
/// [`NoFigure`] for more groups than fit.
pub fn cumming_figure(samples: &[&SampleAnalysis], settings: &Settings) -> Result<Figure, NoFigure> {
    let unit = samples.first().map(|sample| sample.sample.outcome().unit);
    let primary: Vec<&SampleAnalysis> = samples.iter().copied().filter(|sample| sample.primary).collect();
    let chosen = if primary.len() > 1 {
        primary
    } else {
        samples.iter().copied().filter(|sample| Some(sample.sample.outcome().unit) == unit).collect()
    };
    if chosen.is_empty() || chosen.len() > MOST_GROUPS {
        let why = format!("a Cumming plot has 1 to {MOST_GROUPS} groups; these data have {}", chosen.len());
        return Err(NoFigure::Nothing(why));
    }
    let of_one_outcome = chosen.iter().all(|sample| sample.sample.outcome() == chosen[0].sample.outcome());
    let label = |sample: &SampleAnalysis| match sample.sample.group() {
        Some(group) if of_one_outcome => group.to_owned(),
        _ => sample.title(),
    };
    let labels: Vec<String> = chosen.iter().map(|sample| label(sample)).collect();
    let means: Vec<Cow<'_, [f64]>> = chosen
        .iter()
        .map(|sample| match sample.bootstrap_means.as_slice() {
            [] => Cow::Owned(bootstrap_means(sample.sample.change(), settings.resamples, settings.seed)),
            means => Cow::Borrowed(means),
        })
        .collect();
    let groups: Vec<CummingGroup<'_>> = chosen
        .iter()
        .zip(&labels)
        .zip(&means)
        .map(|((sample, label), bootstrap_means)| CummingGroup {
            label,
            sample: &sample.sample,
            bootstrap_means,
            change: mean_change(sample),
        })
        .collect();
    Ok(cumming(&groups))
}

/// Every test of equivalence of every sample with a margin.
///
/// # Errors
/// [`NoFigure`] where no sample has one.
pub fn equivalence_figure(samples: &[&SampleAnalysis], settings: &Settings) -> Result<Figure, NoFigure> {
    let mut rows = Vec::new();
    for sample in samples {
        for test in &sample.tests {
            rows.extend(equivalence_row(sample, test, settings)?);
        }
    }
    if rows.is_empty() {
        return Err(NoFigure::nothing(
            "no test of equivalence with an interval can be drawn; give a margin with --margin",
        ));
    }
    Ok(equivalence(&rows))
}

/// A test of equivalence, recognised by its details, beside the two-sided test against no change of the same quantity.
fn equivalence_row(
    sample: &SampleAnalysis,
    test: &TestResult,
    settings: &Settings,
) -> Result<Option<EquivalenceRow>, StatsError> {
    let (Some(DetailValue::Flag(_)), Some(p_equivalence), Some(margin), Some(estimate)) =
        (test.detail("equivalent"), test.p_value, margin(sample), test.primary())
    else {
        return Ok(None);
    };
    let of_difference: [&dyn PairedProcedure; 2] = [&PairedT, &SignedRank];
    for procedure in of_difference {
        let difference = procedure.run(&sample.sample, &two_sided(settings))?;
        let Some(outer) = difference.primary().filter(|other| other.quantity == estimate.quantity) else { continue };
        let Some(outer) = outer.interval.clone().filter(|_| estimate.interval.is_some()) else { continue };
        // The study's own test of a difference decides, with its null value and sides, so that the chart says what the text says.
        let asked = sample.test(procedure.id()).map_or(difference.p_value, |asked| asked.p_value);
        let Some(p_difference) = asked else { continue };
        let beyond = outer.lower > margin.1 || outer.upper < margin.0;
        let conclusion = match stats::equivalence::conclusion(p_difference, p_equivalence, settings.level.alpha()) {
            stats::equivalence::Conclusion::DifferentButTrivial => Conclusion::Both,
            stats::equivalence::Conclusion::Equivalent => Conclusion::Equivalent,
            stats::equivalence::Conclusion::Different if beyond => Conclusion::Beyond,
            stats::equivalence::Conclusion::Different => Conclusion::Different,
            stats::equivalence::Conclusion::Undecided => Conclusion::Undecided,
        };
        return Ok(Some(EquivalenceRow {
            label: sample.title(),
            n: sample.sample.n(),
            decimals: sample.sample.before().decimals(),
            margin,
            estimate: estimate.clone(),
            outer,
            conclusion,
        }));
    }
    Ok(None)
}

/// The margin on both sides of zero, in the unit of the outcome.
fn margin(sample: &SampleAnalysis) -> Option<(f64, f64)> {
    let (stated, _) = sample.margin.as_ref()?;
    let [lower, upper] = stated.in_unit(sample.sample.outcome().unit).ok()?.amounts()?;
    Some((lower.to_f64(), upper.to_f64()))
}

/// The bounds of a margin that is an amount as lines; the chart prints the value behind the word. A margin in percent of the mean or in
/// SDs has no place on the axis of single changes.
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

/// The chart of all claims that have a region.
///
/// # Errors
/// [`NoFigure`] when there is none.
pub fn claims_figure(judgements: &[Judgement]) -> Result<Figure, NoFigure> {
    let rows: Vec<ClaimRow> = judgements.iter().filter_map(claim_row).collect();
    if rows.is_empty() {
        let why = "the study has no claims with a region to draw; give some with --claims FILE";
        return Err(NoFigure::nothing(why));
    }
    Ok(claim_chart(&rows))
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
