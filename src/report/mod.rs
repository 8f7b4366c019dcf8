//! From an analysis to a document: sections, tables and sentences, the same for every format.

mod build;
mod document;
mod sections;
mod tables;
pub mod wording;

pub use build::{FigureSlot, figures, report, test_output};
pub use document::{Align, Block, Cell, Column, Document, Section, Span, Table, Text, Tone};
