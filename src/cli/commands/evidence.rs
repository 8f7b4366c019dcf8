use crate::cli::Failure;
use crate::cli::data_args::open;
use crate::cli::output::OutputArgs;
use crate::cli::shell_words::command_line;
use crate::cli::terminal::Spinner;
use crate::data::Measure;
use crate::plan::{Study, evidence, measure_of};
use crate::render::evidence_json;
use crate::report::{evidence_output, evidence_report_tables};
use crate::result::{Level, MetaTest, TauMethod};
use clap::ValueEnum;
use std::process::ExitCode;

/// What published trials say together, and of claims.
#[derive(clap::Args, Debug)]
#[command(
    long_about = "Reads a table of published results, one row for each comparison or group: means and SDs, intervals, p-values, counts of \
                  events, or ready-made estimates with standard errors. Says what each row shows, whether its figures fit each other, \
                  combines what may be combined, and judges claims. Results held against a control, changes without one, and changes of the \
                  untreated are never combined with each other, nor are rows that differ in outcome, place or treatment unless --by allows it.",
    after_help = "Examples:\n  girth evidence @mesotherapy-evidence\n  girth evidence trials.csv                      columns: study, estimate, se\n  \
                  girth evidence bcg.csv --measure rr --moderator ablat\n  girth evidence trials.csv --by outcome --tau dl --test z\n  \
                  girth evidence trials.csv --prior 0.5                    a Bayesian analysis beside, for few trials\n  \
                  girth chart funnel trials.csv --out funnel.png\n\n\
                  Columns are found by their names: study, n_active, active_mean_change, active_sd, n_control, control_mean_change, control_sd, \
                  difference, diff_ci_low, diff_ci_high, p_reported, active_events, control_events, estimate, se, yi, vi, site, unit, ...; \
                  --map ROLE=COLUMN names others."
)]
pub(in crate::cli) struct Args {
    /// A table of published results, a folder with plan.toml, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    combine: CombineArgs,
    /// Confidence level [default: 0.95]
    #[arg(long, value_name = "LEVEL")]
    level: Option<f64>,
    #[command(flatten)]
    output: OutputArgs,
}

/// What is combined, and how.
#[derive(clap::Args, Clone, Debug, Default)]
#[command(next_help_heading = "Combining studies")]
pub(in crate::cli) struct CombineArgs {
    /// The column of a role, where its name does not tell (repeat for more)
    #[arg(long, value_name = "ROLE=COLUMN", value_parser = role)]
    map: Vec<(String, String)>,
    /// What rows must share to be combined [default: outcome,site,intervention]; none combines all of one kind and unit
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    by: Vec<String>,
    /// Variance between studies [default: reml]
    #[arg(long, value_enum, value_name = "NAME")]
    tau: Option<TauArg>,
    /// What the combined estimate is held against [default: t with the standard error of Knapp and Hartung, never below z]
    #[arg(long, value_enum, value_name = "NAME")]
    test: Option<TestArg>,
    /// What every row is turned into, by the names of escalc: MC, SMCC, SMCR, ROMC, MD, SMD, DPPC2, RR, OR, RD, PR, PLO, PFT, IR, IRR, ...
    /// [default: differences and changes as they are; RR of events]
    #[arg(long, value_name = "NAME", value_parser = measure)]
    measure: Option<String>,
    /// A column of groups of studies
    #[arg(long, value_name = "COLUMN")]
    subgroup: Option<String>,
    /// A column of numbers that may explain why studies differ
    #[arg(long, value_name = "COLUMN")]
    moderator: Option<String>,
    /// SD of a half-normal prior on the SD between studies: adds a Bayesian analysis
    #[arg(long, value_name = "MEASURE")]
    prior: Option<Measure>,
    /// Correlation of the sampling errors of rows of one trial [default: 0]
    #[arg(long, value_name = "R")]
    rho: Option<f64>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TauArg {
    Reml,
    Pm,
    Dl,
    Ml,
    Eb,
    He,
    Sj,
    CommonEffect,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum TestArg {
    Z,
    T,
    KnappHartung,
    KnappHartungAdHoc,
}

fn measure(text: &str) -> Result<String, String> {
    measure_of(text).map(|measure| measure.code().to_owned())
}

fn role(text: &str) -> Result<(String, String), String> {
    let parts = text.split_once('=').filter(|(role, column)| !role.is_empty() && !column.is_empty());
    let (role, column) = parts.ok_or_else(|| "write it as ROLE=COLUMN, such as difference=MD".to_owned())?;
    Ok((role.to_owned(), column.to_owned()))
}

impl CombineArgs {
    /// Lays the flags over the plan of a study.
    pub(in crate::cli) fn apply(&self, study: &mut Study) -> Result<(), Failure> {
        let plan = study.plan.evidence.get_or_insert_default();
        plan.map.extend(self.map.iter().cloned());
        if !self.by.is_empty() {
            plan.combine_by = Some(self.by.iter().filter(|name| *name != "none").cloned().collect());
        }
        if let Some(tau) = self.tau {
            plan.method = Some(match tau {
                TauArg::Reml => TauMethod::RestrictedMaximumLikelihood,
                TauArg::Pm => TauMethod::PauleMandel,
                TauArg::Dl => TauMethod::DerSimonianLaird,
                TauArg::Ml => TauMethod::MaximumLikelihood,
                TauArg::Eb => TauMethod::EmpiricalBayes,
                TauArg::He => TauMethod::HedgesOlkin,
                TauArg::Sj => TauMethod::SidikJonkman,
                TauArg::CommonEffect => TauMethod::CommonEffect,
            });
        }
        if let Some(test) = self.test {
            plan.test = Some(match test {
                TestArg::Z => MetaTest::Z,
                TestArg::T => MetaTest::T,
                TestArg::KnappHartung => MetaTest::KnappHartung,
                TestArg::KnappHartungAdHoc => MetaTest::KnappHartungAdHoc,
            });
        }
        plan.measure = self.measure.clone().or(plan.measure.take());
        plan.subgroup = self.subgroup.clone().or(plan.subgroup.take());
        plan.moderator = self.moderator.clone().or(plan.moderator.take());
        if let Some(prior) = self.prior {
            if prior.amount.to_f64() <= 0.0 {
                return Err(Failure::Input(format!("--prior: {prior} is no SD; give one above 0, such as 1cm")));
            }
            plan.prior = Some(prior);
        }
        if let Some(rho) = self.rho {
            if !(0.0..1.0).contains(&rho) {
                return Err(Failure::Input(format!("--rho: {rho} is not a correlation from 0 to below 1")));
            }
            plan.rho = Some(rho);
        }
        Ok(())
    }
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut study = open(&args.file)?;
    args.combine.apply(&mut study)?;
    if let Some(level) = args.level {
        Level::try_new(level).map_err(|cause| Failure::Input(format!("--level: {cause}")))?;
        study.plan.analysis.level = level;
    }
    let analysis = evidence(&study, &Spinner::new())?;
    args.output.write(&evidence_output(&analysis), &evidence_report_tables(&analysis), || {
        evidence_json(&analysis, &command_line(std::env::args()))
    })?;
    Ok(ExitCode::SUCCESS)
}
