//! Simulated trials: from a specification with its seed to readings whose truth is known.
//!
//! The same specification gives the same bytes for ever: every draw comes from a stream named after the concern it serves and numbered
//! by the person who is screened, so neither threads nor the order of work, nor a change in another concern, can move it.

mod allocation;
mod bundled;
mod check;
mod co_intervention;
mod course;
mod draws;
mod dropout;
mod effects;
mod error;
mod generate;
mod gross_error;
mod harms;
mod model;
mod observer;
mod photos;
mod place;
mod population;
mod reading;
mod regression;
mod reliability;
mod resolve;
mod selection;
mod selection_truth;
mod share;
mod spec;
mod table;
mod truth;
mod truth_of;
mod truth_toml;

pub use bundled::{BUNDLED_SPECS, BundledSpec};
pub use error::SimulateError;
pub use generate::{Simulated, simulate};
pub use gross_error::{GrossError, GrossErrorKind, GrossErrorTruth};
pub use observer::Observer;
pub use photos::Photos;
pub use reliability::{ObserverTruth, ReliabilityTruth};
pub use selection_truth::SelectionTruth;
pub use share::Share;
pub use spec::{
    Arm, Assignment, BetweenSites, CoIntervention, Coupling, Course, DigitPreference, Disappointed, Dropout, Effect,
    Harm, HarmRate, Layout, Randomisation, Screening, Selection, SimulatedOutcome, Site, Spec, Visit,
};
pub use table::Table;
pub use truth::{ChangeTruth, ContrastTruth, HarmTruth, Truth};
