use crate::cli::Failure;
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, study};
use crate::cli::output::OutputArgs;
use crate::ingest::audit::{Severity, audit, offered_pairs};
use crate::ingest::ingest;
use crate::report::{audit_output, audit_tables};
use std::process::ExitCode;

/// Audit only: what would be paired, left out, or looks wrong.
#[derive(clap::Args, Debug)]
#[command(
    long_about = "Reads a file and says what would be paired, who would be left out and why, how finely it was read, and what looks \
                  wrong. Nothing is changed or removed. Exit code 2 if there are errors, 0 with warnings.",
    after_help = "Examples:\n  girth check trial.csv\n  girth check @nhefs-weight\n  \
                  girth check visits.csv --id USUBJID --visit AVISIT --value AVAL --where PARAMCD=WEIGHT --unit kg\n  \
                  girth check trial.csv --format json"
)]
pub(in crate::cli) struct Args {
    /// A data file, a folder with plan.toml, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let study = study(&args.file, &args.columns, &AnalysisArgs::default())?;
    let data = ingest(&study.data, &study.plan.roles())?;
    let audit = audit(&data, &offered_pairs(&data));
    args.output.write(&audit_output(&audit), &audit_tables(&audit), || {
        serde_json::to_string_pretty(&audit).map(|text| text + "\n")
    })?;
    Ok(ExitCode::from(if audit.count(Severity::Error) > 0 { 2 } else { 0 }))
}
