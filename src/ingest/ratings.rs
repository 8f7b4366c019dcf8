//! Files of rated pairs of pictures.

use super::delimiter::detect_delimiter;
use super::detect::plain;
use super::encoding::decode;
use super::missing::is_missing;
use super::table::Table;
use super::{IngestError, Source};
use crate::data::RatedPairs;

/// Columns of a file of ratings; those not given are detected when the header makes them plain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RatingRoles {
    /// Column of the pair of pictures, such as the person on them.
    pub pair: Option<String>,
    /// Column of who judged.
    pub rater: Option<String>,
    /// Column that says whether the rater named the later picture: yes or no.
    pub right: Option<String>,
}

const PAIRS: &[&str] = &["pair", "participant", "subject", "person", "picture", "id"];
const RATERS: &[&str] = &["rater", "observer", "judge", "assessor"];
const RIGHTS: &[&str] = &["right", "correct", "iscorrect", "hit"];

/// Reads who judged which pair, and whether rightly. Rows without an answer are left out.
///
/// # Errors
/// Columns that are not there or not plain, answers that are neither yes nor no, a pair judged twice by the same rater.
pub fn ingest_ratings(source: &Source, roles: &RatingRoles) -> Result<RatedPairs, IngestError> {
    let (text, _) = decode(source)?;
    let table = Table::read(&source.name, &text, detect_delimiter(&text))?;
    let [pair, rater, right] = [
        column(&table, &roles.pair, PAIRS, "--pair", "the pair of pictures")?,
        column(&table, &roles.rater, RATERS, "--rater", "who judged")?,
        column(&table, &roles.right, RIGHTS, "--right", "whether the rater named the later picture")?,
    ];
    let mut rows = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        let answer = table.cell(row, right);
        if is_missing(answer) {
            continue;
        }
        let was_right = match answer.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" | "right" => true,
            "no" | "n" | "false" | "0" | "wrong" => false,
            _ => {
                let place = table.position(row, right);
                return Err(IngestError::Roles {
                    file: table.file(),
                    what: format!(
                        "line {}, column {}: {answer} is neither yes nor no; {} says whether the rater named the later picture",
                        place.line,
                        place.column,
                        table.name(right)
                    ),
                });
            }
        };
        rows.push((table.cell(row, rater), table.cell(row, pair), was_right));
    }
    RatedPairs::try_new(rows).map_err(|cause| IngestError::Roles { file: table.file(), what: cause.to_string() })
}

fn column(
    table: &Table<'_>,
    given: &Option<String>,
    names: &[&str],
    flag: &'static str,
    what: &str,
) -> Result<usize, IngestError> {
    if let Some(name) = given {
        return table.column(name, flag);
    }
    let header: Vec<String> = table.header().iter().map(|name| plain(name)).collect();
    names.iter().find_map(|wanted| header.iter().position(|name| name == wanted)).ok_or_else(|| IngestError::Roles {
        file: table.file(),
        what: format!("no column plainly names {what}; use {flag} COLUMN (columns: {})", table.header().join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<RatedPairs, IngestError> {
        ingest_ratings(&Source::new("ratings.csv", text), &RatingRoles::default())
    }

    #[test]
    fn answers_are_read() {
        let rated = read("pair,rater,right\nS01,R1,yes\nS01,R2,no\nS02,R1,\n").expect("ratings");
        assert_eq!((rated.raters().len(), rated.pairs().len(), rated.answers().len()), (2, 1, 2));
        assert_eq!(rated.answers().iter().map(|answer| answer.right).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn bad_files_are_refused_with_the_place() {
        let message = |text: &str| read(text).expect_err("refused").to_string();
        assert!(
            message("pair,rater,right\nS01,R1,perhaps\n").contains("line 2, column 8: perhaps is neither yes nor no")
        );
        assert!(message("pair,who,right\nS01,R1,yes\n").contains("use --rater COLUMN (columns: pair, who, right)"));
        assert!(message("pair,rater,right\nS01,R1,yes\nS01,R1,no\n").contains("S01"));
    }
}
