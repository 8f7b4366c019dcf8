use super::detectable::{STANDARD_ERROR_OF_MEASUREMENT, detectable_change};
use super::error_estimate::{CHI_SQUARED, SATTERTHWAITE, sd_estimate};
use super::icc_forms::{Forms, IccForm, RatingMeanSquares};
use super::mean_squares::{Source, Weights};
use super::rating_matrix::{Raters, RatingMatrix};
use crate::result::number::{Number, number, optional};
use crate::result::{Estimate, Level, Note};
use crate::stats::documented::documented;
use crate::stats::{Explained, Moments, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

documented! {
    /// # Question
    /// Which part of the differences between readings is differences between people, and not error?
    ///
    /// # Assumptions
    /// Effects of people, raters and error are independent and normal, each of the same size throughout. A correlation depends on how
    /// much the people at hand differ; the standard error of measurement beside it does not.
    ///
    /// # Formula
    /// n people, k raters, mean squares MSR (people), MSC (raters), MSE (error), MSW (within people).
    /// ICC(1,1) = (MSR - MSW) / (MSR + (k - 1) MSW), ICC(1,k) = (MSR - MSW) / MSR: every person has raters of its own.
    /// ICC(2,1) = (MSR - MSE) / (MSR + (k - 1) MSE + k (MSC - MSE) / n), ICC(2,k) = (MSR - MSE) / (MSR + (MSC - MSE) / n): absolute
    /// agreement, the raters being a sample.
    /// ICC(3,1) = (MSR - MSE) / (MSR + (k - 1) MSE), ICC(3,k) = (MSR - MSE) / MSR: consistency among these raters.
    /// Intervals: exact, from the F distribution, for ICC(1,.) and ICC(3,.); for ICC(2,1) McGraw and Wong's with Satterthwaite's degrees
    /// of freedom, for ICC(2,k) the same by Spearman and Brown's formula. The test is one-sided, F = MSR / MSW or MSR / MSE. Negative
    /// estimates are given as they are. SEM of agreement sqrt(MSW), of consistency sqrt(MSE); their intervals are from chi-squared, that of
    /// agreement with Satterthwaite's degrees of freedom. MDC95 = 1.960 sqrt(2) SEM. SEM from a correlation: SD sqrt(1 - max(0, ICC)),
    /// SD (n k - 1) of all readings.
    ///
    /// # Arguments
    /// A complete table of people by raters: observers, rounds of one observer, or sessions of one observer. People with gaps are left out
    /// and counted.
    ///
    /// # Errors
    /// Fewer than two raters or two people; all readings equal. Without any error, the correlation is 1 without test and interval; where
    /// people do not differ at all, there is no interval, and none of the correlations of a mean.
    ///
    /// # References
    /// Shrout and Fleiss (1979), Intraclass correlations, Psychological Bulletin 86:420-428; McGraw and Wong (1996), Forming inferences
    /// about some intraclass correlation coefficients, Psychological Methods 1:30-46; Weir (2005), Quantifying test-retest reliability,
    /// Journal of Strength and Conditioning Research 19:231-240.
    ///
    /// # Example
    /// `girth reliability @thigh-trial`
    IntraclassCorrelation
}

impl Explained for IntraclassCorrelation {
    fn id(&self) -> &'static str {
        "icc"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        IntraclassCorrelation::DOCUMENTATION
    }
}

const NAME: &str = "intraclass correlation";

/// The intraclass correlations of a table of ratings.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Icc {
    /// What the raters are.
    pub raters: Raters,
    /// Whose rounds or sessions they are, where one observer was asked for.
    pub observer: Option<String>,
    /// How many raters, k.
    pub k: usize,
    /// People with a reading by every rater.
    pub persons: usize,
    /// People without one.
    pub left_out: usize,
    /// The analysis of variance.
    pub mean_squares: RatingMeanSquares,
    /// ICC(1,1), ICC(2,1), ICC(3,1), ICC(1,k), ICC(2,k), ICC(3,k).
    pub forms: Vec<IccForm>,
    /// Standard error of measurement with the raters' differences in it.
    pub sem_agreement: Estimate,
    /// The same without them.
    pub sem_consistency: Estimate,
    /// Minimal detectable change, 95 %, when another rater measures the second time.
    pub mdc95_agreement: Estimate,
    /// The same when one rater measures both times.
    pub mdc95_consistency: Estimate,
    /// Standard deviation of all readings.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub sd_total: f64,
    /// The standard error of measurement that the SD and ICC(2,1) give.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub sem_from_icc_agreement: Option<f64>,
    /// The standard error of measurement that the SD and ICC(3,1) give.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub sem_from_icc_consistency: Option<f64>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// All six forms, with the standard errors of measurement.
///
/// # Errors
/// [`StatsError::Undefined`] when all readings are equal.
pub fn icc(matrix: &RatingMatrix, level: Level) -> Result<Icc, StatsError> {
    let sd_total = Moments::of(matrix.grid.sample()).sd.filter(|&sd| sd > 0.0);
    let sd_total =
        sd_total.ok_or_else(|| StatsError::Undefined { procedure: NAME, why: "all readings are equal".to_owned() })?;
    let table = matrix.grid.mean_squares();
    let (persons, k) = (matrix.persons(), matrix.k());
    let mean_squares = RatingMeanSquares::of(&table, persons);
    let forms =
        Forms { persons, raters: k, mean_squares, level }.all().map_err(|cause| StatsError::numerical(NAME, cause))?;
    let unit = matrix.grid.sample().unit();
    let sem = |raters: f64, error: f64, method| {
        let weights = Weights::of(&[(Source::Observer, raters), (Source::Residual, error)]);
        sd_estimate(STANDARD_ERROR_OF_MEASUREMENT, weights.apply(&table), unit, level, method)
    };
    let n = persons as f64;
    let sem_agreement = sem(1.0 / n, 1.0 - 1.0 / n, SATTERTHWAITE)?;
    let sem_consistency = sem(0.0, 1.0, CHI_SQUARED)?;
    let mdc95 = |sem: &Estimate| detectable_change(sem, 1).map(|change| change.mdc95);
    let from_icc = |name: &str| {
        let form = forms.iter().find(|form| form.name == name)?;
        form.estimate.as_ref().map(|icc| sd_total * (1.0 - icc.value.max(0.0)).sqrt())
    };
    Ok(Icc {
        raters: matrix.raters,
        observer: matrix.observer.clone(),
        k,
        persons,
        left_out: matrix.left_out,
        mean_squares,
        mdc95_agreement: mdc95(&sem_agreement)?,
        mdc95_consistency: mdc95(&sem_consistency)?,
        sem_agreement,
        sem_consistency,
        sd_total,
        sem_from_icc_agreement: from_icc("ICC(2,1)"),
        sem_from_icc_consistency: from_icc("ICC(3,1)"),
        notes: notes(&mean_squares, &forms),
        forms,
    })
}

fn notes(mean_squares: &RatingMeanSquares, forms: &[IccForm]) -> Vec<Note> {
    let mut notes = Vec::new();
    if mean_squares.within == 0.0 {
        notes.push(Note::new("no-error", "Every rater read the same: without error there is no test and no interval."));
    } else if mean_squares.error == 0.0 {
        let text =
            "Raters differ by the same amount for everybody: the forms of consistency have no test and no interval.";
        notes.push(Note::new("no-error", text));
    }
    if mean_squares.persons == 0.0 {
        let text = "The people's means are all equal: there is nothing to correlate, and no interval.";
        notes.push(Note::new("no-differences", text));
    } else if forms.iter().filter_map(|form| form.estimate.as_ref()).any(|icc| icc.value < 0.0) {
        let text =
            "People's means differ by less than their readings make expect: a negative correlation is given as it is.";
        notes.push(Note::new("negative", text));
    }
    notes
}
