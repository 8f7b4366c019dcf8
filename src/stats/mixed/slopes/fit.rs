use super::factor::{Factor, RandomStructure};
use super::search::best_covariance;
use crate::num::product;
use crate::num::{NumError, Orthonormal};
use crate::stats::StatsError;
use crate::stats::mixed::blocks::Blocks;
use crate::stats::mixed::directions::Directions;
use crate::stats::mixed::fit::{least_squares, no_variation};
use crate::stats::mixed::{Combination, DegreesOfFreedom, FixedEffects, MixedFit, VarianceState, WaldF};

/// Less than this share of the readings' sum of squares within persons is rounding.
const NO_VARIATION_WITHIN: f64 = 1e-24;

/// A linear model with several random effects of each person, fitted by restricted maximum likelihood (Laird and Ware 1982, Biometrics
/// 38:963-974).
///
/// y = X b + Z u + e with independent normal u of covariance G for each person and e of one variance. G = L L' over the residual variance
/// is found by Newton's method in the cells of L (Bates, Maechler, Bolker and Walker 2015, J Stat Softw 67(1)); coefficients and residual
/// variance have closed forms at each L. The columns of Z are made orthonormal first (only scaled where they are independent), those of X
/// too, and the readings replaced by their least-squares residuals, so that neither offsets nor scales matter.
///
/// At the boundary (a variance of zero, a correlation of -1 or 1) G has a lower rank. Degrees of freedom then take the variances as
/// uncertain only along the covariances of that rank.
#[derive(Clone, Debug)]
pub struct SlopesFit {
    pub(in crate::stats::mixed) model: MixedFit,
    covariance: Vec<f64>,
    rank: usize,
    effects: usize,
}

impl SlopesFit {
    /// `y ~ X + (Z | person)`, `person` the persons' numbers from 0, the columns of `z` the random effects.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] when coefficients, random effects or variances cannot be told apart, or the persons' own curves leave
    /// nothing of the readings; [`StatsError::Numerical`] when the search fails.
    pub fn fit(
        procedure: &'static str,
        y: &[f64],
        x: &FixedEffects,
        person: &[usize],
        z: &FixedEffects,
        structure: RandomStructure,
    ) -> Result<SlopesFit, StatsError> {
        let undefined = |why: String| StatsError::Undefined { procedure, why };
        let numerical = |cause: NumError| StatsError::numerical(procedure, cause);
        let (basis, residuals) = least_squares(procedure, y, x, [person.len(), z.columns[0].len()])?;
        let (columns, turn) = scaled(z, structure).map_err(|at| {
            undefined(format!("the random effect `{}` cannot be told from those before it", z.names[at]))
        })?;
        let effects = columns.len();
        let full = Factor::full(structure, effects);
        let (blocks, within) = Blocks::of_effects(&basis, &residuals, person, &columns, &full.pairs);
        let model = MixedFit::without_variance(procedure, y, x, basis, &blocks)?;
        let mut fit = SlopesFit { model, covariance: vec![0.0; effects * effects], rank: 0, effects };
        if no_variation(&residuals, y) {
            return Ok(fit);
        }
        identifiable(procedure, &blocks, within / residuals.iter().map(|rest| rest * rest).sum::<f64>())?;
        let found = best_covariance(&blocks, full).map_err(numerical)?;
        let ratios = found.factor.covariances(&found.cells);
        fit.model.settle(&blocks, &ratios).map_err(numerical)?;
        (fit.model.evaluations, fit.model.gradient) = (found.evaluations, found.gradient);
        let inside = found.factor.free.len() == Factor::full(structure, effects).free.len();
        fit.rank = found.factor.free.iter().map(|(_, column)| *column).collect::<std::collections::BTreeSet<_>>().len();
        fit.model.state = if inside { VarianceState::Estimated } else { VarianceState::AtZero };
        fit.model.directions =
            if inside { Directions::all(blocks.components) } else { fit.along(&found.factor, &found.cells) };
        let unclear = |_| undefined("there are too few readings to judge the variances by".to_owned());
        for method in [DegreesOfFreedom::Satterthwaite, DegreesOfFreedom::KenwardRoger] {
            fit.model.uncertainty(method).map_err(unclear)?;
        }
        let covariance = found.factor.matrix(&fit.model.variances[1..]);
        fit.covariance = turned(&turn, &covariance, effects);
        Ok(fit)
    }

    /// Where the variances can move when G is of lower rank: the residual variance by itself, G along the cells of its factor. There the
    /// likelihood may still rise in G itself, so that the bend of the cells' squares counts in the observed information.
    fn along(&self, factor: &Factor, cells: &[f64]) -> Directions {
        let sd = self.model.variances[0].sqrt();
        let absolute: Vec<f64> = cells.iter().map(|cell| cell * sd).collect();
        let with_residual = |slope: Vec<f64>| std::iter::once(0.0).chain(slope).collect::<Vec<f64>>();
        let residual = (0..self.model.variances.len()).map(|at| if at == 0 { 1.0 } else { 0.0 }).collect();
        let columns: Vec<Vec<f64>> =
            std::iter::once(residual).chain(factor.slopes(&absolute).into_iter().map(with_residual)).collect();
        // Minus the slopes of the log likelihood in G.
        let at = &self.model.evaluation;
        let weights: Vec<f64> = (1..at.traces.len()).map(|k| 0.5 * (at.traces[k] - at.squares[k])).collect();
        let (bend, free, side) = (factor.curvature(&weights), cells.len(), columns.len());
        let mut curvature = vec![0.0; side * side];
        for row in 0..free {
            for column in 0..free {
                curvature[(row + 1) * side + column + 1] = bend[row * free + column];
            }
        }
        Directions::along(columns, curvature)
    }

    /// A combination of the coefficients, in the order of their names.
    ///
    /// # Errors
    /// [`NumError`] when the information on the variances cannot be inverted.
    pub fn combination(&self, c: &[f64], method: DegreesOfFreedom) -> Result<Combination, NumError> {
        self.model.combination(c, method)
    }

    /// Whether all combinations are zero; `None` without variance.
    ///
    /// # Errors
    /// As [`SlopesFit::combination`]; combinations that depend on each other.
    pub fn wald_f(&self, rows: &[Vec<f64>], method: DegreesOfFreedom) -> Result<Option<WaldF>, NumError> {
        self.model.wald_f(rows, method)
    }

    /// Readings that entered.
    pub fn readings(&self) -> usize {
        self.model.readings()
    }

    /// Persons that entered.
    pub fn persons(&self) -> usize {
        self.model.persons()
    }

    /// Whether the variances are inside, at the boundary (a variance of zero, a correlation of -1 or 1), or without sense.
    pub fn state(&self) -> VarianceState {
        self.model.state()
    }

    /// The rank of the random effects' covariance: below their number at the boundary.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// The residual variance.
    pub fn residual_variance(&self) -> f64 {
        self.model.residual_variance()
    }

    /// The covariance of two random effects over persons, by their places.
    pub fn effect_covariance(&self, one: usize, other: usize) -> f64 {
        self.covariance[one * self.effects + other]
    }

    /// The restricted log likelihood, in the form of R's lme4 and nlme; `None` without variance.
    pub fn log_likelihood(&self) -> Option<f64> {
        self.model.log_likelihood()
    }

    /// How often the likelihood was evaluated, and the size of its gradient where the search ended: by half its square the likelihood may
    /// still rise.
    pub fn convergence(&self) -> (usize, f64) {
        self.model.convergence()
    }
}

/// The random effects as columns of mean square 1, and the matrix T (row by row) by which u = T u' for the effects u' of those columns.
/// `Err` names the first that depends on those before it.
fn scaled(z: &FixedEffects, structure: RandomStructure) -> Result<(Vec<Vec<f64>>, Vec<f64>), usize> {
    let basis = Orthonormal::of(&z.columns)?;
    let (q, root) = (z.columns.len(), (z.columns[0].len() as f64).sqrt());
    let mut turn = vec![0.0; q * q];
    let times = |column: &Vec<f64>, factor: f64| column.iter().map(|cell| cell * factor).collect();
    if structure == RandomStructure::Independent {
        let length = |column: &Vec<f64>| column.iter().map(|cell| cell * cell).sum::<f64>().sqrt();
        let factors: Vec<f64> = z.columns.iter().map(|column| root / length(column)).collect();
        factors.iter().enumerate().for_each(|(at, factor)| turn[at * q + at] = *factor);
        return Ok((z.columns.iter().zip(factors).map(|(column, factor)| times(column, factor)).collect(), turn));
    }
    // Z = Q R, so Z u = (root Q) u' for u = root R^-1 u'; its rows by the equations R' t = c.
    for row in 0..q {
        let unit: Vec<f64> = (0..q).map(|at| if at == row { 1.0 } else { 0.0 }).collect();
        let solved = basis.combination(&unit);
        solved.iter().enumerate().for_each(|(column, cell)| turn[row * q + column] = root * cell);
    }
    Ok((basis.columns.iter().map(|column| times(column, root)).collect(), turn))
}

/// T G T'.
fn turned(turn: &[f64], covariance: &[f64], q: usize) -> Vec<f64> {
    let transposed: Vec<f64> = (0..q).flat_map(|row| (0..q).map(move |column| turn[column * q + row])).collect();
    product(&product(turn, covariance, q, q, q), &transposed, q, q, q)
}

/// Whether something is left to judge the variances by, between persons and, as a share of all, within.
fn identifiable(procedure: &'static str, blocks: &Blocks, within: f64) -> Result<(), StatsError> {
    let told_apart: usize = blocks.blocks.iter().map(|block| block.y.len()).sum();
    let why = if blocks.pool_degrees - (blocks.rank_within as f64) < 1.0 {
        "too few people have more readings than random effects to judge the residual variance by"
    } else if told_apart + blocks.rank_within <= blocks.width {
        "as many coefficients as there are random effects of all people leave nothing to judge their variance by"
    } else if within <= NO_VARIATION_WITHIN {
        "everybody's own line explains every reading, so there is no residual variance"
    } else {
        return Ok(());
    };
    Err(StatsError::Undefined { procedure, why: why.to_owned() })
}
