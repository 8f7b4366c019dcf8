//! One common effect of several tables, without corrections for zeros.

use super::rare_events::{LOG_ODDS_RATIO, failed, undefined};
use crate::data::Unit;
use crate::dist::{ChiSquared, normal};
use crate::num::compensated_sum;
use crate::result::{Alternative, Citation, Estimate, Interval, Level, Note, PValue, Quantity};
use crate::stats::StatsError;
use crate::stats::risk::TwoByTwo;
use schemars::JsonSchema;
use serde::Serialize;

/// Peto's approximation of the odds ratio.
const PETO: Quantity =
    Quantity { id: "peto_odds_ratio", label: "Peto odds ratio, treated / control", symbol: "OR (Peto)" };

const YUSUF: Citation = Citation {
    key: "Yusuf 1985",
    reference: "Yusuf S, Peto R, Lewis J, Collins R, Sleight P (1985). Beta blockade during and after myocardial infarction: an overview \
                of the randomized trials. Prog Cardiovasc Dis 27:335-371.",
};

/// A common effect.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PooledCounts {
    /// Studies.
    pub studies: usize,
    /// Studies that say something of the effect.
    pub informative: usize,
    /// The logarithm of a ratio; absent for a difference.
    pub log: Option<Estimate>,
    /// The ratio or difference itself.
    pub estimate: Estimate,
    /// z of no effect.
    pub z: f64,
    /// Two-sided.
    pub p_value: PValue,
    /// Cochran's Q of differences between studies, where the method has one with a known distribution.
    pub q: Option<f64>,
    /// Of Q, chi-squared with the informative studies less one.
    pub q_p_value: Option<PValue>,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}

/// A ratio from its logarithm and the variance of that.
pub(super) fn of_log(
    (on_scale, natural): (Quantity, Quantity),
    (studies, informative): (usize, usize),
    (log, variance): (f64, f64),
    level: Level,
    citation: Citation,
) -> Result<PooledCounts, StatsError> {
    let found = of_difference(on_scale, (studies, informative), (log, variance), level, citation)?;
    let back = found
        .estimate
        .interval
        .as_ref()
        .map(|ends| Interval::new(ends.lower.exp(), ends.upper.exp(), level, "Wald on the logarithm"));
    let ratio = log.exp();
    let natural = Estimate::new(natural, ratio, Unit::None, Some(ratio * variance.sqrt()), back);
    Ok(PooledCounts { log: Some(found.estimate), estimate: natural, ..found })
}

/// An estimate with its variance on its own scale.
pub(super) fn of_difference(
    quantity: Quantity,
    (studies, informative): (usize, usize),
    (value, variance): (f64, f64),
    level: Level,
    citation: Citation,
) -> Result<PooledCounts, StatsError> {
    let error = variance.sqrt();
    let reach = normal::upper_quantile(level.alpha() / 2.0).map_err(failed)? * error;
    let z = value / error;
    let p = Alternative::TwoSided.p_value(normal::cdf(z), normal::sf(z));
    let mut notes = Vec::new();
    if informative < studies {
        notes.push(Note::new(
            "uninformative-studies",
            format!("{} of {studies} studies say nothing of the effect and have no weight.", studies - informative),
        ));
    }
    let interval = Interval::new(value - reach, value + reach, level, "Wald");
    Ok(PooledCounts {
        studies,
        informative,
        log: None,
        estimate: Estimate::new(quantity, value, Unit::None, Some(error), Some(interval)),
        z,
        p_value: PValue::try_new(p).map_err(failed)?,
        q: None,
        q_p_value: None,
        notes,
        citations: vec![citation],
    })
}

/// Peto's odds ratio: good for rare events, groups of similar size and odds ratios near 1, biased otherwise.
///
/// # Errors
/// [`StatsError::Undefined`] where no study has both people with and people without an event.
pub fn peto_odds_ratio(studies: &[TwoByTwo], level: Level) -> Result<PooledCounts, StatsError> {
    let part = |table: &TwoByTwo| {
        let [treated, control, events, all] =
            [table.treated_n(), table.control_n(), table.events(), table.n()].map(|n| n as f64);
        // O - E over a common denominator, so that equal shares give exactly 0.
        let excess = (table.treated_events() as f64 * all - treated * events) / all;
        let variance = treated * control * events * (all - events) / (all * all * (all - 1.0));
        (excess, variance)
    };
    let parts: Vec<(f64, f64)> = studies.iter().map(part).filter(|part| part.1 > 0.0).collect();
    if parts.is_empty() {
        return undefined("no study has both people with and people without an event");
    }
    let excess = compensated_sum(parts.iter().map(|part| part.0));
    let variance = compensated_sum(parts.iter().map(|part| part.1));
    let log = excess / variance;
    let q = compensated_sum(parts.iter().map(|(excess, variance)| (excess - variance * log).powi(2) / variance));
    let counts = (studies.len(), parts.len());
    let found = of_log((LOG_ODDS_RATIO, PETO), counts, (log, 1.0 / variance), level, YUSUF)?;
    if parts.len() == 1 {
        return Ok(found);
    }
    let law = ChiSquared::try_new((parts.len() - 1) as f64).map_err(failed)?;
    Ok(PooledCounts { q: Some(q), q_p_value: Some(PValue::try_new(law.sf(q)).map_err(failed)?), ..found })
}
