//! A document as Markdown, with the charts as image files beside it.

use crate::report::{Align, Block, Document, FigureSlot, Span, Table, Text};
use std::fmt::Write;

/// The document. Text from files is escaped so that it neither becomes markup nor breaks a table.
pub fn markdown(document: &Document, figures: &[FigureSlot]) -> String {
    let mut out = format!("# {}\n\n{}\n", escape(&document.title), escape(&document.subtitle));
    for section in &document.sections {
        let _ = write!(out, "\n## {}\n", escape(&section.heading));
        blocks(&mut out, &section.blocks, figures);
    }
    out
}

fn blocks(out: &mut String, blocks_in: &[Block], figures: &[FigureSlot]) {
    for block in blocks_in {
        out.push('\n');
        match block {
            Block::Heading(heading) => {
                let _ = writeln!(out, "### {}", escape(heading));
            }
            Block::Lead(content) | Block::Paragraph(content) => {
                let _ = writeln!(out, "{}", text(content));
            }
            Block::List(items) => {
                for item in items {
                    let _ = writeln!(out, "- {}", text(item));
                }
            }
            Block::Table(content) => table(out, content),
            Block::Figure(at) => {
                if let Some(slot) = figures.get(*at) {
                    let _ = writeln!(out, "![{}](charts/{}.svg)\n", escape(&slot.figure.alt_text), slot.file);
                    let _ = writeln!(out, "**{}.** {}", escape(&slot.figure.title), escape(&slot.figure.caption));
                }
            }
            Block::Code(code) => {
                let _ = writeln!(out, "```sh\n{}\n```", code.replace("```", "` ` `"));
            }
            Block::Folded { summary, blocks: inner } => {
                let _ = writeln!(out, "### {}", escape(summary));
                blocks(out, inner, figures);
            }
        }
    }
}

fn table(out: &mut String, table: &Table) {
    let _ = writeln!(out, "**{}**\n", escape(&table.caption));
    let heads: Vec<String> = table.columns.iter().map(|column| escape(&column.head)).collect();
    let rules: Vec<&str> =
        table.columns.iter().map(|column| if column.align == Align::Right { "---:" } else { "---" }).collect();
    let _ = writeln!(out, "| {} |\n| {} |", heads.join(" | "), rules.join(" | "));
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(|cell| text(&cell.text)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    for footnote in &table.footnotes {
        let _ = write!(out, "\n{}\n", escape(footnote));
    }
}

fn text(text: &Text) -> String {
    text.0
        .iter()
        .map(|span| match span {
            Span::Plain(text) => escape(text),
            Span::Strong(text) => {
                let (word, space) = (text.trim_end(), &text[text.trim_end().len()..]);
                format!("**{}**{space}", escape(word))
            }
            Span::Mark(_, text) => format!("**{}**", escape(text)),
            Span::Code(text) => format!("`{}`", text.replace('`', "'").replace('|', "\\|").replace('\n', " ")),
        })
        .collect()
}

/// Plain text as Markdown that shows just that text.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' => {
                out.push('\\');
                out.push(letter);
            }
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            _ if letter.is_control() => out.push('\u{fffd}'),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_from_files_does_not_become_markup() {
        assert_eq!(escape("a|b <script> [x](y) *z*"), "a\\|b \\<script\\> \\[x\\](y) \\*z\\*");
        assert_eq!(text(&Text::default().strong("Cause. ").and("x")), "**Cause.** x");
    }
}
