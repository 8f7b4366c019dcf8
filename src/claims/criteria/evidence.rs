//! Whether there are studies.

use crate::claims::found::{Found, Stop};
use crate::claims::{Ingredient, Records};

pub(super) fn find(wanted: u64, absent: bool, records: &dyn Records) -> Result<Found, Stop> {
    let found = records.published_controlled_trials();
    let found = found.ok_or_else(|| Stop::lacks(Ingredient::PublishedTrials.words()))?;
    Ok(Found::Trials { found, wanted, absent })
}
