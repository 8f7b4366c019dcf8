use crate::cli::{Failure, output};
use crate::ingest::read_path;
use crate::simulate::{BUNDLED_SPECS, BundledSpec, SimulateError, Spec, simulate};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Make a trial whose truth is known, from a specification.
#[derive(clap::Args, Debug)]
#[command(
    long_about = "Makes readings from a specification (simulation.toml) with the seed in it: the same specification gives the same bytes \
                  for ever. The data say in a column of their own that they are simulated. --truth writes what is true of them: the \
                  population from which people are enrolled, mean changes and what they are made of, differences between treated and \
                  control, rates of events, how far observers agree, and which readings are written down wrong on purpose. With \
                  [[observer]] in the specification a row is one reading (participant, visit, observer, reading). --photos writes what \
                  raters said about the photographs before and after of [photos] (pair, rater, right).",
    after_help = "Examples:\n  girth simulate @thigh-trial --out data.csv --truth truth.toml\n  \
                  girth simulate @spa-series --seed 7 > other.csv        another draw of the same trial\n  \
                  girth simulate @spa-series --out data.csv --photos ratings.csv\n  \
                  girth simulate @thigh-trial-reliability --out reliability.csv --truth truth.toml\n  \
                  girth datasets thigh-trial --out my-trial              a specification to start from"
)]
pub(in crate::cli) struct Args {
    /// A specification, `-` for standard input, or @name of a bundled one: @thigh-trial, @spa-series, @thigh-trial-reliability
    #[arg(value_name = "SPEC")]
    spec: String,
    /// File of the data; standard output when left out
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// File of the truth
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// File of what raters said about photographs, if the specification has [photos]
    #[arg(long, value_name = "FILE")]
    photos: Option<PathBuf>,
    /// Seed in place of the one in the specification
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let files = [("--out", &args.out), ("--truth", &args.truth), ("--photos", &args.photos)];
    for (at, (name, file)) in files.iter().enumerate() {
        if let Some((other, _)) = files[..at].iter().find(|(_, other)| file.is_some() && other == file) {
            return Err(Failure::Input(format!("{other} and {name} name the same file; give each its own")));
        }
    }
    let mut spec = Spec::read(&args.spec, &text(&args.spec)?)?;
    if let Some(seed) = args.seed {
        spec.seed = seed;
    }
    if args.photos.is_some() && spec.photos.is_none() {
        return Err(Failure::Input(format!("{}: --photos needs [photos] in the specification", args.spec)));
    }
    let simulated = simulate(&spec)?;
    if let (Some(path), Some(ratings)) = (&args.photos, &simulated.ratings) {
        output::write_file(path, ratings.csv().as_bytes())?;
    }
    if let Some(path) = &args.truth {
        output::write_file(path, simulated.truth.toml().as_bytes())?;
    }
    let csv = simulated.table.csv();
    match &args.out {
        Some(path) => output::write_file(path, csv.as_bytes())?,
        None => output::print(csv.as_bytes())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The text of a specification.
fn text(name: &str) -> Result<String, Failure> {
    if name.starts_with('@') {
        let Some(spec) = BundledSpec::find(name) else {
            let names: Vec<String> = BUNDLED_SPECS.iter().map(|spec| format!("@{}", spec.name)).collect();
            return Err(Failure::Input(format!(
                "there is no bundled specification {name}; there are {}",
                names.join(", ")
            )));
        };
        return Ok(spec.text.to_owned());
    }
    let bytes = if name == "-" {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        read.map_err(|cause| Failure::Input(format!("standard input: {cause}")))?;
        bytes
    } else {
        read_path(Path::new(name))?.bytes
    };
    String::from_utf8(bytes)
        .map_err(|_| Failure::Input(format!("{name}: the file is not UTF-8 text; save it as UTF-8")))
}

impl From<SimulateError> for Failure {
    fn from(error: SimulateError) -> Failure {
        match error {
            SimulateError::Numerical(_) => Failure::Numerical(error.to_string()),
            other => Failure::Input(other.to_string()),
        }
    }
}
