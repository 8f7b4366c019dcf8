//! The model: what was measured, of whom, where and when. Valid by construction; the only room that subtracts readings.

mod complete;
mod controlled;
mod covariate;
mod decimal;
mod design;
mod error;
mod exclusion;
mod longitudinal;
mod measure;
mod outcome;
mod paired;
mod rated_pairs;
mod repeats;
mod sample;
mod trial;
mod unit;

pub use complete::CompleteCourses;
pub use controlled::{Controlled, SeveralArms, SplitBody, TwoArms};
pub use covariate::{Covariate, CovariateValues, EventCount, Harm, Intercurrent};
pub use decimal::{Decimal, DecimalError};
pub use design::{Design, DesignKind};
pub use error::DataError;
pub use exclusion::{Exclusion, ExclusionReason};
pub use longitudinal::{Course, Longitudinal, Readings, TimePoint};
pub use measure::{Measure, MeasureError};
pub use outcome::{Outcome, OutcomeKind};
pub use paired::PairedSample;
pub use rated_pairs::{Answer, RatedPairs};
pub use repeats::{Centred, Repeat, RepeatCell, RepeatReading, RepeatReadings};
pub use sample::Sample;
pub(crate) use sample::greatest_common_divisor;
pub use trial::{Arm, Participant, ParticipantId, Reading, Site, Trial, Visit};
pub use unit::{Dimension, Unit};
