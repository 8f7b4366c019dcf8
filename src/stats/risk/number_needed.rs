//! Numbers needed to treat, for one more person with a benefit or a harm.

use super::{RiskDifferenceMethod, TwoByTwo, risk_difference};
use crate::result::format::fixed;
use crate::result::number::{Number, number};
use crate::result::{Alternative, Estimate, Level};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// Whether the event is what people hope for (a response) or what they fear (a harm).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EventsAre {
    /// More events among the treated are a benefit.
    Wanted,
    /// More events among the treated are a harm.
    Unwanted,
}

/// How many people must be treated for one of them to fare differently than without treatment, and which way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "to", content = "number")]
pub enum Needed {
    /// NNTB: one more person with the benefit, or without the harm.
    Benefit(
        #[serde(serialize_with = "number")]
        #[schemars(with = "Number")]
        f64,
    ),
    /// NNTH: one more person with the harm, or without the benefit.
    Harm(
        #[serde(serialize_with = "number")]
        #[schemars(with = "Number")]
        f64,
    ),
    /// No difference: any number.
    Infinite,
}

/// 1 / risk difference with its interval. The largest benefit comes first; where the interval of the difference holds 0, the numbers
/// run from there to infinity, and from infinity to the harm (Altman 1998).
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct NumberNeeded {
    /// From the estimated difference.
    pub estimate: Needed,
    /// The end nearest to the largest benefit.
    pub best: Needed,
    /// The other end.
    pub worst: Needed,
    /// Whether infinity lies between the ends.
    pub through_infinity: bool,
    /// The level of the interval.
    pub level: Level,
    /// How the interval of the difference was made.
    pub method: &'static str,
}

impl Needed {
    /// From a benefit as a difference of risks.
    fn of(benefit: f64) -> Needed {
        if benefit > 0.0 {
            Needed::Benefit(1.0 / benefit)
        } else if benefit < 0.0 {
            Needed::Harm(-1.0 / benefit)
        } else {
            Needed::Infinite
        }
    }

    /// `NNTB 5.9`, `NNTH 68.1`, `infinity`.
    pub fn words(self) -> String {
        match self {
            Needed::Benefit(number) => format!("NNTB {}", fixed(number, 1)),
            Needed::Harm(number) => format!("NNTH {}", fixed(number, 1)),
            Needed::Infinite => "infinity".to_owned(),
        }
    }
}

impl NumberNeeded {
    /// From the risk difference by one of its methods, two-sided.
    ///
    /// # Errors
    /// Those of [`risk_difference`].
    pub fn of(
        table: &TwoByTwo,
        events: EventsAre,
        method: RiskDifferenceMethod,
        level: Level,
    ) -> Result<NumberNeeded, StatsError> {
        let difference = risk_difference(table, method, Alternative::TwoSided, level)?;
        let undefined = || StatsError::numerical("number needed to treat", "the risk difference has no interval");
        NumberNeeded::of_difference(&difference, events).ok_or_else(undefined)
    }

    /// From an estimated risk difference, treated - control, with a two-sided interval; `None` without an interval.
    pub fn of_difference(difference: &Estimate, events: EventsAre) -> Option<NumberNeeded> {
        let interval = difference.interval.as_ref()?;
        // A limit of Wald's kind may leave the possible differences.
        let (low, high) = (interval.lower.max(-1.0), interval.upper.min(1.0));
        let (best, worst, estimate) = match events {
            EventsAre::Wanted => (high, low, difference.value),
            EventsAre::Unwanted => (-low, -high, -difference.value),
        };
        Some(NumberNeeded {
            estimate: Needed::of(estimate),
            best: Needed::of(best),
            worst: Needed::of(worst),
            through_infinity: best > 0.0 && worst < 0.0,
            level: interval.level,
            method: interval.method,
        })
    }

    /// The interval in words: `NNTB 2.9 to infinity to NNTH 68.1`.
    pub fn interval_words(&self) -> String {
        let (best, worst) = (self.best.words(), self.worst.words());
        if self.through_infinity { format!("{best} to infinity to {worst}") } else { format!("{best} to {worst}") }
    }

    /// `NNTB 5.9 (95 % CI NNTB 2.9 to infinity to NNTH 68.1)`.
    pub fn words(&self) -> String {
        format!("{} ({} CI {})", self.estimate.words(), self.level.percent(), self.interval_words())
    }
}
