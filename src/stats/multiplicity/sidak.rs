use super::steps::sidak;
use super::{Adjustment, ErrorRate, Method};
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// Which hypotheses hold up when the chance of one false rejection or more among all of them is to stay below alpha?
    ///
    /// # Assumptions
    /// The tests are independent, or two-sided tests of means that are normal together.
    ///
    /// # Formula
    /// p_adjusted = 1 - (1 - p)^m, m the number of hypotheses that have a p-value: slightly below m p.
    ///
    /// # References
    /// Sidak (1967), Rectangular confidence regions for the means of multivariate normal distributions, J Am Stat Assoc 62:626-633.
    ///
    /// # Example
    /// `girth test @anorexia --adjust sidak`
    Sidak
}

impl Adjustment for Sidak {
    fn id(&self) -> &'static str {
        "sidak"
    }

    fn title(&self) -> &'static str {
        "Sidak adjustment"
    }

    fn documentation(&self) -> &'static str {
        Sidak::DOCUMENTATION
    }

    fn controls(&self) -> ErrorRate {
        ErrorRate::FamilyWise
    }

    fn method(&self) -> Method {
        Method::OfPValues(|p| p.iter().map(|&each| sidak(each, p.len())).collect())
    }
}
