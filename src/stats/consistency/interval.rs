use super::rounded::Rounded;
use super::{Consistency, PrintedP};
use crate::data::Decimal;
use crate::dist::StudentT;
use crate::result::Level;
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

const CHECK: &str = "the check of an estimate by its interval";

/// On which scale an interval lies evenly about its estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EstimateScale {
    /// The estimate's own; p is against 0.
    Difference,
    /// That of the logarithm; p is against 1.
    Ratio,
}

/// An estimate with its interval, as printed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrintedEstimate {
    /// The estimate.
    pub value: Decimal,
    /// Lower end.
    pub low: Decimal,
    /// Upper end.
    pub high: Decimal,
    /// Level of the interval.
    pub level: Level,
    /// The scale on which it is even.
    pub scale: EstimateScale,
    /// Degrees of freedom of t, infinite for a normal distribution; `None` where the paper does not tell, and any from 1 on will do.
    pub degrees: Option<f64>,
}

/// Whether estimate, interval and p go together, as estimate -/+ quantile x SE makes them. Intervals of another make (exact, bootstrap,
/// of medians) need not.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct IntervalCheck {
    /// Of all parts.
    pub verdict: Consistency,
    /// Whether the estimate is in the middle of its interval.
    pub centred: Consistency,
    /// How far it is from the middle by the figures as printed, in halves of the interval's length: 1 at the upper end. Absent for an
    /// interval without length, or a ratio of 0 or below.
    pub off_centre: Option<f64>,
    /// Whether the printed p is one that the interval can have; not told without a printed p.
    pub p: Consistency,
    /// The smallest and the largest two-sided p that estimate and interval can have.
    pub implied_p: [f64; 2],
}

impl PrintedEstimate {
    /// Whether the estimate is the middle of its interval, and p the one that both imply, for some numbers that round to those printed.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for a lower end above the upper one, a ratio's estimate or end below 0, and degrees of freedom of 0 or
    /// below.
    pub fn check(&self, p: Option<PrintedP>) -> Result<IntervalCheck, StatsError> {
        let undefined = |why: &str| Err(StatsError::Undefined { procedure: CHECK, why: why.to_owned() });
        if self.low > self.high {
            return undefined("the interval's lower end is above its upper one");
        }
        if self.scale == EstimateScale::Ratio && [self.value, self.low].iter().any(|&figure| figure < Decimal::ZERO) {
            return undefined("a ratio is not below 0");
        }
        if self.degrees.is_some_and(|degrees| degrees.is_nan() || degrees <= 0.0) {
            return undefined("degrees of freedom are above 0");
        }
        let [value, low, high] = [self.value, self.low, self.high].map(|figure| self.scaled(Rounded::of(figure)));
        let middle = Rounded { low: (low.low + high.low) / 2.0, high: (low.high + high.high) / 2.0 };
        let centred = Consistency::of(value.meets(middle));
        let half = Rounded { low: ((high.low - low.high) / 2.0).max(0.0), high: (high.high - low.low) / 2.0 };
        let ratio = value.absolute().over(half);
        let implied_p = self.implied(ratio)?;
        let of_p = p.map_or(Consistency::CannotTell, |p| {
            Consistency::of(p.range().meets(Rounded { low: implied_p[0], high: implied_p[1] }))
        });
        Ok(IntervalCheck {
            verdict: Consistency::of_parts(&[centred, of_p]),
            centred,
            off_centre: self.off_centre(),
            p: of_p,
            implied_p,
        })
    }

    fn scaled(&self, range: Rounded) -> Rounded {
        match self.scale {
            EstimateScale::Difference => range,
            EstimateScale::Ratio => Rounded { low: range.low.max(0.0).ln(), high: range.high.ln() },
        }
    }

    /// 2 P(T > ratio x quantile). Without degrees of freedom the ends of what 1 to infinitely many give: p rises or falls with them
    /// throughout.
    fn implied(&self, ratio: Rounded) -> Result<[f64; 2], StatsError> {
        let numerical = |cause| StatsError::numerical(CHECK, cause);
        let at = |ratio: f64, degrees: f64| -> Result<f64, StatsError> {
            let distribution = StudentT::try_new(degrees).map_err(numerical)?;
            let quantile = distribution.upper_quantile(self.level.alpha() / 2.0).map_err(numerical)?;
            Ok(distribution.two_sided(ratio * quantile))
        };
        let degrees = self.degrees.map_or([1.0, f64::INFINITY], |degrees| [degrees, degrees]);
        let smallest = at(ratio.high, degrees[0])?.min(at(ratio.high, degrees[1])?);
        let largest = at(ratio.low, degrees[0])?.max(at(ratio.low, degrees[1])?);
        Ok([smallest, largest])
    }

    fn off_centre(&self) -> Option<f64> {
        let scaled = |figure: Decimal| match self.scale {
            EstimateScale::Difference => figure.to_f64(),
            EstimateScale::Ratio => figure.to_f64().ln(),
        };
        let [value, low, high] = [self.value, self.low, self.high].map(scaled);
        let off = ((value - low) - (high - value)) / (high - low);
        off.is_finite().then_some(off)
    }
}
