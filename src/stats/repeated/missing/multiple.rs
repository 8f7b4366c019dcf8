//! Multiple imputation.

use super::answer::{BARNARD, CARPENTER, CRO, Judged, QU, RUBIN, Report};
use super::comparison::Comparison;
use super::conditional::Regression;
use super::courses::{Courses, Design};
use super::draws;
use super::estimated::Estimated;
use super::options::ImputationOptions;
use super::posterior::{Chain, Posterior};
use super::rubin::pooled;
use super::strategy::Strategy;
use crate::data::Longitudinal;
use crate::num::Stream;
use crate::result::{Detail, Note, TestResult};
use crate::stats::StatsError;
use crate::stats::linear::LinearEstimate;
use rayon::prelude::*;
use std::collections::BTreeMap;

const ID: &str = "multiple-imputation";
const TITLE: &str = "multiple imputation";
/// Imputations of one chain and one random stream, whatever the number of threads.
const BLOCK: usize = 100;
/// Steps before the first imputation of a chain that does not draw exactly.
const WARM_UP: usize = 100;
/// Steps from one imputation to the next in such a chain.
const THINNING: usize = 10;

/// # Question
/// What is the effect at a visit if the people who left went on as the strategy says, with what is not known of their readings in the
/// standard error?
///
/// # Assumptions
/// Those of the strategy about people who left; readings missed before a person's last one are missing at random; readings are
/// multivariate normal, with one covariance in both arms.
///
/// # Formula
/// Means (intercept, baseline and arm, each with an effect of its own at every visit) and covariance are drawn from their posterior under
/// Jeffreys' prior, exactly where nobody has a reading after a missed visit, else by monotone data augmentation (Schafer 1997, sec. 6.5)
/// from the REML estimate on, 100 steps before the first imputation and 10 between two. Each missing reading at the visit is drawn given
/// the person's other readings under the strategy (Carpenter, Roger and Kenward 2013, sec. 3), plus the delta of the arm for those who
/// left. Every completed data set is analysed by least squares on baseline and arm (the mean change in a single group), and the answers
/// are pooled by Rubin's rules with Barnard and Rubin's degrees of freedom.
///
/// # Arguments
/// `options`: the strategy, the visit, the treated arm, deltas, the number of imputations; of the test settings level, alternative, null
/// value and seed.
///
/// # Errors
/// As `conditional_mean_imputation`; fewer than two imputations; too few people at a visit for its variance to be drawn.
pub fn multiple_imputation(data: &Longitudinal, options: &ImputationOptions) -> Result<TestResult, StatsError> {
    if options.imputations < 2 {
        return Err(StatsError::Missing { procedure: TITLE, what: "two or more imputations" });
    }
    let comparison = Comparison::of(TITLE, data, options.visit, options.treated)?;
    options.strategy.require(TITLE, comparison.arms.is_some())?;
    let courses = Courses::of(TITLE, data, comparison)?;
    let design = courses.design();
    let report = Report { procedure: ID, title: TITLE, method: "Rubin's rules, t", data, comparison, options };
    let absent = absent(&courses);
    let (mut notes, lines) = if absent.is_empty() {
        let readings: Vec<f64> = courses.people.iter().filter_map(|person| person.change[courses.at]).collect();
        (Vec::new(), vec![design.analyse(TITLE, &readings)?; options.imputations])
    } else {
        let start = Estimated::of(TITLE, &courses, options.structure, options.fallback, true)?.parameters;
        let posterior = Posterior::of(TITLE, &courses, start)?;
        let imputer = Imputer { courses: &courses, design: &design, posterior: &posterior, options, absent: &absent };
        let blocks: Vec<Vec<LinearEstimate>> = (0..options.imputations.div_ceil(BLOCK))
            .into_par_iter()
            .map(|block| imputer.block(block))
            .collect::<Result<_, _>>()?;
        (vec![imputer.note()], blocks.concat())
    };
    let estimates: Vec<f64> = lines.iter().map(|line| line.value).collect();
    let variances: Vec<f64> = lines.iter().map(|line| line.standard_error.unwrap_or(0.0).powi(2)).collect();
    let complete_degrees = lines.first().map_or(0, |line| line.degrees_of_freedom) as f64;
    let pooled = pooled(&estimates, &variances, complete_degrees)
        .ok_or_else(|| StatsError::numerical(TITLE, "nothing to pool"))?;
    let (estimate, standard_error) = (pooled.estimate, pooled.standard_error);
    let judged = Judged { estimate, standard_error, degrees: pooled.degrees_of_freedom };
    let mut result = report.result(judged, &courses)?;
    result.details.extend([
        Detail::count("imputations", "imputations", options.imputations),
        Detail::number("degrees_of_freedom", "degrees of freedom", pooled.degrees_of_freedom),
        Detail::number("within_variance", "variance within imputations", pooled.within),
        Detail::number("between_variance", "variance between imputations", pooled.between),
        Detail::number("share_missing", "share of the variance due to what is missing", pooled.share_missing),
        Detail::number("monte_carlo_error", "Monte-Carlo error of the estimate", pooled.monte_carlo_error),
    ]);
    result.notes.append(&mut notes);
    result.citations = vec![CARPENTER, CRO, RUBIN, BARNARD];
    if options.strategy == Strategy::JumpToBaseline {
        result.citations.push(QU);
    }
    Ok(result)
}

/// People without a reading at the visit analysed, by the visits at which they were read.
fn absent(courses: &Courses) -> Vec<(Vec<usize>, Vec<usize>)> {
    let mut found: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for at in courses.absent() {
        found.entry(courses.people[at].observed()).or_default().push(at);
    }
    found.into_iter().collect()
}

struct Imputer<'a> {
    courses: &'a Courses,
    design: &'a Design,
    posterior: &'a Posterior<'a>,
    options: &'a ImputationOptions,
    absent: &'a [(Vec<usize>, Vec<usize>)],
}

impl Imputer<'_> {
    /// The imputations of one block, analysed.
    fn block(&self, block: usize) -> Result<Vec<LinearEstimate>, StatsError> {
        let mut chain = self.posterior.chain(Stream::new(self.options.test.seed, ID, block as u64));
        let (warm_up, thinning) = if self.posterior.is_monotone() { (0, 1) } else { (WARM_UP, THINNING) };
        for _ in 0..warm_up {
            self.posterior.step(&mut chain)?;
        }
        let mut change: Vec<f64> =
            self.courses.people.iter().map(|person| person.change[self.courses.at].unwrap_or(0.0)).collect();
        let here = BLOCK.min(self.options.imputations - block * BLOCK);
        (0..here)
            .map(|_| {
                for _ in 0..thinning {
                    self.posterior.step(&mut chain)?;
                }
                self.complete(&mut chain, &mut change)?;
                self.design.analyse(TITLE, &change)
            })
            .collect()
    }

    /// Draws the missing readings at the visit analysed.
    fn complete(&self, chain: &mut Chain, change: &mut [f64]) -> Result<(), StatsError> {
        let (courses, parameters) = (self.courses, self.posterior.parameters(chain));
        for (on, people) in self.absent {
            let regression = Regression::of(&parameters.covariance, courses.visits, on, courses.at)
                .map_err(|cause| StatsError::numerical(TITLE, cause))?;
            for &at in people {
                let person = &courses.people[at];
                let law = parameters.law(self.options.strategy, courses, person, on, &regression);
                let shift = if courses.dropped_out(person) { self.options.deltas.of(person.treated) } else { 0.0 };
                change[at] = law.mean + law.variance.sqrt() * draws::normal(&mut chain.stream) + shift;
            }
        }
        Ok(())
    }

    fn note(&self) -> Note {
        let text = if self.posterior.is_monotone() {
            "Nobody has a reading after a missed visit: means and covariance are drawn exactly.".to_owned()
        } else {
            format!(
                "Some have readings after a missed visit: means and covariance are drawn by data augmentation, {WARM_UP} steps before the \
                 first imputation of each {BLOCK} and {THINNING} between two."
            )
        };
        Note::new("draws", text)
    }
}
