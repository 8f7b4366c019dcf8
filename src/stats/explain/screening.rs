//! How people came to be measured.

use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which end of the population was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Extreme {
    /// People with high readings, who then fall.
    Highest,
    /// People with low readings, who then rise.
    Lowest,
}

/// How much of that end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "rule", content = "value")]
pub enum Rule {
    /// Whoever came.
    Everybody,
    /// Readings from this value on: at least it for the highest, at most it for the lowest.
    CutOff(f64),
    /// This share of the population.
    Share(f64),
}

/// Whether the readings by which people were picked are their first readings of the study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScreeningVisit {
    /// They are: the change is counted from them.
    #[default]
    Baseline,
    /// They were taken at a visit before; the change is counted from new readings, which have regressed already.
    Separate,
}

/// How people were picked.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Screening {
    /// Which end.
    pub extreme: Extreme,
    /// How much of it.
    pub rule: Rule,
    /// How many readings were averaged at each visit.
    pub readings: u32,
    /// People come on the worst (most extreme) of so many days.
    pub worst_of: u32,
    /// The step in which single readings are written; 0 where they are not rounded. It moves a cut-off by half a step.
    pub step: f64,
    /// At which visit.
    pub visit: ScreeningVisit,
}

impl Screening {
    /// By one unrounded reading on any day, which is also the first reading of the study.
    pub fn new(extreme: Extreme, rule: Rule) -> Screening {
        Screening { extreme, rule, readings: 1, worst_of: 1, step: 0.0, visit: ScreeningVisit::Baseline }
    }

    /// Refuses what is no way to pick anybody.
    pub(super) fn check(&self, procedure: &'static str) -> Result<(), StatsError> {
        let undefined = |why: &str| Err(StatsError::Undefined { procedure, why: why.to_owned() });
        match self.rule {
            Rule::CutOff(cut) if !cut.is_finite() => return undefined("a cut-off is a finite number"),
            Rule::Share(share) if !(share > 0.0 && share <= 1.0) => {
                return undefined("the share picked lies above 0 and is at most 1");
            }
            _ => {}
        }
        if self.readings == 0 || self.worst_of == 0 {
            return undefined("people are picked by one reading at least, on one day at least");
        }
        if !(self.step >= 0.0 && self.step.is_finite()) {
            return undefined("the step of the readings is not negative");
        }
        Ok(())
    }
}
