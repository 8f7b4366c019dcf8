//! Whether people differ in their response.

use super::mover::Variance;
use super::{ErrorOfReading, Occasions};
use crate::data::{PairedSample, SplitBody, TwoArms};
use crate::dist::{ChiSquared, FisherF};
use crate::result::number::{Number, number};
use crate::result::{Alternative, Estimate, Interval, Level, Note, PValue, Quantity};
use crate::stats::documented::documented;
use crate::stats::spread::PitmanMorgan;
use crate::stats::{Explained, Moments, PairedProcedure, StatsError, TestOptions};
use schemars::JsonSchema;
use serde::Serialize;

/// The standard deviation of the true response between people.
pub const SD_OF_RESPONSE: Quantity =
    Quantity { id: "sd_of_response", label: "SD of individual response", symbol: "SD(response)" };

documented! {
    /// # Question
    /// Do people differ in how they respond, beyond what the error of reading, or time alone, makes them seem to?
    ///
    /// A mean change says nothing of this: people may all respond alike. Nor does a share of responders: where all lose 2 cm, errors of
    /// reading make some of them lose 1 cm and others 3 cm. Whether one person changed is the question of `individual-responders`.
    ///
    /// # Assumptions
    /// Normal changes, as all limits of variances assume them; the response is independent of the error, and of what the control shows.
    /// Against a control, error and swings from day to day are as large in both arms. Against the untreated site of the same people, what
    /// both sites share enters both variances. Against an error found on one occasion, swings from day to day count as response.
    ///
    /// # Formula
    /// SD(response)^2 = SD(change)^2 - noise^2, noise^2 = 2 SD(error)^2, or the variance of the change in the control. Limits of each
    /// variance by chi-squared; of the difference by Zou and Donner's recovery of variance estimates: L = d - sqrt((s1 - l1)^2 + (u2 -
    /// s2)^2), U = d + sqrt((u1 - s1)^2 + (s2 - l2)^2), with the term -2 r^2 (s1 - l1)(u2 - s2), and its like, for two sites of correlation
    /// r. With a known error it is the exact interval of SD(change)^2 less noise^2. Roots of what is below 0 are given as 0: an interval
    /// from 0 says that people do not differ detectably; the variance keeps its sign. p is one-sided, of no variance beyond the noise:
    /// chi-squared for a known error, F for an estimated one and for a control arm, Pitman and Morgan's t for two sites.
    ///
    /// # Arguments
    /// Pairs in any unit, with the error of reading, a control arm, or an untreated site; `--level`.
    ///
    /// # Errors
    /// Fewer than two pairs (three at two sites); changes that are all equal; two sites whose changes are perfectly correlated.
    ///
    /// # References
    /// Hopkins (2015), Individual responses made easy, J Appl Physiol 118:1444-1446. Atkinson and Batterham (2015), True and false
    /// interindividual differences in the physiological response to an intervention, Exp Physiol 100:577-588. Zou and Donner (2008),
    /// Construction of confidence limits about effect measures, Stat Med 27:1693-1702. Pitman (1939), Biometrika 31:9-12.
    ///
    /// # Example
    /// `girth test @spa-series --responder=-1.5cm`
    SdOfResponse
}

impl Explained for SdOfResponse {
    fn id(&self) -> &'static str {
        "sd-of-response"
    }

    fn title(&self) -> &'static str {
        SD_OF_RESPONSE.label
    }

    fn documentation(&self) -> &'static str {
        SdOfResponse::DOCUMENTATION
    }
}

/// What the variance of the changes is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HeldAgainst {
    /// An error of reading taken as known.
    KnownError,
    /// An error of reading estimated from repeated readings.
    EstimatedError,
    /// The changes of other people.
    Control,
    /// The changes of another site of the same people.
    UntreatedSite,
}

/// The SD of individual response.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ResponseSd {
    /// What it is held against.
    pub held_against: HeldAgainst,
    /// People whose response it is of.
    pub n: usize,
    /// SD of their changes.
    pub sd_change: f64,
    /// SD of a change without response.
    pub sd_noise: f64,
    /// The SD of response: 0 where its variance, or that of a limit, is below 0.
    pub sd: Estimate,
    /// The variance of response, in the square of the unit; below 0 where the changes vary less than noise.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub variance: f64,
    /// Its lower and upper limit.
    pub variance_limits: [f64; 2],
    /// Of no variance beyond the noise, one-sided.
    pub p_value: PValue,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

const TITLE: &str = SD_OF_RESPONSE.label;

/// How much people differ beyond the error of two readings.
///
/// # Errors
/// As at [`SdOfResponse`], and [`StatsError::Missing`] for an error that is not above 0.
pub fn response_beyond_error(
    sample: &PairedSample,
    error: &ErrorOfReading,
    level: Level,
) -> Result<ResponseSd, StatsError> {
    error.check(TITLE)?;
    let change = variance(sample, level)?;
    let noise = Variance::of_two_readings(error, level.alpha()).map_err(numerical)?;
    let degrees = sample.n() as f64 - 1.0;
    let ratio = change.value / noise.value;
    let p = match error.degrees_of_freedom {
        None => ChiSquared::try_new(degrees).map(|law| law.sf(degrees * ratio)),
        Some(of_error) => FisherF::try_new(degrees, of_error).map(|law| law.sf(ratio)),
    };
    let (held_against, method) = match error.degrees_of_freedom {
        None => (HeldAgainst::KnownError, "chi-squared, less the known error"),
        Some(_) => (HeldAgainst::EstimatedError, MOVER),
    };
    let mut found = found(sample, held_against, [change, noise], 0.0, level, (p.map_err(numerical)?, method))?;
    if error.occasions == Occasions::Same {
        let text = "The error was found by readings repeated on one occasion: what people swing from day to day is in the SD of response.";
        found.notes.push(Note::new("one-occasion", text));
    }
    Ok(found)
}

/// How much the treated differ beyond the controls.
///
/// # Errors
/// As at [`SdOfResponse`].
pub fn response_beyond_control(arms: &TwoArms, level: Level) -> Result<ResponseSd, StatsError> {
    let (treated, control) = (variance(arms.treated(), level)?, variance(arms.control(), level)?);
    let degrees = |sample: &PairedSample| sample.n() as f64 - 1.0;
    let law = FisherF::try_new(degrees(arms.treated()), degrees(arms.control())).map_err(numerical)?;
    let p = law.sf(treated.value / control.value);
    found(arms.treated(), HeldAgainst::Control, [treated, control], 0.0, level, (p, MOVER))
}

/// How much the treated sites differ beyond the untreated sites of the same people.
///
/// # Errors
/// As at [`SdOfResponse`].
pub fn response_between_sites(sites: &SplitBody, level: Level) -> Result<ResponseSd, StatsError> {
    let options = TestOptions { alternative: Alternative::Greater, level, ..TestOptions::default() };
    let test = PitmanMorgan.run(sites.difference(), &options)?;
    let p = test.p_value.ok_or_else(|| numerical("the test of two variances gave no p-value"))?.value();
    let (treated, control) = (variance(sites.treated(), level)?, variance(sites.control(), level)?);
    let [one, other] = [sites.treated(), sites.control()].map(|site| Moments::of(site.change()));
    let correlation = one.correlation(&other).ok_or_else(|| numerical("changes without a correlation"))?;
    // Sample variances of a bivariate normal distribution have the square of its correlation.
    let squared = correlation * correlation;
    found(sites.treated(), HeldAgainst::UntreatedSite, [treated, control], squared, level, (p, MOVER))
}

const MOVER: &str = "Zou-Donner, of chi-squared limits";

fn numerical(cause: impl ToString) -> StatsError {
    StatsError::numerical(TITLE, cause)
}

/// The variance of the changes of a sample in which they vary.
fn variance(sample: &PairedSample, level: Level) -> Result<Variance, StatsError> {
    StatsError::require(TITLE, 2, sample.n())?;
    let moments = Moments::of(sample.change());
    let sd = moments.sd.filter(|&sd| sd > 0.0).ok_or_else(|| StatsError::Undefined {
        procedure: TITLE,
        why: format!("every participant changed by exactly {}", moments.mean),
    })?;
    Variance::estimated(sd * sd, sample.n() as f64 - 1.0, level.alpha()).map_err(numerical)
}

fn found(
    sample: &PairedSample,
    held_against: HeldAgainst,
    [change, noise]: [Variance; 2],
    correlation: f64,
    level: Level,
    (p, method): (f64, &'static str),
) -> Result<ResponseSd, StatsError> {
    let variance = change.value - noise.value;
    let (lower, upper) = change.less(&noise, correlation);
    let root = |variance: f64| variance.max(0.0).sqrt();
    let mut notes = Vec::new();
    if lower <= 0.0 {
        let text = if variance < 0.0 {
            "The changes vary less than noise alone would make them: the SD of response is given as 0, and people do not differ detectably."
        } else {
            "The interval of the variance of response reaches below 0, and that of the SD is cut off there: people do not differ detectably."
        };
        notes.push(Note::new("not-detectable", text));
    }
    let interval = Interval::new(root(lower), root(upper), level, method);
    Ok(ResponseSd {
        held_against,
        n: sample.n(),
        sd_change: change.value.sqrt(),
        sd_noise: noise.value.sqrt(),
        sd: Estimate::new(SD_OF_RESPONSE, root(variance), sample.outcome().unit, None, Some(interval)),
        variance,
        variance_limits: [lower, upper],
        p_value: PValue::try_new(p).map_err(numerical)?,
        notes,
    })
}
