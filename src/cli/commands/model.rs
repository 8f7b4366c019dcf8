use crate::cli::Failure;
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, study};
use crate::cli::output::OutputArgs;
use crate::cli::shell_words::command_line;
use crate::cli::terminal::Spinner;
use crate::plan::{Ask, LongitudinalPlan, run as run_study};
use crate::render::json;
use crate::report::{model_output, model_tables};
use crate::stats::repeated::mmrm::{Adjustment, Baseline, Likelihood, StandardErrors, Structure};
use std::process::ExitCode;

/// All visits in one model, and what the answer owes to people who left.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  girth model @thigh-trial\n  girth model @thigh-trial --structure ante-dependence --degrees kenward-roger-linear\n  \
                  girth model @spa-series --method friedman,page,rm-anova\n  \
                  girth model visits.csv --id subject --visit week --value girth --baseline 0 --format json"
)]
pub(in crate::cli) struct Args {
    /// A data file, a folder with plan.toml, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "FILE")]
    file: String,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    model: ModelArgs,
    #[command(flatten)]
    analysis: AnalysisArgs,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Model")]
struct ModelArgs {
    /// Covariance over the visits: unstructured, heterogeneous-toeplitz, toeplitz, ante-dependence, homogeneous-ante-dependence,
    /// heterogeneous-ar1, ar1, heterogeneous-compound-symmetry, compound-symmetry, spatial-exponential [default: unstructured]
    #[arg(long, value_name = "NAME", value_parser = structure)]
    structure: Option<Structure>,
    /// Do not try simpler structures where the search does not converge
    #[arg(long)]
    no_fallback: bool,
    /// A covariance for each arm
    #[arg(long)]
    by_arm: bool,
    /// Likelihood: reml, ml [default: reml]
    #[arg(long, value_name = "NAME", value_parser = named::<Likelihood>)]
    likelihood: Option<Likelihood>,
    /// Degrees of freedom: satterthwaite, kenward-roger-linear, kenward-roger, between-within, residual [default: satterthwaite]
    #[arg(long, value_name = "NAME", value_parser = named::<Adjustment>)]
    degrees: Option<Adjustment>,
    /// Standard errors: model, cr0, cr2, cr3 [default: model]
    #[arg(long, value_name = "NAME", value_parser = named::<StandardErrors>)]
    errors: Option<StandardErrors>,
    /// What the baseline is: auto, covariate, reading [default: auto, a covariate where there are arms]
    #[arg(long, value_name = "NAME", value_parser = named::<Baseline>)]
    baseline_as: Option<Baseline>,
    /// Column of a covariate of the model (repeat for more)
    #[arg(long, value_name = "COLUMN")]
    covariate: Vec<String>,
    /// Multiple imputations where people left [default: 1000]
    #[arg(long, value_name = "N")]
    imputations: Option<usize>,
}

fn structure(name: &str) -> Result<Structure, String> {
    Structure::ALL.into_iter().find(|structure| structure.id() == name).ok_or_else(|| {
        let names = Structure::ALL.map(Structure::id);
        format!("use one of {}", names.join(", "))
    })
}

/// A choice by its name in plan.toml.
fn named<T: serde::de::DeserializeOwned>(name: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|cause| cause.to_string())
}

impl ModelArgs {
    fn apply(&self, plan: &mut LongitudinalPlan, covariates: &mut Vec<String>) {
        plan.structure = self.structure.unwrap_or(plan.structure);
        plan.fallback &= !self.no_fallback;
        plan.by_arm |= self.by_arm;
        plan.likelihood = self.likelihood.unwrap_or(plan.likelihood);
        plan.degrees = self.degrees.unwrap_or(plan.degrees);
        plan.errors = self.errors.unwrap_or(plan.errors);
        plan.baseline = self.baseline_as.unwrap_or(plan.baseline);
        plan.imputations = self.imputations.unwrap_or(plan.imputations);
        for column in &self.covariate {
            for list in [&mut plan.covariates, &mut *covariates] {
                if !list.contains(column) {
                    list.push(column.clone());
                }
            }
        }
    }
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let mut study = study(&args.file, &args.columns, &args.analysis)?;
    args.model.apply(&mut study.plan.longitudinal, &mut study.plan.columns.covariates);
    if study.plan.longitudinal.imputations < 2 {
        return Err(Failure::Input("--imputations: at least 2 are needed to see how they vary".to_owned()));
    }
    let ask = Ask { visits: true, ..Ask::NOTHING };
    let analysis = run_study(&study, ask, &Spinner::new())?;
    if analysis.longitudinal.is_empty() {
        return Err(Failure::Input(
            "these data have no visit after the baseline that could be modelled: girth model needs readings of the same people at two \
             points in time or more, one row for each (--id, --visit, --value, --baseline)"
                .to_owned(),
        ));
    }
    args.output.write(&model_output(&analysis), &model_tables(&analysis), || {
        json(&analysis, &command_line(std::env::args()))
    })?;
    if analysis.longitudinal.iter().any(|one| one.model.is_some()) {
        return Ok(ExitCode::SUCCESS);
    }
    let why =
        analysis.longitudinal.iter().filter_map(|one| Some(format!("{}: {}", one.label, one.refusals.first()?.why)));
    Err(Failure::Numerical(format!("no model could be fitted. {}", why.collect::<Vec<_>>().join("; "))))
}
