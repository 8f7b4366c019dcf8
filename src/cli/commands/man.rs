use crate::cli::{Failure, output};
use std::process::ExitCode;

/// Print the manual page.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  girth man > girth.1\n  girth man report | man -l -")]
pub(in crate::cli) struct Args {
    /// A command, for its own page
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(in crate::cli) fn run(args: &Args, command: &clap::Command) -> Result<ExitCode, Failure> {
    let mut command = command.clone();
    command.build();
    let page = match &args.command {
        None => command,
        Some(name) => match command.find_subcommand(name) {
            Some(sub) => sub.clone().bin_name(format!("girth {name}")).display_name(format!("girth-{name}")),
            None => return Err(Failure::Input(format!("girth has no command {name}"))),
        },
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text).map_err(|cause| Failure::output(&cause))?;
    output::print(&text)?;
    Ok(ExitCode::SUCCESS)
}
