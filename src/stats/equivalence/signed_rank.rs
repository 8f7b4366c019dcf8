use super::answer::{Aim, AtBound, Found, Head, Names, fraction, require_positive_mean};
use super::two_one_sided_t::SCHUIRMANN;
use super::walsh_ratio::WalshRatios;
use crate::data::{Decimal, PairedSample, Unit};
use crate::dist::untied_order;
use crate::result::{Alternative, Note, Quantity, TestResult};
use crate::stats::documented::documented;
use crate::stats::paired::{OrderInterval, PSEUDOMEDIAN, SignedRank, hodges_lehmann, tails};
use crate::stats::{Margin, MarginScale, Moments, PairedProcedure, PairedValues, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Is the typical change within the margin, without taking the changes to be normal? With one bound only: is it not worse than that
    /// bound?
    ///
    /// # Assumptions
    /// Pairs are independent; the changes are symmetric about their median. For a margin in percent: the changes less the true percentage
    /// of the baseline are symmetric about zero, and every reading before is above zero.
    ///
    /// # Formula
    /// Two one-sided Wilcoxon signed-rank tests, of d - lower against larger values and of d - upper against smaller ones, each exact over
    /// all sign patterns of its mid-ranks; bounds are taken off on the readings' grid, so that ties and zeros stay what they are. p is the
    /// larger of the two. The estimate is Hodges-Lehmann's with its 1 - 2 alpha interval, made from the distribution without ties: with
    /// many ties, p and interval need not agree at the edge. In percent of the baseline, the tests are of d - bound before, and the
    /// estimate is the median of (d_i + d_j) / (before_i + before_j) over all pairs i <= j, which inverts them.
    ///
    /// # Arguments
    /// `--margin` as for `equivalence-t`, but not in SDs; `--zeros`, `--signed-rank` as for `signed-rank`.
    ///
    /// # Errors
    /// No margin; a margin in SDs of the changes, which ranks do not see; a margin in percent with a mean before of zero or less.
    ///
    /// # References
    /// Schuirmann (1987), J Pharmacokinet Biopharm 15:657-680. Wilcoxon (1945), Biometrics Bulletin 1:80-83. Hodges and Lehmann (1963),
    /// Ann Math Stat 34:598-611.
    ///
    /// # Example
    /// `girth test @sleep --margin 2 --method paired-t,equivalence-signed-rank`
    EquivalenceSignedRank
}

/// The relative change that halves the pairs.
const RELATIVE_PSEUDOMEDIAN: Quantity = Quantity {
    id: "pseudomedian_percent",
    label: "Hodges-Lehmann change in percent of the baseline",
    symbol: "HL change (%)",
};

const T_PLUS: Names = Names {
    ids: ["t_plus_lower", "t_plus_upper"],
    labels: ["T+ against the lower bound", "T+ against the upper bound"],
    symbols: ["T+ (lower bound)", "T+ (upper bound)"],
};

impl PairedProcedure for EquivalenceSignedRank {
    fn id(&self) -> &'static str {
        "equivalence-signed-rank"
    }

    fn title(&self) -> &'static str {
        "two one-sided signed-rank tests (equivalence)"
    }

    fn documentation(&self) -> &'static str {
        EquivalenceSignedRank::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, options: &TestOptions) -> Usage {
        match options.margin.map(|margin| margin.scale) {
            Some(MarginScale::Amount | MarginScale::PercentOfBaseline) => Usage::OnRequest,
            Some(MarginScale::SdOfChange) | None => Usage::Unsuited,
        }
    }

    fn point(&self, pairs: &PairedValues<'_>, options: &TestOptions) -> Option<f64> {
        match options.margin?.scale {
            MarginScale::Amount => SignedRank.point(pairs, options),
            MarginScale::PercentOfBaseline => {
                let pairs = pairs.change.iter().copied().zip(pairs.before.iter().copied());
                Some(100.0 * WalshRatios::of(pairs)?.median())
            }
            MarginScale::SdOfChange => None,
        }
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let Some(margin) = options.margin else {
            return Err(StatsError::Missing { procedure: self.title(), what: "a margin: --margin 1kg" });
        };
        let one_bound = margin.lower.is_none() || margin.upper.is_none();
        let title = if one_bound { "one-sided signed-rank test (non-inferiority)" } else { self.title() };
        let mut found = match margin.scale {
            MarginScale::Amount => estimate_amount(sample, &margin, options)?,
            MarginScale::PercentOfBaseline => estimate_percent(title, sample, &margin, options)?,
            MarginScale::SdOfChange => {
                let why = "ranks do not see an SD; give the margin as an amount or in percent".to_owned();
                return Err(StatsError::Undefined { procedure: title, why });
            }
        };
        let mut tests = [None, None];
        let mut citations = vec![SCHUIRMANN];
        for (at, (bound, alternative)) in
            [(margin.lower, Alternative::Greater), (margin.upper, Alternative::Less)].into_iter().enumerate()
        {
            let Some(bound) = bound else { continue };
            let result = one_sided(sample, margin.scale, bound, alternative, options)?;
            let (Some(statistic), Some(p)) = (&result.statistic, result.p_value) else { continue };
            // Each bound uses one tail only; the other is not computed, and 1 never decides.
            let (at_most, at_least) =
                if alternative == Alternative::Less { (p.value(), 1.0) } else { (1.0, p.value()) };
            tests[at] = Some(AtBound { statistic: statistic.value, at_most, at_least });
            found.distribution.clone_from(&statistic.distribution);
            for note in result.notes.iter().filter(|note| note.id != "interval-unbounded") {
                found.notes.push(Note::new(note.id, format!("Against {bound}: {}", note.text)));
            }
            for citation in result.citations {
                if !citations.contains(&citation) {
                    citations.push(citation);
                }
            }
        }
        found.tests = Some(tests);
        let head = Head { procedure: self.id(), title, citations, names: T_PLUS, aim: Aim::Inside };
        head.answer(sample, &margin, options, found)
    }
}

/// The signed-rank test against one bound.
fn one_sided(
    sample: &PairedSample,
    scale: MarginScale,
    bound: Decimal,
    alternative: Alternative,
    options: &TestOptions,
) -> Result<TestResult, StatsError> {
    let options = TestOptions { null_value: bound, alternative, ..*options };
    match scale {
        MarginScale::PercentOfBaseline => {
            SignedRank.run(&sample.rebased(fraction(bound)?)?, &TestOptions { null_value: Decimal::ZERO, ..options })
        }
        MarginScale::Amount | MarginScale::SdOfChange => SignedRank.run(sample, &options),
    }
}

fn estimate_amount(sample: &PairedSample, margin: &Margin, options: &TestOptions) -> Result<Found, StatsError> {
    let sides = Aim::Inside.alternative(margin);
    let walsh = hodges_lehmann(sample.change(), Aim::Inside.level(margin, options), sides)?;
    Ok(found(PSEUDOMEDIAN, sample.outcome().unit, margin, &walsh))
}

/// The same order statistics, of ratios.
fn estimate_percent(
    procedure: &'static str,
    sample: &PairedSample,
    margin: &Margin,
    options: &TestOptions,
) -> Result<Found, StatsError> {
    require_positive_mean(procedure, Moments::of(sample.before()).mean)?;
    let pairs = sample.change().ticks().iter().zip(sample.before().ticks());
    let Some(ratios) = WalshRatios::of(pairs.map(|(&change, &before)| (change as f64, before as f64))) else {
        let why = "a reading before is not above zero, so its percentage has no meaning; give an amount".to_owned();
        return Err(StatsError::Undefined { procedure, why });
    };
    let (sides, level) = (Aim::Inside.alternative(margin), Aim::Inside.level(margin, options));
    let (tail, limits) = tails(level, sides);
    let (order, outside) =
        untied_order(sample.n() as u64, tail).map_err(|cause| StatsError::numerical(procedure, cause))?;
    let reached = Some(1.0 - limits * outside);
    let walsh =
        OrderInterval::of(100.0 * ratios.median(), (order, ratios.count()), reached, sides, |k| 100.0 * ratios.kth(k));
    Ok(found(RELATIVE_PSEUDOMEDIAN, Unit::Percent, margin, &walsh))
}

fn found(quantity: Quantity, unit: Unit, margin: &Margin, walsh: &OrderInterval) -> Found {
    let mut notes = Vec::new();
    if walsh.order == 0 {
        notes.push(Note::new("interval-unbounded", "There are too few pairs for a rank interval at this level."));
    }
    Found {
        quantity,
        unit,
        value: walsh.estimate,
        standard_error: None,
        interval: Some((
            walsh.lower,
            walsh.upper,
            walsh.achieved_level.filter(|_| walsh.order > 0),
            "signed-rank order statistics",
        )),
        bounds: [margin.lower, margin.upper].map(|bound| bound.map(Decimal::to_f64)),
        tests: None,
        distribution: String::new(),
        details: Vec::new(),
        notes,
    }
}
