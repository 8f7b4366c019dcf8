//! Events counted in each person: rates whose error allows for people who have more of them than others.

use super::exposure::Exposure;
use super::rate::{EVENT_RATE, RATE_RATIO};
use crate::data::Unit;
use crate::dist::{DistError, StudentT};
use crate::num::compensated_sum;
use crate::result::{Alternative, Estimate, Interval, Level, Side};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// One person's events over that person's sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PersonCount {
    /// How many events.
    pub events: u64,
    /// In how many sessions.
    pub sessions: u64,
}

/// Events of each person of a group. Everybody had a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EventCounts {
    people: Vec<PersonCount>,
}

/// Which standard error of a rate allows for events that cluster in people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClusterMethod {
    /// From the people's own residuals, (n / (n - 1)) sum (y - rate t)^2 / (sum t)^2: nothing is assumed of how the variance depends on
    /// the mean (the sandwich with the people as clusters).
    Robust,
    /// Poisson's, times the root of the dispersion (McCullagh and Nelder 1989).
    QuasiPoisson,
}

impl ClusterMethod {
    /// As results name it.
    pub fn name(self) -> &'static str {
        match self {
            ClusterMethod::Robust => "robust (people as clusters), t on the log scale",
            ClusterMethod::QuasiPoisson => "quasi-Poisson, t on the log scale",
        }
    }
}

const NAME: &str = "event rate of people";

impl EventCounts {
    /// `None` without people, for somebody without a session, and beyond sums that are exact doubles.
    pub fn try_new(people: Vec<PersonCount>) -> Option<EventCounts> {
        let sum = |of: fn(&PersonCount) -> u64| {
            people.iter().try_fold(0_u64, |sum, person| sum.checked_add(of(person)).filter(|&sum| sum <= 1 << 52))
        };
        let valid = !people.is_empty() && people.iter().all(|person| person.sessions > 0);
        (valid && sum(|person| person.events).is_some() && sum(|person| person.sessions).is_some())
            .then_some(EventCounts { people })
    }

    /// Everybody.
    pub fn people(&self) -> &[PersonCount] {
        &self.people
    }

    /// How many people.
    pub fn n(&self) -> u64 {
        self.people.len() as u64
    }

    /// How many people had an event.
    pub fn with_event(&self) -> u64 {
        self.people.iter().filter(|person| person.events > 0).count() as u64
    }

    /// All events.
    pub fn events(&self) -> u64 {
        self.people.iter().map(|person| person.events).sum()
    }

    /// All sessions.
    pub fn sessions(&self) -> u64 {
        self.people.iter().map(|person| person.sessions).sum()
    }

    /// Events per session; `None` never occurs for counts that were accepted.
    pub fn per_session(&self) -> Option<Exposure> {
        Exposure::try_new(self.events(), self.sessions() as f64)
    }

    /// Events per person.
    pub fn per_person(&self) -> Option<Exposure> {
        Exposure::try_new(self.events(), self.n() as f64)
    }

    fn rate(&self) -> f64 {
        self.events() as f64 / self.sessions() as f64
    }

    /// Sum of the squared residuals y - rate t, and of the same over their expectation (Pearson's chi-squared).
    fn residuals(&self) -> (f64, f64) {
        let rate = self.rate();
        let square = |person: &PersonCount| (person.events as f64 - rate * person.sessions as f64).powi(2);
        let plain = compensated_sum(self.people.iter().map(square));
        let over = |person: &PersonCount| square(person) / (rate * person.sessions as f64);
        (plain, compensated_sum(self.people.iter().map(over)))
    }

    /// Pearson's chi-squared over its degrees of freedom: 1 where events fall on people at random, more where they cluster. `None` with
    /// one person, or without events.
    pub fn dispersion(&self) -> Option<f64> {
        (self.people.len() > 1 && self.events() > 0).then(|| self.residuals().1 / (self.people.len() - 1) as f64)
    }

    /// The SE of ln(rate) by the robust method.
    fn robust_log_error(&self) -> f64 {
        let n = self.people.len() as f64;
        (self.residuals().0 * n / (n - 1.0)).sqrt() / self.events() as f64
    }
}

/// Events per session with an interval that allows for clustering; beside the Poisson interval of
/// [`event_rate`](super::event_rate). `None` with one person, without events, and where the residuals leave no variation.
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile cannot be found.
pub fn clustered_rate(
    group: &EventCounts,
    method: ClusterMethod,
    alternative: Alternative,
    level: Level,
) -> Result<Option<Estimate>, StatsError> {
    let Some(dispersion) = group.dispersion() else { return Ok(None) };
    let error = match method {
        ClusterMethod::Robust => group.robust_log_error(),
        ClusterMethod::QuasiPoisson => (dispersion / group.events() as f64).sqrt(),
    };
    let (value, degrees) = (group.rate(), group.n() - 1);
    let interval = on_log_scale(value, error, degrees, method, alternative, level)?;
    let estimate = |interval| Estimate::new(EVENT_RATE, value, Unit::None, Some(value * error), Some(interval));
    Ok(interval.map(estimate))
}

/// The ratio of the events per session, treated / control, with an interval that allows for clustering. Quasi-Poisson has one dispersion
/// for both groups. `None` where a group has one person or no event, and where the residuals leave no variation.
///
/// # Errors
/// [`StatsError::Numerical`] when a quantile cannot be found.
pub fn clustered_rate_ratio(
    treated: &EventCounts,
    control: &EventCounts,
    method: ClusterMethod,
    alternative: Alternative,
    level: Level,
) -> Result<Option<Estimate>, StatsError> {
    if treated.dispersion().is_none() || control.dispersion().is_none() {
        return Ok(None);
    }
    let degrees = treated.n() + control.n() - 2;
    let error = match method {
        ClusterMethod::Robust => libm::hypot(treated.robust_log_error(), control.robust_log_error()),
        ClusterMethod::QuasiPoisson => {
            let dispersion = (treated.residuals().1 + control.residuals().1) / degrees as f64;
            (dispersion * (1.0 / treated.events() as f64 + 1.0 / control.events() as f64)).sqrt()
        }
    };
    let value = treated.rate() / control.rate();
    let interval = on_log_scale(value, error, degrees, method, alternative, level)?;
    let estimate = |interval| Estimate::new(RATE_RATIO, value, Unit::None, Some(value * error), Some(interval));
    Ok(interval.map(estimate))
}

/// exp(ln(value) -/+ t SE); `None` where the SE is rounding only.
fn on_log_scale(
    value: f64,
    error: f64,
    degrees: u64,
    method: ClusterMethod,
    alternative: Alternative,
    level: Level,
) -> Result<Option<Interval>, StatsError> {
    if error <= 1e-12 {
        return Ok(None);
    }
    let numerical = |cause: DistError| StatsError::numerical(NAME, cause);
    let law = StudentT::try_new(degrees as f64).map_err(numerical)?;
    let limits = alternative.interval(level.alpha(), |side, tail| {
        let reach = law.upper_quantile(tail)? * error;
        Ok(value * libm::exp(if side == Side::Lower { -reach } else { reach }))
    });
    let (lower, upper) = limits.map_err(numerical)?;
    Ok(Some(Interval::new(lower.max(0.0), upper, level, method.name())))
}
