//! What girth has, for `list` and `explain`.

use super::{Block, Cell, Column, Document, Section, Table, Text};
use crate::chart::all_charts;
use crate::stats::{multiplicity, registry};
use serde::Serialize;

/// One thing that can be run or drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// `test`, `effect size`, `analysis`, `adjustment`, `chart` ...
    pub kind: &'static str,
    /// Its name.
    pub id: &'static str,
    /// In words.
    pub title: &'static str,
    /// The whole explanation.
    pub documentation: &'static str,
}

/// Everything of one registry.
macro_rules! entries {
    ($kind:literal, $registry:expr) => {
        $registry.iter().map(|one| Entry {
            kind: $kind,
            id: one.id(),
            title: one.title(),
            documentation: one.documentation(),
        })
    };
}

/// Everything, from the registries.
pub fn catalogue() -> Vec<Entry> {
    let charts =
        all_charts().map(|chart| Entry { kind: "chart", id: chart.id, title: chart.title, documentation: chart.shows });
    entries!("test", registry::PAIRED)
        .chain(entries!("effect size", registry::EFFECTS))
        .chain(entries!("comparison", registry::COMPARISONS))
        .chain(entries!("comparison effect size", registry::COMPARISON_EFFECTS))
        .chain(entries!("model", registry::ARMS))
        .chain(entries!("repeated measures", registry::REPEATED))
        .chain(entries!("analysis", registry::ANALYSES))
        .chain(entries!("adjustment", multiplicity::ADJUSTMENTS))
        .chain(charts)
        .collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_analysis_has_the_name_of_something_else() {
        let mut names = HashSet::new();
        let (analyses, others): (Vec<Entry>, Vec<Entry>) =
            catalogue().into_iter().partition(|entry| entry.kind == "analysis");
        let taken: HashSet<&str> = others.iter().map(|entry| entry.id).collect();
        assert!(analyses.iter().all(|entry| names.insert(entry.id) && !taken.contains(entry.id)), "{analyses:?}");
    }
}
