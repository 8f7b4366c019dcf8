//! Two conditions in both orders.

use super::answer::{Question, fit_details};
use super::columns::{Shifted, analysed_of, indicator};
use super::least_squares::{Covariance, LeastSquares, LinearEstimate};
use crate::data::TwoArms;
use crate::result::{Citation, Contrast, ModelResult, Note, Quantity};
use crate::stats::{StatsError, TestOptions};

/// Treated - control within people, free of the period.
pub const TREATMENT_EFFECT: Quantity =
    Quantity { id: "treatment_effect", label: "treated - control within people", symbol: "treatment effect" };
/// Second period - first period within people, free of the treatment.
pub const PERIOD_EFFECT: Quantity =
    Quantity { id: "period_effect", label: "second period - first period", symbol: "period effect" };
/// Sums of both periods: treated first - control first.
pub const CARRY_OVER: Quantity = Quantity {
    id: "carry_over",
    label: "difference of the sums of both periods between the sequences",
    symbol: "carry-over",
};

const ID: &str = "crossover";
const TITLE: &str = "two-period crossover with period effect";
const HILLS: Citation = Citation {
    key: "Hills and Armitage 1979",
    reference: "Hills, Armitage (1979). The two-period cross-over clinical trial. British Journal of Clinical Pharmacology 8:7-20.",
};
const FREEMAN: Citation = Citation {
    key: "Freeman 1989",
    reference: "Freeman (1989). The performance of the two-stage analysis of two-treatment, two-period crossover trials. Statistics in \
                Medicine 8:1421-1432.",
};

/// Question: what is the difference of two conditions within people, when each had both, in either order?
///
/// Assumptions: people are independent of each other and were allotted to the orders at random; the treatment of the first period no
/// longer acts in the second; the within-person differences have one variance and are approximately normal at this sample size.
///
/// Formula (Hills and Armitage 1979), d = second period - first period: treatment effect, treated - control, = (mean d of control first -
/// mean d of treated first) / 2; period effect = their mean; both with the pooled variance of d on n - 2 degrees of freedom.
/// Carry-over: the sums of both periods, treated first - control first, by a pooled t. It is shown only: to choose the analysis by it
/// raises the error rate (Freeman 1989).
///
/// Arguments: `sequences` as in [`crate::data::Controlled::Sequences`]: treated first is `treated`; pairs are first and second period.
/// `--null`, `--alternative` and `--level` are of the treatment effect.
///
/// # Errors
/// `TooFew` under three people.
pub fn crossover(sequences: &TwoArms, options: &TestOptions) -> Result<ModelResult, StatsError> {
    // Column: the sequence control, treated.
    let groups = [sequences.treated(), sequences.control()];
    let sizes = groups.map(|group| group.n());
    StatsError::require(TITLE, 3, sizes.iter().sum())?;
    let differences = Shifted::of(&groups.map(|group| group.change()))?;
    let control_first = || vec![("control first".to_owned(), indicator(&sizes, 1))];
    let fit = LeastSquares::fit(TITLE, &differences.values, control_first())?;
    let unit = sequences.outcome().unit;
    let analysed = analysed_of(&groups);
    let treatment = fit.estimate(0.0, &[0.5], Covariance::Classical);
    let treatment = treatment.ok_or_else(|| StatsError::Undefined {
        procedure: TITLE,
        why: "there is only one order of the conditions".to_owned(),
    })?;
    let asked = |quantity| Question::two_sided(ID, TITLE, quantity, unit, options.level);
    let mut terms = Vec::new();
    if let Some(period) = fit.estimate(1.0, &[0.5], Covariance::Classical) {
        let period = LinearEstimate { value: period.value + differences.origin, ..period };
        terms.push(asked(PERIOD_EFFECT).term("period".to_owned(), &period)?);
    }
    let first = Shifted::of(&groups.map(|group| group.before()))?;
    let second = Shifted::of(&groups.map(|group| group.after()))?;
    let sums: Vec<f64> = first.values.iter().zip(&second.values).map(|(first, second)| first + second).collect();
    let carried = LeastSquares::fit(TITLE, &sums, control_first())?;
    if let Some(carried) = carried.estimate(0.0, &[-1.0], Covariance::Classical) {
        terms.push(asked(CARRY_OVER).term("carry-over".to_owned(), &carried)?);
    }
    let question = Question::of_options(ID, TITLE, TREATMENT_EFFECT, unit, options);
    let test = question.test(&treatment, analysed.clone())?;
    let notes = vec![Note::new(
        "carry-over",
        "The test of carry-over compares people, not conditions within people, and finds little. It is shown for information and must not \
         decide the analysis: to turn to the first period alone when it is significant raises the error rate (Freeman 1989).",
    )];
    Ok(ModelResult {
        procedure: ID,
        title: TITLE,
        formula: "reading ~ person + period + treatment".to_owned(),
        analysed,
        overall: None,
        terms,
        means: Vec::new(),
        contrasts: vec![Contrast { label: "treated - control".to_owned(), test }],
        details: fit_details(&fit),
        notes,
        citations: vec![HILLS, FREEMAN],
    })
}
