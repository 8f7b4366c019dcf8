//! Several uniform integers from one 64-bit word.

use super::Stream;

/// Draws of `K` independent uniform integers in `0..bound` at a time, without bias.
///
/// The word is multiplied by the bound again and again: each upper half is an integer, each lower half the word for the next
/// (Brackett-Rozinsky and Lemire 2024, Softw Pract Exper 55:155). A word whose last lower half is below 2^64 mod bound^K is
/// drawn again.
#[derive(Clone, Copy, Debug)]
pub struct IndexDraws<const K: usize> {
    bound: u64,
    rejected_below: u64,
}

/// The most integers taken from one word.
const MOST: usize = 8;

/// How many integers below `bound` fit one word, 1 to 8, so that at most one word in sixteen is drawn again.
pub fn draws_per_word(bound: u32) -> usize {
    let bits = 64 - u64::from(bound.max(2) - 1).leading_zeros() as usize;
    (60 / bits).clamp(1, MOST)
}

impl<const K: usize> IndexDraws<K> {
    /// Draws below `bound`; `None` for a bound of 0, or where `K` is more than [`draws_per_word`] of it.
    pub fn try_new(bound: u32) -> Option<Self> {
        let power = u64::from(bound).checked_pow(K as u32).filter(|&power| power > 0)?;
        let rejected_below = power.wrapping_neg() % power;
        (K <= draws_per_word(bound)).then_some(IndexDraws { bound: u64::from(bound), rejected_below })
    }

    /// The next `K` integers.
    #[inline(always)]
    pub fn draw(&self, stream: &mut Stream) -> [usize; K] {
        loop {
            let mut word = stream.next_u64();
            let indices = std::array::from_fn(|_| {
                let product = u128::from(word) * u128::from(self.bound);
                word = product as u64;
                (product >> 64) as usize
            });
            if word >= self.rejected_below {
                return indices;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_fit() {
        assert_eq!([1, 2, 60, 3600, 1_000_000, u32::MAX].map(draws_per_word), [8, 8, 8, 5, 3, 1]);
        assert!(IndexDraws::<5>::try_new(3600).is_some());
        assert!(IndexDraws::<6>::try_new(3600).is_none() && IndexDraws::<1>::try_new(0).is_none());
    }

    /// Every ordered triple below 5 is equally likely.
    #[test]
    fn triples_are_uniform() {
        let draws = IndexDraws::<3>::try_new(5).expect("fits");
        let mut stream = Stream::new(3, "triples", 0);
        let mut counts = [0_f64; 125];
        for _ in 0..125_000 {
            let [a, b, c] = draws.draw(&mut stream);
            counts[25 * a + 5 * b + c] += 1.0;
        }
        let chi_squared: f64 = counts.iter().map(|count| (count - 1000.0).powi(2) / 1000.0).sum();
        // Mean 124, standard deviation sqrt(248).
        assert!((chi_squared - 124.0).abs() < 5.0 * 248f64.sqrt(), "{chi_squared}");
    }
}
