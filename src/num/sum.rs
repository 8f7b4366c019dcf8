//! Sums with a running correction of the rounding error.

/// Question: what is the sum of many numbers, rounded about once?
///
/// Neumaier's form of Kahan's algorithm (Neumaier 1974, ZAMM 54:39-51): the error of each addition is recovered exactly
/// and added at the end. The error is about one rounding of the result plus n eps² times the sum of magnitudes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CompensatedSum {
    sum: f64,
    correction: f64,
}

impl CompensatedSum {
    /// An empty sum.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one term.
    pub fn add(&mut self, term: f64) {
        let sum = self.sum + term;
        // Knuth's branch of the two-sum: the larger operand loses nothing.
        let lost = if self.sum.abs() >= term.abs() { (self.sum - sum) + term } else { (term - sum) + self.sum };
        self.sum = sum;
        self.correction += lost;
    }

    /// The sum so far. Infinite terms give the plain sum (the correction would be NaN).
    pub fn value(&self) -> f64 {
        if self.sum.is_finite() { self.sum + self.correction } else { self.sum }
    }
}

impl Extend<f64> for CompensatedSum {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, terms: I) {
        for term in terms {
            self.add(term);
        }
    }
}

/// The compensated sum of `terms` (see [`CompensatedSum`]); 0 for none.
///
/// ```
/// assert_eq!(girth::num::compensated_sum([1.0, 1e100, 1.0, -1e100]), 2.0);
/// ```
pub fn compensated_sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = CompensatedSum::new();
    sum.extend(terms);
    sum.value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancellation_is_recovered() {
        assert_eq!(compensated_sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(compensated_sum(std::iter::repeat_n(0.1, 1_000_000)), 100_000.0);
        assert_eq!(compensated_sum([]), 0.0);
    }

    #[test]
    fn infinities_and_nan_are_kept() {
        assert_eq!(compensated_sum([1.0, f64::INFINITY, 1.0]), f64::INFINITY);
        assert!(compensated_sum([1.0, f64::NAN]).is_nan());
    }
}
