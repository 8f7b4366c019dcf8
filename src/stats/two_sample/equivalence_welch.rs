use super::arms::{DIFFERENCE_IN_MEAN_CHANGE, are_binary, group_details, without_variation};
use super::welch::Groups;
use super::welch_t::{SATTERTHWAITE, WELCH};
use crate::data::{Decimal, TwoArms};
use crate::dist::StudentT;
use crate::result::{Detail, Side, TestResult};
use crate::stats::documented::documented;
use crate::stats::equivalence::{Aim, AtBound, Found, Head, SCHUIRMANN, T};
use crate::stats::{ComparisonProcedure, Margin, MarginScale, MeansOfArms, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Is the difference between the mean changes of two groups within the margin, that is, too small to matter? With one bound only: is
    /// the treated group not worse than the controls by that bound (non-inferiority)?
    ///
    /// # Assumptions
    /// As for Welch's t test. A difference that is not significant never shows equivalence; this test does.
    ///
    /// # Formula
    /// Two one-sided Welch t tests: t_lower = (difference - lower) / SE against larger values, t_upper = (difference - upper) / SE against
    /// smaller ones, with Welch's SE and degrees of freedom; p is the larger of the two. Equivalent at alpha exactly when the 1 - 2 alpha
    /// interval of the difference lies inside the margin; that interval is the one given. With one bound there is one test, and its
    /// one-sided 1 - alpha interval.
    ///
    /// # Arguments
    /// Two groups; a margin as an amount in the unit of the readings, with two bounds or one; `--level`. The difference is treated -
    /// control of the changes after - before: where a reduction is wanted, non-inferiority has an upper bound only.
    ///
    /// # Errors
    /// No margin; a margin in percent or in SDs, which for two groups say neither of whom; a group of fewer than two. When neither group
    /// varies only the difference is reported.
    ///
    /// # References
    /// Schuirmann (1987), J Pharmacokinet Biopharm 15:657-680. Welch (1938), Biometrika 29:350-362. Piaggio et al. (2012), Reporting of
    /// noninferiority and equivalence randomized trials, JAMA 308:2594-2604.
    ///
    /// # Example
    /// `girth compare @anorexia --method equivalence-welch --margin 2lb`
    EquivalenceWelch
}

/// The margin in the unit of the outcome.
pub(super) fn amount(procedure: &'static str, options: &TestOptions) -> Result<Margin, StatsError> {
    match options.margin {
        None => Err(StatsError::Missing { procedure, what: "a margin: --margin 1kg" }),
        Some(margin) if margin.scale == MarginScale::Amount => Ok(margin),
        Some(_) => {
            let why = "for two groups a margin in percent or in SDs does not say of whom; give an amount".to_owned();
            Err(StatsError::Undefined { procedure, why })
        }
    }
}

/// Nothing found yet but the bounds.
pub(super) fn bounds(margin: &Margin) -> [Option<f64>; 2] {
    [margin.lower, margin.upper].map(|bound| bound.map(Decimal::to_f64))
}

impl ComparisonProcedure for EquivalenceWelch {
    fn id(&self) -> &'static str {
        "equivalence-welch"
    }

    fn title(&self) -> &'static str {
        "two one-sided Welch t tests (equivalence of two groups)"
    }

    fn documentation(&self) -> &'static str {
        EquivalenceWelch::DOCUMENTATION
    }

    fn usage(&self, arms: &TwoArms, options: &TestOptions) -> Usage {
        match options.margin.map(|margin| margin.scale) {
            Some(MarginScale::Amount) if are_binary(arms) => Usage::OnRequest,
            Some(MarginScale::Amount) => Usage::ByDefault,
            Some(MarginScale::PercentOfBaseline | MarginScale::SdOfChange) | None => Usage::Unsuited,
        }
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        self.of_means(arms, options)
    }
}

impl EquivalenceWelch {
    /// The test of two mean changes, of pairs or from a paper.
    pub(crate) fn of_means(&self, arms: &dyn MeansOfArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let margin = amount(self.title(), options)?;
        let one_bound = margin.lower.is_none() || margin.upper.is_none();
        let title = if one_bound { "one-sided Welch t test (non-inferiority of two groups)" } else { self.title() };
        let groups = Groups::of(title, arms)?;
        let mut found = Found {
            quantity: DIFFERENCE_IN_MEAN_CHANGE,
            unit: arms.unit(),
            value: groups.difference,
            standard_error: Some(0.0),
            interval: None,
            bounds: bounds(&margin),
            tests: None,
            distribution: String::new(),
            details: group_details(&groups.moments),
            notes: Vec::new(),
        };
        match groups.welch() {
            None => found.notes.push(without_variation()),
            Some(welch) => {
                let numerical = |cause| StatsError::numerical(title, cause);
                let law = StudentT::try_new(welch.degrees).map_err(numerical)?;
                let at = |bound: Option<Decimal>| {
                    let Some(bound) = bound else { return Ok(None) };
                    let t = arms.difference_less(bound)? / welch.standard_error;
                    Ok::<_, StatsError>(Some(AtBound { statistic: t, at_most: law.cdf(t), at_least: law.sf(t) }))
                };
                found.tests = Some([at(margin.lower)?, at(margin.upper)?]);
                let alpha = Aim::Inside.level(&margin, options).alpha();
                let (lower, upper) = Aim::Inside.alternative(&margin).interval(alpha, |side, tail| {
                    let reach = law.upper_quantile(tail).map_err(numerical)? * welch.standard_error;
                    Ok::<_, StatsError>(if side == Side::Lower { welch.value - reach } else { welch.value + reach })
                })?;
                found.standard_error = Some(welch.standard_error);
                found.interval = Some((lower, upper, None, "Welch t"));
                found.distribution = format!("t with {:.2} degrees of freedom", welch.degrees);
                found.details.push(Detail::number("degrees_of_freedom", "degrees of freedom", welch.degrees));
            }
        }
        let citations = vec![SCHUIRMANN, WELCH, SATTERTHWAITE];
        let head = Head { procedure: self.id(), title, citations, names: T, aim: Aim::Inside };
        head.answer_about(arms.analysed(), &margin, options, found)
    }
}
