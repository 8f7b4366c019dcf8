//! Who responded, beyond what errors of reading or a control make of nobody.

use crate::claims::compared::Compared;
use crate::claims::found::{Found, Measured, Settle, Stop};
use crate::claims::{Claim, Direction, Records, Region, Which, Wording, shares};
use crate::data::{DataError, Decimal, Measure, PairedSample};
use crate::dist::normal;
use crate::result::Quantity;

const SHARE: Quantity = Quantity { id: "share_of_responders", label: "share of responders", symbol: "p(responders)" };
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
    let size = value.amount_in(compared.outcome().unit)?;
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
            measured.remark(words).found()
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
            measured
                .remark(format!(
                    "In {only_treated} people the treated site alone changed by at least {value}, in {only_control} the untreated site alone."
                ))
                .found()
        }
        Compared::Periods(_) => Err(Stop::lacks("changes within one period")),
        Compared::Pairs(sample, _) => {
            let error = records.reading_error(&Which::of(claim)).filter(|error| error.sd > 0.0);
            let error = error
                .ok_or_else(|| Stop::lacks("the error of one reading, or a control, to tell responders from noise"))?;
            let sd = error.unit.convert(error.sd, sample.outcome().unit)?;
            // The difference of two readings of somebody who did not change has sqrt(2) times the SD of one. Readings stand for all
            // that rounds to them, so a change passes the threshold from half a step below it on.
            let half_step = i128::try_from(sample.step()).map_or(0.0, |step| sample.change().value_of(step) / 2.0);
            let by_chance = normal::sf((size.to_f64() - half_step) / (sd * std::f64::consts::SQRT_2));
            let edge = Decimal::from_f64((by_chance * 1e4).ceil() / 1e4);
            let edge = edge.ok_or_else(|| Stop::lacks("a share that can be written"))?;
            let responders = count(&responded(sample, threshold)?);
            let mut measured = Measured::of(basis, Region::share_above(edge), n, level, |level| {
                shares::share(SHARE, responders, n, level, PROCEDURE)
            })?;
            let share = measured.estimate.value;
            measured.settle = (share > 0.0 && share < 1.0)
                .then(|| Settle { sd: (share * (1.0 - share)).sqrt(), what: "people (normal approximation)" });
            measured
                .remark(format!(
                    "{responders} of {n} people changed by at least {value}. If nobody had changed at all, errors of reading alone (SD {} {}, \
                     from {}) would be expected to make responders of {} %.",
                    error.sd,
                    error.unit.symbol(),
                    error.source,
                    Decimal::from_f64((by_chance * 1e4).ceil() / 1e2).map_or(String::new(), |percent| percent.to_string()),
                ))
                .found()
        }
    }
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
