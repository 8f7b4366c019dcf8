//! A treated and an untreated site of the same people, at no change of weight.

use super::answer::{Question, aliased_note, fit_details};
use super::co_intervention::post_treatment;
use super::columns::analysed_of;
use super::companion::{Companion, Joint, slope_term};
use super::least_squares::Covariance;
use crate::data::SplitBody;
use crate::result::{Citation, Contrast, Detail, ModelResult, Note, Quantity};
use crate::stats::{StatsError, TestOptions};

/// Change of the treated site less that of the untreated one.
pub const SITE_DIFFERENCE: Quantity = Quantity {
    id: "site_difference",
    label: "mean difference of the changes of the two sites",
    symbol: "difference of sites",
};
/// The same in people whose weight does not change.
pub const SITE_DIFFERENCE_AT_ZERO: Quantity = Quantity {
    id: "site_difference_at_zero",
    label: "difference of the changes of the two sites at no weight change",
    symbol: "difference at no weight change",
};

const ID: &str = "split-body-adjusted";
const TITLE: &str = "difference of the sites adjusted for another change";
pub(crate) const FITZMAURICE: Citation = Citation {
    key: "Fitzmaurice et al. 2011",
    reference: "Fitzmaurice, Laird, Ware (2011). Applied Longitudinal Analysis, 2nd ed., ch. 5. Wiley.",
};

/// Question: do the sites change differently in people whose weight stays the same?
///
/// Assumptions: people are independent of each other, and the difference of the sites follows the weight change in a straight line. The
/// weight change is as observed, not allotted.
///
/// Formula: least squares of the within-person difference, treated - untreated, on the weight change, which is not centred: the intercept
/// is the difference at no weight change. The unadjusted mean difference of the same people stands beside it.
///
/// Arguments: `weight_change` in the order of `split.difference().ids()` (see [`crate::data::PairedSample::changes_of`]).
///
/// # Errors
/// `TooFew` under three people whose weight change is known; `Length` when there is not one entry for each person.
pub fn split_body_adjusted(
    split: &SplitBody,
    weight_change: &[Option<f64>],
    companion: Companion<'_>,
    options: &TestOptions,
) -> Result<ModelResult, StatsError> {
    let sample = split.difference();
    let joint = Joint::of(TITLE, &[sample], &[weight_change])?;
    StatsError::require(TITLE, 3, joint.n())?;
    let unit = sample.outcome().unit;
    let (plain, adjusted) = (joint.fit(TITLE, companion.label, false)?, joint.fit(TITLE, companion.label, true)?);
    let mut analysed = analysed_of(&[sample]);
    analysed.n = joint.n();
    analysed.excluded.extend(joint.excluded());
    let question = |quantity| Question::of_options(ID, TITLE, quantity, unit, options);
    let mut contrasts = Vec::new();
    let named = [
        (&adjusted, SITE_DIFFERENCE_AT_ZERO, format!("treated - untreated at no {} change", companion.label)),
        (&plain, SITE_DIFFERENCE, "treated - untreated, unadjusted".to_owned()),
    ];
    for (fit, quantity, label) in named {
        if let Some(line) = fit.estimate(1.0, &[], Covariance::Classical) {
            contrasts.push(Contrast { label, test: question(quantity).test(&joint.level(line), analysed.clone())? });
        }
    }
    let asked = Question::two_sided(ID, TITLE, SITE_DIFFERENCE, unit, options.level);
    let mut terms = Vec::new();
    if let Some(slope) = adjusted.slope(0, Covariance::Classical) {
        terms.push(slope_term(&asked, unit, companion, &slope)?);
    }
    let mean = joint.other.iter().sum::<f64>() / joint.n() as f64;
    let mut details = fit_details(&adjusted);
    details.push(Detail::number("mean_companion_change", "mean change of the other reading", mean));
    let least = joint.other.iter().copied().fold(f64::INFINITY, f64::min);
    let most = joint.other.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut notes = Vec::from_iter(aliased_note(&adjusted));
    notes.push(post_treatment(companion.label, "difference of the sites"));
    notes.extend(beyond_the_data(least, most, companion.label));
    Ok(ModelResult {
        procedure: ID,
        title: TITLE,
        formula: format!("treated - untreated ~ {} change", companion.label),
        analysed,
        overall: None,
        terms,
        means: Vec::new(),
        contrasts,
        details,
        notes,
        citations: vec![FITZMAURICE],
    })
}

/// Said when nobody's other change is near zero, so that the line is drawn out beyond the data.
pub(crate) fn beyond_the_data(least: f64, most: f64, label: &str) -> Option<Note> {
    (least > 0.0 || most < 0.0).then(|| {
        let direction = if least > 0.0 { "rose" } else { "fell" };
        Note::new(
            "extrapolated",
            format!("The {label} of everybody {direction}: the figure at no {label} change lies beyond the data."),
        )
    })
}
