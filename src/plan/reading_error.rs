//! How much one reading of an outcome varies in somebody who does not change, and where that is known from.

use super::engine::plan_problem;
use super::{OutcomePlan, PlanError, Published, ReliabilityAnalysis, Repeated, StatedError, Study, place_of};
use crate::data::{Decimal, Measure, Outcome};
use crate::stats::individual::{ErrorOfReading, Occasions};
use schemars::JsonSchema;
use serde::Serialize;

/// What an error of reading rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The plan states it.
    Stated,
    /// The study's own repeated readings.
    Measured,
    /// A published figure that the plan takes as an assumption.
    Published,
}

/// An error of reading, in the unit of the outcome.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct KnownError {
    /// Its size.
    #[serde(flatten)]
    pub error: ErrorOfReading,
    /// What it rests on.
    pub basis: Basis,
    /// Where it comes from, as part of a sentence.
    pub source: String,
}

/// What is known of the error of one outcome.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct ReadingErrors {
    /// Of readings repeated at once: the tape alone.
    pub same: Option<KnownError>,
    /// Of readings on different occasions: the tape, and what a person swings from day to day.
    pub different: Option<KnownError>,
    /// Published figures that nobody asked for, to be offered.
    pub offered: Vec<KnownError>,
}

impl ReadingErrors {
    /// The error to hold a change against: that of different occasions where it is known, because a change is one of two occasions.
    pub fn of_change(&self) -> Option<&KnownError> {
        self.different.as_ref().or(self.same.as_ref())
    }

    /// The error of readings repeated at once, or the published figure that is offered for it.
    pub fn at_once(&self) -> Option<&KnownError> {
        self.same.as_ref().or_else(|| self.offered.iter().find(|known| known.error.occasions == Occasions::Same))
    }

    /// The same, or the published figure that is offered for it.
    pub fn assumed(&self) -> Option<&KnownError> {
        self.of_change().or(self.offered.first())
    }
}

/// The errors of an outcome at a site: as the plan states them, or else as its repeated readings show them; published figures are offered.
///
/// # Errors
/// [`PlanError`] for amounts in a unit that the outcome cannot have, and for `published` where no figure is on file.
pub(super) fn reading_errors(
    study: &Study,
    planned: Option<&OutcomePlan>,
    outcome: &Outcome,
    site: Option<&str>,
    repeats: Option<&ReliabilityAnalysis>,
) -> Result<ReadingErrors, PlanError> {
    let published = Published::bundled()?;
    let place = study.plan.explain.place.as_deref().or_else(|| place_of(outcome, site));
    let problem = |what: String| plan_problem(study, format!("outcome {}: {what}", outcome.name));
    let in_unit = |measure: Measure| measure.amount_in(outcome.unit).map(Decimal::to_f64);
    let on_file = |repeated: Repeated| -> Option<KnownError> {
        let found = published.error_at(place?, repeated)?;
        let error = ErrorOfReading {
            sd: in_unit(found.sd).ok()?,
            degrees_of_freedom: None,
            occasions: if repeated == Repeated::Same { Occasions::Same } else { Occasions::Different },
        };
        let source = format!("a published figure, taken as an assumption: {}", found.source.trim_end_matches('.'));
        Some(KnownError { error, basis: Basis::Published, source })
    };
    let stated = |asked: Option<StatedError>, source: Option<&String>, repeated: Repeated| {
        match asked {
        None => Ok(None),
        Some(StatedError::Published) => on_file(repeated).map(Some).ok_or_else(|| {
            let apart = if repeated == Repeated::Same { "" } else { " of different occasions" };
            problem(format!(
                "no published error{apart} is on file for it; state an amount, or name the place with [explain] place = \"waist\""
            ))
        }),
        Some(StatedError::Amount(measure)) => {
            let sd = in_unit(measure).map_err(|cause| problem(cause.to_string()))?;
            let occasions = if repeated == Repeated::Same { Occasions::Same } else { Occasions::Different };
            let source = source.map_or("the plan, without a source", String::as_str).trim_end_matches('.').to_owned();
            let error = ErrorOfReading { sd, degrees_of_freedom: None, occasions };
            Ok(Some(KnownError { error, basis: Basis::Stated, source }))
        }
    }
    };
    let general = study.plan.analysis.reading_error.filter(|error| match error {
        StatedError::Amount(measure) => in_unit(*measure).is_ok(),
        StatedError::Published => on_file(Repeated::Same).is_some(),
    });
    let same = stated(
        planned.and_then(|planned| planned.reading_error).or(general),
        planned.and_then(|planned| planned.reading_error_source.as_ref()),
        Repeated::Same,
    )?;
    let different = stated(
        planned.and_then(|planned| planned.within_person_sd),
        planned.and_then(|planned| planned.within_person_sd_source.as_ref()),
        Repeated::Different,
    )?;
    let name = planned.and_then(|planned| planned.reliability.as_deref()).unwrap_or(&outcome.name);
    let measured = |occasions: Occasions| repeats?.error_of(name, site, outcome.unit, occasions);
    let mut errors = ReadingErrors {
        same: same.or_else(|| measured(Occasions::Same)),
        different: different.or_else(|| measured(Occasions::Different)),
        offered: Vec::new(),
    };
    if errors.of_change().is_none() {
        errors.offered = [Repeated::Different, Repeated::Same].into_iter().filter_map(on_file).collect();
    }
    Ok(errors)
}
