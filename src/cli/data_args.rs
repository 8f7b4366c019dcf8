//! Flags shared by the commands that read data, turned into a study.

use super::Failure;
use crate::data::{DesignKind, Measure, OutcomeKind, Unit};
use crate::ingest::{DecimalSign, Delimiter, Source, read_path};
use crate::plan::{AnalysisPlan, OutcomePlan, Plan, Selection, StatedError, Study};
use crate::result::Alternative;
use crate::stats::{BootstrapMethod, SignedRankMethod, StatedMargin, Trim, ZeroHandling, multiplicity};
use clap::{Args, ValueEnum};
use std::io::Read;
use std::path::{Path, PathBuf};

/// Roles of columns.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Columns (detected when the header makes them plain)")]
pub(super) struct ColumnArgs {
    /// Take columns, design, margins and settings from a plan.toml; the other flags override it
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Column, or comma-separated columns, naming the participant
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// Wide data: column of the first reading (repeat for more outcomes)
    #[arg(long, value_name = "COLUMN", requires = "after")]
    before: Vec<String>,
    /// Wide data: column of the second reading (repeat for more outcomes)
    #[arg(long, value_name = "COLUMN", requires = "before")]
    after: Vec<String>,
    /// Long data: column of the visit
    #[arg(long, value_name = "COLUMN")]
    visit: Option<String>,
    /// Long data: column of the reading
    #[arg(long, value_name = "COLUMN")]
    value: Option<String>,
    /// Long data: the first visit of the pair
    #[arg(long, value_name = "VISIT")]
    baseline: Option<String>,
    /// Long data: the second visit of the pair
    #[arg(long, value_name = "VISIT")]
    followup: Option<String>,
    /// Long data: column of the reading before the start, the same in all rows of a participant
    #[arg(long, value_name = "COLUMN")]
    baseline_column: Option<String>,
    /// Long data: column of the time of the visit, such as weeks since the start
    #[arg(long, value_name = "COLUMN")]
    time: Option<String>,
    /// Long data: column of the number of sessions received so far
    #[arg(long, value_name = "COLUMN")]
    sessions: Option<String>,
    /// Column of the treatment arm
    #[arg(long, value_name = "COLUMN")]
    arm: Option<String>,
    /// The arm, or condition, that was not treated
    #[arg(long, value_name = "NAME")]
    control: Option<String>,
    /// Column of the place on the body
    #[arg(long, value_name = "COLUMN")]
    site: Option<String>,
    /// Unit of the readings: cm, mm, m, in, kg, g, lb, percent, score, none (repeat for more outcomes)
    #[arg(long, value_name = "UNIT", value_parser = unit)]
    unit: Vec<Unit>,
    /// Name of the outcome (repeat for more outcomes)
    #[arg(long, value_name = "NAME")]
    outcome: Vec<String>,
    /// What the outcome is: girth, weight, height, grade, events, other (repeat for more outcomes)
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Vec<OutcomeKind>,
    /// Keep only rows with this value (repeat for more columns)
    #[arg(long = "where", value_name = "COLUMN=VALUE", value_parser = filter)]
    filters: Vec<String>,
    /// Wide data without an id column: each row is one participant
    #[arg(long)]
    rows_are_participants: bool,
    /// Field separator: comma, semicolon, tab
    #[arg(long, value_name = "NAME", value_parser = delimiter)]
    delimiter: Option<Delimiter>,
    /// Decimal sign: point, comma
    #[arg(long, value_name = "NAME", value_parser = decimal)]
    decimal: Option<DecimalSign>,
    /// Design: single-arm, split-body, parallel-arms, crossover
    #[arg(long, value_name = "KIND", value_parser = design)]
    design: Option<DesignKind>,
    /// What was done between the readings, in words
    #[arg(long, value_name = "WORDS")]
    intervention: Option<String>,
}

/// Settings of the analysis.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Analysis")]
pub(super) struct AnalysisArgs {
    /// Tests and effect sizes to run, by name and separated by commas, or `all` [default: a small set that suits the outcome]
    #[arg(long, value_name = "IDS", value_delimiter = ',')]
    method: Vec<String>,
    /// Confidence level [default: 0.95]
    #[arg(long, value_name = "LEVEL")]
    level: Option<f64>,
    /// Alternative: two-sided, less, greater [default: two-sided]
    #[arg(long, value_name = "SIDE", value_enum)]
    alternative: Option<AlternativeArg>,
    /// Change under the null hypothesis, with its unit [default: 0]
    #[arg(long, value_name = "MEASURE", allow_hyphen_values = true)]
    null: Option<Measure>,
    /// Smallest change that matters: runs the equivalence test. 1kg, 5% (of the mean before), 0.3sd (of the changes), or
    /// bounds: -2cm..0.5cm, ..0.5cm, 0.8..1.25ratio
    #[arg(long, value_name = "MARGIN", allow_hyphen_values = true)]
    margin: Option<StatedMargin>,
    /// SD of the error of one reading, with its unit, or `published` for the figure on file of that place on the body
    #[arg(long, value_name = "MEASURE", value_parser = reading_error)]
    reading_error: Option<StatedError>,
    /// Adjust the p-values of several samples: bonferroni, sidak, holm, holm-sidak, hochberg, hommel, benjamini-hochberg,
    /// benjamini-yekutieli, max-t, max-t-single-step
    #[arg(long, value_name = "ID")]
    adjust: Option<String>,
    /// Least change that counts as a response, with its unit; its sign is the direction: -1.5cm, -5%
    #[arg(long, value_name = "MEASURE", allow_hyphen_values = true)]
    responder: Option<Measure>,
    /// Zeros in the signed-rank test [default: wilcoxon]
    #[arg(long, value_name = "RULE", value_enum)]
    zeros: Option<ZerosArg>,
    /// Distribution of the signed-rank test [default: auto]
    #[arg(long, value_name = "METHOD", value_enum)]
    signed_rank: Option<SignedRankArg>,
    /// Share that trimmed means leave out at each end [default: 0.2]
    #[arg(long, value_name = "SHARE")]
    trim: Option<f64>,
    /// Scale of the Cauchy prior in Bayes factors [default: 0.7071]
    #[arg(long, value_name = "SCALE")]
    prior_scale: Option<f64>,
    /// Seed of all resampling [default: 20261122]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Bootstrap resamples [default: 5000]
    #[arg(long, value_name = "N")]
    resamples: Option<usize>,
    /// Bootstrap intervals beside the analytic ones: percentile, bca, studentized [default: none]
    #[arg(long, value_name = "INTERVAL", value_enum)]
    bootstrap: Option<BootstrapArg>,
    /// Threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum AlternativeArg {
    TwoSided,
    Less,
    Greater,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ZerosArg {
    Wilcoxon,
    Pratt,
    Split,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SignedRankArg {
    Auto,
    Exact,
    Asymptotic,
    AsymptoticContinuity,
    Sas,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum BootstrapArg {
    Percentile,
    Bca,
    Studentized,
}

pub(super) fn unit(text: &str) -> Result<Unit, String> {
    let names = || Unit::ALL.map(Unit::name).join(", ");
    Unit::parse(text).ok_or_else(|| format!("not a unit; use one of {}", names()))
}

fn reading_error(text: &str) -> Result<StatedError, String> {
    text.parse()
}

fn kind(text: &str) -> Result<OutcomeKind, String> {
    OutcomeKind::parse(text).ok_or_else(|| "use one of girth, weight, height, grade, events, other".to_owned())
}

pub(super) fn filter(text: &str) -> Result<String, String> {
    if text.contains('=') { Ok(text.to_owned()) } else { Err("write COLUMN=VALUE".to_owned()) }
}

pub(super) fn delimiter(text: &str) -> Result<Delimiter, String> {
    Delimiter::parse(text).ok_or_else(|| "use comma, semicolon or tab".to_owned())
}

pub(super) fn decimal(text: &str) -> Result<DecimalSign, String> {
    DecimalSign::parse(text).ok_or_else(|| "use point or comma".to_owned())
}

fn design(text: &str) -> Result<DesignKind, String> {
    DesignKind::parse(text).ok_or_else(|| "use one of single-arm, split-body, parallel-arms, crossover".to_owned())
}

/// The study that the user named: `@name`, a folder or plan.toml, `-`, or a data file with its roles from flags.
pub(super) fn study(file: &str, columns: &ColumnArgs, analysis: &AnalysisArgs) -> Result<Study, Failure> {
    let mut study = open(file)?;
    if let Some(plan) = &columns.plan {
        study.replace_plan(plan)?;
    }
    columns.apply(&mut study.plan)?;
    analysis.apply(&mut study.plan)?;
    Ok(study)
}

/// A bundled study, a folder, a plan, a data file or standard input, as it stands.
pub(super) fn open(file: &str) -> Result<Study, Failure> {
    let path = Path::new(file);
    let is_plan = path.extension().is_some_and(|extension| extension == "toml");
    if file.starts_with('@') {
        return Ok(Study::bundled(file)?);
    }
    if file != "-" && path.is_dir() {
        return Ok(Study::from_folder(path)?);
    }
    if is_plan {
        return Ok(Study::from_plan(path)?);
    }
    let data = read(file)?;
    let title =
        path.file_name().map_or_else(|| "Standard input".to_owned(), |name| name.to_string_lossy().into_owned());
    let title = if file == "-" { "Standard input".to_owned() } else { title };
    Ok(Study::from_data(data, Plan { title, ..Plan::default() }))
}

/// Reads a file, or standard input for `-`.
pub(super) fn read(file: &str) -> Result<Source, Failure> {
    if file != "-" {
        return Ok(read_path(Path::new(file))?);
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|cause| Failure::Input(format!("standard input: {cause}")))?;
    Ok(Source::new("-", bytes))
}

impl ColumnArgs {
    /// The unit, where one is stated for all outcomes.
    pub(super) fn unit(&self) -> Option<Unit> {
        self.unit.first().copied()
    }

    /// Lays the flags over a plan.
    fn apply(&self, plan: &mut Plan) -> Result<(), Failure> {
        let columns = &mut plan.columns;
        for (flag, role) in [
            (&self.id, &mut columns.id),
            (&self.arm, &mut columns.arm),
            (&self.site, &mut columns.site),
            (&self.visit, &mut columns.visit),
            (&self.value, &mut columns.value),
            (&self.baseline, &mut columns.baseline),
            (&self.followup, &mut columns.followup),
            (&self.baseline_column, &mut columns.baseline_column),
            (&self.time, &mut columns.time),
            (&self.sessions, &mut columns.sessions),
            (&self.control, &mut plan.design.control),
        ] {
            if flag.is_some() {
                role.clone_from(flag);
            }
        }
        columns.filters.extend(self.filters.iter().cloned());
        columns.rows_are_participants |= self.rows_are_participants;
        columns.delimiter = self.delimiter.or(columns.delimiter);
        columns.decimal = self.decimal.or(columns.decimal);
        plan.design.kind = self.design.unwrap_or(plan.design.kind);
        if let Some(intervention) = &self.intervention {
            plan.intervention.clone_from(intervention);
        }
        self.apply_outcomes(plan)
    }

    fn apply_outcomes(&self, plan: &mut Plan) -> Result<(), Failure> {
        if self.before.len() != self.after.len() {
            return Err(Failure::Input(format!(
                "--before is given {} times and --after {}; give one of each per outcome",
                self.before.len(),
                self.after.len()
            )));
        }
        let wanted =
            self.before.len().max(self.outcome.len()).max(usize::from(!self.unit.is_empty() || !self.kind.is_empty()));
        if wanted == 0 {
            return Ok(());
        }
        for (flag, given) in
            [("--unit", self.unit.len()), ("--kind", self.kind.len()), ("--outcome", self.outcome.len())]
        {
            let one_for_all = flag != "--outcome" && given == 1;
            if given != 0 && given != wanted && !one_for_all {
                return Err(Failure::Input(format!(
                    "{flag} is given {given} times for {wanted} outcomes; give one per outcome"
                )));
            }
        }
        if !self.before.is_empty() {
            plan.outcome = vec![OutcomePlan::default(); self.before.len()];
        } else if plan.outcome.is_empty() && !self.outcome.is_empty() {
            plan.outcome = vec![OutcomePlan::default(); self.outcome.len()];
        }
        if plan.outcome.is_empty() {
            if !self.kind.is_empty() {
                return Err(Failure::Input(
                    "--kind says what an outcome is; name the outcome with --before and --after, or --outcome"
                        .to_owned(),
                ));
            }
            // The unit of outcomes that the header will name.
            plan.columns.unit = self.unit.first().copied().or(plan.columns.unit);
            return Ok(());
        }
        for (at, outcome) in plan.outcome.iter_mut().enumerate() {
            let pick = |list: &[String]| list.get(at).cloned();
            if !self.before.is_empty() {
                (outcome.before, outcome.after) = (pick(&self.before), pick(&self.after));
            }
            outcome.name = pick(&self.outcome).or(outcome.name.take());
            outcome.unit = self.unit.get(at).or(self.unit.first()).copied().or(outcome.unit);
            outcome.kind = self.kind.get(at).or(self.kind.first()).copied().or(outcome.kind);
        }
        Ok(())
    }
}

impl AnalysisArgs {
    /// The analysis that the flags ask for, without a plan beneath them.
    pub(super) fn plan(&self) -> Result<AnalysisPlan, Failure> {
        let mut plan = Plan::default();
        self.apply(&mut plan)?;
        Ok(plan.analysis)
    }

    fn apply(&self, plan: &mut Plan) -> Result<(), Failure> {
        let analysis = &mut plan.analysis;
        if !self.method.is_empty() {
            Selection::of(&self.method).map_err(|cause| Failure::Input(format!("--method: {cause}")))?;
            analysis.methods.clone_from(&self.method);
        }
        if let Some(level) = self.level {
            crate::result::Level::try_new(level).map_err(|cause| Failure::Input(format!("--level: {cause}")))?;
            analysis.level = level;
        }
        if let Some(margin) = self.margin {
            analysis.margin = Some(margin);
            plan.outcome.iter_mut().for_each(|outcome| outcome.margin = None);
        }
        if let Some(error) = self.reading_error {
            analysis.reading_error = Some(error);
            plan.outcome.iter_mut().for_each(|outcome| outcome.reading_error = None);
        }
        if let Some(id) = &self.adjust {
            multiplicity::find(id).map_err(|cause| Failure::Input(format!("--adjust: {cause}")))?;
            analysis.adjust = Some(id.clone());
        }
        if let Some(responder) = self.responder {
            if responder.amount.ticks() == 0 {
                return Err(Failure::Input(format!(
                    "--responder: {responder} has no direction; give a rise or a fall, such as -1.5cm"
                )));
            }
            analysis.responder = Some(responder);
        }
        if let Some(null) = self.null {
            analysis.null = Some(null);
            plan.outcome.iter_mut().for_each(|outcome| outcome.null = None);
        }
        if let Some(side) = self.alternative {
            analysis.alternative = match side {
                AlternativeArg::TwoSided => Alternative::TwoSided,
                AlternativeArg::Less => Alternative::Less,
                AlternativeArg::Greater => Alternative::Greater,
            };
        }
        if let Some(zeros) = self.zeros {
            analysis.zeros = match zeros {
                ZerosArg::Wilcoxon => ZeroHandling::Wilcoxon,
                ZerosArg::Pratt => ZeroHandling::Pratt,
                ZerosArg::Split => ZeroHandling::Split,
            };
        }
        if let Some(method) = self.signed_rank {
            analysis.signed_rank = match method {
                SignedRankArg::Auto => SignedRankMethod::Auto,
                SignedRankArg::Exact => SignedRankMethod::Exact,
                SignedRankArg::Asymptotic => SignedRankMethod::Asymptotic,
                SignedRankArg::AsymptoticContinuity => SignedRankMethod::AsymptoticContinuity,
                SignedRankArg::Sas => SignedRankMethod::Sas,
            };
        }
        if let Some(trim) = self.trim {
            Trim::try_new(trim).ok_or_else(|| Failure::Input(format!("--trim: {trim} is not from 0 to below 0.5")))?;
            analysis.trim = trim;
        }
        analysis.prior_scale = self.prior_scale.unwrap_or(analysis.prior_scale);
        if let Some(method) = self.bootstrap {
            analysis.bootstrap = Some(match method {
                BootstrapArg::Percentile => BootstrapMethod::Percentile,
                BootstrapArg::Bca => BootstrapMethod::Bca,
                BootstrapArg::Studentized => BootstrapMethod::Studentized,
            });
        }
        analysis.seed = self.seed.unwrap_or(analysis.seed);
        analysis.resamples = self.resamples.unwrap_or(analysis.resamples);
        if let Some(threads) = self.threads {
            // A second call cannot happen: arguments are applied once per process.
            let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
        }
        Ok(())
    }
}
