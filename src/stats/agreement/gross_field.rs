//! The readings of one outcome beside others of the same person, and how far such readings lie apart.

use super::gross_noise::{MAD_TO_SD, Noise, deviation_factor, median, median_without};
use crate::data::{Decimal, RepeatReadings, greatest_common_divisor};
use std::collections::BTreeMap;

/// Rounding alone flags nothing: a flagged reading lies more than so many steps off.
const STEPS: f64 = 5.0;
/// Ordinary noise: within so many SDs.
const ORDINARY: f64 = 3.0;
/// A reading is unlike the other people's beyond so many robust SDs of their medians.
const UNLIKE: f64 = 4.0;
/// The fewest other people to say what is usual.
const OTHER_PEOPLE: usize = 5;

/// One outcome.
pub(super) struct Field<'a> {
    pub(super) readings: &'a RepeatReadings,
    /// In the order of the readings, less the centre.
    values: Vec<f64>,
    centre: f64,
    /// Of each participant, from the lowest reading.
    people: Vec<Vec<usize>>,
    cell_of: Vec<usize>,
    step: f64,
    of_person: Option<Noise>,
    of_cell: Option<Noise>,
}

/// A flagged reading.
pub(super) struct Suspect {
    pub(super) at: usize,
    /// The median of the person's others.
    pub(super) expected: f64,
    pub(super) robust_z: f64,
    /// How far from the median of the person's others an ordinary reading lies.
    pub(super) spread: f64,
    /// |z| in units of its limit.
    excess: f64,
    /// |deviation| from the person's others.
    distance: f64,
}

impl<'a> Field<'a> {
    pub(super) fn of(readings: &'a RepeatReadings) -> Field<'a> {
        let centred = readings.centred();
        let all = readings.readings();
        let mut people = vec![Vec::new(); readings.participants().len()];
        let mut cells: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
        let mut cell_of = Vec::with_capacity(all.len());
        for (at, reading) in all.iter().enumerate() {
            people[reading.participant].push(at);
            let next = cells.len();
            cell_of.push(*cells.entry((reading.participant, reading.session, reading.observer)).or_insert(next));
        }
        for own in &mut people {
            own.sort_by_key(|&at| all[at].ticks);
        }
        let mut by_cell = vec![Vec::new(); cells.len()];
        for &at in people.iter().flatten() {
            by_cell[cell_of[at]].push(at);
        }
        // 1, 2, 5 or 10 of the last digit: more in common is chance, or readings that are all equal.
        let step = all.iter().fold(10, |step, reading| greatest_common_divisor(step, reading.ticks.unsigned_abs()));
        let step = readings.value_of(step as i128);
        let noise = |groups: &[Vec<usize>]| Noise::of(&centred.values, groups, step);
        let (of_person, of_cell) = (noise(&people), noise(&by_cell));
        Field { readings, values: centred.values, centre: centred.centre, people, cell_of, step, of_person, of_cell }
    }

    /// The readings of a person, from the lowest.
    pub(super) fn of_person(&self, person: usize) -> &[usize] {
        &self.people[person]
    }

    /// The most extreme of a person's readings, if it is to be flagged. Of two that contradict each other, the one farther from all others.
    pub(super) fn worst(&self, kept: &[usize]) -> Option<Suspect> {
        let far = kept.iter().filter_map(|&at| self.suspect(at, kept));
        far.max_by(|one, other| {
            one.excess.total_cmp(&other.excess).then_with(|| one.distance.total_cmp(&other.distance))
        })
    }

    /// The reading, if it is to be flagged beside the others of `kept`.
    pub(super) fn suspect(&self, at: usize, kept: &[usize]) -> Option<Suspect> {
        let noise = self.of_person.as_ref()?;
        let (deviation, others) = self.deviation(at, kept)?;
        let spread = ORDINARY * noise.sd * deviation_factor(others);
        // Where an observer copies the first reading, the second comparison alone would be too strict.
        if deviation.abs() <= spread {
            return None;
        }
        let mates: Vec<usize> = kept.iter().copied().filter(|&mate| self.cell_of[mate] == self.cell_of[at]).collect();
        let beside_mates = self.of_cell.as_ref().zip(self.deviation(at, &mates));
        let beside_mates = beside_mates.map(|(noise, (deviation, others))| (noise, deviation, others));
        let found = [Some((noise, deviation, others)), beside_mates].into_iter().flatten();
        let far =
            found.filter(|(_, deviation, _)| deviation.abs() > STEPS * self.step).map(|(noise, deviation, others)| {
                let z = deviation / (noise.sd * deviation_factor(others));
                (z.abs() / noise.limit, z)
            });
        let (excess, robust_z) =
            far.max_by(|one, other| one.0.total_cmp(&other.0)).filter(|(excess, _)| *excess > 1.0)?;
        Some(Suspect { at, expected: self.expected(at, kept), robust_z, spread, excess, distance: deviation.abs() })
    }

    /// The median of the other readings, exact on the grid.
    fn expected(&self, at: usize, kept: &[usize]) -> f64 {
        let others = kept.iter().filter(|&&other| other != at);
        let ticks: Vec<i128> = others.map(|&other| self.readings.readings()[other].ticks).collect();
        self.readings.value_of(ticks[(ticks.len() - 1) / 2] + ticks[ticks.len() / 2]) / 2.0
    }

    /// How far the reading lies from the median of the other readings of its group (sorted), and how many these are.
    fn deviation(&self, at: usize, group: &[usize]) -> Option<(f64, usize)> {
        let rank = group.iter().position(|&other| other == at)?;
        let sorted: Vec<f64> = group.iter().map(|&other| self.values[other]).collect();
        Some((self.values[at] - median_without(&sorted, rank)?, group.len() - 1))
    }

    /// Whether the reading lies apart from the medians of the other people; no where there are too few of these to say.
    pub(super) fn unlike_other_people(&self, at: usize) -> bool {
        let own = self.readings.readings()[at].participant;
        let others = self.people.iter().enumerate().filter(|(person, _)| *person != own);
        let mut medians: Vec<f64> = others.filter_map(|(_, own)| self.median_of(own)).collect();
        medians.sort_by(f64::total_cmp);
        let Some(centre) = median(&medians).filter(|_| medians.len() >= OTHER_PEOPLE) else { return false };
        let mut distances: Vec<f64> = medians.iter().map(|own| (own - centre).abs()).collect();
        distances.sort_by(f64::total_cmp);
        let least = self.of_person.as_ref().map_or(self.step, |noise| noise.sd);
        let sd = median(&distances).map_or(least, |distance| (MAD_TO_SD * distance).max(least));
        (self.values[at] - centre).abs() > UNLIKE * sd
    }

    fn median_of(&self, own: &[usize]) -> Option<f64> {
        median(&own.iter().map(|&at| self.values[at]).collect::<Vec<f64>>())
    }

    /// How far `value`, exact to `rounding` on either side, lies from what a person has here, in ordinary spreads; `None` for people who
    /// are not here.
    pub(super) fn ordinary_distance(&self, participant: &str, value: f64, rounding: f64) -> Option<f64> {
        let noise = self.of_person.as_ref()?;
        let person = self.readings.participants().iter().position(|id| id.as_str() == participant)?;
        let own = &self.people[person];
        let centre = self.centre + self.median_of(own)?;
        Some((value - centre).abs() / (ORDINARY * noise.sd * deviation_factor(own.len()) + rounding))
    }

    /// Half a unit of the last digit that was needed to write the reading.
    pub(super) fn half_digit(&self, at: usize) -> f64 {
        let ticks = self.readings.readings()[at].ticks;
        let needed = Decimal::new(ticks, self.readings.decimals()).map_or(0, Decimal::needed_decimals);
        0.5 * 10f64.powi(-i32::from(needed))
    }
}
