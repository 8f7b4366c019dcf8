//! Tables of several visits.

use super::tables::{bootstrap_cell, p_cell, slug};
use super::{Cell, Column, Table};
use crate::data::Readings;
use crate::plan::LongitudinalAnalysis;
use crate::result::format::{
    as_heading, count, estimate_decimals, fixed, named, significant, statistic, uncertainty, with_interval,
};
use crate::result::{DetailValue, Estimate, LongitudinalModel, TestResult, VisitTest};
use crate::stats::repeated::missing::PatternKind;

/// What the model says of each visit: differences between arms where there are arms, else changes.
pub(crate) fn effects(one: &LongitudinalAnalysis) -> &[VisitTest] {
    match &one.model {
        Some(model) if !model.differences.is_empty() => &model.differences,
        Some(model) => &model.changes,
        None => &[],
    }
}

/// Decimals of an estimate: as precise as its uncertainty allows.
pub(crate) fn places(one: &LongitudinalAnalysis, estimate: &Estimate) -> usize {
    let own = estimate.unit == one.courses.outcome().unit;
    // A share, or an amount for each session, has no grid of readings.
    estimate_decimals(uncertainty(estimate), if own { one.courses.decimals() + 1 } else { 2 })
}

/// Every table of one analysis, the answer first.
pub(crate) fn all(one: &LongitudinalAnalysis) -> Vec<Table> {
    let of_model = one.model.iter().flat_map(|model| {
        let changes = (!model.differences.is_empty()).then(|| visits(one, "changes", "Changes", &model.changes));
        [Some(visits(one, "effects", effects_head(one, model), effects(one))), changes, means(one, model)]
    });
    let others = one.others.iter().flat_map(|model| {
        let of = named(&one.label, one.courses.outcome().unit);
        let grid = one.courses.decimals();
        [
            super::comparison_tables::model_means(model, &of, grid),
            super::comparison_tables::model_contrasts(model, &of, grid),
        ]
    });
    let over_time = [
        tests(one, "dose", "The effect over the number of sessions", &one.dose),
        tests(one, "lasting", "What is left of the effect after the course", &one.lasting),
    ];
    let missing = [patterns(one), sensitivity(one), intercurrent(one)];
    of_model.chain(over_time).chain(missing).chain([overall(one)]).chain(others).flatten().collect()
}

fn effects_head(one: &LongitudinalAnalysis, model: &LongitudinalModel) -> &'static str {
    match (one.courses.kind(), model.differences.is_empty()) {
        (Readings::SiteDifference, _) => "Differences of the changes, treated minus untreated site,",
        (Readings::Plain, true) => "Changes",
        (Readings::Plain, false) => "Differences of the changes, treated minus control,",
    }
}

fn id(kind: &str, one: &LongitudinalAnalysis) -> String {
    let site = one.site.as_ref().map_or_else(String::new, |site| format!("-{}", slug(site)));
    format!("visits-{kind}-{}{site}", slug(&one.label))
}

fn caption(what: &str, one: &LongitudinalAnalysis) -> String {
    let site = one.site.as_ref().map_or_else(String::new, |site| format!(", {site}"));
    format!("{}{site}: {what}", named(&one.label, one.courses.outcome().unit))
}

/// One line a visit (and arm), with its test.
fn visits(one: &LongitudinalAnalysis, kind: &str, what: &str, rows: &[VisitTest]) -> Table {
    let with_arms = rows.iter().any(|row| row.arm.is_some());
    let lines = rows.iter().map(|row| {
        let mut cells = vec![Cell::words(row.visit.clone())];
        cells.extend(with_arms.then(|| Cell::words(row.arm.clone().unwrap_or_default())));
        cells.push(Cell::number(count(row.n), row.n as f64));
        cells.extend(answer(one, &row.test));
        cells
    });
    let mut columns = vec![Column::words("Visit")];
    columns.extend(with_arms.then(|| Column::words("Arm")));
    columns.push(Column::numbers("n"));
    columns.extend(answer_columns());
    let mut footnotes =
        vec!["n counts readings at the visit; the model uses everybody's other readings too.".to_owned()];
    footnotes.extend(one.model.iter().flat_map(|model| &model.model.notes).map(|note| note.text.clone()));
    Table {
        id: id(kind, one),
        caption: caption(&format!("{what} by visit"), one),
        columns,
        rows: lines.collect(),
        footnotes,
    }
}

fn answer_columns() -> [Column; 5] {
    [
        Column::numbers("Estimate (CI)"),
        Column::numbers("Standard error"),
        Column::numbers("Statistic"),
        Column::words("Distribution"),
        Column::numbers("p"),
    ]
}

fn answer(one: &LongitudinalAnalysis, test: &TestResult) -> [Cell; 5] {
    let estimate = test.primary();
    let of_statistic = test.statistic.as_ref();
    [
        estimate.map_or_else(Cell::absent, |estimate| {
            Cell::number(with_interval(estimate, places(one, estimate)), estimate.value)
        }),
        estimate
            .and_then(|estimate| Some((estimate, estimate.standard_error?)))
            .map_or_else(Cell::absent, |(estimate, error)| {
                Cell::number(fixed(error, places(one, estimate) + 1), error)
            }),
        of_statistic.map_or_else(Cell::absent, |found| {
            Cell::number(format!("{} = {}", found.symbol, statistic(found.value)), found.value)
        }),
        of_statistic.map_or_else(Cell::absent, |found| Cell::words(found.distribution.clone())),
        p_cell(Some(test)),
    ]
}

fn means(one: &LongitudinalAnalysis, model: &LongitudinalModel) -> Option<Table> {
    let with_arms = model.means.iter().any(|mean| mean.arm.is_some());
    let rows: Vec<Vec<Cell>> = model
        .means
        .iter()
        .map(|mean| {
            let decimals = places(one, &mean.estimate);
            let mut cells = vec![Cell::words(mean.visit.clone())];
            cells.extend(with_arms.then(|| Cell::words(mean.arm.clone().unwrap_or_default())));
            cells.push(Cell::number(count(mean.n), mean.n as f64));
            cells.push(Cell::number(with_interval(&mean.estimate, decimals), mean.estimate.value));
            cells.push(
                mean.estimate
                    .standard_error
                    .map_or_else(Cell::absent, |error| Cell::number(fixed(error, decimals + 1), error)),
            );
            cells
        })
        .collect();
    let mut columns = vec![Column::words("Visit")];
    columns.extend(with_arms.then(|| Column::words("Arm")));
    columns.extend([Column::numbers("n"), Column::numbers("Mean (CI)"), Column::numbers("Standard error")]);
    (!rows.is_empty()).then(|| Table {
        id: id("means", one),
        caption: caption("Least-squares means of the readings by visit", one),
        columns,
        rows,
        footnotes: Vec::new(),
    })
}

/// The covariance of the readings, with correlations above the diagonal.
pub(crate) fn covariance(one: &LongitudinalAnalysis) -> Vec<Table> {
    let matrices = one.model.iter().flat_map(|model| &model.covariance);
    matrices
        .map(|matrix| {
            let arm = matrix.arm.as_ref().map_or_else(String::new, |arm| format!(", {arm}"));
            let variance = |at: usize| matrix.rows[at][at];
            let rows = matrix.visits.iter().enumerate().map(|(row, visit)| {
                let cell = |column: usize| {
                    let value = matrix.rows[row][column];
                    let scale = (variance(row) * variance(column)).sqrt();
                    let shown = if column > row && scale > 0.0 { value / scale } else { value };
                    Cell::number(significant(shown, if column > row { 3 } else { 5 }), shown)
                };
                std::iter::once(Cell::words(visit.clone())).chain((0..matrix.visits.len()).map(cell)).collect()
            });
            Table {
                id: format!(
                    "{}{}",
                    id("covariance", one),
                    matrix.arm.as_deref().map_or_else(String::new, |arm| format!("-{}", slug(arm)))
                ),
                caption: caption(&format!("Covariance over the visits{arm}"), one),
                columns: std::iter::once(Column::words("Visit"))
                    .chain(matrix.visits.iter().map(|visit| Column::numbers(visit.clone())))
                    .collect(),
                rows: rows.collect(),
                footnotes: vec!["Variances on the diagonal, covariances below it, correlations above.".to_owned()],
            }
        })
        .collect()
}

/// Which covariance structures were tried, and how the search ended.
pub(crate) fn attempts(one: &LongitudinalAnalysis) -> Option<Table> {
    let model = one.model.as_ref()?;
    let rows: Vec<Vec<Cell>> = model
        .attempts
        .iter()
        .map(|attempt| {
            vec![
                Cell::words(attempt.structure),
                Cell::words(if attempt.converged { "yes" } else { "no" }),
                Cell::number(count(attempt.iterations), attempt.iterations as f64),
                Cell::number(format!("{:.1e}", attempt.gradient).replace('-', "\u{2212}"), attempt.gradient),
                Cell::words(attempt.refused.clone().unwrap_or_else(|| "used".to_owned())),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: id("convergence", one),
        caption: caption("Search for the maximum of the likelihood", one),
        columns: vec![
            Column::words("Covariance"),
            Column::words("Converged"),
            Column::numbers("Steps"),
            Column::numbers("Gradient"),
            Column::words("Used, or why not"),
        ],
        rows,
        footnotes: Vec::new(),
    })
}

/// The tests of all visits at once, with what the procedures say besides.
fn overall(one: &LongitudinalAnalysis) -> Option<Table> {
    let models = one.model.iter().map(|model| &model.model).chain(&one.others);
    let tests: Vec<&TestResult> = models.filter_map(|model| model.overall.as_ref()).collect();
    let row = |test: &&TestResult| {
        let [estimate, _, statistic, distribution, p] = answer(one, test);
        let about = Cell::words(test.hypothesis.quantity.label);
        vec![Cell::words(test.title), about, estimate, statistic, distribution, p]
    };
    let besides = |test: &TestResult| {
        let values = test.details.iter().filter_map(|detail| {
            let value = match &detail.value {
                DetailValue::Number(value) => significant(*value, 4),
                DetailValue::Count(number) => number.to_string(),
                DetailValue::Flag(_) => return None,
            };
            Some(format!("{} {value}", detail.label))
        });
        format!("{}: {}.", as_heading(test.title), values.collect::<Vec<_>>().join("; "))
    };
    let mut footnotes: Vec<String> = tests.iter().map(|test| besides(test)).collect();
    footnotes.extend(notes(tests.iter().copied()));
    (!tests.is_empty()).then(|| Table {
        id: id("overall", one),
        caption: caption("All visits at once", one),
        columns: vec![
            Column::words("Analysis"),
            Column::words("About"),
            Column::numbers("Estimate (CI)"),
            Column::numbers("Statistic"),
            Column::words("Distribution"),
            Column::numbers("p"),
        ],
        rows: tests.iter().map(row).collect(),
        footnotes,
    })
}

/// Who was read at which visits.
fn patterns(one: &LongitudinalAnalysis) -> Option<Table> {
    let found = &one.patterns;
    if found.patterns.iter().all(|pattern| pattern.kind == PatternKind::Complete) {
        return None;
    }
    let mut columns: Vec<Column> = found.visits.iter().map(|visit| Column::words(visit.clone())).collect();
    columns.push(Column::words("Pattern"));
    match found.arms.as_slice() {
        [] => columns.push(Column::numbers("People")),
        arms => columns.extend(arms.iter().map(|arm| Column::numbers(format!("People, {arm}")))),
    }
    let rows = found.patterns.iter().map(|pattern| {
        let kind = match pattern.kind {
            PatternKind::Complete => "complete".to_owned(),
            PatternKind::Dropout { after } => format!("left after {}", found.visits[after]),
            PatternKind::Intermittent => "a visit missed, a later one attended".to_owned(),
            PatternKind::NothingAfterBaseline => "nothing after the baseline".to_owned(),
        };
        let visits = pattern.present.iter().map(|present| Cell::words(if *present { "read" } else { "\u{2013}" }));
        let people = pattern.people.iter().map(|&people| Cell::number(count(people), people as f64));
        visits.chain([Cell::words(kind)]).chain(people).collect()
    });
    Some(Table {
        id: id("patterns", one),
        caption: caption("Who was read at which visits", one),
        columns,
        rows: rows.collect(),
        footnotes: Vec::new(),
    })
}

/// What happened on the way, and what it was taken to mean.
fn intercurrent(one: &LongitudinalAnalysis) -> Option<Table> {
    let arms = one.courses.arms();
    let mut columns = vec![Column::words("Event"), Column::words("Strategy")];
    match arms {
        [] => columns.push(Column::numbers("People")),
        _ => columns.extend(arms.iter().map(|arm| Column::numbers(format!("People, {arm}")))),
    }
    columns.push(Column::numbers("Readings replaced or left out"));
    let rows: Vec<Vec<Cell>> = one
        .intercurrent
        .iter()
        .map(|event| {
            let mut cells = vec![Cell::words(event.label.clone()), Cell::words(event.strategy.name())];
            cells.extend(event.people.iter().map(|&people| Cell::number(count(people), people as f64)));
            cells.push(Cell::number(count(event.readings), event.readings as f64));
            cells
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: id("intercurrent", one),
        caption: caption("Intercurrent events (ICH E9(R1))", one),
        columns,
        rows,
        footnotes: vec![
            "Treatment policy: readings count as they are. Hypothetical: readings from the event on do not count, and the model estimates \
             what they would have been. While on treatment: the last reading before the event stands for all after it. Composite: from \
             the event on, no change from the baseline counts."
                .to_owned(),
        ],
    })
}

/// One line a test; no table without one.
fn tests(one: &LongitudinalAnalysis, kind: &str, what: &str, tests: &[TestResult]) -> Option<Table> {
    let resampled = |test: &TestResult| test.primary().is_some_and(|estimate| estimate.bootstrap.is_some());
    let with_bootstrap = tests.iter().any(resampled);
    let rows: Vec<Vec<Cell>> = tests
        .iter()
        .map(|test| {
            let bootstrap = with_bootstrap.then(|| match test.primary() {
                Some(estimate) if resampled(test) => bootstrap_cell(estimate, places(one, estimate)),
                _ => Cell::absent(),
            });
            std::iter::once(Cell::words(test.title)).chain(answer(one, test)).chain(bootstrap).collect()
        })
        .collect();
    let bootstrap = with_bootstrap.then(|| Column::numbers("Bootstrap interval"));
    let columns = std::iter::once(Column::words("Analysis")).chain(answer_columns()).chain(bootstrap).collect();
    let footnotes = notes(tests.iter());
    (!rows.is_empty()).then(|| Table { id: id(kind, one), caption: caption(what, one), columns, rows, footnotes })
}

/// The effect at the last visit under other assumptions; no table where everybody came.
fn sensitivity(one: &LongitudinalAnalysis) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = one
        .sensitivity
        .iter()
        .map(|row| {
            let arm = row.arm.clone().map(Cell::words);
            let words = [Cell::words(row.assumption), Cell::words(row.test.title)];
            arm.into_iter().chain(words).chain(answer(one, &row.test)).collect()
        })
        .collect();
    let arm = one.sensitivity.iter().any(|row| row.arm.is_some()).then(|| Column::words("Arm"));
    let words = [Column::words("Those who left"), Column::words("Analysis")];
    let columns = arm.into_iter().chain(words).chain(answer_columns());
    let mut footnotes =
        vec!["Sensitivity only: the primary analysis is the model of all visits under missing at random.".to_owned()];
    footnotes.extend(notes(one.sensitivity.iter().map(|row| &row.test)));
    (!rows.is_empty()).then(|| Table {
        id: id("sensitivity", one),
        caption: caption("The effect at the last visit under other assumptions about those who left", one),
        columns: columns.collect(),
        rows,
        footnotes,
    })
}

/// The notes of tests, each once.
fn notes<'a>(tests: impl Iterator<Item = &'a TestResult>) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for text in tests.flat_map(|test| &test.notes).map(|note| &note.text) {
        if !notes.contains(text) {
            notes.push(text.clone());
        }
    }
    notes
}
