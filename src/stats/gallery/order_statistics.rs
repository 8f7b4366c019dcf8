//! The mean of the k best of n independent draws: from the normal distribution, and from data drawn again.

use crate::dist::{Beta, Binomial, DistError, normal};
use crate::num::compensated_sum;

/// The mean of the k largest of n draws, over samples.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BestMean {
    /// Its expectation.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
}

/// Steps of the quadrature. The density of an order statistic of normal draws is entire and dies off on both sides, for which the
/// trapezoidal rule converges geometrically (Trefethen and Weideman 2014): 256 steps are some twenty to a standard deviation.
const STEPS: usize = 256;
/// What is left out at each end.
const TAIL: f64 = 1e-22;

/// Expectation and standard deviation of the mean of the `k` largest of `n` independent standard normal draws; `None` unless
/// 1 <= k <= n.
///
/// Given the largest of those that are not picked, T, the picked ones are independent draws above it, whose mean is the hazard
/// h(T) = density / upper tail and whose variance is 1 + T h - h^2 (David and Nagaraja 2003, Order Statistics, theorem 2.5). Thus
/// E = E h(T) and Var = E(1 + T h - h^2) / k + Var h(T), one-dimensional integrals over the density of T, which is
/// proportional to F^(n - k - 1) (1 - F)^k f.
///
/// # Errors
/// [`DistError`] when a quantile cannot be found.
pub fn best_of_normal(n: u64, k: u64) -> Result<Option<BestMean>, DistError> {
    if k == 0 || k > n {
        return Ok(None);
    }
    if k == n {
        return Ok(Some(BestMean { mean: 0.0, sd: 1.0 / (n as f64).sqrt() }));
    }
    let (below, above) = ((n - k) as f64, (k + 1) as f64);
    let low = normal::quantile(Beta::try_new(below, above)?.quantile(TAIL)?)?;
    let high = normal::upper_quantile(Beta::try_new(above, below)?.quantile(TAIL)?)?;
    let centre = normal::upper_quantile(above / (n as f64 + 1.0))?;
    let (lower, upper) = (normal::cdf(centre), normal::sf(centre));
    // Powers of n would lose n eps. Both tails are taken from one difference, whose rounding cancels around the mode.
    let log_density = |z: f64| {
        let step = if centre > 0.0 { upper - normal::sf(z) } else { normal::cdf(z) - lower };
        let log_ratio = |share: f64, tail: f64, start: f64| {
            if share.abs() < 0.5 { share.ln_1p() } else { (tail / start).ln() }
        };
        let squares = (z - centre) * (z + centre) / 2.0;
        (below - 1.0) * log_ratio(step / lower, normal::cdf(z), lower)
            + k as f64 * log_ratio(-step / upper, normal::sf(z), upper)
            - squares
    };
    let hazard = |z: f64| normal::pdf(z) / normal::sf(z);
    let about = hazard(centre);
    let nodes: Vec<(f64, f64)> = (0..=STEPS)
        .map(|at| low + (high - low) * at as f64 / STEPS as f64)
        .map(|z| (z, log_density(z).exp()))
        .filter(|&(_, weight)| weight > 0.0)
        .collect();
    let mean_of = |value: &dyn Fn(f64) -> f64| {
        compensated_sum(nodes.iter().map(|&(z, weight)| weight * value(z)))
            / compensated_sum(nodes.iter().map(|&(_, weight)| weight))
    };
    let shift = mean_of(&|z| hazard(z) - about);
    let within = mean_of(&|z| 1.0 + hazard(z) * (z - hazard(z)));
    let between = mean_of(&|z| (hazard(z) - about - shift).powi(2));
    Ok(Some(BestMean { mean: about + shift, sd: (within / k as f64 + between).sqrt() }))
}

/// Expected mean of the `k` first of as many draws as there are `values`, made from the values with replacement and put in their order:
/// `values` stand from the best to the worst. `None` unless 1 <= k <= n.
///
/// Of the k first draws min(k, B_j) are expected among the j best values, B_j binomial with n draws of j / n; the differences of these
/// from j to j + 1 are the weights of the values. E min(k, B) = n p P(B' <= k - 2) + k P(B >= k), with B' of n - 1 draws.
///
/// # Errors
/// [`DistError`] when a probability is not one.
pub fn best_of_redrawn(values: &[f64], k: usize) -> Result<Option<f64>, DistError> {
    let n = values.len();
    if k == 0 || k > n {
        return Ok(None);
    }
    let (draws, wanted) = (n as u64, k as u64);
    let expected_among = |best: usize| {
        let share = best as f64 / n as f64;
        let short = match wanted.checked_sub(2) {
            Some(most) => Binomial::try_new(draws - 1, share)?.at_most(most),
            None => 0.0,
        };
        let full = Binomial::try_new(draws, share)?.at_least(wanted);
        Ok::<f64, DistError>(best as f64 * short + wanted as f64 * full)
    };
    let first = values[0];
    let (mut terms, mut before, mut at) = (Vec::new(), 0.0, 0);
    while at < n && before < wanted as f64 {
        let value = values[at];
        at += values[at..].iter().take_while(|&&other| other == value).count().max(1);
        let among = expected_among(at)?;
        terms.push((among - before) * (value - first));
        before = among;
    }
    Ok(Some(first + compensated_sum(terms) / wanted as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal_best(n: u64, k: u64) -> BestMean {
        best_of_normal(n, k).expect("quadrature").expect("k of n")
    }

    /// Closed forms: 1 / sqrt(pi), sqrt(1 - 1 / pi); 1.5 / sqrt(pi); of three, the median has expectation 0.
    #[test]
    fn closed_forms_of_two_and_three() {
        let root = std::f64::consts::PI.sqrt();
        let two = normal_best(2, 1);
        assert!((two.mean - 1.0 / root).abs() < 1e-14 && (two.sd - (1.0 - 1.0 / root / root).sqrt()).abs() < 1e-14);
        assert!((normal_best(3, 1).mean - 1.5 / root).abs() < 1e-14);
        assert!((normal_best(3, 2).mean - 0.75 / root).abs() < 1e-14);
        assert_eq!(normal_best(4, 4), BestMean { mean: 0.0, sd: 0.5 });
        assert_eq!(best_of_normal(3, 4), Ok(None));
    }

    /// The k best and the n - k worst make up everybody, whose mean is 0.
    #[test]
    fn best_and_worst_balance() {
        for (n, k) in [(7, 2), (100, 99), (1000, 3), (1_000_000, 500_000), (1_000_000, 1), (1_000_000, 999_990)] {
            let (best, rest) = (normal_best(n, k), normal_best(n, n - k));
            let (total, other) = (best.mean * k as f64, rest.mean * (n - k) as f64);
            assert!((total / other - 1.0).abs() < 1e-11, "{n} {k}: {total} {other}");
        }
    }

    /// All 27 samples of three values, and all 256 of four with a tie.
    #[test]
    fn redrawn_by_counting() {
        for values in [&[5.0, 2.0, -1.0][..], &[9.0, 4.0, 4.0, 1e9]] {
            let n = values.len();
            for k in 1..=n {
                let mut sum = 0.0;
                for code in 0..n.pow(n as u32) {
                    let mut drawn: Vec<usize> = (0..n).map(|place| code / n.pow(place as u32) % n).collect();
                    drawn.sort_unstable();
                    sum += drawn[..k].iter().map(|&at| values[at]).sum::<f64>() / k as f64;
                }
                let truth = sum / n.pow(n as u32) as f64;
                let found = best_of_redrawn(values, k).expect("binomial").expect("k of n");
                assert!((found / truth - 1.0).abs() < 1e-13, "{k}: {found} {truth}");
            }
        }
        assert_eq!(best_of_redrawn(&[], 1), Ok(None));
    }
}
