//! Whether data allow to speak of people who responded.

use super::share_beyond_noise::{Start, counted};
use super::{Occasions, ShareBeyondNoise, Unchanged};
use crate::data::{Decimal, PairedSample, Unit};
use crate::result::number::{Number, number, optional};
use crate::result::{Level, Note};
use crate::stats::documented::documented;
use crate::stats::risk::Toward;
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

documented! {
    /// # Question
    /// May these data speak of responders: of people who truly changed? And from which change on?
    ///
    /// This is not whether people differ in their response. A change of everybody by the same amount makes a responder of everybody, and
    /// nobody differs; `sd-of-response` asks that second question.
    ///
    /// # Assumptions
    /// Two readings of a person who does not change differ by two independent normal errors of one SD, which is the same for all people.
    /// People are independent. Where they were picked by their first reading, the change that this alone makes of people who do not change is
    /// known and taken into account. An error from readings repeated on one occasion lacks what a person swings from day to day: without a
    /// control, responders between two days cannot be shown with it, however many there seem to be.
    ///
    /// # Formula
    /// MDC = z(1 - alpha/2) sqrt(2) SD(error). Counted is who changed, in the claimed direction, by the threshold and by more than the MDC;
    /// below the MDC nobody can be called a responder, so that a smaller threshold is replaced by it. Tested is, by the exact binomial
    /// distribution, that as many or more of n people would do so who do not change. The chance of one of them allows for rounding: it is
    /// the mean of the normal tail over the step of the grid that ends at the least change counted.
    ///
    /// An SD estimated with v degrees of freedom enters by the upper limit of its one-sided 1 - beta interval, SD sqrt(v / chi-squared(beta;
    /// v)), beta = alpha / 10, and beta is added to p (Berger and Boos): the p of the worst SD within the limit, as p grows with the SD. The
    /// gate opens when p <= alpha/2, which is when the lower limit of the share lies above the share expected: Clopper and Pearson's limit at
    /// alpha/2 - beta, less what the upper limit of the SD adds to the expected share.
    ///
    /// # Arguments
    /// Pairs in any unit; the error of one reading and how it was found; a threshold; `--level`.
    ///
    /// # Errors
    /// No error of reading, or one of 0.
    ///
    /// # Calibration
    /// 2,000 simulated studies of 10 to 100 people who do not change, on tapes with marks of 1 and 5 mm, judged by a claim of responders at
    /// 3 cm, where the MDC is 2.77 cm: 1.6 % were let through with a known error and 0.1 % with one estimated with 15 degrees of freedom; at
    /// 1.5 cm 0.1 % and none.
    ///
    /// # References
    /// Berger and Boos (1994), JASA 89:1012-1016. Clopper and Pearson (1934), Biometrika 26:404-413. Beckerman et al. (2001), Qual Life Res
    /// 10:571-578. Atkinson and Batterham (2015), Exp Physiol 100:577-588.
    ///
    /// # Example
    /// `girth claims @spa-series`
    IndividualResponders
}

impl Explained for IndividualResponders {
    fn id(&self) -> &'static str {
        "individual-responders"
    }

    fn title(&self) -> &'static str {
        "people who responded beyond the error of reading"
    }

    fn documentation(&self) -> &'static str {
        IndividualResponders::DOCUMENTATION
    }
}

/// What the data allow to say of single people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Allowed {
    /// Some people truly responded.
    Responders,
    /// More changed than the error makes, but the error lacks what people swing between occasions.
    ChangeBeyondReading,
    /// No more changed than the error of reading may make of people who do not.
    Nothing,
}

/// Whether responders can be spoken of, and what that rests on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Gate {
    /// What may be said.
    pub allowed: Allowed,
    /// The smallest detectable change (MDC) at `level`, in `unit`.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub detectable_change: f64,
    /// The change that is expected of people who do not change, because of how they were picked.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub expected_change: f64,
    /// The change asked for, as a size in `unit`; absent where any detectable one counts.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub threshold: Option<f64>,
    /// The level of the MDC and of the interval; the gate opens at half of 1 - level.
    pub level: Level,
    /// The unit of the changes.
    pub unit: Unit,
    /// Those who changed by the threshold and by more than the MDC.
    pub beyond: ShareBeyondNoise,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

impl Gate {
    /// Whether the change asked for is one that two readings of one person cannot tell.
    pub fn is_below_detectable(&self) -> bool {
        self.threshold.is_some_and(|threshold| threshold <= self.detectable_change)
    }
}

/// Whether the data allow to say that some people truly changed in the direction, by `threshold` or more; the formula stands at
/// [`IndividualResponders`].
///
/// # Errors
/// [`StatsError::Missing`] for an error or a threshold that is not above 0; [`StatsError::Data`] when no common grid fits.
pub fn individual_responders(
    sample: &PairedSample,
    threshold: Option<Decimal>,
    toward: Toward,
    unchanged: impl Into<Unchanged>,
    level: Level,
) -> Result<Gate, StatsError> {
    const PROCEDURE: &str = "people who responded";
    let unchanged = unchanged.into();
    let error = &unchanged.error;
    let detectable_change = error.detectable_change(level)?;
    let expected_change = unchanged.expected_change;
    let least = |from| counted(PROCEDURE, sample, from, toward, unchanged, level);
    let told = detectable_change + expected_change.abs();
    let beyond = match threshold {
        Some(size) if size <= Decimal::ZERO || size.to_f64() > told => least(Start::At(size))?,
        _ => least(Start::Beyond(detectable_change))?,
    };
    let opens = beyond.p_value.value() <= level.alpha() / 2.0;
    let allowed = match (opens, error.occasions) {
        (false, _) => Allowed::Nothing,
        (true, Occasions::Same) => Allowed::ChangeBeyondReading,
        (true, Occasions::Different) => Allowed::Responders,
    };
    let threshold = threshold.map(Decimal::to_f64);
    let mut gate = Gate {
        allowed,
        detectable_change,
        expected_change,
        threshold,
        level,
        unit: sample.outcome().unit,
        beyond,
        notes: Vec::new(),
    };
    if gate.is_below_detectable() {
        let text = "The threshold is not above the smallest detectable change: no single person can be called a responder by it, and \
                    those beyond the detectable change are counted instead.";
        gate.notes.push(Note::new("below-detectable", text));
    }
    if error.occasions == Occasions::Same {
        let text = "The error was found by readings repeated on one occasion: what a person swings from day to day is not in it.";
        gate.notes.push(Note::new("one-occasion", text));
    }
    Ok(gate)
}
