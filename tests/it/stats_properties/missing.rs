//! People who left.

use girth::data::{Course, Decimal, Longitudinal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit};
use girth::num::Stream;
use girth::result::TestResult;
use girth::stats::repeated::missing::{
    Deltas, ImputationOptions, MissingPatterns, PatternKind, SimpleMethod, Strategy, TippingMap,
    conditional_mean_imputation, multiple_imputation, simple_analysis,
};
use girth::stats::{StatsError, TestOptions};
use proptest::prelude::*;

/// People of two arms, or one, at three visits: the treated lose 2 more than the others. `leaves` of ten leave after a random visit, and
/// `holes` of ten miss the second.
fn people(seed: u64, n: usize, arms: bool, leaves: u32, holes: u32) -> Vec<Course> {
    let mut stream = Stream::new(seed, "people", 0);
    let noise = |stream: &mut Stream| (0..4).map(|_| stream.uniform() - 0.5).sum::<f64>() * 3.0;
    let tenths = |value: f64| Decimal::new((value * 10.0).round() as i128, 1);
    (0..n)
        .map(|at| {
            let treated = at % 2 == 1;
            let (baseline, own) = (90.0 + 3.0 * noise(&mut stream), noise(&mut stream));
            let last = if stream.below(10) < leaves { stream.below(3) as usize } else { 3 };
            let hole = stream.below(10) < holes;
            let readings = (0..3).map(|visit| {
                let effect = if treated { -0.7 * (visit as f64 + 1.0) } else { 0.0 };
                let reading = tenths(baseline + own + effect + noise(&mut stream));
                reading.filter(|_| visit < last && !(hole && visit == 1))
            });
            Course {
                id: ParticipantId::new(format!("{at}")),
                arm: arms.then_some(usize::from(treated)),
                readings: readings.collect(),
                baseline: tenths(baseline),
            }
        })
        .collect()
}

fn data(courses: &[Course]) -> Longitudinal {
    let outcome = Outcome { name: "x".into(), label: "X".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let visits = ["a", "b", "c"].map(|name| TimePoint { name: name.into(), time: None, sessions: None });
    let arms = if courses[0].arm.is_some() { vec!["control".to_owned(), "treated".to_owned()] } else { Vec::new() };
    Longitudinal::try_new(outcome, Some("start".to_owned()), visits.to_vec(), arms, true, courses).expect("courses")
}

fn options(strategy: Strategy) -> ImputationOptions {
    ImputationOptions { strategy, imputations: 20, ..Default::default() }
}

fn estimate(result: &TestResult) -> f64 {
    result.primary().expect("estimate").value
}

fn mean_imputed(data: &Longitudinal, strategy: Strategy) -> f64 {
    estimate(&conditional_mean_imputation(data, &options(strategy)).expect("imputed"))
}

fn simple(data: &Longitudinal, method: SimpleMethod) -> Result<TestResult, StatsError> {
    simple_analysis(data, method, None, None, &TestOptions::default())
}

/// The strategies that a trial, or a single group, has.
fn strategies(arms: bool) -> impl Iterator<Item = Strategy> {
    Strategy::ALL.into_iter().filter(move |strategy| arms || !strategy.needs_reference())
}

fn close(x: f64, y: f64) -> bool {
    (x - y).abs() <= 1e-9 * (1.0 + x.abs().max(y.abs()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn with_nobody_missing_all_say_the_same(seed: u64, n in 8_usize..30, arms: bool) {
        let data = data(&people(seed, n, arms, 0, 0));
        let whole = simple(&data, SimpleMethod::CompleteCase).expect("complete");
        let (value, error) = (estimate(&whole), whole.primary().expect("estimate").standard_error.expect("error"));
        for method in [SimpleMethod::LastCarriedForward, SimpleMethod::BaselineCarriedForward] {
            prop_assert_eq!(estimate(&simple(&data, method).expect("filled")), value);
        }
        for strategy in strategies(arms) {
            prop_assert!(close(mean_imputed(&data, strategy), value));
            let drawn = multiple_imputation(&data, &options(strategy)).expect("drawn");
            prop_assert!(close(estimate(&drawn), value));
            prop_assert!(close(drawn.primary().expect("estimate").standard_error.expect("error"), error));
            prop_assert!(close(drawn.p_value.expect("p").value(), whole.p_value.expect("p").value()));
        }
    }
}

/// Each of the following fits the model some hundred times: a few data sets will do.
fn trials(arms: bool, holes: u32) -> impl Iterator<Item = Vec<Course>> {
    (0..3).map(move |seed| people(seed, 40, arms, 3, holes))
}

#[test]
fn the_order_of_people_does_not_matter() {
    for (arms, mut courses) in [true, false].into_iter().flat_map(|arms| trials(arms, 2).map(move |it| (arms, it))) {
        let first = data(&courses);
        courses.rotate_left(13);
        let second = data(&courses);
        for strategy in strategies(arms) {
            let results = [&first, &second].map(|data| conditional_mean_imputation(data, &options(strategy)));
            let [x, y] = results.map(|result| result.expect("imputed"));
            let error = |result: &TestResult| result.primary().and_then(|one| one.standard_error).expect("error");
            assert!((estimate(&x) - estimate(&y)).abs() < 1e-6 * error(&x), "{strategy:?}");
            assert!((error(&x) - error(&y)).abs() < 1e-5 * error(&x), "{strategy:?}");
        }
        assert_eq!(MissingPatterns::of(&first), MissingPatterns::of(&second));
    }
}

#[test]
fn the_estimate_is_a_line_in_the_deltas() {
    for courses in trials(true, 1) {
        let data = data(&courses);
        let at = |treated: f64, control: f64| {
            let deltas = Deltas { treated, control };
            let chosen = ImputationOptions { deltas, ..options(Strategy::MissingAtRandom) };
            estimate(&conditional_mean_imputation(&data, &chosen).expect("imputed"))
        };
        let none = at(0.0, 0.0);
        assert_eq!(none, mean_imputed(&data, Strategy::MissingAtRandom));
        assert!(close(at(2.5, -1.5), none + 2.5 * (at(1.0, 0.0) - none) - 1.5 * (at(0.0, 1.0) - none)));
    }
}

#[test]
fn the_result_is_lost_at_the_tipping_point_and_not_before() {
    for (arms, courses) in [true, false].into_iter().flat_map(|arms| trials(arms, 1).map(move |it| (arms, it))) {
        let data = data(&courses);
        let chosen = options(Strategy::MissingAtRandom);
        let map = TippingMap::of(&data, &chosen, None).expect("map");
        assert_eq!(map.cells.len(), map.deltas_treated.len() * map.deltas_control.len());
        assert_eq!(map.deltas_control.len() > 1, arms);
        let p = |treated: f64| {
            let deltas = Deltas { treated, control: 0.0 };
            let result = conditional_mean_imputation(&data, &ImputationOptions { deltas, ..chosen }).expect("imputed");
            result.p_value.expect("p").value()
        };
        match map.tipping {
            Some(0.0) => assert!(p(0.0) >= 0.05),
            Some(tipping) => {
                assert!((p(tipping) - 0.05).abs() < 1e-6);
                assert!([0.0, 0.5, 0.99].iter().all(|share| p(share * tipping) < 0.05));
                let none = map.deltas_control.iter().position(|delta| delta.abs() < 1e-12).expect("no delta");
                assert!(map.cell(0, none).expect("cell").holds);
            }
            None => assert!(p(1e6) < 0.05 && p(-1e6) < 0.05),
        }
    }
}

#[test]
fn offsets_and_units_change_nothing_but_the_unit() {
    let moved =
        |reading: Option<Decimal>| reading.and_then(|it| Decimal::new(1000 * it.ticks_at(1)? + 10_000_000_000_000, 1));
    for (arms, plain) in [true, false].into_iter().flat_map(|arms| trials(arms, 1).map(move |it| (arms, it))) {
        let courses: Vec<Course> = plain
            .iter()
            .map(|course| Course {
                baseline: moved(course.baseline),
                readings: course.readings.iter().map(|reading| moved(*reading)).collect(),
                ..course.clone()
            })
            .collect();
        let (plain, moved) = (data(&plain), data(&courses));
        for strategy in strategies(arms) {
            let near = |x: f64, y: f64| (1000.0 * x - y).abs() < 1e-5 * y.abs().max(100.0);
            assert!(near(mean_imputed(&plain, strategy), mean_imputed(&moved, strategy)), "{strategy:?}");
            let [x, y] = [&plain, &moved].map(|data| multiple_imputation(data, &options(strategy)).expect("drawn"));
            assert!(near(estimate(&x), estimate(&y)), "{strategy:?}");
        }
    }
}

#[test]
fn reference_based_answers_are_nearer_to_no_effect() {
    for seed in 0..3 {
        let data = data(&people(seed, 80, true, 4, 1));
        let [mar, jump] =
            [Strategy::MissingAtRandom, Strategy::JumpToReference].map(|strategy| mean_imputed(&data, strategy));
        let [copy, steps] =
            [Strategy::CopyReference, Strategy::CopyIncrements].map(|strategy| mean_imputed(&data, strategy));
        assert!(mar < 0.0 && jump > mar && copy > mar && steps > mar && jump > steps, "{mar} {jump} {copy} {steps}");
        let drawn = |strategy| {
            let options = ImputationOptions { imputations: 400, ..options(strategy) };
            estimate(&multiple_imputation(&data, &options).expect("drawn"))
        };
        assert!((drawn(Strategy::JumpToReference) - jump).abs() < 0.15);
        assert!((drawn(Strategy::MissingAtRandom) - mar).abs() < 0.15);
    }
}

#[test]
fn jump_to_baseline_is_the_baseline_carried_forward_with_an_error_of_its_own() {
    let data = data(&people(3, 50, false, 4, 0));
    let carried = simple(&data, SimpleMethod::BaselineCarriedForward).expect("carried");
    assert!(close(mean_imputed(&data, Strategy::JumpToBaseline), estimate(&carried)));
    let chosen = ImputationOptions { imputations: 500, ..options(Strategy::JumpToBaseline) };
    let drawn = multiple_imputation(&data, &chosen).expect("drawn");
    let error = |result: &TestResult| result.primary().and_then(|one| one.standard_error).expect("error");
    assert!(error(&drawn) > error(&carried));
}

#[test]
fn imputations_are_the_same_for_any_number_of_threads() {
    for holes in [0, 3] {
        let data = data(&people(1, 60, true, 3, holes));
        let chosen = ImputationOptions { imputations: 250, ..options(Strategy::CopyReference) };
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
            pool.install(|| {
                let mean = conditional_mean_imputation(&data, &chosen).expect("imputed");
                (multiple_imputation(&data, &chosen).expect("drawn"), mean)
            })
        };
        assert_eq!(on(1), on(2));
        let other = TestOptions { seed: 1, ..Default::default() };
        let reseeded = multiple_imputation(&data, &ImputationOptions { test: other, ..chosen }).expect("drawn");
        assert_ne!(estimate(&reseeded), estimate(&on(1).0));
    }
}

#[test]
fn what_cannot_be_answered_is_refused_with_the_reason() {
    let single = data(&people(1, 20, false, 3, 0));
    let refused = conditional_mean_imputation(&single, &options(Strategy::JumpToReference));
    assert!(matches!(refused, Err(StatsError::Missing { .. })), "{refused:?}");
    let mut courses = people(1, 20, true, 0, 0);
    courses.iter_mut().for_each(|course| course.readings[2] = None);
    let nobody = data(&courses);
    assert!(matches!(multiple_imputation(&nobody, &options(Strategy::default())), Err(StatsError::Undefined { .. })));
    assert!(simple(&nobody, SimpleMethod::CompleteCase).is_err());
    let carried = simple(&nobody, SimpleMethod::LastCarriedForward).expect("carried");
    assert_eq!(carried.detail("imputed"), Some(girth::result::DetailValue::Count(20)));
    // One arm alone was not read.
    let mut courses = people(1, 20, true, 0, 0);
    courses.iter_mut().skip(1).step_by(2).for_each(|course| course.readings[2] = None);
    let one_arm = data(&courses);
    assert!(matches!(
        conditional_mean_imputation(&one_arm, &options(Strategy::default())),
        Err(StatsError::Undefined { .. })
    ));
    // A visit nobody attended is left out of the model, and the result says so.
    let mut courses = people(2, 40, true, 3, 0);
    courses.iter_mut().for_each(|course| course.readings[0] = None);
    let without_first = conditional_mean_imputation(&data(&courses), &options(Strategy::default())).expect("imputed");
    assert!(without_first.notes.iter().any(|note| note.id == "visits-left-out"));
    // All alike: an estimate, and nothing to judge it by.
    let mut courses = people(1, 20, true, 0, 0);
    courses.iter_mut().for_each(|course| course.readings = vec![course.baseline; 3]);
    let alike = conditional_mean_imputation(&data(&courses), &options(Strategy::default())).expect("alike");
    assert_eq!((estimate(&alike), alike.p_value), (0.0, None));
    let patterns = MissingPatterns::of(&data(&courses));
    assert_eq!(patterns.count(1, |kind| kind == PatternKind::Complete), 10);
}

#[test]
fn readings_missed_before_the_last_are_missing_at_random_whatever_the_strategy() {
    let data = data(&people(4, 40, true, 0, 4));
    let at_b = |strategy| ImputationOptions { visit: Some(1), ..options(strategy) };
    let imputed = |strategy| {
        let result = conditional_mean_imputation(&data, &at_b(strategy)).expect("imputed");
        let drawn = multiple_imputation(&data, &at_b(strategy)).expect("drawn");
        (estimate(&result), estimate(&drawn))
    };
    let mar = imputed(Strategy::MissingAtRandom);
    assert!(strategies(true).all(|strategy| imputed(strategy) == mar));
    let complete = simple_analysis(&data, SimpleMethod::CompleteCase, Some(1), None, &TestOptions::default());
    assert_ne!(estimate(&complete.expect("complete")), mar.0);
}

#[test]
fn one_baseline_for_all_has_no_slope() {
    let mut courses = people(5, 40, true, 3, 1);
    courses.iter_mut().for_each(|course| course.baseline = Some(Decimal::new(900, 1).expect("decimal")));
    let data = data(&courses);
    for strategy in strategies(true) {
        let mean = mean_imputed(&data, strategy);
        let chosen = ImputationOptions { imputations: 400, ..options(strategy) };
        let drawn = multiple_imputation(&data, &chosen).expect("drawn");
        let error = drawn.primary().and_then(|one| one.standard_error).expect("error");
        assert!((mean - estimate(&drawn)).abs() < 0.3 * error, "{strategy:?}");
    }
}

/// In one of the jackknife's fits of this trial a whole step of Newton's leaves what doubles can tell.
#[test]
fn a_step_that_would_jump_off_is_shortened() {
    for arms in [true, false] {
        let data = data(&people(925, 40, arms, 3, 1));
        assert!(mean_imputed(&data, Strategy::MissingAtRandom).is_finite());
    }
}
