//! A document for the terminal.

use crate::report::{Align, Block, Document, Span, Table, Text, Tone};
use comfy_table::{
    CellAlignment, ColumnConstraint, ContentArrangement, ContentLineStyle, LineStyle, TableStyle, Width,
};

/// How a document is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextStyle {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether colour may be used.
    pub colour: bool,
}

/// The document as plain lines. Words from files lose their control characters, so that none can drive the terminal.
pub fn text(document: &Document, style: TextStyle) -> String {
    let mut out = String::new();
    for section in &document.sections {
        if !out.is_empty() {
            out.push('\n');
        }
        let heading = clean(&section.heading);
        out.push_str(&bold(&heading, style));
        out.push('\n');
        blocks(&mut out, &section.blocks, style);
    }
    out
}

fn blocks(out: &mut String, list: &[Block], style: TextStyle) {
    for block in list {
        out.push('\n');
        match block {
            Block::Heading(heading) => {
                out.push_str(&bold(&clean(heading), style));
                out.push('\n');
            }
            Block::Lead(text) | Block::Paragraph(text) => paragraph(out, text, style, "", ""),
            Block::List(items) => {
                for item in items {
                    paragraph(out, item, style, "- ", "  ");
                }
            }
            Block::Table(content) => table(out, content, style),
            Block::Figure(_) => {}
            Block::Code(code) => {
                out.push_str(&clean_lines(code));
                out.push('\n');
            }
            Block::Folded { summary, blocks: inner } => {
                out.push_str(&bold(&clean(summary), style));
                out.push('\n');
                blocks(out, inner, style);
            }
        }
    }
}

/// Wraps running text to the width.
fn paragraph(out: &mut String, text: &Text, style: TextStyle, first: &str, rest: &str) {
    let mut line = first.to_owned();
    let mut length = first.chars().count();
    let mut fresh = true;
    let mut glued = false;
    for span in &text.0 {
        let (content, tone) = match span {
            Span::Plain(text) | Span::Code(text) => (text, None),
            Span::Strong(text) => (text, Some("\u{1b}[1m")),
            Span::Mark(tone, text) => (text, Some(code(*tone))),
        };
        let content = clean(content);
        glued &= !content.starts_with(' ');
        for (at, word) in content.split(' ').filter(|word| !word.is_empty()).enumerate() {
            let width = word.chars().count();
            let joined = glued && at == 0;
            if !fresh && !joined && length + 1 + width > style.width {
                out.push_str(line.trim_end());
                out.push('\n');
                line = rest.to_owned();
                length = rest.chars().count();
                fresh = true;
            }
            if !fresh && !joined {
                line.push(' ');
                length += 1;
            }
            line.push_str(&painted(word, tone, style));
            length += width;
            fresh = false;
        }
        glued = !content.ends_with(' ') && !content.is_empty();
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Words up to this length are not broken in a table.
const LONGEST_KEPT: usize = 26;

fn table(out: &mut String, table: &Table, style: TextStyle) {
    out.push_str(&bold(&clean(&table.caption), style));
    out.push('\n');
    let mut grid = comfy_table::Table::new();
    grid.set_content_arrangement(ContentArrangement::Dynamic);
    grid.set_width(style.width.clamp(40, 400) as u16);
    grid.load_style(
        TableStyle::new()
            .header_lines(ContentLineStyle::none())
            .header_separator(LineStyle::new('-', '-', '-', '-'))
            .content_lines(ContentLineStyle::none()),
    );
    grid.set_header(
        table
            .columns
            .iter()
            .map(|column| comfy_table::Cell::new(clean(&column.head)).set_alignment(alignment(column.align))),
    );
    for row in &table.rows {
        grid.add_row(row.iter().zip(&table.columns).map(|(cell, column)| {
            comfy_table::Cell::new(clean(&cell.text.bare())).set_alignment(alignment(column.align))
        }));
    }
    for (at, column) in grid.column_iter_mut().enumerate() {
        let cells = table.rows.iter().filter_map(|row| Some(row.get(at)?.text.bare()));
        let words = cells.map(|text| text.split(' ').map(|word| word.chars().count()).max().unwrap_or(0));
        // The space on both sides of a cell counts.
        let least = words.max().unwrap_or(0).min(LONGEST_KEPT) as u16 + 2;
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
    }
    for line in grid.to_string().lines() {
        out.push_str(line.trim_end());
        out.push('\n');
    }
    for footnote in &table.footnotes {
        paragraph(out, &Text::plain(footnote.clone()), style, "", "");
    }
}

fn alignment(align: Align) -> CellAlignment {
    match align {
        Align::Left => CellAlignment::Left,
        Align::Right => CellAlignment::Right,
    }
}

fn code(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "\u{1b}[32m",
        Tone::Bad => "\u{1b}[31m",
        Tone::Open => "\u{1b}[33m",
        Tone::Quiet => "\u{1b}[2m",
    }
}

fn bold(text: &str, style: TextStyle) -> String {
    painted(text, Some("\u{1b}[1m"), style)
}

fn painted(text: &str, code: Option<&str>, style: TextStyle) -> String {
    match code {
        Some(code) if style.colour => format!("{code}{text}\u{1b}[0m"),
        _ => text.to_owned(),
    }
}

fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn clean_lines(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() && letter != '\n' { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: TextStyle = TextStyle { width: 20, colour: false };

    #[test]
    fn paragraphs_wrap_and_spans_join() {
        let mut out = String::new();
        let text = Text::default().strong("It fell").and(" (by 2 cm, which is a lot).");
        paragraph(&mut out, &text, PLAIN, "- ", "  ");
        assert_eq!(out, "- It fell (by 2 cm,\n  which is a lot).\n");
        let mut joined = String::new();
        paragraph(&mut joined, &Text::plain("See ").code("a.csv").and("."), PLAIN, "", "");
        assert_eq!(joined, "See a.csv.\n");
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\n"), "a [31mb ");
    }
}
