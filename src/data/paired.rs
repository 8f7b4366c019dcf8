//! Pairs of readings, one before and one after, of the same participant.

use super::decimal::{MOST_GRID_DECIMALS, power_of_ten, ticks_to_f64};
use super::sample::greatest_common_divisor;
use super::{DataError, Decimal, Exclusion, ExclusionReason, Outcome, ParticipantId, Sample, Unit};
use std::collections::{HashMap, HashSet};

/// Complete pairs of one outcome, joined by participant, with those who had to be left out.
///
/// The change is after - before, so a reduction is negative; this is the only place that subtracts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairedSample {
    outcome: Outcome,
    /// The arm or site that the pairs were restricted to, for labels: `CBT`, `left thigh`.
    group: Option<String>,
    /// What the two readings are called, where they are not before and after.
    conditions: Option<[String; 2]>,
    ids: Vec<ParticipantId>,
    before: Sample,
    after: Sample,
    change: Sample,
    excluded: Vec<Exclusion>,
}

impl PairedSample {
    /// Builds the sample from rows that are already joined by participant.
    ///
    /// # Errors
    /// [`DataError::Empty`] without a pair, [`DataError::Length`] when the columns differ in length,
    /// [`DataError::DuplicateParticipant`] when a participant occurs twice, [`DataError::Grid`] when no common grid fits.
    pub fn try_new(
        outcome: Outcome,
        group: Option<String>,
        ids: Vec<ParticipantId>,
        before: &[Decimal],
        after: &[Decimal],
        excluded: Vec<Exclusion>,
    ) -> Result<PairedSample, DataError> {
        for (what, found) in [("before", before.len()), ("after", after.len())] {
            if found != ids.len() {
                return Err(DataError::Length { what, found, expected: ids.len() });
            }
        }
        let mut seen = HashSet::with_capacity(ids.len());
        if let Some(twice) = ids.iter().find(|id| !seen.insert(id.as_str())) {
            return Err(DataError::DuplicateParticipant(twice.to_string()));
        }
        let both: Vec<Decimal> = before.iter().chain(after).copied().collect();
        let both = Sample::try_new(&both, outcome.unit)?;
        let (before, after) = both.ticks().split_at(before.len());
        let change = before.iter().zip(after).map(|(before, after)| after - before).collect();
        let on_grid = |ticks| Sample::from_ticks(ticks, both.decimals(), outcome.unit);
        let (before, after) = (on_grid(before.to_vec())?, on_grid(after.to_vec())?);
        let change = on_grid(change)?;
        Ok(PairedSample { outcome, group, conditions: None, ids, before, after, change, excluded })
    }

    /// The same people with every first reading raised by a fraction of itself, so that the change is after - (1 + fraction) before,
    /// exact on a finer grid: what is left of a change once the fraction of the baseline is taken off.
    ///
    /// # Errors
    /// [`DataError::Grid`] when no common grid fits.
    pub fn rebased(&self, fraction: Decimal) -> Result<PairedSample, DataError> {
        let finer = fraction.needed_decimals();
        let decimals = self.before.decimals() + finer;
        if decimals > MOST_GRID_DECIMALS {
            return Err(DataError::Grid);
        }
        let one = power_of_ten(finer);
        let factor = fraction.ticks_at(finer).and_then(|ticks| ticks.checked_add(one)).ok_or(DataError::Grid)?;
        let times = |sample: &Sample, factor: i128| {
            let ticks: Option<Vec<i128>> = sample.ticks().iter().map(|ticks| ticks.checked_mul(factor)).collect();
            Sample::from_ticks(ticks.ok_or(DataError::Grid)?, decimals, self.outcome.unit)
        };
        let (before, after) = (times(&self.before, factor)?, times(&self.after, one)?);
        let change = before.ticks().iter().zip(after.ticks()).map(|(before, after)| after - before).collect();
        let change = Sample::from_ticks(change, decimals, self.outcome.unit)?;
        Ok(PairedSample { before, after, change, ..self.clone() })
    }

    /// The same readings on a grid with at least as many decimals.
    ///
    /// # Errors
    /// [`DataError::Grid`] when the grid is coarser, or the readings do not fit it.
    pub fn on_grid(&self, decimals: u8) -> Result<PairedSample, DataError> {
        let on_grid = |sample: &Sample| {
            let finer = decimals.checked_sub(sample.decimals()).ok_or(DataError::Grid)?;
            let ticks =
                sample.ticks().iter().map(|ticks| ticks.checked_mul(power_of_ten(finer))).collect::<Option<_>>();
            Sample::from_ticks(ticks.ok_or(DataError::Grid)?, decimals, self.outcome.unit)
        };
        let (before, after, change) = (on_grid(&self.before)?, on_grid(&self.after)?, on_grid(&self.change)?);
        Ok(PairedSample { before, after, change, ..self.clone() })
    }

    /// Those who are in both samples, in the order of the first; the others are left out of each, with the reason.
    ///
    /// # Errors
    /// [`DataError::Empty`] when nobody is in both.
    pub fn joined(samples: [PairedSample; 2]) -> Result<[PairedSample; 2], DataError> {
        let at: [HashMap<&str, usize>; 2] = [0, 1]
            .map(|which: usize| samples[which].ids.iter().enumerate().map(|(at, id)| (id.as_str(), at)).collect());
        let both: Vec<(usize, usize)> = samples[0]
            .ids
            .iter()
            .enumerate()
            .filter_map(|(first, id)| Some((first, *at[1].get(id.as_str())?)))
            .collect();
        let [first, second] = &samples;
        let kept = |sample: &PairedSample, other: &HashMap<&str, usize>, rows: Vec<usize>| {
            let pick = |column: &Sample| {
                let ticks = rows.iter().map(|&row| column.ticks()[row]).collect();
                Sample::from_ticks(ticks, column.decimals(), column.unit())
            };
            let alone = sample.ids.iter().filter(|id| !other.contains_key(id.as_str()));
            let mut excluded = sample.excluded.clone();
            excluded.extend(alone.map(|id| Exclusion {
                participant: id.clone(),
                reason: ExclusionReason::NoOtherSite,
                line: None,
            }));
            Ok(PairedSample {
                outcome: sample.outcome.clone(),
                group: sample.group.clone(),
                conditions: sample.conditions.clone(),
                ids: rows.iter().map(|&row| sample.ids[row].clone()).collect(),
                before: pick(&sample.before)?,
                after: pick(&sample.after)?,
                change: pick(&sample.change)?,
                excluded,
            })
        };
        let (rows, others): (Vec<usize>, Vec<usize>) = both.into_iter().unzip();
        Ok([kept(first, &at[1], rows)?, kept(second, &at[0], others)?])
    }

    /// The changes of two samples of the same people, in the same order, as the two readings of a pair: the change of the new sample is
    /// the second sample's change less the first's, and its conditions are the names of the two groups.
    ///
    /// # Errors
    /// [`DataError::Unit`] when the units differ, [`DataError::Length`] when the people are not the same in the same order,
    /// [`DataError::Grid`] when no common grid fits.
    pub fn of_changes(first: &PairedSample, second: &PairedSample) -> Result<PairedSample, DataError> {
        if first.outcome.unit != second.outcome.unit {
            return Err(DataError::Unit { from: first.outcome.unit, to: second.outcome.unit });
        }
        if first.ids != second.ids {
            return Err(DataError::Length { what: "the other site", found: second.n(), expected: first.n() });
        }
        let decimals = first.change.decimals().max(second.change.decimals());
        let (before, after) = (first.on_grid(decimals)?.change, second.on_grid(decimals)?.change);
        let change = before.ticks().iter().zip(after.ticks()).map(|(before, after)| after - before).collect();
        let change = Sample::from_ticks(change, decimals, first.outcome.unit)?;
        let name = |sample: &PairedSample, otherwise: &str| sample.group().unwrap_or(otherwise).to_owned();
        let conditions = Some([name(first, "untreated"), name(second, "treated")]);
        Ok(PairedSample {
            outcome: second.outcome.clone(),
            group: None,
            conditions,
            ids: second.ids.clone(),
            before,
            after,
            change,
            excluded: second.excluded.clone(),
        })
    }

    /// The change of each participant of `people`, by name, in the unit of this sample; `None` for those who have none here.
    pub fn changes_of(&self, people: &[ParticipantId]) -> Vec<Option<f64>> {
        let values = self.change.values();
        let by_id: HashMap<&str, f64> = self.ids.iter().map(ParticipantId::as_str).zip(values).collect();
        people.iter().map(|id| by_id.get(id.as_str()).copied()).collect()
    }

    /// Number of complete pairs.
    pub fn n(&self) -> usize {
        self.ids.len()
    }

    /// What was measured.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// The arm or site to which the sample is restricted, if it is.
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// The same pairs under another name of the group.
    pub fn labelled(self, group: Option<String>) -> PairedSample {
        PairedSample { group, ..self }
    }

    /// The same pairs under another label of the outcome.
    pub fn measuring(self, label: String) -> PairedSample {
        PairedSample { outcome: Outcome { label, ..self.outcome }, ..self }
    }

    /// The same pairs as two conditions of one person, by their names, rather than two points in time.
    pub fn of_conditions(self, names: [String; 2]) -> PairedSample {
        PairedSample { conditions: Some(names), ..self }
    }

    /// The names of the two conditions; absent where the readings are before and after.
    pub fn conditions(&self) -> Option<&[String; 2]> {
        self.conditions.as_ref()
    }

    /// The participants, in the order of all other columns.
    pub fn ids(&self) -> &[ParticipantId] {
        &self.ids
    }

    /// First readings.
    pub fn before(&self) -> &Sample {
        &self.before
    }

    /// Second readings.
    pub fn after(&self) -> &Sample {
        &self.after
    }

    /// after - before, exact on the grid.
    pub fn change(&self) -> &Sample {
        &self.change
    }

    /// Whether the readings are yes and no: all 1 or 0, without a unit or in points.
    pub fn is_binary(&self) -> bool {
        let yes_or_no = |sample: &Sample| sample.ticks().iter().all(|ticks| matches!(ticks, 0 | 1));
        let is_bare = matches!(self.outcome.unit, Unit::None | Unit::Score);
        is_bare && self.before.decimals() == 0 && yes_or_no(&self.before) && yes_or_no(&self.after)
    }

    /// The step of the grid on which all readings, and so all changes, lie, in ticks: 5 for readings to 0.5 with one decimal; 1 when
    /// all readings are zero.
    pub fn step(&self) -> u128 {
        greatest_common_divisor(self.before.step(), self.after.step()).max(1)
    }

    /// Participants without a complete pair, with the reason.
    pub fn excluded(&self) -> &[Exclusion] {
        &self.excluded
    }

    /// (before + after) / 2 as doubles, for agreement plots.
    pub fn midpoints(&self) -> Vec<f64> {
        let decimals = self.before.decimals();
        let sums = self.before.ticks().iter().zip(self.after.ticks());
        sums.map(|(before, after)| ticks_to_f64(before + after, decimals) / 2.0).collect()
    }
}
