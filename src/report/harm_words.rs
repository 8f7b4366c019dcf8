//! Adverse events in tables and sentences.

use super::tables::p_cell;
use super::{Cell, Column, Table, Text};
use crate::plan::{Analysis, HarmAnalysis};
use crate::result::Estimate;
use crate::result::format::{count, ends, fixed, p_number, significant};
use crate::stats::StatsError;
use crate::stats::risk::{HarmGroup, participants_to_exclude};

/// A share in percent with its interval.
fn percent(estimate: &Estimate) -> String {
    let interval = estimate.interval.as_ref();
    let range = interval
        .map_or_else(String::new, |interval| format!(" ({})", ends(100.0 * interval.lower, 100.0 * interval.upper, 1)));
    format!("{}{range}", fixed(100.0 * estimate.value, 1))
}

/// One line for each harm and group; no table without harms.
pub(crate) fn groups(analysis: &Analysis) -> Option<Table> {
    let level = analysis.settings.level.percent();
    let row = |harm: &HarmAnalysis, group: &HarmGroup| {
        let counts = &group.counts;
        let people = format!("{} of {}", counts.with_event, count(counts.people as usize));
        let events = match (counts.events, counts.sessions) {
            (Some(events), Some(sessions)) => format!("{events} in {} sessions", count(sessions as usize)),
            (Some(events), None) => events.to_string(),
            (None, _) => "\u{2013}".to_owned(),
        };
        let rate = group.rate.as_ref().map_or_else(Cell::absent, |rate| {
            let interval = rate.interval.as_ref().map_or_else(String::new, |interval| {
                format!(" ({} to {})", significant(interval.lower, 2), significant(interval.upper, 2))
            });
            Cell::number(format!("{}{interval}", significant(rate.value, 2)), rate.value)
        });
        vec![
            Cell::words(harm.label.clone()),
            Cell::words(counts.group.clone()),
            Cell::words(people),
            Cell::number(percent(&group.risk), group.risk.value),
            Cell::number(fixed(100.0 * group.risk_at_most, 1), group.risk_at_most),
            Cell::words(events),
            rate,
        ]
    };
    let rows: Vec<Vec<Cell>> =
        analysis.harms.iter().flat_map(|harm| harm.harm.groups.iter().map(|group| row(harm, group))).collect();
    (!rows.is_empty()).then(|| Table {
        id: "harms".to_owned(),
        caption: "Adverse events".to_owned(),
        columns: vec![
            Column::words("Event"),
            Column::words("Group"),
            Column::words("People with it"),
            Column::numbers(format!("Risk, % ({level} CI)")),
            Column::numbers(format!("At most, % (one-sided {level})")),
            Column::words("Events"),
            Column::numbers(format!("Per session ({level} CI)")),
        ],
        rows,
        footnotes: vec![
            "Exact limits (Clopper and Pearson; Garwood for rates). The last limit of the risk is what these people rule out: no event in n \
             people still allows a risk of about 3/n. Rates take events as independent; where they cluster in people their intervals are \
             too narrow."
                .to_owned(),
        ],
    })
}

/// One line for each harm that is compared; no table without any.
pub(crate) fn compared(analysis: &Analysis) -> Option<Table> {
    let level = analysis.settings.level.percent();
    let ratio = |estimate: &Option<Estimate>| {
        estimate.as_ref().map_or_else(Cell::absent, |estimate| {
            let interval = estimate.interval.as_ref().map_or_else(String::new, |interval| {
                format!(" ({} to {})", significant(interval.lower, 3), significant(interval.upper, 3))
            });
            Cell::number(format!("{}{interval}", significant(estimate.value, 3)), estimate.value)
        })
    };
    let row = |one: &HarmAnalysis| {
        if let Some(test) = &one.between_sites {
            let difference = test.primary()?;
            return Some(vec![
                Cell::words(one.label.clone()),
                Cell::words("treated against untreated site"),
                Cell::number(percent(difference), difference.value),
                Cell::absent(),
                Cell::absent(),
                Cell::absent(),
                p_cell(Some(test)),
            ]);
        }
        let found = one.harm.comparison.as_ref()?;
        let names: Vec<&str> = one.harm.groups.iter().map(|group| group.counts.group.as_str()).collect();
        let p = found.boschloo_p.or(found.fisher_p);
        Some(vec![
            Cell::words(one.label.clone()),
            Cell::words(names.join(" against ")),
            Cell::number(percent(&found.difference), found.difference.value),
            ratio(&found.ratio),
            ratio(&found.odds_ratio),
            Cell::words(found.number_needed.words()),
            p.map_or_else(Cell::absent, |p| Cell::number(p_number(p), p.value())),
        ])
    };
    let rows: Vec<Vec<Cell>> = analysis.harms.iter().filter_map(row).collect();
    (!rows.is_empty()).then(|| Table {
        id: "harms-compared".to_owned(),
        caption: "Adverse events, treated minus control".to_owned(),
        columns: vec![
            Column::words("Event"),
            Column::words("Between"),
            Column::numbers(format!("Difference, percentage points ({level} CI)")),
            Column::numbers(format!("Risk ratio ({level} CI)")),
            Column::numbers(format!("Odds ratio ({level} CI)")),
            Column::words("Number needed to harm"),
            Column::numbers("p (exact)"),
        ],
        rows,
        footnotes: vec![
            "Score intervals (Miettinen and Nurminen; Tango for two sites of the same people). p by Boschloo\u{2019}s test where the groups \
             are small enough for it, else Fisher\u{2019}s; for two sites McNemar\u{2019}s or the score test."
                .to_owned(),
        ],
    })
}

/// What harms that nobody had do not exclude, one sentence each.
///
/// # Errors
/// [`StatsError`] when the numbers of participants cannot be found.
pub(crate) fn event_free(analysis: &Analysis) -> Result<Vec<Text>, StatsError> {
    let level = analysis.settings.level;
    let needed = [0.05, 0.01].map(|rate| participants_to_exclude(rate, level));
    let [five, one] = needed;
    let (five, one) = (five?, one?);
    let mut found = Vec::new();
    for harm in &analysis.harms {
        for group in &harm.harm.groups {
            let Some(free) = &group.event_free else { continue };
            let text = format!(
                "0 of {} people ({}). That is no proof of safety: a risk of up to {} % would still give no event with a chance of {} % or \
                 more (rule of three: {} %). To rule out a risk of 5 %, {} people without an event are needed; 1 % needs {}.",
                free.n,
                group.counts.group,
                fixed(100.0 * free.one_sided, 1),
                fixed(100.0 * level.alpha(), 0),
                fixed(100.0 * free.rule_of_three.min(1.0), 1),
                five,
                one
            );
            found.push(Text::default().strong(format!("{}: ", harm.label)).and(text));
        }
    }
    Ok(found)
}
