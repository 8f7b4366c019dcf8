//! One named harm in one or two groups, in numbers.

use super::{
    EventCounts, EventFree, EventsAre, Exposure, NumberNeeded, RiskDifferenceMethod, RiskRatioMethod, TwoByTwo,
    UNCONDITIONAL_LIMIT, boschloo, event_free, event_rate, fisher_exact, odds_ratio, rate_ratio, risk, risk_at_most,
    risk_difference, risk_ratio,
};
use crate::result::{Alternative, Estimate, Level, PValue};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// What was counted of a harm in one group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HarmCounts {
    /// The group: `CBT`, `control`.
    pub group: String,
    /// People who could have had it.
    pub people: u64,
    /// People who had it at least once.
    pub with_event: u64,
    /// How many times it happened, where that was counted.
    pub events: Option<u64>,
    /// In how many sessions, where they were counted.
    pub sessions: Option<u64>,
}

/// A harm in one group.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HarmGroup {
    /// What was counted.
    pub counts: HarmCounts,
    /// The share of people with an event and its exact two-sided interval.
    pub risk: Estimate,
    /// The exact one-sided upper bound of that share.
    pub risk_at_most: f64,
    /// What the absence of events excludes, where there was none.
    pub event_free: Option<EventFree>,
    /// Events per session and their exact Poisson interval, where both were counted.
    pub rate: Option<Estimate>,
}

/// A harm of the treated against the control.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct HarmComparison {
    /// The counts of people.
    pub table: TwoByTwo,
    /// Risk difference with the interval of Miettinen and Nurminen.
    pub difference: Estimate,
    /// The same with Newcombe's interval.
    pub difference_newcombe: Estimate,
    /// Risk ratio with the score interval, where anybody had an event.
    pub ratio: Option<Estimate>,
    /// Odds ratio with Woolf's interval, where somebody had an event and somebody had none.
    pub odds_ratio: Option<Estimate>,
    /// Numbers needed, from Newcombe's interval.
    pub number_needed: NumberNeeded,
    /// Two-sided p of Fisher's exact test; absent where nobody or everybody had an event.
    pub fisher_p: Option<PValue>,
    /// Two-sided p of Boschloo's exact test; absent in the same cases and in groups too large for it.
    pub boschloo_p: Option<PValue>,
    /// Ratio of the events per session with its exact conditional interval, where they were counted and there were any.
    pub rate_ratio: Option<Estimate>,
}

/// A named harm: what a table, a text and a dot plot need.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Harm {
    /// Which: `bruising`.
    pub name: String,
    /// The level of all intervals.
    pub level: Level,
    /// The groups, the treated one first.
    pub groups: Vec<HarmGroup>,
    /// The comparison, with two groups.
    pub comparison: Option<HarmComparison>,
}

const NAME: &str = "summary of a harm";

impl HarmCounts {
    /// From the events of each person.
    pub fn of(group: impl Into<String>, counts: &EventCounts) -> HarmCounts {
        HarmCounts {
            group: group.into(),
            people: counts.n(),
            with_event: counts.with_event(),
            events: Some(counts.events()),
            sessions: Some(counts.sessions()),
        }
    }

    fn check(&self) -> Result<(), StatsError> {
        let undefined = |why: String| Err(StatsError::Undefined { procedure: NAME, why });
        let group = &self.group;
        if self.people == 0 || self.people > TwoByTwo::LARGEST {
            return undefined(format!("{group} has {} people", self.people));
        }
        if self.with_event > self.people {
            return undefined(format!("{group} has more people with an event than people"));
        }
        if let Some(events) = self.events
            && (events < self.with_event || (events > 0 && self.with_event == 0))
        {
            return undefined(format!("{group}: {events} events do not fit {} people with an event", self.with_event));
        }
        Ok(())
    }

    fn exposure(&self) -> Option<Exposure> {
        Exposure::try_new(self.events?, self.sessions? as f64)
    }

    fn summary(self, level: Level) -> Result<HarmGroup, StatsError> {
        self.check()?;
        let undefined = || StatsError::Undefined { procedure: NAME, why: "a group has no people".to_owned() };
        let two_sided = Alternative::TwoSided;
        Ok(HarmGroup {
            risk: risk(self.with_event, self.people, two_sided, level)?.ok_or_else(undefined)?,
            risk_at_most: risk_at_most(self.with_event, self.people, level)?.ok_or_else(undefined)?,
            event_free: if self.with_event == 0 { event_free(self.people, level) } else { None },
            rate: self.exposure().map(|exposure| event_rate(&exposure, two_sided, level)).transpose()?,
            counts: self,
        })
    }
}

impl Harm {
    /// A harm in one group.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for counts that do not fit each other; [`StatsError::Numerical`] when a limit cannot be found.
    pub fn of_one(name: impl Into<String>, counts: HarmCounts, level: Level) -> Result<Harm, StatsError> {
        Ok(Harm { name: name.into(), level, groups: vec![counts.summary(level)?], comparison: None })
    }

    /// A harm of the treated against the control.
    ///
    /// # Errors
    /// As [`Harm::of_one`].
    pub fn of_two(
        name: impl Into<String>,
        treated: HarmCounts,
        control: HarmCounts,
        level: Level,
    ) -> Result<Harm, StatsError> {
        let table = TwoByTwo::try_new(treated.with_event, treated.people, control.with_event, control.people);
        let exposures = treated.exposure().zip(control.exposure());
        let groups = vec![treated.summary(level)?, control.summary(level)?];
        let undefined = || StatsError::Undefined { procedure: NAME, why: "a group has no people".to_owned() };
        let comparison = HarmComparison::of(table.ok_or_else(undefined)?, exposures, level)?;
        Ok(Harm { name: name.into(), level, groups, comparison: Some(comparison) })
    }
}

impl HarmComparison {
    fn of(
        table: TwoByTwo,
        exposures: Option<(Exposure, Exposure)>,
        level: Level,
    ) -> Result<HarmComparison, StatsError> {
        let two_sided = Alternative::TwoSided;
        let difference = |method| risk_difference(&table, method, two_sided, level);
        let p = |value: f64| PValue::try_new(value).map_err(|cause| StatsError::numerical(NAME, cause));
        let within = table.varies() && table.n() <= UNCONDITIONAL_LIMIT;
        let rates = exposures.map(|(treated, control)| rate_ratio(&treated, &control, two_sided, level)).transpose()?;
        Ok(HarmComparison {
            table,
            difference: difference(RiskDifferenceMethod::MiettinenNurminen)?,
            difference_newcombe: difference(RiskDifferenceMethod::Newcombe)?,
            ratio: risk_ratio(&table, RiskRatioMethod::MiettinenNurminen, two_sided, level)?,
            odds_ratio: odds_ratio(&table, two_sided, level)?,
            number_needed: NumberNeeded::of(&table, EventsAre::Unwanted, RiskDifferenceMethod::Newcombe, level)?,
            fisher_p: if table.varies() { Some(p(fisher_exact(&table, two_sided)?.p)?) } else { None },
            boschloo_p: if within { Some(p(boschloo(&table, two_sided)?)?) } else { None },
            rate_ratio: rates.flatten(),
        })
    }
}
