use super::steps::step_down;
use super::{Adjustment, ErrorRate, Method};
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// Which hypotheses hold up when the chance of one false rejection or more among all of them is to stay below alpha?
    ///
    /// # Assumptions
    /// None, as for Bonferroni, which it never falls behind.
    ///
    /// # Formula
    /// With p(1) <= ... <= p(m): p_adjusted(k) = max over j <= k of (m - j + 1) p(j), at most 1. Step-down: the smallest p faces all m
    /// hypotheses, the next one m - 1, and so on until one fails.
    ///
    /// # References
    /// Holm (1979), A simple sequentially rejective multiple test procedure, Scand J Stat 6:65-70.
    ///
    /// # Example
    /// `girth test @anorexia --adjust holm`
    Holm
}

impl Adjustment for Holm {
    fn id(&self) -> &'static str {
        "holm"
    }

    fn title(&self) -> &'static str {
        "Holm adjustment"
    }

    fn documentation(&self) -> &'static str {
        Holm::DOCUMENTATION
    }

    fn controls(&self) -> ErrorRate {
        ErrorRate::FamilyWise
    }

    fn method(&self) -> Method {
        Method::OfPValues(|p| step_down(p.iter().enumerate().map(|(rank, each)| each * (p.len() - rank) as f64)))
    }
}
