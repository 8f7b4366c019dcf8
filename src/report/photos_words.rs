//! What a gallery of picked pictures shows, in sentences and tables.

use super::outputs::taken_for;
use super::tables::slug;
use super::{Block, Cell, Column, Document, Section, Table, Text};
use crate::plan::{Analysis, PhotosAnalysis, Rated};
use crate::result::format::{
    count, ends, fixed, in_sentence, interval_name, named, p_words, signed, significant, with_unit,
};
use crate::result::{Estimate, PValue};
use crate::stats::gallery::{AnswersOf, ClusteredShare, GuessTest, NoiseSource};
use crate::stats::risk::Toward;

fn amount(one: &PhotosAnalysis, value: f64) -> String {
    with_unit(&signed(value, usize::from(one.decimals) + 1), one.unit)
}

fn measured(one: &PhotosAnalysis, estimate: &Estimate) -> String {
    let places = usize::from(one.decimals) + 1;
    let interval = estimate.interval.as_ref().map_or(String::new(), |interval| {
        format!(" ({} {})", interval_name(interval), ends(interval.lower, interval.upper, places))
    });
    amount(one, estimate.value) + &interval
}

/// The gallery beside everybody.
fn gallery(one: &PhotosAnalysis) -> Text {
    let found = &one.gallery;
    let direction = if found.toward == Toward::Fall { "falls" } else { "rises" };
    let best = match found.shown {
        1 => format!("A picture of the largest {}", direction.trim_end_matches('s')),
        many => format!("A gallery of the {} largest {direction}", count(many)),
    };
    let text = Text::default()
        .strong(format!(
            "{best} of {} shows {}, where everybody changed by {}.",
            count(found.people),
            amount(one, found.observed.value),
            measured(one, &found.everybody)
        ))
        .and(format!(
            " Drawing {} people again from the same changes, as many of the best would show {} on average.",
            count(found.people),
            amount(one, found.redrawn)
        ));
    match &found.noise {
        None => text,
        Some(noise) => {
            let source = match noise.source {
                NoiseSource::ErrorOfReading => match &one.error {
                    Some(known) if one.offered => format!("the error of two readings ({}, offered, not stated)", known.source),
                    Some(known) => format!("the error of two readings ({})", known.source),
                    None => "the error of two readings".to_owned(),
                },
                NoiseSource::OwnSpread => {
                    "the spread of these changes around no change at all, which also holds true differences between people".to_owned()
                }
            };
            let share = found.share_by_picking.map_or(String::new(), |share| {
                format!(" That is {} % of what the gallery shows.", fixed(100.0 * share, 0))
            });
            text.and(format!(
                " If the treatment did nothing, picking alone would show {} from {source}, with an SD of {} for a change.{share}",
                measured_range(one, &noise.expected),
                with_unit(&significant(noise.sd_of_change, 2), one.unit)
            ))
        }
    }
}

/// An expectation with the range in which a single gallery would lie.
fn measured_range(one: &PhotosAnalysis, expected: &Estimate) -> String {
    let places = usize::from(one.decimals) + 1;
    let range = expected.interval.as_ref().map_or(String::new(), |range| {
        format!(" ({} of such galleries: {})", range.level.percent(), ends(range.lower, range.upper, places))
    });
    amount(one, expected.value) + &range
}

/// How many clients it takes.
fn until(one: &PhotosAnalysis) -> Option<Text> {
    let first = one.until.first()?;
    let size = with_unit(&fixed(one.amount, usize::from(one.decimals)), one.unit);
    let number = |clients: Option<u64>| {
        clients.map_or_else(
            || "more than can be counted".to_owned(),
            |clients| count(usize::try_from(clients).unwrap_or(usize::MAX)),
        )
    };
    let mut text = format!(
        "By noise alone one client in {} would show a change of {size} or more in the wanted direction. A studio that photographs {} has \
         an even chance of such a picture, one that photographs {} a chance of 95 %",
        significant(first.expected, 3),
        clients(&number(first.even)),
        clients(&number(first.nearly_sure))
    );
    if let Some(all) = one.until.get(1) {
        text += &format!(
            "; for a gallery of {} such pictures it takes {} and {}",
            all.pictures,
            number(all.even),
            number(all.nearly_sure)
        );
    }
    Some(Text::default().strong("How many clients until a picture. ").and(text + "."))
}

fn clients(number: &str) -> String {
    if number == "1" { "1 client".to_owned() } else { format!("{number} clients") }
}

/// What raters saw.
fn rated(found: &Rated) -> Text {
    let result = &found.result;
    let pooled = &result.pooled;
    let head = Text::default().strong("Which picture is later? ").and(format!(
        "{} raters judged {} pairs: {} of {} answers were right",
        count(result.raters),
        count(result.pairs),
        pooled.right,
        pooled.answers
    ));
    let first = &result.clustered[0];
    let Some((share, p)) = together(first) else { return head.and(".") };
    let interval = share.interval.as_ref().map_or(String::new(), |interval| {
        format!(" ({} {} %)", interval_name(interval), ends(100.0 * interval.lower, 100.0 * interval.upper, 0))
    });
    let shows = share.interval.as_ref().is_some_and(|interval| interval.lower > 0.5);
    let says = if shows {
        "More than guessing: the later pictures can be told from the earlier ones. Why they differ, by treatment, light or pose, raters \
         cannot say."
    } else {
        "That is not shown to be more than guessing."
    };
    head.and(format!(
        ", {} %{interval} when {} are counted as clusters{}. {says}",
        fixed(100.0 * share.value, 0),
        clusters(first),
        p.map_or(String::new(), |p| format!(" ({})", p_words(p))),
    ))
}

/// The share of all answers together, with its p: of the mixed model, or of the simple check where there is none.
pub(super) fn together(found: &ClusteredShare) -> Option<(&Estimate, Option<PValue>)> {
    let mixed = found.mixed.as_ref().map(|mixed| (&mixed.share, Some(mixed.p_value)));
    mixed.or_else(|| found.simple.as_ref().map(|simple| (&simple.share, simple.p_value)))
}

/// What answers are tied together by.
pub(super) fn clusters(found: &ClusteredShare) -> &'static str {
    match found.of {
        AnswersOf::Pair => "pairs",
        AnswersOf::Rater => "raters",
    }
}

/// Every sentence about one sample's pictures.
pub(crate) fn words(one: &PhotosAnalysis) -> Vec<Text> {
    let mut all = vec![gallery(one)];
    all.extend(until(one));
    all.extend(one.rated.as_ref().map(rated));
    all
}

/// All tables of one sample's pictures.
pub(crate) fn tables(one: &PhotosAnalysis) -> Vec<Table> {
    let mut all = vec![numbers_shown(one)];
    all.extend(one.rated.as_ref().map(|found| raters(one, found)));
    all
}

/// The means by how many pictures are shown.
fn numbers_shown(one: &PhotosAnalysis) -> Table {
    let places = usize::from(one.decimals) + 1;
    let number = |value: f64| Cell::number(signed(value, places), value);
    let wanted = |shown: usize| {
        [1, 3, 6, 12, 24, 50, 100].contains(&shown) || shown == one.gallery.shown || shown == one.gallery.people
    };
    let rows = one.gallery.curve.iter().filter(|point| wanted(point.shown)).map(|point| {
        vec![
            Cell::number(count(point.shown), point.shown as f64),
            number(point.observed),
            number(point.redrawn),
            point.noise.map_or_else(Cell::absent, number),
        ]
    });
    Table {
        id: format!("gallery-{}", slug(&one.label)),
        caption: format!("{}: mean change of the best pictures", named(&one.label, one.unit)),
        columns: ["Pictures shown", "These data", "Drawn again from them", "No effect, noise alone"]
            .map(Column::numbers)
            .to_vec(),
        rows: rows.collect(),
        footnotes: vec![format!("The last row is everybody: {} people.", count(one.gallery.people))],
    }
}

fn raters(one: &PhotosAnalysis, found: &Rated) -> Table {
    let row = |who: String, test: &GuessTest| {
        let interval =
            test.share.interval.as_ref().map_or_else(Cell::absent, |interval| {
                Cell::words(ends(100.0 * interval.lower, 100.0 * interval.upper, 0))
            });
        vec![
            Cell::words(who),
            Cell::number(test.right.to_string(), test.right as f64),
            Cell::number(test.answers.to_string(), test.answers as f64),
            Cell::number(fixed(100.0 * test.share.value, 0), 100.0 * test.share.value),
            interval,
            Cell::number(p_words(test.p_value), test.p_value.value()),
        ]
    };
    let result = &found.result;
    let mut rows: Vec<Vec<Cell>> =
        result.by_rater.iter().map(|test| row(test.rater.clone().unwrap_or_default(), test)).collect();
    for clustered in &result.clustered {
        let Some((share, p)) = together(clustered) else { continue };
        rows.push(vec![
            Cell::words(format!("all, {} as clusters", clusters(clustered))),
            Cell::number(result.pooled.right.to_string(), result.pooled.right as f64),
            Cell::number(result.pooled.answers.to_string(), result.pooled.answers as f64),
            Cell::number(fixed(100.0 * share.value, 0), 100.0 * share.value),
            share.interval.as_ref().map_or_else(Cell::absent, |interval| {
                Cell::words(ends(100.0 * interval.lower, 100.0 * interval.upper, 0))
            }),
            p.map_or_else(Cell::absent, |p| Cell::number(p_words(p), p.value())),
        ]);
    }
    let mut footnotes = vec![
        "Each rater: exact binomial against guessing, two-sided, with Clopper and Pearson's interval. All together: mixed logistic \
         regression with a random intercept."
            .to_owned(),
    ];
    let of_clusters = result.clustered.iter().flat_map(|clustered| &clustered.notes);
    footnotes.extend(result.notes.iter().chain(of_clusters).map(|note| note.text.clone()));
    Table {
        id: format!("raters-{}", slug(&one.label)),
        caption: "Which picture is later? Right answers by rater".to_owned(),
        columns: vec![
            Column::words("Rater"),
            Column::numbers("Right"),
            Column::numbers("Answers"),
            Column::numbers("Share %"),
            Column::numbers("Interval %"),
            Column::numbers("p"),
        ],
        rows,
        footnotes,
    }
}

/// The section's content.
pub(crate) fn blocks(analysis: &Analysis) -> Vec<Block> {
    let mut blocks = Vec::new();
    for (at, one) in analysis.photos.iter().enumerate() {
        for (line, text) in words(one).into_iter().enumerate() {
            blocks.push(if at == 0 && line == 0 { Block::Lead(text) } else { Block::Paragraph(text) });
        }
        blocks.extend(tables(one).into_iter().map(Block::Table));
    }
    blocks
}

/// What `girth photos` prints.
pub fn photos_output(analysis: &Analysis) -> Document {
    let mut found = blocks(analysis);
    found.extend(taken_for(analysis));
    let label = analysis.photos.first().map_or_else(String::new, |one| in_sentence(&one.label));
    let limits = [
        format!("Pictures are taken here for the change of {label} that was measured; what a picture shows besides, no number here knows."),
        "Light, pose, distance and the moment are not in the noise; a gallery is freer to pick than this.".to_owned(),
        "Whoever picks pictures may look at other things than the measured change; the best by measurement are the most that this can show."
            .to_owned(),
    ];
    Document {
        title: analysis.study.title.clone(),
        subtitle: String::new(),
        sections: vec![
            Section { id: "photos", heading: analysis.study.title.clone(), blocks: found },
            Section {
                id: "limits",
                heading: "What this cannot show".to_owned(),
                blocks: vec![Block::List(limits.map(Text::plain).to_vec())],
            },
        ],
    }
}

/// The tables of `girth photos`, for CSV.
pub fn photos_tables(analysis: &Analysis) -> Vec<Table> {
    analysis.photos.iter().flat_map(tables).collect()
}
