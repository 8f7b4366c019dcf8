use schemars::JsonSchema;
use serde::Serialize;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Info,
    /// Look at it before believing a result.
    Warning,
    /// No analysis before it is mended.
    Error,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Something that a check saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// Name of the check.
    pub check: &'static str,
    /// Name of the outcome, when it is about one.
    pub outcome: Option<String>,
    /// The participants, when it is about some (the first five).
    pub participants: Vec<String>,
    /// Lines of the file.
    pub lines: Vec<u64>,
    /// Name of the column, when it is about one.
    pub column: Option<String>,
    /// What was seen.
    pub words: String,
    /// What to do.
    pub advice: &'static str,
}

impl Finding {
    /// A finding without a place.
    pub(crate) fn new(
        severity: Severity,
        check: &'static str,
        words: impl Into<String>,
        advice: &'static str,
    ) -> Finding {
        Finding {
            severity,
            check,
            outcome: None,
            participants: Vec::new(),
            lines: Vec::new(),
            column: None,
            words: words.into(),
            advice,
        }
    }

    /// The same finding about an outcome.
    pub(crate) fn of(mut self, outcome: &str) -> Finding {
        self.outcome = Some(outcome.to_string());
        self
    }

    /// The same finding about a participant.
    pub(crate) fn about(mut self, participant: &str, lines: impl IntoIterator<Item = u64>) -> Finding {
        self.participants.push(participant.to_string());
        self.lines.extend(lines);
        self.lines.sort_unstable();
        self.lines.dedup();
        self
    }
}
