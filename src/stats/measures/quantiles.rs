use super::skewness::SkewnessCheck;
use super::{GroupSummary, skewness};
use crate::dist::normal;
use crate::result::Note;
use crate::stats::StatsError;

const ESTIMATE: &str = "mean and SD from a median";

/// Median and quartiles, with the number of people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantiles {
    n: u64,
    q1: f64,
    median: f64,
    q3: f64,
}

/// Median, quartiles or not, and range, with the number of people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FiveNumbers {
    n: u64,
    min: f64,
    quartiles: Option<[f64; 2]>,
    median: f64,
    max: f64,
}

impl Quantiles {
    /// At least two people and quartiles in their order.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for other figures.
    pub fn try_new(n: u64, q1: f64, median: f64, q3: f64) -> Result<Quantiles, StatsError> {
        ordered(n, &[q1, median, q3])?;
        Ok(Quantiles { n, q1, median, q3 })
    }

    /// Mean w (q1 + q3) / 2 + (1 - w) median with w = 0.7 + 0.39 / n (Luo et al. 2018); SD (q3 - q1) / (2 z((0.75 n - 0.125) / (n +
    /// 0.25))) (Wan et al. 2014). Both assume normal readings.
    ///
    /// # Errors
    /// [`StatsError::Numerical`] when a normal quantile cannot be found.
    pub fn mean_and_sd(&self) -> Result<(GroupSummary, Note), StatsError> {
        let n = self.n as f64;
        let weight = 0.7 + 0.39 / n;
        let mean = self.median + weight * (middle(self.q1, self.q3) - self.median);
        let sd = (self.q3 - self.q1) / (2.0 * quartile_score(n)?);
        Ok((GroupSummary::try_new(self.n, mean, sd)?, note("Luo 2018 and Wan 2014")))
    }

    /// Whether the readings are too skewed for [`Quantiles::mean_and_sd`].
    pub fn skewness(&self) -> Option<SkewnessCheck> {
        skewness::of_quartiles(self.n, self.q1, self.median, self.q3)
    }
}

impl FiveNumbers {
    /// At least two people and numbers in their order.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for other figures.
    pub fn try_new(
        n: u64,
        min: f64,
        quartiles: Option<[f64; 2]>,
        median: f64,
        max: f64,
    ) -> Result<FiveNumbers, StatsError> {
        let [q1, q3] = quartiles.unwrap_or([median, median]);
        ordered(n, &[min, q1, median, q3, max])?;
        Ok(FiveNumbers { n, min, quartiles, median, max })
    }

    /// Without quartiles: mean w (min + max) / 2 + (1 - w) median with w = 4 / (4 + n^0.75) (Luo et al. 2018); SD (max - min) / (2 z((n -
    /// 0.375) / (n + 0.25))) (Wan et al. 2014). With quartiles: weights 2.2 / (2.2 + n^0.75) of the mid-range and 0.7 - 0.72 / n^0.55 of
    /// the quartiles' middle (Luo et al. 2018); SD (max - min) / ((2 + 0.14 n^0.6) z((n - 0.375) / (n + 0.25))) + (q3 - q1) / ((2 + 2 /
    /// (0.07 n^0.6)) z((0.75 n - 0.125) / (n + 0.25))) (Shi et al. 2020). All assume normal readings.
    ///
    /// # Errors
    /// [`StatsError::Numerical`] when a normal quantile cannot be found.
    pub fn mean_and_sd(&self) -> Result<(GroupSummary, Note), StatsError> {
        let n = self.n as f64;
        let power = n.powf(0.75);
        let to_range = middle(self.min, self.max) - self.median;
        let range = self.max - self.min;
        let Some([q1, q3]) = self.quartiles else {
            let mean = self.median + 4.0 / (4.0 + power) * to_range;
            let sd = range / (2.0 * range_score(n)?);
            return Ok((GroupSummary::try_new(self.n, mean, sd)?, note("Luo 2018 and Wan 2014")));
        };
        let to_quartiles = middle(q1, q3) - self.median;
        let mean = self.median + 2.2 / (2.2 + power) * to_range + (0.7 - 0.72 / n.powf(0.55)) * to_quartiles;
        let growth = n.powf(0.6);
        let by_range = range / ((2.0 + 0.14 * growth) * range_score(n)?);
        let by_quartiles = (q3 - q1) / ((2.0 + 2.0 / (0.07 * growth)) * quartile_score(n)?);
        Ok((GroupSummary::try_new(self.n, mean, by_range + by_quartiles)?, note("Luo 2018 and Shi 2020")))
    }

    /// Whether the readings are too skewed for [`FiveNumbers::mean_and_sd`].
    pub fn skewness(&self) -> Option<SkewnessCheck> {
        match self.quartiles {
            None => skewness::of_range(self.n, self.min, self.median, self.max),
            Some(quartiles) => skewness::of_five_numbers(self.n, self.min, quartiles, self.median, self.max),
        }
    }
}

/// The expected largest of n standard normal readings, nearly (Blom 1958).
fn range_score(n: f64) -> Result<f64, StatsError> {
    score((n - 0.375) / (n + 0.25))
}

/// The expected upper quartile of n standard normal readings, nearly.
fn quartile_score(n: f64) -> Result<f64, StatsError> {
    score((0.75 * n - 0.125) / (n + 0.25))
}

fn score(p: f64) -> Result<f64, StatsError> {
    normal::quantile(p).map_err(|cause| StatsError::numerical(ESTIMATE, cause))
}

fn middle(low: f64, high: f64) -> f64 {
    low + (high - low) / 2.0
}

fn ordered(n: u64, values: &[f64]) -> Result<(), StatsError> {
    let ascending = values.windows(2).all(|two| two[0] <= two[1]) && values.iter().all(|value| value.is_finite());
    if n >= 2 && ascending {
        return Ok(());
    }
    let why = "it needs two people at least, and numbers that rise from the smallest to the largest".to_owned();
    Err(StatsError::Undefined { procedure: ESTIMATE, why })
}

fn note(source: &str) -> Note {
    Note::new(
        "mean-and-sd-from-median",
        format!("Mean and SD are estimated from the median ({source}), as if the readings were normally distributed."),
    )
}
