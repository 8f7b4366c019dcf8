//! From an analysis to a document: sections, tables and sentences, the same for every format.

mod build;
mod catalogue;
mod comparison_figures;
mod comparison_tables;
mod comparison_words;
mod document;
mod error_figures;
mod evidence_figures;
mod evidence_pool_figures;
mod evidence_pool_words;
mod evidence_tables;
mod evidence_words;
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
mod summary_figure;
mod summary_words;
mod tables;
pub mod wording;

pub use build::{report, report_tables};
pub use catalogue::{Entry, catalogue, catalogue_output, catalogue_table};
pub use comparison_figures::comparison_figures;
pub use document::{Align, Block, Cell, Column, Document, Section, Span, Table, Text, Tone};
pub use error_figures::{error_figure, reliability_figure};
pub use evidence_figures::{evidence_figure, evidence_figures};
pub use evidence_words::{
    evidence_claims_output, evidence_claims_tables, evidence_output, evidence_report, evidence_report_tables,
    evidence_summary,
};
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
pub use summary_figure::summary_figure;
pub use summary_words::{summary_output, summary_tables};
