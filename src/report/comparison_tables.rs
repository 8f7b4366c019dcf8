//! Tables of comparisons and models, the same for every format.

use super::comparison_words::{main_test, people, places};
use super::tables::p_cell;
use super::{Cell, Column, Table};
use crate::data::Controlled;
use crate::plan::{Analysis, ArmsAnalysis, ComparisonAnalysis};
use crate::plan::{BaselineTable, BaselineValue, SitesAnalysis};
use crate::result::format::{count, estimate_decimals, fixed, named, statistic, uncertainty, with_interval};
use crate::result::{Level, ModelResult, PValue, TestResult};

/// The main result of every comparison in one line each; no table without one.
pub(crate) fn comparisons(analysis: &Analysis) -> Option<Table> {
    if analysis.comparisons.is_empty() {
        return None;
    }
    let level = analysis.settings.level.percent();
    let rows = analysis.comparisons.iter().map(|comparison| {
        let rank = match comparison.controlled {
            Controlled::Sites(_) => comparison.test("signed-rank"),
            _ => comparison.test("mann-whitney"),
        };
        let mut row =
            vec![Cell::words(named(&comparison.title(), comparison.outcome().unit)), Cell::words(people(comparison))];
        for test in [main_test(comparison), rank] {
            row.extend(estimate_and_p(comparison, test));
        }
        row
    });
    Some(Table {
        id: "comparisons".to_owned(),
        caption: "Difference of the changes, treated minus control".to_owned(),
        columns: vec![
            Column::words("Comparison"),
            Column::words("People"),
            Column::numbers(format!("Difference of means ({level} CI)")),
            Column::numbers("p"),
            Column::numbers(format!("Hodges-Lehmann shift ({level} CI)")),
            Column::numbers("p (ranks)"),
        ],
        rows: rows.collect(),
        footnotes: vec![
            "The change within one group is not the effect of a treatment; the difference from the control may be."
                .to_owned(),
        ],
    })
}

fn estimate_and_p(comparison: &ComparisonAnalysis, test: Option<&TestResult>) -> [Cell; 2] {
    let Some((test, estimate)) = test.and_then(|test| Some((test, test.primary()?))) else {
        return [Cell::absent(), Cell::absent()];
    };
    let printed = with_interval(estimate, places(comparison, estimate));
    [Cell::number(printed, estimate.value), p_cell(Some(test))]
}

/// Every test and size of one comparison.
pub(crate) fn tests_and_sizes(comparison: &ComparisonAnalysis, level: Level) -> Table {
    let mut rows = Vec::new();
    for test in &comparison.tests {
        let estimate = test.primary();
        rows.push(vec![
            Cell::words(test.title),
            estimate.map_or_else(Cell::absent, |estimate| Cell::words(estimate.quantity.label)),
            estimate.map_or_else(Cell::absent, |estimate| {
                Cell::number(with_interval(estimate, places(comparison, estimate)), estimate.value)
            }),
            test.statistic.as_ref().map_or_else(Cell::absent, |found| {
                Cell::number(format!("{} = {}", found.symbol, statistic(found.value)), found.value)
            }),
            test.statistic.as_ref().map_or_else(Cell::absent, |found| Cell::words(found.distribution.clone())),
            p_cell(Some(test)),
        ]);
    }
    for effect in &comparison.effects {
        let estimate = &effect.estimate;
        rows.push(vec![
            Cell::words(effect.estimate.quantity.label),
            Cell::words(estimate.quantity.symbol),
            Cell::number(with_interval(estimate, 2), estimate.value),
            Cell::absent(),
            Cell::absent(),
            Cell::absent(),
        ]);
    }
    Table {
        id: format!("comparison-{}", super::tables::slug(&comparison.title())),
        caption: format!("{}: tests and sizes of the difference", comparison.title()),
        columns: vec![
            Column::words("Procedure"),
            Column::words("Estimate of"),
            Column::numbers(format!("Estimate ({} CI)", level.percent())),
            Column::numbers("Statistic"),
            Column::words("Distribution"),
            Column::numbers("p"),
        ],
        rows,
        footnotes: vec!["Tests of equivalence give the interval with 1 \u{2212} 2 alpha.".to_owned()],
    }
}

/// The comparisons of a model, one line each; no table without any.
pub(crate) fn model_contrasts(model: &ModelResult, of: &str, grid: u8) -> Option<Table> {
    let row = |label: &str, test: &TestResult| {
        let estimate = test.primary()?;
        let decimals = estimate_decimals(uncertainty(estimate), grid);
        Some(vec![
            Cell::words(label),
            Cell::number(with_interval(estimate, decimals), estimate.value),
            estimate.standard_error.map_or_else(Cell::absent, |se| Cell::number(fixed(se, decimals + 1), se)),
            test.statistic.as_ref().map_or_else(Cell::absent, |found| {
                Cell::number(format!("{} = {}", found.symbol, statistic(found.value)), found.value)
            }),
            test.statistic.as_ref().map_or_else(Cell::absent, |found| Cell::words(found.distribution.clone())),
            test.p_value.map_or_else(Cell::absent, p),
        ])
    };
    let rows: Vec<_> = model.contrasts.iter().filter_map(|contrast| row(&contrast.label, &contrast.test)).collect();
    (!rows.is_empty()).then(|| Table {
        id: format!("{}-{}", model.procedure, super::tables::slug(of)),
        caption: format!("{of}: {} ({})", model.title, model.formula),
        columns: ["Comparison", "Estimate (CI)", "Standard error", "Statistic", "Distribution", "p"]
            .into_iter()
            .enumerate()
            .map(|(at, head)| if matches!(at, 0 | 4) { Column::words(head) } else { Column::numbers(head) })
            .collect(),
        rows,
        footnotes: model.notes.iter().map(|note| note.text.clone()).collect(),
    })
}

fn p(p: PValue) -> Cell {
    Cell::number(crate::result::format::p_number(p), p.value())
}

/// The adjusted means of a model; no table without any.
pub(crate) fn model_means(model: &ModelResult, of: &str, grid: u8) -> Option<Table> {
    let rows: Vec<_> = model
        .means
        .iter()
        .map(|mean| {
            let decimals = estimate_decimals(uncertainty(&mean.estimate), grid);
            let se = mean.estimate.standard_error;
            vec![
                Cell::words(mean.group.clone()),
                Cell::number(count(mean.n), mean.n as f64),
                Cell::number(with_interval(&mean.estimate, decimals), mean.estimate.value),
                se.map_or_else(Cell::absent, |se| Cell::number(fixed(se, decimals + 1), se)),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: format!("{}-means-{}", model.procedure, super::tables::slug(of)),
        caption: format!("{of}: means from the {}", model.title),
        columns: vec![
            Column::words("Group"),
            Column::numbers("n"),
            Column::numbers("Mean (CI)"),
            Column::numbers("Standard error"),
        ],
        rows,
        footnotes: Vec::new(),
    })
}

/// Contrasts and means of every model of all arms.
pub(crate) fn of_arms(arms: &ArmsAnalysis) -> Vec<Table> {
    let grid = arms.arms.arms()[0].before().decimals();
    let outcome = arms.arms.outcome();
    let label = match &arms.site {
        Some(site) => format!("{} ({site})", outcome.label),
        None => outcome.label.clone(),
    };
    let label = named(&label, outcome.unit);
    arms.models
        .iter()
        .flat_map(|model| [model_means(model, &label, grid), model_contrasts(model, &label, grid)])
        .flatten()
        .collect()
}

/// Contrasts and means of the models of all sites.
pub(crate) fn of_sites(sites: &SitesAnalysis) -> Vec<Table> {
    let label = match &sites.arms {
        Some(arms) => format!("{}, {arms}, all sites", sites.label),
        None => format!("{}, all sites", sites.label),
    };
    let tables = |model| [model_means(model, &label, sites.decimals), model_contrasts(model, &label, sites.decimals)];
    sites.models.iter().flat_map(tables).flatten().collect()
}

/// Table 1; no table where nothing is known but who was there.
pub(crate) fn baseline(table: &BaselineTable) -> Option<Table> {
    if table.rows.is_empty() {
        return None;
    }
    let mut columns = vec![Column::words("At the start")];
    columns
        .extend(table.groups.iter().map(|group| Column::numbers(format!("{} (n = {})", group.name, count(group.n)))));
    let rows = table.rows.iter().map(|row| {
        let label = match &row.level {
            Some(level) => format!("{}: {level}, n (%)", row.label),
            None => format!("{}, mean (SD)", named(&row.label, row.unit)),
        };
        let cell = |value: &BaselineValue, group: usize| match *value {
            BaselineValue::Missing => Cell::absent(),
            BaselineValue::Count { count: n, known } => {
                let share = if known == 0 { 0.0 } else { 100.0 * n as f64 / known as f64 };
                Cell::number(format!("{} ({})", count(n), fixed(share, 0)), n as f64)
            }
            BaselineValue::Mean { n, mean, sd } => {
                let places = usize::from(row.decimals) + 1;
                let known = if n == group { String::new() } else { format!("; n = {}", count(n)) };
                let sd = sd.map_or_else(|| "\u{2013}".to_owned(), |sd| fixed(sd, places));
                Cell::number(format!("{} ({sd}){known}", fixed(mean, places)), mean)
            }
        };
        let cells = row.values.iter().zip(&table.groups).map(|(value, group)| cell(value, group.n));
        std::iter::once(Cell::words(label)).chain(cells).collect()
    });
    Some(Table {
        id: "baseline".to_owned(),
        caption: "Table 1: people at the start".to_owned(),
        columns,
        rows: rows.collect(),
        footnotes: vec![
            "Everybody in the file with a reading at the start. There are no p-values: in a randomised trial they would only test whether \
             chance was chance, and in any other their size depends on how many people there are."
                .to_owned(),
        ],
    })
}
