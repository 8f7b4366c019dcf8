use super::grid::Grid;
use super::mixture::Mixture;
use super::posterior::{Conditional, Model};
use super::prior::{MeanPrior, SpreadPrior};
use super::summary::{Moments, PosteriorSummary, Shrunken, central, of_grid, of_mixture};
use crate::data::StudyEffects;
use crate::num::NumError;
use crate::result::number::{Number, optional};
use crate::result::{Citation, Estimate, Level, Note, Quantity};
use crate::stats::documented::documented;
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

documented! {
    /// # Question
    /// What is the mean over studies, how much do studies differ, and what would a new one measure, with what was believed before said openly?
    ///
    /// # Assumptions
    /// y_i ~ N(theta_i, s_i^2) with known s_i, theta_i ~ N(mu, tau^2). mu is flat or Normal before the studies, tau half-normal, half-Cauchy
    /// or flat from 0 on, independent of mu. A half-normal tau says that differences between studies far above its scale are out of the
    /// question: half of it lies below 0.67 scales, 95 % below 1.96. The scale is in the unit of the outcome and is the caller's to give;
    /// Roever et al. (2021) discuss the choice, 0.5 being usual for log odds ratios and standardised differences.
    ///
    /// # Formula
    /// p(tau | y) is proportional to p(tau) prod N(y_i; m(tau), s_i^2 + tau^2) v(tau)^(1/2), mu given tau is N(m(tau), v(tau)) with
    /// 1 / v = sum 1 / (s_i^2 + tau^2), and with the prior of mu as one more study. tau is integrated by an adaptive Gauss-Legendre rule on
    /// the whole half-line, mu in closed form; quantiles are roots of the exact mixture, nothing is drawn. A new study: N(m, v + tau^2).
    /// theta_i given tau: the precision-weighted mean of y_i and mu. Bayes factor of mu = 0 against mu free: posterior over prior density at
    /// 0 (Savage and Dickey), for a Normal prior only.
    ///
    /// # Arguments
    /// Study estimates with standard errors; the two prior distributions; a threshold for P(mu < threshold); `--level`. One or two
    /// studies will do.
    ///
    /// # Errors
    /// A scale or SD that is not above 0; a flat tau with fewer than three studies (two with a Normal mu), where the posterior is no
    /// distribution.
    ///
    /// # References
    /// Roever (2020), J Stat Softw 93(6). Roever, Bender, Dias et al. (2021), Res Synth Methods 12:448-474. Gelman et al. (2013), Bayesian
    /// Data Analysis, 3rd ed., section 5.4. Dickey (1971), Ann Math Stat 42:204-223.
    ///
    /// # Example
    /// `girth evidence @mesotherapy-evidence`
    BayesianMetaAnalysis
}

impl Explained for BayesianMetaAnalysis {
    fn id(&self) -> &'static str {
        "bayesian-meta-analysis"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        BayesianMetaAnalysis::DOCUMENTATION
    }
}

const NAME: &str = "Bayesian random-effects meta-analysis";

const MEAN: Quantity = Quantity { id: "mean_effect", label: "mean over studies", symbol: "mu" };
const TAU: Quantity = Quantity { id: "tau", label: "SD between studies", symbol: "tau" };
const NEW_STUDY: Quantity = Quantity { id: "new_study", label: "what a new study measures", symbol: "theta new" };
const STUDY: Quantity = Quantity { id: "study_effect", label: "what the study measures", symbol: "theta" };

const ROEVER: Citation = Citation {
    key: "Roever 2020",
    reference: "Roever C (2020). Bayesian random-effects meta-analysis using the bayesmeta R package. J Stat Softw 93(6):1-51.",
};
const ROEVER_PRIORS: Citation = Citation {
    key: "Roever 2021",
    reference: "Roever C, Bender R, Dias S, et al. (2021). On weakly informative prior distributions for the heterogeneity parameter in \
                Bayesian random-effects meta-analysis. Res Synth Methods 12:448-474.",
};

/// Steps of the densities for charts.
const DENSITY_STEPS: u16 = 200;

/// What is believed before the studies, and what is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BayesianOptions {
    /// The mean.
    pub mean: MeanPrior,
    /// The SD between studies.
    pub spread: SpreadPrior,
    /// The probability of a mean below which value is asked for.
    pub threshold: Option<f64>,
    /// Probability of the intervals.
    pub level: Level,
}

/// What is believed after the studies.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BayesianResult {
    /// Studies.
    pub studies: usize,
    /// Prior of the mean.
    pub mean_prior: MeanPrior,
    /// Prior of the SD between studies.
    pub spread_prior: SpreadPrior,
    /// The mean over studies.
    pub mean: PosteriorSummary,
    /// The SD between studies.
    pub tau: PosteriorSummary,
    /// What a new study measures, without its own sampling error.
    pub prediction: PosteriorSummary,
    /// Densities of the mean and of a new study at the same values, for a chart.
    #[serde(skip)]
    pub densities: Vec<PosteriorDensity>,
    /// Each study in the light of the others.
    pub shrunken: Vec<Shrunken>,
    /// The probability that the mean is below the threshold asked for.
    pub below_threshold: Option<f64>,
    /// How much more likely the studies are with a mean of 0 than with one free under its prior; absent for a flat prior.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub bayes_factor_of_none: Option<f64>,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}

/// What is believed of one value after the studies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PosteriorDensity {
    /// The value.
    pub at: f64,
    /// Density of the mean there.
    pub mean: f64,
    /// Density of what a new study measures.
    pub prediction: f64,
}

/// Posterior distributions of the mean, of the SD between studies, of a new study and of each study.
///
/// # Errors
/// [`StatsError::Missing`] for a prior that is none, [`StatsError::Undefined`] where the posterior is no distribution.
pub fn bayesian_random_effects(
    effects: &StudyEffects,
    options: &BayesianOptions,
) -> Result<BayesianResult, StatsError> {
    let missing = |what| StatsError::Missing { procedure: NAME, what };
    if !options.mean.is_valid() {
        return Err(missing("a prior of the mean with a finite mean and an SD above 0"));
    }
    if options.spread.scale().is_some_and(|scale| !(scale.is_finite() && scale > 0.0)) {
        return Err(missing("a prior of the SD between studies with a scale above 0"));
    }
    let model = Model::new(effects, options.mean, options.spread);
    let tail = model.tail();
    if tail <= 1.0 {
        let why = format!(
            "{} with a flat prior leave the SD between studies without a distribution",
            if effects.len() == 1 { "one study".to_owned() } else { format!("{} studies", effects.len()) }
        );
        return Err(StatsError::Undefined { procedure: NAME, why });
    }
    summarised(effects, &model, options).map_err(|cause| StatsError::numerical(NAME, cause))
}

fn summarised(effects: &StudyEffects, model: &Model, options: &BayesianOptions) -> Result<BayesianResult, NumError> {
    let scale = model.scale();
    let looks = (-120..=120).map(|quarter| scale * (f64::from(quarter) / 4.0).exp2());
    let top = looks.map(|tau| model.at(tau).log_density).fold(model.at(0.0).log_density, f64::max);
    let grid = Grid::try_new(|tau| (model.at(tau).log_density - top).exp(), scale, model.finest())?;
    let given: Vec<_> = grid.nodes.iter().map(|&(tau, share)| (tau, share, model.at(tau))).collect();
    let mixture = |of: &dyn Fn(f64, &Conditional) -> (f64, f64)| {
        let part = |(tau, share, at): &(f64, f64, Conditional)| {
            let (mean, variance) = of(*tau, at);
            [*share, mean, variance.sqrt()]
        };
        Mixture::new(given.iter().map(part).collect())
    };
    let mean = mixture(&|_, at| (at.mean, at.variance));
    let new_study = mixture(&|tau, at| (at.mean, at.variance + tau * tau));
    let heavy = Moments { mean: model.tail() > 2.0, sd: model.tail() > 3.0 };
    let of_mean = if options.mean == MeanPrior::Flat { heavy } else { Moments { mean: true, sd: true } };
    let (unit, level, origin) = (effects.unit(), options.level, model.origin);
    let shrunken = effects.studies().iter().enumerate().map(|(at, study)| {
        let own = mixture(&|tau, mean| model.shrunken(at, tau, mean));
        let interval = central(&own, origin, level)?;
        let (median, sd) = (origin + own.quantile(0.5)?, own.variance().sqrt());
        let estimate = Estimate::new(STUDY, median, unit, Some(sd), Some(interval));
        Ok(Shrunken { label: study.label.clone(), estimate })
    });
    let mut notes = vec![Note::new(
        "prior",
        "The intervals hold the stated probability under the prior distributions given; with few studies these matter.",
    )];
    if !(heavy.mean && heavy.sd) {
        let text =
            "The tails of the posterior are too heavy for a mean or an SD of some figures: medians stand for them.";
        notes.push(Note::new("heavy-tails", text));
    }
    let [from, to] = [new_study.quantile(0.005)?, new_study.quantile(0.995)?];
    let densities = (0..=DENSITY_STEPS).map(|step| {
        let at = from + (to - from) * f64::from(step) / f64::from(DENSITY_STEPS);
        PosteriorDensity { at: origin + at, mean: mean.density(at), prediction: new_study.density(at) }
    });
    Ok(BayesianResult {
        densities: densities.collect(),
        studies: effects.len(),
        mean_prior: options.mean,
        spread_prior: options.spread,
        mean: of_mixture((MEAN, unit), &mean, origin, of_mean, level)?,
        tau: of_grid((TAU, unit), &grid, heavy, level)?,
        prediction: of_mixture((NEW_STUDY, unit), &new_study, origin, heavy, level)?,
        shrunken: shrunken.collect::<Result<_, NumError>>()?,
        below_threshold: options.threshold.map(|threshold| mean.cdf(threshold - origin)),
        bayes_factor_of_none: model.log_prior_density(0.0).map(|log| mean.density(-origin) / log.exp()),
        notes,
        citations: vec![ROEVER, ROEVER_PRIORS],
    })
}
