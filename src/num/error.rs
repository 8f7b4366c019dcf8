//! How a numerical technique fails.

/// Why a numerical technique has no answer. Each message says what was found and what was needed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NumError {
    /// The function has the same sign at both ends, so that no root is enclosed.
    #[error("no sign change between {lo} (value {at_lo}) and {hi} (value {at_hi}); a bracket of a root is needed")]
    NoBracket {
        /// Lower end.
        lo: f64,
        /// Upper end.
        hi: f64,
        /// Value at the lower end.
        at_lo: f64,
        /// Value at the upper end.
        at_hi: f64,
    },
    /// The iteration limit was reached before the tolerance.
    #[error("{technique} did not converge in {iterations} iterations; best value {best}")]
    NotConverged {
        /// Which technique.
        technique: &'static str,
        /// How many iterations were made.
        iterations: usize,
        /// The last iterate.
        best: f64,
    },
    /// The function returned NaN, or an infinity where a number is needed.
    #[error("{technique} met a value that is not a number at {at}")]
    NotFinite {
        /// Which technique.
        technique: &'static str,
        /// The argument at which it happened.
        at: f64,
    },
    /// An argument outside the domain of the technique.
    #[error("{what} is {found}; {expected} is needed")]
    Argument {
        /// Which argument.
        what: &'static str,
        /// Its value.
        found: f64,
        /// What would be right.
        expected: &'static str,
    },
    /// The exact computation would take too much memory or time.
    #[error("{what} would need {needed} {unit}, more than the limit of {limit}; use an approximation")]
    TooLarge {
        /// What was to be computed.
        what: &'static str,
        /// Size of the job.
        needed: u128,
        /// Limit.
        limit: u128,
        /// Unit of both.
        unit: &'static str,
    },
}
