//! The densities of readings by which people are selected, and of their next readings.

/// Who was selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectionSide {
    /// Those whose reading is at least the cut-off.
    AtLeast,
    /// Those whose reading is at most the cut-off.
    AtMost,
}

/// Points of a curve.
const STEPS: u32 = 240;

/// The densities, where the numbers define them.
pub(crate) struct Curves {
    mean: f64,
    sd: f64,
    cut_off: f64,
    side: SelectionSide,
    /// The correlation of two readings of one person.
    reliability: f64,
}

impl Curves {
    /// From the mean and the SD of single readings in the population, the SD of readings of one person, and the cut-off.
    pub fn of((mean, sd): (f64, f64), within_sd: f64, cut_off: f64, side: SelectionSide) -> Option<Curves> {
        let within = within_sd / sd;
        let sound =
            mean.is_finite() && cut_off.is_finite() && sd.is_finite() && sd > 0.0 && (0.0..=1.0).contains(&within);
        sound.then_some(Curves { mean, sd, cut_off, side, reliability: 1.0 - within * within })
    }

    fn z(&self, at: f64) -> f64 {
        (at - self.mean) / self.sd
    }

    /// The normal density, its top at 1.
    pub fn population(&self, at: f64) -> f64 {
        libm::exp(-0.5 * self.z(at) * self.z(at))
    }

    /// The parts of the axis on which those who are not selected lie, and those who are.
    pub fn parts(&self, (low, high): (f64, f64)) -> [(f64, f64); 2] {
        let cut_off = self.cut_off.clamp(low, high);
        match self.side {
            SelectionSide::AtLeast => [(low, cut_off), (cut_off, high)],
            SelectionSide::AtMost => [(cut_off, high), (low, cut_off)],
        }
    }

    /// The density of the second reading of those selected, but for a factor: that of all second readings, times the probability that a
    /// first reading, normal about r z with variance 1 - r^2 given the second, lies on the selected side.
    pub fn again(&self, at: f64) -> f64 {
        let (z, cut, r) = (self.z(at), self.z(self.cut_off), self.reliability);
        let beyond = match self.side {
            SelectionSide::AtLeast => r * z - cut,
            SelectionSide::AtMost => cut - r * z,
        };
        let spread = libm::sqrt(1.0 - r * r);
        let share = match spread > 1e-6 {
            true => 0.5 * libm::erfc(-beyond / (spread * std::f64::consts::SQRT_2)),
            false => f64::from(u8::from(beyond >= 0.0)),
        };
        libm::exp(-0.5 * z * z) * share
    }

    /// A curve over a part of the axis.
    pub fn over(&self, (low, high): (f64, f64), height: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        let step = |index: u32| low + (high - low) * f64::from(index) / f64::from(STEPS);
        (0..=STEPS).map(step).map(|at| (at, height(at))).collect()
    }
}

/// The same curve with its top at 1.
pub(crate) fn full_height(curve: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let top = curve.iter().map(|(_, height)| *height).fold(f64::MIN_POSITIVE, f64::max);
    curve.into_iter().map(|(at, height)| (at, height / top)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mean of a standard normal variable above 1: its density there by the probability above it.
    const MILLS: f64 = 1.525_135_276_160_981;

    /// Mean of a density on a fine grid.
    fn mean_of(height: impl Fn(f64) -> f64, (low, high): (f64, f64)) -> f64 {
        let at = |index: u32| low + (high - low) * (f64::from(index) + 0.5) / 20_000.0;
        let (mut all, mut sum) = (0.0, 0.0);
        for place in (0..20_000).map(at) {
            all += height(place);
            sum += place * height(place);
        }
        sum / all
    }

    #[test]
    fn densities_have_the_means_of_a_truncated_normal() {
        for side in [SelectionSide::AtLeast, SelectionSide::AtMost] {
            let sign = if side == SelectionSide::AtLeast { 1.0 } else { -1.0 };
            let within = 12.0 * libm::sqrt(0.1);
            let curves = Curves::of((92.0, 12.0), within, 92.0 + sign * 12.0, side).expect("curves");
            let wide = (92.0 - 120.0, 92.0 + 120.0);
            let selected = mean_of(|at| curves.population(at), curves.parts(wide)[1]);
            assert!((selected - 92.0 - sign * 12.0 * MILLS).abs() < 1e-3, "{selected}");
            let again = mean_of(|at| curves.again(at), wide);
            assert!((again - 92.0 - sign * 0.9 * 12.0 * MILLS).abs() < 1e-3, "{again}");
        }
    }

    #[test]
    fn a_reading_without_error_selects_for_good() {
        let curves = Curves::of((92.0, 12.0), 0.0, 104.0, SelectionSide::AtLeast).expect("curves");
        assert_eq!(curves.again(103.9), 0.0);
        assert_eq!(curves.again(104.1), curves.population(104.1));
        assert!(Curves::of((92.0, 12.0), 12.1, 104.0, SelectionSide::AtLeast).is_none());
        assert!(Curves::of((92.0, 0.0), 0.0, 104.0, SelectionSide::AtLeast).is_none());
    }
}
