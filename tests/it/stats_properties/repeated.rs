//! Repeated measures by classical means.

use girth::data::{Course, Decimal, Longitudinal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit};
use girth::result::{Alternative, DetailValue, ModelResult, TestResult};
use girth::stats::repeated::{GeeOptions, RobustErrors, WorkingCorrelation, gee_model};
use girth::stats::{StatsError, TestOptions, registry};
use proptest::prelude::*;

/// Courses of ticks of 0.1; the first of each is the baseline where `baseline` says so. Arms take turns.
fn data_of(rows: &[Vec<Option<i128>>], arms: usize, baseline: bool) -> Longitudinal {
    let decimal = |ticks: &Option<i128>| ticks.map(|ticks| Decimal::new(ticks, 1).unwrap());
    let first = usize::from(baseline);
    let course = |(at, row): (usize, &Vec<Option<i128>>)| Course {
        id: ParticipantId::new(format!("P{at}")),
        arm: (arms > 1).then_some(at % arms),
        baseline: if baseline { decimal(&row[0]) } else { None },
        readings: row[first..].iter().map(decimal).collect(),
    };
    let visits = (first..rows[0].len()).map(|at| TimePoint { name: format!("week {at}"), time: None, sessions: None });
    let outcome = Outcome { name: "waist".into(), label: "Waist".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let names = if arms > 1 { (0..arms).map(|arm| format!("arm {arm}")).collect() } else { Vec::new() };
    let courses: Vec<Course> = rows.iter().enumerate().map(course).collect();
    let name = baseline.then(|| "week 0".to_owned());
    Longitudinal::try_new(outcome, name, visits.collect(), names, true, &courses).unwrap()
}

fn whole(rows: &[Vec<i128>]) -> Vec<Vec<Option<i128>>> {
    rows.iter().map(|row| row.iter().copied().map(Some).collect()).collect()
}

fn group(rows: &[Vec<i128>]) -> Longitudinal {
    data_of(&whole(rows), 1, true)
}

fn run(id: &str, data: &Longitudinal, alternative: Alternative) -> Result<ModelResult, StatsError> {
    let options = TestOptions { alternative, ..TestOptions::default() };
    registry::repeated(id).unwrap().run(data, &options)
}

fn overall(id: &str, rows: &[Vec<i128>]) -> TestResult {
    run(id, &group(rows), Alternative::TwoSided).unwrap().overall.unwrap()
}

fn detail(result: &TestResult, id: &str) -> Option<f64> {
    match result.detail(id)? {
        DetailValue::Number(value) => Some(value),
        DetailValue::Count(count) => Some(count as f64),
        DetailValue::Flag(_) => None,
    }
}

fn near(left: f64, right: f64, relative: f64) -> bool {
    (left - right).abs() <= relative * left.abs().max(right.abs()).max(1e-12)
}

/// 2 to 7 people at 2 to 4 points, with many or few ties, anywhere up to 1e9.
fn courses() -> impl Strategy<Value = Vec<Vec<i128>>> {
    let offset = prop_oneof![Just(0_i128), Just(9_999_999_000)];
    let spread = prop_oneof![Just(3_i128), Just(400)];
    (2_usize..=7, 2_usize..=4, offset, spread).prop_flat_map(|(n, k, offset, spread)| {
        prop::collection::vec(prop::collection::vec((0..spread).prop_map(move |x| x + offset), k), n)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn ranks_see_only_the_order_within_people(rows in courses(), slopes in prop::collection::vec(1_i128..9, 12), turn in 0_usize..12) {
        // Another rising transform for everybody, and the people in another order.
        let transformed: Vec<Vec<i128>> = rows
            .iter()
            .zip(&slopes)
            .map(|(row, slope)| {
                let least = row.iter().min().unwrap();
                row.iter().map(|x| slope * (x - least).pow(2) + 7 * slope).collect()
            })
            .collect();
        let mut turned = transformed;
        turned.rotate_left(turn % rows.len());
        for id in ["friedman", "page"] {
            let (one, other) = (overall(id, &rows), overall(id, &turned));
            prop_assert_eq!(one.statistic.as_ref().map(|s| s.value), other.statistic.as_ref().map(|s| s.value));
            match (one.p_value, other.p_value) {
                (Some(one), Some(other)) => prop_assert!(near(one.value(), other.value(), 1e-9)),
                (one, other) => prop_assert_eq!(one, other),
            }
        }
    }

    #[test]
    fn friedman_of_two_points_is_the_sign_test(rows in courses()) {
        let pairs: Vec<Vec<i128>> = rows.iter().map(|row| row[..2].to_vec()).collect();
        let (up, down) = pairs.iter().fold((0.0, 0.0), |(up, down), pair| {
            (up + f64::from(pair[1] > pair[0]), down + f64::from(pair[1] < pair[0]))
        });
        let friedman = overall("friedman", &pairs);
        match &friedman.statistic {
            None => prop_assert_eq!(up + down, 0.0),
            Some(found) => {
                let diff: f64 = up - down;
                prop_assert!(near(found.value, diff.powi(2) / (up + down), 1e-12) || diff == 0.0 && found.value == 0.0);
                let data = group(&pairs);
                let sign = registry::paired("sign-test").unwrap();
                let sign = sign.run(&data.pairs(None, None, 0).unwrap(), &TestOptions::default()).unwrap();
                prop_assert!(near(friedman.p_value.unwrap().value(), sign.p_value.unwrap().value(), 1e-10));
            }
        }
    }

    #[test]
    fn page_turns_with_time(rows in courses()) {
        let reversed: Vec<Vec<i128>> = rows.iter().map(|row| row.iter().rev().copied().collect()).collect();
        let one = run("page", &group(&rows), Alternative::Less).unwrap().overall.unwrap();
        let other = run("page", &group(&reversed), Alternative::Greater).unwrap().overall.unwrap();
        if let (Some(z), Some(turned)) = (detail(&one, "z"), detail(&other, "z")) {
            prop_assert!((z + turned).abs() < 1e-9);
            prop_assert!(near(one.p_value.unwrap().value(), other.p_value.unwrap().value(), 1e-9));
        }
        let (one, other) = (one.primary().unwrap(), other.primary().unwrap());
        prop_assert!((one.value + other.value).abs() < 1e-12);
        if let (Some(one), Some(other)) = (&one.interval, &other.interval) {
            prop_assert!((one.upper + other.lower).abs() < 1e-9);
        }
    }

    #[test]
    fn analysis_of_variance_of_two_points_is_the_paired_t(rows in courses()) {
        let pairs: Vec<Vec<i128>> = rows.iter().map(|row| row[..2].to_vec()).collect();
        let data = group(&pairs);
        let t = registry::paired("paired-t").unwrap();
        let t = t.run(&data.pairs(None, None, 0).unwrap(), &TestOptions::default()).unwrap();
        let f = overall("rm-anova", &pairs);
        match (&t.statistic, &f.statistic) {
            (Some(t_found), Some(found)) => {
                prop_assert!((t_found.value.powi(2) - found.value).abs() <= 1e-9 * (1.0 + found.value));
                prop_assert!((t.p_value.unwrap().value() - f.p_value.unwrap().value()).abs() < 1e-9);
                prop_assert_eq!(detail(&f, "epsilon_gg"), Some(1.0));
                prop_assert_eq!(detail(&f, "epsilon_hf"), Some(1.0));
                let multivariate = detail(&f, "multivariate_f").unwrap();
                prop_assert!((multivariate - found.value).abs() <= 1e-9 * (1.0 + found.value));
            }
            (t, f) => prop_assert!(t.is_none() && f.is_none()),
        }
    }

    #[test]
    fn analysis_of_variance_does_not_see_levels_or_their_names(rows in courses(), shift in -500_i128..500) {
        // Every person moved as a whole, and the points in the opposite order: neither is a change over time.
        let moved: Vec<Vec<i128>> = rows
            .iter()
            .zip(1..)
            .map(|(row, times)| row.iter().rev().map(|x| x + times * shift).collect())
            .collect();
        let (one, other) = (overall("rm-anova", &rows), overall("rm-anova", &moved));
        prop_assert_eq!(one.statistic.is_some(), other.statistic.is_some());
        if let (Some(left), Some(right)) = (&one.statistic, &other.statistic) {
            prop_assert!((left.value - right.value).abs() <= 1e-8 * (1.0 + left.value));
            prop_assert!((one.p_value.unwrap().value() - other.p_value.unwrap().value()).abs() < 1e-8);
        }
        if let Some(epsilon) = detail(&one, "epsilon_gg") {
            let least = 1.0 / (rows[0].len() - 1) as f64;
            prop_assert!(epsilon >= least - 1e-12 && epsilon <= 1.0);
            prop_assert!(detail(&one, "epsilon_hf").is_none_or(|hf| hf >= epsilon - 1e-9 && hf <= 1.0));
        }
    }

    #[test]
    fn equations_of_complete_courses_give_the_plain_means(rows in courses()) {
        let data = group(&rows);
        for correlation in [WorkingCorrelation::Independence, WorkingCorrelation::Exchangeable] {
            let options = GeeOptions { correlation, errors: RobustErrors::KauermannCarroll, ..GeeOptions::default() };
            let result = gee_model(&data, &options).unwrap();
            for (visit, contrast) in result.contrasts.iter().enumerate() {
                let pairs = data.pairs(None, None, visit).unwrap();
                let t = registry::paired("paired-t").unwrap().run(&pairs, &options.test).unwrap();
                let (plain, found) = (t.primary().unwrap(), contrast.test.primary().unwrap());
                prop_assert!((plain.value - found.value).abs() <= 1e-9 * (1.0 + plain.value.abs()));
                if let (Some(t), Some(p)) = (&t.statistic, contrast.test.p_value) {
                    let own = contrast.test.statistic.as_ref().unwrap();
                    prop_assert!((t.value - own.value).abs() <= 1e-7 * (1.0 + t.value.abs()));
                    prop_assert!((p.value() - registry_p(&pairs)).abs() < 1e-7);
                }
            }
        }
    }

    #[test]
    fn equations_bear_missed_visits(rows in courses(), gone in prop::collection::vec(0_usize..4, 12), arms in 1_usize..=3) {
        let rows: Vec<Vec<Option<i128>>> = whole(&rows)
            .into_iter()
            .zip(&gone)
            .map(|(mut row, &gone)| {
                let k = row.len();
                row[(1 + gone).min(k)..].iter_mut().for_each(|reading| *reading = None);
                row
            })
            .collect();
        if rows.iter().all(|row| row[1..].iter().all(Option::is_none)) {
            return Ok(());
        }
        for baseline in [true, false] {
            let result = run("gee", &data_of(&rows, arms, baseline), Alternative::Less).unwrap();
            for contrast in &result.contrasts {
                let found = contrast.test.primary().unwrap();
                prop_assert!(found.value.is_finite() && found.standard_error.is_none_or(|se| se.is_finite() && se > 0.0));
                prop_assert_eq!(contrast.test.p_value.is_some(), found.interval.is_some());
            }
        }
    }
}

fn registry_p(pairs: &girth::data::PairedSample) -> f64 {
    let t = registry::paired("paired-t").unwrap().run(pairs, &TestOptions::default()).unwrap();
    t.p_value.unwrap().value()
}

#[test]
fn analysis_of_variance_is_exact_at_an_offset() {
    let small: Vec<Vec<i128>> = vec![vec![3, 1, 9], vec![5, 5, 2], vec![8, 1, 4], vec![0, 7, 7], vec![2, 3, 9]];
    let far: Vec<Vec<i128>> = small.iter().map(|row| row.iter().map(|x| x + 10_i128.pow(16)).collect()).collect();
    for id in ["rm-anova", "friedman", "page"] {
        let (one, other) = (overall(id, &small), overall(id, &far));
        assert_eq!((one.statistic, one.p_value, one.details), (other.statistic, other.p_value, other.details), "{id}");
    }
}

#[test]
fn degenerate_courses_have_defined_answers() {
    let two = vec![vec![10, 12, 9], vec![20, 25, 22]];
    let alike = vec![vec![10, 12, 9], vec![20, 22, 19], vec![31, 33, 30]];
    let equal = vec![vec![7, 7, 7]; 4];
    // Two people: an F, but nothing that needs more people than contrasts.
    let f = overall("rm-anova", &two);
    assert!(f.p_value.is_some() && detail(&f, "mauchly_w").is_none() && detail(&f, "multivariate_f").is_none());
    assert!(detail(&f, "epsilon_hf").is_none());
    // No error, or no variation at all: no F.
    for rows in [&alike, &equal] {
        let f = overall("rm-anova", rows);
        assert!(f.statistic.is_none() && f.p_value.is_none() && !f.notes.is_empty());
    }
    // All people agree in all: W = 1, and Iman and Davenport's F would be infinite.
    let friedman = overall("friedman", &alike);
    assert_eq!(friedman.primary().map(|w| w.value), Some(1.0));
    assert_eq!(detail(&friedman, "iman_davenport_f"), None);
    assert!((friedman.p_value.unwrap().value() - 1.0 / 36.0).abs() < 1e-14);
    for id in ["friedman", "page"] {
        let tied = overall(id, &equal);
        assert!(
            tied.statistic.is_none() && tied.p_value.is_none() && tied.notes.iter().any(|note| note.id == "all-tied")
        );
    }
    // One point in time, one person, nobody complete.
    let one_visit = data_of(&whole(&[vec![3], vec![4]]), 1, false);
    let gaps = data_of(&[vec![Some(1), None, Some(3)], vec![Some(1), Some(2), None]], 1, true);
    for id in ["rm-anova", "friedman", "page"] {
        for data in [&one_visit, &gaps, &group(&two[..1])] {
            assert!(matches!(run(id, data, Alternative::TwoSided), Err(StatsError::Undefined { .. })), "{id}");
        }
    }
    // A visit that nobody attended is left out, with a note.
    let unread: Vec<Vec<Option<i128>>> =
        whole(&two).into_iter().map(|row| vec![row[0], None, row[1], row[2]]).collect();
    let result = run("rm-anova", &data_of(&unread, 1, true), Alternative::TwoSided).unwrap();
    assert_eq!(result.overall.unwrap().statistic, f.statistic);
    assert!(result.notes.iter().any(|note| note.id == "visit-not-read"));
}

#[test]
fn arms_are_for_the_analysis_of_variance_and_the_equations() {
    let rows =
        vec![vec![10, 12, 9], vec![20, 25, 22], vec![15, 14, 11], vec![18, 18, 19], vec![12, 9, 6], vec![22, 20, 25]];
    let arms = data_of(&whole(&rows), 2, true);
    for id in ["friedman", "page"] {
        assert!(matches!(run(id, &arms, Alternative::TwoSided), Err(StatsError::Undefined { .. })));
        let one = arms.restricted(&[0, 2, 4]).unwrap();
        assert!(run(id, &one, Alternative::TwoSided).unwrap().overall.unwrap().p_value.is_some());
    }
    // One person in an arm: no contrast with a standard error from that arm, and no refusal.
    let lone = arms.restricted(&[0, 2, 4, 1]).unwrap();
    assert!(run("rm-anova", &lone, Alternative::TwoSided).unwrap().contrasts.is_empty());
    let options = GeeOptions { baseline_slope: false, ..GeeOptions::default() };
    let result = gee_model(&lone, &options).unwrap();
    assert_eq!(result.contrasts.len(), 2);
    assert!(result.contrasts.iter().all(|contrast| contrast.test.p_value.is_none()));
    // Everybody changes alike: the means stand without errors.
    let alike = group(&[vec![10, 12, 9], vec![20, 22, 19], vec![31, 33, 30]]);
    let result = run("gee", &alike, Alternative::TwoSided).unwrap();
    assert!(result.notes.iter().any(|note| note.id == "no-variation"));
    assert!((result.contrasts[0].test.primary().unwrap().value - 0.2).abs() < 1e-15);
    assert!(result.contrasts.iter().all(|contrast| contrast.test.p_value.is_none()));
}
