//! Bootstrap intervals beside the analytic ones.

use crate::data::PairedSample;
use crate::result::format::as_heading;
use crate::result::{Alternative, EffectSize, Estimate, Note, TestResult};
use crate::stats::resample::{Bootstrap, Statistic, Wanted, bootstrap_intervals};
use crate::stats::{BootstrapMethod, EffectProcedure, PairedProcedure, PairedValues, TestOptions, registry};

/// A procedure's estimate as a statistic of pairs.
#[derive(Clone, Copy)]
enum Resampled<'a> {
    Test(&'static dyn PairedProcedure, &'a TestOptions),
    Effect(&'static dyn EffectProcedure, &'a TestOptions),
}

impl Statistic for Resampled<'_> {
    fn point(&self, pairs: &PairedValues<'_>) -> Option<f64> {
        match self {
            Resampled::Test(procedure, options) => procedure.point(pairs, options),
            Resampled::Effect(procedure, options) => procedure.point(pairs, options),
        }
    }

    fn formula_error(&self, pairs: &PairedValues<'_>) -> Option<f64> {
        match self {
            Resampled::Test(procedure, _) => procedure.point_error(pairs),
            Resampled::Effect(..) => None,
        }
    }
}

/// An estimate, its statistic, its sides, and where its note goes.
struct Target<'a> {
    statistic: Resampled<'a>,
    alternative: Alternative,
    estimate: &'a mut Estimate,
    notes: &'a mut Vec<Note>,
    /// What its note begins with.
    subject: Option<&'static str>,
}

/// Gives the first estimate of every test that can be resampled, and every effect size, its bootstrap interval, at the level of its
/// own interval where it has one. All come from the same resamples.
pub(super) fn add_bootstrap(
    sample: &PairedSample,
    tests: &mut [TestResult],
    effects: &mut [EffectSize],
    options: &TestOptions,
    method: BootstrapMethod,
) {
    let tests = tests.iter_mut().filter_map(|test| {
        Some(Target {
            statistic: Resampled::Test(registry::paired(test.procedure)?, options),
            alternative: test.hypothesis.alternative,
            estimate: test.estimates.first_mut()?,
            notes: &mut test.notes,
            subject: None,
        })
    });
    let effects = effects.iter_mut().filter_map(|effect| {
        Some(Target {
            statistic: Resampled::Effect(registry::effect(effect.procedure)?, options),
            alternative: Alternative::TwoSided,
            subject: Some(effect.estimate.quantity.label),
            estimate: &mut effect.estimate,
            notes: &mut effect.notes,
        })
    });
    let targets: Vec<Target<'_>> = tests.chain(effects).collect();
    let level = |estimate: &Estimate| estimate.interval.as_ref().map_or(options.level, |interval| interval.level);
    let wanted: Vec<Wanted<'_>> = targets
        .iter()
        .map(|target| Wanted {
            statistic: &target.statistic,
            level: level(target.estimate),
            alternative: target.alternative,
        })
        .collect();
    let how = Bootstrap { method, resamples: options.resamples, seed: options.seed };
    let found = bootstrap_intervals(sample, &wanted, how);
    for (target, found) in targets.into_iter().zip(found) {
        if let Some(found) = found {
            target.estimate.bootstrap = found.interval;
            let Note { id, text } = found.note;
            target.notes.push(Note::new(
                id,
                match target.subject {
                    Some(subject) => format!("{}: {text}", as_heading(subject)),
                    None => text,
                },
            ));
        }
    }
}
