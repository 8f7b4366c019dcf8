use super::change_sd::sd_of_change;
use crate::data::{DataError, Unit};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// Number, mean and SD of one group's readings, or of its changes (after - before).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GroupSummary {
    n: u64,
    mean: f64,
    sd: f64,
}

/// Means and SDs of one group before and after, with the correlation of the two readings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PairedSummary {
    n: u64,
    before: f64,
    after: f64,
    sd_before: f64,
    sd_after: f64,
    correlation: f64,
}

/// More people than this are not exact doubles.
const LARGEST: u64 = 1 << 52;

fn refused<T>(why: &str) -> Result<T, StatsError> {
    Err(StatsError::Undefined { procedure: "a group's summary", why: why.to_owned() })
}

fn check(n: u64, means: &[f64], sds: &[f64]) -> Result<(), StatsError> {
    if !(2..=LARGEST).contains(&n) {
        return refused("an SD needs two people at least");
    }
    if means.iter().any(|mean| !mean.is_finite()) {
        return refused("a mean is not a number");
    }
    if sds.iter().any(|sd| !sd.is_finite() || *sd < 0.0) {
        return refused("an SD is below 0 or not a number");
    }
    Ok(())
}

impl GroupSummary {
    /// At least two people, a finite mean, an SD of zero or above.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for other figures.
    pub fn try_new(n: u64, mean: f64, sd: f64) -> Result<GroupSummary, StatsError> {
        check(n, &[mean], &[sd])?;
        Ok(GroupSummary { n, mean, sd })
    }

    /// People.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The SD.
    pub fn sd(&self) -> f64 {
        self.sd
    }

    /// SD^2 / n.
    pub fn mean_variance(&self) -> f64 {
        self.sd * self.sd / self.n as f64
    }

    pub(super) fn size(&self) -> f64 {
        self.n as f64
    }

    /// n - 1.
    pub(super) fn degrees(&self) -> f64 {
        self.n as f64 - 1.0
    }

    /// The same figures in another unit of the same dimension.
    ///
    /// # Errors
    /// [`DataError::Unit`] when the two units measure different things.
    pub fn converted(&self, from: Unit, to: Unit) -> Result<GroupSummary, DataError> {
        Ok(GroupSummary { n: self.n, mean: from.convert(self.mean, to)?, sd: from.convert(self.sd, to)? })
    }
}

impl PairedSummary {
    /// At least two people, finite means, SDs of zero or above, a correlation from -1 to 1.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for other figures.
    pub fn try_new(n: u64, means: [f64; 2], sds: [f64; 2], correlation: f64) -> Result<PairedSummary, StatsError> {
        check(n, &means, &sds)?;
        if !(-1.0..=1.0).contains(&correlation) {
            return refused("a correlation lies between -1 and 1");
        }
        let [(before, after), (sd_before, sd_after)] = [means, sds].map(|[before, after]| (before, after));
        Ok(PairedSummary { n, before, after, sd_before, sd_after, correlation })
    }

    /// People.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// The readings before.
    pub fn before(&self) -> GroupSummary {
        GroupSummary { n: self.n, mean: self.before, sd: self.sd_before }
    }

    /// The readings after.
    pub fn after(&self) -> GroupSummary {
        GroupSummary { n: self.n, mean: self.after, sd: self.sd_after }
    }

    /// Correlation of the readings before and after.
    pub fn correlation(&self) -> f64 {
        self.correlation
    }

    /// The changes, after - before.
    pub fn change(&self) -> GroupSummary {
        let sd = sd_of_change(self.sd_before, self.sd_after, self.correlation);
        GroupSummary { n: self.n, mean: self.after - self.before, sd }
    }
}
