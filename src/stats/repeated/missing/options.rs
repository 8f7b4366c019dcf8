//! What the user may choose.

use super::{Deltas, Strategy};
use crate::stats::TestOptions;
use crate::stats::repeated::mmrm::Structure;

/// Settings of the imputations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImputationOptions {
    /// What is assumed of people who left.
    pub strategy: Strategy,
    /// The place of the visit at which the effect is sought; the last where absent.
    pub visit: Option<usize>,
    /// The place of the treated arm among the arms; the one beside the control where absent.
    pub treated: Option<usize>,
    /// What is added to the imputed readings of people who left.
    pub deltas: Deltas,
    /// The covariance of the model that conditional means are taken from.
    pub structure: Structure,
    /// Whether simpler structures are tried where it does not converge.
    pub fallback: bool,
    /// Whether the slope on baseline differs between visits in that model. Always so in a single group and in multiple imputation.
    pub baseline_by_visit: bool,
    /// How many times the missing readings are drawn in multiple imputation.
    pub imputations: usize,
    /// Level, alternative, null value, seed.
    pub test: TestOptions,
}

impl ImputationOptions {
    /// The imputations unless another number is given.
    pub const IMPUTATIONS: usize = 1_000;
}

impl Default for ImputationOptions {
    fn default() -> Self {
        ImputationOptions {
            strategy: Strategy::default(),
            visit: None,
            treated: None,
            deltas: Deltas::NONE,
            structure: Structure::default(),
            fallback: true,
            baseline_by_visit: false,
            imputations: ImputationOptions::IMPUTATIONS,
            test: TestOptions::default(),
        }
    }
}
