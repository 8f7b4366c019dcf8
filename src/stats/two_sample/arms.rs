//! What all comparisons of two groups share.

use crate::data::{Decimal, Sample, TwoArms};
use crate::result::{Analysed, Detail, Note, Quantity};
use crate::stats::analysed::analysed;
use crate::stats::{MeanSd, Moments, StatsError};

/// The mean change of the treated less that of the controls.
pub const DIFFERENCE_IN_MEAN_CHANGE: Quantity =
    Quantity { id: "difference_in_mean_change", label: "difference in mean change", symbol: "difference" };

/// Who entered from both groups, and who did not, by reason.
pub(crate) fn analysed_arms(arms: &TwoArms) -> Analysed {
    let (mut both, control) = (analysed(arms.treated()), analysed(arms.control()));
    both.n += control.n;
    for count in control.excluded {
        match both.excluded.iter_mut().find(|known| known.reason == count.reason) {
            Some(known) => known.n += count.n,
            None => both.excluded.push(count),
        }
    }
    both
}

/// Refuses a group with fewer than `needed` pairs.
pub(crate) fn require_each(procedure: &'static str, needed: usize, arms: &TwoArms) -> Result<(), StatsError> {
    let sizes = [arms.treated().n(), arms.control().n()];
    let few = arms.names().into_iter().zip(sizes).find(|(_, n)| *n < needed);
    few.map_or(Ok(()), |(name, n)| {
        let pairs = if n == 1 { "pair" } else { "pairs" };
        let why = format!("{name} has {n} complete {pairs}, and each group needs {needed}");
        Err(StatsError::Undefined { procedure, why })
    })
}

/// The changes of the treated less an amount, and those of the controls, on one grid.
pub(super) fn changes_less(arms: &TwoArms, amount: Decimal) -> Result<[Sample; 2], StatsError> {
    let treated = arms.treated().change().minus(amount)?;
    let control = arms.control().on_grid(treated.decimals())?;
    Ok([treated, control.change().clone()])
}

/// mean(treated) - mean(control) of samples on one grid; exact before it is divided, so that equal means differ by exactly 0.
pub(super) fn mean_difference([treated, control]: &[Sample; 2]) -> f64 {
    let total = |sample: &Sample| sample.ticks().iter().sum::<i128>();
    let (m, n) = (treated.n(), control.n());
    let treated_share = total(treated).checked_mul(n as i128);
    let exact =
        treated_share.zip(total(control).checked_mul(m as i128)).and_then(|(left, right)| left.checked_sub(right));
    match exact {
        Some(ticks) => ticks as f64 / (m as f64 * n as f64) / treated.in_ticks(1.0),
        None => Moments::of(treated).mean - Moments::of(control).mean,
    }
}

/// The difference of the mean changes less an amount, taken in decimal so that a difference equal to it gives exactly 0.
pub(crate) fn difference_less(arms: &TwoArms, amount: Decimal) -> Result<f64, StatsError> {
    Ok(mean_difference(&changes_less(arms, amount)?))
}

/// Whether every change of both samples is the same.
pub(super) fn all_equal([treated, control]: &[Sample; 2]) -> bool {
    let first = control.ticks()[0];
    treated.ticks().iter().chain(control.ticks()).all(|&ticks| ticks == first)
}

/// Says that nothing varies.
pub(super) fn without_variation() -> Note {
    Note::new("constant-change", "The changes do not vary within the groups: without variation there is no test.")
}

/// Numbers of each group: how many, mean and SD of the changes.
pub(super) fn group_details([treated, control]: &[MeanSd; 2]) -> Vec<Detail> {
    let mut details = sizes([treated.n, control.n]);
    details.extend([
        Detail::number("mean_treated", "mean change of the treated", treated.mean),
        Detail::number("mean_control", "mean change of the controls", control.mean),
        Detail::number("sd_treated", "SD of the changes of the treated", treated.sd),
        Detail::number("sd_control", "SD of the changes of the controls", control.sd),
    ]);
    details
}

/// How many are in each group.
pub(super) fn counts(arms: &TwoArms) -> Vec<Detail> {
    sizes([arms.treated().n(), arms.control().n()])
}

fn sizes([treated, control]: [usize; 2]) -> Vec<Detail> {
    vec![Detail::count("n_treated", "treated", treated), Detail::count("n_control", "controls", control)]
}

/// Whether both groups answered yes or no.
pub(super) fn are_binary(arms: &TwoArms) -> bool {
    arms.treated().is_binary() && arms.control().is_binary()
}
