//! How long the paired procedures take: `cargo bench --bench paired`.

#![allow(clippy::unwrap_used)]

use divan::Bencher;
use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, Sample, Unit};
use girth::dist::normal;
use girth::num::Stream;
use girth::result::{Alternative, Level};
use girth::stats::paired::hodges_lehmann;
use girth::stats::resample::bootstrap_means;
use girth::stats::{Margin, SignedRankMethod, TestOptions, registry};
use std::process::Command;

fn main() {
    divan::main();
}

/// Girths of `n` people to 0.1 cm, with a change of SD 2 cm about -1 cm: many ties, some zeros.
fn people(n: usize) -> PairedSample {
    let mut stream = Stream::new(1, "bench", n as u64);
    let mut draw = |sd: f64| sd * normal::quantile(stream.uniform()).unwrap();
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for _ in 0..n {
        let first = (900.0 + draw(80.0)).round() as i128;
        before.push(Decimal::new(first, 1).unwrap());
        after.push(Decimal::new(first + (draw(20.0) - 10.0).round() as i128, 1).unwrap());
    }
    let outcome = Outcome { name: "waist".into(), label: "Waist".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let ids = (0..n).map(|person| ParticipantId::new(person.to_string())).collect();
    PairedSample::try_new(outcome, None, ids, &before, &after, Vec::new()).unwrap()
}

fn run(bencher: Bencher, id: &str, n: usize) {
    let (procedure, sample) = (registry::paired(id).unwrap(), people(n));
    let options = TestOptions { signed_rank: SignedRankMethod::Exact, ..TestOptions::default() };
    bencher.bench(|| procedure.run(&sample, &options).unwrap());
}

/// Exact p with ties and zeros, Hodges-Lehmann and its interval.
#[divan::bench(args = [60, 200])]
fn signed_rank_exact(bencher: Bencher, n: usize) {
    run(bencher, "signed-rank", n);
}

#[divan::bench(args = [2_000], sample_count = 5, sample_size = 1)]
fn signed_rank_exact_large(bencher: Bencher, n: usize) {
    run(bencher, "signed-rank", n);
}

fn ids() -> impl Iterator<Item = &'static str> {
    registry::PAIRED.iter().map(|procedure| procedure.id()).chain(registry::EFFECTS.iter().map(|effect| effect.id()))
}

/// Every procedure on 60 pairs, with a margin of 1 cm.
#[divan::bench(args = ids(), sample_count = 20)]
fn procedure_60_pairs(bencher: Bencher, id: &str) {
    let sample = people(60);
    let margin = Margin::try_new(Decimal::new(-1, 0).unwrap(), Decimal::new(1, 0).unwrap());
    let options = TestOptions { margin, ..TestOptions::default() };
    match registry::paired(id) {
        Some(procedure) => bencher.bench(|| procedure.run(&sample, &options).is_ok()),
        None => bencher.bench(|| registry::effect(id).unwrap().run(&sample, &options).is_ok()),
    }
}

/// Exact over all sign patterns, on the 0.1 cm grid.
#[divan::bench(args = [60, 1_000])]
fn sign_flip_exact(bencher: Bencher, n: usize) {
    run(bencher, "sign-flip", n);
}

#[divan::bench(args = [1_000_000], sample_count = 3, sample_size = 1)]
fn hodges_lehmann_with_interval(bencher: Bencher, n: usize) {
    let mut stream = Stream::new(1, "bench changes", n as u64);
    let mut change = || (20.0 * normal::quantile(stream.uniform()).unwrap() - 10.0).round() as i128;
    let changes = Sample::from_ticks((0..n).map(|_| change()).collect(), 1, Unit::Cm).unwrap();
    bencher.bench(|| hodges_lehmann(&changes, Level::DEFAULT, Alternative::TwoSided).unwrap());
}

/// A million means of 60 changes, on one core.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn bootstrap_mean_one_core(bencher: Bencher) {
    let sample = people(60);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    bencher.bench(|| pool.install(|| bootstrap_means(sample.change(), 1_000_000, 1)));
}

/// The whole process: read, audit, pair, run every procedure, print.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn process_all_methods_60_pairs(bencher: Bencher) {
    let sample = people(60);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("trial.csv");
    let mut text = "id,waist_before,waist_after\n".to_owned();
    for (at, (before, after)) in sample.before().values().iter().zip(sample.after().values()).enumerate() {
        text += &format!("{at},{before:.1},{after:.1}\n");
    }
    std::fs::write(&file, text).unwrap();
    bencher.bench(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_girth"));
        let output = command.arg("test").arg(&file).args(["--unit", "cm", "--method", "all"]).output().unwrap();
        assert!(output.status.success());
    });
}
