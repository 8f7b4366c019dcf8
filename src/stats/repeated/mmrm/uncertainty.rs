//! Standard errors and degrees of freedom of combinations, however they are chosen.

use super::between_within::BetweenWithin;
use super::sandwich::Sandwich;
use super::{Adjustment, MmrmFit, MmrmOptions, Observations, StandardErrors};
use crate::num::{HouseholderQr, symmetric_eigen};
use crate::stats::StatsError;
use crate::stats::mixed::f_degrees;
use crate::stats::mixed::{Combination, WaldF};

/// A row of which less than this share is left beside those before it is implied by them.
const IMPLIED: f64 = 1e-8;
/// An eigenvalue below this share of the largest is zero.
const SINGULAR: f64 = 1e-12;

/// What standard errors and degrees of freedom rest on.
#[derive(Clone, Debug)]
pub(super) struct Uncertainty {
    procedure: &'static str,
    adjustment: Adjustment,
    between_within: Option<BetweenWithin>,
    sandwich: Option<Sandwich>,
    residual: f64,
}

impl Uncertainty {
    /// # Errors
    /// [`StatsError::Missing`] when Kenward and Roger's adjustment, which is of the model's standard errors, is asked for with others.
    pub fn of(
        procedure: &'static str,
        fit: &MmrmFit,
        observations: &Observations,
        options: &MmrmOptions,
    ) -> Result<Uncertainty, StatsError> {
        let numerical = |cause| StatsError::numerical(procedure, cause);
        let (errors, adjustment) = (options.errors, options.adjustment);
        let is_model = errors == StandardErrors::Model;
        if !is_model && matches!(adjustment, Adjustment::KenwardRoger | Adjustment::KenwardRogerLinear) {
            let what = "Satterthwaite's, between-within or residual degrees of freedom with sandwich standard errors";
            return Err(StatsError::Missing { procedure, what });
        }
        let rank = fit.rank();
        let between_within = (adjustment == Adjustment::BetweenWithin)
            .then(|| BetweenWithin::of(observations, rank).map_err(numerical))
            .transpose()?;
        let sandwich = (!is_model).then(|| Sandwich::of(fit, observations, errors).map_err(numerical)).transpose()?;
        let residual = observations.y.len() as f64 - rank as f64;
        Ok(Uncertainty { procedure, adjustment, between_within, sandwich, residual })
    }

    /// A combination of the coefficients; `None` when the data do not determine it.
    pub fn combination(&self, fit: &MmrmFit, c: &[f64]) -> Result<Option<Combination>, StatsError> {
        let Some(found) = fit.combination(c, self.of_model())? else { return Ok(None) };
        let standard_error =
            self.sandwich.as_ref().map_or(found.standard_error, |sandwich| sandwich.covariance(c, c).max(0.0).sqrt());
        let degrees = match (&self.between_within, &self.sandwich) {
            (Some(between_within), _) => between_within.degrees(&[c.to_vec()]),
            (None, Some(_)) if self.adjustment == Adjustment::Residual => Some(self.residual),
            (None, Some(sandwich)) => Some(sandwich.degrees(c)),
            (None, None) => found.degrees,
        };
        // Without variation there is no t; nor where people alone determine the combination, which leaves no residuals to judge by.
        let degrees = degrees.filter(|df| found.degrees.is_some() && standard_error > 0.0 && df.is_finite());
        Ok(Some(Combination { estimate: found.estimate, standard_error, degrees }))
    }

    /// Several combinations at once; `None` when the data do not determine them, or leave no degrees of freedom.
    pub fn joint(&self, fit: &MmrmFit, rows: &[Vec<f64>]) -> Result<Option<WaldF>, StatsError> {
        match (&self.sandwich, &self.between_within) {
            (Some(sandwich), _) => self.joint_of_sandwich(fit, sandwich, rows),
            (None, Some(between_within)) => {
                let found = fit.combinations(rows, self.of_model())?;
                Ok(found.and_then(|found| Some(WaldF { denominator: between_within.degrees(rows)?, ..found })))
            }
            (None, None) => fit.combinations(rows, self.of_model()),
        }
    }

    /// The covariance of two combinations, of the same kind as their standard errors, an adjusted variance being a quadratic form too:
    /// (var(a + b) - var(a) - var(b)) / 2, or with a - b where that is the longer one, so that it is never nothing.
    pub fn covariance(&self, fit: &MmrmFit, first: &[f64], second: &[f64]) -> Result<Option<f64>, StatsError> {
        let along: f64 = first.iter().zip(second).map(|(a, b)| a * b).sum();
        let sign = if along < 0.0 { -1.0 } else { 1.0 };
        let both: Vec<f64> = first.iter().zip(second).map(|(a, b)| a + sign * b).collect();
        let mut variances = [0.0; 3];
        for (variance, c) in variances.iter_mut().zip([&both[..], first, second]) {
            let Some(found) = self.combination(fit, c)? else { return Ok(None) };
            *variance = found.standard_error.powi(2);
        }
        let [both, first, second] = variances;
        Ok(Some(sign * (both - first - second) / 2.0))
    }

    /// Fai and Cornelius's F: the mean of squared t of the principal combinations of an orthonormal basis of the rows, so that rows which
    /// others imply say nothing; their degrees of freedom give the denominator. `None` too where fewer people than rows leave residuals.
    fn joint_of_sandwich(
        &self,
        fit: &MmrmFit,
        sandwich: &Sandwich,
        rows: &[Vec<f64>],
    ) -> Result<Option<WaldF>, StatsError> {
        let numerical = |cause| StatsError::numerical(self.procedure, cause);
        let width = fit.names().len();
        let space = HouseholderQr::of(width, rows, IMPLIED).map_err(numerical)?;
        let basis = space.basis();
        let pairs = basis.iter().flat_map(|one| basis.iter().map(move |other| (one, other)));
        let between: Vec<f64> = pairs.map(|(one, other)| sandwich.covariance(one, other)).collect();
        let (values, vectors) = symmetric_eigen(&between, basis.len()).map_err(numerical)?;
        let largest = values.iter().fold(0.0_f64, |most, value| most.max(*value));
        let (mut sum, mut degrees) = (0.0, Vec::new());
        for (value, vector) in values.iter().zip(&vectors) {
            let c: Vec<f64> =
                (0..width).map(|at| vector.iter().zip(basis).map(|(share, row)| share * row[at]).sum()).collect();
            let found = self.combination(fit, &c)?.filter(|_| *value > SINGULAR * largest);
            let Some(Combination { estimate, degrees: Some(df), .. }) = found else { return Ok(None) };
            sum += estimate * estimate / value;
            degrees.push(df);
        }
        if degrees.is_empty() {
            return Ok(None);
        }
        let (numerator, denominator) = (degrees.len() as f64, f_degrees::denominator(&degrees));
        Ok(Some(WaldF { statistic: sum / numerator, numerator, denominator }))
    }

    /// What the fit is asked for. Degrees of freedom from elsewhere need none of its own beyond those of the residuals.
    fn of_model(&self) -> Adjustment {
        match (&self.sandwich, self.adjustment) {
            (Some(_), _) | (None, Adjustment::BetweenWithin) => Adjustment::Residual,
            (None, adjustment) => adjustment,
        }
    }
}
