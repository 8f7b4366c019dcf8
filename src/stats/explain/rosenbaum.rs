//! How strong something besides the treatment would have to be to make the signed-rank test what it is.

use crate::data::PairedSample;
use crate::dist::normal;
use crate::num::{BiasedSums, bracketed_root};
use crate::result::{Alternative, Interval, PValue};
use crate::stats::documented::documented;
use crate::stats::paired::{OrderInterval, SignedRanks, WalshAverages, tails};
use crate::stats::{Explained, SignedRankMethod, StatsError, TestOptions};
use schemars::JsonSchema;
use serde::Serialize;

documented! {
    /// # Question
    /// How strong would an influence besides the treatment have to be to make the observed changes by itself?
    ///
    /// # Assumptions
    /// The changes of different people are independent. Gamma bounds the influence: without any effect of the treatment, a person's
    /// reading might have been up to Gamma times as likely to move in the observed direction as in the other by the same amount. At
    /// Gamma = 1 both are equally likely, as the signed-rank test assumes; a drift, a season, a diet or regression to the mean makes Gamma
    /// larger than 1, and these data cannot say how large.
    ///
    /// # Formula
    /// Under the strongest influence each sign points in the observed direction with probability Gamma / (1 + Gamma) (Rosenbaum 2002,
    /// section 4.3.3). The bound of the one-sided p, in the observed direction, is the probability that T, the sum of the mid-ranks of those signs, is
    /// at least as large as observed: exact by convolution up to 500 non-zero changes, above by the normal approximation with mean
    /// Gamma / (1 + Gamma) sum(r) and variance Gamma / (1 + Gamma)² sum(r²), without continuity correction. The sensitivity is the largest
    /// Gamma at which this p is at most alpha. Hodges-Lehmann bounds: the amounts which, taken off every change, make T+ equal to the
    /// smallest and to the largest mean that it can have, 1 / (1 + Gamma) and Gamma / (1 + Gamma) of n (n + 1) / 2 (section 4.3.4). Interval: the
    /// amounts that neither bound rejects at alpha / 2, with limits among the Walsh averages from the distribution without ties. At Gamma = 1
    /// these are the p, the estimate and the interval of `signed-rank`.
    ///
    /// # Arguments
    /// Pairs in any unit; `--zeros` (split zeros count as Pratt's), `--signed-rank exact|asymptotic`, `--level`.
    ///
    /// # Errors
    /// A Gamma below 1; an alpha outside 0 to one half; more non-zero changes than the exact distribution, where asked for, can take.
    /// When no change differs from zero, p is 1 and the sensitivity 1.
    ///
    /// # References
    /// Rosenbaum (2002), Observational Studies, 2nd ed., Springer, chapter 4. Rosenbaum (1993), Hodges-Lehmann point estimates of treatment
    /// effect in observational studies, JASA 88:1250-1253.
    ///
    /// # Example
    /// `girth report @spa-series`
    Rosenbaum
}

const TITLE: &str = "Rosenbaum's sensitivity bounds";
/// The Gamma found is right to this share of it.
const TOLERANCE: f64 = 1e-9;
/// No influence is looked for beyond 2 to this power.
const DOUBLINGS: i32 = 40;

impl Explained for Rosenbaum {
    fn id(&self) -> &'static str {
        "rosenbaum"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn documentation(&self) -> &'static str {
        Rosenbaum::DOCUMENTATION
    }
}

/// What the data still say under an influence of up to Gamma (see [`Rosenbaum`]).
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RosenbaumBounds {
    /// How many times as likely the observed direction is at most, without an effect.
    pub gamma: f64,
    /// The observed direction; `greater` where neither is ahead.
    pub direction: Alternative,
    /// The largest one-sided p.
    pub p_value: PValue,
    /// Whether it is exact, not a normal approximation.
    pub exact: bool,
    /// The smallest Hodges-Lehmann estimate.
    pub least_estimate: f64,
    /// The largest.
    pub greatest_estimate: f64,
    /// The amounts that are not rejected.
    pub interval: Interval,
}

/// The bounds at one Gamma.
///
/// # Errors
/// `Undefined` for a Gamma below 1 or not finite; `Numerical` where the exact distribution was asked for and is too large.
pub fn rosenbaum_bounds(
    sample: &PairedSample,
    gamma: f64,
    options: &TestOptions,
) -> Result<RosenbaumBounds, StatsError> {
    if !(gamma >= 1.0 && gamma.is_finite()) {
        let why = format!("Gamma is a finite number from 1 on, not {gamma}");
        return Err(StatsError::Undefined { procedure: TITLE, why });
    }
    let signs = Signs::of(sample, options);
    let p_value = PValue::try_new(signs.p_value(gamma)?).map_err(numerical)?;
    let walsh = WalshAverages::of(sample.change());
    let estimate = |share: f64| walsh.between(ranks_at(share * walsh.count() as f64, walsh.count()));
    let interval = interval(sample, &walsh, gamma, options)?;
    Ok(RosenbaumBounds {
        gamma,
        direction: signs.direction,
        p_value,
        exact: signs.exact,
        least_estimate: estimate(gamma / (1.0 + gamma)),
        greatest_estimate: estimate(1.0 / (1.0 + gamma)),
        interval,
    })
}

/// The largest Gamma at which the bound of the one-sided p, in the observed direction, is at most `alpha`; 1 where it is larger even without
/// an influence.
///
/// # Errors
/// `Undefined` for an alpha outside (0, 1/2); `Numerical` where the exact distribution was asked for and is too large.
pub fn sensitivity_gamma(sample: &PairedSample, alpha: f64, options: &TestOptions) -> Result<f64, StatsError> {
    if !(alpha > 0.0 && alpha < 0.5) {
        let why = format!("alpha lies between 0 and one half, not at {alpha}");
        return Err(StatsError::Undefined { procedure: TITLE, why });
    }
    let signs = Signs::of(sample, options);
    if signs.p_value(1.0)? > alpha {
        return Ok(1.0);
    }
    let mut highest = None;
    for doubling in 1..=DOUBLINGS {
        if signs.p_value(2f64.powi(doubling))? > alpha {
            highest = Some(f64::from(doubling));
            break;
        }
    }
    let why = || StatsError::numerical(TITLE, format!("no Gamma up to 2^{DOUBLINGS} makes p larger than {alpha}"));
    let highest = highest.ok_or_else(why)?;
    // The logarithm of p is nearly straight in that of Gamma. p has been computed at both ends: a failure between them would be a NaN.
    let excess = |power: f64| signs.p_value(power.exp2()).map_or(f64::NAN, |p| (p / alpha).ln());
    let power = bracketed_root(excess, highest - 1.0, highest, TOLERANCE).map_err(numerical)?;
    Ok(power.exp2())
}

/// The ranks of the changes, from the side of the observed direction.
struct Signs {
    direction: Alternative,
    /// Twice the mid-ranks.
    doubled: Vec<u64>,
    /// Twice the sum of those against the direction.
    against: u64,
    exact: bool,
}

impl Signs {
    fn of(sample: &PairedSample, options: &TestOptions) -> Signs {
        let ranks = SignedRanks::of(sample.change().ticks(), options.zeros);
        let rises = ranks.doubled_positive_sum;
        let falls = ranks.doubled.iter().sum::<u64>() - rises;
        let (direction, against) =
            if rises >= falls { (Alternative::Greater, falls) } else { (Alternative::Less, rises) };
        Signs { direction, against, exact: is_exact(options, ranks.used()), doubled: ranks.doubled }
    }

    /// The probability of at most so large a sum of ranks against the direction, each of which has 1 / (1 + Gamma).
    fn p_value(&self, gamma: f64) -> Result<f64, StatsError> {
        let against = 1.0 / (1.0 + gamma);
        if self.exact || self.doubled.is_empty() {
            let sums = BiasedSums::try_new(&self.doubled, against, self.against).map_err(numerical)?;
            return Ok(sums.at_most(self.against));
        }
        let total = self.doubled.iter().sum::<u64>() as f64;
        let squares: u128 = self.doubled.iter().map(|&rank| u128::from(rank) * u128::from(rank)).sum();
        let variance = gamma * against * against * squares as f64;
        Ok(normal::cdf((self.against as f64 - against * total) / variance.sqrt()))
    }
}

fn is_exact(options: &TestOptions, n: usize) -> bool {
    match options.signed_rank {
        SignedRankMethod::Exact => true,
        SignedRankMethod::Auto | SignedRankMethod::Sas => n <= SignedRankMethod::EXACT_LIMIT,
        SignedRankMethod::Asymptotic | SignedRankMethod::AsymptoticContinuity => false,
    }
}

/// The two of `count` Walsh averages between which T+, the number above an amount, is `expected`: it still exceeds it below the first and
/// falls short of it above the second.
fn ranks_at(expected: f64, count: u64) -> [u64; 2] {
    let near = expected.round();
    // A mean that is whole but for the rounding of Gamma / (1 + Gamma) is whole.
    let expected = if (expected - near).abs() < 1e-9 * count as f64 { near } else { expected };
    [count - expected.floor() as u64, count + 1 - expected.ceil() as u64].map(|rank| rank.clamp(1, count))
}

/// The k-th smallest and the k-th largest Walsh average, with the largest k for which P(T- <= k - 1) <= alpha / 2 under the influence.
fn interval(
    sample: &PairedSample,
    walsh: &WalshAverages<'_>,
    gamma: f64,
    options: &TestOptions,
) -> Result<Interval, StatsError> {
    let (tail, _) = tails(options.level, Alternative::TwoSided);
    let (against, count, exact) = (1.0 / (1.0 + gamma), walsh.count(), is_exact(options, sample.n()));
    let order = if exact {
        let ranks: Vec<u64> = (1..=sample.n() as u64).collect();
        BiasedSums::try_new(&ranks, against, count / 2).map_err(numerical)?.count_at_most(tail)
    } else {
        let (n, total) = (sample.n() as f64, count as f64);
        let variance = gamma * against * against * total * (2.0 * n + 1.0) / 3.0;
        let z = normal::upper_quantile(tail).map_err(numerical)?;
        // Rounding is the continuity correction.
        (against * total - z * variance.sqrt()).round().max(0.0) as u64
    };
    let limits =
        OrderInterval::of(0.0, (order, count), None, Alternative::TwoSided, |rank| walsh.between([rank, rank]));
    let method = if exact { "signed-rank bounds" } else { "signed-rank bounds, normal approximation" };
    Ok(Interval::new(limits.lower, limits.upper, options.level, method))
}

fn numerical(cause: impl ToString) -> StatsError {
    StatsError::numerical(TITLE, cause)
}

#[cfg(test)]
mod tests {
    use super::super::test_support::changes;
    use super::*;

    fn bounds(sample: &PairedSample, gamma: f64) -> RosenbaumBounds {
        rosenbaum_bounds(sample, gamma, &TestOptions::default()).unwrap()
    }

    #[test]
    fn all_in_one_direction_by_hand() {
        // p = (Gamma / (1 + Gamma))^4, so Gamma = q / (1 - q) with q the fourth root of alpha.
        let sample = changes(&["-1", "-2", "-3", "-4.5"]);
        let at_two = bounds(&sample, 2.0);
        assert_eq!(at_two.direction, Alternative::Less);
        assert!((at_two.p_value.value() - (2.0f64 / 3.0).powi(4)).abs() < 1e-15 && at_two.exact);
        let root = 0.1f64.powf(0.25);
        let gamma = sensitivity_gamma(&sample, 0.1, &TestOptions::default()).unwrap();
        assert!((gamma / (root / (1.0 - root)) - 1.0).abs() < 1e-8);
        assert_eq!(sensitivity_gamma(&sample, 0.05, &TestOptions::default()).unwrap(), 1.0);
        // Ten Walsh averages; 10/3 and 20/3 expected above: the seventh and the fourth.
        let walsh = [-4.5, -3.75, -3.25, -3.0, -2.75, -2.5, -2.0, -2.0, -1.5, -1.0];
        assert_eq!((at_two.least_estimate, at_two.greatest_estimate), (walsh[3], walsh[6]));
    }

    #[test]
    fn no_change_and_no_direction() {
        let still = changes(&["0", "0", "0"]);
        assert_eq!(bounds(&still, 3.0).p_value.value(), 1.0);
        assert_eq!(sensitivity_gamma(&still, 0.05, &TestOptions::default()).unwrap(), 1.0);
        let even = changes(&["-1", "1"]);
        assert_eq!(bounds(&even, 1.0).direction, Alternative::Greater);
        let interval = bounds(&even, 1.0).interval;
        assert_eq!((interval.lower, interval.upper), (f64::NEG_INFINITY, f64::INFINITY));
    }

    #[test]
    fn refusals() {
        let sample = changes(&["1", "2", "3"]);
        for gamma in [0.5, f64::NAN, f64::INFINITY] {
            assert!(rosenbaum_bounds(&sample, gamma, &TestOptions::default()).is_err());
        }
        assert!(sensitivity_gamma(&sample, 0.5, &TestOptions::default()).is_err());
    }
}
