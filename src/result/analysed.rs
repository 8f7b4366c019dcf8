use schemars::JsonSchema;
use serde::Serialize;

/// How many entered an analysis, and how many did not, by reason.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Analysed {
    /// Participants analysed.
    pub n: usize,
    /// Participants left out, by reason.
    pub excluded: Vec<ExcludedCount>,
}

/// A reason and how many it left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExcludedCount {
    /// In words: `reading after missing`.
    pub reason: &'static str,
    /// How many.
    pub n: usize,
}
