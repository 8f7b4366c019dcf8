use super::RepeatedProcedure;
use super::courses::{analysed, arm_pairs, blank, complete, notes, on_request};
use super::within::{Effect, Epsilons, Within, tail};
use crate::data::{CompleteCourses, Longitudinal, Sample, TwoArms};
use crate::result::{
    Alternative, Citation, Contrast, Detail, Estimate, GroupMean, Interval, ModelResult, Note, PValue, Quantity,
    Statistic, TestResult,
};
use crate::stats::documented::documented;
use crate::stats::paired::{PairedT, TInference};
use crate::stats::two_sample::WelchT;
use crate::stats::{ComparisonProcedure, Moments, PairedProcedure, StatsError, TestOptions, Usage};

/// What the F test of several points in time, or of arms by points in time, is about.
pub const SPREAD_OVER_TIME: Quantity =
    Quantity { id: "spread_over_time", label: "spread of the means over time", symbol: "spread over time" };
/// The mean of the readings at a point in time.
pub const MEAN_READING: Quantity = Quantity { id: "mean", label: "mean", symbol: "mean" };

documented! {
    /// # Question
    /// Are the means of several points in time the same? With arms: is the course of the means the same in all arms?
    ///
    /// # Assumptions
    /// People are independent of each other and were read at every point in time; those with a gap are left out, which is right only
    /// if they fared like the others. The covariance of the readings is the same in all arms; readings are approximately normal at
    /// this sample size. Sphericity (all differences of two points have one variance) is not assumed: the p-value is Greenhouse and
    /// Geisser's. Where people left, the mixed model for repeated measures is the better answer.
    ///
    /// # Formula
    /// The baseline, where it was read, and the visits are k points in time. With y in orthonormal contrasts of the points, S their
    /// covariance within the g arms on v = n - g degrees of freedom: F = (SS / df1) / (SS(error) / df2), df1 = k - 1 for time, (g -
    /// 1)(k - 1) for arm x time, df2 = v (k - 1). P-values from F with both df multiplied by epsilon: Greenhouse and Geisser's (tr
    /// S)^2 / ((k - 1) tr S^2), the one reported; Huynh and Feldt's ((v + 1)(k - 1) e - 2) / ((k - 1)(v - (k - 1) e)), e the former,
    /// at most 1, with Lecoutre's correction (for one group it is the original); the lower bound 1 / (k - 1); and 1, uncorrected.
    /// Time with several arms: the mean of the arms' means, each arm counting alike (type III). Mauchly's W = det S / (tr S / (k -
    /// 1))^(k - 1). The multivariate test is Hotelling's T^2 as F, without any sphericity; with three arms or more Pillai's trace.
    /// Partial eta^2 = SS / (SS + SS(error)); generalised eta^2 = SS / (SS + SS(people) + SS(error)). Beside them: every later point
    /// less the first, by the paired t test in a single group; with arms, the difference of these changes, treated - control (later -
    /// earlier arm without a control), by Welch's t test. They are not adjusted for their number.
    ///
    /// # Arguments
    /// Several points in time, with or without arms; `--null`, `--alternative` (of the contrasts; the F test is two-sided), `--level`.
    ///
    /// # Errors
    /// Fewer than two complete courses, or one point in time. When all courses of an arm are alike but for a constant, there is no F.
    /// W and the multivariate test need more people than contrasts.
    ///
    /// # References
    /// Greenhouse and Geisser (1959), Psychometrika 24:95-112; Huynh and Feldt (1976), J Educ Stat 1:69-82; Lecoutre (1991), J Educ
    /// Stat 16:371-372; Mauchly (1940), Ann Math Stat 11:204-209; Olejnik and Algina (2003), Psychol Methods 8:434-447.
    ///
    /// # Example
    /// `girth explain rm-anova`
    RmAnova
}

const GREENHOUSE_GEISSER: Citation = Citation {
    key: "Greenhouse and Geisser 1959",
    reference: "Greenhouse SW, Geisser S (1959). On methods in the analysis of profile data. Psychometrika 24:95-112.",
};
const HUYNH_FELDT: Citation = Citation {
    key: "Huynh and Feldt 1976",
    reference: "Huynh H, Feldt LS (1976). Estimation of the Box correction for degrees of freedom from sample data in randomized block and split-plot designs. J Educ Stat 1:69-82.",
};
const LECOUTRE: Citation = Citation {
    key: "Lecoutre 1991",
    reference: "Lecoutre B (1991). A correction for the e~ approximate test in repeated measures designs with two or more independent groups. J Educ Stat 16:371-372.",
};

impl RmAnova {
    fn numerical(&self, cause: impl ToString) -> StatsError {
        StatsError::numerical(self.title(), cause)
    }

    /// The test of time, or of arm x time.
    fn overall(&self, courses: &CompleteCourses) -> Result<TestResult, StatsError> {
        let mut result = blank(self.id(), self.title(), SPREAD_OVER_TIME, courses);
        result.citations = vec![GREENHOUSE_GEISSER, HUYNH_FELDT, LECOUTRE];
        let Some(within) = Within::of(courses) else {
            let text = "All courses are alike but for a constant: without variation there is no F, p-value or epsilon.";
            result.notes.push(Note::new("no-variation", text));
            return Ok(result);
        };
        let by_arm = courses.arms().len() > 1;
        let effect = if by_arm { within.interaction() } else { within.time() };
        let effect = effect.map_err(|cause| self.numerical(cause))?;
        let epsilons = within.epsilons();
        let degrees = (effect.numerator, effect.denominator);
        let epsilon = epsilons.greenhouse_geisser;
        let p = tail(effect.f, degrees, epsilon).map_err(|cause| self.numerical(cause))?;
        result.p_value = Some(PValue::try_new(p).map_err(|cause| self.numerical(cause))?);
        result.statistic = Some(Statistic {
            symbol: "F",
            value: effect.f,
            distribution: format!(
                "F with {:.2} and {:.2} degrees of freedom (Greenhouse and Geisser)",
                degrees.0 * epsilon,
                degrees.1 * epsilon
            ),
        });
        result.details = self.details(&within, &effect, &epsilons)?;
        if by_arm {
            let time = within.time().map_err(|cause| self.numerical(cause))?;
            let p = tail(time.f, (time.numerator, time.denominator), epsilon).map_err(|cause| self.numerical(cause))?;
            result.details.push(Detail::number("time_f", "F of time, all arms alike", time.f));
            result.details.push(Detail::number("time_p_value", "p of time (Greenhouse and Geisser)", p));
        }
        if effect.multivariate.is_none() {
            let text = "No more people than contrasts, or contrasts without variation: there is no W of Mauchly and no multivariate test.";
            result.notes.push(Note::new("no-multivariate-test", text));
        }
        Ok(result)
    }

    fn details(&self, within: &Within, effect: &Effect, epsilons: &Epsilons) -> Result<Vec<Detail>, StatsError> {
        let degrees = (effect.numerator, effect.denominator);
        let p_of = |epsilon| tail(effect.f, degrees, epsilon).map_err(|cause| self.numerical(cause));
        let (explained, error) = (effect.sum_of_squares, within.error_sum_of_squares);
        let people = within.subject_sum_of_squares;
        let mut details = vec![
            Detail::count("numerator_df", "degrees of freedom of the numerator, uncorrected", degrees.0 as usize),
            Detail::count("denominator_df", "degrees of freedom of the denominator, uncorrected", degrees.1 as usize),
            Detail::number("sum_of_squares", "sum of squares explained", explained),
            Detail::number("subject_sum_of_squares", "sum of squares between people", people),
            Detail::number("error_sum_of_squares", "sum of squares of the error", error),
            Detail::number("epsilon_gg", "Greenhouse and Geisser's epsilon", epsilons.greenhouse_geisser),
        ];
        if let Some(uncapped) = epsilons.huynh_feldt {
            let capped = uncapped.min(1.0);
            details.push(Detail::number("epsilon_hf_uncapped", "Huynh and Feldt's epsilon, not cut off", uncapped));
            details.push(Detail::number("epsilon_hf", "Huynh and Feldt's epsilon", capped));
            details.push(Detail::number("p_hf", "p by Huynh and Feldt", p_of(capped)?));
        }
        details.push(Detail::number("p_uncorrected", "p under sphericity", p_of(1.0)?));
        details.push(Detail::number("p_lower_bound", "p at the lower bound of epsilon", p_of(epsilons.lower_bound)?));
        details.push(Detail::number("partial_eta_squared", "partial eta²", explained / (explained + error)));
        let all = explained + people + error;
        details.push(Detail::number("generalised_eta_squared", "generalised eta²", explained / all));
        if let Some((w, p)) = within.mauchly().map_err(|cause| self.numerical(cause))? {
            details.push(Detail::number("mauchly_w", "Mauchly's W", w));
            details.push(Detail::number("mauchly_p", "p of Mauchly's W", p));
        }
        if let Some(test) = &effect.multivariate {
            let p = tail(test.f, (test.numerator, test.denominator), 1.0).map_err(|cause| self.numerical(cause))?;
            details.push(Detail::number("multivariate_f", "F of the multivariate test", test.f));
            details.push(Detail::number("multivariate_numerator_df", "its numerator df", test.numerator));
            details.push(Detail::number("multivariate_denominator_df", "its denominator df", test.denominator));
            details.push(Detail::number("multivariate_p", "p of the multivariate test", p));
        }
        Ok(details)
    }

    /// The mean of each point in each arm.
    fn means(&self, courses: &CompleteCourses, options: &TestOptions) -> Result<Vec<GroupMean>, StatsError> {
        let options = TestOptions { alternative: Alternative::TwoSided, ..*options };
        let mut means = Vec::new();
        for (name, arm) in named_arms(courses) {
            for (at, point) in courses.names().iter().enumerate() {
                let group = name.map_or_else(|| point.clone(), |name| format!("{name}, {point}"));
                let pairs = courses.pairs(arm, 0, at.max(1))?;
                let estimate = self.mean(if at == 0 { pairs.before() } else { pairs.after() }, &options)?;
                means.push(GroupMean { group, n: pairs.n(), estimate });
            }
        }
        Ok(means)
    }

    fn mean(&self, readings: &Sample, options: &TestOptions) -> Result<Estimate, StatsError> {
        let moments = Moments::of(readings);
        let degrees = readings.n() as f64 - 1.0;
        let interval = match moments.standard_error() {
            Some(se) if se > 0.0 => {
                let found = TInference::of(self.title(), moments.mean, moments.mean, se, degrees, options)?;
                Some(Interval::new(found.lower, found.upper, options.level, "t"))
            }
            _ => None,
        };
        Ok(Estimate::new(MEAN_READING, moments.mean, readings.unit(), moments.standard_error(), interval))
    }

    /// Every later point less the first; of arms, the differences of these.
    fn contrasts(&self, courses: &CompleteCourses, options: &TestOptions) -> Result<Vec<Contrast>, StatsError> {
        let (names, arms, data) = (courses.names(), courses.arms(), courses.data());
        let mut contrasts = Vec::new();
        for to in 1..names.len() {
            let change = format!("{} - {}", names[to], names[0]);
            if arms.len() == 1 {
                let test = PairedT.run(&courses.pairs(None, 0, to)?, options)?;
                contrasts.push(Contrast { label: change, test });
                continue;
            }
            for (treated, control) in arm_pairs(data, &arms) {
                let [of, against] = [courses.pairs(Some(treated), 0, to)?, courses.pairs(Some(control), 0, to)?];
                if of.n() > 1 && against.n() > 1 {
                    let label = format!("{} - {}, {change}", data.arms()[treated], data.arms()[control]);
                    let test = WelchT.run(&TwoArms::try_new(of, against)?, options)?;
                    contrasts.push(Contrast { label, test });
                }
            }
        }
        Ok(contrasts)
    }
}

/// The arms with their names; in a single group one entry without either.
fn named_arms(courses: &CompleteCourses) -> Vec<(Option<&str>, Option<usize>)> {
    match courses.arms()[..] {
        [_] => vec![(None, None)],
        ref arms => arms.iter().map(|&arm| (Some(courses.data().arms()[arm].as_str()), Some(arm))).collect(),
    }
}

impl RepeatedProcedure for RmAnova {
    fn id(&self) -> &'static str {
        "rm-anova"
    }

    fn title(&self) -> &'static str {
        "repeated-measures analysis of variance"
    }

    fn documentation(&self) -> &'static str {
        RmAnova::DOCUMENTATION
    }

    fn usage(&self, data: &Longitudinal, _: &TestOptions) -> Usage {
        on_request(data)
    }

    fn run(&self, data: &Longitudinal, options: &TestOptions) -> Result<ModelResult, StatsError> {
        let courses = complete(self.title(), data)?;
        let overall = self.overall(&courses)?;
        let mut notes = notes(&courses);
        notes.push(Note::new("unadjusted", "The p-values of the contrasts are not adjusted for their number."));
        let formula = if courses.arms().len() > 1 {
            "reading ~ arm * time + Error(participant / time)"
        } else {
            "reading ~ time + Error(participant / time)"
        };
        Ok(ModelResult {
            procedure: self.id(),
            title: self.title(),
            formula: formula.to_owned(),
            analysed: analysed(&courses),
            overall: Some(overall),
            terms: Vec::new(),
            means: self.means(&courses, options)?,
            contrasts: self.contrasts(&courses, options)?,
            details: vec![Detail::count("points", "points in time", courses.names().len())],
            notes,
            citations: vec![GREENHOUSE_GEISSER, HUYNH_FELDT, LECOUTRE],
        })
    }
}
