use super::spread::{Spread, median};
use crate::data::{Decimal, Outcome, Trial};
use crate::ingest::{FileShape, IngestError, Ingested, PairRequest, Pairs};
use std::collections::BTreeMap;

/// Readings from which robust limits are trusted.
const ENOUGH: usize = 10;

/// What the checks look at.
pub(crate) struct Context<'a> {
    pub ingested: &'a Ingested,
    pub samples: Vec<Sampled<'a>>,
    pub groups: Vec<Group<'a>>,
}

/// One paired sample as asked for.
pub(crate) struct Sampled<'a> {
    pub request: PairRequest<'a>,
    pub outcome: &'a Outcome,
    pub pairs: Result<Pairs, IngestError>,
}

/// All readings of one outcome at one place on the body, ordered by participant.
pub(crate) struct Group<'a> {
    pub outcome_index: usize,
    pub outcome: &'a Outcome,
    pub site: Option<usize>,
    pub values: Vec<Value>,
    /// Centre and spread of the logarithms, when there are enough readings and all but a few are positive.
    pub logs: Option<Spread>,
}

/// One reading that is not missing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value {
    pub participant: usize,
    pub visit: usize,
    pub decimal: Decimal,
    pub value: f64,
    pub line: u64,
    /// Median of the same participant's other readings.
    pub other: Option<f64>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(ingested: &'a Ingested, requests: &[PairRequest<'a>]) -> Context<'a> {
        let trial = &ingested.trial;
        let samples = requests
            .iter()
            .filter_map(|request| {
                let outcome = trial.outcomes.get(request.outcome)?;
                Some(Sampled { request: *request, outcome, pairs: ingested.pair_with_lines(request) })
            })
            .collect();
        Context { ingested, samples, groups: groups(trial) }
    }

    /// The name of a participant.
    pub(crate) fn name(&self, participant: usize) -> &str {
        self.ingested.trial.participants.get(participant).map_or("", |person| person.id.as_str())
    }

    /// The column of the file in which a reading stands.
    pub(crate) fn column(&self, outcome: usize, visit: usize) -> Option<String> {
        let columns = self.ingested.outcome_columns.get(outcome)?;
        let at = if self.ingested.shape == FileShape::Wide { visit } else { 0 };
        columns.get(at).cloned()
    }
}

fn groups(trial: &Trial) -> Vec<Group<'_>> {
    let mut by_key: BTreeMap<(usize, Option<usize>), Vec<Value>> = BTreeMap::new();
    for reading in &trial.readings {
        let Some(decimal) = reading.value else { continue };
        by_key.entry((reading.outcome, reading.site)).or_default().push(Value {
            participant: reading.participant,
            visit: reading.visit,
            decimal,
            value: decimal.to_f64(),
            line: reading.line,
            other: None,
        });
    }
    let with_outcome = by_key.into_iter().filter_map(|((outcome_index, site), values)| {
        let outcome = trial.outcomes.get(outcome_index)?;
        Some((outcome_index, outcome, site, values))
    });
    with_outcome
        .map(|(outcome_index, outcome, site, mut values)| {
            values.sort_by_key(|value| value.participant);
            for block in values.chunk_by_mut(|left, right| left.participant == right.participant) {
                set_others(block);
            }
            let logs: Vec<f64> =
                values.iter().filter(|value| value.value > 0.0).map(|value| value.value.ln()).collect();
            let enough = values.len() >= ENOUGH && 20 * logs.len() >= 19 * values.len();
            let logs = if enough { Spread::of(&logs) } else { None };
            Group { outcome_index, outcome, site, values, logs }
        })
        .collect()
}

/// Gives each reading of one participant the median of the others.
fn set_others(block: &mut [Value]) {
    if let [left, right] = block {
        (left.other, right.other) = (Some(right.value), Some(left.value));
        return;
    }
    let mut sorted: Vec<f64> = block.iter().map(|value| value.value).collect();
    sorted.sort_by(f64::total_cmp);
    let Some(left_over) = sorted.len().checked_sub(1).filter(|&n| n > 0) else { return };
    for value in block {
        let own = sorted.partition_point(|other| *other < value.value);
        let at = |rank: usize| sorted.get(if rank < own { rank } else { rank + 1 }).copied();
        let middle = [at((left_over - 1) / 2), at(left_over / 2)].into_iter().flatten().collect();
        value.other = median(middle);
    }
}
