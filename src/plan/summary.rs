//! Tests and sizes from the figures that a paper prints.

use super::figure_checks::{FigureCheck, figure_checks};
use super::printed_figures::PrintedFigures;
use super::{AnalysisPlan, PlanError, Refusal};
use crate::data::{DataError, Decimal, Unit};
use crate::result::number::{Number, number, optional};
use crate::result::{Alternative, EffectSize, Level, Note, TestResult};
use crate::stats::consistency::PrintedP;
use crate::stats::measures::{FiveNumbers, GroupSummary, Quantiles};
use crate::stats::summary::{
    ArmsSummary, ChangeSummary, CorrelationSweep, GroupFigures, Spread, arms_sizes, arms_tests, paired_sizes,
    paired_tests, sweep_arms, sweep_change,
};
use crate::stats::{StatedMargin, StatsError, TestOptions};
use schemars::JsonSchema;
use serde::Serialize;

/// What a paper's figures say of one group, or of two.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SummaryAnalysis {
    /// The unit of the figures.
    pub unit: Unit,
    /// Most decimals of a printed mean.
    pub decimals: u8,
    /// Confidence level.
    pub level: Level,
    /// Alternative of the tests.
    pub alternative: Alternative,
    /// The change, or the difference of two, under the null hypothesis.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub null_value: f64,
    /// The margin as it was stated.
    pub margin: Option<StatedMargin>,
    /// The group; of two the treated come first.
    pub groups: Vec<SummaryGroup>,
    /// Tests; none where the SD of the changes depends on a correlation that is not printed.
    pub tests: Vec<TestResult>,
    /// Standardised sizes.
    pub effects: Vec<EffectSize>,
    /// Procedures that gave no result, and why.
    pub not_computed: Vec<Refusal>,
    /// The tests for each correlation, where it is not printed.
    pub sweep: Option<CorrelationSweep>,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SummaryGroup {
    /// `changes` of a single group; of two `treated` and `control`.
    pub name: &'static str,
    /// The figures as they were given.
    pub figures: String,
    /// People.
    pub n: usize,
    /// The mean change.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub mean_change: f64,
    /// The SD of the changes; absent where it depends on the correlation.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub sd_change: Option<f64>,
    /// The correlation of before and after, printed or implied by three SDs.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub correlation: Option<f64>,
    /// How the figures were made into mean and SD.
    pub notes: Vec<Note>,
    /// Whether they fit each other.
    pub checks: Vec<FigureCheck>,
}

/// Tests what the figures of one group say, or of the treated and the controls; `unit` where the figures do not name theirs.
///
/// # Errors
/// [`PlanError`] for figures that are not figures, that are missing or cannot be, and for amounts in another unit.
pub fn summary(
    figures: &str,
    control: Option<&str>,
    unit: Option<Unit>,
    plan: &AnalysisPlan,
) -> Result<SummaryAnalysis, PlanError> {
    let flags = ["--summary", "--control-summary"];
    let texts: Vec<&str> = std::iter::once(figures).chain(control).collect();
    let printed = texts
        .iter()
        .zip(flags)
        .map(|(text, flag)| PrintedFigures::parse(text).map_err(|what| problem(flag, what)))
        .collect::<Result<Vec<_>, _>>()?;
    let unit = common_unit(&printed, unit)?;
    let misfit = |flag: &str, cause: DataError| {
        let hint = if unit == Unit::None { "; say what the figures are measured in, such as unit=cm" } else { "" };
        problem(flag, format!("{cause}{hint}"))
    };
    let null_value = plan.null.map(|null| null.amount_in(unit)).transpose().map_err(|cause| misfit("--null", cause))?;
    let null_value = null_value.unwrap_or(Decimal::ZERO);
    let margin =
        plan.margin.map(|margin| margin.in_unit(unit)).transpose().map_err(|cause| misfit("--margin", cause))?;
    let level = Level::try_new(plan.level).map_err(|cause| problem("--level", cause.to_string()))?;
    let options = TestOptions { level, null_value, alternative: plan.alternative, margin, ..TestOptions::default() };
    let mut found = Vec::new();
    for ((printed, flag), text) in printed.iter().zip(flags).zip(&texts) {
        let (group, notes) = group(printed, unit).map_err(|what| problem(flag, what))?;
        let name = if texts.len() == 1 { "changes" } else { flag_name(flag) };
        let described = SummaryGroup { notes, checks: figure_checks(printed)?, ..describe(name, text, &group) };
        found.push((group, described));
    }
    let decimals = printed.iter().filter_map(|one| one.mean.or(one.after).or(one.median)).map(Decimal::decimals).max();
    let mut analysis = SummaryAnalysis {
        unit,
        decimals: decimals.unwrap_or(0),
        level,
        alternative: plan.alternative,
        null_value: null_value.to_f64(),
        margin: plan.margin,
        groups: found.iter().map(|(_, described)| described.clone()).collect(),
        tests: Vec::new(),
        effects: Vec::new(),
        not_computed: Vec::new(),
        sweep: None,
    };
    let (tests, effects) = match found.iter().map(|(group, _)| *group).collect::<Vec<_>>()[..] {
        [GroupFigures::Changes(change)] => (paired_tests(&change, &options), paired_sizes(&change, &options)),
        [GroupFigures::Changes(treated), GroupFigures::Changes(control)] => {
            let arms = ArmsSummary::try_new(treated, control)?;
            (arms_tests(&arms, &options), arms_sizes(&arms, &options))
        }
        [group] => return swept(analysis, sweep_change(&group, &options)),
        [treated, control] => return swept(analysis, sweep_arms([&treated, &control], &options)),
        _ => (Vec::new(), Vec::new()),
    };
    for test in tests {
        keep(test, &mut analysis.tests, &mut analysis.not_computed)?;
    }
    for size in effects {
        keep(size, &mut analysis.effects, &mut analysis.not_computed)?;
    }
    Ok(analysis)
}

fn swept(analysis: SummaryAnalysis, sweep: Result<CorrelationSweep, StatsError>) -> Result<SummaryAnalysis, PlanError> {
    Ok(SummaryAnalysis { sweep: Some(sweep?), ..analysis })
}

/// Keeps a result, or why there is none; a failed computation ends the run.
fn keep<T>(result: Result<T, StatsError>, kept: &mut Vec<T>, refused: &mut Vec<Refusal>) -> Result<(), PlanError> {
    match result {
        Ok(result) => kept.push(result),
        Err(error @ StatsError::Numerical { .. }) => return Err(error.into()),
        Err(StatsError::Undefined { procedure, why }) => refused.push(Refusal { procedure, why }),
        Err(StatsError::TooFew { procedure, needed, found }) => {
            refused.push(Refusal { procedure, why: format!("it needs {needed} people, and there are {found}") });
        }
        Err(StatsError::Missing { procedure, what }) => {
            refused.push(Refusal { procedure, why: format!("it needs {what}") })
        }
        Err(error @ StatsError::Data(_)) => return Err(error.into()),
    }
    Ok(())
}

fn problem(flag: &str, what: impl Into<String>) -> PlanError {
    PlanError::Plan { file: flag.to_owned(), what: what.into() }
}

fn flag_name(flag: &str) -> &'static str {
    if flag == "--summary" { "treated" } else { "control" }
}

/// The one unit of all groups.
fn common_unit(printed: &[PrintedFigures], flag: Option<Unit>) -> Result<Unit, PlanError> {
    let mut stated = printed.iter().filter_map(|figures| figures.unit).chain(flag);
    let Some(first) = stated.next() else { return Ok(Unit::None) };
    match stated.find(|other| *other != first) {
        None => Ok(first),
        Some(other) => {
            Err(problem("--summary", format!("the figures are in {first} and in {other}; give all in one unit")))
        }
    }
}

fn describe(name: &'static str, text: &str, group: &GroupFigures) -> SummaryGroup {
    let (n, mean_change, sd_change, correlation) = match *group {
        GroupFigures::Changes(change) => (change.n(), change.mean(), Some(change.sd()), change.correlation()),
        GroupFigures::Readings { n, mean, .. } => (n, mean, None, None),
    };
    let (notes, checks) = (Vec::new(), Vec::new());
    SummaryGroup { name, figures: text.to_owned(), n, mean_change, sd_change, correlation, notes, checks }
}

/// What the tests of one group are made from, and how that was found.
fn group(printed: &PrintedFigures, unit: Unit) -> Result<(GroupFigures, Vec<Note>), String> {
    let words = |error: StatsError| error.to_string();
    let n = printed.n.ok_or("n is missing: how many people, such as n=34")?;
    if n < 2 {
        return Err(format!("n={n}: a test needs two people at least"));
    }
    let estimated = estimated(printed, n).map_err(words)?;
    let (mean, mut notes) = mean(printed, estimated.as_ref())?;
    let readings = printed.sd_before.zip(printed.sd_after).map(|(before, after)| [before.to_f64(), after.to_f64()]);
    let known = |sd: f64| {
        let sds = [printed.sd_before, printed.sd_after].map(|sd| sd.map(Decimal::to_f64));
        ChangeSummary::try_new(n, mean, sd, unit).and_then(|change| change.with_sds(sds)).map(GroupFigures::Changes)
    };
    let spread = match (printed.sd, printed.se, printed.interval, printed.p) {
        (Some(sd), ..) => Some(Spread::Sd(sd.to_f64())),
        (_, Some(error), ..) => Some(Spread::StandardError(error.to_f64())),
        (_, _, Some([low, high]), _) => {
            let level = printed.level.unwrap_or(Level::DEFAULT);
            Some(Spread::Interval { low: low.to_f64(), high: high.to_f64(), level })
        }
        (_, _, _, Some(PrintedP::Equal(p))) if readings.is_none() => Some(Spread::PValue(p.to_f64())),
        _ => None,
    };
    if let Some(spread) = spread {
        notes.extend(spread.note());
        return Ok((spread.sd_of_changes(n, mean).and_then(known).map_err(words)?, notes));
    }
    if let Some(sds) = readings {
        let Some(r) = printed.r else {
            return Ok((GroupFigures::Readings { n, mean, sds, unit }, notes));
        };
        let change = ChangeSummary::of_readings(n, mean, sds, r.to_f64(), unit).map_err(words)?;
        let text = "The SD of the changes is sqrt(s_b^2 + s_a^2 - 2 r s_b s_a) of the SDs before and after and their correlation \
                    (Cochrane Handbook 6.5.2.8).";
        notes.push(Note::new("sd-found", text));
        return Ok((GroupFigures::Changes(change), notes));
    }
    if let Some((summary, note)) = estimated {
        if printed.mean.is_some() || printed.before.is_some() {
            notes.push(note);
        }
        return Ok((known(summary.sd()).map_err(words)?, notes));
    }
    if let Some(PrintedP::Below(_) | PrintedP::Above(_)) = printed.p {
        return Err("a p that is an inequality fits many standard errors, so that no SD follows from it; give sd, se or ci, or the exact p".to_owned());
    }
    Err("nothing says how much the changes vary: give sd, se, ci or an exact p of the change, or sd-before and sd-after (with r where it is \
         printed), or q1 and q3, or min and max"
        .to_owned())
}

/// Mean and SD estimated from quantiles of the changes, where they are printed.
fn estimated(printed: &PrintedFigures, n: usize) -> Result<Option<(GroupSummary, Note)>, StatsError> {
    let n = n as u64;
    let two =
        |low: Option<Decimal>, high: Option<Decimal>| low.zip(high).map(|(low, high)| [low.to_f64(), high.to_f64()]);
    let Some(median) = printed.median.map(Decimal::to_f64) else { return Ok(None) };
    let quartiles = two(printed.q1, printed.q3);
    match (quartiles, two(printed.min, printed.max)) {
        (_, Some([min, max])) => FiveNumbers::try_new(n, min, quartiles, median, max)?.mean_and_sd().map(Some),
        (Some([q1, q3]), None) => Quantiles::try_new(n, q1, median, q3)?.mean_and_sd().map(Some),
        (None, None) => Ok(None),
    }
}

/// The mean change: as printed, or after - before, or estimated.
fn mean(printed: &PrintedFigures, estimated: Option<&(GroupSummary, Note)>) -> Result<(f64, Vec<Note>), String> {
    if let Some(mean) = printed.mean {
        return Ok((mean.to_f64(), Vec::new()));
    }
    if let (Some(before), Some(after)) = (printed.before, printed.after) {
        let change = after.minus(before).ok_or("before and after have too many digits")?;
        let text =
            "The mean change is the mean after less the mean before, which holds where both are of the same people.";
        return Ok((change.to_f64(), vec![Note::new("mean-found", text)]));
    }
    match estimated {
        Some((summary, note)) => Ok((summary.mean(), vec![note.clone()])),
        None => Err(
            "the mean change is missing: give mean (a fall is negative), or before and after, or median with q1 and q3"
                .to_owned(),
        ),
    }
}
