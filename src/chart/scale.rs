//! From numbers to px along one direction.

/// A straight scale from a range of numbers to a range of px (which may run upwards, as on a vertical axis).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub low: f64,
    pub high: f64,
    pub start: f64,
    pub end: f64,
}

impl Scale {
    /// A scale over limits that already have a width.
    pub fn new(limits: (f64, f64), px: (f64, f64)) -> Scale {
        Scale { low: limits.0, high: limits.1, start: px.0, end: px.1 }
    }

    /// The px of a number; numbers beyond the limits stop at them.
    pub fn px(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        let share = if share.is_nan() { 0.5 } else { share.clamp(0.0, 1.0) };
        self.start + share * (self.end - self.start)
    }
}

/// Limits around numbers with a share of air on both sides. Numbers that are all equal get a range of a few `grain`s around them.
pub(crate) fn limits(values: impl IntoIterator<Item = f64>, air: f64, grain: f64) -> (f64, f64) {
    let finite = values.into_iter().filter(|value| value.is_finite());
    let (low, high) =
        finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        return (-1.0, 1.0);
    }
    let span = high - low;
    let size = low.abs().max(high.abs());
    if span <= size * 1e-12 {
        let half = (5.0 * grain).max(size * 1e-9);
        return (low - half, high + half);
    }
    (low - span * air, high + span * air)
}

/// Limits around `core`, widened for the ends of intervals as far as they do not make the rest illegible: to three times what the core
/// spans; an interval that is wider ends in arrows.
pub(crate) fn limits_with_ends(core: &[f64], ends: impl IntoIterator<Item = f64>, air: f64) -> (f64, f64) {
    let core: Vec<f64> = core.iter().copied().filter(|value| value.is_finite()).collect();
    let mut ends: Vec<f64> = ends.into_iter().filter(|end| end.is_finite()).collect();
    let (low, high) = core.iter().fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(*value), high.max(*value)));
    let span = if high > low { high - low } else { ends.iter().fold(0.0, |most: f64, end| most.max(end.abs())) };
    ends.retain(|end| (low - span..=high + span).contains(end));
    limits(core.into_iter().chain(ends), air, 1.0)
}

/// One step of a grid with so many decimals.
pub(crate) fn grain(decimals: u8) -> f64 {
    1.0 / libm::pow(10.0, f64::from(decimals))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_always_have_a_width() {
        assert_eq!(limits([0.0, 10.0], 0.1, 0.1), (-1.0, 11.0));
        for value in [0.0, 5.0, -1e9, 1e19] {
            let (low, high) = limits([value], 0.05, 0.1);
            assert!(low < value && value < high, "{value}");
        }
        assert_eq!(limits([], 0.1, 0.1), (-1.0, 1.0));
        assert_eq!(limits([f64::INFINITY, 1.0, 2.0], 0.0, 0.1), (1.0, 2.0));
    }

    #[test]
    fn px_stay_inside() {
        let scale = Scale::new((0.0, 10.0), (300.0, 100.0));
        assert_eq!((scale.px(0.0), scale.px(5.0), scale.px(99.0)), (300.0, 200.0, 100.0));
    }
}
