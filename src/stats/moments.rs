//! Means, standard deviations and correlations without cancellation.

use crate::data::Sample;
use crate::num::compensated_sum;

/// First moments of a sample. Deviations are exact integers before they are squared, so that neither a large offset nor a
/// constant sample leaves rounding noise: the SD of a constant sample is exactly 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// Sample size.
    pub n: usize,
    /// Arithmetic mean.
    pub mean: f64,
    /// Standard deviation with n - 1; `None` for one reading.
    pub sd: Option<f64>,
    /// n times each deviation from the mean, in ticks.
    deviations: Vec<f64>,
    scale: f64,
}

impl Moments {
    /// The moments of a sample.
    pub fn of(sample: &Sample) -> Moments {
        let n = sample.n();
        let count = n as i128;
        let total: i128 = sample.ticks().iter().sum();
        let deviations: Vec<f64> = sample.ticks().iter().map(|&ticks| (ticks * count - total) as f64).collect();
        let scale = n as f64 * sample.in_ticks(1.0);
        let mean = total as f64 / scale;
        let squares = compensated_sum(deviations.iter().map(|deviation| deviation * deviation));
        let sd = (n > 1).then(|| (squares / (n - 1) as f64).sqrt() / scale);
        Moments { n, mean, sd, deviations, scale }
    }

    /// Standard error of the mean, SD / sqrt(n).
    pub fn standard_error(&self) -> Option<f64> {
        self.sd.map(|sd| sd / (self.n as f64).sqrt())
    }

    /// The central moment (1/n) sum (x - mean)^power.
    pub fn central(&self, power: i32) -> f64 {
        let sum = compensated_sum(self.deviations.iter().map(|deviation| (deviation / self.scale).powi(power)));
        sum / self.n as f64
    }

    /// Pearson's correlation with another sample of the same participants; `None` when either is constant.
    pub fn correlation(&self, other: &Moments) -> Option<f64> {
        let cross = |left: &[f64], right: &[f64]| compensated_sum(left.iter().zip(right).map(|(x, y)| x * y));
        let (xx, yy) = (cross(&self.deviations, &self.deviations), cross(&other.deviations, &other.deviations));
        (self.n == other.n && xx > 0.0 && yy > 0.0)
            .then(|| (cross(&self.deviations, &other.deviations) / (xx.sqrt() * yy.sqrt())).clamp(-1.0, 1.0))
    }

    /// Correlation of each reading with the next, in the order of the sample: sum (x_i - mean) (x_(i+1) - mean) / sum (x - mean)^2;
    /// `None` for a constant sample.
    pub fn lag1_autocorrelation(&self) -> Option<f64> {
        let squares = compensated_sum(self.deviations.iter().map(|x| x * x));
        let products = compensated_sum(self.deviations.windows(2).map(|next| next[0] * next[1]));
        (squares > 0.0).then(|| products / squares)
    }

    /// 1 - r without the cancellation of r near 1: half the squared distance of the two columns of deviations, each of length 1.
    /// `None` when either is constant.
    pub fn one_minus_correlation(&self, other: &Moments) -> Option<f64> {
        let length = |column: &[f64]| compensated_sum(column.iter().map(|x| x * x)).sqrt();
        let (x_length, y_length) = (length(&self.deviations), length(&other.deviations));
        let pairs = || self.deviations.iter().zip(&other.deviations);
        (self.n == other.n && x_length > 0.0 && y_length > 0.0)
            .then(|| compensated_sum(pairs().map(|(x, y)| (x / x_length - y / y_length).powi(2))) / 2.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Decimal, Unit};

    fn moments(texts: &[&str]) -> Moments {
        let values: Vec<_> = texts.iter().map(|text| Decimal::parse(text, '.').expect("number")).collect();
        Moments::of(&Sample::try_new(&values, Unit::Cm).expect("sample"))
    }

    #[test]
    fn offsets_leave_no_noise() {
        // NIST StRD NumAcc1: mean 10000002, SD 1.
        let large = moments(&["10000001", "10000003", "10000002"]);
        assert_eq!((large.mean, large.sd), (10_000_002.0, Some(1.0)));
        assert_eq!(moments(&["1000000000.3", "1000000000.3"]).sd, Some(0.0));
        assert_eq!(moments(&["4.2"]).sd, None);
    }

    #[test]
    fn correlation_of_a_line_is_one_and_of_a_constant_is_undefined() {
        let (x, y) = (moments(&["1", "2", "3.5"]), moments(&["1000000002", "1000000004", "1000000007"]));
        assert_eq!(x.correlation(&y), Some(1.0));
        assert_eq!(x.correlation(&moments(&["1", "1", "1"])), None);
    }
}
