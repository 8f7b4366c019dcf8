use super::answer::{Aim, Head, T};
use super::mean_at_bounds::{mean_at_bounds, point};
use crate::data::PairedSample;
use crate::result::{Citation, TestResult};
use crate::stats::documented::documented;
use crate::stats::{MarginScale, MeanOfChanges, PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Is the mean change of the population within the margin, that is, too small to matter? With one bound only: is it not worse than
    /// that bound (non-inferiority)?
    ///
    /// # Assumptions
    /// As for the paired t test. A t test that is not significant never shows this; this test does. A margin in percent also takes
    /// readings before and after to be normal together, and a mean before above zero.
    ///
    /// # Formula
    /// Two one-sided t tests (Schuirmann 1987): t_lower = (mean(d) - lower) / SE against larger values, t_upper = (mean(d) - upper)
    /// / SE against smaller ones; p is the larger of the two. Equivalent at alpha exactly when the 1 - 2 alpha interval of the mean
    /// change lies inside the margin; that interval is the one given. With one bound there is one test, and its one-sided 1 - alpha
    /// interval.
    ///
    /// A margin in percent of the baseline is tested by the t test of after - (1 + bound) before, computed on the readings' grid, so
    /// the mean before counts as the estimate that it is; the interval is Fieller's. A margin in SDs of the changes is tested by the
    /// noncentral t: p_lower = P(T >= t) under the noncentrality sqrt(n) lower, p_upper = P(T <= t) under sqrt(n) upper, the inversion
    /// of the interval of d_z.
    ///
    /// # Arguments
    /// `--margin 1kg` for -1 kg to 1 kg; `--margin=-2cm..0.5cm` for two bounds; `--margin=..0.5cm` or `--margin=-2cm..` for one;
    /// `--margin 5%` for percent of the mean before (in the outcome's points when it is itself measured in percent), the same as
    /// `--margin 0.95..1.05ratio`; `--margin 0.3sd` for SDs of the changes.
    ///
    /// # Errors
    /// No margin; fewer than two pairs; a margin in percent with a mean before of zero or less; a margin in SDs when every change is the
    /// same. When every change is the same there is otherwise no t, and only the mean is reported.
    ///
    /// # Calibration
    /// The test holds its level at the bound; its 90 % interval covers 83.0 to 88.5 % for 5 to 50 skewed changes (skewness 2) and
    /// 90 % for normal ones. From reports/calibration.md.
    ///
    /// # References
    /// Schuirmann (1987), J Pharmacokinet Biopharm 15:657-680. Fieller (1954), J R Stat Soc B 16:175-185. Wellek (2010), Testing
    /// Statistical Hypotheses of Equivalence and Noninferiority, ch. 5.
    ///
    /// # Example
    /// `girth test @nhefs-weight --margin 2.5kg`
    /// `girth test @nhefs-weight --margin=..5%`
    TwoOneSidedT
}

pub(crate) const SCHUIRMANN: Citation = Citation {
    key: "Schuirmann 1987",
    reference: "Schuirmann DJ (1987). A comparison of the two one-sided tests procedure and the power approach for assessing the equivalence of average bioavailability. J Pharmacokinet Biopharm 15:657-680.",
};

const FIELLER: Citation = Citation {
    key: "Fieller 1954",
    reference: "Fieller EC (1954). Some problems in interval estimation. J R Stat Soc B 16:175-185.",
};

const WELLEK: Citation = Citation {
    key: "Wellek 2010",
    reference: "Wellek S (2010). Testing Statistical Hypotheses of Equivalence and Noninferiority, 2nd ed. Chapman and Hall/CRC.",
};

/// What a t test on this scale of margin rests on, besides the test's own source.
pub(super) fn sources(scale: MarginScale) -> Option<Citation> {
    match scale {
        MarginScale::Amount => None,
        MarginScale::PercentOfBaseline => Some(FIELLER),
        MarginScale::SdOfChange => Some(WELLEK),
    }
}

impl PairedProcedure for TwoOneSidedT {
    fn id(&self) -> &'static str {
        "equivalence-t"
    }

    fn title(&self) -> &'static str {
        "two one-sided t tests (equivalence)"
    }

    fn documentation(&self) -> &'static str {
        TwoOneSidedT::DOCUMENTATION
    }

    fn usage(&self, sample: &PairedSample, options: &TestOptions) -> Usage {
        match options.margin {
            None => Usage::Unsuited,
            Some(_) if sample.is_binary() => Usage::OnRequest,
            Some(_) => Usage::ByDefault,
        }
    }

    fn point(&self, pairs: &PairedValues<'_>, options: &TestOptions) -> Option<f64> {
        point(pairs, options)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        self.of_mean(sample, options)
    }
}

impl TwoOneSidedT {
    /// The test of a mean change, of pairs or from a paper.
    pub(crate) fn of_mean(&self, changes: &dyn MeanOfChanges, options: &TestOptions) -> Result<TestResult, StatsError> {
        let Some(margin) = options.margin else {
            return Err(StatsError::Missing { procedure: self.title(), what: "a margin: --margin 1kg" });
        };
        let one_bound = margin.lower.is_none() || margin.upper.is_none();
        let title = if one_bound { "one-sided t test (non-inferiority)" } else { self.title() };
        let found = mean_at_bounds(title, Aim::Inside, changes, &margin, options)?;
        let citations = std::iter::once(SCHUIRMANN).chain(sources(margin.scale)).collect();
        let head = Head { procedure: self.id(), title, citations, names: T, aim: Aim::Inside };
        head.answer_about(changes.analysed(), &margin, options, found)
    }
}
