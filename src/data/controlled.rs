//! Changes with something to hold them against: another group of people, or another site of the same people.

use super::{DataError, Outcome, PairedSample};

/// Two groups of people with the same outcome, read before and after, all readings on one grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TwoArms {
    treated: PairedSample,
    control: PairedSample,
}

impl TwoArms {
    /// Puts both groups on their common grid.
    ///
    /// # Errors
    /// [`DataError::Unit`] when they are measured in different units, [`DataError::DuplicateParticipant`] when somebody is in both,
    /// [`DataError::Grid`] when no common grid fits.
    pub fn try_new(treated: PairedSample, control: PairedSample) -> Result<TwoArms, DataError> {
        let [treated, control] = on_one_grid([treated, control])?;
        Ok(TwoArms { treated, control })
    }

    /// Those who were treated.
    pub fn treated(&self) -> &PairedSample {
        &self.treated
    }

    /// Those who were not.
    pub fn control(&self) -> &PairedSample {
        &self.control
    }

    /// What was measured.
    pub fn outcome(&self) -> &Outcome {
        self.treated.outcome()
    }

    /// Complete pairs in both groups.
    pub fn n(&self) -> usize {
        self.treated.n() + self.control.n()
    }

    /// The names of the two groups, the treated one first.
    pub fn names(&self) -> [&str; 2] {
        [self.treated.group().unwrap_or("treated"), self.control.group().unwrap_or("control")]
    }

    /// The groups exchanged.
    pub fn exchanged(self) -> TwoArms {
        TwoArms { treated: self.control, control: self.treated }
    }
}

/// Two or more groups of people with the same outcome, the control first where there is one, all readings on one grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeveralArms {
    arms: Vec<PairedSample>,
    has_control: bool,
}

impl SeveralArms {
    /// Puts all groups on their common grid. With `has_control` the first is what the others are held against.
    ///
    /// # Errors
    /// [`DataError::Empty`] with fewer than two groups; else as [`TwoArms::try_new`].
    pub fn try_new(arms: Vec<PairedSample>, has_control: bool) -> Result<SeveralArms, DataError> {
        if arms.len() < 2 {
            return Err(DataError::Empty);
        }
        Ok(SeveralArms { arms: grid_of(arms)?, has_control })
    }

    /// The groups, the control first where there is one.
    pub fn arms(&self) -> &[PairedSample] {
        &self.arms
    }

    /// Whether the first group is the control.
    pub fn has_control(&self) -> bool {
        self.has_control
    }

    /// What was measured.
    pub fn outcome(&self) -> &Outcome {
        self.arms[0].outcome()
    }

    /// Complete pairs in all groups.
    pub fn n(&self) -> usize {
        self.arms.iter().map(PairedSample::n).sum()
    }
}

/// Two sites of the same people, one treated and one not, and the difference of their changes in each person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SplitBody {
    treated: PairedSample,
    control: PairedSample,
    difference: PairedSample,
}

impl SplitBody {
    /// Joins two sites by participant; whoever lacks a complete pair at either site is left out of all three samples, with the reason.
    ///
    /// # Errors
    /// [`DataError::Empty`] when nobody has both, [`DataError::Unit`] when the units differ, [`DataError::Grid`] when no common grid
    /// fits.
    pub fn try_new(treated: PairedSample, control: PairedSample) -> Result<SplitBody, DataError> {
        let [treated, control] = PairedSample::joined([treated, control])?;
        let difference = PairedSample::of_changes(&control, &treated)?;
        Ok(SplitBody { treated, control, difference })
    }

    /// The readings of the treated site.
    pub fn treated(&self) -> &PairedSample {
        &self.treated
    }

    /// The readings of the site that was not treated.
    pub fn control(&self) -> &PairedSample {
        &self.control
    }

    /// In each person, the change of the untreated site as first reading, that of the treated site as second: their difference,
    /// treated - untreated, is the change of this sample, and every paired procedure applies to it.
    pub fn difference(&self) -> &PairedSample {
        &self.difference
    }
}

/// A change together with what it is held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Controlled {
    /// Other people.
    Arms(TwoArms),
    /// Another site of the same people.
    Sites(Box<SplitBody>),
    /// Crossover: the same people under both conditions, in the order treated then control (`treated`), or control then treated
    /// (`control`); the first reading of each pair is that of the first period.
    Sequences(TwoArms),
}

fn on_one_grid<const N: usize>(samples: [PairedSample; N]) -> Result<[PairedSample; N], DataError> {
    grid_of(samples.into())?.try_into().map_err(|_| DataError::Empty)
}

/// The samples on the finest grid that any needs; they have one unit, and nobody is in two of them.
fn grid_of(samples: Vec<PairedSample>) -> Result<Vec<PairedSample>, DataError> {
    let decimals = samples.iter().map(|sample| sample.before().decimals()).max().ok_or(DataError::Empty)?;
    let mut seen = std::collections::HashSet::new();
    for sample in &samples {
        let (from, to) = (samples[0].outcome().unit, sample.outcome().unit);
        if from != to {
            return Err(DataError::Unit { from, to });
        }
        if let Some(twice) = sample.ids().iter().find(|id| !seen.insert(id.as_str())) {
            return Err(DataError::DuplicateParticipant(twice.to_string()));
        }
    }
    samples.iter().map(|sample| sample.on_grid(decimals)).collect()
}
