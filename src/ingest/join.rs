//! The door to polars: the join of two sets of records by participant.

use super::IngestError;
use polars::prelude::{Column, DataFrame, DataFrameJoinOps, JoinArgs, JoinCoalesce, JoinType, PolarsError};

/// One participant with the record of each visit, where there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Joined {
    pub participant: u32,
    pub before: Option<u32>,
    pub after: Option<u32>,
}

/// Full join of (participant, record) lists by participant, in the order of the participants' numbers.
///
/// # Errors
/// [`IngestError::Join`] if polars fails.
pub(crate) fn full_join(before: &[(u32, u32)], after: &[(u32, u32)]) -> Result<Vec<Joined>, IngestError> {
    join(before, after).map_err(|error| IngestError::Join(error.to_string()))
}

fn join(before: &[(u32, u32)], after: &[(u32, u32)]) -> Result<Vec<Joined>, PolarsError> {
    let args = JoinArgs::new(JoinType::Full).with_coalesce(JoinCoalesce::CoalesceColumns);
    let joined =
        frame(before, "before")?.join(&frame(after, "after")?, ["participant"], ["participant"], args, None)?;
    let participant = joined.column("participant")?.u32()?;
    let (before, after) = (joined.column("before")?.u32()?, joined.column("after")?.u32()?);
    let rows = participant.iter().zip(before.iter()).zip(after.iter());
    let mut rows: Vec<Joined> = rows
        .filter_map(|((participant, before), after)| {
            participant.map(|participant| Joined { participant, before, after })
        })
        .collect();
    rows.sort_unstable_by_key(|row| (row.participant, row.before, row.after));
    Ok(rows)
}

fn frame(records: &[(u32, u32)], name: &'static str) -> Result<DataFrame, PolarsError> {
    let keys: Vec<u32> = records.iter().map(|(participant, _)| *participant).collect();
    let values: Vec<u32> = records.iter().map(|(_, record)| *record).collect();
    DataFrame::new(records.len(), vec![Column::new("participant".into(), keys), Column::new(name.into(), values)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unmatched_records_stay() {
        let rows = full_join(&[(2, 10), (0, 11)], &[(1, 20), (2, 21)]).expect("join");
        let row = |participant, before, after| Joined { participant, before, after };
        assert_eq!(rows, [row(0, Some(11), None), row(1, None, Some(20)), row(2, Some(10), Some(21))]);
        assert_eq!(full_join(&[], &[]).expect("join"), []);
    }
}
