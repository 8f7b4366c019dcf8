//! Roots of a function of one variable between two points of opposite sign.

use super::NumError;

const TECHNIQUE: &str = "Brent's root finder";
const MAX_ITERATIONS: usize = 200;
const MAX_EXPANSIONS: usize = 200;

/// Question: where between `lo` and `hi` does `f` change its sign?
///
/// Brent's method (Brent 1973, Algorithms for Minimization without Derivatives, ch. 4): inverse quadratic interpolation
/// or the secant, with bisection whenever these do not shrink the bracket fast enough. Stops when the bracket is narrower
/// than `2 (absolute_tolerance + 2 eps |x|)`; with an absolute tolerance of 0 the root is found to the last bits.
///
/// # Errors
/// `NoBracket` if both ends have the same sign; `NotFinite` if `f` gives NaN (infinities are fine, their sign counts);
/// `NotConverged` after 200 evaluations.
pub fn bracketed_root(
    mut f: impl FnMut(f64) -> f64,
    lo: f64,
    hi: f64,
    absolute_tolerance: f64,
) -> Result<f64, NumError> {
    // b is the best point, a the one before, c the other end of the bracket.
    let (mut a, mut b) = (lo, hi);
    let (mut fa, mut fb) = (f(a), f(b));
    for (x, fx) in [(a, fa), (b, fb)] {
        if fx.is_nan() || !x.is_finite() {
            return Err(NumError::NotFinite { technique: TECHNIQUE, at: x });
        }
    }
    if fa != 0.0 && fb != 0.0 && (fa > 0.0) == (fb > 0.0) {
        return Err(NumError::NoBracket { lo, hi, at_lo: fa, at_hi: fb });
    }
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut step_before = step;
    for _ in 0..MAX_ITERATIONS {
        if fc.abs() < fb.abs() {
            (a, b, c) = (b, c, b);
            (fa, fb, fc) = (fb, fc, fb);
        }
        let tolerance = 2.0 * f64::EPSILON * b.abs() + absolute_tolerance.max(0.0);
        let half = 0.5 * (c - b);
        if half.abs() <= tolerance.max(f64::MIN_POSITIVE) || fb == 0.0 {
            return Ok(b);
        }
        let interpolated = if step_before.abs() >= tolerance && fa.abs() > fb.abs() {
            interpolate((a, fa), (b, fb), (c, fc))
        } else {
            None
        };
        match interpolated {
            // Accept only a step well inside the bracket and less than half the one before last.
            Some(trial)
                if trial * half > 0.0
                    && trial.abs() < (1.5 * half).abs() - 0.5 * tolerance
                    && trial.abs() < 0.5 * step_before.abs() =>
            {
                (step_before, step) = (step, trial);
            }
            _ => (step_before, step) = (half, half),
        }
        (a, fa) = (b, fb);
        b += if step.abs() > tolerance { step } else { tolerance.copysign(half) };
        fb = f(b);
        if fb.is_nan() {
            return Err(NumError::NotFinite { technique: TECHNIQUE, at: b });
        }
        if (fb > 0.0) == (fc > 0.0) {
            (c, fc) = (a, fa);
            step = b - a;
            step_before = step;
        }
    }
    Err(NumError::NotConverged { technique: TECHNIQUE, iterations: MAX_ITERATIONS, best: b })
}

/// The step from `b` to the root of the secant (two points) or of the inverse parabola (three); none if not a number.
fn interpolate((a, fa): (f64, f64), (b, fb): (f64, f64), (c, fc): (f64, f64)) -> Option<f64> {
    let s = fb / fa;
    let (p, q) = if a == c {
        ((c - b) * s, 1.0 - s)
    } else {
        let (q, r) = (fa / fc, fb / fc);
        (s * ((c - b) * q * (q - r) - (b - a) * (r - 1.0)), (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    let step = -p / q;
    step.is_finite().then_some(step)
}

/// Question: which interval around a guess holds a root of a monotone function?
///
/// Starts with `guess ± step` and doubles the step on the side towards which the values fall in magnitude, up to 200
/// times. Returns `(lo, hi)` with values of opposite sign (or a zero at one end).
///
/// # Errors
/// `Argument` if the step is not positive and finite; `NotFinite` if `f` gives NaN; `NoBracket` if no sign change was met.
pub fn expand_bracket(mut f: impl FnMut(f64) -> f64, guess: f64, step: f64) -> Result<(f64, f64), NumError> {
    if !(step > 0.0 && step.is_finite() && guess.is_finite()) {
        return Err(NumError::Argument { what: "bracket step", found: step, expected: "a positive number" });
    }
    let (mut lo, mut hi) = (guess - step, guess + step);
    let (mut at_lo, mut at_hi) = (f(lo), f(hi));
    let mut step = step;
    for _ in 0..MAX_EXPANSIONS {
        if at_lo.is_nan() || at_hi.is_nan() {
            let at = if at_lo.is_nan() { lo } else { hi };
            return Err(NumError::NotFinite { technique: "bracket expansion", at });
        }
        if at_lo == 0.0 || at_hi == 0.0 || (at_lo > 0.0) != (at_hi > 0.0) {
            return Ok((lo, hi));
        }
        step *= 2.0;
        if at_lo.abs() < at_hi.abs() {
            (hi, at_hi) = (lo, at_lo);
            lo -= step;
            at_lo = f(lo);
        } else if at_lo.abs() > at_hi.abs() {
            (lo, at_lo) = (hi, at_hi);
            hi += step;
            at_hi = f(hi);
        } else {
            (lo, hi) = (lo - step, hi + step);
            (at_lo, at_hi) = (f(lo), f(hi));
        }
        if !(lo.is_finite() && hi.is_finite()) {
            break;
        }
    }
    Err(NumError::NoBracket { lo, hi, at_lo, at_hi })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_to_the_last_bits() {
        let root = bracketed_root(|x| x * x - 2.0, 0.0, 2.0, 0.0).unwrap();
        assert!((root / std::f64::consts::SQRT_2 - 1.0).abs() < 5e-16);
        // Dottie number, OEIS A003957.
        let root = bracketed_root(|x| x.cos() - x, 0.0, 1.0, 0.0).unwrap();
        assert!((root / 0.739_085_133_215_160_6 - 1.0).abs() < 5e-16);
        assert_eq!(bracketed_root(|x| x, -1.0, 1.0, 0.0).unwrap(), 0.0);
        assert_eq!(bracketed_root(|x| x - 1.0, 1.0, 3.0, 0.0).unwrap(), 1.0);
        // A reversed bracket, a jump and an infinite value.
        assert!((bracketed_root(|x| x.powi(3) - 8.0, 5.0, -5.0, 0.0).unwrap() - 2.0).abs() < 1e-14);
        assert!((bracketed_root(|x| if x < 0.3 { -1.0 } else { 1.0 }, 0.0, 1.0, 0.0).unwrap() - 0.3).abs() < 1e-15);
        assert!((bracketed_root(|x: f64| x.ln(), 0.0, 10.0, 0.0).unwrap() - 1.0).abs() < 1e-15);
    }

    #[test]
    fn evaluations_are_few_and_bounded() {
        let mut calls = 0;
        let count = |x: f64| {
            calls += 1;
            x.exp() - 5.0
        };
        assert!((bracketed_root(count, -3.0, 4.0, 0.0).unwrap() / 5_f64.ln() - 1.0).abs() < 1e-15);
        assert!(calls <= 14, "{calls} calls: interpolation is not at work");
        for power in [1, 3, 9, 19] {
            let mut calls = 0;
            let root = bracketed_root(
                |x: f64| {
                    calls += 1;
                    (x - 0.7).powi(power)
                },
                -1.0,
                4.0,
                1e-12,
            );
            assert!((root.unwrap() - 0.7).abs() < 1e-11 && calls < 200, "power {power}: {calls} calls");
        }
    }

    #[test]
    fn refusals() {
        assert!(matches!(bracketed_root(|x| x * x + 1.0, -1.0, 1.0, 0.0), Err(NumError::NoBracket { .. })));
        assert!(matches!(bracketed_root(|_| f64::NAN, -1.0, 1.0, 0.0), Err(NumError::NotFinite { .. })));
        assert!(matches!(expand_bracket(|_| 1.0, 0.0, 1.0), Err(NumError::NoBracket { .. })));
        assert!(matches!(expand_bracket(|x| x, 0.0, 0.0), Err(NumError::Argument { .. })));
    }

    #[test]
    fn brackets_far_roots() {
        for root in [-1e6, -3.0, 0.0, 0.5, 12.0, 1e9] {
            let (lo, hi) = expand_bracket(|x| (x - root) / (1.0 + (x - root).abs()), 1.0, 0.1).unwrap();
            assert!(lo <= root && root <= hi, "{root}: {lo} {hi}");
        }
    }
}
