//! Whether two claims can both hold, by their regions.

use super::{Claim, Records, Region, Which};
use schemars::JsonSchema;
use serde::Serialize;

/// Two claims side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Conflict {
    /// The other claim.
    pub with: String,
    /// Whether their regions exclude each other; absent where they do not lie on one axis.
    pub exclude: Option<bool>,
    /// The same in words.
    pub words: String,
}

impl Conflict {
    /// Compares the regions of two claims, where both lie on one axis: the same outcome of the same people between the same visits.
    pub(super) fn between(claim: &Claim, other: &Claim, records: &dyn Records) -> Conflict {
        let (exclude, words) = match regions(claim, other, records) {
            Ok([first, second]) => {
                let exclude = first.excludes(&second);
                let both = if exclude { "cannot both hold" } else { "can both hold" };
                let of = |claim: &Claim, region: &Region| format!("`{}` ({})", claim.id, region.words());
                (Some(exclude), format!("{} and {} {both}.", of(claim, &first), of(other, &second)))
            }
            Err(why) => (None, format!("`{}` and `{}` cannot be compared by amounts: {why}.", claim.id, other.id)),
        };
        Conflict { with: other.id.clone(), exclude, words }
    }
}

/// Both regions in one unit, or why there are none.
fn regions(claim: &Claim, other: &Claim, records: &dyn Records) -> Result<[Region; 2], String> {
    let axis = |claim: &Claim| [&claim.outcome, &claim.group, &claim.site, &claim.from, &claim.to].map(Clone::clone);
    let after = |claim: &Claim| claim.criterion.after_course();
    if axis(claim) != axis(other) || after(claim) != after(other) {
        return Err("they are about different outcomes, people, sites or visits".to_owned());
    }
    let Some(unit) = claim.criterion.unit() else {
        return Err(format!("`{}` states no amount of change", claim.id));
    };
    let region = |claim: &Claim| {
        let region = claim.criterion.region(claim.direction, unit).map_err(|cause| cause.to_string())?;
        region.ok_or_else(|| format!("`{}` states no amount of change", claim.id))
    };
    let [first, second] = [region(claim)?, region(other)?];
    if claim.criterion.is_per_session() == other.criterion.is_per_session() {
        return Ok([first, second]);
    }
    // One speaks of a session and the other of the whole time: the number of sessions makes them one.
    let per_session = if claim.criterion.is_per_session() { claim } else { other };
    let sessions = per_session.sessions.or_else(|| records.sessions(&Which::of(per_session)));
    let sessions = sessions.ok_or("one is about a session, and the number of sessions is not known")?;
    let scaled = |claim: &Claim, region: Region| {
        let scaled = if claim.criterion.is_per_session() { region.times(sessions) } else { Some(region) };
        scaled.ok_or_else(|| "the amounts are beyond what can be measured".to_owned())
    };
    Ok([scaled(claim, first)?, scaled(other, second)?])
}
