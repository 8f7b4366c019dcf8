//! Which arms are held against which, and the mean changes of several arms with one variance.

use super::answer::Question;
use super::columns::{Shifted, indicator};
use super::least_squares::{Covariance, LeastSquares, LinearEstimate};
use crate::data::{PairedSample, SeveralArms};
use crate::result::{GroupMean, Level, Note, Quantity};
use crate::stats::{Moments, StatsError};

/// What an F test of arms is about.
pub const SPREAD_OF_MEANS: Quantity =
    Quantity { id: "spread_of_means", label: "spread of the means of the arms", symbol: "spread of means" };
/// Mean change of an arm.
pub const ARM_MEAN_CHANGE: Quantity = Quantity { id: "mean_change", label: "mean change", symbol: "mean change" };
/// Mean change of one arm less that of another.
pub const DIFFERENCE_OF_CHANGES: Quantity =
    Quantity { id: "difference_of_changes", label: "difference of mean changes", symbol: "difference of changes" };

/// One arm less another.
pub(crate) struct ArmPair {
    pub(crate) of: usize,
    pub(crate) against: usize,
    /// `B - A`.
    pub(crate) label: String,
}

/// The name of an arm, or its place.
pub(crate) fn name_of(arm: &PairedSample, at: usize) -> String {
    arm.group().map_or_else(|| format!("arm {}", at + 1), str::to_owned)
}

/// Every arm against the control; all pairs, later - earlier, without one.
pub(crate) fn pairs_of(arms: &SeveralArms) -> Vec<ArmPair> {
    if arms.has_control() { against_first(arms.arms()) } else { all_pairs(arms.arms()) }
}

/// Every arm against the first.
pub(crate) fn against_first(arms: &[PairedSample]) -> Vec<ArmPair> {
    (1..arms.len()).map(|of| pair(arms, of, 0)).collect()
}

/// Later arms less earlier ones.
pub(crate) fn all_pairs(arms: &[PairedSample]) -> Vec<ArmPair> {
    (0..arms.len()).flat_map(|against| (against + 1..arms.len()).map(move |of| pair(arms, of, against))).collect()
}

fn pair(arms: &[PairedSample], of: usize, against: usize) -> ArmPair {
    let label = format!("{} - {}", name_of(&arms[of], of), name_of(&arms[against], against));
    ArmPair { of, against, label }
}

/// Said where several comparisons stand side by side without adjustment.
pub(crate) fn adjusting_is_up_to_the_reader(comparisons: usize) -> Option<Note> {
    (comparisons > 1).then(|| {
        Note::new(
            "not-adjusted",
            format!(
                "The p-values and intervals of the {comparisons} comparisons each stand for themselves; they are not adjusted for their \
                 number."
            ),
        )
    })
}

/// One mean change for each arm and one variance for all: one-way analysis of variance.
pub(crate) struct ArmChanges<'a> {
    pub(crate) arms: Vec<&'a PairedSample>,
    pub(crate) fit: LeastSquares,
    /// The mean change of each arm, exact.
    means: Vec<f64>,
}

impl<'a> ArmChanges<'a> {
    /// # Errors
    /// `TooFew` without a residual degree of freedom.
    pub(crate) fn of(procedure: &'static str, arms: &'a SeveralArms) -> Result<ArmChanges<'a>, StatsError> {
        let groups: Vec<&PairedSample> = arms.arms().iter().collect();
        StatsError::require(procedure, groups.len() + 1, arms.n())?;
        let sizes: Vec<usize> = groups.iter().map(|arm| arm.n()).collect();
        let changes = Shifted::of(&groups.iter().map(|arm| arm.change()).collect::<Vec<_>>())?;
        let columns = (1..sizes.len()).map(|at| (name_of(groups[at], at), indicator(&sizes, at))).collect();
        let fit = LeastSquares::fit(procedure, &changes.values, columns)?;
        let means = groups.iter().map(|arm| Moments::of(arm.change()).mean).collect();
        Ok(ArmChanges { arms: groups, fit, means })
    }

    /// Mean change of arm `of` less that of arm `against`.
    pub(crate) fn difference(&self, of: usize, against: usize) -> Option<LinearEstimate> {
        let mut slopes = vec![0.0; self.arms.len() - 1];
        if of > 0 {
            slopes[of - 1] += 1.0;
        }
        if against > 0 {
            slopes[against - 1] -= 1.0;
        }
        self.fit.estimate(0.0, &slopes, Covariance::Classical)
    }

    /// Mean changes, their standard errors from the common variance.
    pub(crate) fn group_means(&self, question: &Question) -> Result<Vec<GroupMean>, StatsError> {
        let sd = self.fit.residual_sd().filter(|&sd| sd > 0.0);
        let mean = |(at, arm): (usize, &&PairedSample)| {
            let line = LinearEstimate {
                value: self.means[at],
                standard_error: sd.map(|sd| sd / (arm.n() as f64).sqrt()),
                degrees_of_freedom: self.fit.degrees_of_freedom(),
            };
            Ok(GroupMean { group: name_of(arm, at), n: arm.n(), estimate: question.estimate(&line)? })
        };
        self.arms.iter().enumerate().map(mean).collect()
    }

    /// The usual question about a mean change.
    pub(crate) fn mean_question(&self, id: &'static str, title: &'static str, level: Level) -> Question {
        Question::two_sided(id, title, ARM_MEAN_CHANGE, self.arms[0].outcome().unit, level)
    }
}
