//! Effects of single studies from published figures, and whether the figures fit each other.

mod consistency;

use super::case::{Case, number, optional};
use super::procedures::{Open, Runner};
use super::{Fields, Stop};
use girth::result::Level;
use girth::stats::StatsError;
use girth::stats::measures::{self, GroupSummary, Measure, PairedSummary, StudyMeasure, Variances};
use girth::stats::risk::{Exposure, TwoByTwo};
use serde_json::{Map, Value, json};

type Answer = fn(&Given<'_>) -> Result<Value, Stop>;

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(runner: &mut Runner, procedure: &str, case: &Case, _: Open<'_>) -> Option<Result<Fields, Stop>> {
    let given = Given(&case.arguments);
    let (page, answer): (_, Answer) = match procedure {
        "paired_study_effect" => ("study-measures", paired_study_effect),
        "study_measure" => ("study-measures", study_measure),
        "study_measure_natural" => ("study-measures", natural),
        "study_conversion" => ("study-measures", conversion),
        "consistency_of_figures" => ("consistency-of-figures", consistency::answer),
        _ => return None,
    };
    Some(
        runner
            .took_part(page)
            .and_then(|()| answer(&given))
            .map(|fields| fields.as_object().cloned().unwrap_or_default()),
    )
}

/// The arguments of a case, or of a group in it.
struct Given<'a>(&'a Map<String, Value>);

impl Given<'_> {
    fn number(&self, name: &str) -> Result<f64, Stop> {
        self.0.get(name).and_then(Value::as_f64).ok_or_else(|| Stop::NotCovered(format!("no number {name}")))
    }

    fn optional(&self, name: &str) -> Option<f64> {
        self.0.get(name).and_then(Value::as_f64)
    }

    fn count(&self, name: &str) -> Result<u64, Stop> {
        self.0.get(name).and_then(Value::as_u64).ok_or_else(|| Stop::NotCovered(format!("no count {name}")))
    }

    fn word(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn part(&self, name: &str) -> Result<Given<'_>, Stop> {
        let part = self.0.get(name).and_then(Value::as_object);
        part.map(Given).ok_or_else(|| Stop::NotCovered(format!("no figures of {name}")))
    }

    fn group(&self) -> Result<GroupSummary, Stop> {
        Ok(GroupSummary::try_new(self.count("n")?, self.number("mean")?, self.number("sd")?)?)
    }

    fn pairs(&self, [before, after]: [&str; 2]) -> Result<PairedSummary, Stop> {
        let means = [self.number(before)?, self.number(after)?];
        let sds = [self.number("sd_before")?, self.number("sd_after")?];
        Ok(PairedSummary::try_new(self.count("n")?, means, sds, self.number("r")?)?)
    }

    fn exposure(&self) -> Result<Exposure, Stop> {
        let exposure = Exposure::try_new(self.count("events")?, self.number("exposure")?);
        exposure.ok_or_else(|| Stop::NotCovered("no such exposure".to_owned()))
    }

    fn table(&self) -> Result<TwoByTwo, Stop> {
        let (treated, control) = (self.part("treated")?, self.part("control")?);
        let side = |given: &Given<'_>| Ok::<_, Stop>((given.count("events")?, given.count("n")?));
        let ((a, n), (c, m)) = (side(&treated)?, side(&control)?);
        TwoByTwo::try_new(a, n, c, m).ok_or_else(|| Stop::NotCovered("no such table".to_owned()))
    }

    fn measure(&self) -> Result<Measure, Stop> {
        let found = Measure::ALL.into_iter().find(|measure| measure.code() == self.word("measure"));
        found.ok_or_else(|| Stop::NotCovered(format!("measure {}", self.word("measure"))))
    }

    fn level(&self) -> Result<Level, Stop> {
        Level::try_new(self.number("level")?).map_err(|cause| Stop::NotCovered(cause.to_string()))
    }
}

fn paired_study_effect(given: &Given<'_>) -> Result<Value, Stop> {
    let pairs = given.pairs(["mean_before", "mean_after"])?;
    let change = measures::mean_change(&pairs.change())?;
    let by_change = measures::standardised_mean_change(&pairs.change())?;
    let by_before = measures::raw_score_change(&pairs)?;
    Ok(json!({
        "mc_yi": change.estimate, "mc_vi": change.variance,
        "smcc_yi": by_change.estimate, "smcc_vi": by_change.variance,
        "smcr_yi": by_before.estimate, "smcr_vi": by_before.variance,
    }))
}

fn study_measure(given: &Given<'_>) -> Result<Value, Stop> {
    let kind = given.measure()?;
    let found = measured(kind, given)?;
    if found.kind != kind {
        return Err(Stop::Refused(format!("{} came out as {}", kind.code(), found.kind.code())));
    }
    let people = given.part("group").ok().and_then(|group| group.optional("n"));
    Ok(json!({
        "yi": number(found.estimate),
        "vi": number(found.variance),
        "half_added": found.notes.iter().any(|note| note.id == "half-added"),
        "natural": optional(found.scale().natural(found.estimate, people)),
    }))
}

fn measured(kind: Measure, given: &Given<'_>) -> Result<StudyMeasure, Stop> {
    const READINGS: [&str; 2] = ["before", "after"];
    let of_pairs =
        |f: fn(&PairedSummary) -> Result<StudyMeasure, StatsError>| Ok(f(&given.part("pairs")?.pairs(READINGS)?)?);
    let of_change = |f: fn(&GroupSummary) -> Result<StudyMeasure, StatsError>| {
        Ok(f(&given.part("pairs")?.pairs(READINGS)?.change())?)
    };
    let of_groups = |f: fn(&GroupSummary, &GroupSummary) -> Result<StudyMeasure, StatsError>| {
        Ok(f(&given.part("treated")?.group()?, &given.part("control")?.group()?)?)
    };
    let of_changes = |f: fn(&PairedSummary, &PairedSummary) -> Result<StudyMeasure, StatsError>| {
        Ok(f(&given.part("treated")?.pairs(READINGS)?, &given.part("control")?.pairs(READINGS)?)?)
    };
    let of_table = |f: fn(&TwoByTwo) -> Result<StudyMeasure, StatsError>| Ok(f(&given.table()?)?);
    let of_share = |f: fn(u64, u64) -> Result<StudyMeasure, StatsError>| {
        let group = given.part("group")?;
        Ok(f(group.count("events")?, group.count("n")?)?)
    };
    let of_rate = |f: fn(&Exposure) -> Result<StudyMeasure, StatsError>| Ok(f(&given.part("group")?.exposure()?)?);
    let of_rates = |f: fn(&Exposure, &Exposure) -> Result<StudyMeasure, StatsError>| {
        Ok(f(&given.part("treated")?.exposure()?, &given.part("control")?.exposure()?)?)
    };
    match kind {
        Measure::Mc => of_change(measures::mean_change),
        Measure::Smcc => of_change(measures::standardised_mean_change),
        Measure::Smcr => of_pairs(measures::raw_score_change),
        Measure::Smcrh => of_pairs(measures::raw_score_change_heteroscedastic),
        Measure::Smcrp => of_pairs(measures::raw_score_change_averaged),
        Measure::Romc => of_pairs(measures::ratio_of_means_change),
        Measure::Md if given.word("variances") == "pooled" => {
            of_groups(|treated, control| measures::mean_difference(treated, control, Variances::Pooled))
        }
        Measure::Md => of_groups(|treated, control| measures::mean_difference(treated, control, Variances::Separate)),
        Measure::Smd => of_groups(measures::standardised_mean_difference),
        Measure::Smdh => of_groups(measures::standardised_mean_difference_heteroscedastic),
        Measure::Rom => of_groups(measures::ratio_of_means),
        Measure::Dppc1 => of_changes(measures::d_ppc1),
        Measure::Dppc2 => of_changes(measures::d_ppc2),
        Measure::Dppc3 => of_changes(measures::d_ppc3),
        Measure::Rr => of_table(measures::risk_ratio),
        Measure::Or => of_table(measures::odds_ratio),
        Measure::Rd => of_table(measures::risk_difference),
        Measure::As => of_table(measures::arcsine_difference),
        Measure::Peto => of_table(measures::peto_odds_ratio),
        Measure::Pr => of_share(measures::proportion),
        Measure::Pln => of_share(measures::proportion_log),
        Measure::Plo => of_share(measures::proportion_logit),
        Measure::Pas => of_share(measures::proportion_arcsine),
        Measure::Pft => of_share(measures::proportion_double_arcsine),
        Measure::Ir => of_rate(measures::rate),
        Measure::Irln => of_rate(measures::rate_log),
        Measure::Irs => of_rate(measures::rate_square_root),
        Measure::Irr => of_rates(measures::rate_ratio),
        Measure::Ird => of_rates(measures::rate_difference),
        Measure::Zcor => Ok(measures::fisher_z(given.number("r")?, given.count("n")?)?),
    }
}

fn natural(given: &Given<'_>) -> Result<Value, Stop> {
    let sizes: Vec<f64> =
        given.0.get("sizes").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_f64).collect();
    let harmonic = sizes.len() as f64 / sizes.iter().map(|size| 1.0 / size).sum::<f64>();
    let people = (!sizes.is_empty()).then_some(harmonic);
    Ok(json!({ "natural": optional(given.measure()?.scale().natural(given.number("value")?, people)) }))
}

fn conversion(given: &Given<'_>) -> Result<Value, Stop> {
    let of = |name| given.number(name);
    let value = match given.word("what") {
        "se_from_ci" => measures::se_from_ci(of("low")?, of("high")?, given.level()?, given.optional("df"))?,
        "se_from_p" => measures::se_from_p(of("value")?, of("p")?, given.optional("df"))?,
        "off_centre" => measures::off_centre(of("value")?, of("low")?, of("high")?)?,
        "se_from_sd" => measures::se_from_sd(of("sd")?, given.count("n")?)?,
        "sd_from_se" => measures::sd_from_se(of("se")?, given.count("n")?)?,
        "sd_of_change" => measures::sd_of_change(of("before")?, of("after")?, of("r")?),
        "r_from_sds" => {
            let r = measures::correlation_from_sds(of("before")?, of("after")?, of("change")?);
            r.ok_or_else(|| Stop::Refused("no correlation".to_owned()))?
        }
        "median" => return from_median(given),
        "pooled" => return pooled(given),
        other => return Err(Stop::NotCovered(format!("conversion {other}"))),
    };
    Ok(json!({ "value": number(value) }))
}

fn from_median(given: &Given<'_>) -> Result<Value, Stop> {
    let (n, median) = (given.count("n")?, given.number("median")?);
    let quartiles = given.optional("q1").zip(given.optional("q3"));
    let ((summary, note), skewness) = match (given.optional("min").zip(given.optional("max")), quartiles) {
        (Some((min, max)), quartiles) => {
            let figures = measures::FiveNumbers::try_new(n, min, quartiles.map(Into::into), median, max)?;
            (figures.mean_and_sd()?, figures.skewness())
        }
        (None, Some((q1, q3))) => {
            let figures = measures::Quantiles::try_new(n, q1, median, q3)?;
            (figures.mean_and_sd()?, figures.skewness())
        }
        (None, None) => return Err(Stop::NotCovered("a median alone".to_owned())),
    };
    if note.id != "mean-and-sd-from-median" {
        return Err(Stop::Refused("the assumption is not said".to_owned()));
    }
    Ok(json!({
        "mean": number(summary.mean()),
        "sd": number(summary.sd()),
        "statistic": optional(skewness.map(|check| check.statistic)),
        "limit": optional(skewness.map(|check| check.limit)),
        "skewed": skewness.map(|check| check.skewed),
    }))
}

fn pooled(given: &Given<'_>) -> Result<Value, Stop> {
    let groups = given.0.get("groups").and_then(Value::as_array).into_iter().flatten();
    let groups: Vec<GroupSummary> =
        groups.filter_map(Value::as_object).map(|group| Given(group).group()).collect::<Result<_, Stop>>()?;
    let all = measures::pooled_groups(&groups)?;
    Ok(json!({ "n": all.n(), "mean": number(all.mean()), "sd": number(all.sd()) }))
}
