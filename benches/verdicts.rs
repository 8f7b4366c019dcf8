//! How often verdicts are wrong when the truth lies on the edge of the claim: `cargo bench --bench verdicts`.
//!
//! Writes `reports/verdicts.md`. The first argument is the number of trials a cell, 2,000 unless given.

mod made_study;
mod verdict_cells;

use std::fmt::Write as _;
use verdict_cells::cells;

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
    for cell in cells() {
        for &shape in cell.shapes {
            for n in cell.sizes {
                let verdicts = cell.run(shape, n, trials);
                let counted = |events: u64| share(events, verdicts.trials);
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
    Ok(page)
}

fn share(events: u64, trials: u64) -> String {
    let share = events as f64 / trials as f64;
    let error = 100.0 * (share * (1.0 - share) / trials as f64).sqrt();
    let words = format!("{:.2} ({error:.2})", 100.0 * share);
    if 100.0 * share > ALPHA + 3.0 * error { format!("**{words}**") } else { words }
}
