//! Everybody, down to the person who changed least.

use crate::claims::compared::Compared;
use crate::claims::found::{Found, Measured, Stop, region_in};
use crate::claims::{Claim, Direction, ReadingError, Records, Which};
use crate::data::Measure;
use crate::dist::{DistError, StudentT, normal};
use crate::result::{Estimate, Interval, Level, Quantity};
use crate::stats::StatsError;
use crate::stats::individual::Occasions;

const LEAST: Quantity = Quantity {
    id: "change_of_the_person_who_changed_least",
    label: "change of the person who changed least",
    symbol: "least change",
};
const PROCEDURE: &str = "the change of every person";

/// The person who changed least decides, with intervals for the true changes of all people at once (Bonferroni): where that person's lies
/// inside the region so do all, and where it lies outside somebody did not change as claimed.
pub(super) fn find(claim: &Claim, value: Measure, records: &dyn Records) -> Result<Found, Stop> {
    let compared = Compared::pairs(&Which::of(claim), records)?;
    let Compared::Pairs(sample, basis) = &compared else { return Err(Stop::lacks("pairs of readings")) };
    let stated = ReadingError::of(claim, records)
        .ok_or_else(|| Stop::lacks("the error of one reading, to tell what one person\u{2019}s change is worth"))?;
    let (unit, n) = (sample.outcome().unit, sample.n());
    let error = stated.in_unit(unit)?;
    let ticks = sample.change().ticks().iter().enumerate();
    let least = match claim.direction {
        Some(Direction::Increase) => ticks.min_by_key(|(_, ticks)| **ticks),
        _ => ticks.max_by_key(|(_, ticks)| **ticks),
    };
    let (at, &ticks) = least.ok_or_else(|| Stop::lacks("people with both readings"))?;
    let change = sample.change().value_of(ticks);
    let estimate = |level: Level| {
        let quantile = |tail: f64| match error.degrees_of_freedom {
            None => normal::upper_quantile(tail),
            Some(degrees) => StudentT::try_new(degrees)?.upper_quantile(tail),
        };
        let quantile = quantile(level.alpha() / 2.0 / n as f64);
        let spread = std::f64::consts::SQRT_2 * error.sd;
        let reach = spread * quantile.map_err(|cause: DistError| StatsError::numerical(PROCEDURE, cause))?;
        let interval = Interval::new(change - reach, change + reach, level, "error of reading, Bonferroni");
        Ok(Estimate::new(LEAST, change, unit, Some(spread), Some(interval)))
    };
    let measured = Measured::of(*basis, region_in(claim, unit)?, n, records.level(), estimate)?;
    let mut measured = measured.remark(format!(
        "The person who changed least of {n} is `{}`. Claimed is at least {value} of everybody; the interval is as wide as it must be to \
         hold for all {n} at once, by the error of one reading (SD {}).",
        sample.ids()[at],
        stated.words()
    ));
    if error.occasions == Occasions::Same {
        measured = measured.remark(
            "That error was found on one occasion: the verdict is on the two days of the readings, whatever made people swing between them.",
        );
    }
    measured.found()
}
