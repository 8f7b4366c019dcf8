//! Everything that can be run. Adding a procedure adds one line here; help, `girth list`, `girth explain` and the tests follow.

use super::binary::{McNemar, PairedProportions};
use super::effect::{
    BeckerGb, CliffsDeltaPaired, CohenDav, CohenDavMeanSd, CohenDrm, CohenDz, CommonLanguageNormal, GlassDelta,
    GlassDeltaAfter, HedgesGav, HedgesGav2n, HedgesGrm, HedgesGz, ProbabilityOfIncrease, RankBiserial, ShareFell,
    ShareRose, ShareUnchanged,
};
use super::equivalence::{BootstrapEquivalence, EquivalenceRatio, EquivalenceSignedRank, MinimumEffectT, TwoOneSidedT};
use super::evidence::{BayesT, LikelihoodRatio, SecondGenerationP};
use super::ordinal::MarginalHomogeneity;
use super::paired::{GeometricRatio, PairedT, SignFlip, SignTest, SignedRank, TrimmedMean, Yuen};
use super::proportion::Responders;
use super::spread::{PairedLevene, PitmanMorgan, SdChange, ShapiroWilk};
use super::{EffectProcedure, PairedProcedure};

/// Tests for paired readings, in the order in which they are reported.
pub const PAIRED: &[&dyn PairedProcedure] = &[
    &PairedT,
    &SignedRank,
    &SignTest,
    &SignFlip,
    &Yuen,
    &TrimmedMean,
    &GeometricRatio,
    &TwoOneSidedT,
    &EquivalenceSignedRank,
    &EquivalenceRatio,
    &BootstrapEquivalence,
    &MinimumEffectT,
    &BayesT,
    &LikelihoodRatio,
    &SecondGenerationP,
    &PitmanMorgan,
    &PairedLevene,
    &SdChange,
    &ShapiroWilk,
    &McNemar,
    &PairedProportions,
    &MarginalHomogeneity,
    &Responders,
];

/// Sizes of a paired change.
pub const EFFECTS: &[&dyn EffectProcedure] = &[
    &CohenDz,
    &HedgesGz,
    &CohenDav,
    &CohenDavMeanSd,
    &HedgesGav,
    &HedgesGav2n,
    &CohenDrm,
    &HedgesGrm,
    &GlassDelta,
    &GlassDeltaAfter,
    &BeckerGb,
    &RankBiserial,
    &CommonLanguageNormal,
    &ProbabilityOfIncrease,
    &CliffsDeltaPaired,
    &ShareRose,
    &ShareUnchanged,
    &ShareFell,
];

/// A paired procedure by its stable name.
pub fn paired(id: &str) -> Option<&'static dyn PairedProcedure> {
    PAIRED.iter().copied().find(|procedure| procedure.id() == id)
}

/// An effect size by its stable name.
pub fn effect(id: &str) -> Option<&'static dyn EffectProcedure> {
    EFFECTS.iter().copied().find(|procedure| procedure.id() == id)
}
