//! What every procedure answers.

use super::{StatsError, TestOptions};
use crate::data::{PairedSample, SeveralArms, TwoArms};
use crate::result::{EffectSize, ModelResult, TestResult};

/// Whether a procedure is for the data and settings at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// It has nothing to say about them: a margin is missing, the readings are not yes or no.
    Unsuited,
    /// It is run when it is asked for, by name or with all others.
    OnRequest,
    /// It belongs to the small set that is run unasked.
    ByDefault,
}

/// Pairs as values in the unit of the outcome, for statistics that are computed again on pairs drawn anew. Equal readings, and equal
/// changes, are equal doubles, because all come from ticks of one grid.
#[derive(Clone, Copy, Debug)]
pub struct PairedValues<'a> {
    /// First readings.
    pub before: &'a [f64],
    /// Second readings.
    pub after: &'a [f64],
    /// after - before, each the nearest double to the exact difference.
    pub change: &'a [f64],
}

/// A test or estimate for paired readings.
pub trait PairedProcedure: Sync {
    /// Stable name on the command line and in JSON: `paired-t`.
    fn id(&self) -> &'static str;

    /// In words: `paired t test`.
    fn title(&self) -> &'static str;

    /// Question, assumptions, formula, arguments, errors, references.
    fn documentation(&self) -> &'static str;

    /// Whether the procedure is for these data and settings, and whether it is run unasked.
    fn usage(&self, sample: &PairedSample, options: &TestOptions) -> Usage;

    /// The procedure's first estimate for pairs drawn anew, for its bootstrap interval; `None` where they do not define it, or where
    /// the procedure has no estimate to resample.
    fn point(&self, pairs: &PairedValues<'_>, options: &TestOptions) -> Option<f64> {
        let _ = (pairs, options);
        None
    }

    /// The standard error of [`PairedProcedure::point`] by a formula, for studentized bootstrap intervals; `None` where there is none.
    fn point_error(&self, pairs: &PairedValues<'_>) -> Option<f64> {
        let _ = pairs;
        None
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

    /// Whether the size is for these data and settings, and whether it is computed unasked.
    fn usage(&self, sample: &PairedSample, options: &TestOptions) -> Usage;

    /// The size for pairs drawn anew, for its bootstrap interval; `None` where they do not define it.
    fn point(&self, pairs: &PairedValues<'_>, options: &TestOptions) -> Option<f64>;

    /// Computes it.
    ///
    /// # Errors
    /// [`StatsError`] when the data do not define it.
    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError>;
}

/// A test or estimate of the difference between two groups of people. The difference is treated - control, of changes after - before.
pub trait ComparisonProcedure: Sync {
    /// Stable name: `welch-t`.
    fn id(&self) -> &'static str;

    /// In words.
    fn title(&self) -> &'static str;

    /// Question, assumptions, formula, arguments, errors, references.
    fn documentation(&self) -> &'static str;

    /// Whether the procedure is for these data and settings, and whether it is run unasked.
    fn usage(&self, arms: &TwoArms, options: &TestOptions) -> Usage;

    /// Runs it.
    ///
    /// # Errors
    /// [`StatsError`] when the data or the settings do not allow it.
    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError>;
}

/// A standardised size of the difference between two groups of people.
pub trait ComparisonEffect: Sync {
    /// Stable name.
    fn id(&self) -> &'static str;

    /// In words.
    fn title(&self) -> &'static str;

    /// Question, formula, interval, references.
    fn documentation(&self) -> &'static str;

    /// Whether the size is for these data and settings, and whether it is computed unasked.
    fn usage(&self, arms: &TwoArms, options: &TestOptions) -> Usage;

    /// Computes it.
    ///
    /// # Errors
    /// [`StatsError`] when the data do not define it.
    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<EffectSize, StatsError>;
}

/// A model of two or more groups of people.
pub trait ArmsProcedure: Sync {
    /// Stable name: `ancova`.
    fn id(&self) -> &'static str;

    /// In words.
    fn title(&self) -> &'static str;

    /// Question, assumptions, formula, arguments, errors, references.
    fn documentation(&self) -> &'static str;

    /// Whether the model is for these data and settings, and whether it is run unasked.
    fn usage(&self, arms: &SeveralArms, options: &TestOptions) -> Usage;

    /// Runs it.
    ///
    /// # Errors
    /// [`StatsError`] when the data or the settings do not allow it.
    fn run(&self, arms: &SeveralArms, options: &TestOptions) -> Result<ModelResult, StatsError>;
}

/// An analysis that a command or a report runs by itself, with a page in `girth explain`.
pub trait Explained: Sync {
    /// Stable name: `icc`.
    fn id(&self) -> &'static str;

    /// In words.
    fn title(&self) -> &'static str;

    /// Question, assumptions, formula, arguments, errors, references.
    fn documentation(&self) -> &'static str;
}
