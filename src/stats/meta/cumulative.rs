use super::leave_one_out::{LeaveOneOut, pooled};
use super::{MetaOptions, random_effects};
use crate::data::StudyEffects;
use crate::result::PooledSubset;
use crate::stats::{Explained, StatsError};

/// Question: how did the combined estimate come about, study after study?
///
/// `order` names places of studies, each at most once, the earliest first; the answer has one entry for each.
///
/// # Errors
/// [`StatsError::Undefined`] for an order with a place that does not exist or occurs twice; those of [`random_effects()`].
pub fn cumulative(
    effects: &StudyEffects,
    order: &[usize],
    options: &MetaOptions,
) -> Result<Vec<PooledSubset>, StatsError> {
    let mut known = Vec::with_capacity(order.len());
    let mut answers = Vec::with_capacity(order.len());
    for (place, &at) in order.iter().enumerate() {
        let study = effects.studies().get(at).filter(|_| !order[..place].contains(&at));
        let study = study.ok_or_else(|| StatsError::Undefined {
            procedure: LeaveOneOut.title(),
            why: format!("the order names study {} of {}, or names it twice", at + 1, effects.len()),
        })?;
        known.push(study.clone());
        let so_far = StudyEffects::try_new(effects.unit(), known.clone())?;
        answers.push(pooled(&study.label, random_effects(&so_far, options)?));
    }
    Ok(answers)
}
