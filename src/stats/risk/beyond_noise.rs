//! Are there more responders than the error of the readings makes?

use super::responder_curve::{Toward, noise_share};
use crate::data::{Decimal, PairedSample, Unit};
use crate::dist::{Binomial, DistError};
use crate::result::{
    Alternative, Citation, Detail, DetailValue, Estimate, Hypothesis, Level, Note, PValue, Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::proportion::{Proportion, ProportionMethod, RESPONDERS};
use crate::stats::{StatsError, Threshold};

const TITLE: &str = "responders beyond measuring error";

/// The exact binomial test that the share of responders is not above that expected from measuring error alone, Normal with standard
/// deviation sqrt(2) `error_sd` for everybody. The alternative is `greater`; the estimate's first interval is the one-sided one that
/// agrees with the test, the second the two-sided one of the same level, both of Clopper and Pearson.
///
/// `error_sd` is taken as known. It does not say who the true responders are; the detail `share_beyond_noise` is the observed share less
/// the expected one.
///
/// # Errors
/// [`StatsError::Missing`] for a threshold of 0 or in percent of the reading before, under which the expected share is not the same for
/// everybody; [`StatsError::Numerical`] for an error that is not positive and finite.
pub fn responders_beyond_noise(
    sample: &PairedSample,
    threshold: Threshold,
    error_sd: f64,
    level: Level,
) -> Result<TestResult, StatsError> {
    let Threshold::Amount(size) = threshold else {
        let what = "a threshold in the unit of the outcome, so that noise gives everybody the same chance";
        return Err(StatsError::Missing { procedure: TITLE, what });
    };
    let numerical = |cause: DistError| StatsError::numerical(TITLE, cause);
    let responders = threshold.responders(TITLE, sample)?;
    let toward = if size < Decimal::ZERO { Toward::Fall } else { Toward::Rise };
    let expected = noise_share(size.to_f64(), toward, error_sd)?;
    let nobody = StatsError::TooFew { procedure: TITLE, needed: 1, found: 0 };
    let share = Proportion::try_new(responders, sample.n() as u64).ok_or(nobody)?;
    let alternative = Alternative::Greater;
    let estimate = |alternative| {
        let interval = share.interval(ProportionMethod::ClopperPearson, alternative, level).map_err(numerical)?;
        Ok::<Estimate, StatsError>(Estimate::new(RESPONDERS, share.value(), Unit::None, None, Some(interval)))
    };
    let p = chance_of_as_many(responders, sample.n() as u64, expected).map_err(numerical)?;
    let unit = sample.outcome().unit;
    let who = format!("{responders} of {} participants had {}.", sample.n(), threshold.words(unit));
    Ok(TestResult {
        procedure: "responders-beyond-noise",
        title: TITLE,
        hypothesis: Hypothesis { quantity: RESPONDERS, null_value: expected, unit: Unit::None, alternative },
        statistic: Some(Statistic {
            symbol: "responders",
            value: responders as f64,
            distribution: format!("binomial ({}, {expected:.4}), exact", sample.n()),
        }),
        p_value: Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(TITLE, cause))?),
        estimates: vec![estimate(alternative)?, estimate(Alternative::TwoSided)?],
        analysed: analysed(sample),
        details: vec![
            Detail { id: "responders", label: "responders", value: DetailValue::Count(responders) },
            Detail::number("expected_share", "share expected from measuring error alone", expected),
            Detail::number("share_beyond_noise", "observed share less the expected one", share.value() - expected),
            Detail::number("error_sd", "standard deviation of a reading's error", error_sd),
        ],
        notes: vec![Note::new("responders", who)],
        citations: vec![CLOPPER_PEARSON],
    })
}

/// P(X >= `responders`) of `n` people who each respond with the `expected` chance: the p-value of the exact one-sided binomial test.
pub(in crate::stats) fn chance_of_as_many(responders: u64, n: u64, expected: f64) -> Result<f64, DistError> {
    Ok(Binomial::try_new(n, expected)?.at_least(responders))
}

const CLOPPER_PEARSON: Citation = Citation {
    key: "Clopper and Pearson 1934",
    reference: "Clopper CJ, Pearson ES (1934). The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 26:404-413.",
};
