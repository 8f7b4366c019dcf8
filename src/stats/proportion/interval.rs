use crate::dist::{Beta, DistError, normal};
use crate::result::{Alternative, Interval, Level, Side};

/// A number of successes in a number of trials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    successes: u64,
    trials: u64,
}

/// How an interval for a proportion is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProportionMethod {
    /// Each tail of the binomial distribution at most alpha / 2 (Clopper and Pearson 1934). Covers at least the level, always.
    ClopperPearson,
    /// The score test inverted (Wilson 1927). Covers the level on average.
    Wilson,
    /// The score test with a continuity correction inverted (Newcombe 1998, Stat Med 17:857-872, method 4).
    WilsonContinuity,
    /// Wald's interval after adding z^2 / 2 successes and as many failures (Agresti and Coull 1998). May leave 0 to 1.
    AgrestiCoull,
    /// Quantiles of the posterior under Jeffreys' prior, 0 and 1 where nobody or everybody succeeded (Brown, Cai and DasGupta 2001).
    Jeffreys,
    /// The textbook's p +- z sqrt(p (1 - p) / n). Has no width at 0 and 1, and covers too little: for comparison only.
    Wald,
}

impl ProportionMethod {
    /// As results name it.
    pub fn name(self) -> &'static str {
        match self {
            ProportionMethod::ClopperPearson => "Clopper-Pearson (exact)",
            ProportionMethod::Wilson => "Wilson (score)",
            ProportionMethod::WilsonContinuity => "Wilson with continuity correction",
            ProportionMethod::AgrestiCoull => "Agresti-Coull",
            ProportionMethod::Jeffreys => "Jeffreys",
            ProportionMethod::Wald => "Wald",
        }
    }
}

impl Proportion {
    /// `None` without trials, or with more successes than trials.
    pub fn try_new(successes: u64, trials: u64) -> Option<Proportion> {
        (trials > 0 && successes <= trials).then_some(Proportion { successes, trials })
    }

    /// Successes.
    pub fn successes(self) -> u64 {
        self.successes
    }

    /// Trials.
    pub fn trials(self) -> u64 {
        self.trials
    }

    /// Successes over trials.
    pub fn value(self) -> f64 {
        self.successes as f64 / self.trials as f64
    }

    /// Its interval.
    ///
    /// # Errors
    /// [`DistError`] when a quantile cannot be found.
    pub fn interval(
        self,
        method: ProportionMethod,
        alternative: Alternative,
        level: Level,
    ) -> Result<Interval, DistError> {
        let (lower, upper) = alternative.interval(level.alpha(), |side, tail| self.limit(method, side, tail))?;
        Ok(Interval::new(lower, upper, level, method.name()))
    }

    /// The limit that leaves `tail` outside on its side.
    ///
    /// # Errors
    /// [`DistError`] when a quantile cannot be found.
    pub fn limit(self, method: ProportionMethod, side: Side, tail: f64) -> Result<f64, DistError> {
        let (x, n) = (self.successes as f64, self.trials as f64);
        let z = || normal::upper_quantile(tail);
        let outwards = if side == Side::Lower { -1.0 } else { 1.0 };
        let at_the_end = x == if side == Side::Lower { 0.0 } else { n };
        match method {
            ProportionMethod::ClopperPearson | ProportionMethod::Jeffreys | ProportionMethod::WilsonContinuity
                if at_the_end =>
            {
                Ok(self.value())
            }
            ProportionMethod::ClopperPearson if side == Side::Lower => Beta::try_new(x, n - x + 1.0)?.quantile(tail),
            ProportionMethod::ClopperPearson => Beta::try_new(x + 1.0, n - x)?.upper_quantile(tail),
            ProportionMethod::Jeffreys => {
                let posterior = Beta::try_new(x + 0.5, n - x + 0.5)?;
                if side == Side::Lower { posterior.quantile(tail) } else { posterior.upper_quantile(tail) }
            }
            ProportionMethod::Wilson => Ok(score(x, n, side, z()?)),
            ProportionMethod::WilsonContinuity => Ok(score(x + 0.5 * outwards, n, side, z()?)),
            ProportionMethod::AgrestiCoull => {
                let z = z()?;
                Ok(wald(x + 0.5 * z * z, n + z * z, outwards * z))
            }
            ProportionMethod::Wald => Ok(wald(x, n, outwards * z()?)),
        }
    }
}

/// The t with |t - x/n| = z sqrt(t (1 - t) / n) on one side: a root of (n + z^2) t^2 - (2x + z^2) t + x^2/n. The smaller one comes from
/// the product of both, so that nothing cancels.
fn score(x: f64, n: f64, side: Side, z: f64) -> f64 {
    let square = z * z;
    let larger = 2.0 * x + square + z * (4.0 * x * (n - x) / n + square).sqrt();
    match side {
        Side::Lower => 2.0 * x * x / n / larger,
        Side::Upper => (larger / (2.0 * (n + square))).min(1.0),
    }
}

fn wald(x: f64, n: f64, z: f64) -> f64 {
    x / n + z * (x * (n - x) / n).sqrt() / n
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [ProportionMethod; 6] = [
        ProportionMethod::ClopperPearson,
        ProportionMethod::Wilson,
        ProportionMethod::WilsonContinuity,
        ProportionMethod::AgrestiCoull,
        ProportionMethod::Jeffreys,
        ProportionMethod::Wald,
    ];

    fn proportion(successes: u64, trials: u64) -> Proportion {
        Proportion::try_new(successes, trials).expect("proportion")
    }

    #[test]
    fn successes_and_failures_mirror_each_other() {
        for trials in [1, 2, 7, 30, 1000] {
            for successes in [0, 1, trials / 3, trials / 2, trials - 1, trials] {
                for method in ALL {
                    let of = |x, side| proportion(x, trials).limit(method, side, 0.025).expect("limit");
                    let (lower, mirrored) = (of(successes, Side::Lower), 1.0 - of(trials - successes, Side::Upper));
                    assert!((lower - mirrored).abs() < 1e-13, "{method:?} {successes} of {trials}: {lower} {mirrored}");
                    let estimate = proportion(successes, trials).value();
                    let from_zero_to_one = (0.0..=1.0).contains(&lower);
                    let wald = matches!(method, ProportionMethod::Wald | ProportionMethod::AgrestiCoull);
                    assert!(
                        wald || (from_zero_to_one && lower <= estimate),
                        "{method:?} {successes} of {trials}: {lower}"
                    );
                }
            }
        }
        assert!(Proportion::try_new(0, 0).is_none() && Proportion::try_new(3, 2).is_none());
    }

    /// Newcombe 1998 (Stat Med 17:857-872), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    #[test]
    fn published_intervals() {
        let published = [
            (81, 263, [0.2527, 0.3676, 0.2553, 0.3662, 0.2535, 0.3682]),
            (15, 148, [0.0578, 0.1617, 0.0624, 0.1605, 0.0598, 0.1644]),
            (0, 20, [0.0, 0.1684, 0.0, 0.1611, 0.0, 0.2005]),
            (1, 29, [0.0009, 0.1776, 0.0061, 0.1718, 0.0018, 0.1963]),
        ];
        for (x, n, limits) in published {
            for (at, method) in ALL.into_iter().take(3).enumerate() {
                let interval =
                    proportion(x, n).interval(method, Alternative::TwoSided, Level::DEFAULT).expect("interval");
                let (lower, upper) = (limits[2 * at], limits[2 * at + 1]);
                assert!(
                    (interval.lower - lower).abs() < 6e-5 && (interval.upper - upper).abs() < 6e-5,
                    "{method:?} {interval:?}"
                );
            }
        }
    }

    /// The rule of three: with 0 of a milliard the upper limit keeps all its digits.
    #[test]
    fn tiny_proportions_keep_their_digits() {
        let n = 1_000_000_000;
        let upper = proportion(0, n).limit(ProportionMethod::ClopperPearson, Side::Upper, 0.025).expect("limit");
        let truth = -f64::exp_m1(0.025_f64.ln() / n as f64);
        assert!((upper / truth - 1.0).abs() < 1e-13, "{upper}");
        let z = normal::upper_quantile(0.025).expect("z");
        let upper = proportion(0, n).limit(ProportionMethod::Wilson, Side::Upper, 0.025).expect("limit");
        assert!((upper / (z * z / (n as f64 + z * z)) - 1.0).abs() < 1e-15, "{upper}");
    }
}
