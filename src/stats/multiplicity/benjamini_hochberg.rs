use super::steps::step_up;
use super::{Adjustment, ErrorRate, Method};
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// Which hypotheses are worth following up, when a share below alpha of those that are picked may be false?
    ///
    /// # Assumptions
    /// Tests that are independent or depend positively on each other. This is a weaker promise than that of Holm: some of the rejected
    /// hypotheses are expected to be true. It suits a search, not a confirmation.
    ///
    /// # Formula
    /// With p(1) <= ... <= p(m): p_adjusted(k) = min over j >= k of m p(j) / j. Rejecting below alpha keeps the false discovery rate.
    ///
    /// # References
    /// Benjamini and Hochberg (1995), Controlling the false discovery rate, J R Stat Soc B 57:289-300.
    ///
    /// # Example
    /// `girth test @anorexia --adjust benjamini-hochberg`
    BenjaminiHochberg
}

impl Adjustment for BenjaminiHochberg {
    fn id(&self) -> &'static str {
        "benjamini-hochberg"
    }

    fn title(&self) -> &'static str {
        "Benjamini-Hochberg adjustment"
    }

    fn documentation(&self) -> &'static str {
        BenjaminiHochberg::DOCUMENTATION
    }

    fn controls(&self) -> ErrorRate {
        ErrorRate::FalseDiscovery
    }

    fn method(&self) -> Method {
        Method::OfPValues(|p| {
            step_up(p.iter().enumerate().map(|(rank, each)| each * p.len() as f64 / (rank + 1) as f64))
        })
    }
}
