use crate::claims::Verdict;
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, study};
use crate::cli::shell_words::command_line;
use crate::cli::terminal::{Spinner, style};
use crate::cli::{Failure, output};
use crate::plan::{Ask, DEFAULT_STUDIES, Study, evidence, run as run_study};
use crate::render::{IndexEntry, RenderedFile, evidence_report_files, index_page, report_files, text, write_folder};
use crate::report::{Document, evidence_summary, summary};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Audit, describe, analyse, judge, draw, and write a report.
#[derive(clap::Args, Debug)]
#[command(
    long_about = "Reads a study, audits it, runs the analysis that its data allow, judges the claims, draws the charts and writes \
                  reports/<study>/: index.html (one self-contained page), report.md, results.json, tables and charts. Without a study: the \
                  reports of two bundled ones, what has been published on mesotherapy and a simulated trial, with a page that leads to both.",
    after_help = "Examples:\n  girth report                                  two bundled studies and a page that leads to both\n  \
                  girth report @nhefs-weight\n  girth report my-study/                        a folder with plan.toml and data\n  \
                  girth report trial.csv --id subject --before waist --after waist1 --unit cm\n  \
                  girth report trial.csv --plan plan.toml --claims claims.toml --out reports/waist"
)]
pub(in crate::cli) struct Args {
    /// A folder with plan.toml, a data file, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "STUDY")]
    study: Option<String>,
    /// Claims to judge, in place of the study's own
    #[arg(long, value_name = "FILE", requires = "study")]
    claims: Option<PathBuf>,
    /// Folder of the report [default: reports/<study>]; without a STUDY, the folder of both reports [default: reports]
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
    let mut refuted = false;
    if let Some(name) = &args.study {
        let mut study = study(name, &args.columns, &args.analysis)?;
        if let Some(claims) = &args.claims {
            study.add_claims(claims)?;
        }
        let folder = args.out.clone().unwrap_or_else(|| PathBuf::from("reports").join(&study.name));
        let made = make(&study, &folder, &command_line(std::env::args()), args.hide_ids)?;
        write_folder(&folder, &made.files)?;
        output::print(text(&made.summary, style()).as_bytes())?;
        refuted = made.refuted;
    } else {
        let root = args.out.clone().unwrap_or_else(|| PathBuf::from("reports"));
        let mut entries = Vec::new();
        let mut all = Vec::new();
        for name in DEFAULT_STUDIES {
            let study = study(&format!("@{name}"), &args.columns, &args.analysis)?;
            let folder = root.join(name);
            // Each report says how it is made alone.
            let made = make(&study, &folder, &format!("girth report @{name}"), args.hide_ids)?;
            refuted |= made.refuted;
            entries.push(made.entry);
            all.push((folder, made.files, made.summary));
        }
        for (folder, files, summary) in all {
            write_folder(&folder, &files)?;
            output::print(text(&summary, style()).as_bytes())?;
        }
        let index = root.join("index.html");
        output::write_file(&index, index_page(&entries).as_bytes())?;
        output::print(format!("\nBoth: {}\n", index.display()).as_bytes())?;
    }
    Ok(ExitCode::from(u8::from(args.check && refuted)))
}

/// A report before it is written.
struct Made {
    files: Vec<RenderedFile>,
    summary: Document,
    entry: IndexEntry,
    refuted: bool,
}

fn make(study: &Study, folder: &Path, command: &str, hide_ids: bool) -> Result<Made, Failure> {
    let spinner = Spinner::new();
    let page = folder.join("index.html").display().to_string();
    let is_refuted = |verdict: Verdict| verdict == Verdict::Refuted;
    let (files, summary, refuted, lead) = if study.plan.evidence.is_some() {
        let analysis = evidence(study, &spinner)?;
        let files = evidence_report_files(&analysis, command, &spinner)?;
        let refuted = analysis.claims.iter().any(|one| is_refuted(one.judgement.verdict));
        (files, evidence_summary(&analysis, &page), refuted, analysis.study)
    } else {
        let analysis = run_study(study, Ask { hide_ids, ..Ask::ALL }, &spinner)?;
        let files = report_files(&analysis, command, &spinner)?;
        let refuted = analysis.claims.iter().any(|judgement| is_refuted(judgement.verdict));
        (files, summary(&analysis, &page), refuted, analysis.study)
    };
    let entry = IndexEntry::of(&lead.name, &lead.title, &lead.question, &summary, &files);
    Ok(Made { files, summary, entry, refuted })
}
