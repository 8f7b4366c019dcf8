//! The analysis plan, the study that it belongs to, and the engine that runs it.

mod analysis;
mod baseline;
mod bootstrap;
mod bundled;
mod caution_plan;
mod comparison;
mod courses;
mod draft;
mod engine;
mod error;
mod evidence;
mod explain;
mod figure_checks;
mod flow;
mod harms;
mod individual;
mod judging;
mod longitudinal;
mod longitudinal_plan;
mod pairing;
mod photos;
mod plan_file;
mod printed_figures;
mod progress;
mod published;
mod reading_error;
mod reliability;
mod selection;
mod sites;
mod study;
mod summary;
mod truth;
mod truth_over_time;

pub use analysis::{
    AdjustedTest, Analysis, ArmsAnalysis, ComparisonAnalysis, Input, Refusal, SampleAnalysis, Settings, StudyHeader,
};
pub use baseline::{BaselineGroup, BaselineRow, BaselineTable, BaselineValue};
pub use bundled::{BUNDLED, BundledStudy, DEFAULT_STUDIES, DEFAULT_STUDY};
pub use caution_plan::{ExplainPlan, PhotosPlan, ReliabilityPlan, SelectionPlan, StatedError};
pub use courses::IntercurrentCount;
pub use draft::draft;
pub use engine::{Ask, run};
pub use error::PlanError;
pub use evidence::{
    ClaimedRange, CombinedScale, ContrastPair, ErrorSource, EventPool, EvidenceAnalysis, EvidencePlan, EvidenceResult,
    FINDING, Further, Pool, ResultKind, RowCheck, evidence, measure_of,
};
pub use explain::{DriftPart, ExplainAnalysis, SelectionPart, StatedPopulation, SweepPoint};
pub use figure_checks::FigureCheck;
pub use flow::{Flow, FlowGroup, LeftOut};
pub use harms::HarmAnalysis;
pub use individual::{IndividualAnalysis, SizesByReadings};
pub use longitudinal::{LongitudinalAnalysis, Sensitivity, Untreated};
pub use longitudinal_plan::{EventStrategy, IntercurrentPlan, LongitudinalPlan};
pub use photos::{PhotosAnalysis, Rated};
pub use plan_file::{AnalysisPlan, Columns, ContrastPlan, HarmPlan, OutcomePlan, Plan};
pub use progress::{Progress, Silent};
use published::places;
pub use published::{
    Published, PublishedChange, PublishedError, PublishedPopulation, PublishedSlope, Repeated, place_of,
};
pub use reading_error::{Basis, KnownError, ReadingErrors};
pub use reliability::{
    ErrorFigures, OutcomeReliability, PairAgreement, ReliabilityAnalysis, RepeatCounts, reliability,
};
pub use selection::{Selection, UnknownProcedure};
pub use sites::SitesAnalysis;
pub use study::Study;
pub use summary::{SummaryAnalysis, SummaryGroup, summary};
pub use truth::TruthCheck;
