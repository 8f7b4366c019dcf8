//! Changes of the same people at several sites as rows of one model.

use crate::data::{DataError, PairedSample, Unit};
use crate::result::{Analysed, ExcludedCount};
use std::collections::{BTreeMap, HashMap, HashSet};

/// One row for each person and site.
pub(super) struct Rows {
    /// Changes.
    pub y: Vec<f64>,
    /// Site of each row.
    pub site: Vec<usize>,
    /// Person of each row, numbered in order of appearance.
    pub person: Vec<usize>,
    /// Which sample of a site the row is of: 0 for the only one, or for the control; 1 for the treated.
    pub arm: Vec<usize>,
    /// Who entered at one site at least.
    pub analysed: Analysed,
    /// People with all sites.
    pub complete: usize,
    /// Somebody who is in one arm at one site and in the other at another.
    pub in_both_arms: Option<String>,
}

/// The unit of all samples.
///
/// # Errors
/// [`DataError::Unit`] when they differ, [`DataError::Empty`] without any.
pub(super) fn common_unit<'a>(mut samples: impl Iterator<Item = &'a PairedSample>) -> Result<Unit, DataError> {
    let from = samples.next().ok_or(DataError::Empty)?.outcome().unit;
    match samples.map(|sample| sample.outcome().unit).find(|&unit| unit != from) {
        Some(to) => Err(DataError::Unit { from, to }),
        None => Ok(from),
    }
}

impl Rows {
    /// From the samples of each site, a list for each.
    pub fn of(sites: &[Vec<&PairedSample>]) -> Rows {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut arms: Vec<usize> = Vec::new();
        let mut counts: Vec<usize> = Vec::new();
        let mut rows = Rows {
            y: Vec::new(),
            site: Vec::new(),
            person: Vec::new(),
            arm: Vec::new(),
            analysed: Analysed::default(),
            complete: 0,
            in_both_arms: None,
        };
        for (site, samples) in sites.iter().enumerate() {
            for (arm, sample) in samples.iter().enumerate() {
                for (id, change) in sample.ids().iter().zip(sample.change().values()) {
                    let next = numbers.len();
                    let person = *numbers.entry(id.as_str()).or_insert(next);
                    if person == arms.len() {
                        arms.push(arm);
                        counts.push(0);
                    }
                    if arms[person] != arm {
                        rows.in_both_arms.get_or_insert_with(|| id.to_string());
                    }
                    counts[person] += 1;
                    rows.y.push(change);
                    rows.site.push(site);
                    rows.person.push(person);
                    rows.arm.push(arm);
                }
            }
        }
        rows.complete = counts.iter().filter(|&&count| count == sites.len()).count();
        let mut seen = HashSet::new();
        let mut excluded: BTreeMap<&'static str, usize> = BTreeMap::new();
        for exclusion in sites.iter().flatten().flat_map(|sample| sample.excluded()) {
            let name = exclusion.participant.as_str();
            if !numbers.contains_key(name) && seen.insert(name) {
                *excluded.entry(exclusion.reason.words()).or_default() += 1;
            }
        }
        let excluded = excluded.into_iter().map(|(reason, n)| ExcludedCount { reason, n }).collect();
        rows.analysed = Analysed { n: numbers.len(), excluded };
        rows
    }

    /// How many readings a site has, or one arm of it.
    pub fn count(&self, site: usize, arm: Option<usize>) -> usize {
        let here = |row: &usize| self.site[*row] == site && arm.is_none_or(|arm| self.arm[*row] == arm);
        (0..self.y.len()).filter(here).count()
    }
}

/// Names of sites, each once: those given, with the site's number where there is none or it was given before.
pub(super) fn names_of(given: impl Iterator<Item = Option<String>>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (at, name) in given.enumerate() {
        let numbered = format!("site {}", at + 1);
        let name = match name {
            Some(name) if !names.contains(&name) => name,
            Some(name) => format!("{name} ({numbered})"),
            None => numbered,
        };
        names.push(name);
    }
    names
}
