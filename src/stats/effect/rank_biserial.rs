use crate::data::{PairedSample, Unit};
use crate::dist::normal;
use crate::result::{Alternative, Citation, EffectSize, Estimate, Interval, Note, Quantity, Side};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::paired::SignedRanks;
use crate::stats::{EffectProcedure, PairedValues, StatsError, TestOptions, Usage, ZeroHandling};

documented! {
    /// # Question
    /// How far do rises outweigh falls by rank: 1 when every reading that changed rose, -1 when every one fell, 0 when they balance?
    ///
    /// # Formula
    /// Matched-pairs rank-biserial correlation r = (T+ - T-) / (T+ + T-), with T+ and T- the sums of the mid-ranks of |d| over rises
    /// and falls, as in the signed-rank test against 0 (King and Minium 2008; Kerby 2014). Zeros are dropped before ranking
    /// (`wilcoxon`) or ranked and then dropped (`pratt`); they never enter the denominator. Without any change r is 0.
    ///
    /// # Interval
    /// tanh(artanh(r) -/+ z s), s = sqrt(m (m + 1) (2 m + 1) / 6) / (m (m + 1) / 2), m non-zero changes: Fisher's z with the standard
    /// error that r has when rises and falls balance. Approximate. At r = 1 and r = -1 it
    /// would have no width, so none is given.
    ///
    /// # Arguments
    /// `--zeros wilcoxon|pratt`.
    ///
    /// # Errors
    /// None.
    ///
    /// # References
    /// King and Minium (2008), Statistical Reasoning in the Behavioral Sciences. Kerby (2014), Compr Psychol 3:11.IT.3.1.
    RankBiserial
}

const CITATIONS: [Citation; 2] = [
    Citation {
        key: "King and Minium 2008",
        reference: "King BM, Minium EW (2008). Statistical Reasoning in the Behavioral Sciences, 5th ed. Wiley, Hoboken.",
    },
    Citation {
        key: "Kerby 2014",
        reference: "Kerby DS (2014). The simple difference formula: an approach to teaching nonparametric correlation. Compr Psychol 3:11.IT.3.1.",
    },
];

impl EffectProcedure for RankBiserial {
    fn id(&self) -> &'static str {
        "rank_biserial"
    }

    fn title(&self) -> &'static str {
        "matched-pairs rank-biserial correlation"
    }

    fn documentation(&self) -> &'static str {
        RankBiserial::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::ByDefault
    }

    fn point(&self, pairs: &PairedValues<'_>, options: &TestOptions) -> Option<f64> {
        Some(SignedRanks::of_values(pairs.change, options.zeros).balance().unwrap_or(0.0))
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<EffectSize, StatsError> {
        let ranks = SignedRanks::of(sample.change().ticks(), options.zeros);
        let mut notes = Vec::new();
        if ranks.zeros > 0 {
            notes.push(Note::new("zeros", zeros_in_words(ranks.zeros, options.zeros)));
        }
        let balance = ranks.balance();
        let interval = match balance {
            Some(r) if r.abs() < 1.0 => {
                let (lower, upper) = self.limits(r, ranks.used(), options)?;
                Some(Interval::new(lower, upper, options.level, "Fisher z"))
            }
            _ => None,
        };
        let r = balance.unwrap_or(0.0);
        if balance.is_none() {
            notes.push(Note::new("no-change", "No reading changed: there is nothing to rank, and no interval."));
        } else if r.abs() == 1.0 {
            let text = "All changes have one direction: Fisher's z gives an interval without width, which is no certainty, so there is none.";
            notes.push(Note::new("at-the-bound", text));
        }
        Ok(EffectSize {
            procedure: self.id(),
            estimate: Estimate::new(
                Quantity { id: self.id(), label: "rank-biserial correlation", symbol: "r_rb" },
                r,
                Unit::None,
                None,
                interval,
            ),
            formula: "(T+ - T-) / (T+ + T-)",
            degrees_of_freedom: None,
            analysed: analysed(sample),
            notes,
            citations: CITATIONS.to_vec(),
        })
    }
}

impl RankBiserial {
    fn limits(&self, r: f64, used: usize, options: &TestOptions) -> Result<(f64, f64), StatsError> {
        let m = used as f64;
        let spread = (m * (m + 1.0) * (2.0 * m + 1.0) / 6.0).sqrt() / (m * (m + 1.0) / 2.0);
        Alternative::TwoSided.interval(options.level.alpha(), |side, tail| {
            let z = normal::quantile(tail).map_err(|cause| StatsError::numerical(self.title(), cause))?;
            let reach = if side == Side::Lower { z * spread } else { -z * spread };
            Ok((r.atanh() + reach).tanh())
        })
    }
}

fn zeros_in_words(zeros: usize, handling: ZeroHandling) -> String {
    let what = if zeros == 1 { "1 reading did".to_owned() } else { format!("{zeros} readings did") };
    match handling {
        ZeroHandling::Wilcoxon => format!("{what} not change: dropped before ranking (Wilcoxon)."),
        ZeroHandling::Pratt => format!("{what} not change: ranked with the others, then dropped (Pratt)."),
        ZeroHandling::Split => format!("{what} not change: ranked with the others, half of the ranks to each sign."),
    }
}
