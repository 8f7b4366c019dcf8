//! The counts of clusters.

use super::cluster::{Cluster, Moments};
use crate::stats::StatsError;
use crate::stats::risk::{Exposure, Margins, TwoByTwo};

/// Right answers, or people with an event, of clusters that are alike: binomial, the term is the log odds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::stats) struct RightAnswers {
    /// Right answers.
    pub right: f64,
    /// Answers.
    pub answers: f64,
    /// How many clusters are like this.
    pub clusters: f64,
}

/// The probability of log odds.
pub(super) fn logistic(eta: f64) -> f64 {
    1.0 / (1.0 + (-eta).exp())
}

/// ln(1 + e^eta) without overflow.
fn softplus(eta: f64) -> f64 {
    eta.max(0.0) + (-eta.abs()).exp().ln_1p()
}

impl Cluster for RightAnswers {
    fn clusters(&self) -> f64 {
        self.clusters
    }

    fn at(&self, eta: f64) -> Moments {
        let p = logistic(eta);
        Moments {
            log: self.right * eta - self.answers * softplus(eta),
            residual: self.right - self.answers * p,
            variance: self.answers * p * (1.0 - p),
        }
    }

    fn bend(&self, _: f64) -> f64 {
        self.answers / 4.0
    }

    fn tells_spread(&self) -> bool {
        self.answers > 1.0
    }
}

/// Events over an exposure: Poisson, the term is the log rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::stats) struct Events(pub Exposure);

impl Cluster for Events {
    fn at(&self, eta: f64) -> Moments {
        let expected = self.0.amount() * eta.exp();
        let events = self.0.events() as f64;
        Moments { log: events * eta - expected, residual: events - expected, variance: expected }
    }

    fn bend(&self, eta: f64) -> f64 {
        // Where next to nothing is expected the likelihood ends at a cliff of width 1.
        self.at(eta).variance.max(1.0)
    }

    fn tells_spread(&self) -> bool {
        true
    }
}

/// Events of two groups over exposures, given how many there were in both: binomial, the term is the log rate ratio.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::stats) struct RatePair {
    events: RightAnswers,
    /// The log odds that an event is of the treated where the rates are equal.
    even: f64,
}

impl RatePair {
    pub(in crate::stats) fn new(treated: &Exposure, control: &Exposure) -> RatePair {
        let (right, others) = (treated.events() as f64, control.events() as f64);
        RatePair {
            events: RightAnswers { right, answers: right + others, clusters: 1.0 },
            even: treated.amount().ln() - control.amount().ln(),
        }
    }
}

impl Cluster for RatePair {
    fn at(&self, eta: f64) -> Moments {
        self.events.at(eta + self.even)
    }

    fn bend(&self, eta: f64) -> f64 {
        self.events.bend(eta + self.even)
    }

    fn tells_spread(&self) -> bool {
        self.events.tells_spread()
    }
}

/// Events among the treated, given both margins of the table: Fisher's noncentral hypergeometric distribution, the term is the log odds
/// ratio. The count is a sum of independent yes and no answers (its generating polynomial has real roots), one for each step of its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::stats) struct ConditionalOdds {
    margins: Margins,
    treated_events: u64,
}

impl ConditionalOdds {
    /// # Errors
    /// [`StatsError::Numerical`] for more people than can be counted out.
    pub(in crate::stats) fn try_new(procedure: &'static str, table: &TwoByTwo) -> Result<ConditionalOdds, StatsError> {
        let margins = Margins::of(table).map_err(|cause| StatsError::numerical(procedure, cause))?;
        Ok(ConditionalOdds { margins, treated_events: table.treated_events() })
    }

    /// The steps of the range of the treated's events.
    pub(in crate::stats) fn steps(&self) -> u64 {
        self.margins.highest() - self.margins.lowest()
    }

    /// How many more events the treated have than they must have.
    pub(in crate::stats) fn above_lowest(&self) -> u64 {
        self.treated_events - self.margins.lowest()
    }
}

impl Cluster for ConditionalOdds {
    fn at(&self, eta: f64) -> Moments {
        let law = self.margins.at(eta.exp());
        Moments {
            log: law.pmf(self.treated_events).ln(),
            residual: self.treated_events as f64 - law.mean(),
            variance: law.variance(),
        }
    }

    fn bend(&self, _: f64) -> f64 {
        self.steps() as f64 / 4.0
    }

    fn tells_spread(&self) -> bool {
        self.steps() > 1
    }
}
