//! Who was in which group at the start: Table 1.

use super::Plan;
use crate::data::{CovariateValues, Sample, Trial, Unit};
use crate::ingest::Ingested;
use crate::result::number::{Number, number, optional};
use crate::stats::Moments;
use schemars::JsonSchema;
use serde::Serialize;

/// What people were like at the start, group by group. No p-values: in a randomised trial they would test whether chance was chance.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct BaselineTable {
    /// The groups with the number of people in each; one without arms.
    pub groups: Vec<BaselineGroup>,
    /// The facts.
    pub rows: Vec<BaselineRow>,
}

/// A group of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BaselineGroup {
    /// Its name.
    pub name: String,
    /// How many people the file has in it.
    pub n: usize,
}

/// One fact in all groups.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct BaselineRow {
    /// `Body weight`, `sex`.
    pub label: String,
    /// The level of a fact that is a group: `female`.
    pub level: Option<String>,
    /// The unit of means and SDs.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// One entry for each group.
    pub values: Vec<BaselineValue>,
}

/// A fact in one group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum BaselineValue {
    /// Of readings.
    Mean {
        /// How many are known.
        n: usize,
        /// Their mean.
        #[serde(serialize_with = "number")]
        #[schemars(with = "Number")]
        mean: f64,
        /// Their SD; absent for fewer than two.
        #[serde(serialize_with = "optional")]
        #[schemars(with = "Option<Number>")]
        sd: Option<f64>,
    },
    /// Of people in a level.
    Count {
        /// How many are in it.
        count: usize,
        /// How many are known to be in any.
        known: usize,
    },
    /// Nobody's is known.
    Missing,
}

/// Table 1 of a study.
pub(super) fn baseline_table(plan: &Plan, data: &Ingested) -> BaselineTable {
    let trial = &data.trial;
    let arms: Vec<Option<usize>> =
        if trial.arms.is_empty() { vec![None] } else { (0..trial.arms.len()).map(Some).collect() };
    let is_in = |participant: usize, arm: Option<usize>| {
        arm.is_none() || trial.participants.get(participant).is_some_and(|person| person.arm == arm)
    };
    let groups = arms.iter().map(|&arm| BaselineGroup {
        name: arm.and_then(|arm| trial.arms.get(arm)).map_or_else(
            || "Everybody".to_owned(),
            |arm| plan.arms.get(arm.as_str()).map_or(arm.as_str(), String::as_str).to_owned(),
        ),
        n: (0..trial.participants.len()).filter(|&at| is_in(at, arm)).count(),
    });
    let mut rows = Vec::new();
    if let Ok((baseline, _)) = data.visits() {
        rows.extend(readings(trial, baseline, &arms, &is_in));
    }
    for covariate in &trial.covariates {
        match &covariate.values {
            CovariateValues::Numbers(numbers) => {
                let of = |arm| {
                    let known =
                        numbers.iter().enumerate().filter(|(at, _)| is_in(*at, arm)).filter_map(|(_, value)| *value);
                    Sample::try_new(&known.collect::<Vec<_>>(), Unit::None).ok()
                };
                rows.push(row(&covariate.label, Unit::None, arms.iter().map(|&arm| of(arm)).collect()));
            }
            CovariateValues::Groups { levels, at } => rows.extend(levels.iter().enumerate().map(|(level, name)| {
                let of = |arm| {
                    let known: Vec<usize> = at
                        .iter()
                        .enumerate()
                        .filter(|(at, _)| is_in(*at, arm))
                        .filter_map(|(_, level)| *level)
                        .collect();
                    let count = known.iter().filter(|known| **known == level).count();
                    BaselineValue::Count { count, known: known.len() }
                };
                BaselineRow {
                    label: covariate.label.clone(),
                    level: Some(name.clone()),
                    unit: Unit::None,
                    decimals: 0,
                    values: arms.iter().map(|&arm| of(arm)).collect(),
                }
            })),
        }
    }
    BaselineTable { groups: groups.collect(), rows }
}

/// One row for every outcome at every site.
fn readings(
    trial: &Trial,
    baseline: usize,
    arms: &[Option<usize>],
    is_in: &impl Fn(usize, Option<usize>) -> bool,
) -> Vec<BaselineRow> {
    let mut sites: Vec<Option<usize>> = (0..trial.sites.len()).map(Some).collect();
    if sites.is_empty() {
        sites.push(None);
    }
    let mut rows = Vec::new();
    for (outcome, measured) in trial.outcomes.iter().enumerate() {
        for &site in &sites {
            let of = |arm| {
                let wanted = trial.readings.iter().filter(|reading| {
                    reading.outcome == outcome
                        && reading.visit == baseline
                        && reading.site == site
                        && is_in(reading.participant, arm)
                });
                Sample::try_new(&wanted.filter_map(|reading| reading.value).collect::<Vec<_>>(), measured.unit).ok()
            };
            let samples: Vec<Option<Sample>> = arms.iter().map(|&arm| of(arm)).collect();
            if samples.iter().all(Option::is_none) {
                continue;
            }
            let label = match site.and_then(|site| trial.sites.get(site)) {
                Some(site) => format!("{} ({site})", measured.label),
                None => measured.label.clone(),
            };
            rows.push(row(&label, measured.unit, samples));
        }
    }
    rows
}

fn row(label: &str, unit: Unit, samples: Vec<Option<Sample>>) -> BaselineRow {
    let decimals = samples.iter().flatten().map(Sample::decimals).max().unwrap_or(0);
    let value = |sample: &Option<Sample>| match sample {
        None => BaselineValue::Missing,
        Some(sample) => {
            let moments = Moments::of(sample);
            BaselineValue::Mean { n: sample.n(), mean: moments.mean, sd: moments.sd }
        }
    };
    BaselineRow { label: label.to_owned(), level: None, unit, decimals, values: samples.iter().map(value).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Roles, Source, ingest};

    #[test]
    fn means_and_counts_stand_by_arm() {
        let text = "id,arm,sex,before,after\n1,A,f,10,9\n2,A,m,14,\n3,B,f,11.5,11\n";
        let roles = Roles { covariates: vec!["sex".to_owned()], ..Roles::default() };
        let data = ingest(&Source::new("waist.csv", text), &roles).expect("file");
        let table = baseline_table(&Plan::default(), &data);
        assert_eq!(
            table.groups.iter().map(|group| (group.name.as_str(), group.n)).collect::<Vec<_>>(),
            [("A", 2), ("B", 1)]
        );
        let sd = 8f64.sqrt();
        let mean = |n, mean, sd| BaselineValue::Mean { n, mean, sd };
        assert_eq!(table.rows[0].values, [mean(2, 12.0, Some(sd)), mean(1, 11.5, None)]);
        assert_eq!(table.rows[2].level.as_deref(), Some("m"));
        let count = |count, known| BaselineValue::Count { count, known };
        assert_eq!(table.rows[2].values, [count(1, 2), count(0, 1)]);
    }
}
