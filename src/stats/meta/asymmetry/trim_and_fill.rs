use super::egger::line;
use crate::data::{StudyEffect, StudyEffects};
use crate::num::midranks;
use crate::result::{Citation, MetaResult, Note};
use crate::stats::documented::documented;
use crate::stats::meta::{MetaOptions, MetaTest, random_effects};
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

documented! {
    /// # Question
    /// What would the combined estimate be if the studies that an asymmetric funnel seems to lack were there?
    ///
    /// # Assumptions
    /// The funnel is symmetric but for studies left out for their most extreme estimates on one side. Differences between studies, and other
    /// causes of asymmetry, break this: the filled estimate is a test of how much hangs on it, not a correction.
    ///
    /// # Formula
    /// Ranks of |y_i - m| with the signs of y_i - m; T the sum of the positive ones, with the missing side at the left. L0 = (4 T - k (k + 1))
    /// / (2 k - 1); R0 = (how many rank above all negative ones) - 1; Q0 = k - 1/2 - sqrt(2 k^2 - 4 T + 1/4); rounded, at least 0. The k0 most
    /// extreme studies on the right are trimmed, m is fitted again, until k0 stays; then they are mirrored about m. m is fitted with the
    /// model of the analysis. Side: opposite to the slope of Egger's line with the same estimator of tau^2, left for a slope of 0 or
    /// above. Equal distances share ranks.
    ///
    /// # Arguments
    /// Study estimates with standard errors; the estimator of the number missing; the side; the estimator of tau^2 and the test.
    ///
    /// # Errors
    /// Fewer than three studies; the same standard error in all and no side given; numbers of trimmed studies that never stay; Q0 with nearly
    /// all estimates on one side of the trimmed mean.
    ///
    /// # References
    /// Duval and Tweedie (2000), JASA 95:89-98; Duval and Tweedie (2000), Biometrics 56:455-463. Peters et al. (2007), Stat Med 26:4544-4562.
    ///
    /// # Example
    /// `girth evidence @mesotherapy-evidence`
    TrimAndFill
}

impl Explained for TrimAndFill {
    fn id(&self) -> &'static str {
        "trim-and-fill"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        TrimAndFill::DOCUMENTATION
    }
}

const NAME: &str = "trim and fill";

const DUVAL: Citation = Citation {
    key: "Duval and Tweedie 2000",
    reference: "Duval S, Tweedie R (2000). Trim and fill: a simple funnel-plot-based method of testing and adjusting for publication \
                bias in meta-analysis. Biometrics 56:455-463.",
};

/// Rounds of trimming after which the number of trimmed studies must stay.
const MAX_ROUNDS: usize = 100;
/// Distances from the mean that differ by no more than this share of the largest are equal.
const SAME: f64 = 1e-12;

/// How the number of missing studies is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FillEstimator {
    /// From the sum of ranks, linear.
    #[default]
    L0,
    /// From the run of extreme ranks.
    R0,
    /// From the sum of ranks, quadratic.
    Q0,
}

/// Where studies are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FillSide {
    /// Among low estimates.
    Left,
    /// Among high estimates.
    Right,
}

/// How the funnel is filled.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TrimOptions {
    /// How many are missing.
    pub estimator: FillEstimator,
    /// On which side; by the slope of Egger's line where it is not given.
    pub side: Option<FillSide>,
    /// How studies are combined, for trimming and for the filled funnel.
    pub meta: MetaOptions,
}

/// A filled funnel.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TrimmedResult {
    /// Where studies were filled in, if any were.
    pub side: FillSide,
    /// How many.
    pub estimator: FillEstimator,
    /// Studies found.
    pub observed: usize,
    /// Studies filled in.
    pub filled: Vec<FilledStudy>,
    /// The combination of those found.
    pub unadjusted: MetaResult,
    /// The combination of those found and those filled in.
    pub adjusted: MetaResult,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}

/// The mirror image of a study.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FilledStudy {
    /// The study that it mirrors.
    pub mirrors: String,
    /// Its estimate.
    pub estimate: f64,
    /// The standard error of both.
    pub standard_error: f64,
}

/// The combined estimate with the studies that the funnel seems to lack.
///
/// # Errors
/// [`StatsError::Undefined`] with fewer than three studies, for one standard error of all without a side, and for trimming without end.
pub fn trim_and_fill(effects: &StudyEffects, options: &TrimOptions) -> Result<TrimmedResult, StatsError> {
    let undefined = |why: String| StatsError::Undefined { procedure: NAME, why };
    let studies = effects.len();
    if studies < 3 {
        return Err(undefined(format!("three studies are needed, not {studies}")));
    }
    let side = match options.side {
        Some(side) => side,
        None if line(effects, options.meta.method)?.weighted.coefficient(1).0 < 0.0 => FillSide::Right,
        None => FillSide::Left,
    };
    let sign = if side == FillSide::Right { -1.0 } else { 1.0 };
    let mut sorted: Vec<&StudyEffect> = effects.studies().iter().collect();
    sorted.sort_by(|one, other| {
        (sign * one.estimate).total_cmp(&(sign * other.estimate)).then(one.variance.total_cmp(&other.variance))
    });
    let (mut missing, mut rounds) = (0, 0);
    let mean = loop {
        rounds += 1;
        if rounds > MAX_ROUNDS {
            return Err(undefined("the number of trimmed studies does not come to rest".to_owned()));
        }
        let kept: Vec<StudyEffect> = sorted[..studies - missing].iter().map(|&study| study.clone()).collect();
        let mean = random_effects(&StudyEffects::try_new(effects.unit(), kept)?, &trimming(options))?.estimate.value;
        let distances: Vec<f64> = sorted.iter().map(|study| sign * (study.estimate - mean)).collect();
        let found = options.estimator.missing(&distances).ok_or_else(|| {
            undefined("nearly all estimates lie on one side of the trimmed mean, where Q0 has no value".to_owned())
        })?;
        let found = found.min(studies - 1);
        if found == missing {
            break mean;
        }
        missing = found;
    };
    let filled = sorted[studies - missing..].iter().map(|study| FilledStudy {
        mirrors: study.label.clone(),
        estimate: mean + (mean - study.estimate),
        standard_error: study.variance.sqrt(),
    });
    let filled: Vec<FilledStudy> = filled.collect();
    let mirrored = filled.iter().zip(&sorted[studies - missing..]).map(|(filled, study)| StudyEffect {
        label: format!("filled: {}", study.label),
        trial: format!("filled: {}", study.trial),
        estimate: filled.estimate,
        variance: study.variance,
    });
    let all: Vec<StudyEffect> = effects.studies().iter().cloned().chain(mirrored).collect();
    let text =
        "Filled studies were never seen: the adjusted estimate shows how much hangs on asymmetry, whatever its cause.";
    Ok(TrimmedResult {
        side,
        estimator: options.estimator,
        observed: studies,
        filled,
        unadjusted: random_effects(effects, &options.meta)?,
        adjusted: random_effects(&StudyEffects::try_new(effects.unit(), all)?, &options.meta)?,
        notes: vec![Note::new("filled-studies", text)],
        citations: vec![DUVAL],
    })
}

/// Trimming needs the mean only, and no test that agreeing studies might not define.
fn trimming(options: &TrimOptions) -> MetaOptions {
    MetaOptions { test: MetaTest::Z, ..options.meta }
}

impl FillEstimator {
    /// How many studies are missing at the side of negative distances, from all distances in growing order; `None` where the quadratic form has no
    /// root, because nearly all are positive.
    fn missing(self, distances: &[f64]) -> Option<usize> {
        let size = distances.len() as f64;
        // What rounding leaves of a study at the mean has no sign.
        let none = SAME * distances.iter().map(|distance| distance.abs()).fold(0.0, f64::max);
        let ranks = ranks(distances);
        let positive: f64 = distances.iter().zip(&ranks).filter(|(d, _)| **d > none).map(|(_, rank)| rank).sum();
        let found = match self {
            FillEstimator::L0 => (4.0 * positive - size * (size + 1.0)) / (2.0 * size - 1.0),
            FillEstimator::R0 => {
                let negative = distances.iter().zip(&ranks).filter(|(d, _)| **d < -none).map(|(_, rank)| *rank);
                let farthest = negative.fold(0.0, f64::max);
                ranks.iter().filter(|rank| **rank > farthest).count() as f64 - 1.0
            }
            FillEstimator::Q0 => {
                let square = 2.0 * size * size - 4.0 * positive + 0.25;
                if square < 0.0 {
                    return None;
                }
                size - 0.5 - square.sqrt()
            }
        };
        Some(found.round_ties_even().max(0.0) as usize)
    }
}

/// Mid-ranks of the distances without their signs.
fn ranks(distances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..distances.len()).collect();
    order.sort_by(|&one, &other| distances[one].abs().total_cmp(&distances[other].abs()));
    let largest = order.last().map_or(0.0, |&last| distances[last].abs());
    let mut groups = vec![0_usize; distances.len()];
    for pair in order.windows(2) {
        let step = distances[pair[1]].abs() - distances[pair[0]].abs();
        groups[pair[1]] = groups[pair[0]] + usize::from(step > SAME * largest);
    }
    midranks(&groups).doubled.into_iter().map(|doubled| doubled as f64 / 2.0).collect()
}
