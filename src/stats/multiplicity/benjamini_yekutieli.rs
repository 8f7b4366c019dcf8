use super::steps::step_up;
use super::{Adjustment, ErrorRate, Method};
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// Which hypotheses are worth following up, when a share below alpha of those that are picked may be false, whatever the dependence?
    ///
    /// # Assumptions
    /// None about the dependence of the tests.
    ///
    /// # Formula
    /// The p-values of Benjamini and Hochberg times 1 + 1/2 + ... + 1/m, at most 1.
    ///
    /// # References
    /// Benjamini and Yekutieli (2001), The control of the false discovery rate in multiple testing under dependency, Ann Stat
    /// 29:1165-1188.
    ///
    /// # Example
    /// `girth test @anorexia --adjust benjamini-yekutieli`
    BenjaminiYekutieli
}

impl Adjustment for BenjaminiYekutieli {
    fn id(&self) -> &'static str {
        "benjamini-yekutieli"
    }

    fn title(&self) -> &'static str {
        "Benjamini-Yekutieli adjustment"
    }

    fn documentation(&self) -> &'static str {
        BenjaminiYekutieli::DOCUMENTATION
    }

    fn controls(&self) -> ErrorRate {
        ErrorRate::FalseDiscovery
    }

    fn method(&self) -> Method {
        Method::OfPValues(adjusted)
    }
}

fn adjusted(p: &[f64]) -> Vec<f64> {
    let harmonic: f64 = (1..=p.len()).map(|rank| 1.0 / rank as f64).sum();
    step_up(p.iter().enumerate().map(|(rank, each)| harmonic * each * p.len() as f64 / (rank + 1) as f64))
}
