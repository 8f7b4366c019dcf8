use crate::claims::{Articles, Verdict};
use crate::cli::Failure;
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, study};
use crate::cli::output::OutputArgs;
use crate::cli::shell_words::command_line;
use crate::cli::terminal::Spinner;
use crate::plan::{Ask, DEFAULT_STUDY, PlanError, evidence, run as run_study};
use crate::render::{evidence_json, json};
use crate::report::{
    claims_output, claims_tables, evidence_claims_output, evidence_claims_tables, registry_output, registry_table,
};
use std::path::PathBuf;
use std::process::ExitCode;

/// Verdicts on claims; --list shows the articles' claims.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  girth claims --list                            the articles' claims, made testable\n  \
                  girth claims @anorexia                         verdicts only\n  \
                  girth claims trial.csv --plan plan.toml --claims claims.toml --check\n\n\
                  With --check the exit code is 1 if a claim of the study is refuted."
)]
pub(in crate::cli) struct Args {
    /// A folder with plan.toml, a data file, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "STUDY")]
    study: Option<String>,
    /// List the articles' claims with design, hypothesis and margin
    #[arg(long, conflicts_with = "study")]
    list: bool,
    /// Claims to judge, in place of the study's own
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,
    /// Exit with code 1 if a claim of the study is refuted
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    analysis: AnalysisArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    if args.list {
        let articles = Articles::bundled().map_err(PlanError::from)?;
        let json = || serde_json::to_string_pretty(&articles).map(|text| text + "\n");
        args.output.write(&registry_output(&articles), &[registry_table(&articles)], json)?;
        return Ok(ExitCode::SUCCESS);
    }
    let default = format!("@{DEFAULT_STUDY}");
    let mut study = study(args.study.as_deref().unwrap_or(&default), &args.columns, &args.analysis)?;
    if let Some(claims) = &args.claims {
        study.add_claims(claims)?;
    }
    if study.plan.evidence.is_some() {
        let analysis = evidence(&study, &Spinner::new())?;
        args.output.write(&evidence_claims_output(&analysis), &evidence_claims_tables(&analysis), || {
            evidence_json(&analysis, &command_line(std::env::args()))
        })?;
        let refuted = analysis.claims.iter().any(|one| one.judgement.verdict == Verdict::Refuted);
        return Ok(ExitCode::from(u8::from(args.check && refuted)));
    }
    let analysis = run_study(&study, Ask { bootstrap: false, visits: false, ..Ask::ALL }, &Spinner::new())?;
    args.output.write(&claims_output(&analysis), &claims_tables(&analysis), || {
        json(&analysis, &command_line(std::env::args()))
    })?;
    let refuted = analysis.claims.iter().any(|judgement| judgement.verdict == Verdict::Refuted);
    Ok(ExitCode::from(u8::from(args.check && refuted)))
}
