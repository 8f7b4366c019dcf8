use crate::data::Longitudinal;
use crate::result::ModelResult;
use crate::stats::{StatsError, TestOptions, Usage};

/// A test or model of several visits of the same people.
pub trait RepeatedProcedure: Sync {
    /// Stable name: `friedman`.
    fn id(&self) -> &'static str;

    /// In words.
    fn title(&self) -> &'static str;

    /// Question, assumptions, formula, arguments, errors, references.
    fn documentation(&self) -> &'static str;

    /// Whether the procedure is for these data and settings, and whether it is run unasked.
    fn usage(&self, data: &Longitudinal, options: &TestOptions) -> Usage;

    /// Runs it.
    ///
    /// # Errors
    /// [`StatsError`] when the data or the settings do not allow it.
    fn run(&self, data: &Longitudinal, options: &TestOptions) -> Result<ModelResult, StatsError>;
}
