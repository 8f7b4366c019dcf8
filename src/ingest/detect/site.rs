use super::super::table::Table;
use super::first_named;

const NAMES: [&str; 8] = ["bodysite", "site", "measurementsite", "region", "bodyregion", "vsloc", "location", "side"];

/// Words in names of places on the body. A `site` column without any of them names clinics.
const BODY: [&str; 24] = [
    "thigh", "waist", "hip", "abdom", "belly", "navel", "umbil", "arm", "calf", "buttock", "chest", "bust", "flank",
    "knee", "ankle", "wrist", "neck", "leg", "left", "right", "upper", "lower", "treated", "control",
];

/// The column of the place on the body, known by its values.
pub(crate) fn detect_site(table: &Table<'_>, rows: &[usize], used: &[usize]) -> Option<usize> {
    let at = first_named(table, used, &NAMES)?;
    let values = table.distinct(rows, at, 60);
    let of_body = |value: &String| {
        let value = value.to_lowercase();
        BODY.iter().any(|word| value.contains(word))
    };
    (values.len() < 60 && values.iter().any(of_body)).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Delimiter;

    #[test]
    fn a_site_is_a_place_on_the_body_not_a_clinic() {
        for (text, expected) in [("id,site\n1,left thigh\n", Some(1)), ("id,site\n1,701\n", None)] {
            let table = Table::read("-", text, Delimiter::Comma).expect("table");
            assert_eq!(detect_site(&table, &[0], &[]), expected);
        }
    }
}
