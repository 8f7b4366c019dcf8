use crate::claims::ClaimError;
use crate::ingest::IngestError;
use crate::stats::StatsError;

/// Why a study cannot be run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// A study, plan or bundled set that is not there.
    #[error("{0}")]
    NotFound(String),
    /// The plan is not TOML of the expected shape.
    #[error("{file}:{line}:{column}: {message}")]
    Toml {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What was found, what was expected.
        message: String,
    },
    /// The plan asks for what cannot be.
    #[error("{file}: {what}")]
    Plan {
        /// The file.
        file: String,
        /// What is wrong and what to do.
        what: String,
    },
    /// The data cannot be read or paired.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The claims cannot be read.
    #[error(transparent)]
    Claims(#[from] ClaimError),
    /// A procedure failed in a way that is not the data's fault.
    #[error(transparent)]
    Stats(#[from] StatsError),
}
