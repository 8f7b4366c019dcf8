use super::ResultError;
use schemars::JsonSchema;
use serde::Serialize;

/// A confidence level, strictly between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Level(f64);

impl Level {
    /// The usual 95 %.
    pub const DEFAULT: Level = Level(0.95);

    /// A level such as 0.95.
    ///
    /// # Errors
    /// [`ResultError::Level`] outside (0, 1).
    pub fn try_new(level: f64) -> Result<Level, ResultError> {
        if level > 0.0 && level < 1.0 { Ok(Level(level)) } else { Err(ResultError::Level(level)) }
    }

    /// The level as a number: 0.95.
    pub fn value(self) -> f64 {
        self.0
    }

    /// 1 - level: 0.05, rounded to 15 decimals so that 1 - 0.95 is 0.05.
    pub fn alpha(self) -> f64 {
        ((1.0 - self.0) * 1e15).round() / 1e15
    }

    /// The level of the interval that two one-sided tests at the same alpha correspond to: 0.95 gives 0.90.
    /// Levels of one half and less stay as they are.
    pub fn two_one_sided(self) -> Level {
        let level = 1.0 - 2.0 * self.alpha();
        if level > 0.0 { Level((level * 1e15).round() / 1e15) } else { self }
    }

    /// As printed: `95 %`, `99.9 %`.
    pub fn percent(self) -> String {
        let text = format!("{:.6}", self.0 * 100.0);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        format!("{text} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_print_and_double_up() {
        let level = Level::try_new(0.95).expect("level");
        assert_eq!((level.percent().as_str(), level.alpha()), ("95 %", 0.05));
        assert_eq!(level.two_one_sided().percent(), "90 %");
        assert!(Level::try_new(1.0).is_err() && Level::try_new(f64::NAN).is_err());
    }
}
