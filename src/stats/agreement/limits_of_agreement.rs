use super::proportional_bias::{ProportionalBias, proportional_bias};
use crate::data::{PairedSample, Unit};
use crate::dist::{DistError, NoncentralT, StudentT, normal};
use crate::result::number::{Number, number};
use crate::result::{Alternative, Estimate, Interval, Level, Note, Quantity, Side};
use crate::stats::documented::documented;
use crate::stats::{Explained, Moments, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

/// The mean of second - first.
pub const BIAS: Quantity = Quantity { id: "bias", label: "mean difference", symbol: "bias" };
/// What 2.5 % of the differences are expected to lie below.
pub const LOWER_LIMIT: Quantity = Quantity { id: "loa_low", label: "lower limit of agreement", symbol: "lower limit" };
/// What 2.5 % of the differences are expected to lie above.
pub const UPPER_LIMIT: Quantity = Quantity { id: "loa_high", label: "upper limit of agreement", symbol: "upper limit" };

/// The share of differences beyond each limit.
pub(super) const OUTSIDE: f64 = 0.025;

documented! {
    /// # Question
    /// How far apart are two readings of the same person likely to be?
    ///
    /// # Assumptions
    /// The differences are normally distributed, with the same mean and spread at every size of the reading; the slope of the difference
    /// on the mean tells whether the mean is the same. That slope is biased away from 0 when one of the two has the larger error (its
    /// readings then vary more), so a slope alone does not show that the bias grows with the size. With several pairs per person, the pairs
    /// of a person are independent given the person.
    ///
    /// # Formula
    /// d = second - first. Limits: mean(d) -/+ z SD(d), z = 1.96 (the 0.975 quantile), between which 95 % of the differences lie, whatever
    /// the level of the intervals. Exact interval of a limit (Carkeet 2015): mean(d) + SD(d) / sqrt(n) times the alpha/2 and 1 - alpha/2
    /// quantiles of the noncentral t with n - 1 degrees of freedom and noncentrality -/+ z sqrt(n). Beside them those of Bland and Altman:
    /// limit -/+ t SD(d) sqrt(1/n + z^2 / (2 (n - 1))) (1999) and limit -/+ t SD(d) sqrt(3/n) (1986).
    ///
    /// Several pairs per person, n people with m_i pairs, N in all: S_b^2 the variance of the people's mean differences, S_w^2 that of the
    /// differences within people with N - n degrees of freedom, m the harmonic mean of the m_i. The variance of one difference is
    /// S^2 = S_b^2 + (1 - 1/m) S_w^2, the sum of the components between people, S_b^2 - S_w^2 / m, and within, S_w^2 (Bland and Altman
    /// 1999, 2007; one-way analysis of variance of the differences by person). The bias is the mean of the people's means. Intervals of
    /// limits recover the variance from those of bias and S (MOVER; Zou 2013, with normal quantiles for the bias). The k-th reading of one
    /// observer is paired with the k-th of the other in the same session; what the person's true value does between pairs is part of the
    /// spread within people only as far as it moves the difference.
    ///
    /// # Arguments
    /// Two readings of each person, or several by each of two observers; `--level` of the intervals.
    ///
    /// # Errors
    /// Fewer than two people; with several pairs, nobody with two. Equal differences give limits without intervals.
    ///
    /// # References
    /// Bland and Altman (1986), Lancet 327:307-310; (1999), Statistical Methods in Medical Research 8:135-160; (2007), Journal of
    /// Biopharmaceutical Statistics 17:571-582. Carkeet (2015), Optometry and Vision Science 92:e71-e80. Zou (2013), Statistical Methods in
    /// Medical Research 22:630-642.
    ///
    /// # Example
    /// `girth reliability @thigh-trial`
    BlandAltman
}

impl Explained for BlandAltman {
    fn id(&self) -> &'static str {
        "limits-of-agreement"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn documentation(&self) -> &'static str {
        BlandAltman::DOCUMENTATION
    }
}

pub(super) const TITLE: &str = "limits of agreement";

/// Two readings of a person, for the chart of difference against mean.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AgreementPoint {
    /// Whose.
    pub participant: String,
    /// Their mean.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub mean: f64,
    /// second - first.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub difference: f64,
}

/// One of the two limits.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct AgreementLimit {
    /// The limit with its exact interval.
    pub estimate: Estimate,
    /// The approximate interval of Bland and Altman (1999), with the variance of both mean and SD.
    pub bland_altman_1999: Option<Interval>,
    /// The rougher one of Bland and Altman (1986), with 3/n.
    pub bland_altman_1986: Option<Interval>,
}

/// How far two readings of the same person are apart.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct LimitsOfAgreement {
    /// People with both readings.
    pub n: usize,
    /// The unit of everything here but the slope.
    pub unit: Unit,
    /// The level of the intervals. The limits themselves always hold 95 % of the differences.
    pub level: Level,
    /// What the first and the second reading are called, where they have names.
    pub names: Option<[String; 2]>,
    /// The mean of second - first.
    pub bias: Estimate,
    /// The standard deviation of the differences.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub sd: f64,
    /// mean - 1.96 SD.
    pub lower: AgreementLimit,
    /// mean + 1.96 SD.
    pub upper: AgreementLimit,
    /// Whether the difference depends on the size of the reading; absent for fewer than three people, or where all means or all
    /// differences are equal.
    pub proportional_bias: Option<ProportionalBias>,
    /// In the order of the people.
    pub points: Vec<AgreementPoint>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// Bias and 95 % limits of agreement of two readings of each person, of second - first.
///
/// # Errors
/// [`StatsError::TooFew`] for fewer than two people.
pub fn limits_of_agreement(pair: &PairedSample, level: Level) -> Result<LimitsOfAgreement, StatsError> {
    StatsError::require(TITLE, 2, pair.n())?;
    let unit = pair.outcome().unit;
    let differences = Differences::of(pair, level).map_err(|cause| StatsError::numerical(TITLE, cause))?;
    let limit = |quantity, z| differences.limit(quantity, z).map_err(|cause| StatsError::numerical(TITLE, cause));
    let z = normal::upper_quantile(OUTSIDE).map_err(|cause| StatsError::numerical(TITLE, cause))?;
    let values = pair.ids().iter().zip(pair.midpoints()).zip(pair.change().values());
    let points =
        values.map(|((id, mean), difference)| AgreementPoint { participant: id.to_string(), mean, difference });
    let mut notes = Vec::new();
    if differences.sd == 0.0 {
        notes.push(Note::new("constant-difference", "All differences are equal: the limits have no intervals."));
    }
    Ok(LimitsOfAgreement {
        n: pair.n(),
        unit,
        level,
        names: pair.conditions().cloned(),
        bias: differences.bias(),
        sd: differences.sd,
        lower: limit(LOWER_LIMIT, -z)?,
        upper: limit(UPPER_LIMIT, z)?,
        proportional_bias: proportional_bias(pair, level)?,
        points: points.collect(),
        notes,
    })
}

/// What the intervals are made of.
struct Differences {
    n: f64,
    mean: f64,
    sd: f64,
    /// The 1 - alpha/2 quantile of t with n - 1 degrees of freedom.
    t: f64,
    level: Level,
    unit: Unit,
}

impl Differences {
    fn of(pair: &PairedSample, level: Level) -> Result<Differences, DistError> {
        let moments = Moments::of(pair.change());
        let n = pair.n() as f64;
        let t = StudentT::try_new(n - 1.0)?.upper_quantile(level.alpha() / 2.0)?;
        let unit = pair.outcome().unit;
        Ok(Differences { n, mean: moments.mean, sd: moments.sd.unwrap_or(0.0), t, level, unit })
    }

    /// An interval of t standard errors; `None` without variation.
    fn around(&self, value: f64, standard_error: f64, method: &'static str) -> Option<Interval> {
        let reach = self.t * standard_error;
        (reach > 0.0).then(|| Interval::new(value - reach, value + reach, self.level, method))
    }

    fn bias(&self) -> Estimate {
        let standard_error = self.sd / self.n.sqrt();
        Estimate::new(BIAS, self.mean, self.unit, Some(standard_error), self.around(self.mean, standard_error, "t"))
    }

    /// The limit mean + z SD.
    fn limit(&self, quantity: Quantity, z: f64) -> Result<AgreementLimit, DistError> {
        let value = self.mean + z * self.sd;
        let variance = 1.0 / self.n + z * z / (2.0 * (self.n - 1.0));
        let standard_error = self.sd * variance.sqrt();
        let law = NoncentralT::try_new(self.n - 1.0, z * self.n.sqrt())?;
        let (lower, upper) = Alternative::TwoSided.interval(self.level.alpha(), |side, tail| {
            let quantile = match side {
                Side::Lower => law.quantile(tail),
                Side::Upper => law.upper_quantile(tail),
            };
            Ok::<f64, DistError>(self.mean + quantile? * self.sd / self.n.sqrt())
        })?;
        let exact = (self.sd > 0.0).then(|| Interval::new(lower, upper, self.level, "noncentral t"));
        Ok(AgreementLimit {
            estimate: Estimate::new(quantity, value, self.unit, Some(standard_error), exact),
            bland_altman_1999: self.around(value, standard_error, "Bland and Altman 1999"),
            bland_altman_1986: self.around(value, self.sd * (3.0 / self.n).sqrt(), "Bland and Altman 1986"),
        })
    }
}
