//! What a criterion hands to the place where verdicts are made.

use super::{Basis, Claim, Criterion, Region};
use crate::data::{DataError, Unit};
use crate::result::format::{ends, estimate_decimals, fixed, uncertainty, with_unit};
use crate::result::{Estimate, Interval, Level};
use crate::stats::StatsError;

/// What a criterion found.
pub(super) enum Found {
    /// An estimate with its intervals, and the region.
    Measured(Box<Measured>),
    /// Statements of one claim that must all hold, and what is to be said of them together.
    Parts { parts: Vec<Part>, remarks: Vec<String> },
    /// How many had an event, of how many `counted` (people, or treatments), for a claim that there are none.
    Events { with_event: u64, of: u64, counted: &'static str },
    /// Controlled trials in a table.
    Trials { found: u64, wanted: u64, absent: bool },
    /// Whether two claims exclude each other, and what the data say of each.
    Regions { exclude: bool, reasons: Vec<String> },
}

/// One of several statements of a claim.
pub(super) struct Part {
    /// The statement, to go before its verdict.
    pub(super) what: String,
    /// What was found of it.
    pub(super) found: Result<Measured, Stop>,
}

/// An estimate on the axis of a region.
pub(super) struct Measured {
    /// What was compared.
    pub(super) basis: Basis,
    /// The estimate with the interval that may refute: 1 - alpha, or wider where more than two statements could refute the claim.
    pub(super) estimate: Estimate,
    /// The interval that may support, where it is not the same: 1 - 2 alpha where the region has two ends or bounds a loss.
    pub(super) inner: Option<Interval>,
    /// Where the claim holds.
    pub(super) region: Region,
    /// People analysed.
    pub(super) n: usize,
    /// How one participant more narrows the interval; absent where no number of participants is given.
    pub(super) settle: Option<Settle>,
    /// What the reader must know besides.
    pub(super) remarks: Vec<String>,
    /// Why the estimate describes and never tells a cause, whatever the design.
    pub(super) descriptive: Option<&'static str>,
    /// Why the claim is not supported even where the interval lies inside the region.
    pub(super) withheld: Option<String>,
}

/// What a number of participants is computed from.
pub(super) struct Settle {
    /// SD of one participant's contribution.
    pub(super) sd: f64,
    /// What is counted: `complete pairs`.
    pub(super) what: &'static str,
}

impl Measured {
    /// An estimate at the study's level, and at the level of two one-sided tests where the region has two ends.
    pub(super) fn of(
        basis: Basis,
        region: Region,
        n: usize,
        level: Level,
        estimate: impl Fn(Level) -> Result<Estimate, StatsError>,
    ) -> Result<Measured, StatsError> {
        let outer = estimate(level)?;
        let inner = if region.is_bounded() { estimate(level.two_one_sided())?.interval } else { None };
        Ok(Measured {
            basis,
            estimate: outer,
            inner,
            region,
            n,
            settle: None,
            remarks: Vec::new(),
            descriptive: None,
            withheld: None,
        })
    }

    /// With the number of participants that would settle it, from the standard error of a mean or of a difference of means.
    pub(super) fn settled_by(mut self, what: &'static str) -> Measured {
        let sd = self.estimate.standard_error.map(|error| error * (self.n as f64).sqrt());
        self.settle = sd.map(|sd| Settle { sd, what });
        self
    }

    /// With a sentence that the reader must know.
    pub(super) fn remark(mut self, sentence: impl Into<String>) -> Measured {
        self.remarks.push(sentence.into());
        self
    }

    pub(super) fn found(self) -> Result<Found, Stop> {
        Ok(Found::Measured(Box::new(self)))
    }
}

/// Why a criterion found nothing.
pub(super) enum Stop {
    /// An ingredient is missing.
    Lacks {
        /// The ingredient.
        what: String,
        /// The sentence.
        why: String,
    },
    /// A computation failed.
    Fails(StatsError),
}

impl Stop {
    /// A missing ingredient.
    pub(super) fn lacks(what: impl Into<String>) -> Stop {
        let what = what.into();
        let why = format!("These data lack {what}.");
        Stop::Lacks { what, why }
    }
}

impl From<StatsError> for Stop {
    fn from(cause: StatsError) -> Stop {
        match cause {
            StatsError::TooFew { needed, found, .. } => Stop::Lacks {
                what: format!(
                    "at least {} complete pairs",
                    if needed == 2 { "two".to_owned() } else { needed.to_string() }
                ),
                why: format!(
                    "There {} {found} complete pair{}: no interval can be given.",
                    if found == 1 { "is" } else { "are" },
                    if found == 1 { "" } else { "s" }
                ),
            },
            StatsError::Undefined { why, .. } => {
                Stop::Lacks { what: "readings for which the quantity is defined".to_owned(), why: format!("{why}.") }
            }
            StatsError::Data(cause) => cause.into(),
            other => Stop::Fails(other),
        }
    }
}

impl From<DataError> for Stop {
    fn from(cause: DataError) -> Stop {
        match cause {
            DataError::Unit { from, to } => Stop::Lacks {
                what: format!("readings in a unit that fits {from}"),
                why: format!("The claim speaks of {from}, and the readings are in {to}."),
            },
            DataError::Empty => Stop::lacks("people with all the readings that the claim needs"),
            other => Stop::Fails(other.into()),
        }
    }
}

/// An estimate in a sentence: `−0.73 cm, 95 % interval −1.20 to −0.26`.
pub(super) fn in_words(estimate: &Estimate) -> String {
    let decimals = estimate_decimals(uncertainty(estimate), 4);
    let value = with_unit(&fixed(estimate.value, decimals), estimate.unit);
    let of = |interval: &Interval| {
        format!(", {} interval {}", interval.level.percent(), ends(interval.lower, interval.upper, decimals))
    };
    value + &estimate.interval.as_ref().map_or(String::new(), of)
}

/// The claim's region in a unit.
pub(super) fn region_in(claim: &Claim, unit: Unit) -> Result<Region, Stop> {
    region_of(&claim.criterion, claim, unit)
}

/// The region of an amount of the claim, in its direction.
pub(super) fn region_of(amount: &Criterion, claim: &Claim, unit: Unit) -> Result<Region, Stop> {
    let region = amount.region(claim.direction, unit)?;
    region.ok_or_else(|| Stop::lacks("an amount that the claim could be held against"))
}
