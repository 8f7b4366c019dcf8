//! Means and covariance from the mixed model for repeated measures.

use super::conditional::Parameters;
use super::courses::Courses;
use crate::stats::StatsError;
use crate::stats::repeated::mmrm::{Likelihood, Observations, Structure, fit_mmrm};

/// What the model says, and with which covariance.
pub(crate) struct Estimated {
    pub(crate) parameters: Parameters,
    pub(crate) structure: Structure,
}

impl Estimated {
    /// By REML: visit, arm by visit, and baseline with one slope or one for each visit; one covariance for both arms.
    ///
    /// # Errors
    /// `Undefined` when no structure converges, or the baselines differ between the arms but not within them.
    pub(crate) fn of(
        procedure: &'static str,
        courses: &Courses,
        structure: Structure,
        fallback: bool,
        slope_by_visit: bool,
    ) -> Result<Estimated, StatsError> {
        let visits = courses.visits;
        let slopes = if slope_by_visit { visits } else { 1 };
        let effects = if courses.has_control { visits } else { 0 };
        let width = visits + slopes + effects;
        let names = (0..visits)
            .map(|visit| format!("visit {}", visit + 1))
            .chain((0..slopes).map(|slope| format!("baseline {}", slope + 1)))
            .chain((0..effects).map(|visit| format!("arm at visit {}", visit + 1)))
            .collect();
        let read = courses.people.iter().filter(|person| person.left() > 0);
        let (mut x, mut y, mut rows) = (Vec::new(), Vec::new(), (Vec::new(), Vec::new()));
        for (place, person) in read.clone().enumerate() {
            for (visit, &change) in person.change.iter().enumerate() {
                let Some(change) = change else { continue };
                let mut row = vec![0.0; width];
                row[visit] = 1.0;
                row[visits + visit.min(slopes - 1)] = person.baseline;
                if courses.has_control && person.treated {
                    row[visits + slopes + visit] = 1.0;
                }
                x.extend(row);
                y.push(change);
                rows.0.push(place);
                rows.1.push(visit);
            }
        }
        let (person, visit) = rows;
        let group = vec![0; read.count()];
        let observations = Observations { names, x, y, person, visit, times: None, visits, group, weight: None };
        let (fit, _) = fit_mmrm(procedure, &observations, structure, fallback, Likelihood::Reml)?;
        let coefficients = fit.coefficients();
        let why = "the arms cannot be told apart from the baseline: within each arm all baseline readings are equal";
        let known =
            |at: usize| coefficients[at].ok_or_else(|| StatsError::Undefined { procedure, why: why.to_owned() });
        let mean = |visit: usize| {
            let effect = if courses.has_control { known(visits + slopes + visit)? } else { 0.0 };
            let slope = coefficients[visits + visit.min(slopes - 1)].unwrap_or(0.0);
            Ok::<[f64; 3], StatsError>([known(visit)?, slope, effect])
        };
        let means = (0..visits).map(mean).collect::<Result<_, _>>()?;
        let parameters = Parameters { visits, means, covariance: fit.covariance(0).to_vec() };
        Ok(Estimated { parameters, structure: fit.structure() })
    }
}
