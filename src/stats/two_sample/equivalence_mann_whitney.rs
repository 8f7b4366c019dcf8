use super::arms::{analysed_arms, counts};
use super::equivalence_welch::{amount, bounds};
use super::mann_whitney::{CITATIONS, SHIFT, law_in_words, nothing_to_rank, rank_notes, rank_test};
use super::shift::{hodges_lehmann_shift, interval_of, too_few};
use crate::data::TwoArms;
use crate::result::{Note, TestResult};
use crate::stats::documented::documented;
use crate::stats::equivalence::{Aim, AtBound, Found, Head, Names, SCHUIRMANN};
use crate::stats::{ComparisonProcedure, MarginScale, StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// Is the shift between the changes of two groups within the margin, without taking the changes to be normal? With one bound only: is
    /// the treated group not worse than the controls by that bound?
    ///
    /// # Assumptions
    /// People are independent; the two groups' changes have distributions that differ by a shift only.
    ///
    /// # Formula
    /// Two one-sided Mann-Whitney tests: of d treated - lower against larger values than d control, and of d treated - upper against
    /// smaller ones, each as `mann-whitney` does it, exact up to m n = 10,000; bounds are taken off on the readings' grid. p is the larger
    /// of the two. The estimate is the Hodges-Lehmann shift with its 1 - 2 alpha interval, made from the distribution without ties: with
    /// many ties, p and interval need not agree at the edge.
    ///
    /// # Arguments
    /// Two groups; a margin as an amount in the unit of the readings, with two bounds or one; `--level`.
    ///
    /// # Errors
    /// No margin; a margin in percent or in SDs. When all changes of both groups are equal once a bound is taken off, only the shift is
    /// reported.
    ///
    /// # References
    /// Schuirmann (1987), J Pharmacokinet Biopharm 15:657-680. Wellek (2010), Testing Statistical Hypotheses of Equivalence and
    /// Noninferiority, ch. 6. Mann and Whitney (1947), Ann Math Stat 18:50-60. Hodges and Lehmann (1963), Ann Math Stat 34:598-611.
    ///
    /// # Example
    /// `girth compare @anorexia --method equivalence-mann-whitney --margin 2lb`
    EquivalenceMannWhitney
}

const U: Names = Names {
    ids: ["u_lower", "u_upper"],
    labels: ["U against the lower bound", "U against the upper bound"],
    symbols: ["U (lower bound)", "U (upper bound)"],
};

impl ComparisonProcedure for EquivalenceMannWhitney {
    fn id(&self) -> &'static str {
        "equivalence-mann-whitney"
    }

    fn title(&self) -> &'static str {
        "two one-sided Mann-Whitney tests (equivalence of two groups)"
    }

    fn documentation(&self) -> &'static str {
        EquivalenceMannWhitney::DOCUMENTATION
    }

    fn usage(&self, _: &TwoArms, options: &TestOptions) -> Usage {
        match options.margin.map(|margin| margin.scale) {
            Some(MarginScale::Amount) => Usage::OnRequest,
            Some(MarginScale::PercentOfBaseline | MarginScale::SdOfChange) | None => Usage::Unsuited,
        }
    }

    fn run(&self, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
        let margin = amount(self.title(), options)?;
        let one_bound = margin.lower.is_none() || margin.upper.is_none();
        let title =
            if one_bound { "one-sided Mann-Whitney test (non-inferiority of two groups)" } else { self.title() };
        let level = Aim::Inside.level(&margin, options);
        let shift = hodges_lehmann_shift(arms, level, Aim::Inside.alternative(&margin))?;
        let interval = interval_of(&shift, level);
        let mut found = Found {
            quantity: SHIFT,
            unit: arms.outcome().unit,
            value: shift.estimate,
            standard_error: None,
            interval: Some((interval.lower, interval.upper, interval.achieved_level, interval.method)),
            bounds: bounds(&margin),
            tests: None,
            distribution: String::new(),
            details: counts(arms),
            notes: too_few(&shift, arms, level).into_iter().collect(),
        };
        let mut tests = [None, None];
        for (at, bound) in [margin.lower, margin.upper].into_iter().enumerate() {
            let Some(bound) = bound else { continue };
            let Some(test) = rank_test(title, arms, &TestOptions { null_value: bound, ..*options })? else {
                found.notes.push(nothing_to_rank());
                found.interval = None;
                break;
            };
            tests[at] = Some(AtBound { statistic: test.u, at_most: test.at_most, at_least: test.at_least });
            found.distribution = law_in_words(&test).to_owned();
            let notes = rank_notes(&test).into_iter();
            found.notes.extend(notes.map(|note| Note::new(note.id, format!("Against {bound}: {}", note.text))));
        }
        let complete =
            [margin.lower, margin.upper].iter().zip(&tests).all(|(bound, test)| bound.is_some() == test.is_some());
        found.tests = complete.then_some(tests);
        let citations = std::iter::once(SCHUIRMANN).chain(CITATIONS).collect();
        let head = Head { procedure: self.id(), title, citations, names: U, aim: Aim::Inside };
        head.answer_about(analysed_arms(arms), &margin, options, found)
    }
}
