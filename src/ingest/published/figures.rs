//! Figures of one group of people, or of a comparison, and what cannot be true of them.

use super::cell_reader::CellReader;
use crate::data::{ArmFigures, ReportedValue};

/// The roles of a number and of what says how sure it is; empty where there is none.
#[derive(Clone, Debug, Default)]
struct ValueRoles {
    value: String,
    sd: String,
    se: String,
    plus_minus: String,
    ci_low: String,
    ci_high: String,
}

impl ValueRoles {
    /// Roles that begin alike, but for that of the value.
    fn all(value: &str, prefix: &str) -> ValueRoles {
        let role = |what: &str| format!("{prefix}{what}");
        ValueRoles {
            value: value.to_owned(),
            sd: role("sd"),
            se: role("se"),
            plus_minus: role("plus_minus"),
            ci_low: role("ci_low"),
            ci_high: role("ci_high"),
        }
    }
}

/// Treated - control, as printed.
pub(super) fn difference(reader: &mut CellReader<'_>) -> ReportedValue {
    value(reader, &ValueRoles::all("difference", "diff_"))
}

/// A ready-made estimate; a variance becomes its square root.
pub(super) fn estimate(reader: &mut CellReader<'_>) -> ReportedValue {
    let [sd, plus_minus] = [String::new(), String::new()];
    let mut estimate = value(reader, &ValueRoles { sd, plus_minus, ..ValueRoles::all("estimate", "") });
    let variance = reader.number_that("variance", |variance| variance > 0.0, "not above 0, as a variance must be");
    estimate.se = estimate.se.or(variance.map(f64::sqrt));
    estimate
}

/// The figures of one group: `active` or `control`.
pub(super) fn group(reader: &mut CellReader<'_>, name: &str) -> ArmFigures {
    let role = |what: &str| format!("{name}_{what}");
    let reading = |when: &str| ValueRoles {
        value: role(when),
        sd: role(&format!("{when}_sd")),
        se: role(&format!("{when}_se")),
        ..ValueRoles::default()
    };
    let change = value(reader, &ValueRoles::all(&role("mean_change"), &role("")));
    let (before, after) = (value(reader, &reading("before")), value(reader, &reading("after")));
    let r = reader.number_that(&role("r"), |r| (-1.0..=1.0).contains(&r), "outside -1 to 1, where a correlation lies");
    let [min, q1, median, q3, max] = ["min", "q1", "median", "q3", "max"].map(|what| reader.number(&role(what)));
    let ranks = [("min", min), ("q1", q1), ("median", median), ("q3", q3), ("max", max)];
    let mut known = ranks.into_iter().filter_map(|(what, value)| value.map(|value| (what, value)));
    let mut last = known.next();
    for (what, value) in known {
        if let Some((lower, _)) = last.filter(|(_, below)| *below > value) {
            reader
                .refuse(&role(what), format!("below {}; a change is after - before, so check the signs", role(lower)));
        }
        last = Some((what, value));
    }
    if let (Some(mean), Some(min), Some(max)) = (change.value, min, max)
        && !(min..=max).contains(&mean)
    {
        reader.refuse(&role("mean_change"), format!("outside {} to {}; check the signs", role("min"), role("max")));
    }
    let exposure = reader.number_that(&role("exposure"), |exposure| exposure > 0.0, "not above 0");
    let events = reader.count(&role("events"), 0);
    let n = people(reader, name, events);
    if let (Some(events), Some(n), None) = (events, n, exposure)
        && events > n
    {
        let reason = format!("more than the {n} people; give the treatments or the time as {}", role("exposure"));
        reader.refuse(&role("events"), reason);
    }
    ArmFigures { n, change, before, after, r, median, q1, q3, min, max, events, exposure }
}

/// The people of a group: as given, or those with an event and those without.
fn people(reader: &mut CellReader<'_>, group: &str, events: Option<u64>) -> Option<u64> {
    let role = format!("n_{group}");
    let n = reader.count(&role, 1);
    let others = reader.count(&format!("{group}_no_events"), 0);
    let counted = events.zip(others).map(|(with, without)| with + without);
    if let (Some(n), Some(counted)) = (n, counted)
        && n != counted
    {
        reader.refuse(&role, format!("not the {counted} people with and without an event; correct one of them"));
    }
    n.or(counted)
}

fn value(reader: &mut CellReader<'_>, roles: &ValueRoles) -> ReportedValue {
    let value = reader.number(&roles.value);
    let sd = reader.number_that(&roles.sd, |sd| sd >= 0.0, "below 0, which an SD cannot be");
    let se = reader.number_that(&roles.se, |se| se > 0.0, "not above 0, as a standard error must be");
    let plus_minus = reader.number_that(&roles.plus_minus, |size| size >= 0.0, "below 0, which an SD cannot be");
    let (ci_low, ci_high) = (reader.number(&roles.ci_low), reader.number(&roles.ci_high));
    if let (Some(low), Some(high)) = (ci_low, ci_high) {
        if low > high {
            reader.refuse(&roles.ci_low, format!("above the upper end {high}; exchange them, or check the signs"));
        } else if value.is_some_and(|value| !(low..=high).contains(&value)) {
            let reason = format!(
                "outside its interval from {low} to {high}; check the signs (after - before, treated - control)"
            );
            reader.refuse(&roles.value, reason);
        }
    }
    ReportedValue { value, sd, se, plus_minus, ci_low, ci_high }
}
