//! A plan.toml to start from.

use super::Study;
use crate::data::DesignKind;
use crate::ingest::{FileShape, Ingested, Role};
use std::fmt::Write;
use std::path::Path;

/// A commented plan for a file: what its columns plainly are, filled in; what only the researcher knows, left to fill in.
pub fn draft(study: &Study, data: &Ingested) -> String {
    let quote = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let file = Path::new(&study.data.name)
        .file_name()
        .map_or_else(|| study.data.name.clone(), |name| name.to_string_lossy().into_owned());
    // A bundled study is copied to a folder as data.csv.
    let file = if file.starts_with('@') { "data.csv".to_owned() } else { file };
    let stated = Some(study.plan.design.kind).filter(|kind| *kind != DesignKind::SingleArm);
    let mut out = String::new();
    let _ = write!(
        out,
        "# The analysis plan of a study, for `girth report`. Lines that begin with # are comments.\n\
         # Claims to be judged go into a claims.toml beside this file.\n\n\
         title = {}\n\
         question = \"\"        # what was asked, in one sentence\n\
         intervention = \"\"    # what was done between the two readings\n\
         source = \"\"          # where the data come from\n\
         data = {}\n\n\
         [design]\n\
         kind = \"{}\"    # single-arm | split-body | parallel-arms | crossover | one-occasion\n\
         # randomised = true     # leave out when not known\n\
         # blinded = true        # leave out when not known\n\
         # control = \"\"          # the arm, site or condition that was not treated\n\n\
         [columns]\n",
        quote(&study.plan.title),
        quote(&file),
        stated
            .unwrap_or(if data.trial.arms.len() > 1 { DesignKind::ParallelArms } else { DesignKind::SingleArm })
            .name()
    );
    let of =
        |role: Role| data.mapping.iter().filter(move |mapped| mapped.role == role).map(|mapped| mapped.column.as_str());
    let ids: Vec<&str> = of(Role::Id).collect();
    if !ids.is_empty() {
        let _ = writeln!(out, "id = {}", quote(&ids.join(",")));
    }
    if study.plan.columns.rows_are_participants {
        let _ = writeln!(out, "rows-are-participants = true");
    }
    let single = [
        ("arm", Role::Arm),
        ("site", Role::Site),
        ("visit", Role::Visit),
        ("baseline-column", Role::BaselineValue),
        ("baseline", Role::Baseline),
        ("followup", Role::Followup),
        ("time", Role::Time),
        ("sessions", Role::Sessions),
    ];
    let made_of_a_column = of(Role::BaselineValue).next().is_some();
    for (key, role) in single {
        if role == Role::Baseline && made_of_a_column {
            continue;
        }
        if let Some(column) = of(role).next() {
            let _ = writeln!(out, "{key} = {}", quote(column));
        }
    }
    if data.shape == FileShape::Long && data.baseline.is_none() {
        let visits: Vec<String> = data.trial.visits.iter().map(|visit| quote(visit.as_str())).collect();
        let _ = writeln!(
            out,
            "# sessions = \"\"   # column of the number of sessions received so far\n# time = \"\"       # column of the weeks since the start\n# baseline = \"\"   # the two visits of the pair, of {}\n# followup = \"\"",
            visits.join(", ")
        );
    }
    if !study.plan.columns.filters.is_empty() {
        let filters: Vec<String> = study.plan.columns.filters.iter().map(|filter| quote(filter)).collect();
        let _ = writeln!(out, "where = [{}]", filters.join(", "));
    }
    for (at, (outcome, columns)) in data.trial.outcomes.iter().zip(&data.outcome_columns).enumerate() {
        let _ = write!(
            out,
            "\n[[outcome]]\nname = {}\nlabel = {}\nkind = \"{}\"    # girth | weight | height | grade | events | other\n\
             unit = \"{}\"    # cm mm m in kg g lb percent score none\n",
            quote(&outcome.name),
            quote(&outcome.label),
            outcome.kind.name(),
            outcome.unit
        );
        match columns.as_slice() {
            [before, after] => {
                let _ = writeln!(out, "before = {}\nafter = {}", quote(before), quote(after));
            }
            [column, ..] => {
                let _ = writeln!(out, "column = {}", quote(column));
            }
            [] => {}
        }
        if at == 0 {
            out.push_str("primary = true\n");
        }
        out.push_str("# margin = \"\"           # the smallest change that matters, with its unit: runs the equivalence test\n# margin-source = \"\"    # why this margin\n# reading-error = \"\"    # SD of one reading repeated at once, with its unit, or published\n# within-person-sd = \"\" # SD of a person's readings from day to day\n");
    }
    out.push_str(
        "\n# [[contrast]]            # two sites, or two outcomes measured at two sites, of the same people\n\
         # name = \"\"\n# treated = \"\"\n# control = \"\"\n\n\
         # [[intercurrent]]        # a diet begun, a booster given: a column that says yes or no at each visit\n# name = \"\"\n# column = \"\"\n\
         # strategy = \"\"         # treatment-policy | hypothetical | while-on-treatment | composite\n\n\
         # [[harm]]                # adverse events, counted since the visit before\n# name = \"\"\n# column = \"\"\n\
         \n# [reliability]            # repeated readings that tell the error of one\n# file = \"\"               # beside this plan; girth reliability reads it alone\n\n\
         # [selection]              # how people came in; empty: whoever came\n# at-least = \"\"           # only people with such a reading or a higher one\n\
         # population-mean = \"\"    # of single readings in the population\n# population-sd = \"\"\n\n\
         # [photos]                 # pictures that were shown\n# shown = 6\n\
         \n[analysis]\nlevel = 0.95\nalternative = \"two-sided\"    # two-sided | less | greater\nseed = 20261122\n\n\
         [longitudinal]\n# structure = \"unstructured\"    # girth model --help lists the others\n# degrees = \"satterthwaite\"\n",
    );
    out
}
