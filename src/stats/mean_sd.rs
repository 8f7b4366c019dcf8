//! What Student's t needs to know of changes, whether they are there one by one or a paper sums them up.

use super::analysed::analysed;
use super::{Moments, StatsError};
use crate::data::{Decimal, PairedSample, TwoArms, Unit};
use crate::result::Analysed;

/// How many values there are, their mean and their SD.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct MeanSd {
    pub(crate) n: usize,
    pub(crate) mean: f64,
    /// With n - 1; 0 where nothing varies.
    pub(crate) sd: f64,
}

impl MeanSd {
    /// SD / sqrt(n).
    pub(crate) fn standard_error(&self) -> f64 {
        self.sd / (self.n as f64).sqrt()
    }
}

impl From<Moments> for MeanSd {
    fn from(moments: Moments) -> MeanSd {
        MeanSd { n: moments.n, mean: moments.mean, sd: moments.sd.unwrap_or(0.0) }
    }
}

/// The mean of changes, of pairs or from a paper.
pub(crate) trait MeanOfChanges {
    /// Number, mean and SD of the changes.
    fn mean_sd(&self) -> MeanSd;

    /// The mean less an amount; of pairs it is taken in decimal, so that a mean equal to the amount gives exactly 0.
    fn mean_less(&self, amount: Decimal) -> Result<f64, StatsError>;

    /// The unit of the changes.
    fn unit(&self) -> Unit;

    /// Who entered.
    fn analysed(&self) -> Analysed;

    /// The pairs themselves; absent where only a paper's figures are known.
    fn pairs(&self) -> Option<&PairedSample>;
}

impl MeanOfChanges for PairedSample {
    fn mean_sd(&self) -> MeanSd {
        Moments::of(self.change()).into()
    }

    fn mean_less(&self, amount: Decimal) -> Result<f64, StatsError> {
        Ok(Moments::of(&self.change().minus(amount)?).mean)
    }

    fn unit(&self) -> Unit {
        self.outcome().unit
    }

    fn analysed(&self) -> Analysed {
        analysed(self)
    }

    fn pairs(&self) -> Option<&PairedSample> {
        Some(self)
    }
}

/// The mean changes of two groups of people, from their pairs or from a paper; the treated come first.
pub(crate) trait MeansOfArms {
    /// Number, mean and SD of the changes in each group; refuses a group of fewer than two.
    fn groups(&self, procedure: &'static str) -> Result<[MeanSd; 2], StatsError>;

    /// The SDs of the readings before; absent where a paper does not print them.
    fn sds_before(&self) -> Option<[f64; 2]>;

    /// treated - control less an amount; of pairs it is taken in decimal, so that a difference equal to the amount gives exactly 0.
    fn difference_less(&self, amount: Decimal) -> Result<f64, StatsError>;

    /// The unit of the changes.
    fn unit(&self) -> Unit;

    /// Who entered.
    fn analysed(&self) -> Analysed;
}

impl MeansOfArms for TwoArms {
    fn groups(&self, procedure: &'static str) -> Result<[MeanSd; 2], StatsError> {
        super::two_sample::require_each(procedure, 2, self)?;
        Ok([self.treated(), self.control()].map(MeanOfChanges::mean_sd))
    }

    fn sds_before(&self) -> Option<[f64; 2]> {
        Some([self.treated(), self.control()].map(|arm| MeanSd::from(Moments::of(arm.before())).sd))
    }

    fn difference_less(&self, amount: Decimal) -> Result<f64, StatsError> {
        super::two_sample::difference_less(self, amount)
    }

    fn unit(&self) -> Unit {
        self.outcome().unit
    }

    fn analysed(&self) -> Analysed {
        super::two_sample::analysed_arms(self)
    }
}
