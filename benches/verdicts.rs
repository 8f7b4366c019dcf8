//! How often verdicts are wrong when the truth lies on the edge of the claim: `cargo bench --bench verdicts`.
//!
//! Writes `reports/verdicts.md`. The first argument is the number of trials a cell, 2,000 unless given.

mod made_study;
mod verdict_cells;

use std::fmt::Write as _;
use verdict_cells::{Shape, cells};

/// 1 - level of every judgement, in percent.
const ALPHA: f64 = 5.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let trials = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(2_000);
    std::fs::write("reports/verdicts.md", page(trials)?)?;
    Ok(())
}

fn page(trials: usize) -> Result<String, std::fmt::Error> {
    let mut page = String::new();
    writeln!(page, "# Calibration of the verdicts\n")?;
    writeln!(
        page,
        "{trials} simulated trials a cell, with the truth on the edge of the claim, where it is hardest to be right. \"Supported\" there \
         leans on a claim that is false by a hair, \"refuted\" on one that is true by a hair; each may happen in at most {ALPHA} % \
         (half of it for a claim with one end, whose interval leaves {} % outside on each side). In brackets the Monte-Carlo standard \
         error. Bold: beyond {ALPHA} % by more than three of them. Readings lie on a grid of 0.1; changes have an SD of 2 cm where \
         nothing else is said. Level 95 %.\n",
        ALPHA / 2.0
    )?;
    writeln!(page, "| criterion | truth | changes | n | supported, % | refuted, % | not testable, % |")?;
    writeln!(page, "|---|---|---|---|---|---|---|")?;
    let (mut shares, mut bold, mut bold_and_skewed) = (0, 0, 0);
    for cell in cells() {
        for &shape in cell.shapes {
            for n in cell.sizes {
                let verdicts = cell.run(shape, n, trials);
                let counted = |events: u64| share(events, verdicts.trials);
                for events in [verdicts.supported, verdicts.refuted] {
                    shares += 1;
                    bold += usize::from(misses(events, verdicts.trials));
                    bold_and_skewed += usize::from(misses(events, verdicts.trials) && shape != Shape::Normal);
                }
                writeln!(
                    page,
                    "| {} | {} | {} | {n} | {} | {} | {} |",
                    cell.criterion,
                    cell.edge,
                    if cell.shapes.len() > 1 { shape.name() } else { "-" },
                    counted(verdicts.supported),
                    counted(verdicts.refuted),
                    if verdicts.not_testable == 0 { "-".to_owned() } else { counted(verdicts.not_testable) },
                )?;
            }
        }
    }
    writeln!(
        page,
        "\n{bold} of {shares} shares are bold, {bold_and_skewed} of them with skewed changes: the t interval of a mean of few skewed \
         changes is too short on the side of the long tail and too long on the other (reports/calibration.md), so that one verdict comes too \
         often and the other hardly ever. With 40 people most of it is gone for claims with one end; for claims with two, each of whose \
         one-sided tests is at the full alpha, not yet. Where the tails of two groups cancel (order of sites, differences of differences) there \
         is little of it. Shares in one group and rates have exact intervals and stay below the level, because counts are coarse; differences \
         of shares have Newcombe's, which come near it. A claim that there are no events is never found true."
    )?;
    Ok(page)
}

/// An event's share in percent with its Monte-Carlo standard error.
fn percent(events: u64, trials: u64) -> (f64, f64) {
    let share = events as f64 / trials as f64;
    (100.0 * share, 100.0 * (share * (1.0 - share) / trials as f64).sqrt())
}

/// Whether it is beyond alpha by more than chance.
fn misses(events: u64, trials: u64) -> bool {
    let (share, error) = percent(events, trials);
    share > ALPHA + 3.0 * error
}

fn share(events: u64, trials: u64) -> String {
    let (share, error) = percent(events, trials);
    let words = format!("{share:.2} ({error:.2})");
    if misses(events, trials) { format!("**{words}**") } else { words }
}
