use crate::data::{ExclusionReason, PairedSample};
use crate::result::{Analysed, ExcludedCount};
use std::collections::BTreeMap;

/// Who entered an analysis of this sample, and who did not, by reason.
pub(crate) fn analysed(sample: &PairedSample) -> Analysed {
    let mut counts: BTreeMap<ExclusionReason, usize> = BTreeMap::new();
    for exclusion in sample.excluded() {
        *counts.entry(exclusion.reason).or_default() += 1;
    }
    let excluded = counts.into_iter().map(|(reason, n)| ExcludedCount { reason: reason.words(), n }).collect();
    Analysed { n: sample.n(), excluded }
}
