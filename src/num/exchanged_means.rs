//! Order statistics of what exchanging members of two groups does to a sum, per member exchanged.

use super::NumError;
use super::convolution::gcd;
use super::subset_means::{Fraction, SubsetShares};

/// Multiplications: a second or so.
const MAX_WORK: u128 = 1 << 30;

/// A sum over as many members of one group as of the other, by their number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExchangedMean {
    /// The sum over the members of both groups.
    pub sum: u64,
    /// How many of each group, at least 1.
    pub size: u64,
    /// The share of all exchanges, the empty one among them, with a smaller mean: at most the tail asked for.
    pub below: f64,
}

/// Question: k members of `first` and k of `second` have the sum s, for any k; there are m + n over m such choices. Which s / k is the
/// first that more than a share `tail` of them do not exceed, the empty choice counting as smaller than any?
///
/// The choices are the exchanges of members between two groups, and so the ways to divide all members into groups of these sizes.
///
/// Formula: the numbers of subsets of either group by size and sum, N1(k, s) and N2(k, s), give the choices with a mean up to w as
/// sum over k and a of N1(k, a) times the N2(k, b) with a + b <= k w; w is bisected over whole numbers, and the means between the last
/// two are compared as fractions of integers. `None` when the empty choice alone is more than the tail.
///
/// # Errors
/// `TooLarge` when the tables or the sums over them would take more than about a second.
pub fn lowest_exchanged_mean(first: &[u64], second: &[u64], tail: f64) -> Result<Option<ExchangedMean>, NumError> {
    let step = first.iter().chain(second).fold(0, |divisor, &score| gcd(divisor, score)).max(1);
    let reduced = |scores: &[u64]| -> Vec<u64> { scores.iter().map(|&score| score / step).collect() };
    let (first, second) = (reduced(first), reduced(second));
    let exchanges = Exchanges::of(&first, &second)?;
    if exchanges.empty() / exchanges.all > tail {
        return Ok(None);
    }
    let largest = |scores: &[u64]| scores.iter().copied().max().unwrap_or(0);
    let share = |count: f64| count / exchanges.all;
    // The first whole number that enough means do not exceed, and then the fractions up to it from the one before.
    let (mut low, mut high) = (0, largest(&first) + largest(&second));
    while low < high {
        let middle = low + (high - low) / 2;
        if share(exchanges.up_to(middle)) > tail { high = middle } else { low = middle + 1 }
    }
    let Some(whole) = low.checked_sub(1) else {
        return Ok(Some(ExchangedMean { sum: 0, size: 1, below: share(exchanges.empty()) }));
    };
    let mut fractions = exchanges.fractions_above(whole);
    fractions.sort_unstable_by_key(|&(sum, size, _)| Fraction(sum, size));
    let mut found: Option<ExchangedMean> = None;
    let mut reached = exchanges.up_to(whole);
    for (sum, size, mass) in fractions {
        if found.is_none_or(|found| Fraction(found.sum, found.size) != Fraction(sum, size)) {
            if share(reached) > tail {
                break;
            }
            found = Some(ExchangedMean { sum, size, below: share(reached) });
        }
        reached += mass;
    }
    Ok(found.map(|found| ExchangedMean { sum: found.sum * step, ..found }))
}

/// Subsets of both groups by size and sum, as shares of all subsets.
struct Exchanges {
    first: SubsetShares,
    second: SubsetShares,
    /// The second summed up over the sums of each size.
    cumulative: Vec<f64>,
    /// Most members that can be exchanged.
    most: usize,
    /// All choices.
    all: f64,
}

impl Exchanges {
    fn of(first: &[u64], second: &[u64]) -> Result<Exchanges, NumError> {
        // The longer row is run over once, the shorter once for each sum.
        let total = |scores: &[u64]| scores.iter().map(|&score| u128::from(score)).sum::<u128>();
        let (first, second) = if total(first) > total(second) { (second, first) } else { (first, second) };
        let most = first.len().min(second.len());
        let (first, second) = (SubsetShares::of(first)?, SubsetShares::of(second)?);
        let work = (most as u128 + 1).pow(2) / 2 * first.width as u128;
        if work > MAX_WORK {
            let what = "the distribution of the means of all exchanges";
            return Err(NumError::TooLarge { what, needed: work, limit: MAX_WORK, unit: "multiplications" });
        }
        let cumulative = second.cumulative();
        let total = |size: usize| {
            let row: f64 = first.row(size).iter().sum();
            row * cumulative[(size + 1) * second.width - 1]
        };
        let all = (0..=most).map(total).sum();
        if all < f64::MIN_POSITIVE {
            let what = "the number of exchanges, as a share of all subsets";
            return Err(NumError::Argument { what, found: all, expected: "a number that doubles can hold" });
        }
        Ok(Exchanges { first, second, cumulative, most, all })
    }

    /// The choice of nobody.
    fn empty(&self) -> f64 {
        self.first.masses[0] * self.second.masses[0]
    }

    /// Choices with a mean up to `bound`, the empty one among them.
    fn up_to(&self, bound: u64) -> f64 {
        let of_size = |size: usize| -> f64 {
            let most = size as u64 * bound;
            let row = &self.cumulative[size * self.second.width..(size + 1) * self.second.width];
            let terms = self.first.row(size).iter().enumerate().take_while(|(sum, _)| *sum as u64 <= most);
            terms.map(|(sum, mass)| mass * row[((most - sum as u64) as usize).min(row.len() - 1)]).sum()
        };
        self.empty() + (1..=self.most).map(of_size).sum::<f64>()
    }

    /// Choices with this size and sum.
    fn mass(&self, size: usize, sum: u64) -> f64 {
        let (first, second) = (self.first.row(size), self.second.row(size));
        let from = sum.saturating_sub(second.len() as u64 - 1) as usize;
        let to = (sum as usize).min(first.len() - 1);
        (from..=to).map(|part| first[part] * second[sum as usize - part]).sum()
    }

    /// Sum, size and share of all choices with a mean above `whole` and up to the next whole number.
    fn fractions_above(&self, whole: u64) -> Vec<(u64, u64, f64)> {
        let of_size = |size: usize| {
            let first = size as u64 * whole;
            (first + 1..=first + size as u64).map(move |sum| (sum, size as u64, self.mass(size, sum)))
        };
        (1..=self.most).flat_map(of_size).filter(|(_, _, share)| *share > 0.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Sum and size of all subsets.
    fn subsets(scores: &[u64]) -> Vec<(u64, u32)> {
        let sum = |subset: u32| scores.iter().enumerate().filter(|(at, _)| subset >> at & 1 == 1).map(|(_, x)| x).sum();
        (0..1_u32 << scores.len()).map(|subset| (sum(subset), subset.count_ones())).collect()
    }

    proptest! {
        #[test]
        fn equals_going_through_all_exchanges(
            first in prop::collection::vec(0_u64..30, 1..=5),
            second in prop::collection::vec(0_u64..30, 1..=5),
            tail in 0.0_f64..0.9,
        ) {
            let others = subsets(&second);
            let mut means: Vec<Fraction> = Vec::new();
            for (sum, size) in subsets(&first).into_iter().filter(|(_, size)| *size > 0) {
                let partners = others.iter().filter(|(_, other)| *other == size);
                means.extend(partners.map(|(other, _)| Fraction(sum + other, u64::from(size))));
            }
            means.sort_unstable();
            let all = (means.len() + 1) as f64;
            let share = |count: usize| (count + 1) as f64 / all;
            let found = lowest_exchanged_mean(&first, &second, tail).unwrap();
            if share(0) > tail {
                prop_assert_eq!(found, None);
            } else {
                let found = found.unwrap();
                let expected = *means.iter().find(|mean| share(means.partition_point(|m| m <= mean)) > tail).unwrap();
                prop_assert!(Fraction(found.sum, found.size) == expected);
                prop_assert_eq!(found.below, share(means.partition_point(|m| *m < expected)));
            }
        }
    }

    #[test]
    fn refuses_large_tables() {
        assert!(matches!(lowest_exchanged_mean(&[1, 1 << 40], &[3], 0.4), Err(NumError::TooLarge { .. })));
        assert_eq!(lowest_exchanged_mean(&[], &[3], 0.4), Ok(None));
    }
}
