//! Changes against the quantiles of a normal distribution.

use crate::data::Sample;
use crate::dist::{Beta, DistError, normal};
use crate::result::Level;
use crate::stats::{Moments, StatsError};
use rayon::prelude::*;

/// One change in a normal Q-Q plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QqPoint {
    /// Median of the order statistic of this rank in samples of the standard normal distribution.
    pub theoretical: f64,
    /// The change.
    pub observed: f64,
    /// Lower end of the pointwise band, in the unit of the change.
    pub lower: f64,
    /// Upper end of the pointwise band.
    pub upper: f64,
}

const TITLE: &str = "the normal Q-Q plot";

/// The changes in ascending order against standard normal quantiles. The i-th of n uniform order statistics has the distribution
/// Beta(i, n + 1 - i); its median and its two limits with (1 - level) / 2 outside each become normal quantiles z, and the limits
/// mean + SD z. The band is pointwise, and does not know that mean and SD are estimated.
///
/// # Errors
/// Fewer than three changes; changes that are all equal; a quantile that cannot be computed.
pub fn qq(change: &Sample, level: Level) -> Result<Vec<QqPoint>, StatsError> {
    StatsError::require(TITLE, 3, change.n())?;
    let moments = Moments::of(change);
    let Some(sd) = moments.sd.filter(|sd| *sd > 0.0) else {
        let why = "all changes are equal, so they have no distribution to compare".to_owned();
        return Err(StatsError::Undefined { procedure: TITLE, why });
    };
    let n = change.n();
    let tail = level.alpha() / 2.0;
    // The upper half mirrors the lower one.
    let lower_half: Vec<[f64; 3]> = (1..=n.div_ceil(2))
        .into_par_iter()
        .map(|rank| ranked(rank, n, tail))
        .collect::<Result<_, DistError>>()
        .map_err(|cause| StatsError::numerical(TITLE, cause))?;
    let mut ticks = change.ticks().to_vec();
    ticks.sort_unstable();
    let points = ticks.iter().enumerate().map(|(index, &ticks)| {
        let [low, middle, high] = match lower_half.get(index) {
            Some(&quantiles) => quantiles,
            None => {
                let [low, middle, high] = lower_half[n - 1 - index];
                [-high, -middle, -low]
            }
        };
        QqPoint {
            theoretical: middle,
            observed: change.value_of(ticks),
            lower: moments.mean + sd * low,
            upper: moments.mean + sd * high,
        }
    });
    Ok(points.collect())
}

/// Lower limit, median and upper limit of the normal order statistic of this rank of n.
fn ranked(rank: usize, n: usize, tail: f64) -> Result<[f64; 3], DistError> {
    let beta = Beta::try_new(rank as f64, (n + 1 - rank) as f64)?;
    Ok([
        normal::quantile(beta.quantile(tail)?)?,
        normal::quantile(beta.quantile(0.5)?)?,
        normal::quantile(beta.upper_quantile(tail)?)?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Decimal, Unit};

    fn sample(texts: &[&str]) -> Sample {
        let values: Vec<_> = texts.iter().map(|text| Decimal::parse(text, '.').expect("number")).collect();
        Sample::try_new(&values, Unit::Cm).expect("sample")
    }

    /// Changes 4, -1, 2.5, 0, 1: mpmath 1.4.1 at 40 digits, the beta quantiles as roots of the binomial tails.
    #[test]
    fn the_band_is_that_of_the_order_statistics() {
        let points = qq(&sample(&["4", "-1", "2.5", "0", "1"]), Level::DEFAULT).expect("points");
        let expected = [
            [-1.128_997_535_296_101_7, -1.0, -3.812_413_515_457_415_7, 1.408_776_390_020_881_8],
            [-0.485_078_953_326_444_13, 0.0, -1.917_305_071_048_544, 2.437_290_611_002_077_3],
            [0.0, 1.0, -0.788_790_854_855_261_5, 3.388_790_854_855_261_4],
            [0.485_078_953_326_444_13, 2.5, 0.162_709_388_997_922_48, 4.517_305_071_048_544],
            [1.128_997_535_296_101_7, 4.0, 1.191_223_609_979_118, 6.412_413_515_457_416],
        ];
        assert_eq!(points.len(), expected.len());
        for (point, [theoretical, observed, lower, upper]) in points.iter().zip(expected) {
            assert_eq!(point.observed, observed);
            for (found, wanted) in [(point.theoretical, theoretical), (point.lower, lower), (point.upper, upper)] {
                assert!((found - wanted).abs() <= 1e-12 * wanted.abs().max(1.0), "{found} {wanted}");
            }
        }
    }

    #[test]
    fn it_is_symmetric_and_knows_its_limits() {
        let points = qq(&sample(&["1", "2", "3", "4", "5", "6"]), Level::DEFAULT).expect("points");
        for (low, high) in points.iter().zip(points.iter().rev()) {
            assert_eq!(low.theoretical, -high.theoretical);
            assert!((low.lower + high.upper - 7.0).abs() < 1e-12);
            assert!(low.lower < low.upper);
        }
        assert!(matches!(qq(&sample(&["1", "2"]), Level::DEFAULT), Err(StatsError::TooFew { .. })));
        assert!(matches!(qq(&sample(&["2", "2", "2"]), Level::DEFAULT), Err(StatsError::Undefined { .. })));
    }
}
