//! What remains of a change when something else is held still.

use crate::claims::compared::Compared;
use crate::claims::contrast::Contrast;
use crate::claims::found::{Found, Measured, Stop, region_in};
use crate::claims::{Claim, Records, Which};
use crate::data::{Controlled, PairedSample, Unit};
use crate::num::compensated_sum;
use crate::result::Quantity;
use crate::stats::StatsError;

const REMAINS: Quantity = Quantity {
    id: "change_at_no_co_change",
    label: "mean change that remains at no change of the other outcome",
    symbol: "remaining change",
};
const REMAINS_BETWEEN: Quantity = Quantity {
    id: "difference_at_equal_co_change",
    label: "difference of the mean changes that remains at equal change of the other outcome",
    symbol: "remaining difference",
};
const PROCEDURE: &str = "the regression on the other outcome's change";
const DESCRIPTIVE: &str = "The other change comes after the treatment began and may be a result of it: what remains at no such change \
                           describes these people, and is not an effect.";

pub(super) fn find(claim: &Claim, records: &dyn Records) -> Result<Found, Stop> {
    let which = Which::of(claim);
    let other = claim.co_outcome.as_deref().ok_or_else(|| Stop::lacks("the outcome that changes along"))?;
    let co = which.of_outcome(other);
    let lacks = || Stop::lacks(format!("pairs of {} in the same people", co.words()));
    let compared = Compared::of(claim, records)?;
    let groups = match &compared {
        Compared::Pairs(sample, _) => vec![points(sample, records.pairs(&co).ok_or_else(lacks)?.as_ref())],
        // A person has one weight for both sites.
        Compared::Sites(sites) => vec![points(sites.difference(), records.pairs(&co).ok_or_else(lacks)?.as_ref())],
        Compared::Arms(arms) => match records.controlled(&co) {
            Some(Controlled::Arms(weights)) => {
                vec![points(arms.treated(), weights.treated()), points(arms.control(), weights.control())]
            }
            _ => return Err(lacks()),
        },
        Compared::Periods(_) => return Err(lacks()),
    };
    let unit = compared.outcome().unit;
    let region = region_in(claim, unit)?;
    let (contrast, slope) = fit(&groups, unit)?;
    let n = groups.iter().map(|group| group.y.len()).sum();
    let mut measured =
        Measured::of(compared.basis(), region, n, records.level(), |level| contrast.estimate(level, PROCEDURE))?;
    measured.descriptive = Some(DESCRIPTIVE);
    measured
        .remark(format!(
            "Each unit of `{other}` goes with {slope:.3} {} of the change (slope of the regression).",
            unit.symbol()
        ))
        .found()
}

/// The changes of one group: of the claim's outcome, and of the other in the same people.
struct Points {
    y: Vec<f64>,
    w: Vec<f64>,
}

fn points(sample: &PairedSample, other: &PairedSample) -> Points {
    let both = sample.change().values().into_iter().zip(other.changes_of(sample.ids()));
    let (y, w) = both.filter_map(|(y, w)| Some((y, w?))).unzip();
    Points { y, w }
}

fn mean(values: &[f64]) -> f64 {
    compensated_sum(values.iter().copied()) / values.len() as f64
}

/// Least squares with one slope for all groups: the intercept of one group, or the distance between the lines of two.
fn fit(groups: &[Points], unit: Unit) -> Result<(Contrast, f64), Stop> {
    let n: usize = groups.iter().map(|group| group.y.len()).sum();
    StatsError::require(PROCEDURE, groups.len() + 2, n)?;
    for group in groups {
        StatsError::require(PROCEDURE, 1, group.y.len())?;
    }
    let centred: Vec<(f64, f64)> = groups
        .iter()
        .flat_map(|group| {
            let (y_mean, w_mean) = (mean(&group.y), mean(&group.w));
            group.y.iter().zip(&group.w).map(move |(y, w)| (y - y_mean, w - w_mean)).collect::<Vec<_>>()
        })
        .collect();
    let sww = compensated_sum(centred.iter().map(|(_, w)| w * w));
    let syw = compensated_sum(centred.iter().map(|(y, w)| y * w));
    let largest = groups.iter().flat_map(|group| &group.w).fold(0.0f64, |most, w| most.max(w.abs()));
    if sww <= n as f64 * (1e-13 * largest).powi(2) {
        return Err(Stop::lacks("variation of the other outcome's change"));
    }
    let slope = syw / sww;
    let degrees = (n - groups.len() - 1) as f64;
    let residual = compensated_sum(centred.iter().map(|(y, w)| (y - slope * w).powi(2))) / degrees;
    let (quantity, y, w, weights) = match groups {
        [one] => (REMAINS, mean(&one.y), mean(&one.w), 1.0 / one.y.len() as f64),
        [treated, control] => (
            REMAINS_BETWEEN,
            mean(&treated.y) - mean(&control.y),
            mean(&treated.w) - mean(&control.w),
            1.0 / treated.y.len() as f64 + 1.0 / control.y.len() as f64,
        ),
        _ => return Err(Stop::lacks("one group, or two")),
    };
    let error = (residual * (weights + w * w / sww)).sqrt();
    Ok((Contrast { quantity, value: y - slope * w, error, degrees, unit, method: "regression t" }, slope))
}
