//! The analysis plan, the study that it belongs to, and the engine that runs it.

mod analysis;
mod bootstrap;
mod bundled;
mod draft;
mod engine;
mod error;
mod judging;
mod plan_file;
mod progress;
mod selection;
mod study;

pub use analysis::{AdjustedTest, Analysis, Input, Refusal, SampleAnalysis, Settings, StudyHeader};
pub use bundled::{BUNDLED, BundledStudy, DEFAULT_STUDY};
pub use draft::draft;
pub use engine::{Ask, run};
pub use error::PlanError;
pub use plan_file::{AnalysisPlan, Columns, OutcomePlan, Plan};
pub use progress::{Progress, Silent};
pub use selection::{Selection, UnknownProcedure};
pub use study::Study;
