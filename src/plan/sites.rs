//! Several sites of the same people in one model, so that people are counted and not readings.

use super::engine::{keep, options};
use super::{PlanError, Refusal, SampleAnalysis, Settings};
use crate::data::{Design, DesignKind, PairedSample, TwoArms};
use crate::result::ModelResult;
use crate::stats::mixed::{
    DegreesOfFreedom, DesignEffect, MixedOptions, SiteEffect, naive_pooled, sites_model, sites_model_of_arms,
};

/// One outcome at all its sites.
#[derive(Clone, Debug, PartialEq)]
pub struct SitesAnalysis {
    /// Name of the outcome.
    pub outcome: String,
    /// Its name in sentences.
    pub label: String,
    /// Decimals of its readings.
    pub decimals: u8,
    /// The arm, or the arms held against each other, if there are arms.
    pub arms: Option<String>,
    /// The mixed models.
    pub models: Vec<ModelResult>,
    /// What taking every reading for a person would have claimed; of one group only.
    pub pooled: Option<DesignEffect>,
    /// What could not be computed.
    pub refusals: Vec<Refusal>,
}

/// Every outcome that was read at two sites or more; in a split body without the untreated site, which is held against the others
/// elsewhere.
///
/// # Errors
/// [`PlanError`] for a numerical failure.
pub(super) fn sites(
    samples: &[SampleAnalysis],
    design: &Design,
    settings: &Settings,
) -> Result<Vec<SitesAnalysis>, PlanError> {
    let is_control_site = |sample: &SampleAnalysis| {
        design.kind == DesignKind::SplitBody && sample.site.is_some() && sample.site == design.control
    };
    let of_sites: Vec<&SampleAnalysis> =
        samples.iter().filter(|sample| sample.site.is_some() && !is_control_site(sample)).collect();
    let mut found = Vec::new();
    for outcome in distinct(of_sites.iter().map(|sample| sample.sample.outcome().name.as_str())) {
        let all: Vec<&SampleAnalysis> =
            of_sites.iter().copied().filter(|sample| sample.sample.outcome().name == outcome).collect();
        let arms = distinct(all.iter().filter_map(|sample| sample.arm.as_deref()));
        let of_arm = |arm: Option<&str>| -> Vec<&SampleAnalysis> {
            all.iter().copied().filter(|sample| sample.arm.as_deref() == arm).collect()
        };
        let groups = if arms.is_empty() { vec![None] } else { arms.iter().map(|arm| Some(*arm)).collect() };
        for arm in groups {
            found.extend(one_group(&of_arm(arm), arm, settings)?);
        }
        let control = design.control.as_deref().filter(|control| arms.contains(control));
        for arm in arms.iter().filter(|arm| control.is_some() && Some(**arm) != control) {
            found.extend(against_control(&of_arm(Some(arm)), &of_arm(control), settings)?);
        }
    }
    Ok(found)
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn mixed(settings: &Settings) -> MixedOptions {
    MixedOptions { test: options(settings), degrees: DegreesOfFreedom::Satterthwaite }
}

fn empty(first: &SampleAnalysis, arms: Option<String>) -> SitesAnalysis {
    let outcome = first.sample.outcome();
    SitesAnalysis {
        outcome: outcome.name.clone(),
        label: outcome.label.clone(),
        decimals: first.sample.before().decimals(),
        arms,
        models: Vec::new(),
        pooled: None,
        refusals: Vec::new(),
    }
}

fn one_group(
    samples: &[&SampleAnalysis],
    arm: Option<&str>,
    settings: &Settings,
) -> Result<Option<SitesAnalysis>, PlanError> {
    let [first, _, ..] = samples else { return Ok(None) };
    let mut found = empty(first, arm.map(str::to_owned));
    let pairs: Vec<PairedSample> =
        samples.iter().map(|sample| sample.sample.clone().labelled(sample.site.clone())).collect();
    keep(sites_model(&pairs, &mixed(settings)), &mut found.models, &mut found.refusals, "mixed model of the sites")?;
    let mut pooled = Vec::new();
    keep(naive_pooled(&pairs), &mut pooled, &mut found.refusals, "design effect")?;
    found.pooled = pooled.pop();
    Ok(Some(found))
}

fn against_control(
    treated: &[&SampleAnalysis],
    control: &[&SampleAnalysis],
    settings: &Settings,
) -> Result<Option<SitesAnalysis>, PlanError> {
    let mut two = Vec::new();
    let mut names = Vec::new();
    for sample in treated {
        let Some(other) = control.iter().find(|other| other.site == sample.site) else { continue };
        if let Ok(arms) = TwoArms::try_new(sample.sample.clone(), other.sample.clone()) {
            two.push(arms);
            names.extend(sample.site.clone());
        }
    }
    let ([first, ..], [other, ..]) = (treated, control) else { return Ok(None) };
    if two.len() < 2 {
        return Ok(None);
    }
    let name = |sample: &SampleAnalysis| sample.arm.clone().unwrap_or_default();
    let mut found = empty(first, Some(format!("{} against {}", name(first), name(other))));
    let model = sites_model_of_arms(&two, &names, SiteEffect::Separate, &mixed(settings));
    keep(model, &mut found.models, &mut found.refusals, "mixed model of arms and sites")?;
    Ok(Some(found))
}
