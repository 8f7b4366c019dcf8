//! What may have turned the right reading into the one that was written.

use super::gross_digits::{exchanged, misread, with_one_less, with_one_more};
use super::gross_field::Field;
use crate::data::Unit;
use schemars::JsonSchema;
use serde::Serialize;

/// How a reading may have come to be what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum LikelyCause {
    /// In another unit than the rest of the file.
    UnitSlip {
        /// The unit in which it seems to be written.
        written: Unit,
        /// That of the file.
        file: Unit,
    },
    /// The decimal point one or two places off.
    DecimalPoint {
        /// By how many places the reading has to be raised: 1 for 9.8 in place of 98.
        places: i8,
    },
    /// A reading of another outcome of the same person.
    SwappedColumns {
        /// Name of that outcome.
        outcome: String,
        /// The unit of this column, where the other reading was converted to it.
        written: Option<Unit>,
    },
    /// Two neighbouring digits exchanged.
    DigitsExchanged,
    /// One digit taken for another.
    DigitMisread,
    /// One digit left out.
    DigitDropped,
    /// One digit written twice.
    DigitDoubled,
    /// None of these.
    Unknown,
}

/// A cause with what was then meant.
pub(super) struct Meant {
    pub(super) cause: LikelyCause,
    pub(super) value: Option<f64>,
}

/// The first cause that brings the reading within `spread` of what is expected.
pub(super) fn likely_cause(field: &Field<'_>, at: usize, expected: f64, spread: f64, fields: &[Field<'_>]) -> Meant {
    let fits = Fits { field, at, expected, spread };
    // Two digits exchanged hit the person's others by chance far more rarely than the range of another column does.
    fits.factor()
        .or_else(|| fits.digits(&[LikelyCause::DigitsExchanged]))
        .or_else(|| fits.other_column(fields))
        .or_else(|| fits.digits(&[LikelyCause::DigitMisread, LikelyCause::DigitDropped, LikelyCause::DigitDoubled]))
        .unwrap_or(Meant { cause: LikelyCause::Unknown, value: None })
}

struct Fits<'a> {
    field: &'a Field<'a>,
    at: usize,
    expected: f64,
    spread: f64,
}

impl Fits<'_> {
    fn ticks(&self) -> i128 {
        self.field.readings.readings()[self.at].ticks
    }

    fn value(&self) -> f64 {
        self.field.readings.value_of(self.ticks())
    }

    /// The nearest of some factors of the reading that fits.
    fn nearest(&self, factors: impl Iterator<Item = (LikelyCause, f64)>) -> Option<Meant> {
        let rounding = self.field.half_digit(self.at);
        let distance = |value: f64, factor: f64| (value - self.expected).abs() / (self.spread + factor * rounding);
        factors
            .map(|(cause, factor)| (cause, self.value() * factor, distance(self.value() * factor, factor)))
            .filter(|(_, _, distance)| *distance <= 1.0)
            .min_by(|one, other| one.2.total_cmp(&other.2))
            .map(|(cause, value, _)| Meant { cause, value: Some(value) })
    }

    /// Another unit of the same kind, else the decimal point.
    fn factor(&self) -> Option<Meant> {
        let file = self.field.readings.outcome().unit;
        let units = Unit::ALL.into_iter().filter(|&written| written != file).filter_map(|written| {
            let factor = written.convert(1.0, file).ok()?;
            Some((LikelyCause::UnitSlip { written, file }, factor))
        });
        let places = [1, -1, 2, -2].map(|places: i8| (LikelyCause::DecimalPoint { places }, 10f64.powi(places.into())));
        self.nearest(units).or_else(|| self.nearest(places.into_iter()))
    }

    /// The other outcome of the same person that the reading fits best, as a number or converted to its unit.
    fn other_column(&self, fields: &[Field<'_>]) -> Option<Meant> {
        let own = self.field.readings;
        let participant = own.participants()[own.readings()[self.at].participant].as_str();
        let (unit, rounding) = (own.outcome().unit, self.field.half_digit(self.at));
        let others = fields.iter().filter(|field| !std::ptr::eq(field.readings, own));
        let fitting = others.flat_map(|other| {
            let theirs = other.readings.outcome();
            let converted = unit.convert(1.0, theirs.unit).ok().filter(|_| unit != theirs.unit);
            let ways = [Some((1.0, None)), converted.map(|factor| (factor, Some(unit)))];
            ways.into_iter().flatten().filter_map(|(factor, written)| {
                let distance = other.ordinary_distance(participant, self.value() * factor, factor * rounding)?;
                Some((LikelyCause::SwappedColumns { outcome: theirs.name.clone(), written }, distance))
            })
        });
        let nearest = fitting.filter(|(_, distance)| *distance <= 1.0).min_by(|one, other| one.1.total_cmp(&other.1));
        nearest.map(|(cause, _)| Meant { cause, value: None })
    }

    /// The first of some slips of digits that brings the reading back to the person's others.
    fn digits(&self, causes: &[LikelyCause]) -> Option<Meant> {
        let (ticks, decimals) = (self.ticks(), self.field.readings.decimals());
        causes.iter().find_map(|cause| {
            let candidates = match cause {
                LikelyCause::DigitsExchanged => exchanged(ticks, decimals),
                LikelyCause::DigitMisread => misread(ticks, decimals),
                LikelyCause::DigitDropped => with_one_more(ticks, decimals),
                LikelyCause::DigitDoubled => with_one_less(ticks, decimals),
                _ => Vec::new(),
            };
            let values = candidates.into_iter().map(|ticks| self.field.readings.value_of(ticks));
            let distance = |value: f64| (value - self.expected).abs();
            let nearest = values.min_by(|one, other| distance(*one).total_cmp(&distance(*other)))?;
            (distance(nearest) <= self.spread).then_some(Meant { cause: cause.clone(), value: Some(nearest) })
        })
    }
}
