//! What a published result has of what a claim needs.

use super::{Directness, OnlyResults, PublishedResult};
use crate::claims::{Basis, Claim, Criterion, Ingredient, Wording};
use crate::data::DesignKind;

/// Ingredients that are outcomes.
const MEASURED: [Ingredient; 5] = [
    Ingredient::AppearanceRating,
    Ingredient::FatThickness,
    Ingredient::SkinInstrument,
    Ingredient::EnergyExpenditure,
    Ingredient::BodyWater,
];

impl PublishedResult {
    /// Whether a verdict of the claim may look at it at all: the outcome, the treatment, and what the claim is narrowed to.
    pub(super) fn is_about(&self, claim: &Claim, only: Option<&OnlyResults>) -> bool {
        let of_treatment = !claim.needs.contains(&Ingredient::Mesotherapy) || self.directness <= Directness::Near;
        let outcome = match claim.outcome.as_deref() {
            None => true,
            // An outcome without a name is known by what the claim needs.
            Some("other") => claim.needs.iter().any(|need| MEASURED.contains(need) && self.offers(*need)),
            Some(outcome) => outcome == self.outcome,
        };
        outcome && of_treatment && only.is_none_or(|only| self.is_among(only))
    }

    fn is_among(&self, only: &OnlyResults) -> bool {
        let group = only.group.is_none() || only.group == self.group;
        let site = || self.site.as_ref().is_some_and(|site| only.sites.contains(site));
        group && (only.sites.is_empty() || site())
    }

    /// What is missing, in words: ingredients of the claim first, then figures.
    pub(super) fn lacks(&self, claim: &Claim) -> Vec<String> {
        let needed = claim.needs.iter().copied().filter(|need| !claim.settled_by_attribution(*need));
        let mut missing: Vec<String> =
            needed.filter(|need| !self.offers(*need)).map(|need| need.words().to_owned()).collect();
        let counted = self.events.is_some();
        if let Some(why) = &self.unusable {
            missing.push(why.clone());
        } else if !counted && self.estimate.as_ref().is_none_or(|estimate| estimate.interval.is_none()) {
            missing.push("figures from which an interval could be made".to_owned());
        }
        missing
    }

    fn offers(&self, need: Ingredient) -> bool {
        match need {
            Ingredient::Mesotherapy => self.directness <= Directness::Near,
            Ingredient::Girth => self.outcome == "girth",
            Ingredient::Weight => self.outcome == "weight",
            Ingredient::Grade => self.outcome == "grade",
            Ingredient::Events => self.outcome == "events",
            Ingredient::AppearanceRating => self.outcome == "photo-score",
            Ingredient::FatThickness => self.outcome == "fat-thickness",
            Ingredient::TreatedSite => self.site.is_some(),
            Ingredient::UntreatedSite => self.design.kind == DesignKind::SplitBody && self.basis.is_controlled(),
            Ingredient::Control => self.basis.is_controlled(),
            Ingredient::Randomisation => self.design.randomised == Some(true),
            Ingredient::Blinding => self.design.blinded == Some(true),
            Ingredient::SingleSession => self.sessions == Some(1),
            Ingredient::TwoSessions => self.sessions == Some(2),
            Ingredient::FourSessions => self.sessions.is_some_and(|sessions| sessions >= 4),
            Ingredient::Denominator => self.events.is_some(),
            Ingredient::PublishedTrials => true,
            // A table of means after a course has none of these.
            Ingredient::SkinInstrument
            | Ingredient::EnergyExpenditure
            | Ingredient::BodyWater
            | Ingredient::SeveralSites
            | Ingredient::NumberedSessions
            | Ingredient::FixedSessions
            | Ingredient::FollowUp26Weeks
            | Ingredient::FollowUp12Months
            | Ingredient::DietRecorded
            | Ingredient::WeightAndGirth
            | Ingredient::Factorial
            | Ingredient::NamedOutcome => false,
        }
    }

    /// Whether it is on the axis of the claim: two sites for one about places, what a control leaves for one about a cause, what was
    /// seen for one that observes.
    pub(super) fn is_on_axis(&self, claim: &Claim) -> bool {
        match claim.criterion {
            Criterion::Locality { .. } => self.basis == Basis::Sites,
            _ => self.basis == Basis::Events || self.basis.is_controlled() == (claim.wording == Wording::Causal),
        }
    }
}
