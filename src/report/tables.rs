//! Tables: one function each, the same table for every format.

use super::wording::{Shares, decimals, verdict};
use super::{Cell, Column, Table, Text, Tone};
use crate::claims::Judgement;
use crate::data::Exclusion;
use crate::ingest::audit::{Audit, Severity};
use crate::plan::{Analysis, SampleAnalysis};
use crate::result::format::{count, ends, fixed, p_number, with_interval, with_unit};
use crate::result::{EffectSize, TestResult};
use crate::stats::binary::ODDS_RATIO;
use crate::stats::describe::Description;

/// Before, after and change of every sample.
pub(crate) fn description(analysis: &Analysis) -> Table {
    let conditions = analysis.study.design.kind.pairs_are_conditions();
    let names =
        if conditions { ["First condition", "Second condition", "Difference"] } else { ["Before", "After", "Change"] };
    let mut rows = Vec::new();
    for sample in &analysis.samples {
        let description = &sample.description;
        let columns = [&description.before, &description.after, &description.change];
        for (name, column) in names.into_iter().zip(columns) {
            rows.push(description_row(sample, name, column));
        }
    }
    let head = ["n", "Mean", "SD", "Median", "Quartiles", "Smallest", "Largest"];
    Table {
        id: "description".to_owned(),
        caption: "Readings and changes of complete pairs".to_owned(),
        columns: ["Outcome", "Reading"].map(Column::words).into_iter().chain(head.map(Column::numbers)).collect(),
        rows,
        footnotes: vec![
            "SD with n \u{2212} 1. Quartiles are type 7 of Hyndman and Fan (as in R). The change is the second reading minus the first.".to_owned(),
        ],
    }
}

fn description_row(sample: &SampleAnalysis, name: &str, column: &Description) -> Vec<Cell> {
    let places = usize::from(sample.sample.before().decimals());
    let number = |value: f64, places: usize| Cell::number(fixed(value, places), value);
    // The mean of zeros and ones is a share.
    let mean_places = places + if sample.sample.is_binary() { 2 } else { 1 };
    vec![
        Cell::words(with_unit_in_brackets(sample)),
        Cell::words(name),
        Cell::number(count(column.n), column.n as f64),
        number(column.mean, mean_places),
        column.sd.map_or_else(Cell::absent, |sd| number(sd, mean_places)),
        number(column.median, places),
        Cell::words(format!("{} to {}", fixed(column.first_quartile, places), fixed(column.third_quartile, places))),
        number(column.minimum, places),
        number(column.maximum, places),
    ]
}

/// `Body weight, family therapy (lb)`.
fn with_unit_in_brackets(sample: &SampleAnalysis) -> String {
    let outcome = sample.sample.outcome();
    let group = sample.sample.group().map_or(String::new(), |group| format!(", {group}"));
    crate::result::format::named(&format!("{}{group}", outcome.label), outcome.unit)
}

/// The main result of every sample of yes and no in one line each; no table without one.
pub(crate) fn shares(analysis: &Analysis) -> Option<Table> {
    let level = analysis.settings.level.percent();
    let row = |sample: &SampleAnalysis| {
        let shares = Shares::of(sample)?;
        let places = shares.places();
        let percent = |share: f64| Cell::number(fixed(100.0 * share, places), share);
        let difference = shares.test.primary()?;
        let interval = difference.interval.as_ref()?;
        let range = ends(100.0 * interval.lower, 100.0 * interval.upper, places);
        let printed = format!("{} ({range})", fixed(100.0 * difference.value, places));
        let odds = shares.test.estimates.iter().find(|estimate| estimate.quantity == ODDS_RATIO);
        Some(vec![
            Cell::words(with_unit_in_brackets(sample)),
            Cell::number(count(sample.sample.n()), sample.sample.n() as f64),
            percent(shares.before),
            percent(shares.after),
            Cell::number(printed, difference.value),
            p_cell(Some(shares.test)),
            odds.map_or_else(Cell::absent, |odds| Cell::number(with_interval(odds, 2), odds.value)),
        ])
    };
    let rows: Vec<Vec<Cell>> = analysis.samples.iter().filter_map(row).collect();
    (!rows.is_empty()).then(|| Table {
        id: "shares".to_owned(),
        caption: "Shares of yes before and after, in percent".to_owned(),
        columns: vec![
            Column::words("Outcome"),
            Column::numbers("Pairs"),
            Column::numbers("Before"),
            Column::numbers("After"),
            Column::numbers(format!("Difference in percentage points ({level} CI)")),
            Column::numbers("p"),
            Column::numbers(format!("Odds ratio ({level} CI)")),
        ],
        rows,
        footnotes: vec!["The odds ratio is of those who went from no to yes to those who went back.".to_owned()],
    })
}

/// The main result of every other sample in one line each; no table without one.
pub(crate) fn results(analysis: &Analysis) -> Option<Table> {
    let samples: Vec<&SampleAnalysis> = analysis.samples.iter().filter(|sample| Shares::of(sample).is_none()).collect();
    if samples.is_empty() {
        return None;
    }
    let level = analysis.settings.level.percent();
    let any_margin = samples.iter().any(|sample| sample.margin.is_some());
    let mut columns = vec![
        Column::words("Outcome"),
        Column::numbers("Pairs"),
        Column::numbers(format!("Mean change ({level} CI)")),
        Column::numbers("p (t)"),
        Column::numbers(format!("Hodges-Lehmann ({level} CI)")),
        Column::numbers("p (signed rank)"),
    ];
    if any_margin {
        columns.push(Column::numbers("Margin"));
        columns.push(Column::numbers("p (equivalence)"));
    }
    let rows = samples
        .into_iter()
        .map(|sample| {
            let mut row = vec![
                Cell::words(with_unit_in_brackets(sample)),
                Cell::number(count(sample.sample.n()), sample.sample.n() as f64),
            ];
            for id in ["paired-t", "signed-rank"] {
                row.extend(estimate_and_p(sample, sample.test(id)));
            }
            if any_margin {
                row.push(sample.margin.as_ref().map_or_else(Cell::absent, |(margin, _)| {
                    Cell::words(format!("\u{00b1}{}", with_unit(&margin.amount.to_string(), margin.unit)))
                }));
                row.push(p_cell(sample.test("equivalence-t")));
            }
            row
        })
        .collect();
    Some(Table {
        id: "results".to_owned(),
        caption: "Mean and median change, with tests".to_owned(),
        columns,
        rows,
        footnotes: vec!["A p-value says how surprising the data would be without a change; the estimate and its interval say how large the change is.".to_owned()],
    })
}

fn estimate_and_p(sample: &SampleAnalysis, test: Option<&TestResult>) -> [Cell; 2] {
    let Some((test, estimate)) = test.and_then(|test| Some((test, test.primary()?))) else {
        return [Cell::absent(), Cell::absent()];
    };
    let printed = with_interval(estimate, decimals(sample, estimate));
    [Cell::number(printed, estimate.value), p_cell(Some(test))]
}

fn p_cell(test: Option<&TestResult>) -> Cell {
    test.and_then(|test| test.p_value).map_or_else(Cell::absent, |p| Cell::number(p_number(p), p.value()))
}

/// Every test of one sample with its statistic and details.
pub(crate) fn tests(sample: &SampleAnalysis) -> Table {
    let rows = sample
        .tests
        .iter()
        .map(|test| {
            let statistic = test.statistic.as_ref();
            let estimate = test.primary();
            vec![
                Cell::words(test.title),
                estimate.map_or_else(Cell::absent, |estimate| Cell::words(estimate.quantity.label)),
                estimate.map_or_else(Cell::absent, |estimate| {
                    Cell::number(with_interval(estimate, decimals(sample, estimate)), estimate.value)
                }),
                estimate
                    .and_then(|estimate| estimate.interval.as_ref())
                    .map_or_else(Cell::absent, |interval| Cell::words(interval.level.percent())),
                statistic.map_or_else(Cell::absent, |statistic| {
                    Cell::number(format!("{} = {}", statistic.symbol, fixed(statistic.value, 3)), statistic.value)
                }),
                statistic.map_or_else(Cell::absent, |statistic| Cell::words(statistic.distribution.clone())),
                p_cell(Some(test)),
            ]
        })
        .collect();
    Table {
        id: format!("tests-{}", slug(&sample.title())),
        caption: format!("Tests: {}", with_unit_in_brackets(sample)),
        columns: vec![
            Column::words("Test"),
            Column::words("Of"),
            Column::numbers("Estimate (interval)"),
            Column::numbers("Level"),
            Column::numbers("Statistic"),
            Column::words("Against"),
            Column::numbers("p"),
        ],
        rows,
        footnotes: sample
            .tests
            .iter()
            .flat_map(|test| test.notes.iter().map(move |note| format!("{}: {}", test.title, note.text)))
            .collect(),
    }
}

/// Standardised sizes, one a line, each with its formula; a column for every sample. No table without one.
pub(crate) fn effects(analysis: &Analysis) -> Option<Table> {
    let mut sizes: Vec<&EffectSize> = Vec::new();
    for effect in analysis.samples.iter().flat_map(|sample| &sample.effects) {
        if !sizes.iter().any(|seen| seen.procedure == effect.procedure) {
            sizes.push(effect);
        }
    }
    let cell = |sample: &SampleAnalysis, size: &EffectSize| {
        let found = sample.effects.iter().find(|effect| effect.procedure == size.procedure);
        found
            .map_or_else(Cell::absent, |effect| Cell::number(with_interval(&effect.estimate, 3), effect.estimate.value))
    };
    let row = |size: &&EffectSize| {
        let method = size.estimate.interval.as_ref().map_or("no interval", |interval| interval.method);
        let mut row = vec![
            Cell::words(size.estimate.quantity.label),
            Cell::words(Text::default().code(size.formula)),
            Cell::words(method),
        ];
        row.extend(analysis.samples.iter().map(|sample| cell(sample, size)));
        row
    };
    let mut columns = vec![Column::words("Size"), Column::words("Formula"), Column::words("Interval from")];
    columns.extend(analysis.samples.iter().map(|sample| Column::numbers(sample.title())));
    let mut footnotes = vec!["d is the second reading minus the first.".to_owned()];
    for note in sizes.iter().flat_map(|size| &size.notes) {
        if !footnotes.contains(&note.text) {
            footnotes.push(note.text.clone());
        }
    }
    (!sizes.is_empty()).then(|| Table {
        id: "effect-sizes".to_owned(),
        caption: format!("Standardised sizes of the change ({} intervals)", analysis.settings.level.percent()),
        columns,
        rows: sizes.iter().map(row).collect(),
        footnotes,
    })
}

/// The study's own claims.
pub(crate) fn claims(judgements: &[Judgement]) -> Table {
    let rows = judgements
        .iter()
        .map(|judgement| {
            vec![
                Cell::words(judgement.claim.statement.clone()),
                Cell::words(verdict(judgement.verdict)),
                estimate_cell(judgement),
                Cell::words(judgement.reasons.join(" ")),
                Cell::words(judgement.claim.margin_source.clone().unwrap_or_else(|| "\u{2013}".to_owned())),
            ]
        })
        .collect();
    Table {
        id: "claims".to_owned(),
        caption: "Claims about these data".to_owned(),
        columns: vec![
            Column::words("Claim"),
            Column::words("Verdict"),
            Column::numbers("Mean change (interval)"),
            Column::words("Why"),
            Column::words("Where the figure comes from"),
        ],
        rows,
        footnotes: Vec::new(),
    }
}

fn estimate_cell(judgement: &Judgement) -> Cell {
    let Some(estimate) = &judgement.estimate else { return Cell::absent() };
    let places = crate::result::format::estimate_decimals(crate::result::format::uncertainty(estimate), 1);
    let printed = with_interval(estimate, places);
    Cell::number(with_unit(&printed, estimate.unit), estimate.value)
}

/// The articles' claims: judged, or not testable with these data and why.
pub(crate) fn article_claims(judgements: &[Judgement]) -> Table {
    let rows = judgements
        .iter()
        .map(|judgement| {
            let claim = &judgement.claim;
            let why = if judgement.missing.is_empty() {
                judgement.reasons.join(" ")
            } else {
                format!("missing: {}", judgement.missing.join("; "))
            };
            vec![
                Cell::words(claim.id.clone()),
                Cell::words(claim.statement.clone()),
                Cell::words(verdict(judgement.verdict)),
                estimate_cell(judgement),
                Cell::words(why),
            ]
        })
        .collect();
    Table {
        id: "article-claims".to_owned(),
        caption: "The articles\u{2019} claims on mesotherapy, held against these data".to_owned(),
        columns: vec![
            Column::words("Id"),
            Column::words("Claim, in our words"),
            Column::words("Verdict"),
            Column::numbers("Mean change (interval)"),
            Column::words("Why"),
        ],
        rows,
        footnotes: Vec::new(),
    }
}

/// Who entered and who did not.
pub(crate) fn flow(analysis: &Analysis) -> Table {
    let rows = analysis
        .samples
        .iter()
        .map(|sample| {
            let excluded = sample.sample.excluded();
            let analysed = sample.tests.first().map(|test| test.analysed.excluded.as_slice()).unwrap_or_default();
            let reasons: Vec<String> = analysed.iter().map(|count| format!("{} ({})", count.reason, count.n)).collect();
            let total = sample.sample.n() + excluded.len();
            vec![
                Cell::words(sample.title()),
                Cell::number(count(total), total as f64),
                Cell::number(count(sample.sample.n()), sample.sample.n() as f64),
                Cell::number(count(excluded.len()), excluded.len() as f64),
                if reasons.is_empty() { Cell::absent() } else { Cell::words(reasons.join("; ")) },
            ]
        })
        .collect();
    Table {
        id: "participants".to_owned(),
        caption: "Participants and pairs".to_owned(),
        columns: vec![
            Column::words("Outcome"),
            Column::numbers("Participants"),
            Column::numbers("Complete pairs"),
            Column::numbers("Left out"),
            Column::words("Why"),
        ],
        rows,
        footnotes: Vec::new(),
    }
}

/// Each participant who was left out.
pub(crate) fn exclusions(analysis: &Analysis) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = analysis
        .samples
        .iter()
        .flat_map(|sample| {
            sample.sample.excluded().iter().map(move |exclusion| exclusion_row(exclusion, &sample.title()))
        })
        .collect();
    exclusion_table(rows)
}

/// One participant who was left out.
pub(crate) fn exclusion_row(exclusion: &Exclusion, outcome: &str) -> Vec<Cell> {
    vec![
        Cell::words(exclusion.participant.to_string()),
        Cell::words(outcome),
        Cell::words(exclusion.reason.words()),
        exclusion.line.map_or_else(Cell::absent, |line| Cell::number(line.to_string(), line as f64)),
    ]
}

/// Those who were left out; no table when there is nobody.
pub(crate) fn exclusion_table(rows: Vec<Vec<Cell>>) -> Option<Table> {
    (!rows.is_empty()).then(|| Table {
        id: "exclusions".to_owned(),
        caption: "Who was left out".to_owned(),
        columns: vec![
            Column::words("Participant"),
            Column::words("Outcome"),
            Column::words("Why"),
            Column::numbers("Line"),
        ],
        rows,
        footnotes: Vec::new(),
    })
}

/// What the audit found.
pub(crate) fn findings(audit: &Audit) -> Option<Table> {
    let rows: Vec<Vec<Cell>> = audit
        .findings
        .iter()
        .map(|finding| {
            vec![
                Cell::words(severity(finding.severity)),
                Cell::words(finding.words.clone()),
                Cell::words(finding.advice),
            ]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: "audit".to_owned(),
        caption: "What the audit of the file found".to_owned(),
        columns: vec![Column::words(""), Column::words("Finding"), Column::words("What to do")],
        rows,
        footnotes: Vec::new(),
    })
}

/// A severity as a marked word.
pub(crate) fn severity(severity: Severity) -> Text {
    match severity {
        Severity::Error => Text::mark(Tone::Bad, "error"),
        Severity::Warning => Text::mark(Tone::Open, "warning"),
        Severity::Info => Text::mark(Tone::Quiet, "note"),
    }
}

/// A name for a file: letters, digits and hyphens only.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "study".to_owned() } else { slug.to_owned() }
}
