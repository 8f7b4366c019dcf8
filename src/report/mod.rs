//! From an analysis to a document: sections, tables and sentences, the same for every format.

mod build;
mod document;
mod sections;
mod tables;
pub mod wording;

pub use build::{
    FigureSlot, SAMPLE_CHARTS, claims_figure, claims_output, figures, report, report_tables, sample_figure, test_output,
};
pub use document::{Align, Block, Cell, Column, Document, Section, Span, Table, Text, Tone};
