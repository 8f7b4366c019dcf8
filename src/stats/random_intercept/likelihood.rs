//! The likelihood of counts whose terms differ between clusters, the integral over a Normal intercept by quadrature.

use super::cluster::{Cluster, Moments};
use super::counts::{RightAnswers, logistic};
use crate::num::{NumError, bracketed_root, expand_bracket};

/// Log likelihood with its first and second derivatives by the middle of the terms and their SD.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::stats) struct Likelihood {
    pub log: f64,
    pub by_middle: f64,
    pub by_sd: f64,
    /// Minus the second derivatives: both by the middle, mixed, both by the SD.
    pub information: [f64; 3],
}

/// Where an integrand that has fallen by this much (in logs) no longer matters.
const NEGLIGIBLE: f64 = 40.0;

/// Calls `add(u, weight, moments)` with the nodes and weights of the integral of an integrand over u, and gives its log.
///
/// The integrand, the likelihood at middle + sd u times exp(-u^2 / 2), is log-concave and bends at least as much as the Normal density
/// everywhere. The trapezoidal rule around its mode with a third of the width of its narrowest bend is an adaptive rule whose error falls
/// geometrically; the nearest poles (of yes and no answers) are pi / sd away, which leaves about 1e-12.
fn integral<C: Cluster>(
    cluster: &C,
    middle: f64,
    sd: f64,
    mut add: impl FnMut(f64, f64, &Moments),
) -> Result<f64, NumError> {
    let slope = |u: f64| sd * cluster.at(middle + sd * u).residual - u;
    // Residuals fall with u, so that the root is between 0 and the slope there.
    let start = slope(0.0);
    let mode = bracketed_root(slope, start.min(0.0) - 1e-9, start.max(0.0) + 1e-9, 1e-9)?;
    let at = |u: f64| {
        let moments = cluster.at(middle + sd * u);
        (moments.log - u * u / 2.0, moments)
    };
    let top = at(mode).0;
    let step = 1.0 / (3.0 * (1.0 + cluster.bend(middle + sd * mode) * sd * sd).sqrt());
    let (mut sum, mut place) = (0.0, 0.0);
    for direction in [1.0, -1.0] {
        loop {
            let u = mode + direction * place * step;
            let (log, moments) = at(u);
            let fall = top - log;
            // A likelihood that underflows, or is no number there, is nothing.
            if fall.is_nan() || fall > NEGLIGIBLE {
                break;
            }
            let weight = (-fall).exp();
            sum += weight;
            add(u, weight, &moments);
            place += 1.0;
        }
        place = 1.0;
    }
    Ok(top + (sum * step / (2.0 * std::f64::consts::PI).sqrt()).ln())
}

/// The log likelihood, with Louis' (1982) second derivatives, at the SD `sd` > 0.
pub(in crate::stats) fn likelihood<C: Cluster>(clusters: &[C], middle: f64, sd: f64) -> Result<Likelihood, NumError> {
    let mut total = Likelihood::default();
    for each in clusters {
        let mut sums = [0.0; 6];
        let log = integral(each, middle, sd, |u, weight, moments| {
            let bend = moments.residual * moments.residual - moments.variance;
            let terms = [1.0, moments.residual, u * moments.residual, bend, u * bend, u * u * bend];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += weight * term);
        })?;
        let [_, middle_1, sd_1, middle_2, mixed_2, sd_2] = sums.map(|sum| sum / sums[0]);
        total.log += each.clusters() * log;
        total.by_middle += each.clusters() * middle_1;
        total.by_sd += each.clusters() * sd_1;
        let information = [middle_1 * middle_1 - middle_2, middle_1 * sd_1 - mixed_2, sd_1 * sd_1 - sd_2];
        total.information.iter_mut().zip(information).for_each(|(sum, term)| *sum += each.clusters() * term);
    }
    Ok(total)
}

/// The same without differences between clusters. In place of the derivative by the SD, which is 0 there, stands its limit over the SD:
/// twice the derivative by the variance, positive where clusters differ more than chance lets them.
pub(in crate::stats) fn likelihood_without_spread<C: Cluster>(clusters: &[C], middle: f64) -> Likelihood {
    let mut total = Likelihood::default();
    for each in clusters {
        let moments = each.at(middle);
        total.log += each.clusters() * moments.log;
        total.by_middle += each.clusters() * moments.residual;
        total.by_sd += each.clusters() * (moments.residual * moments.residual - moments.variance);
        total.information[0] += each.clusters() * moments.variance;
    }
    total
}

/// The middle with the largest likelihood at the SD `sd`, near `guess`. The likelihood is log-concave in it, because the integrand is in both
/// (Prekopa 1973), so that its slope has one root.
pub(super) fn best_middle<C: Cluster>(clusters: &[C], sd: f64, guess: f64) -> Result<f64, NumError> {
    let mut failure = None;
    let at = |middle: f64| {
        if sd > 0.0 { likelihood(clusters, middle, sd) } else { Ok(likelihood_without_spread(clusters, middle)) }
    };
    let mut slope = |middle: f64| match at(middle) {
        Ok(found) => found.by_middle,
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
pub(in crate::stats) fn marginal_share(odds: f64, sd: f64) -> Result<(f64, [f64; 2]), NumError> {
    // One right answer of a cluster that nobody has seen yet.
    let one = RightAnswers { right: 1.0, answers: 1.0, clusters: 1.0 };
    let [mut weights, mut wrong, mut moved] = [0.0; 3];
    let share = integral(&one, odds, sd, |u, weight, _| {
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

    const COUNTS: [RightAnswers; 3] = [
        RightAnswers { right: 3.0, answers: 4.0, clusters: 5.0 },
        RightAnswers { right: 0.0, answers: 7.0, clusters: 2.0 },
        RightAnswers { right: 60.0, answers: 60.0, clusters: 1.0 },
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
                (here.by_middle, (up.log - down.log) / (2.0 * h)),
                (here.by_sd, (wide.log - tight.log) / (2.0 * h)),
                (-here.information[0], (up.by_middle - down.by_middle) / (2.0 * h)),
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
        assert!((none.log - little.log).abs() < 1e-5 && (none.by_middle - little.by_middle).abs() < 1e-3);
        assert!((none.by_sd - little.by_sd / 1e-4).abs() < 1e-3 * none.by_sd.abs(), "{none:?} {little:?}");
        // Half of the clusters above, half below.
        assert!((marginal_share(0.0, 3.0).expect("share").0 - 0.5).abs() < 1e-13);
    }
}
