use super::super::table::Table;
use super::{first_named, guess_kind, split_unit};
use crate::data::OutcomeKind;

const NAMES: [&str; 9] =
    ["value", "aval", "result", "reading", "measurement", "vsstresn", "vsorres", "measuredvalue", "resultvalue"];

/// The columns of readings in long data: one of the usual name, or all that are girths, weights and the like, or the only one left.
///
/// # Errors
/// The candidates, when the header does not decide.
pub(crate) fn detect_values(table: &Table<'_>, used: &[usize], numeric: &[bool]) -> Result<Vec<usize>, Vec<String>> {
    let free: Vec<usize> = (0..table.header().len())
        .filter(|at| !used.contains(at) && numeric.get(*at).copied().unwrap_or(false))
        .collect();
    if let Some(at) = first_named(table, used, &NAMES) {
        return Ok(vec![at]);
    }
    let of_body: Vec<usize> =
        free.iter().copied().filter(|&at| guess_kind(&split_unit(table.name(at)).0) != OutcomeKind::Other).collect();
    match (of_body.as_slice(), free.as_slice()) {
        ([_, ..], _) => Ok(of_body),
        ([], [only]) => Ok(vec![*only]),
        ([], _) => Err(free.iter().map(|&at| table.name(at).to_string()).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Delimiter;

    #[test]
    fn usual_names_then_body_measures_then_the_only_one() {
        for (text, expected) in [
            ("id,visit,AVAL,age\n1,1,2,3\n", Ok(vec![2])),
            ("id,visit,time,weight,waist_cm\n1,1,2,3,4\n", Ok(vec![3, 4])),
            ("id,visit,y\n1,1,2\n", Ok(vec![2])),
            ("id,visit,y,z\n1,1,2,3\n", Err(vec!["y".to_string(), "z".to_string()])),
        ] {
            let table = Table::read("-", text, Delimiter::Comma).expect("table");
            assert_eq!(detect_values(&table, &[0, 1], &[true; 5]), expected, "{text}");
        }
    }
}
