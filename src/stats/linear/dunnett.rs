use super::answer::{Question, fit_details};
use super::arms::{ArmChanges, DIFFERENCE_OF_CHANGES, against_first};
use super::columns::analysed_of;
use super::family::Family;
use crate::data::SeveralArms;
use crate::dist;
use crate::result::{Alternative, Citation, Detail, ModelResult};
use crate::stats::documented::documented;
use crate::stats::{ArmsProcedure, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Which treatments change more, or less, than the control, when all are held against it at once?
    ///
    /// # Assumptions
    /// People are independent of each other; the changes have the same variance in all arms and are approximately normal at this sample
    /// size. The differences are of mean changes, not adjusted for baseline: only so are the correlations of the comparisons products, for
    /// which the distribution is exact.
    ///
    /// # Formula
    /// t_i = (mean_i - mean_0) / (s sqrt(1/n_i + 1/n_0)) with the pooled SD s of all k + 1 arms. Adjusted p: the probability that the
    /// largest of k such t (in absolute value for a two-sided question) exceeds t_i; intervals: difference -/+ critical value times SE
    /// with Dunnett's critical value, all true together at the level. Correlations lambda_i lambda_j, lambda_i = sqrt(n_i / (n_i + n_0)).
    ///
    /// # Arguments
    /// Two or more arms, the first the control; `--alternative`, `--level`.
    ///
    /// # Errors
    /// No control, or no more complete pairs than arms.
    ///
    /// # References
    /// Dunnett (1955), J Am Stat Assoc 50:1096-1121; Dunnett (1964), Biometrics 20:482-491.
    ///
    /// # Example
    /// `girth compare @anorexia --method dunnett`
    Dunnett
}

const DUNNETT: Citation = Citation {
    key: "Dunnett 1955",
    reference: "Dunnett (1955). A multiple comparison procedure for comparing several treatments with a control. Journal of the American \
                Statistical Association 50:1096-1121.",
};

impl Dunnett {
    /// The largest-t distribution of these arms.
    fn law(&self, sizes: &[usize], df: usize, alternative: Alternative) -> Result<dist::Dunnett, StatsError> {
        let control = sizes[0] as f64;
        let lambdas: Vec<f64> = sizes[1..].iter().map(|&n| (n as f64 / (n as f64 + control)).sqrt()).collect();
        let sides = match alternative {
            Alternative::TwoSided => dist::Sides::Both,
            Alternative::Less | Alternative::Greater => dist::Sides::Upper,
        };
        let law = dist::Dunnett::try_new(&lambdas, df as f64, sides);
        law.map_err(|cause| StatsError::numerical(self.title(), cause))
    }
}

impl ArmsProcedure for Dunnett {
    fn id(&self) -> &'static str {
        "dunnett"
    }

    fn title(&self) -> &'static str {
        "Dunnett's comparisons with the control"
    }

    fn documentation(&self) -> &'static str {
        Dunnett::DOCUMENTATION
    }

    fn usage(&self, arms: &SeveralArms, _: &TestOptions) -> Usage {
        match (arms.has_control(), arms.arms().len() > 2) {
            (false, _) => Usage::Unsuited,
            (true, true) => Usage::ByDefault,
            (true, false) => Usage::OnRequest,
        }
    }

    fn run(&self, arms: &SeveralArms, options: &TestOptions) -> Result<ModelResult, StatsError> {
        let (id, title) = (self.id(), self.title());
        if !arms.has_control() {
            return Err(StatsError::Missing { procedure: title, what: "an arm that is the control" });
        }
        let model = ArmChanges::of(title, arms)?;
        let alternative = options.alternative;
        let sizes: Vec<usize> = model.arms.iter().map(|arm| arm.n()).collect();
        let law = self.law(&sizes, model.fit.degrees_of_freedom(), alternative)?;
        let critical =
            law.upper_quantile(options.level.alpha()).map_err(|cause| StatsError::numerical(title, cause))?;
        let unit = arms.outcome().unit;
        let question = Question::two_sided(id, title, DIFFERENCE_OF_CHANGES, unit, options.level);
        let family = Family {
            question: Question { alternative, method: "Dunnett", ..question },
            symbol: "t",
            per_t: 1.0,
            distribution: format!(
                "Dunnett's t of {} comparisons with {} degrees of freedom",
                sizes.len() - 1,
                model.fit.degrees_of_freedom()
            ),
            critical,
            tail: &|t| {
                law.sf(match alternative {
                    Alternative::TwoSided => t.abs(),
                    Alternative::Less => -t,
                    Alternative::Greater => t,
                })
            },
        };
        let mut details = fit_details(&model.fit);
        details.push(Detail::number("critical_value", "critical value of t", critical));
        let (contrasts, notes) = family.contrasts(&model, against_first(arms.arms()))?;
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
            citations: vec![DUNNETT],
        })
    }
}
