//! Inverting a tail probability on the positive half-line.

use super::NumError;

const TECHNIQUE: &str = "tail inversion";
const MAX_ITERATIONS: usize = 300;

/// Whether a tail grows or falls with its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// As a lower tail does.
    Rising,
    /// As an upper tail does.
    Falling,
}

/// Question: at which x > 0 does a monotone tail equal `target`?
///
/// `tail(x)` returns the tail T and dT / d ln x. Newton's method for ln T as a function of ln x, kept inside a bracket
/// that shrinks with every evaluation; a step that leaves the bracket is replaced by its geometric middle. For tails that
/// are log-concave in ln x (beta, gamma, F, t) Newton's steps converge from any start. x keeps its full relative accuracy,
/// because each step multiplies it. Gives 0 or infinity where the answer is beyond the range of a double.
///
/// # Errors
/// `Argument` if the target is not positive or the start is not a number; `NotFinite` if the tail is NaN; `NotConverged`
/// after 300 evaluations.
pub fn invert_tail(
    mut tail: impl FnMut(f64) -> (f64, f64),
    target: f64,
    start: f64,
    direction: Direction,
) -> Result<f64, NumError> {
    if !(target > 0.0 && target.is_finite()) {
        return Err(NumError::Argument { what: "target", found: target, expected: "a positive number" });
    }
    if start.is_nan() {
        return Err(NumError::Argument { what: "start", found: start, expected: "a positive number" });
    }
    let (mut lo, mut hi) = (f64::MIN_POSITIVE, f64::MAX);
    let mut x = start.clamp(2.0 * lo, 0.5 * hi);
    let mut last_step = f64::INFINITY;
    for _ in 0..MAX_ITERATIONS {
        let (value, slope) = tail(x);
        if value.is_nan() {
            return Err(NumError::NotFinite { technique: TECHNIQUE, at: x });
        }
        let error = log_ratio(value, target);
        if error == 0.0 {
            return Ok(x);
        }
        if (error > 0.0) == (direction == Direction::Rising) {
            hi = x;
        } else {
            lo = x;
        }
        let step = -error * value / slope;
        let small = step.abs() < 1e-7;
        // Below this the tail's own rounding decides: take the step, which no longer changes the leading digits.
        if step.abs() <= f64::EPSILON || (small && step.abs() >= 0.5 * last_step) {
            return Ok(x + x * step);
        }
        let newton = if small { x + x * step } else { x * step.exp() };
        let middle = lo.sqrt() * hi.sqrt();
        let next = if newton > lo && newton < hi { newton } else { middle };
        if hi / lo <= 1.0 + 2.0 * f64::EPSILON {
            return Ok(at_the_edge(x));
        }
        last_step = step.abs();
        x = next;
    }
    Err(NumError::NotConverged { technique: TECHNIQUE, iterations: MAX_ITERATIONS, best: x })
}

/// ln(value / target) without loss near 1 and without overflow far from it.
fn log_ratio(value: f64, target: f64) -> f64 {
    let difference = (value - target) / target;
    if difference.abs() < 0.5 { difference.ln_1p() } else { value.ln() - target.ln() }
}

/// A bracket that has closed at the end of the doubles holds no representable answer.
fn at_the_edge(x: f64) -> f64 {
    if x >= 0.25 * f64::MAX {
        f64::INFINITY
    } else if x <= 4.0 * f64::MIN_POSITIVE {
        0.0
    } else {
        x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_tails_far_out() {
        // Upper tail exp(-x): the inverse is -ln q.
        for q in [0.9, 0.5, 1e-5, 1e-100, 1e-300] {
            for start in [1e-200, 0.1, 1.0, 1e6] {
                let x = invert_tail(|x: f64| ((-x).exp(), -x * (-x).exp()), q, start, Direction::Falling).unwrap();
                let truth = -f64::ln(q);
                assert!((x / truth - 1.0).abs() < 1e-14, "{q} from {start}: {x}");
            }
        }
    }

    #[test]
    fn powers_and_the_ends_of_the_doubles() {
        let power = |a: f64| move |x: f64| (x.powf(a), a * x.powf(a));
        assert!((invert_tail(power(0.5), 1e-100, 1.0, Direction::Rising).unwrap() / 1e-200 - 1.0).abs() < 1e-13);
        assert_eq!(invert_tail(power(0.5), 1e-200, 1.0, Direction::Rising).unwrap(), 0.0);
        assert_eq!(invert_tail(power(-0.5), 1e-200, 1.0, Direction::Falling).unwrap(), f64::INFINITY);
        assert!(invert_tail(power(1.0), 0.0, 1.0, Direction::Rising).is_err());
        assert!(invert_tail(|_| (f64::NAN, 1.0), 0.5, 1.0, Direction::Rising).is_err());
    }
}
