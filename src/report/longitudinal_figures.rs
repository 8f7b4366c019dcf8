//! Charts of several visits, of the primary outcome.

use super::figures::{FigureSlot, NoFigure};
use super::longitudinal_tables::{effects, places};
use super::tables::slug;
use crate::chart::{
    DoseLine, DosePoint, DoseResponse, Figure, FittedEffect, LONGITUDINAL_CHARTS, MeanByVisit, MeanOf, MissingPattern,
    Missingness, Retention, RetentionArm, Tipping, TippingCell, TippingCurve, TippingMap, TippingOver, TippingPoint,
    TippingShade, Trajectories, TrajectoryArm, VisitDifferences, VisitPoint, VisitSeries, dose_response, mean_by_visit,
    missingness, retention, tipping, trajectories, visit_differences,
};
use crate::data::{Readings, TimePoint};
use crate::plan::{Analysis, LongitudinalAnalysis};
use crate::result::VisitTest;
use crate::result::format::{in_sentence, with_interval, with_unit};
use crate::stats::repeated::sessions_of_visits;

/// Every chart that the visits allow.
pub(super) fn figures(analysis: &Analysis) -> Vec<FigureSlot> {
    LONGITUDINAL_CHARTS.iter().flat_map(|kind| longitudinal_figures(kind.id, analysis).unwrap_or_default()).collect()
}

/// The charts of one kind.
///
/// # Errors
/// [`NoFigure`] where the study has nothing of the kind.
pub fn longitudinal_figures(kind: &str, analysis: &Analysis) -> Result<Vec<FigureSlot>, NoFigure> {
    let mut primary = analysis.longitudinal.iter().filter(|one| one.primary);
    let found = primary.clone().next().and_then(|main| {
        // Readings themselves are shown of what was measured, rather than of differences of sites.
        let plain = primary.find(|one| one.courses.kind() == Readings::Plain).unwrap_or(main);
        match kind {
            "mean-by-visit" => Some((main, means(main, analysis)?)),
            "trajectories" => Some((plain, courses(plain))),
            "visit-differences" => Some((main, differences(main)?)),
            "dose-response" => Some((main, dose(main)?)),
            "retention" => Some((main, remaining(main))),
            "missingness" => Some((main, patterns(main)?)),
            "tipping" => Some((main, tipping_figure(main)?)),
            _ => None,
        }
    });
    let slot = |(one, figure): (&LongitudinalAnalysis, Figure)| {
        let site = one.site.as_ref().map_or_else(String::new, |site| format!("-{}", slug(site)));
        FigureSlot { file: format!("{kind}-{}{site}", slug(&one.label)), figure }
    };
    match found {
        Some(found) => Ok(vec![slot(found)]),
        None => Err(NoFigure::Nothing(format!(
            "these data have nothing for a chart {kind}: it needs readings of the same people at several visits, and what it shows"
        ))),
    }
}

/// The margin on both sides of zero, in the unit of the outcome.
fn margin(one: &LongitudinalAnalysis) -> Option<(f64, f64)> {
    let (stated, _) = one.margin.as_ref()?;
    let [lower, upper] = stated.in_unit(one.courses.outcome().unit).ok()?.amounts()?;
    Some((lower.to_f64(), upper.to_f64()))
}

/// The points of one arm, or of the only group, in the order of the visits.
fn points(visits: &[TimePoint], tests: &[VisitTest], arm: Option<&str>) -> Vec<VisitPoint> {
    let at = |visit: &TimePoint| tests.iter().find(|row| row.visit == visit.name && row.arm.as_deref() == arm);
    visits
        .iter()
        .map(|visit| match at(visit) {
            Some(row) => VisitPoint { n: row.n, estimate: row.test.primary().cloned() },
            None => VisitPoint { n: 0, estimate: None },
        })
        .collect()
}

/// Mean changes of the arms; of two sites those of both.
fn means(main: &LongitudinalAnalysis, analysis: &Analysis) -> Option<Figure> {
    let visits = main.courses.visits();
    let series = match &main.untreated {
        Some(untreated) => {
            let plain = |name: &str, site: Option<&str>| {
                analysis.longitudinal.iter().find(|one| {
                    one.courses.kind() == Readings::Plain
                        && one.courses.outcome().name == name
                        && one.site.as_deref() == site
                })
            };
            let treated = plain(&main.courses.outcome().name, untreated.treated_site.as_deref())?;
            let control = plain(&untreated.outcome, untreated.site.as_deref())?;
            let name = |one: &LongitudinalAnalysis| one.site.clone().unwrap_or_else(|| one.label.clone());
            let of = |one: &LongitudinalAnalysis, is_control| {
                let changes = &one.model.as_ref()?.changes;
                Some(VisitSeries { label: name(one), is_control, points: points(visits, changes, None) })
            };
            vec![of(control, true)?, of(treated, false)?]
        }
        None => {
            let changes = &main.model.as_ref()?.changes;
            let arms = main.courses.arms();
            let of_arm = |(at, arm): (usize, &String)| VisitSeries {
                label: arm.clone(),
                is_control: at == 0 && main.courses.has_control(),
                points: points(visits, changes, Some(arm)),
            };
            match arms {
                [] => {
                    vec![VisitSeries { label: String::new(), is_control: false, points: points(visits, changes, None) }]
                }
                _ => arms.iter().enumerate().map(of_arm).collect(),
            }
        }
    };
    Some(mean_by_visit(&MeanByVisit {
        label: main
            .untreated
            .as_ref()
            .and_then(|untreated| untreated.measured.clone())
            .unwrap_or_else(|| main.courses.outcome().label.clone()),
        of: MeanOf::Changes,
        kind: "least-squares".to_owned(),
        unit: main.courses.outcome().unit,
        decimals: main.courses.decimals(),
        visits: visits.to_vec(),
        time_unit: main.courses.time_unit().map(str::to_owned),
        arms: series,
        margin: margin(main),
        claimed: None,
    }))
}

/// Everybody's readings, the baseline first where there is one.
fn courses(one: &LongitudinalAnalysis) -> Figure {
    let data = &one.courses;
    let start = data.baseline_name().map(|name| TimePoint {
        name: name.to_owned(),
        // Times are counted from the baseline.
        time: data.visits().iter().all(|visit| visit.time.is_some()).then_some(0.0),
        sessions: data.visits().iter().all(|visit| visit.sessions.is_some()).then_some(0),
    });
    let with_baseline = start.is_some();
    let course = |person: usize| -> Vec<Option<f64>> {
        let later = (0..data.visits().len()).map(|visit| data.value(person, visit));
        with_baseline.then(|| data.baseline_value(person)).into_iter().chain(later).collect()
    };
    let names = if data.arms().is_empty() { vec![String::new()] } else { data.arms().to_vec() };
    let arms = names.into_iter().enumerate().map(|(at, label)| {
        let people = (0..data.people()).filter(|&person| data.arm_of(person) == at);
        let courses: Vec<Vec<Option<f64>>> = people.map(course).collect();
        let width = data.visits().len() + usize::from(with_baseline);
        let means = (0..width).map(|visit| mean(courses.iter().filter_map(|course| course[visit]))).collect();
        TrajectoryArm { label, is_control: at == 0 && data.has_control(), courses, means }
    });
    trajectories(&Trajectories {
        label: one.label.clone(),
        unit: data.outcome().unit,
        decimals: data.decimals(),
        arms: arms.collect(),
        visits: start.into_iter().chain(data.visits().iter().cloned()).collect(),
        time_unit: data.time_unit().map(str::to_owned),
    })
}

fn mean(values: impl Iterator<Item = f64> + Clone) -> Option<f64> {
    let n = values.clone().count();
    (n > 0).then(|| values.sum::<f64>() / n as f64)
}

/// `Difference in change of waist girth`, `Change in waist girth`.
fn quantity(one: &LongitudinalAnalysis) -> String {
    let outcome = in_sentence(&one.label);
    let of_arms = one.model.as_ref().is_some_and(|model| !model.differences.is_empty());
    match of_arms || one.courses.kind() == Readings::SiteDifference {
        true => format!("Difference in change, {outcome}"),
        false => format!("Change in {outcome}"),
    }
}

/// The comparisons of the model, or the only group.
fn series(one: &LongitudinalAnalysis) -> Vec<VisitSeries> {
    let rows = effects(one);
    let mut arms: Vec<Option<&str>> = Vec::new();
    for row in rows {
        if !arms.contains(&row.arm.as_deref()) {
            arms.push(row.arm.as_deref());
        }
    }
    let control = one.courses.arms().first().filter(|_| one.courses.arms().len() > 1);
    let label = |arm: Option<&str>| match (arm, control) {
        (Some(arm), Some(control)) => format!("{arm} \u{2212} {control}"),
        (arm, _) => arm.unwrap_or_default().to_owned(),
    };
    arms.into_iter()
        .map(|arm| VisitSeries {
            label: label(arm),
            is_control: false,
            points: points(one.courses.visits(), rows, arm),
        })
        .collect()
}

fn differences(one: &LongitudinalAnalysis) -> Option<Figure> {
    let series = series(one);
    (!series.is_empty()).then(|| {
        visit_differences(&VisitDifferences {
            quantity: quantity(one),
            unit: one.courses.outcome().unit,
            decimals: one.courses.decimals(),
            visits: one.courses.visits().to_vec(),
            time_unit: one.courses.time_unit().map(str::to_owned),
            series,
            margin: margin(one),
            claimed: None,
        })
    })
}

fn dose(one: &LongitudinalAnalysis) -> Option<Figure> {
    let sessions = sessions_of_visits(&one.courses)?;
    let [series] = <[VisitSeries; 1]>::try_from(series(one)).ok()?;
    let points: Vec<DosePoint> = sessions
        .iter()
        .zip(series.points)
        .filter_map(|(dose, found)| Some(DosePoint { dose: (*dose)?, found }))
        .collect();
    (points.len() > 1).then(|| {
        dose_response(&DoseResponse {
            quantity: quantity(one),
            unit: one.courses.outcome().unit,
            decimals: one.courses.decimals(),
            dose: "Sessions".to_owned(),
            points,
            line: dose_line(one),
            margin: margin(one),
            claimed: None,
        })
    })
}

/// The line through the effects, with its slope.
fn dose_line(one: &LongitudinalAnalysis) -> Option<DoseLine> {
    let slope = one.dose.iter().find(|test| test.procedure == "effect-per-session")?.primary()?;
    let size = with_unit(&with_interval(slope, places(one, slope)), slope.unit);
    let points = one.dose_line.iter().map(|(dose, estimate)| FittedEffect {
        dose: *dose,
        effect: estimate.value,
        interval: estimate.interval.as_ref().map(|interval| (interval.lower, interval.upper)),
    });
    Some(DoseLine { label: format!("slope per session {size}"), points: points.collect() })
}

/// Who is still there, visit by visit.
fn remaining(one: &LongitudinalAnalysis) -> Figure {
    let found = &one.patterns;
    let arms = found.people.iter().enumerate().map(|(at, &entered)| {
        let label = found.arms.get(at).cloned();
        let rows = || found.retention.iter().filter(|row| row.arm == label);
        RetentionArm {
            is_control: at == 0 && one.courses.has_control(),
            entered,
            remaining: rows().map(|row| row.in_study).collect(),
            with_reading: rows().map(|row| row.read).collect(),
            label: label.clone().unwrap_or_default(),
        }
    });
    retention(&Retention {
        visits: one.courses.visits().to_vec(),
        time_unit: one.courses.time_unit().map(str::to_owned),
        arms: arms.collect(),
    })
}

/// Who was read at which visits; no chart where everybody was at all.
fn patterns(one: &LongitudinalAnalysis) -> Option<Figure> {
    let found = &one.patterns;
    let patterns: Vec<MissingPattern> = found
        .patterns
        .iter()
        .map(|pattern| MissingPattern { seen: pattern.present.clone(), n: pattern.people.clone() })
        .collect();
    let somebody_missed = patterns.iter().any(|pattern| pattern.seen.contains(&false));
    somebody_missed.then(|| {
        missingness(&Missingness {
            visits: one.courses.visits().to_vec(),
            arms: found.arms.clone(),
            has_control: one.courses.has_control(),
            patterns,
        })
    })
}

/// How the answer at the last visit hangs on those who left; no chart where there is no answer that could be lost.
fn tipping_figure(one: &LongitudinalAnalysis) -> Option<Figure> {
    let map = one.tipping.as_ref().filter(|map| map.tipping != Some(0.0))?;
    let columns = map.deltas_control.len();
    let over = match &map.arms {
        Some(arms) => TippingOver::Map(TippingMap {
            arms: arms.clone(),
            treated: map.deltas_treated.clone(),
            control: map.deltas_control.clone(),
            cells: map
                .cells
                .chunks(columns)
                .map(|row| {
                    let cell = |cell: &crate::stats::repeated::missing::TippingCell| {
                        Some(TippingCell { estimate: cell.estimate, p: cell.p_value?, holds: cell.holds })
                    };
                    row.iter().map(cell).collect()
                })
                .collect(),
            shade: TippingShade::Estimate,
        }),
        None => TippingOver::Curve(TippingCurve {
            points: map
                .deltas_treated
                .iter()
                .zip(&map.cells)
                .map(|(&delta, cell)| TippingPoint {
                    delta,
                    estimate: cell.estimate,
                    interval: cell.interval.as_ref().map(|interval| (interval.lower, interval.upper)),
                })
                .collect(),
            level: map.level,
            bound: map.null_value,
            tipping: map.tipping,
        }),
    };
    Some(tipping(&Tipping {
        quantity: format!("{} at {}", quantity(one), map.visit),
        unit: map.unit,
        decimals: one.courses.decimals(),
        conclusion: format!("p < {}", map.level.alpha()),
        over,
    }))
}
