//! How much worse the people who left must have fared before the result is lost.

use super::answer::{CARPENTER, CRO, Inference, WOLBERS};
use super::comparison::Comparison;
use super::conditional_mean::ConditionalMean;
use super::courses::Courses;
use super::delta::Deltas;
use super::options::ImputationOptions;
use super::strategy::Strategy;
use crate::data::{Longitudinal, Unit};
use crate::dist::normal;
use crate::result::{Alternative, Analysed, Citation, Interval, Level, Note, PValue};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

const TITLE: &str = "tipping-point analysis";
const METHOD: &str = "jackknife, normal";
/// Deltas of a grid that nobody gave, on each side of the map.
const STEPS: usize = 11;

/// The answer with one pair of deltas.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TippingCell {
    /// The estimate.
    pub estimate: f64,
    /// Its jackknife standard error.
    pub standard_error: f64,
    /// Its interval; absent without variation.
    pub interval: Option<Interval>,
    /// Its p-value; absent without variation.
    pub p_value: Option<PValue>,
    /// Whether the result still stands: significant against the null value, on the side that is claimed.
    pub holds: bool,
}

/// The answer for a grid of deltas, and where it tips.
///
/// A delta is added to the imputed readings of people who left, in the unit of the outcome. For a claim of a reduction positive deltas
/// in the treated arm, and negative ones in the control arm, are against the claim.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TippingMap {
    /// What is assumed before deltas are added.
    pub strategy: Strategy,
    /// The visit.
    pub visit: String,
    /// The treated and the control arm; absent in a single group.
    pub arms: Option<[String; 2]>,
    /// The unit of deltas and estimates.
    pub unit: Unit,
    /// What the estimate is held against: 0, or a margin.
    pub null_value: f64,
    /// The side that is claimed.
    pub alternative: Alternative,
    /// The confidence level; 1 - level is what p is held against.
    pub level: Level,
    /// Deltas of the treated arm, or of the single group: the rows.
    pub deltas_treated: Vec<f64>,
    /// Deltas of the control arm: the columns; only 0 in a single group.
    pub deltas_control: Vec<f64>,
    /// Row after row.
    pub cells: Vec<TippingCell>,
    /// The smallest delta of the treated arm, against the claim and with none in the control arm, at which the result is lost; 0 where it
    /// does not stand without deltas; absent where no delta loses it.
    pub tipping: Option<f64>,
    /// People of the treated arm, or of the single group, who left.
    pub dropouts_treated: usize,
    /// People of the control arm who left.
    pub dropouts_control: usize,
    /// Who entered.
    pub analysed: Analysed,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}

impl TippingMap {
    /// # Question
    /// How much worse than assumed must the people who left have fared before the result is lost?
    ///
    /// # Assumptions
    /// Those of `conditional_mean_imputation` with the strategy of `options`; its deltas are not used.
    ///
    /// # Formula
    /// Estimate c0 + c1 delta_treated + c2 delta_control and its variance, a quadratic form in (1, delta_treated, delta_control), are exact
    /// from one fit and one jackknife, because conditional means do not depend on deltas. The tipping point is the smallest root against
    /// the claim of (c0 - null + c1 delta)² = z² V(delta), z the normal quantile of the test.
    ///
    /// # Arguments
    /// Deltas of the rows and columns; where absent, a grid up to twice the tipping point; where there is none, or the result does not
    /// stand at all, up to the delta that moves the estimate by two standard errors. A margin is `options.test.null_value` with a one-sided alternative.
    ///
    /// # Errors
    /// Those of `conditional_mean_imputation`.
    pub fn of(
        data: &Longitudinal,
        options: &ImputationOptions,
        deltas: Option<(Vec<f64>, Vec<f64>)>,
    ) -> Result<TippingMap, StatsError> {
        let comparison = Comparison::of(TITLE, data, options.visit, options.treated)?;
        options.strategy.require(TITLE, comparison.arms.is_some())?;
        let courses = Courses::of(TITLE, data, comparison)?;
        let found = ConditionalMean::of(TITLE, &courses, options)?;
        let claim = Claim::of(&found, options)?;
        let tipping = claim.tipping(&found);
        let (deltas_treated, deltas_control) = deltas.unwrap_or_else(|| claim.grid(&found, tipping));
        let deltas_control = if courses.has_control { deltas_control } else { vec![0.0] };
        let mut cells = Vec::with_capacity(deltas_treated.len() * deltas_control.len());
        for &treated in &deltas_treated {
            for &control in &deltas_control {
                let judged = found.at(Deltas { treated, control });
                let inference = judged.inference(TITLE, &options.test, METHOD)?;
                let (estimate, standard_error) = (judged.estimate, judged.standard_error);
                let holds = claim.holds(estimate, standard_error);
                let (interval, p_value) = match inference {
                    Some(Inference { interval, p_value, .. }) => (Some(interval), Some(p_value)),
                    None => (None, None),
                };
                cells.push(TippingCell { estimate, standard_error, interval, p_value, holds });
            }
        }
        let left = |treated: bool| {
            let who = courses.people.iter().filter(|person| person.treated == treated);
            who.filter(|person| courses.dropped_out(person)).count()
        };
        Ok(TippingMap {
            strategy: options.strategy,
            visit: data.visits()[comparison.visit].name.clone(),
            arms: comparison.arms.map(|pair| [pair.treated, pair.control].map(|arm| data.arms()[arm].clone())),
            unit: data.outcome().unit,
            null_value: claim.null,
            alternative: options.test.alternative,
            level: options.test.level,
            deltas_treated,
            deltas_control,
            cells,
            tipping,
            dropouts_treated: left(true),
            dropouts_control: left(false),
            analysed: courses.analysed.clone(),
            notes: vec![Note::new("assumption", options.strategy.assumption())],
            citations: vec![CARPENTER, CRO, WOLBERS],
        })
    }

    /// The cell of a row and a column.
    pub fn cell(&self, treated: usize, control: usize) -> Option<&TippingCell> {
        (control < self.deltas_control.len())
            .then(|| self.cells.get(treated * self.deltas_control.len() + control))
            .flatten()
    }
}

/// What is claimed of the estimate, and how it may be lost.
struct Claim {
    null: f64,
    /// 1 where an increase is claimed, -1 for a reduction; that of the estimate where both sides are tested.
    side: f64,
    /// The normal quantile of the test.
    z: f64,
}

impl Claim {
    fn of(found: &ConditionalMean, options: &ImputationOptions) -> Result<Claim, StatsError> {
        let (null, alpha) = (options.test.null_value.to_f64(), options.test.level.alpha());
        let (side, tail) = match options.test.alternative {
            Alternative::Less => (-1.0, alpha),
            Alternative::Greater => (1.0, alpha),
            Alternative::TwoSided => (if found.at(Deltas::NONE).estimate < null { -1.0 } else { 1.0 }, alpha / 2.0),
        };
        let z = normal::upper_quantile(tail).map_err(|cause| StatsError::numerical(TITLE, cause))?;
        Ok(Claim { null, side, z })
    }

    fn holds(&self, estimate: f64, standard_error: f64) -> bool {
        standard_error > 0.0 && self.side * (estimate - self.null) > self.z * standard_error
    }

    /// With d counted against the claim from 0 on: the first root of (c0 - null + c1 d)² - z² V(d).
    fn tipping(&self, found: &ConditionalMean) -> Option<f64> {
        let now = found.at(Deltas::NONE);
        if !self.holds(now.estimate, now.standard_error) {
            return Some(0.0);
        }
        let against = -self.side;
        let (slope, square) = (against * found.slope_treated(), self.z * self.z);
        let [variance, half_slope, curvature] = found.variance_treated();
        let distance = now.estimate - self.null;
        let a = slope * slope - square * curvature;
        let b = slope * distance - square * against * half_slope;
        let c = distance * distance - square * variance;
        // a d² + 2 b d + c, above 0 at d = 0. Of the two forms of the roots each is taken where it does not cancel.
        let inner = b * b - a * c;
        if inner < 0.0 {
            return None;
        }
        let sum = -(b + if b > 0.0 { inner.sqrt() } else { -inner.sqrt() });
        let roots = [sum / a, c / sum];
        let first = roots.into_iter().filter(|root| root.is_finite() && *root > 0.0).min_by(f64::total_cmp);
        first.map(|delta| against * delta)
    }

    /// From no delta to twice the tipping point in the treated arm; in the control arm as far to both sides.
    fn grid(&self, found: &ConditionalMean, tipping: Option<f64>) -> (Vec<f64>, Vec<f64>) {
        let (error, slope) = (found.at(Deltas::NONE).standard_error, found.slope_treated().abs());
        let one_error = if slope > 0.0 { error / slope } else { error };
        let reach = 2.0 * tipping.map(f64::abs).filter(|&tipping| tipping > 0.0).unwrap_or(one_error);
        let share = |step: usize| step as f64 / (STEPS - 1) as f64;
        let treated = (0..STEPS).map(|step| -self.side * reach * share(step)).collect();
        let control = (0..STEPS).map(|step| reach * (2.0 * share(step) - 1.0)).collect();
        (treated, control)
    }
}
