use crate::cli::Failure;
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, read, study};
use crate::cli::output::OutputArgs;
use crate::cli::shell_words::command_line;
use crate::cli::terminal::Spinner;
use crate::data::Measure;
use crate::plan::{Ask, run as run_study};
use crate::render::json;
use crate::report::{photos_output, photos_tables};
use std::process::ExitCode;

/// What a gallery of the best pictures would have shown.
#[derive(clap::Args, Debug)]
#[command(
    long_about = "Sets the mean change of the best k of n people beside that of everybody, beside what the best k would show if nothing \
                  had happened and only the error of the readings were at work, and says how many clients must be photographed until \
                  a picture shows the amount by noise alone. --ratings reads who recognised the later picture of a pair.",
    after_help = "Examples:\n  girth photos @spa-series\n  girth photos trial.csv --before waist --after waist12 --unit cm --shown 6 --reading-error 1.2cm\n  \
                  girth photos trial.csv --before waist --after waist12 --unit cm --ratings ratings.csv"
)]
pub(in crate::cli) struct Args {
    /// A data file, a folder with plan.toml, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "FILE")]
    file: String,
    /// How many pairs of pictures are shown [default: 6]
    #[arg(long, value_name = "K")]
    shown: Option<u32>,
    /// The change that a picture shows, with its unit [default: 2 cm]
    #[arg(long, value_name = "MEASURE", allow_hyphen_values = true)]
    amount: Option<Measure>,
    /// A file of rated pairs: which picture is later?
    #[arg(long, value_name = "FILE")]
    ratings: Option<String>,
    /// Column of the pair in that file
    #[arg(long, value_name = "COLUMN")]
    pair: Option<String>,
    /// Column of the rater in that file
    #[arg(long, value_name = "COLUMN")]
    rater: Option<String>,
    /// Column in that file that says whether the rater was right
    #[arg(long, value_name = "COLUMN")]
    right: Option<String>,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    analysis: AnalysisArgs,
    #[command(flatten)]
    output: OutputArgs,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut study = study(&args.file, &args.columns, &args.analysis)?;
    if args.shown == Some(0) {
        return Err(Failure::Input("--shown: a gallery shows at least one pair of pictures".to_owned()));
    }
    let mut photos = study.plan.photos.take().unwrap_or_default();
    photos.shown = args.shown.or(photos.shown);
    photos.amount = args.amount.or(photos.amount);
    for (flag, role) in
        [(&args.pair, &mut photos.pair), (&args.rater, &mut photos.rater), (&args.right, &mut photos.right)]
    {
        if flag.is_some() {
            role.clone_from(flag);
        }
    }
    study.plan.photos = Some(photos);
    if let Some(file) = &args.ratings {
        study.ratings = Some(read(file)?);
    }
    let ask = Ask { pairs: true, ..Ask::NOTHING };
    let analysis = run_study(&study, ask, &Spinner::new())?;
    args.output.write(&photos_output(&analysis), &photos_tables(&analysis), || {
        json(&analysis, &command_line(std::env::args()))
    })?;
    Ok(ExitCode::SUCCESS)
}
