//! What those have in common whose readings lie beyond a boundary.

use super::Population;
use super::regression_to_mean::TITLE;
use crate::dist::normal;
use crate::num::{bracketed_root, integrate};
use crate::stats::StatsError;

/// Days beyond so many standard deviations do not matter.
const DAYS: f64 = 10.0;
/// Around its boundary a reading is decided within so many standard deviations.
const DECIDED: f64 = 8.0;
const TOLERANCE: f64 = 1e-12;
/// Fewer than one person in a thousand million is nobody.
pub(super) const SMALLEST_SHARE: f64 = 1e-9;

/// The mean of `readings` readings of each person, on the worst of `worst_of` days, where high is bad: as distances from the mean of the
/// population. Rounding makes a grid of width `grid`, and takes grid² / 12 off the variance that decides (Sheppard).
pub(super) struct Screened {
    level: f64,
    error: f64,
    occasion_sd: f64,
    worst_of: f64,
    /// SD of level and error together, what decides on a given day.
    decisive_sd: f64,
    total_sd: f64,
}

/// Those beyond a boundary.
pub(super) struct Picked {
    /// Their share of the population.
    pub(super) share: f64,
    /// How far their level lies above the mean.
    pub(super) level: f64,
    /// Mean of day and error in the reading by which they were picked: what a second reading on any day loses.
    pub(super) excess: f64,
    /// Mean of its square.
    pub(super) excess_square: f64,
}

impl Screened {
    pub(super) fn of(population: &Population, readings: u32, worst_of: u32, grid: f64) -> Result<Screened, StatsError> {
        let (level, error) = (population.level_variance(), population.error_variance(readings));
        // A day like any other is one more error.
        let any_day = worst_of == 1 || population.occasion_sd() == 0.0;
        let (error, occasion_sd) =
            if any_day { (error + population.occasion_sd().powi(2), 0.0) } else { (error, population.occasion_sd()) };
        let decisive = level + error - grid * grid / 12.0;
        if decisive <= 0.0 {
            return Err(StatsError::Undefined {
                procedure: TITLE,
                why: "people differ in nothing but the day, or by less than the step of the readings".to_owned(),
            });
        }
        let total_sd = (level + error + occasion_sd * occasion_sd).sqrt();
        Ok(Screened {
            level,
            error,
            occasion_sd,
            worst_of: f64::from(worst_of),
            decisive_sd: decisive.sqrt(),
            total_sd,
        })
    }

    /// The mean over days of a function of the day's effect.
    fn over_days(&self, boundary: f64, f: impl Fn(f64) -> f64) -> Result<f64, StatsError> {
        if self.occasion_sd == 0.0 {
            return Ok(f(0.0));
        }
        let density = |z: f64| {
            self.worst_of * normal::pdf(z) * normal::cdf(z).powf(self.worst_of - 1.0) * f(self.occasion_sd * z)
        };
        let (turn, width) = (boundary / self.occasion_sd, DECIDED * self.decisive_sd / self.occasion_sd);
        let ends = [-DAYS, turn - width, turn, turn + width, DAYS].map(|end| end.clamp(-DAYS, DAYS));
        let panels = ends.windows(2).filter(|panel| panel[0] < panel[1]);
        panels.map(|panel| integrate(density, panel[0], panel[1], TOLERANCE)).sum::<Result<f64, _>>().map_err(numerical)
    }

    fn share(&self, boundary: f64) -> Result<f64, StatsError> {
        Ok(self.over_days(boundary, |day| normal::sf((boundary - day) / self.decisive_sd))?.min(1.0))
    }

    /// Those whose reading exceeds the boundary, -Inf for everybody. On a day with effect o, level + error must exceed boundary - o: with a
    /// = (boundary - o) / SD, the moments of the part of a normal distribution above a are (1 - Phi(a), phi(a), a phi(a)) (Davis 1976).
    pub(super) fn beyond(&self, boundary: f64) -> Result<Picked, StatsError> {
        let sd = self.decisive_sd;
        let density = |day: f64| normal::pdf((boundary - day) / sd);
        let turned = |day: f64| if density(day) > 0.0 { (boundary - day) / sd * density(day) } else { 0.0 };
        let tail = |day: f64| normal::sf((boundary - day) / sd);
        let share = self.share(boundary)?;
        if share < SMALLEST_SHARE * (1.0 - 1e-6) {
            return Err(StatsError::Undefined {
                procedure: TITLE,
                why: format!("the cut-off picks fewer than one person in {:.0}", 1.0 / SMALLEST_SHARE),
            });
        }
        let mean = |f: &dyn Fn(f64) -> f64| Ok::<f64, StatsError>(self.over_days(boundary, f)? / share);
        let pull = self.error / sd;
        let above = mean(&density)?;
        Ok(Picked {
            share,
            level: self.level / sd * above,
            excess: mean(&|day| day * tail(day))? + pull * above,
            excess_square: mean(&|day| day * day * tail(day) + 2.0 * pull * day * density(day))?
                + self.error
                + pull * pull * mean(&turned)?,
        })
    }

    /// The boundary that so large a share exceeds.
    pub(super) fn boundary_of(&self, share: f64) -> Result<f64, StatsError> {
        if self.occasion_sd == 0.0 {
            return Ok(self.decisive_sd * normal::upper_quantile(share).map_err(numerical)?);
        }
        if share == 1.0 {
            return Ok(f64::NEG_INFINITY);
        }
        self.search(self.total_sd * DAYS, |boundary| Ok((share / self.share(boundary)?).ln()))
    }

    /// The boundary, up to `highest`, at which a rising function of it is zero.
    pub(super) fn search(&self, highest: f64, f: impl Fn(f64) -> Result<f64, StatsError>) -> Result<f64, StatsError> {
        let mut failure = None;
        let value = |boundary: f64| {
            f(boundary).unwrap_or_else(|cause| {
                failure = Some(cause);
                f64::NAN
            })
        };
        let root = bracketed_root(value, -DAYS * self.total_sd, highest, TOLERANCE * self.total_sd);
        root.map_err(|cause| failure.unwrap_or_else(|| numerical(cause)))
    }
}

fn numerical(cause: impl ToString) -> StatsError {
    StatsError::numerical(TITLE, cause)
}
