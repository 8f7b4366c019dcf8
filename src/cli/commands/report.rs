use crate::claims::Verdict;
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, study};
use crate::cli::shell_words::command_line;
use crate::cli::terminal::{Spinner, style};
use crate::cli::{Failure, output};
use crate::plan::{Ask, DEFAULT_STUDY, run as run_study};
use crate::render::{report_files, text, write_folder};
use crate::report::summary;
use std::path::PathBuf;
use std::process::ExitCode;

/// Audit, describe, analyse, judge, draw, and write a report.
#[derive(clap::Args, Debug)]
#[command(
    long_about = "Reads a study, audits it, runs the paired analysis, judges the claims, draws the charts and writes \
                  reports/<study>/: index.html (one self-contained page), report.md, results.json, tables and charts.",
    after_help = "Examples:\n  girth report                                  a bundled study\n  girth report @nhefs-weight\n  \
                  girth report my-study/                        a folder with plan.toml and data\n  \
                  girth report trial.csv --id subject --before waist --after waist1 --unit cm\n  \
                  girth report trial.csv --plan plan.toml --claims claims.toml --out reports/waist"
)]
pub(in crate::cli) struct Args {
    /// A folder with plan.toml, a data file, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "STUDY")]
    study: Option<String>,
    /// Claims to judge, in place of the study's own
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,
    /// Folder of the report [default: reports/<study>]
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Call participants P1, P2, ... in everything that is written
    #[arg(long)]
    hide_ids: bool,
    /// Exit with code 1 if a claim of the study is refuted
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    analysis: AnalysisArgs,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let default = format!("@{DEFAULT_STUDY}");
    let mut study = study(args.study.as_deref().unwrap_or(&default), &args.columns, &args.analysis)?;
    if let Some(claims) = &args.claims {
        study.add_claims(claims)?;
    }
    let (analysis, files) = {
        let spinner = Spinner::new();
        let analysis = run_study(&study, Ask { hide_ids: args.hide_ids, ..Ask::ALL }, &spinner)?;
        let files = report_files(&analysis, &command_line(std::env::args()), &spinner)?;
        (analysis, files)
    };
    let folder = args.out.clone().unwrap_or_else(|| PathBuf::from("reports").join(&study.name));
    write_folder(&folder, &files)?;
    let page = folder.join("index.html").display().to_string();
    output::print(text(&summary(&analysis, &page), style()).as_bytes())?;
    let refuted = analysis.claims.iter().any(|judgement| judgement.verdict == Verdict::Refuted);
    Ok(ExitCode::from(u8::from(args.check && refuted)))
}
