//! The lower tail of a sum of integer scores, each counted with the same probability.

use super::NumError;
use super::convolution::gcd;

/// Additions: some seconds.
const MAX_WORK: u128 = 1 << 32;

/// The distribution of T = sum of s_i B_i up to a bound, with B_i independent Bernoulli(p) and s_i non-negative integers.
///
/// Answers: the distribution of the signed-rank statistic where one sign is likelier than the other.
///
/// Formula: m(t) <- (1 - p) m(t) + p m(t - s) for each score in turn, from m(0) = 1. All terms are positive, so small tails are as exact,
/// relative to themselves, as large ones.
#[derive(Clone, Debug, PartialEq)]
pub struct BiasedSums {
    /// P(T <= step * j).
    cumulative: Vec<f64>,
    /// Greatest common divisor of the scores (1 if all are zero).
    step: u64,
}

impl BiasedSums {
    /// Computes P(T <= t) for t up to `bound`.
    ///
    /// # Errors
    /// `Argument` for a probability outside 0 to 1; `TooLarge` if the work exceeds what takes some seconds.
    pub fn try_new(scores: &[u64], probability: f64, bound: u64) -> Result<Self, NumError> {
        if !(0.0..=1.0).contains(&probability) {
            return Err(NumError::Argument { what: "probability", found: probability, expected: "0 to 1" });
        }
        let step = scores.iter().fold(0, |divisor, &score| gcd(divisor, score)).max(1);
        let bound = bound.min(scores.iter().sum());
        let cells = u128::from(bound / step) + 1;
        let work = cells * scores.len() as u128;
        if work > MAX_WORK {
            let what = "the exact distribution of a biased sum of scores";
            return Err(NumError::TooLarge { what, needed: work, limit: MAX_WORK, unit: "additions" });
        }
        let mut masses = vec![0.0; cells as usize];
        masses[0] = 1.0;
        // The smallest first: the table fills up slowly, and what is still empty needs no work.
        let mut shifts: Vec<usize> =
            scores.iter().map(|&score| usize::try_from(score / step).unwrap_or(usize::MAX)).collect();
        shifts.sort_unstable();
        let mut reached: usize = 1;
        for shift in shifts {
            reached = masses.len().min(reached.saturating_add(shift));
            let kept = 1.0 - probability;
            for cell in (shift.min(reached)..reached).rev() {
                masses[cell] = kept * masses[cell] + probability * masses[cell - shift];
            }
            masses[..shift.min(reached)].iter_mut().for_each(|mass| *mass *= kept);
        }
        let mut sum = 0.0;
        masses.iter_mut().for_each(|mass| {
            sum += *mass;
            *mass = sum;
        });
        Ok(Self { cumulative: masses, step })
    }

    /// P(T <= t), for t up to the bound.
    pub fn at_most(&self, t: u64) -> f64 {
        let cell = usize::try_from(t / self.step).unwrap_or(usize::MAX).min(self.cumulative.len() - 1);
        self.cumulative[cell].min(1.0)
    }

    /// How many multiples of the scores' greatest common divisor, from 0 on and up to the bound, have P(T <= it) <= p.
    pub fn count_at_most(&self, p: f64) -> u64 {
        self.cumulative.partition_point(|&below| below <= p) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::num::SubsetSums;

    #[test]
    fn equals_all_subsets() {
        let scores = [2u64, 5, 5, 8, 0, 11];
        for probability in [0.0, 0.2, 0.5, 0.9, 1.0] {
            for bound in [0, 7, 31] {
                let sums = BiasedSums::try_new(&scores, probability, bound).unwrap();
                for t in 0..=bound {
                    let chance = (0..1u32 << scores.len())
                        .filter(|subset| {
                            let counted = scores.iter().enumerate().filter(|(bit, _)| subset >> bit & 1 == 1);
                            counted.map(|(_, score)| score).sum::<u64>() <= t
                        })
                        .map(|subset| {
                            let counted = subset.count_ones() as i32;
                            probability.powi(counted) * (1.0 - probability).powi(scores.len() as i32 - counted)
                        })
                        .sum::<f64>();
                    assert!((sums.at_most(t) - chance).abs() < 1e-14, "{probability} {t}");
                }
            }
        }
    }

    #[test]
    fn one_half_is_the_unbiased_sum() {
        let scores: Vec<u64> = (1..=60).map(|rank| 2 * rank).collect();
        let (biased, even) = (BiasedSums::try_new(&scores, 0.5, 1830).unwrap(), SubsetSums::try_new(&scores).unwrap());
        for t in (0..=1830).step_by(30) {
            assert!((biased.at_most(t) / even.at_most(t) - 1.0).abs() < 1e-13);
        }
        assert_eq!(biased.count_at_most(0.025), even.largest_at_most(0.025).unwrap() / 2 + 1);
        assert_eq!(biased.count_at_most(1e-30), 0);
    }

    #[test]
    fn refusals() {
        assert!(matches!(BiasedSums::try_new(&[1], 1.5, 1), Err(NumError::Argument { .. })));
        assert!(matches!(BiasedSums::try_new(&[1 << 40], 0.5, 1 << 40), Ok(sums) if sums.at_most(0) == 0.5));
        assert!(matches!(BiasedSums::try_new(&[1, 1 << 40], 0.5, 1 << 40), Err(NumError::TooLarge { .. })));
        assert_eq!(BiasedSums::try_new(&[], 0.3, 5).unwrap().at_most(5), 1.0);
    }
}
