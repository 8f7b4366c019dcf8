//! What else is said of a pool: how much it hangs on single studies, what small studies do, groups, moderators, trials with several rows.

use super::super::Refusal;
use super::EvidencePlan;
use super::pools::value_of;
use crate::data::{PublishedRow, StudyEffects};
use crate::result::{
    BaujatPoint, Estimate, Level, MetaRegression, PooledSubset, StudyInfluence, SubgroupAnalysis, SubgroupVariance,
    TauMethod, TauProfile,
};
use crate::stats::StatsError;
use crate::stats::meta::asymmetry::{SmallStudyResult, TrimOptions, TrimmedResult, small_study_effects, trim_and_fill};
use crate::stats::meta::bayesian::{BayesianOptions, BayesianResult, MeanPrior, SpreadPrior, bayesian_random_effects};
use crate::stats::meta::rare::{RareEventsResult, combined_odds_ratio};
use crate::stats::meta::three_level::{ThreeLevelOptions, ThreeLevelResult, three_level};
use crate::stats::meta::{
    MetaOptions, Moderator, baujat, cumulative, estimates_at, influence, leave_one_out, meta_regression,
    subgroup_analysis, tau_profile,
};
use crate::stats::risk::TwoByTwo;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// Analyses of a pool beyond its combined estimate. What the studies do not allow is absent, with the reason among what was not computed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Further {
    /// The combined estimate without each study.
    pub leave_one_out: Vec<PooledSubset>,
    /// The combined estimate as studies are added in the order of the table.
    pub cumulative: Vec<PooledSubset>,
    /// What each study does to the estimate.
    pub influence: Vec<StudyInfluence>,
    /// Each study's part of the disagreement, and how far it moves the estimate.
    pub baujat: Vec<BaujatPoint>,
    /// The likelihood of the variance between studies.
    pub tau_profile: Option<TauProfile>,
    /// The combined estimate at each variance of the profile.
    pub at_tau: Vec<Estimate>,
    /// Whether smaller studies found something else.
    pub small_studies: Option<SmallStudyResult>,
    /// The estimate with the studies that a funnel seems to lack.
    pub trim_and_fill: Option<TrimmedResult>,
    /// Where trials have several rows: a variance between trials and one within them.
    pub three_level: Option<ThreeLevelResult>,
    /// A Bayesian analysis with the prior asked for.
    pub bayesian: Option<BayesianResult>,
    /// Of events in two groups: the odds ratio by the exact conditional model with a variance between studies, zeros as they are.
    pub rare_events: Option<RareEventsResult>,
    /// Groups of studies.
    pub subgroups: Option<SubgroupAnalysis>,
    /// A moderator.
    pub regression: Option<MetaRegression>,
}

/// Points of the profile of tau.
const POINTS: usize = 81;

/// Keeps what could be computed, and why the rest could not; a numerical failure ends the run.
#[derive(Default)]
struct Tries(Vec<Refusal>);

impl Tries {
    fn of<T>(&mut self, procedure: &'static str, found: Result<T, StatsError>) -> Result<Option<T>, StatsError> {
        match found {
            Ok(found) => Ok(Some(found)),
            Err(cause @ StatsError::Numerical { .. }) => Err(cause),
            Err(cause) => {
                self.0.push(Refusal { procedure, why: cause.to_string() });
                Ok(None)
            }
        }
    }
}

/// All further analyses, and why some are absent.
pub(super) fn further(
    effects: &StudyEffects,
    rows: &[&PublishedRow],
    tables: Option<&[TwoByTwo]>,
    options: &MetaOptions,
    plan: &EvidencePlan,
    level: Level,
) -> Result<(Further, Vec<Refusal>), StatsError> {
    let mut tries = Tries::default();
    let order: Vec<usize> = (0..effects.len()).collect();
    let likelihood = match options.method {
        TauMethod::MaximumLikelihood => TauMethod::MaximumLikelihood,
        _ => TauMethod::RestrictedMaximumLikelihood,
    };
    let profile = tries.of("profile of the heterogeneity", tau_profile(effects, likelihood, level, POINTS))?;
    let at_tau = match &profile {
        Some(profile) => {
            let variances: Vec<f64> = profile.points.iter().map(|point| point.tau2).collect();
            estimates_at(effects, &variances, level)?
        }
        None => Vec::new(),
    };
    let few = effects.len() < 3;
    let trials: BTreeSet<&str> = effects.studies().iter().map(|study| study.trial.as_str()).collect();
    let found = Further {
        leave_one_out: tries.of("leaving one study out", leave_one_out(effects, options))?.unwrap_or_default(),
        cumulative: tries.of("cumulative meta-analysis", cumulative(effects, &order, options))?.unwrap_or_default(),
        influence: tries.of("influence of single studies", influence(effects, options))?.unwrap_or_default(),
        baujat: tries.of("Baujat plot", baujat(effects))?.unwrap_or_default(),
        tau_profile: profile,
        at_tau,
        small_studies: if few { None } else { tries.of("small-study effects", small_study_effects(effects, level))? },
        trim_and_fill: if few {
            None
        } else {
            tries.of(
                "trim and fill",
                trim_and_fill(effects, &TrimOptions { meta: *options, ..TrimOptions::default() }),
            )?
        },
        three_level: if trials.len() < effects.len() {
            let options = ThreeLevelOptions { rho: plan.rho.unwrap_or(0.0), level, ..ThreeLevelOptions::default() };
            tries.of("three-level model", three_level(effects, &options))?
        } else {
            None
        },
        bayesian: bayesian(effects, plan, level, &mut tries)?,
        rare_events: match tables {
            Some(tables) => tries.of("odds ratio of rare events", combined_odds_ratio(tables, level))?,
            None => None,
        },
        subgroups: match &plan.subgroup {
            Some(name) => {
                let of = |row: &&PublishedRow| value_of(row, name).unwrap_or_else(|| "not stated".to_owned());
                let groups: Vec<String> = rows.iter().map(of).collect();
                let found = subgroup_analysis(effects, &groups, SubgroupVariance::default(), options);
                tries.of("groups of studies", found)?
            }
            None => None,
        },
        regression: match &plan.moderator {
            Some(name) => tries.of("meta-regression", regression(effects, rows, name, options))?,
            None => None,
        },
    };
    Ok((found, tries.0))
}

fn bayesian(
    effects: &StudyEffects,
    plan: &EvidencePlan,
    level: Level,
    tries: &mut Tries,
) -> Result<Option<BayesianResult>, StatsError> {
    let Some(prior) = plan.prior else { return Ok(None) };
    let scale = prior.amount_in(effects.unit()).map_err(StatsError::from).map(|scale| scale.to_f64());
    let found = scale.and_then(|scale| {
        let options = BayesianOptions {
            mean: MeanPrior::Flat,
            spread: SpreadPrior::HalfNormal { scale },
            threshold: Some(0.0),
            level,
        };
        bayesian_random_effects(effects, &options)
    });
    tries.of("Bayesian random effects", found)
}

/// Every study must have a number in the column.
fn regression(
    effects: &StudyEffects,
    rows: &[&PublishedRow],
    name: &str,
    options: &MetaOptions,
) -> Result<MetaRegression, StatsError> {
    let number = |row: &&PublishedRow| match name {
        "weeks" => row.weeks,
        "sessions" => row.sessions.map(f64::from),
        other => value_of(row, other).and_then(|text| text.trim().replace(',', ".").parse::<f64>().ok()),
    };
    let values: Option<Vec<f64>> = rows.iter().map(number).collect();
    let values = values.ok_or(StatsError::Missing {
        procedure: "meta-regression",
        what: "a number in the moderator's column for every study",
    })?;
    meta_regression(effects, Moderator { name, values: &values }, options)
}
