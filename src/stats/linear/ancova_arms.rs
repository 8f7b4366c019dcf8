use super::ancova_fit::{ADJUSTED_DIFFERENCE, ADJUSTED_MEAN, AncovaFit, BASELINE_SLOPE, FISHER, VICKERS};
use super::answer::{MACKINNON_WHITE, Question, aliased_note, fit_details};
use super::arms::{ArmPair, SPREAD_OF_MEANS, adjusting_is_up_to_the_reader, name_of, pairs_of};
use super::columns::analysed_of;
use super::least_squares::Covariance;
use crate::data::{PairedSample, SeveralArms, Unit};
use crate::result::{Contrast, Detail, GroupMean, ModelResult, Quantity, TestResult};
use crate::stats::documented::documented;
use crate::stats::{ArmsProcedure, StatsError, TestOptions, Usage};

/// The coefficient of an arm.
const ARM: Quantity =
    Quantity { id: "arm", label: "difference from the first arm at the same baseline", symbol: "arm" };

documented! {
    /// # Question
    /// Where do the arms end, for people with the same reading before, and which differ?
    ///
    /// # Assumptions
    /// Those of `ancova`: independent people, a straight line on baseline with one slope in all arms, one variance. The p-values and
    /// intervals of the single comparisons are not adjusted for their number.
    ///
    /// # Formula
    /// Least squares of after = a + b before + arm. All arms at once: the type III F test of arm. Adjusted (least-squares) means: a + b
    /// times the mean baseline of all + arm. Each arm is held against the control, treated - control; all pairs, later - earlier, when
    /// there is none. Beside each: HC3, and the model with a slope for each arm. F of the interaction: all slopes equal.
    ///
    /// # Arguments
    /// Two or more arms; `--alternative` (of comparisons with a control; the F test and pairs without one are two-sided), `--level`.
    ///
    /// # Errors
    /// Fewer complete pairs than arms and two, or baselines that differ between the arms but not within them.
    ///
    /// # References
    /// Fisher (1932), Statistical Methods for Research Workers, 4th ed.; Searle, Speed and Milliken (1980), Am Stat 34:216-221 (adjusted
    /// means); Vickers and Altman (2001), BMJ 323:1123-1124.
    ///
    /// # Example
    /// `girth compare @anorexia --method ancova-arms`
    AncovaArms
}

impl AncovaArms {
    /// The F test of arm and, in its details, of the interaction of arm with baseline.
    fn overall(
        &self,
        model: &AncovaFit,
        arms: &[&PairedSample],
        options: &TestOptions,
    ) -> Result<TestResult, StatsError> {
        let question = Question::two_sided(self.id(), self.title(), SPREAD_OF_MEANS, Unit::None, options.level);
        let mut overall =
            question.f_test(&model.fit.explained_by_last(arms.len() - 1), &model.fit, analysed_of(arms))?;
        overall.citations = vec![FISHER];
        Ok(overall)
    }
}

impl ArmsProcedure for AncovaArms {
    fn id(&self) -> &'static str {
        "ancova-arms"
    }

    fn title(&self) -> &'static str {
        "analysis of covariance on baseline of all arms"
    }

    fn documentation(&self) -> &'static str {
        AncovaArms::DOCUMENTATION
    }

    fn usage(&self, arms: &SeveralArms, _: &TestOptions) -> Usage {
        if arms.arms().iter().all(PairedSample::is_binary) { Usage::OnRequest } else { Usage::ByDefault }
    }

    fn run(&self, arms: &SeveralArms, options: &TestOptions) -> Result<ModelResult, StatsError> {
        let (id, title, unit) = (self.id(), self.title(), arms.outcome().unit);
        let groups: Vec<&PairedSample> = arms.arms().iter().collect();
        let model = AncovaFit::of(title, &groups)?;
        let asked = |quantity, unit| Question::two_sided(id, title, quantity, unit, options.level);
        let mut terms = Vec::new();
        if let Some(slope) = model.slope() {
            terms.push(asked(BASELINE_SLOPE, Unit::None).term("baseline".to_owned(), &slope)?);
        }
        for (at, arm) in groups.iter().enumerate().skip(1) {
            if let Some(line) = model.difference(at, 0, Covariance::Classical) {
                terms.push(asked(ARM, unit).term(format!("arm {}", name_of(arm, at)), &line)?);
            }
        }
        let mut means = Vec::new();
        for (at, arm) in groups.iter().enumerate() {
            if let Some(mean) = model.adjusted_mean(at) {
                let estimate = asked(ADJUSTED_MEAN, unit).estimate(&mean)?;
                means.push(GroupMean { group: name_of(arm, at), n: arm.n(), estimate });
            }
        }
        let mut contrasts = Vec::new();
        for ArmPair { of, against, label } in pairs_of(arms) {
            let alternative = if arms.has_control() { options.alternative } else { Default::default() };
            let question = Question { alternative, ..asked(ADJUSTED_DIFFERENCE, unit) };
            let Some(line) = model.difference(of, against, Covariance::Classical) else { continue };
            let mut test = question.test(&line, analysed_of(&[groups[of], groups[against]]))?;
            test.details.extend(model.beside(&question, of, against)?);
            contrasts.push(Contrast { label, test });
        }
        let mut details = fit_details(&model.fit);
        details.push(Detail::number("baseline_mean", "mean baseline of all", model.mean_before()));
        if let Some(p) = model.interaction_p_value(title)? {
            details.push(Detail::number("interaction_p_value", "p of different slopes on baseline", p.value()));
        }
        let mut notes = Vec::from_iter(aliased_note(&model.fit));
        notes.extend(adjusting_is_up_to_the_reader(contrasts.len()));
        Ok(ModelResult {
            procedure: id,
            title,
            formula: "after ~ before + arm".to_owned(),
            analysed: analysed_of(&groups),
            overall: if groups.len() > 2 { Some(self.overall(&model, &groups, options)?) } else { None },
            terms,
            means,
            contrasts,
            details,
            notes,
            citations: vec![FISHER, VICKERS, MACKINNON_WHITE],
        })
    }
}
