//! How many readings rose, stayed and fell, and what follows for the population.

use crate::data::PairedSample;
use crate::result::{Alternative, Citation, Interval};
use crate::stats::binary::{DifferenceMethod, PairedTable, difference_interval};
use crate::stats::{StatsError, TestOptions};

pub(super) const WILSON: Citation = Citation {
    key: "Wilson 1927",
    reference: "Wilson EB (1927). Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 22:209-212.",
};

pub(super) const TANGO: Citation = Citation {
    key: "Tango 1998",
    reference: "Tango T (1998). Equivalence test and confidence interval for the difference in proportions for the paired-sample design. Stat Med 17:891-908.",
};

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

    /// The interval of P(rise) - P(fall) by the score test of paired proportions (Tango 1998): a pair that rose has gained, one that fell
    /// has lost.
    pub(super) fn difference_interval(
        self,
        procedure: &'static str,
        options: &TestOptions,
    ) -> Result<Interval, StatsError> {
        let [both, gained, lost] = [self.unchanged, self.rose, self.fell].map(|count| count as u64);
        let table = PairedTable { both, gained, lost, neither: 0 };
        difference_interval(&table, DifferenceMethod::Tango, Alternative::TwoSided, options.level)
            .map_err(|cause| StatsError::numerical(procedure, cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Airway hyper-responsiveness before and after stem cell transplantation, 1 and 7 discordant of 21 (Fagerland, Lydersen and Laake
    /// 2014, Stat Med 33:2850-2875): -0.517 to -0.026.
    #[test]
    fn a_published_difference_of_paired_proportions() {
        let signs = Signs { rose: 1, unchanged: 13, fell: 7 };
        let interval = signs.difference_interval("test", &TestOptions::default()).expect("limits");
        let (lower, upper) = (interval.lower, interval.upper);
        assert!((lower + 0.517).abs() < 5e-4 && (upper + 0.026).abs() < 5e-4, "{lower} {upper}");
    }

    #[test]
    fn limits_at_the_edge() {
        let options = TestOptions::default();
        let limits = |rose, unchanged, fell| {
            let interval = Signs { rose, unchanged, fell }.difference_interval("test", &options).expect("limits");
            (interval.lower, interval.upper)
        };
        let (lower, upper) = limits(0, 6, 0);
        assert!(lower == -upper && upper > 0.3 && upper < 0.5, "{lower} {upper}");
        // The limits move little as one of many changes becomes a tie.
        let (few, none) = (limits(59, 1, 40), limits(60, 0, 40));
        assert!((few.0 - none.0).abs() < 0.02 && (few.1 - none.1).abs() < 0.02, "{few:?} {none:?}");
    }
}
