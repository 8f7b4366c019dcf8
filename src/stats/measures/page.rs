use crate::stats::Explained;
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// What did one study find, as an estimate with its sampling variance, so that studies can be combined?
    ///
    /// # Assumptions
    /// Those of the study's own design; large samples for the variances of ratios and counts; normal readings for standardised sizes and
    /// for means and SDs estimated from medians. J is Hedges' exact correction (Hedges 1981). Changes are after - before, differences
    /// treated - control.
    ///
    /// # Formula
    /// One group before and after: MC = mean change, SD_d^2 / n. SMCC = J(n - 1) mean change / SD_d, 1/n + y^2 / (2 n). SMCR = J(n - 1)
    /// mean change / SD_b, 2 (1 - r) / n + y^2 / (2 n) (Becker 1988, eq. 13). SMCRH: the same with SD_d^2 / (SD_b^2 (n - 1)) + y^2 / (2
    /// (n - 1)) (Bonett 2008, eq. 13). SMCRP = J(2 (n - 1) / (1 + r^2)) mean change / sqrt((SD_b^2 + SD_a^2) / 2), 2 (1 - r) / n + y^2 (1
    /// + r^2) / (4 n) (Cousineau 2020, eq. 2). ROMC = ln(mean after / mean before), (cv_b^2 + cv_a^2 - 2 r cv_b cv_a) / n (Lajeunesse
    /// 2011, eq. 6).
    ///
    /// Two groups, of readings or of changes: MD = difference of the means, s_t^2 / n_t + s_c^2 / n_c or s_p^2 (1 / n_t + 1 / n_c). SMD =
    /// J(n_t + n_c - 2) difference / s_p, 1 / n_t + 1 / n_c + y^2 / (2 (n_t + n_c)) (Hedges 1982, eq. 8). SMDH with s = sqrt((s_t^2 +
    /// s_c^2) / 2) (Bonett 2008, eq. 8). ROM = ln(ratio of the means), cv_t^2 / n_t + cv_c^2 / n_c. DPPC1, DPPC2, DPPC3: difference of
    /// the changes over each group's SD before, the pooled SD before, the pooled SD before and after (Morris 2008).
    ///
    /// Counts: RR, OR (logarithms), RD, AS (arcsine), PETO (logarithm); one proportion PR, PLN (logarithm), PLO (logit), PAS (arcsine),
    /// PFT (double arcsine, back by Miller 1978 with the harmonic mean of the numbers of people); events over an exposure IR, IRLN
    /// (logarithm), IRS (root), IRR (logarithm of the ratio), IRD. ZCOR = atanh(r), 1 / (n - 3). Half a person or event is added only
    /// where a zero would leave no estimate or no variance, and a note says so.
    ///
    /// From what is printed: SE = length of the interval / (2 t), |value| / t(p), SD / sqrt(n); SD of the changes and r from each other;
    /// mean and SD from median, quartiles and range (Wan 2014, Luo 2018, Shi 2020) with a test of skewness (Shi 2023); several groups as
    /// one (Cochrane Handbook 6.5.2.10).
    ///
    /// # Arguments
    /// A row of published results: n, means, SDs, correlation; or events and people; or a value with its interval or p.
    ///
    /// # Errors
    /// An SD of 0 to divide by; too few people for J; means of 0 or below for a ratio; no event in either group for a ratio; a variance
    /// of 0.
    ///
    /// # References
    /// Becker (1988), Br J Math Stat Psychol 41:257-278. Bonett (2008), Psychol Methods 13:99-109. Borenstein et al. (2009), Introduction
    /// to Meta-Analysis. Cousineau (2020), Quant Methods Psychol 16:418-421. Freeman and Tukey (1950), Ann Math Stat 21:607-611. Hedges
    /// (1981), J Educ Stat 6:107-128. Hedges (1982), Psychol Bull 92:490-499. Higgins et al., Cochrane Handbook, chapters 6 and 10.
    /// Lajeunesse (2011), Ecology 92:2049-2055. Luo et al. (2018), Stat Methods Med Res 27:1785-1805. Miller (1978), Am Stat 32:138.
    /// Morris (2008), Organ Res Methods 11:364-386. Ruecker et al. (2009), Stat Med 28:721-738. Schwarzer et al. (2019), Res Synth
    /// Methods 10:476-483. Shi et al. (2020), Res Synth Methods 11:641-654. Shi et al. (2023), Stat Methods Med Res 32:1338-1360.
    /// Viechtbauer (2010), J Stat Softw 36(3). Wan et al. (2014), BMC Med Res Methodol 14:135. Yusuf et al. (1985), Prog Cardiovasc Dis
    /// 27:335-371.
    ///
    /// # Example
    /// `girth explain study-measures`
    StudyMeasures
}

impl Explained for StudyMeasures {
    fn id(&self) -> &'static str {
        "study-measures"
    }

    fn title(&self) -> &'static str {
        "effects of single studies"
    }

    fn documentation(&self) -> &'static str {
        StudyMeasures::DOCUMENTATION
    }
}
