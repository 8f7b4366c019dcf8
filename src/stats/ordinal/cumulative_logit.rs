//! Maximum likelihood of the cumulative logit model.

use crate::num::{NumError, solve_positive_definite};

const MAX_STEPS: usize = 200;
/// A coefficient that moves the log odds by more than this between two participants has no end: the data are separated.
const SEPARATED: f64 = 30.0;

/// The most that one step moves the log odds.
const LONGEST_STEP: f64 = 4.0;

/// Participants with the same grade and covariates.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    /// Place of the grade, from 0.
    pub grade: usize,
    /// Covariates whose coefficients are estimated.
    pub x: Vec<f64>,
    /// A part of the log odds that is given.
    pub offset: f64,
    /// How many.
    pub n: f64,
}

/// logit P(grade <= j) = theta_j - x'b - offset, at its maximum.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CumulativeLogit {
    /// Thresholds, rising.
    pub thresholds: Vec<f64>,
    /// Coefficients.
    pub coefficients: Vec<f64>,
    /// The log likelihood.
    pub log_likelihood: f64,
}

/// sigma(t), its complement, and both derivatives.
pub(super) struct Logistic {
    pub below: f64,
    pub above: f64,
}

impl Logistic {
    pub fn at(t: f64) -> Logistic {
        match t {
            f64::INFINITY => Logistic { below: 1.0, above: 0.0 },
            f64::NEG_INFINITY => Logistic { below: 0.0, above: 1.0 },
            _ => Logistic { below: 1.0 / (1.0 + (-t).exp()), above: 1.0 / (1.0 + t.exp()) },
        }
    }

    pub fn density(&self) -> f64 {
        self.below * self.above
    }

    fn curvature(&self) -> f64 {
        self.density() * (self.above - self.below)
    }
}

/// P(grade = j) with the edges u = theta_j - eta and l = theta_(j-1) - eta: sigma(u) - sigma(l) without cancellation.
pub(super) fn mass(upper: f64, lower: f64) -> f64 {
    match (upper == f64::INFINITY, lower == f64::NEG_INFINITY) {
        (true, true) => 1.0,
        (true, false) => Logistic::at(lower).above,
        (false, true) => Logistic::at(upper).below,
        (false, false) => -Logistic::at(upper).below * Logistic::at(lower).above * (lower - upper).exp_m1(),
    }
}

impl CumulativeLogit {
    /// Newton's method with halved steps; the log likelihood is concave (Pratt 1981, JASA 76:103-106). `Ok(None)` where it rises without
    /// end: the covariates separate the grades. Grades are numbered from 0 to `grades` - 1 and all occur.
    ///
    /// # Errors
    /// [`NumError::NotConverged`] after 200 steps.
    pub fn fit(cells: &[Cell], grades: usize) -> Result<Option<CumulativeLogit>, NumError> {
        let width = cells.first().map_or(0, |cell| cell.x.len());
        let total: f64 = cells.iter().map(|cell| cell.n).sum();
        let offset = cells.iter().map(|cell| cell.n * cell.offset).sum::<f64>() / total;
        let mut parameters = Vec::with_capacity(grades - 1 + width);
        for cut in 0..grades - 1 {
            let below: f64 = cells.iter().filter(|cell| cell.grade <= cut).map(|cell| cell.n).sum();
            parameters.push((below / (total - below)).ln() + offset);
        }
        parameters.extend(vec![0.0; width]);
        let range = |at: usize| {
            let values = cells.iter().map(|cell| cell.x[at]);
            values.clone().fold(f64::NEG_INFINITY, f64::max) - values.fold(f64::INFINITY, f64::min)
        };
        let ranges: Vec<f64> = (0..width).map(range).collect();
        let mut value = log_likelihood(cells, &parameters, grades);
        let mut previous = f64::INFINITY;
        for _ in 0..MAX_STEPS {
            let (score, information) = derivatives(cells, &parameters, grades);
            let Ok(step) = solve_positive_definite(&information, &score) else { return Ok(None) };
            let rise: f64 = step.iter().zip(&score).map(|(step, score)| step * score).sum();
            // Far from the maximum the likelihood is all but straight, and a whole step would go far beyond it.
            let scale = |at: usize| if at < grades - 1 { 1.0 } else { ranges[at + 1 - grades] };
            let longest = step.iter().enumerate().map(|(at, step)| (step * scale(at)).abs()).fold(0.0, f64::max);
            let whole = if longest > LONGEST_STEP { LONGEST_STEP / longest } else { 1.0 };
            let (mut share, mut next, mut better) = (whole, parameters.clone(), value);
            while share > 1e-10 * whole {
                next = parameters.iter().zip(&step).map(|(at, step)| at + share * step).collect();
                better = log_likelihood(cells, &next, grades);
                if better >= value - 1e-12 * value.abs() {
                    break;
                }
                share /= 2.0;
            }
            let coefficients = &next[grades - 1..];
            if coefficients.iter().zip(&ranges).any(|(b, range)| (b * range).abs() > SEPARATED) {
                return Ok(None);
            }
            let stuck = share <= 1e-10 * whole;
            if !stuck {
                (parameters, value) = (next, better);
            }
            // Near the maximum each step shrinks the rise to its square; one that stays small and shrinks no more is rounding.
            let is_rounding = rise >= 0.25 * previous || stuck;
            previous = rise;
            if rise <= 1e-22 * (1.0 + value.abs()) || is_rounding && rise <= 1e-9 * (1.0 + value.abs()) {
                let coefficients = parameters.split_off(grades - 1);
                return Ok(Some(CumulativeLogit { thresholds: parameters, coefficients, log_likelihood: value }));
            }
        }
        Err(NumError::NotConverged { technique: "the cumulative logit model", iterations: MAX_STEPS, best: value })
    }

    /// The inverse of the observed information would be the covariance; this is the information itself, thresholds first.
    pub fn information(&self, cells: &[Cell]) -> Vec<f64> {
        let parameters: Vec<f64> = self.thresholds.iter().chain(&self.coefficients).copied().collect();
        derivatives(cells, &parameters, self.thresholds.len() + 1).1
    }
}

/// The two edges of a cell's grade.
fn edges(cell: &Cell, parameters: &[f64], grades: usize) -> (f64, f64) {
    let covariates: f64 = cell.x.iter().zip(&parameters[grades - 1..]).map(|(x, b)| x * b).sum();
    let eta = covariates + cell.offset;
    let upper = if cell.grade + 1 < grades { parameters[cell.grade] - eta } else { f64::INFINITY };
    let lower = if cell.grade > 0 { parameters[cell.grade - 1] - eta } else { f64::NEG_INFINITY };
    (upper, lower)
}

fn log_likelihood(cells: &[Cell], parameters: &[f64], grades: usize) -> f64 {
    if parameters[..grades - 1].windows(2).any(|pair| pair[0] >= pair[1]) {
        return f64::NEG_INFINITY;
    }
    let term = |cell: &Cell| {
        let (upper, lower) = edges(cell, parameters, grades);
        cell.n * mass(upper, lower).ln()
    };
    cells.iter().map(term).sum()
}

/// Score and observed information.
fn derivatives(cells: &[Cell], parameters: &[f64], grades: usize) -> (Vec<f64>, Vec<f64>) {
    let size = parameters.len();
    let (mut score, mut information) = (vec![0.0; size], vec![0.0; size * size]);
    for cell in cells {
        let (upper, lower) = edges(cell, parameters, grades);
        let p = mass(upper, lower);
        let (u, l) = (Logistic::at(upper), Logistic::at(lower));
        let (du, dl) = (u.density() / p, -l.density() / p);
        let (duu, dll, dul) = (u.curvature() / p - du * du, -l.curvature() / p - dl * dl, -du * dl);
        // How each edge moves with each parameter.
        let mut of_upper = vec![0.0; size];
        let mut of_lower = vec![0.0; size];
        if cell.grade + 1 < grades {
            of_upper[cell.grade] = 1.0;
            of_upper[grades - 1..].iter_mut().zip(&cell.x).for_each(|(at, x)| *at = -x);
        }
        if cell.grade > 0 {
            of_lower[cell.grade - 1] = 1.0;
            of_lower[grades - 1..].iter_mut().zip(&cell.x).for_each(|(at, x)| *at = -x);
        }
        for row in 0..size {
            score[row] += cell.n * (du * of_upper[row] + dl * of_lower[row]);
            for column in 0..size {
                let curvature = duu * of_upper[row] * of_upper[column]
                    + dll * of_lower[row] * of_lower[column]
                    + dul * (of_upper[row] * of_lower[column] + of_lower[row] * of_upper[column]);
                information[row * size + column] -= cell.n * curvature;
            }
        }
    }
    (score, information)
}
