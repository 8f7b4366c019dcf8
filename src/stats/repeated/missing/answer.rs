//! From estimates to results, and the sources.

use super::comparison::Comparison;
use super::courses::Courses;
use super::options::ImputationOptions;
use crate::data::Longitudinal;
use crate::result::{Citation, Detail, Estimate, Hypothesis, Interval, Note, PValue, Statistic, TestResult};
use crate::stats::paired::TInference;
use crate::stats::{StatsError, TestOptions};

pub(crate) const CARPENTER: Citation = Citation {
    key: "Carpenter, Roger and Kenward 2013",
    reference: "Carpenter JR, Roger JH, Kenward MG (2013). Analysis of longitudinal trials with protocol deviation: a framework for relevant, \
                accessible assumptions, and inference via multiple imputation. J Biopharm Stat 23:1352-1371.",
};
pub(crate) const CRO: Citation = Citation {
    key: "Cro et al. 2020",
    reference: "Cro S, Morris TP, Kenward MG, Carpenter JR (2020). Sensitivity analysis for clinical trials with missing continuous outcome \
                data using controlled multiple imputation: a practical guide. Stat Med 39:2815-2842.",
};
pub(crate) const WOLBERS: Citation = Citation {
    key: "Wolbers et al. 2022",
    reference: "Wolbers M, Noci A, Delmar P, Gower-Page C, Yiu S, Bartlett JW (2022). Standard and reference-based conditional mean imputation. \
                Pharm Stat 21:1246-1257.",
};
pub(crate) const RUBIN: Citation = Citation {
    key: "Rubin 1987",
    reference: "Rubin DB (1987). Multiple Imputation for Nonresponse in Surveys. Wiley.",
};
pub(crate) const BARNARD: Citation = Citation {
    key: "Barnard and Rubin 1999",
    reference: "Barnard J, Rubin DB (1999). Small-sample degrees of freedom with multiple imputation. Biometrika 86:948-955.",
};
pub(crate) const QU: Citation = Citation {
    key: "Qu and Dai 2022",
    reference: "Qu Y, Dai B (2022). Return-to-baseline multiple imputation for missing values in clinical trials. Pharm Stat 21:641-653.",
};

/// An estimate with what it is judged by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Judged {
    pub(crate) estimate: f64,
    /// 0 without variation.
    pub(crate) standard_error: f64,
    /// Of Student's t; infinite for the normal law.
    pub(crate) degrees: f64,
}

/// A statistic, its p-value and the interval that agrees with it; nothing without variation.
pub(crate) struct Inference {
    pub(crate) statistic: Statistic,
    pub(crate) p_value: PValue,
    pub(crate) interval: Interval,
}

impl Judged {
    pub(crate) fn inference(
        self,
        title: &'static str,
        options: &TestOptions,
        method: &'static str,
    ) -> Result<Option<Inference>, StatsError> {
        if self.standard_error <= 0.0 {
            return Ok(None);
        }
        let distance = self.estimate - options.null_value.to_f64();
        let TInference { statistic, p_value, lower, upper } =
            TInference::of(title, self.estimate, distance, self.standard_error, self.degrees, options)?;
        let statistic = if self.degrees.is_finite() {
            statistic
        } else {
            Statistic { symbol: "z", distribution: "standard normal".to_owned(), ..statistic }
        };
        Ok(Some(Inference { statistic, p_value, interval: Interval::new(lower, upper, options.level, method) }))
    }
}

/// What an analysis is called and is about.
pub(crate) struct Report<'a> {
    pub(crate) procedure: &'static str,
    pub(crate) title: &'static str,
    pub(crate) method: &'static str,
    pub(crate) data: &'a Longitudinal,
    pub(crate) comparison: Comparison,
    pub(crate) options: &'a ImputationOptions,
}

impl Report<'_> {
    /// A whole result, without citations.
    pub(crate) fn result(&self, judged: Judged, courses: &Courses) -> Result<TestResult, StatsError> {
        let test = &self.options.test;
        let inference = judged.inference(self.title, test, self.method)?;
        let quantity = self.comparison.quantity(self.data);
        let unit = self.data.outcome().unit;
        let error = inference.as_ref().map(|_| judged.standard_error);
        let (statistic, p_value, interval) = match inference {
            Some(Inference { statistic, p_value, interval }) => (Some(statistic), Some(p_value), Some(interval)),
            None => (None, None, None),
        };
        let mut notes = vec![Note::new("assumption", self.options.strategy.assumption())];
        notes.extend(self.notes(courses));
        if statistic.is_none() {
            notes.push(Note::new("no-variation", "Without variation there is no standard error, p-value or interval."));
        }
        Ok(TestResult {
            procedure: self.procedure,
            title: self.title,
            hypothesis: Hypothesis {
                quantity,
                null_value: test.null_value.to_f64(),
                unit,
                alternative: test.alternative,
            },
            statistic,
            p_value,
            estimates: vec![Estimate::new(quantity, judged.estimate, unit, error, interval)],
            analysed: courses.analysed.clone(),
            details: imputed_details(courses),
            notes,
            citations: Vec::new(),
        })
    }

    /// What a reader must know of the deltas and of visits left out.
    fn notes(&self, courses: &Courses) -> Vec<Note> {
        let mut notes = Vec::new();
        let deltas = self.options.deltas;
        if deltas.treated != 0.0 || deltas.control != 0.0 {
            let symbol = self.data.outcome().unit.symbol();
            let text = if courses.has_control {
                format!(
                    "Imputed readings of people who left are shifted by {} {symbol} in the treated arm and by {} {symbol} in the control arm.",
                    deltas.treated, deltas.control
                )
            } else {
                format!("Imputed readings of people who left are shifted by {} {symbol}.", deltas.treated)
            };
            notes.push(Note::new("delta", text));
        }
        if !courses.left_out.is_empty() {
            let names = courses.left_out.join(", ");
            notes.push(Note::new(
                "visits-left-out",
                format!("Readings at {names} do not inform the imputation: too few people were read there."),
            ));
        }
        notes
    }
}

/// How many readings were imputed at the visit analysed, by arm and reason.
fn imputed_details(courses: &Courses) -> Vec<Detail> {
    let absent = courses.absent();
    let count = |of: &dyn Fn(usize) -> bool| absent.iter().filter(|&&at| of(at)).count();
    let left = |at: usize| courses.dropped_out(&courses.people[at]);
    let treated = |at: usize| courses.people[at].treated;
    let mut details = vec![Detail::count("imputed", "readings imputed", absent.len())];
    if courses.has_control {
        details.extend([
            Detail::count("dropouts_treated", "left the treated arm", count(&|at| left(at) && treated(at))),
            Detail::count("dropouts_control", "left the control arm", count(&|at| left(at) && !treated(at))),
        ]);
    } else {
        details.push(Detail::count("dropouts", "left", count(&left)));
    }
    details
}
