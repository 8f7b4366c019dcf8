//! What a gallery of picked pictures shows, and what raters see who do not know which picture is later.

use super::engine::plan_problem;
use super::individual::{computed, toward};
use super::{Input, KnownError, PhotosPlan, PlanError, SampleAnalysis, Settings, Study};
use crate::data::{Decimal, PairedSample, RatedPairs, Unit};
use crate::ingest::{RatingRoles, Source, ingest_ratings};
use crate::result::number::{Number, number};
use crate::stats::gallery::{Gallery, RatedResult, UntilPictures, gallery, rated_pairs, until_pictures};
use schemars::JsonSchema;
use serde::Serialize;

/// The pictures of one sample.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PhotosAnalysis {
    /// Name of the outcome.
    pub outcome: String,
    /// Its name in sentences.
    pub label: String,
    /// Its unit.
    pub unit: Unit,
    /// The arm, if there are arms.
    pub arm: Option<String>,
    /// The site, if there are sites.
    pub site: Option<String>,
    /// Decimals of its readings.
    pub decimals: u8,
    /// The gallery beside everybody.
    pub gallery: Gallery,
    /// The error of a reading that the noise is made of; absent where the study's own spread stands for it.
    pub error: Option<KnownError>,
    /// Whether that is a published figure that the plan did not ask for.
    pub offered: bool,
    /// The change that a picture is said to show, as a size.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub amount: f64,
    /// How many clients until one picture, and until as many as are shown, show it by noise alone.
    pub until: Vec<UntilPictures>,
    /// What raters saw.
    pub rated: Option<Rated>,
    /// The pairs, for the chart.
    #[serde(skip)]
    pub sample: PairedSample,
}

/// Rated pairs with their file.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Rated {
    /// The file.
    pub input: Input,
    /// What raters saw.
    #[serde(flatten)]
    pub result: RatedResult,
}

/// The pictures shown unless the plan says how many.
const SHOWN: usize = 6;
/// The change that a picture shows unless the plan says how large: 2 cm, the upper end of what an article says of a session.
const AMOUNT: f64 = 2.0;

/// The pictures of the samples that the plan speaks of: of its outcome, or of the primary one.
///
/// # Errors
/// [`PlanError`] for an outcome that is not there, an amount that does not fit, ratings that cannot be read.
pub(super) fn photos(
    study: &Study,
    plan: &PhotosPlan,
    samples: &[SampleAnalysis],
    settings: &Settings,
) -> Result<Vec<PhotosAnalysis>, PlanError> {
    let of_this = |sample: &&SampleAnalysis| match &plan.outcome {
        Some(name) => sample.sample.outcome().name == *name,
        None => sample.primary,
    };
    let mut rated = match &study.ratings {
        Some(source) => Some(ratings(source, plan, settings)?),
        None => None,
    };
    let mut found = Vec::new();
    for sample in samples.iter().filter(of_this) {
        let pairs = &sample.sample;
        let unit = pairs.outcome().unit;
        let known = sample.reading_errors.assumed();
        let noise = known.map(|known| std::f64::consts::SQRT_2 * known.error.sd);
        let toward = toward(sample, settings);
        let shown = plan.shown.map_or(SHOWN, |shown| shown as usize).min(pairs.n());
        let Some(gallery) = computed(gallery(pairs, shown, toward, noise, settings.level))? else { continue };
        let amount = match plan.amount {
            Some(amount) => {
                let problem = |cause: crate::data::DataError| plan_problem(study, format!("[photos] amount: {cause}"));
                amount.amount_in(unit).map(Decimal::to_f64).map_err(problem)?.abs()
            }
            None => Unit::Cm.convert(AMOUNT, unit).unwrap_or(AMOUNT),
        };
        let step = pairs.change().value_of(i128::try_from(pairs.step()).unwrap_or(1));
        let mut until = Vec::new();
        if let Some(noise) = &gallery.noise {
            for pictures in if shown > 1 { vec![1, shown as u64] } else { vec![1] } {
                until.extend(computed(until_pictures(amount, noise.sd_of_change, Some(step), pictures))?);
            }
        }
        found.push(PhotosAnalysis {
            outcome: pairs.outcome().name.clone(),
            label: sample.title(),
            unit,
            arm: sample.arm.clone(),
            site: sample.site.clone(),
            decimals: pairs.change().decimals(),
            gallery,
            error: known.cloned(),
            offered: known.is_some() && sample.reading_errors.of_change().is_none(),
            amount,
            until,
            rated: rated.take(),
            sample: pairs.clone(),
        });
    }
    if found.is_empty() {
        let what = plan.outcome.as_ref().map_or_else(
            || "[photos]: there are no pairs of the primary outcome".to_owned(),
            |name| format!("[photos] outcome: there are no pairs of {name}"),
        );
        return Err(plan_problem(study, what));
    }
    Ok(found)
}

/// Reads and tests ratings.
///
/// # Errors
/// [`PlanError`] when they cannot be read, or a computation fails.
pub(super) fn ratings(source: &Source, plan: &PhotosPlan, settings: &Settings) -> Result<Rated, PlanError> {
    let roles = RatingRoles { pair: plan.pair.clone(), rater: plan.rater.clone(), right: plan.right.clone() };
    let rated: RatedPairs = ingest_ratings(source, &roles)?;
    let result = rated_pairs(&rated, settings.level)?;
    let input = Input { path: source.name.clone(), sha256: source.sha256(), rows: Some(rated.answers().len()) };
    Ok(Rated { input, result })
}
