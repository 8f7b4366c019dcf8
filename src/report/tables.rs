//! Tables: one function each, the same table for every format.

use super::wording::{self, Shares, decimals, verdict};
use super::{Cell, Column, Table, Text, Tone};
use crate::claims::{Judgement, Verdict};
use crate::data::Exclusion;
use crate::ingest::audit::{Audit, Severity};
use crate::plan::{Analysis, SampleAnalysis, TruthCheck};
use crate::result::format::{count, ends, fixed, p_number, significant, statistic, with_interval, with_unit};
use crate::result::{EffectSize, Estimate, Level, PValue, TestResult};
use crate::stats::EngineAnswer;
use crate::stats::binary::ODDS_RATIO;
use crate::stats::describe::Description;

/// Before, after and change of every sample.
pub(crate) fn description(analysis: &Analysis) -> Table {
    let conditions = analysis.samples.iter().any(|sample| sample.sample.conditions().is_some());
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
                    let sign = if margin.size().is_some() { "\u{00b1}" } else { "" };
                    Cell::words(format!("{sign}{}", wording::margin(margin)))
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

pub(crate) fn p_cell(test: Option<&TestResult>) -> Cell {
    test.and_then(|test| test.p_value).map_or_else(Cell::absent, |p| Cell::number(p_number(p), p.value()))
}

/// Every test of one sample with its statistic and details.
pub(crate) fn tests(sample: &SampleAnalysis) -> Table {
    let bootstrap =
        sample.tests.iter().flat_map(|test| &test.estimates).find_map(|estimate| estimate.bootstrap.as_ref());
    let rows = sample
        .tests
        .iter()
        .map(|test| {
            let found = test.statistic.as_ref();
            let estimate = test.primary();
            let mut row = vec![
                Cell::words(test.title),
                estimate.map_or_else(Cell::absent, |estimate| Cell::words(estimate.quantity.label)),
                estimate.map_or_else(Cell::absent, |estimate| {
                    Cell::number(with_interval(estimate, decimals(sample, estimate)), estimate.value)
                }),
                estimate
                    .and_then(|estimate| estimate.interval.as_ref())
                    .map_or_else(Cell::absent, |interval| Cell::words(interval.level.percent())),
                found.map_or_else(Cell::absent, |found| {
                    Cell::number(format!("{} = {}", found.symbol, statistic(found.value)), found.value)
                }),
                found.map_or_else(Cell::absent, |found| Cell::words(found.distribution.clone())),
                p_cell(Some(test)),
            ];
            if bootstrap.is_some() {
                row.push(
                    estimate.map_or_else(Cell::absent, |estimate| bootstrap_cell(estimate, decimals(sample, estimate))),
                );
            }
            row
        })
        .collect();
    let mut columns = vec![
        Column::words("Test"),
        Column::words("Of"),
        Column::numbers("Estimate (interval)"),
        Column::numbers("Level"),
        Column::numbers("Statistic"),
        Column::words("Against"),
        Column::numbers("p"),
    ];
    columns.extend(bootstrap.map(|_| Column::numbers("Bootstrap interval")));
    Table {
        id: format!("tests-{}", slug(&sample.title())),
        caption: format!("Tests: {}", with_unit_in_brackets(sample)),
        columns,
        rows,
        footnotes: sample
            .tests
            .iter()
            .flat_map(|test| test.notes.iter().map(move |note| format!("{}: {}", test.title, note.text)))
            .collect(),
    }
}

/// Every test and size of one sample by the name under which `girth explain` knows it; a line for each estimate.
pub(crate) fn tests_and_sizes(sample: &SampleAnalysis, level: Level) -> Table {
    Table {
        id: format!("tests-{}", slug(&sample.title())),
        caption: format!("Tests and sizes: {}", with_unit_in_brackets(sample)),
        ..methods(&sample.tests, &sample.effects, level, &|estimate| decimals(sample, estimate))
    }
}

/// The same of any tests and sizes, with so many decimals for each estimate of a test.
pub(crate) fn methods(
    tests: &[TestResult],
    sizes: &[EffectSize],
    level: Level,
    decimals: &dyn Fn(&Estimate) -> usize,
) -> Table {
    let tested = tests.iter().flat_map(|test| &test.estimates);
    let sized = sizes.iter().map(|size| &size.estimate);
    let bootstrap = tested.chain(sized).any(|estimate| estimate.bootstrap.is_some());
    let estimated = |estimate: &Estimate, places: usize| {
        let mut cells = vec![
            Cell::words(estimate.quantity.label),
            Cell::number(with_interval(estimate, places), estimate.value),
            estimate.interval.as_ref().map_or_else(Cell::absent, |interval| {
                let other = (interval.level != level).then(|| format!("{}: ", interval.level.percent()));
                Cell::words(other.unwrap_or_default() + interval.method)
            }),
        ];
        cells.extend(bootstrap.then(|| bootstrap_cell(estimate, places)));
        cells
    };
    let mut rows = Vec::new();
    for test in tests {
        for (at, estimate) in test.estimates.iter().enumerate() {
            let mut row = vec![Cell::words(if at == 0 { test.procedure } else { "" })];
            row.extend(estimated(estimate, decimals(estimate)));
            let found = test.statistic.as_ref().filter(|_| at == 0);
            row.push(found.map_or_else(Cell::absent, |found| {
                let against = found.distribution.replace("degrees of freedom", "df");
                Cell::number(format!("{} = {} ({against})", found.symbol, statistic(found.value)), found.value)
            }));
            row.push(if at == 0 { p_cell(Some(test)) } else { Cell::absent() });
            rows.push(row);
        }
    }
    for size in sizes {
        let mut row = vec![Cell::words(size.procedure)];
        row.extend(estimated(&size.estimate, 3));
        row.extend([Cell::absent(), Cell::absent()]);
        rows.push(row);
    }
    let mut columns = vec![
        Column::words("Method"),
        Column::words("Estimate of"),
        Column::numbers(format!("Estimate ({} interval)", level.percent())),
        Column::words("Interval by"),
    ];
    columns.extend(bootstrap.then(|| Column::numbers("Bootstrap interval")));
    columns.extend([Column::words("Statistic (against)"), Column::numbers("p")]);
    Table { id: "tests".to_owned(), caption: "Tests and sizes".to_owned(), columns, rows, footnotes: Vec::new() }
}

/// How other programs answer the same questions; no table where that was not asked for.
pub(crate) fn engines(sample: &SampleAnalysis) -> Option<Table> {
    let row = |answer: &EngineAnswer| {
        vec![
            Cell::words(answer.question),
            Cell::words(answer.program),
            answer.answer.map_or_else(Cell::absent, |value| Cell::number(significant(value, 5), value)),
            Cell::words(answer.convention.clone()),
            answer.switch.map_or_else(Cell::absent, |switch| Cell::words(Text::default().code(switch))),
        ]
    };
    (!sample.engines.is_empty()).then(|| Table {
        id: format!("engines-{}", slug(&sample.title())),
        caption: format!("As other programs answer by default: {}", with_unit_in_brackets(sample)),
        columns: vec![
            Column::words("Question"),
            Column::words("Program"),
            Column::numbers("Answer"),
            Column::words("Convention, and what it comes to here"),
            Column::words("The same in girth"),
        ],
        rows: sample.engines.iter().map(row).collect(),
        footnotes: vec![
            "The conventions are those of R 4.2 and the news of R 4.6.0, SciPy 1.17, SAS 9.4, JASP 0.19 and DABEST 2025, applied here to \
             these data; no other program was run. The paired t test is the same in all of them."
                .to_owned(),
        ],
    })
}

/// The main test of every sample, with its p-value by itself and among all of them; no table when no adjustment was asked for.
pub(crate) fn adjusted(analysis: &Analysis) -> Option<Table> {
    analysis.settings.adjust?;
    let rows = analysis.adjusted.iter().filter_map(|row| {
        let sample = analysis.samples.get(row.sample)?;
        let p = |p: PValue| Cell::number(p_number(p), p.value());
        Some(vec![
            Cell::words(with_unit_in_brackets(sample)),
            Cell::words(row.procedure),
            Cell::number(with_interval(&row.estimate, decimals(sample, &row.estimate)), row.estimate.value),
            p(row.p.raw),
            p(row.p.adjusted),
        ])
    });
    Some(Table {
        id: "adjusted".to_owned(),
        caption: "Several hypotheses at once".to_owned(),
        columns: vec![
            Column::words("Outcome"),
            Column::words("Test"),
            Column::numbers(format!("Estimate ({} CI, not adjusted)", analysis.settings.level.percent())),
            Column::numbers("p by itself"),
            Column::numbers("p adjusted"),
        ],
        rows: rows.collect(),
        footnotes: wording::adjustment(analysis),
    })
}

/// The bootstrap interval of an estimate.
pub(crate) fn bootstrap_cell(estimate: &Estimate, places: usize) -> Cell {
    let interval = estimate.bootstrap.as_ref();
    interval.map_or_else(Cell::absent, |interval| Cell::words(ends(interval.lower, interval.upper, places)))
}

/// Standardised sizes, one a line, each with its formula; a column for every sample. No table without one.
pub(crate) fn effects(analysis: &Analysis) -> Option<Table> {
    let mut sizes: Vec<&EffectSize> = Vec::new();
    for effect in analysis.samples.iter().flat_map(|sample| &sample.effects) {
        if !sizes.iter().any(|seen| seen.procedure == effect.procedure) {
            sizes.push(effect);
        }
    }
    let bootstrap = sizes.iter().any(|size| size.estimate.bootstrap.is_some());
    let cells = |sample: &SampleAnalysis, size: &EffectSize| {
        let found = sample.effects.iter().find(|effect| effect.procedure == size.procedure);
        let estimate = found.map(|effect| &effect.estimate);
        let cell = |of: fn(&Estimate) -> Cell| estimate.map_or_else(Cell::absent, of);
        let analytic = cell(|estimate| Cell::number(with_interval(estimate, 3), estimate.value));
        let resampled = bootstrap.then(|| cell(|estimate| bootstrap_cell(estimate, 3)));
        std::iter::once(analytic).chain(resampled)
    };
    let row = |size: &&EffectSize| {
        let method = size.estimate.interval.as_ref().map_or("no interval", |interval| interval.method);
        let mut row = vec![
            Cell::words(size.estimate.quantity.label),
            Cell::words(Text::default().code(size.formula)),
            Cell::words(method),
        ];
        row.extend(analysis.samples.iter().flat_map(|sample| cells(sample, size)));
        row
    };
    let mut columns = vec![Column::words("Size"), Column::words("Formula"), Column::words("Interval from")];
    for sample in &analysis.samples {
        columns.push(Column::numbers(sample.title()));
        columns.extend(bootstrap.then(|| Column::numbers("Bootstrap interval")));
    }
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
            Column::numbers("Estimate (interval)"),
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
    // A small share must not be rounded to none.
    let vanishes = estimate.value != 0.0 && estimate.value.abs() < 0.5 * libm::exp10(-(places as f64));
    let text =
        if vanishes { estimate_text(estimate) } else { with_unit(&with_interval(estimate, places), estimate.unit) };
    Cell::number(text, estimate.value)
}

/// Decimals of an estimate of which only its uncertainty is known.
pub(crate) fn places(estimate: &Estimate) -> usize {
    // Shares and ratios have no grid on which they are read.
    let decimals = if estimate.unit == crate::data::Unit::None { 4 } else { 1 };
    let places = crate::result::format::estimate_decimals(crate::result::format::uncertainty(estimate), decimals);
    // The long upper arm of a ratio's interval must not round the ratio itself to 0.
    let lower = estimate.interval.as_ref().map_or(0.0, |interval| interval.lower);
    let is_ratio = estimate.standard_error.is_none() && lower > 0.0;
    if is_ratio { places.max((1.0 - libm::floor(libm::log10(estimate.value))) as usize) } else { places }
}

/// An estimate with its interval and unit: `−1.13 (−2.25 to −0.01) cm`; ratios and shares, whose errors are not even, to three digits.
pub(crate) fn estimate_text(estimate: &Estimate) -> String {
    if estimate.unit == crate::data::Unit::None && estimate.standard_error.is_none() {
        let ends = estimate.interval.as_ref().map_or_else(String::new, |interval| {
            format!(" ({} to {})", significant(interval.lower, 3), significant(interval.upper, 3))
        });
        return significant(estimate.value, 3) + &ends;
    }
    with_unit(&with_interval(estimate, places(estimate)), estimate.unit)
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
            Column::numbers("Estimate (interval)"),
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

/// Simulated data: every claim whose truth is known; no table without any.
pub(crate) fn truth(checks: &[TruthCheck]) -> Option<Table> {
    let row = |check: &TruthCheck| {
        let right = match check.right {
            Some(true) => Text::mark(Tone::Good, "right"),
            Some(false) => Text::mark(Tone::Bad, "wrong"),
            None if check.verdict == Verdict::ObservedNotAttributable => {
                Text::plain("credits the treatment with nothing")
            }
            None => Text::plain("decided nothing"),
        };
        vec![
            Cell::words(check.statement.clone()),
            Cell::number(significant(check.true_value, 3), check.true_value),
            Cell::words(check.of),
            Cell::words(if check.holds { "true" } else { "false" }),
            Cell::words(verdict(check.verdict)),
            Cell::words(right),
        ]
    };
    (!checks.is_empty()).then(|| Table {
        id: "truth".to_owned(),
        caption: "What is true, and what was said of it".to_owned(),
        columns: vec![
            Column::words("Claim"),
            Column::numbers("True value"),
            Column::words("of"),
            Column::words("The claim is"),
            Column::words("Verdict"),
            Column::words("The verdict was"),
        ],
        rows: checks.iter().map(row).collect(),
        footnotes: vec![
            "True values are those of the specification of the simulation, for everybody who would be enrolled, in the unit of the claim."
                .to_owned(),
        ],
    })
}
