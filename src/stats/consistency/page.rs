use crate::stats::Explained;
use crate::stats::documented::documented;

documented! {
    /// # Question
    /// Can the figures that a paper prints be true together?
    ///
    /// # Assumptions
    /// Each printed number stands for all numbers that round to it, ends included, so that neither half up, half down nor half to even is
    /// held against it; cut-off digits are. A limit as in p < 0.05 is not rounded. p-values are two-sided. A paper whose figures do not
    /// fit has erred in print or arithmetic, or means something else by them; which of these it was, figures do not tell.
    ///
    /// # Formula
    /// SD or standard error: x in mean +/- x goes with p as a standard error where 2 P(T > |mean| / x) can be p with n - 1 degrees of
    /// freedom, as an SD where 2 P(T > |mean| sqrt(n) / x) can. With n unknown, the fewest and the most people with whom it can; as a
    /// standard error p never falls below that of a normal distribution. Example: 2.03 +/- 1.36 with p < .05 as a standard error has t =
    /// 1.49 and p of at least 0.13 with any n; as an SD it fits from five people on.
    ///
    /// Mean on a grid (GRIM): n readings in steps h have a mean of k h / n, k a whole number. SD on a grid (GRIMMER): n Q - T^2 = n (n -
    /// 1) (SD / h)^2 with whole numbers T and Q, both even or both odd. Percentage: 100 k / n.
    ///
    /// Estimate, interval, p: the estimate is the middle of its interval (of a ratio, by logarithms), and p = 2 P(T > t' |estimate| /
    /// (half the interval)), t' the interval's quantile; without degrees of freedom, any from 1 on.
    ///
    /// Before, after, change: mean after - mean before is the mean change; SD of the changes between |SD after - SD before| and SD after
    /// + SD before, that is r = (SD_b^2 + SD_a^2 - SD_d^2) / (2 SD_b SD_a) between -1 and 1. Held against figures of the same people
    /// only.
    ///
    /// Range: the mean lies in it, SD^2 <= n / (n - 1) (max - mean)(mean - min) (Bhatia and Davis 2000), and SD >= (max - min) / sqrt(2
    /// (n - 1)) where min and max are readings (Thomson 1955).
    ///
    /// # Arguments
    /// Numbers with the decimals as printed; n; the step of the tape or scale.
    ///
    /// # Errors
    /// Fewer people than a figure needs; a step, SD or degrees of freedom of 0 or below where there is none; more digits than 128 bits
    /// hold.
    ///
    /// # References
    /// Brown and Heathers (2017), Soc Psychol Personal Sci 8:363-369 (GRIM). Anaya (2016), PeerJ Preprints 4:e2400v1; Allard (2018),
    /// Analytic-GRIMMER. Nuijten et al. (2016), Behav Res Methods 48:1205-1226. Higgins et al., Cochrane Handbook, 6.5.2. Bhatia and
    /// Davis (2000), Am Math Mon 107:353-357. Thomson (1955), Biometrika 42:268-269.
    ///
    /// # Example
    /// `girth explain consistency-of-figures`
    ConsistencyOfFigures
}

impl Explained for ConsistencyOfFigures {
    fn id(&self) -> &'static str {
        "consistency-of-figures"
    }

    fn title(&self) -> &'static str {
        "consistency of printed figures"
    }

    fn documentation(&self) -> &'static str {
        ConsistencyOfFigures::DOCUMENTATION
    }
}
