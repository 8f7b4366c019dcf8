//! The mixed model for repeated measures of courses of readings: what must hold whatever the readings.

use girth::data::{
    Course, Covariate, CovariateValues, Decimal, Longitudinal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit,
};
use girth::result::{Alternative, Level, LongitudinalModel, TestResult, VisitTest};
use girth::stats::paired::MEAN_CHANGE;
use girth::stats::repeated::mmrm::{Adjustment, MmrmModel, MmrmOptions, StandardErrors, Structure};
use girth::stats::{TestOptions, registry};
use proptest::prelude::*;

/// Readings in ticks of 0.1: at baseline, then at each visit.
type Ticks = Vec<Option<i128>>;

fn data(people: &[(usize, Ticks)], arms: &[&str], origin: i128) -> Longitudinal {
    let decimal = |ticks: &Option<i128>| ticks.map(|ticks| Decimal::new(ticks + origin, 1).unwrap());
    let course = |(at, (arm, ticks)): (usize, &(usize, Ticks))| Course {
        id: ParticipantId::new(format!("P{at}")),
        arm: (!arms.is_empty()).then_some(*arm),
        baseline: decimal(&ticks[0]),
        readings: ticks[1..].iter().map(decimal).collect(),
    };
    let courses: Vec<Course> = people.iter().enumerate().map(course).collect();
    let outcome = Outcome { name: "thigh".into(), label: "Thigh".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let visit = |at: usize| TimePoint { name: format!("week {}", 4 * at), time: Some(4.0 * at as f64), sessions: None };
    let visits = (1..people[0].1.len()).map(visit).collect();
    let arms: Vec<String> = arms.iter().map(|&arm| arm.to_owned()).collect();
    let has_control = !arms.is_empty();
    Longitudinal::try_new(outcome, Some("baseline".into()), visits, arms, has_control, &courses).unwrap()
}

fn fit(data: &Longitudinal, options: &MmrmOptions) -> MmrmModel {
    MmrmModel::fit(data, options).unwrap()
}

fn answer(data: &Longitudinal) -> LongitudinalModel {
    fit(data, &MmrmOptions::default()).answer().unwrap()
}

fn number(test: &TestResult, id: &str) -> f64 {
    serde_json::to_value(test.detail(id).unwrap()).unwrap().as_f64().unwrap()
}

/// Estimate, SE and degrees of freedom.
fn figures(test: &TestResult) -> [f64; 3] {
    let estimate = test.primary().unwrap();
    [estimate.value, estimate.standard_error.unwrap(), number(test, "degrees_of_freedom")]
}

fn close(found: [f64; 3], truth: [f64; 3], tolerance: f64) -> bool {
    let scale = [truth[1], truth[1], truth[2]];
    (0..3).all(|at| (found[at] - truth[at]).abs() <= tolerance * scale[at])
}

fn all_close(found: &[VisitTest], truth: &[VisitTest], sign: f64) -> bool {
    let same = |(found, truth): (&VisitTest, &VisitTest)| {
        let [estimate, se, df] = figures(&truth.test);
        found.visit == truth.visit && close(figures(&found.test), [sign * estimate, se, df], 1e-5)
    };
    found.len() == truth.len() && found.iter().zip(truth).all(same)
}

/// Girths about 60 cm: a person's level, then changes.
fn person(visits: usize) -> impl Strategy<Value = Ticks> {
    (-50..50_i128, prop::collection::vec(-20..20_i128, visits + 1))
        .prop_map(|(level, noise)| noise.into_iter().map(|noise| Some(600 + level + noise)).collect())
}

/// Two arms of equal size, each person with the baseline and three visits, the last of which a few missed.
fn two_arms() -> impl Strategy<Value = Vec<(usize, Ticks)>> {
    prop::collection::vec(person(3), 20..28).prop_map(|people| {
        let missed = |(at, mut ticks): (usize, Ticks)| {
            if at % 6 == 5 {
                ticks[3] = None;
            }
            (at % 2, ticks)
        };
        people.into_iter().enumerate().map(missed).collect()
    })
}

fn one_group() -> impl Strategy<Value = Vec<(usize, Ticks)>> {
    two_arms().prop_map(|people| people.into_iter().map(|(_, ticks)| (0, ticks)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// With complete pairs the model is the paired t test, readings near zero or near 1e9, and so is each sandwich up to its factor.
    #[test]
    fn two_visits_are_the_paired_t(people in prop::collection::vec(person(1), 4..30), far in any::<bool>()) {
        let people: Vec<(usize, Ticks)> = people.into_iter().map(|ticks| (0, ticks)).collect();
        let changes: Vec<i128> = people.iter().map(|(_, ticks)| ticks[1].unwrap() - ticks[0].unwrap()).collect();
        prop_assume!(changes.iter().any(|change| *change != changes[0]));
        let data = data(&people, &[], if far { 10_000_000_000 } else { 0 });
        let pairs = data.pairs(None, None, 0).unwrap();
        let options = TestOptions { null_value: Decimal::new(3, 1).unwrap(), ..TestOptions::default() };
        let t_test = registry::paired("paired-t").unwrap().run(&pairs, &options).unwrap();
        let model = fit(&data, &MmrmOptions { test: options, ..MmrmOptions::default() }).answer().unwrap();
        let test = &model.changes[0].test;
        prop_assert!(close(figures(test), figures(&t_test), 1e-8), "{:?} {:?}", figures(test), figures(&t_test));
        let t = |test: &TestResult| test.statistic.as_ref().unwrap().value;
        prop_assert!((t(test) - t(&t_test)).abs() < 1e-8 * t(&t_test).abs().max(1.0));
        let p = |test: &TestResult| test.p_value.unwrap().value();
        prop_assert!((p(test) - p(&t_test)).abs() < 1e-8);
        let (n, [estimate, se, df]) = (people.len() as f64, figures(&t_test));
        let factors = [(StandardErrors::Cr0, (n - 1.0) / n), (StandardErrors::Cr2, 1.0), (StandardErrors::Cr3, n / (n - 1.0))];
        for (errors, factor) in factors {
            let options = MmrmOptions { errors, ..MmrmOptions::default() };
            let found = fit(&data, &options).effect_estimate(&[1.0]).unwrap();
            let found = [found.estimate, found.standard_error, found.degrees.unwrap()];
            prop_assert!(close(found, [estimate, se * factor.sqrt(), df], 1e-6), "{errors:?} {found:?}");
        }
        let options = MmrmOptions { adjustment: Adjustment::BetweenWithin, ..MmrmOptions::default() };
        prop_assert_eq!(fit(&data, &options).effect_estimate(&[1.0]).unwrap().degrees, Some(df));
    }

    #[test]
    fn order_and_origin_of_readings_do_not_matter(people in two_arms(), by in 1..19_usize) {
        let usual = answer(&data(&people, &["sham", "active"], 0));
        let moved: Vec<_> = people[by..].iter().chain(&people[..by]).cloned().collect();
        let moved = answer(&data(&moved, &["sham", "active"], 0));
        let far = answer(&data(&people, &["sham", "active"], 10_000_000_000));
        for other in [&moved, &far] {
            prop_assert!(all_close(&other.changes, &usual.changes, 1.0));
            prop_assert!(all_close(&other.differences, &usual.differences, 1.0));
        }
        for (mean, far) in usual.means.iter().zip(&far.means) {
            let se = mean.estimate.standard_error.unwrap();
            prop_assert!((far.estimate.value - 1e9 - mean.estimate.value).abs() < 1e-5 * se + 1e-6);
        }
    }

    #[test]
    fn swapped_arms_negate_the_differences(people in two_arms()) {
        let usual = answer(&data(&people, &["sham", "active"], 0));
        let people: Vec<_> = people.into_iter().map(|(arm, ticks)| (1 - arm, ticks)).collect();
        let swapped = answer(&data(&people, &["active", "sham"], 0));
        let named = |tests: &[VisitTest]| tests.iter().map(|each| VisitTest { arm: None, ..each.clone() }).collect::<Vec<_>>();
        prop_assert!(all_close(&named(&swapped.differences), &named(&usual.differences), -1.0));
        let f = |model: &LongitudinalModel| model.model.overall.as_ref().unwrap().statistic.as_ref().unwrap().value;
        prop_assert!((f(&usual) - f(&swapped)).abs() < 1e-5 * f(&usual).max(1.0));
    }

    #[test]
    fn means_of_complete_readings_are_their_means(people in prop::collection::vec(person(3), 20)) {
        let people: Vec<(usize, Ticks)> = people.into_iter().enumerate().map(|(at, ticks)| (at % 2, ticks)).collect();
        let mean = |arm: Option<usize>, visit: usize| {
            let read: Vec<f64> = people.iter().filter(|person| arm.is_none_or(|arm| arm == person.0))
                .map(|(_, ticks)| ticks[visit].unwrap() as f64 / 10.0).collect();
            read.iter().sum::<f64>() / read.len() as f64
        };
        let one = answer(&data(&people, &[], 0));
        prop_assert_eq!(one.means.len(), 4);
        for (visit, found) in one.means.iter().enumerate() {
            prop_assert!((found.estimate.value - mean(None, visit)).abs() < 1e-9, "{found:?}");
        }
        let without: Vec<(usize, Ticks)> = people.iter().map(|(arm, ticks)| {
            let mut ticks = ticks.clone();
            ticks[0] = None;
            (*arm, ticks)
        }).collect();
        let two = answer(&data(&without, &["sham", "active"], 0));
        prop_assert!(two.changes.is_empty());
        for (at, found) in two.means.iter().enumerate() {
            prop_assert!((found.estimate.value - mean(Some(at / 3), at % 3 + 1)).abs() < 1e-9, "{found:?}");
        }
        for (at, found) in two.differences.iter().enumerate() {
            let truth = mean(Some(1), at + 1) - mean(Some(0), at + 1);
            prop_assert!((found.test.primary().unwrap().value - truth).abs() < 1e-9);
        }
    }

    #[test]
    fn those_left_out_are_counted(people in two_arms(), back in 0..3_usize, read in 0..3_usize, known in 0..3_usize) {
        let mut with_more = people.clone();
        with_more.extend((0..back).map(|_| (0, vec![Some(600), None, None, None])));
        with_more.extend((0..read).map(|_| (1, vec![None, Some(601), Some(602), None])));
        with_more.extend((0..known).map(|_| (0, people[0].1.clone())));
        let n = with_more.len();
        let ages = (0..n).map(|at| (at < n - known).then(|| Decimal::new(30 + at as i128 * 7 % 11, 0).unwrap())).collect();
        let age = Covariate { name: "age".into(), label: "Age".into(), values: CovariateValues::Numbers(ages) };
        let data = data(&with_more, &["sham", "active"], 0).with_covariates(vec![age]).unwrap();
        let options = MmrmOptions { covariates: vec!["age".into()], ..MmrmOptions::default() };
        let analysed = fit(&data, &options).answer().unwrap().model.analysed;
        prop_assert_eq!(analysed.n, people.len());
        let of = |reason: &str| analysed.excluded.iter().find(|each| each.reason == reason).map_or(0, |each| each.n);
        let found = [of("no reading after the baseline"), of("no reading at baseline"), of("covariate not known")];
        prop_assert_eq!(found, [back, read, known]);
    }

    /// The effects, their covariances and their joint test belong together, in one group and with arms.
    #[test]
    fn effects_agree_with_the_answer(one in one_group(), two in two_arms(), weights in prop::array::uniform3(-3..4_i32), how in 0..4_usize) {
        let usual = MmrmOptions::default();
        let options = match how {
            0 => usual,
            1 => MmrmOptions { adjustment: Adjustment::KenwardRogerLinear, ..usual },
            2 => MmrmOptions { adjustment: Adjustment::BetweenWithin, ..usual },
            _ => MmrmOptions { errors: StandardErrors::Cr2, ..usual },
        };
        for (people, arms) in [(one, &[][..]), (two, &["sham", "active"][..])] {
            let model = fit(&data(&people, arms, 0), &options);
            let answer = model.answer().unwrap();
            let listed = if arms.is_empty() { &answer.changes } else { &answer.differences };
            prop_assert_eq!(model.effect_visits(), vec![0, 1, 2]);
            let unit = |at: usize| (0..3).map(|other| f64::from(u8::from(other == at))).collect::<Vec<f64>>();
            let test = |weights: &[f64]| model.effect(weights, 0.0, Alternative::TwoSided, Level::DEFAULT, MEAN_CHANGE).unwrap();
            for (at, each) in listed.iter().enumerate() {
                prop_assert_eq!(figures(&test(&unit(at))), figures(&each.test));
            }
            let sums = weights.map(f64::from);
            prop_assume!(sums != [0.0; 3]);
            let found = model.effect_estimate(&sums).unwrap();
            let (mut estimate, mut variance) = (0.0, 0.0);
            for (one, weight) in sums.iter().enumerate() {
                estimate += weight * figures(&listed[one].test)[0];
                for (other, second) in sums.iter().enumerate() {
                    variance += weight * second * model.effect_covariance(&unit(one), &unit(other)).unwrap();
                }
            }
            prop_assert!((found.estimate - estimate).abs() < 1e-9);
            prop_assert!((found.standard_error.powi(2) - variance).abs() < 1e-9 * (1.0 + variance.abs()));
            let f = |rows: &[Vec<f64>]| model.effect_joint(rows, MEAN_CHANGE).unwrap();
            let t = test(&unit(1)).statistic.unwrap().value;
            let single = f(&[unit(1)]);
            prop_assert!((single.statistic.as_ref().unwrap().value - t * t).abs() < 1e-7 * (1.0 + t * t));
            let df = number(&test(&unit(1)), "degrees_of_freedom");
            prop_assert!((number(&single, "denominator_df") - df).abs() < 1e-6 * df);
            let redundant: Vec<f64> = vec![1.0, -2.0, 0.0];
            let (both, three) = (f(&[unit(0), unit(1)]), f(&[unit(0), redundant, unit(1)]));
            let value = |test: &TestResult| test.statistic.as_ref().unwrap().value;
            prop_assert!((value(&both) - value(&three)).abs() < 1e-6 * (1.0 + value(&both)));
            for id in ["numerator_df", "denominator_df"] {
                prop_assert!((number(&both, id) - number(&three, id)).abs() < 1e-5 * number(&both, id));
            }
        }
    }
}

/// Seven people, with changes that differ.
fn seven() -> Vec<(usize, Ticks)> {
    let ticks = [
        [600, 590, 580],
        [610, 607, 590],
        [620, 600, 611],
        [580, 585, 570],
        [640, 631, 622],
        [655, 640, 633],
        [590, 588, 570],
    ];
    ticks.iter().enumerate().map(|(at, ticks)| (at % 2, ticks.iter().map(|&ticks| Some(ticks)).collect())).collect()
}

#[test]
fn visits_and_arms_without_readings_are_left_out_and_named() {
    let people: Vec<(usize, Ticks)> = seven()
        .into_iter()
        .map(|(arm, mut ticks)| {
            ticks.insert(2, None);
            (2 * arm, ticks)
        })
        .collect();
    let answer = answer(&data(&people, &["sham", "nobody", "active"], 0));
    let notes: Vec<&str> = answer.model.notes.iter().map(|note| note.id).collect();
    assert!(notes.contains(&"empty-arm") && notes.contains(&"empty-visit"), "{notes:?}");
    let visits: Vec<(&str, Option<&str>)> =
        answer.differences.iter().map(|each| (each.visit.as_str(), each.arm.as_deref())).collect();
    assert_eq!(visits, [("week 4", Some("active")), ("week 12", Some("active"))]);
    assert_eq!(answer.covariance[0].visits, ["week 4", "week 12"]);
}

#[test]
fn an_arm_that_missed_a_visit_has_no_difference_there() {
    let people: Vec<(usize, Ticks)> = seven()
        .into_iter()
        .map(|(arm, mut ticks)| {
            if arm == 1 {
                ticks[2] = None;
            }
            (arm, ticks)
        })
        .collect();
    let model = fit(&data(&people, &["sham", "active"], 0), &MmrmOptions::default());
    assert_eq!(model.effect_visits(), [0]);
    assert!(model.effect_estimate(&[0.0, 1.0]).is_err());
    assert!(model.effect_estimate(&[1.0]).is_err());
    let answer = model.answer().unwrap();
    assert_eq!((answer.differences.len(), answer.changes.len()), (1, 3));
    assert!(answer.model.notes.iter().any(|note| note.id == "empty-cell"));
}

#[test]
fn what_cannot_be_answered_is_refused_in_words() {
    let options = MmrmOptions::default();
    let why = |people: &[(usize, Ticks)], arms: &[&str], options: &MmrmOptions| {
        MmrmModel::fit(&data(people, arms, 0), options).err().map(|error| error.to_string())
    };
    assert!(why(&seven()[..1], &[], &options).is_some_and(|why| why.contains("participants")));
    let constant: Vec<(usize, Ticks)> = (0..6).map(|_| (0, vec![Some(600), Some(590), Some(580)])).collect();
    assert!(why(&constant, &[], &options).is_some());
    let unknown = MmrmOptions { covariates: vec!["age".into()], ..options.clone() };
    assert!(why(&seven(), &[], &unknown).is_some_and(|why| why.contains("age")));
    let mixed = MmrmOptions { errors: StandardErrors::Cr2, adjustment: Adjustment::KenwardRoger, ..options.clone() };
    assert!(why(&seven(), &[], &mixed).is_some_and(|why| why.contains("sandwich")));
    // All of the control missed every visit: means of the others, but nothing to hold them against.
    let alone: Vec<(usize, Ticks)> = seven()
        .into_iter()
        .map(|(arm, ticks)| if arm == 0 { (0, vec![ticks[0], None, None]) } else { (1, ticks) })
        .chain([(1, vec![Some(601), Some(592), Some(570)]), (1, vec![Some(613), Some(600), Some(604)])])
        .collect();
    let model = fit(&data(&alone, &["sham", "active"], 0), &options);
    assert!(model.effect_estimate(&[1.0, 0.0]).is_err() && model.effect_visits().is_empty());
    assert!(model.answer().unwrap().differences.is_empty());
    // A single group without baseline has means and no effect.
    let unread: Vec<(usize, Ticks)> =
        seven().into_iter().map(|(_, ticks)| (0, vec![None, ticks[1], ticks[2]])).collect();
    let model = fit(&data(&unread, &[], 0), &options);
    assert!(model.effect_estimate(&[1.0, 0.0]).is_err());
    assert_eq!(model.answer().unwrap().means.len(), 2);
}

#[test]
fn columns_that_repeat_others_are_named_one_by_one() {
    let people = seven();
    let values = |factor: i128| {
        let numbers = (0..people.len()).map(|at| Decimal::new(factor * (at as i128 * at as i128 % 5), 0)).collect();
        CovariateValues::Numbers(numbers)
    };
    let covariate = |name: &str, factor| Covariate { name: name.into(), label: name.into(), values: values(factor) };
    let data = data(&people, &[], 0)
        .with_covariates(vec![covariate("age", 1), covariate("months", 12), covariate("constant", 0)])
        .unwrap();
    let options =
        MmrmOptions { covariates: ["age", "months", "constant"].map(String::from).to_vec(), ..MmrmOptions::default() };
    let notes = fit(&data, &options).answer().unwrap().model.notes;
    let aliased: Vec<&str> =
        notes.iter().filter(|note| note.id == "aliased").map(|note| note.text.split(' ').nth(5).unwrap()).collect();
    assert_eq!(aliased, ["months", "constant"]);
}

#[test]
fn covariances_by_arm_and_by_fallback() {
    let people: Vec<(usize, Ticks)> = seven().into_iter().chain(seven().into_iter().rev()).collect();
    let data = data(&people, &["sham", "active"], 0);
    let options = MmrmOptions { by_arm: true, structure: Structure::CompoundSymmetry, ..MmrmOptions::default() };
    let covariance = fit(&data, &options).answer().unwrap().covariance;
    let arms: Vec<Option<&str>> = covariance.iter().map(|each| each.arm.as_deref()).collect();
    assert_eq!(arms, [Some("sham"), Some("active")]);
    // Three people do not determine an unstructured covariance of three visits.
    let few: Vec<(usize, Ticks)> = seven()[..3].iter().map(|(_, ticks)| (0, ticks.clone())).collect();
    let few = self::data(&few, &[], 0);
    match MmrmModel::fit(&few, &MmrmOptions::default()) {
        Ok(model) => {
            let answer = model.answer().unwrap();
            let refused = answer.attempts.iter().filter(|attempt| attempt.refused.is_some()).count();
            assert_eq!(answer.model.notes.iter().filter(|note| note.id == "fallback").count(), refused);
            assert!(refused > 0);
        }
        Err(error) => assert!(error.to_string().contains("unstructured"), "{error}"),
    }
}

#[test]
fn several_treated_arms_are_each_held_against_the_control() {
    let people: Vec<(usize, Ticks)> = seven()
        .into_iter()
        .chain(seven().into_iter().map(|(arm, ticks)| (arm, ticks.iter().rev().cloned().collect())))
        .enumerate()
        .map(|(at, (_, ticks))| (at % 3, ticks))
        .collect();
    let model = fit(&data(&people, &["sham", "five", "ten"], 0), &MmrmOptions::default());
    let differences = model.answer().unwrap().differences;
    let of = |arm: &str| {
        differences.iter().find(|each| each.arm.as_deref() == Some(arm)).unwrap().test.primary().unwrap().value
    };
    let first = model.effect_estimate(&[1.0, 0.0]).unwrap().estimate;
    let second = model.for_arm(2).unwrap();
    assert_eq!((first, second.effect_estimate(&[1.0, 0.0]).unwrap().estimate), (of("five"), of("ten")));
    assert!(second.for_arm(0).is_err());
}

/// Five people at four visits, correlated by more than 0.999: degrees of freedom came out up to a half per cent off the paired t's.
#[test]
fn a_covariance_that_rounding_decides_is_refused() {
    let rows = [[-7, -6, 2, 1], [-32, -28, -32, -27], [3, -2, 0, -4], [11, 12, 9, 13], [35, 41, 55, 60]];
    let people: Vec<(usize, Ticks)> =
        rows.iter().map(|row| (0, row.iter().map(|&ticks| Some(ticks)).collect())).collect();
    let options = MmrmOptions { fallback: false, ..MmrmOptions::default() };
    let refused = MmrmModel::fit(&data(&people, &[], 0), &options).expect_err("a refusal").to_string();
    assert!(refused.contains("all but singular"), "{refused}");
    // With an ordinary spread of the changes the same people are fitted.
    let rows =
        [[-7, -16, 12, 1], [-32, -8, -39, -27], [3, -12, 20, -4], [11, 32, -9, 13], [35, 11, 55, 30], [0, 9, 1, -20]];
    let people: Vec<(usize, Ticks)> =
        rows.iter().map(|row| (0, row.iter().map(|&ticks| Some(ticks)).collect())).collect();
    assert!(MmrmModel::fit(&data(&people, &[], 0), &options).is_ok());
}

/// Somebody of weight 2 counts as two people read alike counts for the coefficients: the mean change is the weighted mean.
#[test]
fn people_count_by_their_weight() {
    let values = [1i128, 2, 1, 4, 2, 1, 1];
    let weights = values.iter().map(|&value| Decimal::new(value, 0)).collect();
    let weight = Covariate { name: "w".into(), label: "Weight".into(), values: CovariateValues::Numbers(weights) };
    let people: Vec<(usize, Ticks)> =
        [[3, 1], [5, 9], [0, -7], [12, 2], [4, 4], [8, 1], [-3, 2]].map(|row| (0, row.map(Some).to_vec())).to_vec();
    let weighted = data(&people, &[], 0).with_covariates(vec![weight]).unwrap();
    let options = MmrmOptions { weight: Some("w".into()), ..MmrmOptions::default() };
    let found = fit(&weighted, &options).effect_estimate(&[1.0]).unwrap();
    let changes = people.iter().map(|(_, row)| (row[1].unwrap() - row[0].unwrap()) as f64 / 10.0);
    let total: f64 = values.iter().sum::<i128>() as f64;
    let mean = changes.zip(values).map(|(change, weight)| change * weight as f64).sum::<f64>() / total;
    assert!((found.estimate - mean).abs() < 1e-12, "{} {mean}", found.estimate);
    let unknown = MmrmOptions { weight: Some("v".into()), ..MmrmOptions::default() };
    assert!(MmrmModel::fit(&weighted, &unknown).is_err());
}
