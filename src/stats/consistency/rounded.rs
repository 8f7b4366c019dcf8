use crate::data::Decimal;

/// All numbers that a printed one can stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rounded {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Widens intervals beyond what doubles can lose.
const SLACK: f64 = 1e-12;

impl Rounded {
    /// Half a unit of the last digit to either side.
    pub(super) fn of(printed: Decimal) -> Rounded {
        let half = half_unit(printed);
        let (value, slack) = (printed.to_f64(), SLACK * (printed.to_f64().abs() + half));
        Rounded { low: value - half - slack, high: value + half + slack }
    }

    /// The number itself, where it is not rounded.
    pub(super) fn exactly(printed: Decimal) -> Rounded {
        let (value, slack) = (printed.to_f64(), SLACK * printed.to_f64().abs());
        Rounded { low: value - slack, high: value + slack }
    }

    /// As [`Rounded::of`], of a size that cannot be below 0.
    pub(super) fn of_size(printed: Decimal) -> Rounded {
        let any = Rounded::of(printed);
        Rounded { low: any.low.max(0.0), high: any.high.max(0.0) }
    }

    /// The distances from 0.
    pub(super) fn absolute(self) -> Rounded {
        let low = if self.low <= 0.0 && self.high >= 0.0 { 0.0 } else { self.low.abs().min(self.high.abs()) };
        Rounded { low, high: self.low.abs().max(self.high.abs()) }
    }

    pub(super) fn meets(self, other: Rounded) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// The quotients by sizes; infinite where a size may be 0.
    pub(super) fn over(self, sizes: Rounded) -> Rounded {
        let quotient = |size: f64, divisor: f64| if divisor > 0.0 { size / divisor } else { f64::INFINITY };
        Rounded { low: quotient(self.low, sizes.high), high: quotient(self.high, sizes.low) }
    }
}

/// Half of one unit of the last printed digit.
pub(super) fn half_unit(printed: Decimal) -> f64 {
    0.5 * libm::exp10(-f64::from(printed.decimals()))
}
