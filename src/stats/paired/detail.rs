//! Numbers beside the main result.

use crate::result::{Detail, DetailValue};

pub(super) fn count(id: &'static str, label: &'static str, n: usize) -> Detail {
    Detail { id, label, value: DetailValue::Count(n as u64) }
}

pub(super) fn number(id: &'static str, label: &'static str, value: f64) -> Detail {
    Detail { id, label, value: DetailValue::Number(value) }
}
