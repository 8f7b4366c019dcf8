//! Documents and figures to files: one format per file, each a pure function from what is to be shown to bytes.

mod csv_table;
mod html;
mod index;
mod json;
mod markdown;
pub mod png;
mod report_folder;
mod text;

pub use csv_table::csv_table;
pub use html::html;
pub use index::{IndexEntry, index_page};
pub use json::{Results, SCHEMA_VERSION, evidence_json, json, reliability_json, schema, summary_json};
pub use markdown::markdown;
pub use png::{RenderError, png};
pub use report_folder::{RenderedFile, WriteError, evidence_report_files, report_files, write_folder};
pub use text::{TextStyle, text};
