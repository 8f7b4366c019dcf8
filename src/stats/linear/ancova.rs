use super::ancova_fit::{ADJUSTED_DIFFERENCE, AncovaFit, FISHER, VICKERS};
use super::answer::{MACKINNON_WHITE, Question, aliased_note, fit_details};
use super::columns::analysed_of;
use super::least_squares::Covariance;
use crate::data::TwoArms;
use crate::result::{Detail, Note, TestResult};
use crate::stats::documented::documented;
use crate::stats::{ComparisonProcedure, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Do treated people end elsewhere than untreated people with the same reading before?
    ///
    /// # Assumptions
    /// People are independent of each other and were allotted at random, or differ between the arms in nothing that matters but the
    /// baseline; the reading after rises in a straight line with the reading before, with the same slope in both arms; the deviations
    /// have one variance and are approximately normal at this sample size. The result says beside the answer what it becomes without
    /// one variance (HC3) and without one slope.
    ///
    /// # Formula
    /// Least squares of after = a + b before + c treated; the answer is c, treated - control, with t = (c - null) / SE(c) on n - 3
    /// degrees of freedom. The same c, p and interval come from the change as response. With one baseline for all, b is left out.
    ///
    /// # Arguments
    /// Two arms; `--null` and the result are in the unit of the readings; `--alternative`, `--level`.
    ///
    /// # Errors
    /// Fewer than four complete pairs, or baselines that differ between the arms but not within them.
    ///
    /// # References
    /// Fisher (1932), Statistical Methods for Research Workers, 4th ed.; Vickers and Altman (2001), BMJ 323:1123-1124; European
    /// Medicines Agency (2015), Guideline on adjustment for baseline covariates in clinical trials.
    ///
    /// # Example
    /// `girth compare @anorexia --method ancova`
    Ancova
}

documented! {
    /// # Question
    /// As `ancova`: do treated people end elsewhere than untreated people with the same reading before? The standard error allows the
    /// arms, and people high or low at baseline, to scatter differently.
    ///
    /// # Assumptions
    /// People are independent of each other; the reading after rises in a straight line with the reading before.
    ///
    /// # Formula
    /// The estimate c of `ancova` with the covariance HC3: sum over people of w² e² / (1 - h)², w the weight of a person's reading in c, e
    /// the residual, h the leverage; t quantiles with n - 3 degrees of freedom (as R's sandwich and lmtest).
    ///
    /// # Arguments
    /// Two arms; `--null` and the result are in the unit of the readings; `--alternative`, `--level`.
    ///
    /// # Errors
    /// Those of `ancova`. When one person alone determines a coefficient (leverage 1, such as an arm of one), there is no HC3: the estimate
    /// stands alone.
    ///
    /// # References
    /// MacKinnon and White (1985), J Econometrics 29:305-325; Long and Ervin (2000), Am Stat 54:217-224.
    ///
    /// # Example
    /// `girth explain ancova-hc3`
    AncovaHc3
}

fn run(
    procedure: &dyn ComparisonProcedure,
    arms: &TwoArms,
    options: &TestOptions,
    covariance: Covariance,
) -> Result<TestResult, StatsError> {
    let (id, title) = (procedure.id(), procedure.title());
    // Arm 0 is the control.
    let groups = [arms.control(), arms.treated()];
    let model = AncovaFit::of(title, &groups)?;
    let method = if covariance == Covariance::Hc3 { "HC3, t" } else { "t" };
    let question = Question::of_options(id, title, ADJUSTED_DIFFERENCE, arms.outcome().unit, options);
    let question = Question { method, ..question };
    let undefined = || StatsError::Undefined { procedure: title, why: "the arms cannot be told apart".to_owned() };
    let line = model.difference(1, 0, covariance).ok_or_else(undefined)?;
    let mut result = question.test(&line, analysed_of(&[arms.treated(), arms.control()]))?;
    if line.standard_error.is_none() && model.fit.residual_sd().is_some_and(|sd| sd > 0.0) {
        result.notes = vec![Note::new(
            "full-leverage",
            "One person alone determines a coefficient (leverage 1), which leaves HC3 nothing to judge by: no standard error, p-value or \
             interval.",
        )];
    }
    result.details = fit_details(&model.fit);
    if let Some(slope) = model.slope() {
        result.details.push(Detail::number("baseline_slope", "slope on baseline", slope.value));
        let error = slope.standard_error;
        result.details.extend(error.map(|se| Detail::number("baseline_slope_se", "standard error of the slope", se)));
    }
    result.details.push(Detail::number("baseline_mean", "mean baseline of all", model.mean_before()));
    let means = [
        ("adjusted_mean_treated", "adjusted mean, treated", 1),
        ("adjusted_mean_control", "adjusted mean, control", 0),
    ];
    for (id, label, arm) in means {
        result.details.extend(model.adjusted_mean(arm).map(|mean| Detail::number(id, label, mean.value)));
    }
    let beside = model.beside(&question, 1, 0)?;
    result.details.extend(
        beside.into_iter().filter(|detail| covariance == Covariance::Classical || !detail.id.starts_with("hc3")),
    );
    result.notes.extend(aliased_note(&model.fit));
    result.citations = match covariance {
        Covariance::Classical => vec![FISHER, VICKERS],
        Covariance::Hc3 => vec![FISHER, MACKINNON_WHITE],
    };
    Ok(result)
}

impl ComparisonProcedure for Ancova {
    fn id(&self) -> &'static str {
        "ancova"
    }

    fn title(&self) -> &'static str {
        "analysis of covariance on baseline"
    }

    fn documentation(&self) -> &'static str {
        Ancova::DOCUMENTATION
    }

    fn usage(&self, arms: &TwoArms, _: &TestOptions) -> Usage {
        let is_binary = arms.treated().is_binary() && arms.control().is_binary();
        if is_binary { Usage::OnRequest } else { Usage::ByDefault }
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        run(self, arms, options, Covariance::Classical)
    }
}

impl ComparisonProcedure for AncovaHc3 {
    fn id(&self) -> &'static str {
        "ancova-hc3"
    }

    fn title(&self) -> &'static str {
        "analysis of covariance on baseline with HC3 standard errors"
    }

    fn documentation(&self) -> &'static str {
        AncovaHc3::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        run(self, arms, options, Covariance::Hc3)
    }
}
