//! Why a procedure gives no result.

use crate::data::DataError;

/// What a procedure says instead of a number.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StatsError {
    /// Not enough pairs.
    #[error("{procedure} needs at least {needed} complete pairs; there {} {found}", if *found == 1 { "is" } else { "are" })]
    TooFew {
        /// In words.
        procedure: &'static str,
        /// The least that will do.
        needed: usize,
        /// What there is.
        found: usize,
    },
    /// A setting that the procedure cannot do without.
    #[error("{procedure} needs {what}")]
    Missing {
        /// In words.
        procedure: &'static str,
        /// What to give.
        what: &'static str,
    },
    /// The quantity does not exist for these data.
    #[error("{procedure} is not defined for these data: {why}")]
    Undefined {
        /// In words.
        procedure: &'static str,
        /// The reason.
        why: String,
    },
    /// A computation that did not come to an end.
    #[error("{procedure}: {why}")]
    Numerical {
        /// In words.
        procedure: &'static str,
        /// The reason.
        why: String,
    },
    /// The data could not be put on one grid.
    #[error(transparent)]
    Data(#[from] DataError),
}

impl StatsError {
    /// A numerical failure with the message of its cause.
    pub(crate) fn numerical(procedure: &'static str, cause: impl ToString) -> StatsError {
        StatsError::Numerical { procedure, why: cause.to_string() }
    }

    /// Refuses fewer than `needed` pairs.
    pub(crate) fn require(procedure: &'static str, needed: usize, found: usize) -> Result<(), StatsError> {
        if found < needed { Err(StatsError::TooFew { procedure, needed, found }) } else { Ok(()) }
    }
}
