//! From a case's procedure and arguments to calls of girth. Only what girth itself computes becomes a field.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::{
    Fields, Stop, agreement, binary, bootstrap, effects, equivalence, evidence, explain, gallery, individual, linear,
    location, meta, missing, mixed, mmrm, mmrm_model, multiplicity, repeated, risk, slopes, small_study, spread,
    study_measures, summary_data, trials, two_sample,
};
use girth::data::{Decimal, ExclusionReason, Longitudinal, PairedSample, SeveralArms, TwoArms};
use girth::result::{Alternative, DetailValue, EffectSize, Interval, Level, ModelResult, TestResult};
use girth::stats::describe::{QuantileType, describe, describe_pairs, median_absolute_deviation, quantile};
use girth::stats::effect::hedges_correction;
use girth::stats::paired::{hodges_lehmann, hodges_lehmann_asymptotic};
use girth::stats::{
    Moments, ShapeEstimator, SignedRankMethod, TestOptions, ZeroHandling, excess_kurtosis, registry, skewness,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Relative tolerance of the reference for closed forms: beyond it, differences of doubles are other differences.
const CLOSED_FORM: f64 = 1e-9;

/// Reads the data set of a case.
pub type Open<'a> = &'a dyn Fn(&Case) -> Result<Table, Stop>;

/// Reads the pairs of a case on girth's decimal grid.
pub type Exact<'a> = &'a dyn Fn() -> Result<PairedSample, Stop>;

/// Runs girth's procedures and remembers which.
#[derive(Default)]
pub struct Runner {
    /// Stable names of the procedures run.
    pub used: BTreeSet<&'static str>,
}

impl Runner {
    /// What girth gives for the case.
    pub fn answer(&mut self, case: &Case, open: Open<'_>) -> Result<Fields, Stop> {
        let paired = || open(case)?.paired().map_err(Stop::NotCovered);
        let exact = || {
            let table = open(case)?;
            let decimal = case.arguments.get("readings").and_then(Value::as_str) == Some("decimal text");
            if !decimal && table.binary_noise().map_err(Stop::NotCovered)? > CLOSED_FORM {
                return Err(Stop::NotCovered(
                    "the doubles nearest to the readings: girth takes the decimals".to_owned(),
                ));
            }
            table.paired().map_err(Stop::NotCovered)
        };
        match case.procedure.as_str() {
            "describe" => describe_case(case, &exact()?),
            "univariate" => univariate(case, &open(case)?),
            "paired_t" => self.paired_t(case, &exact()?),
            "wilcoxon_signed_rank" => self.signed_rank(case, &paired()?),
            "hodges_lehmann_paired" => self.hodges_lehmann(case, &exact()?),
            "effect_sizes_paired" => self.effect_sizes(case, &exact()?),
            other => match self.of_groups(other, case, open) {
                Some(answer) => answer,
                None => self.further(other, case, &exact),
            },
        }
    }

    /// The areas that need more of the data set than its pairs, in turn; `None` for procedures of other areas.
    fn of_groups(&mut self, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
        let areas = [
            two_sample::answer,
            linear::answer,
            mixed::answer,
            risk::answer,
            mmrm::answer,
            mmrm_model::answer,
            repeated::answer,
            slopes::answer,
            missing::answer,
            agreement::answer,
            trials::answer,
            explain::answer,
            gallery::answer,
            individual::answer,
            meta::answer,
            small_study::answer,
            study_measures::answer,
            summary_data::answer,
        ];
        areas.iter().find_map(|area| area(self, procedure, case, open))
    }

    /// The areas with files of their own, in turn.
    fn further(&mut self, procedure: &str, case: &Case, exact: Exact<'_>) -> Result<Fields, Stop> {
        let areas = [
            location::answer,
            bootstrap::answer,
            spread::answer,
            effects::answer,
            evidence::answer,
            equivalence::answer,
            binary::answer,
            multiplicity::answer,
        ];
        areas.iter().find_map(|area| area(self, procedure, case, exact)).unwrap_or(Err(Stop::NoProcedure))
    }

    pub fn test(&mut self, id: &str, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, Stop> {
        let procedure = registry::paired(id).ok_or(Stop::NoProcedure)?;
        self.used.insert(procedure.id());
        Ok(procedure.run(sample, options)?)
    }

    /// Says that an analysis with a page of its own took part in a case.
    pub fn took_part(&mut self, id: &str) -> Result<(), Stop> {
        self.used.insert(registry::analysis(id).ok_or(Stop::NoProcedure)?.id());
        Ok(())
    }

    pub fn effect(&mut self, id: &str, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, Stop> {
        let procedure = registry::effect(id).ok_or(Stop::NoProcedure)?;
        self.used.insert(procedure.id());
        Ok(procedure.run(sample, options)?)
    }

    pub fn comparison(&mut self, id: &str, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, Stop> {
        let procedure = registry::comparison(id).ok_or(Stop::NoProcedure)?;
        self.used.insert(procedure.id());
        Ok(procedure.run(arms, options)?)
    }

    pub fn comparison_effect(&mut self, id: &str, arms: &TwoArms, options: &TestOptions) -> Result<EffectSize, Stop> {
        let procedure = registry::comparison_effect(id).ok_or(Stop::NoProcedure)?;
        self.used.insert(procedure.id());
        Ok(procedure.run(arms, options)?)
    }

    pub fn arms(&mut self, id: &str, arms: &SeveralArms, options: &TestOptions) -> Result<ModelResult, Stop> {
        let procedure = registry::arms(id).ok_or(Stop::NoProcedure)?;
        self.used.insert(procedure.id());
        Ok(procedure.run(arms, options)?)
    }

    #[allow(dead_code, reason = "filled by the areas")]
    pub fn repeated(&mut self, id: &str, data: &Longitudinal, options: &TestOptions) -> Result<ModelResult, Stop> {
        let procedure = registry::repeated(id).ok_or(Stop::NoProcedure)?;
        self.used.insert(procedure.id());
        Ok(procedure.run(data, options)?)
    }

    fn paired_t(&mut self, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
        let arguments = Arguments::known(&case.arguments, &["alternative", "conf_level", "mu"])?;
        let options = TestOptions {
            alternative: arguments.alternative()?,
            level: arguments.level()?,
            null_value: arguments.decimal("mu")?.unwrap_or(Decimal::ZERO),
            ..TestOptions::default()
        };
        let result = self.test("paired-t", sample, &options)?;
        let mut fields = mean_change(&result);
        fields.insert("sd_diff".into(), detail(&result, "sd_change"));
        fields.insert("t".into(), statistic(&result));
        fields.insert("p_value".into(), p_value(&result));
        Ok(fields)
    }

    fn signed_rank(&mut self, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
        // How the reference rounded its binary differences does not matter here: girth's are exact.
        let known = ["zero_method", "method", "correct", "alternative", "conf_level", "mu", "rounding_of_differences"];
        let arguments = Arguments::known(&case.arguments, &known)?;
        let zeros =
            [("wilcox", ZeroHandling::Wilcoxon), ("pratt", ZeroHandling::Pratt), ("zsplit", ZeroHandling::Split)];
        let methods = [("exact", SignedRankMethod::Exact), ("asymptotic", SignedRankMethod::Asymptotic)];
        let method = arguments.choose("method", &methods, SignedRankMethod::Auto)?;
        let method = match (method, arguments.flag("correct")?) {
            (method, false) => method,
            (SignedRankMethod::Asymptotic, true) => SignedRankMethod::AsymptoticContinuity,
            (_, true) => return Err(Stop::NotCovered("a continuity correction of the exact test".to_owned())),
        };
        let options = TestOptions {
            alternative: arguments.alternative()?,
            level: arguments.level()?,
            null_value: arguments.decimal("mu")?.unwrap_or(Decimal::ZERO),
            zeros: arguments.choose("zero_method", &zeros, ZeroHandling::Wilcoxon)?,
            signed_rank: method,
            ..TestOptions::default()
        };
        let result = self.test("signed-rank", sample, &options)?;
        let mut fields = Fields::new();
        fields.insert("n".into(), result.analysed.n.into());
        fields.insert("t_plus".into(), statistic(&result));
        fields.insert("p_value".into(), p_value(&result));
        for (field, id) in [
            ("n_zero", "zeros"),
            ("n_used", "nonzero"),
            ("n_pos", "positive"),
            ("n_neg", "negative"),
            ("t_minus", "t_minus"),
            ("null_mean", "null_mean"),
            ("null_var", "null_variance"),
            ("z", "z"),
        ] {
            fields.insert(field.into(), detail(&result, id));
        }
        Ok(fields)
    }

    fn hodges_lehmann(&mut self, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
        let arguments = Arguments::known(&case.arguments, &["conf_level", "rounding_of_differences", "method"])?;
        let level = arguments.level()?;
        let methods = [("asymptotic", SignedRankMethod::Asymptotic)];
        let signed_rank = arguments.choose("method", &methods, SignedRankMethod::Auto)?;
        if achieved_below(case, level) {
            return Err(Stop::NotCovered(format!("an interval that reaches less than the level {}", level.value())));
        }
        let options = TestOptions { level, signed_rank, ..TestOptions::default() };
        let result = self.test("signed-rank", sample, &options)?;
        let walsh = match signed_rank {
            SignedRankMethod::Asymptotic => hodges_lehmann_asymptotic(sample.change(), level, Alternative::TwoSided)?,
            _ => hodges_lehmann(sample.change(), level, Alternative::TwoSided)?,
        };
        let primary = result.primary();
        let interval = primary.and_then(|estimate| estimate.interval.as_ref());
        let mut fields = Fields::new();
        fields.insert("n".into(), result.analysed.n.into());
        fields.insert("estimate".into(), optional(primary.map(|estimate| estimate.value)));
        insert_limits(&mut fields, "ci", interval);
        fields.insert("order_index".into(), walsh.order.into());
        let achieved = interval.and_then(|interval| interval.achieved_level);
        fields.insert("conf_level_achieved".into(), optional(achieved));
        Ok(fields)
    }

    fn effect_sizes(&mut self, case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
        let arguments = Arguments::known(&case.arguments, &["conf_level"])?;
        let options = TestOptions { level: arguments.level()?, ..TestOptions::default() };
        let degrees = sample.n() as f64 - 1.0;
        let mut fields = Fields::new();
        fields.insert("n".into(), sample.n().into());
        fields.insert("pearson_r".into(), optional(describe_pairs(sample).correlation));
        fields.insert("hedges_J_df_n_minus_1".into(), optional(hedges_correction(degrees)));
        for (field, id) in [
            ("d_z", "d_z"),
            ("g_z", "g_z"),
            ("d_av_rms_sd", "d_av"),
            ("d_av_mean_sd", "d_av_mean_sd"),
            ("d_rm", "d_rm"),
            ("glass_delta_before", "glass_delta_before"),
            ("glass_delta_after", "glass_delta_after"),
            ("g_av_rms_J_n_minus_1", "g_av"),
            ("g_av_rms_J_2n_minus_2", "g_av_2n"),
            ("g_rm_J_n_minus_1", "g_rm"),
            ("cles_paired_normal", "common_language_normal"),
            ("cles_paired_count", "probability_of_increase"),
        ] {
            let effect = self.effect(id, sample, &options)?;
            fields.insert(field.into(), number(effect.estimate.value));
            insert_limits(&mut fields, &format!("{field}_ci"), effect.estimate.interval.as_ref());
        }
        // The other df in use for J: girth's g_rm states n - 1, and gives both parts of this product.
        let d_rm = self.effect("d_rm", sample, &options)?.estimate.value;
        fields.insert("g_rm_J_2n_minus_2".into(), optional(hedges_correction(2.0 * degrees).map(|j| j * d_rm)));
        Ok(fields)
    }
}

fn describe_case(case: &Case, sample: &PairedSample) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["missing"])?;
    arguments.choose("missing", &[("pairwise complete", ())], ())?;
    let missing = |reason: ExclusionReason| {
        let either = |found: ExclusionReason| found == reason || found == ExclusionReason::MissingBoth;
        sample.excluded().iter().filter(|exclusion| either(exclusion.reason)).count()
    };
    let pairs = describe_pairs(sample);
    let (change, moments) = (&pairs.change, Moments::of(sample.change()));
    let at = |p, kind| number(quantile(sample.change(), p, kind));
    let fields = json!({
        "n_rows": sample.n() + sample.excluded().len(),
        "n_pairs": change.n,
        "n_missing_before": missing(ExclusionReason::MissingBefore),
        "n_missing_after": missing(ExclusionReason::MissingAfter),
        "mean_before": number(pairs.before.mean),
        "sd_before": optional(pairs.before.sd),
        "mean_after": number(pairs.after.mean),
        "sd_after": optional(pairs.after.sd),
        "mean_diff": number(change.mean),
        "sd_diff": optional(change.sd),
        "median_diff": number(change.median),
        "min_diff": number(change.minimum),
        "max_diff": number(change.maximum),
        "q1_diff_type7": number(change.first_quartile),
        "q3_diff_type7": number(change.third_quartile),
        "q1_diff_type6": at(0.25, QuantileType::Six),
        "q3_diff_type6": at(0.75, QuantileType::Six),
        "q1_diff_type2": at(0.25, QuantileType::Two),
        "q3_diff_type2": at(0.75, QuantileType::Two),
        "mad_diff": number(median_absolute_deviation(sample.change())),
        "iqr_diff_type7": number(change.interquartile_range()),
        "skewness_g1": optional(skewness(&moments, ShapeEstimator::Moments)),
        "skewness_G1": optional(skewness(&moments, ShapeEstimator::Adjusted)),
        "kurtosis_g2": optional(excess_kurtosis(&moments, ShapeEstimator::Moments)),
        "kurtosis_G2": optional(excess_kurtosis(&moments, ShapeEstimator::Adjusted)),
        "pearson_r": optional(pairs.correlation),
    });
    Ok(fields.as_object().cloned().unwrap_or_default())
}

fn univariate(case: &Case, table: &Table) -> Result<Fields, Stop> {
    Arguments::known(&case.arguments, &["certified"])?;
    let sample = table.single().map_err(Stop::NotCovered)?;
    let description = describe(&sample);
    let mut fields = Fields::new();
    fields.insert("n".into(), description.n.into());
    fields.insert("mean".into(), number(description.mean));
    fields.insert("sd".into(), optional(description.sd));
    fields.insert("lag1_autocorrelation".into(), optional(Moments::of(&sample).lag1_autocorrelation()));
    Ok(fields)
}

/// Whether the reference settles for an interval below the level asked for, as R does for few pairs; girth then gives none.
fn achieved_below(case: &Case, level: Level) -> bool {
    let achieved = case.expected.get("conf_level_achieved").and_then(Value::as_f64);
    achieved.is_some_and(|achieved| achieved < level.value() - CLOSED_FORM)
}

/// What all t tests of the mean change report alike.
pub fn mean_change(result: &TestResult) -> Fields {
    let primary = result.primary();
    let mut fields = Fields::new();
    fields.insert("n".into(), result.analysed.n.into());
    fields.insert("mean_diff".into(), optional(primary.map(|estimate| estimate.value)));
    fields.insert("se".into(), optional(primary.and_then(|estimate| estimate.standard_error)));
    fields.insert("df".into(), detail(result, "degrees_of_freedom"));
    insert_limits(&mut fields, "ci", primary.and_then(|estimate| estimate.interval.as_ref()));
    fields
}

pub fn insert_limits(fields: &mut Fields, name: &str, interval: Option<&Interval>) {
    fields.insert(format!("{name}_low"), optional(interval.map(|interval| interval.lower)));
    fields.insert(format!("{name}_high"), optional(interval.map(|interval| interval.upper)));
}

pub fn statistic(result: &TestResult) -> Value {
    optional(result.statistic.as_ref().map(|statistic| statistic.value))
}

pub fn p_value(result: &TestResult) -> Value {
    optional(result.p_value.map(|p| p.value()))
}

pub fn detail(result: &TestResult, id: &str) -> Value {
    match result.detail(id) {
        None => Value::Null,
        Some(DetailValue::Count(count)) => count.into(),
        Some(DetailValue::Number(value)) => number(value),
        Some(DetailValue::Flag(flag)) => flag.into(),
    }
}
