//! Everything that can be run. Adding a procedure adds one line here; help, `girth list`, `girth explain` and the tests follow.

use super::agreement::{BlandAltman, CohenKappa, GrossErrors, LinConcordance};
use super::agreement::{
    IntraclassCorrelation, MinimalDetectableChange, TechnicalErrorOfMeasurement, VarianceComponentsOfReadings,
};
use super::binary::{McNemar, PairedProportions};
use super::consistency::ConsistencyOfFigures;
use super::effect::{
    BeckerGb, CliffsDeltaPaired, CohenDav, CohenDavMeanSd, CohenDrm, CohenDz, CommonLanguageNormal, GlassDelta,
    GlassDeltaAfter, HedgesGav, HedgesGav2n, HedgesGrm, HedgesGz, ProbabilityOfIncrease, RankBiserial, ShareFell,
    ShareRose, ShareUnchanged,
};
use super::equivalence::{BootstrapEquivalence, EquivalenceRatio, EquivalenceSignedRank, MinimumEffectT, TwoOneSidedT};
use super::evidence::{BayesT, LikelihoodRatio, SecondGenerationP};
use super::explain::{BaselineDependence, MeeChua, RegressionToTheMean, Rosenbaum, TippingControl};
use super::gallery::{BestOf, RatedPhotos};
use super::individual::{IndividualResponders, SdOfResponse};
use super::linear::{Ancova, AncovaArms, AncovaHc3, AnovaChange, Dunnett, Tukey};
use super::measures::StudyMeasures;
use super::meta::asymmetry::{SmallStudyEffects, TrimAndFill};
use super::meta::bayesian::BayesianMetaAnalysis;
use super::meta::rare::RareEvents;
use super::meta::three_level::ThreeLevel;
use super::meta::{LeaveOneOut, MetaAnalysis, MetaRegressionOnOne, MetaSubgroups};
use super::mixed::RandomSlope;
use super::ordinal::MarginalHomogeneity;
use super::ordinal::{ProportionalOdds, WilcoxonGrades};
use super::paired::{GeometricRatio, PairedT, SignFlip, SignTest, SignedRank, TrimmedMean, Yuen};
use super::power::PowerPairedT;
use super::proportion::Responders;
use super::repeated::RepeatedProcedure;
use super::repeated::mmrm::Mmrm;
use super::repeated::{Friedman, Gee, Page, RmAnova};
use super::risk::{Fisher, RespondersBetween, RiskDifference};
use super::spread::{PairedLevene, PitmanMorgan, SdChange, ShapiroWilk};
use super::summary::SummaryTests;
use super::two_sample::{
    BrunnerMunzel, CliffsDeltaArms, DChange, DPpc2, EquivalenceMannWhitney, EquivalenceWelch, GChange,
    GlassDeltaChange, MannWhitney, Permutation, ProbabilityOfSuperiority, WelchT, YuenWelch,
};
use super::{ArmsProcedure, ComparisonEffect, ComparisonProcedure, EffectProcedure, Explained, PairedProcedure};

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

/// Tests of the difference between two groups of people, in the order in which they are reported.
pub const COMPARISONS: &[&dyn ComparisonProcedure] = &[
    &WelchT,
    &MannWhitney,
    &BrunnerMunzel,
    &Permutation,
    &YuenWelch,
    &Ancova,
    &AncovaHc3,
    &EquivalenceWelch,
    &EquivalenceMannWhitney,
    &RiskDifference,
    &Fisher,
    &RespondersBetween,
    &ProportionalOdds,
    &WilcoxonGrades,
];

/// Sizes of the difference between two groups of people.
pub const COMPARISON_EFFECTS: &[&dyn ComparisonEffect] =
    &[&DPpc2, &GChange, &DChange, &GlassDeltaChange, &ProbabilityOfSuperiority, &CliffsDeltaArms];

/// Models of two or more groups of people.
pub const ARMS: &[&dyn ArmsProcedure] = &[&AncovaArms, &AnovaChange, &Dunnett, &Tukey];

/// Tests and models of several visits of the same people.
pub const REPEATED: &[&dyn RepeatedProcedure] = &[&Mmrm, &RmAnova, &Friedman, &Page, &Gee, &RandomSlope];

/// Analyses of the error of measuring, of what explains a change away, and of picked pictures.
pub const ANALYSES: &[&dyn Explained] = &[
    &TechnicalErrorOfMeasurement,
    &IntraclassCorrelation,
    &VarianceComponentsOfReadings,
    &MinimalDetectableChange,
    &BlandAltman,
    &LinConcordance,
    &CohenKappa,
    &GrossErrors,
    &IndividualResponders,
    &SdOfResponse,
    &RegressionToTheMean,
    &MeeChua,
    &BaselineDependence,
    &Rosenbaum,
    &TippingControl,
    &BestOf,
    &RatedPhotos,
    &PowerPairedT,
    &MetaAnalysis,
    &MetaRegressionOnOne,
    &MetaSubgroups,
    &LeaveOneOut,
    &SmallStudyEffects,
    &TrimAndFill,
    &ThreeLevel,
    &BayesianMetaAnalysis,
    &RareEvents,
    &SummaryTests,
    &StudyMeasures,
    &ConsistencyOfFigures,
];

/// A paired procedure by its stable name.
pub fn paired(id: &str) -> Option<&'static dyn PairedProcedure> {
    PAIRED.iter().copied().find(|procedure| procedure.id() == id)
}

/// An effect size by its stable name.
pub fn effect(id: &str) -> Option<&'static dyn EffectProcedure> {
    EFFECTS.iter().copied().find(|procedure| procedure.id() == id)
}

/// A test between two groups by its stable name.
pub fn comparison(id: &str) -> Option<&'static dyn ComparisonProcedure> {
    COMPARISONS.iter().copied().find(|procedure| procedure.id() == id)
}

/// A size of the difference between two groups by its stable name.
pub fn comparison_effect(id: &str) -> Option<&'static dyn ComparisonEffect> {
    COMPARISON_EFFECTS.iter().copied().find(|procedure| procedure.id() == id)
}

/// A model of groups by its stable name.
pub fn arms(id: &str) -> Option<&'static dyn ArmsProcedure> {
    ARMS.iter().copied().find(|procedure| procedure.id() == id)
}

/// A procedure for several visits by its stable name.
pub fn repeated(id: &str) -> Option<&'static dyn RepeatedProcedure> {
    REPEATED.iter().copied().find(|procedure| procedure.id() == id)
}

/// An analysis that a command or a report runs by itself, by its stable name.
pub fn analysis(id: &str) -> Option<&'static dyn Explained> {
    ANALYSES.iter().copied().find(|analysis| analysis.id() == id)
}

/// The names of all procedures, paired ones first.
pub fn ids() -> impl Iterator<Item = &'static str> {
    let paired = PAIRED.iter().map(|procedure| procedure.id()).chain(EFFECTS.iter().map(|procedure| procedure.id()));
    let comparisons = COMPARISONS.iter().map(|procedure| procedure.id());
    let sizes = COMPARISON_EFFECTS.iter().map(|procedure| procedure.id());
    let of_arms = ARMS.iter().map(|procedure| procedure.id());
    let repeated = REPEATED.iter().map(|procedure| procedure.id());
    let analyses = ANALYSES.iter().map(|analysis| analysis.id());
    paired.chain(comparisons).chain(sizes).chain(of_arms).chain(repeated).chain(analyses)
}
