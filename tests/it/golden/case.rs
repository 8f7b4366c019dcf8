//! A reference case and the comparison with what girth computed.

use serde::Deserialize;
use serde_json::{Map, Value};

/// One case of `expected.json`; fields that the driver does not need are not read.
#[derive(Deserialize)]
pub struct Case {
    pub id: String,
    pub dataset: Value,
    pub procedure: String,
    #[serde(default)]
    pub arguments: Map<String, Value>,
    pub expected: Map<String, Value>,
    tolerance: Tolerance,
}

#[derive(Deserialize)]
struct Tolerance {
    #[serde(default)]
    rel: Option<f64>,
    #[serde(default)]
    abs: Option<f64>,
    /// By full field name or by its last part: a relative tolerance, or an object of `rel` and `abs`.
    #[serde(default)]
    fields: Option<Map<String, Value>>,
}

/// A field in which girth and the reference disagree.
pub struct Mismatch {
    pub field: String,
    pub expected: String,
    pub got: String,
    pub relative_error: Option<f64>,
}

/// What comparing one case found.
#[derive(Default)]
pub struct Comparison {
    pub compared: usize,
    pub mismatches: Vec<Mismatch>,
    pub missing: Vec<String>,
}

/// A value as the format means it: `"Inf"`, `"-Inf"` and `"NaN"` are numbers.
#[derive(Clone, Debug, PartialEq)]
enum Datum {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
}

impl Case {
    /// Compares every expected field with what girth gave.
    pub fn compare(&self, got: &Map<String, Value>) -> Comparison {
        let mut comparison = Comparison::default();
        for (field, expected) in &self.expected {
            self.compare_value(field, expected, got.get(field), &mut comparison);
        }
        comparison
    }

    fn compare_value(&self, path: &str, expected: &Value, got: Option<&Value>, into: &mut Comparison) {
        let Some(got) = got else {
            into.missing.push(path.to_owned());
            return;
        };
        match (expected, got) {
            (Value::Object(fields), Value::Object(found)) => {
                for (name, value) in fields {
                    self.compare_value(&format!("{path}.{name}"), value, found.get(name), into);
                }
            }
            (Value::Array(items), Value::Array(found)) if items.len() == found.len() => {
                for (at, value) in items.iter().enumerate() {
                    self.compare_value(&format!("{path}[{}]", at + 1), value, found.get(at), into);
                }
            }
            _ => {
                into.compared += 1;
                let (x, y) = (Datum::of(expected), Datum::of(got));
                if !self.agree(path, &x, &y) {
                    let relative_error = match (&x, &y) {
                        (Datum::Number(x), Datum::Number(y)) => Some((y - x).abs() / x.abs()),
                        _ => None,
                    };
                    let (expected, got) = (expected.to_string(), got.to_string());
                    into.mismatches.push(Mismatch { field: path.to_owned(), expected, got, relative_error });
                }
            }
        }
    }

    fn agree(&self, path: &str, expected: &Datum, got: &Datum) -> bool {
        let (Datum::Number(x), Datum::Number(y)) = (expected, got) else {
            return expected == got;
        };
        if x == y || (x.is_nan() && y.is_nan()) {
            return true;
        }
        if !x.is_finite() || !y.is_finite() {
            return false;
        }
        let (relative, absolute) = self.tolerance.of(path);
        (x - y).abs() <= absolute.max(relative * x.abs().max(y.abs()))
    }
}

impl Tolerance {
    /// Relative and absolute tolerance of a field.
    fn of(&self, path: &str) -> (f64, f64) {
        let (relative, absolute) = (self.rel.unwrap_or(0.0), self.abs.unwrap_or(0.0));
        let last = path.rsplit('.').next().unwrap_or(path);
        let last = last.split('[').next().unwrap_or(last);
        let fields = self.fields.as_ref();
        match fields.and_then(|fields| fields.get(path).or_else(|| fields.get(last))) {
            None | Some(Value::Null) => (relative, absolute),
            Some(Value::Object(both)) => {
                let part = |name, usual| both.get(name).and_then(Value::as_f64).unwrap_or(usual);
                (part("rel", relative), part("abs", absolute))
            }
            Some(value) => (value.as_f64().unwrap_or(relative), absolute),
        }
    }
}

impl Datum {
    fn of(value: &Value) -> Datum {
        match value {
            Value::Null => Datum::Null,
            Value::Bool(flag) => Datum::Flag(*flag),
            Value::Number(number) => number.as_f64().map_or(Datum::Null, Datum::Number),
            Value::String(text) => match text.as_str() {
                "Inf" => Datum::Number(f64::INFINITY),
                "-Inf" => Datum::Number(f64::NEG_INFINITY),
                "NaN" => Datum::Number(f64::NAN),
                _ => Datum::Text(text.clone()),
            },
            // A list against a list of another length, or against a single value.
            other => Datum::Text(other.to_string()),
        }
    }
}

/// A double in the notation of the format.
pub fn number(value: f64) -> Value {
    match value {
        f64::INFINITY => "Inf".into(),
        f64::NEG_INFINITY => "-Inf".into(),
        value if value.is_nan() => "NaN".into(),
        value => value.into(),
    }
}

/// A value that may be undefined.
pub fn optional(value: Option<f64>) -> Value {
    value.map_or(Value::Null, number)
}
