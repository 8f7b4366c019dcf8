use super::signs::{Signs, WILSON};
use crate::data::{PairedSample, Unit};
use crate::result::{Alternative, EffectSize, Estimate, Quantity};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::proportion::{Proportion, ProportionMethod};
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// In what share of the participants did the reading rise? Whether a rise is good is not judged.
    ///
    /// # Formula
    /// n(d > 0) / n, decided on the decimal grid of the readings; a reading that did not change is no rise. `share_unchanged` and
    /// `share_fell` are the rest.
    ///
    /// # Interval
    /// Wilson's score interval (1927) for a proportion: (p + z^2/2n -/+ z sqrt(p (1 - p)/n + z^2/4n^2)) / (1 + z^2/n).
    ///
    /// # Errors
    /// None.
    ///
    /// # References
    /// Wilson (1927), J Am Stat Assoc 22:209-212. Newcombe (1998), Stat Med 17:857-872.
    ShareRose
}

impl EffectProcedure for ShareRose {
    fn id(&self) -> &'static str {
        "share_rose"
    }

    fn title(&self) -> &'static str {
        "share whose reading rose"
    }

    fn documentation(&self) -> &'static str {
        ShareRose::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, _: &TestOptions) -> Option<f64> {
        let signs = Signs::of_values(pairs.change);
        Some(signs.rose as f64 / signs.n() as f64)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let quantity = Quantity { id: self.id(), label: self.title(), symbol: "rose" };
        share(sample, options, quantity, "n(d > 0) / n", Signs::of(sample).rose)
    }
}

/// A share of the pairs with its interval.
pub(super) fn share(
    sample: &PairedSample,
    options: &TestOptions,
    quantity: Quantity,
    formula: &'static str,
    count: usize,
) -> Result<EffectSize, StatsError> {
    let procedure = quantity.label;
    let share = Proportion::try_new(count as u64, sample.n() as u64).ok_or(StatsError::TooFew {
        procedure,
        needed: 1,
        found: sample.n(),
    })?;
    let interval = share
        .interval(ProportionMethod::Wilson, Alternative::TwoSided, options.level)
        .map_err(|cause| StatsError::numerical(procedure, cause))?;
    Ok(EffectSize {
        procedure: quantity.id,
        estimate: Estimate::new(quantity, share.value(), Unit::None, None, Some(interval)),
        formula,
        degrees_of_freedom: None,
        analysed: analysed(sample),
        notes: Vec::new(),
        citations: vec![WILSON],
    })
}
