//! When the visits were.

use super::cells::Cells;
use super::detect::{days_in, pieces};
use super::draft::{Draft, Layout, Shape};
use super::facts::visits_of_rows;
use super::visit_order::days_of;
use super::{DecimalSign, IngestError};
use crate::data::Trial;

/// Fills in the times: from the column given, else from a visit column that is itself a time (`week`: 0, 4, 12), else from the names of
/// the visits (`week 12`); left open where none of them tells.
///
/// # Errors
/// Cells of the column that are no numbers.
pub(crate) fn read_times(
    draft: &mut Draft<'_>,
    layout: &Layout,
    column: Option<usize>,
    sign: DecimalSign,
    trial: &mut Trial,
) -> Result<(), IngestError> {
    let Shape::Long { visit: Some(visit), .. } = layout.shape else { return Ok(()) };
    let (times, unit) = match column {
        Some(column) => (from_column(draft, layout, column, sign, trial)?, unit_of(draft.table.name(column))),
        None => match from_visit_column(draft.table.name(visit), trial).or_else(|| from_names(trial)) {
            Some((times, unit)) => (times.into_iter().map(Some).collect(), Some(unit)),
            None => return Ok(()),
        },
    };
    (trial.times, trial.time_unit) = (times, unit);
    Ok(())
}

/// The plural of the unit that a header names: `weeks` of `week`, `study_days`; the header itself otherwise.
fn unit_of(header: &str) -> Option<String> {
    let unit = pieces(header).iter().rev().find_map(|word| unit_word(days_in(word)?));
    Some(unit.map_or_else(|| header.to_owned(), str::to_owned))
}

fn unit_word(days: f64) -> Option<&'static str> {
    [(1.0, "days"), (7.0, "weeks"), (30.4375, "months"), (365.25, "years")]
        .into_iter()
        .find(|(size, _)| *size == days)
        .map(|(_, word)| word)
}

/// The middle of each visit's times; where people came at different times, that is said.
fn from_column(
    draft: &mut Draft<'_>,
    layout: &Layout,
    column: usize,
    sign: DecimalSign,
    trial: &Trial,
) -> Result<Vec<Option<f64>>, IngestError> {
    let visit_of = visits_of_rows(draft, layout, trial);
    let mut cells = Cells::new(draft.table, sign);
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); trial.visits.len()];
    for (&row, visit) in draft.rows.iter().zip(&visit_of) {
        let value = cells.read(row, column);
        if let (Some(times), Some(value)) = (visit.and_then(|visit| found.get_mut(visit)), value) {
            times.push(value.to_f64());
        }
    }
    cells.finish()?;
    let mut differ = false;
    let middles = found.into_iter().map(|mut times| {
        times.sort_by(f64::total_cmp);
        differ |= times.first() != times.last();
        let middle = times.len() / 2;
        let upper = times.get(middle)?;
        Some(if times.len() % 2 == 0 { 0.5 * (times[middle - 1] + upper) } else { *upper })
    });
    let middles = middles.collect();
    if differ {
        let name = draft.table.name(column).to_owned();
        draft.note(
            "times",
            format!("people came to the same visit at different times ({name}); a visit is put at their median"),
        );
    }
    Ok(middles)
}

fn from_visit_column(header: &str, trial: &Trial) -> Option<(Vec<f64>, String)> {
    let unit = pieces(header).iter().rev().find_map(|word| unit_word(days_in(word)?))?;
    let times = trial.visits.iter().map(|visit| visit.as_str().trim().parse::<f64>().ok()).collect::<Option<_>>()?;
    Some((times, unit.to_owned()))
}

/// Days since a baseline at 0, as weeks where all are whole weeks.
fn from_names(trial: &Trial) -> Option<(Vec<f64>, String)> {
    let days: Vec<f64> = trial.visits.iter().map(|visit| days_of(visit.as_str())).collect::<Option<_>>()?;
    let rising = days.windows(2).all(|pair| pair[0] < pair[1]);
    if !rising {
        return None;
    }
    let weeks = days.iter().all(|day| day % 7.0 == 0.0);
    Some(if weeks {
        (days.into_iter().map(|day| day / 7.0).collect(), "weeks".to_owned())
    } else {
        (days, "days".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{detect, noted, read};
    use crate::ingest::Roles;

    #[test]
    fn times_come_from_a_column_the_visit_column_or_the_names() {
        let file = detect("id,visit,waist\n1,Baseline,90\n1,Week 2,89\n1,Week 12,88\n");
        assert_eq!(
            (file.trial.times, file.trial.time_unit),
            (vec![Some(0.0), Some(2.0), Some(12.0)], Some("weeks".into()))
        );
        let file = detect("id,week,waist\n1,0,90\n1,4,89\n");
        assert_eq!((file.trial.times, file.trial.time_unit), (vec![Some(0.0), Some(4.0)], Some("weeks".into())));
        let roles = Roles { time: Some("day".into()), ..Roles::default() };
        let text = "id,visit,day,waist\n1,V0,0,90\n1,V1,13,89\n2,V0,0,90\n2,V1,16,89\n";
        let file = read(text, &roles).expect("file");
        assert_eq!((&file.trial.times, file.trial.time_unit.as_deref()), (&vec![Some(0.0), Some(14.5)], Some("days")));
        assert!(noted(&file, "times"));
        let file = detect("id,visit,waist\n1,V0,90\n1,V1,89\n");
        assert_eq!((file.trial.times.len(), file.trial.time_unit), (0, None));
    }
}
