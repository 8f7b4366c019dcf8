//! Ordinary least squares with an intercept.

use crate::num::{HouseholderQr, compensated_sum};
use crate::stats::StatsError;

/// Less than this share of a column left beside the others is rounding: the column is aliased.
const ALIASED: f64 = 1e-10;
/// Residuals below this share of the response are rounding: the model fits without variation.
const NO_VARIATION: f64 = 1e-12;
/// A leverage this near to 1 leaves no residual to judge by.
const FULL_LEVERAGE: f64 = 1e-10;

/// What the standard error of a coefficient rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covariance {
    /// One variance for all residuals.
    Classical,
    /// Each residual's own square over (1 - leverage)²: HC3 of MacKinnon and White (1985), J Econometrics 29:305-325, with t quantiles of the
    /// residual degrees of freedom (Long and Ervin 2000, Am Stat 54:217-224).
    Hc3,
}

/// A weighted sum of coefficients.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearEstimate {
    /// Its value.
    pub value: f64,
    /// Its standard error; absent where the residuals do not vary or leave no degree of freedom.
    pub standard_error: Option<f64>,
    /// Residual degrees of freedom.
    pub degrees_of_freedom: usize,
}

/// A sum of squares that some columns explain beyond the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Explained {
    /// The sum of squares.
    pub sum_of_squares: f64,
    /// Columns that were not aliased.
    pub degrees_of_freedom: usize,
    /// Its mean square over the residual one; absent where the residuals do not vary.
    pub f: Option<f64>,
}

/// A least-squares fit of a response on columns and an intercept.
///
/// All columns and the response are centred first, so that the intercept and the slopes are orthogonal and an offset costs no digits;
/// then Householder's QR. A column that depends on those before it is set aside and named.
#[derive(Clone, Debug)]
pub struct LeastSquares {
    names: Vec<String>,
    centres: Vec<f64>,
    mean: f64,
    qr: HouseholderQr,
    coordinates: Vec<f64>,
    residuals: Vec<f64>,
    leverages: Vec<f64>,
    total: f64,
    varies: bool,
}

impl LeastSquares {
    /// Fits `response` on the named columns and an intercept.
    ///
    /// # Errors
    /// `Numerical` if the columns differ in length or hold what is no number, or without a row.
    pub fn fit(
        procedure: &'static str,
        response: &[f64],
        columns: Vec<(String, Vec<f64>)>,
    ) -> Result<LeastSquares, StatsError> {
        StatsError::require(procedure, 1, response.len())?;
        let (names, columns): (Vec<String>, Vec<Vec<f64>>) = columns.into_iter().unzip();
        let rows = response.len();
        let (mut centres, mut centred) = (Vec::new(), Vec::new());
        for column in &columns {
            let (centre, column) = centre(column);
            centres.push(centre);
            centred.push(column);
        }
        let qr = HouseholderQr::of(rows, &centred, ALIASED).map_err(|cause| StatsError::numerical(procedure, cause))?;
        let (mean, response) = centre(response);
        let mut coordinates = qr.coordinates(&response);
        let mut residuals = response.clone();
        take_off(&mut residuals, &qr, &coordinates);
        // Once more, for what rounding has left in the space of the columns.
        let rest = qr.coordinates(&residuals);
        take_off(&mut residuals, &qr, &rest);
        coordinates.iter_mut().zip(rest).for_each(|(coordinate, rest)| *coordinate += rest);
        let leverages = (0..rows)
            .map(|row| 1.0 / rows as f64 + compensated_sum(qr.basis().iter().map(|q| q[row] * q[row])))
            .collect();
        let total = squares(&response);
        let varies = squares(&residuals) > NO_VARIATION * NO_VARIATION * total;
        Ok(LeastSquares { names, centres, mean, qr, coordinates, residuals, leverages, total, varies })
    }

    /// Names of the columns that depend on those before them (or are constant) and have no coefficient.
    pub fn aliased(&self) -> Vec<&str> {
        self.qr.aliased().into_iter().map(|at| self.names[at].as_str()).collect()
    }

    /// Rows less coefficients, the intercept among them.
    pub fn degrees_of_freedom(&self) -> usize {
        self.residuals.len().saturating_sub(self.qr.kept().len() + 1)
    }

    /// Residual sum of squares.
    pub fn residual_sum_of_squares(&self) -> f64 {
        if self.varies { squares(&self.residuals) } else { 0.0 }
    }

    /// Residual standard deviation; `None` without a degree of freedom.
    pub fn residual_sd(&self) -> Option<f64> {
        let df = self.degrees_of_freedom();
        (df > 0).then(|| (self.residual_sum_of_squares() / df as f64).sqrt())
    }

    /// The share of the variance that is explained; `None` for a constant response.
    pub fn r_squared(&self) -> Option<f64> {
        (self.total > 0.0).then(|| squares(&self.coordinates) / self.total)
    }

    /// The weight of each response in its own fitted value.
    pub fn leverages(&self) -> &[f64] {
        &self.leverages
    }

    /// Response less fitted value, row by row.
    pub fn residuals(&self) -> &[f64] {
        &self.residuals
    }

    /// Mean of the response.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// `intercept` times the intercept plus `slopes` times the coefficients of the columns, which may end early. `None` when an aliased
    /// column has a weight.
    pub fn estimate(&self, intercept: f64, slopes: &[f64], covariance: Covariance) -> Option<LinearEstimate> {
        // In terms of the mean of the response and the centred columns.
        let weight = |at: usize| slopes.get(at).copied().unwrap_or(0.0) - intercept * self.centres[at];
        if self.qr.aliased().iter().any(|&at| slopes.get(at).is_some_and(|&slope| slope != 0.0)) {
            return None;
        }
        let weights: Vec<f64> = self.qr.kept().iter().map(|&at| weight(at)).collect();
        let u = self.qr.solve_transposed(&weights);
        let value = intercept * self.mean + compensated_sum(u.iter().zip(&self.coordinates).map(|(u, z)| u * z));
        let n = self.residuals.len() as f64;
        let standard_error = match covariance {
            Covariance::Classical => {
                let size = intercept * intercept / n + squares(&u);
                self.residual_sd().map(|sd| sd * size.sqrt())
            }
            Covariance::Hc3 => self.hc3(intercept, &u),
        };
        let standard_error = standard_error.filter(|&error| self.varies && error > 0.0);
        Some(LinearEstimate { value, standard_error, degrees_of_freedom: self.degrees_of_freedom() })
    }

    /// The coefficient of column `at`.
    pub fn slope(&self, at: usize, covariance: Covariance) -> Option<LinearEstimate> {
        let mut slopes = vec![0.0; at + 1];
        slopes[at] = 1.0;
        self.estimate(0.0, &slopes, covariance)
    }

    /// What the last `columns` columns explain beyond all before them: the test that all their coefficients are zero.
    pub fn explained_by_last(&self, columns: usize) -> Explained {
        let first = self.names.len().saturating_sub(columns);
        let of_these = |place: &usize| self.qr.kept()[*place] >= first;
        let places: Vec<usize> = (0..self.qr.kept().len()).filter(of_these).collect();
        let sum_of_squares = compensated_sum(places.iter().map(|&place| self.coordinates[place].powi(2)));
        let degrees_of_freedom = places.len();
        let f = self
            .residual_sd()
            .filter(|&sd| sd > 0.0 && degrees_of_freedom > 0)
            .map(|sd| sum_of_squares / degrees_of_freedom as f64 / (sd * sd));
        Explained { sum_of_squares, degrees_of_freedom, f }
    }

    /// sum of (weight of a response)² residual² / (1 - leverage)².
    fn hc3(&self, intercept: f64, u: &[f64]) -> Option<f64> {
        let n = self.residuals.len() as f64;
        let mut terms = Vec::with_capacity(self.residuals.len());
        for (row, (residual, leverage)) in self.residuals.iter().zip(&self.leverages).enumerate() {
            let weight = intercept / n + u.iter().zip(self.qr.basis()).map(|(u, q)| u * q[row]).sum::<f64>();
            let free = 1.0 - leverage;
            if free < FULL_LEVERAGE {
                return None;
            }
            terms.push((weight * residual / free).powi(2));
        }
        (self.degrees_of_freedom() > 0).then(|| compensated_sum(terms).sqrt())
    }
}

fn squares(values: &[f64]) -> f64 {
    compensated_sum(values.iter().map(|value| value * value))
}

/// The mean, and what differs from it. Twice, because the first mean of large numbers is rounded.
fn centre(values: &[f64]) -> (f64, Vec<f64>) {
    let n = values.len() as f64;
    let mean = compensated_sum(values.iter().copied()) / n;
    let centred: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let rest = compensated_sum(centred.iter().copied()) / n;
    (mean + rest, centred.into_iter().map(|value| value - rest).collect())
}

fn take_off(residuals: &mut [f64], qr: &HouseholderQr, coordinates: &[f64]) {
    for (coordinate, q) in coordinates.iter().zip(qr.basis()) {
        residuals.iter_mut().zip(q).for_each(|(residual, q)| *residual -= coordinate * q);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, values: &[f64]) -> (String, Vec<f64>) {
        (name.to_owned(), values.to_vec())
    }

    #[test]
    fn a_line_by_hand() {
        // y = 1, 2, 4 on x = 0, 1, 2: slope 3/2, intercept 5/6, residuals 1/6, -1/3, 1/6.
        let fit = LeastSquares::fit("test", &[1.0, 2.0, 4.0], vec![column("x", &[0.0, 1.0, 2.0])]).unwrap();
        let slope = fit.slope(0, Covariance::Classical).unwrap();
        let intercept = fit.estimate(1.0, &[], Covariance::Classical).unwrap();
        assert!((slope.value - 1.5).abs() < 1e-15 && (intercept.value - 5.0 / 6.0).abs() < 1e-15);
        // s² = 1/6, var of slope = s²/2, of intercept = s² (1/3 + 1/2).
        assert!((slope.standard_error.unwrap() - (1.0f64 / 12.0).sqrt()).abs() < 1e-15);
        assert!((intercept.standard_error.unwrap() - (5.0f64 / 36.0).sqrt()).abs() < 1e-15);
        // Leverages 5/6, 1/3, 5/6; weights of the slope -1/2, 0, 1/2.
        let hc3 = fit.slope(0, Covariance::Hc3).unwrap().standard_error.unwrap();
        assert!((hc3 - 0.5f64.sqrt()).abs() < 1e-14, "{hc3}");
        assert_eq!(fit.degrees_of_freedom(), 1);
        assert!((fit.explained_by_last(1).sum_of_squares - 4.5).abs() < 1e-14);
    }

    #[test]
    fn dependent_columns_are_named_and_have_no_coefficient() {
        let (x, twice) = ([1.0, 2.0, 4.0, 9.0], [1e9 + 2.0, 1e9 + 4.0, 1e9 + 8.0, 1e9 + 18.0]);
        let columns = vec![column("x", &x), column("constant", &[3.0; 4]), column("twice", &twice)];
        let fit = LeastSquares::fit("test", &[1.0, 0.0, 3.0, 2.0], columns).unwrap();
        assert_eq!(fit.aliased(), ["constant", "twice"]);
        assert!(fit.slope(0, Covariance::Classical).is_some() && fit.slope(2, Covariance::Classical).is_none());
        assert_eq!(fit.degrees_of_freedom(), 2);
    }

    #[test]
    fn a_perfect_fit_has_no_standard_error() {
        let x = [0.1, 0.2, 0.3, 0.7];
        let y = x.map(|x| 3.0 * x - 0.3);
        let fit = LeastSquares::fit("test", &y, vec![column("x", &x)]).unwrap();
        let slope = fit.slope(0, Covariance::Classical).unwrap();
        assert!((slope.value - 3.0).abs() < 1e-14 && slope.standard_error.is_none());
        assert_eq!((fit.residual_sd(), fit.explained_by_last(1).f), (Some(0.0), None));
        assert!(LeastSquares::fit("test", &[], Vec::new()).is_err());
    }
}
