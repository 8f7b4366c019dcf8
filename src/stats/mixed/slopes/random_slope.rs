use super::rows::{Axis, Rows};
use super::{RandomStructure, SlopesFit};
use crate::data::Longitudinal;
use crate::result::{Citation, Contrast, Detail, GroupMean, ModelResult, Note, Quantity};
use crate::stats::documented::documented;
use crate::stats::mixed::answer::{MixedOptions, Reporter};
use crate::stats::mixed::sites::indicator;
use crate::stats::mixed::{FixedEffects, VarianceState};
use crate::stats::repeated::RepeatedProcedure;
use crate::stats::{StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// By how much do readings rise or fall with every session (or unit of time), and do arms differ in that, when everybody has a
    /// line of their own?
    ///
    /// # Assumptions
    /// Readings of one person lie around a straight line; the lines' starts and slopes are normal over people, the deviations
    /// around them normal with one variance. Missed visits may depend on readings that were seen, not on those that were not. The number
    /// of sessions was not chosen by how a person responded: where it was, the slope describes and has no cause.
    ///
    /// # Formula
    /// value ~ arm * x + (1 + x | person) by restricted maximum likelihood; x is the number of sessions received where it is counted for
    /// every visit, else time; a reading at baseline is at x = 0. Visits after the last session are left out. t = (slope - null) / SE with
    /// Satterthwaite's degrees of freedom. With every visit of everybody the mean slope is the mean of each person's least-squares slope.
    ///
    /// # Arguments
    /// Visits with sessions or times; arms or none; `--null`, `--alternative`, `--level`. The slope is in the outcome's unit per session,
    /// or per unit of time.
    ///
    /// # Errors
    /// Fewer than three different points in sessions or time, or three people; nobody, or too few, with more than two readings; readings
    /// that lie on lines exactly. A variance of zero, or a correlation of -1 or 1, is no error: it is said, and the degrees of freedom are
    /// those of the model that is left.
    ///
    /// # References
    /// Laird and Ware (1982), Biometrics 38:963-974; Bates, Maechler, Bolker and Walker (2015), J Stat Softw 67(1):1-48.
    ///
    /// # Example
    /// `girth explain random-slope`
    RandomSlope
}

/// The mean slope over sessions.
pub const SLOPE_PER_SESSION: Quantity =
    Quantity { id: "slope_per_session", label: "mean slope per session", symbol: "slope per session" };
/// The mean slope over time.
pub const SLOPE_PER_TIME: Quantity =
    Quantity { id: "slope_per_time", label: "mean slope per unit of time", symbol: "slope per time" };
/// Treated - control, of mean slopes.
pub const SLOPE_DIFFERENCE: Quantity =
    Quantity { id: "difference_of_slopes", label: "difference of mean slopes", symbol: "slope difference" };

const BATES: Citation = Citation {
    key: "Bates et al. 2015",
    reference: "Bates D, Maechler M, Bolker B, Walker S (2015). Fitting linear mixed-effects models using lme4. J Stat Softw 67(1):1-48.",
};

impl RepeatedProcedure for RandomSlope {
    fn id(&self) -> &'static str {
        "random-slope"
    }

    fn title(&self) -> &'static str {
        "mixed model with a line of every person"
    }

    fn documentation(&self) -> &'static str {
        RandomSlope::DOCUMENTATION
    }

    fn usage(&self, data: &Longitudinal, _: &TestOptions) -> Usage {
        if Axis::of(data).places() >= 3 { Usage::OnRequest } else { Usage::Unsuited }
    }

    fn run(&self, data: &Longitudinal, options: &TestOptions) -> Result<ModelResult, StatsError> {
        let (id, title) = (self.id(), self.title());
        let axis = Axis::of(data);
        if axis.places() < 3 {
            return Err(StatsError::Missing { procedure: title, what: "three visits with a session count or a time" });
        }
        let rows = Rows::of(data, &axis);
        StatsError::require(title, 3, rows.analysed.n)?;
        let (along, slope) = if axis.by_session { ("sessions", SLOPE_PER_SESSION) } else { ("time", SLOPE_PER_TIME) };
        let names: Vec<&str> = rows.arms.iter().map(|&arm| data.arms()[arm].as_str()).collect();
        let groups = rows.n.len();
        // For each group its mean at 0, then for each its slope.
        let label = |what: &str, group: usize| match names.get(group) {
            Some(name) => format!("{what}, {name}"),
            None => what.to_owned(),
        };
        let starts = (0..groups).map(|group| label("value at 0", group));
        let coefficients = starts.chain((0..groups).map(|group| label(slope.symbol, group))).collect();
        let design: Vec<Vec<f64>> = rows
            .arm
            .iter()
            .zip(&rows.x)
            .map(|(&arm, x)| {
                let group = indicator(arm, groups);
                group.iter().copied().chain(group.iter().map(|cell| cell * x)).collect()
            })
            .collect();
        let lines: Vec<Vec<f64>> = rows.x.iter().map(|x| vec![1.0, *x]).collect();
        let effects = FixedEffects::of_rows(vec!["value at 0".to_owned(), along.to_owned()], &lines);
        let fixed = FixedEffects::of_rows(coefficients, &design);
        let (Some(fixed), Some(effects)) = (fixed, effects) else {
            return Err(StatsError::Missing { procedure: title, what: "readings" });
        };
        let fit = SlopesFit::fit(title, &rows.y, &fixed, &rows.person, &effects, RandomStructure::Unstructured)?;
        let reporter = Reporter {
            procedure: id,
            title,
            fit: &fit.model,
            options: &MixedOptions { test: *options, ..MixedOptions::default() },
            unit: data.outcome().unit,
            analysed: rows.analysed.clone(),
            group: "participant",
        };
        let of_group = |group: usize| indicator(groups + group, 2 * groups);
        let less = |group: usize, other: usize| -> Vec<f64> {
            of_group(group).iter().zip(of_group(other)).map(|(cell, other)| cell - other).collect()
        };
        let null = options.null_value.to_f64();
        let mut contrasts = Vec::new();
        if groups == 1 {
            let test = reporter.test(slope, &of_group(0), null)?;
            contrasts.push(Contrast { label: label(slope.label, 0), test });
        }
        for group in 1..groups {
            let test = reporter.test(SLOPE_DIFFERENCE, &less(group, 0), null)?;
            contrasts.push(Contrast { label: format!("{} - {}", names[group], names[0]), test });
        }
        let mut means = Vec::with_capacity(groups);
        for (group, &n) in rows.n.iter().enumerate() {
            let estimate = reporter.mean(slope, &of_group(group))?;
            means.push(GroupMean { group: names.get(group).map_or("all", |name| name).to_owned(), n, estimate });
        }
        let against_first: Vec<Vec<f64>> = (1..groups).map(|group| less(group, 0)).collect();
        let overall = if groups > 2 { reporter.f_test(SLOPE_DIFFERENCE, &against_first)? } else { None };
        let mut notes = rows.notes;
        notes.extend(unit_note(data, &axis));
        if groups > 1 && !data.has_control() {
            notes
                .push(Note::new("no-control", format!("No arm is the control: differences are against {}.", names[0])));
        }
        notes.extend(variance_note(&fit));
        let arm = if groups > 1 { "arm * " } else { "" };
        Ok(ModelResult {
            procedure: id,
            title,
            formula: format!("value ~ {arm}{along} + (1 + {along} | participant)"),
            analysed: rows.analysed,
            overall,
            terms: reporter.terms()?,
            means,
            contrasts,
            details: details(&fit),
            notes,
            citations: reporter.citations().into_iter().chain([BATES]).collect(),
        })
    }
}

fn details(fit: &SlopesFit) -> Vec<Detail> {
    let sd = |at: usize| fit.effect_covariance(at, at).max(0.0).sqrt();
    let (evaluations, gradient) = fit.convergence();
    let mut details = vec![
        Detail::count("readings", "readings that entered", fit.readings()),
        Detail::count("people", "participants with a line of their own", fit.persons()),
        Detail::number("sd_slope", "SD of the slopes between participants", sd(1)),
        Detail::number("sd_start", "SD of the values at 0 between participants", sd(0)),
    ];
    if sd(0) > 0.0 && sd(1) > 0.0 {
        let correlation = (fit.effect_covariance(0, 1) / (sd(0) * sd(1))).clamp(-1.0, 1.0);
        details.push(Detail::number("correlation", "correlation of slope and value at 0", correlation));
    }
    details.push(Detail::number("residual_sd", "SD around the lines", fit.residual_variance().sqrt()));
    details.extend(fit.log_likelihood().map(|log| Detail::number("log_likelihood", "restricted log likelihood", log)));
    details.push(Detail::count("evaluations", "evaluations of the likelihood", evaluations));
    details.push(Detail::number("gradient", "slope of the likelihood in units of its uncertainty", gradient));
    details
}

fn unit_note(data: &Longitudinal, axis: &Axis) -> Option<Note> {
    let unit = data.time_unit().filter(|_| !axis.by_session)?;
    Some(Note::new("time-unit", format!("Slopes are per unit of time, counted in {unit}.")))
}

/// What must be said of the variances.
fn variance_note(fit: &SlopesFit) -> Option<Note> {
    let text = match (fit.state(), fit.rank()) {
        (VarianceState::Estimated, _) => return None,
        (VarianceState::NoVariation, _) => "The lines explain every reading exactly: there is no variance.",
        (_, 0) => {
            "The variances between participants were estimated as exactly 0: one line serves all, and the model is least squares of all \
             readings."
        }
        _ => {
            "The covariance of the participants' lines was estimated at the boundary: a variance of 0, or a correlation of slope and start \
             of -1 or 1. The degrees of freedom are those of lines with one source of variation."
        }
    };
    Some(Note::new("variance-at-boundary", text))
}
