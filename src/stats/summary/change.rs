//! What a paper says of one group's changes.

use crate::data::{Decimal, PairedSample, Unit};
use crate::result::Analysed;
use crate::stats::effect::Moment;
use crate::stats::measures::{correlation_from_sds, sd_of_change};
use crate::stats::{MeanOfChanges, MeanSd, StatsError};

/// Number, mean and SD of the changes (after - before) of one group, with what is known of the readings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChangeSummary {
    changes: MeanSd,
    sds: [Option<f64>; 2],
    correlation: Option<f64>,
    unit: Unit,
}

/// Refuses figures that nobody can have measured.
pub(super) fn require(holds: bool, why: &str) -> Result<(), StatsError> {
    if holds {
        return Ok(());
    }
    Err(StatsError::Undefined { procedure: "a test from a paper's figures", why: why.to_owned() })
}

/// Refuses an SD of readings that is not above 0.
pub(super) fn require_sd(sd: f64) -> Result<(), StatsError> {
    require(sd > 0.0 && sd.is_finite(), "the SD of the readings is not above 0")
}

impl ChangeSummary {
    /// At least two people, a finite mean and an SD above 0.
    ///
    /// # Errors
    /// [`StatsError`] for other figures.
    pub fn try_new(n: usize, mean: f64, sd: f64, unit: Unit) -> Result<ChangeSummary, StatsError> {
        StatsError::require("a test from a paper's figures", 2, n)?;
        require(mean.is_finite(), "the mean change is not a number")?;
        require(sd > 0.0 && sd.is_finite(), "the SD of the changes is not above 0")?;
        Ok(ChangeSummary { changes: MeanSd { n, mean, sd }, sds: [None; 2], correlation: None, unit })
    }

    /// From the SDs of the readings before and after and their correlation.
    ///
    /// # Errors
    /// [`StatsError`] as [`ChangeSummary::try_new`], and for a correlation outside -1 to 1.
    pub fn of_readings(
        n: usize,
        mean: f64,
        sds: [f64; 2],
        correlation: f64,
        unit: Unit,
    ) -> Result<ChangeSummary, StatsError> {
        sds.into_iter().try_for_each(require_sd)?;
        require((-1.0..=1.0).contains(&correlation), "a correlation lies between -1 and 1")?;
        let summary = ChangeSummary::try_new(n, mean, sd_of_change(sds[0], sds[1], correlation), unit)?;
        Ok(ChangeSummary { sds: sds.map(Some), correlation: Some(correlation), ..summary })
    }

    /// The same with the SDs of the readings, as far as they are known. Two of them and the SD of the changes say how the readings
    /// correlate, unless they contradict each other.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for an SD that is not above 0.
    pub fn with_sds(self, sds: [Option<f64>; 2]) -> Result<ChangeSummary, StatsError> {
        sds.into_iter().flatten().try_for_each(require_sd)?;
        let implied = match sds {
            [Some(before), Some(after)] => correlation_from_sds(before, after, self.changes.sd),
            _ => None,
        };
        Ok(ChangeSummary { sds, correlation: implied.filter(|r| (-1.0..=1.0).contains(r)), ..self })
    }

    /// People.
    pub fn n(&self) -> usize {
        self.changes.n
    }

    /// The mean change.
    pub fn mean(&self) -> f64 {
        self.changes.mean
    }

    /// The SD of the changes.
    pub fn sd(&self) -> f64 {
        self.changes.sd
    }

    /// The SDs of the readings before and after, where they are known.
    pub fn sds(&self) -> [Option<f64>; 2] {
        self.sds
    }

    /// The correlation of before and after, where it is known or follows from three SDs.
    pub fn correlation(&self) -> Option<f64> {
        self.correlation
    }

    /// The unit of the changes.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// For standardised sizes. An unknown SD of readings is 0; the caller asks for no size that divides by it.
    pub(super) fn moment(&self) -> Moment {
        let [sd_before, sd_after] = self.sds.map(|sd| sd.unwrap_or(0.0));
        Moment {
            n: self.changes.n as f64,
            mean: self.changes.mean,
            sd_change: self.changes.sd,
            sd_before,
            sd_after,
            one_minus_correlation: self.correlation.map(|correlation| 1.0 - correlation),
        }
    }
}

impl MeanOfChanges for ChangeSummary {
    fn mean_sd(&self) -> MeanSd {
        self.changes
    }

    fn mean_less(&self, amount: Decimal) -> Result<f64, StatsError> {
        Ok(self.changes.mean - amount.to_f64())
    }

    fn unit(&self) -> Unit {
        self.unit
    }

    fn analysed(&self) -> Analysed {
        Analysed { n: self.changes.n, excluded: Vec::new() }
    }

    fn pairs(&self) -> Option<&PairedSample> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_figures_are_refused() {
        let of = |n, mean, sd| ChangeSummary::try_new(n, mean, sd, Unit::Cm);
        assert!(of(2, -1.9, 2.1).is_ok());
        for bad in [of(1, -1.9, 2.1), of(34, f64::NAN, 2.1), of(34, -1.9, 0.0), of(34, -1.9, f64::INFINITY)] {
            assert!(bad.is_err(), "{bad:?}");
        }
        let of = |r| ChangeSummary::of_readings(10, -1.9, [5.0, 5.0], r, Unit::Cm);
        assert!(of(1.0).is_err() && of(1.1).is_err() && of(-1.0).is_ok());
    }

    #[test]
    fn three_sds_tell_the_correlation_unless_they_contradict_each_other() {
        let change = ChangeSummary::of_readings(10, -1.9, [8.0, 7.0], 0.9, Unit::Cm).expect("figures");
        let again = ChangeSummary::try_new(10, -1.9, change.sd(), Unit::Cm).expect("figures");
        let with = |sds| again.with_sds(sds).expect("SDs").correlation();
        assert!((with([Some(8.0), Some(7.0)]).expect("a correlation") - 0.9).abs() < 1e-14);
        assert_eq!((with([Some(8.0), None]), with([Some(1.0), Some(0.5)])), (None, None));
    }
}
