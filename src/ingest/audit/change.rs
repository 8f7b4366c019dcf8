use super::check::Check;
use super::context::{Context, Sampled};
use super::finding::{Finding, Severity};
use super::spread::Spread;
use crate::data::OutcomeKind;
use crate::ingest::Pairs;

pub(super) const CHECK: Check = Check {
    id: "change",
    looks_for: "changes far outside those of the others and larger than a body usually makes",
    about_reading: true,
    run,
};

/// Pairs from which the spread of the changes is trusted.
const ENOUGH: usize = 10;
/// Robust standard deviations from the median change.
const FAR: f64 = 6.0;
/// The same for quantities of which nothing is known, whose changes may have long tails.
const VERY_FAR: f64 = 10.0;
/// Without a trusted spread: change relative to the first reading.
const HALF: f64 = 0.5;

/// Change relative to the first reading beyond which a body is asked for an explanation.
fn large(kind: OutcomeKind) -> Option<f64> {
    match kind {
        OutcomeKind::Girth => Some(0.15),
        OutcomeKind::Weight => Some(0.25),
        OutcomeKind::Height => Some(0.05),
        OutcomeKind::Grade | OutcomeKind::Events | OutcomeKind::Other => None,
    }
}

fn run(context: &Context<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for sampled in &context.samples {
        let Ok(pairs) = &sampled.pairs else { continue };
        match large(sampled.outcome.kind) {
            Some(large) => found.extend(of_body(sampled, pairs, large)),
            None if sampled.outcome.kind == OutcomeKind::Other => found.extend(of_unknown(sampled, pairs)),
            None => {}
        }
    }
    found
}

fn of_body(sampled: &Sampled<'_>, pairs: &Pairs, large: f64) -> Vec<Finding> {
    let sample = &pairs.sample;
    let (before, after, change) = (sample.before().values(), sample.after().values(), sample.change().values());
    let spread = Spread::of(&change).filter(|_| sample.n() >= ENOUGH);
    let step = sample.before().value_of(1);
    let mut strange: Vec<usize> = Vec::new();
    for (at, (before, change)) in before.iter().zip(&change).enumerate() {
        let relative = if *before == 0.0 { f64::INFINITY } else { (change / before).abs() };
        let is_strange = match spread {
            Some(spread) => relative > large && (change - spread.center).abs() > FAR * spread.scale.max(step),
            None => relative > HALF,
        };
        if is_strange {
            strange.push(at);
        }
    }
    let size = |at: &usize| change.get(*at).map_or(0.0, |change| change.abs());
    strange.sort_by(|a, b| size(b).total_cmp(&size(a)));
    let name = &sampled.outcome.name;
    let unit = sampled.outcome.unit.symbol();
    let mut found: Vec<Finding> = Vec::new();
    for &at in &strange {
        let (Some(first), Some(second), Some(change), Some(id), Some(lines)) =
            (before.get(at), after.get(at), change.get(at), sample.ids().get(at), pairs.lines.get(at))
        else {
            continue;
        };
        let percent = 100.0 * change / first;
        let signed = if unit.is_empty() { format!("{change:+}") } else { format!("{change:+} {unit}") };
        let words = format!("{name} of {id}: {first} then {second}, a change of {signed} ({percent:+.0} %)");
        let advice = "look both readings up; repeat the analysis without this participant and report both";
        found.push(
            Finding::new(Severity::Warning, CHECK.id, words, advice).of(name).about(id.as_str(), [lines.0, lines.1]),
        );
    }
    found
}

fn of_unknown(sampled: &Sampled<'_>, pairs: &Pairs) -> Option<Finding> {
    let sample = &pairs.sample;
    let change = sample.change().values();
    let spread = Spread::of(&change).filter(|spread| sample.n() >= 2 * ENOUGH && spread.scale > 0.0)?;
    let mut strange: Vec<(f64, usize)> = change
        .iter()
        .enumerate()
        .map(|(at, change)| ((change - spread.center).abs() / spread.scale, at))
        .filter(|(distance, _)| *distance > VERY_FAR)
        .collect();
    strange.sort_by(|a, b| b.0.total_cmp(&a.0));
    let name = &sampled.outcome.name;
    let largest = strange.first().and_then(|(_, at)| change.get(*at))?;
    let words = format!(
        "{name}: {} changes lie more than {VERY_FAR} robust standard deviations from the median change, the farthest {largest:+}",
        strange.len()
    );
    let mut finding =
        Finding::new(Severity::Info, CHECK.id, words, "prefer robust procedures; look the readings up").of(name);
    for (_, at) in strange.iter().take(5) {
        if let (Some(id), Some(lines)) = (sample.ids().get(*at), pairs.lines.get(*at)) {
            finding = finding.about(id.as_str(), [lines.0, lines.1]);
        }
    }
    Some(finding)
}
