use super::MetaOptions;
use super::fit::Fit;
use super::heterogeneity::heterogeneity;
use super::inference::{Inference, Reference};
use super::model::{Model, most_precise};
use super::moderator_test::{explained, moderator_test};
use crate::data::StudyEffects;
use crate::num::compensated_sum;
use crate::result::{Citation, LinePoint, MetaRegression, Note, Quantity, Term};
use crate::stats::documented::documented;
use crate::stats::{Explained, StatsError};

/// The mean where the moderator is 0.
const INTERCEPT: Quantity = Quantity { id: "intercept", label: "mean where the moderator is 0", symbol: "intercept" };
/// The change of the mean with the moderator.
const SLOPE: Quantity =
    Quantity { id: "slope", label: "change of the mean per unit of the moderator", symbol: "slope" };

/// How many places of the line are given.
const LINE_POINTS: usize = 61;

/// Fewer studies than these make a note.
const STUDIES_FOR_A_MODERATOR: usize = 10;

documented! {
    /// # Question
    /// Do studies find more, or less, where a number known of each study (dose, weeks, baseline) is greater?
    ///
    /// # Assumptions
    /// Those of `meta-analysis`, with a mean that changes linearly with the moderator and one variance about the line. Studies were
    /// not allotted to their moderator: the line is an association between studies, and need not hold for people within a study.
    ///
    /// # Formula
    /// y = b0 + b1 x + u + e by weighted least squares with w = 1 / (v + tau²); tau² by the estimators of `meta-analysis` with the
    /// projection P = W - W X (X'W X)^-1 X'W in place of that on the mean (Sidik and Jonkman's excepted). Coefficients by z, t with k - 2
    /// degrees of freedom, or Knapp and Hartung's factor q = y'P y / (k - 2). QM = (b1 / SE)² against chi-squared with 1, or F = QM / q.
    /// QE = y'P y at tau² = 0 against chi-squared with k - 2. R² = (tau²0 - tau²) / tau²0, not below 0, tau²0 without the moderator.
    ///
    /// # Arguments
    /// One estimate with its standard error, and one number, per study.
    ///
    /// # Errors
    /// Fewer than three studies; a moderator that is the same everywhere or not a number.
    ///
    /// # References
    /// Knapp and Hartung (2003), Stat Med 22:2693-2710. Raudenbush (2009), in Cooper, Hedges and Valentine, The Handbook of Research
    /// Synthesis and Meta-Analysis, 2nd ed., ch. 16. Cochrane Handbook for Systematic Reviews of Interventions, section 10.11.4.
    ///
    /// # Example
    /// `girth evidence @mesotherapy-evidence --moderator weeks`
    MetaRegressionOnOne
}

impl Explained for MetaRegressionOnOne {
    fn id(&self) -> &'static str {
        "meta-regression"
    }

    fn title(&self) -> &'static str {
        "meta-regression on one moderator"
    }

    fn documentation(&self) -> &'static str {
        MetaRegressionOnOne::DOCUMENTATION
    }
}

/// Knapp and Hartung's paper on one covariate.
pub(super) const KNAPP_HARTUNG: Citation = Citation {
    key: "Knapp and Hartung 2003",
    reference: "Knapp G, Hartung J (2003). Improved tests for a random effects meta-regression with a single covariate. Statistics in \
                Medicine 22:2693-2710.",
};

const RAUDENBUSH: Citation = Citation {
    key: "Raudenbush 2009",
    reference: "Raudenbush SW (2009). Analyzing effect sizes: random-effects models. In Cooper H, Hedges LV, Valentine JC (eds), The \
                Handbook of Research Synthesis and Meta-Analysis, 2nd ed., chapter 16. Russell Sage Foundation, New York.",
};

/// A number known of each study.
#[derive(Clone, Copy, Debug)]
pub struct Moderator<'a> {
    /// In words.
    pub name: &'a str,
    /// One for each study, in their order.
    pub values: &'a [f64],
}

/// Question: do the studies' estimates change with a number known of each?
///
/// See [`MetaRegressionOnOne`].
///
/// # Errors
/// [`StatsError::Undefined`] for fewer than three studies, a moderator that is constant, not finite, or not one for each study.
pub fn meta_regression(
    effects: &StudyEffects,
    moderator: Moderator<'_>,
    options: &MetaOptions,
) -> Result<MetaRegression, StatsError> {
    let procedure = MetaRegressionOnOne.title();
    check(procedure, effects, moderator)?;
    // A moderator counted from that of the most precise study, as the estimates are: an offset costs no digits of the slope.
    let origin = moderator.values[most_precise(effects)];
    let x: Vec<f64> = moderator.values.iter().map(|value| value - origin).collect();
    let fit = Fit::of(Model::new(procedure, effects, vec![vec![1.0; effects.len()], x]), options.method)?;
    let inference = Inference::of(&fit, options)?;
    let unit = effects.unit();
    let mean_at = |value: f64| {
        let (mean, variance) = fit.weighted.combination(&[1.0, value - origin]);
        (fit.model.origin + mean, variance)
    };
    let term = |name: &str, quantity, (value, variance): (f64, f64)| -> Result<Term, StatsError> {
        let tested = inference.of_coefficient(quantity, unit, value, variance)?;
        let (statistic, p_value) = (Some(tested.statistic), Some(tested.p_value));
        Ok(Term { name: name.to_owned(), estimate: tested.estimate, statistic, p_value })
    };
    let slope = fit.weighted.coefficient(1);
    let terms = vec![term("intercept", INTERCEPT, mean_at(0.0))?, term(moderator.name, SLOPE, slope)?];
    let qm = slope.0 * slope.0 / slope.1;
    let degrees = fit.model.degrees();
    let without = Fit::of(Model::of_mean(procedure, effects), options.method)?;
    let (residual, more) = heterogeneity(&fit, options.method, unit, options.level)?;
    let mut notes: Vec<Note> = inference.notes().chain(more).collect();
    if effects.len() < STUDIES_FOR_A_MODERATOR {
        let text = format!("{} studies: a line through fewer than ten is easily bent by one of them.", effects.len());
        notes.push(Note::new("few-studies-for-a-moderator", text));
    }
    let total = compensated_sum(fit.weighted.weights.iter().copied());
    Ok(MetaRegression {
        moderator: moderator.name.to_owned(),
        method: options.method,
        test: options.test,
        k: effects.len(),
        terms,
        degrees_of_freedom: matches!(inference.reference, Reference::StudentT(_)).then_some(degrees),
        moderator_test: moderator_test(procedure, options.test, qm, 1, inference.factor, degrees)?,
        residual,
        r2: explained(without.tau2.value, fit.tau2.value),
        weights: fit.weighted.weights.iter().map(|weight| weight / total).collect(),
        line: line(moderator.values, |value| {
            let (mean, variance) = mean_at(value);
            let reach = inference.reach(variance)?;
            Ok(LinePoint { moderator: value, estimate: mean, lower: mean - reach, upper: mean + reach })
        })?,
        notes,
        citations: vec![RAUDENBUSH, KNAPP_HARTUNG],
    })
}

fn check(procedure: &'static str, effects: &StudyEffects, moderator: Moderator<'_>) -> Result<(), StatsError> {
    let undefined = |why: String| Err(StatsError::Undefined { procedure, why });
    let (values, name) = (moderator.values, moderator.name);
    if values.len() != effects.len() {
        return undefined(format!("{} values of {name} for {} studies", values.len(), effects.len()));
    }
    if effects.len() < 3 {
        return undefined(format!("a line needs three studies or more; there are {}", effects.len()));
    }
    if values.iter().any(|value| !value.is_finite()) {
        return undefined(format!("a value of {name} is not a number"));
    }
    if values.iter().all(|value| *value == values[0]) {
        return undefined(format!("{name} is {} in every study", values[0]));
    }
    Ok(())
}

/// Places at even steps from the least to the greatest value.
fn line(values: &[f64], point: impl Fn(f64) -> Result<LinePoint, StatsError>) -> Result<Vec<LinePoint>, StatsError> {
    let (low, high) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| (low.min(value), high.max(value)));
    let share = |at: usize| at as f64 / (LINE_POINTS - 1) as f64;
    (0..LINE_POINTS).map(|at| point(low * (1.0 - share(at)) + high * share(at))).collect()
}
