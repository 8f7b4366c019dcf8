//! Between which limits the mean of the k best of n normal draws lies.

use super::order_statistics::best_of_normal;
use crate::dist::{DistError, normal};
use crate::num::Stream;
use crate::result::{Interval, Level};
use crate::stats::TestOptions;
use rayon::prelude::*;

/// Galleries drawn.
pub const DRAWN: usize = 20_000;
/// The most pictures for which they are drawn; the mean of more is close to normal.
pub const MOST_DRAWN: u64 = 200;
const BLOCK: usize = 1_000;

/// The range that holds the mean of the `k` largest of `n` independent standard normal draws with the probability `level`, as much
/// outside on each side; `None` unless 1 <= k <= n.
///
/// Exact for k = 1, the (1/n)-th power of the distribution, and for k = n. Else the quantiles of 20,000 seeded galleries, with their
/// Monte-Carlo errors; and mean and SD of [`best_of_normal`] with normal quantiles for more than 200 pictures.
///
/// # Errors
/// [`DistError`] when a quantile cannot be found.
pub fn range_of_best(n: u64, k: u64, level: Level) -> Result<Option<Interval>, DistError> {
    let tail = level.alpha() / 2.0;
    let Some(best) = best_of_normal(n, k)? else { return Ok(None) };
    if k == 1 {
        // P(largest <= z) = (1 - sf)^n.
        let at = |p: f64| normal::upper_quantile(-(p.ln() / n as f64).exp_m1());
        return Ok(Some(Interval::new(at(tail)?, at(1.0 - tail)?, level, "exact")));
    }
    if k == n || k > MOST_DRAWN {
        let reach = normal::upper_quantile(tail)? * best.sd;
        let method = if k == n { "exact" } else { "normal approximation" };
        return Ok(Some(Interval::new(best.mean - reach, best.mean + reach, level, method)));
    }
    let blocks = (0..(DRAWN / BLOCK) as u64).into_par_iter().map(|block| drawn(n, k, block));
    let mut means = blocks.collect::<Result<Vec<_>, DistError>>()?.concat();
    means.sort_unstable_by(f64::total_cmp);
    // The number of drawn means below a quantile is binomial: its SD in ranks, seen in the means around.
    let ranks = (DRAWN as f64 * tail * (1.0 - tail)).sqrt();
    let limit = |p: f64| {
        let rank = (DRAWN - 1) as f64 * p;
        let error = (between(&means, rank + ranks) - between(&means, rank - ranks)) / 2.0;
        (between(&means, rank), error)
    };
    let ((lower, lower_error), (upper, upper_error)) = (limit(tail), limit(1.0 - tail));
    let interval = Interval::new(lower, upper, level, "simulated galleries");
    Ok(Some(Interval { monte_carlo_errors: Some([lower_error, upper_error]), ..interval }))
}

/// The sorted values at a rank from 0, between two in proportion.
fn between(sorted: &[f64], rank: f64) -> f64 {
    let rank = rank.clamp(0.0, (sorted.len() - 1) as f64);
    let below = rank as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (rank - below as f64)
}

/// Means of one block of galleries. The upper tails of the draws from the largest down: given the i largest, the next is the largest of
/// n - i uniform ones below, so that the log of its lower tail falls by an exponential draw over n - i (Devroye 1986, section V.3.3).
fn drawn(n: u64, k: u64, block: u64) -> Result<Vec<f64>, DistError> {
    let mut stream = Stream::new(TestOptions::SEED, "gallery", block);
    let gallery = |_| {
        let (mut log_lower, mut sum) = (0.0, 0.0);
        for left in (n - k + 1..=n).rev() {
            log_lower += stream.uniform().ln() / left as f64;
            sum += normal::upper_quantile(-f64::exp_m1(log_lower))?;
        }
        Ok(sum / k as f64)
    };
    (0..BLOCK).map(gallery).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(n: u64, k: u64) -> Interval {
        range_of_best(n, k, Level::DEFAULT).expect("quantiles").expect("k of n")
    }

    #[test]
    fn drawn_galleries_have_the_moments_of_the_quadrature() {
        for (n, k) in [(5, 2), (40, 3), (100, 100), (1_000_000, 20)] {
            let best = best_of_normal(n, k).expect("quadrature").expect("k of n");
            let means: Vec<f64> = (0..20).flat_map(|block| drawn(n, k, block).expect("quantiles")).collect();
            let mean = means.iter().sum::<f64>() / means.len() as f64;
            let square = means.iter().map(|each| (each - mean).powi(2)).sum::<f64>() / means.len() as f64;
            let error = best.sd / (means.len() as f64).sqrt();
            assert!((mean - best.mean).abs() < 4.0 * error, "{n} {k}: {mean} {best:?}");
            assert!((square.sqrt() / best.sd - 1.0).abs() < 0.03, "{n} {k}: {} {best:?}", square.sqrt());
        }
    }

    #[test]
    fn ranges_are_exact_at_both_ends_and_meet_where_the_method_changes() {
        // 0.975^(1/3) and 0.025^(1/3).
        let of_three = range(3, 1);
        assert!((normal::cdf(of_three.upper).powi(3) - 0.975).abs() < 1e-14);
        assert!((normal::cdf(of_three.lower).powi(3) - 0.025).abs() < 1e-14);
        assert!((range(4, 4).upper - 1.959_963_984_540_054 / 2.0).abs() < 1e-14);
        let (drawn, normal) = (range(400, MOST_DRAWN), range(400, MOST_DRAWN + 1));
        let errors = drawn.monte_carlo_errors.expect("drawn");
        assert!((drawn.lower - normal.lower).abs() < 0.01 && (drawn.upper - normal.upper).abs() < 0.01);
        assert!(errors.iter().all(|&error| error > 0.0 && error < 0.002), "{errors:?}");
        assert_eq!(drawn, range(400, MOST_DRAWN), "the same draws");
    }
}
