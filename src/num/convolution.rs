//! The exact distribution of a sum of integer scores, each counted with probability one half.

use super::{CompensatedSum, NumError};

/// Cells of the table (8 bytes each): a quarter of a gigabyte.
const MAX_CELLS: u128 = 1 << 25;
/// Additions: some seconds.
const MAX_WORK: u128 = 1 << 33;
/// Cells that a score goes through at a time.
const BLOCK: usize = 1 << 11;
/// The most that the scores of a group may sum to: with the block, what the cache holds.
const GROUP: usize = 1 << 14;
/// After as many scores, whose counts reach 2^900 times where they began, the counts are scaled back to a sum of one.
const SCORES_BEFORE_SCALING: usize = 900;

/// The distribution of T = sum of s_i B_i, with B_i independent Bernoulli(1/2) and s_i non-negative integers.
///
/// Answers: the null distribution of the signed-rank statistic (s = doubled mid-ranks) and of the sign-flip statistic (s =
/// |difference| in ticks). With D = sum of s_i over random signs, D = 2T - total.
///
/// Formula: c(t) <- c(t) + c(t - s) for each score in turn, from c(0) = 1 (Streitberg and Roehmel 1986, Statistical Software
/// Newsletter 12:10-17). Scores are divided by their greatest common divisor first and taken in rising order; only the
/// lower half is kept, since T and total - T have the same law. All terms are positive: each probability, however small
/// (to 1e-300 and beyond), has a relative error of about n eps at most.
#[derive(Clone, Debug, PartialEq)]
pub struct SubsetSums {
    /// P(T <= step * j), times 2^`exponent`, for j up to half the total.
    cumulative: Vec<f64>,
    exponent: i32,
    /// Greatest common divisor of the scores (1 if all are zero).
    step: u64,
    /// The sum of the scores, the largest value of T.
    total: u64,
}

impl SubsetSums {
    /// Computes the distribution; zero scores do not matter, no scores at all give T = 0.
    ///
    /// # Errors
    /// `TooLarge` if the sum of the scores (in units of their common divisor) or the work exceeds what takes some seconds
    /// (n = 2,500 ranks are well inside, whatever their ties).
    pub fn try_new(scores: &[u64]) -> Result<Self, NumError> {
        let step = scores.iter().fold(0, |divisor, &score| gcd(divisor, score)).max(1);
        let mut reduced: Vec<u64> = scores.iter().filter(|&&score| score > 0).map(|&score| score / step).collect();
        reduced.sort_unstable();
        let cells: u128 = reduced.iter().map(|&score| u128::from(score)).sum::<u128>() / 2 + 1;
        let what = "the exact distribution of a sum of scores";
        if cells > MAX_CELLS {
            return Err(NumError::TooLarge { what, needed: cells, limit: MAX_CELLS, unit: "table cells" });
        }
        let work = additions(&reduced, cells);
        if work > MAX_WORK {
            return Err(NumError::TooLarge { what, needed: work, limit: MAX_WORK, unit: "additions" });
        }
        let mut cumulative = masses(&reduced, cells as usize);
        accumulate(&mut cumulative);
        let exponent = (reduced.len() % SCORES_BEFORE_SCALING) as i32;
        Ok(Self { cumulative, exponent, step, total: reduced.iter().sum::<u64>() * step })
    }

    /// The largest value of T, the sum of all scores.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The distance of neighbouring values of T: the greatest common divisor of the scores.
    pub fn step(&self) -> u64 {
        self.step
    }

    /// P(T <= t).
    pub fn at_most(&self, t: u64) -> f64 {
        let cell = (t / self.step) as usize;
        match self.cumulative.get(cell) {
            Some(&scaled) => self.unscale(scaled),
            None if t >= self.total => 1.0,
            // P(T <= t) = 1 - P(T >= t + step) = 1 - P(T <= total - t - step), which is the smaller side.
            None => 1.0 - self.at_most(self.total - (t / self.step + 1) * self.step),
        }
    }

    /// P(T >= t), by symmetry P(T <= total - t).
    pub fn at_least(&self, t: u64) -> f64 {
        if t > self.total { 0.0 } else { self.at_most(self.total - t) }
    }

    /// P(T = t).
    pub fn mass(&self, t: u64) -> f64 {
        if t > self.total || !t.is_multiple_of(self.step) {
            return 0.0;
        }
        let cell = (t.min(self.total - t) / self.step) as usize;
        match (self.cumulative.get(cell), cell.checked_sub(1).and_then(|below| self.cumulative.get(below))) {
            (Some(at), Some(below)) => self.unscale(at - below),
            (Some(at), None) => self.unscale(*at),
            _ => 0.0,
        }
    }

    fn unscale(&self, scaled: f64) -> f64 {
        scaled * 2_f64.powi(-self.exponent)
    }

    /// The largest multiple k of [`step`](Self::step), at most the total, with P(T <= k) <= p; none if P(T <= 0) > p.
    ///
    /// The comparison is exact for n up to 50, where all probabilities are multiples of 2^-50.
    pub fn largest_at_most(&self, p: f64) -> Option<u64> {
        // Invariant of the search: cells below `inside` satisfy the bound, cells from `outside` on do not.
        let (mut inside, mut outside) = (0, self.total / self.step + 1);
        while inside < outside {
            let middle = inside + (outside - inside) / 2;
            if self.at_most(middle * self.step) <= p {
                inside = middle + 1;
            } else {
                outside = middle;
            }
        }
        inside.checked_sub(1).map(|cell| cell * self.step)
    }
}

pub(super) fn gcd(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// How many cells are touched in all.
fn additions(rising: &[u64], cells: u128) -> u128 {
    let mut reached = 1_u128;
    rising.iter().fold(0, |work, &score| {
        reached = (reached + u128::from(score)).min(cells);
        work + reached
    })
}

/// The number of ways to T = t for t in 0..cells, scaled back after every [`SCORES_BEFORE_SCALING`] scores. What that loses has a
/// probability below 2^-1022.
///
/// Adding a score to a cell needs that cell, and the one a score below it, as they were before: the table is gone through from
/// the top down. A table larger than the cache is gone through once per group of scores: each score of the group works on its
/// own block, below the block of the next one by the size of that next one, so that whatever a score reads has just been
/// finished by the one before it.
fn masses(rising: &[u64], cells: usize) -> Vec<f64> {
    let mut mass = vec![0.0; cells];
    if let Some(first) = mass.first_mut() {
        *first = 1.0;
    }
    // A score beyond the table adds nothing to it.
    let shifts: Vec<usize> = rising.iter().map(|&score| usize::try_from(score).unwrap_or(cells).min(cells)).collect();
    let (mut reached, mut rest) = (1, shifts.as_slice());
    while !rest.is_empty() {
        let done = shifts.len() - rest.len();
        let before_scaling = SCORES_BEFORE_SCALING - done % SCORES_BEFORE_SCALING;
        let (group, others) = rest.split_at(group_length(rest).min(before_scaling));
        let sum: usize = group.iter().sum();
        reached = cells.min(reached + sum);
        let mut top = reached + sum;
        while top > 0 {
            let mut lead = sum;
            for &shift in group {
                lead -= shift;
                let end = reached.min(top.saturating_sub(lead));
                add_score(&mut mass[..end], top.saturating_sub(lead + BLOCK), shift);
            }
            top = top.saturating_sub(BLOCK);
        }
        rest = others;
        if group.len() == before_scaling {
            let back = 2_f64.powi(-(SCORES_BEFORE_SCALING as i32));
            mass.iter_mut().for_each(|count| *count *= back);
        }
    }
    mass
}

/// How many of the next scores fit into one group: as many as keep their blocks together in the cache, and one at least.
fn group_length(shifts: &[usize]) -> usize {
    let mut sum = 0;
    shifts.iter().take_while(|&&shift| (sum += shift, sum <= GROUP).1).count().max(1)
}

/// Adds one score to the cells from `begin` to the end: c(t) <- c(t) + c(t - shift).
fn add_score(mass: &mut [f64], begin: usize, shift: usize) {
    // From the top down, in strips as long as the shift: source and target of a strip never overlap.
    let mut end = mass.len();
    while end > shift.max(begin) {
        let start = end.saturating_sub(shift).max(shift).max(begin);
        let (below, target) = mass.split_at_mut(start);
        let source = &below[start - shift..];
        for (to, from) in target[..end - start].iter_mut().zip(source) {
            *to += from;
        }
        end = start;
    }
}

/// Turns masses into running sums, with compensation.
fn accumulate(masses: &mut [f64]) {
    let mut sum = CompensatedSum::new();
    for mass in masses {
        sum.add(*mass);
        *mass = sum.value();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// P(T = t) by going through all 2^n patterns.
    fn brute_force(scores: &[u64]) -> Vec<f64> {
        let total: u64 = scores.iter().sum();
        let mut mass = vec![0.0; total as usize + 1];
        let weight = 0.5_f64.powi(scores.len() as i32);
        for pattern in 0..1_u32 << scores.len() {
            let t: u64 = scores.iter().enumerate().filter(|(i, _)| pattern >> i & 1 == 1).map(|(_, s)| s).sum();
            mass[t as usize] += weight;
        }
        mass
    }

    fn check(scores: &[u64]) {
        let mass = brute_force(scores);
        let sums = SubsetSums::try_new(scores).unwrap();
        let total = sums.total();
        assert_eq!(total as usize + 1, mass.len());
        let mut below = 0.0;
        for (t, &p) in mass.iter().enumerate() {
            let t = t as u64;
            // Sums of at most 2^10 multiples of 2^-10: exact on both sides.
            assert_eq!(sums.mass(t), p, "{scores:?} at {t}");
            assert_eq!(sums.at_least(t), 1.0 - below, "{scores:?} at {t}");
            below += p;
            assert_eq!(sums.at_most(t), below, "{scores:?} at {t}");
            let largest = sums.largest_at_most(below).unwrap();
            assert!(sums.at_most(largest) <= below && largest.is_multiple_of(sums.step()));
            assert!(largest == total || sums.at_most(largest + sums.step()) > below);
        }
        assert_eq!(sums.at_least(total + 1), 0.0);
        assert_eq!(sums.at_most(total + 7), 1.0);
        assert_eq!(sums.largest_at_most(0.0), None);
    }

    #[test]
    fn small_cases() {
        for scores in [&[][..], &[0], &[0, 0, 0], &[1], &[5], &[2, 2, 2], &[3, 3, 6, 0], &[4, 6, 10, 14, 1]] {
            check(scores);
        }
    }

    proptest! {
        #[test]
        fn equals_brute_force(scores in prop::collection::vec(0_u64..40, 0..=10)) {
            check(&scores);
        }

        #[test]
        fn ties_and_a_common_divisor(scores in prop::collection::vec((1_u64..4).prop_map(|s| 14 * s), 1..=10)) {
            check(&scores);
        }
    }

    /// Counts of subsets of 1..=n with sum t are those of partitions into distinct parts while t <= n (OEIS A000009).
    #[test]
    fn far_tails_of_long_samples() {
        let partitions = [1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0];
        for n in [50_u64, 200, 500, 900] {
            let sums = SubsetSums::try_new(&(1..=n).map(|i| 2 * i).collect::<Vec<_>>()).unwrap();
            let mut count = 0.0;
            for (t, parts) in partitions.iter().enumerate() {
                count += parts;
                let truth = count * 2_f64.powi(-(n as i32));
                let found = sums.at_most(2 * t as u64);
                assert!((found / truth - 1.0).abs() < 1e-15, "{n} {t}: {found} {truth}");
                assert_eq!(found, sums.at_least(sums.total() - 2 * t as u64));
            }
        }
    }

    /// Golden: the same recurrence on counts in 80-bit extended precision (exponents to 1e-4932), numpy longdouble.
    #[test]
    fn tails_against_extended_precision() {
        let tied: Vec<u64> = (0..200).map(|i| 6 * (i / 3) + if i < 198 { 4 } else { 3 }).collect();
        let golden = [
            (
                tied,
                vec![
                    (19_280, 3.089_072_992_825_912_6e-1),
                    (16_887, 2.492_746_955_501_115_7e-2),
                    (10_265, 3.511_745_383_158_555_5e-10),
                ],
            ),
            (
                (1..=500).collect(),
                vec![
                    (61_008, 3.086_461_074_355_410_4e-1),
                    (43_231, 6.733_904_449_861_38e-10),
                    (14_140, 1.035_176_197_301_871_6e-60),
                ],
            ),
            (
                (1..=2000).collect(),
                vec![
                    (949_874, 2.499_170_054_165_831_5e-2),
                    (613_056, 6.368_836_936_201_333e-53),
                    (354_760, 2.670_890_854_161_640_7e-154),
                    (173_953, 4.167_529_398_487_842e-279),
                ],
            ),
        ];
        for (scores, values) in golden {
            let sums = SubsetSums::try_new(&scores).unwrap();
            for (t, truth) in values {
                let found = sums.at_most(t);
                assert!((found / truth - 1.0).abs() < 1e-13, "n = {}, t = {t}: {found} for {truth}", scores.len());
            }
        }
    }

    #[test]
    fn two_thousand_scores_are_finite_and_normalised() {
        let scores: Vec<u64> = (1..=2000).collect();
        let sums = SubsetSums::try_new(&scores).unwrap();
        let total = sums.total();
        assert_eq!(total % 2, 0);
        let middle = total / 2;
        assert!((sums.at_most(middle) + sums.at_most(middle - 1) - 1.0).abs() < 2e-13);
        let t = 949_874;
        assert_eq!(sums.largest_at_most(sums.at_most(t)), Some(t));
    }

    #[test]
    fn refuses_what_would_take_for_ever() {
        assert!(matches!(SubsetSums::try_new(&[1, 1 << 40]), Err(NumError::TooLarge { .. })));
        assert!(matches!(SubsetSums::try_new(&[u64::MAX, u64::MAX - 1]), Err(NumError::TooLarge { .. })));
        assert!(SubsetSums::try_new(&[1 << 40, 1 << 41]).is_ok());
        let many: Vec<u64> = (1..=6000).collect();
        assert!(matches!(SubsetSums::try_new(&many), Err(NumError::TooLarge { .. })));
    }
}
