use super::answer::{Question, fit_details};
use super::arms::{ArmChanges, SPREAD_OF_MEANS};
use super::columns::analysed_of;
use crate::data::{SeveralArms, Unit};
use crate::result::{Citation, ModelResult};
use crate::stats::documented::documented;
use crate::stats::{ArmsProcedure, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Is the mean change the same in all arms?
    ///
    /// # Assumptions
    /// People are independent of each other; the changes have the same variance in all arms and are approximately normal at this sample
    /// size. With a baseline at hand, `ancova-arms` asks the same with more power.
    ///
    /// # Formula
    /// F = (sum n_i (mean_i - mean)² / (k - 1)) / (sum (d - mean_i)² / (n - k)) of the changes d = after - before in k arms.
    ///
    /// # Arguments
    /// Two or more arms; `--level` of the intervals of the means.
    ///
    /// # Errors
    /// No more complete pairs than arms. When no arm varies within itself, there is no F.
    ///
    /// # References
    /// Fisher (1925), Statistical Methods for Research Workers, ch. 7.
    ///
    /// # Example
    /// `girth compare @anorexia --method anova-change`
    AnovaChange
}

const FISHER: Citation = Citation {
    key: "Fisher 1925",
    reference: "Fisher (1925). Statistical Methods for Research Workers, ch. 7. Oliver and Boyd.",
};

impl ArmsProcedure for AnovaChange {
    fn id(&self) -> &'static str {
        "anova-change"
    }

    fn title(&self) -> &'static str {
        "analysis of variance of the changes"
    }

    fn documentation(&self) -> &'static str {
        AnovaChange::DOCUMENTATION
    }

    fn usage(&self, _: &SeveralArms, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, arms: &SeveralArms, options: &TestOptions) -> Result<ModelResult, StatsError> {
        let (id, title) = (self.id(), self.title());
        let model = ArmChanges::of(title, arms)?;
        let question = Question::two_sided(id, title, SPREAD_OF_MEANS, Unit::None, options.level);
        let analysed = analysed_of(&model.arms);
        let explained = model.fit.explained_by_last(model.arms.len() - 1);
        let overall = question.f_test(&explained, &model.fit, analysed.clone())?;
        let notes = overall.notes.clone();
        Ok(ModelResult {
            procedure: id,
            title,
            formula: "change ~ arm".to_owned(),
            analysed,
            overall: Some(overall),
            terms: Vec::new(),
            means: model.group_means(&model.mean_question(id, title, options.level))?,
            contrasts: Vec::new(),
            details: fit_details(&model.fit),
            notes,
            citations: vec![FISHER],
        })
    }
}
