//! The model after ~ before + arm, without and with an interaction, for any number of arms.

use super::answer::{Question, f_p_value};
use super::columns::{Shifted, indicator, product};
use super::least_squares::{Covariance, LeastSquares, LinearEstimate};
use crate::data::PairedSample;
use crate::num::compensated_sum;
use crate::result::{Citation, Detail, PValue, Quantity};
use crate::stats::StatsError;

/// Mean after of one arm less that of another at the same baseline.
pub const ADJUSTED_DIFFERENCE: Quantity = Quantity {
    id: "adjusted_difference",
    label: "difference of means after, at the same baseline",
    symbol: "adjusted difference",
};
/// The mean of an arm at the mean baseline of all.
pub const ADJUSTED_MEAN: Quantity =
    Quantity { id: "adjusted_mean", label: "mean after at the mean baseline of all", symbol: "adjusted mean" };
/// How much of a unit of baseline is left after.
pub const BASELINE_SLOPE: Quantity =
    Quantity { id: "baseline_slope", label: "slope on baseline", symbol: "slope on baseline" };

pub(crate) const FISHER: Citation = Citation {
    key: "Fisher 1932",
    reference: "Fisher (1932). Statistical Methods for Research Workers, 4th ed., sec. 49.1. Oliver and Boyd.",
};
pub(crate) const VICKERS: Citation = Citation {
    key: "Vickers and Altman 2001",
    reference: "Vickers, Altman (2001). Analysing controlled trials with baseline and follow up measurements. BMJ 323:1123-1124.",
};

/// Least squares of the reading after on the reading before and the arm. Column 0 is the baseline, column i the arm i; arm 0 has none.
pub(crate) struct AncovaFit {
    pub(crate) fit: LeastSquares,
    /// With baseline, measured from its mean, times arm; `None` where the readings do not determine it.
    pub(crate) interaction: Option<LeastSquares>,
    mean_before: f64,
    origin_before: f64,
    origin_after: f64,
    arms: usize,
}

/// What a model with another slope in each arm says of one difference.
pub(crate) struct Interaction {
    pub(crate) slope: LinearEstimate,
    pub(crate) at_mean: LinearEstimate,
}

impl AncovaFit {
    /// The arms are on one grid; the first is the one that the coefficients are relative to.
    ///
    /// # Errors
    /// `TooFew` without a residual degree of freedom; `Undefined` when every arm has one baseline of its own.
    pub(crate) fn of(procedure: &'static str, arms: &[&PairedSample]) -> Result<AncovaFit, StatsError> {
        let sizes: Vec<usize> = arms.iter().map(|arm| arm.n()).collect();
        StatsError::require(procedure, sizes.len() + 2, sizes.iter().sum())?;
        let before = Shifted::of(&arms.iter().map(|arm| arm.before()).collect::<Vec<_>>())?;
        let after = Shifted::of(&arms.iter().map(|arm| arm.after()).collect::<Vec<_>>())?;
        let mean_before = compensated_sum(before.values.iter().copied()) / before.values.len() as f64;
        let centred: Vec<f64> = before.values.iter().map(|before| before - mean_before).collect();
        let name = |at: usize| format!("arm {}", arms[at].group().unwrap_or("without name"));
        let mut columns = vec![("baseline".to_owned(), before.values)];
        columns.extend((1..sizes.len()).map(|at| (name(at), indicator(&sizes, at))));
        let fit = LeastSquares::fit(procedure, &after.values, columns.clone())?;
        if fit.aliased().iter().any(|name| *name != "baseline") {
            let why =
                "the arms cannot be told apart from the baseline: within each arm all baseline readings are equal";
            return Err(StatsError::Undefined { procedure, why: why.to_owned() });
        }
        columns[0].1.clone_from(&centred);
        columns.extend(
            (1..sizes.len()).map(|at| (format!("baseline x {}", name(at)), product(&centred, &indicator(&sizes, at)))),
        );
        let interaction = LeastSquares::fit(procedure, &after.values, columns)?;
        let determined = interaction.aliased().is_empty() && interaction.degrees_of_freedom() > 0;
        Ok(AncovaFit {
            fit,
            interaction: determined.then_some(interaction),
            mean_before,
            origin_before: before.origin,
            origin_after: after.origin,
            arms: sizes.len(),
        })
    }

    /// The mean baseline of all arms together.
    pub(crate) fn mean_before(&self) -> f64 {
        self.origin_before + self.mean_before
    }

    /// Weights of the columns for arm `of` less arm `against`, counted from `first`, the column of arm 1.
    fn weights(&self, of: usize, against: usize, first: usize) -> Vec<f64> {
        let mut slopes = vec![0.0; first + self.arms - 1];
        if of > 0 {
            slopes[first + of - 1] += 1.0;
        }
        if against > 0 {
            slopes[first + against - 1] -= 1.0;
        }
        slopes
    }

    /// Arm `of` less arm `against`.
    pub(crate) fn difference(&self, of: usize, against: usize, covariance: Covariance) -> Option<LinearEstimate> {
        self.fit.estimate(0.0, &self.weights(of, against, 1), covariance)
    }

    /// The slope on baseline; `None` when all baseline readings are equal.
    pub(crate) fn slope(&self) -> Option<LinearEstimate> {
        self.fit.slope(0, Covariance::Classical)
    }

    /// The mean of an arm at the mean baseline of all.
    pub(crate) fn adjusted_mean(&self, arm: usize) -> Option<LinearEstimate> {
        let mut slopes = self.weights(arm, 0, 1);
        slopes[0] = if self.slope().is_some() { self.mean_before } else { 0.0 };
        let mean = self.fit.estimate(1.0, &slopes, Covariance::Classical)?;
        Some(LinearEstimate { value: mean.value + self.origin_after, ..mean })
    }

    /// The difference of two arms when each has its own slope.
    pub(crate) fn with_interaction(&self, of: usize, against: usize) -> Option<Interaction> {
        let fit = self.interaction.as_ref()?;
        Some(Interaction {
            slope: fit.estimate(0.0, &self.weights(of, against, self.arms), Covariance::Classical)?,
            at_mean: fit.estimate(0.0, &self.weights(of, against, 1), Covariance::Classical)?,
        })
    }

    /// The test that all arms have one slope.
    pub(crate) fn interaction_p_value(&self, title: &'static str) -> Result<Option<PValue>, StatsError> {
        let Some(fit) = &self.interaction else { return Ok(None) };
        let explained = fit.explained_by_last(self.arms - 1);
        let p = explained.f.map(|f| f_p_value(title, f, explained.degrees_of_freedom, fit.degrees_of_freedom()));
        p.transpose()
    }

    /// HC3 beside the classical answer, and the difference with a slope for each arm.
    pub(crate) fn beside(&self, question: &Question, of: usize, against: usize) -> Result<Vec<Detail>, StatsError> {
        let mut details = Vec::new();
        if let Some(robust) = self.difference(of, against, Covariance::Hc3) {
            let answer = question.answer(&robust)?;
            let number = |id, label, value: Option<f64>| value.map(|value| Detail::number(id, label, value));
            let interval = answer.interval.as_ref();
            details.extend(
                [
                    number("hc3_standard_error", "standard error (HC3)", robust.standard_error),
                    number("hc3_t", "t (HC3)", answer.statistic.as_ref().map(|statistic| statistic.value)),
                    number("hc3_p_value", "p (HC3)", answer.p_value.map(|p| p.value())),
                    number("hc3_lower", "lower limit (HC3)", interval.map(|interval| interval.lower)),
                    number("hc3_upper", "upper limit (HC3)", interval.map(|interval| interval.upper)),
                ]
                .into_iter()
                .flatten(),
            );
        }
        if let Some(Interaction { slope, at_mean }) = self.with_interaction(of, against) {
            let asked = Question::two_sided(
                question.procedure,
                question.title,
                question.quantity,
                question.unit,
                question.level,
            );
            let number = |id, label, value: Option<f64>| value.map(|value| Detail::number(id, label, value));
            let p = asked.answer(&slope)?.p_value.map(|p| p.value());
            details.extend(
                [
                    number("interaction_slope", "difference of the slopes on baseline", Some(slope.value)),
                    number("interaction_p_value", "p of the difference of the slopes", p),
                    number(
                        "estimate_at_mean_with_interaction",
                        "difference at the mean baseline with a slope for each arm",
                        Some(at_mean.value),
                    ),
                    number("se_at_mean_with_interaction", "its standard error", at_mean.standard_error),
                ]
                .into_iter()
                .flatten(),
            );
        }
        Ok(details)
    }
}
