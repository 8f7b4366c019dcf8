//! Values of the specification in numbers, and what is wrong with them in the words of their place.

use super::course::Steps;
use super::error::Place;
use super::{Course, SimulateError, SimulatedOutcome, Spec};
use crate::data::{Measure, Unit};

/// Where in the file a value stands.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) place: &'a Place<'a>,
    pub(super) head: &'a str,
    pub(super) index: usize,
}

impl At<'_> {
    pub(super) fn problem<T>(&self, key: &str, what: String) -> Result<T, SimulateError> {
        Err(self.place.problem(self.head, self.index, key, format!("{}: {what}", self.head)))
    }

    pub(super) fn amount(&self, key: &str, measure: Measure, unit: Unit) -> Result<f64, SimulateError> {
        match measure.amount_in(unit) {
            Ok(amount) => Ok(amount.to_f64()),
            Err(_) => self.problem(key, format!("{key} = \"{measure}\" does not fit the unit {}", unit.name())),
        }
    }

    pub(super) fn spread(&self, key: &str, measure: Option<Measure>, unit: Unit) -> Result<f64, SimulateError> {
        let Some(measure) = measure else { return Ok(0.0) };
        let value = self.amount(key, measure, unit)?;
        if value < 0.0 { self.problem(key, format!("{key} = \"{measure}\": an SD is not negative")) } else { Ok(value) }
    }

    pub(super) fn named<'n>(
        &self,
        key: &str,
        name: &str,
        mut names: impl Iterator<Item = &'n str>,
    ) -> Result<usize, SimulateError> {
        match names.position(|other| other == name) {
            Some(at) => Ok(at),
            None => self.problem(key, format!("there is no {key} `{name}` in this file")),
        }
    }

    pub(super) fn outcome(&self, spec: &Spec, name: &str) -> Result<usize, SimulateError> {
        self.named("outcome", name, spec.outcome.iter().map(|outcome| outcome.name.as_str()))
    }

    pub(super) fn arm(&self, spec: &Spec, name: Option<&String>) -> Result<Option<usize>, SimulateError> {
        name.map(|name| self.named("arm", name, spec.arm.iter().map(|arm| arm.name.as_str()))).transpose()
    }

    pub(super) fn site(&self, spec: &Spec, name: Option<&String>) -> Result<Option<usize>, SimulateError> {
        name.map(|name| self.named("site", name, spec.site.iter().map(|site| site.name.as_str()))).transpose()
    }

    /// The one reading of an outcome that a rule speaks of.
    pub(super) fn one_site(&self, spec: &Spec, outcome: usize, name: Option<&String>) -> Result<usize, SimulateError> {
        match (spec.outcome[outcome].by_site(), self.site(spec, name)?) {
            (true, Some(site)) => Ok(site),
            (true, None) => self.problem("outcome", format!("say which site of `{}`", spec.outcome[outcome].name)),
            (false, None) => Ok(0),
            (false, Some(_)) => self.problem("site", format!("`{}` has no sites", spec.outcome[outcome].name)),
        }
    }

    pub(super) fn steps(&self, spec: &Spec, course: &Course, unit: Unit) -> Result<Steps, SimulateError> {
        let amount =
            |key: &str, measure: Option<Measure>| measure.map_or(Ok(0.0), |measure| self.amount(key, measure, unit));
        let mut at = Vec::new();
        for (name, &measure) in &course.at {
            at.push((self.visit(spec, name)?, self.amount("at", measure, unit)?));
        }
        at.sort_by_key(|&(visit, _)| visit);
        Ok(Steps {
            per_week: amount("per-week", course.per_week)?,
            per_session: amount("per-session", course.per_session)?,
            at,
        })
    }

    /// A visit after the first.
    pub(super) fn visit(&self, spec: &Spec, name: &str) -> Result<usize, SimulateError> {
        match spec.visit.iter().position(|visit| visit.name == name) {
            Some(0) => self.problem("at", format!("`{name}` is the first visit, where nothing has changed yet")),
            Some(at) => Ok(at),
            None => self.problem("at", format!("there is no visit `{name}` in this file")),
        }
    }
}

impl SimulatedOutcome {
    /// Whether it is read at each site.
    pub(super) fn by_site(&self) -> bool {
        self.column.contains("{site}")
    }
}
