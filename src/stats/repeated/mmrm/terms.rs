//! Facts about people as columns.

use crate::data::{Covariate, CovariateValues, Decimal, Longitudinal};
use crate::num::compensated_sum;
use crate::stats::StatsError;

/// A column that is the same at all visits of a person.
pub(super) struct CovariateColumn {
    pub name: String,
    /// One value for each person who is analysed.
    pub values: Vec<f64>,
    /// What a least-squares mean holds there: 0 for a number, which is measured from its mean; the share of a group, all groups weighing
    /// the same.
    pub in_mean: f64,
}

/// The covariates of these names.
///
/// # Errors
/// [`StatsError::Undefined`] for a name that the data do not have.
pub(super) fn chosen<'a>(
    procedure: &'static str,
    data: &'a Longitudinal,
    names: &[String],
) -> Result<Vec<&'a Covariate>, StatsError> {
    let find = |name: &String| {
        let found = data.covariates().iter().find(|covariate| covariate.name == *name);
        let why = || format!("there is no covariate `{name}`");
        found.ok_or_else(|| StatsError::Undefined { procedure, why: why() })
    };
    names.iter().map(find).collect()
}

/// A fact known of all `people` that has to be a number.
///
/// # Errors
/// [`StatsError::Undefined`] where it names groups.
pub(super) fn numbers(
    procedure: &'static str,
    covariate: &Covariate,
    people: &[usize],
) -> Result<Vec<f64>, StatsError> {
    let CovariateValues::Numbers(values) = &covariate.values else {
        let why = format!("the weight `{}` is not a number", covariate.name);
        return Err(StatsError::Undefined { procedure, why });
    };
    Ok(people.iter().filter_map(|&person| values[person].map(Decimal::to_f64)).collect())
}

/// What is known of each person, for each of their rows.
pub(super) fn rows_of_person(values: &[f64], rows: &[usize]) -> Vec<f64> {
    values.iter().zip(rows).flat_map(|(&value, &rows)| std::iter::repeat_n(value, rows)).collect()
}

/// Whether the fact is known of a person.
pub(super) fn is_known(covariate: &Covariate, person: usize) -> bool {
    match &covariate.values {
        CovariateValues::Numbers(values) => values[person].is_some(),
        CovariateValues::Groups { at, .. } => at[person].is_some(),
    }
}

/// The columns of a covariate known of all `people`, of whom each has so many `rows`.
pub(super) fn columns(covariate: &Covariate, people: &[usize], rows: &[usize]) -> Vec<CovariateColumn> {
    match &covariate.values {
        CovariateValues::Numbers(values) => {
            let known: Vec<f64> =
                people.iter().filter_map(|&person| values[person].map(|value| value.to_f64())).collect();
            let (values, _) = centred(&known, rows);
            vec![CovariateColumn { name: covariate.label.clone(), values, in_mean: 0.0 }]
        }
        CovariateValues::Groups { levels, at } => {
            let present: Vec<usize> =
                (0..levels.len()).filter(|level| people.iter().any(|&person| at[person] == Some(*level))).collect();
            let column = |&level: &usize| CovariateColumn {
                name: format!("{} {}", covariate.label, levels[level]),
                values: people.iter().map(|&person| f64::from(u8::from(at[person] == Some(level)))).collect(),
                in_mean: 1.0 / present.len() as f64,
            };
            present.iter().skip(1).map(column).collect()
        }
    }
}

/// Values of people measured from their mean over all rows, and that mean. Equal values become exact zeros.
pub(super) fn centred(values: &[f64], rows: &[usize]) -> (Vec<f64>, f64) {
    let first = values.first().copied().unwrap_or(0.0);
    let total = rows.iter().sum::<usize>().max(1) as f64;
    let weighted = values.iter().zip(rows).map(|(value, &rows)| (value - first) * rows as f64);
    let mean = compensated_sum(weighted) / total;
    (values.iter().map(|value| (value - first) - mean).collect(), first + mean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_count_rows_and_constants_vanish() {
        let (values, mean) = centred(&[1.0, 4.0], &[2, 1]);
        assert_eq!((values, mean), (vec![-1.0, 2.0], 2.0));
        assert_eq!(centred(&[0.1, 0.1, 0.1], &[3, 1, 2]).0, [0.0; 3]);
        assert_eq!(centred(&[], &[]), (vec![], 0.0));
    }
}
