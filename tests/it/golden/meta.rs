//! Meta-analysis.

mod models;
mod single_studies;

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::procedures::{Open, Runner, insert_limits};
use super::{Fields, Stop};
use girth::data::{StudyEffect, StudyEffects, Unit};
use girth::result::{Interval, Level, MetaResult};
use girth::stats::StatsError;
use girth::stats::measures::{GroupSummary, StudyMeasure, odds_ratio, risk_ratio, standardised_mean_difference};
use girth::stats::meta::{MetaOptions, MetaTest, PredictionMethod, TauMethod, random_effects};
use girth::stats::risk::TwoByTwo;
use serde_json::Value;

type Answer = fn(&Case) -> Result<Fields, Stop>;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    let (page, answer): (&str, Answer) = match procedure {
        "meta_analysis" => {
            return Some(runner.took_part("meta-analysis").and_then(|()| analysis(case, &open(case)?)));
        }
        "meta_fit" => ("meta-analysis", models::fit),
        "meta_regression" => ("meta-regression", models::regression),
        "meta_subgroups" => ("meta-subgroups", models::subgroups),
        "meta_leave_one_out" => ("meta-influence", single_studies::left_out),
        "meta_influence" => ("meta-influence", single_studies::influences),
        "meta_baujat" => ("meta-influence", single_studies::baujat_plot),
        "meta_cumulative" => ("meta-influence", single_studies::cumulated),
        "meta_tau_profile" => ("meta-analysis", single_studies::profile),
        _ => return None,
    };
    Some(runner.took_part(page).and_then(|()| answer(case)))
}

const METHODS: [(&str, TauMethod); 8] = [
    ("FE", TauMethod::CommonEffect),
    ("DL", TauMethod::DerSimonianLaird),
    ("HE", TauMethod::HedgesOlkin),
    ("SJ", TauMethod::SidikJonkman),
    ("PM", TauMethod::PauleMandel),
    ("EB", TauMethod::EmpiricalBayes),
    ("ML", TauMethod::MaximumLikelihood),
    ("REML", TauMethod::RestrictedMaximumLikelihood),
];

/// An estimate with its variance, of one row of the data set.
type Formula = fn(&[f64]) -> Option<(f64, f64)>;

fn of_counts(measure: fn(&TwoByTwo) -> Result<StudyMeasure, StatsError>, cells: &[f64]) -> Option<(f64, f64)> {
    let n = |at: usize| cells[at] as u64;
    let found = measure(&TwoByTwo::try_new(n(0), n(0) + n(1), n(2), n(2) + n(3))?).ok()?;
    Some((found.estimate, found.variance))
}

/// The columns and the formula of a measure.
fn measure(name: &str) -> Option<(&'static [&'static str], Formula)> {
    const COUNTS: &[&str] = &["tpos", "tneg", "cpos", "cneg"];
    Some(match name {
        "yi_vi" => (&["yi", "vi"], |row| Some((row[0], row[1]))),
        "RR_bcg" => (COUNTS, |cells| of_counts(risk_ratio, cells)),
        "OR_bcg" => (COUNTS, |cells| of_counts(odds_ratio, cells)),
        "SMD" => (&["n1i", "m1i", "sd1i", "n2i", "m2i", "sd2i"], |row| {
            let group = |at: usize| GroupSummary::try_new(row[at] as u64, row[at + 1], row[at + 2]).ok();
            let found = standardised_mean_difference(&group(0)?, &group(3)?).ok()?;
            Some((found.estimate, found.variance))
        }),
        _ => return None,
    })
}

/// The studies of a data set by a measure.
pub(super) fn studies(table: &Table, name: &str) -> Result<StudyEffects, Stop> {
    let (names, formula) = measure(name).ok_or_else(|| Stop::NotCovered(format!("measure {name}")))?;
    let column = |name: &&str| -> Result<Vec<f64>, String> {
        table.column(name)?.into_iter().map(|cell| cell.map(|cell| cell.to_f64()).ok_or("a gap".into())).collect()
    };
    let columns: Vec<Vec<f64>> = names.iter().map(column).collect::<Result<_, _>>().map_err(Stop::NotCovered)?;
    let study = |at: usize| {
        let row: Vec<f64> = columns.iter().map(|column| column[at]).collect();
        let (estimate, variance) = formula(&row).ok_or_else(|| Stop::NotCovered(format!("row {}", at + 1)))?;
        Ok(StudyEffect { label: at.to_string(), trial: at.to_string(), estimate, variance })
    };
    let studies = (0..columns[0].len()).map(study).collect::<Result<_, Stop>>()?;
    StudyEffects::try_new(Unit::None, studies).map_err(|cause| Stop::NotCovered(cause.to_string()))
}

fn pair(interval: Option<&Interval>) -> Value {
    interval.map_or(Value::Null, |interval| vec![number(interval.lower), number(interval.upper)].into())
}

fn analysis(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["measure", "method", "level"])?;
    let word = |name: &str| case.arguments.get(name).and_then(Value::as_str).unwrap_or_default();
    let level = Level::try_new(arguments.needed("level")?.to_f64() / 100.0);
    let options = MetaOptions {
        method: arguments.choose("method", &METHODS, TauMethod::default())?,
        test: MetaTest::Z,
        prediction: PredictionMethod::TLessTwo,
        level: level.map_err(|cause| Stop::NotCovered(cause.to_string()))?,
    };
    let effects = studies(table, word("measure"))?;
    let with = |test| random_effects(&effects, &MetaOptions { test, ..options });
    let (z, hksj, adhoc) = (with(MetaTest::Z)?, with(MetaTest::KnappHartung)?, with(MetaTest::KnappHartungAdHoc)?);
    let mut fields = Fields::new();
    let error = |result: &MetaResult| optional(result.estimate.standard_error);
    fields.insert("k".into(), z.k.into());
    fields.insert("estimate".into(), number(z.estimate.value));
    fields.insert("se".into(), error(&z));
    fields.insert("z".into(), number(z.statistic.value));
    fields.insert("p_value".into(), number(z.p_value.value()));
    insert_limits(&mut fields, "ci", z.estimate.interval.as_ref());
    fields.insert("prediction_interval_t_k_minus_2".into(), pair(z.prediction.as_ref()));
    fields.insert("hksj_se".into(), error(&hksj));
    fields.insert("hksj_t".into(), number(hksj.statistic.value));
    fields.insert("hksj_p_value".into(), number(hksj.p_value.value()));
    fields.insert("hksj_ci".into(), pair(hksj.estimate.interval.as_ref()));
    fields.insert("hksj_adhoc_ci".into(), pair(adhoc.estimate.interval.as_ref()));
    if let Some(found) = &z.heterogeneity {
        fields.insert("tau2".into(), number(found.tau2.value));
        fields.insert("Q".into(), number(found.q));
        fields.insert("Q_df".into(), found.degrees_of_freedom.into());
        fields.insert("Q_p_value".into(), number(found.p_value.value()));
        fields.insert("I2".into(), number(found.i2.value));
        fields.insert("H2".into(), number(found.h2.value));
        fields.insert("tau2_ci_q_profile".into(), pair(found.tau2.interval.as_ref()));
        fields.insert("I2_ci_q_profile".into(), pair(found.i2.interval.as_ref()));
    }
    Ok(fields)
}
