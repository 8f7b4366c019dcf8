//! Every registered comparison of two groups of people.

use super::generate::{Readings, Settings, readings_of, settings};
use super::view::{Number, View};
use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, TwoArms, Unit};
use girth::result::{Alternative, DetailValue, TestResult};
use girth::stats::two_sample::hodges_lehmann_shift;
use girth::stats::{Margin, MarginScale, StatsError, TestOptions, Usage, registry};
use proptest::prelude::*;

/// Readings of two groups, in ticks of 0.1 cm.
#[derive(Clone, Debug)]
pub struct Arms {
    pub treated: Readings,
    pub control: Readings,
}

impl Arms {
    pub fn groups(&self) -> TwoArms {
        self.scaled(1)
    }

    /// Both groups with every reading multiplied.
    pub fn scaled(&self, factor: i128) -> TwoArms {
        let group = |readings: &Readings, name: &str| {
            let column = |ticks: &[i128]| -> Vec<Decimal> {
                ticks.iter().map(|&ticks| Decimal::new(ticks * factor, 1).unwrap()).collect()
            };
            let ids = (0..readings.before.len()).map(|row| ParticipantId::new(format!("{name} {row}"))).collect();
            let outcome =
                Outcome { name: "waist".into(), label: "Waist".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
            let (before, after) = (column(&readings.before), column(&readings.after));
            PairedSample::try_new(outcome, Some(name.to_owned()), ids, &before, &after, Vec::new()).unwrap()
        };
        TwoArms::try_new(group(&self.treated, "treated"), group(&self.control, "control")).unwrap()
    }

    fn changes(&self) -> [Vec<i128>; 2] {
        [self.treated.changes(), self.control.changes()]
    }
}

/// What happens to a comparison's estimates when the groups are exchanged.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Exchange {
    /// x becomes 2 centre - x.
    Mirror(f64),
    /// The denominator is that of one group.
    OneGroup,
    /// The order of the rows decides what is drawn, or the exchange is another question: nothing general is asked.
    Unasked,
}

/// What must be true of a comparison under changes of the data.
struct Facts {
    exchange: Exchange,
    /// An amount added to all readings of both groups changes nothing.
    offset: bool,
    /// Ten times the readings give ten times what has a unit.
    scale: bool,
    /// The order of rows does not matter.
    order: bool,
}

/// The facts about a comparison; of those not named here no more is asked than of all.
fn facts(id: &str) -> Facts {
    let shift = Facts { exchange: Exchange::Mirror(0.0), offset: true, scale: true, order: true };
    match id {
        "welch-t"
        | "mann-whitney"
        | "permutation"
        | "yuen-welch"
        | "equivalence-welch"
        | "equivalence-mann-whitney" => shift,
        "d_ppc2" | "d_change" | "g_change" | "cliffs_delta_arms" => shift,
        "glass_delta_change" => Facts { exchange: Exchange::OneGroup, ..shift },
        "brunner-munzel" | "probability_of_superiority" => Facts { exchange: Exchange::Mirror(0.5), ..shift },
        _ => Facts { exchange: Exchange::Unasked, offset: false, scale: false, order: false },
    }
}

/// Every registered comparison and size that applies, by name, with what it says.
pub fn views(arms: &TwoArms, options: &TestOptions) -> Vec<(&'static str, View)> {
    let tests = registry::COMPARISONS.iter().filter(|procedure| procedure.usage(arms, options) != Usage::Unsuited);
    let tests = tests.map(|procedure| (procedure.id(), View::of_test(&procedure.run(arms, options))));
    let sizes = registry::COMPARISON_EFFECTS.iter().filter(|size| size.usage(arms, options) != Usage::Unsuited);
    let sizes = sizes.map(|size| (size.id(), View::of_effect(&size.run(arms, options))));
    tests.chain(sizes).collect()
}

/// What an id says among views.
fn view<'a>(views: &'a [(&'static str, View)], id: &str) -> Option<&'a View> {
    views.iter().find(|(name, _)| *name == id).map(|(_, view)| view)
}

/// One group may be smaller than the other, and both on the grid and at the offset of their own.
fn arms() -> impl Strategy<Value = Arms> {
    arms_of(2..=14)
}

fn arms_of(sizes: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Arms> {
    (sizes.clone(), sizes)
        .prop_flat_map(|(m, n)| (readings_of(m), readings_of(n)))
        .prop_map(|(treated, control)| Arms { treated, control })
}

fn run(id: &str, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
    registry::comparison(id).unwrap().run(arms, options)
}

fn p(result: &TestResult) -> f64 {
    result.p_value.unwrap().value()
}

/// All ways to choose `size` of `n`.
fn choices(n: usize, size: usize) -> impl Iterator<Item = u32> {
    (0..1_u32 << n).filter(move |choice| choice.count_ones() as usize == size)
}

fn chosen(choice: u32, n: usize) -> impl Iterator<Item = usize> {
    (0..n).filter(move |at| choice >> at & 1 == 1)
}

/// The share of divisions whose statistic is at most, and at least, that of the first `m`.
fn tails(values: &[i128], m: usize, statistic: impl Fn(&[i128], u32) -> i128) -> [f64; 2] {
    let observed = statistic(values, (1 << m) - 1);
    let all: Vec<i128> = choices(values.len(), m).map(|choice| statistic(values, choice)).collect();
    let share = |count: usize| count as f64 / all.len() as f64;
    [
        share(all.iter().filter(|&&value| value <= observed).count()),
        share(all.iter().filter(|&&value| value >= observed).count()),
    ]
}

fn sum(values: &[i128], choice: u32) -> i128 {
    chosen(choice, values.len()).map(|at| values[at]).sum()
}

/// Twice U of those chosen against the others.
fn twice_u(values: &[i128], choice: u32) -> i128 {
    let others: Vec<usize> = chosen(!choice, values.len()).collect();
    let against =
        |x: i128| -> i128 { others.iter().map(|&y| i128::from(x > values[y]) + i128::from(x >= values[y])).sum() };
    chosen(choice, values.len()).map(|at| against(values[at])).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn results_are_made_of_numbers_and_nothing_fails_to_converge(arms in arms(), settings in settings()) {
        let (groups, options) = (arms.groups(), settings.options());
        for procedure in registry::COMPARISONS {
            match procedure.run(&groups, &options) {
                Err(error) => prop_assert!(!matches!(error, StatsError::Numerical { .. }), "{error}"),
                Ok(result) => {
                    prop_assert!(serde_json::to_string(&result).is_ok(), "{}: {result:?}", procedure.id());
                    prop_assert!(result.p_value.is_none() || result.statistic.is_some(), "{}", procedure.id());
                    prop_assert!(result.p_value.is_some() || !result.notes.is_empty(), "{}", procedure.id());
                    prop_assert_eq!(result.analysed.n, groups.n());
                }
            }
        }
        for size in registry::COMPARISON_EFFECTS {
            match size.run(&groups, &options) {
                Err(error) => prop_assert!(!matches!(error, StatsError::Numerical { .. }), "{error}"),
                Ok(result) => {
                    prop_assert!(serde_json::to_string(&result).is_ok(), "{}: {result:?}", size.id());
                    // Of sizes named in the facts every one has an interval around it.
                    if facts(size.id()).exchange != Exchange::Unasked {
                        let (value, interval) = (result.estimate.value, result.estimate.interval.unwrap());
                        let slack = 1e-12 * value.abs();
                        let inside = interval.lower <= value + slack && value <= interval.upper + slack;
                        prop_assert!(inside, "{}: {value} {interval:?}", size.id());
                    }
                }
            }
        }
    }

    #[test]
    fn groups_exchanged_mirror_the_result(arms in arms(), settings in settings()) {
        let mirrored = views(&arms.groups().exchanged(), &settings.mirrored().options());
        for (id, one) in views(&arms.groups(), &settings.options()) {
            let Exchange::Mirror(centre) = facts(id).exchange else { continue };
            let expected = one.mapped(|number| number.mapped(-1.0, centre));
            prop_assert!(view(&mirrored, id).is_some_and(|other| expected.close(other)), "{id}: {one:?} {mirrored:?}");
        }
    }

    #[test]
    fn offset_scale_and_order_do_what_they_must(
        (arms, order) in arms().prop_flat_map(|arms| {
            let order: Vec<usize> = (0..arms.treated.before.len()).collect();
            (Just(arms), Just(order).prop_shuffle())
        }),
        settings in settings(),
        by in prop_oneof![-5000i128..5000, Just(10_000_000_000)],
    ) {
        let own = views(&arms.groups(), &settings.options());
        let shifted = Arms { treated: arms.treated.shifted(by), control: arms.control.shifted(by) };
        let shifted = views(&shifted.groups(), &settings.options());
        let reordered = Arms { treated: arms.treated.reordered(&order), control: arms.control.clone() };
        let reordered = views(&reordered.groups(), &settings.options());
        let larger = views(&arms.scaled(10), &settings.scaled(10));
        for (id, one) in &own {
            let facts = facts(id);
            let ten = one.mapped(|number: &Number| number.mapped(if number.unit == Unit::Cm { 10.0 } else { 1.0 }, 0.0));
            for (asked, expected, others) in
                [(facts.offset, one, &shifted), (facts.order, one, &reordered), (facts.scale, &ten, &larger)]
            {
                let found = view(others, id);
                prop_assert!(!asked || found.is_some_and(|found| expected.close(found)), "{id}: {expected:?} {found:?}");
            }
        }
    }

    /// t and permutation tests reject exactly the null values outside their intervals.
    #[test]
    fn intervals_hold_what_is_not_rejected(arms in arms_of(2..=7), settings in settings()) {
        let (groups, options) = (arms.groups(), settings.options());
        for id in ["welch-t", "yuen-welch", "permutation", "brunner-munzel"] {
            let Ok(result) = run(id, &groups, &options) else { continue };
            let (Some(p), Some(interval)) = (result.p_value, &result.estimates[0].interval) else { continue };
            let (null, alpha) = (result.hypothesis.null_value, options.level.alpha());
            // Separated groups have p and interval from different methods.
            let apart = result.notes.iter().any(|note| note.id == "separated");
            let ends = [interval.lower, interval.upper];
            let near = ends.iter().any(|end| (end - null).abs() <= 1e-9 * (1.0 + end.abs()));
            let edge = near || (p.value() - alpha).abs() < 1e-9;
            if !apart && !edge {
                let outside = null < interval.lower || null > interval.upper;
                prop_assert_eq!(outside, p.value() <= alpha, "{}: {:?}", id, result);
            }
        }
    }

    #[test]
    fn rank_and_permutation_tests_equal_going_through_all_divisions(arms in arms_of(1..=6), null in -20i128..20) {
        let groups = arms.groups();
        let [treated, control] = arms.changes();
        let values: Vec<i128> = treated.iter().map(|change| change - null).chain(control.iter().copied()).collect();
        let constant = values.iter().all(|value| *value == values[0]);
        let null_value = Decimal::new(null, 1).unwrap();
        for (id, [lower, upper]) in [
            ("mann-whitney", tails(&values, treated.len(), twice_u)),
            ("permutation", tails(&values, treated.len(), sum)),
        ] {
            for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
                let options = TestOptions { null_value, alternative, ..TestOptions::default() };
                let result = run(id, &groups, &options).unwrap();
                if constant {
                    prop_assert!(result.p_value.is_none() && result.estimates[0].interval.is_none());
                } else {
                    let expected = alternative.p_value(lower, upper);
                    prop_assert!((p(&result) - expected).abs() < 1e-12, "{id} {alternative:?}: {expected} {result:?}");
                }
            }
        }
    }

    #[test]
    fn the_shift_is_an_order_statistic_of_all_differences(arms in arms_of(1..=9), settings in settings()) {
        let [treated, control] = arms.changes();
        let mut differences: Vec<i128> = treated.iter().flat_map(|x| control.iter().map(move |y| x - y)).collect();
        differences.sort_unstable();
        let count = differences.len();
        let options = settings.options();
        let shift = hodges_lehmann_shift(&arms.groups(), options.level, options.alternative).unwrap();
        let twice = differences[(count - 1) / 2] + differences[count / 2];
        prop_assert!((shift.estimate - twice as f64 / 20.0).abs() <= 1e-12 * shift.estimate.abs());
        let order = shift.order as usize;
        for (limit, at) in [(shift.lower, order.checked_sub(1)), (shift.upper, count.checked_sub(order))] {
            let expected = at.filter(|_| order > 0).map(|at| differences[at] as f64 / 10.0);
            let close = |expected: f64| (limit - expected).abs() <= 1e-12 * expected.abs();
            prop_assert!(limit.is_infinite() || expected.is_some_and(close), "{limit} {expected:?}");
        }
    }

    /// One bound is a one-sided test; two take the larger p.
    #[test]
    fn equivalence_is_two_one_sided_tests(arms in arms(), below in 1i128..60, above in 1i128..60) {
        let groups = arms.groups();
        let bound = |ticks| Decimal::new(ticks, 1).unwrap();
        let (low, high) = (bound(-below), bound(above));
        for (id, single) in [("equivalence-welch", "welch-t"), ("equivalence-mann-whitney", "mann-whitney")] {
            let at = |null_value, alternative| {
                let options = TestOptions { null_value, alternative, ..TestOptions::default() };
                run(single, &groups, &options).unwrap().p_value.map(|p| p.value())
            };
            let (lower, upper) = (at(low, Alternative::Greater), at(high, Alternative::Less));
            let with = |lower, upper| {
                let margin = Margin::of(MarginScale::Amount, lower, upper);
                run(id, &groups, &TestOptions { margin, ..TestOptions::default() }).unwrap()
            };
            let p = |result: &TestResult| result.p_value.map(|p| p.value());
            prop_assert_eq!(p(&with(Some(low), None)), lower);
            prop_assert_eq!(p(&with(None, Some(high))), upper);
            let both = with(Some(low), Some(high));
            prop_assert_eq!(p(&both), lower.zip(upper).map(|(lower, upper)| lower.max(upper)));
            if let (Some(p), Some(interval)) = (p(&both), both.estimates[0].interval.as_ref()) {
                let inside = low.to_f64() < interval.lower && interval.upper < high.to_f64();
                let flag = both.detail("equivalent") == Some(DetailValue::Flag(true));
                prop_assert_eq!(flag, p < 0.05);
                prop_assert!(id == "equivalence-mann-whitney" || inside == flag, "{id}: {both:?}");
            }
        }
    }
}

fn readings(before: &[i128], after: &[i128]) -> Readings {
    Readings { before: before.to_vec(), after: after.to_vec() }
}

fn edges() -> Vec<(&'static str, Arms)> {
    let far = 9_999_999_990;
    let of = |treated, control| Arms { treated, control };
    let varied = || readings(&[923, 800, 870, 905], &[909, 805, 861, 905]);
    let alike = || readings(&[30, 50, 80], &[27, 47, 77]);
    vec![
        ("one against one", of(readings(&[923], &[909]), readings(&[800], &[805]))),
        ("one against one, equal", of(readings(&[923], &[909]), readings(&[800], &[786]))),
        ("one against four", of(readings(&[923], &[909]), varied())),
        ("four against one", of(varied(), readings(&[923], &[909]))),
        ("two against two", of(readings(&[923, 800], &[909, 805]), readings(&[900, 901], &[905, 890]))),
        ("no change in either", of(readings(&[30, 50], &[30, 50]), readings(&[30; 3], &[30; 3]))),
        ("all change alike", of(alike(), alike())),
        ("each group changes alike", of(alike(), readings(&[30, 50, 80], &[29, 49, 79]))),
        ("the treated change alike", of(alike(), varied())),
        ("the controls change alike", of(varied(), alike())),
        ("separated", of(readings(&[90, 91, 92], &[80, 79, 85]), readings(&[90, 91, 95], &[91, 90, 97]))),
        ("before is constant", of(readings(&[50; 3], &[51, 49, 55]), readings(&[50; 3], &[50, 52, 47]))),
        ("near 1e9", of(readings(&[far, far + 1, far + 7], &[far + 1, far, far + 9]), varied())),
        ("a change of 1e9", of(readings(&[0, 1, 2], &[far, far + 3, far + 2]), varied())),
        ("a difference of a grid step", of(varied(), readings(&[923, 800, 870, 905], &[909, 805, 861, 906]))),
    ]
}

#[test]
fn every_comparison_has_an_outcome_at_the_edge() {
    for (name, arms) in edges() {
        for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
            for null in [0, -14, 1] {
                let options = Settings { alternative, null, ..Settings::PLAIN }.options();
                let groups = arms.groups();
                for procedure in registry::COMPARISONS {
                    match procedure.run(&groups, &options) {
                        Err(StatsError::Numerical { procedure, why }) => panic!("{name}: {procedure}: {why}"),
                        Err(_) => {}
                        Ok(result) => {
                            assert!(serde_json::to_string(&result).is_ok(), "{name}: {result:?}");
                            let explained = result.p_value.is_some() || !result.notes.is_empty();
                            assert!(explained, "{name}: {} has no p-value and does not say why", procedure.id());
                        }
                    }
                }
                for size in registry::COMPARISON_EFFECTS {
                    if let Ok(result) = size.run(&groups, &options) {
                        assert!(serde_json::to_string(&result).is_ok(), "{name}: {result:?}");
                        let explained = result.estimate.interval.is_some() || !result.notes.is_empty();
                        assert!(explained, "{name}: {} has no interval and does not say why", size.id());
                    }
                }
            }
        }
    }
}

/// Without variation: the estimate and a note, no p-value; with one group of one, no variance.
#[test]
fn what_does_not_vary_is_not_judged() {
    for (name, arms) in edges() {
        let [treated, control] = arms.changes();
        let alike = |changes: &[i128]| changes.iter().all(|change| *change == changes[0]);
        let (each, all) = (alike(&treated) && alike(&control), alike(&[&treated[..], &control[..]].concat()));
        let small = treated.len().min(control.len()) < 2;
        for (id, view) in views(&arms.groups(), &Settings::PLAIN.options()) {
            match (id, view) {
                ("welch-t" | "equivalence-welch" | "yuen-welch" | "brunner-munzel", View::Refused(why)) => {
                    assert!(small, "{name}: {id} refused: {why}");
                }
                ("welch-t" | "equivalence-welch" | "yuen-welch", View::Result { p, estimates }) => {
                    assert!(!small, "{name}: {id}");
                    assert_eq!((p.is_none(), estimates[0].limits.is_none()), (each, each), "{name}: {id}");
                }
                ("mann-whitney" | "permutation" | "brunner-munzel", View::Result { p, .. }) => {
                    assert_eq!(p.is_none(), all, "{name}: {id}");
                }
                ("d_ppc2" | "d_change" | "g_change" | "glass_delta_change", View::Result { .. }) => {
                    assert!(!each && !small, "{name}: {id}");
                }
                _ => {}
            }
        }
    }
}

/// All of one group above all of the other: the one division in C(6, 3) = 20.
#[test]
fn separated_groups_have_the_p_of_one_division() {
    let (_, arms) = edges().into_iter().find(|(name, _)| *name == "separated").unwrap();
    let options = TestOptions::default();
    for id in ["brunner-munzel", "mann-whitney", "permutation"] {
        let result = run(id, &arms.groups(), &options).unwrap();
        assert!((p(&result) - 0.1).abs() < 1e-15, "{id}: {result:?}");
    }
    let result = run("brunner-munzel", &arms.groups(), &options).unwrap();
    let interval = result.estimates[0].interval.as_ref().unwrap();
    assert_eq!((result.estimates[0].value, interval.lower), (0.0, 0.0));
    assert!(interval.upper > 0.3 && interval.upper < 1.0, "{interval:?}");
}

/// Beyond what can be counted: random divisions that say so, the same for any number of threads, near the t test.
#[test]
fn random_divisions_say_so_and_agree_with_t() {
    let group = |n: i128, seed: i128, by: i128| {
        let value = |row: i128| (row * row * 7_919 + row * seed) % 1_000_003 * 1_000_003 + row;
        let before: Vec<i128> = (0..n).map(value).collect();
        Readings {
            after: before.iter().enumerate().map(|(row, x)| x + value(row as i128 + seed) / 2 + by).collect(),
            before,
        }
    };
    let arms = Arms { treated: group(30, 104_729, 60_000_000_000), control: group(26, 15_485_863, 0) };
    let options = TestOptions { resamples: 20_000, ..TestOptions::default() };
    let result = run("permutation", &arms.groups(), &options).unwrap();
    assert!(result.notes.iter().any(|note| note.id == "monte-carlo"), "{result:?}");
    assert!(result.notes.iter().any(|note| note.id == "no-interval"), "{result:?}");
    let t = run("welch-t", &arms.groups(), &options).unwrap();
    assert!((p(&result) - p(&t)).abs() < 0.02, "{} {}", p(&result), p(&t));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(pool.install(|| run("permutation", &arms.groups(), &options).unwrap()), result);
}

/// More than 10,000 pairs of people: the normal approximation, which the result names, near the exact test of a few people less.
#[test]
fn large_groups_take_the_normal_approximation_and_say_so() {
    let group = |n: i128, factor: i128, by: i128| {
        let before = vec![900; n as usize];
        Readings { after: (0..n).map(|row| 900 + (row * factor) % 211 + by).collect(), before }
    };
    let of = |n| Arms { treated: group(n, 37, -17), control: group(100, 53, 0) };
    let options = TestOptions::default();
    let (exact, normal) =
        (run("mann-whitney", &of(100).groups(), &options), run("mann-whitney", &of(101).groups(), &options));
    let (exact, normal) = (exact.unwrap(), normal.unwrap());
    let says = |result: &TestResult| result.notes.iter().any(|note| note.id == "asymptotic");
    assert_eq!((says(&exact), says(&normal)), (false, true));
    assert!((p(&exact) - p(&normal)).abs() < 0.01, "{} {}", p(&exact), p(&normal));
    let limits = |result: &TestResult| result.estimates[0].interval.clone().unwrap();
    let (one, other) = (limits(&exact), limits(&normal));
    assert!((one.lower - other.lower).abs() < 0.5 && (one.upper - other.upper).abs() < 0.5, "{one:?} {other:?}");
    assert_eq!((one.achieved_level.is_some(), other.achieved_level), (true, None));
}
