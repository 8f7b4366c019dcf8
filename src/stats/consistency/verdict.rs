use schemars::JsonSchema;
use serde::Serialize;

/// Whether printed figures can be true together. Rounding is never held against them: each stands for all numbers that round to it, half
/// a unit of its last digit to either side and the ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Consistency {
    /// Some numbers that round to the figures fit.
    Consistent,
    /// None do.
    Inconsistent,
    /// The figures could not have failed, or too little is printed.
    CannotTell,
}

impl Consistency {
    /// Consistent where it holds, inconsistent where not.
    pub(super) fn of(holds: bool) -> Consistency {
        if holds { Consistency::Consistent } else { Consistency::Inconsistent }
    }

    /// One failed part fails the whole; without a part that could be checked, nothing is told.
    pub(super) fn of_parts(parts: &[Consistency]) -> Consistency {
        if parts.contains(&Consistency::Inconsistent) {
            Consistency::Inconsistent
        } else if parts.contains(&Consistency::Consistent) {
            Consistency::Consistent
        } else {
            Consistency::CannotTell
        }
    }
}
