use super::arms::{DIFFERENCE_IN_MEAN_CHANGE, are_binary, group_details, without_variation};
use super::welch::Groups;
use crate::data::TwoArms;
use crate::result::{Citation, Detail, Estimate, Hypothesis, Interval, TestResult};
use crate::stats::documented::documented;
use crate::stats::paired::TInference;
use crate::stats::{ComparisonProcedure, MeansOfArms, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Do the mean changes of two groups differ by the stated value (0 unless another is given)?
    ///
    /// # Assumptions
    /// People are independent of each other, within and between the groups; each group's mean change is approximately normal at its
    /// size. The groups may differ in the spread of their changes.
    ///
    /// # Formula
    /// d = after - before in each person. t = (mean(d treated) - mean(d control) - null) / SE, SE = sqrt(s_t^2 / m + s_c^2 / n), held
    /// against Student's t with (s_t^2 / m + s_c^2 / n)^2 / ((s_t^2 / m)^2 / (m - 1) + (s_c^2 / n)^2 / (n - 1)) degrees of freedom
    /// (Welch 1938, Satterthwaite 1946). Interval: difference -/+ t(1 - alpha/2) SE; a one-sided alternative has a one-sided interval.
    /// Student's t with one pooled variance and m + n - 2 degrees of freedom is among the details with its p and limits.
    ///
    /// # Arguments
    /// Two groups with readings in any unit; `--null`, `--alternative`, `--level`. A change is after - before and the difference is
    /// treated - control, so a stronger reduction in the treated is negative.
    ///
    /// # Errors
    /// A group of fewer than two. When neither group varies the difference is reported without statistic, p-value and interval.
    ///
    /// # References
    /// Welch (1938), The significance of the difference between two means when the population variances are unequal, Biometrika
    /// 29:350-362. Satterthwaite (1946), An approximate distribution of estimates of variance components, Biometrics Bulletin
    /// 2:110-114. Student (1908), Biometrika 6:1-25.
    ///
    /// # Example
    /// `girth compare @anorexia --method welch-t`
    WelchT
}

pub(super) const WELCH: Citation = Citation {
    key: "Welch 1938",
    reference: "Welch BL (1938). The significance of the difference between two means when the population variances are unequal. Biometrika 29:350-362.",
};

pub(super) const SATTERTHWAITE: Citation = Citation {
    key: "Satterthwaite 1946",
    reference: "Satterthwaite FE (1946). An approximate distribution of estimates of variance components. Biometrics Bulletin 2:110-114.",
};

impl ComparisonProcedure for WelchT {
    fn id(&self) -> &'static str {
        "welch-t"
    }

    fn title(&self) -> &'static str {
        "Welch's t test of the difference in mean change"
    }

    fn documentation(&self) -> &'static str {
        WelchT::DOCUMENTATION
    }

    fn usage(&self, arms: &TwoArms, _: &TestOptions) -> Usage {
        if are_binary(arms) { Usage::OnRequest } else { Usage::ByDefault }
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        self.of_means(arms, options)
    }
}

impl WelchT {
    /// The test of two mean changes, of pairs or from a paper.
    pub(crate) fn of_means(&self, arms: &dyn MeansOfArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let (unit, title) = (arms.unit(), self.title());
        let groups = Groups::of(title, arms)?;
        let mut result = TestResult {
            procedure: self.id(),
            title,
            hypothesis: Hypothesis {
                quantity: DIFFERENCE_IN_MEAN_CHANGE,
                null_value: options.null_value.to_f64(),
                unit,
                alternative: options.alternative,
            },
            statistic: None,
            p_value: None,
            estimates: Vec::new(),
            analysed: arms.analysed(),
            details: group_details(&groups.moments),
            notes: Vec::new(),
            citations: vec![WELCH, SATTERTHWAITE],
        };
        let Some((welch, student)) = groups.welch().zip(groups.student()) else {
            let estimate = Estimate::new(DIFFERENCE_IN_MEAN_CHANGE, groups.difference, unit, Some(0.0), None);
            result.estimates.push(estimate);
            result.notes.push(without_variation());
            return Ok(result);
        };
        let distance = arms.difference_less(options.null_value)?;
        let test = TInference::of(title, welch.value, distance, welch.standard_error, welch.degrees, options)?;
        let pooled = TInference::of(title, student.value, distance, student.standard_error, student.degrees, options)?;
        result.statistic = Some(test.statistic);
        result.p_value = Some(test.p_value);
        let interval = Interval::new(test.lower, test.upper, options.level, "Welch t");
        let error = Some(welch.standard_error);
        result.estimates.push(Estimate::new(DIFFERENCE_IN_MEAN_CHANGE, welch.value, unit, error, Some(interval)));
        result.details.extend([
            Detail::number("degrees_of_freedom", "degrees of freedom", welch.degrees),
            Detail::number("student_t", "Student's t (one pooled variance)", pooled.statistic.value),
            Detail::number("student_df", "degrees of freedom of Student's t", student.degrees),
            Detail::number("student_p", "p of Student's t", pooled.p_value.value()),
            Detail::number("student_lower", "lower limit by Student's t", pooled.lower),
            Detail::number("student_upper", "upper limit by Student's t", pooled.upper),
        ]);
        Ok(result)
    }
}
