use crate::data::PairedSample;
use crate::stats::StatsError;

/// Pairs of yes-or-no readings, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairedTable {
    /// Yes before and after.
    pub both: u64,
    /// No before, yes after.
    pub gained: u64,
    /// Yes before, no after.
    pub lost: u64,
    /// No before and after.
    pub neither: u64,
}

impl PairedTable {
    /// Counts the pairs of a sample of zeros and ones.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for other readings.
    pub fn of(procedure: &'static str, sample: &PairedSample) -> Result<PairedTable, StatsError> {
        if !sample.is_binary() {
            let why = "the readings are not all 0 (no) or 1 (yes) without a unit".to_owned();
            return Err(StatsError::Undefined { procedure, why });
        }
        let pairs = || sample.before().ticks().iter().zip(sample.after().ticks());
        let count = |before: i128, after: i128| pairs().filter(|pair| *pair == (&before, &after)).count() as u64;
        Ok(PairedTable { both: count(1, 1), gained: count(0, 1), lost: count(1, 0), neither: count(0, 0) })
    }

    /// All pairs.
    pub fn n(&self) -> u64 {
        self.both + self.gained + self.lost + self.neither
    }

    /// Pairs whose readings differ.
    pub fn discordant(&self) -> u64 {
        self.gained + self.lost
    }

    /// Yes before.
    pub fn before(&self) -> u64 {
        self.both + self.lost
    }

    /// Yes after.
    pub fn after(&self) -> u64 {
        self.both + self.gained
    }

    /// The share of yes after less the share before.
    pub fn difference(&self) -> f64 {
        (self.gained as f64 - self.lost as f64) / self.n() as f64
    }

    /// The same pairs with yes and no exchanged.
    pub fn mirrored(&self) -> PairedTable {
        PairedTable { both: self.neither, gained: self.lost, lost: self.gained, neither: self.both }
    }
}
