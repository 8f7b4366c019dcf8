//! Effect sizes against each other, against their definitions, and against their own value on resampled pairs.

use super::generate::{Readings, Settings, readings, settings};
use girth::data::PairedSample;
use girth::result::{Alternative, EffectSize};
use girth::stats::effect::hedges_correction;
use girth::stats::{PairedValues, TestOptions, ZeroHandling, registry};
use proptest::prelude::*;

fn effect(id: &str, sample: &PairedSample, options: &TestOptions) -> Option<EffectSize> {
    registry::effect(id).unwrap().run(sample, options).ok()
}

fn value(id: &str, sample: &PairedSample, options: &TestOptions) -> Option<f64> {
    effect(id, sample, options).map(|effect| effect.estimate.value)
}

fn limits(effect: &EffectSize) -> (f64, f64) {
    let interval = effect.estimate.interval.as_ref().unwrap();
    (interval.lower, interval.upper)
}

fn close(x: f64, y: f64) -> bool {
    (x - y).abs() <= 1e-12 * (1.0 + x.abs().max(y.abs()))
}

/// The sizes whose value on resampled pairs is checked here.
const WITH_POINT: [&str; 6] =
    ["g_b", "rank_biserial", "cliffs_delta_paired", "share_rose", "share_unchanged", "share_fell"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn on_the_data_themselves_the_resampled_size_is_the_size(readings in readings(), settings in settings()) {
        let (sample, options) = (readings.sample(), settings.options());
        let (before, after, change) = (sample.before().values(), sample.after().values(), sample.change().values());
        let pairs = PairedValues { before: &before, after: &after, change: &change };
        for id in WITH_POINT.into_iter().chain(["probability_of_increase"]) {
            let (point, run) = (registry::effect(id).unwrap().point(&pairs, &options), value(id, &sample, &options));
            // Readings near 1e9 carry 1e-7 of rounding as doubles.
            let agree = point.zip(run).is_some_and(|(x, y)| (x - y).abs() <= 1e-5 * (1.0 + y.abs()));
            prop_assert!(agree || (point.is_none() && run.is_none()), "{id}: {point:?} {run:?}");
        }
    }

    #[test]
    fn counts_add_up(readings in readings(), settings in settings()) {
        let (sample, options) = (readings.sample(), settings.options());
        let size = |id| value(id, &sample, &options).unwrap();
        let (rose, unchanged, fell) = (size("share_rose"), size("share_unchanged"), size("share_fell"));
        prop_assert!(close(rose + unchanged + fell, 1.0));
        prop_assert!(close(size("cliffs_delta_paired"), rose - fell));
        prop_assert!(close(size("probability_of_increase"), rose + unchanged / 2.0));
        let [delta, tendency, rises] = ["cliffs_delta_paired", "probability_of_increase", "share_rose"]
            .map(|id| limits(&effect(id, &sample, &options).unwrap()));
        prop_assert!(close(delta.0, 2.0 * tendency.0 - 1.0) && close(delta.1, 2.0 * tendency.1 - 1.0));
        prop_assert!(-1.0 <= delta.0 && delta.1 <= 1.0 && delta.0 < delta.1);
        // Without ties the probability of increase is a plain proportion.
        prop_assert!(unchanged > 0.0 || (close(tendency.0, rises.0) && close(tendency.1, rises.1)));
    }

    #[test]
    fn a_share_that_rose_fell_the_other_way_round(readings in readings(), settings in settings()) {
        let (sample, swapped, options) = (readings.sample(), readings.swapped().sample(), settings.options());
        let (rose, fell) = (effect("share_rose", &sample, &options), effect("share_fell", &swapped, &options));
        let (rose, fell) = (rose.unwrap(), fell.unwrap());
        prop_assert_eq!(rose.estimate.value, fell.estimate.value);
        prop_assert_eq!(limits(&rose), limits(&fell));
    }

    #[test]
    fn becker_is_the_corrected_glass_delta(readings in readings(), settings in settings()) {
        let (sample, options) = (readings.sample(), settings.options());
        if let (Some(glass), Some(becker)) =
            (effect("glass_delta_before", &sample, &options), effect("g_b", &sample, &options))
        {
            let correction = hedges_correction(sample.n() as f64 - 1.0).unwrap();
            prop_assert!(close(becker.estimate.value, correction * glass.estimate.value));
            let (expected, found) = (limits(&glass), limits(&becker));
            prop_assert!(close(found.0, correction * expected.0) && close(found.1, correction * expected.1));
        }
    }

    /// Its interval excludes zero exactly when the paired t test rejects.
    #[test]
    fn glass_delta_agrees_with_the_t_test(readings in readings(), settings in settings()) {
        let settings = Settings { null: 0, alternative: Alternative::TwoSided, ..settings };
        let (sample, options) = (readings.sample(), settings.options());
        let p = registry::paired("paired-t").unwrap().run(&sample, &options).unwrap().p_value;
        for id in ["glass_delta_before", "glass_delta_after"] {
            if let (Some(effect), Some(p)) = (effect(id, &sample, &options), p) {
                let (lower, upper) = limits(&effect);
                prop_assert_eq!(p.value() < options.level.alpha(), lower > 0.0 || upper < 0.0, "{}", id);
            }
        }
    }
}

/// From the definition, over all patterns of up to six changes of -2 to 2: ranks by counting, zeros by either rule.
#[test]
fn rank_biserial_and_counts_by_enumeration() {
    for n in 1..=6u32 {
        for pattern in 0..5usize.pow(n) {
            let changes: Vec<i128> = (0..n).map(|at| (pattern / 5usize.pow(at) % 5) as i128 - 2).collect();
            let after = changes.iter().map(|change| 500 + change).collect();
            let sample = Readings { before: vec![500; changes.len()], after }.sample();
            for zeros in [ZeroHandling::Wilcoxon, ZeroHandling::Pratt] {
                let options = Settings { zeros, ..Settings::PLAIN }.options();
                let kept: Vec<i128> =
                    changes.iter().copied().filter(|&change| zeros == ZeroHandling::Pratt || change != 0).collect();
                let rank = |change: i128| {
                    let smaller = kept.iter().filter(|other| other.abs() < change.abs()).count();
                    let equal = kept.iter().filter(|other| other.abs() == change.abs()).count();
                    smaller as f64 + (equal as f64 + 1.0) / 2.0
                };
                let sum = |sign: i128| -> f64 {
                    kept.iter().filter(|change| change.signum() == sign).map(|&change| rank(change)).sum()
                };
                let (up, down) = (sum(1), sum(-1));
                let expected = if up + down == 0.0 { 0.0 } else { (up - down) / (up + down) };
                let found = value("rank_biserial", &sample, &options).unwrap();
                assert!(close(found, expected), "{changes:?} {zeros:?}: {found} {expected}");
            }
        }
    }
}
