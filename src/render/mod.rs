//! Documents and figures to files: one format per file, each a pure function from what is to be shown to bytes.

mod csv_table;
mod html;
mod json;
mod markdown;
pub mod png;
mod report_folder;
mod text;

pub use csv_table::csv_table;
pub use html::html;
pub use json::{ReliabilityResults, Results, SCHEMA_VERSION, json, reliability_json, schema};
pub use markdown::markdown;
pub use png::{RenderError, png};
pub use report_folder::{RenderedFile, WriteError, report_files, write_folder};
pub use text::{TextStyle, text};
