//! The logarithms of after / before, which ratios are judged by.

use super::StatsError;
use crate::data::PairedSample;

/// ln(after / before) of every pair, in the order of the sample.
///
/// # Errors
/// [`StatsError::Undefined`] when a reading is zero or below, saying how many pairs have one.
pub(crate) fn log_ratios(procedure: &'static str, sample: &PairedSample) -> Result<Vec<f64>, StatsError> {
    match not_positive(sample) {
        0 => {
            let pairs = sample.before().ticks().iter().zip(sample.after().ticks());
            Ok(pairs.map(|(&before, &after)| log_ratio(before, after)).collect())
        }
        count => {
            let pairs = if count == 1 { "1 pair has".to_owned() } else { format!("{count} pairs have") };
            let why = format!("{pairs} a reading of zero or below, which has no logarithm");
            Err(StatsError::Undefined { procedure, why })
        }
    }
}

/// How many pairs have a reading that is zero or below.
pub(crate) fn not_positive(sample: &PairedSample) -> usize {
    let pairs = sample.before().ticks().iter().zip(sample.after().ticks());
    pairs.filter(|(before, after)| **before <= 0 || **after <= 0).count()
}

/// ln(after / before) of positive ticks. Near 1 it is taken from the exact difference, which a quotient near 1 would round away.
fn log_ratio(before: i128, after: i128) -> f64 {
    let relative = (after - before) as f64 / before as f64;
    if relative.abs() < 0.5 { libm::log1p(relative) } else { libm::log(after as f64 / before as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_changes_of_large_readings_keep_their_digits() {
        // ln(1 + 1e-18), and ln 2 from both sides.
        let large = 10i128.pow(18);
        assert_eq!(log_ratio(large, large + 1), 1e-18);
        assert_eq!(log_ratio(3, 6), std::f64::consts::LN_2);
        assert_eq!(log_ratio(6, 3), -std::f64::consts::LN_2);
        assert_eq!(log_ratio(7, 7), 0.0);
    }
}
