//! Type I error and coverage of every paired procedure over simulated trials: `cargo bench --bench calibration`.
//!
//! Writes `reports/calibration.md`. Readings lie on a 0.5 cm grid; the truth of each cell is computed from the probabilities of the
//! grid points themselves, so that nothing is lost by rounding. The first argument is the number of trials, 100,000 unless given; effect
//! sizes, whose limits are roots of the noncentral t, have a tenth of them: `cargo bench --bench calibration -- 10000`.

mod simulation;

use girth::stats::registry;
use simulation::{Count, Population, Tally, cell, populations};
use std::fmt::Write as _;

/// Pairs in a trial.
const SIZES: [usize; 4] = [5, 10, 20, 50];
/// Left out: it resamples within every trial.
const RESAMPLING: [&str; 1] = ["equivalence-bootstrap"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let trials = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let populations = populations();
    let mut cells = Vec::new();
    for population in &populations {
        for n in SIZES {
            let tests = cell(n, population, trials, |id| registry::paired(id).is_some() && !RESAMPLING.contains(&id));
            let sizes = cell(n, population, trials / 10, |id| registry::effect(id).is_some());
            cells.push(tests.join(sizes));
        }
    }
    std::fs::write("reports/calibration.md", page(&populations, &cells, trials)?)?;
    Ok(())
}

fn page(populations: &[Population], cells: &[Tally], trials: usize) -> Result<String, std::fmt::Error> {
    let mut page = String::new();
    writeln!(page, "# Calibration of the paired procedures\n")?;
    writeln!(
        page,
        "Made by `cargo bench --bench calibration -- {trials}`: {trials} simulated trials a cell (a tenth for effect sizes), n pairs on a 0.5 cm grid, level 95 %. \
         Before is normal with SD 4 cm; the change is independent of it, with true mean -1 cm, which is the null value of the tests and \
         the lower bound of the margin of the equivalence and minimum-effect tests. Normal and heavy-tailed changes have an SD of 2 cm \
         before rounding, skewed ones (geometric, skewness 2) of {:.2} cm. Figures are percent; the Monte-Carlo standard error is \
         {:.2} for a rate of 5 % or 95 %, and {:.2} for effect sizes.\n",
        0.5 * populations[1].sd(),
        100.0 * (0.05 * 0.95 / trials as f64).sqrt(),
        100.0 * (0.05 * 0.95 / (trials / 10) as f64).sqrt()
    )?;
    writeln!(
        page,
        "A test is calibrated at 5 % or below, an interval at 95 % or above. Rates more than four standard errors beyond are bold. Trials \
         in which a procedure gives no p-value or no interval are left out of its row; a test that a few pairs cannot reject has 0.\n"
    )?;
    let head = |page: &mut String, first: &str| -> std::fmt::Result {
        let columns: Vec<String> =
            populations.iter().flat_map(|population| SIZES.map(|n| format!("{}, n = {n}", population.name))).collect();
        writeln!(page, "| {first} | {} |", columns.join(" | "))?;
        writeln!(page, "|---|{}", "---:|".repeat(columns.len()))
    };
    writeln!(page, "## Rejections of a true null hypothesis at 5 %\n")?;
    head(&mut page, "test")?;
    let tests: std::collections::BTreeSet<_> = cells.iter().flat_map(|cell| cell.rejections.keys()).collect();
    for test in tests {
        let row: Vec<String> = cells
            .iter()
            .map(|cell| shown(cell.rejections.get(test).copied(), |percent, error| percent > 5.0 + 4.0 * error))
            .collect();
        writeln!(page, "| {test} | {} |", row.join(" | "))?;
    }
    writeln!(page, "\n## Coverage of 95 % intervals (90 % for the equivalence tests)\n")?;
    head(&mut page, "procedure: estimate")?;
    let intervals: std::collections::BTreeSet<_> = cells.iter().flat_map(|cell| cell.coverage.keys()).collect();
    for key in intervals {
        let level = if key.0.starts_with("equivalence") { 90.0 } else { 95.0 };
        let row: Vec<String> = cells
            .iter()
            .map(|cell| shown(cell.coverage.get(key).copied(), |percent, error| percent < level - 4.0 * error))
            .collect();
        writeln!(page, "| {}: {} | {} |", key.0, key.1, row.join(" | "))?;
    }
    Ok(page)
}

fn shown(count: Option<Count>, misses: impl Fn(f64, f64) -> bool) -> String {
    count.filter(|count| count.trials > 0).map_or_else(
        || "-".to_owned(),
        |count| {
            let (percent, error) = count.percent();
            if misses(percent, error.max(1e-9)) { format!("**{percent:.2}**") } else { format!("{percent:.2}") }
        },
    )
}
