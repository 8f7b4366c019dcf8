//! How wide a text is, and where to break it: the advance widths of the embedded font.

use super::scene::TextStyle;
use super::theme::LEADING;
use crate::data::Unit;
use std::sync::OnceLock;
use ttf_parser::Face;

/// The embedded regular face (Noto Sans, subset).
pub const FONT_REGULAR: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Regular.ttf");
/// The embedded bold face (Noto Sans, subset).
pub const FONT_BOLD: &[u8] = include_bytes!("../../assets/fonts/NotoSans-Bold.ttf");

/// What a letter is taken to be wide that the font does not have, in parts of the size.
const UNKNOWN_ADVANCE: f64 = 1.0;

fn face(bold: bool) -> Option<&'static Face<'static>> {
    static REGULAR: OnceLock<Option<Face<'static>>> = OnceLock::new();
    static BOLD: OnceLock<Option<Face<'static>>> = OnceLock::new();
    let (slot, bytes) = if bold { (&BOLD, FONT_BOLD) } else { (&REGULAR, FONT_REGULAR) };
    slot.get_or_init(|| Face::parse(bytes, 0).ok()).as_ref()
}

/// Width of a text in px.
pub(crate) fn width(text: &str, style: TextStyle) -> f64 {
    let Some(face) = face(style.bold) else { return text.chars().count() as f64 * style.size * UNKNOWN_ADVANCE };
    let advance = |letter| {
        let glyph = face.glyph_index(letter)?;
        Some(f64::from(face.glyph_hor_advance(glyph)?) / f64::from(face.units_per_em()))
    };
    text.chars().map(|letter| advance(letter).unwrap_or(UNKNOWN_ADVANCE) * style.size).sum()
}

/// Distance of baselines.
pub(crate) fn line_height(style: TextStyle) -> f64 {
    style.size * LEADING
}

/// Most lines that a text from a file may take; the rest of it is left to the caption.
const MOST_LINES: usize = 12;

/// The words of a text, which a no-break space does not part; a number and its unit are one word, if that fits a line.
fn unbroken(text: &str, style: TextStyle, limit: f64) -> Vec<String> {
    let is_unit = |word: &str| {
        let bare = word.trim_end_matches([',', '.', ')', ';']);
        !bare.is_empty() && Unit::ALL.iter().any(|unit| unit.symbol() == bare)
    };
    let mut words: Vec<String> = Vec::new();
    let is_break = |letter: char| letter.is_whitespace() && letter != '\u{a0}';
    for word in text.split(is_break).filter(|word| !word.is_empty()) {
        if let Some(number) = words.last_mut().filter(|_| is_unit(word)) {
            let both = format!("{number}\u{a0}{word}");
            if number.ends_with(|letter: char| letter.is_ascii_digit()) && width(&both, style) <= limit {
                *number = both;
                continue;
            }
        }
        words.push(word.to_owned());
    }
    words
}

/// Breaks a text at spaces, and inside words that are wider than a line, so that no line is wider than `limit`.
pub(crate) fn wrap(text: &str, style: TextStyle, limit: f64) -> Vec<String> {
    wrap_to(text, style, limit, MOST_LINES)
}

/// The same in at most so many lines, the last of which ends in an ellipsis where the text is longer.
pub(crate) fn wrap_to(text: &str, style: TextStyle, limit: f64, most_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in unbroken(text, style, limit) {
        let joined = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if width(&joined, style) <= limit {
            line = joined;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            line.push(letter);
            if width(&line, style) > limit && line.chars().count() > 1 {
                line.pop();
                lines.push(std::mem::replace(&mut line, letter.to_string()));
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > most_lines {
        lines.truncate(most_lines);
        if let Some(last) = lines.last_mut() {
            last.push('…');
            while width(last, style) > limit && last.chars().count() > 2 {
                last.pop();
                last.pop();
                last.push('…');
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::theme::{LABEL_TEXT, STRONG_TEXT};

    #[test]
    fn widths_are_those_of_the_font() {
        // Noto Sans: a digit is 1171 and a space 532 of 2048 units wide.
        let size = LABEL_TEXT.size;
        assert!((width("0000", LABEL_TEXT) - 4.0 * 1171.0 / 2048.0 * size).abs() < 1e-9);
        assert!((width(" ", LABEL_TEXT) - 532.0 / 2048.0 * size).abs() < 1e-9);
        assert!(width("Waist", STRONG_TEXT) > width("Waist", LABEL_TEXT));
        assert_eq!(width("", LABEL_TEXT), 0.0);
    }

    #[test]
    fn the_font_has_what_charts_write() {
        for bold in [false, true] {
            let face = face(bold).expect("a font");
            for letter in "aZ09äßŁőΔχμσπЖя−±×≤≥≠≈∞→←–—…·²½%€".chars() {
                assert!(face.glyph_index(letter).is_some(), "{letter}");
            }
        }
    }

    #[test]
    fn lines_fit_their_limit() {
        let text = "One session takes 1.5 to 2 cm off Donaudampfschifffahrtsgesellschaftskapitänswitwe";
        for limit in [40.0, 120.0, 300.0] {
            let lines = wrap(text, LABEL_TEXT, limit);
            assert!(lines.iter().all(|line| width(line, LABEL_TEXT) <= limit), "{lines:?}");
        }
        assert_eq!(wrap(text, LABEL_TEXT, 9000.0), [text.replace("2 cm", "2\u{a0}cm")]);
        assert!(wrap("  ", LABEL_TEXT, 100.0).is_empty());
        assert_eq!(wrap("takes 1.5 to 2 cm off", LABEL_TEXT, 110.0), ["takes 1.5 to", "2\u{a0}cm off"]);
        assert_eq!(wrap("of pairs n\u{a0}=\u{a0}17", LABEL_TEXT, 70.0), ["of pairs", "n\u{a0}=\u{a0}17"]);
        assert_eq!(wrap(&"word ".repeat(500), LABEL_TEXT, 100.0).len(), MOST_LINES);
        let cut = wrap_to(&"word ".repeat(50), LABEL_TEXT, 100.0, 2);
        assert!(cut.len() == 2 && cut[1].ends_with('…') && width(&cut[1], LABEL_TEXT) <= 100.0, "{cut:?}");
    }
}
