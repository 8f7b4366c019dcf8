//! How many readings rose, stayed and fell, and what follows for the population.

use crate::data::PairedSample;
use crate::dist::normal;
use crate::num::{NumError, bracketed_root};
use crate::result::{Alternative, Citation, Side};
use crate::stats::{StatsError, TestOptions};

pub(super) const WILSON: Citation = Citation {
    key: "Wilson 1927",
    reference: "Wilson EB (1927). Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 22:209-212.",
};

pub(super) const TANGO: Citation = Citation {
    key: "Tango 1998",
    reference: "Tango T (1998). Equivalence test and confidence interval for the difference in proportions for the paired-sample design. Stat Med 17:891-908.",
};

/// What says how the limits of [`Signs::difference_limits`] were made.
pub(super) const SCORE: &str = "score (Tango)";

/// Counts of the signs of the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signs {
    pub(super) rose: usize,
    pub(super) unchanged: usize,
    pub(super) fell: usize,
}

impl Signs {
    /// Decided on ticks.
    pub(super) fn of(sample: &PairedSample) -> Signs {
        Signs::count(sample.change().ticks(), &0)
    }

    /// Of changes as doubles.
    pub(super) fn of_values(changes: &[f64]) -> Signs {
        Signs::count(changes, &0.0)
    }

    fn count<T: PartialOrd>(changes: &[T], zero: &T) -> Signs {
        let rose = changes.iter().filter(|change| *change > zero).count();
        let fell = changes.iter().filter(|change| *change < zero).count();
        Signs { rose, unchanged: changes.len() - rose - fell, fell }
    }

    /// Pairs.
    pub(super) fn n(self) -> usize {
        self.rose + self.unchanged + self.fell
    }

    /// (rose - fell) / n.
    pub(super) fn difference(self) -> f64 {
        (self.rose as f64 - self.fell as f64) / self.n() as f64
    }

    /// (rose + unchanged / 2) / n.
    pub(super) fn tendency(self) -> f64 {
        (2 * self.rose + self.unchanged) as f64 / (2 * self.n()) as f64
    }

    /// Limits of P(rise) - P(fall) by the score test of paired proportions (Tango 1998).
    pub(super) fn difference_limits(
        self,
        procedure: &'static str,
        options: &TestOptions,
    ) -> Result<(f64, f64), StatsError> {
        limits(procedure, options, |side, z| match side {
            Side::Upper => self.upper_difference(z),
            Side::Lower => Signs { rose: self.fell, fell: self.rose, ..self }.upper_difference(z).map(|limit| -limit),
        })
    }

    /// The largest difference D that the score statistic (rose - fell - n D) / sqrt(n (2 q + D (1 - D))) does not put more than z below
    /// the null, q the probability of a fall that is most likely given D (Tango 1998, eq. 8 and 11).
    fn upper_difference(self, z: f64) -> Result<f64, NumError> {
        let n = self.n() as f64;
        if self.unchanged == 0 {
            // No ties: a proportion.
            return Ok(2.0 * wilson(self.rose, self.n(), Side::Upper, z) - 1.0);
        }
        if self.unchanged == self.n() {
            // The statistic is 0 / 0 at D = 0; above, q = 0.
            return Ok(z * z / (n + z * z));
        }
        let (rose, fell) = (self.rose as f64, self.fell as f64);
        let excess = |difference: f64| {
            let half_b = -rose - fell + (2.0 * n - rose + fell) * difference;
            let c = -fell * difference * (1.0 - difference);
            let q = ((half_b * half_b - 8.0 * n * c).max(0.0).sqrt() - half_b) / (4.0 * n);
            let variance = (2.0 * q + difference * (1.0 - difference)).max(0.0);
            rose - fell - n * difference + z * (n * variance).sqrt()
        };
        bracketed_root(excess, self.difference(), 1.0, 0.0)
    }
}

/// Limits of the probability behind `count` of `n`: the score interval (Wilson 1927).
pub(super) fn wilson_limits(
    procedure: &'static str,
    count: usize,
    n: usize,
    options: &TestOptions,
) -> Result<(f64, f64), StatsError> {
    limits(procedure, options, |side, z| Ok(wilson(count, n, side, z)))
}

fn wilson(count: usize, n: usize, side: Side, z: f64) -> f64 {
    let (p, n) = (count as f64 / n as f64, n as f64);
    let square = z * z / n;
    let reach = (p * (1.0 - p) * square + square * square / 4.0).sqrt();
    let signed = if side == Side::Upper { reach } else { -reach };
    ((p + square / 2.0 + signed) / (1.0 + square)).clamp(0.0, 1.0)
}

/// Two-sided limits from the normal quantile of each tail.
fn limits(
    procedure: &'static str,
    options: &TestOptions,
    limit: impl Fn(Side, f64) -> Result<f64, NumError>,
) -> Result<(f64, f64), StatsError> {
    Alternative::TwoSided.interval(options.level.alpha(), |side, tail| {
        let z = normal::quantile(tail).map_err(|cause| StatsError::numerical(procedure, cause))?;
        limit(side, -z).map_err(|cause| StatsError::numerical(procedure, cause))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Airway hyper-responsiveness before and after stem cell transplantation, 1 and 7 discordant of 21 (Fagerland, Lydersen and Laake
    /// 2014, Stat Med 33:2850-2875): -0.517 to -0.026.
    #[test]
    fn a_published_difference_of_paired_proportions() {
        let signs = Signs { rose: 1, unchanged: 13, fell: 7 };
        let (lower, upper) = signs.difference_limits("test", &TestOptions::default()).expect("limits");
        assert!((lower + 0.517).abs() < 5e-4 && (upper + 0.026).abs() < 5e-4, "{lower} {upper}");
    }

    #[test]
    fn limits_at_the_edge() {
        let options = TestOptions::default();
        let all = wilson_limits("test", 30, 30, &options).expect("limits");
        assert!(all.1 == 1.0 && (all.0 - 0.886_5).abs() < 1e-4, "{all:?}");
        let limits = |rose, unchanged, fell| Signs { rose, unchanged, fell }.difference_limits("test", &options);
        let (lower, upper) = limits(0, 6, 0).expect("limits");
        assert!(lower == -upper && upper > 0.3 && upper < 0.5, "{lower} {upper}");
        // The limits move little as one of many changes becomes a tie.
        let (few, none) = (limits(59, 1, 40).expect("limits"), limits(60, 0, 40).expect("limits"));
        assert!((few.0 - none.0).abs() < 0.02 && (few.1 - none.1).abs() < 0.02, "{few:?} {none:?}");
    }
}
