//! Columns that differ by a number alone: `muac1`, `muac2`.

use super::ColumnsAre;
use crate::ingest::detect::{plain, split_unit};
use crate::ingest::draft::Draft;

/// Columns of one outcome side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    /// What is before the number; empty where that only says what the columns are, as in `rater1`.
    pub(super) stem: String,
    /// In the order of the numbers.
    pub(super) columns: Vec<usize>,
    /// What the stem says of them.
    pub(super) are: Option<ColumnsAre>,
}

/// Free numeric columns in groups of two or more whose names differ by a number at the end.
pub(super) fn numbered(draft: &Draft<'_>) -> Vec<Numbered> {
    let mut groups: Vec<(String, Vec<(u32, usize)>)> = Vec::new();
    for column in 0..draft.table.header().len() {
        if draft.used.contains(&column) || !draft.numeric.get(column).copied().unwrap_or(false) {
            continue;
        }
        let name = split_unit(draft.table.name(column)).0;
        let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let Ok(number) = name[stem.len()..].parse::<u32>() else { continue };
        let stem = stem.trim_end_matches(['_', '.', '-', ' ']).to_owned();
        match groups.iter_mut().find(|(known, _)| *known == stem) {
            Some((_, members)) => members.push((number, column)),
            None => groups.push((stem, vec![(number, column)])),
        }
    }
    groups.retain(|(stem, members)| members.len() > 1 && !stem.is_empty());
    let group = |(stem, mut members): (String, Vec<(u32, usize)>)| {
        members.sort_unstable();
        let are = named(&stem);
        let stem = if are.is_some() { String::new() } else { stem };
        Numbered { stem, columns: members.into_iter().map(|(_, column)| column).collect(), are }
    };
    groups.into_iter().map(group).collect()
}

/// What columns called so are.
fn named(stem: &str) -> Option<ColumnsAre> {
    match plain(stem).as_str() {
        "rater" | "observer" | "obs" | "judge" | "examiner" | "assessor" | "operator" | "method" => {
            Some(ColumnsAre::Observers)
        }
        "session" | "visit" | "day" | "occasion" => Some(ColumnsAre::Sessions),
        "reading" | "trial" | "replicate" | "rep" | "repeat" | "measurement" | "measure" => Some(ColumnsAre::Readings),
        _ => None,
    }
}
