//! The truth worked out from the specification, without a draw.

use super::effects::given;
use super::model::{Model, rate_of};
use super::regression::{Deciding, Excess, means};
use super::table::without_site;
use super::{ChangeTruth, ContrastTruth, HarmTruth, Layout, SelectionTruth, SimulateError, Spec, Truth, reliability};
use crate::data::DesignKind;
use crate::dist::normal;

pub(super) fn truth(spec: &Spec, model: &Model) -> Result<Truth, SimulateError> {
    let mut selection = None;
    // A reading of its own that decides leaves nothing behind in those that follow.
    let mut excess = Excess::default();
    if let Some(rule) = &model.selection {
        let deciding = Deciding::of(spec, model, rule);
        let screened = deciding.excess(spec, rule)?;
        if !rule.separate {
            excess = screened;
        }
        selection = Some(SelectionTruth::of(spec, rule, &deciding, screened));
    }
    let arms = spec.arm.len().max(1);
    let mut change = Vec::new();
    let mut contrast = Vec::new();
    for outcome in 0..spec.outcome.len() {
        let sites = model.outcomes[outcome].sites(spec);
        for visit in 1..spec.visit.len() {
            let here: Vec<Vec<ChangeTruth>> = (0..arms)
                .map(|arm| (0..sites).map(|site| one(spec, model, excess, (outcome, site), visit, arm)).collect())
                .collect();
            contrast.extend(contrasts(spec, &here));
            change.extend(here.into_iter().flatten());
        }
    }
    Ok(Truth {
        title: spec.title.clone(),
        seed: spec.seed,
        selection,
        change,
        contrast,
        harm: harms(spec, model),
        reliability: reliability::reliability(spec, model),
        observer: reliability::observers(spec, model),
        gross_error: Vec::new(),
    })
}

fn one(
    spec: &Spec,
    model: &Model,
    excess: Excess,
    (outcome, site): (usize, usize),
    visit: usize,
    arm: usize,
) -> ChangeTruth {
    let stated = &spec.outcome[outcome];
    let ones = vec![1.0; model.effects.len()];
    // An outcome has its own share of a cause, and what it gains with another outcome's share.
    let with_coupling = |of: &dyn Fn(usize, usize) -> f64| {
        let gained = model.outcomes[outcome].coupling.map_or(0.0, |(other, per_unit)| per_unit * of(other, 0));
        of(outcome, site) + gained
    };
    let effect = with_coupling(&|outcome, site| given(model, (outcome, site), visit, arm, &ones));
    let drift = with_coupling(&|outcome, _| model.outcomes[outcome].drift[visit]);
    let co_intervention = with_coupling(&|outcome, _| {
        let own = model
            .co_interventions
            .iter()
            .filter(|other| other.outcome == outcome && other.arm.is_none_or(|of| of == arm));
        own.map(|other| other.share * other.change[visit]).sum()
    });
    let by_site = model.outcomes[outcome].by_site;
    let name = if by_site { Some(spec.site[site].name.clone()) } else { None };
    let mut truth = ChangeTruth {
        outcome: stated.name.clone(),
        column: column(spec, &stated.column, site),
        site: name,
        arm: spec.arm.get(arm).map(|arm| arm.name.clone()),
        visit: spec.visit[visit].name.clone(),
        week: spec.visit[visit].week,
        unit: stated.unit.name().to_owned(),
        effect,
        drift: None,
        co_intervention: None,
        regression_to_the_mean: None,
        expected_change: 0.0,
    };
    if stated.thresholds.is_empty() {
        let regression = regression(model, excess, outcome, site);
        truth.drift = Some(drift);
        truth.co_intervention = Some(co_intervention);
        truth.regression_to_the_mean = Some(regression);
        truth.expected_change = effect + drift + co_intervention + regression;
    } else {
        let grade = |treated: bool, visit: usize| mean_grade(spec, model, (outcome, site), visit, arm, treated);
        truth.expected_change = grade(true, visit) - grade(true, 0);
        truth.effect = grade(true, visit) - grade(false, visit);
    }
    truth
}

/// The column in the data of an outcome or an event at a site.
pub(super) fn column(spec: &Spec, template: &str, site: usize) -> String {
    match (spec.site.get(site), spec.layout) {
        (Some(site), Layout::VisitsAsRows) => template.replace("{site}", &site.name),
        _ => without_site(template),
    }
}

/// What the people enrolled lose by being measured again: all of it at the site that decides (or at each, where their
/// mean does), the shared part of the swing at another.
fn regression(model: &Model, excess: Excess, outcome: usize, site: usize) -> f64 {
    match &model.selection {
        Some(rule) if rule.outcome == outcome && rule.site.is_none_or(|of| of == site) => {
            -(excess.occasion + excess.error)
        }
        Some(rule) if rule.outcome == outcome => -model.outcomes[outcome].between_sites.occasion * excess.occasion,
        _ => 0.0,
    }
}

/// The mean grade: the sum over the thresholds of the probability that the latent reading lies above.
fn mean_grade(
    spec: &Spec,
    model: &Model,
    (outcome, site): (usize, usize),
    visit: usize,
    arm: usize,
    treated: bool,
) -> f64 {
    let of = &model.outcomes[outcome];
    let ones = vec![1.0; model.effects.len()];
    let mut mean = of.drift[visit];
    let wander = of.wander_sd * spec.visit[visit].week.sqrt();
    let mut variance = of.total_sd.powi(2) + wander.powi(2) + of.occasion_sd.powi(2) + of.error_sd.powi(2);
    if treated {
        mean += given(model, (outcome, site), visit, arm, &ones);
        for (at, effect) in model.effects.iter().enumerate() {
            let mut alone = vec![0.0; model.effects.len()];
            alone[at] = effect.spread;
            variance += given(model, (outcome, site), visit, arm, &alone).powi(2);
        }
    }
    // Each co-intervention splits the people in those who do it and those who do not.
    let mut groups = vec![(1.0, mean)];
    for other in
        model.co_interventions.iter().filter(|other| other.outcome == outcome && other.arm.is_none_or(|of| of == arm))
    {
        let with = groups.iter().map(|(share, mean)| (share * other.share, mean + other.change[visit]));
        let without = groups.iter().map(|(share, mean)| (share * (1.0 - other.share), *mean));
        groups = with.chain(without).collect();
    }
    let levels = means(spec, model, outcome, Some(site));
    let sd = variance.sqrt();
    let mut total = 0.0;
    for level in &levels {
        for (share, shift) in &groups {
            let above = spec.outcome[outcome].thresholds.iter().map(|cut| normal::sf((cut - level - shift) / sd));
            total += share * above.sum::<f64>() / levels.len() as f64;
        }
    }
    total
}

/// Treated against untreated side, or each arm against the control.
fn contrasts(spec: &Spec, changes: &[Vec<ChangeTruth>]) -> Vec<ContrastTruth> {
    let between = |treated: &ChangeTruth, control: &ChangeTruth, names: [&Option<String>; 2], site: Option<String>| {
        ContrastTruth {
            outcome: treated.outcome.clone(),
            treated: names[0].clone().unwrap_or_default(),
            control: names[1].clone().unwrap_or_default(),
            site,
            visit: treated.visit.clone(),
            unit: treated.unit.clone(),
            effect: treated.effect - control.effect,
            expected_difference: treated.expected_change - control.expected_change,
        }
    };
    if spec.design == DesignKind::SplitBody {
        let control = spec.site.iter().position(|site| site.control).unwrap_or(0);
        let pairs = changes.iter().filter(|sites| sites.len() == 2);
        return pairs
            .map(|sites| {
                let (treated, control) = (&sites[1 - control.min(1)], &sites[control]);
                between(treated, control, [&treated.site, &control.site], None)
            })
            .collect();
    }
    let Some(control) = spec.arm.iter().position(|arm| arm.control) else { return Vec::new() };
    let others = changes.iter().enumerate().filter(|(arm, _)| *arm != control);
    let pairs = others.flat_map(|(_, sites)| sites.iter().zip(&changes[control]));
    pairs
        .map(|(treated, control)| between(treated, control, [&treated.arm, &control.arm], treated.site.clone()))
        .collect()
}

fn harms(spec: &Spec, model: &Model) -> Vec<HarmTruth> {
    let sessions = spec.visit.iter().filter(|visit| visit.period == 1).map(|visit| visit.sessions).max().unwrap_or(0);
    let mut found = Vec::new();
    for (harm, stated) in spec.harm.iter().enumerate() {
        let by_site = stated.column.contains("{site}");
        for arm in 0..spec.arm.len().max(1) {
            for site in 0..if by_site { spec.site.len() } else { 1 } {
                let rate = rate_of(&model.harms[harm], arm, site);
                let name = by_site.then(|| spec.site[site].name.clone());
                found.push(HarmTruth {
                    name: stated.name.clone(),
                    column: column(spec, &stated.column, site),
                    site: name,
                    arm: spec.arm.get(arm).map(|arm| arm.name.clone()),
                    per_session: rate,
                    sessions,
                    expected_events: rate * f64::from(sessions),
                    any_event: 1.0 - (1.0 - rate).powi(sessions as i32),
                });
            }
        }
    }
    found
}
