//! What explains differences between studies: a moderator, or groups of studies.

use super::number::{Number, number, optional};
use super::{Citation, Estimate, Heterogeneity, MetaTest, Note, PValue, Statistic, TauMethod, Term};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The test of all that a model of studies explains at once.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ModeratorTest {
    /// QM against chi-squared, or F.
    pub statistic: Statistic,
    /// Degrees of freedom of what is tested.
    pub degrees_of_freedom: usize,
    /// Those of the denominator of an F.
    pub residual_degrees_of_freedom: Option<usize>,
    /// The p-value.
    pub p_value: PValue,
}

/// A place on the regression line.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LinePoint {
    /// The moderator.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub moderator: f64,
    /// The mean of studies with this moderator.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub estimate: f64,
    /// Lower end of its interval.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub lower: f64,
    /// Upper end of its interval.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub upper: f64,
}

/// How the studies' estimates depend on one number that is known of each study.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MetaRegression {
    /// The number known of each study.
    pub moderator: String,
    /// How tau² was estimated.
    pub method: TauMethod,
    /// What the coefficients were held against.
    pub test: MetaTest,
    /// Number of studies.
    pub k: usize,
    /// The mean of studies whose moderator is 0, and the change of the mean with each unit of the moderator.
    pub terms: Vec<Term>,
    /// Degrees of freedom of the coefficients' t.
    pub degrees_of_freedom: Option<usize>,
    /// Whether the moderator explains anything.
    pub moderator_test: ModeratorTest,
    /// What the moderator leaves unexplained.
    pub residual: Heterogeneity,
    /// The percentage of tau² that the moderator explains; absent where there is no tau² to explain.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub r2: Option<f64>,
    /// Share of each study in the sum of weights, in the order given.
    pub weights: Vec<f64>,
    /// The line from the least to the greatest moderator, with the interval of the mean.
    pub line: Vec<LinePoint>,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What the analysis rests on.
    pub citations: Vec<Citation>,
}

/// Whose tau² a group of studies has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SubgroupVariance {
    /// One for all groups, estimated within them: small groups borrow from large ones.
    #[default]
    Common,
    /// Each its own.
    Separate,
}

/// A group of studies.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Subgroup {
    /// Its name.
    pub name: String,
    /// Number of its studies.
    pub k: usize,
    /// Its combined estimate.
    pub estimate: Estimate,
    /// The statistic against zero.
    pub statistic: Statistic,
    /// The p-value of the statistic.
    pub p_value: PValue,
    /// The tau² that the estimate rests on.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub tau2: f64,
    /// How much its studies differ, by themselves; absent for a single study.
    pub heterogeneity: Option<Heterogeneity>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// Groups of studies beside each other.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SubgroupAnalysis {
    /// How tau² was estimated.
    pub method: TauMethod,
    /// What the estimates were held against.
    pub test: MetaTest,
    /// Whose tau² the groups have.
    pub variance: SubgroupVariance,
    /// Number of studies.
    pub k: usize,
    /// The groups, in the order of their first studies.
    pub groups: Vec<Subgroup>,
    /// Whether the groups differ.
    pub between: ModeratorTest,
    /// What the groups leave unexplained, where they have one tau².
    pub residual: Option<Heterogeneity>,
    /// The percentage of tau² that the groups explain, where they have one tau² and there is one to explain.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub r2: Option<f64>,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What the analysis rests on.
    pub citations: Vec<Citation>,
}
