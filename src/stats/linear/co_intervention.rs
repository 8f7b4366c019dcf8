//! How much of a change goes with the change of another reading, such as girth with weight.

use super::answer::{Question, aliased_note, fit_details};
use super::arms::DIFFERENCE_OF_CHANGES;
use super::columns::analysed_of;
use super::companion::{Companion, Joint, slope_term};
use super::least_squares::Covariance;
use super::split_body::beyond_the_data;
use crate::data::{PairedSample, TwoArms};
use crate::result::{Analysed, Citation, Contrast, Detail, ModelResult, Note, Quantity};
use crate::stats::{StatsError, TestOptions};

/// Difference of mean changes between arms in people with the same other change.
pub const DIFFERENCE_AT_SAME_COMPANION: Quantity = Quantity {
    id: "difference_at_same_companion",
    label: "difference of mean changes at the same other change",
    symbol: "adjusted difference",
};
/// Mean change of one group.
const MEAN_CHANGE: Quantity = Quantity { id: "mean_change", label: "mean change", symbol: "mean change" };
/// What is left of it at no other change.
pub const CHANGE_AT_ZERO_COMPANION: Quantity = Quantity {
    id: "change_at_zero_companion",
    label: "mean change at no change of the other reading",
    symbol: "change that remains",
};
/// What goes with the mean other change.
pub const EXPECTED_CHANGE: Quantity = Quantity {
    id: "expected_change",
    label: "change expected from the mean change of the other reading",
    symbol: "expected change",
};

const ID: &str = "co-intervention";
const TITLE: &str = "change explained by another change";
const ROSENBAUM: Citation = Citation {
    key: "Rosenbaum 1984",
    reference: "Rosenbaum (1984). The consequences of adjustment for a concomitant variable that has been affected by the treatment. \
                Journal of the Royal Statistical Society A 147:656-666.",
};

/// Question: how much of the difference of two arms goes with the change of another reading?
///
/// Assumptions: people are independent of each other; the change follows the other change in a straight line, the same in both arms. The
/// other change happens after treatment began, so the adjusted figure describes; it is not the effect of treatment (Rosenbaum 1984).
///
/// Formula: least squares of change on arm, and of change on arm and other change, in the people for whom both are known.
///
/// Arguments: the other changes in the order of the people of the treated and of the control arm (see
/// [`PairedSample::changes_of`]).
///
/// # Errors
/// `TooFew` under four people whose other change is known; `Length` when there is not one entry for each person; `Undefined` when the arms
/// cannot be told apart from the other change.
pub fn co_intervention_in_arms(
    arms: &TwoArms,
    treated: &[Option<f64>],
    control: &[Option<f64>],
    companion: Companion<'_>,
    options: &TestOptions,
) -> Result<ModelResult, StatsError> {
    let samples = [arms.control(), arms.treated()];
    let joint = Joint::of(TITLE, &samples, &[control, treated])?;
    StatsError::require(TITLE, 4, joint.n())?;
    let (plain, adjusted) = (joint.fit(TITLE, companion.label, false)?, joint.fit(TITLE, companion.label, true)?);
    let analysed = analysed(&samples, &joint);
    let unit = arms.outcome().unit;
    let question = |quantity| Question::of_options(ID, TITLE, quantity, unit, options);
    let undefined = || StatsError::Undefined {
        procedure: TITLE,
        why: format!("the arms cannot be told apart from the {} change, or one of them is empty", companion.label),
    };
    let before = plain.slope(0, Covariance::Classical).ok_or_else(undefined)?;
    let after = adjusted.slope(1, Covariance::Classical).ok_or_else(undefined)?;
    let [treated_name, control_name] = arms.names();
    let contrast = |quantity, line, how: &str| {
        let label = format!("{treated_name} - {control_name}, {how}");
        Ok::<_, StatsError>(Contrast { label, test: question(quantity).test(line, analysed.clone())? })
    };
    let contrasts = vec![
        contrast(DIFFERENCE_OF_CHANGES, &before, "unadjusted")?,
        contrast(DIFFERENCE_AT_SAME_COMPANION, &after, &format!("at the same {} change", companion.label))?,
    ];
    let robust = adjusted.slope(1, Covariance::Hc3).and_then(|line| line.standard_error);
    let mut result = model(&joint, analysed.clone(), &adjusted, companion, unit, options)?;
    result.details.extend(robust.map(|se| Detail::number("hc3_standard_error", "standard error (HC3), adjusted", se)));
    result.formula = format!("change ~ {} change + arm", companion.label);
    result.contrasts = contrasts;
    result.notes.push(post_treatment(companion.label, "difference of the arms"));
    Ok(result)
}

/// Question: how much of the change of one group goes with the change of another reading, and what remains at none?
///
/// Assumptions: people are independent of each other; the change follows the other change in a straight line.
///
/// Formula: least squares of change on other change, which is not centred: mean change = slope times mean other change + intercept; the
/// intercept is what remains at no other change. The standard error of what is expected takes the mean other change as given.
///
/// Arguments: the other changes in the order of the people of the sample (see [`PairedSample::changes_of`]).
///
/// # Errors
/// `TooFew` under three people whose other change is known; `Length` when there is not one entry for each person.
pub fn co_intervention_in_group(
    sample: &PairedSample,
    others: &[Option<f64>],
    companion: Companion<'_>,
    options: &TestOptions,
) -> Result<ModelResult, StatsError> {
    let joint = Joint::of(TITLE, &[sample], &[others])?;
    StatsError::require(TITLE, 3, joint.n())?;
    let (plain, adjusted) = (joint.fit(TITLE, companion.label, false)?, joint.fit(TITLE, companion.label, true)?);
    let analysed = analysed(&[sample], &joint);
    let unit = sample.outcome().unit;
    let question = |quantity| Question::of_options(ID, TITLE, quantity, unit, options);
    let mean_other = joint.other.iter().sum::<f64>() / joint.n() as f64;
    let mut result = model(&joint, analysed.clone(), &adjusted, companion, unit, options)?;
    let lines = [
        (
            MEAN_CHANGE,
            "mean change".to_owned(),
            plain.estimate(1.0, &[], Covariance::Classical).map(|line| joint.level(line)),
        ),
        (
            CHANGE_AT_ZERO_COMPANION,
            format!("what remains at no {} change", companion.label),
            adjusted.estimate(1.0, &[], Covariance::Classical).map(|line| joint.level(line)),
        ),
        (
            EXPECTED_CHANGE,
            format!("expected from the mean {} change", companion.label),
            adjusted.estimate(0.0, &[mean_other], Covariance::Classical),
        ),
    ];
    for (quantity, label, line) in lines {
        if let (Some(line), true) = (line, quantity == MEAN_CHANGE || !result.terms.is_empty()) {
            result.contrasts.push(Contrast { label, test: question(quantity).test(&line, analysed.clone())? });
        }
    }
    result.formula = format!("change ~ {} change", companion.label);
    let least = joint.other.iter().copied().fold(f64::INFINITY, f64::min);
    let most = joint.other.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    result.notes.extend(beyond_the_data(least, most, companion.label));
    result.notes.push(post_treatment(companion.label, "change"));
    Ok(result)
}

/// What both have in common: the slope and the fit.
fn model(
    joint: &Joint,
    analysed: Analysed,
    adjusted: &super::LeastSquares,
    companion: Companion<'_>,
    unit: crate::data::Unit,
    options: &TestOptions,
) -> Result<ModelResult, StatsError> {
    let asked = Question::two_sided(ID, TITLE, DIFFERENCE_OF_CHANGES, unit, options.level);
    let mut terms = Vec::new();
    if let Some(slope) = adjusted.slope(0, Covariance::Classical) {
        terms.push(slope_term(&asked, unit, companion, &slope)?);
    }
    let mut details = fit_details(adjusted);
    let mean = joint.other.iter().sum::<f64>() / joint.n() as f64;
    details.push(Detail::number("mean_companion_change", "mean change of the other reading", mean));
    Ok(ModelResult {
        procedure: ID,
        title: TITLE,
        formula: String::new(),
        analysed,
        overall: None,
        terms,
        means: Vec::new(),
        contrasts: Vec::new(),
        details,
        notes: Vec::from_iter(aliased_note(adjusted)),
        citations: vec![ROSENBAUM],
    })
}

fn analysed(samples: &[&PairedSample], joint: &Joint) -> Analysed {
    let mut analysed = analysed_of(samples);
    analysed.n = joint.n();
    analysed.excluded.extend(joint.excluded());
    analysed
}

/// Adjusting for what comes after treatment describes, and does not estimate an effect.
pub(super) fn post_treatment(label: &str, what: &str) -> Note {
    Note::new(
        "post-treatment",
        format!(
            "The {label} changed after treatment had begun, and treatment may have changed it: the adjusted figure describes how much of the \
             {what} goes with the {label} change; it is not the effect of treatment."
        ),
    )
}
