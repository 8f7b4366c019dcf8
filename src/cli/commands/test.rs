use crate::cli::Failure;
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, study};
use crate::cli::output::{OutputArgs, write_figure};
use crate::cli::shell_words::command_line;
use crate::cli::terminal::Spinner;
use crate::plan::{Ask, run as run_study, summary};
use crate::render::{json, summary_json};
use crate::report::{summary_figure, summary_output, summary_tables, test_output, test_tables};
use crate::stats::registry;
use std::path::PathBuf;
use std::process::ExitCode;

/// Paired tests and effect sizes.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  girth test @sleep\n  girth test @sleep --method all\n  girth test @sleep --compare-engines\n  girth test @sleep --method paired-t,g_z\n  girth test trial.csv --before waist --after waist1 --unit cm\n  \
                  girth test trial.csv --before waist --after waist1 --unit cm --null -1.5cm --alternative less\n  \
                  girth test trial.csv --before weight --after weight1 --unit kg --margin 1kg\n  \
                  girth test visits.csv --id subject --visit week --value girth --baseline 0 --followup 12 --format json\n  \
                  girth test --summary \"n=34 mean=-1.9 sd=2.1 unit=cm\" --margin 1cm\n  \
                  girth test --summary \"n=34 before=92.3 after=90.4 sd-before=8.4 sd-after=8.1\" --unit cm"
)]
pub(in crate::cli) struct Args {
    /// A data file, a folder with plan.toml, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "FILE")]
    file: Option<String>,
    /// Test a paper's figures in place of data: "n=34 mean=-1.9 sd=2.1 unit=cm"; in place of sd: se, ci=-2.6..-1.2 (level), p, sd-before
    /// sd-after r, or median q1 q3 min max; in place of mean: before, after
    #[arg(long, value_name = "FIGURES", conflicts_with_all = NOT_OF_FIGURES)]
    summary: Option<String>,
    /// The same figures of the controls; --summary is then of the treated
    #[arg(long, value_name = "FIGURES", requires = "summary")]
    control_summary: Option<String>,
    /// Draw what the figures say for every correlation of before and after, to an .svg or .png file
    #[arg(long, value_name = "PATH", requires = "summary")]
    chart: Option<PathBuf>,
    /// Show how R before and from 4.6, SciPy, SAS, JASP and DABEST answer the same questions, with the switch for each
    #[arg(long)]
    compare_engines: bool,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    analysis: AnalysisArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// What asks for the readings themselves.
const NOT_OF_FIGURES: [&str; 33] = [
    "file",
    "compare_engines",
    "plan",
    "id",
    "before",
    "after",
    "visit",
    "value",
    "baseline",
    "followup",
    "baseline_column",
    "time",
    "sessions",
    "arm",
    "control",
    "site",
    "outcome",
    "kind",
    "filters",
    "rows_are_participants",
    "delimiter",
    "decimal",
    "design",
    "intervention",
    "method",
    "reading_error",
    "adjust",
    "responder",
    "zeros",
    "signed_rank",
    "trim",
    "prior_scale",
    "bootstrap",
];

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    if let Some(figures) = &args.summary {
        let control = args.control_summary.as_deref();
        let found = summary(figures, control, args.columns.unit(), &args.analysis.plan()?)?;
        if let Some(path) = &args.chart {
            write_figure(&summary_figure(&found)?, "--chart", path)?;
        }
        let json = || summary_json(&found, &command_line(std::env::args()));
        args.output.write(&summary_output(&found), &summary_tables(&found), json)?;
        return Ok(ExitCode::SUCCESS);
    }
    let file = args.file.as_deref().ok_or_else(|| {
        Failure::Input("give a FILE, or the figures of a paper: --summary \"n=34 mean=-1.9 sd=2.1 unit=cm\"".to_owned())
    })?;
    let study = study(file, &args.columns, &args.analysis)?;
    let of_pairs = |id: &str| registry::paired(id).is_some() || registry::effect(id).is_some();
    let of_others = |id: &&String| !of_pairs(id) && registry::ids().any(|known| known == id.as_str());
    if let Some(id) = study.plan.analysis.methods.iter().find(of_others) {
        let (what, command) = match registry::repeated(id) {
            Some(_) => ("is about several visits", "model"),
            None => ("compares groups", "compare"),
        };
        return Err(Failure::Input(format!("{id} {what}: girth {command} {file} --method {id}")));
    }
    let ask = Ask { pairs: true, compare_engines: args.compare_engines, ..Ask::NOTHING };
    let analysis = run_study(&study, ask, &Spinner::new())?;
    args.output
        .write(&test_output(&analysis), &test_tables(&analysis), || json(&analysis, &command_line(std::env::args())))?;
    Ok(ExitCode::SUCCESS)
}
