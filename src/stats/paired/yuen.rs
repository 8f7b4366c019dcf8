use super::trimmed_mean::{Robust, WILCOX, kept};
use crate::data::{PairedSample, Sample};
use crate::result::{Citation, Detail, Quantity, TestResult};
use crate::stats::documented::documented;
use crate::stats::trimming::{Trimmed, trimmed_mean};
use crate::stats::{Moments, PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

/// The trimmed mean after less the trimmed mean before.
pub const TRIMMED_MEAN_DIFFERENCE: Quantity = Quantity {
    id: "trimmed_mean_difference",
    label: "difference of the trimmed means",
    symbol: "trimmed mean difference",
};

documented! {
    /// # Question
    /// Do the trimmed means before and after differ by the stated value (0 unless another is given)? Each is that of the
    /// typical reading at its time; their difference need not be the trimmed mean of the changes (see `trimmed-mean`).
    ///
    /// # Assumptions
    /// Pairs are independent.
    ///
    /// # Formula
    /// With the share g trimmed at each end, h = n - 2 floor(g n) readings are kept before and after. The difference of the two
    /// trimmed means less the null value, over SE = sqrt((n - 1) (s_b^2 + s_a^2 - 2 s_ab) / (h (h - 1))), with the variances
    /// and the covariance of the winsorised readings, is held against Student's t with h - 1 degrees of freedom. The bracket is
    /// the variance of the winsorised reading after less the winsorised reading before of the same person, and is computed as
    /// that.
    ///
    /// # Arguments
    /// Pairs in any unit; `--trim`, a share from 0 to below 0.5 (0 gives the paired t test); `--null`, `--alternative`, `--level`.
    ///
    /// # Errors
    /// Fewer than two readings kept. When the winsorised readings all change alike there is no variation to judge by: the
    /// difference is reported without statistic, p-value and interval.
    ///
    /// # References
    /// Yuen (1974), The two-sample trimmed t for unequal population variances, Biometrika 61:165-170. Wilcox (2017),
    /// Introduction to Robust Estimation and Hypothesis Testing, section 5.9.5.
    ///
    /// # Example
    /// `girth test @sleep --method yuen`
    Yuen
}

const YUEN: Citation = Citation {
    key: "Yuen 1974",
    reference: "Yuen KK (1974). The two-sample trimmed t for unequal population variances. Biometrika 61:165-170.",
};

impl PairedProcedure for Yuen {
    fn id(&self) -> &'static str {
        "yuen"
    }

    fn title(&self) -> &'static str {
        "Yuen's paired test of trimmed means"
    }

    fn documentation(&self) -> &'static str {
        Yuen::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn point(&self, pairs: &PairedValues<'_>, options: &TestOptions) -> Option<f64> {
        Some(trimmed_mean(pairs.after, options.trim)? - trimmed_mean(pairs.before, options.trim)?)
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let before = Trimmed::of(sample.before(), options.trim)?;
        let after = Trimmed::of(sample.after(), options.trim)?;
        StatsError::require(self.title(), 2 + 2 * before.cut, sample.n())?;
        let kept_count = before.kept as f64;
        // In ticks, where a difference that is the null value is exactly that.
        let grid = sample.change();
        let difference = (after.sum - before.sum) as f64 / kept_count;
        let distance = (difference - grid.in_ticks(options.null_value.to_f64())) / grid.in_ticks(1.0);
        let pairs = before.winsorised.ticks().iter().zip(after.winsorised.ticks());
        let winsorised = pairs.map(|(before, after)| after - before).collect();
        let winsorised = Moments::of(&Sample::from_ticks(winsorised, grid.decimals(), grid.unit())?);
        let freedom = (sample.n() as f64 - 1.0) / (kept_count * (kept_count - 1.0));
        let mut details = kept(&before, options);
        details.push(Detail::number("trimmed_mean_before", "trimmed mean before", before.mean));
        details.push(Detail::number("trimmed_mean_after", "trimmed mean after", after.mean));
        Robust {
            quantity: TRIMMED_MEAN_DIFFERENCE,
            estimate: difference / grid.in_ticks(1.0),
            distance,
            standard_error: winsorised.sd.unwrap_or(0.0) * freedom.sqrt(),
            kept: before.kept,
        }
        .finish(self, sample, options, details, vec![YUEN, WILCOX])
    }
}
