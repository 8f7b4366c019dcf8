//! Many completed data sets, one answer.

use crate::num::compensated_sum;

/// Estimates of completed data sets put together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pooled {
    /// The mean of the estimates.
    pub estimate: f64,
    /// The mean of their variances.
    pub within: f64,
    /// The variance of the estimates.
    pub between: f64,
    /// Square root of within + (1 + 1/m) between.
    pub standard_error: f64,
    /// Barnard and Rubin's.
    pub degrees_of_freedom: f64,
    /// The share of the variance that is due to what is missing: (1 + 1/m) between / total.
    pub share_missing: f64,
    /// The standard error of the estimate over other draws of the same number of imputations.
    pub monte_carlo_error: f64,
}

/// Question: what do `estimates` with these `variances`, each of one completed data set, say together?
///
/// # Formula
/// Rubin (1987), sec. 3.1: T = W + (1 + 1/m) B. Degrees of freedom by Barnard and Rubin (1999), eq. 3: with l = (1 + 1/m) B / T,
/// 1/nu = 1/nu_m + 1/nu_obs, nu_m = (m - 1) / l² and nu_obs = (nu_c + 1) / (nu_c + 3) nu_c (1 - l), nu_c those of complete data. Where
/// the imputations do not differ nothing was missing that mattered, and nu = nu_c. `None` for fewer than two data sets.
pub fn pooled(estimates: &[f64], variances: &[f64], complete_degrees: f64) -> Option<Pooled> {
    let (m, first) = (estimates.len() as f64, *estimates.first()?);
    if estimates.len() < 2 || estimates.len() != variances.len() {
        return None;
    }
    // Measured from the first, so that equal ones have exactly their value as mean.
    let estimate = first + compensated_sum(estimates.iter().map(|estimate| estimate - first)) / m;
    let within = variances[0] + compensated_sum(variances.iter().map(|variance| variance - variances[0])) / m;
    let between = compensated_sum(estimates.iter().map(|other| (other - estimate).powi(2))) / (m - 1.0);
    let added = (1.0 + 1.0 / m) * between;
    let total = within + added;
    let share_missing = if total > 0.0 { added / total } else { 0.0 };
    let degrees_of_freedom = if between > 0.0 {
        let simulated = (m - 1.0) / (share_missing * share_missing);
        let observed = (complete_degrees + 1.0) / (complete_degrees + 3.0) * complete_degrees * (1.0 - share_missing);
        1.0 / (1.0 / simulated + 1.0 / observed)
    } else {
        complete_degrees
    };
    let monte_carlo_error = (between / m).sqrt();
    let standard_error = total.sqrt();
    Some(Pooled { estimate, within, between, standard_error, degrees_of_freedom, share_missing, monte_carlo_error })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_estimates_by_hand() {
        // W = 2, B = 1, T = 2 + 4/3 = 10/3, l = 0.4; nu_m = 2/0.16 = 12.5, nu_obs = 11/13 10 0.6 = 66/13.
        let found = pooled(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0], 10.0).expect("three");
        assert_eq!((found.estimate, found.within, found.between), (2.0, 2.0, 1.0));
        assert!((found.standard_error.powi(2) - 10.0 / 3.0).abs() < 1e-14);
        assert!((found.degrees_of_freedom - 1.0 / (0.08 + 13.0 / 66.0)).abs() < 1e-12);
        let same = pooled(&[0.1; 7], &[0.3; 7], 10.0).expect("seven");
        assert_eq!((same.estimate, same.within, same.degrees_of_freedom), (0.1, 0.3, 10.0));
        assert_eq!(pooled(&[1.0], &[1.0], 10.0), None);
    }
}
