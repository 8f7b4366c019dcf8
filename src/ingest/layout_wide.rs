//! Outcomes of wide data: one column per time.

use super::detect::{FoundPair, find_pairs, plain, split_unit};
use super::draft::Draft;
use super::mapping::{How, Role};
use super::outcome::{Wish, describe};
use super::{IngestError, OutcomeRequest};
use crate::data::{Decimal, Outcome, OutcomeKind};

/// Resolves the outcomes asked for, or all plain pairs.
pub(crate) fn wide_outcomes(draft: &mut Draft<'_>) -> Result<Vec<(Outcome, usize, usize)>, IngestError> {
    let found = find_pairs(draft.table, &draft.used, &draft.numeric);
    let names =
        |columns: &[usize]| columns.iter().map(|&column| draft.table.name(column).to_string()).collect::<Vec<_>>();
    let roles = draft.roles;
    let mut chosen: Vec<(OutcomeRequest, FoundPair, How)> = Vec::new();
    for request in &roles.outcomes {
        let pair = match (&request.before, &request.after) {
            (Some(before), Some(after)) => {
                let (before, after) = (draft.table.column(before, "--before")?, draft.table.column(after, "--after")?);
                if before == after {
                    let name = draft.table.name(before);
                    return Err(
                        draft.roles_error(format!("--before and --after are the same column ({name}); name two"))
                    );
                }
                (FoundPair { stem: common_stem(draft, before, after), before, after }, How::Given)
            }
            (Some(_), None) => {
                return Err(draft.roles_error("--before needs --after, the column of the second reading"));
            }
            (None, Some(_)) => return Err(draft.roles_error("--after needs --before, the column of the first reading")),
            (None, None) => match (&request.name, found.pairs.as_slice()) {
                (Some(name), _) => (named(draft, &found.pairs, name)?, How::Detected),
                (None, [only]) => (only.clone(), How::Detected),
                (None, _) => return Err(nothing(draft)),
            },
        };
        chosen.push((request.clone(), pair.0, pair.1));
    }
    if roles.outcomes.is_empty() {
        let telling = |stem: &str| super::detect::guess_kind(stem) != OutcomeKind::Other;
        for (stem, columns) in &found.ambiguous {
            let stem_words = if stem.is_empty() { "the outcome" } else { stem.as_str() };
            if found.pairs.is_empty() || telling(stem) {
                let file = draft.table.file();
                return Err(IngestError::AmbiguousPair {
                    file,
                    stem: stem_words.to_string(),
                    candidates: names(columns),
                });
            }
            let text = format!(
                "{} were not used: more than two could be readings of {stem_words}; choose two with --before and --after",
                names(columns).join(", ")
            );
            draft.notes.push(crate::result::Note::new("columns-not-used", text));
        }
        let request = OutcomeRequest::default;
        chosen.extend(found.pairs.iter().map(|pair| (request(), pair.clone(), How::Detected)));
        if chosen.len() > 1 {
            let text = format!(
                "{} outcomes found in the header, all of them taken; --before and --after choose one",
                chosen.len()
            );
            draft.note("several-outcomes", text);
        }
    }
    if chosen.is_empty() {
        // A pair by its names, in which text outweighs the numbers: each such cell will be named as an error.
        let some_number = some_number(draft);
        let by_name = find_pairs(draft.table, &draft.used, &some_number).pairs;
        chosen.extend(by_name.into_iter().map(|pair| (OutcomeRequest::default(), pair, How::Detected)));
    }
    if chosen.is_empty() {
        return Err(nothing(draft));
    }
    let several = chosen.len() > 1;
    let mut outcomes: Vec<(Outcome, usize, usize)> = Vec::new();
    for (request, pair, how) in chosen {
        let columns = [pair.before, pair.after];
        let outcome =
            describe(draft, &Wish { request: &request, stem: &pair.stem, columns: &columns, stated: None, several })?;
        if outcomes.iter().any(|(other, ..)| other.name == outcome.name) {
            return Err(
                draft.roles_error(format!("two outcomes are called {}; give each a name of its own", outcome.name))
            );
        }
        draft.take(pair.before, Role::Before, how, &outcome.name);
        draft.take(pair.after, Role::After, how, &outcome.name);
        outcomes.push((outcome, pair.before, pair.after));
    }
    Ok(outcomes)
}

/// For each column, whether any of its cells is a number.
fn some_number(draft: &Draft<'_>) -> Vec<bool> {
    let is_number = |cell: &str| Decimal::parse(cell, '.').is_ok() || Decimal::parse(cell, ',').is_ok();
    (0..draft.table.header().len())
        .map(|column| draft.rows.iter().any(|&row| is_number(draft.table.cell(row, column))))
        .collect()
}

fn nothing(draft: &Draft<'_>) -> IngestError {
    IngestError::NoReadings { file: draft.table.file(), columns: draft.table.header().to_vec() }
}

fn named(draft: &Draft<'_>, pairs: &[FoundPair], name: &str) -> Result<FoundPair, IngestError> {
    let fits = |pair: &&FoundPair| plain(&pair.stem) == plain(name);
    pairs.iter().find(fits).cloned().ok_or_else(|| {
        let stems: Vec<&str> = pairs.iter().map(|pair| pair.stem.as_str()).collect();
        let found = if stems.is_empty() {
            "no pair of columns was found".to_string()
        } else {
            format!("pairs were found for {}", stems.join(", "))
        };
        IngestError::UnknownOutcome { file: draft.table.file(), name: name.to_string(), found }
    })
}

/// What the names of two given columns have in common, as a name for the outcome.
fn common_stem(draft: &Draft<'_>, before: usize, after: usize) -> String {
    let all = vec![true; draft.table.header().len()];
    let others: Vec<usize> = (0..all.len()).filter(|column| ![before, after].contains(column)).collect();
    if let [pair] = find_pairs(draft.table, &others, &all).pairs.as_slice() {
        return pair.stem.clone();
    }
    let [left, right] = [before, after].map(|column| split_unit(draft.table.name(column)).0.to_lowercase());
    let shared: String = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    let shared = shared.trim_end_matches(|c: char| !c.is_alphabetic());
    if shared.len() >= 2 { shared.to_string() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{detect, noted, one, read, refused};
    use super::*;
    use crate::ingest::Roles;

    #[test]
    fn all_plain_pairs_are_taken_and_said() {
        let file = detect("id,waist,BMI,waist1,BMI1,age,age10\n1,90,25,89,24,70,7\n");
        let names: Vec<&str> = file.trial.outcomes.iter().map(|outcome| outcome.name.as_str()).collect();
        assert_eq!(names, ["waist", "bmi"]);
        assert_eq!(file.trial.outcomes[1].label, "BMI");
        assert!(noted(&file, "several-outcomes"));
    }

    #[test]
    fn only_what_is_asked_for_is_used() {
        let text = "id,waist,BMI,waist1,BMI1\n1,90,25,89,24\n";
        let file = read(text, &one(OutcomeRequest::pair("waist", "waist1"))).expect("file");
        assert_eq!(file.trial.outcomes.len(), 1);
        let named = OutcomeRequest { name: Some("bmi".to_string()), ..OutcomeRequest::default() };
        assert_eq!(read(text, &one(named)).expect("file").outcome_columns, [["BMI", "BMI1"]]);
        let unknown = OutcomeRequest { name: Some("thigh".to_string()), ..OutcomeRequest::default() };
        let message = refused(text, &one(unknown));
        assert!(message.contains("pairs were found for waist, bmi; use --before COLUMN --after COLUMN"), "{message}");
    }

    #[test]
    fn three_readings_need_a_choice() {
        let text = "id,weight1,weight2,weight3\n1,90,89,88\n";
        let message = refused(text, &Roles::default());
        assert!(
            message.ends_with(
                "readings of weight: weight1, weight2, weight3; say which two with --before COLUMN and --after COLUMN"
            ),
            "{message}"
        );
        let file = read(text, &one(OutcomeRequest::pair("weight1", "weight3"))).expect("file");
        assert_eq!((file.trial.outcomes[0].name.as_str(), file.trial.readings.len()), ("weight", 2));
    }

    #[test]
    fn text_among_few_readings_is_named() {
        let message = refused("id,before,after\n1,92.3,90.1\n2,abc,91\n", &Roles::default());
        assert!(message.starts_with("waist.csv:3:3: \"abc\" in column before is not a number"), "{message}");
        assert!(refused("id,before,after\n1,x,y\n", &Roles::default()).contains("no readings found"));
    }

    #[test]
    fn half_a_pair_is_refused() {
        let text = "id,A,B\n1,2,3\n";
        let half = OutcomeRequest { before: Some("A".to_string()), ..OutcomeRequest::default() };
        assert!(refused(text, &one(half)).contains("--before needs --after"));
        assert!(refused(text, &one(OutcomeRequest::pair("A", "A"))).contains("the same column (A)"));
        assert!(refused(text, &Roles::default()).contains("no readings found"));
        let file = read(text, &one(OutcomeRequest::pair("A", "B"))).expect("file");
        assert_eq!(file.trial.outcomes[0].name, "reading");
    }
}
