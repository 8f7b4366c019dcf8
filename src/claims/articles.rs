//! The registry of the two articles' claims.

use super::{Claim, ClaimError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const TEXT: &str = include_str!("../../datasets/claims/articles.toml");

/// An article whose claims are on file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// `A` or `B`.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// Both articles and all their claims, in the order of the registry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Articles {
    /// The articles.
    pub article: Vec<Article>,
    /// Their claims.
    pub claim: Vec<Claim>,
}

impl Articles {
    /// The bundled registry.
    ///
    /// # Errors
    /// [`ClaimError`] if the bundled file were damaged; a test of the project sees to it that it is not.
    pub fn bundled() -> Result<Articles, ClaimError> {
        const FILE: &str = "datasets/claims/articles.toml";
        let articles: Articles = toml::from_str(TEXT).map_err(|cause| ClaimError::toml(FILE, TEXT, &cause))?;
        Claim::check_all(FILE, TEXT, &articles.claim)?;
        Ok(articles)
    }
}
