use super::{MetaOptions, random_effects};
use crate::data::StudyEffects;
use crate::result::{MetaResult, PooledSubset};
use crate::stats::documented::documented;
use crate::stats::{Explained, StatsError};

documented! {
    /// # Question
    /// Does the combined estimate hang on a single study?
    ///
    /// # Assumptions
    /// Those of `meta-analysis`.
    ///
    /// # Formula
    /// The analysis is run again without each study, tau² estimated anew; (i) marks what is without study i. Studentized residual: (y_i -
    /// mu(i)) / sqrt(v_i + tau²(i) + SE(i)²). DFFITS: (mu - mu(i)) / sqrt(s²(i) h_i (tau²(i) + v_i)), h_i the study's weight, s² 1 or
    /// Knapp and Hartung's factor. Cook's distance: (mu - mu(i))² sum w / s². Covariance ratio: SE(i)² / SE². DFBETAS: (mu - mu(i)) over the
    /// standard error of mu with tau²(i) and s²(i). Baujat's plot, at tau² = 0: (y_i - mu)² / v_i against (mu - mu(i))² / SE(i)². Cumulative:
    /// the analysis of the first study, the first two, and so on, in a given order.
    ///
    /// # Arguments
    /// Those of `meta-analysis`; an order for the cumulative analysis.
    ///
    /// # Errors
    /// A single study; fewer than three studies for influence.
    ///
    /// # References
    /// Viechtbauer and Cheung (2010), Outlier and influence diagnostics for meta-analysis, Res Synth Methods 1:112-125. Baujat, Mahé,
    /// Pignon and Hill (2002), Stat Med 21:2641-2652. Lau, Schmid and Chalmers (1995), J Clin Epidemiol 48:45-57.
    ///
    /// # Example
    /// `girth evidence @mesotherapy-evidence`
    LeaveOneOut
}

impl Explained for LeaveOneOut {
    fn id(&self) -> &'static str {
        "meta-influence"
    }

    fn title(&self) -> &'static str {
        "influence of single studies"
    }

    fn documentation(&self) -> &'static str {
        LeaveOneOut::DOCUMENTATION
    }
}

/// What is kept of the analysis of some of the studies.
pub(super) fn pooled(study: &str, result: MetaResult) -> PooledSubset {
    PooledSubset {
        study: study.to_owned(),
        k: result.k,
        estimate: result.estimate,
        p_value: result.p_value,
        heterogeneity: result.heterogeneity,
    }
}

/// Question: what would the combined estimate be without each study?
///
/// # Errors
/// [`StatsError::Undefined`] for a single study, and those of [`random_effects()`].
pub fn leave_one_out(effects: &StudyEffects, options: &MetaOptions) -> Result<Vec<PooledSubset>, StatsError> {
    let study = |at: usize| {
        let rest = effects.without(at).ok_or_else(|| StatsError::Undefined {
            procedure: LeaveOneOut.title(),
            why: "there is a single study".to_owned(),
        })?;
        Ok(pooled(&effects.studies()[at].label, random_effects(&rest, options)?))
    };
    (0..effects.len()).map(study).collect()
}
