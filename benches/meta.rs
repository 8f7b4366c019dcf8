//! How long a meta-analysis takes: `cargo bench --bench meta`.

#![allow(clippy::unwrap_used)]

use divan::Bencher;
use girth::data::{StudyEffect, StudyEffects, Unit};
use girth::dist::normal;
use girth::num::Stream;
use girth::stats::meta::{
    MetaOptions, Moderator, TauMethod, influence, leave_one_out, meta_regression, random_effects,
};

fn main() {
    divan::main();
}

/// Mean differences of `k` studies about -1 cm, which differ by an SD of 0.5 cm, with standard errors of 0.2 to 2 cm.
fn studies(k: usize) -> StudyEffects {
    let mut stream = Stream::new(1, "bench", k as u64);
    let mut draw = |at: usize| {
        let variance = 0.04 * 100_f64.powf(stream.uniform());
        let estimate = -1.0 + (variance + 0.25).sqrt() * normal::quantile(stream.uniform()).unwrap();
        StudyEffect { label: at.to_string(), trial: at.to_string(), estimate, variance }
    };
    StudyEffects::try_new(Unit::Cm, (0..k).map(&mut draw).collect()).unwrap()
}

/// Estimate, test, heterogeneity with its intervals, prediction.
#[divan::bench(args = TauMethod::ALL)]
fn fifty_studies(bencher: Bencher, method: TauMethod) {
    let (studies, options) = (studies(50), MetaOptions { method, ..MetaOptions::default() });
    bencher.bench(|| random_effects(&studies, &options).unwrap());
}

#[divan::bench(args = [5, 500])]
fn restricted_likelihood(bencher: Bencher, k: usize) {
    let studies = studies(k);
    bencher.bench(|| random_effects(&studies, &MetaOptions::default()).unwrap());
}

#[divan::bench]
fn regression_of_fifty_studies(bencher: Bencher) {
    let (studies, values) = (studies(50), (0..50).map(|at| f64::from(at % 7)).collect::<Vec<f64>>());
    let moderator = Moderator { name: "sessions", values: &values };
    bencher.bench(|| meta_regression(&studies, moderator, &MetaOptions::default()).unwrap());
}

#[divan::bench]
fn leaving_out_each_of_fifty(bencher: Bencher) {
    let studies = studies(50);
    bencher.bench(|| leave_one_out(&studies, &MetaOptions::default()).unwrap());
}

#[divan::bench]
fn influence_of_each_of_fifty(bencher: Bencher) {
    let studies = studies(50);
    bencher.bench(|| influence(&studies, &MetaOptions::default()).unwrap());
}
