//! Charts of studies combined. Ratios and shares are drawn on the scale on which they were combined.

use super::FigureSlot;
use super::evidence_figures::{kind, row_of};
use super::tables::slug;
use crate::chart::{
    Baujat, BaujatStudy, CombinedEvidence, EvidenceForest, EvidenceRow, EvidenceSection, Figure, Finding, Funnel,
    FunnelContour, FunnelStudy, LeaveOneOut, Posterior, PseudoLimits, Refit, RefitRow, TauPoint, TauProfile, baujat,
    evidence_forest, funnel, leave_one_out, posterior, tau_profile,
};
use crate::data::Unit;
use crate::plan::{EvidenceAnalysis, Pool, ResultKind};
use crate::result::format::{as_heading, fixed, p_words, significant, with_unit};
use crate::result::{Estimate, PooledSubset};
use crate::stats::measures::{Measure, Scale};
use crate::stats::meta::bayesian::PosteriorDensity;

/// Borders of the shaded regions of a funnel: two-sided p and the normal quantile that goes with it.
const CONTOURS: [(f64, f64); 3] =
    [(0.1, 1.644_853_626_951_472_2), (0.05, 1.959_963_984_540_054), (0.01, 2.575_829_303_548_900_4)];

/// Charts that only studies combined have.
pub(super) const CHARTS: [&str; 6] = ["funnel", "baujat", "leave-one-out", "cumulative", "tau-profile", "posterior"];

/// Every chart of one pool.
pub(super) fn figures(pool: &Pool, analysis: &EvidenceAnalysis) -> Vec<FigureSlot> {
    let frame = Frame::of(pool, analysis);
    let single = analysis.pools.len() == 1;
    let file = |name: &str| {
        let place = if single { String::new() } else { format!("-{}", slug(&pool.label)) };
        format!("combined-{name}{place}")
    };
    let slot = |name: &str, figure: Figure| FigureSlot { file: file(name), figure };
    let mut all = vec![slot("forest", frame.forest()), slot("funnel", frame.funnel())];
    let further = &pool.further;
    if !further.baujat.is_empty() {
        let studies = further.baujat.iter().map(|point| BaujatStudy {
            label: point.study.clone(),
            heterogeneity: point.contribution,
            influence: point.influence,
        });
        all.push(slot("baujat", baujat(&Baujat { quantity: frame.quantity.clone(), studies: studies.collect() })));
    }
    if further.leave_one_out.len() > 2 {
        all.push(slot("leave-one-out", frame.refit(Refit::Omitting, &further.leave_one_out)));
        let order = "the order of the table".to_owned();
        all.push(slot("cumulative", frame.refit(Refit::Adding { order }, &further.cumulative)));
    }
    all.extend(frame.posterior().map(|figure| slot("posterior", figure)));
    all.extend(frame.profile().map(|figure| slot("tau-profile", figure)));
    all
}

/// What the charts of one pool share.
struct Frame<'a> {
    pool: &'a Pool,
    analysis: &'a EvidenceAnalysis,
    quantity: String,
    unit: Unit,
    decimals: u8,
    claimed: Option<(f64, f64)>,
}

impl<'a> Frame<'a> {
    fn of(pool: &'a Pool, analysis: &'a EvidenceAnalysis) -> Frame<'a> {
        let unit = pool.combined.estimate.unit;
        let quantity = match pool.measure {
            Measure::Mc | Measure::Md if pool.kind == ResultKind::AsGiven => "Estimate".to_owned(),
            Measure::Mc | Measure::Md => format!("Change in {}", pool.outcome.replace('-', " ")),
            other if other.scale() == Scale::Logarithm => format!("Logarithm of the {}", other.label()),
            other if pool.is_transformed() => format!("{} (scale of {})", as_heading(other.label()), other.code()),
            other => as_heading(other.label()),
        };
        let range = analysis.claimed.as_ref().filter(|range| range.outcome == pool.outcome);
        let claimed = range.and_then(|range| {
            let lower = range.lower.amount_in(unit).ok()?.to_f64();
            Some((lower, range.upper.amount_in(unit).ok()?.to_f64()))
        });
        let decimals = if pool.is_transformed() || unit == Unit::None { 2 } else { 1 };
        Frame { pool, analysis, quantity, unit, decimals, claimed }
    }

    /// The members with their names, estimates and standard errors, on the scale on which they were combined.
    fn members(&self) -> impl Iterator<Item = (String, f64, f64)> {
        self.pool.members.iter().filter_map(|at| {
            let result = self.analysis.results.get(*at)?;
            let effect = result.effect?;
            Some((self.analysis.label_of(result), effect.estimate, effect.variance.sqrt()))
        })
    }

    fn forest(&self) -> Figure {
        let rows: Vec<EvidenceRow> = self
            .pool
            .members
            .iter()
            .zip(&self.pool.combined.weights)
            .filter_map(|(at, weight)| {
                let result = self.analysis.results.get(*at)?;
                let row = row_of(self.analysis, result, Some(*weight))?;
                let effect = result.effect.filter(|_| self.pool.is_transformed());
                let Some(effect) = effect else { return Some(row) };
                let (quantity, error) = (result.estimate.as_ref()?.quantity, effect.variance.sqrt());
                let interval = effect.interval(self.analysis.level).ok();
                let estimate = Estimate::new(quantity, effect.estimate, Unit::None, Some(error), interval);
                Some(EvidenceRow { finding: Finding::Printed(estimate), ..row })
            })
            .collect();
        let found = &self.pool.combined;
        let heterogeneity = found.heterogeneity.as_ref().map_or_else(String::new, |spread| {
            format!(
                "\u{3c4} {}, I\u{b2} {}, Q {} on {} df, {}",
                significant(spread.tau.value, 2),
                with_unit(&fixed(spread.i2.value, 0), spread.i2.unit),
                fixed(spread.q, 1),
                spread.degrees_of_freedom,
                p_words(spread.p_value)
            )
        });
        let combined = CombinedEvidence {
            label: format!("Combined (k = {}, {}, {})", found.k, found.method.name(), found.test.name()),
            estimate: found.estimate.clone(),
            prediction: found.prediction.clone(),
            heterogeneity,
        };
        let claimed = self.analysis.claimed.as_ref().zip(self.claimed);
        evidence_forest(&EvidenceForest {
            quantity: self.quantity.clone(),
            unit: self.unit,
            decimals: self.decimals,
            sections: vec![EvidenceSection { kind: kind(self.pool.kind), rows, combined: Some(combined) }],
            claimed: claimed.map(|(range, (lower, upper))| crate::chart::ClaimedRange {
                lower,
                upper,
                label: range.label.clone(),
            }),
            left_words: "less".to_owned(),
            right_words: "more".to_owned(),
        })
    }

    fn funnel(&self) -> Figure {
        let filled = self.pool.further.trim_and_fill.as_ref();
        let [_, half, _] = CONTOURS;
        funnel(&Funnel {
            quantity: self.quantity.clone(),
            unit: self.unit,
            decimals: self.decimals,
            studies: self
                .members()
                .map(|(label, estimate, standard_error)| FunnelStudy { label, estimate, standard_error })
                .collect(),
            filled: filled.map_or_else(Vec::new, |found| {
                let study = |one: &crate::stats::meta::asymmetry::FilledStudy| FunnelStudy {
                    label: one.mirrors.clone(),
                    estimate: one.estimate,
                    standard_error: one.standard_error,
                };
                found.filled.iter().map(study).collect()
            }),
            combined: Some(self.pool.combined.estimate.clone()),
            adjusted: filled.filter(|found| !found.filled.is_empty()).map(|found| found.adjusted.estimate.clone()),
            pseudo_limits: PseudoLimits { level: crate::result::Level::DEFAULT, z: half.1 },
            contours: CONTOURS.map(|(p, z)| FunnelContour { p, z }).to_vec(),
        })
    }

    fn refit(&self, refit: Refit, subsets: &[PooledSubset]) -> Figure {
        let row =
            |subset: &PooledSubset| RefitRow { label: subset.study.clone(), estimate: Some(subset.estimate.clone()) };
        leave_one_out(&LeaveOneOut {
            refit,
            quantity: self.quantity.clone(),
            unit: self.unit,
            decimals: self.decimals,
            rows: subsets.iter().map(row).collect(),
            overall: self.pool.combined.estimate.clone(),
        })
    }

    fn posterior(&self) -> Option<Figure> {
        let found = self.pool.further.bayesian.as_ref()?;
        let mean = &found.mean;
        let of = |what: fn(&PosteriorDensity) -> f64| found.densities.iter().map(|one| (one.at, what(one))).collect();
        let estimate = Estimate::new(mean.quantity, mean.median, mean.unit, mean.sd, Some(mean.central.clone()));
        Some(posterior(&Posterior {
            quantity: self.quantity.clone(),
            unit: self.unit,
            decimals: self.decimals,
            // The prior of the mean is flat.
            prior: Vec::new(),
            posterior: of(|one| one.mean),
            predictive: of(|one| one.prediction),
            estimate,
            prediction: Some(found.prediction.central.clone()),
            claimed: self.claimed,
        }))
    }

    fn profile(&self) -> Option<Figure> {
        let further = &self.pool.further;
        let profile = further.tau_profile.as_ref()?;
        let points = profile.points.iter().zip(&further.at_tau).map(|(point, at)| TauPoint {
            tau: point.tau2.sqrt(),
            log_likelihood: point.log_likelihood,
            estimate: at.value,
            interval: at.interval.as_ref().map(|interval| (interval.lower, interval.upper)),
        });
        Some(tau_profile(&TauProfile {
            quantity: self.quantity.clone(),
            unit: self.unit,
            decimals: self.decimals,
            restricted: profile.method == crate::result::TauMethod::RestrictedMaximumLikelihood,
            points: points.collect(),
            likelihood_cut: Some(profile.cut),
            tau: self.pool.combined.heterogeneity.as_ref()?.tau.clone(),
            combined: self.pool.combined.estimate.clone(),
            level: self.analysis.level,
            posterior: Vec::new(),
            claimed: self.claimed,
        }))
    }
}
