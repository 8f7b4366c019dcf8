//! The score statistic of Miettinen and Nurminen for a difference and for a ratio of two risks.

use super::TwoByTwo;
use crate::num::{NumError, bracketed_root, expand_bracket};

/// N / (N - 1), which Miettinen and Nurminen have and Koopman and Mee have not.
pub(super) fn small_sample_factor(table: &TwoByTwo) -> f64 {
    let n = table.n() as f64;
    n / (n - 1.0)
}

/// How far the score test rejects a stated risk difference between -1 and 1: z with the variance under that difference; `None` where
/// that variance is 0.
///
/// # Errors
/// [`NumError`] when the constrained likelihood cannot be maximised.
pub fn difference_score(table: &TwoByTwo, delta: f64) -> Result<Option<f64>, NumError> {
    let variance = difference_variance(table, delta)?;
    Ok((variance > 0.0).then(|| (table.difference() - delta) / variance.sqrt()))
}

/// Variance of the estimated difference where the difference is `delta`, with the factor N / (N - 1).
fn difference_variance(table: &TwoByTwo, delta: f64) -> Result<f64, NumError> {
    let [treated, control] = risks_that_differ_by(table, delta)?;
    let part = |share: f64, n: u64| share * (1.0 - share) / n as f64;
    Ok((part(treated, table.treated_n()) + part(control, table.control_n())) * small_sample_factor(table))
}

/// The two risks of greatest likelihood among those with treated - control = `delta`. The root of the likelihood's slope, which falls
/// all the way, is found by bracketing: the closed form of the cubic loses digits where its angle is near 0.
fn risks_that_differ_by(table: &TwoByTwo, delta: f64) -> Result<[f64; 2], NumError> {
    if delta == 0.0 {
        return Ok([table.events() as f64 / table.n() as f64; 2]);
    }
    if delta < 0.0 {
        // The smaller risk is the one that is solved for, so that the other is a sum.
        let [control, treated] = risks_that_differ_by(&table.exchanged(), -delta)?;
        return Ok([treated, control]);
    }
    let top = (1.0 - delta).max(0.0);
    let over = |count: u64, share: f64| if count == 0 { 0.0 } else { count as f64 / share.max(0.0) };
    let slope = |control: f64| {
        over(table.treated_events(), control + delta) - over(table.treated_n() - table.treated_events(), top - control)
            + over(table.control_events(), control)
            - over(table.control_n() - table.control_events(), 1.0 - control)
    };
    let control = if top == 0.0 || slope(0.0) <= 0.0 {
        0.0
    } else if slope(top) >= 0.0 {
        top
    } else {
        bracketed_root(slope, 0.0, top, 0.0)?
    };
    Ok([(control + delta).min(1.0), control])
}

/// The smallest difference that a one-sided score test with critical value `z` does not reject.
pub(super) fn difference_lower_limit(table: &TwoByTwo, z: f64) -> Result<f64, NumError> {
    // Below a level of one half a one-sided limit would pass the estimate; it stays there.
    let (z, estimate) = (z.max(0.0), table.difference());
    let square = z * z * small_sample_factor(table);
    let short_of = |n: u64| -square / (n as f64 + square);
    // Where both shares are 0 or 1 the equation is also met at the estimate, which is not the root that is wanted.
    let full = table.n();
    let highest = match (table.treated_events(), table.control_events()) {
        (0, 0) => return Ok(short_of(table.control_n())),
        _ if table.events() == full => return Ok(short_of(table.treated_n())),
        (0, control) if control == table.control_n() => return Ok(-1.0),
        (treated, 0) if treated == table.treated_n() => 1.0 - 1e-12,
        _ => estimate,
    };
    let excess = |delta: f64| {
        difference_variance(table, delta).map_or(f64::NAN, |variance| estimate - delta - z * variance.sqrt())
    };
    if highest < estimate && excess(highest) >= 0.0 {
        return Ok(estimate);
    }
    bracketed_root(excess, -1.0, highest, 0.0)
}

/// The smallest ratio of risks that a one-sided score test with critical value `z` does not reject, for a table with an event. `factor`
/// multiplies the variance.
pub(super) fn ratio_lower_limit(table: &TwoByTwo, z: f64, factor: f64) -> Result<f64, NumError> {
    let (treated, control) = (table.treated_risk(), table.control_risk());
    if table.treated_events() == 0 {
        return Ok(0.0);
    }
    if z <= 0.0 {
        return Ok(treated / control);
    }
    if table.events() == table.n() {
        return Ok(1.0 / (1.0 + z * z * factor / table.treated_n() as f64));
    }
    let excess = |log: f64| {
        let ratio = libm::exp(log);
        treated - ratio * control - z * (ratio_variance(table, ratio) * factor).sqrt()
    };
    // Half an event more in each group is only where the search begins.
    let some = |events: u64, n: u64| (events as f64 + 0.5) / (n as f64 + 1.0);
    let guess =
        libm::log(some(table.treated_events(), table.treated_n()) / some(table.control_events(), table.control_n()));
    let (low, high) = expand_bracket(excess, guess, 1.0)?;
    Ok(libm::exp(bracketed_root(excess, low, high, 0.0)?))
}

/// Variance of risk(treated) - ratio x risk(control) where that is 0, the risks by maximum likelihood.
fn ratio_variance(table: &TwoByTwo, ratio: f64) -> f64 {
    let (n1, n2) = (table.treated_n() as f64, table.control_n() as f64);
    let (x1, x2) = (table.treated_events() as f64, table.control_events() as f64);
    // The smaller root of N ratio p^2 - b p + events, by the form that does not cancel; its discriminant b^2 - 4 N ratio events is the sum
    // of a square and the product of those without events, which keeps its digits where nearly everybody has one.
    let (first, second) = (ratio * (n1 + x2), n2 + x1);
    let discriminant = (first - second) * (first - second) + 4.0 * ratio * (n1 - x1) * (n2 - x2);
    let control = (2.0 * (x1 + x2) / (first + second + discriminant.sqrt())).min(1.0);
    let treated = (ratio * control).min(1.0);
    treated * (1.0 - treated) / n1 + ratio * ratio * control * (1.0 - control) / n2
}
