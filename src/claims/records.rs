//! What a criterion may ask of a study.

use super::{Claim, Ingredients};
use crate::data::{Controlled, DataError, Design, Longitudinal, PairedSample, ParticipantId, Unit};
use crate::result::Level;
use crate::stats::individual::{ErrorOfReading, Occasions};
use crate::stats::repeated::mmrm::MmrmOptions;
use std::borrow::Cow;

/// Which readings a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which<'a> {
    /// The outcome: a name, or a kind.
    pub outcome: Option<&'a str>,
    /// Whether `outcome` is a kind (an article's claim) rather than a name.
    pub by_kind: bool,
    /// The arm, or for a claim of few words the site.
    pub group: Option<&'a str>,
    /// The place on the body.
    pub site: Option<&'a str>,
    /// What to hold it against; the design's control when absent.
    pub control: Option<&'a str>,
    /// The first visit; the study's when absent.
    pub from: Option<&'a str>,
    /// The second visit; the study's when absent.
    pub to: Option<&'a str>,
}

impl<'a> Which<'a> {
    /// What a claim asks for.
    pub fn of(claim: &'a Claim) -> Which<'a> {
        Which {
            outcome: claim.outcome.as_deref(),
            by_kind: claim.article.is_some(),
            group: claim.group.as_deref(),
            site: claim.site.as_deref(),
            control: claim.control.as_deref(),
            from: claim.from.as_deref(),
            to: claim.to.as_deref(),
        }
    }

    /// The same at another site.
    pub fn at(self, site: &'a str) -> Which<'a> {
        Which { site: Some(site), ..self }
    }

    /// The same of another outcome.
    pub fn of_outcome(self, outcome: &'a str) -> Which<'a> {
        Which { outcome: Some(outcome), ..self }
    }

    /// `` `waist` in group `FT` at `left` ``.
    pub(super) fn words(&self) -> String {
        let part = |before: &str, name: Option<&str>| name.map_or(String::new(), |name| format!("{before}`{name}`"));
        let outcome = self.outcome.map_or("the claim's outcome".to_owned(), |outcome| format!("`{outcome}`"));
        let visits = part(" from ", self.from) + &part(" to ", self.to);
        outcome + &part(" in group ", self.group) + &part(" at ", self.site) + &visits
    }
}

/// One person's events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonEvents {
    /// How many events.
    pub events: u32,
    /// In how many sessions; absent where they were not counted.
    pub sessions: Option<u32>,
}

/// Everybody treated, those without an event too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventCounts {
    /// One entry a person.
    pub people: Vec<PersonEvents>,
}

/// The four groups of a two by two trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorCells {
    /// Treated and untreated where the factor is absent.
    pub without: [PairedSample; 2],
    /// Treated and untreated where the factor is present.
    pub with: [PairedSample; 2],
}

/// The error of one reading, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadingError {
    /// The error.
    pub error: ErrorOfReading,
    /// Its unit.
    pub unit: Unit,
    /// Where it comes from, as part of a sentence: `the plan`, `duplicate readings of this study`.
    pub source: String,
}

impl ReadingError {
    /// An error taken as known.
    pub fn known(sd: f64, occasions: Occasions, unit: Unit, source: String) -> ReadingError {
        ReadingError { error: ErrorOfReading { sd, degrees_of_freedom: None, occasions }, unit, source }
    }

    /// The error of the readings that a claim is about, where there is one.
    pub(super) fn of(claim: &Claim, records: &dyn Records) -> Option<ReadingError> {
        records.reading_error(&Which::of(claim)).filter(|error| error.error.sd > 0.0)
    }

    /// The error in the unit of the readings.
    pub(super) fn in_unit(&self, unit: Unit) -> Result<ErrorOfReading, DataError> {
        Ok(ErrorOfReading { sd: self.unit.convert(self.error.sd, unit)?, ..self.error })
    }

    /// `1.2 cm, from the plan`; with degrees of freedom where it was estimated.
    pub(super) fn words(&self) -> String {
        let degrees = self.error.degrees_of_freedom;
        let degrees = degrees.map_or(String::new(), |degrees| format!(" with {degrees} degrees of freedom"));
        format!("{} {}{degrees}, from {}", self.error.sd, self.unit.symbol(), self.source)
    }
}

/// The change that is expected of people because of how they came in.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectionEffect {
    /// after - before, of people picked like that when nothing is done.
    pub change: f64,
    /// Its unit.
    pub unit: Unit,
    /// How it came about, in a sentence.
    pub words: String,
}

/// A study as claims see it. A criterion asks for what it needs; what the study does not have is `None`, and the claim is not
/// testable.
pub trait Records {
    /// How the data came about.
    fn design(&self) -> &Design;

    /// What the study has.
    fn ingredients(&self) -> &Ingredients;

    /// 1 - alpha.
    fn level(&self) -> Level;

    /// The pairs that a claim is about.
    fn pairs(&self, which: &Which<'_>) -> Option<Cow<'_, PairedSample>>;

    /// Whether the two readings of [`Records::pairs`] are two conditions, or sides, of one person rather than two points in time.
    fn pairs_are_conditions(&self) -> bool {
        self.design().kind.pairs_are_conditions()
    }

    /// The same readings with what they are held against.
    fn controlled(&self, _which: &Which<'_>) -> Option<Controlled> {
        None
    }

    /// Everybody's readings at every visit: of the treated alone, or, held against the control, of two arms with the control first, or
    /// the differences of two sites of each person.
    fn courses(&self, _which: &Which<'_>, _against_control: bool) -> Option<Longitudinal> {
        None
    }

    /// The model of those visits, at the study's level.
    fn model_of_visits(&self) -> MmrmOptions {
        MmrmOptions::default()
    }

    /// Those who kept to what the claim makes a condition, such as a diet, where the study says who did.
    fn adherent(&self, _which: &Which<'_>) -> Option<Vec<ParticipantId>> {
        None
    }

    /// Sessions between the two readings, where everybody had the same number.
    fn sessions(&self, _which: &Which<'_>) -> Option<u32> {
        None
    }

    /// Events of a kind, or of any kind, in everybody treated.
    fn events(&self, _which: &Which<'_>, _harm: Option<&str>) -> Option<EventCounts> {
        None
    }

    /// The readings by treatment and factor.
    fn factor_cells(&self, _which: &Which<'_>, _factor: &str) -> Option<FactorCells> {
        None
    }

    /// The error of one reading.
    fn reading_error(&self, _which: &Which<'_>) -> Option<ReadingError> {
        None
    }

    /// What picking people by their readings is expected to make of their change.
    fn expected_from_selection(&self, _which: &Which<'_>) -> Option<SelectionEffect> {
        None
    }

    /// Controlled trials in a table of published trials.
    fn published_controlled_trials(&self) -> Option<u64> {
        None
    }

    /// Another claim by its id.
    fn claim(&self, _id: &str) -> Option<&Claim> {
        None
    }
}
