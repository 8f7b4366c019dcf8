use super::evidence::CombineArgs;
use super::reliability::readings;
use crate::chart::{COMPARISON_CHARTS, ERROR_CHARTS, EVIDENCE_CHARTS, Figure, LONGITUDINAL_CHARTS, all_charts, svg};
use crate::cli::data_args::{AnalysisArgs, ColumnArgs, study};
use crate::cli::terminal::Spinner;
use crate::cli::{Failure, output};
use crate::plan::{Analysis, Ask, PhotosPlan, SampleAnalysis, evidence, reliability, run as run_study};
use crate::render::png;
use crate::report::{
    SIMULATED, claims_figure, comparison_figures, cumming_figure, equivalence_figure, error_figure, evidence_figure,
    longitudinal_figures, of_study, reliability_figure, sample_figure,
};
use crate::result::Level;
use std::path::PathBuf;
use std::process::ExitCode;

/// Draw one chart.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  girth chart paired-lines @sleep --out sleep.svg\n  \
                  girth chart estimation trial.csv --before waist --after waist1 --unit cm --out waist.png\n  \
                  girth chart claims @anorexia --out claims.png --width 1063\n  \
                  girth chart waterfall @anorexia --group FT > waterfall.svg\n  \
                  girth chart cumming @anorexia --out groups.png\n  girth chart change-by-arm @anorexia --out arms.png\n  girth chart harms @thigh-trial --out harms.svg\n  girth chart bland-altman @thigh-trial --out agreement.png\n  girth chart claimed-band @mesotherapy-evidence --out claimed.png\n\n`girth list` names the kinds of charts.")]
pub(in crate::cli) struct Args {
    /// Kind of chart: paired-lines, estimation, cumming, raincloud, waterfall, scatter, histogram, qq, consonance, equivalence,
    /// bayes-robustness, claims; of arms and sites: flow, change-by-arm, split-body, ancova, forest, harms, responder-curve, lord; of several
    /// visits: mean-by-visit, trajectories, visit-differences, dose-response, retention, missingness, tipping; of measuring error and what
    /// else explains a change: bland-altman, observer-differences, explain-away, selection-funnel, gallery, rated-photos; of published
    /// trials: claimed-band, evidence-forest, control-contrast, funnel, baujat, leave-one-out, cumulative, tau-profile, posterior; correlation-sweep
    /// is drawn by `girth test --summary`
    #[arg(value_name = "KIND")]
    chart: String,
    /// A data file, a folder with plan.toml, `-` for standard input, or @name of a bundled study
    #[arg(value_name = "FILE")]
    file: String,
    /// File to write, .svg or .png; standard output (SVG) when left out
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Pixels across a PNG (1063 is 90 mm at 300 to the inch)
    #[arg(long, value_name = "N", default_value_t = png::PRINT_WIDTH)]
    width: u32,
    /// Arm or site to draw, where there are several
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Claims to draw, in place of the study's own
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    analysis: AnalysisArgs,
    #[command(flatten)]
    combine: CombineArgs,
}

pub(in crate::cli) fn run(args: &Args) -> Result<ExitCode, Failure> {
    if !all_charts().any(|chart| chart.id == args.chart) {
        let kinds: Vec<&str> = all_charts().map(|chart| chart.id).collect();
        return Err(Failure::Input(format!("there is no chart {}; there are {}", args.chart, kinds.join(", "))));
    }
    let is_png = args.out.as_deref().map_or(Ok(false), |path| output::is_png("--out", path))?;
    if ["bland-altman", "observer-differences"].contains(&args.chart.as_str()) {
        let found = readings(&args.file)?;
        let analysis = reliability(&found.source, &found.plan, Level::DEFAULT, false, &Spinner::new())?;
        let figure = reliability_figure(&args.chart, &analysis)?;
        return draw(if found.simulated { figure.stamped(SIMULATED) } else { figure }, is_png, args);
    }
    let mut study = study(&args.file, &args.columns, &args.analysis)?;
    let is_evidence = EVIDENCE_CHARTS.iter().any(|chart| chart.id == args.chart);
    if is_evidence || study.plan.evidence.is_some() {
        args.combine.apply(&mut study)?;
        let analysis = evidence(&study, &Spinner::new())?;
        return draw(evidence_figure(&args.chart, &analysis)?, is_png, args);
    }
    if let Some(claims) = &args.claims {
        study.add_claims(claims)?;
    }
    let kind = args.chart.as_str();
    if ["gallery", "rated-photos"].contains(&kind) && study.plan.photos.is_none() {
        study.plan.photos = Some(PhotosPlan::default());
    }
    let of_visits = LONGITUDINAL_CHARTS.iter().any(|chart| chart.id == kind);
    let bootstrap = ["estimation", "cumming"].contains(&kind);
    let analysis = run_study(
        &study,
        Ask {
            pairs: !of_visits,
            visits: of_visits,
            bootstrap,
            claims: ["claims", "explain-away"].contains(&kind),
            ..Ask::NOTHING
        },
        &Spinner::new(),
    )?;
    let group = args.group.as_deref();
    let figure = match kind {
        "claims" => claims_figure(&analysis.claims),
        "cumming" => cumming_figure(&several(&analysis, group)?, &analysis.settings),
        "equivalence" => equivalence_figure(&several(&analysis, group)?, &analysis.settings),
        _ if COMPARISON_CHARTS.iter().any(|chart| chart.id == kind) => {
            let mut slots = comparison_figures(kind, &analysis)?;
            Ok(slots.remove(0).figure)
        }
        _ if ERROR_CHARTS.iter().any(|chart| chart.id == kind) => error_figure(kind, &analysis, group),
        _ if of_visits => Ok(longitudinal_figures(kind, &analysis)?.remove(0).figure),
        _ => sample_figure(kind, chosen(&analysis, group)?, &analysis.settings),
    }?;
    draw(of_study(figure, &analysis), is_png, args)
}

/// Writes the figure to where the user wants it.
fn draw(figure: Figure, is_png: bool, args: &Args) -> Result<ExitCode, Failure> {
    let drawing = svg(&figure);
    let bytes = if is_png { png(&drawing, args.width)? } else { drawing.into_bytes() };
    match &args.out {
        Some(path) => output::write_file(path, &bytes)?,
        None => output::print(&bytes)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// All samples, or the one of the primary outcome in the group asked for.
fn several<'a>(analysis: &'a Analysis, group: Option<&str>) -> Result<Vec<&'a SampleAnalysis>, Failure> {
    match group {
        None => Ok(analysis.samples.iter().collect()),
        Some(_) => Ok(vec![chosen(analysis, group)?]),
    }
}

/// The sample of the primary outcome in the group asked for.
fn chosen<'a>(analysis: &'a Analysis, group: Option<&str>) -> Result<&'a SampleAnalysis, Failure> {
    let samples: Vec<&SampleAnalysis> = analysis.samples.iter().filter(|sample| sample.primary).collect();
    let groups = || {
        samples
            .iter()
            .filter_map(|sample| sample.arm.as_deref().or(sample.site.as_deref()))
            .collect::<Vec<_>>()
            .join(", ")
    };
    match (group, samples.as_slice()) {
        (None, [only]) => Ok(only),
        (None, _) => Err(Failure::Input(format!("which group? Choose one with --group: {}", groups()))),
        (Some(name), all) => all
            .iter()
            .find(|sample| [sample.arm.as_deref(), sample.site.as_deref(), sample.sample.group()].contains(&Some(name)))
            .copied()
            .ok_or_else(|| Failure::Input(format!("there is no group {name}; there are {}", groups()))),
    }
}
