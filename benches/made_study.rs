//! A study that is made, not read: for tests of verdicts and for the table of how often they are wrong.

#![allow(clippy::unwrap_used, dead_code)]

use girth::claims::{
    Claim, EventCounts, FactorCells, Ingredients, Judgement, PersonEvents, ReadingError, Records, SelectionEffect,
    Which, judge,
};
use girth::data::{
    Controlled, Decimal, Design, Longitudinal, Outcome, OutcomeKind, PairedSample, ParticipantId, SplitBody, TwoArms,
    Unit,
};
use girth::result::Level;
use std::borrow::Cow;

/// What a study has; empty unless something is put in.
#[derive(Default)]
pub struct Made {
    pub design: Design,
    pub intervention: &'static str,
    /// Found by the name of the outcome, and by the group as site.
    pub samples: Vec<PairedSample>,
    /// Found by the name of the outcome.
    pub controlled: Vec<Controlled>,
    pub conditions: bool,
    pub sessions: Option<u32>,
    pub events: Option<EventCounts>,
    pub cells: Option<FactorCells>,
    pub error: Option<ReadingError>,
    /// The change in centimetres that picking people makes; absent where it is not known how they came in.
    pub selection: Option<f64>,
    pub trials: Option<u64>,
    /// Of the treated alone.
    pub courses: Option<Longitudinal>,
    /// Held against the control.
    pub controlled_courses: Option<Longitudinal>,
    pub adherent: Option<Vec<ParticipantId>>,
    pub claims: Vec<Claim>,
    pub ingredients: Ingredients,
}

impl Made {
    /// The judgement of the last of the claims in a claims.toml; the others are there to be referred to.
    #[track_caller]
    pub fn judged(self, claims: &str) -> Judgement {
        let claims = Claim::read_all("claims.toml", claims).unwrap();
        let last = claims.last().unwrap().id.clone();
        self.judged_of(&claims, &last)
    }

    /// The judgement of one of some claims.
    #[track_caller]
    pub fn judged_of(mut self, claims: &[Claim], id: &str) -> Judgement {
        let outcomes: Vec<Outcome> = self.samples.iter().map(|sample| sample.outcome().clone()).collect();
        self.ingredients = Ingredients::of(self.intervention, &self.design, &outcomes);
        self.claims = claims.to_vec();
        judge(self.claim(id).unwrap(), &self).unwrap()
    }
}

impl Records for Made {
    fn design(&self) -> &Design {
        &self.design
    }

    fn ingredients(&self) -> &Ingredients {
        &self.ingredients
    }

    fn level(&self) -> Level {
        Level::DEFAULT
    }

    fn pairs(&self, which: &Which<'_>) -> Option<Cow<'_, PairedSample>> {
        let fits = |sample: &&PairedSample| {
            Some(sample.outcome().name.as_str()) == which.outcome
                && (which.site.is_none() || sample.group() == which.site)
        };
        self.samples.iter().find(fits).map(Cow::Borrowed)
    }

    fn pairs_are_conditions(&self) -> bool {
        self.conditions
    }

    fn controlled(&self, which: &Which<'_>) -> Option<Controlled> {
        let name = |controlled: &Controlled| match controlled {
            Controlled::Arms(arms) | Controlled::Sequences(arms) => arms.outcome().name.clone(),
            Controlled::Sites(sites) => sites.treated().outcome().name.clone(),
        };
        self.controlled.iter().find(|controlled| Some(name(controlled).as_str()) == which.outcome).cloned()
    }

    fn courses(&self, _which: &Which<'_>, against_control: bool) -> Option<Longitudinal> {
        if against_control { self.controlled_courses.clone() } else { self.courses.clone() }
    }

    fn adherent(&self, _which: &Which<'_>) -> Option<Vec<ParticipantId>> {
        self.adherent.clone()
    }

    fn sessions(&self, _which: &Which<'_>) -> Option<u32> {
        self.sessions
    }

    fn events(&self, _which: &Which<'_>, _harm: Option<&str>) -> Option<EventCounts> {
        self.events.clone()
    }

    fn factor_cells(&self, _which: &Which<'_>, _factor: &str) -> Option<FactorCells> {
        self.cells.clone()
    }

    fn reading_error(&self, _which: &Which<'_>) -> Option<ReadingError> {
        self.error.clone()
    }

    fn expected_from_selection(&self, _which: &Which<'_>) -> Option<SelectionEffect> {
        let words = "So they were picked.".to_owned();
        self.selection.map(|change| SelectionEffect { change, unit: Unit::Cm, words })
    }

    fn published_controlled_trials(&self) -> Option<u64> {
        self.trials
    }

    fn claim(&self, id: &str) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.id == id)
    }
}

/// Pairs in tenths of a unit; people are named by `who` and a number.
pub fn pairs(name: &str, unit: Unit, group: Option<&str>, who: &str, rows: &[(i128, i128)]) -> PairedSample {
    let kind = match name {
        "weight" => OutcomeKind::Weight,
        "grade" => OutcomeKind::Grade,
        _ => OutcomeKind::Girth,
    };
    let outcome = Outcome { name: name.to_owned(), label: name.to_owned(), kind, unit };
    let ids = (0..rows.len()).map(|row| ParticipantId::new(format!("{who}{row}"))).collect();
    let column = |pick: fn(&(i128, i128)) -> i128| -> Vec<Decimal> {
        rows.iter().map(|row| Decimal::new(pick(row), 1).unwrap()).collect()
    };
    let (before, after) = (column(|row| row.0), column(|row| row.1));
    PairedSample::try_new(outcome, group.map(str::to_owned), ids, &before, &after, Vec::new()).unwrap()
}

/// The waist of `who` in tenths of a centimetre, with these changes.
pub fn waist(who: &str, changes: &[i128]) -> PairedSample {
    let rows: Vec<(i128, i128)> =
        changes.iter().zip(0..).map(|(change, at)| (800 + 7 * at, 800 + 7 * at + change)).collect();
    pairs("waist", Unit::Cm, Some(who), who, &rows)
}

/// Treated and untreated people.
pub fn arms(treated: PairedSample, control: PairedSample) -> Controlled {
    Controlled::Arms(TwoArms::try_new(treated, control).unwrap())
}

/// Treated and untreated site of the same people.
pub fn sites(treated: &[i128], control: &[i128]) -> Controlled {
    let at = |site: &str, changes: &[i128]| waist("P", changes).labelled(Some(site.to_owned()));
    Controlled::Sites(Box::new(SplitBody::try_new(at("left", treated), at("right", control)).unwrap()))
}

/// So many people with these events each.
pub fn events(events: &[u32], sessions: Option<u32>) -> EventCounts {
    EventCounts { people: events.iter().map(|&events| PersonEvents { events, sessions }).collect() }
}
