//! Whether two claims can both hold, and which of them the data bear out.

use crate::claims::found::{Found, Stop};
use crate::claims::{Claim, Conflict, Criterion, Records, judge};

pub(super) fn find(claim: &Claim, with: &str, of: Option<&str>, records: &dyn Records) -> Result<Found, Stop> {
    let [first, second] = sides(claim, with, of, records)?;
    let conflict = Conflict::between(&first, &second, records);
    let Some(exclude) = conflict.exclude else {
        return Err(Stop::Lacks { what: "two amounts on one axis".to_owned(), why: conflict.words });
    };
    let mut reasons = vec![conflict.words];
    for one in [&first, &second] {
        // A contradiction about contradictions would never end.
        if matches!(one.criterion, Criterion::Contradiction { .. }) {
            return Err(Stop::lacks("a claim that is not itself about a contradiction"));
        }
        let judged = judge(&Claim { contradicts: Vec::new(), ..one.clone() }, records).map_err(Stop::Fails)?;
        let why = judged.reasons.first().map_or(String::new(), |reason| format!(" ({})", reason.trim_end_matches('.')));
        reasons.push(format!("These data find `{}` by itself {}{why}.", one.id, judged.verdict.words()));
    }
    Ok(Found::Regions { exclude, reasons })
}

/// The two claims that are said to exclude each other.
pub(in crate::claims) fn sides(
    claim: &Claim,
    with: &str,
    of: Option<&str>,
    records: &dyn Records,
) -> Result<[Claim; 2], Stop> {
    let known = |id: &str| records.claim(id).cloned().ok_or_else(|| Stop::lacks(format!("the claim `{id}`")));
    let second = known(with)?;
    let first = match of {
        Some(id) => known(id)?,
        None => Claim { criterion: own_amount(&claim.criterion)?, contradicts: Vec::new(), ..claim.clone() },
    };
    Ok([first, second])
}

/// The amount that a contradiction states of itself, as a criterion.
fn own_amount(criterion: &Criterion) -> Result<Criterion, Stop> {
    match criterion {
        Criterion::Contradiction { value: Some(value), .. } => Ok(Criterion::AtLeast { value: *value }),
        Criterion::Contradiction { margin: Some(margin), .. } => Ok(Criterion::NoMeaningfulChange { margin: *margin }),
        _ => Err(Stop::lacks("an amount that the claim could be held against")),
    }
}
