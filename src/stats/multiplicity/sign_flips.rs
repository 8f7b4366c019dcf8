//! The joint distribution of several t statistics when the signs of whole people are turned over.

use super::{Adjusted, Hypothesis};
use crate::num::Stream;
use crate::result::{Alternative, PValue};
use crate::stats::{StatsError, TestOptions};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// How the largest statistic is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Steps {
    /// Over all hypotheses, for each of them.
    Single,
    /// Over those that are not larger.
    Down,
}

/// Which sign patterns were counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignFlips {
    /// All of them.
    All {
        /// How many.
        patterns: u64,
    },
    /// Random ones.
    Random {
        /// How many.
        patterns: u64,
    },
}

impl SignFlips {
    /// One sentence.
    pub fn words(self) -> String {
        match self {
            SignFlips::All { patterns } => {
                format!("The max-T p-values are exact: all {patterns} patterns of one sign a person were counted.")
            }
            SignFlips::Random { patterns } => format!(
                "The max-T p-values come from {patterns} random patterns of one sign a person; the smallest that they can be is 1 / {}.",
                patterns + 1
            ),
        }
    }
}

/// The most people for whom all patterns are counted.
const EXACT_PEOPLE: usize = 20;
/// Signs that are turned over one by one within a block of all patterns.
const EXACT_BITS: usize = 10;
/// Random patterns drawn from one stream.
const BLOCK: usize = 512;
/// Statistics this close, relative to their size, are ties: the same outcome in another unit may round differently.
const TIE: f64 = 1e-10;

/// One hypothesis among those that have a statistic.
struct Member {
    n: f64,
    /// n times the sum of squares, which no sign changes.
    squares: f64,
    /// What a flipped statistic must reach to count.
    threshold: f64,
}

/// Sums of changes can be turned over person by person.
struct Flips {
    alternative: Alternative,
    members: Vec<Member>,
    /// Of each person, the members with a reading and the change in ticks.
    people: Vec<Vec<(usize, f64)>>,
    /// Members from the largest observed statistic to the smallest.
    order: Vec<usize>,
    steps: Steps,
}

/// How often a statistic, and the largest of several, reached the observed one.
#[derive(Clone)]
struct Counts {
    own: Vec<u64>,
    largest: Vec<u64>,
}

/// Max-T p-values of a family, with those of each hypothesis by itself.
///
/// # Errors
/// [`StatsError::Data`] when changes do not fit a common grid with their null value.
pub fn max_t(
    family: &[Hypothesis<'_>],
    steps: Steps,
    options: &TestOptions,
) -> Result<(Vec<Option<Adjusted>>, SignFlips), StatsError> {
    let counted: Vec<usize> = (0..family.len()).filter(|&at| family[at].p.is_some()).collect();
    let flips = Flips::of(family, &counted, steps, options.alternative)?;
    let (counts, patterns) = if flips.people.len() <= EXACT_PEOPLE {
        (flips.all(), SignFlips::All { patterns: 1 << flips.people.len() })
    } else {
        (flips.random(options), SignFlips::Random { patterns: options.resamples as u64 })
    };
    let p = |count: u64| {
        let p = match patterns {
            SignFlips::All { patterns } => count as f64 / patterns as f64,
            SignFlips::Random { patterns } => (count + 1) as f64 / (patterns + 1) as f64,
        };
        PValue::try_new(p).map_err(|cause| StatsError::numerical("max-T adjustment", cause))
    };
    let mut adjusted = vec![None; family.len()];
    let mut least = 0;
    for &member in &flips.order {
        // A hypothesis is not rejected before one with a larger statistic.
        least = least.max(counts.largest[member]);
        adjusted[counted[member]] = Some(Adjusted { raw: p(counts.own[member])?, adjusted: p(least)? });
    }
    Ok((adjusted, patterns))
}

impl Flips {
    fn of(
        family: &[Hypothesis<'_>],
        counted: &[usize],
        steps: Steps,
        alternative: Alternative,
    ) -> Result<Flips, StatsError> {
        let mut names: BTreeSet<&str> = BTreeSet::new();
        let mut changes = Vec::new();
        for &at in counted {
            let shifted = family[at].sample.change().minus(family[at].null_value)?;
            let ids = family[at].sample.ids().iter().map(|id| id.as_str());
            let values: Vec<(&str, f64)> = ids.zip(shifted.ticks().iter().map(|&ticks| ticks as f64)).collect();
            // A sign does nothing to a change of zero.
            names.extend(values.iter().filter(|(_, value)| *value != 0.0).map(|(id, _)| *id));
            changes.push(values);
        }
        let names: Vec<&str> = names.into_iter().collect();
        let mut flips = Flips {
            alternative,
            members: Vec::new(),
            people: vec![Vec::new(); names.len()],
            order: (0..counted.len()).collect(),
            steps,
        };
        let mut sums = Vec::new();
        for (member, values) in changes.iter().enumerate() {
            let n = values.len() as f64;
            let squares = n * values.iter().map(|(_, value)| value * value).sum::<f64>();
            flips.members.push(Member { n, squares, threshold: f64::INFINITY });
            sums.push(values.iter().map(|(_, value)| value).sum::<f64>());
            for (id, value) in values {
                if let Ok(person) = names.binary_search(id) {
                    flips.people[person].push((member, *value));
                }
            }
        }
        let mut observed = Vec::new();
        flips.statistics(&sums, &mut observed);
        for (member, &statistic) in flips.members.iter_mut().zip(&observed) {
            member.threshold = if statistic.is_finite() { statistic - TIE * statistic.abs() } else { statistic };
        }
        flips.order.sort_by(|&left, &right| observed[right].total_cmp(&observed[left]));
        Ok(flips)
    }

    /// t of each member from its sum: (s / n) / sqrt((q - s^2 / n) / (n (n - 1))), infinite where all changes agree.
    fn statistics(&self, sums: &[f64], statistics: &mut Vec<f64>) {
        statistics.clear();
        statistics.extend(self.members.iter().zip(sums).map(|(member, &sum)| {
            let rest = member.squares - sum * sum;
            let t = if rest <= 1e-13 * member.squares {
                f64::INFINITY.copysign(sum)
            } else {
                sum * ((member.n - 1.0) / rest).sqrt()
            };
            match self.alternative {
                Alternative::TwoSided => t.abs(),
                Alternative::Less => -t,
                Alternative::Greater => t,
            }
        }));
    }

    fn count(&self, statistics: &[f64], counts: &mut Counts) {
        let mut largest = match self.steps {
            Steps::Single => statistics.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Steps::Down => f64::NEG_INFINITY,
        };
        for &member in self.order.iter().rev() {
            let threshold = self.members[member].threshold;
            largest = largest.max(statistics[member]);
            counts.own[member] += u64::from(statistics[member] >= threshold);
            counts.largest[member] += u64::from(largest >= threshold);
        }
    }

    /// Sums when the people whose bit is set are turned over.
    fn sums(&self, turned: impl Fn(usize) -> bool, sums: &mut [f64]) {
        sums.fill(0.0);
        for (person, changes) in self.people.iter().enumerate() {
            let sign = if turned(person) { -1.0 } else { 1.0 };
            for (member, value) in changes {
                sums[*member] += sign * value;
            }
        }
    }

    fn none(&self) -> Counts {
        Counts { own: vec![0; self.members.len()], largest: vec![0; self.members.len()] }
    }

    /// All patterns, in blocks that differ in the signs of the last people; within a block one sign is turned at a time (Gray's code).
    fn all(&self) -> Counts {
        let inner = self.people.len().min(EXACT_BITS);
        let blocks = 1u64 << (self.people.len() - inner);
        let block = |block: u64| {
            let (mut counts, mut sums, mut statistics) = (self.none(), vec![0.0; self.members.len()], Vec::new());
            let mut signs = vec![1.0; inner];
            self.sums(|person| person >= inner && block >> (person - inner) & 1 == 1, &mut sums);
            for step in 1..=1u64 << inner {
                self.statistics(&sums, &mut statistics);
                self.count(&statistics, &mut counts);
                let person = step.trailing_zeros() as usize;
                if person < inner {
                    for (member, value) in &self.people[person] {
                        sums[*member] -= 2.0 * signs[person] * value;
                    }
                    signs[person] = -signs[person];
                }
            }
            counts
        };
        (0..blocks).into_par_iter().map(block).reduce(|| self.none(), Counts::plus)
    }

    /// Random patterns: block k draws its signs, 64 people a draw, from the stream (seed, "max-t", k).
    fn random(&self, options: &TestOptions) -> Counts {
        let block = |block: usize| {
            let (mut counts, mut sums, mut statistics) = (self.none(), vec![0.0; self.members.len()], Vec::new());
            let mut stream = Stream::new(options.seed, "max-t", block as u64);
            let mut bits = vec![0u64; self.people.len().div_ceil(64)];
            for _ in 0..BLOCK.min(options.resamples - block * BLOCK) {
                bits.fill_with(|| stream.next_u64());
                self.sums(|person| bits[person / 64] >> (person % 64) & 1 == 1, &mut sums);
                self.statistics(&sums, &mut statistics);
                self.count(&statistics, &mut counts);
            }
            counts
        };
        let blocks = options.resamples.div_ceil(BLOCK);
        (0..blocks).into_par_iter().map(block).reduce(|| self.none(), Counts::plus)
    }
}

impl Counts {
    fn plus(mut self, other: Counts) -> Counts {
        let add = |mine: &mut Vec<u64>, others: Vec<u64>| {
            mine.iter_mut().zip(others).for_each(|(mine, other)| *mine += other);
        };
        add(&mut self.own, other.own);
        add(&mut self.largest, other.largest);
        self
    }
}
