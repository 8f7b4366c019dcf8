//! What repeated readings say of the tape and of those who hold it.

use super::individual::computed;
use super::{Input, PlanError, Progress, Refusal, ReliabilityPlan};
use crate::data::{OutcomeKind, PairedSample, RepeatReadings, Unit};
use crate::ingest::{Mapped, RepeatFile, RepeatRequest, RepeatRoles, Source, ingest_repeats};
use crate::result::{Level, Note};
use crate::stats::agreement::{
    Concordance, DetectableChange, ErrorScope, GrossError, Icc, Influence, KappaWeights, LimitsOfAgreement, Raters,
    RatingMatrix, RepeatedLimits, TechnicalError, VarianceComponents, WeightedKappa, concordance, detectable_change,
    gross_errors, icc, influence, limits_of_agreement, limits_of_agreement_repeated, technical_error,
    variance_components, weighted_kappa,
};
use crate::stats::individual::{ErrorOfReading, Occasions};
use schemars::JsonSchema;
use serde::Serialize;

/// A file of repeated readings, analysed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReliabilityAnalysis {
    /// The file.
    pub input: Input,
    /// Which column was taken for what.
    pub mapping: Vec<Mapped>,
    /// Confidence level.
    pub level: Level,
    /// Every outcome at every site.
    pub outcomes: Vec<OutcomeReliability>,
    /// What was detected, left out or assumed.
    pub notes: Vec<Note>,
}

/// One outcome at one site.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OutcomeReliability {
    /// Name of the outcome.
    pub outcome: String,
    /// Its name in sentences.
    pub label: String,
    /// Its unit.
    pub unit: Unit,
    /// The site, if there are sites.
    pub site: Option<String>,
    /// People, observers, occasions and readings.
    pub counts: RepeatCounts,
    /// Readings that look like gross errors. They stay in the file.
    pub gross_errors: Vec<GrossError>,
    /// The technical error with and without them.
    pub influence: Option<Influence>,
    /// All figures from every reading.
    pub everything: ErrorFigures,
    /// The same without the readings flagged; absent where none was.
    pub without_gross_errors: Option<ErrorFigures>,
    /// The technical errors that a study's error is taken from: of the observer who reads in it, where the plan names one.
    pub study_errors: Vec<TechnicalError>,
    /// Of how many readings a study's reading is taken to be the mean.
    pub readings_averaged: u32,
    /// The observer who reads in the study, where the plan names one.
    pub study_observer: Option<String>,
    /// Whether the error handed to a study is the one with every reading in it.
    pub keeps_gross_errors: bool,
    /// The readings, for charts.
    #[serde(skip)]
    pub readings: RepeatReadings,
}

/// How much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RepeatCounts {
    /// People.
    pub participants: usize,
    /// Observers; 1 where they are not told apart.
    pub observers: usize,
    /// Occasions; 1 where they are not told apart.
    pub sessions: usize,
    /// Readings.
    pub readings: usize,
}

/// Everything that the readings of one outcome say of its error.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct ErrorFigures {
    /// The technical errors: within observers, of each observer, between observers, between occasions.
    pub technical_errors: Vec<TechnicalError>,
    /// The smallest change of one person that can be told, for means of 1, 2 and 3 readings, of one observer on one occasion.
    pub detectable: Vec<DetectableChange>,
    /// Intraclass correlations, by what the raters are.
    pub icc: Vec<Icc>,
    /// What the variance of a reading is made of.
    pub components: Option<VarianceComponents>,
    /// Two readings of each person held against each other.
    pub pairs: Vec<PairAgreement>,
    /// What could not be computed.
    pub not_computed: Vec<Refusal>,
}

/// Two readings of each person: first and second, two observers, or two occasions.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PairAgreement {
    /// The two, the difference being the second less the first.
    pub names: [String; 2],
    /// Bias and limits of agreement.
    pub limits: Option<LimitsOfAgreement>,
    /// The same from all readings of each person.
    pub repeated: Option<RepeatedLimits>,
    /// Lin's concordance.
    pub concordance: Option<Concordance>,
    /// Of grades: weighted kappa.
    pub kappa: Option<WeightedKappa>,
    /// The readings, for charts.
    #[serde(skip)]
    pub sample: PairedSample,
}

impl ReliabilityAnalysis {
    /// The error of one reading of a study's outcome, in its unit: the mean of as many readings as the plan says. The error of different
    /// occasions is that of the mean of so many readings too: only what is new at each reading is averaged away.
    pub(super) fn error_of(
        &self,
        outcome: &str,
        site: Option<&str>,
        unit: Unit,
        occasions: Occasions,
    ) -> Option<super::KnownError> {
        let of_outcome = |one: &&OutcomeReliability| one.outcome == outcome;
        let at_site = |one: &&OutcomeReliability| one.site.is_none() || one.site.as_deref() == site;
        let found = self.outcomes.iter().filter(of_outcome).find(at_site)?;
        let of = |scope: ErrorScope| {
            found.study_errors.iter().find(|error| error.scope == scope && error.observer.is_none())
        };
        let within = of(ErrorScope::WithinObserver);
        let averaged = f64::from(found.readings_averaged);
        let (square, degrees, what) = match occasions {
            Occasions::Same => {
                let within = within?;
                (within.absolute.value.powi(2) / averaged, within.degrees_of_freedom, "readings repeated at once")
            }
            Occasions::Different => {
                let between = of(ErrorScope::BetweenSessions)?;
                // Two occasions differ by the days and by the tape; averaging lessens the tape's part.
                let tape = within.map_or(0.0, |within| within.absolute.value.powi(2));
                let square = (between.absolute.value.powi(2) - tape * (1.0 - 1.0 / averaged)).max(tape / averaged);
                (square, between.degrees_of_freedom, "readings on different occasions")
            }
        };
        let sd = found.unit.convert(square.sqrt(), unit).ok().filter(|&sd| sd > 0.0)?;
        let mean_of = match found.readings_averaged {
            1 => String::new(),
            many => format!(", for the mean of {many} readings"),
        };
        let without = match (&found.without_gross_errors, found.keeps_gross_errors) {
            (Some(_), false) => {
                let flagged = found.gross_errors.len();
                format!(", without {flagged} reading{} flagged as gross errors", if flagged == 1 { "" } else { "s" })
            }
            _ => String::new(),
        };
        Some(super::KnownError {
            error: ErrorOfReading { sd, degrees_of_freedom: Some(degrees as f64), occasions },
            basis: super::Basis::Measured,
            source: format!("{what}{} in {}{mean_of}{without}", found.by_whom(), self.input.path),
        })
    }
}

impl OutcomeReliability {
    /// ` by A`, where the error is one observer's.
    fn by_whom(&self) -> String {
        self.study_observer.as_ref().map_or_else(String::new, |observer| format!(" by {observer}"))
    }

    /// The figures that a study's error is taken from: without the readings flagged, unless they are to be kept.
    pub fn study_figures(&self) -> &ErrorFigures {
        self.without_gross_errors.as_ref().filter(|_| !self.keeps_gross_errors).unwrap_or(&self.everything)
    }

    /// `Thigh, left`.
    pub fn title(&self) -> String {
        self.site.as_ref().map_or_else(|| self.label.clone(), |site| format!("{}, {site}", self.label))
    }
}

/// Reads and analyses a file of repeated readings; `hide_ids` calls the participants R1, R2, ...
///
/// # Errors
/// [`PlanError`] when it cannot be read, or a computation fails.
pub fn reliability(
    source: &Source,
    plan: &ReliabilityPlan,
    level: Level,
    hide_ids: bool,
    progress: &dyn Progress,
) -> Result<ReliabilityAnalysis, PlanError> {
    progress.step("reading repeated readings");
    let file = ingest_repeats(source, &roles(plan))?;
    let RepeatFile { source, sha256, rows, mapping, mut readings, notes, .. } = file;
    if hide_ids {
        readings = readings.into_iter().map(RepeatReadings::with_hidden_ids).collect();
    }
    let flagged = gross_errors(&readings);
    let outcomes = readings
        .into_iter()
        .map(|readings| {
            progress.step(&format!("{}: error of reading", readings.outcome().label));
            let here = |error: &&GrossError| {
                error.outcome == readings.outcome().name && error.group.as_deref() == readings.group()
            };
            let gross = flagged.iter().filter(here).cloned().collect();
            outcome(readings, gross, plan, level)
        })
        .collect::<Result<Vec<_>, PlanError>>()?;
    let input = Input { path: source, sha256, rows: Some(rows) };
    Ok(ReliabilityAnalysis { input, mapping, level, outcomes, notes })
}

fn roles(plan: &ReliabilityPlan) -> RepeatRoles {
    let split = |text: &str| text.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    let filters = plan.filters.iter().filter_map(|filter| filter.split_once('='));
    RepeatRoles {
        id: plan.id.as_deref().map(split).unwrap_or_default(),
        observer: plan.observer.clone(),
        session: plan.session.clone(),
        reading: plan.reading.clone(),
        site: plan.site.clone(),
        outcomes: plan
            .values
            .iter()
            .enumerate()
            .map(|(at, columns)| {
                let unit = plan.units.get(at).copied();
                RepeatRequest { columns: split(columns), unit, ..RepeatRequest::default() }
            })
            .collect(),
        columns_are: plan.columns_are,
        unit: plan.unit,
        filters: filters.map(|(column, value)| (column.trim().to_owned(), value.trim().to_owned())).collect(),
        delimiter: plan.delimiter,
        decimal: plan.decimal,
    }
}

fn outcome(
    readings: RepeatReadings,
    gross: Vec<GrossError>,
    plan: &ReliabilityPlan,
    level: Level,
) -> Result<OutcomeReliability, PlanError> {
    let left_out: Vec<usize> = gross.iter().map(|error| error.index).collect();
    let averaged = plan.readings_averaged;
    let everything = figures(&readings, averaged, level)?;
    let without = match left_out.is_empty() {
        true => None,
        false => readings.without(&left_out).ok().map(|fewer| figures(&fewer, averaged, level)).transpose()?,
    };
    let within = |readings: &RepeatReadings| {
        technical_error(readings, ErrorScope::WithinObserver, None, level).map(|error| error.absolute.value)
    };
    let influence = match left_out.is_empty() {
        true => None,
        false => computed(influence(&readings, &left_out, &within))?,
    };
    let counts = RepeatCounts {
        participants: readings.participants().len(),
        observers: readings.observers().len().max(1),
        sessions: readings.sessions().len().max(1),
        readings: readings.readings().len(),
    };
    let measured = readings.outcome();
    Ok(OutcomeReliability {
        outcome: measured.name.clone(),
        label: measured.label.clone(),
        unit: measured.unit,
        site: readings.group().map(str::to_owned),
        counts,
        study_errors: study_errors(&readings, if plan.keep_gross_errors { &[] } else { &left_out }, plan, level)?,
        study_observer: plan.study_observer.clone(),
        gross_errors: gross,
        influence,
        everything,
        without_gross_errors: without,
        readings_averaged: averaged.unwrap_or(1),
        keeps_gross_errors: plan.keep_gross_errors,
        readings,
    })
}

/// The technical errors of the observer who reads in the study, or of all together, without some readings.
fn study_errors(
    readings: &RepeatReadings,
    left_out: &[usize],
    plan: &ReliabilityPlan,
    level: Level,
) -> Result<Vec<TechnicalError>, PlanError> {
    let mut left_out = left_out.to_vec();
    if let Some(name) = &plan.study_observer {
        let Some(observer) = readings.observers().iter().position(|observer| observer == name) else {
            let file = plan.file.clone().unwrap_or_default();
            let there = readings.observers().join(", ");
            let what = format!("[reliability] study-observer: there is no observer {name}; there are {there}");
            return Err(PlanError::Plan { file, what });
        };
        let others = readings.readings().iter().enumerate().filter(|(_, one)| one.observer != observer);
        left_out.extend(others.map(|(at, _)| at));
    }
    let Ok(kept) = readings.without(&left_out) else { return Ok(Vec::new()) };
    let mut errors = Vec::new();
    for scope in [ErrorScope::WithinObserver, ErrorScope::BetweenSessions] {
        errors.extend(computed(technical_error(&kept, scope, None, level))?);
    }
    Ok(errors)
}

/// The most observers of whom every two are held against each other; of more, each against the first.
const ALL_PAIRS: usize = 3;

fn figures(readings: &RepeatReadings, averaged: Option<u32>, level: Level) -> Result<ErrorFigures, PlanError> {
    let mut found = ErrorFigures::default();
    let observers = readings.observers().len();
    let mut scopes = vec![("technical error within observers", ErrorScope::WithinObserver, None)];
    if observers > 1 {
        scopes
            .extend((0..observers).map(|at| ("technical error of an observer", ErrorScope::WithinObserver, Some(at))));
        scopes.push(("technical error between observers", ErrorScope::BetweenObservers, None));
    }
    if readings.sessions().len() > 1 {
        scopes.push(("technical error between occasions", ErrorScope::BetweenSessions, None));
    }
    for (what, scope, observer) in scopes {
        super::engine::keep(
            technical_error(readings, scope, observer, level),
            &mut found.technical_errors,
            &mut found.not_computed,
            what,
        )?;
    }
    let within = found.technical_errors.iter().find(|error| error.scope == ErrorScope::WithinObserver);
    if let Some(within) = within.filter(|within| within.observer.is_none()) {
        let counts: Vec<u32> = averaged.map_or_else(|| vec![1, 2, 3], |averaged| vec![averaged]);
        for count in counts {
            found.detectable.extend(computed(detectable_change(&within.absolute, count as usize))?);
        }
    }
    let mut raters = Vec::new();
    if observers > 1 {
        raters.push(Raters::Observers);
    }
    raters.push(Raters::Rounds);
    if readings.sessions().len() > 1 {
        raters.push(Raters::Sessions);
    }
    for raters in raters {
        if let Some(matrix) = computed(RatingMatrix::of(readings, raters, None))? {
            found.icc.extend(computed(icc(&matrix, level))?);
        }
    }
    found.components = computed(variance_components(readings, level))?;
    found.pairs = pairs(readings, level)?;
    Ok(found)
}

/// First against second reading, observers against each other, first against second occasion.
fn pairs(readings: &RepeatReadings, level: Level) -> Result<Vec<PairAgreement>, PlanError> {
    let mut all = Vec::new();
    let is_grade = readings.outcome().kind == OutcomeKind::Grade;
    let mut push = |sample: Option<PairedSample>, observers: Option<[usize; 2]>| -> Result<(), PlanError> {
        let Some(sample) = sample else { return Ok(()) };
        let names = sample.conditions().cloned().unwrap_or_default();
        let repeated = match observers {
            Some(observers) => computed(limits_of_agreement_repeated(readings, observers, level))?,
            None => None,
        };
        let kappa = match is_grade {
            true => computed(weighted_kappa(&sample, KappaWeights::Quadratic, level))?,
            false => None,
        };
        all.push(PairAgreement {
            names,
            limits: computed(limits_of_agreement(&sample, level))?,
            repeated,
            concordance: computed(concordance(&sample, level))?,
            kappa,
            sample,
        });
        Ok(())
    };
    let words = |names: [&str; 2]| names.map(str::to_owned);
    let rounds = readings.paired(
        words(["first reading", "second reading"]),
        [&|one| one.session == 0 && one.round == 0 && one.observer == 0, &|one| {
            one.session == 0 && one.round == 1 && one.observer == 0
        }],
    );
    push(rounds.ok(), None)?;
    let observers = readings.observers();
    for second in 1..observers.len() {
        for first in 0..second {
            if observers.len() > ALL_PAIRS && first > 0 {
                continue;
            }
            let names = words([&observers[first], &observers[second]]);
            let sample = readings.paired(
                names,
                [&|one| one.session == 0 && one.observer == first, &|one| one.session == 0 && one.observer == second],
            );
            push(sample.ok(), Some([first, second]))?;
        }
    }
    if let [first, second, ..] = readings.sessions() {
        let names = words([first, second]);
        let sample = readings.paired(
            names,
            [&|one| one.session == 0 && one.observer == 0, &|one| one.session == 1 && one.observer == 0],
        );
        push(sample.ok(), None)?;
    }
    Ok(all)
}
