//! Charts of what was treated against what was not.

use super::comparison_words::main_test;
use super::figures::{FigureSlot, NoFigure, quartiles};
use super::responder_figure::responder_figure;
use super::tables::slug;
use crate::chart::{
    AncovaFit, COMPARISON_CHARTS, ChartArm, Effect, Figure, Flow, FlowBranch, FlowLoss, FlowSide, FlowStep, Forest,
    ForestRow, HarmRow, HarmShare, Lord, Response, ancova, change_by_arm, flow, forest, harms, lord, split_body,
};
use crate::data::{Controlled, PairedSample};
use crate::plan::{Analysis, ArmsAnalysis, ComparisonAnalysis, FlowGroup, SampleAnalysis};
use crate::result::{DetailValue, Estimate, Interval, ModelResult, TestResult};

/// Every chart of the comparisons of the primary outcome that the data allow, and the flow of participants.
pub(super) fn figures(analysis: &Analysis) -> Vec<FigureSlot> {
    let mut found = Vec::new();
    let nothing_is_compared = analysis.comparisons.is_empty() && analysis.arms.is_empty();
    for kind in COMPARISON_CHARTS {
        // Of one group, the flow says no more than the table of pairs.
        if nothing_is_compared && kind.id == "flow" {
            continue;
        }
        let of = comparison_figures(kind.id, analysis);
        found.extend(of.unwrap_or_default());
    }
    found
}

/// The charts of one kind, of the primary outcome.
///
/// # Errors
/// [`NoFigure`] where the study has nothing of the kind.
pub fn comparison_figures(kind: &str, analysis: &Analysis) -> Result<Vec<FigureSlot>, NoFigure> {
    let primary: Vec<&ComparisonAnalysis> = analysis.comparisons.iter().filter(|one| one.primary).collect();
    let arms: Vec<&ArmsAnalysis> = analysis.arms.iter().filter(|arms| arms.primary).collect();
    let slot = |of: &str, figure: Figure| FigureSlot { file: format!("{kind}-{}", slug(of)), figure };
    let sites = || primary.iter().filter(|one| matches!(one.controlled, Controlled::Sites(_)));
    let found: Vec<FigureSlot> = match kind {
        "flow" => vec![FigureSlot { file: "flow".to_owned(), figure: flow_figure(analysis) }],
        "change-by-arm" => {
            let of_arms = arms.iter().map(|arms| slot(&title(arms), arms_figure(arms, analysis)));
            let of_sites = sites().filter_map(|one| Some(slot(&one.title(), sites_figure(one)?)));
            of_arms.chain(of_sites).collect()
        }
        "split-body" => sites()
            .filter_map(|one| {
                let Controlled::Sites(split) = &one.controlled else { return None };
                let estimate = main_test(one).and_then(TestResult::primary);
                Some(slot(&one.title(), split_body(split, estimate, margin(one))))
            })
            .collect(),
        "ancova" => arms.iter().filter_map(|arms| Some(slot(&title(arms), ancova_figure(arms)?))).collect(),
        "forest" => forest_figures(analysis),
        "responder-curve" => responder_figures(&primary, analysis),
        "harms" if !analysis.harms.is_empty() => {
            vec![FigureSlot { file: "harms".to_owned(), figure: harms_figure(analysis) }]
        }
        "lord" => primary.iter().filter_map(|one| Some(slot(&one.title(), lord_figure(one)?))).collect(),
        _ => Vec::new(),
    };
    if found.is_empty() {
        return Err(NoFigure::Nothing(format!(
            "these data have nothing for a chart {kind}: nothing is compared that it shows"
        )));
    }
    Ok(found)
}

fn title(arms: &ArmsAnalysis) -> String {
    match &arms.site {
        Some(site) => format!("{} {site}", arms.arms.outcome().label),
        None => arms.arms.outcome().label.clone(),
    }
}

/// The margin on both sides of zero, in the unit of the outcome.
fn margin(comparison: &ComparisonAnalysis) -> Option<(f64, f64)> {
    let (stated, _) = comparison.margin.as_ref()?;
    let [lower, upper] = stated.in_unit(comparison.outcome().unit).ok()?.amounts()?;
    Some((lower.to_f64(), upper.to_f64()))
}

/// The sample of an arm as it was analysed.
fn sample_of<'a>(analysis: &'a Analysis, pairs: &PairedSample) -> Option<&'a SampleAnalysis> {
    let same = |sample: &&SampleAnalysis| {
        sample.sample.outcome().name == pairs.outcome().name && sample.sample.ids() == pairs.ids()
    };
    analysis.samples.iter().find(same)
}

fn arms_figure(arms: &ArmsAnalysis, analysis: &Analysis) -> Figure {
    let mut columns = ChartArm::of_several(&arms.arms);
    for column in &mut columns {
        let sample = column.sample.and_then(|pairs| sample_of(analysis, pairs));
        column.change = sample.and_then(|sample| sample.test("paired-t")).and_then(TestResult::primary);
        column.quartiles = sample.map(|sample| quartiles(&sample.description.change));
    }
    let same = |one: &&ComparisonAnalysis| {
        one.site == arms.site
            && one.outcome().name == arms.arms.outcome().name
            && matches!(one.controlled, Controlled::Arms(_))
    };
    let comparisons: Vec<&ComparisonAnalysis> = analysis.comparisons.iter().filter(same).collect();
    let effects: Vec<Effect> = comparisons.iter().map(|one| effect(one)).collect();
    change_by_arm(&columns, &effects, comparisons.first().and_then(|one| margin(one)))
}

fn effect(comparison: &ComparisonAnalysis) -> Effect {
    let names = match &comparison.controlled {
        Controlled::Arms(two) | Controlled::Sequences(two) => two.names().map(str::to_owned),
        Controlled::Sites(split) => {
            [split.treated(), split.control()].map(|sample| sample.group().unwrap_or_default().to_owned())
        }
    };
    let estimate = main_test(comparison).and_then(TestResult::primary).cloned();
    Effect { label: format!("{} \u{2212} {}", names[0], names[1]), estimate }
}

fn sites_figure(comparison: &ComparisonAnalysis) -> Option<Figure> {
    let Controlled::Sites(split) = &comparison.controlled else { return None };
    let described = [split.control(), split.treated()].map(crate::stats::describe::describe_pairs);
    let mut columns = ChartArm::of_sites(split);
    for (column, described) in columns.iter_mut().zip(&described) {
        column.quartiles = Some(quartiles(&described.change));
    }
    Some(change_by_arm(&columns, &[effect(comparison)], margin(comparison)))
}

fn number(details: &[crate::result::Detail], id: &str) -> Option<f64> {
    details.iter().find(|detail| detail.id == id).and_then(|detail| match detail.value {
        DetailValue::Number(value) => Some(value),
        _ => None,
    })
}

fn ancova_figure(arms: &ArmsAnalysis) -> Option<Figure> {
    let model = arms.models.iter().find(|model| model.procedure == "ancova-arms")?;
    let slope = model.terms.iter().find(|term| term.estimate.quantity == crate::stats::linear::BASELINE_SLOPE)?;
    let fit = AncovaFit {
        slope: slope.estimate.value,
        baseline: number(&model.details, "baseline_mean")?,
        means: model.means.iter().map(|mean| mean.estimate.value).collect(),
    };
    let effects: Vec<Effect> = model.contrasts.iter().map(Effect::of_contrast).collect();
    Some(ancova(&ChartArm::of_several(&arms.arms), Response::After, Some(&fit), &effects, None))
}

/// Treated against control; in a study without comparisons each sample of the primary outcome by itself.
fn responder_figures(primary: &[&ComparisonAnalysis], analysis: &Analysis) -> Vec<FigureSlot> {
    let slot = |of: &str, figure| FigureSlot { file: format!("responder-curve-{}", slug(of)), figure };
    let of_comparisons = primary.iter().filter_map(|one| {
        let (treated, control) = match &one.controlled {
            Controlled::Arms(two) => (two.treated(), two.control()),
            Controlled::Sites(split) => (split.treated(), split.control()),
            Controlled::Sequences(_) => return None,
        };
        Some(slot(&one.title(), responder_figure(treated, Some(control), analysis)?))
    });
    let alone = analysis.samples.iter().filter(|sample| sample.primary && primary.is_empty());
    // Two conditions of one person are no change that anybody responds with.
    let alone = alone.filter(|sample| sample.sample.conditions().is_none() && !sample.sample.is_binary());
    let alone = alone.filter_map(|one| Some(slot(&one.title(), responder_figure(&one.sample, None, analysis)?)));
    of_comparisons.chain(alone).collect()
}

/// One forest of several comparisons of one unit, and one for the subgroups of each comparison.
fn forest_figures(analysis: &Analysis) -> Vec<FigureSlot> {
    let mut found = Vec::new();
    let Some(first) = analysis.comparisons.first() else { return found };
    let unit = first.outcome().unit;
    let rows: Vec<ForestRow> = analysis
        .comparisons
        .iter()
        .filter(|one| one.outcome().unit == unit)
        .map(|one| ForestRow {
            group: None,
            label: one.title(),
            n: sizes(one),
            estimate: main_test(one).and_then(TestResult::primary).cloned(),
            weight: None,
        })
        .collect();
    let decimals = |one: &ComparisonAnalysis| match &one.controlled {
        Controlled::Arms(two) | Controlled::Sequences(two) => two.treated().before().decimals(),
        Controlled::Sites(split) => split.treated().before().decimals(),
    };
    if rows.len() > 1 {
        let input = Forest {
            quantity: "Difference of the changes, treated \u{2212} control".to_owned(),
            head: "Comparison".to_owned(),
            unit,
            decimals: decimals(first),
            rows,
            overall: None,
            margin: margin(first),
            exploratory: false,
        };
        found.push(FigureSlot { file: "forest".to_owned(), figure: forest(&input) });
    }
    for one in analysis.comparisons.iter().filter(|one| one.primary) {
        let models = one.models.iter().filter(|model| model.notes.iter().any(|note| note.id == "exploratory"));
        for model in models {
            let figure = forest(&subgroup_forest(one, model, decimals(one)));
            found.push(FigureSlot { file: format!("forest-{}", slug(&model.formula)), figure });
        }
    }
    found
}

fn subgroup_forest(comparison: &ComparisonAnalysis, model: &ModelResult, decimals: u8) -> Forest {
    let row = |contrast: &crate::result::Contrast| ForestRow {
        group: None,
        label: contrast.label.clone(),
        n: vec![contrast.test.analysed.n],
        estimate: contrast.test.primary().cloned(),
        weight: None,
    };
    Forest {
        quantity: "Difference of the changes, treated \u{2212} control".to_owned(),
        head: "Subgroup".to_owned(),
        unit: comparison.outcome().unit,
        decimals,
        rows: model.contrasts.iter().map(row).collect(),
        overall: Some(ForestRow {
            group: None,
            label: "Everybody".to_owned(),
            n: sizes(comparison),
            estimate: main_test(comparison).and_then(TestResult::primary).cloned(),
            weight: None,
        }),
        margin: margin(comparison),
        exploratory: true,
    }
}

fn sizes(comparison: &ComparisonAnalysis) -> Vec<usize> {
    match &comparison.controlled {
        Controlled::Arms(two) | Controlled::Sequences(two) => vec![two.treated().n(), two.control().n()],
        Controlled::Sites(split) => vec![split.difference().n()],
    }
}

fn lord_figure(comparison: &ComparisonAnalysis) -> Option<Figure> {
    let Controlled::Arms(two) = &comparison.controlled else { return None };
    let model = comparison.models.iter().find(|model| model.procedure == "lords-paradox")?;
    let of = |quantity: &str| -> Option<Estimate> {
        let estimates = model.contrasts.iter().filter_map(|contrast| contrast.test.primary());
        estimates.into_iter().find(|estimate| estimate.quantity.id == quantity).cloned()
    };
    let [treated, control] = two.names();
    Some(lord(&Lord {
        label: comparison.outcome().label.clone(),
        comparison: format!("{treated} \u{2212} {control}"),
        unit: comparison.outcome().unit,
        decimals: two.treated().before().decimals(),
        baseline: of(crate::stats::linear::BASELINE_DIFFERENCE.id),
        change: of(crate::stats::linear::DIFFERENCE_OF_CHANGES.id),
        ancova: of(crate::stats::linear::ADJUSTED_DIFFERENCE.id),
        margin: margin(comparison),
    }))
}

/// The flow of participants, of the primary outcome.
fn flow_figure(analysis: &Analysis) -> Figure {
    let found = &analysis.flow;
    let mut all = FlowStep::new("Participants in the file", found.enrolled);
    if found.without_arm > 0 {
        all.lost = Some(FlowSide { label: "Arm not recorded".to_owned(), n: found.without_arm, reasons: Vec::new() });
    }
    let randomised = analysis.study.design.randomised == Some(true);
    let steps = |group: &FlowGroup, with_allocation: bool| {
        let word = if randomised { "Allocated at random" } else { "Allocated" };
        let mut first = FlowStep::new(word, group.allocated);
        let lost: usize = group.left_out.iter().map(|left| left.n).sum();
        let side = (lost > 0).then(|| FlowSide {
            label: "Left out".to_owned(),
            n: lost,
            reasons: group.left_out.iter().map(|left| FlowLoss { reason: left.reason.to_owned(), n: left.n }).collect(),
        });
        let last = FlowStep::new("Analysed", group.analysed);
        if with_allocation {
            first.lost = side;
            (None, vec![first, last])
        } else {
            (side, vec![last])
        }
    };
    let (trunk, branches, kind) = match found.groups.as_slice() {
        [only] if only.sites.is_some() || only.name.is_none() => {
            let (side, last) = steps(only, false);
            all.lost = side.or(all.lost);
            let sites = only.sites.iter().flatten().map(|site| FlowBranch { label: site.clone(), steps: last.clone() });
            let branches: Vec<FlowBranch> = sites.collect();
            let trunk = if branches.is_empty() { [vec![all], last.clone()].concat() } else { vec![all] };
            (trunk, branches, "site of each person")
        }
        groups => {
            let branches = groups
                .iter()
                .map(|group| FlowBranch { label: group.name.clone().unwrap_or_default(), steps: steps(group, true).1 });
            (vec![all], branches.collect(), "arm")
        }
    };
    flow(&Flow { trunk, branches, branch_kind: kind.to_owned() })
}

/// Every harm, group by group.
fn harms_figure(analysis: &Analysis) -> Figure {
    let control = analysis.study.design.control.as_deref();
    let rows: Vec<HarmRow> = analysis
        .harms
        .iter()
        .map(|one| {
            let groups = one.harm.groups.len();
            let shares = one.harm.groups.iter().enumerate().map(|(at, group)| HarmShare {
                arm: group.counts.group.clone(),
                is_control: groups > 1 && at + 1 == groups && (control.is_some() || one.between_sites.is_some()),
                events: group.counts.with_event as usize,
                n: group.counts.people as usize,
                interval: if group.counts.with_event == 0 {
                    let level = one.harm.level;
                    Some(Interval::new(f64::NEG_INFINITY, group.risk_at_most, level, "exact, one-sided"))
                } else {
                    group.risk.interval.clone()
                },
            });
            let paired = one.between_sites.as_ref().and_then(TestResult::primary);
            HarmRow {
                label: one.label.clone(),
                shares: shares.collect(),
                difference: paired.or(one.harm.comparison.as_ref().map(|found| &found.difference)).cloned(),
            }
        })
        .collect();
    harms(&rows)
}
