//! The command line: arguments to library calls, results to the terminal or to files. The only door to `clap`, and the only room that
//! prints, reads the environment, or knows the time.

mod commands;
mod data_args;
mod failure;
mod output;
mod shell_words;
mod terminal;

use clap::{CommandFactory, Parser, Subcommand};
use commands::{
    chart, check, claims, compare, completions, datasets, evidence, explain, init, list, man, model, photos,
    reliability, report, schema, simulate, test,
};
use std::io::IsTerminal;
use std::process::ExitCode;

pub use failure::Failure;

/// What the program understands.
#[derive(Debug, Parser)]
#[command(
    name = "girth",
    version,
    about = "Before/after measurements, put to the test",
    long_about = "girth reads before/after measurements of the same people, pairs them by participant, runs the paired analysis with \
                  effect sizes and intervals, draws the charts, and gives each claim a verdict: supported, refuted, inconclusive, or not \
                  testable with this design.",
    after_help = "Examples:\n  girth report                                   the report of a bundled study\n  \
                  girth check trial.csv                          what would be paired, what looks wrong\n  \
                  girth test trial.csv --before waist --after waist12 --unit cm\n  \
                  girth explain signed-rank                      how a procedure works\n\n\
                  Exit codes: 0 done; 1 a claim was refuted under --check; 2 bad usage or bad input; 3 a numerical failure."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Audit, describe, analyse, judge, draw, and write a report
    Report(report::Args),
    /// Audit only: what would be paired, left out, or looks wrong
    Check(check::Args),
    /// Paired tests and effect sizes
    Test(test::Args),
    /// Arms against each other, or a treated against an untreated site
    Compare(compare::Args),
    /// All visits in one model, and what the answer owes to people who left
    Model(model::Args),
    /// How far the tape errs: technical error, agreement, smallest detectable change
    Reliability(reliability::Args),
    /// What a gallery of the best pictures would have shown
    Photos(photos::Args),
    /// Verdicts on claims; --list shows the articles' claims
    Claims(claims::Args),
    /// What published trials say together, and of claims
    Evidence(evidence::Args),
    /// Draw one chart
    Chart(chart::Args),
    /// Write a commented plan.toml for a file
    Init(init::Args),
    /// List procedures, effect sizes, charts and units
    List(list::Args),
    /// Explain a procedure, effect size or chart
    Explain(explain::Args),
    /// List the bundled studies, or copy one to a folder
    Datasets(datasets::Args),
    /// Make a trial whose truth is known, from a specification
    Simulate(simulate::Args),
    /// Print the JSON Schema of results.json
    Schema(schema::Args),
    /// Print a completion script for a shell
    Completions(completions::Args),
    /// Print the manual page
    Man(man::Args),
}

/// Runs the program on the arguments of the process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // clap knows whether it is help (exit 0, standard output) or a mistake (exit 2, standard error).
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let outcome = match cli.command {
        Command::Report(args) => report::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Model(args) => model::run(&args),
        Command::Reliability(args) => reliability::run(&args),
        Command::Photos(args) => photos::run(&args),
        Command::Claims(args) => claims::run(&args),
        Command::Evidence(args) => evidence::run(&args),
        Command::Chart(args) => chart::run(&args),
        Command::Init(args) => init::run(&args),
        Command::List(args) => list::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Datasets(args) => datasets::run(&args),
        Command::Simulate(args) => simulate::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Completions(args) => completions::run(&args, &mut Cli::command()),
        Command::Man(args) => man::run(&args, &Cli::command()),
    };
    match outcome {
        Ok(code) => code,
        Err(failure) => failure.tell(std::io::stderr().is_terminal()),
    }
}
