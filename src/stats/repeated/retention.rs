//! How much of an effect is lost after the course: change, non-inferiority, regain.

use super::effects::{Asked, VisitEffects, only};
use super::lines::Places;
use crate::result::{Alternative, Note, Quantity, TestResult};
use crate::stats::{StatsError, TestOptions};

/// The later effect less that at the end of the course: against the effect's direction it is a loss.
pub const LOSS: Quantity = Quantity {
    id: "change_of_effect",
    label: "change of the effect after the course",
    symbol: "change after the course",
};
/// The slope of the effect after the course.
pub const REGAIN: Quantity =
    Quantity { id: "regain_slope", label: "slope of the effect after the course, per unit of time", symbol: "regain" };

/// The effect at the end of a course (visit T1) and at a later visit (T2).
pub struct Retention<'a> {
    pub(super) effects: &'a dyn VisitEffects,
    end: usize,
    later: usize,
}

impl<'a> Retention<'a> {
    /// With the places of the two visits.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] when the later visit is not after the end of the course, or not there.
    pub fn try_new(effects: &'a dyn VisitEffects, end: usize, later: usize) -> Result<Retention<'a>, StatsError> {
        if end < later && later < effects.visits() {
            return Ok(Retention { effects, end, later });
        }
        let why = "the later visit must come after the end of the course".to_owned();
        Err(StatsError::Undefined { procedure: "retention", why })
    }

    /// Question: did the effect change from the end of the course to the later visit?
    ///
    /// e(T2) - e(T1) against the null value of the options by t, the sign kept: where the effect is a reduction, a loss is above zero.
    ///
    /// # Errors
    /// Those of the effects.
    pub fn change(&self, options: &TestOptions) -> Result<TestResult, StatsError> {
        self.loss("change-after-course", "change of the effect after the course").of(
            self.effects,
            &self.difference(),
            options,
        )
    }

    /// Question: is the loss after the course less than a margin?
    ///
    /// One-sided t test of H0 that the effect fell back by the margin or more, with the 1 - 2 alpha interval of e(T2) - e(T1), which excludes
    /// the margin exactly when p < alpha. `benefit` is the direction of the effect, [`Alternative::Less`] for a reduction; with
    /// [`Alternative::TwoSided`] it is that of the estimate at T1.
    ///
    /// # Errors
    /// A margin that is not above zero ([`StatsError::Undefined`]); those of the effects.
    pub fn non_inferiority(
        &self,
        margin: f64,
        benefit: Alternative,
        options: &TestOptions,
    ) -> Result<TestResult, StatsError> {
        let asked = self.loss("non-inferiority-after-course", "non-inferiority of the effect after the course");
        if !(margin > 0.0 && margin.is_finite()) {
            let why = format!("the margin must be above 0; it is {margin}");
            return Err(StatsError::Undefined { procedure: asked.title, why });
        }
        let (against, null) = match self.direction(benefit)? {
            Alternative::Greater => (Alternative::Greater, -margin),
            _ => (Alternative::Less, margin),
        };
        let difference = self.difference();
        let one_sided = TestOptions { alternative: against, ..*options };
        let mut result = asked.against(self.effects, &difference, null, &one_sided)?;
        let interval = self.effects.estimate(&difference)?.interval(
            asked.title,
            Alternative::TwoSided,
            options.level.two_one_sided(),
        )?;
        result.estimates.iter_mut().for_each(|estimate| estimate.interval.clone_from(&interval));
        Ok(result)
    }

    /// Question: by how much does the effect fall back with each unit of time after the course?
    ///
    /// Generalised least squares of the effects of all visits from T1 to T2 on their times, as [`super::DoseEffects::slope`]; with these two
    /// visits alone it is (e(T2) - e(T1)) / (T2 - T1). `times` has one for each visit.
    ///
    /// # Errors
    /// T1 or T2 without a time ([`StatsError::Undefined`]); those of the effects.
    pub fn regain(&self, times: &[Option<f64>], options: &TestOptions) -> Result<TestResult, StatsError> {
        let title = "slope of the effect after the course";
        let timed = |visit: usize| Some((visit, (*times.get(visit)?)?));
        if timed(self.end).is_none() || timed(self.later).is_none() {
            let why = "the end of the course or the later visit has no time".to_owned();
            return Err(StatsError::Undefined { procedure: title, why });
        }
        let at: Vec<(usize, f64)> = (self.end..=self.later).filter_map(timed).collect();
        let weights = Places { title, visits: self.effects.visits(), at: &at }.line(self.effects)?.slope;
        let mut result =
            Asked { procedure: "regain-slope", title, quantity: REGAIN }.of(self.effects, &weights, options)?;
        result.notes.push(Note::new("visits", format!("{} visits from the end of the course on.", at.len())));
        Ok(result)
    }

    /// The weights of the effect at T1 and at T2.
    pub(super) fn weights(&self) -> [Vec<f64>; 2] {
        [self.end, self.later].map(|visit| only(visit, self.effects.visits()))
    }

    /// The benefit's direction; where none is stated, that of the estimate at T1.
    fn direction(&self, benefit: Alternative) -> Result<Alternative, StatsError> {
        let [end, _] = self.weights();
        Ok(match benefit {
            Alternative::TwoSided if self.effects.estimate(&end)?.estimate > 0.0 => Alternative::Greater,
            Alternative::TwoSided => Alternative::Less,
            stated => stated,
        })
    }

    fn difference(&self) -> Vec<f64> {
        let [end, later] = self.weights();
        later.iter().zip(&end).map(|(later, end)| later - end).collect()
    }

    fn loss(&self, procedure: &'static str, title: &'static str) -> Asked {
        Asked { procedure, title, quantity: LOSS }
    }
}
