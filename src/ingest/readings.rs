//! Layout and rows to readings.

use super::cells::Cells;
use super::draft::{Draft, Layout, Shape};
use super::missing::is_missing;
use super::people::People;
use super::visit_order::{Declared, VisitOrder, time_order};
use super::{DecimalSign, IngestError};
use crate::data::{Reading, Site, Trial, Visit};
use crate::ingest::detect::plain;
use std::collections::HashMap;

/// Names of the two visits of wide data.
pub(crate) const WIDE_VISITS: [&str; 2] = ["before", "after"];

/// Name of the visit where everybody was measured once.
const ONLY_VISIT: &str = "the only occasion";

/// Builds the trial, and says which visits stand at a doubtful place in time.
///
/// # Errors
/// Cells that are no readings; no visit at all.
pub(crate) fn trial(
    draft: &mut Draft<'_>,
    layout: &Layout,
    people: People,
    sign: DecimalSign,
) -> Result<(Trial, Vec<String>), IngestError> {
    let mut trial = Trial { participants: people.participants, arms: people.arms, ..Trial::default() };
    let mut sites = Sites::default();
    let mut cells = Cells::new(draft.table, sign);
    let mut doubtful = Vec::new();
    match &layout.shape {
        Shape::Wide(outcomes) => {
            trial.outcomes = outcomes.iter().map(|(outcome, ..)| outcome.clone()).collect();
            trial.visits = WIDE_VISITS.map(Visit::new).to_vec();
            trial.readings.reserve(2 * outcomes.len() * draft.rows.len());
            for (&row, &participant) in draft.rows.iter().zip(&people.of_row) {
                let site = sites.of(draft, layout, row);
                for (outcome, (_, before, after)) in outcomes.iter().enumerate() {
                    for (visit, column) in [*before, *after].into_iter().enumerate() {
                        let (value, line) = (cells.read(row, column), draft.table.line_of(row, column));
                        trial.readings.push(Reading { participant, outcome, site, visit, value, line });
                    }
                }
            }
        }
        Shape::Long { visit: visit_column, outcomes } => {
            trial.outcomes = outcomes.iter().map(|(outcome, _)| outcome.clone()).collect();
            trial.readings.reserve(outcomes.len() * draft.rows.len());
            let mut visits: Vec<&str> = Vec::new();
            let mut known: HashMap<&str, usize> = HashMap::new();
            let mut without_visit = 0;
            for (&row, &participant) in draft.rows.iter().zip(&people.of_row) {
                let name = visit_column.map_or(ONLY_VISIT, |column| draft.table.cell(row, column));
                if is_missing(name) {
                    without_visit += 1;
                    continue;
                }
                let visit = *known.entry(name).or_insert_with(|| {
                    visits.push(name);
                    visits.len() - 1
                });
                let site = sites.of(draft, layout, row);
                for (outcome, (_, column)) in outcomes.iter().enumerate() {
                    let (value, line) = (cells.read(row, *column), draft.table.line_of(row, *column));
                    trial.readings.push(Reading { participant, outcome, site, visit, value, line });
                }
            }
            let name = visit_column.map_or(ONLY_VISIT, |column| draft.table.name(column)).to_string();
            if without_visit > 0 {
                let text = format!("{without_visit} rows were left out: their visit (column {name}) is empty");
                draft.notes.push(crate::result::Note::new("rows-without-visit", text));
            }
            if visits.is_empty() {
                return Err(draft.roles_error(format!("every visit in column {name} is empty; use --visit COLUMN")));
            }
            let order = visit_times(draft, *visit_column, &visits, &known)?;
            let mut place = vec![0; visits.len()];
            for (new, &old) in order.order.iter().enumerate() {
                if let Some(slot) = place.get_mut(old) {
                    *slot = new;
                }
            }
            for reading in &mut trial.readings {
                reading.visit = place.get(reading.visit).copied().unwrap_or(0);
            }
            trial.visits =
                order.order.iter().filter_map(|&old| visits.get(old).map(|name| Visit::new(*name))).collect();
            // A lone visit has no order to be in doubt about.
            doubtful = if visits.len() > 1 { order.doubtful } else { Vec::new() };
            if visit_column.is_none() {
                draft.note("one-occasion", "everybody was measured once, so there is nothing to pair");
            }
        }
    }
    cells.finish()?;
    trial.sites = sites.names;
    Ok((trial, doubtful))
}

/// Places on the body met so far.
#[derive(Default)]
struct Sites {
    names: Vec<Site>,
    known: HashMap<String, usize>,
}

impl Sites {
    fn of(&mut self, draft: &Draft<'_>, layout: &Layout, row: usize) -> Option<usize> {
        let name = draft.table.cell(row, layout.site?);
        if is_missing(name) {
            return None;
        }
        if let Some(&at) = self.known.get(name) {
            return Some(at);
        }
        self.names.push(Site::new(name));
        self.known.insert(name.to_string(), self.names.len() - 1);
        Some(self.names.len() - 1)
    }
}

/// The time order of the visits: as the roles say, by a column of visit numbers (AVISITN beside AVISIT), or by the names.
fn visit_times(
    draft: &Draft<'_>,
    column: Option<usize>,
    visits: &[&str],
    known: &HashMap<&str, usize>,
) -> Result<VisitOrder, IngestError> {
    let roles = draft.roles;
    let index = |name: &String, role: &'static str| {
        known.get(name.trim()).copied().ok_or_else(|| IngestError::UnknownVisit {
            file: draft.table.file(),
            name: name.clone(),
            role,
            visits: visits.iter().map(|visit| (*visit).to_string()).collect(),
        })
    };
    let declared = Declared {
        order: without_repeats(roles.visits.iter().map(|name| index(name, "visits")).collect::<Result<_, _>>()?),
        baseline: roles.baseline.as_ref().map(|name| index(name, "--baseline")).transpose()?,
        followup: roles.followup.as_ref().map(|name| index(name, "--followup")).transpose()?,
    };
    let companion = column.filter(|_| roles.visits.is_empty()).and_then(|at| companion(draft, at, visits, known));
    Ok(time_order(visits, &declared, companion.as_deref()))
}

/// One number per visit from a column called like the visit column with `n` or `num` behind.
fn companion(draft: &Draft<'_>, column: usize, visits: &[&str], known: &HashMap<&str, usize>) -> Option<Vec<f64>> {
    let name = plain(draft.table.name(column));
    let wanted = [format!("{name}n"), format!("{name}num"), format!("{name}number")];
    let at = draft.table.header().iter().position(|other| wanted.contains(&plain(other)))?;
    let mut numbers: Vec<Option<f64>> = vec![None; visits.len()];
    for &row in draft.rows {
        let Some(&visit) = known.get(draft.table.cell(row, column)) else { continue };
        let Ok(number) = draft.table.cell(row, at).parse::<f64>() else { continue };
        match numbers.get_mut(visit)? {
            Some(first) if *first != number => return None,
            slot => *slot = Some(number),
        }
    }
    let numbers: Option<Vec<f64>> = numbers.into_iter().collect();
    numbers.filter(|numbers| numbers.iter().all(|a| numbers.iter().filter(|b| a == *b).count() == 1))
}

fn without_repeats(list: Vec<usize>) -> Vec<usize> {
    let mut seen = Vec::new();
    list.into_iter().for_each(|at| {
        if !seen.contains(&at) {
            seen.push(at)
        }
    });
    seen
}

#[cfg(test)]
mod tests {
    use super::super::testing::{detect, read, refused};
    use crate::ingest::Roles;

    fn visits(file: &crate::ingest::Ingested) -> Vec<&str> {
        file.trial.visits.iter().map(|visit| visit.as_str()).collect()
    }

    #[test]
    fn visits_stand_in_time_order_and_readings_follow() {
        let file = detect("id,visit,waist\n1,Week 12,88\n1,Week 2,89\n1,Baseline,90\n");
        assert_eq!(visits(&file), ["Baseline", "Week 2", "Week 12"]);
        let order: Vec<usize> = file.trial.readings.iter().map(|reading| reading.visit).collect();
        assert_eq!(order, [2, 1, 0]);
        let lines: Vec<u64> = file.trial.readings.iter().map(|reading| reading.line).collect();
        assert_eq!(lines, [2, 3, 4]);
    }

    #[test]
    fn a_column_of_visit_numbers_helps() {
        let file = detect("id,visit,visitnum,waist\n1,Alpha,2,88\n1,Omega,1,89\n");
        assert_eq!((visits(&file), file.doubtful_visits.len()), (vec!["Omega", "Alpha"], 0));
    }

    #[test]
    fn unknown_visits_are_listed() {
        let text = "id,visit,waist\n1,V0,88\n1,V1,89\n";
        let message = refused(text, &Roles { baseline: Some("V2".to_string()), ..Roles::default() });
        assert_eq!(message, "waist.csv: there is no visit V2 (asked for as --baseline); the visits are V0, V1");
        let roles = Roles { visits: vec!["V1".to_string(), "V0".to_string()], ..Roles::default() };
        assert_eq!(visits(&read(text, &roles).expect("file")), ["V1", "V0"]);
    }

    #[test]
    fn wide_rows_of_several_sites() {
        let file = detect("id,site,before,after\n1,left thigh,60,59\n1,right thigh,61,60\n");
        let sites: Vec<_> = file.trial.readings.iter().map(|reading| reading.site).collect();
        assert_eq!((file.trial.sites.len(), sites), (2, vec![Some(0), Some(0), Some(1), Some(1)]));
    }

    #[test]
    fn cells_with_line_breaks_do_not_shift_lines() {
        let file = detect("id,note,before,after\n1,\"a\nb\",60,59\n2,,61,60\n");
        let lines: Vec<u64> = file.trial.readings.iter().map(|reading| reading.line).collect();
        assert_eq!(lines, [3, 3, 4, 4]);
    }
}
