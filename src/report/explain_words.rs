//! What else explains a change of people without a control: a sentence for each part, and the table of all of them.

use super::tables::slug;
use super::{Block, Cell, Column, Table, Text};
use crate::plan::{Analysis, ExplainAnalysis, SelectionPart};
use crate::result::Estimate;
use crate::result::format::{
    ends, estimate_decimals, fixed, in_sentence, interval_name, named, p_words, signed, significant, uncertainty,
    with_interval, with_unit,
};

fn places(one: &ExplainAnalysis) -> usize {
    estimate_decimals(uncertainty(&one.change), one.decimals)
}

/// A change with its unit and sign: `−1.72 cm`.
fn amount(one: &ExplainAnalysis, value: f64) -> String {
    with_unit(&signed(value, places(one)), one.unit)
}

fn size(one: &ExplainAnalysis, value: f64) -> String {
    with_unit(&fixed(value.abs(), places(one)), one.unit)
}

fn measured(one: &ExplainAnalysis, estimate: &Estimate) -> String {
    let interval = estimate.interval.as_ref().map_or(String::new(), |interval| {
        format!(" ({} {})", interval_name(interval), ends(interval.lower, interval.upper, places(one)))
    });
    amount(one, estimate.value) + &interval
}

fn percent(share: f64) -> String {
    format!("{} %", significant(100.0 * share, 2))
}

/// The sentence about picking people by their readings.
fn selection(one: &ExplainAnalysis) -> Text {
    let part = &one.selection;
    let head = Text::default().strong("Selection. ");
    if part.separate {
        return head.and(
            "People were picked by a reading before the first one here, so that their readings had already come back by then: nothing of \
             the change is owed to it.",
        );
    }
    if let Some(other) = &part.by_other {
        return head.and(format!(
            "People were picked by another outcome ({other}); what that makes of this one, through what the two share, is not known here."
        ));
    }
    if part.everybody {
        return head
            .and("Whoever came was taken, whatever the first reading: nothing of the change is owed to picking.");
    }
    let basis = basis(one, part);
    if let (Some(rule), Some(expected)) = (&part.rule, &part.expected) {
        let text = format!(
            "People came in by {rule}. {basis} So picked, {} of the population come in, with a mean of {}, and when they are read again \
             {} is expected although nothing was done: {} of the change.",
            percent(expected.share_selected),
            size(one, expected.mean_of_selected),
            amount(one, expected.expected_change),
            percent_of(expected.expected_change, one.change.value),
        );
        return head.and(text);
    }
    let mut text = match &part.rule {
        None => "The plan does not say how people came in; if they came because a reading was at its worst, part of the change would have \
                 come by itself."
            .to_owned(),
        Some(rule) => format!("People came in by {rule}."),
    };
    if !part.sweep.is_empty() {
        let rows: Vec<String> = part
            .sweep
            .iter()
            .map(|point| format!("{} for the {}", amount(one, point.expected_change), percent(point.share)))
            .collect();
        let whole = match part.share_that_explains {
            Some(share) if share >= 1.0 => " No picking would be needed to make the change.".to_owned(),
            Some(share) => {
                format!(" Picking the {} with the most extreme readings would make all of it.", percent(share))
            }
            None => " No picking by readings alone would make all of it.".to_owned(),
        };
        text = format!(
            "{text} {basis} Picked by their readings, expected without any treatment: {}.{whole}",
            rows.join(", ")
        );
    } else {
        text = format!("{text} To say how much, this is needed: {}.", part.lacking.join("; "));
    }
    head.and(text)
}

/// From what population, and how far readings of one person vary.
fn basis(one: &ExplainAnalysis, part: &SelectionPart) -> String {
    let population = part.population.as_ref().map(|population| {
        let offered = if population.offered { "a published one, taken as an assumption: " } else { "" };
        format!(
            "Population: mean {}, SD {} ({offered}{})",
            size(one, population.mean),
            size(one, population.sd),
            population.source.trim_end_matches('.')
        )
    });
    let within = part.within.iter().map(|known| {
        let when = match known.error.occasions {
            crate::stats::individual::Occasions::Same => "of readings at once",
            crate::stats::individual::Occasions::Different => "from one occasion to another",
        };
        format!("SD within a person {when} {} ({})", size(one, known.error.sd), known.source)
    });
    let all: Vec<String> = population.into_iter().chain(within).collect();
    if all.is_empty() { String::new() } else { all.join("; ") + "." }
}

fn percent_of(part: f64, whole: f64) -> String {
    if whole == 0.0 { "none".to_owned() } else { format!("{} %", fixed(100.0 * part / whole, 0)) }
}

/// The sentence about the dependence on the first reading.
fn baseline(one: &ExplainAnalysis) -> Option<Text> {
    let found = one.baseline.as_ref()?;
    let mut text = format!(
        "The change correlates with the first reading by {}, which says nothing: both hold the error of the first reading. With the mean \
         of the two readings it correlates by {} (Oldham{}).",
        fixed(found.naive.value, 2),
        with_interval(&found.oldham, 2),
        found.p_value.map_or(String::new(), |p| format!(", {}", p_words(p)))
    );
    if let Some(slope) = &one.blomqvist {
        text += &format!(
            " Freed from the error of reading, a person whose true first value lies one unit higher changes by {} more (Blomqvist).",
            with_interval(slope, 2)
        );
    }
    if let Some(test) = &one.mee_chua
        && let Some(effect) = test.primary()
    {
        text += &format!(
            " Of somebody at the mean of the population the expected change is {} (Mee and Chua{}).",
            measured(one, effect),
            test.p_value.map_or(String::new(), |p| format!(", {}", p_words(p)))
        );
    }
    Some(Text::default().strong("Where people started. ").and(text))
}

/// The sentence about published changes without treatment.
fn untreated(one: &ExplainAnalysis) -> Option<Text> {
    if one.untreated.is_empty() {
        return None;
    }
    let change = |found: &crate::plan::PublishedChange| {
        let value = found.change.amount_in(one.unit).ok().map(crate::data::Decimal::to_f64);
        value.map_or_else(|| found.change.to_string(), |value| amount(one, value))
    };
    let rows: Vec<String> = one
        .untreated
        .iter()
        .map(|found| {
            format!(
                "{} in {} weeks ({}: {})",
                change(found),
                found.weeks,
                found.what,
                found.source.trim_end_matches('.')
            )
        })
        .collect();
    Some(Text::default().strong("People who were not treated. ").and(format!(
        "Published at the same place: {}. Such a change already holds selection, season and hope; it stands beside this one and is not \
         taken off.",
        rows.join("; ")
    )))
}

/// The sentence about the control change that would remove the effect.
fn tipping(one: &ExplainAnalysis) -> Option<Text> {
    let found = one.tipping.as_ref()?;
    let head = Text::default().strong("A control group. ");
    let (Some(known), Some(arm)) = (found.known_control, found.control_arm) else {
        return Some(
            head.and("The change is not different from zero by itself, so that no control is needed to take it away."),
        );
    };
    Some(head.and(format!(
        "Had {} people without treatment with the same spread changed by {}, the difference would no longer be significant; by {}, there \
         would be none. Against a control whose change were known without error it takes {}.",
        one.n,
        amount(one, arm),
        amount(one, found.no_difference.value),
        amount(one, known)
    )))
}

/// The sentence about hidden influences.
fn rosenbaum(one: &ExplainAnalysis) -> Option<Text> {
    let gamma = one.gamma?;
    let head = Text::default().strong("Hidden influences. ");
    let direction = if one.change.value < 0.0 { "fall" } else { "rise" };
    let text = if gamma <= 1.0 {
        "The signed-rank test does not reject even without any hidden influence.".to_owned()
    } else {
        format!(
            "The signed-rank test holds up until something other than the treatment made each reading {} times as likely to {direction} as \
             to move the other way (Rosenbaum's gamma).",
            fixed(gamma, 2)
        )
    };
    let how = match one.bounds.first() {
        Some(bound) if !bound.exact => " By the normal approximation.",
        _ => "",
    };
    let ranges: Vec<String> = one
        .bounds
        .iter()
        .filter(|bound| bound.gamma > 1.0)
        .map(|bound| {
            format!(
                "at gamma {} the Hodges-Lehmann change lies anywhere in {} {}",
                significant(bound.gamma, 2),
                ends(bound.least_estimate, bound.greatest_estimate, places(one)),
                one.unit.symbol()
            )
        })
        .collect();
    let ranges =
        if ranges.is_empty() { String::new() } else { format!(" With such influences {}.", ranges.join("; ")) };
    Some(head.and(text + &ranges + how))
}

/// The sentence about weight.
fn drift(one: &ExplainAnalysis) -> Option<Text> {
    let part = one.drift.as_ref()?;
    let direction = if part.weight_change < 0.0 { "fell" } else { "rose" };
    Some(Text::default().strong("Weight. ").and(format!(
        "Weight {direction} by {} kg on average ({}). At {} for each kg ({}) this makes {}; {} of the change remains.",
        fixed(part.weight_change.abs(), 2),
        part.weight_source.trim_end_matches('.'),
        with_unit(&significant(part.per_kg, 3), one.unit),
        part.slope_source.trim_end_matches('.'),
        amount(one, part.drift.expected.value),
        measured(one, &part.drift.remains)
    )))
}

/// The sentence about what remains.
fn remains(one: &ExplainAnalysis) -> Text {
    let head = Text::default().strong("What remains. ");
    let Some(found) = &one.remains else {
        return head.and(
            "Neither the selection nor a change of weight is known, so nothing can be taken off: the whole change stays open to them.",
        );
    };
    let selected = one.selection.known_change().is_some_and(|change| change != 0.0);
    let taken = match (selected, one.drift.is_some()) {
        (true, true) => "what selection and weight make",
        (true, false) => "what selection makes",
        (false, true) => "what weight makes",
        (false, false) => "picking, which made nothing of it",
    };
    let holds_zero =
        found.remains.interval.as_ref().is_some_and(|interval| interval.lower <= 0.0 && interval.upper >= 0.0);
    let says = if holds_zero {
        "The interval holds zero: what is left could be nothing at all."
    } else {
        "Its interval leaves out zero; season, diet, hope and the way of measuring are still in it."
    };
    head.and(format!(
        "Without {taken}, taken as known, {} of the change is left. {says}",
        measured(one, &found.remains)
    ))
}

/// Every sentence of one panel.
pub(crate) fn words(one: &ExplainAnalysis) -> Vec<Text> {
    let first = Text::default()
        .strong(format!("{} changed by {} and nobody was left untreated.", one.label, measured(one, &one.change)))
        .and(" What else would make such a change, in numbers:");
    let mut all = vec![first, selection(one)];
    all.extend([drift(one), baseline(one), untreated(one), tipping(one), rosenbaum(one)].into_iter().flatten());
    all.push(remains(one));
    all
}

/// The parts as a table.
pub(crate) fn table(one: &ExplainAnalysis) -> Table {
    let row = |what: &str, value: Option<f64>, interval: Option<String>, how: &str| {
        vec![
            Cell::words(what),
            value.map_or_else(Cell::absent, |value| Cell::number(signed(value, places(one)), value)),
            interval.map_or_else(Cell::absent, Cell::words),
            Cell::words(how),
        ]
    };
    let limits = |estimate: &Estimate| {
        estimate.interval.as_ref().map(|interval| ends(interval.lower, interval.upper, places(one)))
    };
    let mut rows = vec![row("Mean change", Some(one.change.value), limits(&one.change), "observed")];
    let expected = one.selection.expected.as_ref().map(|expected| expected.expected_change);
    let offered = one.selection.population.as_ref().is_some_and(|population| population.offered);
    let how = match (expected, offered) {
        (None, _) => "not known",
        (Some(_), true) => "assumption, not taken off",
        (Some(_), false) => "taken off",
    };
    rows.push(row("Regression to the mean by selection", expected, None, how));
    rows.extend(one.drift.as_ref().map(|part| {
        let expected = &part.drift.expected;
        row("Change of weight, by the slope", Some(expected.value), limits(expected), "taken off")
    }));
    rows.extend(one.untreated.iter().map(|found| {
        let value = found.change.amount_in(one.unit).ok().map(crate::data::Decimal::to_f64);
        row(&format!("{}, {} weeks", found.what, found.weeks), value, None, "published, beside it")
    }));
    rows.extend(one.tipping.as_ref().map(|found| {
        row(
            "Control change that removes significance",
            found.control_arm,
            None,
            "what a control arm would have to show",
        )
    }));
    rows.extend(one.remains.as_ref().map(|found| {
        row("What remains", Some(found.remains.value), limits(&found.remains), "mean change less what is taken off")
    }));
    Table {
        id: format!("explained-{}", slug(&one.label)),
        caption: format!("{}: what else explains the change", named(&one.label, one.unit)),
        columns: vec![
            Column::words("Part"),
            Column::numbers("Change"),
            Column::numbers("Interval"),
            Column::words("What is done with it"),
        ],
        rows,
        footnotes: vec![
            "Amounts taken off are taken as known; the interval of what remains has the width of that of the change, but for weight, which \
             was measured in the same people."
                .to_owned(),
        ],
    }
}

/// The section's content.
pub(crate) fn blocks(analysis: &Analysis) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (at, one) in analysis.explained.iter().enumerate() {
        for (line, text) in words(one).into_iter().enumerate() {
            blocks.push(if at == 0 && line == 0 { Block::Lead(text) } else { Block::Paragraph(text) });
        }
        blocks.push(Block::Table(table(one)));
    }
    blocks
}

/// How it was found.
pub(crate) fn methods(analysis: &Analysis) -> Option<Text> {
    let one = analysis.explained.first()?;
    Some(Text::plain(format!(
        "What else explains the change in {}: regression to the mean after Davis (1976) from the population and the selection stated, for \
         readings that vary from person to person, from day to day and from reading to reading; the dependence on the first reading by \
         Oldham (1962) and Blomqvist (1977), and Mee and Chua (1991) where the population's mean is stated; the sensitivity of the \
         signed-rank test to hidden influences by Rosenbaum (2002).",
        in_sentence(&one.label)
    )))
}
