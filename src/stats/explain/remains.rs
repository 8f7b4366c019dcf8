//! What remains of a change once expected amounts are taken off.

use crate::result::{Estimate, Interval, Quantity};
use schemars::JsonSchema;
use serde::Serialize;

/// A mean change less what explains it.
pub const REMAINING_CHANGE: Quantity =
    Quantity { id: "remaining_change", label: "mean change that remains", symbol: "remains" };

/// A change taken apart.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Remains {
    /// Sum of the amounts taken off.
    pub explained: f64,
    /// What remains. Its interval has the width of that of the change, because the amounts are taken as known.
    pub remains: Estimate,
    /// The amounts over the change; above 1 where they are more than it, below 0 where they go the other way; absent where the change
    /// is 0.
    pub share_explained: Option<f64>,
}

/// Takes known amounts, after - before, off an estimated mean change.
pub fn remains(change: &Estimate, known: &[f64]) -> Remains {
    let explained = crate::num::compensated_sum(known.iter().copied());
    let moved = |interval: &Interval| Interval {
        lower: interval.lower - explained,
        upper: interval.upper - explained,
        ..interval.clone()
    };
    Remains {
        explained,
        remains: Estimate {
            quantity: REMAINING_CHANGE,
            value: change.value - explained,
            interval: change.interval.as_ref().map(moved),
            bootstrap: change.bootstrap.as_ref().map(moved),
            ..change.clone()
        },
        share_explained: share(explained, change.value),
    }
}

/// How much of a change an amount is.
pub(super) fn share(explained: f64, change: f64) -> Option<f64> {
    Some(explained / change).filter(|share| share.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Unit;
    use crate::result::Level;

    #[test]
    fn the_interval_moves_with_the_change() {
        let interval = Interval::new(f64::NEG_INFINITY, -1.0, Level::DEFAULT, "t");
        let change = Estimate::new(REMAINING_CHANGE, -3.0, Unit::Cm, Some(0.5), Some(interval));
        let left = remains(&change, &[-1.0, -0.5]);
        assert_eq!((left.explained, left.remains.value, left.share_explained), (-1.5, -1.5, Some(0.5)));
        let moved = left.remains.interval.unwrap();
        assert_eq!((moved.lower, moved.upper, left.remains.standard_error), (f64::NEG_INFINITY, 0.5, Some(0.5)));
        let nothing = remains(&Estimate { value: 0.0, ..change }, &[]);
        assert_eq!((nothing.explained, nothing.share_explained), (0.0, None));
    }
}
