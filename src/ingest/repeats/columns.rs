//! From a header to who was measured by whom, when, how often, and what was read.

use super::numbered::numbered;
use super::{ColumnsAre, RepeatRequest, RepeatRoles};
use crate::data::Outcome;
use crate::ingest::detect::{detect_id, detect_site, detect_values, plain, split_unit};
use crate::ingest::draft::Draft;
use crate::ingest::mapping::{How, Role};
use crate::ingest::outcome::{Wish, describe};
use crate::ingest::{IngestError, OutcomeRequest};

/// An outcome with its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RepeatOutcome {
    pub(super) outcome: Outcome,
    /// One, or several side by side.
    pub(super) columns: Vec<usize>,
}

/// All columns resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RepeatColumns {
    pub(super) id: Vec<usize>,
    pub(super) observer: Option<usize>,
    pub(super) session: Option<usize>,
    pub(super) reading: Option<usize>,
    pub(super) site: Option<usize>,
    pub(super) outcomes: Vec<RepeatOutcome>,
    pub(super) columns_are: ColumnsAre,
}

const OBSERVERS: &[&str] =
    &["observer", "observerid", "obs", "rater", "examiner", "assessor", "operator", "measurer", "technician", "method"];
const SESSIONS: &[&str] = &["session", "visit", "occasion", "day", "date", "timepoint", "week"];
const READINGS: &[&str] = &["reading", "round", "replicate", "rep", "repeat", "trial", "readingno", "measurementno"];

/// Resolves every column.
///
/// # Errors
/// Unknown columns, roles that contradict each other, and whatever the header does not make plain.
pub(super) fn resolve(draft: &mut Draft<'_>, roles: &RepeatRoles) -> Result<RepeatColumns, IngestError> {
    let named = roles.outcomes.iter().flat_map(|request| &request.columns);
    let asked: Vec<usize> = named.map(|name| draft.table.column(name, "--value")).collect::<Result<_, _>>()?;
    for (name, value) in &roles.filters {
        let column = draft.table.column(name, "--where")?;
        draft.take(column, Role::Filter, How::Given, &format!("= {value}"));
    }
    let mut id = Vec::new();
    for name in &roles.id {
        id.push(draft.given(name, Role::Id, "--id", "")?);
    }
    if id.is_empty() {
        let taken = [draft.used.as_slice(), &asked].concat();
        let found = detect_id(draft.table, &taken).ok_or_else(|| {
            let header = draft.table.header().join(", ");
            draft.roles_error(format!(
                "no column names the participant; readings are paired by participant, never by row order: use --id COLUMN (columns: {header})"
            ))
        })?;
        draft.take(found, Role::Id, How::Detected, "");
        id.push(found);
    }
    let observer = named_or_detected(draft, &roles.observer, OBSERVERS, Role::Observer, "--observer", &asked)?;
    let session = named_or_detected(draft, &roles.session, SESSIONS, Role::Occasion, "--session", &asked)?;
    let reading = named_or_detected(draft, &roles.reading, READINGS, Role::ReadingNumber, "--reading", &asked)?;
    let site = match &roles.site {
        Some(name) => Some(draft.given(name, Role::Site, "--site", "")?),
        None => {
            let found = detect_site(draft.table, draft.rows, &[draft.used.as_slice(), &asked].concat());
            if let Some(column) = found {
                draft.take(column, Role::Site, How::Detected, "");
            }
            found
        }
    };
    let (outcomes, told) = outcomes(draft, roles)?;
    let columns_are = roles.columns_are.or(told).unwrap_or(ColumnsAre::Readings);
    let side_by_side = outcomes.iter().any(|outcome| outcome.columns.len() > 1);
    let (clash, flag) = match columns_are {
        ColumnsAre::Observers => (observer, "--observer"),
        ColumnsAre::Sessions => (session, "--session"),
        ColumnsAre::Readings => (reading, "--reading"),
    };
    if let (true, Some(column)) = (side_by_side, clash) {
        let name = draft.table.name(column);
        return Err(draft.roles_error(format!(
            "column {name} ({flag}) and the columns side by side both tell the same apart; say what the columns are with --columns-are"
        )));
    }
    if side_by_side {
        let what = match columns_are {
            ColumnsAre::Readings => "readings of one observer on one occasion",
            ColumnsAre::Observers => "observers",
            ColumnsAre::Sessions => "occasions",
        };
        draft.note("columns-are", format!("columns side by side were taken for {what} (--columns-are says otherwise)"));
    }
    Ok(RepeatColumns { id, observer, session, reading, site, outcomes, columns_are })
}

fn named_or_detected(
    draft: &mut Draft<'_>,
    given: &Option<String>,
    names: &[&str],
    role: Role,
    flag: &'static str,
    asked: &[usize],
) -> Result<Option<usize>, IngestError> {
    if let Some(name) = given {
        return draft.given(name, role, flag, "").map(Some);
    }
    let free = |at: &usize| !draft.used.contains(at) && !asked.contains(at);
    let header: Vec<String> = draft.table.header().iter().map(|name| plain(name)).collect();
    let found = names.iter().find_map(|wanted| header.iter().position(|name| name == wanted).filter(free));
    // The column of the readings may itself be called `reading`; a number of the reading is a whole number.
    let found = found.filter(|&column| role != Role::ReadingNumber || is_numbering(draft, column));
    if let Some(column) = found {
        draft.take(column, role, How::Detected, "");
    }
    Ok(found)
}

fn is_numbering(draft: &Draft<'_>, column: usize) -> bool {
    let values = draft.table.distinct(draft.rows, column, 21);
    values.len() <= 20 && values.iter().all(|value| value.parse::<u32>().is_ok_and(|number| number <= 20))
}

/// The outcomes, and what their columns are where their names tell.
fn outcomes(
    draft: &mut Draft<'_>,
    roles: &RepeatRoles,
) -> Result<(Vec<RepeatOutcome>, Option<ColumnsAre>), IngestError> {
    let mut chosen: Vec<(RepeatRequest, String, Vec<usize>, How)> = Vec::new();
    let mut told = None;
    for request in &roles.outcomes {
        let columns: Vec<usize> =
            request.columns.iter().map(|name| draft.table.column(name, "--value")).collect::<Result<_, _>>()?;
        let [first, ..] = columns.as_slice() else {
            return Err(draft.roles_error("an outcome without a column; name it with --value COLUMN"));
        };
        let stem = split_unit(draft.table.name(*first)).0;
        let stem =
            if columns.len() > 1 { stem.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned() } else { stem };
        chosen.push((request.clone(), stem, columns, How::Given));
    }
    if chosen.is_empty() {
        let groups = numbered(draft);
        told = groups.iter().find_map(|group| group.are);
        let of = |stem: String, columns| (RepeatRequest::default(), stem, columns, How::Detected);
        chosen.extend(groups.into_iter().map(|group| of(group.stem, group.columns)));
        if chosen.is_empty() {
            let columns = detect_values(draft.table, &draft.used, &draft.numeric)
                .map_err(|candidates| IngestError::AmbiguousValue { file: draft.table.file(), candidates })?;
            let stem = |column: usize| split_unit(draft.table.name(column)).0;
            chosen.extend(columns.into_iter().map(|column| of(stem(column), vec![column])));
        }
    }
    let several = chosen.len() > 1;
    let mut outcomes = Vec::new();
    for (request, stem, columns, how) in chosen {
        let RepeatRequest { name, label, kind, unit, .. } = request;
        let wanted = OutcomeRequest { name, label, kind, unit, ..OutcomeRequest::default() };
        let outcome =
            describe(draft, &Wish { request: &wanted, stem: &stem, columns: &columns, stated: None, several })?;
        for &column in &columns {
            draft.take(column, Role::Value, how, &outcome.name);
        }
        outcomes.push(RepeatOutcome { outcome, columns });
    }
    Ok((outcomes, told))
}
