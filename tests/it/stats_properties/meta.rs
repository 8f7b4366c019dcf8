//! Properties: Meta-analysis.

use girth::data::{StudyEffect, StudyEffects, Unit};
use girth::result::{Level, MetaResult, SubgroupVariance};
use girth::stats::meta::{
    MetaOptions, MetaTest, Moderator, TauMethod, baujat, cumulative, influence, leave_one_out, meta_regression,
    random_effects, subgroup_analysis, tau_profile,
};
use proptest::prelude::*;

/// Estimates and variances. The estimates are sixty-fourths, so that a shift by a whole number is exact.
type Rows = Vec<(f64, f64)>;

fn rows(least: usize) -> impl Strategy<Value = Rows> {
    let row = (-320..320_i32, -2.0..1.0_f64).prop_map(|(y, v)| (f64::from(y) / 64.0, 10_f64.powf(v)));
    proptest::collection::vec(row, least..9)
}

fn effects(rows: &[(f64, f64)]) -> StudyEffects {
    let study = |(at, &(estimate, variance)): (usize, &(f64, f64))| StudyEffect {
        label: at.to_string(),
        trial: at.to_string(),
        estimate,
        variance,
    };
    StudyEffects::try_new(Unit::Cm, rows.iter().enumerate().map(study).collect()).expect("valid studies")
}

fn options(method: TauMethod, test: MetaTest) -> MetaOptions {
    MetaOptions { method, test, ..MetaOptions::default() }
}

fn fit(rows: &[(f64, f64)], method: TauMethod) -> MetaResult {
    random_effects(&effects(rows), &options(method, MetaTest::Z)).expect("a result")
}

fn tau2(result: &MetaResult) -> f64 {
    result.heterogeneity.as_ref().expect("two studies").tau2.value
}

fn error(result: &MetaResult) -> f64 {
    result.estimate.standard_error.expect("a standard error")
}

fn close(one: f64, other: f64, relative: f64) -> bool {
    (one - other).abs() <= relative * (1.0 + one.abs().max(other.abs()))
}

fn method() -> impl Strategy<Value = TauMethod> {
    proptest::sample::select(&TauMethod::ALL[..])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_studies_does_not_matter(rows in rows(2), method in method()) {
        let backwards: Rows = rows.iter().rev().copied().collect();
        let (one, other) = (fit(&rows, method), fit(&backwards, method));
        prop_assert!(close(one.estimate.value, other.estimate.value, 1e-9));
        prop_assert!(close(tau2(&one), tau2(&other), 1e-8), "{} {}", tau2(&one), tau2(&other));
        prop_assert!(one.weights.iter().zip(other.weights.iter().rev()).all(|(one, other)| close(*one, *other, 1e-9)));
    }

    #[test]
    fn a_shift_and_another_unit_change_nothing_else(rows in rows(2), method in method(), shift in -1_000_000_000..1_000_000_000_i32) {
        let shift = f64::from(shift);
        let moved: Rows = rows.iter().map(|(y, v)| (4.0 * y + shift, 16.0 * v)).collect();
        let (one, other) = (fit(&rows, method), fit(&moved, method));
        prop_assert!((other.estimate.value - shift - 4.0 * one.estimate.value).abs() <= 1e-15 * shift.abs() + 1e-9);
        prop_assert!(close(error(&other), 4.0 * error(&one), 1e-10));
        prop_assert!(close(tau2(&other), 16.0 * tau2(&one), 1e-10));
        let q = |result: &MetaResult| result.heterogeneity.as_ref().map_or(0.0, |found| found.q);
        prop_assert!(close(q(&one), q(&other), 1e-10));
    }

    #[test]
    fn every_number_is_in_its_range(rows in rows(1), method in method()) {
        for test in [MetaTest::Z, MetaTest::T, MetaTest::KnappHartungAdHoc] {
            let result = random_effects(&effects(&rows), &options(method, test)).expect("a result");
            prop_assert!(serde_json::to_value(&result).is_ok());
            prop_assert!(close(result.weights.iter().sum(), 1.0, 1e-12));
            prop_assert!(result.weights.iter().all(|&weight| weight > 0.0));
            let interval = result.estimate.interval.as_ref().expect("an interval");
            prop_assert!(interval.lower < result.estimate.value && result.estimate.value < interval.upper);
            prop_assert_eq!(result.prediction.is_some(), rows.len() > 2 && method != TauMethod::CommonEffect);
            if let Some(found) = &result.heterogeneity {
                prop_assert!(found.tau2.value >= 0.0 && (0.0..100.0).contains(&found.i2.value));
                for estimate in [&found.tau2, &found.i2, &found.h2] {
                    prop_assert!(estimate.interval.as_ref().is_none_or(|ends| ends.lower <= ends.upper));
                }
            }
            // No less uncertain than the normal test, and where one more study would lie is no more certain than the mean.
            prop_assert!(error(&result) >= error(&fit(&rows, method)) * (1.0 - 1e-12));
            if let Some(prediction) = &result.prediction {
                prop_assert!(prediction.upper - prediction.lower >= interval.upper - interval.lower);
            }
        }
    }

    #[test]
    fn paule_and_mandel_lie_inside_the_q_profile_and_need_no_knapp_and_hartung(rows in rows(2)) {
        let result = fit(&rows, TauMethod::PauleMandel);
        prop_assert_eq!(tau2(&result), tau2(&fit(&rows, TauMethod::EmpiricalBayes)));
        let found = result.heterogeneity.as_ref().expect("two studies");
        let interval = found.tau2.interval.as_ref().expect("an interval");
        prop_assert!(interval.lower <= found.tau2.value && found.tau2.value <= interval.upper);
        if found.tau2.value > 0.0 {
            let options = options(TauMethod::PauleMandel, MetaTest::KnappHartung);
            let tested = random_effects(&effects(&rows), &options).expect("a result");
            prop_assert!(close(error(&tested), error(&result), 1e-9));
        }
    }

    #[test]
    fn no_other_variance_is_likelier(rows in rows(2), full in any::<bool>()) {
        let method = if full { TauMethod::MaximumLikelihood } else { TauMethod::RestrictedMaximumLikelihood };
        let profile = tau_profile(&effects(&rows), method, Level::DEFAULT, 41).expect("a profile");
        prop_assert_eq!(profile.maximum, tau2(&fit(&rows, method)));
        prop_assert!(profile.interval.lower <= profile.maximum && profile.maximum < profile.interval.upper);
        for point in &profile.points {
            prop_assert!(point.log_likelihood <= 1e-9, "{point:?} above {}", profile.maximum);
            let outside = point.tau2 < profile.interval.lower || point.tau2 > profile.interval.upper;
            prop_assert!(!outside || point.log_likelihood <= profile.cut + 1e-9);
        }
    }

    #[test]
    fn two_groups_are_a_moderator_of_zero_and_one(rows in rows(4), method in method(), offset in 0..1_000_000_000_i32) {
        prop_assume!(method != TauMethod::SidikJonkman);
        let options = options(method, MetaTest::KnappHartungAdHoc);
        let effects = effects(&rows);
        let values: Vec<f64> = (0..rows.len()).map(|at| f64::from(offset) + f64::from(u8::from(at % 2 == 1))).collect();
        let names: Vec<String> = (0..rows.len()).map(|at| (at % 2).to_string()).collect();
        let line = meta_regression(&effects, Moderator { name: "group", values: &values }, &options).expect("a line");
        let groups = subgroup_analysis(&effects, &names, SubgroupVariance::Common, &options).expect("groups");
        let slope = groups.groups[1].estimate.value - groups.groups[0].estimate.value;
        prop_assert!(close(line.terms[1].estimate.value, slope, 1e-8));
        prop_assert!(close(line.moderator_test.statistic.value, groups.between.statistic.value, 1e-8));
        let residual = groups.residual.as_ref().expect("one variance");
        prop_assert!(close(line.residual.q, residual.q, 1e-9) && close(line.residual.tau2.value, residual.tau2.value, 1e-8));
        let ends = [&line.line[0], &line.line[line.line.len() - 1]];
        for (end, group) in ends.iter().zip(&groups.groups) {
            prop_assert!(close(end.estimate, group.estimate.value, 1e-8));
        }
    }

    #[test]
    fn single_studies_add_up(rows in rows(3), method in method()) {
        let (effects, options) = (effects(&rows), options(method, MetaTest::Z));
        let all = random_effects(&effects, &options).expect("a result");
        let order: Vec<usize> = (0..rows.len()).collect();
        let last = cumulative(&effects, &order, &options).expect("steps").pop().expect("a last step");
        prop_assert_eq!(&last.estimate, &all.estimate);
        let out = leave_one_out(&effects, &options).expect("subsets");
        let influences = influence(&effects, &options).expect("influences");
        prop_assert!(close(influences.iter().map(|study| study.hat).sum(), 1.0, 1e-12));
        for (subset, study) in out.iter().zip(&influences) {
            let found = subset.heterogeneity.as_ref().expect("two studies");
            prop_assert_eq!((found.tau2.value, found.q), (study.tau2_deleted, study.q_deleted));
            let shift = all.estimate.value - subset.estimate.value;
            prop_assert!(close(shift * shift, study.cook_distance * error(&all).powi(2), 1e-9));
        }
        let q: f64 = baujat(&effects).expect("points").iter().map(|point| point.contribution).sum();
        prop_assert!(close(q, all.heterogeneity.as_ref().expect("studies").q, 1e-9));
    }

    #[test]
    fn equal_estimates_have_no_variance_between_them(y in -100.0..100.0_f64, variances in proptest::collection::vec(0.01..10.0_f64, 2..7), method in method()) {
        let rows: Rows = variances.iter().map(|&v| (y, v)).collect();
        let result = fit(&rows, method);
        let found = result.heterogeneity.as_ref().expect("two studies");
        prop_assert_eq!((result.estimate.value, found.tau2.value, found.q, found.i2.value), (y, 0.0, 0.0, 0.0));
        prop_assert_eq!(found.p_value.value(), 1.0);
        let empty = result.notes.iter().any(|note| note.id == "q-profile-empty");
        prop_assert_eq!(empty, method != TauMethod::CommonEffect);
        prop_assert!(random_effects(&effects(&rows), &options(method, MetaTest::KnappHartung)).is_err());
        prop_assert!(random_effects(&effects(&rows), &options(method, MetaTest::KnappHartungAdHoc)).is_ok());
    }
}

#[test]
fn variances_far_apart_have_an_answer() {
    for (low, high) in [(1e-12, 1e12), (1e-12, 1.0), (1.0, 1e12), (1e-100, 1e100)] {
        for method in TauMethod::ALL {
            let rows = [(0.25, low), (3.0, high), (-1.0, low * 3.0), (0.5, high / 7.0), (0.25, 1.0)];
            for test in [MetaTest::Z, MetaTest::KnappHartungAdHoc] {
                let result = random_effects(&effects(&rows), &options(method, test)).expect("a result");
                assert!(serde_json::to_value(&result).is_ok(), "{low} {high} {method:?}: {result:?}");
                assert!((-1.0..=3.0).contains(&result.estimate.value), "{result:?}");
            }
            assert!(influence(&effects(&rows), &options(method, MetaTest::Z)).is_ok());
        }
    }
}

#[test]
fn what_the_data_do_not_define_is_refused() {
    let options = MetaOptions::default();
    let two = effects(&[(0.5, 1.0), (1.5, 0.25)]);
    let three = effects(&[(0.5, 1.0), (1.5, 0.25), (2.0, 0.5)]);
    let one = effects(&[(0.5, 1.0)]);
    let moderator = |values| Moderator { name: "dose", values };
    let said = [
        leave_one_out(&one, &options).expect_err("one study").to_string(),
        influence(&two, &options).expect_err("two studies").to_string(),
        meta_regression(&two, moderator(&[1.0, 2.0]), &options).expect_err("two studies").to_string(),
        meta_regression(&three, moderator(&[2.0; 3]), &options).expect_err("constant").to_string(),
        meta_regression(&three, moderator(&[1.0; 2]), &options).expect_err("too short").to_string(),
        meta_regression(&three, moderator(&[1.0, f64::NAN, 2.0]), &options).expect_err("a gap").to_string(),
        cumulative(&two, &[0, 0], &options).expect_err("twice").to_string(),
        cumulative(&two, &[2], &options).expect_err("nobody").to_string(),
        tau_profile(&one, TauMethod::MaximumLikelihood, Level::DEFAULT, 5).expect_err("one study").to_string(),
        tau_profile(&two, TauMethod::PauleMandel, Level::DEFAULT, 5).expect_err("no likelihood").to_string(),
    ];
    let why = [
        "a single study",
        "there are 2",
        "there are 2",
        "dose is 2 in every study",
        "2 values of dose for 3 studies",
        "not a number",
        "names it twice",
        "study 3 of 2",
        "a single study",
        "only (restricted) maximum likelihood",
    ];
    for (said, why) in said.iter().zip(why) {
        assert!(said.contains(why), "{said}");
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let common = |groups: &[&str]| subgroup_analysis(&three, &names(groups), SubgroupVariance::Common, &options);
    assert!(common(&["a", "a", "a"]).is_err() && common(&["a", "b", "c"]).is_err() && common(&["a", "b"]).is_err());
    assert!(common(&["a", "b", "a"]).is_ok());
    let sidik = MetaOptions { method: TauMethod::SidikJonkman, ..options };
    assert!(meta_regression(&three, moderator(&[1.0, 2.0, 4.0]), &sidik).is_err());
}
