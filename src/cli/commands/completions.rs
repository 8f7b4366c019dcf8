use crate::cli::{Failure, output};
use std::process::ExitCode;

/// Print a completion script for a shell.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  girth completions bash > ~/.local/share/bash-completion/completions/girth")]
pub(in crate::cli) struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: clap_complete::Shell,
}

pub(in crate::cli) fn run(args: &Args, command: &mut clap::Command) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, command, "girth", &mut script);
    output::print(&script)?;
    Ok(ExitCode::SUCCESS)
}
