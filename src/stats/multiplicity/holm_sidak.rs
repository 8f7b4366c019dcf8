use super::steps::{sidak, step_down};
use super::{Adjustment, ErrorRate, Method};
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// Which hypotheses hold up when the chance of one false rejection or more among all of them is to stay below alpha?
    ///
    /// # Assumptions
    /// As for Sidak: independent tests, or two-sided tests of means that are normal together.
    ///
    /// # Formula
    /// With p(1) <= ... <= p(m): p_adjusted(k) = max over j <= k of 1 - (1 - p(j))^(m - j + 1).
    ///
    /// # References
    /// Holm (1979), Scand J Stat 6:65-70. Sidak (1967), J Am Stat Assoc 62:626-633.
    ///
    /// # Example
    /// `girth test @anorexia --adjust holm-sidak`
    HolmSidak
}

impl Adjustment for HolmSidak {
    fn id(&self) -> &'static str {
        "holm-sidak"
    }

    fn title(&self) -> &'static str {
        "Holm-Sidak adjustment"
    }

    fn documentation(&self) -> &'static str {
        HolmSidak::DOCUMENTATION
    }

    fn controls(&self) -> ErrorRate {
        ErrorRate::FamilyWise
    }

    fn method(&self) -> Method {
        Method::OfPValues(|p| step_down(p.iter().enumerate().map(|(rank, &each)| sidak(each, p.len() - rank))))
    }
}
