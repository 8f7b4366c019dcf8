//! Whether the figures of one group fit each other.

use super::printed_figures::PrintedFigures;
use crate::data::Decimal;
use crate::result::Level;
use crate::stats::StatsError;
use crate::stats::consistency::{
    Consistency, EstimateScale, GrimCheck, GrimmerCheck, IntervalCheck, MeanChangeCheck, PlusMinus, PrintedEstimate,
    RangeCheck, RangeKind, SdOfChangeCheck, Spread, SpreadCheck, check_mean_change, check_range, check_sd_of_change,
    grim, grimmer,
};
use crate::stats::summary::sd_goes_with_error;
use schemars::JsonSchema;
use serde::Serialize;

/// One question to the figures.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "check", content = "found")]
pub enum FigureCheck {
    /// Can n readings in steps of the tape have this mean?
    Grim(GrimCheck),
    /// Can they have this mean and this SD?
    Grimmer(GrimmerCheck),
    /// Do mean, interval and p agree?
    Interval(IntervalCheck),
    /// Does p go with the SD or the standard error, as which it is printed?
    Spread(SpreadCheck),
    /// Is the SD the standard error times the root of n?
    SdAndError(Consistency),
    /// Is the change the mean after less the mean before?
    MeanChange(MeanChangeCheck),
    /// Can readings with these SDs have changes with this one?
    SdOfChange(SdOfChangeCheck),
    /// Are mean and SD possible between the smallest and the largest change?
    Range(RangeCheck),
}

impl FigureCheck {
    /// The answer.
    pub fn verdict(&self) -> Consistency {
        match self {
            FigureCheck::Grim(check) => check.verdict,
            FigureCheck::Grimmer(check) => check.verdict,
            FigureCheck::Interval(check) => check.verdict,
            FigureCheck::Spread(check) => check.verdict,
            FigureCheck::SdAndError(verdict) => *verdict,
            FigureCheck::MeanChange(check) => check.verdict,
            FigureCheck::SdOfChange(check) => check.verdict,
            FigureCheck::Range(check) => check.verdict,
        }
    }
}

/// Every question that the figures can answer, rounding allowed for.
///
/// # Errors
/// [`StatsError`] for figures that no check can take, such as a step of more digits than there are.
pub(super) fn figure_checks(figures: &PrintedFigures) -> Result<Vec<FigureCheck>, StatsError> {
    let mut checks = Vec::new();
    let Some(n) = figures.n.map(|n| n as u64) else { return Ok(checks) };
    let change = figures.before.zip(figures.after).zip(figures.mean);
    if let Some(((before, after), mean)) = change {
        checks.push(FigureCheck::MeanChange(check_mean_change(before, after, mean, true)?));
    }
    if let (Some(before), Some(after), Some(sd)) = (figures.sd_before, figures.sd_after, figures.sd) {
        checks.push(FigureCheck::SdOfChange(check_sd_of_change(before, after, sd, true)));
    }
    if let (Some(sd), Some(error)) = (figures.sd, figures.se) {
        checks.push(FigureCheck::SdAndError(sd_goes_with_error(sd, error, n)));
    }
    let Some(mean) = figures.mean else { return Ok(checks) };
    checks.extend(of_mean(figures, mean, n)?);
    Ok(checks)
}

fn of_mean(figures: &PrintedFigures, mean: Decimal, n: u64) -> Result<Vec<FigureCheck>, StatsError> {
    let mut checks = Vec::new();
    if let Some([low, high]) = figures.interval {
        let level = figures.level.unwrap_or(Level::DEFAULT);
        let degrees = Some(n as f64 - 1.0);
        let scale = EstimateScale::Difference;
        let printed = PrintedEstimate { value: mean, low, high, level, scale, degrees };
        checks.push(FigureCheck::Interval(printed.check(figures.p)?));
    }
    let spread = figures.sd.map(|sd| (sd, Spread::Sd)).or(figures.se.map(|error| (error, Spread::StandardError)));
    if let (Some((plus_minus, labelled)), Some(p)) = (spread, figures.p) {
        let printed = PlusMinus { value: mean, plus_minus, labelled: Some(labelled), n: Some(n), p };
        checks.push(FigureCheck::Spread(printed.check()?));
    }
    if let Some(ends) = figures.min.zip(figures.max) {
        let check = check_range(mean, figures.sd, n, ends.into(), RangeKind::Observed)?;
        checks.push(FigureCheck::Range(check));
    }
    match (figures.step, figures.sd) {
        (Some(step), Some(sd)) => checks.push(FigureCheck::Grimmer(grimmer(mean, sd, n, step)?)),
        (Some(step), None) => checks.push(FigureCheck::Grim(grim(mean, n, step)?)),
        (None, _) => {}
    }
    Ok(checks)
}
