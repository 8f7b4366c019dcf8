//! A document as one HTML file: no network, no script, light and dark, and fit for paper.

use crate::report::{Align, Block, Cell, Document, FigureSlot, Section, Span, Table, Text, Tone};
use base64::Engine;
use maud::{DOCTYPE, Markup, PreEscaped, html};

const STYLE: &str = include_str!("report.css");

/// The font of the charts, inside the page, so that their labels are as wide as they were measured.
fn fonts() -> String {
    let face = |bytes: &[u8], weight: u32| {
        let data = base64::engine::general_purpose::STANDARD.encode(bytes);
        format!(
            "@font-face{{font-family:\"Noto Sans\";font-weight:{weight};src:url(data:font/woff2;base64,{data}) format(\"woff2\")}}\n"
        )
    };
    face(include_bytes!("../../assets/fonts/NotoSans-Regular.woff2"), 400)
        + &face(include_bytes!("../../assets/fonts/NotoSans-Bold.woff2"), 700)
}

/// The page. `svgs` are the figures' drawings, in the figures' order. Everything that comes from a file is escaped here; the SVGs are
/// girth's own and escape their texts themselves.
pub fn html(document: &Document, figures: &[FigureSlot], svgs: &[String]) -> String {
    let nav = html! {
        @for section in &document.sections { a href=(format!("#{}", section.id)) { (section.heading) } " " }
    };
    let main = html! { @for section in &document.sections { (section_markup(section, figures, svgs)) } };
    page(&document.title, &document.subtitle, &nav, &main)
}

/// A page without network or script.
pub(super) fn page(title: &str, subtitle: &str, nav: &Markup, main: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content=(concat!("girth ", env!("CARGO_PKG_VERSION")));
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";
                title { (title) }
                style { (PreEscaped(fonts())) (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { (title) }
                    p class="subtitle" { (subtitle) }
                    nav aria-label="Sections" { (nav) }
                }
                main { (main) }
            }
        }
    };
    // Control characters in names are not HTML.
    page.into_string().replace(|letter: char| letter.is_control() && !matches!(letter, '\n' | '\t'), "\u{fffd}")
}

fn section_markup(section: &Section, figures: &[FigureSlot], svgs: &[String]) -> Markup {
    html! {
        section id=(section.id) {
            h2 { (section.heading) }
            @for block in &section.blocks { (block_markup(block, figures, svgs)) }
        }
    }
}

fn block_markup(block: &Block, figures: &[FigureSlot], svgs: &[String]) -> Markup {
    match block {
        Block::Heading(text) => html! { h3 { (text) } },
        Block::Lead(text) => html! { p class="lead" { (text_markup(text)) } },
        Block::Paragraph(text) => html! { p { (text_markup(text)) } },
        Block::List(items) => html! { ul { @for item in items { li { (text_markup(item)) } } } },
        Block::Table(table) => table_markup(table),
        Block::Figure(at) => match (figures.get(*at), svgs.get(*at)) {
            (Some(slot), Some(svg)) => html! {
                figure {
                    (PreEscaped(svg))
                    figcaption { strong { (slot.figure.title) ". " } (slot.figure.caption) }
                }
            },
            _ => html! {},
        },
        Block::Code(text) => html! { pre { code { (text) } } },
        Block::Folded { summary, blocks } => html! {
            details {
                summary { (summary) }
                @for block in blocks { (block_markup(block, figures, svgs)) }
            }
        },
    }
}

pub(super) fn text_markup(text: &Text) -> Markup {
    html! {
        @for span in &text.0 {
            @match span {
                Span::Plain(text) => { (text) }
                Span::Strong(text) => { strong { (text) } }
                Span::Code(text) => { code { (text) } }
                Span::Mark(tone, text) => { span class=(tone_class(*tone)) { (text) } }
            }
        }
    }
}

fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "mark good",
        Tone::Bad => "mark bad",
        Tone::Open => "mark open",
        Tone::Quiet => "mark quiet",
    }
}

fn table_markup(table: &Table) -> Markup {
    let class = |align: Align| match align {
        Align::Left => None,
        Align::Right => Some("number"),
    };
    html! {
        div class="table" {
            table {
                caption { (table.caption) }
                thead { tr { @for column in &table.columns { th scope="col" class=[class(column.align)] { (column.head) } } } }
                tbody { @for row in &table.rows { (row_markup(row, table, class)) } }
            }
        }
        @for footnote in &table.footnotes { p class="footnote" { (footnote) } }
    }
}

fn row_markup(row: &[Cell], table: &Table, class: impl Fn(Align) -> Option<&'static str>) -> Markup {
    html! {
        tr {
            @for (cell, column) in row.iter().zip(&table.columns) { td class=[class(column.align)] { (text_markup(&cell.text)) } }
        }
    }
}
