use super::GroupSummary;
use crate::num::compensated_sum;
use crate::stats::StatsError;

/// Number, mean and SD of all people of several groups together, as if nobody had told them apart: n - 1 times SD^2 is the sum of the
/// groups' (n - 1) SD^2 and of n (group's mean - mean)^2 (Cochrane Handbook 6.5.2.10, for any number of groups).
///
/// # Errors
/// [`StatsError::Undefined`] without groups.
pub fn pooled_groups(groups: &[GroupSummary]) -> Result<GroupSummary, StatsError> {
    let Some(first) = groups.first() else {
        let why = "there is no group".to_owned();
        return Err(StatsError::Undefined { procedure: "the summary of several groups", why });
    };
    let n: u64 = groups.iter().map(GroupSummary::n).sum();
    let people = n as f64;
    // From the first group's mean on, so that a large common level costs no digits.
    let beyond: Vec<f64> = groups.iter().map(|group| group.mean() - first.mean()).collect();
    let mean = compensated_sum(groups.iter().zip(&beyond).map(|(group, beyond)| group.size() * beyond)) / people;
    let within = compensated_sum(groups.iter().map(|group| group.degrees() * group.sd().powi(2)));
    let between =
        compensated_sum(groups.iter().zip(&beyond).map(|(group, beyond)| group.size() * (beyond - mean).powi(2)));
    GroupSummary::try_new(n, first.mean() + mean, ((within + between) / (people - 1.0)).sqrt())
}
