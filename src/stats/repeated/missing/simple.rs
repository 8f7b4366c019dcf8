//! Analyses that set missing readings aside or fill each with one value: for sensitivity only.

use super::comparison::Comparison;
use crate::data::{Longitudinal, TwoArms};
use crate::result::{Citation, Detail, Note, TestResult};
use crate::stats::linear::Ancova;
use crate::stats::paired::PairedT;
use crate::stats::{ComparisonProcedure, PairedProcedure, StatsError, TestOptions};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What becomes of a missing reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SimpleMethod {
    /// The person is left out.
    CompleteCase,
    /// The person's last reading stands for it, the baseline where there is no later one (LOCF).
    LastCarriedForward,
    /// The person's baseline stands for it (BOCF).
    BaselineCarriedForward,
}

const MOLENBERGHS: Citation = Citation {
    key: "Molenberghs et al. 2004",
    reference: "Molenberghs G, Thijs H, Jansen I, Beunckens C, Kenward MG, Mallinckrodt C, Carroll RJ (2004). Analyzing incomplete longitudinal \
                clinical trial data. Biostatistics 5:445-464.",
};
const PANEL: Citation = Citation {
    key: "National Research Council 2010",
    reference: "National Research Council (2010). The Prevention and Treatment of Missing Data in Clinical Trials. National Academies Press.",
};

impl SimpleMethod {
    /// Every method.
    pub const ALL: [SimpleMethod; 3] =
        [SimpleMethod::CompleteCase, SimpleMethod::LastCarriedForward, SimpleMethod::BaselineCarriedForward];

    /// Stable name.
    pub fn id(self) -> &'static str {
        match self {
            SimpleMethod::CompleteCase => "complete-case",
            SimpleMethod::LastCarriedForward => "locf",
            SimpleMethod::BaselineCarriedForward => "bocf",
        }
    }

    /// In words.
    pub fn title(self) -> &'static str {
        match self {
            SimpleMethod::CompleteCase => "complete-case analysis (sensitivity only)",
            SimpleMethod::LastCarriedForward => "last observation carried forward (sensitivity only)",
            SimpleMethod::BaselineCarriedForward => "baseline observation carried forward (sensitivity only)",
        }
    }

    /// What it assumes, and why it is not the primary analysis.
    pub fn assumption(self) -> &'static str {
        match self {
            SimpleMethod::CompleteCase => {
                "Complete cases: people read at the visit are assumed to stand for those who were not, at the same baseline. Those who stay \
                 are often those who fare well, and what the others were read at earlier visits is thrown away; the mixed model uses it."
            }
            SimpleMethod::LastCarriedForward => {
                "Last observation carried forward: people are assumed to have stood still from their last reading on. Courses do not, the bias \
                 may go either way, and values made up once count as if they had been read, so the standard error is too small."
            }
            SimpleMethod::BaselineCarriedForward => {
                "Baseline observation carried forward: people who were not read are assumed to stand exactly where they began. That need not be \
                 cautious in a comparison, and values made up without scatter leave the standard error wrong."
            }
        }
    }
}

/// # Question
/// What would the effect at a visit be if missing readings were set aside, or each filled with one earlier reading of the person?
///
/// # Assumptions
/// Those in [`SimpleMethod::assumption`], which no data can support: for sensitivity only, beside a primary analysis.
///
/// # Formula
/// A single group (or differences of sites): the paired t test of the visit against the baseline. Two arms: least squares of the visit on
/// baseline and arm, treated - control. People without a baseline are left out; the last reading is the last up to the visit.
///
/// # Arguments
/// `visit` (the last where absent), `treated` (needed with several arms beside the control); level, alternative and null value.
///
/// # Errors
/// Those of the paired t test and of `ancova`; two arms without a control.
pub fn simple_analysis(
    data: &Longitudinal,
    method: SimpleMethod,
    visit: Option<usize>,
    treated: Option<usize>,
    options: &TestOptions,
) -> Result<TestResult, StatsError> {
    let comparison = Comparison::of(method.title(), data, visit, treated)?;
    let at = comparison.visit;
    let filled = data.replaced(|person, visit| {
        if visit != at || !data.is_missing(person, at) {
            return None;
        }
        match method {
            SimpleMethod::CompleteCase => None,
            SimpleMethod::LastCarriedForward => {
                let last = (0..at).rev().find_map(|visit| data.reading(person, visit));
                Some(last.or(data.baseline_reading(person)))
            }
            SimpleMethod::BaselineCarriedForward => Some(data.baseline_reading(person)),
        }
    })?;
    let mut result = match comparison.arms {
        None => PairedT.run(&filled.pairs(None, None, at)?, options)?,
        Some(arms) => {
            let of = |arm: usize| filled.pairs(Some(arm), None, at);
            Ancova.run(&TwoArms::try_new(of(arms.treated)?, of(arms.control)?)?, options)?
        }
    };
    result.procedure = method.id();
    result.title = method.title();
    result.hypothesis.quantity = comparison.quantity(data);
    if let Some(estimate) = result.estimates.first_mut() {
        estimate.quantity = comparison.quantity(data);
    }
    result.analysed = comparison.analysed(data, method == SimpleMethod::CompleteCase);
    let has_baseline = |person: &usize| data.baseline_reading(*person).is_some();
    let missing = comparison.people(data).filter(has_baseline).filter(|&person| data.is_missing(person, at)).count();
    if method != SimpleMethod::CompleteCase {
        result.details.push(Detail::count("imputed", "readings filled in", missing));
    }
    result.notes.insert(0, Note::new("sensitivity-only", method.assumption()));
    result.citations.extend([MOLENBERGHS, PANEL]);
    Ok(result)
}
