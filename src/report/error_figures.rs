//! Charts of measuring error, of what explains a change away, and of picked pictures.

use super::photos_words::{clusters, together};
use super::tables::slug;
use super::{FigureSlot, NoFigure};
use crate::chart::{
    AgreementPoint, BlandAltman, DetectableBand, ExplainAway, Explanation, ExplanationKind, Figure, GalleryChart,
    ObserverDeviation, ObserverDifferences, ObserverRow, PickingAlone, ProportionalBias, RatedPhotos, RatedRow,
    SelectionFunnel, SelectionSide, Sought, bland_altman, explain_away, gallery, observer_differences, rated_photos,
    selection_funnel,
};
use crate::data::Decimal;
use crate::plan::{
    Analysis, ExplainAnalysis, OutcomeReliability, PairAgreement, PhotosAnalysis, ReliabilityAnalysis, SampleAnalysis,
};
use crate::result::format::{significant, with_unit};
use crate::result::{Estimate, Level};
use crate::stats::StatsError;
use crate::stats::agreement::{ErrorScope, observer_bias};
use crate::stats::gallery::NoiseSource;
use crate::stats::individual::Occasions;
use crate::stats::risk::Toward;
use std::collections::HashMap;

/// Every chart of these kinds that a report has.
pub(super) fn figures(analysis: &Analysis) -> Result<Vec<FigureSlot>, StatsError> {
    let mut all = Vec::new();
    for one in &analysis.explained {
        let name = slug(&one.label);
        all.push(FigureSlot { file: format!("explain-away-{name}"), figure: explained(one, claimed(analysis, one)) });
        all.extend(funnel(one, analysis).map(|figure| FigureSlot { file: format!("selection-funnel-{name}"), figure }));
    }
    if let Some(reliability) = &analysis.reliability {
        // The first stands for all: each has its figures in a table.
        if let Some(one) = reliability.outcomes.first() {
            let name = slug(&one.title());
            let chosen = one.study_figures().pairs.first().and_then(|pair| agreement(one, pair));
            all.extend(chosen.map(|figure| FigureSlot { file: format!("bland-altman-{name}"), figure }));
            let figure = observers(one, reliability.level)?;
            all.extend(figure.map(|figure| FigureSlot { file: format!("observer-differences-{name}"), figure }));
        }
    }
    for one in &analysis.photos {
        let name = slug(&one.label);
        all.push(FigureSlot { file: format!("gallery-{name}"), figure: pictures(one) });
        all.extend(raters(one).map(|figure| FigureSlot { file: format!("rated-photos-{name}"), figure }));
    }
    Ok(all)
}

/// One chart of these kinds, of the arm or site asked for or else of the first.
///
/// # Errors
/// [`NoFigure`] where the data have nothing of the kind.
pub fn error_figure(kind: &str, analysis: &Analysis, group: Option<&str>) -> Result<Figure, NoFigure> {
    let nothing = |why: &str| NoFigure::Nothing(why.to_owned());
    let is_group = |arm: &Option<String>, site: &Option<String>| {
        group.is_none() || [arm, site].into_iter().any(|name| name.as_deref() == group)
    };
    let explained_one = || {
        analysis.explained.iter().find(|one| is_group(&None, &one.site)).ok_or_else(|| {
            nothing("a change is explained away where there is no control: this design has one, or there are no pairs")
        })
    };
    let pictures_of = || {
        let found = analysis.photos.iter().find(|one| is_group(&one.arm, &one.site));
        found.ok_or_else(|| nothing("there are no pairs, or none of that group, to pick pictures from"))
    };
    match kind {
        "explain-away" => explained_one().map(|one| explained(one, claimed(analysis, one))),
        "selection-funnel" => funnel(explained_one()?, analysis).ok_or_else(|| {
            nothing(
                "how people came in, from which population, and how far their readings vary is not known: state it in [selection] of the \
                 plan, and the reading-error of the outcome",
            )
        }),
        "gallery" => pictures_of().map(pictures),
        "rated-photos" => raters(pictures_of()?)
            .ok_or_else(|| nothing("there are no ratings: name their file in [photos] ratings of the plan, or with --ratings")),
        _ => Err(NoFigure::Nothing(format!("there is no chart {kind} of pairs"))),
    }
}

/// One chart of repeated readings.
///
/// # Errors
/// [`NoFigure`] where the data have nothing of the kind.
pub fn reliability_figure(kind: &str, analysis: &ReliabilityAnalysis) -> Result<Figure, NoFigure> {
    let nothing = |why: &str| NoFigure::Nothing(why.to_owned());
    let one = analysis.outcomes.first().ok_or_else(|| nothing("there are no readings"))?;
    match kind {
        "bland-altman" => {
            let pairs = &one.study_figures().pairs;
            pairs.iter().find_map(|pair| agreement(one, pair)).ok_or_else(|| nothing("nobody was read twice"))
        }
        "observer-differences" => observers(one, analysis.level)?.ok_or_else(|| nothing("there is only one observer")),
        _ => Err(NoFigure::Nothing(format!("there is no chart {kind} of repeated readings"))),
    }
}

/// The band of changes that two readings of an unchanged person may show; none for an error that is only offered.
pub(super) fn band(sample: &SampleAnalysis) -> Option<DetectableBand> {
    let found = sample.individuals.as_ref().filter(|found| !found.offered)?;
    let level = found.beyond.level;
    let label = if level == Level::DEFAULT { "MDC95".to_owned() } else { format!("MDC {}", level.percent()) };
    Some(DetectableBand { value: found.beyond.detectable_change, label })
}

fn ends(estimate: &Estimate) -> Option<(f64, f64)> {
    estimate.interval.as_ref().map(|interval| (interval.lower, interval.upper))
}

/// What is claimed of the mean change of an outcome: the first claim with a region of it.
fn claimed(analysis: &Analysis, one: &ExplainAnalysis) -> Option<(f64, f64)> {
    let claims = analysis.claims.iter().filter(|judgement| judgement.claim.outcome.as_deref() == Some(&one.outcome));
    let mean = claims
        .filter(|judgement| judgement.estimate.as_ref().is_some_and(|estimate| estimate.quantity.id == "mean_change"));
    let regions = mean.filter_map(|judgement| judgement.region.as_ref());
    regions.filter(|region| region.unit == one.unit).map(|region| (region.lower, region.upper)).next()
}

fn explained(one: &ExplainAnalysis, claimed: Option<(f64, f64)>) -> Figure {
    let mut rows = Vec::new();
    let part = &one.selection;
    let offered = part.population.as_ref().is_some_and(|population| population.offered);
    let expected = part.expected.as_ref().map(|expected| expected.expected_change);
    let note = match (&part.rule, expected) {
        (Some(rule), Some(_)) => Some(format!("people came in by {rule}")),
        _ if part.lacking.is_empty() => None,
        _ => Some(part.lacking.join("; ")),
    };
    rows.push(Explanation {
        label: "Regression to the mean by selection".to_owned(),
        value: expected,
        interval: None,
        kind: if expected.is_some() && offered { ExplanationKind::Benchmark } else { ExplanationKind::Taken },
        note,
    });
    if let Some(part) = &one.drift {
        rows.push(Explanation {
            label: "Change of weight".to_owned(),
            value: Some(part.drift.expected.value),
            interval: ends(&part.drift.expected),
            kind: ExplanationKind::Taken,
            note: None,
        });
    }
    rows.extend(one.untreated.iter().map(|found| Explanation {
        label: format!("Published: {}, {} weeks", found.what, found.weeks),
        value: found.change.amount_in(one.unit).ok().map(Decimal::to_f64),
        interval: None,
        kind: ExplanationKind::Benchmark,
        note: None,
    }));
    if let Some(found) = &one.tipping {
        rows.push(Explanation {
            label: "Control change that would remove significance".to_owned(),
            value: found.control_arm,
            interval: None,
            kind: ExplanationKind::Tipping,
            note: found.control_arm.is_none().then(|| "none is needed".to_owned()),
        });
    }
    explain_away(&ExplainAway {
        label: one.label.clone(),
        unit: one.unit,
        decimals: one.decimals,
        observed: one.change.clone(),
        rows,
        remains: one.remains.as_ref().map(|found| found.remains.clone()),
        claimed,
    })
}

fn funnel(one: &ExplainAnalysis, analysis: &Analysis) -> Option<Figure> {
    let part = &one.selection;
    let (population, expected) = (part.population.as_ref()?, part.expected.as_ref()?);
    let cut_off = part.cut_off.filter(|_| !part.separate)?;
    let sd = |occasions| part.within.iter().find(|known| known.error.occasions == occasions);
    let within = sd(Occasions::Different).or_else(|| sd(Occasions::Same))?;
    let means = analysis
        .samples
        .iter()
        .find(|sample| sample.title() == one.label)
        .map(|sample| [sample.description.before.mean, sample.description.after.mean]);
    Some(selection_funnel(&SelectionFunnel {
        label: one.label.clone(),
        unit: one.unit,
        decimals: one.decimals,
        population_mean: population.mean,
        population_sd: population.sd,
        cut_off,
        side: if part.picks_highest { SelectionSide::AtLeast } else { SelectionSide::AtMost },
        share: expected.share_selected,
        selected_mean: expected.mean_of_selected,
        within_sd: within.error.sd,
        second_mean: expected.expected_second,
        observed: means,
    }))
}

fn agreement(one: &OutcomeReliability, pair: &PairAgreement) -> Option<Figure> {
    let limits = pair.limits.as_ref()?;
    let number: HashMap<&str, usize> =
        limits.points.iter().enumerate().rev().map(|(at, point)| (point.participant.as_str(), at)).collect();
    let points = limits.points.iter().map(|point| AgreementPoint {
        mean: point.mean,
        difference: point.difference,
        person: number[point.participant.as_str()],
    });
    let slope = limits.proportional_bias.as_ref().and_then(|found| {
        let n = limits.points.len() as f64;
        let centre = limits.points.iter().map(|point| point.mean).sum::<f64>() / n;
        // A line is shown where the difference is shown to depend on the size.
        let shown = found.slope.interval.as_ref().is_some_and(|interval| interval.lower > 0.0 || interval.upper < 0.0);
        shown.then(|| ProportionalBias {
            intercept: limits.bias.value - found.slope.value * centre,
            slope: found.slope.clone(),
        })
    });
    Some(bland_altman(&BlandAltman {
        label: one.title(),
        unit: one.unit,
        decimals: one.readings.decimals(),
        first: pair.names[0].clone(),
        second: pair.names[1].clone(),
        points: points.collect(),
        bias: limits.bias.clone(),
        lower: limits.lower.estimate.clone(),
        upper: limits.upper.estimate.clone(),
        slope,
    }))
}

fn observers(one: &OutcomeReliability, level: Level) -> Result<Option<Figure>, StatsError> {
    if one.counts.observers < 2 {
        return Ok(None);
    }
    let gross: Vec<usize> = one.gross_errors.iter().map(|error| error.index).collect();
    // A slip would pull the mean of the person's readings, and with it everybody else's deviation.
    let kept = one.readings.without(&gross).unwrap_or_else(|_| one.readings.clone());
    let errors = &one.study_figures().technical_errors;
    let rows = observer_bias(&kept, level)?
        .into_iter()
        .filter(|bias| !bias.deviations.is_empty())
        .map(|bias| {
            let name = &one.readings.observers()[bias.observer];
            let mut deviations: Vec<ObserverDeviation> =
                bias.deviations.iter().map(|(_, value)| ObserverDeviation { value: *value, gross: false }).collect();
            deviations.extend(
                one.gross_errors
                    .iter()
                    .filter(|error| error.observer.as_ref() == Some(name))
                    .map(|error| ObserverDeviation { value: error.value - error.expected, gross: true }),
            );
            let tem =
                errors.iter().find(|error| error.observer.as_ref() == Some(name)).map(|error| error.absolute.clone());
            ObserverRow { label: name.clone(), deviations, mean: bias.mean, tem }
        })
        .collect();
    let within = errors.iter().find(|error| error.scope == ErrorScope::WithinObserver && error.observer.is_none());
    let band = within.map(|error| DetectableBand { value: error.absolute.value, label: "TEM".to_owned() });
    Ok(Some(observer_differences(&ObserverDifferences {
        label: one.title(),
        unit: one.unit,
        decimals: one.readings.decimals(),
        observers: rows,
        band,
    })))
}

fn pictures(one: &PhotosAnalysis) -> Figure {
    let found = &one.gallery;
    let alone = found.noise.as_ref().and_then(|noise| {
        let range = noise.expected.interval.as_ref()?;
        let sd = with_unit(&significant(noise.sd_of_change, 2), one.unit);
        Some(PickingAlone {
            expected: noise.expected.value,
            range: (range.lower, range.upper),
            level: range.level,
            noise: match noise.source {
                NoiseSource::ErrorOfReading => format!("error of two readings, SD {sd}"),
                NoiseSource::OwnSpread => format!("spread of these changes, SD {sd}"),
            },
        })
    });
    gallery(&GalleryChart {
        sample: &one.sample,
        picked: &found.picked,
        sought: if found.toward == Toward::Fall { Sought::Reduction } else { Sought::Increase },
        everybody: &found.everybody,
        gallery: found.observed.value,
        alone,
    })
}

fn raters(one: &PhotosAnalysis) -> Option<Figure> {
    let result = &one.rated.as_ref()?.result;
    let row = |label: String, right: u64, answers: u64, share: &Estimate| RatedRow {
        label,
        right: usize::try_from(right).unwrap_or(usize::MAX),
        answers: usize::try_from(answers).unwrap_or(usize::MAX),
        share: share.clone(),
    };
    let each = result
        .by_rater
        .iter()
        .map(|test| row(test.rater.clone().unwrap_or_default(), test.right, test.answers, &test.share));
    let pooled = &result.pooled;
    let overall = result.clustered.iter().filter_map(|found| {
        let (share, _) = together(found)?;
        Some(row(format!("All, {} as clusters", clusters(found)), pooled.right, pooled.answers, share))
    });
    Some(rated_photos(&RatedPhotos { raters: each.collect(), overall: overall.collect(), pairs: result.pairs }))
}
