//! A smooth density of values: Gaussian kernel, Silverman's rule, on a grid so that a million values cost one pass.

/// A density as points (value, height), the highest 1. Empty for values without spread.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Density {
    pub points: Vec<(f64, f64)>,
}

impl Density {
    /// Smallest and largest value with a height.
    pub fn range(&self) -> Option<(f64, f64)> {
        Some((self.points.first()?.0, self.points.last()?.0))
    }
}

const CELLS: usize = 400;

/// The density of values; kernels no narrower than `grain`, the step of the readings, so that it shows no comb.
pub(crate) fn density(values: &[f64], grain: f64) -> Density {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Density::default() };
    let n = sorted.len() as f64;
    let centre = sorted.iter().map(|value| value - low).sum::<f64>() / n;
    let variance =
        sorted.iter().map(|value| (value - low - centre) * (value - low - centre)).sum::<f64>() / (n - 1.0).max(1.0);
    let at = |share: f64| sorted.get((share * (n - 1.0)).round() as usize).copied().unwrap_or(low);
    let quartiles = (at(0.75) - at(0.25)) / 1.34;
    let deviation = libm::sqrt(variance);
    let spread = if quartiles > 0.0 { deviation.min(quartiles) } else { deviation };
    if high - low <= high.abs().max(low.abs()) * 1e-12 || spread <= 0.0 {
        return Density::default();
    }
    // Silverman 1986, eq. 3.31. The last bound keeps a far outlier's kernel as wide as a cell.
    let width = (0.9 * spread * libm::pow(n, -0.2)).max(grain).max((high - low) / CELLS as f64 * 1.5);
    let (start, end) = (low - 3.0 * width, high + 3.0 * width);
    let step = (end - start) / CELLS as f64;
    let mut mass = vec![0.0; CELLS + 1];
    for value in &sorted {
        let place = ((value - start) / step).clamp(0.0, CELLS as f64);
        let cell = (place as usize).min(CELLS - 1);
        let share = place - cell as f64;
        mass[cell] += 1.0 - share;
        mass[cell + 1] += share;
    }
    let reach = (3.5 * width / step).ceil() as usize;
    let kernel: Vec<f64> = (0..=reach)
        .map(|cells| libm::exp(-0.5 * (cells as f64 * step / width) * (cells as f64 * step / width)))
        .collect();
    let smooth = |cell: usize| -> f64 {
        let (first, last) = (cell.saturating_sub(reach), (cell + reach).min(CELLS));
        (first..=last).map(|other| mass[other] * kernel[other.abs_diff(cell)]).sum()
    };
    let heights: Vec<f64> = (0..=CELLS).map(smooth).collect();
    let highest = heights.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let points = heights.iter().enumerate().map(|(cell, height)| (start + cell as f64 * step, height / highest));
    Density { points: points.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_density_peaks_where_values_are() {
        let values: Vec<f64> = (0..1000).map(|index| f64::from(index % 10) + f64::from(index % 3)).collect();
        let found = density(&values, 0.1);
        let peak = found.points.iter().max_by(|left, right| left.1.total_cmp(&right.1)).expect("points");
        assert!((2.0..=9.0).contains(&peak.0) && peak.1 == 1.0, "{peak:?}");
        let edge = found.points.first().expect("points");
        assert!(edge.1 < 0.05 && edge.0 < 0.0);
    }

    #[test]
    fn values_without_spread_have_no_density() {
        assert_eq!(density(&[], 0.1), Density::default());
        assert_eq!(density(&[3.0; 9], 0.1), Density::default());
        let outlier = density(&[0.0, 0.1, 0.2, 1e9], 0.1);
        assert!(outlier.points.iter().all(|point| point.0.is_finite() && (0.0..=1.0).contains(&point.1)));
    }
}
