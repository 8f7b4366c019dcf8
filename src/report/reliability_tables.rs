//! Tables of repeated readings.

use super::tables::slug;
use super::wording::counted;
use super::{Cell, Column, Table};
use crate::plan::{ErrorFigures, OutcomeReliability, PairAgreement};
use crate::result::format::{count, estimate_decimals, fixed, named, p_number, uncertainty, with_interval, with_unit};
use crate::result::{Estimate, Level};
use crate::stats::agreement::{ErrorScope, Icc, Raters, Source, TechnicalError};

/// An estimate in the unit of the readings, with its interval, as precise as the error allows.
pub(super) fn places(one: &OutcomeReliability, estimate: &Estimate) -> usize {
    estimate_decimals(uncertainty(estimate), one.readings.decimals() + 1)
}

fn measured(one: &OutcomeReliability, estimate: &Estimate) -> Cell {
    Cell::number(with_interval(estimate, places(one, estimate)), estimate.value)
}

fn whole(n: usize) -> Cell {
    Cell::number(count(n), n as f64)
}

fn optional(value: Option<f64>, decimals: usize) -> Cell {
    value.map_or_else(Cell::absent, |value| Cell::number(fixed(value, decimals), value))
}

fn id(kind: &str, one: &OutcomeReliability) -> String {
    format!("reliability-{kind}-{}", slug(&one.title()))
}

fn caption(one: &OutcomeReliability, what: &str) -> String {
    format!("{}: {what}", named(&one.title(), one.unit))
}

/// Every table of one outcome, in reading order.
pub(crate) fn all(one: &OutcomeReliability, level: Level) -> Vec<Table> {
    let figures = one.study_figures();
    let mut all: Vec<Table> = gross_errors(one).into_iter().collect();
    all.extend(technical_errors(one, level));
    all.extend(detectable(one, figures));
    all.extend(components(one, figures));
    all.extend(icc(one, figures));
    all.extend(pairs(one, figures));
    all.extend(kappa(one, figures));
    all
}

/// What a technical error was told from, in words.
pub(crate) fn scope(error: &TechnicalError) -> String {
    match (error.scope, &error.observer) {
        (ErrorScope::WithinObserver, Some(observer)) => format!("observer {observer}"),
        (ErrorScope::WithinObserver, None) => "within observers (readings in turn)".to_owned(),
        (ErrorScope::BetweenObservers, _) => "between observers".to_owned(),
        (ErrorScope::BetweenSessions, _) => "between occasions, same observer".to_owned(),
    }
}

/// With all readings and, where some were flagged, without those.
fn technical_errors(one: &OutcomeReliability, level: Level) -> Option<Table> {
    let with = &one.everything.technical_errors;
    let without = one.without_gross_errors.as_ref().map(|figures| &figures.technical_errors);
    let same = |error: &TechnicalError| {
        without?.iter().find(|other| other.scope == error.scope && other.observer == error.observer)
    };
    let rows: Vec<Vec<Cell>> = with
        .iter()
        .map(|error| {
            let mut cells = vec![Cell::words(scope(error)), measured(one, &error.absolute)];
            if without.is_some() {
                cells.push(same(error).map_or_else(Cell::absent, |error| measured(one, &error.absolute)));
            }
            let shown = same(error).unwrap_or(error);
            cells.extend([
                optional(shown.relative.as_ref().map(|relative| relative.value), 2),
                optional(shown.within_cv, 2),
                optional(shown.reliability, 4),
                whole(shown.degrees_of_freedom),
                whole(shown.persons),
                whole(shown.readings),
            ]);
            cells
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let head = format!("TEM ({} CI)", level.percent());
    let mut columns = vec![Column::words("Error")];
    match without {
        None => columns.push(Column::numbers(head)),
        Some(_) => columns
            .extend([Column::numbers(format!("{head}, every reading")), Column::numbers("without those flagged")]),
    }
    let further = ["TEM % of mean", "Within-subject CV %", "R", "df", "People", "Readings"];
    columns.extend(further.map(Column::numbers));
    let mut footnotes = vec![
        "TEM: technical error of measurement, the SD of a single reading's error, with its chi-squared interval. R = 1 - TEM² / SD², \
         SD of all readings used."
            .to_owned(),
    ];
    if without.is_some() {
        footnotes.push("The columns from TEM % on are without the readings flagged as gross errors.".to_owned());
    }
    footnotes.extend(notes(with.iter().flat_map(|error| &error.notes)));
    Some(Table {
        id: id("errors", one),
        caption: caption(one, "technical error of measurement"),
        columns,
        rows,
        footnotes,
    })
}

fn notes<'a>(all: impl Iterator<Item = &'a crate::result::Note>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for note in all {
        if !found.contains(&note.text) {
            found.push(note.text.clone());
        }
    }
    found
}

fn detectable(one: &OutcomeReliability, figures: &ErrorFigures) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = figures
        .detectable
        .iter()
        .map(|found| {
            vec![
                whole(found.readings_averaged),
                measured(one, &found.standard_error),
                measured(one, &found.mdc90),
                measured(one, &found.mdc95),
            ]
        })
        .collect();
    let repeatability = &figures.detectable.first()?.repeatability;
    Some(Table {
        id: id("detectable", one),
        caption: caption(one, "smallest change of one person that two readings can tell"),
        columns: ["Readings averaged", "SEM", "MDC90", "MDC95"].map(Column::numbers).to_vec(),
        rows,
        footnotes: vec![
            format!(
                "The same observer on the same occasion. Repeatability coefficient of single readings: {}.",
                with_unit(&with_interval(repeatability, places(one, repeatability)), one.unit)
            ),
            "SEM: standard error of measurement of a mean of so many readings. MDC: minimal detectable change, z sqrt(2) SEM. Between \
             two days more is needed: what a person swings from day to day is not averaged away."
                .to_owned(),
        ],
    })
}

/// `1 person`, `20 people`.
pub(super) fn people(n: usize) -> String {
    if n == 1 { "1 person".to_owned() } else { format!("{} people", count(n)) }
}

fn components(one: &OutcomeReliability, figures: &ErrorFigures) -> Option<Table> {
    let found = figures.components.as_ref()?;
    let rows = found
        .components
        .iter()
        .map(|component| {
            vec![
                Cell::words(between(component.source)),
                Cell::number(fixed(component.variance, usize::from(one.readings.decimals()) + 2), component.variance),
                Cell::number(fixed(100.0 * component.share, 1), 100.0 * component.share),
                measured(one, &component.sd),
            ]
        })
        .collect();
    let difference = |estimate: &Estimate| with_interval(estimate, places(one, estimate));
    let mut footnotes = vec![format!(
        "From {} with {}, {} and {} each ({} without all of these left out), by analysis of variance of a balanced random model.",
        people(found.persons),
        counted(found.observers, "observer"),
        counted(found.sessions, "occasion"),
        counted(found.replicates, "reading"),
        people(found.left_out)
    )];
    footnotes.push(match &found.sd_of_difference_other_observer {
        None => format!(
            "SD of the difference of two readings of an unchanged person: {}.",
            difference(&found.sd_of_difference_same_observer)
        ),
        Some(other) => format!(
            "SD of the difference of two readings of an unchanged person: {} by the same observer, {} by another one.",
            difference(&found.sd_of_difference_same_observer),
            difference(other)
        ),
    });
    footnotes.extend(notes(found.notes.iter()));
    Some(Table {
        id: id("components", one),
        caption: caption(one, "what the variance of a reading is made of"),
        columns: vec![
            Column::words("Between"),
            Column::numbers("Variance"),
            Column::numbers("Share %"),
            Column::numbers("SD (CI)"),
        ],
        rows,
        footnotes,
    })
}

/// What differs, as the answer to "between what".
fn between(source: Source) -> &'static str {
    match source {
        Source::Person => "people",
        Source::Observer => "observers",
        Source::PersonByObserver => "observers, from person to person",
        Source::Session => "occasions of a person",
        Source::ObserverBySession => "occasions, from observer to observer",
        Source::Residual => "readings in turn (residual)",
    }
}

/// Who or what the raters are.
fn raters(found: &Icc) -> String {
    let who = found.observer.as_ref().map_or_else(String::new, |observer| format!(" of {observer}"));
    match found.raters {
        Raters::Observers => "observers".to_owned(),
        Raters::Rounds => format!("readings in turn{who}"),
        Raters::Sessions => format!("occasions{who}"),
    }
}

fn icc(one: &OutcomeReliability, figures: &ErrorFigures) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = figures
        .icc
        .iter()
        .flat_map(|found| {
            found.forms.iter().map(move |form| {
                let test = form.test.as_ref();
                vec![
                    Cell::words(format!("{} {}", count(found.k), raters(found))),
                    Cell::words(form.name),
                    Cell::words(form.model.split(':').next().unwrap_or_default()),
                    form.estimate
                        .as_ref()
                        .map_or_else(Cell::absent, |estimate| Cell::number(with_interval(estimate, 3), estimate.value)),
                    test.map_or_else(Cell::absent, |test| {
                        let of = format!("F({}, {}) = {}", test.numerator_df, test.denominator_df, fixed(test.f, 2));
                        Cell::number(of, test.f)
                    }),
                    test.map_or_else(Cell::absent, |test| Cell::number(p_number(test.p_value), test.p_value.value())),
                    whole(found.persons),
                ]
            })
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut footnotes = vec![
        "Exact F intervals; those of the two-way agreement forms after McGraw and Wong (1996). An intraclass correlation grows with the \
         spread of the people measured; the technical error does not."
            .to_owned(),
    ];
    for found in &figures.icc {
        footnotes.push(format!(
            "{}: SEM {} (agreement), {} (consistency); MDC95 {} and {}.",
            raters(found),
            with_interval(&found.sem_agreement, places(one, &found.sem_agreement)),
            with_interval(&found.sem_consistency, places(one, &found.sem_consistency)),
            fixed(found.mdc95_agreement.value, places(one, &found.mdc95_agreement)),
            fixed(found.mdc95_consistency.value, places(one, &found.mdc95_consistency)),
        ));
        footnotes.extend(notes(found.notes.iter()));
    }
    Some(Table {
        id: id("icc", one),
        caption: caption(one, "intraclass correlations"),
        columns: vec![
            Column::words("Raters"),
            Column::words("Form"),
            Column::words("Model"),
            Column::numbers("ICC (CI)"),
            Column::numbers("F"),
            Column::numbers("p"),
            Column::numbers("People"),
        ],
        rows,
        footnotes,
    })
}

/// `Berta − Anna`.
pub(crate) fn difference(pair: &PairAgreement) -> String {
    format!("{} − {}", pair.names[1], pair.names[0])
}

fn pairs(one: &OutcomeReliability, figures: &ErrorFigures) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = figures
        .pairs
        .iter()
        .filter_map(|pair| {
            let limits = pair.limits.as_ref()?;
            let slope = limits.proportional_bias.as_ref();
            Some(vec![
                Cell::words(difference(pair)),
                whole(limits.n),
                measured(one, &limits.bias),
                measured(one, &limits.lower.estimate),
                measured(one, &limits.upper.estimate),
                slope.map_or_else(Cell::absent, |found| {
                    let p = found.p_value.map_or_else(String::new, |p| format!(", p {}", with_sign(&p_number(p))));
                    Cell::number(format!("{}{p}", fixed(found.slope.value, 3)), found.slope.value)
                }),
                pair.concordance.as_ref().map_or_else(Cell::absent, |found| {
                    Cell::number(with_interval(&found.estimate, 3), found.estimate.value)
                }),
            ])
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut footnotes = vec![
        "Limits of agreement: bias ± 1.96 SD of the differences of each person's first readings by the two, with exact intervals \
         (noncentral t, Carkeet 2015). Slope: of the difference on the mean of the two. CCC: Lin's concordance."
            .to_owned(),
    ];
    for pair in &figures.pairs {
        let Some(all) = &pair.repeated else { continue };
        footnotes.push(format!(
            "{}, from all {} pairs of readings of {} people: bias {}, limits {} and {} (MOVER intervals).",
            difference(pair),
            count(all.pairs),
            count(all.people),
            with_interval(&all.bias, places(one, &all.bias)),
            with_interval(&all.lower, places(one, &all.lower)),
            with_interval(&all.upper, places(one, &all.upper)),
        ));
    }
    Some(Table {
        id: id("agreement", one),
        caption: caption(one, "limits of agreement of two readings"),
        columns: vec![
            Column::words("Difference"),
            Column::numbers("People"),
            Column::numbers("Bias (CI)"),
            Column::numbers("Lower limit (CI)"),
            Column::numbers("Upper limit (CI)"),
            Column::numbers("Slope"),
            Column::numbers("CCC (CI)"),
        ],
        rows,
        footnotes,
    })
}

/// `= 0.03`, but `< 0.0001`.
fn with_sign(p: &str) -> String {
    if p.starts_with('<') { p.to_owned() } else { format!("= {p}") }
}

fn kappa(one: &OutcomeReliability, figures: &ErrorFigures) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = figures
        .pairs
        .iter()
        .filter_map(|pair| {
            let found = pair.kappa.as_ref()?;
            Some(vec![
                Cell::words(difference(pair)),
                whole(found.n),
                Cell::number(with_interval(&found.estimate, 3), found.estimate.value),
                optional(Some(100.0 * found.observed_agreement), 1),
                optional(Some(100.0 * found.expected_agreement), 1),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: id("kappa", one),
        caption: caption(one, "weighted kappa of two gradings"),
        columns: vec![
            Column::words("Gradings"),
            Column::numbers("People"),
            Column::numbers("Kappa (CI)"),
            Column::numbers("Agreement %"),
            Column::numbers("Expected by chance %"),
        ],
        rows,
        footnotes: vec!["Quadratic weights; interval of Fleiss, Cohen and Everitt (1969).".to_owned()],
    })
}

/// Readings that look like slips, and the error without each of them.
fn gross_errors(one: &OutcomeReliability) -> Option<Table> {
    if one.gross_errors.is_empty() {
        return None;
    }
    let alone = |at: usize| one.influence.as_ref().and_then(|found| found.without_one.get(at)?.value);
    let rows = one
        .gross_errors
        .iter()
        .enumerate()
        .map(|(at, error)| {
            let places = usize::from(one.readings.decimals());
            vec![
                Cell::number(error.line.to_string(), error.line as f64),
                Cell::words(error.participant.clone()),
                Cell::words(error.observer.clone().unwrap_or_else(|| "–".to_owned())),
                Cell::number(fixed(error.value, places), error.value),
                Cell::number(fixed(error.expected, places), error.expected),
                Cell::words(error.words.clone()),
                optional(alone(at), places + 2),
            ]
        })
        .collect();
    Some(Table {
        id: id("gross-errors", one),
        caption: caption(one, "readings that look like gross errors"),
        columns: vec![
            Column::numbers("Line"),
            Column::words("Participant"),
            Column::words("Observer"),
            Column::numbers("Reading"),
            Column::numbers("Others of the person"),
            Column::words("Likely cause"),
            Column::numbers("TEM without it"),
        ],
        rows,
        footnotes: vec![
            "Nothing was deleted or changed. Go back to the sheet on which they were written; every error is given with and without them."
                .to_owned(),
        ],
    })
}
