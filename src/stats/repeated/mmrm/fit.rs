//! The model at the maximum of its likelihood.

use super::basis::Basis;
use super::covariance::{Cells, Covariance, Place};
use super::likelihood::{Curvature, Evaluation, Slopes, Statistics};
use super::patterns::patterns;
use super::people::People;
use super::search::{CONVERGED, Slope, climb};
use super::start::moments;
use super::{Likelihood, Observations, Structure};
use crate::num::{NumError, bilinear, inverse_and_log_determinant};
use crate::result::FitAttempt;
use crate::stats::StatsError;
use std::sync::OnceLock;

/// Less than this share of the readings' sum of squares is rounding.
const NO_VARIATION: f64 = 1e-26;

/// A correlation matrix with less than this left of a visit beside the visits before it is singular.
const SINGULAR: f64 = 1e-8;

/// An inverse of the information, in units of its diagonal, larger than one over this is of rounding. With five to forty complete courses of four and
/// seven visits, degrees of freedom were off by less than 1e-4 where it is smaller, and by up to 1 where it is larger.
const ILL_DETERMINED: f64 = 1e-8;

/// A linear model of readings at several visits whose covariance within a person has a structure (a mixed model for repeated measures).
///
/// y = X b + e, e of one person normal with covariance D^-1/2 S D^-1/2: S of the person's visits and group, D the weights of the rows. Rows
/// times the root of their weight have covariance S itself, so that weights, like a covariance for each group, change nothing in the
/// algorithm: one pass over the rows collects cross-products for each set of visits present, and nothing after it depends on the number of
/// people.
#[derive(Clone, Debug)]
pub struct MmrmFit {
    names: Vec<String>,
    aliased: Vec<usize>,
    structure: Structure,
    likelihood: Likelihood,
    readings: usize,
    people: usize,
    log_likelihood: f64,
    /// The readings' residuals were divided by it.
    pub(super) scale: f64,
    pub(super) statistics: Statistics,
    pub(super) evaluation: Evaluation,
    /// In natural parameters, group by group.
    pub(super) places: Vec<Place>,
    /// Whether second derivatives in natural parameters count for nothing.
    pub(super) linear: bool,
    /// For each natural parameter, how the information on the coefficients moves.
    pub(super) slopes: Slopes,
    /// The covariance of the estimated natural parameters: the inverse of the observed information.
    pub(super) uncertainty: Vec<f64>,
    /// Kenward and Roger's covariance of the coefficients, linear and full, once asked for.
    pub(super) adjusted: [OnceLock<Vec<f64>>; 2],
    /// Groups' covariance matrices, row by row.
    covariances: Vec<Vec<f64>>,
}

/// What is prepared of the readings, whatever the structure.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    names: Vec<String>,
    times: Option<Vec<f64>>,
    readings: usize,
    people: usize,
    scale: f64,
    /// What scale, columns and weights add to the log likelihood.
    constant: f64,
    pub statistics: Statistics,
}

impl Prepared {
    /// One pass for the basis, one for the cross-products.
    pub fn of(
        procedure: &'static str,
        observations: &Observations,
        likelihood: Likelihood,
    ) -> Result<Prepared, StatsError> {
        let undefined = |why: &str| Err(StatsError::Undefined { procedure, why: why.to_owned() });
        let numerical = |cause: NumError| StatsError::numerical(procedure, cause);
        let (readings, width) = (observations.y.len(), observations.names.len());
        let weights = observations.weight.iter().flatten();
        if weights.clone().any(|&weight| !(weight > 0.0 && weight.is_finite())) {
            return undefined("a weight is not above zero");
        }
        if observations.x.iter().chain(&observations.y).any(|cell| !cell.is_finite()) {
            return undefined("a reading or a column is not a finite number");
        }
        if readings == 0 || width == 0 {
            return undefined("there are no readings or no columns");
        }
        let people = People::of(observations);
        let basis = Basis::of(observations, &people).map_err(numerical)?;
        let rank = basis.rank();
        if readings <= rank {
            let why = format!("{readings} readings for {rank} coefficients leave nothing to judge by");
            return Err(StatsError::Undefined { procedure, why });
        }
        let first = patterns(observations, &people, &basis);
        let squares: f64 = first.iter().map(super::start::squares).sum();
        if squares <= NO_VARIATION * basis.squares {
            return undefined("the fixed effects explain every reading, so there is no variance");
        }
        let scale = (squares / (readings - rank) as f64).sqrt();
        let patterns = first.into_iter().map(|pattern| pattern.scaled(scale)).collect();
        let restricted = likelihood == Likelihood::Reml;
        let degrees = if restricted { readings - rank } else { readings } as f64;
        let volume = if restricted { basis.log_volume() } else { 0.0 };
        let constant = 0.5 * weights.map(|weight| weight.ln()).sum::<f64>() - degrees * scale.ln() - volume;
        let groups = observations.group.iter().max().map_or(1, |most| most + 1);
        let cells = Cells { side: observations.visits };
        Ok(Prepared {
            names: observations.names.clone(),
            times: observations.times.clone(),
            readings,
            people: people.count(),
            scale,
            constant,
            statistics: Statistics { basis, patterns, cells, groups, degrees, likelihood },
        })
    }

    /// One attempt.
    pub fn fit(&self, structure: Structure) -> (FitAttempt, Option<MmrmFit>) {
        let refused = |why: String| FitAttempt {
            structure: structure.id(),
            converged: false,
            iterations: 0,
            gradient: 0.0,
            refused: Some(why),
        };
        let statistics = &self.statistics;
        let Some(covariance) = Covariance::of(structure, statistics.cells.side, self.times.as_deref()) else {
            return (refused("there are no times of the visits".to_owned()), None);
        };
        if let Some(why) = self.undetermined(structure) {
            return (refused(why), None);
        }
        let start: Vec<f64> =
            (0..statistics.groups).flat_map(|group| covariance.start(&moments(statistics, group))).collect();
        let count = start.len() / statistics.groups;
        let places = |parameters: &[f64]| -> Vec<Place> {
            parameters.chunks_exact(count).map(|parameters| covariance.search(parameters)).collect()
        };
        let evaluate = |places: &[Place]| statistics.evaluate(&matrices(places)).ok();
        let value = |parameters: &[f64]| evaluate(&places(parameters)).map(|it| it.log_likelihood);
        let slope = |parameters: &[f64]| {
            let places = places(parameters);
            let evaluation = evaluate(&places)?;
            let gradient = gradient(&evaluation, &places);
            Some(Slope { value: evaluation.log_likelihood, gradient, at: (places, evaluation) })
        };
        let bend = |(places, evaluation): &(Vec<Place>, Evaluation), full: bool| {
            let curvature = statistics.curvature(evaluation, full).ok()?;
            Some([observed(&curvature, evaluation, places), along(&curvature.expected, places)])
        };
        let summit = climb(start, value, slope, bend);
        let mut attempt = FitAttempt {
            structure: structure.id(),
            converged: false,
            iterations: summit.iterations,
            gradient: summit.gradient,
            refused: summit.refused,
        };
        let fit = match attempt.refused {
            Some(_) => None,
            None => {
                let fit = self.settle(structure, &covariance, &summit.parameters);
                fit.map_err(|why| attempt.refused = Some(why)).ok()
            }
        };
        attempt.converged = fit.is_some();
        (attempt, fit)
    }

    /// Why the readings cannot tell the parameters of a structure, where that can be seen without a search.
    fn undetermined(&self, structure: Structure) -> Option<String> {
        use Structure::*;
        let pooled =
            matches!(structure, Toeplitz | HomogeneousAnteDependence | Ar1 | CompoundSymmetry | SpatialExponential);
        let statistics = &self.statistics;
        let seen = |group: usize, row: usize, column: usize| {
            let both = |visits: &[usize]| visits.contains(&row) && visits.contains(&column);
            statistics.patterns.iter().any(|pattern| pattern.group == group && both(&pattern.visits))
        };
        for group in 0..statistics.groups {
            for (row, column) in statistics.cells.places().filter(|&(row, column)| !seen(group, row, column)) {
                let (one, other) = (column + 1, row + 1);
                if row == column && !pooled {
                    return Some(format!("nobody has a reading at visit {one}, so its variance is unknown"));
                }
                if row != column && structure == Unstructured {
                    return Some(format!(
                        "nobody has readings at both visits {one} and {other}, so their covariance is unknown"
                    ));
                }
            }
        }
        None
    }

    /// Everything at the parameters found, or why they are no proper maximum.
    fn settle(&self, structure: Structure, covariance: &Covariance, parameters: &[f64]) -> Result<MmrmFit, String> {
        let count = parameters.len() / self.statistics.groups;
        let each = parameters.chunks_exact(count);
        if each.clone().any(|parameters| covariance.at_limit(parameters)) {
            return Err("a correlation is at the end of its range".to_owned());
        }
        let places: Vec<Place> = each.map(|parameters| covariance.natural(parameters)).collect();
        if places.iter().any(|place| singular(covariance.cells(), &place.matrix)) {
            return Err("the covariance matrix is singular where the likelihood is highest".to_owned());
        }
        let failed = |cause: NumError| cause.to_string();
        let evaluation = self.statistics.evaluate(&matrices(&places)).map_err(failed)?;
        let curvature = self.statistics.curvature(&evaluation, true).map_err(failed)?;
        let information = observed(&curvature, &evaluation, &places);
        let (uncertainty, _) = inverse_and_log_determinant(&information, parameters.len())
            .map_err(|_| "the observed information on the covariance is not positive definite".to_owned())?;
        if ill_determined(&information, &uncertainty, parameters.len()) {
            return Err("the covariance matrix is all but singular: rounding would decide its information".to_owned());
        }
        let slope = gradient(&evaluation, &places);
        let decrement = bilinear(&slope, &uncertainty, &slope);
        if decrement > CONVERGED {
            return Err(format!(
                "the likelihood still has a slope of {:.1e} where the search stopped",
                decrement.sqrt()
            ));
        }
        let of_cells = curvature.slopes.ok_or("no slopes of the information on the coefficients")?;
        let cells = self.statistics.cells.count();
        let of_parameter = |(group, first): (usize, &Vec<f64>)| {
            let mut sum = vec![0.0; of_cells.root.len()];
            let terms = of_cells.reduced[group * cells..].iter().zip(first).filter(|(_, factor)| **factor != 0.0);
            terms.for_each(|(slope, factor)| sum.iter_mut().zip(slope).for_each(|(sum, cell)| *sum += factor * cell));
            sum
        };
        let slopes = Slopes { reduced: firsts(&places).map(of_parameter).collect(), root: of_cells.root };
        let square = self.scale * self.scale;
        let unscaled =
            |place: &Place| covariance.cells().square(&place.matrix).iter().map(|cell| square * cell).collect();
        let kept = self.statistics.basis.kept();
        Ok(MmrmFit {
            names: self.names.clone(),
            aliased: (0..self.names.len()).filter(|at| !kept.contains(at)).collect(),
            structure,
            likelihood: self.statistics.likelihood,
            readings: self.readings,
            people: self.people,
            log_likelihood: evaluation.log_likelihood + self.constant,
            scale: self.scale,
            statistics: self.statistics.clone(),
            evaluation,
            covariances: places.iter().map(unscaled).collect(),
            places,
            linear: covariance.linear(),
            slopes,
            uncertainty,
            adjusted: [OnceLock::new(), OnceLock::new()],
        })
    }
}

impl MmrmFit {
    /// The structure of the covariance.
    pub fn structure(&self) -> Structure {
        self.structure
    }

    /// The likelihood that was maximised.
    pub fn likelihood(&self) -> Likelihood {
        self.likelihood
    }

    /// The names of all columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The columns that depend on those before them and have no coefficient of their own.
    pub fn aliased(&self) -> &[usize] {
        &self.aliased
    }

    /// The coefficients of all columns; `None` for one that is aliased.
    pub fn coefficients(&self) -> Vec<Option<f64>> {
        let mut all = vec![None; self.names.len()];
        let basis = &self.statistics.basis;
        for (at, value) in basis.kept().iter().zip(basis.coefficients(&self.coordinates())) {
            all[*at] = Some(value);
        }
        all
    }

    /// The model's covariance of the coefficients that are not aliased, in their order, row by row.
    pub fn coefficient_covariance(&self) -> Vec<f64> {
        let rank = self.statistics.basis.rank();
        let square = self.scale * self.scale;
        let columns: Vec<Vec<f64>> =
            self.evaluation.covariance.chunks_exact(rank).map(|row| self.statistics.basis.coefficients(row)).collect();
        let half: Vec<Vec<f64>> = (0..rank).map(|at| columns.iter().map(|column| column[at]).collect()).collect();
        half.iter().flat_map(|row| self.statistics.basis.coefficients(row)).map(|cell| square * cell).collect()
    }

    /// The covariance of a group's readings over all visits, row by row.
    pub fn covariance(&self, group: usize) -> &[f64] {
        &self.covariances[group]
    }

    /// How many groups have a covariance of their own.
    pub fn groups(&self) -> usize {
        self.covariances.len()
    }

    /// The log likelihood, the restricted one in the form of R's mmrm and nlme and of SAS: without ln det X'X.
    pub fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// -2 l + 2 parameters. Under the restricted likelihood those of the covariance count, under the full one the coefficients too.
    pub fn aic(&self) -> f64 {
        2.0 * (self.parameters() as f64 - self.log_likelihood)
    }

    /// -2 l + ln(people) parameters, counted as in [`MmrmFit::aic`].
    pub fn bic(&self) -> f64 {
        (self.people as f64).ln() * self.parameters() as f64 - 2.0 * self.log_likelihood
    }

    /// Parameters of the likelihood that was maximised.
    fn parameters(&self) -> usize {
        let coefficients = if self.likelihood == Likelihood::Ml { self.rank() } else { 0 };
        self.slopes.reduced.len() + coefficients
    }

    /// Readings that entered.
    pub fn readings(&self) -> usize {
        self.readings
    }

    /// People with at least one reading.
    pub fn people(&self) -> usize {
        self.people
    }

    /// How many columns are independent.
    pub fn rank(&self) -> usize {
        self.statistics.basis.rank()
    }

    /// The coefficients on the basis.
    pub(super) fn coordinates(&self) -> Vec<f64> {
        let least_squares = &self.statistics.basis.least_squares;
        least_squares.iter().zip(&self.evaluation.coefficients).map(|(one, more)| one + self.scale * more).collect()
    }
}

/// All groups' matrices, cell by cell.
fn matrices(places: &[Place]) -> Vec<f64> {
    places.iter().flat_map(|place| &place.matrix).copied().collect()
}

/// Cells of a group, derivatives of them by parameter: (group, derivatives), in the order of all parameters.
fn firsts(places: &[Place]) -> impl Iterator<Item = (usize, &Vec<f64>)> {
    places.iter().enumerate().flat_map(|(group, place)| place.first.iter().map(move |first| (group, first)))
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(x, y)| x * y).sum()
}

/// The derivatives of l in the parameters.
fn gradient(evaluation: &Evaluation, places: &[Place]) -> Vec<f64> {
    firsts(places).map(|(group, first)| dot(first, &evaluation.gradient[group * first.len()..])).collect()
}

/// J'M J of a matrix in the cells, J the derivatives of the cells in the parameters.
fn along(matrix: &[f64], places: &[Place]) -> Vec<f64> {
    let count = places.iter().map(|place| place.matrix.len()).sum::<usize>();
    let moved: Vec<Vec<f64>> = firsts(places)
        .map(|(group, first)| matrix.chunks_exact(count).map(|row| dot(first, &row[group * first.len()..])).collect())
        .collect();
    firsts(places)
        .flat_map(|(group, first)| moved.iter().map(move |moved| dot(first, &moved[group * first.len()..])))
        .collect()
}

/// The observed information on the parameters.
fn observed(curvature: &Curvature, evaluation: &Evaluation, places: &[Place]) -> Vec<f64> {
    let mut information = along(&curvature.observed, places);
    let count = places.iter().map(|place| place.first.len()).sum::<usize>();
    let mut from = 0;
    for (group, place) in places.iter().enumerate() {
        for (one, other, cells) in &place.second {
            let bent = dot(cells, &evaluation.gradient[group * cells.len()..]);
            information[(from + one) * count + from + other] -= bent;
            if one != other {
                information[(from + other) * count + from + one] -= bent;
            }
        }
        from += place.first.len();
    }
    information
}

/// Whether the information, in units of its diagonal, has an inverse so large that rounding decides its digits.
fn ill_determined(information: &[f64], inverse: &[f64], n: usize) -> bool {
    let roots: Vec<f64> = (0..n).map(|at| information[at * n + at].sqrt()).collect();
    let size =
        |row: usize| (0..n).map(|column| (roots[row] * roots[column] * inverse[row * n + column]).abs()).sum::<f64>();
    (0..n).any(|row| size(row) * ILL_DETERMINED > 1.0)
}

/// Whether less than a share of some visit's variance is left beside the visits before it.
fn singular(cells: Cells, matrix: &[f64]) -> bool {
    let mut factor = vec![0.0; matrix.len()];
    for (row, column) in cells.places() {
        let known: f64 = (0..column).map(|k| factor[cells.at(row, k)] * factor[cells.at(column, k)]).sum();
        let whole = matrix[cells.at(row, column)];
        let rest = whole - known;
        factor[cells.at(row, column)] = match row == column {
            true if rest <= SINGULAR * whole => return true,
            true => rest.sqrt(),
            false => rest / factor[cells.at(column, column)],
        };
    }
    false
}
