use crate::cli::Failure;
use crate::cli::data_args::{decimal, delimiter, filter, read, unit};
use crate::cli::output::OutputArgs;
use crate::cli::shell_words::command_line;
use crate::cli::terminal::Spinner;
use crate::data::Unit;
use crate::ingest::{ColumnsAre, DecimalSign, Delimiter, Source};
use crate::plan::{Plan, ReliabilityPlan, Study, reliability};
use crate::render::reliability_json;
use crate::report::{reliability_output, reliability_tables};
use crate::result::Level;
use std::path::Path;
use std::process::ExitCode;

/// How far the tape errs: technical error, agreement, and the smallest change that can be told.
#[derive(clap::Args, Debug)]
#[command(
    long_about = "Reads repeated readings of the same people, by observer, occasion and reading, and gives the technical error of \
                  measurement within and between observers, intraclass correlations, variance components, limits of agreement, the \
                  smallest detectable change, and readings that look like gross errors, with and without which the errors are given. \
                  Nothing is removed from the file.",
    after_help = "Examples:\n  girth reliability @thigh-trial\n  girth reliability tape.csv --id child --observer who --value muac1,muac2 --unit mm\n  \
                  girth reliability raters.csv --value rater1,rater2,rater3 --columns-are observers\n  \
                  girth reliability tape.csv --format json --out error.json"
)]
pub(in crate::cli) struct Args {
    /// A file of repeated readings, a folder whose plan.toml names one, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    columns: RepeatArgs,
    /// Confidence level [default: 0.95]
    #[arg(long, value_name = "LEVEL")]
    level: Option<f64>,
    /// Of how many readings a study's reading is the mean, for the smallest detectable change [default: 1, 2 and 3]
    #[arg(long, value_name = "N")]
    readings_averaged: Option<u32>,
    /// Call the participants R1, R2, ... in everything that is written
    #[arg(long)]
    hide_ids: bool,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Columns (detected when the header makes them plain)")]
struct RepeatArgs {
    /// Column, or comma-separated columns, naming the participant
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// Column of who measured
    #[arg(long, value_name = "COLUMN")]
    observer: Option<String>,
    /// Column of the occasion
    #[arg(long, value_name = "COLUMN")]
    session: Option<String>,
    /// Column that numbers the readings of one observer on one occasion
    #[arg(long, value_name = "COLUMN")]
    reading: Option<String>,
    /// Column of the place on the body
    #[arg(long, value_name = "COLUMN")]
    site: Option<String>,
    /// Column of the readings, or comma-separated columns side by side (repeat for more outcomes)
    #[arg(long, value_name = "COLUMNS")]
    value: Vec<String>,
    /// What columns side by side are: readings, observers, sessions [default: readings]
    #[arg(long, value_name = "WHAT", value_parser = columns_are)]
    columns_are: Option<ColumnsAre>,
    /// Unit of the readings: cm, mm, m, in, kg, g, lb, percent, score, none (repeat for more outcomes)
    #[arg(long, value_name = "UNIT", value_parser = unit)]
    unit: Vec<Unit>,
    /// Keep only rows with this value (repeat for more columns)
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = filter)]
    filters: Vec<String>,
    /// Field separator: comma, semicolon, tab
    #[arg(long, value_name = "NAME", value_parser = delimiter)]
    delimiter: Option<Delimiter>,
    /// Decimal sign: point, comma
    #[arg(long, value_name = "NAME", value_parser = decimal)]
    decimal: Option<DecimalSign>,
}

fn columns_are(text: &str) -> Result<ColumnsAre, String> {
    ColumnsAre::parse(text).ok_or_else(|| "use readings, observers or sessions".to_owned())
}

impl RepeatArgs {
    /// Lays the flags over a plan.
    fn apply(&self, plan: &mut ReliabilityPlan) -> Result<(), Failure> {
        for (flag, role) in [
            (&self.id, &mut plan.id),
            (&self.observer, &mut plan.observer),
            (&self.session, &mut plan.session),
            (&self.reading, &mut plan.reading),
            (&self.site, &mut plan.site),
        ] {
            if flag.is_some() {
                role.clone_from(flag);
            }
        }
        if !self.value.is_empty() {
            plan.values.clone_from(&self.value);
        }
        plan.columns_are = self.columns_are.or(plan.columns_are);
        match self.unit.as_slice() {
            [] => {}
            [only] => plan.unit = Some(*only),
            several if several.len() == plan.values.len() => plan.units = several.to_vec(),
            several => {
                return Err(Failure::Input(format!(
                    "--unit is given {} times for {} --value; give one for all, or one for each",
                    several.len(),
                    plan.values.len()
                )));
            }
        }
        plan.filters.extend(self.filters.iter().cloned());
        plan.delimiter = self.delimiter.or(plan.delimiter);
        plan.decimal = self.decimal.or(plan.decimal);
        Ok(())
    }
}

/// Repeated readings, how they are to be read, and what they are called.
pub(super) struct Readings {
    pub(super) source: Source,
    pub(super) plan: ReliabilityPlan,
    pub(super) title: String,
    pub(super) simulated: bool,
}

/// Those of a study, or a file by itself.
pub(super) fn readings(file: &str) -> Result<Readings, Failure> {
    let path = Path::new(file);
    let is_plan = path.extension().is_some_and(|extension| extension == "toml");
    let study = if file.starts_with('@') {
        Study::bundled(file)?
    } else if file != "-" && path.is_dir() {
        Study::from_folder(path)?
    } else if is_plan {
        Study::from_plan(path)?
    } else {
        let title = if file == "-" { "Standard input".to_owned() } else { file.to_owned() };
        return Ok(Readings { source: read(file)?, plan: ReliabilityPlan::default(), title, simulated: false });
    };
    let Plan { reliability: plan, title, simulated, .. } = study.plan;
    match study.reliability {
        Some(source) => Ok(Readings { source, plan, title, simulated }),
        None => Err(Failure::Input(format!(
            "{file} has no file of repeated readings: its plan.toml has no [reliability] file = \"...\""
        ))),
    }
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let Readings { source, mut plan, title, .. } = readings(&args.file)?;
    args.columns.apply(&mut plan)?;
    plan.readings_averaged = args.readings_averaged.or(plan.readings_averaged);
    if plan.readings_averaged == Some(0) {
        return Err(Failure::Input("--readings-averaged: a mean needs one reading at least".to_owned()));
    }
    let level = args.level.map_or(Ok(Level::DEFAULT), Level::try_new);
    let level = level.map_err(|cause| Failure::Input(format!("--level: {cause}")))?;
    let found = reliability(&source, &plan, level, args.hide_ids, &Spinner::new())?;
    args.output.write(&reliability_output(&found, &title), &reliability_tables(&found), || {
        reliability_json(&found, &command_line(std::env::args()))
    })?;
    Ok(ExitCode::SUCCESS)
}
