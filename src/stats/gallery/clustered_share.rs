//! The share of right answers where answers about one pair, or of one rater, belong together.

use super::mean_of_shares::{MeanOfShares, mean_of_shares};
use super::rated_pairs::{SHARE_RIGHT, failed};
use crate::data::Unit;
use crate::dist::{ChiSquared, normal};
use crate::num::inverse_and_log_determinant;
use crate::result::{Alternative, Estimate, Interval, Level, Note, PValue, Quantity};
use crate::stats::StatsError;
use crate::stats::random_intercept::{InterceptFit, RightAnswers, fit, marginal_share};
use schemars::JsonSchema;
use serde::Serialize;

/// The log odds of a right answer in a cluster in the middle.
pub const LOG_ODDS_RIGHT: Quantity =
    Quantity { id: "log_odds_right", label: "log odds of a right answer, given the cluster", symbol: "log odds" };

/// What answers are tied together by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnswersOf {
    /// One pair of pictures, by several raters.
    Pair,
    /// One rater, about several pairs.
    Rater,
}

/// Logistic regression with a random intercept, by maximum likelihood.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MixedShare {
    /// The share of right answers over clusters and answers, with an interval by the delta method on the logit.
    pub share: Estimate,
    /// Given the cluster, with Wald's interval.
    pub log_odds: Estimate,
    /// The standard deviation of the clusters' log odds; 0 at the boundary.
    pub sd_between: f64,
    /// The log likelihood of the single answers.
    pub log_likelihood: f64,
    /// Twice the log likelihood above that of guessing (log odds 0), whose SD between clusters is free too.
    pub likelihood_ratio: f64,
    /// Its p-value, chi-squared with 1 degree of freedom.
    pub p_value: PValue,
    /// Wald's p-value of log odds 0.
    pub wald_p_value: PValue,
}

/// The share with one kind of clusters.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClusteredShare {
    /// What the clusters are.
    pub of: AnswersOf,
    /// How many.
    pub clusters: usize,
    /// The mixed model; a note says why there is none.
    pub mixed: Option<MixedShare>,
    /// The simple check; absent with one cluster.
    pub simple: Option<MeanOfShares>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

impl ClusteredShare {
    /// From right answers and answers of each cluster.
    pub(super) fn of(of: AnswersOf, counts: &[(u64, u64)], level: Level) -> Result<ClusteredShare, StatsError> {
        let mut notes = Vec::new();
        let mixed = mixed(of, counts, level, &mut notes)?;
        Ok(ClusteredShare { of, clusters: counts.len(), mixed, simple: mean_of_shares(counts, level)?, notes })
    }

    /// The standard error of the share: of the mixed model, or of the simple check.
    pub(super) fn standard_error(&self) -> Option<f64> {
        let of = |share: &Estimate| share.standard_error;
        self.mixed.as_ref().and_then(|mixed| of(&mixed.share)).or_else(|| of(&self.simple.as_ref()?.share))
    }
}

fn mixed(
    of: AnswersOf,
    counts: &[(u64, u64)],
    level: Level,
    notes: &mut Vec<Note>,
) -> Result<Option<MixedShare>, StatsError> {
    let cluster = if of == AnswersOf::Pair { "pair" } else { "rater" };
    let total = counts.iter().fold((0, 0), |sum, each| (sum.0 + each.0, sum.1 + each.1));
    let mut without = |id, why: String| {
        notes.push(Note::new(id, why));
        Ok(None)
    };
    if counts.len() < 2 {
        return without(
            "one-cluster",
            format!("One {cluster} cannot tell how much {cluster}s differ: no mixed model."),
        );
    }
    if total.0 == 0 || total.0 == total.1 {
        let all = if total.0 == 0 { "wrong" } else { "right" };
        return without("all-alike", format!("All answers are {all}: the log odds have no finite estimate."));
    }
    let counted = tallied(counts);
    let (Some(free), Some(guessing)) =
        (fit(&counted, None).map_err(failed)?, fit(&counted, Some(0.0)).map_err(failed)?)
    else {
        let why = format!(
            "Answers about one {cluster} are so alike that the likelihood grows with ever larger differences between them: \
             no mixed model."
        );
        return without("no-maximum", why.replace("about one rater", "of one rater"));
    };
    if counts.iter().all(|each| each.1 == 1) {
        let why = format!(
            "Each {cluster} has one answer, which cannot tell how {cluster}s differ: plain logistic regression."
        );
        notes.push(Note::new("one-answer-each", why));
    } else if free.sd == 0.0 {
        let why =
            format!("The likelihood is largest without any difference between {cluster}s: plain logistic regression.");
        notes.push(Note::new("no-spread", why));
    }
    share_of(&free, &guessing, level).map(Some)
}

/// Clusters with the same counts together.
fn tallied(counts: &[(u64, u64)]) -> Vec<RightAnswers> {
    let mut sorted = counts.to_vec();
    sorted.sort_unstable();
    let kinds = sorted.chunk_by(|left, right| left == right);
    let kind = |same: &[(u64, u64)]| RightAnswers {
        right: same[0].0 as f64,
        answers: same[0].1 as f64,
        clusters: same.len() as f64,
    };
    kinds.map(kind).collect()
}

fn share_of(free: &InterceptFit, guessing: &InterceptFit, level: Level) -> Result<MixedShare, StatsError> {
    let [odds, both, sd] = free.likelihood.information;
    // At the boundary only the log odds are uncertain.
    let covariance = if free.sd > 0.0 {
        inverse_and_log_determinant(&[odds, both, both, sd], 2).map_err(failed)?.0
    } else {
        vec![1.0 / odds, 0.0, 0.0, 0.0]
    };
    let (share, slopes) = marginal_share(free.middle, free.sd).map_err(failed)?;
    let [by_odds, by_sd] = slopes.map(|slope| slope / (share * (1.0 - share)));
    let variance =
        by_odds * by_odds * covariance[0] + 2.0 * by_odds * by_sd * covariance[1] + by_sd * by_sd * covariance[3];
    let (logit, logit_error) = ((share / (1.0 - share)).ln(), variance.sqrt());
    let z = normal::upper_quantile(level.alpha() / 2.0).map_err(failed)?;
    let back = |logit: f64| 1.0 / (1.0 + (-logit).exp());
    let share = Estimate::new(
        SHARE_RIGHT,
        share,
        Unit::None,
        Some(share * (1.0 - share) * logit_error),
        Some(Interval::new(
            back(logit - z * logit_error),
            back(logit + z * logit_error),
            level,
            "delta method on the logit",
        )),
    );
    let error = covariance[0].sqrt();
    let wald = Interval::new(free.middle - z * error, free.middle + z * error, level, "Wald");
    let log_odds = Estimate::new(LOG_ODDS_RIGHT, free.middle, Unit::None, Some(error), Some(wald));
    let ratio = (2.0 * (free.likelihood.log - guessing.likelihood.log)).max(0.0);
    let tail = ChiSquared::try_new(1.0).map_err(failed)?.sf(ratio);
    let wald = free.middle / error;
    let p = |p| PValue::try_new(p).map_err(failed);
    Ok(MixedShare {
        share,
        log_odds,
        sd_between: free.sd,
        log_likelihood: free.likelihood.log,
        likelihood_ratio: ratio,
        p_value: p(tail)?,
        wald_p_value: p(Alternative::TwoSided.p_value(normal::cdf(wald), normal::sf(wald)))?,
    })
}
