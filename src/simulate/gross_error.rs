//! Slips of the pen that are put into the data on purpose.

use super::error::Place;
use super::generate::Person;
use super::model::Model;
use super::place::At;
use super::reading::power;
use super::spec::one;
use super::table::participant;
use super::{SimulateError, Spec, truth_of};
use crate::data::{Decimal, Unit};
use serde::Deserialize;

/// One cell of the data that is written down wrong.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GrossError {
    /// Whose reading, by the name in the data: `S07`.
    pub participant: String,
    /// At which visit.
    pub visit: String,
    /// By which observer, if there are any.
    pub observer: Option<String>,
    /// Which of that observer's readings, from 1.
    #[serde(default = "one")]
    pub reading: u32,
    /// Of which outcome.
    pub outcome: String,
    /// At which site, if it has sites.
    pub site: Option<String>,
    /// What went wrong.
    pub kind: GrossErrorKind,
    /// `unit`: the unit in which it is written.
    pub unit: Option<Unit>,
    /// `swapped`: the outcome whose reading stands in its place.
    pub with: Option<String>,
}

/// What can go wrong when a reading is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrossErrorKind {
    /// It is written in another unit, about as finely.
    Unit,
    /// The first two neighbouring digits that differ are exchanged.
    Digits,
    /// It stands in the column of another outcome, and the other one's reading in its own.
    Swapped,
}

impl GrossErrorKind {
    fn name(self) -> &'static str {
        match self {
            GrossErrorKind::Unit => "unit",
            GrossErrorKind::Digits => "digits",
            GrossErrorKind::Swapped => "swapped",
        }
    }
}

/// A planted slip.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GrossErrorTruth {
    /// Whose reading.
    pub participant: String,
    /// At which visit.
    pub visit: String,
    /// By which observer, if there are any.
    pub observer: Option<String>,
    /// Which of that observer's readings, if there are observers.
    pub reading: Option<u32>,
    /// The column that it stands in.
    pub column: String,
    /// `unit`, `digits` or `swapped`.
    pub kind: String,
    /// What would have been written.
    pub right: String,
    /// What is written.
    pub written: String,
}

/// A slip with its names resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct GrossErrorModel {
    person: usize,
    visit: usize,
    /// Which reading of the visit.
    reading: usize,
    outcome: usize,
    site: usize,
    slip: Pen,
}

#[derive(Clone, Copy, Debug)]
enum Pen {
    Unit(Unit),
    Digits,
    /// The other outcome and its site.
    Swapped(usize, usize),
}

pub(super) fn resolve(spec: &Spec, place: &Place<'_>) -> Result<Vec<GrossErrorModel>, SimulateError> {
    let one = |(index, stated)| resolved(spec, stated, At { place, head: "gross-error", index });
    spec.gross_error.iter().enumerate().map(one).collect()
}

fn resolved(spec: &Spec, stated: &GrossError, at: At<'_>) -> Result<GrossErrorModel, SimulateError> {
    let Some(person) = (0..spec.people).find(|number| participant(spec, *number) == stated.participant) else {
        let last = participant(spec, spec.people.saturating_sub(1));
        return at.problem("participant", format!("`{}`: people are called up to {last}", stated.participant));
    };
    let visit = at.named("visit", &stated.visit, spec.visit.iter().map(|visit| visit.name.as_str()))?;
    let observer = match &stated.observer {
        Some(name) => at.named("observer", name, spec.observer.iter().map(|observer| observer.name.as_str()))?,
        None if spec.observer.is_empty() => 0,
        None => return at.problem("observer", "say whose reading".to_owned()),
    };
    if !(1..=spec.readings_per_visit).contains(&stated.reading) {
        return at.problem("reading", format!("reading is from 1 to {}", spec.readings_per_visit));
    }
    let outcome = at.outcome(spec, &stated.outcome)?;
    let site = at.one_site(spec, outcome, stated.site.as_ref())?;
    let unit = spec.outcome[outcome].unit;
    let slip = match (stated.kind, stated.unit, &stated.with) {
        (GrossErrorKind::Unit, Some(to), None) if to != unit && unit.convert(1.0, to).is_ok() => Pen::Unit(to),
        (GrossErrorKind::Unit, ..) => {
            return at.problem("unit", format!("kind `unit` needs another unit than {} of its kind", unit.name()));
        }
        (GrossErrorKind::Digits, None, None) => Pen::Digits,
        (GrossErrorKind::Digits, ..) => {
            return at.problem("kind", "kind `digits` takes neither unit nor with".to_owned());
        }
        (GrossErrorKind::Swapped, None, Some(name)) if *name != stated.outcome => {
            let other = at.named("with", name, spec.outcome.iter().map(|outcome| outcome.name.as_str()))?;
            let site = spec.outcome[other].by_site().then_some(stated.site.as_ref()).flatten();
            Pen::Swapped(other, at.one_site(spec, other, site)?)
        }
        (GrossErrorKind::Swapped, ..) => {
            return at.problem("with", "kind `swapped` needs another outcome: with = \"waist\"".to_owned());
        }
    };
    let reading = observer * spec.readings_per_visit as usize + stated.reading as usize - 1;
    Ok(GrossErrorModel { person, visit, reading, outcome, site, slip })
}

/// Puts the slips into the readings, one after the other.
pub(super) fn plant(
    spec: &Spec,
    model: &Model,
    place: &Place<'_>,
    people: &mut [Person],
) -> Result<Vec<GrossErrorTruth>, SimulateError> {
    let mut planted = Vec::new();
    for (index, (error, stated)) in model.gross_errors.iter().zip(&spec.gross_error).enumerate() {
        let at = At { place, head: "gross-error", index };
        let Some(readings) = people[error.person].readings.get_mut(error.visit) else {
            return at.problem("visit", format!("{} did not come to `{}`", stated.participant, stated.visit));
        };
        let row = &mut readings[error.reading];
        let right = row[error.outcome][error.site];
        let mut cells = vec![(error.outcome, error.site, right)];
        let wrong = match error.slip {
            Pen::Unit(unit) => in_unit(right, spec.outcome[error.outcome].unit, unit),
            Pen::Digits => exchanged(right),
            Pen::Swapped(outcome, site) => {
                let other = row[outcome][site];
                cells.push((outcome, site, other));
                row[outcome][site] = right;
                Some(other)
            }
        };
        let Some(wrong) = wrong.filter(|wrong| *wrong != right) else {
            let what = format!("the reading {right} of {} stays the same; choose another one", stated.participant);
            return at.problem("kind", what);
        };
        row[error.outcome][error.site] = wrong;
        for (outcome, site, right) in cells {
            planted.push(GrossErrorTruth {
                participant: stated.participant.clone(),
                visit: stated.visit.clone(),
                observer: stated.observer.clone(),
                reading: stated.observer.as_ref().map(|_| stated.reading),
                column: truth_of::column(spec, &spec.outcome[outcome].column, site),
                kind: stated.kind.name().to_owned(),
                right: right.to_string(),
                written: row[outcome][site].to_string(),
            });
        }
    }
    Ok(planted)
}

/// The reading in another unit, on the grid of powers of ten that is nearest to its own: 57.3 cm are 573 mm, 0.573 m or 22.6 in.
fn in_unit(reading: Decimal, from: Unit, to: Unit) -> Option<Decimal> {
    let ratio = from.convert(1.0, to).ok()?;
    let decimals = (f64::from(reading.decimals()) - ratio.log10().round()).max(0.0) as u8;
    Decimal::new((reading.to_f64() * ratio * power(decimals)).round() as i128, decimals)
}

/// The reading with the first two neighbouring digits that differ exchanged, wherever the point stands.
fn exchanged(reading: Decimal) -> Option<Decimal> {
    let mut text = reading.to_string().into_bytes();
    let digits: Vec<usize> = (0..text.len()).filter(|at| text[*at].is_ascii_digit()).collect();
    let pair = digits.windows(2).find(|pair| text[pair[0]] != text[pair[1]])?;
    text.swap(pair[0], pair[1]);
    Decimal::parse(&String::from_utf8(text).ok()?, '.').ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::parse(text, '.').expect("decimal")
    }

    #[test]
    fn units_are_mistaken_as_finely_as_they_are_read() {
        for (reading, from, to, expected) in [
            ("57.3", Unit::Cm, Unit::Mm, "573"),
            ("57.3", Unit::Cm, Unit::M, "0.573"),
            ("57.3", Unit::Cm, Unit::In, "22.6"),
            ("68.4", Unit::Kg, Unit::Lb, "150.8"),
            ("68.4", Unit::Kg, Unit::G, "68400"),
        ] {
            assert_eq!(in_unit(decimal(reading), from, to).map(|wrong| wrong.to_string()).as_deref(), Some(expected));
        }
    }

    #[test]
    fn the_first_digits_that_differ_are_exchanged() {
        for (reading, expected) in
            [("57.3", Some("75.3")), ("55.3", Some("53.5")), ("-80.1", Some("-8.1")), ("55.5", None)]
        {
            assert_eq!(exchanged(decimal(reading)).map(|wrong| wrong.to_string()).as_deref(), expected, "{reading}");
        }
    }
}
