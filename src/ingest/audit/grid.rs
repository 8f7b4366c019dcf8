use super::check::Check;
use super::context::Context;
use super::finding::{Finding, Severity};
use crate::data::{Decimal, Sample};
use crate::ingest::grid::{Grid, grid};

pub(super) const CHECK: Check = Check {
    id: "grid",
    looks_for: "readings that most of the time were taken on a coarser step than the finest one shows",
    about_reading: false,
    run,
};

/// The grid of every outcome.
pub(super) fn grids(context: &Context<'_>) -> Vec<Grid> {
    let of_outcome = |(at, outcome): (usize, &crate::data::Outcome)| {
        let groups = context.groups.iter().filter(|group| group.outcome_index == at);
        let decimals: Vec<Decimal> = groups.flat_map(|group| group.values.iter().map(|value| value.decimal)).collect();
        Sample::try_new(&decimals, outcome.unit).ok().map(|sample| grid(&outcome.name, &sample))
    };
    context.ingested.trial.outcomes.iter().enumerate().filter_map(of_outcome).collect()
}

fn run(context: &Context<'_>) -> Vec<Finding> {
    let coarse = |grid: Grid| {
        let coarser = grid.coarser?;
        let name = &grid.outcome;
        let share = 100.0 * coarser.share;
        let words =
            format!("{name}: {share:.0} % of readings are multiples of {}, the rest of {}", coarser.step, grid.step);
        let advice = "expect many ties; a change smaller than the coarser step says little about one person";
        Some(Finding::new(Severity::Info, CHECK.id, words, advice).of(name))
    };
    grids(context).into_iter().filter_map(coarse).collect()
}
