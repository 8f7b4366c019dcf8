//! The change that picking people by their readings makes.

use super::picked::{Picked, SMALLEST_SHARE, Screened};
use super::{Extreme, Population, Rule, Screening, ScreeningVisit};
use crate::stats::documented::documented;
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

documented! {
    /// # Question
    /// People were picked because a reading was high (or low). By how much is a second reading expected to fall (or rise) although nothing
    /// was done? And how sharply would people have to be picked for that alone to make the change that was found?
    ///
    /// # Assumptions
    /// Readings of the population are normal: the level of a person, plus what the day does to the person, plus the error of the reading.
    /// Nothing changes between the visits; the second visit is on a day like any other and is read as often as the first. The mean and the
    /// SDs of the population are known, and are of readings as they are written.
    ///
    /// # Formula
    /// Let s be the SD of the readings by which people are picked, w² the variance of day and error in them, z = (cut-off - mean) / s and
    /// h = phi(z) / (1 - Phi(z)). Picked at or above the cut-off, the expected change after - before is -w² h / s (Davis 1976, eq. 2;
    /// Barnett 2005), the mean of those picked is mean + s h, and w² = s² (1 - rho). With k readings averaged, their error has the k-th part
    /// of its variance (the day does not). A share p has z = upper quantile of p. Readings in steps of g: a cut-off acts half a step (of
    /// g / k) below the first mean reading that reaches it. People who come on the worst of m days: the day is the largest of m normal
    /// ones, and the above is averaged over it by one integral; without a cut-off this alone makes a change. Below a cut-off all is
    /// mirrored. Picked at a visit of its own, people have regressed by the first reading of the study: expected change 0.
    /// The SD of the mean change of n such people is the SD of their changes over sqrt(n): for comparison with a simulation, not
    /// an uncertainty of the formula.
    ///
    /// # Arguments
    /// Mean and SD of the population, SD within people or correlation; cut-off or share; readings averaged, days, step.
    ///
    /// # Errors
    /// Readings that differ more within people than at all; a cut-off that picks fewer than one person in a thousand million. No share is
    /// given for a change that not even so few would make.
    ///
    /// # References
    /// Davis (1976), The effect of regression to the mean in epidemiologic and clinical studies, Am J Epidemiol 104:493-498. Barnett, van der
    /// Pols and Dobson (2005), Regression to the mean: what it is and how to deal with it, Int J Epidemiol 34:215-220.
    ///
    /// # Example
    /// `girth report @spa-series`
    RegressionToTheMean
}

pub(super) const TITLE: &str = "regression to the mean";

impl Explained for RegressionToTheMean {
    fn id(&self) -> &'static str {
        "regression-to-the-mean"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn documentation(&self) -> &'static str {
        RegressionToTheMean::DOCUMENTATION
    }
}

/// What is expected of people who were picked by their readings, when nothing is done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExpectedRegression {
    /// The share of the population that is picked.
    pub share_selected: f64,
    /// Mean of the readings by which they were picked.
    pub mean_of_selected: f64,
    /// Mean of their readings on another day.
    pub expected_second: f64,
    /// Mean change, after - before; 0 where the screening was a visit of its own.
    pub expected_change: f64,
    /// SD of their changes.
    pub sd_of_change: f64,
}

impl ExpectedRegression {
    /// SD of the mean change over samples of `n` people: how near to the expected change a simulation comes.
    pub fn sd_of_mean(&self, n: usize) -> f64 {
        self.sd_of_change / (n as f64).sqrt()
    }
}

/// The expected change of people picked from a population (see [`RegressionToTheMean`]).
///
/// # Errors
/// `Undefined` for a screening that picks nobody, or that is none.
pub fn regression_to_the_mean(
    population: &Population,
    screening: &Screening,
) -> Result<ExpectedRegression, StatsError> {
    screening.check(TITLE)?;
    let grid = match screening.rule {
        Rule::CutOff(_) => screening.step / f64::from(screening.readings),
        // A share says what is picked, whatever value that is.
        Rule::Everybody | Rule::Share(_) => 0.0,
    };
    let sign = if screening.extreme == Extreme::Highest { 1.0 } else { -1.0 };
    let screened = Screened::of(population, screening.readings, screening.worst_of, grid)?;
    let boundary = match screening.rule {
        Rule::Everybody => f64::NEG_INFINITY,
        Rule::CutOff(cut) => decisive(sign * cut, grid) - sign * population.mean(),
        Rule::Share(share) => screened.boundary_of(share)?,
    };
    let Picked { share, level, excess, excess_square } = screened.beyond(boundary)?;
    let another_day = population.occasion_sd().powi(2) + population.error_variance(screening.readings);
    let (expected_change, before) = match screening.visit {
        ScreeningVisit::Baseline => (-sign * excess, (excess_square - excess * excess).max(0.0)),
        ScreeningVisit::Separate => (0.0, another_day),
    };
    Ok(ExpectedRegression {
        share_selected: share,
        mean_of_selected: population.mean() + sign * (level + excess),
        expected_second: population.mean() + sign * level,
        expected_change,
        sd_of_change: (before + another_day).sqrt(),
    })
}

/// The share of the population that, picked by its highest readings (its lowest, for a change upwards) at the first visit of the study, is
/// expected to make this mean change by itself: 1 where the days on which people come are enough without picking, or there is no change;
/// `None` where not even the most extreme person in a thousand million would make it.
///
/// # Errors
/// `Undefined` for a change that is not finite, or without a reading or a day.
pub fn share_that_explains(
    change: f64,
    population: &Population,
    readings: u32,
    worst_of: u32,
) -> Result<Option<f64>, StatsError> {
    Screening { readings, worst_of, ..Screening::new(Extreme::Highest, Rule::Everybody) }.check(TITLE)?;
    if !change.is_finite() {
        return Err(StatsError::Undefined { procedure: TITLE, why: format!("a change is a number, not {change}") });
    }
    let screened = Screened::of(population, readings, worst_of, 0.0)?;
    if screened.beyond(f64::NEG_INFINITY)?.excess >= change.abs() {
        return Ok(Some(1.0));
    }
    let most_extreme = screened.boundary_of(SMALLEST_SHARE)?;
    if screened.beyond(most_extreme)?.excess < change.abs() {
        return Ok(None);
    }
    let boundary = screened.search(most_extreme, |boundary| Ok(screened.beyond(boundary)?.excess - change.abs()))?;
    Ok(Some(screened.beyond(boundary)?.share))
}

/// What must be exceeded for a value on the grid to reach the cut-off.
fn decisive(cut: f64, grid: f64) -> f64 {
    if grid == 0.0 {
        return cut;
    }
    // A cut-off that is on the grid but for the rounding of its double is on it.
    let steps = cut / grid;
    ((steps - 1e-9 - 4.0 * f64::EPSILON * steps.abs()).ceil() - 0.5) * grid
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waist() -> Population {
        Population::try_new(90.0, 10.0, 1.5, 1.0).unwrap()
    }

    #[test]
    fn nobody_picked_and_nothing_within_people_make_no_change() {
        let everybody = Screening::new(Extreme::Highest, Rule::Everybody);
        let expected = regression_to_the_mean(&waist(), &everybody).unwrap();
        assert_eq!((expected.share_selected, expected.mean_of_selected, expected.expected_change), (1.0, 90.0, 0.0));
        let exact = Population::of_within(90.0, 10.0, 0.0).unwrap();
        let cut = Screening::new(Extreme::Highest, Rule::CutOff(100.0));
        let expected = regression_to_the_mean(&exact, &cut).unwrap();
        assert_eq!((expected.expected_change, expected.sd_of_change), (0.0, 0.0));
        assert_eq!(share_that_explains(-0.1, &exact, 1, 1), Ok(None));
        assert_eq!(share_that_explains(0.0, &exact, 1, 1), Ok(Some(1.0)));
    }

    #[test]
    fn the_worst_of_two_days_alone_makes_a_change() {
        // The larger of two standard normal variables has mean 1 / sqrt(pi) and variance 1 - 1 / pi.
        let worst = Screening { worst_of: 2, ..Screening::new(Extreme::Lowest, Rule::Everybody) };
        let expected = regression_to_the_mean(&waist(), &worst).unwrap();
        let pi = std::f64::consts::PI;
        assert!((expected.expected_change - 1.5 / pi.sqrt()).abs() < 1e-12);
        let variance = 2.25 * (1.0 - 1.0 / pi) + 1.0 + 3.25;
        assert!((expected.sd_of_change - variance.sqrt()).abs() < 1e-12);
        assert!((expected.expected_second - 90.0).abs() < 1e-12);
        assert_eq!(share_that_explains(0.8, &waist(), 1, 2), Ok(Some(1.0)));
    }

    #[test]
    fn a_visit_apart_leaves_no_change_and_ends_mirror_each_other() {
        let cut = Screening { step: 0.5, worst_of: 3, ..Screening::new(Extreme::Highest, Rule::CutOff(100.0)) };
        let high = regression_to_the_mean(&waist(), &cut).unwrap();
        let low = Screening { extreme: Extreme::Lowest, rule: Rule::CutOff(80.0), ..cut };
        let low = regression_to_the_mean(&waist(), &low).unwrap();
        assert!((high.expected_change + low.expected_change).abs() < 1e-12 && high.expected_change < -1.0);
        assert!((high.mean_of_selected + low.mean_of_selected - 180.0).abs() < 1e-10);
        let apart = regression_to_the_mean(&waist(), &Screening { visit: ScreeningVisit::Separate, ..cut }).unwrap();
        assert_eq!((apart.expected_change, apart.expected_second), (0.0, high.expected_second));
        assert!((apart.sd_of_change - 6.5f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_cut_off_acts_half_a_step_below_the_grid() {
        assert_eq!(decisive(100.0, 0.5), 99.75);
        assert_eq!(decisive(100.1, 0.5), 100.25);
        assert_eq!(decisive(0.3, 0.1), 2.5 * 0.1);
        assert_eq!(decisive(-100.0, 0.5), -100.25);
    }

    #[test]
    fn refusals() {
        assert!(Population::of_within(90.0, 5.0, 6.0).is_err() && Population::of_correlation(90.0, 5.0, 1.1).is_err());
        assert!(Population::of_within(90.0, 0.0, 0.0).is_err() && Population::of_within(f64::NAN, 1.0, 0.0).is_err());
        let refused = |screening: Screening| {
            matches!(regression_to_the_mean(&waist(), &screening), Err(StatsError::Undefined { .. }))
        };
        let cut = Screening::new(Extreme::Highest, Rule::CutOff(100.0));
        assert!(refused(Screening { readings: 0, ..cut }) && refused(Screening { step: -1.0, ..cut }));
        assert!(
            refused(Screening { rule: Rule::Share(0.0), ..cut })
                && refused(Screening { rule: Rule::Share(1.5), ..cut })
        );
        // Seven standard deviations above the mean there is nobody.
        assert!(refused(Screening { rule: Rule::CutOff(160.0), ..cut }));
        assert!(share_that_explains(f64::INFINITY, &waist(), 1, 1).is_err());
    }
}
