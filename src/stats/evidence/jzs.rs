//! The likelihood of the standardised change under a Cauchy prior: the mathematics of the Bayes factor for a t statistic.

use std::f64::consts::PI;

use crate::num::{GaussLegendre, NumError, bracketed_root, integrate};

/// Integrands are dropped where they are below exp(-45) = 3e-20 of their peak.
const CUT: f64 = 45.0;
/// Nodes for the likelihood; its integrand is entire and about normal, over at most 27 of its SDs.
const LIKELIHOOD_NODES: usize = 64;
/// Nodes in each panel of the posterior.
const PANEL_NODES: usize = 20;
const PANELS: usize = 16;
/// Relative error to which masses are integrated and the two quadratures of the posterior must agree.
pub(super) const TOLERANCE: f64 = 1e-10;

/// What a t statistic says of the standardised change delta = (mean - null) / SD of the population (Rouder et al. 2009): delta has a
/// Cauchy prior around 0, the SD the prior 1 / SD.
///
/// All likelihoods are relative to delta = 0, all in logarithms, so that no t is too large. Integrals run over u = arsinh(delta / scale),
/// in which the prior is 1 / (pi cosh u) and every scale of delta is equally wide.
pub(super) struct Jzs {
    t: f64,
    degrees: f64,
    root_n: f64,
    scale: f64,
    nodes: GaussLegendre,
}

/// Where a posterior lies, in u, and its logarithm near its peak.
struct Range {
    lower: f64,
    upper: f64,
    peak: f64,
}

impl Jzs {
    pub(super) fn try_new(t: f64, n: usize, scale: f64) -> Result<Jzs, NumError> {
        let nodes = GaussLegendre::try_new(LIKELIHOOD_NODES)?;
        Ok(Jzs { t, degrees: n as f64 - 1.0, root_n: (n as f64).sqrt(), scale, nodes })
    }

    /// ln of the density of t given delta over that given 0: noncentral over central t.
    ///
    /// With lambda = delta sqrt(n) and a = lambda t / sqrt(df + t²) the density is exp(-lambda² df / (df + t²) / 2) times the integral
    /// of y^df exp(-(y - a)² / 2) over y > 0. Around its peak y* = (a + sqrt(a² + 4 df)) / 2 the integrand is free of cancellation.
    fn ln_likelihood(&self, delta: f64) -> f64 {
        let (df, lambda) = (self.degrees, delta * self.root_n);
        let total = df.sqrt().hypot(self.t);
        let a = lambda * (self.t / total);
        let root = a.hypot(2.0 * df.sqrt());
        let peak = if a >= 0.0 { 0.5 * (a + root) } else { 2.0 * df / (root - a) };
        let rest = lambda * (df.sqrt() / total);
        -0.5 * rest * rest + (df + 1.0) * (peak / df.sqrt()).ln() + 0.5 * df * a / peak + self.ln_shape(peak * peak)
            - self.ln_shape(df)
    }

    /// ln of the integral of exp(df (ln x - (x - 1)) - y*² (x - 1)² / 2) over x = y / y* > 0. The ends follow from x - 1 - ln x being at
    /// least (1 - x)² / 2 below 1, and at least s² / 2 at x = 1 + s + s² / 2.
    fn ln_shape(&self, square: f64) -> f64 {
        let df = self.degrees;
        let left = (2.0 * CUT / (df + square)).sqrt().min(1.0);
        let s = (2.0 * CUT / df).sqrt();
        let right = (2.0 * CUT / square).sqrt().min(s + 0.5 * s * s);
        let term = |w: f64| (df * (w.ln_1p() - w) - 0.5 * square * w * w).exp();
        self.nodes.integrate(term, -left, right).ln()
    }

    /// ln of likelihood times prior, per u.
    fn ln_posterior(&self, u: f64) -> f64 {
        self.ln_likelihood(self.scale * u.sinh()) - u.cosh().ln() - PI.ln()
    }

    fn u_of(&self, delta: f64) -> f64 {
        (delta / self.scale).asinh()
    }

    /// The part of lower to upper (in delta) that counts. The likelihood is log-concave in delta with its peak near t / sqrt(n), and the
    /// prior has its peak at 0.
    fn range(&self, lower: f64, upper: f64) -> Range {
        let inside = (self.t / self.root_n).clamp(lower, upper);
        let candidates = [inside, 0.0_f64.clamp(lower, upper)].map(|delta| self.ln_posterior(self.u_of(delta)));
        let peak = candidates[0].max(candidates[1]);
        let step = (1.0 + self.t * self.t / self.degrees).sqrt() / self.root_n;
        let end = |limit: f64, step: f64| {
            // Outwards in doubling steps to where the likelihood alone is below the cut, or to the limit.
            let (mut near, mut far, mut step) = (inside, inside, step);
            for _ in 0..200 {
                near = far;
                far = if step < 0.0 { (inside + step).max(limit) } else { (inside + step).min(limit) };
                if far == limit || self.ln_likelihood(far) < peak - CUT {
                    break;
                }
                step *= 2.0;
            }
            // Back in u, where the two may lie far apart, to within a 64th of the way.
            let (mut near, mut far) = (self.u_of(near), self.u_of(far));
            for _ in 0..6 {
                let middle = 0.5 * (near + far);
                if self.ln_likelihood(self.scale * middle.sinh()) < peak - CUT {
                    far = middle;
                } else {
                    near = middle;
                }
            }
            far
        };
        Range { lower: end(lower, -step), upper: end(upper, step), peak }
    }

    /// ln of the integral of likelihood times prior over the deltas from lower to upper: the Bayes factor against delta = 0, times the
    /// prior's probability of the range.
    pub(super) fn ln_mass(&self, lower: f64, upper: f64) -> Result<f64, NumError> {
        let range = self.range(lower, upper);
        let term = |u: f64| (self.ln_posterior(u) - range.peak).exp();
        Ok(range.peak + integrate(term, range.lower, range.upper, 0.01 * TOLERANCE)?.ln())
    }

    /// The prior's probability of the deltas from lower to upper.
    pub(super) fn prior(&self, lower: f64, upper: f64) -> f64 {
        let angle = match (lower == f64::NEG_INFINITY, upper == f64::INFINITY) {
            (true, true) => PI,
            (true, false) => self.scale.atan2(-upper),
            (false, true) => self.scale.atan2(lower),
            (false, false) => (self.scale * (upper - lower)).atan2(self.scale * self.scale + lower * upper),
        };
        angle / PI
    }

    /// The posterior distribution of delta over the whole line.
    pub(super) fn posterior(&self) -> Result<Posterior<'_>, NumError> {
        let Range { lower, upper, peak } = self.range(f64::NEG_INFINITY, f64::INFINITY);
        let rule = GaussLegendre::try_new(PANEL_NODES)?;
        let edges: Vec<f64> = (0..=PANELS).map(|at| lower + (upper - lower) * (at as f64 / PANELS as f64)).collect();
        let ln_total = self.ln_mass(f64::NEG_INFINITY, f64::INFINITY)?;
        let mut posterior = Posterior { model: self, rule, edges, below: vec![0.0], peak, ln_total };
        for at in 0..PANELS {
            let panel = posterior.mass(posterior.edges[at], posterior.edges[at + 1]);
            posterior.below.push(posterior.below[at] + panel);
        }
        let fixed = posterior.total().ln() + peak;
        if (fixed - ln_total).abs() > TOLERANCE * (1.0 + ln_total.abs()) {
            return Err(NumError::NotConverged {
                technique: "quadrature of the posterior",
                iterations: PANELS,
                best: fixed,
            });
        }
        Ok(posterior)
    }
}

/// A posterior distribution, tabulated in panels.
pub(super) struct Posterior<'a> {
    model: &'a Jzs,
    rule: GaussLegendre,
    edges: Vec<f64>,
    /// Mass below each edge, in units of exp(peak).
    below: Vec<f64>,
    peak: f64,
    /// ln of the mass of the whole line, by the adaptive quadrature: the ln Bayes factor of the two-sided alternative.
    pub(super) ln_total: f64,
}

impl Posterior<'_> {
    fn mass(&self, from: f64, to: f64) -> f64 {
        self.rule.integrate(|u| (self.model.ln_posterior(u) - self.peak).exp(), from, to)
    }

    fn total(&self) -> f64 {
        self.below[PANELS]
    }

    /// The delta below which the posterior has the probability `p`.
    pub(super) fn quantile(&self, p: f64) -> Result<f64, NumError> {
        let target = p * self.total();
        let panel = self.below.partition_point(|below| *below < target).clamp(1, PANELS);
        let (from, to, below) = (self.edges[panel - 1], self.edges[panel], self.below[panel - 1]);
        let u = bracketed_root(|u| below + self.mass(from, u) - target, from, to, 1e-14)?;
        Ok(self.model.scale * u.sinh())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFINITY: f64 = f64::INFINITY;

    /// mpmath 1.3, 30 digits, tests/golden/make_evidence.py unit: ln BF10 two-sided, less, greater; posterior quantiles 0.025 and 0.5.
    #[test]
    fn agrees_with_the_hypergeometric_density() {
        for (t, n, scale, expected) in GOLDEN {
            let model = Jzs::try_new(*t, *n, *scale).unwrap();
            let posterior = model.posterior().unwrap();
            let found = [
                posterior.ln_total,
                model.ln_mass(-INFINITY, 0.0).unwrap() + std::f64::consts::LN_2,
                model.ln_mass(0.0, INFINITY).unwrap() + std::f64::consts::LN_2,
                posterior.quantile(0.025).unwrap(),
                posterior.quantile(0.5).unwrap(),
            ];
            for (found, expected) in found.iter().zip(expected) {
                assert!(
                    (found - expected).abs() <= 1e-11 * (1.0 + expected.abs()),
                    "{t} {n} {scale}: {found} {expected}"
                );
            }
        }
    }

    #[allow(clippy::excessive_precision, reason = "as mpmath printed them")]
    const GOLDEN: &[(f64, usize, f64, [f64; 5])] = &[
        (0.0, 2, 0.5, [-0.4850111298370844, -0.4850111298370844, -0.4850111298370844, -0.93662897092749162, 0.0]),
        (
            4.5,
            2,
            1.0,
            [0.53145401525588886, -1.4131898979192918, 1.1503957544586621, -0.34951179603539345, 1.468361977360759],
        ),
        (
            -3.0,
            3,
            0.7,
            [0.53999428267249354, 1.1578481917977512, -1.390633477058839, -3.072334497394522, -0.96403297628397054],
        ),
        (
            2.1,
            40,
            0.05,
            [
                0.36714221483684753,
                -0.74269958197239999,
                0.88019868692208375,
                -0.058528714500821461,
                0.080701325733267409,
            ],
        ),
        (
            -12.0,
            12,
            1.5,
            [12.21747880774394, 12.910625900433975, -3.3367824632088257, -4.8389422393257258, -3.2160792529002468],
        ),
        (
            500.0,
            20,
            0.7,
            [83.388750712334946, -3.1119902212805094, 84.081897892894892, 73.582393884537124, 106.8006278835077],
        ),
    ];

    #[test]
    fn no_t_is_too_large() {
        for (t, n) in [(500.0, 5000), (1e4, 100_000), (1e9, 2), (-1e9, 30), (1e6, 1000)] {
            let model = Jzs::try_new(t, n, 0.7).unwrap();
            let posterior = model.posterior().unwrap();
            let (small, large) = (posterior.quantile(0.025).unwrap(), posterior.quantile(0.975).unwrap());
            assert!(posterior.ln_total.is_finite() && small < large, "{t} {n}: {small} {large}");
            let [less, greater] =
                [(-INFINITY, 0.0), (0.0, INFINITY)].map(|(from, to)| model.ln_mass(from, to).unwrap());
            let sum = less.max(greater) + (-(less - greater).abs()).exp().ln_1p();
            assert!((sum - posterior.ln_total).abs() < 1e-9 * (1.0 + sum.abs()), "{t} {n}");
        }
    }

    /// Half the prior within its scale, and parts that add to 1, near and far.
    #[test]
    fn prior_probabilities() {
        let model = Jzs::try_new(1.0, 10, 0.5).unwrap();
        assert!((model.prior(-0.5, 0.5) - 0.5).abs() < 1e-15 && model.prior(-INFINITY, INFINITY) == 1.0);
        for (lower, upper) in [(-0.1, 3.0), (2.0, 2.5), (-40.0, -0.2), (1e3, 1e9)] {
            let parts = model.prior(-INFINITY, lower) + model.prior(lower, upper) + model.prior(upper, INFINITY);
            assert!((parts - 1.0).abs() < 1e-15, "{lower} {upper}: {parts}");
        }
    }
}
