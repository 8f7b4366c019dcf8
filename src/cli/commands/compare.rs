use crate::cli::Failure;
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, study};
use crate::cli::output::OutputArgs;
use crate::cli::shell_words::command_line;
use crate::cli::terminal::Spinner;
use crate::plan::{Ask, ContrastPlan, run as run_study};
use crate::render::json;
use crate::report::{compare_output, compare_tables};
use std::process::ExitCode;

/// Arms against each other, or a treated against an untreated site.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  girth compare @anorexia\n  girth compare @anorexia --treated FT --control Cont --margin 2lb\n  \
                  girth compare @nhefs-weight --control 0 --format csv"
)]
pub(in crate::cli) struct Args {
    /// A data file, a folder with plan.toml, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "FILE")]
    file: String,
    /// The treated arm, site or outcome; --control names what it is held against
    #[arg(long, value_name = "NAME", requires = "control")]
    treated: Option<String>,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    analysis: AnalysisArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut study = study(&args.file, &args.columns, &args.analysis)?;
    if let (Some(treated), Some(control)) = (&args.treated, study.plan.design.control.clone()) {
        if *treated == control {
            return Err(Failure::Input(format!(
                "--treated and --control are both {treated}; name two arms, sites or outcomes"
            )));
        }
        let name = format!("{treated} - {control}");
        study.plan.contrast = vec![ContrastPlan { name, treated: treated.clone(), control, ..ContrastPlan::default() }];
    }
    let ask = Ask { pairs: true, ..Ask::NOTHING };
    let analysis = run_study(&study, ask, &Spinner::new())?;
    if analysis.comparisons.is_empty() && analysis.arms.is_empty() && analysis.sites.is_empty() {
        return Err(Failure::Input(
            "these data have nothing to compare: no column of arms and no two sites; --arm COLUMN names the arms, --treated NAME with \
             --control NAME two sites or two outcomes of the same people"
                .to_owned(),
        ));
    }
    args.output.write(&compare_output(&analysis), &compare_tables(&analysis), || {
        json(&analysis, &command_line(std::env::args()))
    })?;
    Ok(ExitCode::SUCCESS)
}
