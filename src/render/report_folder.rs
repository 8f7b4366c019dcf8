//! The files of a report, and how they land: all or none.

use super::{RenderError, csv_table, evidence_json, html, json, markdown, png};
use crate::chart::svg;
use crate::ingest::sha256;
use crate::plan::{Analysis, EvidenceAnalysis, Progress};
use crate::report::{
    Document, FigureSlot, Table, evidence_figures, evidence_report, evidence_report_tables, figures, report,
    report_tables,
};
use crate::result::Level;
use crate::stats::StatsError;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Pixels across a chart's PNG: 300 to the inch at 150 mm.
const PNG_WIDTH: u32 = png::PRINT_WIDTH;

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// Path inside the report's folder.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Why a report was not written. The previous one, if any, is whole.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// What a chart shows could not be computed.
    #[error(transparent)]
    Numbers(#[from] StatsError),
    /// A chart could not be drawn as pixels.
    #[error(transparent)]
    Chart(#[from] RenderError),
    /// A result cannot be put into JSON.
    #[error("results.json: {0}")]
    Json(#[from] serde_json::Error),
    /// A table cannot be put into CSV.
    #[error("tables: {0}")]
    Csv(#[from] csv::Error),
    /// The disk refuses.
    #[error("{path}: {cause}; nothing was changed")]
    Disk {
        /// Where.
        path: String,
        /// What it said.
        cause: std::io::Error,
    },
    /// There is something else in the way.
    #[error("{0}: this folder holds files that are not a report of girth; choose another with --out")]
    NotAReport(String),
}

/// What was read and how, so that the report can be made again.
#[derive(Serialize)]
struct Manifest<'a, S> {
    program: &'static str,
    version: &'static str,
    command: &'a str,
    inputs: &'a [crate::plan::Input],
    settings: S,
    /// SHA-256 of every file of the report but this one; of a PNG that of the SVG it was drawn from, since the last bit of a pixel
    /// may depend on the machine.
    files: BTreeMap<&'a str, String>,
}

/// Name of the file by which a folder is known as a report.
const MANIFEST: &str = "manifest.json";

/// What a report is made of besides its words, before it is files.
struct Content<'a, S> {
    slots: Vec<FigureSlot>,
    json: String,
    tables: Vec<Table>,
    inputs: &'a [crate::plan::Input],
    settings: S,
    command: &'a str,
}

/// All files of a study's report. `command` is what gives it again.
///
/// # Errors
/// [`WriteError`] when a chart, a table or the results cannot be rendered.
pub fn report_files(
    analysis: &Analysis,
    command: &str,
    progress: &dyn Progress,
) -> Result<Vec<RenderedFile>, WriteError> {
    let content = Content {
        slots: figures(analysis)?,
        json: json(analysis, command)?,
        tables: report_tables(analysis),
        inputs: &analysis.inputs,
        settings: &analysis.settings,
        command,
    };
    files(content, |slots| report(analysis, slots, command), progress)
}

/// All files of the report on a table of published results.
///
/// # Errors
/// As [`report_files`].
pub fn evidence_report_files(
    analysis: &EvidenceAnalysis,
    command: &str,
    progress: &dyn Progress,
) -> Result<Vec<RenderedFile>, WriteError> {
    let content = Content {
        slots: evidence_figures(analysis),
        json: evidence_json(analysis, command)?,
        tables: evidence_report_tables(analysis),
        inputs: &analysis.inputs,
        settings: EvidenceSettings { level: analysis.level, combine_by: &analysis.combine_by },
        command,
    };
    files(content, |slots| evidence_report(analysis, slots, command), progress)
}

/// What the numbers of a report on published results depend on.
#[derive(Serialize)]
struct EvidenceSettings<'a> {
    level: Level,
    combine_by: &'a [String],
}

fn files<S: Serialize>(
    content: Content<'_, S>,
    document: impl FnOnce(&[FigureSlot]) -> Document,
    progress: &dyn Progress,
) -> Result<Vec<RenderedFile>, WriteError> {
    let Content { slots, json, tables, inputs, settings, command } = content;
    progress.step("drawing charts");
    let drawn: Vec<(String, Vec<u8>)> = slots
        .par_iter()
        .map(|slot| {
            let drawing = svg(&slot.figure);
            let pixels = png(&drawing, PNG_WIDTH)?;
            Ok((drawing, pixels))
        })
        .collect::<Result<_, RenderError>>()?;
    progress.step("writing the report");
    let document = document(&slots);
    let svgs: Vec<String> = drawn.iter().map(|(drawing, _)| drawing.clone()).collect();
    let file = |path: &str, bytes: Vec<u8>| RenderedFile { path: path.to_owned(), bytes };
    let mut files = vec![
        file("index.html", html(&document, &slots, &svgs).into_bytes()),
        file("report.md", markdown(&document, &slots).into_bytes()),
        file("results.json", json.into_bytes()),
    ];
    for table in tables {
        files.push(file(&format!("tables/{}.csv", table.id), csv_table(&table)?));
    }
    for (slot, (drawing, pixels)) in slots.iter().zip(drawn) {
        files.push(file(&format!("charts/{}.svg", slot.file), drawing.into_bytes()));
        files.push(file(&format!("charts/{}.png", slot.file), pixels));
    }
    let hash = |file: &RenderedFile| {
        let drawing = file.path.strip_suffix(".png").map(|stem| format!("{stem}.svg"));
        let original = drawing.and_then(|path| files.iter().find(|other| other.path == path)).unwrap_or(file);
        sha256(&original.bytes)
    };
    let manifest = Manifest {
        program: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        command,
        inputs,
        settings,
        files: files.iter().map(|file| (file.path.as_str(), hash(file))).collect(),
    };
    let manifest = serde_json::to_string_pretty(&manifest)? + "\n";
    files.push(file(MANIFEST, manifest.into_bytes()));
    Ok(files)
}

/// Writes a report into `folder`, replacing the report that is there. The files are first written beside it; then the folders change
/// places by renaming, so that a failure at any point leaves the previous report whole.
///
/// # Errors
/// [`WriteError::NotAReport`] when the folder holds something else, [`WriteError::Disk`] when the disk refuses.
pub fn write_folder(folder: &Path, files: &[RenderedFile]) -> Result<(), WriteError> {
    let is_used = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if folder.is_file() || is_used && !folder.join(MANIFEST).is_file() {
        return Err(WriteError::NotAReport(folder.display().to_string()));
    }
    let beside = |suffix: &str| {
        let name = folder.file_name().map_or_else(|| "report".into(), |name| name.to_string_lossy().into_owned());
        folder.with_file_name(format!(".{name}.{suffix}"))
    };
    let (fresh, old) = (beside("new"), beside("old"));
    let attempt = || -> Result<(), (PathBuf, std::io::Error)> {
        let at = |path: &Path| {
            let path = path.to_path_buf();
            move |cause| (path, cause)
        };
        for leftover in [&fresh, &old] {
            if leftover.exists() {
                fs::remove_dir_all(leftover).map_err(at(leftover))?;
            }
        }
        for file in files {
            let path = fresh.join(&file.path);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(at(parent))?;
            }
            fs::write(&path, &file.bytes).map_err(at(&path))?;
        }
        if folder.exists() {
            fs::rename(folder, &old).map_err(at(folder))?;
        }
        if let Err(cause) = fs::rename(&fresh, folder) {
            if old.exists() {
                fs::rename(&old, folder).map_err(at(folder))?;
            }
            return Err((folder.to_path_buf(), cause));
        }
        if old.exists() {
            fs::remove_dir_all(&old).map_err(at(&old))?;
        }
        Ok(())
    };
    attempt().map_err(|(path, cause)| {
        let _ = fs::remove_dir_all(&fresh);
        WriteError::Disk { path: path.display().to_string(), cause }
    })
}
