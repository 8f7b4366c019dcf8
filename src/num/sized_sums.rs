//! The exact distribution of the sum of the scores of a group drawn by lot.

use super::{NumError, compensated_sum};

/// Cells of the table (8 bytes each): an eighth of a gigabyte.
const MAX_CELLS: u128 = 1 << 24;
/// Additions: a few seconds.
const MAX_WORK: u128 = 1 << 32;
/// Counts are kept times 2^-1000, so that they run up to 2^2000.
const FIRST: f64 = 9.332_636_185_032_189e-302;

/// The distribution of the sum of `size` of the given scores, every choice of them equally likely.
///
/// Answers: the null distribution of the rank sum of Wilcoxon, Mann and Whitney (scores = doubled mid-ranks, size = that of the group).
///
/// Formula: the number of choices of j scores with sum t, c(j, t) <- c(j, t) + c(j - 1, t - s), score by score (Streitberg and Roehmel
/// 1986, Statistical Software Newsletter 12:10-17). The smallest score and the common divisor are taken out first, and the smaller of the
/// group and its complement is counted. All terms are positive, and each tail is summed on its own side: a relative error of about n eps.
#[derive(Clone, Debug, PartialEq)]
pub struct SizedSums {
    /// Number of choices, scaled, for sums in steps of `step` from `lowest`.
    masses: Vec<f64>,
    lowest: u64,
    step: u64,
    all: f64,
}

impl SizedSums {
    /// Computes the distribution.
    ///
    /// # Errors
    /// `Argument` if the size exceeds the number of scores; `TooLarge` if the table, the work or the number of choices exceeds what takes a
    /// few seconds (200 against 200 is well inside, without ties or with).
    pub fn try_new(scores: &[u64], size: usize) -> Result<Self, NumError> {
        if size > scores.len() {
            return Err(NumError::Argument {
                what: "size of the group",
                found: size as f64,
                expected: "no more than there are scores",
            });
        }
        let smallest = scores.iter().copied().min().unwrap_or(0);
        let step = scores.iter().fold(0, |divisor, &score| gcd(divisor, score - smallest)).max(1);
        let mut reduced: Vec<u64> = scores.iter().map(|&score| (score - smallest) / step).collect();
        reduced.sort_unstable();
        let complement = scores.len() - size;
        let drawn = size.min(complement);
        let mut masses = counts(&reduced, drawn)?;
        if drawn < size {
            // The sum of those left is the total less the sum of those drawn; the largest becomes the smallest.
            masses.reverse();
        }
        let least: u64 = reduced.iter().take(size).sum();
        // Sums below the least that the size allows have no choices: they are cut off.
        let first = masses.iter().position(|&mass| mass > 0.0).unwrap_or(0);
        masses.drain(..first);
        while masses.last() == Some(&0.0) {
            masses.pop();
        }
        let all = compensated_sum(masses.iter().copied());
        let lowest = least * step + smallest * size as u64;
        Ok(Self { masses, lowest, step, all })
    }

    /// The smallest sum.
    pub fn lowest(&self) -> u64 {
        self.lowest
    }

    /// The largest sum.
    pub fn highest(&self) -> u64 {
        self.lowest + self.step * (self.masses.len() as u64 - 1)
    }

    /// P(sum = t).
    pub fn mass(&self, t: u64) -> f64 {
        match t.checked_sub(self.lowest) {
            Some(above) if above.is_multiple_of(self.step) => {
                self.masses.get((above / self.step) as usize).map_or(0.0, |mass| mass / self.all)
            }
            _ => 0.0,
        }
    }

    /// P(sum <= t).
    pub fn at_most(&self, t: u64) -> f64 {
        let Some(above) = t.checked_sub(self.lowest) else { return 0.0 };
        let last = ((above / self.step) as usize).saturating_add(1).min(self.masses.len());
        compensated_sum(self.masses.iter().take(last).copied()) / self.all
    }

    /// P(sum >= t).
    pub fn at_least(&self, t: u64) -> f64 {
        let first = t.saturating_sub(self.lowest).div_ceil(self.step) as usize;
        compensated_sum(self.masses.iter().skip(first).rev().copied()) / self.all
    }
}

/// How many choices of `drawn` of the rising scores have each sum, times 2^-1000.
fn counts(rising: &[u64], drawn: usize) -> Result<Vec<f64>, NumError> {
    let what = "the exact distribution of a rank sum";
    let largest: u128 = rising.iter().rev().take(drawn).map(|&score| u128::from(score)).sum();
    let cells = (drawn as u128 + 1) * (largest + 1);
    if cells > MAX_CELLS {
        return Err(NumError::TooLarge { what, needed: cells, limit: MAX_CELLS, unit: "table cells" });
    }
    let work = cells * rising.len() as u128 / 2;
    if work > MAX_WORK {
        return Err(NumError::TooLarge { what, needed: work, limit: MAX_WORK, unit: "additions" });
    }
    let width = largest as usize + 1;
    // One row for each number drawn so far; scores rise, so a row reaches no further than the sum of the last ones.
    let mut rows = vec![vec![0.0; width]; drawn + 1];
    let mut reach = vec![0_usize; drawn + 1];
    rows[0][0] = FIRST;
    for (seen, &score) in rising.iter().enumerate() {
        let score = score as usize;
        for number in (1..=drawn.min(seen + 1)).rev() {
            let (fewer, more) = rows.split_at_mut(number);
            let (source, target) = (&fewer[number - 1][..=reach[number - 1]], &mut more[0][score..]);
            for (to, from) in target.iter_mut().zip(source) {
                *to += from;
            }
            reach[number] = reach[number].max(reach[number - 1] + score).min(width - 1);
        }
    }
    let counts = rows.pop().unwrap_or_default();
    if counts.iter().any(|count| !count.is_finite()) {
        return Err(NumError::TooLarge { what, needed: 2001, limit: 2000, unit: "binary digits in its counts" });
    }
    Ok(counts)
}

fn gcd(a: u64, b: u64) -> u64 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By going through all choices.
    fn check(scores: &[u64], size: usize) {
        let sums: Vec<u64> = (0..1_u32 << scores.len())
            .filter(|choice| choice.count_ones() as usize == size)
            .map(|choice| scores.iter().enumerate().filter(|(i, _)| choice >> i & 1 == 1).map(|(_, score)| score).sum())
            .collect();
        let law = SizedSums::try_new(scores, size).unwrap();
        let share =
            |holds: &dyn Fn(u64) -> bool| sums.iter().filter(|&&sum| holds(sum)).count() as f64 / sums.len() as f64;
        assert_eq!((Some(law.lowest()), Some(law.highest())), (sums.iter().min().copied(), sums.iter().max().copied()));
        for t in law.lowest().saturating_sub(2)..=law.highest() + 2 {
            // Counts below 2^10 and one division: exact to the last bit.
            assert_eq!(law.mass(t), share(&|sum| sum == t), "{scores:?} {size} {t}");
            assert_eq!(law.at_most(t), share(&|sum| sum <= t), "{scores:?} {size} {t}");
            assert_eq!(law.at_least(t), share(&|sum| sum >= t), "{scores:?} {size} {t}");
        }
    }

    #[test]
    fn small_cases() {
        for (scores, size) in [
            (&[][..], 0),
            (&[5], 0),
            (&[5], 1),
            (&[2, 2, 2], 2),
            (&[2, 4, 6, 8], 3),
            (&[7, 7, 1, 1], 2),
            (&[0, 0, 9], 1),
        ] {
            check(scores, size);
        }
        assert!(SizedSums::try_new(&[1], 2).is_err());
    }

    proptest! {
        #[test]
        fn equals_all_choices(scores in prop::collection::vec(0_u64..30, 0..=10), part in 0.0..=1.0) {
            check(&scores, (part * scores.len() as f64) as usize);
        }
    }

    #[test]
    fn refuses_what_would_take_for_ever() {
        assert!(matches!(SizedSums::try_new(&[1, 2, 1 << 40], 1), Err(NumError::TooLarge { .. })));
        let many: Vec<u64> = (0..4000).collect();
        assert!(matches!(SizedSums::try_new(&many, 2000), Err(NumError::TooLarge { .. })));
    }
}
