//! What TOML's types cannot say of a criterion.

use super::{Criterion, Direction};
use crate::data::{Decimal, Measure};

impl Criterion {
    /// What is wrong with the criterion, if anything, in words.
    pub(super) fn check(&self, direction: Option<Direction>) -> Result<(), String> {
        let positive = |what: &str, value: &Measure| {
            if value.amount > Decimal::ZERO {
                Ok(())
            } else {
                Err(format!("{what} = \"{value}\" is not above zero: give a size, and the direction apart"))
            }
        };
        let not_below_zero = |what: &str, value: &Measure| {
            if value.amount >= Decimal::ZERO {
                Ok(())
            } else {
                Err(format!("{what} = \"{value}\" is below zero: give a size, and the direction apart"))
            }
        };
        let range = |from: &Measure, to: &Measure| {
            let upper = to.amount_in(from.unit).map_err(|cause| cause.to_string())?;
            if from.amount >= upper {
                return Err(format!("the range from \"{from}\" to \"{to}\" is empty: `from` is the smaller size"));
            }
            Ok(())
        };
        let share = |what: &str, value: f64| {
            if value > 0.0 && value < 1.0 {
                Ok(())
            } else {
                Err(format!("{what} = {value} is not a share between 0 and 1: write 0.01 for 1 %"))
            }
        };
        match self {
            Criterion::AtLeast { value }
            | Criterion::AtMost { value }
            | Criterion::RespondersBeyondNoise { value }
            | Criterion::EveryPerson { value }
            | Criterion::BeyondCoIntervention { value, .. } => positive("value", value)?,
            Criterion::WithinRange { from, to } | Criterion::WithinRangePerSession { from, to } => range(from, to)?,
            Criterion::Additive { from, to } => {
                positive("from", from)?;
                to.iter().try_for_each(|to| range(from, to))?;
            }
            Criterion::Locality { margin } | Criterion::Interaction { margin } => not_below_zero("margin", margin)?,
            Criterion::Onset { value, session, not_at } => {
                value.iter().try_for_each(|value| positive("value", value))?;
                if *session == Some(0) {
                    return Err("session = 0: before the first session there is no effect to see".to_owned());
                }
                if not_at.is_some_and(|earlier| earlier == 0 || session.is_none_or(|session| earlier >= session)) {
                    return Err("`not-at` is a session before `session`".to_owned());
                }
            }
            Criterion::DoseTrend { value } | Criterion::Regain { value, .. } => not_below_zero("value", value)?,
            Criterion::Gain { from_session, to_session, value } => {
                not_below_zero("value", value)?;
                if *from_session == 0 || from_session >= to_session {
                    return Err(format!(
                        "from session {from_session} to session {to_session} is no gain: give the fewer first, from 1"
                    ));
                }
            }
            Criterion::Durable { value, margin, share: kept, .. } => {
                if value.is_none() && margin.is_none() && kept.is_none() {
                    return Err("state at least one of: `value`, `margin`, `share`".to_owned());
                }
                value.iter().try_for_each(|value| positive("value", value))?;
                margin.iter().try_for_each(|margin| positive("margin", margin))?;
                kept.iter().try_for_each(|kept| share("share", *kept))?;
            }
            Criterion::OrderOfSites { first, second } => {
                if first == second {
                    return Err(format!("`first` and `second` are both \"{first}\": name two sites"));
                }
            }
            Criterion::NoMeaningfulChange { margin } => return positive("margin", margin),
            Criterion::EventRateAtMost { rate, .. } => return share("rate", *rate),
            Criterion::GradeEliminated { share: above } => return share("share", *above),
            Criterion::GradeImproves {} => {}
            Criterion::Contradiction { of, value, margin, .. } => {
                if [of.is_some(), value.is_some(), margin.is_some()].into_iter().filter(|given| *given).count() != 1 {
                    return Err(
                        "a contradiction is between `with` and one of: `of` (another claim), `value`, `margin`"
                            .to_owned(),
                    );
                }
                if let Some(value) = value.as_ref().or(margin.as_ref()) {
                    positive("value", value)?;
                }
                if value.is_none() {
                    return Ok(());
                }
            }
            Criterion::EvidenceExists { trials, .. } => {
                return if *trials > 0 {
                    Ok(())
                } else {
                    Err("trials = 0: no trial at all is always there".to_owned())
                };
            }
            Criterion::NoEvents {}
            | Criterion::ExplainedBySelection {}
            | Criterion::NotMeasurable { .. }
            | Criterion::NeedsAnalysis { .. } => return Ok(()),
        }
        if direction.is_none() {
            return Err("direction is missing: write direction = \"decrease\" or \"increase\"".to_owned());
        }
        Ok(())
    }
}
