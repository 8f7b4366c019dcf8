//! Zeros and ones, and grades: against counting, and under exchange of before and after, and of yes and no.

use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, Unit};
use girth::dist::normal;
use girth::result::{Alternative, Level, TestResult};
use girth::stats::binary::{DifferenceMethod, PairedTable, difference_interval, score_statistic};
use girth::stats::proportion::{Proportion, ProportionMethod};
use girth::stats::{PairedValues, StatsError, TestOptions, Threshold, Usage, registry};
use proptest::prelude::*;

const SIDES: [Alternative; 3] = [Alternative::TwoSided, Alternative::Less, Alternative::Greater];

fn sample(kind: OutcomeKind, unit: Unit, decimals: u8, pairs: &[(i128, i128)]) -> PairedSample {
    let column = |of: fn(&(i128, i128)) -> i128| -> Vec<Decimal> {
        pairs.iter().map(|pair| Decimal::new(of(pair), decimals).unwrap()).collect()
    };
    let ids = (0..pairs.len()).map(|row| ParticipantId::new(format!("P{row}"))).collect();
    let outcome = Outcome { name: "answer".into(), label: "Answer".into(), kind, unit };
    PairedSample::try_new(outcome, None, ids, &column(|pair| pair.0), &column(|pair| pair.1), Vec::new()).unwrap()
}

fn answers(both: usize, gained: usize, lost: usize, neither: usize) -> PairedSample {
    let counts = [((1, 1), both), ((0, 1), gained), ((1, 0), lost), ((0, 0), neither)];
    let pairs: Vec<(i128, i128)> =
        counts.into_iter().flat_map(|(pair, count)| std::iter::repeat_n(pair, count)).collect();
    sample(OutcomeKind::Other, Unit::None, 0, &pairs)
}

fn run(id: &str, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
    registry::paired(id).unwrap().run(sample, options)
}

fn one_sided(alternative: Alternative) -> TestOptions {
    TestOptions { alternative, ..TestOptions::default() }
}

/// Every table of up to ten pairs: p and mid-p from all 2^m directions of those who changed.
#[test]
fn mcnemar_equals_all_directions_of_change() {
    for (gained, lost) in (0u32..=10).flat_map(|gained| (0..=10 - gained).map(move |lost| (gained, lost))) {
        let changed = gained + lost;
        if changed == 0 {
            continue;
        }
        for alternative in SIDES {
            let (mut beyond, mut at, patterns) = (0u32, 0u32, 1u32 << changed);
            for pattern in 0..patterns {
                let found = pattern.count_ones();
                let excess = |gained: u32| 2 * i64::from(gained) - i64::from(changed);
                let (one, observed) = match alternative {
                    Alternative::TwoSided => (excess(found).abs(), excess(gained).abs()),
                    Alternative::Less => (-excess(found), -excess(gained)),
                    Alternative::Greater => (excess(found), excess(gained)),
                };
                beyond += u32::from(one > observed);
                at += u32::from(one == observed);
            }
            let share = |count: f64| count / f64::from(patterns);
            let sample = answers(1, gained as usize, lost as usize, 2);
            let result = run("mcnemar", &sample, &one_sided(alternative)).unwrap();
            let near = |found: f64, truth: f64| (found - truth).abs() <= 1e-14;
            let p = result.p_value.unwrap().value();
            assert!(near(p, share(f64::from(beyond + at))), "{gained} {lost} {alternative:?}: {p}");
            let Some(girth::result::DetailValue::Number(mid)) = result.detail("p_mid") else { panic!("no mid-p") };
            assert!(
                near(mid, share(f64::from(beyond) + f64::from(at) / 2.0)),
                "{gained} {lost} {alternative:?}: {mid}"
            );
        }
    }
}

/// Every table of up to eight pairs has an outcome without a NaN; limits hold the estimate, and turn with yes and no, and with before and
/// after.
#[test]
fn small_tables_all_have_an_outcome() {
    let n = 8;
    for both in 0..=n {
        for gained in 0..=n - both {
            for lost in 0..=n - both - gained {
                for neither in 0..=n - both - gained - lost {
                    if both + gained + lost + neither > 0 {
                        check_table([both, gained, lost, neither]);
                    }
                }
            }
        }
    }
}

fn check_table([both, gained, lost, neither]: [usize; 4]) {
    let name = format!("{both} {gained} {lost} {neither}");
    let here = answers(both, gained, lost, neither);
    assert!(here.is_binary());
    // Yes and no exchanged; before and after exchanged.
    let turned = [answers(neither, lost, gained, both), answers(both, lost, gained, neither)];
    for id in ["mcnemar", "paired-proportions", "marginal-homogeneity"] {
        for (alternative, opposite) in
            SIDES.into_iter().zip([Alternative::TwoSided, Alternative::Greater, Alternative::Less])
        {
            let result = run(id, &here, &one_sided(alternative)).unwrap();
            assert!(serde_json::to_string(&result).is_ok(), "{name}: {result:?}");
            for other in &turned {
                let mirrored = run(id, other, &one_sided(opposite)).unwrap();
                let p = |result: &TestResult| result.p_value.unwrap().value();
                assert!((p(&result) - p(&mirrored)).abs() < 1e-14, "{id} {name} {alternative:?}");
                if id == "marginal-homogeneity" {
                    continue;
                }
                for (one, other) in result.estimates.iter().zip(&mirrored.estimates) {
                    let (one_limits, other_limits) = (one.interval.as_ref().unwrap(), other.interval.as_ref().unwrap());
                    let inside = one_limits.lower <= one.value + 1e-12 && one.value <= one_limits.upper + 1e-12;
                    // The shrunken methods pull a difference of all or nobody inwards.
                    let shrinks = matches!(one_limits.method, "Agresti-Min" | "Bonett-Price");
                    assert!(inside || shrinks, "{id} {name}: {one:?}");
                    let close = |x: f64, y: f64| x == y || (x - y).abs() < 1e-9 * x.abs().max(1e-3);
                    let edge = |x: f64| x == 0.0 || x.is_infinite();
                    let turned = |x: f64, y: f64| match one.quantity.id {
                        "odds_ratio" => (edge(x) && edge(y)) || close(1.0 / x, y),
                        _ => close(-x, y),
                    };
                    assert!(turned(one.value, other.value), "{id} {name}: {one:?} {other:?}");
                    assert!(turned(one_limits.lower, other_limits.upper), "{id} {name}: {one:?} {other:?}");
                    assert!(turned(one_limits.upper, other_limits.lower), "{id} {name}: {one:?} {other:?}");
                }
            }
        }
    }
}

/// What a limit of the score interval is: the null value at which the test has just the tail that the limit leaves.
#[test]
fn score_limits_invert_the_score_test() {
    for (both, gained, lost, neither) in [(20, 15, 6, 5), (10, 6, 0, 4), (0, 3, 1, 0), (5, 1, 1, 700), (0, 9, 1, 0)] {
        let table = PairedTable { both, gained, lost, neither };
        for level in [0.5, 0.9, 0.999] {
            let level = Level::try_new(level).unwrap();
            let interval = difference_interval(&table, DifferenceMethod::Tango, Alternative::TwoSided, level).unwrap();
            for (limit, sign) in [(interval.lower, 1.0), (interval.upper, -1.0)] {
                let tail = normal::sf(sign * score_statistic(&table, limit).unwrap());
                assert!((tail / (level.alpha() / 2.0) - 1.0).abs() < 1e-9, "{table:?} {level:?}: {interval:?} {tail}");
            }
        }
    }
}

/// Coverage by summing the binomial: Clopper and Pearson's never covers less than its level.
#[test]
fn exact_intervals_cover_their_level() {
    let n = 25;
    let intervals: Vec<(f64, f64)> = (0..=n)
        .map(|x| {
            let share = Proportion::try_new(x, n).unwrap();
            let interval = share.interval(ProportionMethod::ClopperPearson, Alternative::TwoSided, Level::DEFAULT);
            let interval = interval.unwrap();
            (interval.lower, interval.upper)
        })
        .collect();
    for truth in (1..200).map(|step| f64::from(step) / 200.0) {
        let law = girth::dist::Binomial::try_new(n, truth).unwrap();
        let covered = |x: u64| intervals[x as usize].0 <= truth && truth <= intervals[x as usize].1;
        let coverage: f64 = (0..=n).filter(|&x| covered(x)).map(|x| law.pmf(x)).sum();
        assert!(coverage >= 0.95, "{truth}: {coverage}");
    }
}

/// 95 to 90.25 is a fall of exactly 5 %, 92.3 to 90.8 one of exactly 1.5, which doubles do not see.
#[test]
fn thresholds_are_decided_in_decimal() {
    let decimal = |text: &str| Decimal::parse(text, '.').unwrap();
    let readings = [(9500, 9025), (9500, 9026), (9230, 9080), (7150, 7000), (7150, 7001), (100, 95)];
    let girths = sample(OutcomeKind::Girth, Unit::Cm, 2, &readings);
    let responders = |threshold| {
        let options = TestOptions { responder: Some(threshold), ..TestOptions::default() };
        let result = run("responders", &girths, &options)?;
        let point = registry::paired("responders").unwrap().point(
            &PairedValues {
                before: &girths.before().values(),
                after: &girths.after().values(),
                change: &girths.change().values(),
            },
            &options,
        );
        assert_eq!(point, Some(result.estimates[0].value));
        Ok::<_, StatsError>(result.estimates[0].value * 6.0)
    };
    let near = |found: Result<f64, StatsError>, truth: f64| assert!((found.unwrap() - truth).abs() < 1e-12);
    near(responders(Threshold::PercentOfBefore(decimal("-5"))), 2.0);
    near(responders(Threshold::Amount(decimal("-1.5"))), 4.0);
    near(responders(Threshold::Amount(decimal("-1.505"))), 2.0);
    near(responders(Threshold::Amount(decimal("0.01"))), 0.0);
    near(responders(Threshold::PercentOfBefore(decimal("0.001"))), 0.0);
    assert!(matches!(responders(Threshold::Amount(Decimal::ZERO)), Err(StatsError::Missing { .. })));
    let scores = sample(OutcomeKind::Other, Unit::Score, 0, &[(0, 3), (2, 1)]);
    let options = TestOptions { responder: Some(Threshold::PercentOfBefore(decimal("5"))), ..TestOptions::default() };
    assert!(matches!(run("responders", &scores, &options), Err(StatsError::Undefined { .. })));
    assert!(matches!(run("responders", &scores, &TestOptions::default()), Err(StatsError::Missing { .. })));
}

#[test]
fn what_is_no_answer_and_no_grade_is_refused() {
    let girths = sample(OutcomeKind::Girth, Unit::Cm, 0, &[(1, 0), (0, 1), (1, 1)]);
    let halves = sample(OutcomeKind::Other, Unit::None, 1, &[(10, 0), (5, 10)]);
    let options = TestOptions::default();
    for (sample, ids) in [
        (&girths, &["mcnemar", "paired-proportions", "marginal-homogeneity"]),
        (&halves, &["mcnemar", "paired-proportions", "marginal-homogeneity"]),
    ] {
        for id in ids {
            assert_eq!(registry::paired(id).unwrap().usage(sample, &options), Usage::Unsuited, "{id}");
            assert!(matches!(run(id, sample, &options), Err(StatsError::Undefined { .. })), "{id}");
        }
    }
    let shifted = TestOptions { null_value: Decimal::new(1, 0).unwrap(), ..options };
    for id in ["mcnemar", "paired-proportions", "marginal-homogeneity"] {
        assert!(matches!(run(id, &answers(1, 2, 3, 4), &shifted), Err(StatsError::Missing { .. })), "{id}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Large tables too: numbers, order, resampling.
    #[test]
    fn answers_of_any_number(counts in prop::array::uniform4(0usize..400)) {
        prop_assume!(counts.iter().sum::<usize>() > 0);
        let [both, gained, lost, neither] = counts;
        let sample = answers(both, gained, lost, neither);
        let (before, after, change) = (sample.before().values(), sample.after().values(), sample.change().values());
        for id in ["mcnemar", "paired-proportions"] {
            let result = run(id, &sample, &TestOptions::default()).unwrap();
            prop_assert!(serde_json::to_string(&result).is_ok(), "{:?}", result);
            let values = PairedValues { before: &before, after: &after, change: &change };
            let point = registry::paired(id).unwrap().point(&values, &TestOptions::default());
            prop_assert_eq!(point, Some(result.estimates[0].value));
        }
    }

    /// Grades by any names, in any order, before and after exchanged: chi-squared stays.
    #[test]
    fn marginal_homogeneity_knows_no_order(
        pairs in prop::collection::vec((0i128..6, 0i128..6), 1..60),
        names in Just([0i128, 1, 2, 3, 4, 5]).prop_shuffle(),
    ) {
        let graded = |pairs: &[(i128, i128)]| {
            let result = run("marginal-homogeneity", &sample(OutcomeKind::Grade, Unit::Score, 0, pairs), &TestOptions::default());
            let result = result.unwrap();
            (result.statistic.unwrap().value, result.p_value.unwrap().value(), result.estimates[0].value)
        };
        let named = |grade: i128| names[grade as usize];
        let renamed: Vec<_> = pairs.iter().map(|&(before, after)| (named(before), named(after))).collect();
        let exchanged: Vec<_> = pairs.iter().map(|&(before, after)| (after, before)).collect();
        let here = graded(&pairs);
        for there in [graded(&renamed), graded(&exchanged)] {
            prop_assert!((here.0 - there.0).abs() <= 1e-9 * here.0.max(1.0), "{:?} {:?}", here, there);
            prop_assert!((here.1 - there.1).abs() <= 1e-9, "{:?} {:?}", here, there);
            prop_assert_eq!(here.2, there.2);
        }
    }
}
