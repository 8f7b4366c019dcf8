use crate::cli::{Failure, output};
use std::process::ExitCode;

/// Print the JSON Schema of results.json.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  girth schema > girth-results.schema.json")]
pub(in crate::cli) struct Args {}

pub(in crate::cli) fn run(_args: &Args) -> Result<ExitCode, Failure> {
    output::print(crate::render::schema()?.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
