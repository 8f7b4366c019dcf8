//! Adjusted p-values: what holds of every rule, closed testing by all subsets, max-T by all sign patterns.

use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, Unit};
use girth::result::{Alternative, PValue};
use girth::stats::TestOptions;
use girth::stats::multiplicity::{
    ADJUSTMENTS, Adjusted, Hypothesis, Method, SignFlips, Steps, adjust_p_values, find, max_t,
};
use proptest::prelude::*;

fn adjusted(id: &str, p: &[f64]) -> Vec<f64> {
    let Method::OfPValues(rule) = find(id).unwrap().method() else { panic!("{id}") };
    let p: Vec<Option<PValue>> = p.iter().map(|&p| PValue::try_new(p).ok()).collect();
    adjust_p_values(rule, &p).unwrap().into_iter().map(|p| p.unwrap().value()).collect()
}

fn p_values() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(prop_oneof![0.0..=1.0, 0.0..0.05, Just(0.05), Just(0.0), Just(1.0)], 1..8)
}

/// The largest Simes p-value of all subsets that hold each hypothesis.
fn closed_simes(p: &[f64]) -> Vec<f64> {
    let mut largest = vec![0.0_f64; p.len()];
    for subset in 1u32..1 << p.len() {
        let members: Vec<usize> = (0..p.len()).filter(|bit| subset >> bit & 1 == 1).collect();
        let mut sorted: Vec<f64> = members.iter().map(|&member| p[member]).collect();
        sorted.sort_by(f64::total_cmp);
        let size = sorted.len() as f64;
        let simes = sorted.iter().enumerate().map(|(at, p)| size * p / (at + 1) as f64).fold(f64::INFINITY, f64::min);
        members.iter().for_each(|&member| largest[member] = largest[member].max(simes));
    }
    largest
}

/// Changes of people at several sites; absent where a person has no reading.
type Family = Vec<Vec<Option<i128>>>;

fn families(people: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Family> {
    (people, 1usize..=4).prop_flat_map(|(people, sites)| {
        let change = prop_oneof![4 => (-6i128..=6).prop_map(Some), 1 => Just(None)];
        prop::collection::vec(prop::collection::vec(change, people), sites)
    })
}

/// The sample of one site, its rows in this order.
fn sample(changes: &[Option<i128>], order: &[usize]) -> Option<PairedSample> {
    let rows = order.iter().filter_map(|&person| Some((ParticipantId::new(format!("P{person:03}")), changes[person]?)));
    let (ids, after): (Vec<_>, Vec<_>) = rows.map(|(id, ticks)| (id, Decimal::new(ticks, 1).unwrap())).unzip();
    let outcome = Outcome { name: "x".into(), label: "X".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    PairedSample::try_new(outcome, None, ids, &vec![Decimal::ZERO; after.len()], &after, Vec::new()).ok()
}

/// Hypotheses without variation have no t test and do not count.
fn run(family: &Family, order: &[usize], steps: Steps, options: &TestOptions) -> Vec<Option<Adjusted>> {
    let samples: Vec<Option<PairedSample>> = family.iter().map(|changes| sample(changes, order)).collect();
    let hypotheses: Vec<Hypothesis<'_>> = samples
        .iter()
        .flatten()
        .map(|sample| {
            let ticks = sample.change().ticks();
            let varies = ticks.iter().any(|change| *change != ticks[0]);
            Hypothesis { sample, null_value: Decimal::ZERO, p: PValue::try_new(0.5).ok().filter(|_| varies) }
        })
        .collect();
    let mut values = max_t(&hypotheses, steps, options).unwrap().0.into_iter();
    samples.iter().map(|sample| sample.as_ref().and_then(|_| values.next().flatten())).collect()
}

fn forwards(family: &Family) -> Vec<usize> {
    (0..family[0].len()).collect()
}

/// t, signed in the direction of the alternative, from whole numbers; infinite where all agree.
fn statistic(changes: &[i128], alternative: Alternative) -> f64 {
    let n = changes.len() as i128;
    let sum: i128 = changes.iter().sum();
    let rest = n * changes.iter().map(|change| change * change).sum::<i128>() - sum * sum;
    let t =
        if rest == 0 { f64::INFINITY.copysign(sum as f64) } else { sum as f64 * ((n - 1) as f64 / rest as f64).sqrt() };
    match alternative {
        Alternative::TwoSided => t.abs(),
        Alternative::Less => -t,
        Alternative::Greater => t,
    }
}

/// Single-step and step-down p-values from their definitions.
fn brute_force(family: &[Vec<Option<i128>>], alternative: Alternative) -> Vec<(f64, f64, f64)> {
    let people = family[0].len();
    let flipped = |pattern: u32| -> Vec<f64> {
        let site = |changes: &Vec<Option<i128>>| {
            let turned = changes
                .iter()
                .enumerate()
                .filter_map(|(person, change)| Some(if pattern >> person & 1 == 1 { -(*change)? } else { (*change)? }));
            statistic(&turned.collect::<Vec<_>>(), alternative)
        };
        family.iter().map(site).collect()
    };
    let observed = flipped(0);
    let reaches = |value: f64, goal: f64| value >= goal || (goal.is_finite() && value >= goal - 1e-10 * goal.abs());
    let share = |hit: &dyn Fn(&[f64]) -> bool| {
        (0..1u32 << people).filter(|&pattern| hit(&flipped(pattern))).count() as f64 / f64::from(1u32 << people)
    };
    let down = |goal: f64| {
        share(&|t: &[f64]| t.iter().zip(&observed).any(|(value, own)| *own <= goal && reaches(*value, goal)))
    };
    let value = |at: usize| {
        let goal = observed[at];
        let above = observed.iter().filter(|other| **other >= goal);
        (
            share(&|t: &[f64]| reaches(t[at], goal)),
            share(&|t: &[f64]| t.iter().any(|value| reaches(*value, goal))),
            above.map(|other| down(*other)).fold(0.0, f64::max),
        )
    };
    (0..family.len()).map(value).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn rules_keep_the_order_and_never_fall_below_the_raw_p(p in p_values()) {
        for adjustment in ADJUSTMENTS {
            if let Method::OfPValues(_) = adjustment.method() {
                let values = adjusted(adjustment.id(), &p);
                for (at, value) in values.iter().enumerate() {
                    prop_assert!(*value >= p[at] * (1.0 - 1e-14) && *value <= 1.0, "{}: {values:?}", adjustment.id());
                    prop_assert!((0..p.len()).all(|other| p[other] < p[at] || values[other] >= *value), "{}", adjustment.id());
                }
            }
        }
        let in_order = ["bonferroni", "holm", "hochberg", "hommel"].map(|id| adjusted(id, &p));
        for pair in in_order.windows(2) {
            prop_assert!(pair[0].iter().zip(&pair[1]).all(|(weaker, stronger)| *stronger <= weaker * (1.0 + 1e-14)), "{in_order:?}");
        }
        let (sidak, holm_sidak) = (adjusted("sidak", &p), adjusted("holm-sidak", &p));
        prop_assert!(holm_sidak.iter().zip(&sidak).all(|(down, single)| *down <= single * (1.0 + 1e-14)));
        prop_assert!(holm_sidak.iter().zip(&in_order[1]).all(|(sidak, holm)| *sidak <= holm * (1.0 + 1e-14)));
        let (hochberg, discovery) = (&in_order[2], adjusted("benjamini-hochberg", &p));
        prop_assert!(discovery.iter().zip(hochberg).all(|(rate, wise)| *rate <= wise * (1.0 + 1e-14)));
    }

    #[test]
    fn hommel_is_the_closed_test_of_simes(p in p_values()) {
        for (found, expected) in adjusted("hommel", &p).into_iter().zip(closed_simes(&p)) {
            prop_assert!((found - expected).abs() <= 1e-14, "{p:?}: {found} {expected}");
        }
    }

    #[test]
    fn max_t_equals_all_sign_patterns(family in families(2..=6)) {
        for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
            let options = TestOptions { alternative, ..TestOptions::default() };
            let single = run(&family, &forwards(&family), Steps::Single, &options);
            let down = run(&family, &forwards(&family), Steps::Down, &options);
            let counted: Family = family.iter().zip(&single).filter(|(_, value)| value.is_some()).map(|(row, _)| row.clone()).collect();
            if counted.is_empty() {
                continue;
            }
            let expected = brute_force(&counted, alternative);
            for ((single, down), (raw, by_single, by_down)) in single.iter().flatten().zip(down.iter().flatten()).zip(expected) {
                let found = (single.raw.value(), single.adjusted.value(), down.adjusted.value());
                prop_assert_eq!(found, (raw, by_single, by_down), "{:?}", alternative);
                prop_assert!(down.raw <= down.adjusted && down.adjusted <= single.adjusted);
            }
        }
    }

    /// Neither the order of rows, nor that of sites, nor the direction of time changes anything, counted or drawn.
    #[test]
    fn max_t_does_not_depend_on_order_or_direction(family in prop_oneof![families(2..=7), families(21..=26)]) {
        let options = TestOptions { alternative: Alternative::Less, resamples: 600, ..TestOptions::default() };
        let values = run(&family, &forwards(&family), Steps::Down, &options);
        let backwards: Vec<usize> = forwards(&family).into_iter().rev().collect();
        prop_assert_eq!(&values, &run(&family, &backwards, Steps::Down, &options));
        let sites: Family = family.iter().rev().cloned().collect();
        let turned: Vec<_> = run(&sites, &backwards, Steps::Down, &options).into_iter().rev().collect();
        prop_assert_eq!(&values, &turned);
        let negative: Family = family.iter().map(|row| row.iter().map(|change| change.map(|change| -change)).collect()).collect();
        let greater = TestOptions { alternative: Alternative::Greater, ..options };
        prop_assert_eq!(&values, &run(&negative, &forwards(&family), Steps::Down, &greater));
    }
}

#[test]
fn drawn_patterns_agree_with_counted_ones_and_do_not_depend_on_threads() {
    // 24 people: too many to count, but one sum can be counted by convolution.
    let changes: Vec<Option<i128>> = (0..24).map(|person| Some([3, -2, 5, 1, -4, 2][person % 6])).collect();
    let family = vec![changes.clone()];
    let options = TestOptions { alternative: Alternative::Greater, resamples: 40_000, ..TestOptions::default() };
    let one = run(&family, &forwards(&family), Steps::Down, &options);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(one, pool.install(|| run(&family, &forwards(&family), Steps::Down, &options)));
    let reach = 200usize;
    let mut sums = vec![0.0; 2 * reach + 1];
    sums[reach] = 1.0;
    for change in changes.iter().flatten() {
        let step = change.unsigned_abs() as usize;
        let before = sums.clone();
        for (at, share) in sums.iter_mut().enumerate().take(2 * reach + 1 - step).skip(step) {
            *share = (before[at - step] + before[at + step]) / 2.0;
        }
    }
    let observed: i128 = changes.iter().flatten().sum();
    let exact: f64 = sums.iter().skip(reach + observed as usize).sum();
    let drawn = one[0].unwrap();
    assert_eq!(drawn.raw, drawn.adjusted);
    let error = (exact * (1.0 - exact) / 40_000.0_f64).sqrt();
    assert!((drawn.raw.value() - exact).abs() < 5.0 * error, "{} {exact}", drawn.raw.value());
}

#[test]
fn without_hypotheses_there_is_nothing_to_adjust() {
    let (values, patterns) = max_t(&[], Steps::Down, &TestOptions::default()).unwrap();
    assert!(values.is_empty());
    assert_eq!(patterns, SignFlips::All { patterns: 1 });
}
