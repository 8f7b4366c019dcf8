//! What every procedure answers.

use super::{StatsError, TestOptions};
use crate::data::PairedSample;
use crate::result::{EffectSize, TestResult};

/// A test or estimate for paired readings.
pub trait PairedProcedure: Sync {
    /// Stable name on the command line and in JSON: `paired-t`.
    fn id(&self) -> &'static str;

    /// In words: `paired t test`.
    fn title(&self) -> &'static str;

    /// Question, assumptions, formula, arguments, errors, references.
    fn documentation(&self) -> &'static str;

    /// Whether the procedure can be run with these settings (an equivalence test needs a margin).
    fn applies(&self, options: &TestOptions) -> bool {
        let _ = options;
        true
    }

    /// Runs it.
    ///
    /// # Errors
    /// [`StatsError`] when the data or the settings do not allow it.
    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError>;
}

/// A standardised size of the change.
pub trait EffectProcedure: Sync {
    /// Stable name: `d_z`.
    fn id(&self) -> &'static str;

    /// In words.
    fn title(&self) -> &'static str;

    /// Question, formula, interval, references.
    fn documentation(&self) -> &'static str;

    /// Computes it.
    ///
    /// # Errors
    /// [`StatsError`] when the data do not define it.
    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError>;
}
