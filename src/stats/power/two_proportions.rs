//! Sample size of the comparison of two shares of people.

use super::paired_t::{SampleSize, check_power};
use crate::dist::normal;
use crate::result::Level;
use crate::stats::StatsError;

const TITLE: &str = "the power of a comparison of two shares";

/// People in each of two arms with which the two-sided z test of two shares rejects with the power, by the normal formula
/// ((z(1 - alpha/2) sqrt(2 p q) + z(power) sqrt(p1 q1 + p2 q2)) / (p1 - p2))^2 with p the mean of the two (Fleiss, Statistical Methods
/// for Rates and Proportions, 3rd ed., eq. 4.14); `None` for equal shares.
///
/// # Errors
/// [`StatsError::Missing`] for shares outside [0, 1] or a power that is not between 0 and 1.
pub fn two_proportions_participants(
    first: f64,
    second: f64,
    level: Level,
    power: f64,
) -> Result<Option<SampleSize>, StatsError> {
    if !(0.0..=1.0).contains(&first) || !(0.0..=1.0).contains(&second) {
        return Err(StatsError::Missing { procedure: TITLE, what: "two shares between 0 and 1" });
    }
    check_power(TITLE, power)?;
    if first == second {
        return Ok(None);
    }
    let numerical = |cause| StatsError::numerical(TITLE, cause);
    let spread = |p: f64| p * (1.0 - p);
    let under_null = (2.0 * spread(f64::midpoint(first, second))).sqrt();
    let under_truth = (spread(first) + spread(second)).sqrt();
    let z = normal::upper_quantile(level.alpha() / 2.0).map_err(numerical)?;
    let of_power = normal::quantile(power).map_err(numerical)?;
    let continuous = ((z * under_null + of_power * under_truth) / (first - second)).powi(2);
    let participants = continuous.ceil().max(1.0) as u64;
    let reached = (((first - second).abs() * (participants as f64).sqrt() - z * under_null) / under_truth).min(38.0);
    Ok(Some(SampleSize { participants, power: normal::cdf(reached), continuous: Some(continuous) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example in the documentation of R's power.prop.test: p1 = 0.50, p2 = 0.75, power = 0.90 gives n = 76.7 in each group.
    #[test]
    fn agrees_with_the_published_example_of_power_prop_test() {
        let size = two_proportions_participants(0.5, 0.75, Level::DEFAULT, 0.9).expect("size").expect("differ");
        assert!((size.continuous.expect("formula") - 76.7).abs() < 0.05, "{size:?}");
        assert_eq!(size.participants, 77);
        assert!(size.power >= 0.9 && size.power < 0.905);
        assert_eq!(two_proportions_participants(0.5, 0.5, Level::DEFAULT, 0.9), Ok(None));
        assert!(two_proportions_participants(1.5, 0.5, Level::DEFAULT, 0.9).is_err());
        assert_eq!(
            two_proportions_participants(0.25, 0.5, Level::DEFAULT, 0.8),
            two_proportions_participants(0.5, 0.25, Level::DEFAULT, 0.8)
        );
    }
}
