//! From a coefficient with its variance to interval, statistic and p-value.

use super::fit::Fit;
use super::{MetaOptions, MetaTest};
use crate::data::Unit;
use crate::dist::{DistError, StudentT, normal};
use crate::result::{Alternative, Estimate, Interval, Level, Note, PValue, Quantity, Statistic};
use crate::stats::StatsError;

/// A distribution that estimates are held against.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reference {
    Normal,
    StudentT(StudentT),
}

impl Reference {
    pub(super) fn t(procedure: &'static str, degrees: usize) -> Result<Reference, StatsError> {
        let t = StudentT::try_new(degrees as f64).map_err(|cause| StatsError::numerical(procedure, cause))?;
        Ok(Reference::StudentT(t))
    }

    pub(super) fn upper_quantile(self, tail: f64) -> Result<f64, DistError> {
        match self {
            Reference::Normal => normal::upper_quantile(tail),
            Reference::StudentT(t) => t.upper_quantile(tail),
        }
    }

    fn p_value(self, statistic: f64) -> f64 {
        match self {
            Reference::Normal => Alternative::TwoSided.p_value(normal::cdf(statistic), normal::sf(statistic)),
            Reference::StudentT(t) => Alternative::TwoSided.p_value(t.cdf(statistic), t.sf(statistic)),
        }
    }

    fn statistic(self, value: f64) -> Statistic {
        match self {
            Reference::Normal => Statistic { symbol: "z", value, distribution: "standard normal".to_owned() },
            Reference::StudentT(t) => {
                Statistic { symbol: "t", value, distribution: format!("t with {} degrees of freedom", t.df()) }
            }
        }
    }
}

/// How the coefficients of a fit are tested.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inference {
    procedure: &'static str,
    level: Level,
    pub(super) reference: Reference,
    method: &'static str,
    /// What variances of coefficients are multiplied by: 1, or Knapp and Hartung's factor.
    pub(super) factor: f64,
    /// Knapp and Hartung's factor before it was raised to 1, where it was.
    raised_from: Option<f64>,
}

/// A coefficient with all that is said of it.
pub(super) struct Tested {
    pub(super) estimate: Estimate,
    pub(super) statistic: Statistic,
    pub(super) p_value: PValue,
}

impl Inference {
    /// Estimates with their own standard errors.
    pub(super) fn plain(
        procedure: &'static str,
        level: Level,
        reference: Reference,
        method: &'static str,
    ) -> Inference {
        Inference { procedure, level, reference, method, factor: 1.0, raised_from: None }
    }

    /// A fit without degrees of freedom is held against the normal distribution.
    pub(super) fn of(fit: &Fit, options: &MetaOptions) -> Result<Inference, StatsError> {
        let (procedure, degrees) = (fit.model.procedure, fit.model.degrees());
        let plain = Inference::plain(procedure, options.level, Reference::Normal, "z");
        if options.test == MetaTest::Z || degrees == 0 {
            return Ok(plain);
        }
        let plain = Inference { reference: Reference::t(procedure, degrees)?, method: "t", ..plain };
        let factor = fit.weighted.q() / degrees as f64;
        match options.test {
            MetaTest::Z | MetaTest::T => Ok(plain),
            MetaTest::KnappHartung if factor == 0.0 => Err(StatsError::Undefined {
                procedure,
                why: "the estimates do not differ at all, so that the standard error of Knapp and Hartung is 0"
                    .to_owned(),
            }),
            MetaTest::KnappHartung => Ok(Inference { factor, method: "Knapp-Hartung t", ..plain }),
            MetaTest::KnappHartungAdHoc => Ok(Inference {
                factor: factor.max(1.0),
                method: "Knapp-Hartung t",
                raised_from: (factor < 1.0).then_some(factor),
                ..plain
            }),
        }
    }

    /// Half the width of the interval of a coefficient whose variance with tau² taken for known is `plain`.
    pub(super) fn reach(&self, plain: f64) -> Result<f64, StatsError> {
        let quantile = self.reference.upper_quantile(self.level.alpha() / 2.0);
        let quantile = quantile.map_err(|cause| StatsError::numerical(self.procedure, cause))?;
        Ok(quantile * (self.factor * plain).sqrt())
    }

    /// Tests a coefficient against zero. `plain` is its variance with tau² taken for known.
    pub(super) fn of_coefficient(
        &self,
        quantity: Quantity,
        unit: Unit,
        value: f64,
        plain: f64,
    ) -> Result<Tested, StatsError> {
        let (error, reach) = ((self.factor * plain).sqrt(), self.reach(plain)?);
        let statistic = value / error;
        let p_value = PValue::try_new(self.reference.p_value(statistic))
            .map_err(|cause| StatsError::numerical(self.procedure, cause))?;
        let interval = Interval::new(value - reach, value + reach, self.level, self.method);
        let estimate = Estimate::new(quantity, value, unit, Some(error), Some(interval));
        Ok(Tested { estimate, statistic: self.reference.statistic(statistic), p_value })
    }

    /// What the reader must know of the test.
    pub(super) fn notes(&self) -> impl Iterator<Item = Note> {
        let raised = self.raised_from.map(|factor| {
            Note::new(
                "knapp-hartung-raised",
                format!(
                    "The studies agree better than their standard errors let expect (factor {factor:.3} of Knapp and Hartung); \
                     the factor was raised to 1, so that the standard error is that of the normal test."
                ),
            )
        });
        let one_degree = matches!(self.reference, Reference::StudentT(t) if t.df() == 1.0).then(|| {
            Note::new(
                "one-degree-of-freedom",
                "With one degree of freedom the interval reaches 12.7 standard errors to each side (at 95 %): so few studies \
                 say next to nothing about how much studies differ.",
            )
        });
        raised.into_iter().chain(one_degree)
    }
}
