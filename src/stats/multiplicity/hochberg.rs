use super::steps::step_up;
use super::{Adjustment, ErrorRate, Method};
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// Which hypotheses hold up when the chance of one false rejection or more among all of them is to stay below alpha?
    ///
    /// # Assumptions
    /// Tests that are independent or depend positively on each other, as measurements of one body mostly do.
    ///
    /// # Formula
    /// With p(1) <= ... <= p(m): p_adjusted(k) = min over j >= k of (m - j + 1) p(j). Step-up: the factors of Holm, taken from the largest
    /// p downwards, so never above the p-values of Holm.
    ///
    /// # References
    /// Hochberg (1988), A sharper Bonferroni procedure for multiple tests of significance, Biometrika 75:800-802.
    ///
    /// # Example
    /// `girth test @anorexia --adjust hochberg`
    Hochberg
}

impl Adjustment for Hochberg {
    fn id(&self) -> &'static str {
        "hochberg"
    }

    fn title(&self) -> &'static str {
        "Hochberg adjustment"
    }

    fn documentation(&self) -> &'static str {
        Hochberg::DOCUMENTATION
    }

    fn controls(&self) -> ErrorRate {
        ErrorRate::FamilyWise
    }

    fn method(&self) -> Method {
        Method::OfPValues(|p| step_up(p.iter().enumerate().map(|(rank, each)| each * (p.len() - rank) as f64)))
    }
}
