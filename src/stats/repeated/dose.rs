//! Effects over the number of sessions: ordered contrast, slope, gain, plateau.

use super::effects::{Asked, VisitEffects, only};
use super::lines::Places;
use crate::data::Longitudinal;
use crate::result::{Estimate, Note, Quantity, TestResult};
use crate::stats::{StatsError, TestOptions};

/// The coefficient of the sessions, visits with equal weights.
pub const ORDERED_CONTRAST: Quantity = Quantity {
    id: "ordered_contrast",
    label: "linear contrast of the effect over sessions, per session",
    symbol: "linear contrast",
};
/// The slope of the effect, visits weighted by their precision.
pub const EFFECT_PER_SESSION: Quantity =
    Quantity { id: "effect_per_session", label: "slope of the effect per session", symbol: "effect per session" };
/// The height of the line.
pub const FITTED_EFFECT: Quantity =
    Quantity { id: "fitted_effect", label: "effect on the line over sessions", symbol: "fitted effect" };
/// The later effect less the earlier one.
pub const GAIN: Quantity =
    Quantity { id: "gain_between_sessions", label: "gain from one number of sessions to another", symbol: "gain" };
/// The coefficient of the squared number of sessions.
pub const CURVATURE: Quantity = Quantity {
    id: "curvature_over_sessions",
    label: "quadratic coefficient of the effect over sessions, per session squared",
    symbol: "curvature",
};

/// For each visit the sessions that everybody had received, `None` for a visit after the last session, where nothing is added and what is
/// seen is how the effect lasts. `None` where sessions were not counted for every visit.
pub fn sessions_of_visits(data: &Longitudinal) -> Option<Vec<Option<f64>>> {
    let sessions: Vec<u32> = data.visits().iter().map(|visit| visit.sessions).collect::<Option<_>>()?;
    let most = sessions.iter().max()?;
    let last = sessions.iter().position(|sessions| sessions == most)?;
    Some(sessions.iter().enumerate().map(|(at, &n)| (at <= last).then_some(f64::from(n))).collect())
}

/// Effects by the number of sessions received.
///
/// None of its answers says that sessions cause the effect where people stop, or go on, by how they respond.
pub struct DoseEffects<'a> {
    effects: &'a dyn VisitEffects,
    at: Vec<(usize, f64)>,
}

impl<'a> DoseEffects<'a> {
    /// With the number of sessions of each visit, `None` for a visit that is left out.
    pub fn new(effects: &'a dyn VisitEffects, sessions: &[Option<f64>]) -> DoseEffects<'a> {
        let at = sessions.iter().take(effects.visits()).enumerate();
        DoseEffects { effects, at: at.filter_map(|(visit, sessions)| Some((visit, (*sessions)?))).collect() }
    }

    /// Question: does the effect rise or fall with the number of sessions, in order?
    ///
    /// The linear contrast sum of (s - mean s) e_s / sum of (s - mean s)^2 over the visits, against the null value of the options by
    /// t: the slope by least squares, every visit with the same weight.
    ///
    /// # Errors
    /// Fewer than two different numbers of sessions ([`StatsError::Undefined`]); those of the effects.
    pub fn ordered_contrast(&self, options: &TestOptions) -> Result<TestResult, StatsError> {
        let title = "ordered contrast over sessions";
        let weights = self.places(title).highest(1)?;
        Asked { procedure: "ordered-contrast", title, quantity: ORDERED_CONTRAST }.of(self.effects, &weights, options)
    }

    /// Question: by how much does the effect change with each session?
    ///
    /// Generalised least squares of the effects on the sessions: visits weighted by the inverse V^-1 of the covariance of their effects,
    /// (X' V^-1 X)^-1 X' V^-1 e. Its standard error and degrees of freedom are those of the same combination of visits, the weights
    /// taken as known.
    ///
    /// # Errors
    /// Fewer than two different numbers of sessions; effects without joint variation ([`StatsError::Undefined`]).
    pub fn slope(&self, options: &TestOptions) -> Result<TestResult, StatsError> {
        let title = "slope of the effect over sessions";
        let weights = self.places(title).line(self.effects)?.slope;
        Asked { procedure: "effect-per-session", title, quantity: EFFECT_PER_SESSION }.of(
            self.effects,
            &weights,
            options,
        )
    }

    /// Question: which effect has the line of [`DoseEffects::slope`] after each of these numbers of sessions?
    ///
    /// # Errors
    /// As [`DoseEffects::slope`].
    pub fn fitted(&self, sessions: &[f64], options: &TestOptions) -> Result<Vec<Estimate>, StatsError> {
        let title = "line of the effect over sessions";
        let line = self.places(title).line(self.effects)?;
        let asked = Asked { procedure: "line-over-sessions", title, quantity: FITTED_EFFECT };
        let at = |&sessions: &f64| asked.of(self.effects, &line.at(sessions), options).map(|test| test.estimates);
        Ok(sessions.iter().map(at).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// The numbers of sessions, ascending with the visits.
    pub fn sessions(&self) -> impl Iterator<Item = f64> {
        self.at.iter().map(|(_, sessions)| *sessions)
    }

    /// Question: what do the sessions from one number to another add (4 to 10)?
    ///
    /// The effect at the first visit with `to` sessions less that at the first visit with `from`; 0 sessions without a visit of their own
    /// are the baseline, where the effect is 0.
    ///
    /// # Errors
    /// Nobody was seen at one of the numbers ([`StatsError::Undefined`]).
    pub fn gain(&self, from: u32, to: u32, options: &TestOptions) -> Result<TestResult, StatsError> {
        let title = "gain between numbers of sessions";
        let visits = self.effects.visits();
        let weights = |sessions: u32| {
            let visit = self.at.iter().find(|(_, at)| *at == f64::from(sessions));
            match visit {
                Some((visit, _)) => Ok(only(*visit, visits)),
                None if sessions == 0 => Ok(vec![0.0; visits]),
                None => {
                    let why = format!("there is no visit after {sessions} sessions");
                    Err(StatsError::Undefined { procedure: title, why })
                }
            }
        };
        let (earlier, later) = (weights(from)?, weights(to)?);
        let difference: Vec<f64> = later.iter().zip(&earlier).map(|(later, earlier)| later - earlier).collect();
        let asked = Asked { procedure: "gain-between-sessions", title, quantity: GAIN };
        let mut result = asked.of(self.effects, &difference, options)?;
        result.notes.push(Note::new("sessions", format!("From {from} to {to} sessions.")));
        Ok(result)
    }

    /// Question: does the effect level off?
    ///
    /// The coefficient of the squared sessions by least squares of the effects on 1, s and s^2, every visit with the same weight. An effect
    /// that levels off has a curvature of the sign opposite to its slope; one that is not beyond zero is no proof of a straight line.
    ///
    /// # Errors
    /// Fewer than three different numbers of sessions ([`StatsError::Undefined`]).
    pub fn curvature(&self, options: &TestOptions) -> Result<TestResult, StatsError> {
        let title = "curvature of the effect over sessions";
        let weights = self.places(title).highest(2)?;
        Asked { procedure: "curvature-over-sessions", title, quantity: CURVATURE }.of(self.effects, &weights, options)
    }

    fn places(&self, title: &'static str) -> Places<'_> {
        Places { title, visits: self.effects.visits(), at: &self.at }
    }
}
