//! Everything that can be run. Adding a procedure adds one line here; help, `girth list`, `girth explain` and the tests follow.

use super::binary::{McNemar, PairedProportions};
use super::effect::{
    CohenDav, CohenDavMeanSd, CohenDrm, CohenDz, CommonLanguageNormal, GlassDelta, GlassDeltaAfter, HedgesGav,
    HedgesGrm, HedgesGz, ProbabilityOfIncrease,
};
use super::equivalence::TwoOneSidedT;
use super::ordinal::MarginalHomogeneity;
use super::paired::{PairedT, SignedRank};
use super::proportion::Responders;
use super::{EffectProcedure, PairedProcedure};

/// Tests for paired readings, in the order in which they are reported.
pub const PAIRED: &[&dyn PairedProcedure] =
    &[&PairedT, &SignedRank, &TwoOneSidedT, &McNemar, &PairedProportions, &MarginalHomogeneity, &Responders];

/// Sizes of a paired change.
pub const EFFECTS: &[&dyn EffectProcedure] = &[
    &CohenDz,
    &HedgesGz,
    &CohenDav,
    &CohenDavMeanSd,
    &HedgesGav,
    &CohenDrm,
    &HedgesGrm,
    &GlassDelta,
    &GlassDeltaAfter,
    &CommonLanguageNormal,
    &ProbabilityOfIncrease,
];

/// A paired procedure by its stable name.
pub fn paired(id: &str) -> Option<&'static dyn PairedProcedure> {
    PAIRED.iter().copied().find(|procedure| procedure.id() == id)
}

/// An effect size by its stable name.
pub fn effect(id: &str) -> Option<&'static dyn EffectProcedure> {
    EFFECTS.iter().copied().find(|procedure| procedure.id() == id)
}
