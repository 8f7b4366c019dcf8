use super::FixedEffects;
use super::blocks::Blocks;
use super::directions::Directions;
use super::evaluation::Evaluation;
use super::search::{Best, Profile, best_ratio};
use crate::num::{NumError, Orthonormal};
use crate::stats::StatsError;

/// Less than this share of the readings' sum of squares is rounding.
const NO_VARIATION: f64 = 1e-26;

/// What could be said of the variances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VarianceState {
    /// All were estimated above zero.
    Estimated,
    /// At least one was estimated as exactly zero: the likelihood falls from there on. The model is then the one without it.
    AtZero,
    /// Everybody has one reading: the variance between persons cannot be told from that within, and the model is least squares.
    NotSeparable,
    /// The fixed effects explain every reading: there is no variance.
    NoVariation,
}

/// A linear model with random intercepts, fitted by restricted maximum likelihood (Patterson and Thompson 1971, Biometrika 58:545-554).
///
/// y = X b + u + e with independent normal u of variance var_u for each person (for nested intercepts also one for each site within each
/// person) and e of variance var_e. The likelihood is maximised in the ratio var_u / var_e alone: coefficients and residual variance have
/// closed forms at each ratio. The computation uses an orthonormal basis of X and, of the readings, the least-squares residuals, so
/// that neither offsets nor scales of columns matter.
#[derive(Clone, Debug)]
pub struct MixedFit {
    pub(super) names: Vec<String>,
    pub(super) basis: Orthonormal,
    /// Least-squares coordinates of the readings in the basis.
    pub(super) least_squares: Vec<f64>,
    pub(super) evaluation: Evaluation,
    /// Residual variance first.
    pub(super) variances: Vec<f64>,
    /// Where the variances can move from there.
    pub(super) directions: Directions,
    pub(super) state: VarianceState,
    readings: usize,
    persons: usize,
    log_likelihood: Option<f64>,
    pub(super) evaluations: usize,
    pub(super) gradient: f64,
}

impl MixedFit {
    /// One random intercept for each person: `y ~ X + (1 | person)`, `person` the persons' numbers from 0.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] when coefficients or variances cannot be told apart, [`StatsError::Numerical`] when the search fails.
    pub fn random_intercept(
        procedure: &'static str,
        y: &[f64],
        x: &FixedEffects,
        person: &[usize],
    ) -> Result<MixedFit, StatsError> {
        MixedFit::fit(procedure, y, x, person, None)
    }

    /// Intercepts for each person and for each site within each person: `y ~ X + (1 | person) + (1 | person:site)`.
    ///
    /// # Errors
    /// As [`MixedFit::random_intercept`].
    pub fn nested_intercepts(
        procedure: &'static str,
        y: &[f64],
        x: &FixedEffects,
        person: &[usize],
        site: &[usize],
    ) -> Result<MixedFit, StatsError> {
        MixedFit::fit(procedure, y, x, person, Some(site))
    }

    fn fit(
        procedure: &'static str,
        y: &[f64],
        x: &FixedEffects,
        person: &[usize],
        site: Option<&[usize]>,
    ) -> Result<MixedFit, StatsError> {
        let numerical = |cause: NumError| StatsError::numerical(procedure, cause);
        let (basis, residuals) = least_squares(procedure, y, x, [person.len(), site.map_or(y.len(), <[usize]>::len)])?;
        let blocks = Blocks::of(&basis, &residuals, person, site);
        let mut fit = MixedFit::without_variance(procedure, y, x, basis, &blocks)?;
        if no_variation(&residuals, y) {
            return Ok(fit);
        }
        let ratios = if fit.persons == fit.readings {
            fit.state = VarianceState::NotSeparable;
            vec![0.0; blocks.components - 1]
        } else {
            identifiable(procedure, &blocks, site.is_some())?;
            let ratios = fit.search(procedure, &blocks)?;
            fit.state = if ratios.contains(&0.0) { VarianceState::AtZero } else { VarianceState::Estimated };
            ratios
        };
        let relative = fit.settle(&blocks, &ratios).map_err(numerical)?;
        let slopes = ratios.iter().zip(&relative).filter(|(ratio, _)| **ratio > 0.0);
        fit.gradient = slopes.map(|(ratio, slope)| (ratio * slope).abs()).fold(0.0, f64::max);
        fit.directions = Directions::of_positive(&fit.variances);
        Ok(fit)
    }

    /// The model before its variances are known.
    pub(super) fn without_variance(
        procedure: &'static str,
        y: &[f64],
        x: &FixedEffects,
        basis: Orthonormal,
        blocks: &Blocks,
    ) -> Result<MixedFit, StatsError> {
        let only_residual: Vec<f64> = (0..blocks.components).map(|at| if at == 0 { 1.0 } else { 0.0 }).collect();
        let evaluation = Evaluation::at(blocks, &only_residual, true);
        Ok(MixedFit {
            names: x.names.clone(),
            least_squares: basis.coordinates(y),
            evaluation: evaluation.map_err(|cause| StatsError::numerical(procedure, cause))?,
            basis,
            variances: vec![0.0; blocks.components],
            directions: Directions::default(),
            state: VarianceState::NoVariation,
            readings: y.len(),
            persons: blocks.blocks.len(),
            log_likelihood: None,
            evaluations: 0,
            gradient: 0.0,
        })
    }

    /// The ratios at which the likelihood is highest, in the order of the components.
    fn search(&mut self, procedure: &'static str, blocks: &Blocks) -> Result<Vec<f64>, StatsError> {
        let degrees = blocks.readings() - blocks.width as f64;
        let mut evaluations = 0;
        let mut profile = |ratios: &[f64], component: usize| {
            evaluations += 1;
            let s: Vec<f64> = std::iter::once(1.0).chain(ratios.iter().copied()).collect();
            let at = Evaluation::at(blocks, &s, false)?;
            Ok(Profile {
                log_likelihood: -0.5 * (degrees * (at.quadratic / degrees).ln() + at.log_determinants),
                slope: -0.5 * (at.traces[component] - at.squares[component] * degrees / at.quadratic),
            })
        };
        let best = if blocks.components == 2 {
            best_ratio(|ratio| profile(&[ratio], 1)).map(|best| match best {
                Best::Ratio(ratio) => Some(vec![ratio]),
                Best::Unbounded => None,
            })
        } else {
            // The slope of the profile over the persons' ratio is that at its best, so the outer search needs no further derivative.
            let mut inner = |of_site: f64| best_ratio(|ratio| profile(&[of_site, ratio], 2));
            let outer = best_ratio(|of_site| match inner(of_site)? {
                Best::Ratio(ratio) => profile_at(blocks, &[of_site, ratio], degrees),
                Best::Unbounded => Err(unbounded()),
            });
            match outer {
                Ok(Best::Ratio(of_site)) => inner(of_site).map(|best| match best {
                    Best::Ratio(ratio) => Some(vec![of_site, ratio]),
                    Best::Unbounded => None,
                }),
                Ok(Best::Unbounded) => Ok(None),
                Err(cause) => Err(cause),
            }
        };
        self.evaluations = evaluations;
        best.map_err(|cause| StatsError::numerical(procedure, cause))?.ok_or_else(|| StatsError::Undefined {
            procedure,
            why: "nothing varies within participants once the fixed effects are taken off, so there is no residual variance".to_owned(),
        })
    }

    /// Everything at the best ratios; the slopes of the log likelihood in each of them.
    pub(super) fn settle(&mut self, blocks: &Blocks, ratios: &[f64]) -> Result<Vec<f64>, NumError> {
        let degrees = blocks.readings() - blocks.width as f64;
        let ratios: Vec<f64> = std::iter::once(1.0).chain(ratios.iter().copied()).collect();
        let relative = Evaluation::at(blocks, &ratios, false)?;
        let residual = relative.quadratic / degrees;
        let constant = degrees * ((2.0 * std::f64::consts::PI * residual).ln() + 1.0);
        let determinants = relative.log_determinants + 2.0 * self.basis.log_determinant();
        self.log_likelihood = Some(-0.5 * (constant + determinants));
        self.variances = ratios.iter().map(|ratio| ratio * residual).collect();
        self.evaluation = Evaluation::at(blocks, &self.variances, true)?;
        Ok((1..ratios.len()).map(|at| 0.5 * (relative.squares[at] / residual - relative.traces[at])).collect())
    }

    /// The names of the coefficients.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Readings that entered.
    pub fn readings(&self) -> usize {
        self.readings
    }

    /// Persons (or clusters) that entered.
    pub fn persons(&self) -> usize {
        self.persons
    }

    /// What could be said of the variances.
    pub fn state(&self) -> VarianceState {
        self.state
    }

    /// The residual variance.
    pub fn residual_variance(&self) -> f64 {
        self.variances[0]
    }

    /// The variance between persons; `None` where it cannot be told from the residual one.
    pub fn person_variance(&self) -> Option<f64> {
        (self.state != VarianceState::NotSeparable).then(|| self.variances[self.variances.len() - 1])
    }

    /// The variance between the sites of a person, in the nested model.
    pub fn site_variance(&self) -> Option<f64> {
        (self.variances.len() == 3 && self.state != VarianceState::NotSeparable).then(|| self.variances[1])
    }

    /// The correlation of two readings of one person: the share of the persons in the whole variance. `None` without variance, or
    /// where it cannot be told.
    pub fn icc(&self) -> Option<f64> {
        let total: f64 = self.variances.iter().sum();
        self.person_variance().filter(|_| total > 0.0).map(|variance| variance / total)
    }

    /// The restricted log likelihood, in the form of R's lme4 and nlme; `None` without variance.
    pub fn log_likelihood(&self) -> Option<f64> {
        self.log_likelihood
    }

    /// How often the likelihood was evaluated, and its largest slope in the logarithm of a ratio where it stopped.
    pub fn convergence(&self) -> (usize, f64) {
        (self.evaluations, self.gradient)
    }
}

/// An orthonormal basis of the fixed effects and what least squares leaves of the readings. `lengths` are of further columns, which
/// must be as long as the readings.
///
/// # Errors
/// [`StatsError::Undefined`] when the columns differ in length, depend on each other, or are as many as the readings.
pub(super) fn least_squares(
    procedure: &'static str,
    y: &[f64],
    x: &FixedEffects,
    lengths: [usize; 2],
) -> Result<(Orthonormal, Vec<f64>), StatsError> {
    let undefined = |why: String| StatsError::Undefined { procedure, why };
    let (readings, width) = (y.len(), x.names.len());
    if x.columns[0].len() != readings || lengths.iter().any(|&length| length != readings) {
        return Err(undefined("the columns differ in length".to_owned()));
    }
    let basis = Orthonormal::of(&x.columns).map_err(|at| {
        undefined(format!("the data cannot tell the coefficient `{}` from those before it", x.names[at]))
    })?;
    if readings <= width {
        return Err(undefined(format!("{readings} readings for {width} coefficients leave nothing to judge by")));
    }
    let residuals = basis.residuals(y);
    Ok((basis, residuals))
}

/// Whether what least squares leaves of the readings is rounding.
pub(super) fn no_variation(residuals: &[f64], y: &[f64]) -> bool {
    let squares = |values: &[f64]| values.iter().map(|value| value * value).sum::<f64>();
    squares(residuals) <= NO_VARIATION * squares(y)
}

fn unbounded() -> NumError {
    NumError::Argument { what: "residual variance", found: 0.0, expected: "readings that vary within participants" }
}

/// The profile over the first ratio, the second at its best.
fn profile_at(blocks: &Blocks, ratios: &[f64; 2], degrees: f64) -> Result<Profile, NumError> {
    let at = Evaluation::at(blocks, &[1.0, ratios[0], ratios[1]], false)?;
    Ok(Profile {
        log_likelihood: -0.5 * (degrees * (at.quadratic / degrees).ln() + at.log_determinants),
        slope: -0.5 * (at.traces[1] - at.squares[1] * degrees / at.quadratic),
    })
}

/// Whether something is left to judge the variances by, between persons and within.
fn identifiable(procedure: &'static str, blocks: &Blocks, nested: bool) -> Result<(), StatsError> {
    let persons = blocks.blocks.len();
    let within = blocks.readings() - persons as f64 - blocks.rank_within as f64;
    let why = if persons + blocks.rank_within <= blocks.width {
        "as many coefficients as persons or clusters leave nothing to judge the variance between them by"
    } else if within < 1.0 {
        "too few have more than one reading to judge the variance within a person or cluster by"
    } else if nested && blocks.pool_degrees < 1.0 {
        "no site of any participant has more than one reading"
    } else {
        return Ok(());
    };
    Err(StatsError::Undefined { procedure, why: why.to_owned() })
}
