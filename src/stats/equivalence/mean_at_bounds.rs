//! The mean change against the bounds of a margin, on each of the margin's scales.

use super::answer::{Aim, AtBound, Found, degrees_of_freedom, fraction, require_positive_mean};
use super::fieller::relative_change;
use crate::data::{Decimal, PairedSample, Unit};
use crate::dist::{DistError, NoncentralT, StudentT, ncp_for_cdf, ncp_for_sf};
use crate::num::compensated_sum;
use crate::result::{Note, Quantity, Side};
use crate::stats::effect::D_Z;
use crate::stats::paired::{MEAN_CHANGE, OneSampleT};
use crate::stats::{Margin, MarginScale, MeanOfChanges, Moments, PairedValues, StatsError, TestOptions};

/// The change of the mean in percent of the mean before.
pub const RELATIVE_CHANGE: Quantity =
    Quantity { id: "mean_change_percent", label: "mean change in percent of the baseline", symbol: "change (%)" };

/// Tests the mean change against each bound; where nothing varies, only estimates it.
pub(super) fn mean_at_bounds(
    procedure: &'static str,
    aim: Aim,
    changes: &dyn MeanOfChanges,
    margin: &Margin,
    options: &TestOptions,
) -> Result<Found, StatsError> {
    StatsError::require(procedure, 2, changes.mean_sd().n)?;
    match (margin.scale, changes.pairs()) {
        (MarginScale::Amount, _) => amount(procedure, aim, changes, margin, options),
        (MarginScale::SdOfChange, _) => standardised(procedure, aim, changes, margin, options),
        (MarginScale::PercentOfBaseline, Some(sample)) => percent(procedure, aim, sample, margin, options),
        (MarginScale::PercentOfBaseline, None) => {
            let why = "a margin in percent of the baseline needs the readings themselves; give an amount".to_owned();
            Err(StatsError::Undefined { procedure, why })
        }
    }
}

/// The same estimate of pairs drawn anew.
pub(super) fn point(pairs: &PairedValues<'_>, options: &TestOptions) -> Option<f64> {
    let n = pairs.change.len() as f64;
    let total = |column: &[f64]| compensated_sum(column.iter().copied());
    let mean = total(pairs.change) / n;
    let value = match options.margin?.scale {
        MarginScale::Amount => mean,
        MarginScale::PercentOfBaseline => 100.0 * total(pairs.change) / total(pairs.before),
        MarginScale::SdOfChange => {
            let squares = compensated_sum(pairs.change.iter().map(|change| (change - mean).powi(2)));
            mean / (squares / (n - 1.0)).sqrt()
        }
    };
    value.is_finite().then_some(value)
}

fn amount(
    procedure: &'static str,
    aim: Aim,
    changes: &dyn MeanOfChanges,
    margin: &Margin,
    options: &TestOptions,
) -> Result<Found, StatsError> {
    let found = Found {
        quantity: MEAN_CHANGE,
        unit: changes.unit(),
        value: changes.mean_sd().mean,
        standard_error: Some(0.0),
        ..bare(changes, margin)
    };
    let Some(test) = OneSampleT::of(procedure, changes)? else { return Ok(constant(found, &constant_change(changes))) };
    let at = |bound: Option<Decimal>| {
        bound.map(|bound| Ok::<_, StatsError>(at_t(&test, test.statistic(changes, bound)?))).transpose()
    };
    let tests = Some([at(margin.lower)?, at(margin.upper)?]);
    let (lower, upper) = limits(aim, margin, options, |side, tail| {
        let reach = test.reach(procedure, tail)?;
        Ok(if side == Side::Lower { test.moments.mean - reach } else { test.moments.mean + reach })
    })?;
    Ok(Found {
        standard_error: Some(test.standard_error),
        interval: Some((lower, upper, None, "t")),
        tests,
        details: vec![degrees_of_freedom(test.moments.n)],
        ..found
    })
}

fn percent(
    procedure: &'static str,
    aim: Aim,
    sample: &PairedSample,
    margin: &Margin,
    options: &TestOptions,
) -> Result<Found, StatsError> {
    require_positive_mean(procedure, Moments::of(sample.before()).mean)?;
    let relative = relative_change(sample);
    let found =
        Found { quantity: RELATIVE_CHANGE, unit: Unit::Percent, value: 100.0 * relative.value, ..bare(sample, margin) };
    let mut tests = [None, None];
    for (test, bound) in tests.iter_mut().zip([margin.lower, margin.upper]) {
        let Some(bound) = bound else { continue };
        let rebased = sample.rebased(fraction(bound)?)?;
        let Some(t) = OneSampleT::of(procedure, &rebased)? else {
            let rest =
                "Once a bound is taken off, every participant has the same rest: without variation there is no test.";
            let changes = sample.change().ticks();
            let all_equal = changes.iter().all(|change| *change == changes[0]);
            return Ok(if all_equal { constant(found, &constant_change(sample)) } else { constant(found, rest) });
        };
        *test = Some(at_t(&t, t.statistic(&rebased, Decimal::ZERO)?));
    }
    let distribution = StudentT::try_new((sample.n() - 1) as f64);
    let distribution = distribution.map_err(|cause| StatsError::numerical(procedure, cause))?;
    let interval = limits(aim, margin, options, |side, tail| {
        let quantile = distribution.upper_quantile(tail).map_err(|cause| StatsError::numerical(procedure, cause))?;
        Ok(relative.limit(side, quantile).map(|limit| 100.0 * limit).unwrap_or(match side {
            Side::Lower => f64::NEG_INFINITY,
            Side::Upper => f64::INFINITY,
        }))
    })?;
    let mut notes = vec![Note::new(
        "percent-of-baseline",
        "The margin is in percent of the mean before, which is an estimate too: the tests are of after - (1 + bound) before, the interval is Fieller's.",
    )];
    if interval == (f64::NEG_INFINITY, f64::INFINITY) {
        notes.push(Note::new(
            "interval-unbounded",
            "The mean before is itself not clearly above zero, so a percentage of it has no limits.",
        ));
    }
    Ok(Found {
        interval: Some((interval.0, interval.1, None, "Fieller t")),
        tests: Some(tests),
        details: vec![degrees_of_freedom(sample.n())],
        notes,
        ..found
    })
}

fn standardised(
    procedure: &'static str,
    aim: Aim,
    changes: &dyn MeanOfChanges,
    margin: &Margin,
    options: &TestOptions,
) -> Result<Found, StatsError> {
    let numerical = |cause: DistError| StatsError::numerical(procedure, cause);
    let Some(test) = OneSampleT::of(procedure, changes)? else {
        let why = format!("every participant changed by exactly {}", changes.mean_sd().mean);
        return Err(StatsError::Undefined { procedure, why });
    };
    let n = test.moments.n;
    let (root, degrees) = ((n as f64).sqrt(), (n - 1) as f64);
    let t = test.moments.mean / test.standard_error;
    let at = |bound: Option<Decimal>| {
        let Some(bound) = bound.map(Decimal::to_f64) else { return Ok(None) };
        let null = NoncentralT::try_new(degrees, root * bound)?;
        Ok::<_, DistError>(Some(AtBound { statistic: t, at_most: null.cdf(t)?, at_least: null.sf(t)? }))
    };
    let tests = Some([at(margin.lower).map_err(numerical)?, at(margin.upper).map_err(numerical)?]);
    let (lower, upper) = limits(aim, margin, options, |side, tail| {
        let limit = if side == Side::Lower { ncp_for_sf(t, degrees, tail) } else { ncp_for_cdf(t, degrees, tail) };
        limit.map(|ncp| ncp / root).map_err(numerical)
    })?;
    Ok(Found {
        quantity: D_Z,
        unit: Unit::None,
        value: t / root,
        interval: Some((lower, upper, None, "noncentral t")),
        tests,
        distribution: format!("noncentral t with {degrees} degrees of freedom"),
        details: vec![degrees_of_freedom(n)],
        ..bare(changes, margin)
    })
}

/// Nothing found yet but the bounds.
fn bare(changes: &dyn MeanOfChanges, margin: &Margin) -> Found {
    Found {
        quantity: MEAN_CHANGE,
        unit: Unit::None,
        value: 0.0,
        standard_error: None,
        interval: None,
        bounds: [margin.lower, margin.upper].map(|bound| bound.map(Decimal::to_f64)),
        tests: None,
        distribution: format!("t with {} degrees of freedom", changes.mean_sd().n - 1),
        details: Vec::new(),
        notes: Vec::new(),
    }
}

/// Without variation there is no test.
fn constant(found: Found, text: &str) -> Found {
    Found { notes: vec![Note::new("constant-change", text)], ..found }
}

fn constant_change(changes: &dyn MeanOfChanges) -> String {
    format!("Every participant changed by exactly {}: without variation there is no test.", changes.mean_sd().mean)
}

fn at_t(test: &OneSampleT, t: f64) -> AtBound {
    AtBound { statistic: t, at_most: test.distribution.cdf(t), at_least: test.distribution.sf(t) }
}

/// The limits on the side that the margin leaves open, or on both with alpha outside each.
fn limits(
    aim: Aim,
    margin: &Margin,
    options: &TestOptions,
    limit: impl FnMut(Side, f64) -> Result<f64, StatsError>,
) -> Result<(f64, f64), StatsError> {
    aim.alternative(margin).interval(aim.level(margin, options).alpha(), limit)
}
