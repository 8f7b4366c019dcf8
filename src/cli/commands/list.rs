use crate::cli::Failure;
use crate::cli::output::OutputArgs;
use crate::report::{catalogue_output, catalogue_table};
use std::process::ExitCode;

/// List procedures, effect sizes, adjustments, charts and units.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  girth list\n  girth explain signed-rank")]
pub(in crate::cli) struct Args {
    #[command(flatten)]
    output: OutputArgs,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let entries = crate::report::catalogue();
    args.output.write(&catalogue_output(&entries), &[catalogue_table(&entries)], || {
        serde_json::to_string_pretty(&entries).map(|text| text + "\n")
    })?;
    Ok(ExitCode::SUCCESS)
}
