//! The difference of two means with its standard error, with and without equal variances.

use crate::data::Decimal;
use crate::stats::{MeanSd, MeansOfArms, StatsError};

/// A difference of two means and what its error is judged by.
pub(super) struct MeanDifference {
    pub(super) value: f64,
    pub(super) standard_error: f64,
    pub(super) degrees: f64,
}

/// The moments of the changes of two groups of at least two each.
pub(super) struct Groups {
    pub(super) moments: [MeanSd; 2],
    pub(super) difference: f64,
}

impl Groups {
    pub(super) fn of(procedure: &'static str, arms: &dyn MeansOfArms) -> Result<Groups, StatsError> {
        let moments = arms.groups(procedure)?;
        Ok(Groups { moments, difference: arms.difference_less(Decimal::ZERO)? })
    }

    /// Welch's: each group has its own variance; `None` when neither group varies.
    pub(super) fn welch(&self) -> Option<MeanDifference> {
        let [treated, control] = self.moments.each_ref().map(|group| group.standard_error());
        // Squares of the shares of the error, so that no variance is too small to square.
        let standard_error = treated.hypot(control);
        let share = |error: f64, group: &MeanSd| (error / standard_error).powi(4) / (group.n - 1) as f64;
        let degrees = 1.0 / (share(treated, &self.moments[0]) + share(control, &self.moments[1]));
        (standard_error > 0.0).then_some(MeanDifference { value: self.difference, standard_error, degrees })
    }

    /// The SD pooled over both groups.
    pub(super) fn pooled_sd(&self) -> f64 {
        self.pooled(self.moments.map(|group| group.sd))
    }

    /// sqrt(sum (n - 1) s^2 / sum (n - 1)) of SDs of the two groups.
    pub(super) fn pooled(&self, sds: [f64; 2]) -> f64 {
        let [m, n] = self.moments.each_ref().map(|group| ((group.n - 1) as f64).sqrt());
        (m * sds[0]).hypot(n * sds[1]) / self.degrees().sqrt()
    }

    /// Student's: one variance for both; `None` when neither group varies.
    pub(super) fn student(&self) -> Option<MeanDifference> {
        let standard_error = self.pooled_sd() * self.reciprocal_sizes().sqrt();
        (standard_error > 0.0).then_some(MeanDifference {
            value: self.difference,
            standard_error,
            degrees: self.degrees(),
        })
    }

    /// 1/m + 1/n.
    pub(super) fn reciprocal_sizes(&self) -> f64 {
        self.moments.iter().map(|group| 1.0 / group.n as f64).sum()
    }

    /// m + n - 2.
    pub(super) fn degrees(&self) -> f64 {
        self.moments.iter().map(|group| (group.n - 1) as f64).sum()
    }
}
