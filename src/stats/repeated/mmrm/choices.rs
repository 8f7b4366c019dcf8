//! What the user may choose.

use crate::stats::TestOptions;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The covariance of one person's readings over the visits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Structure {
    /// Every variance and covariance by itself.
    #[default]
    Unstructured,
    /// A variance for each visit; one correlation for each distance in visits.
    HeterogeneousToeplitz,
    /// One variance; one correlation for each distance in visits.
    Toeplitz,
    /// A variance for each visit; a correlation for each step from one visit to the next.
    AnteDependence,
    /// One variance; a correlation for each step from one visit to the next.
    HomogeneousAnteDependence,
    /// A variance for each visit; the correlation of neighbours to the power of the distance in visits.
    HeterogeneousAr1,
    /// One variance; the correlation of neighbours to the power of the distance in visits.
    Ar1,
    /// A variance for each visit; one correlation.
    HeterogeneousCompoundSymmetry,
    /// One variance; one correlation.
    CompoundSymmetry,
    /// One variance; the correlation at one unit of time to the power of the distance in time.
    SpatialExponential,
}

impl Structure {
    /// Every structure.
    pub const ALL: [Structure; 10] = [
        Structure::Unstructured,
        Structure::HeterogeneousToeplitz,
        Structure::Toeplitz,
        Structure::AnteDependence,
        Structure::HomogeneousAnteDependence,
        Structure::HeterogeneousAr1,
        Structure::Ar1,
        Structure::HeterogeneousCompoundSymmetry,
        Structure::CompoundSymmetry,
        Structure::SpatialExponential,
    ];

    /// What is tried, in this order, where the structure asked for does not converge.
    pub const FALLBACK: [Structure; 4] = [
        Structure::Unstructured,
        Structure::AnteDependence,
        Structure::HeterogeneousAr1,
        Structure::HeterogeneousCompoundSymmetry,
    ];

    /// As on the command line and in plan.toml.
    pub fn id(self) -> &'static str {
        match self {
            Structure::Unstructured => "unstructured",
            Structure::HeterogeneousToeplitz => "heterogeneous-toeplitz",
            Structure::Toeplitz => "toeplitz",
            Structure::AnteDependence => "ante-dependence",
            Structure::HomogeneousAnteDependence => "homogeneous-ante-dependence",
            Structure::HeterogeneousAr1 => "heterogeneous-ar1",
            Structure::Ar1 => "ar1",
            Structure::HeterogeneousCompoundSymmetry => "heterogeneous-compound-symmetry",
            Structure::CompoundSymmetry => "compound-symmetry",
            Structure::SpatialExponential => "spatial-exponential",
        }
    }

    /// In sentences.
    pub fn name(self) -> &'static str {
        match self {
            Structure::Unstructured => "unstructured",
            Structure::HeterogeneousToeplitz => "heterogeneous Toeplitz",
            Structure::Toeplitz => "Toeplitz",
            Structure::AnteDependence => "ante-dependence",
            Structure::HomogeneousAnteDependence => "homogeneous ante-dependence",
            Structure::HeterogeneousAr1 => "heterogeneous AR(1)",
            Structure::Ar1 => "AR(1)",
            Structure::HeterogeneousCompoundSymmetry => "heterogeneous compound symmetry",
            Structure::CompoundSymmetry => "compound symmetry",
            Structure::SpatialExponential => "spatial exponential",
        }
    }
}

/// Which likelihood is maximised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Likelihood {
    /// Restricted.
    #[default]
    Reml,
    /// Full.
    Ml,
}

/// How the uncertainty of the covariance enters tests and intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Adjustment {
    /// Satterthwaite's degrees of freedom; several contrasts at once by Fai and Cornelius.
    #[default]
    Satterthwaite,
    /// Kenward and Roger's, without the terms of second derivatives: free of the choice of parameters.
    KenwardRogerLinear,
    /// Kenward and Roger's, with the second derivatives of the covariance in its variances and correlations.
    KenwardRoger,
    /// By the side of the data on which the contrast lies: between people or within.
    BetweenWithin,
    /// Readings less coefficients.
    Residual,
}

/// Where the standard errors come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StandardErrors {
    /// The model.
    #[default]
    Model,
    /// The residuals of people, uncorrected (CR0).
    Cr0,
    /// The same with residuals scaled by (1 - H)^(-1/2) (CR2).
    Cr2,
    /// The same with (1 - H)^(-1): the jackknife (CR3).
    Cr3,
}

impl StandardErrors {
    /// In sentences.
    pub fn name(self) -> &'static str {
        match self {
            StandardErrors::Model => "the model's",
            StandardErrors::Cr0 => "CR0",
            StandardErrors::Cr2 => "CR2",
            StandardErrors::Cr3 => "CR3",
        }
    }
}

/// What becomes of the reading at baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Baseline {
    /// A covariate, with its own slope at every visit, where there are arms; the first of the readings in a single group.
    #[default]
    Auto,
    /// A covariate, with its own slope at every visit.
    Covariate,
    /// The first of the readings; with arms, their means differ there too.
    Reading,
}

/// The model and its inference.
#[derive(Clone, Debug, PartialEq)]
pub struct MmrmOptions {
    /// The covariance asked for.
    pub structure: Structure,
    /// Whether simpler structures of [`Structure::FALLBACK`] are tried where it does not converge.
    pub fallback: bool,
    /// Whether each arm has a covariance of its own.
    pub by_arm: bool,
    /// The likelihood.
    pub likelihood: Likelihood,
    /// Degrees of freedom.
    pub adjustment: Adjustment,
    /// Standard errors.
    pub errors: StandardErrors,
    /// The baseline.
    pub baseline: Baseline,
    /// Names of further covariates, each with one coefficient (numbers) or one for each group but the first.
    pub covariates: Vec<String>,
    /// Name of a covariate, a number above zero, by whose inverse the variance of a person's readings is multiplied.
    pub weight: Option<String>,
    /// Level, alternative, null value.
    pub test: TestOptions,
}

impl Default for MmrmOptions {
    fn default() -> Self {
        MmrmOptions {
            structure: Structure::default(),
            fallback: true,
            by_arm: false,
            likelihood: Likelihood::default(),
            adjustment: Adjustment::default(),
            errors: StandardErrors::default(),
            baseline: Baseline::default(),
            covariates: Vec::new(),
            weight: None,
            test: TestOptions::default(),
        }
    }
}
