//! Intervals for the difference of two shares in the same people.

use super::PairedTable;
use crate::dist::{DistError, normal};
use crate::num::bracketed_root;
use crate::result::{Alternative, Interval, Level, Side};
use crate::stats::proportion::{Proportion, ProportionMethod};

/// How an interval for a difference of paired proportions is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceMethod {
    /// The score test inverted (Tango 1998).
    Tango,
    /// Wilson's intervals of the two shares, joined by their correlation with a continuity correction (Newcombe 1998, method 10).
    Newcombe,
    /// The same with the correlation as it is.
    NewcombeUncorrected,
    /// Wald's after adding half a pair to each of the four counts (Agresti and Min 2005).
    AgrestiMin,
    /// Wald's after adding a pair to each count of changers (Bonett and Price 2012).
    BonettPrice,
    /// The textbook's estimate +- z SE, which covers too little: for comparison only.
    Wald,
}

impl DifferenceMethod {
    /// Every method, the recommended ones first.
    pub const ALL: [DifferenceMethod; 6] = [
        DifferenceMethod::Tango,
        DifferenceMethod::Newcombe,
        DifferenceMethod::NewcombeUncorrected,
        DifferenceMethod::AgrestiMin,
        DifferenceMethod::BonettPrice,
        DifferenceMethod::Wald,
    ];

    /// As results name it.
    pub fn name(self) -> &'static str {
        match self {
            DifferenceMethod::Tango => "Tango (score)",
            DifferenceMethod::Newcombe => "Newcombe (method 10)",
            DifferenceMethod::NewcombeUncorrected => "Newcombe, correlation uncorrected",
            DifferenceMethod::AgrestiMin => "Agresti-Min",
            DifferenceMethod::BonettPrice => "Bonett-Price",
            DifferenceMethod::Wald => "Wald",
        }
    }
}

/// The interval of a table of at least one pair for the share after less the share before.
///
/// # Errors
/// [`DistError`] when a quantile or a limit cannot be found.
pub fn difference_interval(
    table: &PairedTable,
    method: DifferenceMethod,
    alternative: Alternative,
    level: Level,
) -> Result<Interval, DistError> {
    let (lower, upper) = alternative.interval(level.alpha(), |side, tail| match side {
        Side::Lower => lower_limit(table, method, tail),
        // With yes and no exchanged, every difference turns its sign.
        Side::Upper => lower_limit(&table.mirrored(), method, tail).map(|limit| -limit),
    })?;
    Ok(Interval::new(lower, upper, level, method.name()))
}

fn lower_limit(table: &PairedTable, method: DifferenceMethod, tail: f64) -> Result<f64, DistError> {
    let z = normal::upper_quantile(tail)?;
    match method {
        DifferenceMethod::Tango => tango(table, z),
        DifferenceMethod::Newcombe => newcombe(table, correlation(table, table.n() as f64 / 2.0), tail),
        DifferenceMethod::NewcombeUncorrected => newcombe(table, correlation(table, 0.0), tail),
        DifferenceMethod::AgrestiMin => Ok(wald(table, 0.5, z)),
        DifferenceMethod::BonettPrice => Ok(wald(table, 1.0, z)),
        DifferenceMethod::Wald => Ok(wald(table, 0.0, z)),
    }
}

/// Wald's lower limit after adding `extra` to each count of changers.
fn wald(table: &PairedTable, extra: f64, z: f64) -> f64 {
    // Half a pair in each of the four cells, or one in each of two, are two pairs more.
    let n = table.n() as f64 + if extra > 0.0 { 2.0 } else { 0.0 };
    let (gained, lost) = (table.gained as f64 + extra, table.lost as f64 + extra);
    let difference = (gained - lost) / n;
    difference - z * (((gained + lost) / n - difference * difference).max(0.0) / n).sqrt()
}

/// phi of the table, its numerator brought towards zero by `correction` where it is positive; 0 where a share is 0 or 1.
fn correlation(table: &PairedTable, correction: f64) -> f64 {
    let n = table.n();
    let margins = [table.before(), n - table.before(), table.after(), n - table.after()];
    if margins.contains(&0) {
        return 0.0;
    }
    let product = |x: u64, y: u64| x as f64 * y as f64;
    let numerator = product(table.both, table.neither) - product(table.gained, table.lost);
    let numerator = if numerator > 0.0 { (numerator - correction).max(0.0) } else { numerator };
    numerator / margins.iter().map(|&margin| (margin as f64).sqrt()).product::<f64>()
}

fn newcombe(table: &PairedTable, correlation: f64, tail: f64) -> Result<f64, DistError> {
    // Distance of a share from its Wilson limit.
    let reach = |successes: u64, side: Side| -> Result<f64, DistError> {
        let Some(share) = Proportion::try_new(successes, table.n()) else { return Ok(0.0) };
        Ok((share.value() - share.limit(ProportionMethod::Wilson, side, tail)?).abs())
    };
    let (after, before) = (reach(table.after(), Side::Lower)?, reach(table.before(), Side::Upper)?);
    let square = after * after - 2.0 * correlation * after * before + before * before;
    Ok(table.difference() - square.max(0.0).sqrt())
}

/// The smallest difference that the score test does not reject.
fn tango(table: &PairedTable, z: f64) -> Result<f64, DistError> {
    // Below a level of one half a one-sided limit would pass the estimate; it stays there.
    let z = z.max(0.0);
    let (n, estimate) = (table.n() as f64, table.difference());
    let share = z * z / (n + z * z);
    // Where all pairs say the same the equation has a second root, at the estimate itself; the one that is wanted is known.
    if table.discordant() == 0 {
        return Ok(-share);
    }
    if table.gained == table.n() {
        return Ok(1.0 - 2.0 * share);
    }
    if table.lost == table.n() {
        return Ok(-1.0);
    }
    let excess = |delta: f64| n.sqrt() * (estimate - delta) - z * null_variance(table, delta).sqrt();
    Ok(bracketed_root(excess, -1.0, estimate, 0.0)?)
}

/// Tango's score statistic for the null hypothesis that the difference is `delta`, between -1 and 1; `None` where no pair changed and
/// delta is 0.
pub fn score_statistic(table: &PairedTable, delta: f64) -> Option<f64> {
    let variance = null_variance(table, delta);
    (variance > 0.0).then(|| (table.difference() - delta) * (table.n() as f64 / variance).sqrt())
}

/// n times the variance of the estimate where the difference is `delta`, the share of those who lost by maximum likelihood.
fn null_variance(table: &PairedTable, delta: f64) -> f64 {
    let (n, gained, lost) = (table.n() as f64, table.gained as f64, table.lost as f64);
    let (a, b, c) = (2.0 * n, (2.0 * n - gained + lost) * delta - gained - lost, -lost * delta * (1.0 - delta));
    let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
    // The larger root of a q^2 + b q + c, by the form that does not cancel.
    let q = if b > 0.0 { -2.0 * c / (b + root) } else { (root - b) / (2.0 * a) };
    (2.0 * q + delta * (1.0 - delta)).max(0.0)
}
