//! When the difference of changes and the analysis of covariance tell different stories.

use super::ancova_fit::{ADJUSTED_DIFFERENCE, AncovaFit};
use super::answer::{Question, fit_details};
use super::arms::DIFFERENCE_OF_CHANGES;
use super::columns::{Shifted, analysed_of, indicator};
use super::least_squares::{Covariance, LeastSquares, LinearEstimate};
use crate::data::{PairedSample, Sample, TwoArms};
use crate::dist::ncp_limits;
use crate::result::{Alternative, Citation, Contrast, Detail, ModelResult, Note, Quantity, TestResult};
use crate::stats::{StatsError, TestOptions};

/// Mean baseline of the treated less that of the controls.
pub const BASELINE_DIFFERENCE: Quantity =
    Quantity { id: "baseline_difference", label: "difference of mean baselines", symbol: "baseline difference" };
/// Baselines that differ by more than this, in pooled SDs, are too far apart for regression alone to mend (Stuart 2010, sec. 4.2, after
/// Rubin).
pub const BASELINE_LIMIT: f64 = 0.25;

const ID: &str = "lords-paradox";
const TITLE: &str = "change scores beside analysis of covariance";
const LORD: Citation = Citation {
    key: "Lord 1967",
    reference: "Lord (1967). A paradox in the interpretation of group comparisons. Psychological Bulletin 68:304-305.",
};
const STUART: Citation = Citation {
    key: "Stuart 2010",
    reference: "Stuart (2010). Matching methods for causal inference: a review and a look forward. Statistical Science 25:1-21.",
};

/// Question: do the difference of mean changes and the analysis of covariance disagree, because the arms began apart?
///
/// Formula: the pooled t of the changes, the analysis of covariance on baseline, and the pooled t of the baselines, all treated - control;
/// their estimates differ by (1 - slope) times the baseline difference. The interval of the baseline difference in pooled SDs is exact
/// under normality, from noncentral t.
///
/// `Some` only when it bites: the baselines differ by more than [`BASELINE_LIMIT`] pooled SDs, or the intervals of the two estimates
/// disagree on whether, or on which side, the null value lies outside.
///
/// # Errors
/// Those of `ancova`.
pub fn lords_paradox(arms: &TwoArms, options: &TestOptions) -> Result<Option<ModelResult>, StatsError> {
    let groups = [arms.control(), arms.treated()];
    let unit = arms.outcome().unit;
    let adjusted = AncovaFit::of(TITLE, &groups)?;
    let analysed = || analysed_of(&[arms.treated(), arms.control()]);
    let ask = |quantity, line: &LinearEstimate| {
        Question::of_options(ID, TITLE, quantity, unit, options).test(line, analysed())
    };
    let undefined = || StatsError::Undefined { procedure: TITLE, why: "the arms cannot be told apart".to_owned() };
    let change = difference(&groups, PairedSample::change)?.1.ok_or_else(undefined)?;
    let covariance = adjusted.difference(1, 0, Covariance::Classical).ok_or_else(undefined)?;
    let (baselines, baseline) = difference(&groups, PairedSample::before)?;
    let baseline = baseline.ok_or_else(undefined)?;
    let change = ask(DIFFERENCE_OF_CHANGES, &change)?;
    let covariance = ask(ADJUSTED_DIFFERENCE, &covariance)?;
    let apart = baselines.residual_sd().filter(|&sd| sd > 0.0).map(|sd| baseline.value / sd);
    // Without spread within the arms any difference is infinitely many SDs.
    let is_far = apart.map_or(baseline.value != 0.0, |apart| apart.abs() > BASELINE_LIMIT);
    let disagree = conclusion(&change) != conclusion(&covariance);
    if !is_far && !disagree {
        return Ok(None);
    }
    let [treated, control] = arms.names();
    let asked = Question::two_sided(ID, TITLE, BASELINE_DIFFERENCE, unit, options.level);
    let baseline_test = asked.test(&baseline, analysed())?;
    let mut details = fit_details(&adjusted.fit);
    details.extend(adjusted.slope().map(|slope| Detail::number("baseline_slope", "slope on baseline", slope.value)));
    if let (Some(apart), Some(error)) = (apart, baseline.standard_error) {
        let (t, df) = (baseline.value / error, baseline.degrees_of_freedom as f64);
        let (lower, upper) =
            ncp_limits(t, df, options.level.value()).map_err(|cause| StatsError::numerical(TITLE, cause))?;
        let per_ncp = apart_per_ncp(arms);
        details.extend([
            Detail::number("baseline_difference_sds", "baseline difference in pooled SDs", apart),
            Detail::number("baseline_difference_sds_lower", "its lower limit", lower * per_ncp),
            Detail::number("baseline_difference_sds_upper", "its upper limit", upper * per_ncp),
        ]);
    }
    details.push(Detail {
        id: "conclusions_differ",
        label: "the two analyses conclude differently",
        value: crate::result::DetailValue::Flag(disagree),
    });
    let notes = vec![note(is_far, disagree)];
    let contrast = |how: &str, test| Contrast { label: format!("{treated} - {control}, {how}"), test };
    Ok(Some(ModelResult {
        procedure: ID,
        title: TITLE,
        formula: "change ~ arm; after ~ before + arm".to_owned(),
        analysed: analysed(),
        overall: None,
        terms: Vec::new(),
        means: Vec::new(),
        contrasts: vec![
            contrast("change scores", change),
            contrast("at the same baseline", covariance),
            contrast("baseline", baseline_test),
        ],
        details,
        notes,
        citations: vec![LORD, STUART],
    }))
}

/// Treated - control of one column of readings.
fn difference(
    groups: &[&PairedSample; 2],
    column: fn(&PairedSample) -> &Sample,
) -> Result<(LeastSquares, Option<LinearEstimate>), StatsError> {
    let values = Shifted::of(&groups.map(column))?.values;
    let sizes = groups.map(|group| group.n());
    let fit = LeastSquares::fit(TITLE, &values, vec![("treated".to_owned(), indicator(&sizes, 1))])?;
    let line = fit.slope(0, Covariance::Classical);
    Ok((fit, line))
}

/// SDs of difference for one unit of noncentrality: sqrt(1/n + 1/m).
fn apart_per_ncp(arms: &TwoArms) -> f64 {
    (1.0 / arms.treated().n() as f64 + 1.0 / arms.control().n() as f64).sqrt()
}

/// On which side of the null value the whole two-sided interval lies, judged from the p-value and the statistic.
fn conclusion(test: &TestResult) -> i8 {
    let interval = test.primary().and_then(|estimate| estimate.interval.as_ref());
    let null = test.hypothesis.null_value;
    match interval {
        Some(interval) if interval.lower > null && test.hypothesis.alternative != Alternative::Less => 1,
        Some(interval) if interval.upper < null && test.hypothesis.alternative != Alternative::Greater => -1,
        _ => 0,
    }
}

fn note(is_far: bool, disagree: bool) -> Note {
    let apart = if is_far { "The arms began apart" } else { "The two analyses conclude differently" };
    let and = if is_far && disagree { ", and the two analyses conclude differently" } else { "" };
    Note::new(
        "lords-paradox",
        format!(
            "{apart}{and}: the difference of changes asks how much more one arm changed, the analysis of covariance how people with the same \
             reading before differ after. In a randomised trial the second answers the question of the trial; where the arms were not \
             allotted at random, neither does without further assumptions."
        ),
    )
}
