//! Tests of location against all sign patterns and all subsets, and against each other.

use super::generate::{Readings, Settings, readings, readings_of, settings};
use girth::data::Decimal;
use girth::result::{Alternative, TestResult};
use girth::stats::{Moments, PairedValues, TestOptions, Trim, Usage, registry};
use proptest::prelude::*;

const SIDES: [Alternative; 3] = [Alternative::TwoSided, Alternative::Less, Alternative::Greater];

fn run(id: &str, readings: &Readings, options: &TestOptions) -> TestResult {
    registry::paired(id).unwrap().run(&readings.sample(), options).unwrap()
}

fn p(result: &TestResult) -> f64 {
    result.p_value.unwrap().value()
}

/// The shares of all signs of `sizes` whose positive part is at most, and at least, `observed`, as a p-value.
fn enumerated(sizes: &[i128], observed: i128, alternative: Alternative) -> f64 {
    let patterns = 1u32 << sizes.len();
    let sum = |pattern: u32| -> i128 {
        sizes.iter().enumerate().filter(|(bit, _)| pattern >> bit & 1 == 1).map(|(_, size)| size).sum()
    };
    let at_most = (0..patterns).filter(|&pattern| sum(pattern) <= observed).count() as f64 / f64::from(patterns);
    let at_least = (0..patterns).filter(|&pattern| sum(pattern) >= observed).count() as f64 / f64::from(patterns);
    match alternative {
        Alternative::Less => at_most,
        Alternative::Greater => at_least,
        Alternative::TwoSided => (2.0 * at_most.min(at_least)).min(1.0),
    }
}

/// Readings of 90 cm before, with these changes.
fn of_changes(changes: &[i128]) -> Readings {
    Readings { before: vec![900; changes.len()], after: changes.iter().map(|change| 900 + change).collect() }
}

/// Every multiset of `n` changes from -2 to 2, smallest first.
fn small_changes(n: usize) -> Vec<Vec<i128>> {
    (0..n).fold(vec![Vec::new()], |all, _| {
        let longer = |changes: Vec<i128>| {
            let least = changes.last().copied().unwrap_or(-2);
            (least..=2).map(move |change| changes.iter().copied().chain([change]).collect())
        };
        all.into_iter().flat_map(longer).collect()
    })
}

/// All patterns of signs, ties and zeros of up to ten changes of size 0, 1 or 2.
#[test]
fn exact_tests_equal_enumeration_for_all_small_patterns() {
    for changes in (1..=6).chain([10]).flat_map(small_changes) {
        let readings = of_changes(&changes);
        let signs: Vec<i128> = changes.iter().filter(|&&change| change != 0).map(|_| 1).collect();
        let sizes: Vec<i128> = changes.iter().map(|change| change.abs()).collect();
        for alternative in SIDES {
            let options = TestOptions { alternative, ..TestOptions::default() };
            let positive = changes.iter().filter(|&&change| change > 0).count() as i128;
            let expected = enumerated(&signs, positive, alternative);
            let found = p(&run("sign-test", &readings, &options));
            assert!((found - expected).abs() <= 1e-13 * expected, "{changes:?} {alternative:?}: {found} {expected}");
            let positive = changes.iter().filter(|&&change| change > 0).sum();
            let found = p(&run("sign-flip", &readings, &options));
            assert_eq!(found, enumerated(&sizes, positive, alternative), "{changes:?} {alternative:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn sign_flip_equals_all_sign_patterns(readings in (1usize..=10).prop_flat_map(readings_of), null in -10i128..10) {
        let changes: Vec<i128> = readings.changes().iter().map(|change| change - null).collect();
        let sizes: Vec<i128> = changes.iter().map(|change| change.abs()).collect();
        let positive = changes.iter().filter(|&&change| change > 0).sum();
        for alternative in SIDES {
            let options = Settings { null, alternative, ..Settings::PLAIN }.options();
            // Counts over a power of two are exact doubles.
            prop_assert_eq!(p(&run("sign-flip", &readings, &options)), enumerated(&sizes, positive, alternative));
        }
    }

    /// The limits are the means of subsets at which the test against them begins to hold its peace: just outside, it rejects.
    #[test]
    fn sign_flip_interval_holds_what_is_not_rejected(
        readings in (1usize..=12).prop_flat_map(readings_of), settings in settings(), null in -400i128..400,
    ) {
        let options = settings.options();
        let result = run("sign-flip", &readings, &options);
        let interval = result.estimates[0].interval.as_ref().unwrap();
        // A null on a grid ten times finer than the readings', near the estimate.
        let centre = (result.estimates[0].value * 100.0).round() as i128;
        let null_value = Decimal::new(centre + null, 2).unwrap();
        let tested = run("sign-flip", &readings, &TestOptions { null_value, ..options });
        let null = null_value.to_f64();
        let near = |limit: f64| (limit - null).abs() <= 1e-9 * limit.abs().max(1.0);
        if !near(interval.lower) && !near(interval.upper) {
            let outside = null < interval.lower || null > interval.upper;
            prop_assert_eq!(p(&tested) <= options.level.alpha(), outside, "{} {:?}", null, interval);
        }
    }

    #[test]
    fn sign_test_and_median_interval_agree(readings in readings(), settings in settings()) {
        let options = settings.options();
        let result = run("sign-test", &readings, &options);
        let interval = result.estimates[0].interval.as_ref().unwrap();
        let null = options.null_value.to_f64();
        let changes = readings.changes();
        // Dropping zeros breaks the duality, so only for null values that no change equals.
        if changes.iter().all(|&change| change != settings.null) {
            let outside = null < interval.lower || null > interval.upper;
            prop_assert_eq!(p(&result) <= options.level.alpha() * (1.0 + 1e-12), outside, "{:?}", result);
        }
    }

    #[test]
    fn nothing_trimmed_is_the_paired_t_test(readings in readings(), settings in settings()) {
        let options = TestOptions { trim: Trim::try_new(0.0).unwrap(), ..settings.options() };
        let t = run("paired-t", &readings, &options);
        for id in ["yuen", "trimmed-mean"] {
            let result = run(id, &readings, &options);
            let near = |x: f64, y: f64| (x - y).abs() <= 1e-9 * x.abs().max(y.abs()).max(1e-9);
            prop_assert_eq!(result.p_value.is_some(), t.p_value.is_some());
            prop_assert!(t.p_value.is_none_or(|t| near(t.value(), p(&result))), "{:?} {:?}", t, result);
            prop_assert!(near(t.estimates[0].value, result.estimates[0].value));
        }
    }

    #[test]
    fn a_ratio_turned_over_is_its_reciprocal(readings in readings(), settings in settings()) {
        let procedure = registry::paired("geometric-ratio").unwrap();
        let (one, other) = (readings.sample(), readings.swapped().sample());
        let positive = readings.before.iter().chain(&readings.after).all(|&reading| reading > 0);
        prop_assert_eq!(procedure.usage(&one, &settings.options()) == Usage::OnRequest, positive);
        prop_assert_eq!(procedure.run(&one, &settings.options()).is_ok(), positive);
        if positive {
            let one = procedure.run(&one, &settings.options()).unwrap();
            let other = procedure.run(&other, &settings.mirrored().options()).unwrap();
            let near = |x: f64, y: f64| x == y || (x - y).abs() <= 1e-9 * x.abs().max(y.abs());
            let (ratio, turned) = (&one.estimates[0], &other.estimates[0]);
            prop_assert!(near(ratio.value, 1.0 / turned.value));
            if let (Some(x), Some(y)) = (&ratio.interval, &turned.interval) {
                prop_assert!(near(x.lower, 1.0 / y.upper) && near(x.upper, 1.0 / y.lower), "{:?} {:?}", x, y);
                prop_assert!(near(p(&one), p(&other)));
            }
            prop_assert!(near(one.estimates[1].value + 100.0, 100.0 * ratio.value));
        }
    }

    /// What is resampled is what is reported.
    #[test]
    fn points_on_the_data_are_the_estimates(readings in readings(), settings in settings()) {
        let sample = readings.sample();
        let columns = [sample.before(), sample.after(), sample.change()].map(|column| column.values());
        let pairs = PairedValues { before: &columns[0], after: &columns[1], change: &columns[2] };
        let options = settings.options();
        for id in ["signed-rank", "sign-test", "sign-flip", "yuen", "trimmed-mean", "geometric-ratio"] {
            let procedure = registry::paired(id).unwrap();
            let point = procedure.point(&pairs, &options);
            if let Ok(result) = procedure.run(&sample, &options) {
                let (point, estimate) = (point.unwrap(), result.estimates[0].value);
                // Means of readings near 1e9 are differences of means of them.
                let scale = Moments::of(sample.before()).mean.abs().max(1.0);
                prop_assert!((point - estimate).abs() <= 1e-13 * scale, "{}: {} {}", id, point, estimate);
            }
        }
    }
}

/// Changes so wide apart that no table holds their sums: pairs of half sums for 40 of them, random signs for 41.
#[test]
fn wide_changes_are_counted_or_drawn() {
    let wide = |n: i128| -> Vec<i128> {
        (1..=n).map(|at| (at * at * 982_451_653 + at) * if at % 3 == 0 { 1 } else { -1 }).collect()
    };
    let run = |n| {
        let changes = wide(n);
        let readings = Readings { before: vec![0; changes.len()], after: changes };
        run("sign-flip", &readings, &TestOptions::default())
    };
    let (counted, drawn) = (run(40), run(41));
    assert!(counted.notes.iter().all(|note| note.id != "monte-carlo"), "{counted:?}");
    assert!(drawn.notes.iter().any(|note| note.id == "monte-carlo"), "{drawn:?}");
    assert!(drawn.estimates[0].interval.is_none() && drawn.notes.iter().any(|note| note.id == "no-interval"));
    // 5,000 draws know a p of about a quarter to 0.006; the two p-values differ by the one change.
    assert!((p(&counted) - p(&drawn)).abs() < 0.05, "{} {}", p(&counted), p(&drawn));
    assert_eq!(drawn, run(41));
}
