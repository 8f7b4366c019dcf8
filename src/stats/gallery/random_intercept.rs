//! The likelihood of yes and no answers whose log odds differ between clusters: logistic regression with a random intercept.

use crate::num::{NumError, bracketed_root, expand_bracket};

/// The answers of one kind of clusters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ClusterCounts {
    /// Right answers.
    pub right: f64,
    /// Answers.
    pub answers: f64,
    /// How many clusters are like this.
    pub clusters: f64,
}

/// Log likelihood with its first and second derivatives by the log odds and the SD of the intercepts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Likelihood {
    pub log: f64,
    pub by_odds: f64,
    pub by_sd: f64,
    /// Minus the second derivatives: both by the log odds, mixed, both by the SD.
    pub information: [f64; 3],
}

/// Where an integrand that has fallen by this much (in logs) no longer matters.
const NEGLIGIBLE: f64 = 40.0;

fn logistic(eta: f64) -> f64 {
    1.0 / (1.0 + (-eta).exp())
}

/// ln(1 + e^eta) without overflow.
fn softplus(eta: f64) -> f64 {
    eta.max(0.0) + (-eta.abs()).exp().ln_1p()
}

/// Calls `add(u, weight)` with the nodes and weights of the integral of an integrand over u, and gives its log.
///
/// The integrand exp(right eta - answers softplus(eta) - u^2 / 2), eta = log odds + sd u, is log-concave, bends at least as much as the
/// normal density everywhere and at most 1 + answers sd^2 / 4. The trapezoidal rule around its mode with a third of that narrowest SD is
/// an adaptive rule whose error falls geometrically; the nearest poles are pi / sd away, which leaves about 1e-12.
fn integral(counts: &ClusterCounts, odds: f64, sd: f64, mut add: impl FnMut(f64, f64)) -> Result<f64, NumError> {
    let ClusterCounts { right, answers, .. } = *counts;
    let slope = |u: f64| sd * (right - answers * logistic(odds + sd * u)) - u;
    let mode = bracketed_root(slope, sd * (right - answers) - 1e-9, sd * right + 1e-9, 1e-9)?;
    let log = |u: f64| {
        let eta = odds + sd * u;
        right * eta - answers * softplus(eta) - u * u / 2.0
    };
    let top = log(mode);
    let step = 1.0 / (3.0 * (1.0 + answers * sd * sd / 4.0).sqrt());
    let (mut sum, mut at) = (0.0, 0.0);
    for direction in [1.0, -1.0] {
        loop {
            let u = mode + direction * at * step;
            let fall = top - log(u);
            if fall > NEGLIGIBLE {
                break;
            }
            let weight = (-fall).exp();
            sum += weight;
            add(u, weight);
            at += 1.0;
        }
        at = 1.0;
    }
    Ok(top + (sum * step / (2.0 * std::f64::consts::PI).sqrt()).ln())
}

/// The log likelihood of single answers (without binomial coefficients), with Louis' (1982) second derivatives, at the SD `sd` > 0.
pub(super) fn likelihood(counts: &[ClusterCounts], odds: f64, sd: f64) -> Result<Likelihood, NumError> {
    let mut total = Likelihood::default();
    for each in counts {
        let mut sums = [0.0; 6];
        let log = integral(each, odds, sd, |u, weight| {
            let p = logistic(odds + sd * u);
            let residual = each.right - each.answers * p;
            let bend = residual * residual - each.answers * p * (1.0 - p);
            let terms = [1.0, residual, u * residual, bend, u * bend, u * u * bend];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += weight * term);
        })?;
        let [_, odds_1, sd_1, odds_2, mixed_2, sd_2] = sums.map(|sum| sum / sums[0]);
        total.log += each.clusters * log;
        total.by_odds += each.clusters * odds_1;
        total.by_sd += each.clusters * sd_1;
        let information = [odds_1 * odds_1 - odds_2, odds_1 * sd_1 - mixed_2, sd_1 * sd_1 - sd_2];
        total.information.iter_mut().zip(information).for_each(|(sum, term)| *sum += each.clusters * term);
    }
    Ok(total)
}

/// The same without differences between clusters. In place of the derivative by the SD, which is 0 there, stands its limit over the SD:
/// twice the derivative by the variance, positive where clusters differ more than chance lets them.
pub(super) fn likelihood_without_spread(counts: &[ClusterCounts], odds: f64) -> Likelihood {
    let p = logistic(odds);
    let mut total = Likelihood::default();
    for each in counts {
        let residual = each.right - each.answers * p;
        let variance = each.answers * p * (1.0 - p);
        total.log += each.clusters * (each.right * odds - each.answers * softplus(odds));
        total.by_odds += each.clusters * residual;
        total.by_sd += each.clusters * (residual * residual - variance);
        total.information[0] += each.clusters * variance;
    }
    total
}

/// The log odds with the largest likelihood at the SD `sd` > 0, near `guess`. The likelihood is log-concave in them, because the integrand
/// is in both (Prekopa 1973), so that its slope has one root.
pub(super) fn best_odds(counts: &[ClusterCounts], sd: f64, guess: f64) -> Result<f64, NumError> {
    let mut failure = None;
    let mut slope = |odds: f64| match likelihood(counts, odds, sd) {
        Ok(found) => found.by_odds,
        Err(cause) => {
            failure = Some(cause);
            f64::NAN
        }
    };
    let found = expand_bracket(&mut slope, guess, 0.5 + 0.2 * sd)
        .and_then(|(low, high)| bracketed_root(&mut slope, low, high, 1e-12));
    failure.map_or(found, Err)
}

/// The share of right answers over all clusters, and its derivatives by the log odds and the SD.
pub(super) fn marginal_share(odds: f64, sd: f64) -> Result<(f64, [f64; 2]), NumError> {
    // One right answer of a cluster that nobody has seen yet.
    let one = ClusterCounts { right: 1.0, answers: 1.0, clusters: 1.0 };
    let [mut weights, mut wrong, mut moved] = [0.0; 3];
    let share = integral(&one, odds, sd, |u, weight| {
        let q = logistic(-(odds + sd * u));
        weights += weight;
        wrong += weight * q;
        moved += weight * q * u;
    })?
    .exp();
    Ok((share, [share * wrong / weights, share * moved / weights]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: [ClusterCounts; 3] = [
        ClusterCounts { right: 3.0, answers: 4.0, clusters: 5.0 },
        ClusterCounts { right: 0.0, answers: 7.0, clusters: 2.0 },
        ClusterCounts { right: 60.0, answers: 60.0, clusters: 1.0 },
    ];

    #[test]
    fn derivatives_are_those_of_the_likelihood() {
        let h = 1e-4;
        for (odds, sd) in [(0.3, 0.05), (-1.0, 1.0), (2.0, 6.0)] {
            let at = |odds, sd| likelihood(&COUNTS, odds, sd).expect("likelihood");
            let here = at(odds, sd);
            let (up, down) = (at(odds + h, sd), at(odds - h, sd));
            let (wide, tight) = (at(odds, sd + h), at(odds, sd - h));
            let pairs = [
                (here.by_odds, (up.log - down.log) / (2.0 * h)),
                (here.by_sd, (wide.log - tight.log) / (2.0 * h)),
                (-here.information[0], (up.by_odds - down.by_odds) / (2.0 * h)),
                (-here.information[1], (up.by_sd - down.by_sd) / (2.0 * h)),
                (-here.information[2], (wide.by_sd - tight.by_sd) / (2.0 * h)),
            ];
            for (at, (exact, difference)) in pairs.into_iter().enumerate() {
                assert!((exact - difference).abs() < 1e-5 * exact.abs().max(1.0), "{at}: {exact} {difference}");
            }
            let (_, slopes) = marginal_share(odds, sd).expect("share");
            let share = |odds, sd| marginal_share(odds, sd).expect("share").0;
            assert!((slopes[0] - (share(odds + h, sd) - share(odds - h, sd)) / (2.0 * h)).abs() < 1e-7);
            assert!((slopes[1] - (share(odds, sd + h) - share(odds, sd - h)) / (2.0 * h)).abs() < 1e-7);
        }
    }

    #[test]
    fn without_spread_is_the_limit_of_little_spread() {
        let (none, little) = (likelihood_without_spread(&COUNTS, 0.4), likelihood(&COUNTS, 0.4, 1e-4));
        let little = little.expect("likelihood");
        assert!((none.log - little.log).abs() < 1e-5 && (none.by_odds - little.by_odds).abs() < 1e-3);
        assert!((none.by_sd - little.by_sd / 1e-4).abs() < 1e-3 * none.by_sd.abs(), "{none:?} {little:?}");
        // Half of the clusters above, half below.
        assert!((marginal_share(0.0, 3.0).expect("share").0 - 0.5).abs() < 1e-13);
    }
}
