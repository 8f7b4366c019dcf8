//! What went wrong, and the exit code that says so.

use crate::ingest::IngestError;
use crate::plan::PlanError;
use crate::render::{RenderError, WriteError};
use crate::report::NoFigure;
use crate::stats::StatsError;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The reader of the output has gone; nothing is wrong.
    #[error("the output is closed")]
    Closed,
    /// Bad usage or bad input.
    #[error("{0}")]
    Input(String),
    /// A computation that did not come to an end, or a defect of girth.
    #[error("{0}")]
    Numerical(String),
}

impl Failure {
    /// Tells the user, in one message, and gives the exit code.
    pub(super) fn tell(&self, colour: bool) -> ExitCode {
        let (words, code) = match self {
            Failure::Closed => return ExitCode::SUCCESS,
            Failure::Input(words) => (words, 2),
            Failure::Numerical(words) => (words, 3),
        };
        let colour = colour && super::terminal::colour_allowed();
        let head = if colour { "\u{1b}[1;31merror:\u{1b}[0m" } else { "error:" };
        let safe: String = words
            .chars()
            .map(|letter| if letter.is_control() && letter != '\n' { '\u{fffd}' } else { letter })
            .collect();
        let _ = writeln!(std::io::stderr(), "{head} {safe}");
        ExitCode::from(code)
    }

    /// A failure of writing to standard output.
    pub(super) fn output(cause: &std::io::Error) -> Failure {
        if cause.kind() == ErrorKind::BrokenPipe {
            Failure::Closed
        } else {
            Failure::Input(format!("standard output: {cause}"))
        }
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Failure {
        match error {
            PlanError::Stats(error) => error.into(),
            other => Failure::Input(other.to_string()),
        }
    }
}

impl From<StatsError> for Failure {
    fn from(error: StatsError) -> Failure {
        match error {
            StatsError::Numerical { .. } => Failure::Numerical(error.to_string()),
            other => Failure::Input(other.to_string()),
        }
    }
}

impl From<NoFigure> for Failure {
    fn from(error: NoFigure) -> Failure {
        match error {
            NoFigure::Stats(error) => error.into(),
            NoFigure::Nothing(why) => Failure::Input(why),
        }
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Failure {
        Failure::Input(error.to_string())
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Failure {
        match error {
            WriteError::Disk { .. } | WriteError::NotAReport(_) => Failure::Input(error.to_string()),
            other => Failure::Numerical(other.to_string()),
        }
    }
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Failure {
        Failure::Numerical(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::Numerical(error.to_string())
    }
}
