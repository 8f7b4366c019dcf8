//! The page that leads to several reports.

use super::RenderedFile;
use super::html::{page, text_markup};
use crate::report::{Block, Document, Text};
use maud::{PreEscaped, html};

/// One report on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexEntry {
    folder: String,
    title: String,
    question: String,
    finding: Option<Text>,
    chart: Option<String>,
}

impl IndexEntry {
    /// A report in the folder `folder` beside the page: what it asks, what it found first, and its first chart.
    pub fn of(folder: &str, title: &str, question: &str, summary: &Document, files: &[RenderedFile]) -> IndexEntry {
        let blocks = summary.sections.iter().flat_map(|section| &section.blocks);
        let finding = blocks.into_iter().find_map(|block| match block {
            Block::Lead(text) => Some(text.clone()),
            _ => None,
        });
        let drawing = files.iter().find(|file| file.path.ends_with(".svg"));
        let chart = drawing.and_then(|file| String::from_utf8(file.bytes.clone()).ok());
        IndexEntry { folder: folder.to_owned(), title: title.to_owned(), question: question.to_owned(), finding, chart }
    }
}

/// The page: each report with its question, its finding, its chart and the way to it.
pub fn index_page(entries: &[IndexEntry]) -> String {
    let nav = html! { @for entry in entries { a href=(link(entry)) { (entry.title) } " " } };
    let main = html! {
        @for entry in entries {
            section {
                h2 { a href=(link(entry)) { (entry.title) } }
                p class="lead" { (entry.question) }
                @if let Some(finding) = &entry.finding { p { (text_markup(finding)) } }
                @if let Some(chart) = &entry.chart { figure { (PreEscaped(chart)) } }
                p { a href=(link(entry)) { "The whole report" } }
            }
        }
    };
    let subtitle = format!("girth {}: measurements, put to the test", env!("CARGO_PKG_VERSION"));
    page("Reports", &subtitle, &nav, &main)
}

fn link(entry: &IndexEntry) -> String {
    format!("{}/index.html", entry.folder)
}
