use crate::data::{Design, DesignKind, Outcome, OutcomeKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What data must have before a claim can be judged by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is described in `words`")]
pub enum Ingredient {
    Mesotherapy,
    Girth,
    Weight,
    Grade,
    Events,
    AppearanceRating,
    SkinInstrument,
    FatThickness,
    EnergyExpenditure,
    BodyWater,
    TreatedSite,
    UntreatedSite,
    SeveralSites,
    Control,
    Randomisation,
    Blinding,
    SingleSession,
    NumberedSessions,
    FixedSessions,
    TwoSessions,
    FourSessions,
    #[serde(rename = "follow-up-26-weeks")]
    FollowUp26Weeks,
    #[serde(rename = "follow-up-12-months")]
    FollowUp12Months,
    Denominator,
    DietRecorded,
    WeightAndGirth,
    Factorial,
    PublishedTrials,
    NamedOutcome,
}

impl Ingredient {
    /// The ingredient as something that is missing: "participants who had mesotherapy".
    pub fn words(self) -> &'static str {
        match self {
            Ingredient::Mesotherapy => "participants who had mesotherapy",
            Ingredient::Girth => "a girth measured before and after",
            Ingredient::Weight => "body weight before and after",
            Ingredient::Grade => "an ordered grade (cellulite, laxity) before and after",
            Ingredient::Events => "recorded side effects",
            Ingredient::AppearanceRating => "ratings of appearance by people who do not know which picture is which",
            Ingredient::SkinInstrument => "skin elasticity read by an instrument",
            Ingredient::FatThickness => "fat thickness by ultrasound or imaging",
            Ingredient::EnergyExpenditure => "resting energy expenditure",
            Ingredient::BodyWater => "body water by bio-impedance",
            Ingredient::TreatedSite => "the girth of the treated site",
            Ingredient::UntreatedSite => "the girth of an untreated site of the same people",
            Ingredient::SeveralSites => "girths of several sites of the same people",
            Ingredient::Control => "people, or sites, that were not treated, or had a sham",
            Ingredient::Randomisation => "treatment decided by chance",
            Ingredient::Blinding => "measuring by people who do not know who was treated",
            Ingredient::SingleSession => "readings just before and after one session",
            Ingredient::NumberedSessions => "readings by number of sessions",
            Ingredient::FixedSessions => "a number of sessions that was fixed for everybody beforehand",
            Ingredient::TwoSessions => "a reading after the second session",
            Ingredient::FourSessions => "readings over at least four sessions",
            Ingredient::FollowUp26Weeks => "a reading six months after the course",
            Ingredient::FollowUp12Months => "a reading a year after the course",
            Ingredient::Denominator => "how many were treated, besides who had an event",
            Ingredient::DietRecorded => "a record of diet and activity",
            Ingredient::WeightAndGirth => "weight and girth of the same people",
            Ingredient::Factorial => "injections and diet varied independently of each other",
            Ingredient::PublishedTrials => "a table of published trials",
            Ingredient::NamedOutcome => "an outcome: the claim names none that can be measured",
        }
    }

    /// An ingredient by its name in plan.toml.
    pub fn from_name(name: &str) -> Option<Ingredient> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }
}

/// What a study has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ingredients(BTreeSet<Ingredient>);

impl Ingredients {
    /// What follows from the plan: the intervention's words, the outcomes' kinds, the design, and what the design records.
    pub fn of(intervention: &str, design: &Design, outcomes: &[Outcome]) -> Ingredients {
        let mut has = BTreeSet::new();
        if intervention.to_lowercase().contains("mesotherapy") {
            has.insert(Ingredient::Mesotherapy);
        }
        for outcome in outcomes {
            match outcome.kind {
                OutcomeKind::Girth => has.insert(Ingredient::Girth),
                OutcomeKind::Weight => has.insert(Ingredient::Weight),
                OutcomeKind::Grade => has.insert(Ingredient::Grade),
                OutcomeKind::Events => has.insert(Ingredient::Events),
                OutcomeKind::Height | OutcomeKind::Other => false,
            };
        }
        if has.contains(&Ingredient::Girth) && has.contains(&Ingredient::Weight) {
            has.insert(Ingredient::WeightAndGirth);
        }
        if design.control.is_some() {
            has.insert(Ingredient::Control);
        }
        if design.kind == DesignKind::SplitBody && design.control.is_some() {
            has.insert(Ingredient::UntreatedSite);
        }
        if design.randomised == Some(true) {
            has.insert(Ingredient::Randomisation);
        }
        if design.blinded == Some(true) {
            has.insert(Ingredient::Blinding);
        }
        has.extend(design.records.iter().filter_map(|name| Ingredient::from_name(name)));
        Ingredients(has)
    }

    /// These, and more.
    #[must_use]
    pub fn with(mut self, more: &[Ingredient]) -> Ingredients {
        self.0.extend(more);
        self
    }

    /// Those of `needed` that the study does not have, in the order asked for.
    pub fn missing(&self, needed: &[Ingredient]) -> Vec<Ingredient> {
        needed.iter().copied().filter(|ingredient| !self.0.contains(ingredient)).collect()
    }
}
