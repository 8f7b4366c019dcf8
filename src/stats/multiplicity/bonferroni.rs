use super::{Adjustment, ErrorRate, Method};
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// Which hypotheses hold up when the chance of one false rejection or more among all of them is to stay below alpha?
    ///
    /// # Assumptions
    /// None: it holds whatever the dependence of the tests, and loses the more power the more they depend on each other.
    ///
    /// # Formula
    /// p_adjusted = min(1, m p), m the number of hypotheses that have a p-value. Rejecting below alpha keeps the family-wise error rate.
    ///
    /// # References
    /// Dunn (1961), Multiple comparisons among means, J Am Stat Assoc 56:52-64.
    ///
    /// # Example
    /// `girth test @anorexia --adjust bonferroni`
    Bonferroni
}

impl Adjustment for Bonferroni {
    fn id(&self) -> &'static str {
        "bonferroni"
    }

    fn title(&self) -> &'static str {
        "Bonferroni adjustment"
    }

    fn documentation(&self) -> &'static str {
        Bonferroni::DOCUMENTATION
    }

    fn controls(&self) -> ErrorRate {
        ErrorRate::FamilyWise
    }

    fn method(&self) -> Method {
        Method::OfPValues(|p| p.iter().map(|each| each * p.len() as f64).collect())
    }
}
