//! What a test would have said for each correlation of before and after, where a paper does not print it.

use super::{ArmsSummary, ChangeSummary};
use crate::data::Unit;
use crate::num::bracketed_root;
use crate::result::{Estimate, PValue, TestResult};
use crate::stats::equivalence::TwoOneSidedT;
use crate::stats::paired::PairedT;
use crate::stats::two_sample::{EquivalenceWelch, WelchT};
use crate::stats::{StatsError, TestOptions};
use schemars::JsonSchema;
use serde::Serialize;

const TITLE: &str = "tests for each correlation of before and after";

/// Correlations that are tabulated.
const SHOWN: [f64; 12] = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

/// Between neighbours of these correlations, in hundredths, the end of a range is looked for.
fn searched() -> impl Iterator<Item = f64> {
    (-99..=99).step_by(3).map(|hundredths| f64::from(hundredths) / 100.0)
}

/// One group as a paper prints it: the SD of its changes known, or only those of its readings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GroupFigures {
    /// The SD of the changes is known.
    Changes(ChangeSummary),
    /// It depends on the correlation.
    Readings {
        /// People.
        n: usize,
        /// The mean change.
        mean: f64,
        /// SDs of the readings before and after.
        sds: [f64; 2],
        /// The unit of all.
        unit: Unit,
    },
}

impl GroupFigures {
    /// The changes if before and after correlate like this.
    ///
    /// # Errors
    /// [`StatsError`] as [`ChangeSummary::of_readings`].
    pub fn at(&self, correlation: f64) -> Result<ChangeSummary, StatsError> {
        match *self {
            GroupFigures::Changes(changes) => Ok(changes),
            GroupFigures::Readings { n, mean, sds, unit } => {
                ChangeSummary::of_readings(n, mean, sds, correlation, unit)
            }
        }
    }
}

/// The results at one correlation.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CorrelationPoint {
    /// The correlation of before and after.
    pub correlation: f64,
    /// The SD of the changes; of two groups that of the treated and that of the controls.
    pub sd_change: Vec<f64>,
    /// The mean change, or the difference of two.
    pub estimate: Estimate,
    /// The p of the paired t test, or of Welch's.
    pub p_value: PValue,
    /// The p of equivalence, where there is a margin.
    pub equivalence_p: Option<PValue>,
}

/// The results over all correlations.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CorrelationSweep {
    /// A table of them.
    pub points: Vec<CorrelationPoint>,
    /// The same at every hundredth from 0 to 0.99, for a chart.
    #[serde(skip)]
    pub curve: Vec<CorrelationPoint>,
    /// The smallest and largest correlation of each range in which p < alpha, looked for from -0.99 to 0.99; none where there is none.
    pub significant: Vec<[f64; 2]>,
    /// The same for equivalence, where there is a margin.
    pub equivalent: Option<Vec<[f64; 2]>>,
}

impl CorrelationSweep {
    /// The correlations between which ranges are looked for.
    pub const ENDS: [f64; 2] = [-0.99, 0.99];
}

/// The paired t test of one group, and with a margin that of equivalence, for each correlation.
///
/// # Errors
/// [`StatsError`] as [`ChangeSummary::of_readings`], and when a computation fails.
pub fn sweep_change(group: &GroupFigures, options: &TestOptions) -> Result<CorrelationSweep, StatsError> {
    sweep(
        &[*group],
        options,
        &|groups: &[ChangeSummary]| PairedT.of_mean(&groups[0], options),
        &|groups: &[ChangeSummary]| TwoOneSidedT.of_mean(&groups[0], options),
    )
}

/// Welch's test of two groups, and with a margin that of equivalence, for each correlation; groups whose changes have an SD keep it, the
/// others share the correlation.
///
/// # Errors
/// [`StatsError`] as [`sweep_change`].
pub fn sweep_arms(groups: [&GroupFigures; 2], options: &TestOptions) -> Result<CorrelationSweep, StatsError> {
    let arms = |groups: &[ChangeSummary]| ArmsSummary::try_new(groups[0], groups[1]);
    sweep(
        &groups.map(|group| *group),
        options,
        &|groups: &[ChangeSummary]| WelchT.of_means(&arms(groups)?, options),
        &|groups: &[ChangeSummary]| EquivalenceWelch.of_means(&arms(groups)?, options),
    )
}

type Test<'a> = &'a dyn Fn(&[ChangeSummary]) -> Result<TestResult, StatsError>;

fn sweep(
    groups: &[GroupFigures],
    options: &TestOptions,
    difference: Test<'_>,
    equivalence: Test<'_>,
) -> Result<CorrelationSweep, StatsError> {
    let at = |correlation: f64| groups.iter().map(|group| group.at(correlation)).collect::<Result<Vec<_>, _>>();
    let equivalence = options.margin.is_some().then_some(equivalence);
    let point = |correlation: f64| {
        let groups = at(correlation)?;
        let test = difference(&groups)?;
        let p_value = p_of(&test)?;
        let estimate = test.estimates.into_iter().next().ok_or_else(no_result)?;
        let equivalence_p = equivalence.map(|test| p_of(&test(&groups)?)).transpose()?;
        let sd_change = groups.iter().map(ChangeSummary::sd).collect();
        Ok(CorrelationPoint { correlation, sd_change, estimate, p_value, equivalence_p })
    };
    let alpha = options.level.alpha();
    let ranges = |test: Test<'_>| ranges_below(alpha, &|correlation| Ok(p_of(&test(&at(correlation)?)?)?.value()));
    Ok(CorrelationSweep {
        points: SHOWN.into_iter().map(point).collect::<Result<_, StatsError>>()?,
        curve: (0..100_u8).map(|at| point(f64::from(at) / 100.0)).collect::<Result<_, StatsError>>()?,
        significant: ranges(difference)?,
        equivalent: equivalence.map(ranges).transpose()?,
    })
}

fn p_of(test: &TestResult) -> Result<PValue, StatsError> {
    test.p_value.ok_or_else(no_result)
}

fn no_result() -> StatsError {
    StatsError::numerical(TITLE, "there is no result for one of them")
}

/// Where p lies below alpha: each change between two neighbouring correlations is followed to the last digits.
fn ranges_below(alpha: f64, p: &dyn Fn(f64) -> Result<f64, StatsError>) -> Result<Vec<[f64; 2]>, StatsError> {
    let mut ranges: Vec<[f64; 2]> = Vec::new();
    let mut before: Option<(f64, bool)> = None;
    for correlation in searched() {
        let below = p(correlation)? < alpha;
        match (before, below) {
            (None, true) => ranges.push([correlation; 2]),
            (Some((from, was)), below) if was != below => {
                let end = crossing(alpha, p, from, correlation)?;
                match ranges.last_mut() {
                    Some(range) if was => range[1] = end,
                    _ => ranges.push([end, correlation]),
                }
            }
            _ => {}
        }
        if let (true, Some(range)) = (below, ranges.last_mut()) {
            range[1] = correlation;
        }
        before = Some((correlation, below));
    }
    Ok(ranges)
}

fn crossing(alpha: f64, p: &dyn Fn(f64) -> Result<f64, StatsError>, from: f64, to: f64) -> Result<f64, StatsError> {
    let mut failed = None;
    let root = bracketed_root(
        |correlation| match p(correlation) {
            Ok(p) => p - alpha,
            Err(error) => {
                failed = Some(error);
                f64::NAN
            }
        },
        from,
        to,
        0.0,
    );
    match failed {
        Some(error) => Err(error),
        None => root.map_err(|cause| StatsError::numerical(TITLE, cause)),
    }
}
