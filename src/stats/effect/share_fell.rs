use super::share_rose::share;
use super::signs::Signs;
use crate::data::PairedSample;
use crate::result::{EffectSize, Quantity};
use crate::stats::documented::documented;
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// In what share of the participants did the reading fall? Whether a fall is good is not judged.
    ///
    /// # Formula
    /// n(d < 0) / n, decided on the decimal grid of the readings.
    ///
    /// # Interval
    /// Wilson's score interval (1927), as for `share_rose`.
    ///
    /// # Errors
    /// None.
    ///
    /// # References
    /// Wilson (1927), J Am Stat Assoc 22:209-212. Newcombe (1998), Stat Med 17:857-872.
    ShareFell
}

impl EffectProcedure for ShareFell {
    fn id(&self) -> &'static str {
        "share_fell"
    }

    fn title(&self) -> &'static str {
        "share whose reading fell"
    }

    fn documentation(&self) -> &'static str {
        ShareFell::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        let signs = Signs::of_values(pairs.change);
        Some(signs.fell as f64 / signs.n() as f64)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let quantity = Quantity { id: self.id(), label: self.title(), symbol: "fell" };
        share(sample, options, quantity, "n(d < 0) / n", Signs::of(sample).fell)
    }
}
