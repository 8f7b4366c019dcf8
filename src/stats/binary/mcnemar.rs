use super::{DifferenceMethod, PairedTable, difference_interval};
use crate::data::{Decimal, PairedSample, Unit};
use crate::dist::{Binomial, ChiSquared, DistError, normal};
use crate::result::{
    Alternative, Citation, Detail, DetailValue, Estimate, Hypothesis, Interval, Note, PValue, Quantity, Side,
    Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::proportion::{Proportion, ProportionMethod};
use crate::stats::{PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

/// The share of yes after less the share before.
pub const DIFFERENCE_OF_PROPORTIONS: Quantity = Quantity {
    id: "difference_of_proportions",
    label: "difference of the shares of yes",
    symbol: "p(after) - p(before)",
};

/// Those who went from no to yes over those who went back.
pub const ODDS_RATIO: Quantity =
    Quantity { id: "odds_ratio", label: "conditional odds ratio of yes, after to before", symbol: "OR" };

documented! {
    /// # Question
    /// Has the share of yes changed? Only those whose answer changed tell: are as many of them going from no to yes as from yes to no?
    ///
    /// # Assumptions
    /// Pairs are independent. Readings are 0 (no) or 1 (yes), with no unit or in points.
    ///
    /// # Formula
    /// Of m = gained + lost pairs whose reading changed, `gained` went from 0 to 1; under the null hypothesis that is binomial(m, 1/2). p is
    /// exact: twice the smaller tail. Beside it as details: mid-p, which counts half of the observed outcome (Fagerland, Lydersen and
    /// Laake 2013; 1 - P(gained)/2 where gained = lost), and the chi-squared approximation (gained - lost)^2 / m with its p, without and
    /// with the continuity correction (|gained - lost| - 1)^2 / m, 0 where gained = lost.
    /// The estimate is the share of yes after less the share before, with Newcombe's interval (1998, method 10); then the odds ratio
    /// gained / lost, with the limits of Clopper and Pearson for gained / m turned into odds. Test and first interval are not of one
    /// making and may disagree at the edge; those of
    /// the score test (`girth explain paired-proportions`) agree.
    ///
    /// # Arguments
    /// Readings of 0 and 1; `--alternative`, `--level`.
    ///
    /// # Errors
    /// Other readings than 0 and 1; a null value other than 0. Where no reading changed, p is 1 and there is no odds ratio.
    ///
    /// # References
    /// McNemar (1947), Note on the sampling error of the difference between correlated proportions or percentages, Psychometrika
    /// 12:153-157. Fagerland, Lydersen and Laake (2013), BMC Med Res Methodol 13:91. Newcombe (1998), Stat Med 17:2635-2650.
    McNemar
}

const CITATIONS: [Citation; 3] = [
    Citation {
        key: "McNemar 1947",
        reference: "McNemar Q (1947). Note on the sampling error of the difference between correlated proportions or percentages. Psychometrika 12:153-157.",
    },
    Citation {
        key: "Fagerland 2013",
        reference: "Fagerland MW, Lydersen S, Laake P (2013). The McNemar test for binary matched-pairs data: mid-p and asymptotic are better than exact conditional. BMC Med Res Methodol 13:91.",
    },
    NEWCOMBE,
];

pub(super) const NEWCOMBE: Citation = Citation {
    key: "Newcombe 1998b",
    reference: "Newcombe RG (1998). Improved confidence intervals for the difference between binomial proportions based on paired data. Stat Med 17:2635-2650.",
};

impl PairedProcedure for McNemar {
    fn id(&self) -> &'static str {
        "mcnemar"
    }

    fn title(&self) -> &'static str {
        "McNemar's test"
    }

    fn documentation(&self) -> &'static str {
        McNemar::DOCUMENTATION
    }

    fn usage(&self, sample: &PairedSample, options: &TestOptions) -> Usage {
        if sample.is_binary() && options.null_value == Decimal::ZERO { Usage::ByDefault } else { Usage::Unsuited }
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        mean_change(pairs)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let table = PairedTable::of(self.title(), sample)?;
        if options.null_value != Decimal::ZERO {
            let what = "a null value of 0; paired-proportions tests other differences";
            return Err(StatsError::Missing { procedure: self.title(), what });
        }
        let numerical = |cause: DistError| StatsError::numerical(self.title(), cause);
        let difference = difference_interval(&table, DifferenceMethod::Newcombe, options.alternative, options.level);
        let mut estimates = vec![Estimate::new(
            DIFFERENCE_OF_PROPORTIONS,
            table.difference(),
            Unit::None,
            None,
            Some(difference.map_err(numerical)?),
        )];
        estimates.extend(odds_ratio(&table, options).map_err(numerical)?);
        let mut details = counts(&table);
        details.extend(other_p_values(&table, options.alternative).map_err(numerical)?);
        let mut notes = Vec::new();
        if table.discordant() == 0 {
            notes.push(Note::new("no-change", "Nobody's reading changed: p is 1, and there is no odds ratio."));
        }
        let law = Binomial::try_new(table.discordant(), 0.5).map_err(numerical)?;
        let p = options.alternative.p_value(law.at_most(table.gained), law.at_least(table.gained));
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: DIFFERENCE_OF_PROPORTIONS,
                null_value: 0.0,
                unit: Unit::None,
                alternative: options.alternative,
            },
            statistic: Some(Statistic {
                symbol: "gained",
                value: table.gained as f64,
                distribution: format!("binomial ({}, 1/2), exact", table.discordant()),
            }),
            p_value: Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(self.title(), cause))?),
            estimates,
            analysed: analysed(sample),
            details,
            notes,
            citations: CITATIONS.to_vec(),
        })
    }
}

/// The mean of zeros and ones after less that before: the difference of the shares.
pub(super) fn mean_change(pairs: &PairedValues<'_>) -> Option<f64> {
    let n = pairs.change.len();
    (n > 0).then(|| pairs.change.iter().sum::<f64>() / n as f64)
}

/// The four counts and the two shares.
pub(super) fn counts(table: &PairedTable) -> Vec<Detail> {
    let count = |id, label, n| Detail { id, label, value: DetailValue::Count(n) };
    let share = |id, label, n: u64| Detail::number(id, label, n as f64 / table.n() as f64);
    vec![
        count("yes_yes", "yes before and after", table.both),
        count("gained", "no before, yes after", table.gained),
        count("lost", "yes before, no after", table.lost),
        count("no_no", "no before and after", table.neither),
        share("share_before", "share of yes before", table.before()),
        share("share_after", "share of yes after", table.after()),
    ]
}

/// gained / lost with the limits of gained / m turned into odds; none where nobody changed.
fn odds_ratio(table: &PairedTable, options: &TestOptions) -> Result<Option<Estimate>, DistError> {
    let share = |successes| Proportion::try_new(successes, table.discordant());
    let (Some(gained), Some(lost)) = (share(table.gained), share(table.lost)) else { return Ok(None) };
    // The odds p / (1 - p), 1 - p being the opposite limit of the other share, so that neither is a difference.
    let (lower, upper) = options.alternative.interval(options.level.alpha(), |side, tail| {
        let opposite = if side == Side::Lower { Side::Upper } else { Side::Lower };
        let method = ProportionMethod::ClopperPearson;
        Ok::<f64, DistError>(gained.limit(method, side, tail)? / lost.limit(method, opposite, tail)?)
    })?;
    Ok(Some(Estimate::new(
        ODDS_RATIO,
        table.gained as f64 / table.lost as f64,
        Unit::None,
        None,
        Some(Interval::new(lower, upper, options.level, "Clopper-Pearson on those who changed (exact)")),
    )))
}

/// Mid-p, and the approximations where somebody changed.
fn other_p_values(table: &PairedTable, alternative: Alternative) -> Result<Vec<Detail>, DistError> {
    let changed = table.discordant();
    if changed == 0 {
        return Ok(vec![Detail::number("p_mid", "mid-p", 1.0)]);
    }
    let law = Binomial::try_new(changed, 0.5)?;
    let half = law.pmf(table.gained) / 2.0;
    let mid_p = if alternative == Alternative::TwoSided && table.gained == table.lost {
        // Both tails hold the observed outcome; half of it counts, once.
        1.0 - half
    } else {
        let lower = if table.gained == 0 { half } else { law.at_most(table.gained - 1) + half };
        alternative.p_value(lower, law.at_least(table.gained + 1) + half)
    };
    let excess = table.gained as f64 - table.lost as f64;
    let root = (changed as f64).sqrt();
    let chi_squared = excess * excess / changed as f64;
    let corrected = match alternative {
        Alternative::TwoSided => excess.signum() * (excess.abs() - 1.0).max(0.0),
        Alternative::Less => excess + 1.0,
        Alternative::Greater => excess - 1.0,
    };
    // For the two-sided alternative these are the chi-squared tails with one degree of freedom.
    let p = |z: f64| match alternative {
        Alternative::TwoSided => ChiSquared::try_new(1.0).map(|law| law.sf(z * z)),
        _ => Ok(alternative.p_value(normal::cdf(z), normal::sf(z))),
    };
    Ok(vec![
        Detail::number("p_mid", "mid-p", mid_p),
        Detail::number("chi_squared", "chi-squared", chi_squared),
        Detail::number("p_chi_squared", "p of chi-squared", p(excess / root)?),
        Detail::number(
            "chi_squared_corrected",
            "chi-squared with continuity correction",
            corrected * corrected / changed as f64,
        ),
        Detail::number("p_chi_squared_corrected", "p of chi-squared with continuity correction", p(corrected / root)?),
    ])
}
