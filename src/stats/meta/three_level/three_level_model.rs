use super::blocks::Blocks;
use super::search::{Point, Search, Which};
use crate::data::{StudyEffects, Unit};
use crate::dist::ChiSquared;
use crate::result::number::{Number, number};
use crate::result::{Citation, Estimate, Interval, Level, Note, PValue, Quantity, Statistic};
use crate::stats::documented::documented;
use crate::stats::meta::COMBINED_ESTIMATE;
use crate::stats::meta::inference::{Inference, Reference};
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

documented! {
    /// # Question
    /// What do trials say together when some of them have several estimates, and do estimates differ between trials or within them?
    ///
    /// # Assumptions
    /// y_ij = mu + a_i + b_ij + e_ij with independent Normal a (variance between trials), b (variance within trials) and sampling errors e of
    /// known variance. Sampling errors of estimates from the same people are correlated; they are taken to have one known correlation rho
    /// within each trial, 0 unless given, which is a working assumption.
    ///
    /// # Formula
    /// V_i = between J + within I + sampling covariance; mu = (1' V^-1 1)^-1 1' V^-1 y, SE its root; both variances by restricted maximum
    /// likelihood over all values from 0 on, the highest of its maxima, with profile-likelihood intervals. t = mu / SE with trials - 1 degrees of
    /// freedom (containment), or z. Each variance: likelihood ratio against the model without it, half of its p from chi-squared with 1
    /// degree of freedom (Self and Liang). Q with the sampling covariance alone, rows - 1 degrees of freedom; I^2 of each level: its
    /// variance over both variances and the typical sampling variance (rows - 1) / tr P.
    ///
    /// # Arguments
    /// Study estimates with standard errors and their trials; rho; t or z; `--level`.
    ///
    /// # Errors
    /// One estimate in every trial, or all in one trial: the two variances cannot be told apart. rho outside 0 to below 1.
    ///
    /// # References
    /// Konstantopoulos (2011), Res Synth Methods 2:61-76. Cheung (2014), Psychol Methods 19:211-229. Higgins and Thompson (2002), Stat Med
    /// 21:1539-1558. Self and Liang (1987), JASA 82:605-610.
    ///
    /// # Example
    /// `girth evidence @mesotherapy-evidence`
    ThreeLevel
}

impl Explained for ThreeLevel {
    fn id(&self) -> &'static str {
        "three-level"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        ThreeLevel::DOCUMENTATION
    }
}

const NAME: &str = "three-level random-effects meta-analysis";

const BETWEEN: Quantity =
    Quantity {
        id: "variance_between_trials", label: "variance between trials (squared unit)", symbol: "σ²(between)"
    };
const WITHIN: Quantity =
    Quantity { id: "variance_within_trials", label: "variance within trials (squared unit)", symbol: "σ²(within)" };

const KONSTANTOPOULOS: Citation = Citation {
    key: "Konstantopoulos 2011",
    reference: "Konstantopoulos S (2011). Fixed effects and variance components estimation in three-level meta-analysis. \
                Res Synth Methods 2:61-76.",
};
const CHEUNG: Citation = Citation {
    key: "Cheung 2014",
    reference: "Cheung MWL (2014). Modeling dependent effect sizes with three-level meta-analyses. Psychol Methods 19:211-229.",
};

/// What the mean is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ThreeLevelTest {
    /// Student's t with trials - 1 degrees of freedom.
    #[default]
    T,
    /// The normal distribution.
    Z,
}

/// How the model is fitted and tested.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ThreeLevelOptions {
    /// The correlation of sampling errors of estimates from one trial, from 0 to below 1.
    pub rho: f64,
    /// What the mean is held against.
    pub test: ThreeLevelTest,
    /// Level of all intervals.
    pub level: Level,
}

impl Default for ThreeLevelOptions {
    fn default() -> Self {
        ThreeLevelOptions { rho: 0.0, test: ThreeLevelTest::default(), level: Level::DEFAULT }
    }
}

/// One of the two variances.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Component {
    /// The variance with its profile-likelihood interval.
    pub variance: Estimate,
    /// Its root, in the unit of the estimates.
    pub sd: f64,
    /// Its share of the variance of a typical estimate, in percent.
    pub i2: f64,
    /// Twice the log likelihood above that of the model without it.
    pub likelihood_ratio: f64,
    /// Of that, half chi-squared with 1 degree of freedom.
    pub p_value: PValue,
}

/// The fitted model.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ThreeLevelResult {
    /// Estimates.
    pub rows: usize,
    /// Trials.
    pub trials: usize,
    /// The correlation of sampling errors that was assumed.
    pub rho: f64,
    /// The mean over trials.
    pub estimate: Estimate,
    /// t or z of a mean of 0.
    pub statistic: Statistic,
    /// Degrees of freedom of t; absent for z.
    pub degrees_of_freedom: Option<usize>,
    /// Two-sided.
    pub p_value: PValue,
    /// Where a further estimate of a further trial would lie but for its sampling error.
    pub prediction: Interval,
    /// Between trials.
    pub between: Component,
    /// Within trials.
    pub within: Component,
    /// Cochran's Q with the sampling covariance.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub q: f64,
    /// Its p-value, chi-squared with rows - 1 degrees of freedom.
    pub q_p_value: PValue,
    /// The restricted log likelihood with its constants.
    pub log_likelihood: f64,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}

/// The mean over trials with variances between and within them.
///
/// # Errors
/// [`StatsError::Undefined`] where no trial, or only one, has several estimates to compare; [`StatsError::Missing`] for a rho that is no
/// correlation below 1.
pub fn three_level(effects: &StudyEffects, options: &ThreeLevelOptions) -> Result<ThreeLevelResult, StatsError> {
    if !(0.0..1.0).contains(&options.rho) {
        return Err(StatsError::Missing {
            procedure: NAME,
            what: "a correlation of sampling errors from 0 to below 1",
        });
    }
    let blocks = Blocks::of(effects, options.rho);
    let (rows, trials) = (effects.len(), blocks.trials());
    let undefined = |why: &str| Err(StatsError::Undefined { procedure: NAME, why: why.to_owned() });
    if trials == 1 {
        return undefined("all estimates are of one trial, so that trials cannot be seen to differ");
    }
    if trials == rows {
        return undefined(
            "every trial has one estimate, so that variances between and within trials cannot be told apart",
        );
    }
    let search = Search::new(&blocks);
    let top = search.largest().map_err(failed)?;
    let reference = match options.test {
        ThreeLevelTest::T => Reference::t(NAME, trials - 1)?,
        ThreeLevelTest::Z => Reference::Normal,
    };
    let method = if options.test == ThreeLevelTest::T { "t" } else { "z" };
    let (value, variance) = (blocks.origin + top.evaluation.mean, 1.0 / top.evaluation.weight);
    let inference = Inference::plain(NAME, options.level, reference, method);
    let tested = inference.of_coefficient(COMBINED_ESTIMATE, effects.unit(), value, variance)?;
    let quantile = reference.upper_quantile(options.level.alpha() / 2.0).map_err(failed)?;
    let reach = quantile * (variance + top.variances[0] + top.variances[1]).sqrt();
    let sampling = blocks.at([0.0, 0.0]);
    let typical = (rows - 1) as f64 / sampling.trace;
    let component = |of: Which| component(&search, &top, of, typical, options.level);
    let q = ChiSquared::try_new((rows - 1) as f64).map_err(failed)?.sf(sampling.q);
    let text = match options.rho {
        0.0 => "Sampling errors of estimates from one trial are taken as independent; with the same people in them they are not."
            .to_owned(),
        rho => format!("Sampling errors of estimates from one trial are taken to have a correlation of {rho} throughout."),
    };
    Ok(ThreeLevelResult {
        rows,
        trials,
        rho: options.rho,
        estimate: tested.estimate,
        statistic: tested.statistic,
        degrees_of_freedom: (options.test == ThreeLevelTest::T).then_some(trials - 1),
        p_value: tested.p_value,
        prediction: Interval::new(value - reach, value + reach, options.level, method),
        between: component(Which::Between)?,
        within: component(Which::Within)?,
        q: sampling.q,
        q_p_value: PValue::try_new(q).map_err(failed)?,
        log_likelihood: top.evaluation.log,
        notes: vec![Note::new("sampling-correlation", text)],
        citations: vec![KONSTANTOPOULOS, CHEUNG],
    })
}

fn component(search: &Search<'_>, top: &Point, of: Which, typical: f64, level: Level) -> Result<Component, StatsError> {
    let value = top.variances[of as usize];
    let one = ChiSquared::try_new(1.0).map_err(failed)?;
    let drop = one.upper_quantile(level.alpha()).map_err(failed)? / 2.0;
    let (lower, upper) = search.limits(of, top, drop).map_err(failed)?;
    let without = search.profile(of, 0.0).map_err(failed)?.evaluation.log;
    let ratio = (2.0 * (top.evaluation.log - without)).max(0.0);
    let p = if value > 0.0 { 0.5 * one.sf(ratio) } else { 1.0 };
    let quantity = if of == Which::Between { BETWEEN } else { WITHIN };
    let interval = Interval::new(lower, upper, level, "profile likelihood");
    Ok(Component {
        variance: Estimate::new(quantity, value, Unit::None, None, Some(interval)),
        sd: value.sqrt(),
        i2: 100.0 * value / (top.variances[0] + top.variances[1] + typical),
        likelihood_ratio: ratio,
        p_value: PValue::try_new(p).map_err(failed)?,
    })
}

fn failed(cause: impl ToString) -> StatsError {
    StatsError::numerical(NAME, cause)
}
