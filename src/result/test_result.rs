use super::number::{Number, number};
use super::{Analysed, Citation, Estimate, Hypothesis, Note, PValue};
use schemars::JsonSchema;
use serde::Serialize;

/// A test statistic and the distribution that it was held against.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Statistic {
    /// `t`, `T+`.
    pub symbol: &'static str,
    /// Its value; infinite where a constant non-zero change leaves no variation.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub value: f64,
    /// The reference distribution: `t with 16 degrees of freedom`.
    pub distribution: String,
}

/// A number that a procedure reports beside its main result.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Detail {
    /// Stable name: `degrees_of_freedom`.
    pub id: &'static str,
    /// In words.
    pub label: &'static str,
    /// The number.
    pub value: DetailValue,
}

impl Detail {
    /// A measured or computed number.
    pub fn number(id: &'static str, label: &'static str, value: f64) -> Detail {
        Detail { id, label, value: DetailValue::Number(value) }
    }

    /// A count.
    pub fn count(id: &'static str, label: &'static str, n: usize) -> Detail {
        Detail { id, label, value: DetailValue::Count(n as u64) }
    }
}

/// A detail's value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum DetailValue {
    /// A count.
    Count(u64),
    /// A measured or computed number.
    Number(
        #[serde(serialize_with = "number")]
        #[schemars(with = "Number")]
        f64,
    ),
    /// Yes or no.
    Flag(bool),
}

/// What every procedure returns, from a paired t test to a contrast of a longitudinal model.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TestResult {
    /// Stable name of the procedure: `paired-t`.
    pub procedure: &'static str,
    /// In words: `paired t test`.
    pub title: &'static str,
    /// What was asked.
    pub hypothesis: Hypothesis,
    /// The statistic; absent where the data define none (a note says why).
    pub statistic: Option<Statistic>,
    /// The p-value; absent where the data define none (a note says why).
    pub p_value: Option<PValue>,
    /// Estimates; the first is of what the hypothesis is about.
    pub estimates: Vec<Estimate>,
    /// Who entered.
    pub analysed: Analysed,
    /// Numbers beside the main result.
    pub details: Vec<Detail>,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What the procedure rests on.
    pub citations: Vec<Citation>,
}

impl TestResult {
    /// The estimate that the hypothesis is about.
    pub fn primary(&self) -> Option<&Estimate> {
        self.estimates.first()
    }

    /// A detail by its stable name.
    pub fn detail(&self, id: &str) -> Option<DetailValue> {
        self.details.iter().find(|detail| detail.id == id).map(|detail| detail.value)
    }
}
