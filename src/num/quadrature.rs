//! Integrals over a finite interval: Gauss-Legendre and adaptive Gauss-Kronrod.

use std::collections::BinaryHeap;

use super::{CompensatedSum, NumError};

const TECHNIQUE: &str = "adaptive Gauss-Kronrod quadrature";
const MAX_INTERVALS: usize = 2000;
const MAX_NODES: usize = 64;
/// Relative error that the rounding of 21 terms leaves in one panel; nothing finer can be asked.
const ROUNDING: f64 = 50.0 * f64::EPSILON;

/// The Gauss-Legendre rule with n nodes, exact for polynomials of degree 2n - 1. Compute once, use often.
#[derive(Clone, Debug, PartialEq)]
pub struct GaussLegendre {
    /// Nodes in (-1, 1), rising, with their weights.
    rule: Vec<(f64, f64)>,
}

impl GaussLegendre {
    /// Nodes by Newton's method on the three-term recurrence of the Legendre polynomials, from Tricomi's first guess
    /// (Davis and Rabinowitz 1984, Methods of Numerical Integration, sec. 2.7).
    ///
    /// # Errors
    /// `Argument` unless n is 1 to 64.
    pub fn try_new(n: usize) -> Result<Self, NumError> {
        if !(1..=MAX_NODES).contains(&n) {
            return Err(NumError::Argument { what: "number of nodes", found: n as f64, expected: "1 to 64" });
        }
        let mut rule = vec![(0.0, 0.0); n];
        for i in 0..n.div_ceil(2) {
            let mut x = (std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..8 {
                let (value, derivative) = legendre(n, x);
                slope = derivative;
                x -= value / derivative;
            }
            if 2 * i + 1 == n {
                x = 0.0;
                slope = legendre(n, 0.0).1;
            }
            let weight = 2.0 / ((1.0 - x * x) * slope * slope);
            rule[i] = (-x, weight);
            rule[n - 1 - i] = (x, weight);
        }
        Ok(Self { rule })
    }

    /// Nodes in (-1, 1) with their weights, which sum to 2.
    pub fn rule(&self) -> &[(f64, f64)] {
        &self.rule
    }

    /// The integral of `f` from `a` to `b` by this rule alone, with no estimate of its error.
    pub fn integrate(&self, mut f: impl FnMut(f64) -> f64, a: f64, b: f64) -> f64 {
        let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
        half * self.rule.iter().map(|(x, w)| w * f(middle + half * x)).sum::<f64>()
    }
}

/// P_n(x) and its derivative.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    for k in 2..=n {
        let k = k as f64;
        (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
    }
    (value, n as f64 * (x * value - before) / (x * x - 1.0))
}

/// Question: what is the integral of `f` from `a` to `b`, to a relative tolerance?
///
/// Gauss-Kronrod 10/21 in panels; the panel with the largest error estimate is halved until the sum of the estimates is
/// below `relative_tolerance` times the integral of |f| (Piessens et al. 1983, QUADPACK, routine QAG; the nodes are
/// theirs). A jump or a kink is found by the halving; a singularity at an end is reached only slowly.
///
/// # Errors
/// `Argument` for infinite ends or a tolerance that is not positive; `NotFinite` if `f` gives no number; `NotConverged`
/// after 2000 panels.
pub fn integrate(mut f: impl FnMut(f64) -> f64, a: f64, b: f64, relative_tolerance: f64) -> Result<f64, NumError> {
    if !(a.is_finite() && b.is_finite()) {
        let found = if a.is_finite() { b } else { a };
        return Err(NumError::Argument { what: "end of the interval", found, expected: "a finite number" });
    }
    if relative_tolerance.is_nan() || relative_tolerance <= 0.0 {
        let found = relative_tolerance;
        return Err(NumError::Argument { what: "relative tolerance", found, expected: "a positive number" });
    }
    let mut panels = BinaryHeap::new();
    panels.push(Panel::new(&mut f, a, b)?);
    for _ in 0..MAX_INTERVALS {
        let (mut value, mut magnitude, mut error) = (CompensatedSum::new(), 0.0, 0.0);
        for panel in &panels {
            value.add(panel.value);
            magnitude += panel.magnitude;
            error += panel.error;
        }
        if error <= relative_tolerance.max(ROUNDING) * magnitude {
            return Ok(value.value());
        }
        let Some(worst) = panels.pop() else { break };
        let middle = 0.5 * (worst.a + worst.b);
        panels.push(Panel::new(&mut f, worst.a, middle)?);
        panels.push(Panel::new(&mut f, middle, worst.b)?);
    }
    let best = panels.iter().map(|panel| panel.value).sum();
    Err(NumError::NotConverged { technique: TECHNIQUE, iterations: MAX_INTERVALS, best })
}

/// One interval with its integral and the estimate of its error; ordered by the latter.
struct Panel {
    a: f64,
    b: f64,
    value: f64,
    magnitude: f64,
    error: f64,
}

impl Panel {
    fn new(f: &mut impl FnMut(f64) -> f64, a: f64, b: f64) -> Result<Self, NumError> {
        let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
        let at_middle = f(middle);
        let (mut kronrod, mut gauss) = (at_middle * KRONROD_MIDDLE, 0.0);
        let mut magnitude = kronrod.abs();
        for (i, (x, weight)) in KRONROD.iter().enumerate() {
            let (left, right) = (f(middle - half * x), f(middle + half * x));
            kronrod += weight * (left + right);
            magnitude += weight * (left.abs() + right.abs());
            // Every second node is one of the ten Gauss nodes.
            if i % 2 == 1 {
                gauss += GAUSS[i / 2] * (left + right);
            }
        }
        if !kronrod.is_finite() {
            return Err(NumError::NotFinite { technique: TECHNIQUE, at: middle });
        }
        let magnitude = magnitude * half.abs();
        let difference = ((kronrod - gauss) * half).abs();
        // QUADPACK's scaling: the Kronrod value is far better than the difference says once that is small.
        let error = if magnitude > 0.0 { magnitude * (200.0 * difference / magnitude).powf(1.5).min(1.0) } else { 0.0 };
        Ok(Self { a, b, value: kronrod * half, magnitude, error: error.min(difference.max(ROUNDING * magnitude)) })
    }
}

impl PartialEq for Panel {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Panel {}
impl PartialOrd for Panel {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Panel {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.error.total_cmp(&other.error).then(other.a.total_cmp(&self.a))
    }
}

/// Positive nodes of the 21-point Kronrod rule with their weights, from the end inwards.
const KRONROD: [(f64, f64); 10] = [
    (0.995_657_163_025_808_1, 0.011_694_638_867_371_874),
    (0.973_906_528_517_171_7, 0.032_558_162_307_964_725),
    (0.930_157_491_355_708_2, 0.054_755_896_574_351_995),
    (0.865_063_366_688_984_5, 0.075_039_674_810_919_96),
    (0.780_817_726_586_416_9, 0.093_125_454_583_697_6),
    (0.679_409_568_299_024_4, 0.109_387_158_802_297_64),
    (0.562_757_134_668_604_7, 0.123_491_976_262_065_84),
    (0.433_395_394_129_247_2, 0.134_709_217_311_473_34),
    (0.294_392_862_701_460_2, 0.142_775_938_577_060_09),
    (0.148_874_338_981_631_22, 0.147_739_104_901_338_49),
];
/// Weight of the node in the middle.
const KRONROD_MIDDLE: f64 = 0.149_445_554_002_916_9;
/// Weights of the 10-point Gauss rule, from the end inwards.
const GAUSS: [f64; 5] = [
    0.066_671_344_308_688_14,
    0.149_451_349_150_580_6,
    0.219_086_362_515_982_04,
    0.269_266_719_309_996_35,
    0.295_524_224_714_752_87,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, truth: f64, tolerance: f64) {
        assert!((found / truth - 1.0).abs() <= tolerance, "{found} for {truth}");
    }

    #[test]
    fn gauss_is_exact_for_polynomials() {
        for n in 1..=MAX_NODES {
            let rule = GaussLegendre::try_new(n).unwrap();
            let degree = 2 * n as i32 - 2;
            close(rule.integrate(|_| 1.0, -1.0, 1.0), 2.0, 1e-14);
            close(rule.integrate(|x| x.powi(degree), 0.0, 1.0), 1.0 / (f64::from(degree) + 1.0), 1e-13);
            assert!(rule.rule().windows(2).all(|pair| pair[0].0 < pair[1].0));
        }
        // Abramowitz and Stegun table 25.4, n = 3.
        let rule = GaussLegendre::try_new(3).unwrap();
        close(rule.rule()[2].0, 0.774_596_669_241_483_4, 2e-16);
        close(rule.rule()[1].1, 8.0 / 9.0, 3e-16);
        assert!(GaussLegendre::try_new(0).is_err() && GaussLegendre::try_new(65).is_err());
    }

    #[test]
    fn one_kronrod_panel_is_exact_to_degree_31() {
        for degree in 0..=31 {
            let panel = Panel::new(&mut |x: f64| x.powi(degree), 0.0, 1.0).unwrap();
            // The rounding of a node enters `degree` times.
            close(panel.value, 1.0 / (f64::from(degree) + 1.0), 1e-15 + f64::from(degree) * 0.5 * f64::EPSILON);
        }
    }

    #[test]
    fn adaptive_finds_peaks_kinks_and_roots() {
        let pi = std::f64::consts::PI;
        close(integrate(|x| x.sin(), 0.0, pi, 1e-13).unwrap(), 2.0, 1e-14);
        close(integrate(|x| (x - 0.3).abs(), 0.0, 1.0, 1e-13).unwrap(), 0.29, 1e-13);
        close(integrate(|x| 1e-6 / (x * x + 1e-12), -1.0, 2.0, 1e-12).unwrap(), pi - 1.5e-6, 1e-11);
        close(integrate(f64::sqrt, 0.0, 1.0, 1e-12).unwrap(), 2.0 / 3.0, 1e-11);
        close(integrate(|x| (-0.5 * x * x).exp(), -40.0, 40.0, 1e-13).unwrap(), (2.0 * pi).sqrt(), 1e-13);
        assert_eq!(integrate(|_| 0.0, 0.0, 1.0, 1e-10).unwrap(), 0.0);
        close(integrate(|x| x, 1.0, 0.0, 1e-10).unwrap(), -0.5, 1e-15);
    }

    #[test]
    fn refusals() {
        assert!(matches!(integrate(|x| x, 0.0, f64::INFINITY, 1e-9), Err(NumError::Argument { .. })));
        assert!(matches!(integrate(|x| x, 0.0, 1.0, 0.0), Err(NumError::Argument { .. })));
        assert!(matches!(integrate(|_| f64::NAN, 0.0, 1.0, 1e-9), Err(NumError::NotFinite { .. })));
        assert!(integrate(|x| 1.0 / x.abs(), -1.0, 2.0, 1e-9).is_err());
    }
}
