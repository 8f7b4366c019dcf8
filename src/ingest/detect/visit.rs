use super::super::table::Table;
use super::first_named;
use std::collections::HashSet;

/// Usual names, words before numbers.
const NAMES: [&str; 20] = [
    "avisit",
    "visit",
    "visitname",
    "timepoint",
    "timept",
    "session",
    "occasion",
    "period",
    "phase",
    "round",
    "week",
    "month",
    "day",
    "time",
    "avisitn",
    "visitnum",
    "visitno",
    "visitnumber",
    "weeks",
    "months",
];

/// Names that mean a visit only when everybody has at most one record in each of two groups.
const CROSSOVER: [&str; 6] = ["group", "condition", "treatment", "treat", "trt", "drug"];

/// The column of the visit.
pub(crate) fn detect_visit(table: &Table<'_>, used: &[usize]) -> Option<usize> {
    first_named(table, used, &NAMES)
}

/// The column of two conditions under which the same people were measured.
pub(crate) fn detect_crossover(table: &Table<'_>, rows: &[usize], id: &[usize], used: &[usize]) -> Option<usize> {
    let at = first_named(table, used, &CROSSOVER)?;
    if id.is_empty() || table.distinct(rows, at, 3).len() != 2 {
        return None;
    }
    let mut people = HashSet::new();
    let mut records = HashSet::new();
    for &row in rows {
        let person: Vec<&str> = id.iter().map(|&column| table.cell(row, column)).collect();
        people.insert(person.clone());
        if !records.insert((person, table.cell(row, at))) {
            return None;
        }
    }
    (people.len() < rows.len()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Delimiter;

    #[test]
    fn two_conditions_of_the_same_people() {
        let table = Table::read("-", "extra,group,ID\n1,1,a\n2,1,b\n3,2,a\n", Delimiter::Comma).expect("table");
        assert_eq!(detect_crossover(&table, &[0, 1, 2], &[2], &[2]), Some(1));
        assert_eq!(detect_crossover(&table, &[0, 1], &[2], &[2]), None);
    }
}
