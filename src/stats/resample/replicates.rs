//! The values of a statistic in resamples, and the intervals made from them.

use crate::dist::normal;
use crate::result::format::count;
use crate::result::{Alternative, Interval, Level, Side};

/// A share of undefined resamples beyond which there is no interval.
const UNDEFINED_UP_TO: f64 = 0.05;

/// The defined values of a statistic in resamples, in any order.
#[derive(Clone, Debug)]
pub struct Replicates {
    values: Vec<f64>,
    undefined: usize,
}

/// The order of a quantile with its standard deviation over drawings of the resamples.
#[derive(Clone, Copy, Debug)]
struct Order {
    p: f64,
    error: f64,
}

impl Replicates {
    /// Sets the undefined values, which are NaN, apart.
    ///
    /// # Errors
    /// The reason in words when more than one resample in twenty is undefined, or none is defined.
    pub fn try_new(mut values: Vec<f64>) -> Result<Replicates, String> {
        let drawn = values.len();
        values.retain(|value| !value.is_nan());
        let undefined = drawn - values.len();
        if values.is_empty() || undefined as f64 > UNDEFINED_UP_TO * drawn as f64 {
            let [undefined, drawn] = [undefined, drawn].map(count);
            return Err(format!("{undefined} of {drawn} resamples do not define it, more than one in twenty"));
        }
        Ok(Replicates { values, undefined })
    }

    /// The values.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How many resamples did not define the statistic.
    pub fn undefined(&self) -> usize {
        self.undefined
    }

    /// How many values are below, and how many equal to, the estimate. Resamples that give the same number in another order of
    /// summation count as equal.
    pub fn below_and_equal(&self, estimate: f64) -> (usize, usize) {
        let size = self.values.iter().fold(estimate.abs(), |most, value| most.max(value.abs()));
        let slack = 1e-12 * size;
        let below = self.values.iter().filter(|&&value| value < estimate - slack).count();
        let above = self.values.iter().filter(|&&value| value > estimate + slack).count();
        (below, self.values.len() - below - above)
    }

    /// The bias correction: the normal quantile of the share below the estimate, ties counted half. Infinite when all resamples lie on
    /// one side.
    pub fn bias_correction(&self, estimate: f64) -> f64 {
        let (below, equal) = self.below_and_equal(estimate);
        let share = (below as f64 + equal as f64 / 2.0) / self.values.len() as f64;
        normal::quantile(share).unwrap_or(f64::NAN)
    }

    /// The quantile of order p, type 7: the value at position 1 + (m - 1) p of the sorted values, between two of them by proportion.
    pub fn quantile(&mut self, p: f64) -> f64 {
        self.quantiles([p])[0]
    }

    /// Quantiles of ascending orders that are near each other: only the tail beyond them is sorted.
    fn quantiles<const K: usize>(&mut self, orders: [f64; K]) -> [f64; K] {
        let last = self.values.len() - 1;
        let positions = orders.map(|p| last as f64 * p.clamp(0.0, 1.0));
        let (lowest, highest) = (positions[0] as usize, (positions[K - 1] as usize + 1).min(last));
        if lowest + highest > last {
            self.values.select_nth_unstable_by(lowest, f64::total_cmp);
            self.values[lowest..].sort_unstable_by(f64::total_cmp);
        } else {
            self.values.select_nth_unstable_by(highest, f64::total_cmp);
            self.values[..=highest].sort_unstable_by(f64::total_cmp);
        }
        positions.map(|position| {
            let (lower, upper) = (self.values[position as usize], self.values[(position as usize + 1).min(last)]);
            lower + position.fract() * (upper - lower)
        })
    }

    /// The quantile of an order, and half the distance of the quantiles one standard deviation of the order below and above: the
    /// standard error of a sample quantile without an estimate of the density (Woodruff 1952).
    fn quantile_and_error(&mut self, order: Order) -> (f64, f64) {
        let Order { p, error } = order;
        let [lower, quantile, upper] = self.quantiles([p - error, p, p + error]);
        (quantile, (upper - lower) / 2.0)
    }

    /// The order p by itself: the share of values below the true quantile is binomial.
    fn plain(&self, p: f64) -> Order {
        Order { p, error: (p * (1.0 - p) / self.values.len() as f64).sqrt() }
    }

    /// The percentile interval: from the quantile of order alpha/2 to that of 1 - alpha/2.
    pub fn percentile(&mut self, level: Level, alternative: Alternative) -> Interval {
        let of = |values: &mut Replicates, p| values.quantile_and_error(values.plain(p));
        self.interval(level, alternative, "bootstrap percentile", of)
    }

    /// The bias-corrected and accelerated interval (Efron 1987), with half ties in the bias correction.
    ///
    /// # Errors
    /// The reason in words when it is not defined.
    pub fn bca(
        &mut self,
        estimate: f64,
        acceleration: Option<f64>,
        level: Level,
        alternative: Alternative,
    ) -> Result<Interval, String> {
        let acceleration =
            acceleration.ok_or("leaving out one pair or another makes no difference, or is not defined")?;
        let bias = self.bias_correction(estimate);
        if !bias.is_finite() {
            return Err("all resamples lie on one side of the estimate".to_owned());
        }
        let order = |p: f64| bca_order(bias, acceleration, p);
        let undefined = |p: f64| order(p).is_none_or(|order| order.p <= 0.0 || order.p >= 1.0);
        let alpha = level.alpha();
        if [alpha, alpha / 2.0, 1.0 - alpha / 2.0, 1.0 - alpha].into_iter().any(undefined) {
            return Err("the bias and the acceleration are too large for this level".to_owned());
        }
        let of = |values: &mut Replicates, p: f64| {
            let order = order(p).unwrap_or(BcaOrder { p, slope: 0.0 });
            values.quantile_and_error(values.corrected(order, bias))
        };
        Ok(self.interval(level, alternative, "bootstrap BCa", of))
    }

    /// The error of a BCa order: the same resamples give the bias correction and the quantile, so their errors are joint.
    fn corrected(&self, order: BcaOrder, bias: f64) -> Order {
        let BcaOrder { p, slope } = order;
        let (share, weight) = (normal::cdf(bias), slope / normal::pdf(bias));
        let variance =
            weight * weight * share * (1.0 - share) + p * (1.0 - p) - 2.0 * weight * (share.min(p) - share * p);
        Order { p, error: (variance.max(0.0) / self.values.len() as f64).sqrt() }
    }

    /// The studentized (bootstrap-t) interval of an estimate, when these are (t* - t) / SE*: estimate - quantile of order 1 - alpha/2
    /// times SE, to estimate - quantile of order alpha/2 times SE.
    pub fn studentized(
        &mut self,
        estimate: f64,
        standard_error: f64,
        level: Level,
        alternative: Alternative,
    ) -> Interval {
        let of = |values: &mut Replicates, p: f64| {
            let (quantile, error) = values.quantile_and_error(values.plain(1.0 - p));
            (estimate - quantile * standard_error, error * standard_error)
        };
        self.interval(level, alternative, "bootstrap studentized", of)
    }

    fn interval(
        &mut self,
        level: Level,
        alternative: Alternative,
        method: &'static str,
        of: impl Fn(&mut Replicates, f64) -> (f64, f64),
    ) -> Interval {
        let mut errors = [0.0; 2];
        let limits = alternative.interval(level.alpha(), |side, tail| {
            let (limit, error) = of(self, if side == Side::Lower { tail } else { 1.0 - tail });
            errors[usize::from(side == Side::Upper)] = error;
            Ok::<f64, std::convert::Infallible>(limit)
        });
        let Ok((lower, upper)) = limits;
        Interval { lower, upper, level, achieved_level: None, method, monte_carlo_errors: Some(errors) }
    }
}

/// An order p as BCa corrects it, with its derivative by the bias correction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BcaOrder {
    /// Phi(z0 + (z0 + z) / (1 - a (z0 + z))), z the normal quantile of the order.
    pub p: f64,
    /// Its derivative by z0.
    pub slope: f64,
}

/// The order of the BCa limit (Efron and Tibshirani 1993, eq. 14.10); `None` where 1 - a (z0 + z) is not above zero.
pub fn bca_order(bias: f64, acceleration: f64, p: f64) -> Option<BcaOrder> {
    let shifted = bias + normal::quantile(p).ok()?;
    let denominator = 1.0 - acceleration * shifted;
    (denominator > 0.0).then(|| {
        let z = bias + shifted / denominator;
        BcaOrder { p: normal::cdf(z), slope: normal::pdf(z) * (1.0 + denominator.powi(-2)) }
    })
}
