//! From a header to what each column says of a study.

use super::PublishedRoles;
use crate::ingest::IngestError;
use crate::ingest::detect::plain;
use crate::ingest::list::listed;
use crate::ingest::mapping::{How, Mapped, Role};
use crate::ingest::near::near_names;
use crate::ingest::table::Table;
use std::collections::BTreeMap;

/// Roles that tell what a study is, not what it found.
const ABOUT: &[&str] = &[
    "id",
    "study",
    "author",
    "year",
    "trial",
    "group",
    "intervention",
    "directness",
    "design",
    "outcome",
    "site",
    "unit",
    "weeks",
    "sessions",
    "controlled",
    "status",
    "note",
    "source",
];

/// Roles of people, and of figures of a row as a whole.
const FIGURES: &[&str] = &[
    "n_active",
    "n_control",
    "difference",
    "diff_sd",
    "diff_se",
    "diff_plus_minus",
    "diff_ci_low",
    "diff_ci_high",
    "estimate",
    "se",
    "variance",
    "ci_low",
    "ci_high",
    "p_reported",
];

/// Figures of one group of people; the name of the group comes before them.
const OF_A_GROUP: &[&str] = &[
    "mean_change",
    "sd",
    "se",
    "plus_minus",
    "ci_low",
    "ci_high",
    "before",
    "before_sd",
    "before_se",
    "after",
    "after_sd",
    "after_se",
    "r",
    "median",
    "q1",
    "q3",
    "min",
    "max",
    "events",
    "no_events",
    "exposure",
];

/// Names that tables for meta-analysis use, in plain spelling: (name, role, a column that must be there too so that it is meant).
const ALIASES: &[(&str, &str, &str)] = &[
    ("activen", "n_active", ""),
    ("controln", "n_control", ""),
    ("slab", "study", ""),
    ("sourceseen", "source", ""),
    ("yi", "estimate", ""),
    ("vi", "variance", "yi"),
    ("sei", "se", "yi"),
    ("tpos", "active_events", ""),
    ("tneg", "active_no_events", "tpos"),
    ("cpos", "control_events", "tpos"),
    ("cneg", "control_no_events", "tpos"),
    ("ai", "active_events", ""),
    ("bi", "active_no_events", "ai"),
    ("ci", "control_events", "ai"),
    ("di", "control_no_events", "ai"),
    ("n1i", "n_active", ""),
    ("n2i", "n_control", "n1i"),
    ("xi", "active_events", ""),
    ("ni", "n_active", "xi"),
];

/// All columns resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// Role to column.
    of: BTreeMap<String, usize>,
    /// Columns without a role, and the year.
    pub(super) covariates: Vec<usize>,
    pub(super) mapping: Vec<Mapped>,
}

impl Columns {
    /// The column of a role, if the table has it.
    pub(super) fn get(&self, role: &str) -> Option<usize> {
        self.of.get(role).copied()
    }
}

/// Every role, in the order in which they are listed to users.
pub(super) fn roles() -> Vec<String> {
    let groups = ["active", "control"].into_iter();
    let of_groups = groups.flat_map(|group| OF_A_GROUP.iter().map(move |figure| format!("{group}_{figure}")));
    ABOUT.iter().chain(FIGURES).map(|role| (*role).to_owned()).chain(of_groups).collect()
}

/// Resolves every column.
///
/// # Errors
/// Unknown roles and columns, a role given twice, a table without a figure.
pub(super) fn resolve(table: &Table<'_>, given: &PublishedRoles) -> Result<Columns, IngestError> {
    let roles = roles();
    let header: Vec<String> = table.header().iter().map(|name| plain(name)).collect();
    let role_of = |name: &str| {
        let name = plain(name);
        let meant = |partner: &str| partner.is_empty() || header.iter().any(|other| other == partner);
        let alias = ALIASES.iter().find(|(alias, _, partner)| *alias == name && meant(partner));
        roles.iter().find(|role| plain(role) == name || alias.is_some_and(|(_, means, _)| role == means)).cloned()
    };
    let refuse = |what: String| IngestError::Roles { file: table.file(), what };
    let mut columns = Columns { of: BTreeMap::new(), covariates: Vec::new(), mapping: Vec::new() };
    let mut used = vec![false; table.header().len()];
    for (name, column) in &given.map {
        let role = role_of(name).ok_or_else(|| {
            let near = near_names(name, roles.iter().map(String::as_str));
            let known = if near.is_empty() {
                format!("the roles are {}", listed(&roles, roles.len()))
            } else {
                format!("did you mean {}?", listed(&near, 5))
            };
            refuse(format!("there is no role {name} (--map {name}={column}); {known}"))
        })?;
        let at = table.column(column, "--map")?;
        if columns.of.insert(role.clone(), at).is_some() {
            return Err(refuse(format!("--map names two columns for {role}; give one")));
        }
        columns.mapping.push(Mapped::new(Role::Published, table.name(at), How::Given, &role));
        used[at] = true;
    }
    for (at, name) in header.iter().enumerate().filter(|(at, _)| !used[*at]) {
        match role_of(name).filter(|role| !columns.of.contains_key(role)) {
            Some(role) => {
                columns.mapping.push(Mapped::new(Role::Published, table.name(at), How::Detected, &role));
                columns.of.insert(role, at);
            }
            None => columns.covariates.push(at),
        }
    }
    // A label needs the year, and a trend over the years needs it too.
    columns.covariates.extend(columns.get("year"));
    for &at in &columns.covariates {
        columns.mapping.push(Mapped::new(Role::Covariate, table.name(at), How::Detected, ""));
    }
    if columns.of.keys().all(|role| ABOUT.contains(&role.as_str())) {
        return Err(refuse(format!(
            "no column holds a figure of a study, such as n_active and active_mean_change, difference and diff_se, yi and vi, \
             or active_events; use --map ROLE=COLUMN (columns: {})",
            listed(table.header(), 30)
        )));
    }
    Ok(columns)
}

#[cfg(test)]
mod tests {
    use super::super::ingest_published;
    use super::*;
    use crate::ingest::Source;

    fn words(text: &str, map: &[(&str, &str)]) -> Result<Vec<String>, String> {
        let map = map.iter().map(|(role, column)| (role.to_string(), column.to_string())).collect();
        let file = ingest_published(&Source::new("trials.csv", text), &PublishedRoles { map });
        let words = |file: super::super::PublishedFile| file.mapping.into_iter().map(|mapped| mapped.words).collect();
        file.map(words).map_err(|cause| cause.to_string())
    }

    #[test]
    fn names_are_read_in_any_spelling_and_the_rest_are_covariates() {
        let found = words("Study,N-active,Active Mean Change,unit,dose\nRao,34,-1.9,cm,2\n", &[]).expect("file");
        assert_eq!(
            found,
            [
                "study: column Study (detected)",
                "n_active: column N-active (detected)",
                "active_mean_change: column Active Mean Change (detected)",
                "unit: column unit (detected)",
                "covariate: column dose (detected)"
            ]
        );
        let found = words("author,year,effect\nRao,2005,-0.6\n", &[("yi", "effect")]).expect("file");
        assert_eq!(found[0], "estimate: column effect (given)");
        assert!(found.contains(&"covariate: column year (detected)".to_owned()), "{found:?}");
    }

    #[test]
    fn short_names_are_taken_only_in_company() {
        let found = words("study,yi,ci,ni\nRao,-0.6,3,20\n", &[]).expect("file");
        assert_eq!(found[2..], ["covariate: column ci (detected)", "covariate: column ni (detected)"]);
    }

    #[test]
    fn unknown_roles_are_refused_with_the_names_near_them() {
        let message = words("study,a\nRao,1\n", &[("active_meen_change", "a")]).expect_err("refused");
        assert!(message.starts_with("trials.csv: there is no role active_meen_change (--map active_meen_change=a)"));
        assert!(message.contains("did you mean active_mean_change"), "{message}");
        let message = words("study,a\nRao,1\n", &[("estimate", "b")]).expect_err("refused");
        assert!(message.contains("there is no column b (asked for as --map)"), "{message}");
        let message = words("study,a,b\nRao,1,2\n", &[("estimate", "a"), ("yi", "b")]).expect_err("refused");
        assert!(message.contains("two columns for estimate"), "{message}");
        let message = words("study,result\nRao,1\n", &[]).expect_err("refused");
        assert!(message.contains("no column holds a figure") && message.contains("--map ROLE=COLUMN"), "{message}");
    }
}
