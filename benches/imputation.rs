//! How long reference-based imputation of a trial of 172 people and 4 visits takes: `cargo bench --bench imputation`.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use girth::data::{Course, Decimal, Longitudinal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit};
use girth::num::Stream;
use girth::stats::repeated::missing::{
    ImputationOptions, Strategy, TippingMap, conditional_mean_imputation, multiple_imputation,
};
use std::hint::black_box;
use std::time::Instant;

/// Two arms; about a quarter leave before the last visit, and `holes` of a hundred miss the second.
fn trial(holes: u32) -> Longitudinal {
    let mut stream = Stream::new(1, "trial", 0);
    let tenths = |value: f64| Decimal::new((value * 10.0).round() as i128, 1);
    let courses: Vec<Course> = (0..172)
        .map(|at| {
            let mut noise = || (0..4).map(|_| stream.uniform() - 0.5).sum::<f64>() * 7.0;
            let (baseline, own) = (18.0 + noise(), noise());
            let slope = if at % 2 == 1 { -2.5 } else { -1.5 };
            let values = [1.0, 2.0, 3.0, 4.0].map(|visit| baseline + own + slope * visit + noise());
            let last = if stream.below(4) == 0 { 1 + stream.below(3) as usize } else { 4 };
            let hole = stream.below(100) < holes;
            let readings = values
                .iter()
                .enumerate()
                .map(|(visit, &value)| tenths(value).filter(|_| visit < last && !(hole && visit == 1)));
            Course {
                id: ParticipantId::new(at.to_string()),
                arm: Some(at % 2),
                baseline: tenths(baseline),
                readings: readings.collect(),
            }
        })
        .collect();
    let outcome = Outcome { name: "x".into(), label: "X".into(), kind: OutcomeKind::Other, unit: Unit::None };
    let visits = ["4", "5", "6", "7"].map(|name| TimePoint { name: name.into(), time: None, sessions: None });
    let arms = vec!["placebo".to_owned(), "drug".to_owned()];
    Longitudinal::try_new(outcome, Some("3".to_owned()), visits.to_vec(), arms, true, &courses).unwrap()
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) {
    let start = Instant::now();
    black_box(work());
    println!("{what}: {:.3} s", start.elapsed().as_secs_f64());
}

fn main() {
    let options =
        ImputationOptions { strategy: Strategy::JumpToReference, imputations: 5_000, ..ImputationOptions::default() };
    for (holes, name) in [(0, "nobody came back"), (4, "one in 25 with a hole")] {
        let data = trial(holes);
        timed(&format!("5,000 imputations with their analyses, {name}"), || {
            multiple_imputation(&data, &options).unwrap()
        });
        timed(&format!("conditional means with the jackknife, {name}"), || {
            conditional_mean_imputation(&data, &options).unwrap()
        });
        timed(&format!("tipping-point map, {name}"), || TippingMap::of(&data, &options, None).unwrap());
    }
}
