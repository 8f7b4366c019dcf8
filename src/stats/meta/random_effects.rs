use super::fit::Fit;
use super::heterogeneity::heterogeneity;
use super::inference::{Inference, Reference};
use super::model::Model;
use super::regression::KNAPP_HARTUNG;
use super::{MetaOptions, PredictionMethod, TauMethod};
use crate::data::StudyEffects;
use crate::num::compensated_sum;
use crate::result::{Citation, Interval, MetaResult, Note, Quantity};
use crate::stats::documented::documented;
use crate::stats::{Explained, StatsError};

/// The mean of what the studies estimate.
pub const COMBINED_ESTIMATE: Quantity =
    Quantity { id: "combined_estimate", label: "combined estimate", symbol: "combined" };

documented! {
    /// # Question
    /// What do several studies of one quantity say together, and how much do they differ beyond chance?
    ///
    /// # Assumptions
    /// Each study's estimate is normal about its own true effect, with the variance that is given; the true effects are a sample from
    /// one distribution with mean mu and variance tau² (none for a common effect). Studies are independent of each other, and their
    /// being found does not depend on what they found.
    ///
    /// # Formula
    /// mu = sum w y / sum w, w = 1 / (v + tau²), SE² = 1 / sum w. tau²: restricted or full maximum likelihood (the greatest maximum over
    /// tau² >= 0), Paule and Mandel (equal to empirical Bayes), DerSimonian and Laird, Hedges and Olkin, Sidik and Jonkman (from the
    /// variance of the estimates with divisor k), all cut off at 0. z = mu / SE, or t with k - 1 degrees of freedom, or the same t with
    /// SE² q of Knapp and Hartung, q = sum w (y - mu)² / (k - 1), or with SE² max(1, q). Q = sum (y - mu)² / v at tau² = 0 against
    /// chi-squared with k - 1. Interval of tau²: where the generalised Q equals the quantiles of that chi-squared; I² = tau² / (tau² +
    /// s²) and H² = 1 + tau² / s² with s² = (k - 1) sum w / ((sum w)² - sum w²), w = 1 / v; without tau², H² = Q / (k - 1). Prediction
    /// interval: mu -/+ t sqrt(tau² + SE²), t with k - 2 degrees of freedom (or k - 1, or normal), SE that of the test.
    ///
    /// # Arguments
    /// One estimate with its standard error per study, ratios as logarithms; method, test, level.
    ///
    /// # Errors
    /// Knapp and Hartung's own standard error where no two estimates differ. A single study is given as it is, without heterogeneity;
    /// below three studies there is no prediction interval.
    ///
    /// # References
    /// DerSimonian and Laird (1986), Control Clin Trials 7:177-188. Viechtbauer (2005), J Educ Behav Stat 30:261-293. Viechtbauer
    /// (2007), Stat Med 26:37-52. Knapp and Hartung (2003), Stat Med 22:2693-2710. Röver, Knapp and Friede (2015), BMC Med Res Methodol
    /// 15:99. IntHout, Ioannidis and Borm (2014), BMC Med Res Methodol 14:25. Higgins, Thompson and Spiegelhalter (2009), J R Stat Soc
    /// A 172:137-159. Higgins and Thompson (2002), Stat Med 21:1539-1558.
    ///
    /// # Example
    /// `girth evidence @mesotherapy-evidence`
    MetaAnalysis
}

impl Explained for MetaAnalysis {
    fn id(&self) -> &'static str {
        "meta-analysis"
    }

    fn title(&self) -> &'static str {
        "random-effects meta-analysis"
    }

    fn documentation(&self) -> &'static str {
        MetaAnalysis::DOCUMENTATION
    }
}

const VIECHTBAUER: Citation = Citation {
    key: "Viechtbauer 2005",
    reference: "Viechtbauer W (2005). Bias and efficiency of meta-analytic variance estimators in the random-effects model. Journal of \
                Educational and Behavioral Statistics 30:261-293.",
};

const HIGGINS: Citation = Citation {
    key: "Higgins et al. 2009",
    reference: "Higgins JPT, Thompson SG, Spiegelhalter DJ (2009). A re-evaluation of random-effects meta-analysis. Journal of the Royal \
                Statistical Society A 172:137-159.",
};

/// Question: what do these studies say together?
///
/// See [`MetaAnalysis`] for the formulas.
///
/// # Errors
/// [`StatsError::Undefined`] for Knapp and Hartung's standard error of estimates that do not differ at all.
pub fn random_effects(effects: &StudyEffects, options: &MetaOptions) -> Result<MetaResult, StatsError> {
    let fit = Fit::of(Model::of_mean(MetaAnalysis.title(), effects), options.method)?;
    let inference = Inference::of(&fit, options)?;
    let (value, variance) = fit.weighted.coefficient(0);
    let value = fit.model.origin + value;
    let tested = inference.of_coefficient(COMBINED_ESTIMATE, effects.unit(), value, variance)?;
    let mut notes: Vec<Note> = inference.notes().collect();
    let heterogeneity = match fit.model.degrees() {
        0 => {
            notes.push(Note::new(
                "one-study",
                "A single study stands for itself, with a normal interval: nothing can be said about differences between studies.",
            ));
            None
        }
        _ => {
            let (found, more) = heterogeneity(&fit, options.method, effects.unit(), options.level)?;
            notes.extend(more);
            Some(found)
        }
    };
    let total = compensated_sum(fit.weighted.weights.iter().copied());
    Ok(MetaResult {
        method: options.method,
        test: options.test,
        k: effects.len(),
        estimate: tested.estimate,
        statistic: tested.statistic,
        degrees_of_freedom: matches!(inference.reference, Reference::StudentT(_)).then(|| fit.model.degrees()),
        p_value: tested.p_value,
        prediction: prediction(&fit, value, inference.factor * variance, options)?,
        heterogeneity,
        weights: fit.weighted.weights.iter().map(|weight| weight / total).collect(),
        notes,
        citations: vec![VIECHTBAUER, KNAPP_HARTUNG, HIGGINS],
    })
}

/// Where the true effect of one more study would lie.
fn prediction(fit: &Fit, value: f64, variance: f64, options: &MetaOptions) -> Result<Option<Interval>, StatsError> {
    let (procedure, k) = (fit.model.procedure, fit.model.studies());
    if k < 3 || options.method == TauMethod::CommonEffect {
        return Ok(None);
    }
    let (reference, name) = match options.prediction {
        PredictionMethod::TLessTwo => (Reference::t(procedure, k - 2)?, "t with k - 2"),
        PredictionMethod::TLessOne => (Reference::t(procedure, k - 1)?, "t with k - 1"),
        PredictionMethod::Z => (Reference::Normal, "z"),
    };
    let quantile = reference
        .upper_quantile(options.level.alpha() / 2.0)
        .map_err(|cause| StatsError::numerical(procedure, cause))?;
    let reach = quantile * (fit.tau2.value + variance).sqrt();
    Ok(Some(Interval::new(value - reach, value + reach, options.level, name)))
}
