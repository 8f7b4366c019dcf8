//! What girth has, for `list` and `explain`.

use super::{Block, Cell, Column, Document, Section, Table, Text};
use crate::chart::{CHARTS, COMPARISON_CHARTS, LONGITUDINAL_CHARTS};
use crate::stats::{multiplicity, registry};
use serde::Serialize;

/// One thing that can be run or drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// `test`, `effect size`, `adjustment` or `chart`.
    pub kind: &'static str,
    /// Its name.
    pub id: &'static str,
    /// In words.
    pub title: &'static str,
    /// The whole explanation.
    pub documentation: &'static str,
}

/// Everything, from the registries.
pub fn catalogue() -> Vec<Entry> {
    let tests = registry::PAIRED.iter().map(|procedure| Entry {
        kind: "test",
        id: procedure.id(),
        title: procedure.title(),
        documentation: procedure.documentation(),
    });
    let effects = registry::EFFECTS.iter().map(|procedure| Entry {
        kind: "effect size",
        id: procedure.id(),
        title: procedure.title(),
        documentation: procedure.documentation(),
    });
    let comparisons = registry::COMPARISONS.iter().map(|procedure| Entry {
        kind: "comparison",
        id: procedure.id(),
        title: procedure.title(),
        documentation: procedure.documentation(),
    });
    let comparison_effects = registry::COMPARISON_EFFECTS.iter().map(|procedure| Entry {
        kind: "comparison effect size",
        id: procedure.id(),
        title: procedure.title(),
        documentation: procedure.documentation(),
    });
    let models = registry::ARMS.iter().map(|procedure| Entry {
        kind: "model",
        id: procedure.id(),
        title: procedure.title(),
        documentation: procedure.documentation(),
    });
    let repeated = registry::REPEATED.iter().map(|procedure| Entry {
        kind: "repeated measures",
        id: procedure.id(),
        title: procedure.title(),
        documentation: procedure.documentation(),
    });
    let adjustments = multiplicity::ADJUSTMENTS.iter().map(|adjustment| Entry {
        kind: "adjustment",
        id: adjustment.id(),
        title: adjustment.title(),
        documentation: adjustment.documentation(),
    });
    let charts = CHARTS.iter().chain(COMPARISON_CHARTS).chain(LONGITUDINAL_CHARTS).map(|chart| Entry {
        kind: "chart",
        id: chart.id,
        title: chart.title,
        documentation: chart.shows,
    });
    let of_groups = comparisons.chain(comparison_effects).chain(models).chain(repeated);
    tests.chain(effects).chain(of_groups).chain(adjustments).chain(charts).collect()
}

/// What `girth list` prints.
pub fn catalogue_output(entries: &[Entry]) -> Document {
    let blocks = vec![
        Block::Table(catalogue_table(entries)),
        Block::Paragraph(
            Text::plain("Each is explained by ")
                .code("girth explain ID")
                .and(". Units: cm, mm, m, in, kg, g, lb, percent, score, none."),
        ),
    ];
    let section = Section { id: "list", heading: "What girth has".to_owned(), blocks };
    Document { title: "What girth has".to_owned(), subtitle: String::new(), sections: vec![section] }
}

/// The catalogue as a table.
pub fn catalogue_table(entries: &[Entry]) -> Table {
    let row = |entry: &Entry| vec![Cell::words(entry.kind), Cell::words(entry.id), Cell::words(entry.title)];
    Table {
        id: "catalogue".to_owned(),
        caption: "Tests, effect sizes, adjustments for multiplicity and charts".to_owned(),
        columns: ["Kind", "ID", "What"].map(Column::words).to_vec(),
        rows: entries.iter().map(row).collect(),
        footnotes: Vec::new(),
    }
}
