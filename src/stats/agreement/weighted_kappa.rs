use super::kappa_table::{GradeTable, MOST_GRADES};
use crate::data::{PairedSample, Unit};
use crate::dist::normal;
use crate::result::number::{Number, number, optional};
use crate::result::{Alternative, Estimate, Interval, Level, Note, PValue, Quantity};
use crate::stats::documented::documented;
use crate::stats::{Explained, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

/// Agreement of two gradings beyond chance.
pub const KAPPA: Quantity = Quantity { id: "kappa", label: "kappa", symbol: "kappa" };

documented! {
    /// # Question
    /// How far do two gradings of the same people agree beyond what chance would give?
    ///
    /// # Assumptions
    /// People are independent of each other; grades are whole numbers, and their distances mean something unless kappa is unweighted. The
    /// interval is for many people (50 or more). Kappa depends on how common the grades are, so it cannot be compared between groups where
    /// that differs; quadratic weights give nearly an intraclass correlation.
    ///
    /// # Formula
    /// kappa = (p_o - p_e) / (1 - p_e), with p_o = sum w_ij p_ij and p_e = sum w_ij p_i. p_.j. Weights of agreement by the distance of the
    /// grades over that of the outermost grades given, D: 1 - |i - j| / D (linear), 1 - (i - j)^2 / D^2 (quadratic), 1 for equal grades and
    /// else 0 (unweighted). Variance (Fleiss, Cohen and Everitt 1969): [sum p_ij (w_ij - (w_i. + w_.j)(1 - kappa))^2 - (kappa -
    /// p_e (1 - kappa))^2] / (n (1 - p_e)^2), w_i. and w_.j the mean weights of a row and a column; under kappa = 0 [sum p_i. p_.j (w_ij -
    /// (w_i. + w_.j))^2 - p_e^2] / (n (1 - p_e)^2), which the two-sided normal p-value uses. The interval is cut off at -1 and 1.
    ///
    /// When all gradings agree the variance is 0 and says nothing. The lower end is then 1 - (1 - L) / (1 - p_e), L = (alpha/2)^(1/n) the
    /// exact lower limit of the share that agree (Clopper and Pearson), as if all others were as far apart as can be and the grades were as
    /// common as found; the upper end is 1.
    ///
    /// # Arguments
    /// Two grades of each person, whole numbers; linear or quadratic weights, or none; `--level`.
    ///
    /// # Errors
    /// Fewer than two people; grades that are not whole numbers, or more than 100 different ones; one and the same grade for everybody.
    /// When one of the two gave only one grade, kappa is 0 however much they agree, and has neither interval nor p-value.
    ///
    /// # References
    /// Cohen (1968), Weighted kappa, Psychological Bulletin 70:213-220. Fleiss, Cohen and Everitt (1969), Large sample standard errors of
    /// kappa and weighted kappa, Psychological Bulletin 72:323-327. Clopper and Pearson (1934), Biometrika 26:404-413.
    ///
    /// # Example
    /// `girth explain weighted-kappa`
    CohenKappa
}

impl Explained for CohenKappa {
    fn id(&self) -> &'static str {
        "weighted-kappa"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn documentation(&self) -> &'static str {
        CohenKappa::DOCUMENTATION
    }
}

const TITLE: &str = "weighted kappa";

/// How much of an agreement two different grades still are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum KappaWeights {
    /// Less by the distance of the grades.
    Linear,
    /// Less by its square.
    Quadratic,
    /// None at all: Cohen's kappa of 1960.
    Unweighted,
}

impl KappaWeights {
    /// The weight of two grades at a distance, as a part of the longest.
    pub(super) fn at(self, distance: f64) -> f64 {
        match self {
            KappaWeights::Linear => 1.0 - distance,
            KappaWeights::Quadratic => 1.0 - distance * distance,
            KappaWeights::Unweighted => f64::from(distance == 0.0),
        }
    }
}

/// How far two gradings agree beyond chance.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WeightedKappa {
    /// People with both grades.
    pub n: usize,
    /// How different grades count.
    pub weights: KappaWeights,
    /// Kappa with its interval.
    pub estimate: Estimate,
    /// Weighted share of agreement.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub observed_agreement: f64,
    /// The same if the two gradings had nothing to do with each other.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub expected_agreement: f64,
    /// Standard error if kappa were 0; absent when one of the two gave only one grade.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub null_standard_error: Option<f64>,
    /// Two-sided, of the test that kappa is 0.
    pub p_value: Option<PValue>,
    /// All grades given, from the lowest.
    pub grades: Vec<i64>,
    /// People by first grade (row) and second grade (column).
    pub table: Vec<Vec<u64>>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// Kappa of the first and the second grade of each person.
///
/// # Errors
/// [`StatsError::TooFew`] for fewer than two people, [`StatsError::Undefined`] for grades that are not whole numbers and where everybody
/// has one and the same grade.
pub fn weighted_kappa(pair: &PairedSample, weights: KappaWeights, level: Level) -> Result<WeightedKappa, StatsError> {
    StatsError::require(TITLE, 2, pair.n())?;
    let undefined = |why: String| StatsError::Undefined { procedure: TITLE, why };
    let not_grades =
        || undefined(format!("the readings are not grades: at most {MOST_GRADES} different whole numbers"));
    let table = GradeTable::of(pair).ok_or_else(not_grades)?;
    if let [only] = table.grades.as_slice() {
        return Err(undefined(format!("everybody was graded {only} both times, so chance agreement is complete")));
    }
    let kappa = table.kappa(weights);
    let z = normal::upper_quantile(level.alpha() / 2.0).map_err(|cause| StatsError::numerical(TITLE, cause))?;
    let mut notes = Vec::new();
    let one_grade = kappa.null_variance.is_none();
    let interval = if one_grade {
        let text = "One of the two gradings has a single grade: kappa is 0 whatever the agreement.";
        notes.push(Note::new("single-grade", text));
        None
    } else if table.all_agree() {
        let text = "All gradings agree: the lower limit of kappa is that of the share that agree.";
        notes.push(Note::new("complete-agreement", text));
        let least = (level.alpha() / 2.0).powf(1.0 / pair.n() as f64);
        let lower = 1.0 - (1.0 - least) / (1.0 - kappa.expected);
        Some(Interval::new(lower.max(-1.0), 1.0, level, "Clopper-Pearson of the agreement"))
    } else {
        let reach = z * kappa.variance.sqrt();
        let (lower, upper) = ((kappa.value - reach).max(-1.0), (kappa.value + reach).min(1.0));
        Some(Interval::new(lower, upper, level, "Fleiss, Cohen and Everitt 1969"))
    };
    let null_standard_error = kappa.null_variance.map(f64::sqrt);
    let p_value = null_standard_error.map(|standard_error| {
        let z = kappa.value / standard_error;
        PValue::try_new(Alternative::TwoSided.p_value(normal::cdf(z), normal::sf(z)))
    });
    let standard_error = (!one_grade && !table.all_agree()).then(|| kappa.variance.sqrt());
    Ok(WeightedKappa {
        n: pair.n(),
        weights,
        estimate: Estimate::new(KAPPA, kappa.value, Unit::None, standard_error, interval),
        observed_agreement: kappa.observed,
        expected_agreement: kappa.expected,
        null_standard_error,
        p_value: p_value.transpose().map_err(|cause| StatsError::numerical(TITLE, cause))?,
        grades: table.grades,
        table: table.counts,
        notes,
    })
}
