//! The analysis plan, the study that it belongs to, and the engine that runs it.

mod analysis;
mod baseline;
mod bootstrap;
mod bundled;
mod comparison;
mod courses;
mod draft;
mod engine;
mod error;
mod flow;
mod harms;
mod judging;
mod longitudinal;
mod longitudinal_plan;
mod plan_file;
mod progress;
mod selection;
mod sites;
mod study;
mod truth;
mod truth_over_time;

pub use analysis::{
    AdjustedTest, Analysis, ArmsAnalysis, ComparisonAnalysis, Input, Refusal, SampleAnalysis, Settings, StudyHeader,
};
pub use baseline::{BaselineGroup, BaselineRow, BaselineTable, BaselineValue};
pub use bundled::{BUNDLED, BundledStudy, DEFAULT_STUDY};
pub use courses::IntercurrentCount;
pub use draft::draft;
pub use engine::{Ask, run};
pub use error::PlanError;
pub use flow::{Flow, FlowGroup, LeftOut};
pub use harms::HarmAnalysis;
pub use longitudinal::{LongitudinalAnalysis, Sensitivity, Untreated};
pub use longitudinal_plan::{EventStrategy, IntercurrentPlan, LongitudinalPlan};
pub use plan_file::{AnalysisPlan, Columns, ContrastPlan, HarmPlan, OutcomePlan, Plan};
pub use progress::{Progress, Silent};
pub use selection::{Selection, UnknownProcedure};
pub use sites::SitesAnalysis;
pub use study::Study;
pub use truth::TruthCheck;
