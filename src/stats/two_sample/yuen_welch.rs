use super::arms::{analysed_arms, changes_less, counts, without_variation};
use crate::data::{Decimal, TwoArms};
use crate::result::{Citation, Detail, Estimate, Hypothesis, Interval, Quantity, TestResult};
use crate::stats::documented::documented;
use crate::stats::paired::TInference;
use crate::stats::trimming::Trimmed;
use crate::stats::{ComparisonProcedure, Moments, StatsError, TestOptions, Usage};

/// The trimmed mean change of the treated less that of the controls.
pub const DIFFERENCE_IN_TRIMMED_MEAN_CHANGE: Quantity = Quantity {
    id: "difference_in_trimmed_mean_change",
    label: "difference in trimmed mean change",
    symbol: "trimmed difference",
};

documented! {
    /// # Question
    /// Do the trimmed mean changes of two groups differ by the stated value (0 unless another is given)? A few extreme changes then decide
    /// nothing.
    ///
    /// # Assumptions
    /// People are independent. The groups may differ in the spread of their changes. What is compared are trimmed means, which are the
    /// means where changes are symmetric.
    ///
    /// # Formula
    /// d = after - before. With the share g trimmed at each end, h = n - 2 floor(g n) changes of each group are kept.
    /// t = (trimmed mean(d treated) - trimmed mean(d control) - null) / sqrt(q_t + q_c), q = (n - 1) s_w^2 / (h (h - 1)), s_w the SD of the
    /// group's winsorised changes, held against Student's t with (q_t + q_c)^2 / (q_t^2 / (h_t - 1) + q_c^2 / (h_c - 1)) degrees of
    /// freedom (Yuen 1974). With g = 0 this is Welch's t test.
    ///
    /// # Arguments
    /// Two groups with readings in any unit; `--trim`, a share from 0 to below 0.5; `--null`, `--alternative`, `--level`.
    ///
    /// # Errors
    /// A group of which fewer than two changes are kept. When the winsorised changes of neither group vary the difference is reported
    /// without statistic, p-value and interval.
    ///
    /// # References
    /// Yuen (1974), The two-sample trimmed t for unequal population variances, Biometrika 61:165-170. Wilcox (2017), Introduction to Robust
    /// Estimation and Hypothesis Testing, section 5.3.
    ///
    /// # Example
    /// `girth compare @anorexia --method yuen-welch`
    YuenWelch
}

const CITATIONS: [Citation; 2] = [
    Citation {
        key: "Yuen 1974",
        reference: "Yuen KK (1974). The two-sample trimmed t for unequal population variances. Biometrika 61:165-170.",
    },
    Citation {
        key: "Wilcox 2017",
        reference: "Wilcox RR (2017). Introduction to Robust Estimation and Hypothesis Testing, 4th ed. San Diego: Academic Press.",
    },
];

/// The trimmed changes of one group, and the square of the error of their mean.
struct Group {
    trimmed: Trimmed,
    winsorised_sd: f64,
    squared_error: f64,
}

impl Group {
    fn of(trimmed: Trimmed) -> Group {
        let (n, kept) = (trimmed.winsorised.n() as f64, trimmed.kept as f64);
        let winsorised_sd = Moments::of(&trimmed.winsorised).sd.unwrap_or(0.0);
        let squared_error = (n - 1.0) * winsorised_sd.powi(2) / (kept * (kept - 1.0));
        Group { trimmed, winsorised_sd, squared_error }
    }
}

/// The difference of the trimmed means after a shift of the treated, in the unit of the changes.
fn difference(arms: &TwoArms, null: Decimal, options: &TestOptions) -> Result<f64, StatsError> {
    let [treated, control] = changes_less(arms, null)?;
    let [first, second] = [Trimmed::of(&treated, options.trim)?, Trimmed::of(&control, options.trim)?];
    let cross = |sum: i128, kept: usize| sum.checked_mul(kept as i128);
    let exact = cross(first.sum, second.kept).zip(cross(second.sum, first.kept));
    Ok(match exact.and_then(|(left, right)| left.checked_sub(right)) {
        Some(ticks) => ticks as f64 / (first.kept as f64 * second.kept as f64) / treated.in_ticks(1.0),
        None => first.mean - second.mean,
    })
}

impl ComparisonProcedure for YuenWelch {
    fn id(&self) -> &'static str {
        "yuen-welch"
    }

    fn title(&self) -> &'static str {
        "Yuen's test of the difference in trimmed mean change"
    }

    fn documentation(&self) -> &'static str {
        YuenWelch::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let (unit, title) = (arms.outcome().unit, self.title());
        for (name, group) in arms.names().into_iter().zip([arms.treated(), arms.control()]) {
            if group.n() < 2 + 2 * options.trim.count(group.n()) {
                let why = format!("of the changes of {name} fewer than two are kept");
                return Err(StatsError::Undefined { procedure: title, why });
            }
        }
        let [treated, control] = changes_less(arms, Decimal::ZERO)?;
        let groups = [Group::of(Trimmed::of(&treated, options.trim)?), Group::of(Trimmed::of(&control, options.trim)?)];
        let [first, second] = &groups;
        let value = difference(arms, Decimal::ZERO, options)?;
        let mut details = counts(arms);
        details.extend([
            Detail::number("trim", "share trimmed at each end", options.trim.value()),
            Detail::count("kept_treated", "changes of the treated kept", first.trimmed.kept),
            Detail::count("kept_control", "changes of the controls kept", second.trimmed.kept),
            Detail::number("trimmed_mean_treated", "trimmed mean change of the treated", first.trimmed.mean),
            Detail::number("trimmed_mean_control", "trimmed mean change of the controls", second.trimmed.mean),
            Detail::number("winsorised_sd_treated", "winsorised SD of the treated", first.winsorised_sd),
            Detail::number("winsorised_sd_control", "winsorised SD of the controls", second.winsorised_sd),
        ]);
        let squared_error = first.squared_error + second.squared_error;
        let test = if squared_error > 0.0 {
            let share = |group: &Group| (group.squared_error / squared_error).powi(2) / (group.trimmed.kept - 1) as f64;
            let degrees = 1.0 / (share(first) + share(second));
            details.push(Detail::number("degrees_of_freedom", "degrees of freedom", degrees));
            let distance = difference(arms, options.null_value, options)?;
            Some(TInference::of(title, value, distance, squared_error.sqrt(), degrees, options)?)
        } else {
            None
        };
        let interval = test
            .as_ref()
            .map(|test| Interval::new(test.lower, test.upper, options.level, "Welch t of the trimmed means"));
        let error = Some(squared_error.sqrt());
        Ok(TestResult {
            procedure: self.id(),
            title,
            hypothesis: Hypothesis {
                quantity: DIFFERENCE_IN_TRIMMED_MEAN_CHANGE,
                null_value: options.null_value.to_f64(),
                unit,
                alternative: options.alternative,
            },
            estimates: vec![Estimate::new(DIFFERENCE_IN_TRIMMED_MEAN_CHANGE, value, unit, error, interval)],
            p_value: test.as_ref().map(|test| test.p_value),
            notes: if test.is_none() { vec![without_variation()] } else { Vec::new() },
            statistic: test.map(|test| test.statistic),
            analysed: analysed_arms(arms),
            details,
            citations: CITATIONS.to_vec(),
        })
    }
}
