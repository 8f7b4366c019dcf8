//! The whole way from bytes to a trial.

use super::baseline_column::{BASELINE_VISIT, add_baseline, baseline_columns};
use super::courses::{CourseRequest, courses};
use super::delimiter::detect_delimiter;
use super::detect::detect_decimal_sign;
use super::draft::{Draft, Shape};
use super::encoding::decode;
use super::facts::{fact_columns, read_facts};
use super::filter::kept_rows;
use super::layout::resolve;
use super::list::listed;
use super::mapping::{How, Mapped, Role};
use super::people::{assign_arms, people};
use super::readings::trial;
use super::table::Table;
use super::times::read_times;
use super::{DecimalSign, Delimiter, Encoding, Format, IngestError, PairRequest, Pairs, Roles, Source};
use super::{pair, pair_with_lines};
use crate::data::{Longitudinal, PairedSample, ParticipantId, Trial, Visit};
use crate::result::Note;

/// How the readings stand in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileShape {
    /// One row per participant, one column per time.
    Wide,
    /// One row per participant and time.
    Long,
}

/// A file turned into a trial, with everything that was decided on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Ingested {
    /// The source as the user named it.
    pub source: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How the text is written.
    pub format: Format,
    /// How the readings stand in it.
    pub shape: FileShape,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows read, without empty ones.
    pub rows: usize,
    /// Rows that the filters kept.
    pub rows_kept: usize,
    /// Which column was taken for what.
    pub mapping: Vec<Mapped>,
    /// For each outcome its columns: first and second reading of wide data, or the value column.
    pub outcome_columns: Vec<Vec<String>>,
    /// The readings.
    pub trial: Trial,
    /// Index of the first visit of pairs, where it is plain or given.
    pub baseline: Option<usize>,
    /// Index of the second visit of pairs, where it is plain or given.
    pub followup: Option<usize>,
    /// Visits whose place in time is a guess.
    pub doubtful_visits: Vec<String>,
    /// What was detected, left out or assumed.
    pub notes: Vec<Note>,
}

/// Reads a source as the roles say.
///
/// # Errors
/// [`IngestError`], which says where, what was found, what was expected and what to do.
pub fn ingest(source: &Source, roles: &Roles) -> Result<Ingested, IngestError> {
    let (text, encoding) = decode(source)?;
    let delimiter = roles.delimiter.unwrap_or_else(|| detect_delimiter(&text));
    let table = Table::read(&source.name, &text, delimiter)?;
    let decimal = roles.decimal.unwrap_or_else(|| detect_decimal_sign(&table, delimiter));
    let format = Format { encoding, delimiter, decimal };
    let rows = kept_rows(&table, roles)?;
    let mut draft = Draft::new(&table, roles, &rows, decimal.character());
    format_notes(&mut draft, format);
    let facts = fact_columns(&mut draft)?;
    let baselines = baseline_columns(&mut draft)?;
    let time = roles.time.as_ref().map(|name| draft.given(name, Role::Time, "--time", "")).transpose()?;
    let layout = resolve(&mut draft)?;
    let mut who = people(&draft, &layout)?;
    assign_arms(&mut draft, &layout, &mut who)?;
    let of_row = if facts.is_empty() && baselines.is_empty() { Vec::new() } else { who.of_row.clone() };
    let (mut trial, doubtful_visits) = trial(&mut draft, &layout, who, decimal)?;
    add_baseline(&mut draft, &baselines, &of_row, decimal, &mut trial)?;
    read_facts(&mut draft, &layout, &facts, &of_row, decimal, &mut trial)?;
    read_times(&mut draft, &layout, time, decimal, &mut trial)?;
    let (baseline, followup) = choose_visits(&mut draft, &layout.shape, &trial)?;
    let name = |column: &usize| table.name(*column).to_string();
    let (shape, outcome_columns) = match &layout.shape {
        Shape::Wide(outcomes) => {
            (FileShape::Wide, outcomes.iter().map(|(_, before, after)| vec![name(before), name(after)]).collect())
        }
        Shape::Long { outcomes, .. } => {
            (FileShape::Long, outcomes.iter().map(|(_, column)| vec![name(column)]).collect())
        }
    };
    Ok(Ingested {
        source: source.name.clone(),
        sha256: source.sha256(),
        format,
        shape,
        columns: table.header().to_vec(),
        rows: table.len(),
        rows_kept: rows.len(),
        mapping: draft.mapping,
        outcome_columns,
        trial,
        baseline,
        followup,
        doubtful_visits,
        notes: draft.notes,
    })
}

impl Ingested {
    /// The two visits of pairs.
    ///
    /// # Errors
    /// [`IngestError::ChooseVisits`] when they are neither given nor plain.
    pub fn visits(&self) -> Result<(usize, usize), IngestError> {
        if let (Some(baseline), Some(followup)) = (self.baseline, self.followup) {
            return Ok((baseline, followup));
        }
        let file = self.source.clone();
        match self.trial.visits.as_slice() {
            [only] => Err(IngestError::OneVisit { file, visit: only.to_string() }),
            several => Err(IngestError::ChooseVisits { file, visits: several.iter().map(Visit::to_string).collect() }),
        }
    }

    /// The pairs of one outcome at the visits of [`Ingested::visits`], whole file.
    ///
    /// # Errors
    /// As [`Ingested::visits`].
    pub fn request(&self, outcome: usize) -> Result<PairRequest<'static>, IngestError> {
        let (baseline, followup) = self.visits()?;
        Ok(PairRequest { outcome, site: None, arm: None, baseline, followup })
    }

    /// Calls the participants P1, P2, ... in order of appearance, so that nothing made from here on shows who they are.
    pub fn hide_ids(&mut self) {
        for (at, person) in self.trial.participants.iter_mut().enumerate() {
            person.id = ParticipantId::new(format!("P{}", at + 1));
        }
        self.notes
            .push(Note::new("ids-hidden", "participants are called P1, P2, ... in order of appearance, as asked"));
    }

    /// The index of a visit by its name.
    ///
    /// # Errors
    /// [`IngestError::UnknownVisit`].
    pub fn visit(&self, name: &str, role: &'static str) -> Result<usize, IngestError> {
        let found = self.trial.visits.iter().position(|visit| visit.as_str() == name.trim());
        found.ok_or_else(|| IngestError::UnknownVisit {
            file: self.source.clone(),
            name: name.to_string(),
            role,
            visits: self.trial.visits.iter().map(Visit::to_string).collect(),
        })
    }

    /// [`pair`] on the trial of this file.
    ///
    /// # Errors
    /// As [`pair`], with the name of the file.
    pub fn pair(&self, request: &PairRequest<'_>) -> Result<PairedSample, IngestError> {
        pair(&self.trial, request).map_err(|error| error.in_file(&self.source))
    }

    /// [`courses`] on the trial of this file.
    ///
    /// # Errors
    /// As [`courses`], with the name of the file.
    pub fn courses(&self, request: &CourseRequest<'_>) -> Result<Longitudinal, IngestError> {
        courses(&self.trial, request).map_err(|error| error.in_file(&self.source))
    }

    /// [`pair_with_lines`] on the trial of this file.
    ///
    /// # Errors
    /// As [`pair`], with the name of the file.
    pub fn pair_with_lines(&self, request: &PairRequest<'_>) -> Result<Pairs, IngestError> {
        pair_with_lines(&self.trial, request).map_err(|error| error.in_file(&self.source))
    }
}

fn format_notes(draft: &mut Draft<'_>, format: Format) {
    if format.encoding == Encoding::Latin1 {
        draft.note("latin-1", "the file is not UTF-8 and was read as Latin-1; save it as UTF-8 if names look wrong");
    }
    let roles = draft.roles;
    if roles.delimiter.is_none() && format.delimiter != Delimiter::Comma {
        draft.note(
            "delimiter",
            format!("fields are separated by {} (detected; --delimiter overrides)", format.delimiter.name()),
        );
    }
    if roles.decimal.is_none() && format.decimal != DecimalSign::Point {
        draft.note("decimal", "decimals are written with a comma (detected; --decimal overrides)");
    }
    let (empty, all, kept) = (draft.table.empty_rows(), draft.table.len(), draft.rows.len());
    if empty > 0 {
        draft.note("empty-rows", format!("{empty} rows without any value were skipped"));
    }
    if !roles.filters.is_empty() {
        let filters: Vec<String> = roles
            .filters
            .iter()
            .map(
                |(column, value)| {
                    if value.is_empty() { format!("{column} empty") } else { format!("{column} = {value}") }
                },
            )
            .collect();
        draft.note("rows-kept", format!("{kept} of {all} rows kept by {}", listed(&filters, 10)));
    }
    if roles.rows_are_participants {
        draft.note("rows-are-participants", "each row was taken as one participant, as asked");
    }
}

/// Baseline and follow-up: given, or plain because there are exactly two visits.
fn choose_visits(
    draft: &mut Draft<'_>,
    shape: &Shape,
    trial: &Trial,
) -> Result<(Option<usize>, Option<usize>), IngestError> {
    if matches!(shape, Shape::Wide(_)) {
        if draft.roles.baseline.is_some() || draft.roles.followup.is_some() {
            return Err(draft
                .roles_error("--baseline and --followup name visits of long data; this file has one column per time"));
        }
        return Ok((Some(0), Some(1)));
    }
    let index = |name: &Option<String>| {
        name.as_ref().and_then(|name| trial.visits.iter().position(|visit| visit.as_str() == name.trim()))
    };
    let (given_baseline, given_followup) = (index(&draft.roles.baseline), index(&draft.roles.followup));
    let (mut baseline, mut followup) = (given_baseline, given_followup);
    let of_column = draft.mapping.iter().any(|mapped| mapped.role == Role::BaselineValue);
    if of_column && baseline.is_none() {
        baseline = trial.visits.iter().position(|visit| visit.as_str() == BASELINE_VISIT);
    }
    if let (Some(first), Some(second)) = (baseline, followup)
        && first == second
    {
        let visit = trial.visits.get(first).map_or(String::new(), Visit::to_string);
        return Err(IngestError::SameVisit { visit }.in_file(&draft.table.file()));
    }
    if trial.visits.len() == 2 {
        baseline = baseline.or_else(|| Some(followup.map_or(0, |at| 1 - at)));
        followup = followup.or_else(|| baseline.map(|at| 1 - at));
    }
    for (role, at, given) in [(Role::Baseline, baseline, given_baseline), (Role::Followup, followup, given_followup)] {
        let how = if given.is_some() { How::Given } else { How::Detected };
        if let Some(visit) = at.and_then(|at| trial.visits.get(at)) {
            draft.mapping.push(Mapped::new(role, visit.as_str(), how, ""));
        }
    }
    Ok((baseline, followup))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{noted, read, refused};
    use super::*;

    #[test]
    fn everything_is_kept_with_the_trial() {
        let source = Source::new("@small", "\u{feff}id,waist_1,waist_2\r\n1,92.3,90.9\r\n,,\r\n2,71.5,70.1\r\n");
        let file = ingest(&source, &Roles::default()).expect("file");
        assert_eq!((file.source.as_str(), file.sha256.len(), file.rows), ("@small", 64, 2));
        assert!(noted(&file, "empty-rows"));
        assert_eq!((file.visits(), file.visit("after", "--followup")), (Ok((0, 1)), Ok(1)));
        let sample = file.pair(&file.request(0).expect("visits")).expect("pairs");
        assert_eq!(sample.change().ticks(), [-14, -14]);
    }

    #[test]
    fn latin_1_is_said() {
        let source = Source::new("-", *b"id,before,after\nJ\xf6rg,2,1\n");
        let file = ingest(&source, &Roles::default()).expect("file");
        assert!(noted(&file, "latin-1"));
        assert_eq!(file.trial.participants[0].id.as_str(), "Jörg");
    }

    #[test]
    fn the_separator_can_be_given() {
        let roles = Roles { delimiter: Some(Delimiter::Comma), ..Roles::default() };
        assert!(refused("id;before;after\n1;2,5;3\n", &roles).contains("waist.csv:2: found 2 fields, expected 1"));
        assert!(read("id\tbefore\tafter\n1\t2\t3\n", &Roles::default()).is_ok());
    }

    #[test]
    fn visits_of_wide_files_cannot_be_named() {
        let roles = Roles { baseline: Some("V0".to_string()), ..Roles::default() };
        assert!(refused("id,before,after\n1,2,3\n", &roles).contains("this file has one column per time"));
    }
}
