//! Rows to repeated readings.

use super::ColumnsAre;
use super::columns::{RepeatColumns, RepeatOutcome};
use crate::data::{ParticipantId, Repeat, RepeatReadings};
use crate::ingest::cells::Cells;
use crate::ingest::draft::{Draft, Layout, Shape};
use crate::ingest::missing::is_missing;
use crate::ingest::people::people;
use crate::ingest::{DecimalSign, IngestError};
use std::collections::HashMap;

/// Names in the order in which they are met.
#[derive(Default)]
struct Names<'t> {
    all: Vec<String>,
    known: HashMap<&'t str, usize>,
}

impl<'t> Names<'t> {
    fn of(&mut self, name: &'t str) -> usize {
        *self.known.entry(name).or_insert_with(|| {
            self.all.push(name.to_owned());
            self.all.len() - 1
        })
    }
}

/// A row that is kept, with what it says besides the readings.
struct Row {
    row: usize,
    participant: usize,
    observer: usize,
    session: usize,
    site: Option<usize>,
}

/// The readings of every outcome at every site.
///
/// # Errors
/// Cells that are no readings; a participant, an observer or an occasion that is not named; a reading that stands there twice; nobody who
/// was measured twice.
pub(super) fn readings(
    draft: &Draft<'_>,
    columns: &RepeatColumns,
    sign: DecimalSign,
) -> Result<Vec<RepeatReadings>, IngestError> {
    let table = draft.table;
    let shape = Shape::Long { visit: None, outcomes: Vec::new() };
    let layout = Layout { id: columns.id.clone(), arm: None, arm_is_certain: false, site: columns.site, shape };
    let people = people(draft, &layout)?;
    let (mut observers, mut sessions, mut sites) = (Names::default(), Names::default(), Names::default());
    let mut rows = Vec::with_capacity(draft.rows.len());
    for (&row, &participant) in draft.rows.iter().zip(&people.of_row) {
        let observer = columns.observer.map(|column| observers.of(table.cell(row, column))).unwrap_or(0);
        let session = columns.session.map(|column| sessions.of(table.cell(row, column))).unwrap_or(0);
        let site = columns.site.map(|column| table.cell(row, column)).filter(|name| !is_missing(name));
        rows.push(Row { row, participant, observer, session, site: site.map(|name| sites.of(name)) });
    }
    if let Some(column) = columns.reading {
        let names: Vec<&str> = people.participants.iter().map(|person| person.id.as_str()).collect();
        in_order_of_readings(draft, column, &names, &mut rows)?;
    }
    let ids: Vec<ParticipantId> = people.participants.iter().map(|person| person.id.clone()).collect();
    let mut cells = Cells::new(table, sign);
    let places: Vec<Option<usize>> = match sites.all.len() {
        0 => vec![None],
        many => (0..many).map(Some).collect(),
    };
    let mut all: Vec<(&RepeatOutcome, Option<usize>, Vec<Repeat>)> = Vec::new();
    for outcome in &columns.outcomes {
        for &site in &places {
            let mut found = Vec::new();
            for row in rows.iter().filter(|row| row.site == site) {
                for (at, &column) in outcome.columns.iter().enumerate() {
                    let Some(value) = cells.read(row.row, column) else { continue };
                    let side_by_side = outcome.columns.len() > 1;
                    let observers_side_by_side = side_by_side && columns.columns_are == ColumnsAre::Observers;
                    let sessions_side_by_side = side_by_side && columns.columns_are == ColumnsAre::Sessions;
                    found.push(Repeat {
                        participant: row.participant,
                        observer: if observers_side_by_side { at } else { row.observer },
                        session: if sessions_side_by_side { at } else { row.session },
                        value,
                        line: table.line_of(row.row, column),
                    });
                }
            }
            all.push((outcome, site, found));
        }
    }
    cells.finish()?;
    let side_by_side = |outcome: &RepeatOutcome, are: ColumnsAre, otherwise: &Names<'_>| {
        if outcome.columns.len() > 1 && columns.columns_are == are {
            outcome.columns.iter().map(|&column| table.name(column).to_owned()).collect()
        } else {
            otherwise.all.clone()
        }
    };
    let mut readings = Vec::new();
    for (outcome, site, found) in all {
        if found.is_empty() {
            continue;
        }
        let site = site.map(|site| sites.all[site].clone());
        let who = side_by_side(outcome, ColumnsAre::Observers, &observers);
        let when = side_by_side(outcome, ColumnsAre::Sessions, &sessions);
        let built = RepeatReadings::try_new(outcome.outcome.clone(), site, ids.clone(), who, when, &found);
        readings.push(built.map_err(|cause| draft.roles_error(format!("{}: {cause}", outcome.outcome.name)))?);
    }
    let twice = |readings: &RepeatReadings| {
        let mut seen = vec![0; ids.len()];
        readings.readings().iter().for_each(|reading| seen[reading.participant] += 1);
        seen.into_iter().any(|times| times > 1)
    };
    if !readings.iter().any(twice) {
        return Err(draft.roles_error(
            "nobody was measured twice; a file of repeated readings has several rows for a participant, or several columns side by side \
             (--value muac1,muac2)",
        ));
    }
    Ok(readings)
}

/// Puts the rows in the order of the numbers of their readings, and refuses a number that stands there twice.
fn in_order_of_readings(
    draft: &Draft<'_>,
    column: usize,
    people: &[&str],
    rows: &mut [Row],
) -> Result<(), IngestError> {
    let table = draft.table;
    let mut numbered: HashMap<(usize, usize, usize, Option<usize>, &str), u64> = HashMap::new();
    for row in rows.iter() {
        let name = table.cell(row.row, column);
        let line = table.line_of(row.row, column);
        if let Some(first) = numbered.insert((row.participant, row.session, row.observer, row.site, name), line) {
            return Err(draft.roles_error(format!(
                "line {line}: reading {name} of participant {} stands already in line {first}; number the readings of one observer on one \
                 occasion 1, 2, ..., or name the columns of observer and occasion with --observer and --session",
                people[row.participant]
            )));
        }
    }
    let number = |row: &Row| table.cell(row.row, column).parse::<u64>().unwrap_or(u64::MAX);
    rows.sort_by_key(|row| (number(row), row.row));
    // Within a person and occasion the order of the file otherwise stays.
    rows.sort_by_key(|row| (row.participant, row.session, row.observer));
    Ok(())
}
