//! From courses of readings to rows and columns.

use super::gaps::left_out;
use super::participants::analysed;
use super::rows::{Rows, times_of};
use super::terms::{CovariateColumn, centred, chosen, columns, numbers, rows_of_person};
use super::{Baseline, MmrmOptions, Observations};
use crate::data::{Covariate, Longitudinal};
use crate::result::{Analysed, Note};
use crate::stats::StatsError;

/// What is modelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Response {
    /// The change from the baseline, which is a covariate with its own slope at every visit. Differences are those of the readings, for
    /// the reading differs from its change by a multiple of the covariate.
    Change,
    /// The reading; that at baseline is the first.
    WithBaseline,
    /// The reading, where nothing was read before the start.
    Reading,
}

/// A point in time of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    Baseline,
    /// A place in [`Longitudinal::visits`].
    Visit(usize),
}

/// Rows and columns, and which column is which. There is one column for each arm and visit at which somebody of the arm was read (cell
/// means), so that means and differences are read off the coefficients; then the slopes on the baseline, then the covariates.
#[derive(Clone, Debug)]
pub(super) struct Design {
    pub observations: Observations,
    pub response: Response,
    /// The arms with people, as places in [`Longitudinal::arms`]; 0 alone in a single group.
    pub arms: Vec<usize>,
    pub moments: Vec<Moment>,
    /// By arm and moment: the column and how many were read there; `None` where nobody was.
    cells: Vec<Option<(usize, usize)>>,
    /// What stands in each column in a least-squares mean, the cell apart.
    in_mean: Vec<f64>,
    /// What a mean of the response lacks to be one of the readings.
    pub origin: f64,
    pub analysed: Analysed,
    pub notes: Vec<Note>,
}

impl Design {
    /// # Errors
    /// [`StatsError::Missing`] when a baseline or times are asked for and not there, [`StatsError::Undefined`] with fewer than
    /// two people or for a covariate that is not there.
    pub fn of(procedure: &'static str, data: &Longitudinal, options: &MmrmOptions) -> Result<Design, StatsError> {
        let response = response_of(procedure, data, options.baseline)?;
        let covariates = chosen(procedure, data, &options.covariates)?;
        let weight = chosen(procedure, data, options.weight.as_slice())?;
        let known: Vec<&Covariate> = covariates.iter().chain(&weight).copied().collect();
        let (people, analysed) = analysed(data, response, &known);
        if people.len() < 2 {
            let why = format!("participants who can be analysed: {}", people.len());
            return Err(StatsError::Undefined { procedure, why });
        }
        let is_one_group = data.arms().len() < 2;
        let arm_of = |person: usize| if is_one_group { 0 } else { data.arm_of(person) };
        let arms: Vec<usize> =
            (0..data.arms().len().max(1)).filter(|&arm| people.iter().any(|&person| arm_of(person) == arm)).collect();
        let attended = (0..data.visits().len())
            .filter(|&visit| people.iter().any(|&person| !data.is_missing(person, visit)))
            .map(Moment::Visit);
        let baseline = (response == Response::WithBaseline).then_some(Moment::Baseline);
        let moments: Vec<Moment> = baseline.into_iter().chain(attended).collect();
        let rows = Rows::of(data, response, &people, &moments)?;
        let group: Vec<usize> = people
            .iter()
            .map(|&person| arms.iter().position(|&arm| arm == arm_of(person)).unwrap_or_default())
            .collect();

        let mut counts = vec![0; arms.len() * moments.len()];
        for (&person, &moment) in rows.person.iter().zip(&rows.moment) {
            counts[group[person] * moments.len() + moment] += 1;
        }
        let mut layout = Layout { names: Vec::new(), cells: vec![None; counts.len()], in_mean: Vec::new() };
        for (place, &moment) in moments.iter().enumerate() {
            for (row, &arm) in arms.iter().enumerate() {
                let at = row * moments.len() + place;
                if counts[at] > 0 {
                    layout.cells[at] = Some((layout.names.len(), counts[at]));
                    layout.push(cell_name(data, arm, moment), 0.0);
                }
            }
        }
        let slopes_from = layout.names.len();
        let (baselines, origin) = match response {
            Response::Change => {
                let read: Vec<f64> = people.iter().filter_map(|&person| data.baseline_value(person)).collect();
                let name = data.baseline_name().unwrap_or("baseline");
                moments.iter().for_each(|&moment| layout.push(format!("{name}:{}", name_of(data, moment)), 0.0));
                centred(&read, &rows.of_person)
            }
            _ => (Vec::new(), rows.origin),
        };
        let covariates: Vec<CovariateColumn> =
            covariates.iter().flat_map(|covariate| columns(covariate, &people, &rows.of_person)).collect();
        let covariates_from = layout.names.len();
        covariates.iter().for_each(|column| layout.push(column.name.clone(), column.in_mean));

        let width = layout.names.len();
        let mut x = vec![0.0; rows.y.len() * width];
        for ((row, &person), &moment) in x.chunks_exact_mut(width).zip(&rows.person).zip(&rows.moment) {
            if let Some((column, _)) = layout.cells[group[person] * moments.len() + moment] {
                row[column] = 1.0;
            }
            if let Some(&baseline) = baselines.get(person) {
                row[slopes_from + moment] = baseline;
            }
            row[covariates_from..].iter_mut().zip(&covariates).for_each(|(cell, of)| *cell = of.values[person]);
        }
        let notes = left_out(data, &arms, &moments, &layout.cells);
        let observations = Observations {
            names: layout.names,
            x,
            y: rows.y,
            person: rows.person,
            visit: rows.moment,
            times: times_of(procedure, data, &moments, options.structure)?,
            visits: moments.len(),
            group: if options.by_arm { group } else { vec![0; people.len()] },
            weight: match weight.first() {
                None => None,
                Some(weight) => {
                    let of_person = numbers(procedure, weight, &people)?;
                    Some(rows_of_person(&of_person, &rows.of_person))
                }
            },
        };
        let (cells, in_mean) = (layout.cells, layout.in_mean);
        Ok(Design { observations, response, arms, moments, cells, in_mean, origin, analysed, notes })
    }

    /// The mean of the response of an arm at a moment, as a combination of the coefficients; `None` where nobody was read.
    pub fn mean(&self, arm: usize, moment: Moment) -> Option<Vec<f64>> {
        let (column, _) = self.cell(arm, moment)?;
        let mut c = self.in_mean.clone();
        c[column] = 1.0;
        Some(c)
    }

    /// How many of an arm were read at a moment.
    pub fn readings(&self, arm: usize, moment: Moment) -> usize {
        self.cell(arm, moment).map_or(0, |(_, n)| n)
    }

    fn cell(&self, arm: usize, moment: Moment) -> Option<(usize, usize)> {
        let arm = self.arms.iter().position(|&known| known == arm)?;
        let moment = self.moments.iter().position(|&known| known == moment)?;
        self.cells[arm * self.moments.len() + moment]
    }
}

/// Names of columns as they are added.
struct Layout {
    names: Vec<String>,
    cells: Vec<Option<(usize, usize)>>,
    in_mean: Vec<f64>,
}

impl Layout {
    fn push(&mut self, name: String, in_mean: f64) {
        self.names.push(name);
        self.in_mean.push(in_mean);
    }
}

fn response_of(procedure: &'static str, data: &Longitudinal, baseline: Baseline) -> Result<Response, StatsError> {
    let is_read = (0..data.people()).any(|person| data.baseline_reading(person).is_some());
    match baseline {
        Baseline::Auto if !is_read => Ok(Response::Reading),
        _ if !is_read => Err(StatsError::Missing { procedure, what: "readings before the start" }),
        Baseline::Auto if data.arms().len() < 2 => Ok(Response::WithBaseline),
        Baseline::Auto | Baseline::Covariate => Ok(Response::Change),
        Baseline::Reading => Ok(Response::WithBaseline),
    }
}

/// The name of a point in time.
pub(super) fn name_of(data: &Longitudinal, moment: Moment) -> String {
    match moment {
        Moment::Baseline => data.baseline_name().unwrap_or("baseline").to_owned(),
        Moment::Visit(visit) => data.visits()[visit].name.clone(),
    }
}

/// `active at week 4`; `week 4` in a single group.
pub(super) fn cell_name(data: &Longitudinal, arm: usize, moment: Moment) -> String {
    let name = name_of(data, moment);
    if data.arms().len() < 2 { name } else { format!("{} at {name}", data.arms()[arm]) }
}
