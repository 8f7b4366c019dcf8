use super::answer::{Question, fit_details};
use super::arms::{ArmChanges, DIFFERENCE_OF_CHANGES, all_pairs};
use super::columns::analysed_of;
use super::family::Family;
use crate::data::SeveralArms;
use crate::dist::StudentizedRange;
use crate::result::{Citation, Detail, ModelResult};
use crate::stats::documented::documented;
use crate::stats::{ArmsProcedure, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Which arms differ in their mean change, when all pairs are compared at once?
    ///
    /// # Assumptions
    /// People are independent of each other; the changes have the same variance in all arms and are approximately normal at this sample
    /// size. The differences are of mean changes, not adjusted for baseline.
    ///
    /// # Formula
    /// q = |mean_i - mean_j| / (s sqrt((1/n_i + 1/n_j) / 2)) with the pooled SD s, held against the studentized range of k means with
    /// n - k degrees of freedom. Intervals: difference -/+ q(1 - alpha) / sqrt(2) times SE, all true together at the level. With arms of
    /// different sizes (Kramer) the level is kept, with something to spare (Hayter 1984).
    ///
    /// # Arguments
    /// Two or more arms; `--level`. Always two-sided.
    ///
    /// # Errors
    /// No more complete pairs than arms.
    ///
    /// # References
    /// Tukey (1953), The problem of multiple comparisons; Kramer (1956), Biometrics 12:307-310; Hayter (1984), Ann Stat 12:61-75.
    ///
    /// # Example
    /// `girth compare @anorexia --method tukey`
    Tukey
}

const KRAMER: Citation = Citation {
    key: "Kramer 1956",
    reference: "Kramer (1956). Extension of multiple range tests to group means with unequal numbers of replications. Biometrics \
                12:307-310.",
};
const HAYTER: Citation = Citation {
    key: "Hayter 1984",
    reference: "Hayter (1984). A proof of the conjecture that the Tukey-Kramer multiple comparisons procedure is conservative. Annals of \
                Statistics 12:61-75.",
};

impl ArmsProcedure for Tukey {
    fn id(&self) -> &'static str {
        "tukey"
    }

    fn title(&self) -> &'static str {
        "Tukey and Kramer's comparisons of all pairs"
    }

    fn documentation(&self) -> &'static str {
        Tukey::DOCUMENTATION
    }

    fn usage(&self, arms: &SeveralArms, _: &TestOptions) -> Usage {
        if arms.arms().len() > 2 && !arms.has_control() { Usage::ByDefault } else { Usage::OnRequest }
    }

    fn run(&self, arms: &SeveralArms, options: &TestOptions) -> Result<ModelResult, StatsError> {
        let (id, title) = (self.id(), self.title());
        let model = ArmChanges::of(title, arms)?;
        let (k, df) = (model.arms.len(), model.fit.degrees_of_freedom());
        let numerical = |cause| StatsError::numerical(title, cause);
        let law = StudentizedRange::try_new(k as u32, df as f64).map_err(numerical)?;
        let critical = law.upper_quantile(options.level.alpha()).map_err(numerical)?;
        let root2 = std::f64::consts::SQRT_2;
        let question = Question::two_sided(id, title, DIFFERENCE_OF_CHANGES, arms.outcome().unit, options.level);
        let family = Family {
            question: Question { method: "Tukey-Kramer", ..question },
            symbol: "q",
            per_t: root2,
            distribution: format!("studentized range of {k} means with {df} degrees of freedom"),
            critical: critical / root2,
            tail: &|t| law.sf(root2 * t.abs()),
        };
        let mut details = fit_details(&model.fit);
        details.push(Detail::number("critical_value", "critical value of q", critical));
        let (contrasts, notes) = family.contrasts(&model, all_pairs(arms.arms()))?;
        Ok(ModelResult {
            procedure: id,
            title,
            formula: "change ~ arm".to_owned(),
            analysed: analysed_of(&model.arms),
            overall: None,
            terms: Vec::new(),
            means: model.group_means(&model.mean_question(id, title, options.level))?,
            contrasts,
            details,
            notes,
            citations: vec![KRAMER, HAYTER],
        })
    }
}
