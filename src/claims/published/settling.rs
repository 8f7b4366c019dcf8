//! The trial that would settle a claim: its design, and how many people it takes.

use crate::claims::{Claim, Criterion, Region, Wording};
use crate::data::{Decimal, Measure};
use crate::result::Level;
use crate::stats::StatsError;
use crate::stats::power::{POWER, Settled, participants_to_settle, two_proportions_participants};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who would be compared with whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TrialShape {
    /// Each person has a treated and an untreated side.
    SplitBody,
    /// Two arms of as many people each.
    TwoArms,
    /// Four arms of as many people each.
    TwoByTwo,
    /// One group.
    OneGroup,
    /// A series in which everybody treated is counted.
    Series,
}

impl TrialShape {
    /// In words, with what is counted.
    pub fn words(self) -> &'static str {
        match self {
            TrialShape::SplitBody => "people, one side treated, the other with a sham",
            TrialShape::TwoArms => "people in each of two arms, treated and sham",
            TrialShape::TwoByTwo => "people in each of four arms",
            TrialShape::OneGroup => "people, before and after",
            TrialShape::Series => "people treated and asked",
        }
    }
}

/// How much one person's contribution varies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Spread {
    /// Of which outcome.
    pub outcome: String,
    /// In which design: the SD of a person's change, or of the difference between a person's two sides.
    pub shape: TrialShape,
    /// The SD.
    pub sd: Measure,
    /// Where it comes from.
    pub source: String,
}

/// How large a trial would have to be to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SettlingTrial {
    /// The claim.
    pub claim: String,
    /// The design, in words.
    pub design: String,
    /// Who would be compared with whom.
    pub shape: TrialShape,
    /// People, as the shape counts them, that would refute the claim with a power of 80 % if the truth is `refuted_if`.
    pub to_refute: Option<u64>,
    /// The truth that would refute it.
    pub refuted_if: String,
    /// The same to support it.
    pub to_support: Option<u64>,
    /// The truth that would support it.
    pub supported_if: String,
    /// What the numbers rest on.
    pub assumed: String,
}

/// Shares of people whose grade improves, treated and with a sham, for the size of a trial of grades.
const IMPROVED: (f64, f64) = (0.5, 0.25);

/// The trial that would settle a claim about an amount, a grade or a rate; `None` where no number of people would, or none can be given
/// from the spreads on file. Sizes are those of [`participants_to_settle`], with power 0.8; two arms count as pairs of people, whose
/// difference has the variance of two changes, four arms as that of four.
///
/// # Errors
/// [`StatsError::Numerical`] when a size cannot be computed.
pub fn settling_trial(claim: &Claim, spreads: &[Spread], level: Level) -> Result<Option<SettlingTrial>, StatsError> {
    let design = claim.design_needed.clone().unwrap_or_default();
    let trial = |shape, assumed: String| SettlingTrial {
        claim: claim.id.clone(),
        design,
        shape,
        to_refute: None,
        refuted_if: String::new(),
        to_support: None,
        supported_if: String::new(),
        assumed,
    };
    match &claim.criterion {
        Criterion::NoEvents {} => {
            // Never supported; a rate of 1 % is excluded by so many event-free people.
            let people = (level.alpha().ln() / (-0.01_f64).ln_1p()).ceil() as u64;
            let supported_if =
                "nobody has an event: a rate of 1 % is then excluded (that there are none is never shown)";
            Ok(Some(SettlingTrial {
                refuted_if: "one person has an event".to_owned(),
                to_support: Some(people),
                supported_if: supported_if.to_owned(),
                ..trial(TrialShape::Series, "an exact one-sided bound".to_owned())
            }))
        }
        Criterion::EventRateAtMost { rate, .. } if *rate > 0.0 && *rate < 1.0 => {
            let people = ((level.alpha() / 2.0).ln() / (-rate).ln_1p()).ceil() as u64;
            Ok(Some(SettlingTrial {
                to_support: Some(people),
                supported_if: "nobody has an event".to_owned(),
                ..trial(TrialShape::Series, "exact limits of a share".to_owned())
            }))
        }
        Criterion::GradeImproves {} => {
            let size = two_proportions_participants(IMPROVED.0, IMPROVED.1, level, POWER)?;
            let words = "the grade improves in 50 % of the treated and 25 % with a sham (judgement of girth)";
            Ok(Some(SettlingTrial {
                to_support: size.map(|size| size.participants),
                supported_if: words.to_owned(),
                ..trial(TrialShape::TwoArms, "the normal formula for two shares (Fleiss)".to_owned())
            }))
        }
        _ => of_amount(claim, spreads, level, trial),
    }
}

fn of_amount(
    claim: &Claim,
    spreads: &[Spread],
    level: Level,
    trial: impl FnOnce(TrialShape, String) -> SettlingTrial,
) -> Result<Option<SettlingTrial>, StatsError> {
    let outcome = claim.outcome.as_deref().unwrap_or_default();
    let wanted: &[TrialShape] = match (&claim.criterion, claim.wording) {
        (Criterion::Interaction { .. }, _) => &[TrialShape::TwoByTwo],
        (_, Wording::Causal) => &[TrialShape::SplitBody, TrialShape::TwoArms],
        (_, Wording::Observed) => &[TrialShape::OneGroup],
    };
    let of = |shape: &TrialShape| spreads.iter().find(|spread| spread.outcome == outcome && spread.shape == *shape);
    // Arms are made of people whose change varies as in one group.
    let change = || spreads.iter().find(|spread| spread.outcome == outcome && spread.shape == TrialShape::OneGroup);
    let found = wanted.iter().find_map(|shape| {
        let spread = of(shape).or_else(|| (*shape != TrialShape::SplitBody).then(change).flatten())?;
        Some((*shape, spread))
    });
    let Some((shape, spread)) = found else { return Ok(None) };
    let Some(region) = region(claim, spread) else { return Ok(None) };
    let sd = spread.sd.amount.to_f64() * of_shape(shape, spread.shape);
    let Some((support, refute)) = truths(&region) else { return Ok(None) };
    let size = |truth: f64| -> Result<Option<u64>, StatsError> {
        let ends = (region.lower_value(), region.upper_value());
        Ok(match participants_to_settle(truth, sd, ends, level.alpha())? {
            Settled::Participants(people) => Some(people),
            Settled::Never => None,
        })
    };
    let words = |truth: f64| {
        let number = Decimal::from_f64(truth).map_or_else(|| truth.to_string(), |truth| truth.to_string());
        format!("the truth is {} {}", number.replacen('-', "\u{2212}", 1), region.unit.symbol())
    };
    let assumed = format!("SD {} {} ({})", spread.sd.amount, spread.sd.unit.symbol(), spread.source);
    Ok(Some(SettlingTrial {
        to_refute: size(refute)?,
        refuted_if: words(refute),
        to_support: size(support)?,
        supported_if: words(support),
        ..trial(shape, assumed)
    }))
}

/// The region of the whole course in the unit of the spread; that of the amount left for claims of durability.
fn region(claim: &Claim, spread: &Spread) -> Option<Region> {
    let amount = match &claim.criterion {
        Criterion::Durable { value: Some(value), .. } => Criterion::AtLeast { value: *value },
        // A slope has another spread than a change, and which people respond is not a mean.
        Criterion::DoseTrend { .. }
        | Criterion::BeyondCoIntervention { .. }
        | Criterion::RespondersBeyondNoise { .. }
        | Criterion::EveryPerson { .. }
        | Criterion::Contradiction { .. } => return None,
        other => other.clone(),
    };
    let region = amount.region(claim.direction, spread.sd.unit).ok().flatten()?;
    if amount.is_per_session() { region.times(claim.sessions?) } else { Some(region) }
}

/// By how much the SD of what is compared exceeds that of one person's contribution.
fn of_shape(shape: TrialShape, measured_in: TrialShape) -> f64 {
    match (shape, measured_in) {
        (TrialShape::TwoArms, _) => std::f64::consts::SQRT_2,
        (TrialShape::TwoByTwo, _) => 2.0,
        _ => 1.0,
    }
}

/// A truth that lies inside the region and one that lies outside: nothing at all, the middle of a range, or twice the amount.
fn truths(region: &Region) -> Option<(f64, f64)> {
    let (lower, upper) = (region.lower_value(), region.upper_value());
    let bound = if lower.is_finite() && upper.is_finite() {
        if lower < 0.0 && 0.0 < upper {
            return Some((0.0, 2.0 * lower));
        }
        return Some((f64::midpoint(lower, upper), 0.0));
    } else if lower.is_finite() {
        lower
    } else {
        upper
    };
    if bound == 0.0 {
        return None;
    }
    let nothing_inside = lower < 0.0 && 0.0 < upper;
    Some(if nothing_inside { (0.0, 2.0 * bound) } else { (2.0 * bound, 0.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::Articles;

    fn spreads() -> Vec<Spread> {
        let spread = |outcome: &str, shape, sd: &str| Spread {
            outcome: outcome.to_owned(),
            shape,
            sd: sd.parse().expect("measure"),
            source: "a paper".to_owned(),
        };
        vec![
            spread("girth", TrialShape::SplitBody, "2.9 cm"),
            spread("girth", TrialShape::OneGroup, "2.9 cm"),
            spread("weight", TrialShape::OneGroup, "1.58 kg"),
        ]
    }

    fn of(id: &str) -> Option<SettlingTrial> {
        let articles = Articles::bundled().expect("claims");
        let claim = articles.claim.iter().find(|claim| claim.id == id).expect("claim");
        settling_trial(claim, &spreads(), Level::DEFAULT).expect("sizes")
    }

    /// Sizes by SciPy's noncentral t: a paired t test against 1.5 cm at 2.5 % one-sided with SD 2.9 needs 32 people at a power of 80 %
    /// if nothing happens; equivalence of weight within 1 kg with SD 1.58 needs 23 (as in [`participants_to_settle`]).
    #[test]
    fn sizes_are_those_of_the_tests() {
        let one = of("A1").expect("an amount");
        assert_eq!((one.shape, one.to_refute), (TrialShape::SplitBody, Some(32)));
        assert!(one.to_support.is_some_and(|people| people > 500), "{one:?}");
        let weight = of("A7").expect("an amount");
        assert_eq!((weight.shape, weight.to_support), (TrialShape::OneGroup, Some(23)));
        let events = of("A16").expect("events");
        assert_eq!((events.to_support, events.to_refute), (Some(299), None));
        assert_eq!(of("A17").and_then(|trial| trial.to_support), Some(368));
        assert_eq!(of("A18"), None);
    }
}
