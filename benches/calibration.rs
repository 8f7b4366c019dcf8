//! Type I error and coverage of every paired procedure over simulated trials: `cargo bench --bench calibration`.
//!
//! Writes `reports/calibration.md`. Readings lie on a 0.5 cm grid; the truth of each cell is computed from the probabilities of the
//! grid points themselves, so that nothing is lost by rounding. The first argument is the number of trials, 100,000 unless given; effect
//! sizes, whose limits are roots of the noncentral t, have a tenth of them: `cargo bench --bench calibration -- 10000`.

mod simulation;

use girth::stats::registry;
use simulation::{Count, Design, Population, Tally, cell, populations};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Pairs in a trial.
const SIZES: [usize; 4] = [5, 10, 20, 50];
/// Without a p-value and an interval of their own, or with resampling within every trial.
const LEFT_OUT: [&str; 4] = ["bayes-t", "likelihood-ratio", "second-generation-p", "equivalence-bootstrap"];
/// Their null hypothesis is that before and after can be exchanged, or have equal spread.
const EXCHANGEABLE: [&str; 3] = ["pitman-morgan", "paired-levene", "geometric-ratio"];
/// About a centre that is not the mean where changes are skewed, or about normality: false there, so that rejecting is right.
const FALSE_WHERE_SKEWED: [&str; 6] =
    ["sign-test", "signed-rank", "equivalence-signed-rank", "trimmed-mean", "yuen", "shapiro-wilk"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let trials = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let populations = populations();
    let in_change = |id: &str| registry::paired(id).is_some() && !LEFT_OUT.contains(&id) && !EXCHANGEABLE.contains(&id);
    let mut cells = Vec::new();
    for population in &populations {
        for n in SIZES {
            let tests = cell(n, Design::Change, population, trials, in_change);
            let spread = cell(n, Design::Exchangeable, population, trials, |id| EXCHANGEABLE.contains(&id));
            let sizes = cell(n, Design::Change, population, trials / 10, |id| registry::effect(id).is_some());
            cells.push(tests.join(spread).join(sizes));
        }
    }
    std::fs::write("reports/calibration.md", page(&populations, &cells, trials)?)?;
    Ok(())
}

fn page(populations: &[Population], cells: &[Tally], trials: usize) -> Result<String, std::fmt::Error> {
    let mut page = String::new();
    let error = |trials: usize| 100.0 * (0.05 * 0.95 / trials as f64).sqrt();
    writeln!(page, "# Calibration of the paired procedures\n")?;
    writeln!(
        page,
        "Made by `cargo bench --bench calibration -- {trials}`: {trials} simulated trials a cell, a tenth of that for effect sizes; n pairs \
         read to 0.5 cm. The reading before is normal with SD 4 cm; the change is independent of it, with a true mean of -1 cm, which is \
         the null value of the tests and the lower bound of the margin of the equivalence and minimum-effect tests. Normal and heavy-tailed \
         changes have an SD of 2 cm before rounding; skewed ones (geometric, skewness 2) have {:.2} cm. For {} each of the two readings is a \
         normal person plus an error from the population, so that before and after can be exchanged. Figures are percent; the Monte-Carlo \
         standard error of 5 or 95 is {:.2}, of effect sizes {:.2}.\n",
        0.5 * populations[1].sd(),
        EXCHANGEABLE.join(", "),
        error(trials),
        error(trials / 10)
    )?;
    writeln!(
        page,
        "A test is calibrated when it rejects a true null hypothesis in at most 5 %, an interval when it covers the truth in at least the \
         percentage at its head. What misses by more than four standard errors is bold. In brackets: the null hypothesis (a median, \
         pseudomedian or trimmed mean of -1 cm; normality) is false in that population, and rejecting it is right; as a test of the mean \
         the procedure would be wrong that often. Trials without a p-value or an interval are left out; a test that so few pairs cannot \
         reject has 0.\n"
    )?;
    let head = |page: &mut String, first: &str| -> std::fmt::Result {
        let columns: Vec<String> =
            populations.iter().flat_map(|population| SIZES.map(|n| format!("{}, n = {n}", population.name))).collect();
        writeln!(page, "| {first} | {} |", columns.join(" | "))?;
        writeln!(page, "|---|{}", "---:|".repeat(columns.len()))
    };
    writeln!(page, "## Rejections at 5 %\n")?;
    head(&mut page, "test")?;
    let tests: BTreeSet<_> = cells.iter().flat_map(|cell| cell.rejections.keys()).collect();
    let populations_of_cells = || populations.iter().flat_map(|population| SIZES.map(|_| population));
    for test in tests {
        let row = cells.iter().zip(populations_of_cells()).map(|(cell, population)| {
            let normal = population.name == populations[0].name;
            let skewed = population.name == populations[1].name;
            let is_false = FALSE_WHERE_SKEWED.contains(test) && (skewed || (*test == "shapiro-wilk" && !normal));
            let count = cell.rejections.get(test).copied();
            let rate = shown(count, |percent, error, nominal| !is_false && percent > nominal + 4.0 * error);
            if is_false { format!("({rate})") } else { rate }
        });
        writeln!(page, "| {test} | {} |", row.collect::<Vec<_>>().join(" | "))?;
    }
    writeln!(page, "\n## Coverage\n")?;
    head(&mut page, "procedure: estimate, level")?;
    let intervals: BTreeSet<_> = cells.iter().flat_map(|cell| cell.coverage.keys()).collect();
    for key in intervals {
        let counts: Vec<Option<Count>> = cells.iter().map(|cell| cell.coverage.get(key).copied()).collect();
        let level = counts.iter().flatten().map(|count| count.nominal).fold(0.0, f64::max);
        let row =
            counts.into_iter().map(|count| shown(count, |percent, error, nominal| percent < nominal - 4.0 * error));
        writeln!(page, "| {}: {}, {level:.0} | {} |", key.0, key.1, row.collect::<Vec<_>>().join(" | "))?;
    }
    Ok(page)
}

fn shown(count: Option<Count>, misses: impl Fn(f64, f64, f64) -> bool) -> String {
    count.filter(|count| count.trials > 0).map_or_else(
        || "-".to_owned(),
        |count| {
            let (percent, error) = count.percent();
            if misses(percent, error.max(1e-9), count.nominal) {
                format!("**{percent:.2}**")
            } else {
                format!("{percent:.2}")
            }
        },
    )
}
