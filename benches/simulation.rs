//! Simulated trials on a 0.5 cm grid, and how often each procedure rejects a truth or covers it: for the calibration table and, in
//! small, for the tests.

#![allow(clippy::unwrap_used)]

use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, Unit};
use girth::dist::{StudentT, normal};
use girth::num::Stream;
use girth::result::{Estimate, Level};
use girth::stats::{Margin, TestOptions, Usage, registry};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Trials of one block, which has a stream of its own.
const BLOCK: usize = 500;
/// The true mean change, which is also the null value and the lower bound of the margin: 2 steps of 0.5 cm down.
const SHIFT: i128 = -2;
/// Changes on the grid about a mean of zero, with their probabilities.
pub struct Population {
    pub name: &'static str,
    steps: Vec<i128>,
    chances: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Population {
    pub fn new(name: &'static str, steps: std::ops::RangeInclusive<i128>, weight: impl Fn(f64) -> f64) -> Population {
        let steps: Vec<i128> = steps.collect();
        let weights: Vec<f64> = steps.iter().map(|&step| weight(step as f64)).collect();
        let total: f64 = weights.iter().sum();
        let chances: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
        let mut sum = 0.0;
        let cumulative = chances
            .iter()
            .map(|chance| {
                sum += chance;
                sum
            })
            .collect();
        Population { name, steps, chances, cumulative }
    }

    fn draw(&self, stream: &mut Stream) -> i128 {
        let uniform = stream.uniform();
        self.steps[self.cumulative.partition_point(|&sum| sum < uniform).min(self.steps.len() - 1)]
    }

    /// SD in steps.
    pub fn sd(&self) -> f64 {
        let moment = |power: i32| -> f64 {
            self.steps.iter().zip(&self.chances).map(|(&step, chance)| (step as f64).powi(power) * chance).sum()
        };
        (moment(2) - moment(1).powi(2)).sqrt()
    }

    /// The median of the population, in steps.
    fn median(&self) -> f64 {
        self.steps[self.cumulative.partition_point(|&sum| sum < 0.5)] as f64
    }

    /// The median of the mean of two independent changes, in steps.
    fn pseudomedian(&self) -> f64 {
        let mut sums: BTreeMap<i128, f64> = BTreeMap::new();
        for (first, p) in self.steps.iter().zip(&self.chances) {
            for (second, q) in self.steps.iter().zip(&self.chances) {
                *sums.entry(first + second).or_default() += p * q;
            }
        }
        let mut sum = 0.0;
        let half = sums.into_iter().find(|(_, chance)| {
            sum += chance;
            sum >= 0.5
        });
        half.map_or(f64::NAN, |(total, _)| total as f64 / 2.0)
    }

    /// The chances of a change below, at and above zero after the shift.
    fn signs(&self) -> [f64; 3] {
        let mut chances = [0.0; 3];
        for (&step, chance) in self.steps.iter().zip(&self.chances) {
            chances[((step + SHIFT).signum() + 1) as usize] += chance;
        }
        chances
    }

    fn is_symmetric(&self) -> bool {
        self.steps.first().zip(self.steps.last()).is_some_and(|(first, last)| first + last == 0)
    }
}

/// SD 2 cm (4 steps) each but for the skewed one.
pub fn populations() -> Vec<Population> {
    let t = StudentT::try_new(3.0).unwrap();
    let heavy = move |step: f64| {
        let scale = 4.0 / 3f64.sqrt();
        t.cdf((step + 0.5) / scale) - t.cdf((step - 0.5) / scale)
    };
    vec![
        Population::new("normal", -60..=60, |step| normal::cdf((step + 0.5) / 4.0) - normal::cdf((step - 0.5) / 4.0)),
        // Geometric with p = 0.2 less its mean of 4: skewness 2.
        Population::new("skewed", -4..=196, |step| 0.8f64.powf(step + 4.0)),
        Population::new("heavy-tailed (t, 3 df)", -120..=120, heavy),
    ]
}

/// What is true in a population, by the id of an estimate's quantity; in cm where it has a unit.
fn truths(changes: &Population, before_sd: f64) -> BTreeMap<&'static str, f64> {
    let (shift, sd) = (SHIFT as f64, changes.sd());
    let after_sd = before_sd.hypot(sd);
    let average = ((before_sd.powi(2) + after_sd.powi(2)) / 2.0).sqrt();
    let correlation = before_sd / after_sd;
    let [fell, unchanged, rose] = changes.signs();
    let mut truths = BTreeMap::from([
        ("mean_change", 0.5 * shift),
        ("median_change", 0.5 * (changes.median() + shift)),
        ("pseudomedian", 0.5 * (changes.pseudomedian() + shift)),
        ("d_z", shift / sd),
        ("g_z", shift / sd),
        ("d_av", shift / average),
        ("g_av", shift / average),
        ("g_av_2n", shift / average),
        ("d_av_mean_sd", shift / ((before_sd + after_sd) / 2.0)),
        ("d_rm", shift / sd * (2.0 * (1.0 - correlation)).sqrt()),
        ("g_rm", shift / sd * (2.0 * (1.0 - correlation)).sqrt()),
        ("g_b", shift / before_sd),
        ("glass_delta_before", shift / before_sd),
        ("glass_delta_after", shift / after_sd),
        ("sd_change", 0.5 * sd),
        ("sd_ratio", after_sd / before_sd),
        ("probability_of_increase", rose + unchanged / 2.0),
        ("cliffs_delta_paired", rose - fell),
        ("share_rose", rose),
        ("share_unchanged", unchanged),
        ("share_fell", fell),
    ]);
    if changes.is_symmetric() {
        truths.extend([("trimmed_mean_change", 0.5 * shift), ("trimmed_mean_difference", 0.5 * shift)]);
    }
    truths
}

/// How before and after come about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Design {
    /// A normal reading before, and a change from the population, shifted.
    Change,
    /// A normal person, and an error from the population in each of the two readings: they can be exchanged.
    Exchangeable,
}

/// Trials and how many of them had an event.
#[derive(Clone, Copy, Default)]
pub struct Count {
    pub trials: u64,
    pub events: u64,
    /// The share that is promised, in percent.
    pub nominal: f64,
}

impl Count {
    fn add(&mut self, event: bool, nominal: f64) {
        self.nominal = nominal;
        self.trials += 1;
        self.events += u64::from(event);
    }

    fn join(&mut self, other: Count) {
        (self.trials, self.events) = (self.trials + other.trials, self.events + other.events);
        self.nominal = other.nominal;
    }

    /// Percent with its Monte-Carlo standard error.
    pub fn percent(self) -> (f64, f64) {
        let share = self.events as f64 / self.trials as f64;
        (100.0 * share, 100.0 * (share * (1.0 - share) / self.trials as f64).sqrt())
    }
}

/// Rejections by procedure, coverage by procedure and quantity.
#[derive(Clone, Default)]
pub struct Tally {
    pub rejections: BTreeMap<&'static str, Count>,
    pub coverage: BTreeMap<(&'static str, &'static str), Count>,
}

impl Tally {
    pub fn join(mut self, other: Tally) -> Tally {
        for (key, count) in other.rejections {
            let into = self.rejections.entry(key).or_default();
            into.join(count);
        }
        for (key, count) in other.coverage {
            let into = self.coverage.entry(key).or_default();
            into.join(count);
        }
        self
    }

    fn cover(&mut self, procedure: &'static str, estimate: &Estimate, truths: &BTreeMap<&str, f64>) {
        if let (Some(interval), Some(truth)) = (&estimate.interval, truths.get(estimate.quantity.id)) {
            let slack = 1e-9 * truth.abs();
            let inside = interval.lower <= truth + slack && *truth <= interval.upper + slack;
            let counted = self.coverage.entry((procedure, estimate.quantity.id)).or_default();
            counted.add(inside, 100.0 * interval.level.value());
        }
    }
}

fn trial(
    n: usize,
    design: Design,
    before: &Population,
    changes: &Population,
    stream: &mut Stream,
) -> Option<PairedSample> {
    let steps: Vec<(i128, i128)> = (0..n)
        .map(|_| {
            let person = 180 + before.draw(stream);
            match design {
                Design::Change => (person, person + SHIFT + changes.draw(stream)),
                Design::Exchangeable => (person + changes.draw(stream), person + changes.draw(stream)),
            }
        })
        .collect();
    let decimals = |pick: fn(&(i128, i128)) -> i128| -> Option<Vec<Decimal>> {
        steps.iter().map(|step| Decimal::new(5 * pick(step), 1)).collect()
    };
    let outcome = Outcome { name: "waist".into(), label: "Waist".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let ids = (0..n).map(|person| ParticipantId::new(person.to_string())).collect();
    PairedSample::try_new(outcome, None, ids, &decimals(|step| step.0)?, &decimals(|step| step.1)?, Vec::new()).ok()
}

/// The settings of the simulation: the true mean change is the null value and the lower bound of the margin.
pub fn settings() -> TestOptions {
    let shift = Decimal::new(5 * SHIFT, 1).unwrap();
    let margin = Margin::try_new(shift, shift.negated());
    TestOptions { null_value: shift, margin, level: Level::DEFAULT, ..TestOptions::default() }
}

/// Runs the procedures that `wanted` names over `trials` trials of `n` pairs.
pub fn cell(
    n: usize,
    design: Design,
    changes: &Population,
    trials: usize,
    wanted: impl Fn(&str) -> bool + Sync,
) -> Tally {
    let options = settings();
    // SD 4 cm.
    let before = Population::new("before", -60..=60, |step| (-0.5 * (step / 8.0).powi(2)).exp());
    let truths = if design == Design::Change { truths(changes, before.sd()) } else { BTreeMap::new() };
    let block = |block: usize| {
        let mut stream = Stream::new(options.seed, changes.name, (n * 1_000_000 + block) as u64);
        let mut tally = Tally::default();
        for _ in 0..BLOCK.min(trials - block * BLOCK) {
            let Some(sample) = trial(n, design, &before, changes, &mut stream) else { continue };
            for procedure in registry::PAIRED.iter().filter(|each| wanted(each.id())) {
                if procedure.usage(&sample, &options) == Usage::Unsuited {
                    continue;
                }
                let Ok(result) = procedure.run(&sample, &options) else { continue };
                if let Some(p) = result.p_value {
                    tally
                        .rejections
                        .entry(procedure.id())
                        .or_default()
                        .add(p.value() <= options.level.alpha(), 100.0 * options.level.alpha());
                }
                for estimate in &result.estimates {
                    tally.cover(procedure.id(), estimate, &truths);
                }
            }
            for procedure in registry::EFFECTS.iter().filter(|each| wanted(each.id())) {
                if let Ok(result) = procedure.run(&sample, &options) {
                    tally.cover(procedure.id(), &result.estimate, &truths);
                }
            }
        }
        tally
    };
    (0..trials.div_ceil(BLOCK)).into_par_iter().map(block).reduce(Tally::default, Tally::join)
}
