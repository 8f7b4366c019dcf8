//! From what a paper prints of the uncertainty of a mean change to the SD of the changes.

use super::change::require;
use crate::data::Decimal;
use crate::result::{Level, Note};
use crate::stats::StatsError;
use crate::stats::consistency::Consistency;
use crate::stats::measures::{sd_from_se, se_from_ci, se_from_p};

/// What a paper prints of the spread of the changes, or of the uncertainty of their mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spread {
    /// The SD itself.
    Sd(f64),
    /// The standard error of the mean.
    StandardError(f64),
    /// An interval of the mean.
    Interval {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
        /// Its level.
        level: Level,
    },
    /// The exact two-sided p of a paired t test against 0.
    PValue(f64),
}

impl Spread {
    /// The SD of the changes of n people.
    ///
    /// # Errors
    /// [`StatsError`] for figures that define none: an empty interval, a p with a mean of 0.
    pub fn sd_of_changes(self, n: usize, mean: f64) -> Result<f64, StatsError> {
        require(n >= 2, "an SD needs two people at least")?;
        let degrees = Some((n - 1) as f64);
        let error = match self {
            Spread::Sd(sd) => return Ok(sd),
            Spread::StandardError(error) => error,
            Spread::Interval { low, high, level } => se_from_ci(low, high, level, degrees)?,
            Spread::PValue(p) => se_from_p(mean, p, degrees)?,
        };
        sd_from_se(error, n as u64)
    }

    /// How the SD was found, and what that takes for granted; absent where it is printed.
    pub fn note(self) -> Option<Note> {
        let text = match self {
            Spread::Sd(_) => return None,
            Spread::StandardError(_) => {
                "The SD of the changes is the standard error times the root of n (Cochrane Handbook 6.5.2.2); the figure must be the \
                 standard error of the mean change, not of a reading."
            }
            Spread::Interval { .. } => {
                "The SD of the changes is found from the interval: its length over twice the quantile of t with n - 1 degrees of freedom, \
                 times the root of n (Cochrane Handbook 6.5.2.2); this takes it for a t interval of the mean change."
            }
            Spread::PValue(_) => {
                "The SD of the changes is found from p: |mean| over the quantile of t with n - 1 degrees of freedom, times the root of n \
                 (Cochrane Handbook 6.5.2.3); this takes p for that of a two-sided paired t test against 0."
            }
        };
        Some(Note::new("sd-found", text))
    }
}

/// Whether an SD and a standard error of n people, as printed, go together: SD = SE sqrt(n) for some numbers that round to them.
pub fn sd_goes_with_error(sd: Decimal, error: Decimal, n: u64) -> Consistency {
    let half_a_digit = |figure: Decimal| 0.5 * 10f64.powi(-i32::from(figure.decimals()));
    let root = (n as f64).sqrt();
    let apart = (sd.to_f64() - error.to_f64() * root).abs();
    let rounding = half_a_digit(sd) + half_a_digit(error) * root;
    if apart <= rounding * (1.0 + 1e-9) { Consistency::Consistent } else { Consistency::Inconsistent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sd_and_its_error_may_differ_by_rounding_only() {
        let of = |sd, error, n| {
            let number = |text| Decimal::parse(text, '.').expect("number");
            sd_goes_with_error(number(sd), number(error), n)
        };
        // 2.1 / sqrt 34 = 0.3601...
        assert_eq!(of("2.1", "0.36", 34), Consistency::Consistent);
        assert_eq!(of("2.1", "0.4", 34), Consistency::Consistent);
        assert_eq!(of("2.1", "0.38", 34), Consistency::Inconsistent);
        assert_eq!(of("2.10", "2.1", 34), Consistency::Inconsistent);
    }

    #[test]
    fn figures_that_define_no_sd_are_refused() {
        let low_high = |low, high| Spread::Interval { low, high, level: Level::DEFAULT };
        assert_eq!(Spread::Sd(2.1).sd_of_changes(34, -1.9), Ok(2.1));
        for (spread, n, mean) in [
            (low_high(1.0, 1.0), 34, 1.0),
            (Spread::PValue(0.05), 34, 0.0),
            (Spread::PValue(1.0), 34, -1.9),
            (Spread::StandardError(0.36), 1, -1.9),
        ] {
            assert!(spread.sd_of_changes(n, mean).is_err(), "{spread:?}");
        }
    }
}
