use super::egger::{AsymmetryRegression, classical, mixed};
use super::rank_correlation::{RankCorrelation, rank_correlation};
use crate::data::StudyEffects;
use crate::result::{Citation, Level, Note};
use crate::stats::documented::documented;
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

documented! {
    /// # Question
    /// Did smaller studies find something else than larger ones?
    ///
    /// # Assumptions
    /// Estimates are Normal about what each study measures, and do not depend on their standard errors by construction (log odds ratios and
    /// standardised differences do, which makes the tests reject too often). Asymmetry has many causes: small studies left unpublished,
    /// other people or treatments in small studies, weaker methods, chance.
    ///
    /// # Formula
    /// Egger: y_i = limit + b s_i with weights 1 / s_i^2 and the residual variance estimated; b is the intercept of the regression of
    /// y_i / s_i on 1 / s_i; t = b / SE(b) with k - 2 degrees of freedom. Mixed-effects form: variances s_i^2 + tau^2, tau^2 by restricted
    /// maximum likelihood, z = b / SE(b). Rank correlation: Kendall's tau-b of (y_i - m) / sqrt(s_i^2 - 1 / W) and s_i^2, where m is the
    /// common-effect mean and W the sum of 1 / s_i^2; exact for fewer than 50 studies without ties, otherwise normal with the variance for
    /// ties and no continuity correction.
    ///
    /// # Arguments
    /// Study estimates with standard errors; `--level`.
    ///
    /// # Errors
    /// Fewer than three studies; the same standard error in all; estimates that lie exactly on a line over their standard errors.
    ///
    /// # References
    /// Egger, Davey Smith, Schneider and Minder (1997), BMJ 315:629-634. Begg and Mazumdar (1994), Biometrics 50:1088-1101. Sterne and Egger
    /// (2005), in Rothstein, Sutton and Borenstein, Publication Bias in Meta-Analysis, chapter 6. Sterne et al. (2011), BMJ 343:d4002.
    ///
    /// # Example
    /// `girth evidence @mesotherapy-evidence`
    SmallStudyEffects
}

impl Explained for SmallStudyEffects {
    fn id(&self) -> &'static str {
        "small-study-effects"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        SmallStudyEffects::DOCUMENTATION
    }
}

pub(super) const NAME: &str = "tests of small-study effects";

/// Fewer studies than this say little (Sterne et al. 2011).
const TELLING: usize = 10;

const EGGER: Citation = Citation {
    key: "Egger 1997",
    reference: "Egger M, Davey Smith G, Schneider M, Minder C (1997). Bias in meta-analysis detected by a simple, graphical test. \
                BMJ 315:629-634.",
};
const BEGG: Citation = Citation {
    key: "Begg and Mazumdar 1994",
    reference: "Begg CB, Mazumdar M (1994). Operating characteristics of a rank correlation test for publication bias. \
                Biometrics 50:1088-1101.",
};
const STERNE: Citation = Citation {
    key: "Sterne 2011",
    reference: "Sterne JAC, Sutton AJ, Ioannidis JPA, et al. (2011). Recommendations for examining and interpreting funnel plot \
                asymmetry in meta-analyses of randomised controlled trials. BMJ 343:d4002.",
};

/// Three tests of the same question.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct SmallStudyResult {
    /// Studies.
    pub studies: usize,
    /// Egger's regression with a multiplicative dispersion.
    pub egger: AsymmetryRegression,
    /// The same with a variance between studies.
    pub mixed: AsymmetryRegression,
    /// Begg and Mazumdar's rank correlation; absent where all standardised deviations are equal.
    pub rank_correlation: Option<RankCorrelation>,
    /// What the reader must know.
    pub notes: Vec<Note>,
    /// What it rests on.
    pub citations: Vec<Citation>,
}

/// Whether smaller studies found something else than larger ones.
///
/// # Errors
/// [`StatsError::Undefined`] with fewer than three studies, with one standard error for all, and for estimates exactly on a line.
pub fn small_study_effects(effects: &StudyEffects, level: Level) -> Result<SmallStudyResult, StatsError> {
    let studies = effects.len();
    if studies < 3 {
        let why = format!("three studies are needed, and there {} {studies}", if studies == 1 { "is" } else { "are" });
        return Err(StatsError::Undefined { procedure: NAME, why });
    }
    let mut notes = Vec::new();
    if studies < TELLING {
        notes.push(Note::new(
            "few-studies",
            format!(
                "With {studies} studies these tests can hardly tell chance from asymmetry; at least {TELLING} are recommended."
            ),
        ));
    }
    Ok(SmallStudyResult {
        studies,
        egger: classical(effects, level)?,
        mixed: mixed(effects, level)?,
        rank_correlation: rank_correlation(effects)?,
        notes,
        citations: vec![EGGER, BEGG, STERNE],
    })
}

pub(super) fn failed(cause: impl ToString) -> StatsError {
    StatsError::numerical(NAME, cause)
}
