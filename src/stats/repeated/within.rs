//! Readings split into what lies between people and what lies within them.

use crate::data::CompleteCourses;
use crate::dist::{ChiSquared, DistError, FisherF};
use crate::num::{NumError, Orthonormal, compensated_sum, symmetric_eigen};

/// A contrast whose residuals are below this share of the longest has none but rounding.
const NOTHING: f64 = 1e-10;

/// Orthonormal contrasts of the points in time: their means in each arm and what is left of them within the arms. Nothing computed from
/// them depends on which orthonormal contrasts they are.
pub(super) struct Within {
    sizes: Vec<f64>,
    /// For each arm, the mean of every contrast.
    means: Vec<Vec<f64>>,
    /// For each contrast, the residuals of the people.
    residuals: Vec<Vec<f64>>,
    /// The residuals as Q R; `None` where they do not span all contrasts.
    basis: Option<Orthonormal>,
    pub(super) subject_sum_of_squares: f64,
    pub(super) error_sum_of_squares: f64,
}

/// The correction factors of the degrees of freedom.
pub(super) struct Epsilons {
    pub(super) greenhouse_geisser: f64,
    /// Not cut off at 1; `None` where there are too few people for it.
    pub(super) huynh_feldt: Option<f64>,
    pub(super) lower_bound: f64,
}

/// What the means of some contrasts explain.
pub(super) struct Effect {
    pub(super) sum_of_squares: f64,
    pub(super) numerator: f64,
    pub(super) denominator: f64,
    pub(super) f: f64,
    pub(super) multivariate: Option<MultivariateF>,
}

/// A multivariate test as F: Hotelling's T² where one mean is tested, Pillai's trace otherwise.
pub(super) struct MultivariateF {
    pub(super) f: f64,
    pub(super) numerator: f64,
    pub(super) denominator: f64,
}

impl Within {
    /// `None` when every person of an arm has the same course up to a constant: there is no error.
    pub(super) fn of(courses: &CompleteCourses) -> Option<Within> {
        let (n, k, arms) = (courses.people(), courses.names().len(), courses.arms());
        let changes: Vec<Vec<f64>> = (0..n).map(|person| courses.changes(person)).collect();
        let arm_of: Vec<usize> =
            (0..n).filter_map(|person| arms.iter().position(|&arm| arm == courses.data().arm_of(person))).collect();
        let first_of: Vec<&Vec<f64>> =
            (0..arms.len()).filter_map(|arm| Some(&changes[arm_of.iter().position(|&of| of == arm)?])).collect();
        if changes.iter().zip(&arm_of).all(|(changes, &arm)| changes == first_of[arm]) {
            return None;
        }
        let sizes: Vec<f64> =
            (0..arms.len()).map(|arm| arm_of.iter().filter(|&&of| of == arm).count() as f64).collect();
        let centred = |column: Vec<f64>| {
            let mean = |arm: usize| {
                let own = column.iter().zip(&arm_of).filter(|(_, of)| **of == arm);
                compensated_sum(own.map(|(value, _)| *value)) / sizes[arm]
            };
            let means: Vec<f64> = (0..sizes.len()).map(mean).collect();
            let residuals: Vec<f64> = column.iter().zip(&arm_of).map(|(value, &arm)| value - means[arm]).collect();
            (means, residuals)
        };
        let contrast = |at: usize| changes.iter().map(|row| helmert(row, at)).collect();
        let (by_contrast, residuals): (Vec<Vec<f64>>, Vec<Vec<f64>>) = (1..k).map(|at| centred(contrast(at))).unzip();
        let level = |person: usize| {
            courses.first_above_the_first(person) + compensated_sum(changes[person].iter().copied()) / k as f64
        };
        let (_, levels) = centred((0..n).map(level).collect());
        let lengths: Vec<f64> = residuals.iter().map(|column| squares(column)).collect();
        let longest = lengths.iter().copied().fold(0.0, f64::max);
        let spans = lengths.iter().all(|length| *length > NOTHING * NOTHING * longest);
        Some(Within {
            means: (0..sizes.len()).map(|arm| by_contrast.iter().map(|means| means[arm]).collect()).collect(),
            basis: if spans { Orthonormal::of(&residuals).ok() } else { None },
            subject_sum_of_squares: k as f64 * squares(&levels),
            error_sum_of_squares: compensated_sum(lengths),
            residuals,
            sizes,
        })
    }

    /// k - 1.
    fn contrasts(&self) -> f64 {
        self.residuals.len() as f64
    }

    /// People less arms.
    fn degrees(&self) -> f64 {
        self.sizes.iter().sum::<f64>() - self.sizes.len() as f64
    }

    /// Greenhouse and Geisser's (tr S)² / ((k - 1) tr S²), and Huynh and Feldt's with Lecoutre's correction for several arms.
    pub(super) fn epsilons(&self) -> Epsilons {
        let p = self.contrasts();
        let product = |left: &[f64], right: &[f64]| compensated_sum(left.iter().zip(right).map(|(one, two)| one * two));
        let cells = self.residuals.iter().flat_map(|left| self.residuals.iter().map(move |right| product(left, right)));
        let greenhouse_geisser =
            (self.error_sum_of_squares.powi(2) / (p * compensated_sum(cells.map(|cell| cell * cell)))).min(1.0);
        // Lecoutre 1991, eq. 4: n - g + 1 in place of n.
        let (degrees, scaled) = (self.degrees(), p * greenhouse_geisser);
        let rest = degrees - scaled;
        let huynh_feldt = match p {
            1.0 => Some(1.0),
            _ if rest > 1e-9 * degrees => Some(((degrees + 1.0) * scaled - 2.0) / (p * rest)),
            _ => None,
        };
        Epsilons { greenhouse_geisser, huynh_feldt, lower_bound: 1.0 / p }
    }

    /// Mauchly's W and its p by Box's approximation to the second order (Anderson 2003, sec. 10.7.4); `None` for two points in time,
    /// and where the residuals do not span the contrasts.
    pub(super) fn mauchly(&self) -> Result<Option<(f64, f64)>, DistError> {
        let (p, v) = (self.contrasts(), self.degrees());
        let Some(basis) = self.basis.as_ref().filter(|_| p > 1.0) else { return Ok(None) };
        let log_w = 2.0 * basis.log_determinant() - p * (self.error_sum_of_squares / p).ln();
        let rho = 1.0 - (2.0 * p * p + p + 2.0) / (6.0 * p * v);
        let second = (p + 2.0) * (p - 1.0) * (p - 2.0) * (2.0 * p.powi(3) + 6.0 * p * p + 3.0 * p + 2.0)
            / (288.0 * (v * p * rho).powi(2));
        let (x, df) = (-v * rho * log_w, p * (p + 1.0) / 2.0 - 1.0);
        let first = ChiSquared::try_new(df)?.sf(x);
        let p_value = first + second * (ChiSquared::try_new(df + 4.0)?.sf(x) - first);
        Ok((rho > 0.0).then(|| (log_w.exp(), p_value.clamp(0.0, 1.0))))
    }

    /// The points in time, the arms counting alike.
    pub(super) fn time(&self) -> Result<Effect, NumError> {
        let g = self.sizes.len() as f64;
        let scale = (self.sizes.iter().map(|n| 1.0 / n).sum::<f64>() / (g * g)).sqrt();
        let mean = |at: usize| self.means.iter().map(|means| means[at]).sum::<f64>() / g / scale;
        self.effect(1.0, &[(0..self.residuals.len()).map(mean).collect()])
    }

    /// The arms by the points in time.
    pub(super) fn interaction(&self) -> Result<Effect, NumError> {
        let n: f64 = self.sizes.iter().sum();
        let pooled: Vec<f64> = (0..self.residuals.len())
            .map(|at| self.means.iter().zip(&self.sizes).map(|(means, size)| size * means[at]).sum::<f64>() / n)
            .collect();
        let apart = |(means, size): (&Vec<f64>, &f64)| {
            means.iter().zip(&pooled).map(|(own, pooled)| size.sqrt() * (own - pooled)).collect()
        };
        let rows: Vec<Vec<f64>> = self.means.iter().zip(&self.sizes).map(apart).collect();
        self.effect(self.sizes.len() as f64 - 1.0, &rows)
    }

    /// The effect whose matrix of squares and products is the sum of the squares of `rows`, of rank `rank`.
    fn effect(&self, rank: f64, rows: &[Vec<f64>]) -> Result<Effect, NumError> {
        let (p, v) = (self.contrasts(), self.degrees());
        let sum_of_squares = compensated_sum(rows.iter().map(|row| squares(row)));
        let (numerator, denominator) = (rank * p, v * p);
        let f = (sum_of_squares / numerator) / (self.error_sum_of_squares / denominator);
        let multivariate = match &self.basis {
            Some(basis) if v >= p => Some(pillai(basis, rank, v, rows)?),
            _ => None,
        };
        Ok(Effect { sum_of_squares, numerator, denominator, f, multivariate })
    }
}

/// Pillai's trace as F (Muller 1998; for rank 1 it is Hotelling's T² exactly): the eigenvalues of H E^-1 are those of the sum of z z' with
/// R' z a row of H and E = R' R.
fn pillai(basis: &Orthonormal, rank: f64, v: f64, rows: &[Vec<f64>]) -> Result<MultivariateF, NumError> {
    let width = basis.columns.len();
    let p = width as f64;
    let scaled: Vec<Vec<f64>> = rows.iter().map(|row| basis.combination(row)).collect();
    let cell = |at: usize| scaled.iter().map(|z| z[at / width] * z[at % width]).sum();
    let (mut roots, _) = symmetric_eigen(&(0..width * width).map(cell).collect::<Vec<f64>>(), width)?;
    let s = p.min(rank);
    roots.sort_unstable_by(|left, right| right.total_cmp(left));
    let kept = || roots.iter().take(s as usize).map(|root| root.max(0.0));
    // s less the trace, without the cancellation.
    let trace: f64 = kept().map(|root| root / (1.0 + root)).sum();
    let rest: f64 = kept().map(|root| 1.0 / (1.0 + root)).sum();
    let (numerator, denominator) = (s * ((p - rank).abs() + s), s * (v - p + s));
    Ok(MultivariateF { f: trace / numerator / (rest / denominator), numerator, denominator })
}

/// The contrast of one point with the mean of all before it, of length 1 (Helmert).
fn helmert(row: &[f64], at: usize) -> f64 {
    let weight = at as f64;
    (weight * row[at] - compensated_sum(row[..at].iter().copied())) / (weight * (weight + 1.0)).sqrt()
}

fn squares(values: &[f64]) -> f64 {
    compensated_sum(values.iter().map(|value| value * value))
}

/// P(F >= f) with both degrees of freedom multiplied by a correction factor.
pub(super) fn tail(f: f64, (numerator, denominator): (f64, f64), epsilon: f64) -> Result<f64, DistError> {
    Ok(FisherF::try_new(numerator * epsilon, denominator * epsilon)?.sf(f))
}
