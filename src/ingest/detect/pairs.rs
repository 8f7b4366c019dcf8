//! Pairs of columns of wide data.

use super::super::table::Table;
use super::moment::{Moment, moments};
use super::split_unit;

/// Two columns that hold the same measure at two times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundPair {
    /// What is measured, in lower case; empty when the columns are called `before` and `after`.
    pub stem: String,
    pub before: usize,
    pub after: usize,
}

/// What the header offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FoundPairs {
    pub pairs: Vec<FoundPair>,
    /// Measures with more than two readings: stem and columns.
    pub ambiguous: Vec<(String, Vec<usize>)>,
}

/// Looks for pairs among the free numeric columns.
pub(crate) fn find_pairs(table: &Table<'_>, used: &[usize], numeric: &[bool]) -> FoundPairs {
    let mut groups: Vec<(String, Vec<(usize, Moment)>)> = Vec::new();
    for column in 0..table.header().len() {
        if used.contains(&column) || !numeric.get(column).copied().unwrap_or(false) {
            continue;
        }
        for (stem, moment) in moments(&split_unit(table.name(column)).0) {
            match groups.iter_mut().find(|(known, _)| *known == stem) {
                Some((_, members)) => members.push((column, moment)),
                None => groups.push((stem, vec![(column, moment)])),
            }
        }
    }
    let mut found = FoundPairs::default();
    let mut taken = Vec::new();
    for (stem, members) in groups {
        match members.as_slice() {
            [] | [_] => {}
            [left, right] => {
                if let Some((before, after)) =
                    in_order(*left, *right).filter(|(a, b)| !taken.contains(a) && !taken.contains(b))
                {
                    taken.extend([before, after]);
                    found.pairs.push(FoundPair { stem, before, after });
                }
            }
            _ => found.ambiguous.push((stem, members.iter().map(|(column, _)| *column).collect())),
        }
    }
    found
}

/// Which of two columns comes first; `None` when they do not look like two readings of one thing.
fn in_order(left: (usize, Moment), right: (usize, Moment)) -> Option<(usize, usize)> {
    use Moment::{After, Before, Day, Number, Plain, Visit};
    let straight = match (left.1, right.1) {
        (Before, After | Day(_) | Visit(_) | Number(_) | Plain) | (Plain, After | Day(_)) => true,
        (After | Day(_) | Visit(_) | Number(_) | Plain, Before) | (After | Day(_), Plain) => false,
        // waist and waist1 belong together, age and age10 do not.
        (Plain, Number(n)) if n == 1.0 || n == 2.0 => true,
        (Number(n), Plain) if n == 1.0 || n == 2.0 => false,
        (Day(a), Day(b)) | (Visit(a), Visit(b)) | (Number(a), Number(b)) if a != b => a < b,
        (Day(a) | Visit(a), After) if a == 0.0 => true,
        (After, Day(a) | Visit(a)) if a == 0.0 => false,
        _ => return None,
    };
    Some(if straight { (left.0, right.0) } else { (right.0, left.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Delimiter;

    fn find(header: &str) -> FoundPairs {
        let columns = header.split(',').count();
        let text = format!("{header}\n{}\n", vec!["1"; columns].join(","));
        let table = Table::read("-", &text, Delimiter::Comma).expect("table");
        find_pairs(&table, &[0], &vec![true; columns])
    }

    fn pair(header: &str) -> Option<(String, usize, usize)> {
        let found = find(header);
        assert!(found.pairs.len() <= 1 && found.ambiguous.is_empty(), "{header}: {found:?}");
        found.pairs.into_iter().next().map(|pair| (pair.stem, pair.before, pair.after))
    }

    #[test]
    fn the_usual_names() {
        for (header, stem) in [
            ("id,waist,waist1", "waist"),
            ("id,waist1,waist2", "waist"),
            ("id,waist_before,waist_after", "waist"),
            ("id,before,after", ""),
            ("id,pre,post", ""),
            ("id,Xpre,Xpost", "x"),
            ("id,pre.X,X_post", "x"),
            ("id,baseline,week12", ""),
            ("id,X_baseline,X_week12", "x"),
            ("id,V0,V1", ""),
            ("id,wt71,wt82", "wt"),
            ("id,Prewt,Postwt", "wt"),
            ("id,bp_before,bp_after", "bp"),
            ("id,SBPbefore,SBPafter", "sbp"),
            ("id,pre.weight,weight6weeks", "weight"),
            ("id,waist_cm_before,waist_cm_after", "waist"),
            ("id,week2,week12", ""),
            ("id,pressure,pressure1", "pressure"),
        ] {
            assert_eq!(pair(header), Some((stem.to_string(), 1, 2)), "{header}");
            let [id, first, second] = header.split(',').collect::<Vec<_>>().try_into().expect("three");
            let turned = format!("{id},{second},{first}");
            assert_eq!(pair(&turned), Some((stem.to_string(), 2, 1)), "{turned}");
        }
    }

    #[test]
    fn what_is_no_pair() {
        for header in ["id,age,age10", "id,waist,hip", "id,pressure,postal", "id,kne_di,kne_gi"] {
            assert_eq!(pair(header), None, "{header}");
        }
    }

    #[test]
    fn three_readings_are_ambiguous() {
        let found = find("id,weight1,weight2,weight3,waist,waist1");
        assert_eq!(found.ambiguous, [("weight".to_string(), vec![1, 2, 3])]);
        assert_eq!(found.pairs, [FoundPair { stem: "waist".to_string(), before: 4, after: 5 }]);
    }
}
