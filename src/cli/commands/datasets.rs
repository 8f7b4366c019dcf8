use crate::cli::{Failure, output};
use crate::plan::{BUNDLED, BundledStudy};
use crate::simulate::BundledSpec;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// List the bundled studies, or copy one to a folder.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  girth datasets\n  girth datasets anorexia --out my-study     to start a study of your own from it"
)]
pub(in crate::cli) struct Args {
    /// A bundled study to copy
    #[arg(value_name = "NAME", requires = "out")]
    name: Option<String>,
    /// Folder to copy it to; it must not exist
    #[arg(long, value_name = "FOLDER", requires = "name")]
    out: Option<PathBuf>,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let (Some(name), Some(folder)) = (&args.name, &args.out) else {
        let mut text = String::new();
        for study in BUNDLED {
            let _ = writeln!(text, "@{:<14} {}", study.name, study.about);
        }
        output::print(text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let Some(study) = BundledStudy::find(name) else {
        let names: Vec<&str> = BUNDLED.iter().map(|study| study.name).collect();
        return Err(Failure::Input(format!("there is no bundled study {name}; there are {}", names.join(", "))));
    };
    if folder.exists() {
        return Err(Failure::Input(format!("{}: exists already; choose a new folder", folder.display())));
    }
    std::fs::create_dir_all(folder).map_err(|cause| Failure::Input(format!("{}: {cause}", folder.display())))?;
    let files = [
        ("data.csv", Some(study.data)),
        ("plan.toml", Some(study.plan)),
        ("claims.toml", study.claims),
        ("truth.toml", study.truth),
        ("reliability.csv", study.reliability),
        ("ratings.csv", study.ratings),
        ("simulation.toml", BundledSpec::find(study.name).map(|spec| spec.text)),
    ];
    for (file, text) in files {
        if let Some(text) = text {
            output::write_file(&folder.join(file), text.as_bytes())?;
        }
    }
    output::print(format!("{}: girth report {}\n", folder.display(), folder.display()).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
