use crate::data::{Measure, Unit};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

/// A share of people, readings or sessions, written as `35%`; from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Share(f64);

impl Share {
    /// As a number from 0 to 1.
    pub fn value(self) -> f64 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let problem = || D::Error::custom(format!("`{text}` is not a share: write it as 35%, from 0% to 100%"));
        let measure: Measure = text.parse().map_err(|_| problem())?;
        let value = measure.amount.to_f64() / 100.0;
        if measure.unit == Unit::Percent && (0.0..=1.0).contains(&value) { Ok(Share(value)) } else { Err(problem()) }
    }
}
