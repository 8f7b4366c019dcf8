//! Repeated readings of the same people: by several observers, on several days, more than once.

use super::decimal::ticks_to_f64;
use super::{DataError, Decimal, Outcome, PairedSample, ParticipantId};
use std::collections::{BTreeMap, HashSet};

/// One reading as it stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Index into the participants.
    pub participant: usize,
    /// Index into the observers; 0 where they are not told apart.
    pub observer: usize,
    /// Index into the sessions; 0 where they are not told apart.
    pub session: usize,
    /// What was read.
    pub value: Decimal,
    /// Its line in the file.
    pub line: u64,
}

/// One reading on the common grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepeatReading {
    /// Index into [`RepeatReadings::participants`].
    pub participant: usize,
    /// Index into [`RepeatReadings::observers`]; 0 where they are not told apart.
    pub observer: usize,
    /// Index into [`RepeatReadings::sessions`]; 0 where they are not told apart.
    pub session: usize,
    /// From 0: which of the readings of this observer in this session it is.
    pub round: usize,
    /// In ticks of the grid.
    pub ticks: i128,
    /// Its line in the file.
    pub line: u64,
}

/// The readings of one person by one observer in one session, as indices into [`RepeatReadings::readings`], in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatCell {
    /// Index into the participants.
    pub participant: usize,
    /// Index into the sessions.
    pub session: usize,
    /// Index into the observers.
    pub observer: usize,
    /// At least one.
    pub readings: Vec<usize>,
}

/// Readings of one outcome at one site, of people who were measured more than once, on one decimal grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RepeatReadings {
    outcome: Outcome,
    group: Option<String>,
    participants: Vec<ParticipantId>,
    observers: Vec<String>,
    sessions: Vec<String>,
    decimals: u8,
    readings: Vec<RepeatReading>,
}

/// Readings as doubles less one of them, so that an offset common to all costs no digits.
#[derive(Clone, Debug, PartialEq)]
pub struct Centred {
    /// What was taken off.
    pub centre: f64,
    /// In the order of [`RepeatReadings::readings`].
    pub values: Vec<f64>,
}

impl RepeatReadings {
    /// Builds it from readings in the order in which they were made. `observers` and `sessions` are empty where they are not told apart.
    ///
    /// # Errors
    /// [`DataError::Empty`] without a reading, [`DataError::Length`] when an index names nobody, [`DataError::DuplicateParticipant`],
    /// [`DataError::Grid`] when no common grid fits.
    pub fn try_new(
        outcome: Outcome,
        group: Option<String>,
        participants: Vec<ParticipantId>,
        observers: Vec<String>,
        sessions: Vec<String>,
        readings: &[Repeat],
    ) -> Result<RepeatReadings, DataError> {
        let mut seen = HashSet::with_capacity(participants.len());
        if let Some(twice) = participants.iter().find(|id| !seen.insert(id.as_str())) {
            return Err(DataError::DuplicateParticipant(twice.to_string()));
        }
        let decimals = readings.iter().map(|reading| reading.value.needed_decimals()).max().ok_or(DataError::Empty)?;
        let mut rounds: BTreeMap<(usize, usize, usize), usize> = BTreeMap::new();
        let mut on_grid = Vec::with_capacity(readings.len());
        for reading in readings {
            let Repeat { participant, observer, session, value, line } = *reading;
            for (what, found, expected) in [
                ("participants", participant, participants.len()),
                ("observers", observer, observers.len().max(1)),
                ("sessions", session, sessions.len().max(1)),
            ] {
                if found >= expected {
                    return Err(DataError::Length { what, found: found + 1, expected });
                }
            }
            let round = rounds.entry((participant, session, observer)).or_insert(0);
            let ticks = value.ticks_at(decimals).ok_or(DataError::Grid)?;
            on_grid.push(RepeatReading { participant, observer, session, round: *round, ticks, line });
            *round += 1;
        }
        Ok(RepeatReadings { outcome, group, participants, observers, sessions, decimals, readings: on_grid })
    }

    /// What was measured.
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// The site that the readings are restricted to, for labels.
    pub fn group(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// Everybody.
    pub fn participants(&self) -> &[ParticipantId] {
        &self.participants
    }

    /// Who measured; empty where observers are not told apart.
    pub fn observers(&self) -> &[String] {
        &self.observers
    }

    /// On which occasion; empty where occasions are not told apart.
    pub fn sessions(&self) -> &[String] {
        &self.sessions
    }

    /// Decimals of the grid.
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// All readings, in the order in which they were made.
    pub fn readings(&self) -> &[RepeatReading] {
        &self.readings
    }

    /// A number of ticks as a double.
    pub fn value_of(&self, ticks: i128) -> f64 {
        ticks_to_f64(ticks, self.decimals)
    }

    /// The readings less their lower median, subtracted on the grid.
    pub fn centred(&self) -> Centred {
        let mut sorted: Vec<i128> = self.readings.iter().map(|reading| reading.ticks).collect();
        sorted.sort_unstable();
        let centre = sorted[(sorted.len() - 1) / 2];
        let values = self.readings.iter().map(|reading| self.value_of(reading.ticks - centre)).collect();
        Centred { centre: self.value_of(centre), values }
    }

    /// By person, then session, then observer.
    pub fn cells(&self) -> Vec<RepeatCell> {
        let mut cells: BTreeMap<(usize, usize, usize), Vec<usize>> = BTreeMap::new();
        for (at, reading) in self.readings.iter().enumerate() {
            cells.entry((reading.participant, reading.session, reading.observer)).or_default().push(at);
        }
        let cell =
            |((participant, session, observer), readings)| RepeatCell { participant, session, observer, readings };
        cells.into_iter().map(cell).collect()
    }

    /// The same without some readings, by their indices; the rounds of the others stay as they were.
    ///
    /// # Errors
    /// [`DataError::Empty`] when none is left.
    pub fn without(&self, left_out: &[usize]) -> Result<RepeatReadings, DataError> {
        let kept = self.readings.iter().enumerate().filter(|(at, _)| !left_out.contains(at));
        let readings: Vec<RepeatReading> = kept.map(|(_, reading)| *reading).collect();
        if readings.is_empty() {
            return Err(DataError::Empty);
        }
        Ok(RepeatReadings { readings, ..self.clone() })
    }

    /// The same people as `R1`, `R2`, ... in the order of the file.
    #[must_use]
    pub fn with_hidden_ids(mut self) -> RepeatReadings {
        let names = 1..=self.participants.len();
        self.participants = names.map(|number| ParticipantId::new(format!("R{number}"))).collect();
        self
    }

    /// Everybody's first reading that fits the first condition, beside the first that fits the second; people without one of them are
    /// left out. The names are those of the two conditions: `Anna` and `Berta`, `first reading` and `second reading`.
    ///
    /// # Errors
    /// [`DataError::Empty`] when nobody has both.
    pub fn paired(
        &self,
        names: [String; 2],
        fits: [&dyn Fn(&RepeatReading) -> bool; 2],
    ) -> Result<PairedSample, DataError> {
        let mut found: Vec<[Option<i128>; 2]> = vec![[None; 2]; self.participants.len()];
        for reading in &self.readings {
            for (slot, fits) in found[reading.participant].iter_mut().zip(fits) {
                if slot.is_none() && fits(reading) {
                    *slot = Some(reading.ticks);
                }
            }
        }
        let (mut ids, mut first, mut second) = (Vec::new(), Vec::new(), Vec::new());
        for (id, pair) in self.participants.iter().zip(found) {
            let [Some(one), Some(other)] = pair else { continue };
            ids.push(id.clone());
            first.push(Decimal::new(one, self.decimals).ok_or(DataError::Grid)?);
            second.push(Decimal::new(other, self.decimals).ok_or(DataError::Grid)?);
        }
        let sample = PairedSample::try_new(self.outcome.clone(), self.group.clone(), ids, &first, &second, Vec::new())?;
        Ok(sample.of_conditions(names))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{OutcomeKind, Unit};

    fn arm(values: &[(usize, usize, &str)]) -> Result<RepeatReadings, DataError> {
        let outcome = Outcome { name: "arm".into(), label: "Arm".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
        let ids = ["a", "b"].map(ParticipantId::new).to_vec();
        let repeat = |(line, &(participant, observer, value)): (usize, &(usize, usize, &str))| Repeat {
            participant,
            observer,
            session: 0,
            value: Decimal::parse(value, '.').expect("number"),
            line: line as u64 + 2,
        };
        let readings: Vec<Repeat> = values.iter().enumerate().map(repeat).collect();
        RepeatReadings::try_new(outcome, None, ids, vec!["Anna".into(), "Berta".into()], Vec::new(), &readings)
    }

    #[test]
    fn readings_are_numbered_within_person_session_and_observer() {
        let arm =
            arm(&[(0, 0, "30.1"), (0, 1, "30"), (0, 0, "30.3"), (1, 0, "28.55"), (1, 1, "28.6")]).expect("readings");
        assert_eq!(arm.readings().iter().map(|reading| reading.round).collect::<Vec<_>>(), [0, 0, 1, 0, 0]);
        assert_eq!((arm.decimals(), arm.readings()[0].ticks), (2, 3010));
        assert_eq!(
            arm.cells().iter().map(|cell| cell.readings.clone()).collect::<Vec<_>>(),
            [vec![0, 2], vec![1], vec![3], vec![4]]
        );
        let centred = arm.centred();
        assert_eq!((centred.centre, centred.values.as_slice()), (30.0, &[0.1, 0.0, 0.3, -1.45, -1.4][..]));
        let names = ["Anna".to_owned(), "Berta".to_owned()];
        let pairs =
            arm.paired(names, [&|reading| reading.observer == 0, &|reading| reading.observer == 1]).expect("pairs");
        assert_eq!(pairs.change().ticks(), [-10, 5]);
        let fewer = arm.without(&[0]).expect("readings");
        assert_eq!((fewer.readings().len(), fewer.readings()[1].round), (4, 1));
    }

    #[test]
    fn indices_that_name_nobody_are_refused() {
        assert_eq!(arm(&[]), Err(DataError::Empty));
        assert!(matches!(arm(&[(2, 0, "30")]), Err(DataError::Length { what: "participants", .. })));
        assert!(matches!(arm(&[(0, 2, "30")]), Err(DataError::Length { what: "observers", .. })));
    }
}
