use crate::cli::Failure;
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, study};
use crate::cli::output::OutputArgs;
use crate::cli::shell_words::command_line;
use crate::cli::terminal::Spinner;
use crate::plan::{Ask, run as run_study};
use crate::render::json;
use crate::report::{test_output, test_tables};
use crate::stats::registry;
use std::process::ExitCode;

/// Paired tests and effect sizes.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  girth test @sleep\n  girth test @sleep --method all\n  girth test @sleep --compare-engines\n  girth test @sleep --method paired-t,g_z\n  girth test trial.csv --before waist --after waist1 --unit cm\n  \
                  girth test trial.csv --before waist --after waist1 --unit cm --null -1.5cm --alternative less\n  \
                  girth test trial.csv --before weight --after weight1 --unit kg --margin 1kg\n  \
                  girth test visits.csv --id subject --visit week --value girth --baseline 0 --followup 12 --format json"
)]
pub(in crate::cli) struct Args {
    /// A data file, a folder with plan.toml, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "FILE")]
    file: String,
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

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let study = study(&args.file, &args.columns, &args.analysis)?;
    let of_pairs = |id: &str| registry::paired(id).is_some() || registry::effect(id).is_some();
    let of_others = |id: &&String| !of_pairs(id) && registry::ids().any(|known| known == id.as_str());
    if let Some(id) = study.plan.analysis.methods.iter().find(of_others) {
        let (what, command) = match registry::repeated(id) {
            Some(_) => ("is about several visits", "model"),
            None => ("compares groups", "compare"),
        };
        return Err(Failure::Input(format!("{id} {what}: girth {command} {} --method {id}", args.file)));
    }
    let ask = Ask { pairs: true, compare_engines: args.compare_engines, ..Ask::NOTHING };
    let analysis = run_study(&study, ask, &Spinner::new())?;
    args.output
        .write(&test_output(&analysis), &test_tables(&analysis), || json(&analysis, &command_line(std::env::args())))?;
    Ok(ExitCode::SUCCESS)
}
