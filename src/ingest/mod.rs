//! Bytes to a trial: text, columns, units, pairs and what looks wrong. The only room that opens `csv` and `polars`.

pub mod audit;
mod baseline_column;
mod cells;
mod courses;
mod delimiter;
mod detect;
mod draft;
mod encoding;
mod error;
mod facts;
mod filter;
mod format;
mod grid;
mod ingested;
mod join;
mod layout;
mod layout_long;
mod layout_wide;
mod list;
mod mapping;
mod missing;
mod near;
mod outcome;
mod pair;
mod people;
mod readings;
mod roles;
mod scan;
mod source;
mod table;
#[cfg(test)]
mod testing;
mod times;
mod unit_column;
mod visit_order;

pub use courses::{CourseRequest, courses};
pub use encoding::Encoding;
pub use error::{BadCell, IngestError, Repeated};
pub use format::{DecimalSign, Delimiter, Format};
pub use grid::{CoarserStep, Grid, grid};
pub use ingested::{FileShape, Ingested, ingest};
pub use mapping::{How, Mapped, Role};
pub use pair::{PairRequest, Pairs, count_reasons, pair, pair_with_lines};
pub use roles::{HarmRequest, IntercurrentRequest, OutcomeRequest, Roles};
pub use source::{Source, read_path, sha256};
