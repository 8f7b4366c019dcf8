//! Studies of people who do not change, judged by the claim that some respond.

use super::made_study::{Made, pairs};
use girth::claims::{ReadingError, Verdict};
use girth::data::Unit;
use girth::dist::normal;
use girth::num::Stream;
use girth::stats::explain::{Extreme, Population, Rule, Screening, regression_to_the_mean};
use girth::stats::individual::{ErrorOfReading, Occasions};
use rayon::prelude::*;

const STUDIES: u64 = 2_000;
const SEED: u64 = 20_261_122;
/// Degrees of freedom of an error estimated from 16 people read twice, or nearly so.
const DEGREES: u64 = 15;
/// SD of the error of one reading, in centimetres.
const ERROR: f64 = 1.0;

/// The most of [`STUDIES`] that may claim responders if each does so with a chance of 5 %: passed by chance by one run in a thousand.
fn most() -> u64 {
    let (n, z) = (STUDIES as f64, normal::upper_quantile(0.001).expect("quantile"));
    (0.05 * n + z * (0.05 * 0.95 * n).sqrt()).floor() as u64
}

fn standard(stream: &mut Stream) -> f64 {
    normal::quantile(stream.uniform().clamp(1e-16, 1.0 - 1e-16)).expect("quantile")
}

/// 10 to 100 people who do not change, on a tape with marks of 1 mm or 5 mm, whose error is known or was estimated.
fn study(at: u64, estimated: bool, stream: &mut Stream) -> Made {
    let n = 10 + stream.below(91) as usize;
    let mark = if at.is_multiple_of(3) { 5.0 } else { 1.0 };
    let mut reading = |level: f64| {
        let read = 10.0 * (level + ERROR * standard(stream));
        ((read / mark).round() * mark) as i128
    };
    let rows: Vec<(i128, i128)> = (0..n as i32)
        .map(|person| f64::from(person) / 3.0 + 70.0)
        .map(|level| (reading(level), reading(level)))
        .collect();
    let degrees_of_freedom = estimated.then_some(DEGREES as f64);
    let sd = if estimated {
        let squares: f64 = (0..DEGREES).map(|_| standard(stream).powi(2)).sum();
        ERROR * (squares / DEGREES as f64).sqrt()
    } else {
        ERROR
    };
    let error = ErrorOfReading { sd, degrees_of_freedom, occasions: Occasions::Different };
    Made {
        samples: vec![pairs("waist", Unit::Cm, None, "P", &rows)],
        error: Some(ReadingError { error, unit: Unit::Cm, source: "repeated readings".to_owned() }),
        selection: Some(0.0),
        ..Made::default()
    }
}

/// SD of the levels of people, in centimetres.
const LEVELS: f64 = 2.0;

/// The same people picked by a first reading of 71 cm or more from a population with a mean of 70 cm: nobody changes, and all of them are
/// read closer to the mean the second time. What that makes is known.
fn picked(at: u64, stream: &mut Stream) -> Made {
    let n = 10 + stream.below(91) as usize;
    let mark = if at.is_multiple_of(3) { 5.0 } else { 1.0 };
    let mut rows = Vec::with_capacity(n);
    while rows.len() < n {
        let level = 70.0 + LEVELS * standard(stream);
        let mut reading = || ((10.0 * (level + ERROR * standard(stream)) / mark).round() * mark) as i128;
        let (first, second) = (reading(), reading());
        if first >= 710 {
            rows.push((first, second));
        }
    }
    let population = Population::of_within(70.0, LEVELS.hypot(ERROR), ERROR).expect("population");
    let screening = Screening { step: mark / 10.0, ..Screening::new(Extreme::Highest, Rule::CutOff(71.0)) };
    let expected = regression_to_the_mean(&population, &screening).expect("expected").expected_change;
    let error = ErrorOfReading { sd: ERROR, degrees_of_freedom: None, occasions: Occasions::Different };
    Made {
        samples: vec![pairs("waist", Unit::Cm, None, "P", &rows)],
        error: Some(ReadingError { error, unit: Unit::Cm, source: "repeated readings".to_owned() }),
        selection: Some(expected),
        ..Made::default()
    }
}

/// How many of [`STUDIES`] support, and how many refute, the claim that people respond by `value`.
fn claimed(name: &str, value: &str, study: fn(u64, &mut Stream) -> Made) -> (u64, u64) {
    let claim = format!(
        "[[claim]]\nid = \"c\"\nstatement = \"Some respond.\"\noutcome = \"waist\"\ndirection = \"decrease\"\n\
         criterion = {{ kind = \"responders-beyond-noise\", value = \"{value}\" }}\n"
    );
    let verdicts: Vec<Verdict> = (0..STUDIES)
        .into_par_iter()
        .map(|at| study(at, &mut Stream::new(SEED, name, at)).judged(&claim).verdict)
        .collect();
    let count = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count() as u64;
    let found = (count(Verdict::Supported), count(Verdict::Refuted));
    println!(
        "{name}, {value}: of {STUDIES} studies of nobody's change {} support responders, {} refute them",
        found.0, found.1
    );
    found
}

#[test]
fn hardly_a_study_in_which_nobody_changes_claims_responders() {
    // Below the smallest detectable change of 2.77 cm, and beyond it.
    for value in ["1.5 cm", "3 cm"] {
        for (name, made) in [
            ("known error", (|at, stream| study(at, false, stream)) as fn(u64, &mut Stream) -> Made),
            ("estimated error", |at, stream| study(at, true, stream)),
            ("either", |at, stream| study(at, at % 2 == 0, stream)),
            ("picked by a high reading", picked),
        ] {
            let (supported, refuted) = claimed(name, value, made);
            assert!(supported <= most(), "{name}, {value}: {supported} of {STUDIES}");
            assert!(refuted <= most(), "{name}, {value}: {refuted} of {STUDIES} refute a share that is as expected");
        }
    }
}
