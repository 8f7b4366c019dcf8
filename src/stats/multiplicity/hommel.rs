use super::{Adjustment, ErrorRate, Method};
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// Which hypotheses hold up when the chance of one false rejection or more among all of them is to stay below alpha?
    ///
    /// # Assumptions
    /// As for Hochberg, which it never falls behind: independent or positively dependent tests.
    ///
    /// # Formula
    /// The closed test with the test of Simes: p_adjusted of a hypothesis is the largest Simes p-value, min over i of s p(i) / i, of all
    /// subsets of s hypotheses that hold it. For each s the worst subset is the hypothesis with the s - 1 largest p-values.
    ///
    /// # References
    /// Hommel (1988), A stagewise rejective multiple test procedure based on a modified Bonferroni test, Biometrika 75:383-386. Simes
    /// (1986), Biometrika 73:751-754.
    ///
    /// # Example
    /// `girth test @anorexia --adjust hommel`
    Hommel
}

impl Adjustment for Hommel {
    fn id(&self) -> &'static str {
        "hommel"
    }

    fn title(&self) -> &'static str {
        "Hommel adjustment"
    }

    fn documentation(&self) -> &'static str {
        Hommel::DOCUMENTATION
    }

    fn controls(&self) -> ErrorRate {
        ErrorRate::FamilyWise
    }

    fn method(&self) -> Method {
        Method::OfPValues(hommel)
    }
}

/// The largest Simes p-value of the subsets that hold each hypothesis, subset size by subset size.
fn hommel(p: &[f64]) -> Vec<f64> {
    let m = p.len();
    let mut adjusted = p.to_vec();
    for size in 1..=m {
        let factor = size as f64;
        // The s - 1 largest have the ranks 2 to s in the subset.
        let largest = &p[m - size + 1..];
        let others = largest.iter().enumerate().map(|(at, each)| factor * each / (at + 2) as f64);
        let others = others.fold(f64::INFINITY, f64::min);
        for (at, value) in adjusted.iter_mut().enumerate() {
            // A hypothesis among the s largest shares its worst subset with the smallest of them.
            let first = p[at.min(m - size)];
            *value = value.max((factor * first).min(others));
        }
    }
    adjusted
}
