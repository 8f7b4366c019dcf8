//! Columns besides the readings: facts about participants, events, sessions.

use super::cells::Cells;
use super::draft::{Draft, Layout, Shape};
use super::mapping::Role;
use super::missing::is_missing;
use super::{DecimalSign, IngestError};
use crate::data::{Covariate, CovariateValues, Decimal, EventCount, Harm, Intercurrent, Trial};
use std::collections::HashMap;

/// The columns, resolved, before the layout takes what is left for readings.
#[derive(Clone, Debug, Default)]
pub(crate) struct FactColumns {
    covariates: Vec<usize>,
    /// Name, label and the columns of its counts, the treated site's first where there are two.
    harms: Vec<(String, String, Vec<usize>)>,
    /// Name, label and column.
    intercurrent: Vec<(String, String, usize)>,
    sessions: Option<usize>,
}

impl FactColumns {
    /// Whether there is nothing to read.
    pub(crate) fn is_empty(&self) -> bool {
        self.covariates.is_empty() && self.harms.is_empty() && self.intercurrent.is_empty() && self.sessions.is_none()
    }
}

/// Resolves the columns of facts and takes them.
///
/// # Errors
/// Unknown columns.
pub(crate) fn fact_columns(draft: &mut Draft<'_>) -> Result<FactColumns, IngestError> {
    let roles = draft.roles;
    let mut columns = FactColumns::default();
    for name in &roles.covariates {
        columns.covariates.push(draft.given(name, Role::Covariate, "covariates", "")?);
    }
    for request in &roles.harms {
        let names = request.columns.iter();
        let found =
            names.map(|name| draft.given(name, Role::Events, "harm", &request.name)).collect::<Result<_, _>>()?;
        columns.harms.push((request.name.clone(), request.label.clone(), found));
    }
    for request in &roles.intercurrent {
        let column = draft.given(&request.column, Role::Intercurrent, "intercurrent", &request.name)?;
        columns.intercurrent.push((request.name.clone(), request.label.clone(), column));
    }
    if let Some(name) = &roles.sessions {
        columns.sessions = Some(draft.given(name, Role::Sessions, "sessions", "")?);
    }
    Ok(columns)
}

/// Reads the facts into the trial. `of_row` is the participant of every kept row.
///
/// # Errors
/// Counts that are no whole numbers; a fact that changes within one participant.
pub(crate) fn read_facts(
    draft: &mut Draft<'_>,
    layout: &Layout,
    columns: &FactColumns,
    of_row: &[usize],
    sign: DecimalSign,
    trial: &mut Trial,
) -> Result<(), IngestError> {
    if columns.is_empty() {
        return Ok(());
    }
    for &column in &columns.covariates {
        let covariate = covariate(draft, column, of_row, trial.participants.len(), sign)?;
        trial.covariates.push(covariate);
    }
    let visit_of = visits_of_rows(draft, layout, trial);
    let site_of: HashMap<&str, usize> = trial.sites.iter().enumerate().map(|(at, site)| (site.as_str(), at)).collect();
    for (name, label, harm_columns) in &columns.harms {
        let mut cells = Cells::new(draft.table, sign);
        let mut counts = Vec::new();
        for (side, &column) in harm_columns.iter().enumerate() {
            for ((&row, &participant), &visit) in draft.rows.iter().zip(of_row).zip(&visit_of) {
                let Some(value) = cells.read(row, column) else { continue };
                let site = layout.site.and_then(|site| site_of.get(draft.table.cell(row, site)).copied());
                let line = draft.table.line_of(row, column);
                let count = whole(value).ok_or_else(|| IngestError::Roles {
                    file: draft.table.file(),
                    what: format!(
                        "line {line}: {value} in column {} is not a count of events (0, 1, 2, ...)",
                        draft.table.name(column)
                    ),
                })?;
                counts.push(EventCount { participant, visit, site, control_side: side == 1, count, line });
            }
        }
        cells.finish()?;
        let has_sides = harm_columns.len() == 2;
        let columns = harm_columns.iter().map(|&column| draft.table.name(column).to_owned()).collect();
        trial.harms.push(Harm { name: name.clone(), label: label.clone(), columns, has_sides, counts });
    }
    for (name, label, column) in &columns.intercurrent {
        let first = first_visits(draft, *column, of_row, &visit_of, trial.participants.len())?;
        trial.intercurrent.push(Intercurrent { name: name.clone(), label: label.clone(), first });
    }
    if let Some(column) = columns.sessions {
        trial.sessions = sessions(draft, column, &visit_of, trial.visits.len(), sign)?;
    }
    Ok(())
}

/// A decimal as a count.
fn whole(value: Decimal) -> Option<u32> {
    u32::try_from(value.ticks_at(0)?).ok()
}

/// The visit of every kept row; `None` in wide data and for rows without a visit.
pub(super) fn visits_of_rows(draft: &Draft<'_>, layout: &Layout, trial: &Trial) -> Vec<Option<usize>> {
    let Shape::Long { visit: Some(column), .. } = layout.shape else { return vec![None; draft.rows.len()] };
    let at: HashMap<&str, usize> = trial.visits.iter().enumerate().map(|(at, visit)| (visit.as_str(), at)).collect();
    draft.rows.iter().map(|&row| at.get(draft.table.cell(row, column)).copied()).collect()
}

/// One fact for each participant: a number where every known value is one, or else a group.
fn covariate(
    draft: &Draft<'_>,
    column: usize,
    of_row: &[usize],
    people: usize,
    sign: DecimalSign,
) -> Result<Covariate, IngestError> {
    let table = draft.table;
    let mut found: Vec<Option<(&str, u64)>> = vec![None; people];
    for (&row, &person) in draft.rows.iter().zip(of_row) {
        let text = table.cell(row, column).trim();
        if is_missing(text) {
            continue;
        }
        let line = table.line_of(row, column);
        match found.get_mut(person) {
            Some(slot @ None) => *slot = Some((text, line)),
            Some(Some((first, first_line))) if *first != text => {
                return Err(IngestError::Roles {
                    file: table.file(),
                    what: format!(
                        "line {line}: column {} says {text}, but {first} for the same participant in line {first_line}; a covariate is one \
                         fact of a participant",
                        table.name(column)
                    ),
                });
            }
            _ => {}
        }
    }
    let name = table.name(column).to_owned();
    let text = |slot: &Option<(&'_ str, u64)>| slot.map(|(text, _)| text.to_owned());
    let numbers: Option<Vec<Option<Decimal>>> = found
        .iter()
        .map(|slot| {
            slot.map(|(text, _)| Decimal::parse(text, sign.character()).ok()).map_or(Some(None), |n| n.map(Some))
        })
        .collect();
    let values = match numbers {
        Some(numbers) => CovariateValues::Numbers(numbers),
        None => {
            let mut levels: Vec<String> = Vec::new();
            let at = found.iter().map(text).map(|level| {
                let level = level?;
                Some(levels.iter().position(|known| *known == level).unwrap_or_else(|| {
                    levels.push(level);
                    levels.len() - 1
                }))
            });
            let at = at.collect();
            CovariateValues::Groups { levels, at }
        }
    };
    Ok(Covariate { label: name.replace(['_', '.'], " "), name, values })
}

/// For each participant the first visit whose row says yes; an empty cell says nothing.
fn first_visits(
    draft: &Draft<'_>,
    column: usize,
    of_row: &[usize],
    visit_of: &[Option<usize>],
    people: usize,
) -> Result<Vec<Option<usize>>, IngestError> {
    let mut first: Vec<Option<usize>> = vec![None; people];
    for ((&row, &person), visit) in draft.rows.iter().zip(of_row).zip(visit_of) {
        let text = draft.table.cell(row, column).trim();
        let (Some(visit), Some(slot)) = (visit, first.get_mut(person)) else { continue };
        let happened = match text.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" => true,
            "no" | "n" | "false" | "0" => false,
            _ if is_missing(text) => false,
            _ => {
                return Err(IngestError::Roles {
                    file: draft.table.file(),
                    what: format!(
                        "line {}: {text} in column {} is neither yes nor no",
                        draft.table.line_of(row, column),
                        draft.table.name(column)
                    ),
                });
            }
        };
        if happened {
            *slot = Some(slot.map_or(*visit, |known| known.min(*visit)));
        }
    }
    Ok(first)
}

/// The number of sessions received by each visit, where all participants had the same.
fn sessions(
    draft: &Draft<'_>,
    column: usize,
    visit_of: &[Option<usize>],
    visits: usize,
    sign: DecimalSign,
) -> Result<Vec<Option<u32>>, IngestError> {
    let mut cells = Cells::new(draft.table, sign);
    let mut seen: Vec<Option<Option<u32>>> = vec![None; visits];
    for (&row, visit) in draft.rows.iter().zip(visit_of) {
        let (Some(slot), Some(value)) = (visit.and_then(|visit| seen.get_mut(visit)), cells.read(row, column)) else {
            continue;
        };
        let count = whole(value);
        *slot = Some(match *slot {
            Some(before) if before != count => None,
            _ => count,
        });
    }
    cells.finish()?;
    Ok(seen.into_iter().map(Option::flatten).collect())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{read, refused};
    use super::*;
    use crate::ingest::{HarmRequest, Roles};

    fn harm(columns: &[&str]) -> HarmRequest {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        HarmRequest { name: "bruise".to_owned(), label: "Bruise".to_owned(), columns }
    }

    const TEXT: &str = "id,visit,sessions,sex,age,thigh,bruises\n1,V0,0,f,40,60,\n1,V1,4,f,40,59,2\n2,V0,0,m,51.5,60,0\n2,V1,4,m,,61,0\n";

    #[test]
    fn facts_are_read_beside_the_readings() {
        let roles = Roles {
            covariates: vec!["sex".to_owned(), "age".to_owned()],
            harms: vec![harm(&["bruises"])],
            sessions: Some("sessions".to_owned()),
            ..Roles::default()
        };
        let file = read(TEXT, &roles).expect("file");
        assert_eq!(file.trial.outcomes.iter().map(|outcome| outcome.name.as_str()).collect::<Vec<_>>(), ["thigh"]);
        assert_eq!(file.trial.sessions, [Some(0), Some(4)]);
        let [sex, age] = file.trial.covariates.as_slice() else { panic!("two covariates") };
        let levels = vec!["f".to_owned(), "m".to_owned()];
        assert_eq!(sex.values, CovariateValues::Groups { levels, at: vec![Some(0), Some(1)] });
        let ages = ["40", "51.5"].map(|text| Decimal::parse(text, '.').ok());
        assert_eq!(age.values, CovariateValues::Numbers(ages.to_vec()));
        let counts: Vec<_> =
            file.trial.harms[0].counts.iter().map(|count| (count.participant, count.visit, count.count)).collect();
        assert_eq!(counts, [(0, Some(1), 2), (1, Some(0), 0), (1, Some(1), 0)]);
    }

    #[test]
    fn what_is_no_fact_is_refused_with_its_line() {
        let roles = Roles { covariates: vec!["sessions".to_owned()], ..Roles::default() };
        assert!(
            refused(TEXT, &roles).contains("line 3: column sessions says 4, but 0 for the same participant in line 2")
        );
        let roles = Roles { harms: vec![harm(&["age"])], ..Roles::default() };
        assert!(refused(TEXT, &roles).contains("line 4: 51.5 in column age is not a count of events"));
        let roles = Roles { sessions: Some("session".to_owned()), ..Roles::default() };
        assert!(refused(TEXT, &roles).contains("sessions"));
    }
}
