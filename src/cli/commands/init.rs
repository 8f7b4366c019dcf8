use crate::cli::Failure;
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, study};
use crate::cli::output;
use crate::ingest::ingest;
use crate::plan::draft;
use std::path::PathBuf;
use std::process::ExitCode;

/// Write a commented plan.toml for a file.
#[derive(clap::Args, Debug)]
#[command(
    long_about = "Reads a file, takes its columns for what they plainly are, and writes a plan.toml with comments for you to complete.",
    after_help = "Examples:\n  girth init trial.csv --out plan.toml\n  girth init trial.csv --before waist --after waist1 --unit cm"
)]
pub(in crate::cli) struct Args {
    /// A data file, or `-` for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// File to write; standard output when left out
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    #[command(flatten)]
    columns: ColumnArgs,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let study = study(&args.file, &args.columns, &AnalysisArgs::default())?;
    let data = ingest(&study.data, &study.plan.roles())?;
    let text = draft(&study, &data);
    match &args.out {
        Some(path) if path.exists() => {
            return Err(Failure::Input(format!("{}: exists already; choose another name", path.display())));
        }
        Some(path) => output::write_file(path, text.as_bytes())?,
        None => output::print(text.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}
