use crate::cli::{Failure, output};
use crate::report::catalogue;
use std::process::ExitCode;

/// Explain a procedure, effect size, adjustment or chart.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  girth explain paired-t\n  girth explain d_av\n  girth explain waterfall")]
pub(in crate::cli) struct Args {
    /// Its name in `girth list`
    #[arg(value_name = "ID")]
    id: String,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let entries = catalogue();
    let Some(entry) = entries.iter().find(|entry| entry.id.eq_ignore_ascii_case(&args.id)) else {
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id).collect();
        return Err(Failure::Input(format!("nothing is called {}; there are {}", args.id, ids.join(", "))));
    };
    let mut text = format!("{}: {}\n\n", entry.id, entry.title);
    for line in entry.documentation.lines() {
        // Doc comments carry one space behind the slashes.
        text.push_str(line.strip_prefix(' ').unwrap_or(line));
        text.push('\n');
    }
    output::print(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
