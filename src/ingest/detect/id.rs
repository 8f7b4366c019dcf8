use super::super::table::Table;
use super::first_named;

/// Usual names, unique subject identifiers of clinical standards first.
const NAMES: [&str; 24] = [
    "usubjid",
    "subjid",
    "subjectid",
    "subject",
    "subj",
    "patientid",
    "patient",
    "patno",
    "participantid",
    "participant",
    "personid",
    "person",
    "volunteer",
    "respondent",
    "childid",
    "child",
    "seqn",
    "pid",
    "recordid",
    "id",
    "caseid",
    "case",
    "individual",
    "proband",
];

/// The column that names the participant.
pub(crate) fn detect_id(table: &Table<'_>, used: &[usize]) -> Option<usize> {
    first_named(table, used, &NAMES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::Delimiter;

    #[test]
    fn the_more_telling_name_wins() {
        let table = Table::read("-", "id,USUBJID,x\n1,2,3\n", Delimiter::Comma).expect("table");
        assert_eq!(detect_id(&table, &[]), Some(1));
        assert_eq!(detect_id(&table, &[1]), Some(0));
        assert_eq!(detect_id(&table, &[0, 1]), None);
    }
}
