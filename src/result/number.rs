//! Doubles in JSON. JSON has no infinity, and a silent `null` would hide it.

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

/// Schema of a double: a number, or the words `Inf` and `-Inf`.
#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
pub(crate) enum Number {
    /// A finite number.
    Finite(f64),
    /// `Inf` or `-Inf`.
    Infinite(String),
}

/// Writes a finite double as a number and an infinite one as `Inf` or `-Inf`; a NaN is a defect and fails the write.
pub(crate) fn number<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    if value.is_finite() {
        serializer.serialize_f64(*value)
    } else if value.is_nan() {
        Err(serde::ser::Error::custom("a result is not a number where it should have been left out with a reason"))
    } else {
        serializer.serialize_str(if *value > 0.0 { "Inf" } else { "-Inf" })
    }
}

/// The same for a value that may be absent (`null`).
pub(crate) fn optional<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    struct Wrapped(f64);
    impl Serialize for Wrapped {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            number(&self.0, serializer)
        }
    }
    value.map(Wrapped).serialize(serializer)
}
