//! The chart of a paper's figures.

use super::NoFigure;
use crate::chart::{CorrelationPoint, CorrelationSweep, Figure, correlation_sweep};
use crate::plan::SummaryAnalysis;

/// What the figures say for every correlation of before and after.
///
/// # Errors
/// [`NoFigure`] where nothing depends on the correlation.
pub fn summary_figure(analysis: &SummaryAnalysis) -> Result<Figure, NoFigure> {
    let nothing = || {
        let why = "nothing in these figures depends on an unknown correlation, so there is no sweep to draw: give SDs before and after \
                   without r and without an SD of the changes";
        NoFigure::Nothing(why.to_owned())
    };
    let sweep = analysis.sweep.as_ref().ok_or_else(nothing)?;
    let first = sweep.curve.first().ok_or_else(nothing)?;
    let margin = analysis.margin.as_ref().and(sweep.equivalent.as_ref());
    let point = |point: &crate::stats::summary::CorrelationPoint| {
        let interval = point.estimate.interval.as_ref()?;
        // The p of equivalence is of another question than the interval that is drawn.
        let p = margin.is_none().then_some(point.p_value);
        Some(CorrelationPoint { r: point.correlation, interval: (interval.lower, interval.upper), p })
    };
    let (conclusion, holds) = match margin {
        Some(equivalent) => ("the change lies within the margin", equivalent.clone()),
        None => ("the change differs from none", sweep.significant.clone()),
    };
    let quantity = if analysis.groups.len() == 1 { "Mean change" } else { "Difference of the mean changes" };
    Ok(correlation_sweep(&CorrelationSweep {
        quantity: quantity.to_owned(),
        unit: analysis.unit,
        decimals: analysis.decimals,
        estimate: first.estimate.value,
        points: sweep.curve.iter().filter_map(point).collect(),
        level: analysis.level,
        claimed: None,
        conclusion: conclusion.to_owned(),
        holds,
    }))
}
