use schemars::JsonSchema;
use serde::Serialize;

/// Something that the reader of a number must know: a convention used, zeros or ties met, a limit reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Note {
    /// Stable name: `zeros-dropped`.
    pub id: &'static str,
    /// One sentence.
    pub text: String,
}

impl Note {
    /// A note with its stable name.
    pub fn new(id: &'static str, text: impl Into<String>) -> Note {
        Note { id, text: text.into() }
    }
}

/// A source that a procedure rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Citation {
    /// `Lakens 2013`.
    pub key: &'static str,
    /// The full reference.
    pub reference: &'static str,
}
