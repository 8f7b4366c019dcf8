//! Photographs before and after, and the raters who say which is which.

use super::draws::Draws;
use super::error::Place;
use super::generate::Person;
use super::model::Model;
use super::place::At;
use super::table::participant;
use super::{SimulateError, Spec, Table};
use crate::data::Measure;
use crate::dist::normal;
use serde::Deserialize;
use std::cmp::Reverse;

/// Pairs of photographs, before and after, that raters look at without knowing which is which.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Photos {
    /// What is looked at: the photograph that shows less of it is taken for the one after.
    pub outcome: String,
    /// At which site, if it has sites.
    pub site: Option<String>,
    /// The visit of the photograph before.
    pub from: String,
    /// The visit of the photograph after.
    pub to: String,
    /// How many people look at each pair.
    pub raters: u32,
    /// How many pairs are shown, of the people who came to both visits.
    pub pairs: usize,
    /// Whether they are those whose readings fell most; drawn at random otherwise.
    #[serde(default)]
    pub picked: bool,
    /// The fall that a rater gets right in 84 of 100 pairs: P(right) = Phi(fall / noticeable), where the fall is what is there, not
    /// what was read.
    pub noticeable: Measure,
    /// SD of what light, posture and clothes add to the fall that everybody sees in a pair.
    pub pair_spread: Option<Measure>,
    /// SD between raters of the logarithm of what they notice: sharp eyes and dull ones.
    #[serde(default)]
    pub rater_spread: f64,
}

/// The photographs in numbers.
#[derive(Clone, Copy, Debug)]
pub(super) struct PhotosModel {
    outcome: usize,
    site: usize,
    from: usize,
    to: usize,
    noticeable: f64,
    pair_sd: f64,
}

pub(super) fn resolve(spec: &Spec, place: &Place<'_>) -> Result<Option<PhotosModel>, SimulateError> {
    let Some(stated) = &spec.photos else { return Ok(None) };
    let at = At { place, head: "photos", index: 0 };
    let outcome = at.outcome(spec, &stated.outcome)?;
    let visit = |name: &str| at.named("visit", name, spec.visit.iter().map(|visit| visit.name.as_str()));
    let (from, to) = (visit(&stated.from)?, visit(&stated.to)?);
    if to <= from {
        return at.problem("to", format!("`{}` is not after `{}`", stated.to, stated.from));
    }
    if !(1..=1000).contains(&stated.raters) {
        return at.problem("raters", "raters are from 1 to 1000".to_owned());
    }
    if stated.pairs == 0 || stated.pairs > spec.people {
        return at.problem("pairs", format!("pairs are from 1 to the number of people, {}", spec.people));
    }
    let unit = spec.outcome[outcome].unit;
    let noticeable = at.amount("noticeable", stated.noticeable, unit)?;
    if noticeable <= 0.0 {
        return at.problem("noticeable", "noticeable is above 0".to_owned());
    }
    if !(0.0..=10.0).contains(&stated.rater_spread) {
        return at.problem("rater-spread", "rater-spread is the SD of a logarithm, from 0 to 10".to_owned());
    }
    Ok(Some(PhotosModel {
        outcome,
        site: at.one_site(spec, outcome, stated.site.as_ref())?,
        from,
        to,
        noticeable,
        pair_sd: at.spread("pair-spread", stated.pair_spread, unit)?,
    }))
}

/// What the raters say, a row for each pair and rater.
pub(super) fn ratings(
    spec: &Spec,
    model: &Model,
    place: &Place<'_>,
    people: &[Person],
) -> Result<Option<Table>, SimulateError> {
    let (Some(stated), Some(photos)) = (&spec.photos, &model.photos) else { return Ok(None) };
    let shown = shown(spec, stated, photos, people);
    if shown.len() < stated.pairs {
        let at = At { place, head: "photos", index: 0 };
        return at.problem("pairs", format!("only {} people came to both visits", shown.len()));
    }
    let noticed: Vec<(String, f64)> = (1..=stated.raters)
        .map(|rater| {
            let name = format!("R{rater}");
            let eye = Draws::new(spec.seed, "photos rater", &name, 0).normal();
            let noticeable = photos.noticeable * libm::exp(stated.rater_spread * eye);
            (name, noticeable)
        })
        .collect();
    let mut rows = Vec::with_capacity(shown.len() * noticed.len());
    for number in shown {
        let person = &people[number];
        let there = |visit: usize| person.present[visit][photos.outcome][photos.site];
        let light = photos.pair_sd * Draws::new(spec.seed, "photos pair", "", person.number).normal();
        let fall = there(photos.from) - there(photos.to) + light;
        for (rater, noticeable) in &noticed {
            let right =
                Draws::new(spec.seed, "photos answer", rater, person.number).happens(normal::cdf(fall / noticeable));
            let answer = if right { "yes" } else { "no" };
            rows.push([participant(spec, number).as_str(), rater, answer, "yes"].map(str::to_owned).to_vec());
        }
    }
    let header = ["pair", "rater", "right", "simulated"].map(str::to_owned).to_vec();
    Ok(Some(Table { header, rows }))
}

/// Whose photographs are shown, in the order of the data: of those who came to both visits. Nothing is written down wrong yet, so that
/// all readings have the decimals of their outcome.
fn shown(spec: &Spec, stated: &Photos, photos: &PhotosModel, people: &[Person]) -> Vec<usize> {
    let mut found: Vec<usize> = (0..people.len()).filter(|number| people[*number].readings.len() > photos.to).collect();
    if stated.picked {
        let reading = |number: usize, visit: usize| people[number].readings[visit][0][photos.outcome][photos.site];
        let fall = |number: usize| reading(number, photos.from).ticks() - reading(number, photos.to).ticks();
        found.sort_by_key(|number| Reverse(fall(*number)));
    } else {
        let lot = |number: usize| Draws::new(spec.seed, "photos choice", "", people[number].number).uniform();
        found.sort_by(|left, right| lot(*left).total_cmp(&lot(*right)));
    }
    found.truncate(stated.pairs);
    found.sort_unstable();
    found
}
