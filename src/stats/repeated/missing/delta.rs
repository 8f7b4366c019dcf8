//! Imputed readings made worse by a stated amount.

use serde::Serialize;

/// What is added to the imputed readings of people who left, in the unit of the outcome. Zero is the strategy by itself.
#[derive(Clone, Copy, Debug, PartialEq, Default, Serialize)]
pub struct Deltas {
    /// In the treated arm; everybody in a single group.
    pub treated: f64,
    /// In the control arm.
    pub control: f64,
}

impl Deltas {
    /// No shift.
    pub const NONE: Deltas = Deltas { treated: 0.0, control: 0.0 };

    /// Of a person who left.
    pub(crate) fn of(self, treated: bool) -> f64 {
        if treated { self.treated } else { self.control }
    }
}
