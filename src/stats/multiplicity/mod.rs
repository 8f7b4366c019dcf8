//! Several hypotheses at once: p-values that stay honest when anyone may pick the smallest.

mod benjamini_hochberg;
mod benjamini_yekutieli;
mod bonferroni;
mod hochberg;
mod holm;
mod holm_sidak;
mod hommel;
mod max_t;
mod sidak;
mod sign_flips;
mod steps;

pub use benjamini_hochberg::BenjaminiHochberg;
pub use benjamini_yekutieli::BenjaminiYekutieli;
pub use bonferroni::Bonferroni;
pub use hochberg::Hochberg;
pub use holm::Holm;
pub use holm_sidak::HolmSidak;
pub use hommel::Hommel;
pub use max_t::{MaxT, MaxTSingleStep};
pub use sidak::Sidak;
pub use sign_flips::{SignFlips, Steps, max_t};
pub use steps::adjust_p_values;

use super::{StatsError, TestOptions};
use crate::data::{Decimal, PairedSample};
use crate::result::PValue;

/// What an adjustment keeps below alpha.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorRate {
    /// The probability of one false rejection or more.
    FamilyWise,
    /// The expected share of false rejections among the rejections.
    FalseDiscovery,
}

/// What an adjustment works on.
#[derive(Clone, Copy, Debug)]
pub enum Method {
    /// P-values in ascending order; gives the adjusted ones in the same order.
    OfPValues(fn(&[f64]) -> Vec<f64>),
    /// The changes themselves, through their joint distribution.
    OfChanges(Steps),
}

/// An adjustment for multiplicity.
pub trait Adjustment: Sync {
    /// Stable name on the command line and in JSON: `holm`.
    fn id(&self) -> &'static str;

    /// In words.
    fn title(&self) -> &'static str;

    /// Question, assumptions, formula, references.
    fn documentation(&self) -> &'static str;

    /// What it keeps below alpha.
    fn controls(&self) -> ErrorRate;

    /// How it works.
    fn method(&self) -> Method;
}

/// Every adjustment, the simplest first.
pub const ADJUSTMENTS: &[&dyn Adjustment] = &[
    &Bonferroni,
    &Sidak,
    &Holm,
    &HolmSidak,
    &Hochberg,
    &Hommel,
    &MaxT,
    &MaxTSingleStep,
    &BenjaminiHochberg,
    &BenjaminiYekutieli,
];

/// A name that no adjustment has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no adjustment; there are {there_are}")]
pub struct UnknownAdjustment {
    name: String,
    there_are: String,
}

/// An adjustment by its stable name.
///
/// # Errors
/// [`UnknownAdjustment`] with the names that there are.
pub fn find(id: &str) -> Result<&'static dyn Adjustment, UnknownAdjustment> {
    ADJUSTMENTS.iter().copied().find(|adjustment| adjustment.id() == id).ok_or_else(|| UnknownAdjustment {
        name: id.to_owned(),
        there_are: ADJUSTMENTS.iter().map(|adjustment| adjustment.id()).collect::<Vec<_>>().join(", "),
    })
}

/// One hypothesis of a family.
#[derive(Clone, Copy, Debug)]
pub struct Hypothesis<'a> {
    /// The pairs that it is about.
    pub sample: &'a PairedSample,
    /// The mean change under the null hypothesis.
    pub null_value: Decimal,
    /// The p-value of its own test; a hypothesis without one is not counted.
    pub p: Option<PValue>,
}

/// A p-value and what is left of it in its family.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjusted {
    /// Of the hypothesis by itself.
    pub raw: PValue,
    /// Among all hypotheses of the family.
    pub adjusted: PValue,
}

/// The adjusted p-values of a family, in its order; those that have none to adjust stay without.
///
/// # Errors
/// [`StatsError`] when changes do not fit a common grid with their null value.
pub fn adjust(
    adjustment: &dyn Adjustment,
    family: &[Hypothesis<'_>],
    options: &TestOptions,
) -> Result<(Vec<Option<Adjusted>>, Option<SignFlips>), StatsError> {
    match adjustment.method() {
        Method::OfPValues(rule) => {
            let raw: Vec<Option<PValue>> = family.iter().map(|hypothesis| hypothesis.p).collect();
            let adjusted = adjust_p_values(rule, &raw)?;
            let both = raw.into_iter().zip(adjusted);
            Ok((both.map(|(raw, adjusted)| Some(Adjusted { raw: raw?, adjusted: adjusted? })).collect(), None))
        }
        Method::OfChanges(steps) => max_t(family, steps, options).map(|(values, flips)| (values, Some(flips))),
    }
}
