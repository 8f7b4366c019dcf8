use super::{Adjustment, ErrorRate, Method, Steps};
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// Which sites and outcomes changed, when the chance of one false claim or more among all of them is to stay below alpha and the
    /// outcomes of one person go together?
    ///
    /// # Assumptions
    /// People are independent of each other. Under the null hypotheses, a person's changes (less their null values) are as likely as the
    /// same changes with all signs turned over. How the outcomes of a person hang together is taken from the data, so that nothing is lost
    /// to outcomes that say the same, as waist and hip do.
    ///
    /// # Formula
    /// One sign for each person turns over all the changes of that person, measured at whatever sites; somebody without a reading at a
    /// site simply does not enter there. For each pattern of signs, the t of every hypothesis is computed again (|t|, or t in the
    /// direction of a one-sided alternative). Step-down (Westfall and Young 1993, algorithm 4.1): with t(1) >= ... >= t(m) observed,
    /// p_adjusted(k) = max over j <= k of the share of patterns in which the largest t of the hypotheses j, ..., m is at least t(j). Exact
    /// over all 2^n patterns while there are at most 20 people; beyond, from `--resamples` random patterns with (b + 1) / (m + 1). The
    /// p-value beside it is the same count for the hypothesis by itself, that is, of the sign-flip t test.
    ///
    /// # Arguments
    /// `--adjust max-t`, `--alternative`, `--null`, `--seed`, `--resamples`. The result does not depend on the order of rows or sites:
    /// people are ordered by their name before signs are drawn.
    ///
    /// # References
    /// Westfall and Young (1993), Resampling-Based Multiple Testing, Wiley.
    ///
    /// # Example
    /// `girth test @anorexia --adjust max-t`
    MaxT
}

documented! {
    /// # Question
    /// As for `max-t`.
    ///
    /// # Assumptions
    /// As for `max-t`.
    ///
    /// # Formula
    /// p_adjusted = the share of sign patterns in which the largest t of all hypotheses is at least the one observed. It never falls below
    /// the step-down p of `max-t`; unlike it, it corresponds to intervals for all hypotheses at once.
    ///
    /// # References
    /// Westfall and Young (1993), Resampling-Based Multiple Testing, Wiley.
    ///
    /// # Example
    /// `girth test @anorexia --adjust max-t-single-step`
    MaxTSingleStep
}

impl Adjustment for MaxT {
    fn id(&self) -> &'static str {
        "max-t"
    }

    fn title(&self) -> &'static str {
        "max-T adjustment by sign flips (Westfall-Young, step-down)"
    }

    fn documentation(&self) -> &'static str {
        MaxT::DOCUMENTATION
    }

    fn controls(&self) -> ErrorRate {
        ErrorRate::FamilyWise
    }

    fn method(&self) -> Method {
        Method::OfChanges(Steps::Down)
    }
}

impl Adjustment for MaxTSingleStep {
    fn id(&self) -> &'static str {
        "max-t-single-step"
    }

    fn title(&self) -> &'static str {
        "max-T adjustment by sign flips (Westfall-Young, single-step)"
    }

    fn documentation(&self) -> &'static str {
        MaxTSingleStep::DOCUMENTATION
    }

    fn controls(&self) -> ErrorRate {
        ErrorRate::FamilyWise
    }

    fn method(&self) -> Method {
        Method::OfChanges(Steps::Single)
    }
}
