use crate::data::{PairedSample, Unit};
use crate::dist::normal;
use crate::result::number::{Number, number};
use crate::result::{Estimate, Interval, Level, Note, Quantity};
use crate::stats::documented::documented;
use crate::stats::{Explained, Moments, StatsError};
use schemars::JsonSchema;
use serde::Serialize;

/// Lin's concordance correlation coefficient.
pub const CONCORDANCE: Quantity = Quantity { id: "ccc", label: "concordance correlation", symbol: "CCC" };

documented! {
    /// # Question
    /// How close do two readings of each person lie to the line on which both are equal, by the standard of how much people differ?
    ///
    /// # Assumptions
    /// Pairs of readings are bivariate normal (for the interval). The coefficient grows with the variety of the people: it cannot be
    /// compared between groups that vary differently, and says nothing in centimetres.
    ///
    /// # Formula
    /// CCC = 2 s_xy / (s_x^2 + s_y^2 + (mean(y) - mean(x))^2) = r C_b, with variances and covariance over n (Lin 1989). Bias correction
    /// C_b = 2 / (v + 1/v + u^2), scale shift v = s_y / s_x, location shift u = (mean(y) - mean(x)) / sqrt(s_x s_y). Variance (Lin 1989,
    /// corrected 2000): [(1 - r^2) C_b^2 (1 - CCC^2) + 2 CCC^2 C_b (1 - CCC) u^2 - CCC^2 C_b^2 u^4 / 2] / (n - 2); interval on the scale of
    /// artanh CCC with the standard error SE / (1 - CCC^2), transformed back.
    ///
    /// # Arguments
    /// Two readings of each person; `--level`.
    ///
    /// # Errors
    /// Fewer than three people; all first or all second readings equal.
    ///
    /// # References
    /// Lin (1989), A concordance correlation coefficient to evaluate reproducibility, Biometrics 45:255-268; (2000), A note on the
    /// concordance correlation coefficient, Biometrics 56:324-325.
    ///
    /// # Example
    /// `girth reliability @thigh-trial`
    LinConcordance
}

impl Explained for LinConcordance {
    fn id(&self) -> &'static str {
        "concordance"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn documentation(&self) -> &'static str {
        LinConcordance::DOCUMENTATION
    }
}

/// Below this, 1 - r^2 is rounding.
const ON_A_LINE: f64 = 1e-26;

const TITLE: &str = "Lin's concordance correlation";

/// How close two readings of each person are to being equal.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Concordance {
    /// People with both readings.
    pub n: usize,
    /// The coefficient with its interval.
    pub estimate: Estimate,
    /// Pearson's correlation: how close the readings are to any line.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub pearson_r: f64,
    /// C_b: how close that line is to the one on which both are equal, up to 1.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub bias_correction: f64,
    /// SD of the second readings over that of the first.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub scale_shift: f64,
    /// Mean of second - first over the geometric mean of the two SDs.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub location_shift: f64,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// Lin's concordance correlation of two readings of each person.
///
/// # Errors
/// [`StatsError::TooFew`] for fewer than three people, [`StatsError::Undefined`] where all first or all second readings are equal.
pub fn concordance(pair: &PairedSample, level: Level) -> Result<Concordance, StatsError> {
    StatsError::require(TITLE, 3, pair.n())?;
    let [first, second, difference] = [pair.before(), pair.after(), pair.change()].map(Moments::of);
    let undefined =
        || StatsError::Undefined { procedure: TITLE, why: "all first or all second readings are equal".to_owned() };
    let r = first.correlation(&second).ok_or_else(undefined)?;
    let one_minus_r = first.one_minus_correlation(&second).ok_or_else(undefined)?;
    let [variance_x, variance_y] = [&first, &second].map(|moments| moments.central(2));
    let (sd_x, sd_y) = (variance_x.sqrt(), variance_y.sqrt());
    let squares = variance_x + variance_y + difference.mean.powi(2);
    let v = sd_y / sd_x;
    let u = difference.mean / (sd_x * sd_y).sqrt();
    let c_b = 2.0 * sd_x * sd_y / squares;
    let ccc = r * c_b;
    // From the differences, so that near 1 no digits are lost.
    let one_minus = (difference.central(2) + difference.mean.powi(2)) / squares;
    let spread = one_minus_r * (1.0 + r) * c_b.powi(2) * one_minus * (1.0 + ccc);
    let shift = 2.0 * ccc.powi(2) * c_b * one_minus * u.powi(2) - 0.5 * (ccc * c_b * u.powi(2)).powi(2);
    let standard_error = ((spread + shift).max(0.0) / (pair.n() as f64 - 2.0)).sqrt();
    let centre = 0.5 * ((1.0 + ccc) / one_minus).ln();
    let z = normal::upper_quantile(level.alpha() / 2.0).map_err(|cause| StatsError::numerical(TITLE, cause))?;
    let reach = z * standard_error / (one_minus * (1.0 + ccc));
    let scatter = one_minus_r * (1.0 + r) > ON_A_LINE || difference.mean != 0.0;
    let interval = (scatter && reach.is_finite())
        .then(|| Interval::new((centre - reach).tanh(), (centre + reach).tanh(), level, "Fisher z"));
    let mut notes = Vec::new();
    if interval.is_none() {
        let text = "The readings lie on one line without any scatter: the coefficient has no interval.";
        notes.push(Note::new("no-scatter", text));
    }
    Ok(Concordance {
        n: pair.n(),
        estimate: Estimate::new(CONCORDANCE, ccc, Unit::None, Some(standard_error), interval),
        pearson_r: r,
        bias_correction: c_b,
        scale_shift: v,
        location_shift: u,
        notes,
    })
}
