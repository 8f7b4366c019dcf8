//! Imputation of conditional means, with the jackknife.

use super::answer::{CARPENTER, CRO, Judged, QU, Report, WOLBERS};
use super::comparison::Comparison;
use super::conditional::Regression;
use super::courses::Courses;
use super::delta::Deltas;
use super::estimated::Estimated;
use super::options::ImputationOptions;
use super::strategy::Strategy;
use crate::data::Longitudinal;
use crate::num::compensated_sum;
use crate::result::{Note, TestResult};
use crate::stats::StatsError;
use crate::stats::repeated::mmrm::Structure;
use rayon::prelude::*;

const ID: &str = "conditional-mean-imputation";
const TITLE: &str = "imputation of conditional means with the jackknife";

/// An estimate as a straight line in the deltas: by itself, for each unit in the treated arm, for each unit in the control arm.
type Line = [f64; 3];

/// The estimate and its jackknife variance for all deltas at once.
pub(crate) struct ConditionalMean {
    line: Line,
    /// The jackknife covariance of the three parts of the line.
    covariance: [Line; 3],
    /// Whether the completed readings vary about the model of the analysis.
    varies: bool,
    /// The covariance of the visits used; absent where nobody had to be imputed.
    pub(crate) structure: Option<Structure>,
}

/// # Question
/// What is the effect at a visit if the people who left went on as the strategy says? Without drawing anything: the same data give the
/// same answer.
///
/// # Assumptions
/// Those of the strategy about people who left; readings missed before a person's last one are missing at random; readings are
/// approximately multivariate normal, with one covariance in both arms.
///
/// # Formula
/// The mixed model for repeated measures (REML; visit, arm by visit, baseline) gives means and covariance. Each missing reading at the
/// visit is replaced by its mean given the person's other readings under the strategy, mu_m + S_mo S_oo^-1 (y_o - mu_o) (Wolbers et al.
/// 2022, sec. 2; Carpenter, Roger and Kenward 2013, sec. 3), plus the delta of the arm for those who left. Completed readings are
/// analysed by least squares on baseline and arm (the mean change in a single group, where the delta is `deltas.treated`). Standard
/// error: all of this again without each person in turn, sqrt((n - 1)/n sum (c_i - mean c)²), with normal quantiles. It is the
/// frequentist error of the strategy's estimate; Rubin's rules in `multiple_imputation` keep the information that is lost with those
/// who left, and are wider under reference-based strategies (Cro et al. 2020).
///
/// # Arguments
/// `options`: the strategy, the visit, the treated arm, deltas, covariance; of the test settings level, alternative and null value.
///
/// # Errors
/// Fewer than two people of an arm read at the visit; a strategy that needs a control arm without one; no covariance that converges.
pub fn conditional_mean_imputation(data: &Longitudinal, options: &ImputationOptions) -> Result<TestResult, StatsError> {
    let comparison = Comparison::of(TITLE, data, options.visit, options.treated)?;
    options.strategy.require(TITLE, comparison.arms.is_some())?;
    let courses = Courses::of(TITLE, data, comparison)?;
    let found = ConditionalMean::of(TITLE, &courses, options)?;
    let report = Report { procedure: ID, title: TITLE, method: "jackknife, normal", data, comparison, options };
    let mut result = report.result(found.at(options.deltas), &courses)?;
    if let Some(structure) = found.structure {
        let text =
            format!("Conditional means are from a mixed model with {} covariance, the same in all.", structure.name());
        result.notes.push(Note::new("covariance", text));
    }
    result.citations = vec![CARPENTER, CRO, WOLBERS];
    if options.strategy == Strategy::JumpToBaseline {
        result.citations.push(QU);
    }
    Ok(result)
}

impl ConditionalMean {
    pub(crate) fn of(
        procedure: &'static str,
        courses: &Courses,
        options: &ImputationOptions,
    ) -> Result<ConditionalMean, StatsError> {
        let full = completed(procedure, courses, options, options.structure, options.fallback)?;
        let structure = full.structure.unwrap_or(options.structure);
        let n = courses.people.len();
        let lines: Vec<Line> = (0..n)
            .into_par_iter()
            .map(|out| Ok(completed(procedure, &courses.without(out), options, structure, false)?.line))
            .collect::<Result<_, StatsError>>()?;
        let centred: [Vec<f64>; 3] = std::array::from_fn(|part| {
            let mean = compensated_sum(lines.iter().map(|line| line[part])) / n as f64;
            lines.iter().map(|line| line[part] - mean).collect()
        });
        let cell = |row: usize, column: usize| {
            let products = centred[row].iter().zip(&centred[column]).map(|(left, right)| left * right);
            (n as f64 - 1.0) / n as f64 * compensated_sum(products)
        };
        let covariance = std::array::from_fn(|row| std::array::from_fn(|column| cell(row, column)));
        Ok(ConditionalMean { line: full.line, covariance, varies: full.varies, structure: full.structure })
    }

    /// The estimate with these deltas.
    pub(crate) fn at(&self, deltas: Deltas) -> Judged {
        let weights = [1.0, deltas.treated, deltas.control];
        let product = |line: &Line| line.iter().zip(weights).map(|(part, weight)| part * weight).sum::<f64>();
        let variance: f64 = self.covariance.iter().zip(weights).map(|(row, weight)| weight * product(row)).sum();
        let standard_error = if self.varies { variance.max(0.0).sqrt() } else { 0.0 };
        Judged { estimate: product(&self.line), standard_error, degrees: f64::INFINITY }
    }

    /// What a unit of delta in the treated arm adds to the estimate.
    pub(crate) fn slope_treated(&self) -> f64 {
        self.line[1]
    }

    /// Variance, half its slope and its curvature in the delta of the treated arm.
    pub(crate) fn variance_treated(&self) -> Line {
        [self.covariance[0][0], self.covariance[0][1], self.covariance[1][1]]
    }
}

struct Completed {
    line: Line,
    varies: bool,
    structure: Option<Structure>,
}

/// The readings completed by conditional means, analysed.
fn completed(
    procedure: &'static str,
    courses: &Courses,
    options: &ImputationOptions,
    structure: Structure,
    fallback: bool,
) -> Result<Completed, StatsError> {
    let absent = courses.absent();
    let by_visit = options.baseline_by_visit || !courses.has_control;
    let model =
        if absent.is_empty() { None } else { Some(Estimated::of(procedure, courses, structure, fallback, by_visit)?) };
    let mut change: Vec<f64> = courses.people.iter().map(|person| person.change[courses.at].unwrap_or(0.0)).collect();
    let (mut treated, mut control) = (vec![0.0; change.len()], vec![0.0; change.len()]);
    for (at, model) in absent.into_iter().flat_map(|at| model.as_ref().map(|model| (at, model))) {
        let (person, parameters) = (&courses.people[at], &model.parameters);
        let on = person.observed();
        let regression = Regression::of(&parameters.covariance, courses.visits, &on, courses.at)
            .map_err(|cause| StatsError::numerical(procedure, cause))?;
        change[at] = parameters.law(options.strategy, courses, person, &on, &regression).mean;
        if courses.dropped_out(person) {
            let shifted = if person.treated { &mut treated } else { &mut control };
            shifted[at] = 1.0;
        }
    }
    let design = courses.design();
    let [by_itself, of_treated, of_control] =
        [&change, &treated, &control].map(|response| design.analyse(procedure, response));
    let by_itself = by_itself?;
    Ok(Completed {
        line: [by_itself.value, of_treated?.value, of_control?.value],
        varies: by_itself.standard_error.is_some(),
        structure: model.map(|model| model.structure),
    })
}
