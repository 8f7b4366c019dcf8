//! How finely somebody read the tape.

use crate::data::{Decimal, Sample};
use schemars::JsonSchema;
use serde::Serialize;

/// Share of readings on a coarser step from which it is reported.
const MOST: f64 = 0.9;

/// The grid on which the readings of one outcome lie.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Grid {
    /// Name of the outcome.
    pub outcome: String,
    /// Number of readings.
    pub n: usize,
    /// Decimals needed.
    pub decimals: u8,
    /// Greatest step on which all readings lie, as text in the unit of the outcome: `0.1`.
    pub step: String,
    /// A coarser step on which at least 90 % of them lie.
    pub coarser: Option<CoarserStep>,
}

/// A step on which most, but not all, readings lie.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CoarserStep {
    /// The step in the unit of the outcome.
    pub step: String,
    /// Share of readings on it.
    pub share: f64,
}

/// The grid of a sample.
pub fn grid(outcome: &str, sample: &Sample) -> Grid {
    let decimals = sample.decimals();
    let step = sample.step();
    let in_words = |ticks: u128| {
        let decimal = i128::try_from(ticks).ok().and_then(|ticks| Decimal::new(ticks, decimals));
        decimal.map_or(String::new(), |value| value.to_string())
    };
    let ten = 10u128.checked_pow(u32::from(decimals));
    let candidates = ten.into_iter().flat_map(|one| [Some(5 * one), Some(one), (one % 2 == 0).then_some(one / 2)]);
    let coarser = candidates.flatten().filter(|&candidate| step > 0 && candidate > step).find_map(|candidate| {
        let on = sample.ticks().iter().filter(|ticks| ticks.unsigned_abs() % candidate == 0).count();
        let share = on as f64 / sample.n() as f64;
        let shorter = Decimal::new(i128::try_from(candidate).ok()?, decimals)?;
        let short = Decimal::new(shorter.ticks_at(shorter.needed_decimals())?, shorter.needed_decimals())?;
        (share >= MOST).then(|| CoarserStep { step: short.to_string(), share })
    });
    Grid { outcome: outcome.to_string(), n: sample.n(), decimals, step: in_words(step), coarser }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Unit;

    fn of(texts: &[&str]) -> Grid {
        let values: Vec<Decimal> = texts.iter().map(|text| Decimal::parse(text, '.').expect("number")).collect();
        grid("waist", &Sample::try_new(&values, Unit::Cm).expect("sample"))
    }

    #[test]
    fn steps_in_the_unit() {
        let found = of(&["92.5", "90.0", "71.0"]);
        assert_eq!((found.decimals, found.step.as_str(), found.coarser), (1, "0.5", None));
        let mut readings = vec!["92", "90.5", "85", "88.5", "70", "101", "99.5", "94", "80"];
        readings.push("77.3");
        let found = of(&readings);
        assert_eq!(
            (found.step.as_str(), found.coarser),
            ("0.1", Some(CoarserStep { step: "0.5".to_string(), share: 0.9 }))
        );
    }
}
