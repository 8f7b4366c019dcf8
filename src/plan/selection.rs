//! Which procedures are run.

use crate::stats::{Usage, registry};
use schemars::JsonSchema;
use serde::Serialize;

/// The procedures that a run was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Selection {
    /// The small set that suits the data.
    #[default]
    Default,
    /// Every procedure that suits the data.
    All,
    /// Those named, suited or not; one that cannot be run says why.
    Named(Vec<String>),
}

/// A name that no procedure has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no test or effect size; there are all, {there_are}")]
pub struct UnknownProcedure {
    name: String,
    there_are: String,
}

impl Selection {
    /// Reads names as in plan.toml and `--method`: none for the default, `all`, or names of tests and effect sizes.
    ///
    /// # Errors
    /// [`UnknownProcedure`] with the names that there are.
    pub fn of(names: &[String]) -> Result<Selection, UnknownProcedure> {
        match names {
            [] => return Ok(Selection::Default),
            [one] if one == "default" => return Ok(Selection::Default),
            _ if names.iter().any(|name| name == "all") => return Ok(Selection::All),
            _ => {}
        }
        match names.iter().find(|name| registry::ids().all(|id| id != name.as_str())) {
            None => Ok(Selection::Named(names.to_vec())),
            Some(name) => {
                let there_are = registry::ids().collect::<Vec<_>>().join(", ");
                Err(UnknownProcedure { name: name.clone(), there_are })
            }
        }
    }

    /// Whether a procedure of this name and usage is run.
    pub fn takes(&self, id: &str, usage: Usage) -> bool {
        match self {
            Selection::Default => usage == Usage::ByDefault,
            Selection::All => usage != Usage::Unsuited,
            Selection::Named(names) => names.iter().any(|name| name == id),
        }
    }
}
