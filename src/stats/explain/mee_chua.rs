//! The effect beside regression to the mean, for each mean that the population may have.

use crate::data::{DataError, Decimal, PairedSample, Sample};
use crate::result::{Citation, Estimate, Level, PValue, Quantity, TestResult};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::linear::answer::Question;
use crate::stats::linear::{Covariance, LeastSquares, LinearEstimate};
use crate::stats::{Explained, StatsError, TestOptions};
use schemars::JsonSchema;
use serde::Serialize;

/// The change of people whose first reading is the mean of the population: they have nothing to regress.
pub const EFFECT_AT_POPULATION_MEAN: Quantity =
    Quantity { id: "effect_at_population_mean", label: "mean change at the population mean", symbol: "effect at μ" };

documented! {
    /// # Question
    /// People were picked by their first reading, from a population whose mean is known, or may be guessed. Is there a change beside
    /// regression to that mean?
    ///
    /// # Assumptions
    /// The second reading follows the first in a straight line with normal, equally wide scatter, also where people were picked; the
    /// effect of treatment is the same for all; without treatment the mean of the population would be the same at both visits. People whose
    /// first reading is the mean of the population do not regress: their change is the effect.
    ///
    /// # Formula
    /// after = mu + effect + b (before - mu) + error, by least squares; t = effect / SE(effect) with n - 2 degrees of freedom (Mee and Chua
    /// 1991). The slope does not depend on mu, so the curve of effects over mu is a straight line: mean change - (1 - b) (mean(before) - mu),
    /// which is zero at mu = mean(before) - mean change / (b - 1). Far from the readings the line is extrapolated, and its
    /// interval widens.
    ///
    /// # Arguments
    /// Pairs in any unit; the mean of the population, or a range of means, in the same unit; `--alternative`, `--level`, `--null`.
    ///
    /// # Errors
    /// Fewer than three pairs; first readings that are all equal. A perfect line has no standard error, p-value or interval.
    ///
    /// # References
    /// Mee and Chua (1991), Regression toward the mean and the paired sample t test, Am Stat 45:39-42. Ostermann, Willich and Luedtke (2008),
    /// Regression toward the mean: a detection method for unknown population mean, BMC Med Res Methodol 8:52.
    ///
    /// # Example
    /// `girth report @spa-series`
    MeeChua
}

const ID: &str = "mee-chua";
const TITLE: &str = "Mee and Chua's test beside regression to the mean";
const MEE_CHUA: Citation = Citation {
    key: "Mee and Chua 1991",
    reference: "Mee RW, Chua TC (1991). Regression toward the mean and the paired sample t test. Am Stat 45:39-42.",
};

impl Explained for MeeChua {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn documentation(&self) -> &'static str {
        MeeChua::DOCUMENTATION
    }
}

/// The effect for one mean of the population.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MeeChuaPoint {
    /// The mean of the population.
    pub population_mean: f64,
    /// The effect beside regression to it.
    pub effect: Estimate,
    /// Two-sided p of no effect; absent for a perfect line.
    pub p_value: Option<PValue>,
}

/// The effect over a range of means.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MeeChuaCurve {
    /// By rising mean of the population.
    pub points: Vec<MeeChuaPoint>,
    /// The mean of the population that would leave no effect; absent where the change does not depend on the first reading. Inside or
    /// outside the range.
    pub no_effect_at: Option<f64>,
}

/// The test at one mean of the population.
///
/// # Errors
/// `TooFew` under three pairs; `Undefined` when all first readings are equal; `Data` when the mean does not fit the grid of the readings.
pub fn mee_chua(
    sample: &PairedSample,
    population_mean: Decimal,
    options: &TestOptions,
) -> Result<TestResult, StatsError> {
    let (_, effect) = Line::of(sample, population_mean)?.effect(0.0)?;
    let question = Question::of_options(ID, TITLE, EFFECT_AT_POPULATION_MEAN, sample.outcome().unit, options);
    let mut result = question.test(&effect, analysed(sample))?;
    result.citations.push(MEE_CHUA);
    Ok(result)
}

/// The effect at `steps` + 1 equidistant means from `from` to `to`, with two-sided intervals and p.
///
/// # Errors
/// As [`mee_chua`]; `Undefined` without a step.
pub fn mee_chua_curve(
    sample: &PairedSample,
    from: Decimal,
    to: Decimal,
    steps: usize,
    level: Level,
) -> Result<MeeChuaCurve, StatsError> {
    if steps == 0 {
        return Err(undefined("a curve has at least one step"));
    }
    let unit = sample.outcome().unit;
    let (line, length) = (Line::of(sample, from)?, distance(from, to, sample)?);
    let question = Question::two_sided(ID, TITLE, EFFECT_AT_POPULATION_MEAN, unit, level);
    let point = |step: usize| {
        let (population_mean, effect) = line.effect(length * step as f64 / steps as f64)?;
        let answer = question.answer(&effect)?;
        Ok(MeeChuaPoint {
            population_mean,
            effect: Estimate::new(
                EFFECT_AT_POPULATION_MEAN,
                effect.value,
                unit,
                effect.standard_error,
                answer.interval,
            ),
            p_value: answer.p_value,
        })
    };
    let points = (0..=steps).map(point).collect::<Result<Vec<_>, StatsError>>()?;
    Ok(MeeChuaCurve { points, no_effect_at: line.no_effect_at()? })
}

/// The change on the distance of the first reading from an origin; its slope is that of after on before less 1.
struct Line {
    fit: LeastSquares,
    origin: f64,
    /// How far the first readings lie from the origin at most.
    reach: f64,
}

/// A mean of the population this many times as far as the first readings reach is none; the slope is then zero but for rounding.
const NOWHERE: f64 = 1e6;

impl Line {
    fn of(sample: &PairedSample, origin: Decimal) -> Result<Line, StatsError> {
        StatsError::require(TITLE, 3, sample.n())?;
        let before = sample.before().minus(origin)?.values();
        let reach = before.iter().fold(0.0, |reach: f64, value| reach.max(value.abs()));
        let fit = LeastSquares::fit(TITLE, &sample.change().values(), vec![("before".to_owned(), before)])?;
        Ok(Line { fit, origin: origin.to_f64(), reach })
    }

    /// The mean so far above the origin, with the effect there.
    fn effect(&self, above: f64) -> Result<(f64, LinearEstimate), StatsError> {
        self.slope()?;
        let effect = self.fit.estimate(1.0, &[above], Covariance::Classical);
        Ok((self.origin + above, effect.ok_or_else(|| undefined(CONSTANT))?))
    }

    fn slope(&self) -> Result<f64, StatsError> {
        Ok(self.fit.slope(0, Covariance::Classical).ok_or_else(|| undefined(CONSTANT))?.value)
    }

    fn no_effect_at(&self) -> Result<Option<f64>, StatsError> {
        let (_, at_origin) = self.effect(0.0)?;
        let above = 0.0 - at_origin.value / self.slope()?;
        Ok(Some(self.origin + above).filter(|mean| mean.is_finite() && above.abs() <= NOWHERE * self.reach))
    }
}

const CONSTANT: &str = "all first readings are equal, so nobody can be told to have regressed";

fn undefined(why: &str) -> StatsError {
    StatsError::Undefined { procedure: TITLE, why: why.to_owned() }
}

/// How far `to` lies above `from`.
fn distance(from: Decimal, to: Decimal, sample: &PairedSample) -> Result<f64, DataError> {
    let values = Sample::try_new(&[to], sample.outcome().unit)?.minus(from)?.values();
    values.first().copied().ok_or(DataError::Empty)
}

#[cfg(test)]
mod tests {
    use super::super::test_support::{dec, pairs};
    use super::*;

    #[test]
    fn the_curve_is_a_line_through_the_mean_change() {
        // Changes 0.5, -2.5, -4.5, -5.5 on 80, 84, 88, 92: mean -3 at 86, slope -1/2.
        let sample = pairs(&[("80", "80.5"), ("84", "81.5"), ("88", "83.5"), ("92", "86.5")]);
        let curve = mee_chua_curve(&sample, dec("80"), dec("92"), 4, Level::DEFAULT).unwrap();
        for (step, point) in curve.points.iter().enumerate() {
            assert_eq!(point.population_mean, 80.0 + 3.0 * step as f64);
            assert!((point.effect.value + 1.5 * step as f64).abs() < 1e-13);
        }
        assert!((curve.no_effect_at.unwrap() - 80.0).abs() < 1e-12);
        let width =
            |at: usize| curve.points[at].effect.interval.as_ref().map(|interval| interval.upper - interval.lower);
        assert!(width(0) > width(2) && width(4) > width(2));
        let single = mee_chua(&sample, dec("83"), &TestOptions::default()).unwrap();
        assert!((single.primary().unwrap().value - curve.points[1].effect.value).abs() < 1e-13);
        assert!(matches!(
            mee_chua_curve(&sample, dec("80"), dec("92"), 0, Level::DEFAULT),
            Err(StatsError::Undefined { .. })
        ));
    }

    #[test]
    fn degenerate_readings() {
        let undefined = |sample: &PairedSample| {
            matches!(mee_chua(sample, dec("80"), &TestOptions::default()), Err(StatsError::Undefined { .. }))
        };
        assert!(undefined(&pairs(&[("80", "81"), ("80", "82"), ("80", "84")])));
        let two = pairs(&[("80", "81"), ("82", "82")]);
        assert!(matches!(mee_chua(&two, dec("80"), &TestOptions::default()), Err(StatsError::TooFew { .. })));
        // Everybody changed by 2: no scatter, no dependence on the first reading.
        let all_equal = pairs(&[("80", "82"), ("82", "84"), ("90", "92")]);
        let curve = mee_chua_curve(&all_equal, dec("70"), dec("80"), 1, Level::DEFAULT).unwrap();
        assert_eq!((curve.no_effect_at, curve.points[0].p_value, curve.points[0].effect.value), (None, None, 2.0));
    }
}
