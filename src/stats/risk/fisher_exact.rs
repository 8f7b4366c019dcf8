//! Fisher's exact test.

use super::TwoByTwo;
use super::conditional::{Margins, TIE};
use crate::num::compensated_sum;
use crate::result::Alternative;
use crate::stats::StatsError;

/// p-values of Fisher's exact test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FisherExact {
    /// The exact p; two-sided the sum of all probabilities not above that of the observed table.
    pub p: f64,
    /// The same with half of those equal to it.
    pub mid_p: f64,
}

/// Fisher's exact test of an odds ratio of 1; `less` means that the treated have fewer events. Probabilities within 1e-7 of that of the
/// observed table, relatively, are equal to it, as in R.
///
/// # Errors
/// [`StatsError::Numerical`] beyond a milliard people.
pub fn fisher_exact(table: &TwoByTwo, alternative: Alternative) -> Result<FisherExact, StatsError> {
    let margins = Margins::of(table).map_err(|cause| StatsError::numerical("Fisher's exact test", cause))?;
    let (law, x) = (margins.at(1.0), table.treated_events());
    let observed = law.pmf(x);
    Ok(match alternative {
        Alternative::TwoSided => {
            let sum = |low: f64, high: f64| {
                let chosen = law.probabilities().map(|(_, p)| p).filter(|&p| p > low && p <= high);
                compensated_sum(chosen)
            };
            let (below, above) = (observed * (1.0 - TIE), observed * (1.0 + TIE));
            let (smaller, equal) = (sum(-1.0, below), sum(below, above));
            FisherExact { p: (smaller + equal).min(1.0), mid_p: (smaller + equal / 2.0).min(1.0) }
        }
        _ => {
            let p = alternative.p_value(law.at_most(x), law.at_least(x));
            FisherExact { p, mid_p: p - observed / 2.0 }
        }
    })
}
