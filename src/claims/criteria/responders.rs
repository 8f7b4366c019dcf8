//! Who responded, beyond what errors of reading or a control make of nobody.

use crate::claims::compared::Compared;
use crate::claims::found::{Found, Measured, Settle, Stop};
use crate::claims::{Basis, Claim, Direction, ReadingError, Records, Region, Which, Wording, shares};
use crate::data::{DataError, Decimal, Measure, PairedSample, Unit};
use crate::result::Quantity;
use crate::result::format::{fixed, with_unit};
use crate::stats::individual::{Allowed, Unchanged, individual_responders, share_beyond_noise};
use crate::stats::risk::Toward;

const DIFFERENCE: Quantity = Quantity {
    id: "difference_of_shares_of_responders",
    label: "difference of the shares of responders",
    symbol: "difference of p(responders)",
};
const DISCORDANT: Quantity = Quantity {
    id: "share_only_treated_responded",
    label: "share in whom only the treated site responded, of those in whom one did",
    symbol: "p(only treated | one)",
};
const PROCEDURE: &str = "the share of responders";

pub(super) fn find(claim: &Claim, value: Measure, records: &dyn Records) -> Result<Found, Stop> {
    // A control is worth more than the error of a tape, whatever the wording.
    let compared = Compared::of(&Claim { wording: Wording::Causal, ..claim.clone() }, records)?;
    let unit = compared.outcome().unit;
    let size = value.amount_in(unit)?;
    let threshold = if claim.direction == Some(Direction::Increase) { size } else { size.negated() };
    let (level, n, basis) = (records.level(), compared.n(), compared.basis());
    match &compared {
        Compared::Arms(arms) => {
            let [treated, control] = [arms.treated(), arms.control()];
            let treated = (count(&responded(treated, threshold)?), treated.n());
            let control = (count(&responded(control, threshold)?), control.n());
            let region = Region::share_above(Decimal::ZERO);
            let measured = Measured::of(basis, region, n, level, |level| {
                shares::difference(DIFFERENCE, treated, control, level, PROCEDURE)
            })?;
            let words = format!(
                "{} of {} treated and {} of {} controls changed by at least {value}.",
                treated.0, treated.1, control.0, control.1
            );
            below_detectable(measured.remark(words), value, claim, unit, records)?.found()
        }
        Compared::Sites(sites) => {
            let (treated, control) = (responded(sites.treated(), threshold)?, responded(sites.control(), threshold)?);
            let only =
                |one: &[bool], other: &[bool]| one.iter().zip(other).filter(|(one, other)| **one && !**other).count();
            let (only_treated, only_control) = (only(&treated, &control), only(&control, &treated));
            if only_treated + only_control == 0 {
                return Err(Stop::lacks("anybody in whom one site alone responded"));
            }
            let half = Decimal::new(5, 1).unwrap_or(Decimal::ZERO);
            let measured = Measured::of(basis, Region::share_above(half), n, level, |level| {
                shares::share(DISCORDANT, only_treated, only_treated + only_control, level, PROCEDURE)
            })?;
            let words = format!(
                "In {only_treated} people the treated site alone changed by at least {value}, in {only_control} the untreated site alone."
            );
            below_detectable(measured.remark(words), value, claim, unit, records)?.found()
        }
        Compared::Periods(_) => Err(Stop::lacks("changes within one period")),
        Compared::Pairs(sample, _) => beyond_error(claim, value, sample, basis, records),
    }
}

/// Without a control: more people than errors of reading make, and some by more than the error of one person's readings.
fn beyond_error(
    claim: &Claim,
    value: Measure,
    sample: &PairedSample,
    basis: Basis,
    records: &dyn Records,
) -> Result<Found, Stop> {
    let stated = ReadingError::of(claim, records)
        .ok_or_else(|| Stop::lacks("the error of one reading, or a control, to tell responders from noise"))?;
    let unit = sample.outcome().unit;
    let (size, error, level) = (value.amount_in(unit)?, stated.in_unit(unit)?, records.level());
    let toward = if claim.direction == Some(Direction::Increase) { Toward::Rise } else { Toward::Fall };
    let selection = records.expected_from_selection(&Which::of(claim));
    let expected_change = match &selection {
        Some(selection) => selection.unit.convert(selection.change, unit)?,
        None => 0.0,
    };
    let unchanged = Unchanged { error, expected_change };
    let by_error = |level| share_beyond_noise(sample, size, toward, unchanged, level);
    let found = by_error(level)?;
    let (n, responders) = (found.n, found.who.len());
    let edge = Decimal::from_f64((found.expected * 1e4).ceil() / 1e4);
    let edge = edge.ok_or_else(|| Stop::lacks("a share that can be written"))?;
    let region = Region::share_above(edge);
    let mut measured = Measured::of(basis, region, n, level, |level| Ok(by_error(level)?.share))?;
    let share = measured.estimate.value;
    let sd = (share * (1.0 - share)).sqrt();
    if sd > 0.0 {
        measured.estimate.standard_error = Some(sd / (n as f64).sqrt());
        measured.settle = Some(Settle { sd, what: "people (normal approximation)" });
    }
    let gate = individual_responders(sample, Some(size), toward, unchanged, level)?;
    measured.withheld = match gate.allowed {
        Allowed::Responders if selection.is_none() && basis == Basis::Change => Some(
            "It is not known how people came in. Picked because a reading was high (or low), all of them would be read closer to the mean \
             the next time although nobody responded; `[selection]` in the plan says how they were picked, or that they were not."
                .to_owned(),
        ),
        Allowed::Responders => None,
        Allowed::ChangeBeyondReading => Some(
            "Without a control responders cannot be shown by this error: it was found by readings repeated on one occasion, and what \
             people swing from one occasion to the next is not in it."
                .to_owned(),
        ),
        Allowed::Nothing => Some(format!(
            "Of single people no response is shown: {} of {n} changed, in the direction claimed, by more than the smallest detectable \
             change, and errors of reading alone may do that.",
            gate.beyond.who.len(),
        )),
    };
    let percent = Decimal::from_f64((found.expected * 1e4).ceil() / 1e2);
    if let Some(selection) = selection.filter(|selection| selection.change != 0.0) {
        measured = measured.remark(selection.words);
    }
    let measured = measured.remark(format!(
        "{responders} of {n} people changed by at least {value}. If nobody had changed at all, errors of reading alone (SD {}) would be \
         expected to make responders of {} %.",
        stated.words(),
        percent.map_or(String::new(), |percent| percent.to_string()),
    ));
    below_detectable(measured, value, claim, unit, records)?.found()
}

/// With a caution, where the error of reading is known, when one person's readings cannot tell the claimed change.
fn below_detectable(
    measured: Measured,
    value: Measure,
    claim: &Claim,
    unit: Unit,
    records: &dyn Records,
) -> Result<Measured, Stop> {
    let Some(error) = ReadingError::of(claim, records) else { return Ok(measured) };
    let detectable = error.in_unit(unit)?.detectable_change(records.level())?;
    if value.amount_in(unit)?.to_f64() > detectable {
        return Ok(measured);
    }
    Ok(measured.remark(format!(
        "No single person can be called a responder at {value}: two readings of one person tell changes of more than {} only (smallest \
         detectable change at {}).",
        with_unit(&fixed(detectable, 2), unit),
        records.level().percent(),
    )))
}

/// Who changed by at least the threshold, whose sign is the direction; decided on whole ticks.
fn responded(sample: &PairedSample, threshold: Decimal) -> Result<Vec<bool>, DataError> {
    let beyond = sample.change().minus(threshold)?;
    let falls = threshold < Decimal::ZERO;
    Ok(beyond.ticks().iter().map(|&ticks| if falls { ticks <= 0 } else { ticks >= 0 }).collect())
}

fn count(responded: &[bool]) -> usize {
    responded.iter().filter(|responded| **responded).count()
}
