//! The parts of a plan.toml that are about several visits.

use crate::ingest::IntercurrentRequest;
use crate::stats::TestOptions;
use crate::stats::repeated::missing::ImputationOptions;
use crate::stats::repeated::mmrm::{Adjustment, Baseline, Likelihood, MmrmOptions, StandardErrors, Structure};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The model of all visits, and what is assumed of the people who left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct LongitudinalPlan {
    /// The covariance of one person's readings over the visits.
    pub structure: Structure,
    /// Whether simpler structures are tried, and said, where it does not converge.
    pub fallback: bool,
    /// Whether each arm has a covariance of its own.
    pub by_arm: bool,
    /// The likelihood.
    pub likelihood: Likelihood,
    /// Degrees of freedom.
    pub degrees: Adjustment,
    /// Standard errors.
    pub errors: StandardErrors,
    /// The baseline.
    pub baseline: Baseline,
    /// Covariates of the model; they must be among `[columns] covariates`.
    pub covariates: Vec<String>,
    /// The covariate, a number above zero, by whose inverse the variance of a person's readings is multiplied.
    pub weight: Option<String>,
    /// The covariate, yes or no, that says who kept to what was advised: claims about lasting are judged in those too.
    pub adherent: Option<String>,
    /// Multiple imputations of what was not read.
    pub imputations: usize,
}

impl LongitudinalPlan {
    /// As the model wants them.
    pub fn options(&self, test: TestOptions) -> MmrmOptions {
        MmrmOptions {
            structure: self.structure,
            fallback: self.fallback,
            by_arm: self.by_arm,
            likelihood: self.likelihood,
            adjustment: self.degrees,
            errors: self.errors,
            baseline: self.baseline,
            covariates: self.covariates.clone(),
            weight: self.weight.clone(),
            test,
        }
    }
}

impl Default for LongitudinalPlan {
    fn default() -> Self {
        let model = MmrmOptions::default();
        LongitudinalPlan {
            structure: model.structure,
            fallback: model.fallback,
            by_arm: model.by_arm,
            likelihood: model.likelihood,
            degrees: model.adjustment,
            errors: model.errors,
            baseline: model.baseline,
            covariates: model.covariates,
            weight: model.weight,
            adherent: None,
            imputations: ImputationOptions::IMPUTATIONS,
        }
    }
}

/// What an event on the way makes of the readings from then on (ICH E9(R1)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EventStrategy {
    /// Nothing: the readings count as they are.
    #[default]
    TreatmentPolicy,
    /// They do not count: what would have been read without the event is estimated.
    Hypothetical,
    /// The last reading before the event stands for all after it.
    WhileOnTreatment,
    /// The event is a failure: no change from the baseline counts from then on.
    Composite,
}

impl EventStrategy {
    /// As in the guideline.
    pub fn name(self) -> &'static str {
        match self {
            EventStrategy::TreatmentPolicy => "treatment policy",
            EventStrategy::Hypothetical => "hypothetical",
            EventStrategy::WhileOnTreatment => "while on treatment",
            EventStrategy::Composite => "composite",
        }
    }
}

/// One sort of intercurrent event: a diet begun, a booster given, alcohol within three days.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct IntercurrentPlan {
    /// Its name.
    pub name: String,
    /// Its name in tables.
    pub label: Option<String>,
    /// Long data: the column that says yes or no at each visit.
    pub column: String,
    /// What it makes of the readings from then on.
    #[serde(default)]
    pub strategy: EventStrategy,
}

impl IntercurrentPlan {
    pub(super) fn request(&self) -> IntercurrentRequest {
        IntercurrentRequest {
            name: self.name.clone(),
            label: self.label.clone().unwrap_or_else(|| self.name.clone()),
            column: self.column.clone(),
        }
    }
}
