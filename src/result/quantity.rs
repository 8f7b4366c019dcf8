use schemars::JsonSchema;
use serde::Serialize;

/// What an estimate estimates. Each procedure declares its own as a constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Quantity {
    /// Stable name in JSON: `mean_change`, `d_z`.
    pub id: &'static str,
    /// In words: `mean change`.
    pub label: &'static str,
    /// In a table's narrow column: `d_z`.
    pub symbol: &'static str,
}
