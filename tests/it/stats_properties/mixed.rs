//! Models of several readings of one person, and grades in two arms.

use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, TwoArms, Unit};
use girth::result::{Alternative, DetailValue, Level, ModelResult, TestResult};
use girth::stats::mixed::{
    DegreesOfFreedom, MixedOptions, SiteEffect, clusters_model, naive_pooled, sites_model, sites_model_of_arms,
};
use girth::stats::ordinal::{grade_eliminated, grade_improvement};
use girth::stats::{StatsError, TestOptions, registry};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Changes in ticks of 0.1 of people named from `first`, all from the same reading before.
fn sample(group: &str, first: usize, before: i128, changes: &[i128], unit: Unit) -> PairedSample {
    let decimal = |ticks: i128| Decimal::new(ticks, 1).unwrap();
    let ids = (0..changes.len()).map(|row| ParticipantId::new(format!("P{}", first + row))).collect();
    let outcome = Outcome { name: "x".into(), label: "X".into(), kind: OutcomeKind::Other, unit };
    let (from, to): (Vec<Decimal>, Vec<Decimal>) =
        changes.iter().map(|change| (decimal(before), decimal(before + change))).unzip();
    PairedSample::try_new(outcome, Some(group.into()), ids, &from, &to, Vec::new()).unwrap()
}

/// Samples of the sites, from a row of changes for each person.
fn sites(people: &[Vec<i128>], before: i128, scale: i128) -> Vec<PairedSample> {
    let site = |at: usize| {
        let changes: Vec<i128> = people.iter().map(|row| scale * row[at]).collect();
        sample(&format!("site {at}"), 0, before, &changes, Unit::Cm)
    };
    (0..people[0].len()).map(site).collect()
}

fn number(model: &ModelResult, id: &str) -> Option<f64> {
    model.details.iter().find(|detail| detail.id == id).map(|detail| match detail.value {
        DetailValue::Number(value) => value,
        DetailValue::Count(count) => count as f64,
        DetailValue::Flag(_) => f64::NAN,
    })
}

/// Estimate, SE, t, p and the limits.
fn numbers(test: &TestResult) -> Vec<f64> {
    let estimate = &test.estimates[0];
    let interval = estimate.interval.as_ref();
    let mut numbers = vec![estimate.value, estimate.standard_error.unwrap_or(-1.0)];
    numbers.extend(test.statistic.as_ref().map(|statistic| statistic.value));
    numbers.extend(test.p_value.map(|p| p.value()));
    numbers.extend(interval.into_iter().flat_map(|interval| [interval.lower, interval.upper]));
    numbers
}

fn close(found: &[f64], wanted: &[f64], tolerance: f64) {
    assert_eq!(found.len(), wanted.len(), "{found:?} {wanted:?}");
    for (x, y) in found.iter().zip(wanted) {
        let scale = 1.0_f64.max(y.abs());
        assert!(x == y || (x - y).abs() <= tolerance * scale, "{found:?} {wanted:?}");
    }
}

fn both_methods() -> [MixedOptions; 2] {
    [DegreesOfFreedom::Satterthwaite, DegreesOfFreedom::KenwardRoger]
        .map(|degrees| MixedOptions { degrees, ..MixedOptions::default() })
}

/// 3 to 9 people with 2 to 4 sites: a part of the person, a part of the site, and noise.
fn people() -> impl Strategy<Value = Vec<Vec<i128>>> {
    (3usize..=9, 2usize..=4).prop_flat_map(|(n, m)| {
        let person = (-40i128..40, prop::collection::vec(-9i128..=9, m));
        prop::collection::vec(person, n).prop_map(|people| {
            people.into_iter().map(|(own, noise)| noise.into_iter().map(|noise| own + noise).collect()).collect()
        })
    })
}

fn paired_t(changes: &[i128]) -> TestResult {
    let sample = sample("one", 0, 900, changes, Unit::Cm);
    registry::paired("paired-t").unwrap().run(&sample, &TestOptions::default()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn one_site_is_the_paired_t(changes in prop::collection::vec(-30i128..30, 2..12)) {
        let site = sample("one", 0, 900, &changes, Unit::Cm);
        for options in both_methods() {
            let model = sites_model(std::slice::from_ref(&site), &options).unwrap();
            close(&numbers(&model.contrasts[0].test), &numbers(&paired_t(&changes)), 1e-10);
            prop_assert!(number(&model, "icc").is_none());
        }
    }

    #[test]
    fn with_every_site_the_mean_is_the_t_test_of_person_means(people in people()) {
        let m = people[0].len() as i128;
        // In ticks of 0.1 the sum over the sites is the mean times m.
        let sums: Vec<i128> = people.iter().map(|row| row.iter().sum()).collect();
        let reference = paired_t(&sums);
        for options in both_methods() {
            let Ok(model) = sites_model(&sites(&people, 900, 1), &options) else { continue };
            let test = &model.contrasts[0].test;
            prop_assert!((test.estimates[0].value * m as f64 - reference.estimates[0].value).abs() < 1e-10);
            if number(&model, "icc").is_some_and(|icc| icc > 1e-6) {
                let (found, wanted) = (numbers(test), numbers(&reference));
                close(&found[2..4], &wanted[2..4], 1e-6);
            }
        }
    }

    /// Where the variance between people is estimated as zero, the model is the analysis of variance of all readings.
    #[test]
    fn at_the_boundary_it_is_least_squares(people in people(), turn in 1usize..4) {
        // Taking each person's own part off leaves readings less alike within a person than between.
        let apart: Vec<Vec<i128>> = people.iter().map(|row| {
            let m = row.len() as i128;
            let own: i128 = row.iter().sum();
            let mut row: Vec<i128> = row.iter().map(|x| m * x - own).collect();
            let by = turn % row.len();
            row.rotate_left(by);
            row
        }).collect();
        let (n, m) = (apart.len(), apart[0].len());
        let sum = |site: usize| apart.iter().map(|row| row[site]).sum::<i128>() as f64 / n as f64;
        let squares: f64 = (0..m).map(|site| apart.iter().map(|row| (row[site] as f64 - sum(site)).powi(2)).sum::<f64>()).sum();
        prop_assume!(squares > 1.0);
        for options in both_methods() {
            let model = sites_model(&sites(&apart, 900, 1), &options).unwrap();
            prop_assert_eq!(number(&model, "icc"), Some(0.0));
            let test = &model.contrasts[0].test;
            let degrees = (n * m - m) as f64;
            let error = (squares / degrees / (n * m) as f64).sqrt() / 10.0;
            close(&[test.estimates[0].standard_error.unwrap()], &[error], 1e-10);
            prop_assert!(matches!(test.detail("degrees_of_freedom"), Some(DetailValue::Number(df)) if (df - degrees).abs() < 1e-7));
        }
    }

    #[test]
    fn order_offset_and_scale(people in people(), turn in 0usize..9) {
        let mut turned = people.clone();
        turned.rotate_left(turn % people.len());
        for options in both_methods() {
            let Ok(model) = sites_model(&sites(&people, 900, 1), &options) else { continue };
            // An ICC hard by 1 or by 0 has no more digits than the likelihood there.
            prop_assume!(number(&model, "icc").is_none_or(|icc| icc == 0.0 || (icc > 1e-4 && icc < 1.0 - 1e-6)));
            let far = sites_model(&sites(&people, 12_345_678_901, 1), &options).unwrap();
            let other = sites_model(&sites(&turned, 900, 1), &options).unwrap();
            let large = sites_model(&sites(&people, 900, 1000), &options).unwrap();
            for at in 0..model.contrasts.len() {
                let wanted = numbers(&model.contrasts[at].test);
                close(&numbers(&far.contrasts[at].test), &wanted, 1e-12);
                close(&numbers(&other.contrasts[at].test), &wanted, 1e-6);
                let scaled = numbers(&large.contrasts[at].test);
                close(&scaled[2..4], &wanted[2..4], 1e-6);
                close(&[scaled[0] / 1000.0, scaled[1] / 1000.0], &wanted[..2], 1e-7);
            }
        }
    }

    /// Exchanging the arms turns every difference, and the odds ratio.
    #[test]
    fn arms_exchanged(treated in prop::collection::vec(0i128..4, 3..9), control in prop::collection::vec(0i128..4, 3..9)) {
        let arm = |name: &str, first, grades: &[i128]| {
            let ticks: Vec<i128> = grades.iter().map(|grade| grade * 10 - 20).collect();
            sample(name, first, 20, &ticks, Unit::Score)
        };
        let arms = TwoArms::try_new(arm("a", 0, &treated), arm("b", 100, &control)).unwrap();
        let options = TestOptions::default();
        for (id, turn) in [("proportional-odds", (|x: f64| 1.0 / x) as fn(f64) -> f64), ("wilcoxon-grades", |x| 1.0 - x)] {
            let procedure = registry::comparison(id).unwrap();
            let one = procedure.run(&arms, &options).unwrap();
            let other = procedure.run(&arms.clone().exchanged(), &options).unwrap();
            prop_assert_eq!(one.p_value.is_some(), other.p_value.is_some());
            if let (Some(p), Some(q)) = (one.p_value, other.p_value) {
                prop_assert!((p.value() - q.value()).abs() < 1e-7, "{} {} {}", id, p.value(), q.value());
                let (x, y) = (one.estimates[0].value, turn(other.estimates[0].value));
                prop_assert!(x == y || (x - y).abs() < 1e-5 * (1.0 + x.abs()), "{} {} {}", id, x, y);
                if let (Some(x), Some(y)) = (&one.estimates[0].interval, &other.estimates[0].interval) {
                    prop_assert!(x.lower <= one.estimates[0].value && one.estimates[0].value <= x.upper);
                    let y = turn(y.upper);
                    prop_assert!(x.lower == y || (x.lower - y).abs() < 1e-5 * (1.0 + x.lower.abs()), "{} {} {}", id, x.lower, y);
                }
            }
        }
    }

    #[test]
    fn improvement_counts_everybody(changes in prop::collection::vec(-3i128..=3, 1..20)) {
        let grades = sample("one", 0, 50, &changes, Unit::Score);
        let lower = grade_improvement(&grades, true, Level::DEFAULT).unwrap();
        let higher = grade_improvement(&grades, false, Level::DEFAULT).unwrap();
        prop_assert_eq!(lower.improved.count + lower.unchanged.count + lower.worsened.count, changes.len());
        prop_assert_eq!((&lower.improved, &lower.worsened), (&higher.worsened, &higher.improved));
        let sign = registry::paired("sign-test").unwrap().run(&grades, &TestOptions::default()).unwrap();
        prop_assert!((lower.p_value.value() - sign.p_value.unwrap().value()).abs() < 1e-13);
    }
}

#[test]
fn nothing_varies() {
    let same = vec![vec![-15, 5]; 4];
    let model = sites_model(&sites(&same, 900, 1), &MixedOptions::default()).unwrap();
    let test = &model.contrasts[0].test;
    assert_eq!((test.p_value, test.statistic.is_none()), (None, true));
    assert!((test.estimates[0].value + 0.5).abs() < 1e-12 && test.estimates[0].interval.is_none());
    assert!(test.notes.iter().any(|note| note.id == "no-variation"));
    assert!(matches!(naive_pooled(&sites(&same, 900, 1)), Err(StatsError::Undefined { .. })));
    // People differ, but every site of a person changes alike.
    let alike: Vec<Vec<i128>> = [-10, 3, 8, 20].iter().map(|own| vec![*own, own + 4, own - 2]).collect();
    let found = sites_model(&sites(&alike, 900, 1), &MixedOptions::default());
    assert!(matches!(found, Err(StatsError::Undefined { .. })), "{found:?}");
    // One person is nobody to compare with.
    let one = sites_model(&sites(&[vec![1, 2, 3]], 900, 1), &MixedOptions::default());
    assert!(matches!(one, Err(StatsError::TooFew { .. })), "{one:?}");
}

#[test]
fn sites_in_other_units_are_refused() {
    let mixed = [sample("a", 0, 900, &[1, 2, 4], Unit::Cm), sample("b", 0, 900, &[1, 3, 4], Unit::Kg)];
    assert!(matches!(sites_model(&mixed, &MixedOptions::default()), Err(StatsError::Data(_))));
}

#[test]
fn pooling_claims_too_much() {
    let people: Vec<Vec<i128>> =
        [-40, -20, -5, 0, 12, 30].iter().map(|own| (0..6).map(|at| own + (at * at * 7 + own) % 5).collect()).collect();
    let effect = naive_pooled(&sites(&people, 900, 1)).unwrap();
    assert_eq!((effect.readings, effect.people, effect.readings_per_person), (36, 6, 6.0));
    assert!(effect.icc.unwrap() > 0.9 && effect.effective_number < 7.0, "{effect:?}");
    assert!(
        effect.standard_error > 2.0 * effect.pooled_standard_error && (effect.degrees - 5.0).abs() < 1e-6,
        "{effect:?}"
    );
}

#[test]
fn a_person_in_both_arms_is_refused() {
    let arms = |first, second| {
        TwoArms::try_new(sample("t", first, 900, &[1, 2, 5], Unit::Cm), sample("c", second, 900, &[2, 2, 3], Unit::Cm))
            .unwrap()
    };
    let found = sites_model_of_arms(&[arms(0, 10), arms(10, 0)], &[], SiteEffect::Separate, &MixedOptions::default());
    assert!(matches!(found, Err(StatsError::Undefined { .. })), "{found:?}");
}

#[test]
fn clusters_are_told_from_arms() {
    let arms =
        TwoArms::try_new(sample("t", 0, 900, &[1, 2, 5, 9], Unit::Cm), sample("c", 10, 900, &[2, 2, 3, -4], Unit::Cm))
            .unwrap();
    let clusters = |of: fn(usize) -> usize| -> BTreeMap<ParticipantId, String> {
        let people = (0..4).chain(10..14);
        people.map(|id| (ParticipantId::new(format!("P{id}")), format!("C{}", of(id)))).collect()
    };
    let run = |of| clusters_model(&arms, &clusters(of), &MixedOptions::default());
    let note = |model: &ModelResult| model.notes.iter().find(|note| note.id == "assignment").unwrap().text.clone();
    assert!(note(&run(|id| id % 2).unwrap()).starts_with("Every cluster has both arms"));
    assert!(note(&run(|id| id / 2).unwrap()).starts_with("No cluster has both arms"));
    // One clinic for each arm: the arm is the clinic.
    assert!(matches!(run(|id| id / 10), Err(StatsError::Undefined { .. })));
    let mut some = clusters(|id| id % 2);
    some.remove(&ParticipantId::new("P0"));
    let model = clusters_model(&arms, &some, &MixedOptions::default()).unwrap();
    assert_eq!((model.analysed.n, model.analysed.excluded[0].n), (7, 1));
}

#[test]
fn grades_that_do_not_overlap() {
    let arms = TwoArms::try_new(
        sample("t", 0, 0, &[30, 30, 20, 30, 20], Unit::Score),
        sample("c", 10, 0, &[0, 10, 10, 20, 0], Unit::Score),
    )
    .unwrap();
    let odds = registry::comparison("proportional-odds").unwrap();
    let result = odds.run(&arms, &TestOptions::default()).unwrap();
    let interval = result.estimates[0].interval.as_ref().unwrap();
    assert_eq!((result.estimates[0].value, interval.upper), (f64::INFINITY, f64::INFINITY));
    assert!(interval.lower > 1.0 && interval.lower.is_finite() && result.p_value.unwrap().value() < 0.05, "{result:?}");
    let less = TestOptions { alternative: Alternative::Less, ..TestOptions::default() };
    assert!(odds.run(&arms, &less).unwrap().p_value.unwrap().value() > 0.9);
    let same = TwoArms::try_new(sample("t", 0, 0, &[10, 10], Unit::Score), sample("c", 10, 0, &[10, 10], Unit::Score))
        .unwrap();
    for id in ["proportional-odds", "wilcoxon-grades"] {
        let result = registry::comparison(id).unwrap().run(&same, &TestOptions::default()).unwrap();
        assert!(result.p_value.is_none() && !result.notes.is_empty(), "{id}");
    }
}

#[test]
fn elimination_counts_those_who_had_it() {
    let grades = sample("one", 0, 20, &[-20, -10, 0, -20], Unit::Score);
    let share = grade_eliminated(&grades, Decimal::ZERO, Level::DEFAULT).unwrap();
    assert_eq!((share.count, share.of), (2, 4));
    let nobody = sample("one", 0, 0, &[10, 0], Unit::Score);
    assert!(grade_eliminated(&nobody, Decimal::ZERO, Level::DEFAULT).is_err());
}

/// Held far from its maximum the likelihood is all but straight: a whole step of Newton's would end far beyond the maximum.
#[test]
fn a_straight_likelihood_is_climbed_in_short_steps() {
    let arm = |name: &str, first, grades: &[i128]| {
        let ticks: Vec<i128> = grades.iter().map(|grade| grade * 10 - 20).collect();
        sample(name, first, 20, &ticks, Unit::Score)
    };
    let arms = TwoArms::try_new(arm("a", 0, &[0, 2, 2, 2, 2, 1, 2]), arm("b", 100, &[3, 2, 2])).unwrap();
    let procedure = registry::comparison("proportional-odds").unwrap();
    let [one, other] =
        [arms.clone(), arms.exchanged()].map(|arms| procedure.run(&arms, &TestOptions::default()).unwrap());
    let (p, q) = (one.p_value.unwrap().value(), other.p_value.unwrap().value());
    assert!((p - q).abs() < 1e-9, "{p} {q}");
}
