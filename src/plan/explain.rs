//! What would make the change of people without a control, besides the treatment: selection, drift, chance, and what was published of
//! people who were not treated.

use super::individual::computed;
use super::{
    KnownError, PlanError, Published, PublishedChange, SampleAnalysis, SelectionPlan, Settings, Study, place_of,
};
use crate::data::{Decimal, Measure, OutcomeKind, Unit};
use crate::result::number::{Number, number, optional};
use crate::result::{Estimate, Level, TestResult};
use crate::stats::explain::{
    Dependence, Drift, ExpectedRegression, Extreme, Figure, Population, Remains, RosenbaumBounds, Rule, Screening,
    ScreeningVisit, TippingChange, WithinPeople, baseline_dependence, blomqvist, drift_in_people, drift_of_figures,
    mee_chua, regression_to_the_mean, remains, rosenbaum_bounds, sensitivity_gamma, share_that_explains,
    tipping_control,
};
use crate::stats::individual::Occasions;
use crate::stats::paired::PairedT;
use crate::stats::{Moments, PairedProcedure, SignedRankMethod, TestOptions};
use schemars::JsonSchema;
use serde::Serialize;

/// The panel of one sample.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ExplainAnalysis {
    /// Name of the outcome.
    pub outcome: String,
    /// Its name in sentences.
    pub label: String,
    /// Its unit.
    pub unit: Unit,
    /// The site, if there are sites.
    pub site: Option<String>,
    /// Decimals of its readings.
    pub decimals: u8,
    /// Complete pairs.
    pub n: usize,
    /// What is to be explained.
    pub change: Estimate,
    /// What picking people by their readings makes.
    pub selection: SelectionPart,
    /// How the change goes with the first reading.
    pub baseline: Option<Dependence>,
    /// The true change per unit of the true first value, where the error of a reading is known.
    pub blomqvist: Option<Estimate>,
    /// The effect beside regression to the population's mean, where that is known.
    pub mee_chua: Option<TestResult>,
    /// Published changes of people who were not treated, at the same place.
    pub untreated: Vec<PublishedChange>,
    /// The control change that would remove the effect.
    pub tipping: Option<TippingChange>,
    /// How strong a hidden influence may be before the signed-rank test no longer rejects.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub gamma: Option<f64>,
    /// What the signed-rank test says under influences of some strengths.
    pub bounds: Vec<RosenbaumBounds>,
    /// What goes with a change of weight.
    pub drift: Option<DriftPart>,
    /// What remains when regression to the mean and drift are taken off; absent where neither is known.
    pub remains: Option<Remains>,
}

/// A population's readings.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StatedPopulation {
    /// Mean of single readings.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub mean: f64,
    /// Their SD.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub sd: f64,
    /// Where they come from.
    pub source: String,
    /// Whether it is a published figure that the plan did not state: then nothing is taken off for it.
    pub offered: bool,
}

/// What picking people by their readings makes.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SelectionPart {
    /// How people came in, in words; absent where the plan does not say.
    pub rule: Option<String>,
    /// The other outcome by which people were picked, where it was not this one.
    pub by_other: Option<String>,
    /// Whether high readings were picked, not low ones.
    pub picks_highest: bool,
    /// The reading from which on people came in, where one decided on a day like any other.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub cut_off: Option<f64>,
    /// Whether whoever came was taken, on any day.
    pub everybody: bool,
    /// Whether another reading decided, so that the change owes nothing to it.
    pub separate: bool,
    /// From whom they came.
    pub population: Option<StatedPopulation>,
    /// How far readings of one person vary, of the same and of different occasions.
    pub within: Vec<KnownError>,
    /// What is expected of people picked like that.
    pub expected: Option<ExpectedRegression>,
    /// What would be expected if a share of the population had been picked by its highest (or lowest) readings.
    pub sweep: Vec<SweepPoint>,
    /// The share that, picked so, would make the whole change.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub share_that_explains: Option<f64>,
    /// What is not known, in words.
    pub lacking: Vec<String>,
}

impl SelectionPart {
    /// The change that is expected of people who do not change, because of how they came in; nothing where that is not known, or rests on a
    /// population that is only offered.
    pub fn known_change(&self) -> Option<f64> {
        if self.separate || self.everybody {
            return Some(0.0);
        }
        let stated = self.population.as_ref().is_some_and(|population| !population.offered);
        self.expected.filter(|_| stated).map(|expected| expected.expected_change)
    }
}

/// What picking a share of the population makes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SweepPoint {
    /// The share.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub share: f64,
    /// The expected change.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub expected_change: f64,
}

/// A change of girth that goes with a change of weight.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DriftPart {
    /// The mean change of weight, in kg.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub weight_change: f64,
    /// Where it comes from.
    pub weight_source: String,
    /// The slope, in the unit of the girth for each kg.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub per_kg: f64,
    /// Where it comes from.
    pub slope_source: String,
    /// The change taken apart.
    pub drift: Drift,
}

/// Strengths of a hidden influence that are always shown.
const GAMMAS: [f64; 3] = [1.0, 2.0, 3.0];
/// The most pairs of which hidden influences are weighed exactly; of more by the normal approximation, which is said.
const EXACT_INFLUENCES: usize = 200;
/// Shares of a population that are shown where it is not known how people came in.
const SHARES: [f64; 4] = [0.5, 0.25, 0.1, 0.05];

/// The panel of a sample; `all` are the samples of the study, among which its weight is looked for.
pub(super) fn explain(
    study: &Study,
    sample: &SampleAnalysis,
    all: &[SampleAnalysis],
    settings: &Settings,
) -> Result<Option<ExplainAnalysis>, PlanError> {
    let pairs = &sample.sample;
    let outcome = pairs.outcome();
    let published = Published::bundled()?;
    let place = study.plan.explain.place.as_deref().or_else(|| place_of(outcome, sample.site.as_deref()));
    let moments = Moments::of(pairs.change());
    // Whatever tests were asked for, the panel is about the mean change with its two-sided interval.
    let options = TestOptions { level: settings.level, ..TestOptions::default() };
    let tested = computed(PairedT.run(pairs, &options))?;
    let change = tested.and_then(|test| test.estimates.into_iter().next());
    let Some(change) = change.filter(|change| change.interval.is_some()) else { return Ok(None) };
    let selection = selection(study, sample, &published, place, moments.mean)?;
    let within = selection
        .within
        .last()
        .map(|known| WithinPeople { sd: known.error.sd, degrees: known.error.degrees_of_freedom });
    let stated = selection.population.as_ref().filter(|population| !population.offered);
    let mee_chua = match stated.and_then(|population| Decimal::from_f64(population.mean)) {
        Some(mean) => computed(mee_chua(pairs, mean, &options))?,
        None => None,
    };
    let drift = drift(study, sample, &change, all, &published, place, settings.level)?;
    let of_weight = drift.as_ref().map(|part| part.drift.expected.value);
    let known: Vec<f64> = selection.known_change().into_iter().chain(of_weight).collect();
    let of_influences = match pairs.n() > EXACT_INFLUENCES {
        true => TestOptions { signed_rank: SignedRankMethod::Asymptotic, ..options },
        false => options,
    };
    let mut bounds = Vec::new();
    for gamma in GAMMAS {
        bounds.extend(computed(rosenbaum_bounds(pairs, gamma, &of_influences))?);
    }
    Ok(Some(ExplainAnalysis {
        outcome: outcome.name.clone(),
        label: sample.title(),
        unit: outcome.unit,
        site: sample.site.clone(),
        decimals: pairs.change().decimals(),
        n: pairs.n(),
        baseline: computed(baseline_dependence(pairs, settings.level))?,
        blomqvist: match within {
            Some(within) => computed(blomqvist(pairs, within, settings.level))?,
            None => None,
        },
        mee_chua,
        untreated: place.map(|place| published.untreated_at(place)).unwrap_or_default().into_iter().cloned().collect(),
        tipping: match moments.sd {
            Some(sd) => computed(tipping_control(pairs.n(), moments.mean, sd, outcome.unit, settings.level))?,
            None => None,
        },
        gamma: computed(sensitivity_gamma(pairs, settings.level.alpha() / 2.0, &of_influences))?,
        bounds,
        remains: (!known.is_empty()).then(|| remains(&change, &known)),
        change,
        drift,
        selection,
    }))
}

/// How people came in, by whom the deciding reading was passed, and what that makes.
fn selection(
    study: &Study,
    sample: &SampleAnalysis,
    published: &Published,
    place: Option<&str>,
    change: f64,
) -> Result<SelectionPart, PlanError> {
    let outcome = sample.sample.outcome();
    let stated = study.plan.selection.as_ref();
    let of_this = |plan: &&SelectionPlan| match &plan.outcome {
        Some(name) => *name == outcome.name,
        None => sample.primary,
    };
    let plan = stated.filter(of_this);
    let errors = &sample.reading_errors;
    let mut within: Vec<KnownError> = errors.same.iter().chain(&errors.different).cloned().collect();
    if within.is_empty() {
        within = errors.offered.iter().rev().cloned().collect();
    }
    let in_unit = |measure: Measure| measure.amount_in(outcome.unit).ok().map(Decimal::to_f64);
    let population = plan
        .and_then(|plan| {
            Some(StatedPopulation {
                mean: in_unit(plan.population_mean?)?,
                sd: in_unit(plan.population_sd?)?,
                source: plan.population_source.clone().unwrap_or_else(|| "the plan, without a source".to_owned()),
                offered: false,
            })
        })
        .or_else(|| {
            let found = published.population_at(place?)?;
            Some(StatedPopulation {
                mean: in_unit(found.mean)?,
                sd: in_unit(found.sd)?,
                source: found.source.clone(),
                offered: true,
            })
        });
    let (rule, extreme, words) = match plan {
        None => (None, if change <= 0.0 { Extreme::Highest } else { Extreme::Lowest }, None),
        Some(plan) => {
            let (rule, extreme, words) = rule(plan, &in_unit);
            (Some(rule), extreme, words)
        }
    };
    let mut part = SelectionPart {
        rule: words,
        by_other: stated.filter(|_| plan.is_none()).and_then(|plan| plan.outcome.clone()),
        picks_highest: extreme == Extreme::Highest,
        cut_off: match rule {
            Some(Rule::CutOff(cut)) => Some(cut),
            _ => None,
        },
        everybody: rule == Some(Rule::Everybody) && plan.is_some_and(|plan| plan.worst_of.unwrap_or(1) <= 1),
        separate: plan.is_some_and(|plan| plan.screening == ScreeningVisit::Separate),
        population: population.clone(),
        within: within.clone(),
        expected: None,
        sweep: Vec::new(),
        share_that_explains: None,
        lacking: Vec::new(),
    };
    if let Some(other) = &part.by_other {
        part.lacking.push(format!("how far picking people by {other} carries over to this outcome"));
        return Ok(part);
    }
    if plan.is_none() {
        part.lacking.push("how people came into the study ([selection] in plan.toml)".to_owned());
    }
    if population.is_none() {
        part.lacking.push("the mean and SD of the population from which they came".to_owned());
    }
    let (Some(from), Some(sds)) = (population, variation(&within)) else {
        if within.is_empty() {
            part.lacking.push("how far readings of one person vary (reading-error or within-person-sd)".to_owned());
        }
        return Ok(part);
    };
    let Some(people) = computed(Population::try_new(from.mean, from.sd, sds.occasion, sds.error))? else {
        part.lacking.push(format!("an SD of the population ({}) that exceeds that within a person", from.sd));
        return Ok(part);
    };
    let worst_of = plan.and_then(|plan| plan.worst_of).unwrap_or(1).max(1);
    let pairs = &sample.sample;
    let step = pairs.before().value_of(i128::try_from(pairs.before().step()).unwrap_or(0));
    let visit = plan.map(|plan| plan.screening).unwrap_or_default();
    let screening = |rule: Rule| Screening { worst_of, step, visit, ..Screening::new(extreme, rule) };
    if let Some(rule) = rule {
        part.expected = computed(regression_to_the_mean(&people, &screening(rule)))?;
    } else {
        for share in SHARES {
            let expected = computed(regression_to_the_mean(&people, &screening(Rule::Share(share))))?;
            part.sweep.extend(expected.map(|expected| SweepPoint { share, expected_change: expected.expected_change }));
        }
        part.share_that_explains = computed(share_that_explains(change, &people, 1, worst_of))?.flatten();
    }
    Ok(part)
}

/// SDs within a person: from day to day, and of a reading.
struct Variation {
    occasion: f64,
    error: f64,
}

/// From the error of readings at once and that of different occasions, whichever are known. Where only the latter is, it is taken for
/// that of a reading, because it cannot be taken apart.
fn variation(within: &[KnownError]) -> Option<Variation> {
    let of = |occasions| within.iter().find(|known| known.error.occasions == occasions).map(|known| known.error.sd);
    match (of(Occasions::Same), of(Occasions::Different)) {
        (Some(same), Some(different)) => {
            Some(Variation { occasion: (different * different - same * same).max(0.0).sqrt(), error: same })
        }
        (Some(error), None) | (None, Some(error)) => Some(Variation { occasion: 0.0, error }),
        (None, None) => None,
    }
}

/// The rule of a plan, from which end it picks, and in words.
fn rule(plan: &SelectionPlan, in_unit: &dyn Fn(Measure) -> Option<f64>) -> (Rule, Extreme, Option<String>) {
    let day = match plan.worst_of {
        Some(days) if days > 1 => format!(" on the worst of {days} days"),
        _ => String::new(),
    };
    let words = |text: String| Some(text + &day);
    match (plan.at_least, plan.at_most, plan.share) {
        (Some(least), _, _) => {
            let rule = in_unit(least).map_or(Rule::Everybody, Rule::CutOff);
            (rule, Extreme::Highest, words(format!("a reading of at least {least}")))
        }
        (None, Some(most), _) => {
            let rule = in_unit(most).map_or(Rule::Everybody, Rule::CutOff);
            (rule, Extreme::Lowest, words(format!("a reading of at most {most}")))
        }
        (None, None, Some(share)) => {
            let rule = Rule::Share(share.amount.to_f64() / 100.0);
            (rule, Extreme::Highest, words(format!("the {share} of the population with the highest readings")))
        }
        (None, None, None) => (Rule::Everybody, Extreme::Highest, words("whoever came".to_owned())),
    }
}

/// What goes with a change of weight: of the same people where weight was measured, else as the plan states it.
fn drift(
    study: &Study,
    sample: &SampleAnalysis,
    change: &Estimate,
    all: &[SampleAnalysis],
    published: &Published,
    place: Option<&str>,
    level: Level,
) -> Result<Option<DriftPart>, PlanError> {
    let pairs = &sample.sample;
    let outcome = pairs.outcome();
    if outcome.kind != OutcomeKind::Girth {
        return Ok(None);
    }
    let plan = &study.plan.explain;
    let in_unit = |measure: Measure| measure.amount_in(outcome.unit).ok().map(Decimal::to_f64);
    let slope = match plan.per_kg.and_then(in_unit) {
        Some(slope) => {
            let source = plan.per_kg_source.clone().unwrap_or_else(|| "the plan, without a source".to_owned());
            Some((slope, source))
        }
        None => place
            .and_then(|place| published.slope_at(place))
            .and_then(|found| Some((in_unit(found.per_kg)?, found.source.clone()))),
    };
    let Some((per_kg, slope_source)) = slope else { return Ok(None) };
    let same_place =
        |other: &&SampleAnalysis| other.sample.outcome().kind == OutcomeKind::Weight && other.arm == sample.arm;
    if let Some(weight) = all.iter().find(same_place) {
        let unit = weight.sample.outcome().unit;
        let Ok(kg) = Unit::Kg.convert(1.0, unit) else { return Ok(None) };
        let others = weight.sample.changes_of(pairs.ids());
        let slope = Figure { value: per_kg / kg, standard_error: 0.0 };
        let Some(drift) = computed(drift_in_people(pairs, &others, slope, level))? else { return Ok(None) };
        return Ok(Some(DriftPart {
            weight_change: drift.expected.value / per_kg,
            weight_source: "the same people".to_owned(),
            per_kg,
            slope_source,
            drift,
        }));
    }
    let Some(stated) = plan.weight_drift else { return Ok(None) };
    let Ok(weight) = stated.amount_in(Unit::Kg).map(Decimal::to_f64) else { return Ok(None) };
    let figure = |value: f64, standard_error: f64| Figure { value, standard_error };
    let found = drift_of_figures(
        figure(change.value, change.standard_error.unwrap_or(0.0)),
        figure(weight, 0.0),
        figure(per_kg, 0.0),
        outcome.unit,
        level,
    );
    let weight_source = plan.weight_drift_source.clone().unwrap_or_else(|| "the plan, without a source".to_owned());
    Ok(computed(found)?.map(|drift| DriftPart { weight_change: weight, weight_source, per_kg, slope_source, drift }))
}
