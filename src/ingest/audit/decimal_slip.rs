use super::check::Check;
use super::context::{Context, Value};
use super::finding::{Finding, Severity};
use super::spread::Spread;

pub(super) const CHECK: Check = Check {
    id: "decimal-slip",
    looks_for: "a reading ten times too large or too small beside the others: a slipped point or a lost digit",
    about_reading: true,
    run,
};

/// Widest spread of logarithms at which a factor of ten stands out.
const WIDEST: f64 = 0.38;
/// How far from the centre a slipped reading lies at least, as a factor.
const FAR: f64 = 4.0;

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for group in &context.groups {
        let Some(spread) = group.logs.filter(|spread| spread.scale < WIDEST) else { continue };
        for value in &group.values {
            let Some(corrected) = corrected(value, spread) else { continue };
            let name = &group.outcome.name;
            let beside = value.other.map_or(String::new(), |other| format!(" beside {other}"));
            let who = context.name(value.participant);
            let words = format!("{name} of {who}: {}{beside}; a decimal slip? {corrected} would fit", value.decimal);
            let advice = "look the reading up in the source record";
            let mut finding =
                Finding::new(Severity::Warning, CHECK.id, words, advice).of(name).about(who, [value.line]);
            finding.column = context.column(group.outcome_index, value.visit);
            found.push(finding);
        }
    }
    found
}

/// The reading with its point moved, when that makes it ordinary.
fn corrected(value: &Value, spread: Spread) -> Option<f64> {
    let off = value.value.ln() - spread.center;
    if value.value <= 0.0 || off.abs() < FAR.ln() {
        return None;
    }
    let corrected = if off > 0.0 { value.value / 10.0 } else { value.value * 10.0 };
    let near_centre = (corrected.ln() - spread.center).abs() <= (3.0 * spread.scale).max(0.22);
    let near_other = value.other.is_none_or(|other| (0.75..1.34).contains(&(corrected / other)));
    // Cut the noise of binary division from what is shown.
    (near_centre && near_other).then(|| (corrected * 1e6).round() / 1e6)
}
