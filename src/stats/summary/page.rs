use crate::stats::Explained;
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// What do the figures of a paper say of the mean change, of its size and of a claim about it, when nobody has the readings?
    ///
    /// # Assumptions
    /// The figures are right, and of the changes (after - before) of pairs, or of two groups of people. Means with their SDs lead to the same
    /// t tests and sizes as the readings; nothing that needs single readings can be had: no ranks, no distribution, no check of the pairs, no
    /// individual answers.
    ///
    /// # Formula
    /// With n, mean and SD of the changes: `paired-t`, `equivalence-t`, `minimum-effect-t`, d_z and g_z; with the SDs of the readings too d_av, g_av
    /// and g_b, and with their correlation d_rm and g_rm. Two groups: `welch-t` (with Student's t), `equivalence-welch`, d_change, g_change,
    /// glass_delta_change, and d_ppc2 with the SDs before.
    ///
    /// The SD of the changes is the one printed, or SE sqrt(n), or the length of the interval over 2 t(1 - alpha/2; n - 1) times sqrt(n), or |mean| /
    /// t(1 - p/2; n - 1) times sqrt(n), or sqrt(s_b^2 + s_a^2 - 2 r s_b s_a) (Cochrane Handbook 6.5.2.2, 6.5.2.3, 6.5.2.8), or estimated from median
    /// and quartiles, or range, of the changes (Wan et al. 2014, Luo et al. 2018, Shi et al. 2020), as if they were normal.
    ///
    /// Without the correlation r of before and after, the tests are made for r from 0 to 0.99, and the correlations at which p crosses 1 - level
    /// are found by Brent's method, from -0.99 to 0.99.
    ///
    /// # Arguments
    /// `--summary "n=34 mean=-1.9 sd=2.1 unit=cm"`; in place of sd: `se`, `ci=-2.6..-1.2` with `level` where it is not 95 %, `p`, `before`, `after`,
    /// `sd-before`, `sd-after` and `r`, or `median`, `q1`, `q3`, `min`, `max`. `--control-summary` for the controls; `--null`, `--alternative`, `--margin`,
    /// `--level`.
    ///
    /// # Errors
    /// Fewer than two people; an SD that is not above 0; a p that is an inequality, or belongs to a mean of 0; a correlation outside -1 to 1; a
    /// margin in percent of the baseline.
    ///
    /// # References
    /// Higgins et al., Cochrane Handbook, chapter 6. Wan et al. (2014), BMC Med Res Methodol 14:135. Luo et al. (2018), Stat Methods Med Res
    /// 27:1785-1805. Shi et al. (2020), Res Synth Methods 11:641-654. Lakens (2013), Front Psychol 4:863. Morris (2008), Organ Res Methods
    /// 11:364-386.
    ///
    /// # Example
    /// `girth test --summary "n=34 mean=-1.9 sd=2.1 unit=cm" --margin 1cm`
    SummaryTests
}

impl Explained for SummaryTests {
    fn id(&self) -> &'static str {
        "summary-tests"
    }

    fn title(&self) -> &'static str {
        "tests and sizes from a paper's figures"
    }

    fn documentation(&self) -> &'static str {
        SummaryTests::DOCUMENTATION
    }
}
