use super::cumulative_logit::{Cell, CumulativeLogit};
use super::graded_arms::GradedArms;
use super::proportional_check::{OddsCheck, check};
use crate::data::{Decimal, TwoArms, Unit};
use crate::dist::{ChiSquared, normal};
use crate::num::{NumError, bracketed_root, inverse_and_log_determinant};
use crate::result::{
    Citation, Detail, Estimate, Hypothesis, Interval, Note, PValue, Quantity, Side, Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{ComparisonProcedure, StatsError, TestOptions, Usage};
use std::collections::BTreeMap;

/// The odds of a grade above any cut after treatment over those without it.
pub const CUMULATIVE_ODDS_RATIO: Quantity =
    Quantity { id: "cumulative_odds_ratio", label: "odds ratio of a higher grade", symbol: "OR" };

documented! {
    /// # Question
    /// Are higher grades after treatment more or less likely in one arm than in the other, given the grade before?
    ///
    /// # Assumptions
    /// Participants are independent. The odds ratio is the same at every cut of the scale (proportional odds), which is tested beside it,
    /// and the log odds move by the same amount from each point of the grade before to the next.
    ///
    /// # Formula
    /// logit P(after > j) = b arm + g before - theta_j, by maximum likelihood (McCullagh 1980), arm 1 for treated and 0 for control; the
    /// estimate is exp(b), above 1 where higher grades are more likely in the treated arm. The test is the signed root of the likelihood
    /// ratio, z = sign(b) sqrt(2 (l - l0)), held against the normal distribution (two-sided it is the likelihood-ratio chi-squared with one
    /// degree of freedom); the interval holds the odds ratios that it does not reject (profile likelihood). The grade before is
    /// left out, and a note says so, where it is the same in everybody or foretells the grade after without exception. Check of
    /// proportional odds: Rao's score test, with the expected information, of a model with an odds ratio of the arm at each cut.
    ///
    /// # Arguments
    /// Outcomes of kind grade, or at most 10 different whole numbers without a unit or in points; `--alternative` (`greater`: an odds ratio
    /// above 1), `--level`.
    ///
    /// # Errors
    /// Other readings; a null value other than 0. Where everybody has the same grade after there is no estimate. Where no grade of one arm is
    /// above any of the other, the odds ratio is infinite or 0, and the interval has one finite limit.
    ///
    /// # References
    /// McCullagh (1980), Regression models for ordinal data, J R Stat Soc B 42:109-142. Peterson and Harrell (1990), Partial proportional
    /// odds models, Appl Stat 39:205-217.
    ///
    /// # Example
    /// `girth explain proportional-odds`
    ProportionalOdds
}

const CITATIONS: [Citation; 2] = [
    Citation {
        key: "McCullagh 1980",
        reference: "McCullagh P (1980). Regression models for ordinal data. J R Stat Soc B 42:109-142.",
    },
    Citation {
        key: "Peterson and Harrell 1990",
        reference: "Peterson B, Harrell FE (1990). Partial proportional odds models for ordinal response variables. Appl Stat 39:205-217.",
    },
];

/// Where the search for limits of the log odds ratio ends.
const FARTHEST: f64 = 25.0;

/// The model with the arm's coefficient free, at a given value, and with none.
struct Model {
    grades: usize,
    /// Arm first, then the grade before if it is adjusted for.
    cells: Vec<Cell>,
    adjusted: bool,
}

impl Model {
    fn of(graded: &GradedArms, adjusted: bool) -> Model {
        let mut counts: BTreeMap<(usize, bool, u64), (f64, f64)> = BTreeMap::new();
        let before: Vec<f64> = graded.before.iter().flatten().copied().collect();
        let centre = before.iter().sum::<f64>() / before.len() as f64;
        for (arm, (after, before)) in graded.after.iter().zip(&graded.before).enumerate() {
            for (&grade, before) in after.iter().zip(before) {
                let centred = if adjusted { before - centre } else { 0.0 };
                counts.entry((grade, arm == 0, centred.to_bits())).or_insert((centred, 0.0)).1 += 1.0;
            }
        }
        let cell = |((grade, treated, _), (before, n)): ((usize, bool, u64), (f64, f64))| {
            let mut x = vec![f64::from(u8::from(treated))];
            x.extend(adjusted.then_some(before));
            Cell { grade, x, offset: 0.0, n }
        };
        Model { grades: graded.grades, cells: counts.into_iter().map(cell).collect(), adjusted }
    }

    /// The fit; `None` where it separates the grades.
    fn free(&self) -> Result<Option<CumulativeLogit>, NumError> {
        CumulativeLogit::fit(&self.cells, self.grades)
    }

    /// The fit with the arm's log odds ratio held.
    fn held(&self, log_ratio: f64) -> Result<Option<CumulativeLogit>, NumError> {
        let hold = |cell: &Cell| Cell { x: cell.x[1..].to_vec(), offset: log_ratio * cell.x[0], ..cell.clone() };
        CumulativeLogit::fit(&self.cells.iter().map(hold).collect::<Vec<_>>(), self.grades)
    }
}

/// The log odds ratio, infinite where the arms do not overlap, and the log likelihood there.
struct Peak {
    log_ratio: f64,
    log_likelihood: f64,
    fit: Option<CumulativeLogit>,
}

impl ComparisonProcedure for ProportionalOdds {
    fn id(&self) -> &'static str {
        "proportional-odds"
    }

    fn title(&self) -> &'static str {
        "proportional odds model"
    }

    fn documentation(&self) -> &'static str {
        ProportionalOdds::DOCUMENTATION
    }

    fn usage(&self, arms: &TwoArms, _: &TestOptions) -> Usage {
        super::usage_of(arms)
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let graded = GradedArms::required(self.title(), arms)?;
        if options.null_value != Decimal::ZERO {
            return Err(StatsError::Missing { procedure: self.title(), what: "a null value of 0" });
        }
        let numerical = |cause: &dyn ToString| StatsError::numerical(self.title(), cause.to_string());
        let mut result = TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: CUMULATIVE_ODDS_RATIO,
                null_value: 1.0,
                unit: Unit::None,
                alternative: options.alternative,
            },
            statistic: None,
            p_value: None,
            estimates: Vec::new(),
            analysed: super::analysed_of_arms([analysed(arms.treated()), analysed(arms.control())]),
            details: vec![Detail::count("grades", "grades that occur after", graded.grades)],
            notes: Vec::new(),
            citations: CITATIONS.to_vec(),
        };
        if graded.grades < 2 {
            let text = "Everybody has the same grade after: there is no odds ratio, p-value or interval.";
            result.notes.push(Note::new("one-grade", text));
            return Ok(result);
        }
        let model = self.model(&graded, &mut result)?;
        let peak = peak(&model, &graded, self.title())?;
        let null = model.held(0.0).map_err(|cause| numerical(&cause))?.ok_or_else(|| separated(self.title()))?;
        let z = signed_root(&peak, 0.0, null.log_likelihood);
        let p = options.alternative.p_value(normal::cdf(z), normal::sf(z));
        result.statistic = Some(Statistic {
            symbol: "z",
            value: z,
            distribution: "normal (signed root of the likelihood ratio)".into(),
        });
        result.p_value = Some(PValue::try_new(p).map_err(|cause| numerical(&cause))?);
        let (lower, upper) = options
            .alternative
            .interval(options.level.alpha(), |side, tail| limit(&model, &peak, side, tail))
            .map_err(|cause| numerical(&cause))?;
        // One-sided intervals are of the log odds ratio: exp carries their infinite ends to 0 and infinity.
        let interval = Interval::new(lower.exp(), upper.exp(), options.level, "profile likelihood");
        result.estimates.push(Estimate::new(
            CUMULATIVE_ODDS_RATIO,
            peak.log_ratio.exp(),
            Unit::None,
            None,
            Some(interval),
        ));
        match &peak.fit {
            Some(fit) => add_fit(&mut result, &model, fit).map_err(|cause| numerical(&cause))?,
            None => result.notes.push(Note::new(
                "separated",
                "No grade of one arm is above any of the other: the odds ratio has no finite estimate, and its interval one finite limit.",
            )),
        }
        Ok(result)
    }
}

impl ProportionalOdds {
    /// With the grade before where it can be estimated.
    fn model(&self, graded: &GradedArms, result: &mut TestResult) -> Result<Model, StatsError> {
        let numerical = |cause: NumError| StatsError::numerical(self.title(), cause);
        let mut before = graded.before.iter().flatten();
        let first = before.next();
        if before.all(|reading| Some(reading) == first) {
            let text = "Everybody had the same grade before: it is not in the model.";
            result.notes.push(Note::new("baseline-constant", text));
            return Ok(Model::of(graded, false));
        }
        let adjusted = Model::of(graded, true);
        let without_arm = adjusted.held(0.0).map_err(numerical)?;
        let with_arm = match far_end(graded) {
            None => adjusted.free(),
            Some(end) => adjusted.held(end),
        };
        if without_arm.is_some() && with_arm.map_err(numerical)?.is_some() {
            return Ok(adjusted);
        }
        let text = "The grade before foretells the grade after without exception, alone or with the arm: it is not in the model.";
        result.notes.push(Note::new("baseline-separates", text));
        Ok(Model::of(graded, false))
    }
}

/// The log odds ratio's standard error, the grade before, the check.
fn add_fit(result: &mut TestResult, model: &Model, fit: &CumulativeLogit) -> Result<(), NumError> {
    let size = fit.thresholds.len() + fit.coefficients.len();
    let (covariance, _) = inverse_and_log_determinant(&fit.information(&model.cells), size)?;
    let at = fit.thresholds.len();
    result.details.push(Detail::number("log_odds_ratio", "log odds ratio", fit.coefficients[0]));
    let error = covariance[at * size + at].sqrt();
    result.details.push(Detail::number("log_odds_ratio_se", "its standard error (observed information)", error));
    if model.adjusted {
        let label = "log odds ratio of a point more before";
        result.details.push(Detail::number("baseline_log_odds_ratio", label, fit.coefficients[1]));
    }
    result.details.push(Detail::number("log_likelihood", "log likelihood", fit.log_likelihood));
    if let Some(OddsCheck { statistic, degrees }) = check(&model.cells, fit)? {
        let p = ChiSquared::try_new(degrees as f64).map(|law| law.sf(statistic));
        let p = p.map_err(|_| NumError::Argument { what: "degrees", found: degrees as f64, expected: "1 or more" })?;
        result.details.push(Detail::number(
            "proportional_odds_chi_squared",
            "score test of proportional odds",
            statistic,
        ));
        result.details.push(Detail::count("proportional_odds_df", "its degrees of freedom", degrees));
        result.details.push(Detail::number("proportional_odds_p", "its p-value", p));
    }
    Ok(())
}

/// Where no grade of one arm is above any of the other: the log odds ratio that stands for the infinite one.
fn far_end(graded: &GradedArms) -> Option<f64> {
    let ends = |arm: usize| (graded.after[arm].iter().min(), graded.after[arm].iter().max());
    let ((least, most), (other_least, other_most)) = (ends(0), ends(1));
    if other_most <= least {
        Some(FARTHEST)
    } else if most <= other_least {
        Some(-FARTHEST)
    } else {
        None
    }
}

fn peak(model: &Model, graded: &GradedArms, procedure: &'static str) -> Result<Peak, StatsError> {
    let numerical = |cause: NumError| StatsError::numerical(procedure, cause);
    let Some(far) = far_end(graded) else {
        let fit = model.free().map_err(numerical)?.ok_or_else(|| separated(procedure))?;
        let (log_ratio, log_likelihood) = (fit.coefficients[0], fit.log_likelihood);
        return Ok(Peak { log_ratio, log_likelihood, fit: Some(fit) });
    };
    // The likelihood at the farthest ratio is that of its limit to e^-25.
    let fit = model.held(far).map_err(numerical)?.ok_or_else(|| separated(procedure))?;
    let end = f64::INFINITY.copysign(far);
    Ok(Peak { log_ratio: end, log_likelihood: fit.log_likelihood, fit: None })
}

fn separated(procedure: &'static str) -> StatsError {
    let why = "the grades are separated by the arm and the grade before, so that no odds ratio is finite".to_owned();
    StatsError::Undefined { procedure, why }
}

/// sign(b - b0) sqrt(2 (l - l0)).
fn signed_root(peak: &Peak, log_ratio: f64, log_likelihood: f64) -> f64 {
    let root = (2.0 * (peak.log_likelihood - log_likelihood)).max(0.0).sqrt();
    if peak.log_ratio >= log_ratio { root } else { -root }
}

/// The log odds ratio that a one-sided test at `tail` just does not reject.
fn limit(model: &Model, peak: &Peak, side: Side, tail: f64) -> Result<f64, NumError> {
    let not_normal = |_| NumError::Argument { what: "tail", found: tail, expected: "a probability" };
    let z = normal::upper_quantile(tail).map_err(not_normal)?;
    let target = if side == Side::Lower { z } else { -z };
    let outwards = if side == Side::Lower { -1.0 } else { 1.0 };
    if peak.log_ratio.is_infinite() && (peak.log_ratio > 0.0) == (outwards > 0.0) {
        return Ok(peak.log_ratio);
    }
    let beyond = |log_ratio: f64| {
        let held = model.held(log_ratio).ok().flatten();
        held.map_or(f64::NAN, |held| signed_root(peak, log_ratio, held.log_likelihood) - target)
    };
    let from = peak.log_ratio.clamp(-FARTHEST, FARTHEST);
    let (mut near, mut step) = (from, 0.5);
    while step < 4.0 * FARTHEST {
        let far = from + outwards * step;
        // The signed root falls as the ratio rises.
        if beyond(far) * outwards <= 0.0 {
            return bracketed_root(beyond, near, far, 1e-13);
        }
        near = far;
        step *= 2.0;
    }
    Err(NumError::NoBracket { lo: from, hi: near, at_lo: beyond(from), at_hi: beyond(near) })
}
