//! What stops a file from becoming a trial, in words: where, what was found, what was expected, what to do.

use super::list::listed;
use crate::data::{DataError, Unit};
use std::fmt;

/// A cell whose text is not a reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCell {
    /// Line, counted from 1.
    pub line: u64,
    /// Character column in the line, counted from 1.
    pub column: u64,
    /// Name of the column.
    pub name: String,
    /// What stands there.
    pub text: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for BadCell {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: \"{}\" in column {} is {}", self.line, self.column, self.text, self.name, self.reason)
    }
}

/// Records of one participant that should be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// Who.
    pub participant: String,
    /// The visit, in long data.
    pub visit: String,
    /// The lines of the records.
    pub lines: Vec<u64>,
}

impl fmt::Display for Repeated {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.lines.iter().map(u64::to_string).collect();
        write!(formatter, "{} at {} (lines {})", self.participant, self.visit, listed(&lines, 5))
    }
}

/// Why a file does not become a trial, or a trial not a paired sample.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
// The fields are what the messages name.
#[allow(missing_docs)]
pub enum IngestError {
    // ---- the file ----
    /// The path leads nowhere.
    #[error("{file}: no such file; check the path, or use `-` for standard input")]
    Missing { file: String },
    /// The path leads to a directory.
    #[error("{file}: is a directory; name a CSV file in it")]
    Directory { file: String },
    /// The file exists but cannot be read.
    #[error("{file}: cannot be read: {reason}")]
    Unreadable { file: String, reason: String },
    /// Nothing in the file.
    #[error("{file}: the file is empty; expected a header line and one line per record")]
    Empty { file: String },
    /// A binary file, named with advice.
    #[error("{file}: the file is {what}, not a text table; {advice}")]
    NotText { file: String, what: String, advice: &'static str },
    /// A header alone.
    #[error("{file}:1: the file has a header but no rows; expected one line per record")]
    NoRows { file: String },
    /// A quotation mark where none may stand.
    #[error("{file}:{line}:{column}: {what}; {advice}")]
    Quote { file: String, line: u64, column: u64, what: &'static str, advice: &'static str },
    /// A row with more or fewer fields than the header.
    #[error(
        "{file}:{line}: found {found} fields, expected {expected} as in the header ({delimiter}-separated); \
         correct the line, or name the separator with --delimiter"
    )]
    Ragged { file: String, line: u64, found: usize, expected: usize, delimiter: &'static str },
    /// Two columns of one name.
    #[error("{file}:{line}: column name {name} occurs twice (columns {first} and {second}); rename one of them")]
    DuplicateColumn { file: String, line: u64, name: String, first: usize, second: usize },

    // ---- columns and roles ----
    /// A column was named that does not exist.
    #[error(
        "{file}: there is no column {name} (asked for as {role}); {}",
        if near.is_empty() { format!("the columns are {}", listed(columns, 30)) } else { format!("did you mean {}?", listed(near, 5)) }
    )]
    UnknownColumn { file: String, name: String, role: &'static str, near: Vec<String>, columns: Vec<String> },
    /// Roles that contradict each other or lack a part.
    #[error("{file}: {what}")]
    Roles { file: String, what: String },
    /// No column names the participant.
    #[error(
        "{file}: no column says who is who. Pairs are joined by participant, not by row order: use --id COLUMN{}; the columns are {}",
        if *wide { ", or --rows-are-participants if each row of this wide file is one person" } else { "" },
        listed(columns, 30)
    )]
    NoId { file: String, wide: bool, columns: Vec<String> },
    /// A record without a participant.
    #[error(
        "{file}:{line}:{column}: the participant ({name}) is missing in this row{}; \
         every record needs one: fill it in or remove the row",
        if *more == 0 { String::new() } else { format!(" and in {more} more") }
    )]
    MissingId { file: String, line: u64, column: u64, name: String, more: usize },
    /// Neither a pair of columns nor visits with values.
    #[error(
        "{file}: no readings found: neither two columns that belong together (waist_before, waist_after) nor a visit column with a \
         value column; use --before COLUMN --after COLUMN, or --visit COLUMN --value COLUMN; the columns are {}",
        listed(columns, 30)
    )]
    NoReadings { file: String, columns: Vec<String> },
    /// More than two readings of one measure.
    #[error(
        "{file}: more than two columns could be readings of {stem}: {}; say which two with --before COLUMN and --after COLUMN",
        listed(candidates, 12)
    )]
    AmbiguousPair { file: String, stem: String, candidates: Vec<String> },
    /// An outcome was named that the header does not offer.
    #[error(
        "{file}: outcome {name} is not plain from the header; {found}; use --before COLUMN --after COLUMN, or --value COLUMN"
    )]
    UnknownOutcome { file: String, name: String, found: String },
    /// Several columns could hold the readings.
    #[error("{file}: which column holds the readings? {}; say it with --value COLUMN", candidates_words(candidates))]
    AmbiguousValue { file: String, candidates: Vec<String> },
    /// Several measures one below the other, and no filter.
    #[error(
        "{file}: column {column} names {} different parameters ({}); keep one with --where {column}={}",
        values.len(), listed(values, 8), values.first().map_or("VALUE", String::as_str)
    )]
    SeveralParameters { file: String, column: String, values: Vec<String> },
    /// A filter that no row passes.
    #[error("{file}: no row has {column} = {value}; {column} holds {}", listed(values, 12))]
    NothingKept { file: String, column: String, value: String, values: Vec<String> },

    // ---- cells ----
    /// Cells that are no readings.
    #[error(
        "{}{}",
        cells.iter().map(|cell| format!("{file}:{cell}")).collect::<Vec<_>>().join("\n"),
        if *more == 0 { String::new() } else { format!("\nand {more} more") }
    )]
    Cells { file: String, cells: Vec<BadCell>, more: usize },
    /// A participant in two arms.
    #[error(
        "{file}:{line}: participant {participant} is in arm {second}, but in arm {first} on line {first_line}; a participant has one arm"
    )]
    ArmConflict { file: String, line: u64, participant: String, first: String, second: String, first_line: u64 },

    // ---- units ----
    /// Two units stated for one outcome.
    #[error("{file}: {first_column} is in {first} but {second_column} in {second}; convert one of them")]
    UnitsDiffer { file: String, first_column: String, first: Unit, second_column: String, second: Unit },
    /// The unit given is not the unit stated in the file.
    #[error("{file}: the unit given for {outcome} is {given}, but {column} says {found}; correct --unit or the header")]
    UnitContradicts { file: String, outcome: String, given: Unit, column: String, found: Unit },
    /// A girth in kilograms and the like.
    #[error("{file}: a {kind} is not measured in {unit} ({outcome}); correct the unit or the kind")]
    UnitOfKind { file: String, outcome: String, kind: &'static str, unit: Unit },
    /// A unit column that changes its mind.
    #[error(
        "{file}:{second_line}: unit {second}, but {first} on line {first_line} (column {column}); \
         convert the readings to one unit, or keep one with --where {column}={first}"
    )]
    MixedUnits { file: String, column: String, first: String, first_line: u64, second: String, second_line: u64 },
    /// A unit column with something else in it.
    #[error("{file}:{line}: \"{text}\" in column {column} is not a unit; expected one of {}", units())]
    UnknownUnit { file: String, line: u64, column: String, text: String },

    // ---- visits and pairs ----
    /// A visit was named that does not exist.
    #[error("{file}: there is no visit {name} (asked for as {role}); the visits are {}", listed(visits, 30))]
    UnknownVisit { file: String, name: String, role: &'static str, visits: Vec<String> },
    /// More than two visits and no choice.
    #[error("{file}: which visits make the pair? There are {}: {}; use --baseline VISIT and --followup VISIT", visits.len(), listed(visits, 30))]
    ChooseVisits { file: String, visits: Vec<String> },
    /// A single visit.
    #[error("{file}: only one visit ({visit}); a pair needs two: `girth check` audits readings of one occasion")]
    OneVisit { file: String, visit: String },
    /// A visit paired with itself.
    #[error("baseline and follow-up are the same visit ({visit}); name two different ones")]
    SameVisit { visit: String },
    /// Several places on the body and no choice.
    #[error("{outcome} was measured at several sites ({}); name one with --site", listed(sites, 12))]
    SeveralSites { outcome: String, sites: Vec<String> },
    /// An arm, site, outcome or visit that the trial does not have.
    #[error("there is no {what} {name}; found {}", if known.is_empty() { "none".to_string() } else { listed(known, 12) })]
    UnknownName { what: &'static str, name: String, known: Vec<String> },
    /// Several records of one participant at one visit.
    #[error(
        "{outcome}: several records where one was expected: {}; keep one record per participant and visit \
         (--where COLUMN=VALUE), or name all columns that make up the participant (--id A,B)",
        listed_repeats(repeats, *more)
    )]
    Duplicates { outcome: String, repeats: Vec<Repeated>, more: usize },
    /// Nobody has both readings.
    #[error("{outcome}: nobody has both readings ({baseline} and {followup}): {}", reasons.join(", "))]
    NoPairs { outcome: String, baseline: String, followup: String, reasons: Vec<String> },
    /// A value that the model refuses.
    #[error("{0}")]
    Data(#[from] DataError),
    /// An error of pairing, with the name of its file.
    #[error("{file}: {error}")]
    InFile { file: String, error: Box<IngestError> },
    /// The table engine failed.
    #[error("internal: the table could not be joined: {0}")]
    Join(String),
}

impl IngestError {
    /// Whether repeated records are what is wrong.
    pub(crate) fn is_about_duplicates(&self) -> bool {
        match self {
            IngestError::Duplicates { .. } => true,
            IngestError::InFile { error, .. } => error.is_about_duplicates(),
            _ => false,
        }
    }

    /// The same error with the name of its file in front.
    pub(crate) fn in_file(self, file: &str) -> IngestError {
        IngestError::InFile { file: file.to_string(), error: Box::new(self) }
    }
}

fn candidates_words(candidates: &[String]) -> String {
    if candidates.is_empty() { "no numeric column is left".to_string() } else { listed(candidates, 12) }
}

fn units() -> String {
    Unit::ALL.map(Unit::name).join(", ")
}

fn listed_repeats(repeats: &[Repeated], more: usize) -> String {
    let words: Vec<String> = repeats.iter().map(Repeated::to_string).collect();
    let tail = if more == 0 { String::new() } else { format!(" and {more} more") };
    words.join("; ") + &tail
}
