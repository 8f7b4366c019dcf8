//! What stands below columns side by side.

use super::legend::{self, Entry, Key};
use super::scene::{Anchor, Scene, TextStyle};
use super::text::{line_height, width, wrap};
use super::theme::{CAP_HEIGHT, LABEL_TEXT, MARGIN, STRONG_TEXT, WIDTH};

/// One column's words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ColumnName {
    pub name: String,
    /// `n = 12`.
    pub size: String,
    /// Below both.
    pub texts: Vec<String>,
}

/// Names, sizes and texts below columns `wide` px apart; names without the room become letters with a key. Gives the lower edge.
pub(crate) fn column_names(
    scene: &mut Scene,
    columns: &[ColumnName],
    middle: &dyn Fn(usize) -> f64,
    wide: f64,
    top: f64,
) -> f64 {
    let room = wide - 8.0;
    let fits = |column: &ColumnName| {
        let words_fit = column.name.split_whitespace().all(|word| width(word, STRONG_TEXT) <= room);
        let n_fits = width(&column.size, LABEL_TEXT) <= room;
        words_fit && n_fits && wrap(&column.name, STRONG_TEXT, room).len() <= 3
    };
    let by_name = columns.iter().all(fits);
    let first = top + 14.0 + STRONG_TEXT.size * CAP_HEIGHT;
    let names: Vec<Vec<String>> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| if by_name { wrap(&column.name, STRONG_TEXT, room) } else { vec![letter(index)] })
        .collect();
    let most = names.iter().map(Vec::len).max().unwrap_or(0);
    let below = first + most as f64 * line_height(STRONG_TEXT);
    let mut lowest = below - line_height(STRONG_TEXT) + STRONG_TEXT.size * 0.35;
    for (index, (column, name)) in columns.iter().zip(&names).enumerate() {
        let centred = |style: TextStyle| style.anchored(Anchor::Middle);
        scene.lines_of_text((middle(index), first), name, centred(STRONG_TEXT), line_height(STRONG_TEXT));
        let size = by_name.then_some(&column.size);
        let texts = size.into_iter().chain(&column.texts);
        let lines: Vec<String> = texts.flat_map(|text| wrap(text, LABEL_TEXT, room)).collect();
        scene.lines_of_text((middle(index), below), &lines, centred(LABEL_TEXT), line_height(LABEL_TEXT));
        lowest = lowest.max(below + (lines.len() as f64 - 1.0) * line_height(LABEL_TEXT) + LABEL_TEXT.size * 0.35);
    }
    if by_name {
        return lowest;
    }
    let key: Vec<Entry> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| {
            (Key::Words { bold: false }, format!("{}: {} ({})", letter(index), column.name, column.size))
        })
        .collect();
    legend::row(scene, &key, MARGIN, WIDTH - MARGIN, lowest + 4.0)
}

/// A, B, C ...
fn letter(index: usize) -> String {
    char::from(b'A' + (index % 26) as u8).to_string()
}
