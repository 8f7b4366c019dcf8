//! What is said beside the numbers.

use super::citations::{
    BELL_MCCAFFREY, FAI_CORNELIUS, KENWARD_ROGER, LIANG_ZEGER, MALLINCKRODT, MANCL_DEROUEN, PUSTEJOVSKY_TIPTON,
    SATTERTHWAITE, SCHLUCHTER_ELASHOFF, SIDDIQUI,
};
use super::design::Response;
use super::model::MmrmModel;
use super::{Adjustment, Likelihood, StandardErrors};
use crate::result::{Citation, Detail, Note};

impl MmrmModel {
    /// The model as a formula.
    pub(super) fn formula(&self) -> String {
        let by_arm = if self.arms.len() > 1 { "arm:visit" } else { "visit" };
        let (response, mut right) = match self.design.response {
            Response::Change => ("change", vec![by_arm.to_owned(), "baseline:visit".to_owned()]),
            _ => ("reading", vec![by_arm.to_owned()]),
        };
        right.extend(self.options.covariates.iter().cloned());
        format!("{response} ~ {}", right.join(" + "))
    }

    /// Counts and criteria of the fit.
    pub(super) fn details(&self) -> Vec<Detail> {
        let fit = &self.fit;
        vec![
            Detail::count("readings", "readings that entered", fit.readings()),
            Detail::count("people", "participants who entered", fit.people()),
            Detail::number("log_likelihood", "log likelihood", fit.log_likelihood()),
            Detail::number("aic", "Akaike's information criterion", fit.aic()),
            Detail::number("bic", "Schwarz's information criterion, by participants", fit.bic()),
        ]
    }

    /// How the fit came about, and what was left out.
    pub(super) fn notes(&self) -> Vec<Note> {
        let likelihood = match self.fit.likelihood() {
            Likelihood::Reml => "restricted maximum likelihood",
            Likelihood::Ml => "maximum likelihood",
        };
        let apart = if self.options.by_arm && self.fit.groups() > 1 { ", one for each arm" } else { "" };
        let (structure, errors) = (self.fit.structure().name(), self.options.errors);
        let mut notes = vec![Note::new(
            "covariance",
            format!("The covariance of one person's readings is {structure}{apart}, fitted by {likelihood}."),
        )];
        for refused in self.attempts.iter().filter(|attempt| attempt.refused.is_some()) {
            let why = refused.refused.as_deref().unwrap_or_default();
            notes.push(Note::new("fallback", format!("The structure {} was not used: {why}.", refused.structure)));
        }
        let degrees = match self.options.adjustment {
            Adjustment::Satterthwaite => "Satterthwaite's",
            Adjustment::KenwardRogerLinear => "Kenward and Roger's, without second derivatives",
            Adjustment::KenwardRoger => "Kenward and Roger's, with second derivatives in variances and correlations",
            Adjustment::BetweenWithin => "between-within",
            Adjustment::Residual => "residual",
        };
        notes.push(Note::new("degrees-of-freedom", format!("Degrees of freedom are {degrees}.")));
        if errors != StandardErrors::Model {
            let text = format!(
                "Standard errors are {}: from the residuals of participants, not from the model.",
                errors.name()
            );
            notes.push(Note::new("sandwich", text));
        }
        if self.design.response == Response::Change {
            let text = "Changes are modelled with the baseline as covariate; means and changes are at the mean baseline of the readings \
                        analysed, at which differences of changes are those of readings.";
            notes.push(Note::new("baseline-covariate", text));
        }
        let names = self.fit.names();
        notes.extend(self.fit.aliased().iter().map(|&at| {
            let text = format!("These data do not tell {} apart from the columns before it: left out.", names[at]);
            Note::new("aliased", text)
        }));
        notes.extend(self.design.notes.iter().cloned());
        if self.treated_arms().len() > 1 && !self.has_control {
            let reference = self.reference().map_or("", |arm| self.arms[arm].as_str());
            let text = format!("No arm is the control: every other arm is held against {reference}.");
            notes.push(Note::new("against-the-first", text));
        }
        notes
    }

    /// What the model rests on.
    pub(super) fn citations(&self) -> Vec<Citation> {
        let mut citations = vec![MALLINCKRODT, SIDDIQUI];
        citations.extend(match self.options.errors {
            StandardErrors::Model => Vec::new(),
            StandardErrors::Cr0 => vec![LIANG_ZEGER],
            StandardErrors::Cr2 => vec![BELL_MCCAFFREY, PUSTEJOVSKY_TIPTON],
            StandardErrors::Cr3 => vec![MANCL_DEROUEN],
        });
        citations.extend(match self.options.adjustment {
            Adjustment::Satterthwaite => vec![SATTERTHWAITE, FAI_CORNELIUS],
            Adjustment::KenwardRogerLinear | Adjustment::KenwardRoger => vec![KENWARD_ROGER],
            Adjustment::BetweenWithin => vec![SCHLUCHTER_ELASHOFF],
            Adjustment::Residual => Vec::new(),
        });
        citations
    }
}
