//! Where results go: standard output, or a file that appears whole or not at all.

use super::{Failure, terminal};
use crate::chart::{Figure, svg};
use crate::render;
use crate::report::Document;
use clap::{Args, ValueEnum};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Formats of printed results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people, on a terminal.
    #[default]
    Text,
    /// For programs, in full precision (see `girth schema`).
    Json,
    /// Tables, numbers in full precision.
    Csv,
    /// Markdown.
    Md,
    /// One self-contained page.
    Html,
}

/// Format and destination.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// How results are written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: Format,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "PATH")]
    pub(super) out: Option<PathBuf>,
}

impl OutputArgs {
    /// Writes a document, or the JSON that `json` makes.
    pub(super) fn write(
        &self,
        document: &Document,
        tables: &[crate::report::Table],
        json: impl FnOnce() -> Result<String, serde_json::Error>,
    ) -> Result<(), Failure> {
        let bytes = match self.format {
            Format::Text => {
                let style = if self.out.is_some() {
                    render::TextStyle { colour: false, ..terminal::style() }
                } else {
                    terminal::style()
                };
                render::text(document, style).into_bytes()
            }
            Format::Json => json()?.into_bytes(),
            Format::Md => render::markdown(document, &[]).into_bytes(),
            Format::Html => render::html(document, &[], &[]).into_bytes(),
            Format::Csv => {
                let mut all = Vec::new();
                for (at, table) in tables.iter().enumerate() {
                    if at > 0 {
                        all.push(b'\n');
                    }
                    all.extend(render::csv_table(table).map_err(|cause| Failure::Numerical(cause.to_string()))?);
                }
                all
            }
        };
        self.write_bytes(&bytes)
    }

    /// Writes bytes to where the user wants them.
    pub(super) fn write_bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        match &self.out {
            Some(path) => write_file(path, bytes),
            None => print(bytes),
        }
    }
}

/// Whether a chart's file is to be a PNG; an SVG otherwise.
pub(super) fn is_png(flag: &str, path: &Path) -> Result<bool, Failure> {
    match path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).as_deref() {
        Some("svg") => Ok(false),
        Some("png") => Ok(true),
        _ => Err(Failure::Input(format!("{flag} {}: the name of a chart's file ends in .svg or .png", path.display()))),
    }
}

/// A chart to the file that a flag names, by the ending of its name.
pub(super) fn write_figure(figure: &Figure, flag: &str, path: &Path) -> Result<(), Failure> {
    let drawing = svg(figure);
    let bytes =
        if is_png(flag, path)? { render::png(&drawing, render::png::PRINT_WIDTH)? } else { drawing.into_bytes() };
    write_file(path, &bytes)
}

/// To standard output.
pub(super) fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|cause| Failure::output(&cause))
}

/// To a file, by way of a new file beside it that takes its place.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let problem = |cause: std::io::Error| Failure::Input(format!("{}: {cause}", path.display()));
    let Some(name) = path.file_name() else {
        return Err(Failure::Input(format!("{}: is not the name of a file", path.display())));
    };
    let fresh = path.with_file_name(format!(".{}.new", name.to_string_lossy()));
    fs::write(&fresh, bytes).and_then(|()| fs::rename(&fresh, path)).map_err(|cause| {
        let _ = fs::remove_file(&fresh);
        problem(cause)
    })
}
