//! From an analysis to a document: sections, tables and sentences, the same for every format.

mod build;
mod catalogue;
mod comparison_figures;
mod comparison_tables;
mod comparison_words;
mod document;
mod error_figures;
mod explain_words;
mod figures;
mod harm_words;
mod individual_words;
mod longitudinal_figures;
mod longitudinal_tables;
mod longitudinal_words;
mod outputs;
mod photos_words;
mod reliability_tables;
mod reliability_words;
mod responder_figure;
mod sections;
mod tables;
pub mod wording;

pub use build::{report, report_tables};
pub use catalogue::{Entry, catalogue, catalogue_output, catalogue_table};
pub use comparison_figures::comparison_figures;
pub use document::{Align, Block, Cell, Column, Document, Section, Span, Table, Text, Tone};
pub use error_figures::{error_figure, reliability_figure};
pub use figures::{
    FigureSlot, NoFigure, SIMULATED, claims_figure, cumming_figure, equivalence_figure, figures, of_study,
    sample_figure,
};
pub use longitudinal_figures::longitudinal_figures;
pub use outputs::{
    audit_output, audit_tables, claims_output, claims_tables, compare_output, compare_tables, model_output,
    model_tables, registry_output, registry_table, summary, test_output, test_tables,
};
pub use photos_words::{photos_output, photos_tables};
pub use reliability_words::{reliability_output, reliability_tables};
