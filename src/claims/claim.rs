use super::{ClaimError, Criterion, Ingredient};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which way a claim says that the outcome goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Upwards.
    Increase,
    /// Downwards.
    Decrease,
}

impl Direction {
    /// The other way.
    pub(super) fn reversed(self) -> Direction {
        match self {
            Direction::Increase => Direction::Decrease,
            Direction::Decrease => Direction::Increase,
        }
    }
}

/// What a claim says about why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Wording {
    /// That it happened.
    #[default]
    Observed,
    /// That the treatment did it.
    Causal,
}

/// What exactly is to be estimated.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Estimand {
    /// In whom.
    pub population: String,
    /// Compared with what.
    pub contrast: String,
    /// Which outcome, where and when.
    pub variable: String,
    /// How missing visits are dealt with.
    pub missing_visits: String,
    /// By which number.
    pub summary: String,
}

/// A sentence made testable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Claim {
    /// Stable name.
    pub id: String,
    /// The article it comes from, if it is one of the articles' claims.
    pub article: Option<String>,
    /// The heading in the article under which it stands.
    pub section: Option<String>,
    /// What it is about.
    pub topic: Option<String>,
    /// The claim in plain words.
    pub statement: String,
    /// The outcome's name in the study; for an article's claim, the kind of outcome.
    pub outcome: Option<String>,
    /// The arm that it is about.
    pub group: Option<String>,
    /// The place on the body that it is about.
    pub site: Option<String>,
    /// The arm, site or condition to hold it against; the design's control when left out.
    pub control: Option<String>,
    /// The visit from which the change is counted; the study's first reading when left out.
    pub from: Option<String>,
    /// The visit up to which the change is counted; the study's second reading when left out.
    pub to: Option<String>,
    /// Sessions between the two visits, where the data do not number them.
    pub sessions: Option<u32>,
    /// The outcome, by name, or by kind for an article's claim, that changes along: weight beside girth.
    pub co_outcome: Option<String>,
    /// The fact about the participants that an interaction is about: whether they kept a diet.
    pub factor: Option<String>,
    /// The kind of event that a claim of safety is about; any event when left out.
    pub harm: Option<String>,
    /// Which way it goes.
    pub direction: Option<Direction>,
    /// When it holds.
    pub criterion: Criterion,
    /// Whether it says why.
    #[serde(default)]
    pub wording: Wording,
    /// What data must have to settle it.
    #[serde(default)]
    pub needs: Vec<Ingredient>,
    /// What is to be estimated.
    pub estimand: Option<Estimand>,
    /// The design that would settle it, in words.
    pub design_needed: Option<String>,
    /// The hypothesis in words and symbols.
    pub hypothesis: Option<String>,
    /// The default margin.
    pub margin: Option<String>,
    /// Where the margin comes from.
    pub margin_source: Option<String>,
    /// What makes it untestable.
    pub untestable_when: Option<String>,
    /// Claims that cannot hold together with this one.
    #[serde(default)]
    pub contradicts: Vec<String>,
}

/// A file of claims.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClaimsFile {
    #[serde(default)]
    claim: Vec<Claim>,
}

impl Claim {
    /// Reads a claims.toml.
    ///
    /// # Errors
    /// [`ClaimError`] with file, line and column: bad TOML, an unknown key, a claim without its direction, a range upside down, a
    /// repeated id.
    pub fn read_all(file: &str, text: &str) -> Result<Vec<Claim>, ClaimError> {
        let parsed: ClaimsFile = toml::from_str(text).map_err(|cause| ClaimError::toml(file, text, &cause))?;
        Claim::check_all(file, text, &parsed.claim)?;
        Ok(parsed.claim)
    }

    /// Whether the attribution rule, rather than the list of ingredients, deals with this need: the mean change of one group can be
    /// observed without a control, it only cannot be credited to the treatment.
    pub(super) fn settled_by_attribution(&self, need: Ingredient) -> bool {
        let about_cause = matches!(need, Ingredient::Control | Ingredient::Randomisation | Ingredient::Blinding);
        about_cause && !matches!(self.criterion, Criterion::NeedsAnalysis { .. })
    }

    /// What TOML's types cannot say.
    pub(super) fn check_all(file: &str, text: &str, claims: &[Claim]) -> Result<(), ClaimError> {
        for (at, claim) in claims.iter().enumerate() {
            let problem = |what: String| ClaimError::claim(file, text, at, &claim.id, what);
            if claims[..at].iter().any(|earlier| earlier.id == claim.id) {
                return Err(problem("this id is used twice; give each claim its own".to_owned()));
            }
            claim.criterion.check(claim.direction).map_err(problem)?;
            let lacking = match &claim.criterion {
                Criterion::BeyondCoIntervention { .. } if claim.co_outcome.is_none() => {
                    Some("co-outcome is missing: name the outcome that changes along, such as weight")
                }
                Criterion::Interaction { .. } if claim.factor.is_none() => {
                    Some("factor is missing: name the fact over which the effect is said to differ")
                }
                Criterion::Onset { session: None, .. } if claim.to.is_none() => Some(
                    "session is missing: name the session, or the visit with `to`, at which the effect is said to be there",
                ),
                _ if claim.sessions == Some(0) => Some("sessions = 0: a change over no session is no claim about one"),
                _ => None,
            };
            if let Some(what) = lacking {
                return Err(problem(what.to_owned()));
            }
        }
        Ok(())
    }
}
