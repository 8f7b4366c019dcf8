//! Trimmed and winsorised samples, exact on the grid.

use super::{StatsError, Trim};
use crate::data::Sample;

/// A sample with its smallest and largest readings trimmed or winsorised.
#[derive(Clone, Debug, PartialEq)]
pub struct Trimmed {
    /// Readings cut at each end.
    pub cut: usize,
    /// Readings kept.
    pub kept: usize,
    /// The sum of the readings kept, in ticks.
    pub(crate) sum: i128,
    /// The mean of the readings kept.
    pub mean: f64,
    /// Every reading, in its place, those cut replaced by the nearest that is kept.
    pub winsorised: Sample,
}

impl Trimmed {
    /// Cuts the share `trim`, rounded down to whole readings, at each end.
    ///
    /// # Errors
    /// Those of [`Sample::from_ticks`], which readings that were already a sample do not meet.
    pub fn of(sample: &Sample, trim: Trim) -> Result<Trimmed, StatsError> {
        let mut sorted = sample.ticks().to_vec();
        sorted.sort_unstable();
        let cut = trim.count(sorted.len());
        let kept = &sorted[cut..sorted.len() - cut];
        let (lowest, highest) = (kept[0], kept[kept.len() - 1]);
        let sum = kept.iter().sum();
        let winsorised = sample.ticks().iter().map(|&ticks| ticks.clamp(lowest, highest)).collect();
        Ok(Trimmed {
            cut,
            kept: kept.len(),
            sum,
            mean: sample.value_of(sum) / kept.len() as f64,
            winsorised: Sample::from_ticks(winsorised, sample.decimals(), sample.unit())?,
        })
    }
}

/// The mean of doubles without the `cut` smallest and largest; `None` where nothing is left.
pub(crate) fn trimmed_mean(values: &[f64], trim: Trim) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let cut = trim.count(sorted.len());
    let kept = sorted.get(cut..sorted.len() - cut).filter(|kept| !kept.is_empty())?;
    Some(crate::num::compensated_sum(kept.iter().copied()) / kept.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Unit;

    #[test]
    fn a_fifth_at_each_end() {
        let sample = Sample::from_ticks(vec![70, 10, 20, 900, 30, -400, 50, 40, 60, 80], 1, Unit::Cm).expect("sample");
        let trimmed = Trimmed::of(&sample, Trim::DEFAULT).expect("trimmed");
        assert_eq!((trimmed.cut, trimmed.kept, trimmed.mean), (2, 6, 4.5));
        assert_eq!(trimmed.winsorised.ticks(), &[70, 20, 20, 70, 30, 20, 50, 40, 60, 70]);
        assert_eq!(trimmed_mean(&sample.values(), Trim::DEFAULT), Some(4.5));
        assert_eq!(trimmed_mean(&[], Trim::DEFAULT), None);
    }

    #[test]
    fn shares_of_whole_readings_are_whole() {
        for (share, n, cut) in [(0.2, 15, 3), (0.29, 100, 29), (0.1, 30, 3), (0.2, 4, 0), (0.49, 3, 1), (0.0, 9, 0)] {
            assert_eq!(Trim::try_new(share).map(|trim| trim.count(n)), Some(cut), "{share} of {n}");
        }
        assert_eq!((Trim::try_new(0.5), Trim::try_new(-0.1), Trim::try_new(f64::NAN)), (None, None, None));
    }
}
