//! Whose rows are whose.

use super::Observations;
use rayon::prelude::*;
use std::ops::Range;

/// People taken in at once, so that sums do not depend on how many threads there are.
const BLOCK: usize = 8192;

/// The rows of each person who has any.
#[derive(Clone, Debug)]
pub(super) struct People {
    rows: Vec<Range<usize>>,
}

impl People {
    /// Of rows that stand together.
    pub fn of(observations: &Observations) -> People {
        let mut rows = Vec::with_capacity(observations.group.len());
        let mut from = 0;
        for at in 1..=observations.person.len() {
            if observations.person.get(at) != Some(&observations.person[from]) {
                rows.push(from..at);
                from = at;
            }
        }
        People { rows }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// Their rows, in fixed blocks.
    pub fn blocks(&self) -> impl IndexedParallelIterator<Item = &[Range<usize>]> {
        self.rows.par_chunks(BLOCK)
    }
}
