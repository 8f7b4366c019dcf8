use super::clustered_share::{AnswersOf, ClusteredShare};
use crate::data::{RatedPairs, Unit};
use crate::dist::{Binomial, DistError};
use crate::result::{Alternative, Estimate, Interval, Level, Note, PValue, Quantity, Side};
use crate::stats::documented::documented;
use crate::stats::proportion::{Proportion, ProportionMethod};
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

/// Right answers over all answers.
pub const SHARE_RIGHT: Quantity = Quantity { id: "share_right", label: "share of right answers", symbol: "p(right)" };

documented! {
    /// # Question
    /// Do raters who do not know which of two pictures is the later one name it more often than by guessing?
    ///
    /// # Assumptions
    /// Pictures are shown in random order and without marks of time. One rater's answers about different pairs are independent under
    /// guessing, which the test of each rater needs. Answers of several raters about one pair are not: all see the same two pictures. The
    /// mixed model takes the log odds of a right answer as Normal over the pairs (or over the raters), and answers as independent given
    /// these; it has one such term at a time.
    ///
    /// # Formula
    /// Each rater: the exact binomial test of 1/2, two-sided and `greater`, with Clopper and Pearson's interval. All answers together: the
    /// same, beside the others only, because it takes them as independent. Mixed: logit P(right) = b + s u, u standard normal for
    /// each pair; b and s by maximum likelihood, the integral over u by an adaptive trapezoidal rule, to rounding. The share is E
    /// logistic(b + s u), its standard error by the delta method from the observed information, its interval on the logit. Test: likelihood
    /// ratio of b = 0 (s free in both), chi-squared with 1 degree of freedom; b = 0 is a share of 1/2. Where the likelihood is
    /// largest at s = 0 the model is plain logistic regression, and says so. Simple check: Student's t of the pairs' own shares
    /// against 1/2. The same with raters as clusters. First stands the cluster with the larger standard error of the share.
    ///
    /// # Arguments
    /// Answers with rater, pair, and whether they are right; `--level`.
    ///
    /// # Errors
    /// No answers, or a pair judged twice by one rater. With one pair or one rater, answers that are all right or all wrong, or
    /// clusters whose answers are all the same, there is no mixed model of these clusters, and a note says why.
    ///
    /// # References
    /// Clopper and Pearson (1934), Biometrika 26:404-413. Pinheiro and Bates (1995), Approximations to the log-likelihood function in
    /// the nonlinear mixed-effects model, J Comput Graph Stat 4:12-35. Louis (1982), Finding the observed information matrix when
    /// using the EM algorithm, J R Stat Soc B 44:226-233. Zeger, Liang and Albert (1988), Biometrics 44:1049-1060.
    ///
    /// # Example
    /// `girth photos @spa-series`
    RatedPhotos
}

impl Explained for RatedPhotos {
    fn id(&self) -> &'static str {
        "rated-pairs"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        RatedPhotos::DOCUMENTATION
    }
}

const NAME: &str = "rated pairs of pictures";

/// The exact binomial test of guessing.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GuessTest {
    /// Whose answers; absent for all raters together.
    pub rater: Option<String>,
    /// Right answers.
    pub right: u64,
    /// All answers.
    pub answers: u64,
    /// The share with Clopper and Pearson's interval.
    pub share: Estimate,
    /// Against 1/2, two-sided.
    pub p_value: PValue,
    /// Against 1/2, more right than by guessing.
    pub p_greater: PValue,
}

/// What raters saw.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RatedResult {
    /// Raters.
    pub raters: usize,
    /// Pairs.
    pub pairs: usize,
    /// Each rater alone.
    pub by_rater: Vec<GuessTest>,
    /// All answers as if they were independent, which they are not: for comparison only.
    pub pooled: GuessTest,
    /// With pairs and with raters as clusters, the one with the larger standard error of the share first.
    pub clustered: [ClusteredShare; 2],
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// The answers against guessing.
///
/// # Errors
/// [`StatsError::Numerical`] for a maximum that is not found.
pub fn rated_pairs(rated: &RatedPairs, level: Level) -> Result<RatedResult, StatsError> {
    let count = |many: usize, place: fn(&crate::data::Answer) -> usize| {
        let mut counts = vec![(0_u64, 0_u64); many];
        for answer in rated.answers() {
            let cell = &mut counts[place(answer)];
            *cell = (cell.0 + u64::from(answer.right), cell.1 + 1);
        }
        counts
    };
    let of_raters = count(rated.raters().len(), |answer| answer.rater);
    let of_pairs = count(rated.pairs().len(), |answer| answer.pair);
    let by_rater = rated.raters().iter().zip(&of_raters);
    let by_rater = by_rater.map(|(rater, &counts)| guess_test(Some(rater.clone()), counts, level));
    let all = of_raters.iter().fold((0, 0), |sum, each| (sum.0 + each.0, sum.1 + each.1));
    let pairs = ClusteredShare::of(AnswersOf::Pair, &of_pairs, level)?;
    let raters = ClusteredShare::of(AnswersOf::Rater, &of_raters, level)?;
    let raters_first = raters.standard_error().unwrap_or(0.0) > pairs.standard_error().unwrap_or(0.0);
    let mut notes = vec![Note::new(
        "pooled-not-independent",
        "The binomial test of all answers together takes several answers about one pair as independent; they are not.",
    )];
    if rated.raters().len() > 1 {
        notes.push(Note::new("raters-not-adjusted", "The tests of single raters are not adjusted for their number."));
    }
    Ok(RatedResult {
        raters: rated.raters().len(),
        pairs: rated.pairs().len(),
        by_rater: by_rater.collect::<Result<_, StatsError>>()?,
        pooled: guess_test(None, all, level)?,
        clustered: if raters_first { [raters, pairs] } else { [pairs, raters] },
        notes,
    })
}

fn guess_test(rater: Option<String>, (right, answers): (u64, u64), level: Level) -> Result<GuessTest, StatsError> {
    let nobody = StatsError::TooFew { procedure: NAME, needed: 1, found: 0 };
    let share = Proportion::try_new(right, answers).ok_or(nobody)?;
    let method = ProportionMethod::ClopperPearson;
    let interval = share_interval(level, method.name(), |side, tail| share.limit(method, side, tail))?;
    let law = Binomial::try_new(answers, 0.5).map_err(failed)?;
    let p = |alternative: Alternative| {
        let p = alternative.p_value(law.at_most(right), law.at_least(right));
        PValue::try_new(p).map_err(failed)
    };
    Ok(GuessTest {
        rater,
        right,
        answers,
        share: Estimate::new(SHARE_RIGHT, share.value(), Unit::None, None, Some(interval)),
        p_value: p(Alternative::TwoSided)?,
        p_greater: p(Alternative::Greater)?,
    })
}

/// A two-sided interval, cut off at 0 and 1.
pub(super) fn share_interval(
    level: Level,
    method: &'static str,
    limit: impl Fn(Side, f64) -> Result<f64, DistError>,
) -> Result<Interval, StatsError> {
    let (lower, upper) = Alternative::TwoSided.interval(level.alpha(), limit).map_err(failed)?;
    Ok(Interval::new(lower.max(0.0), upper.min(1.0), level, method))
}

/// A computation that did not come to an end.
pub(super) fn failed(cause: impl ToString) -> StatsError {
    StatsError::numerical(NAME, cause)
}
