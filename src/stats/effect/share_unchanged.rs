use super::share_rose::share;
use super::signs::Signs;
use crate::data::PairedSample;
use crate::result::{EffectSize, Quantity};
use crate::stats::documented::documented;
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// In what share of the participants was the reading after the same as before?
    ///
    /// # Formula
    /// n(d = 0) / n, decided on the decimal grid of the readings. A coarser
    /// grid makes more of them.
    ///
    /// # Interval
    /// Wilson's score interval (1927), as for `share_rose`.
    ///
    /// # Errors
    /// None.
    ///
    /// # References
    /// Wilson (1927), J Am Stat Assoc 22:209-212. Newcombe (1998), Stat Med 17:857-872.
    ShareUnchanged
}

impl EffectProcedure for ShareUnchanged {
    fn id(&self) -> &'static str {
        "share_unchanged"
    }

    fn title(&self) -> &'static str {
        "share whose reading did not change"
    }

    fn documentation(&self) -> &'static str {
        ShareUnchanged::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        let signs = Signs::of_values(pairs.change);
        Some(signs.unchanged as f64 / signs.n() as f64)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let quantity = Quantity { id: self.id(), label: self.title(), symbol: "unchanged" };
        share(sample, options, quantity, "n(d = 0) / n", Signs::of(sample).unchanged)
    }
}
