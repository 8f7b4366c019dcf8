//! Least squares and several arms: what must hold whatever the readings.

use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, SeveralArms, SplitBody, TwoArms, Unit};
use girth::result::{Alternative, ModelResult, TestResult};
use girth::stats::linear::{
    Companion, Covariance, LeastSquares, co_intervention_in_group, crossover, interaction, lords_paradox,
    split_body_adjusted,
};
use girth::stats::{StatsError, TestOptions, registry};
use proptest::prelude::*;

/// Readings before and after in ticks of 0.1.
type Pairs = Vec<(i128, i128)>;

const WEIGHT: Companion<'static> = Companion { label: "weight", unit: Unit::Kg };

fn sample(name: &str, pairs: &[(i128, i128)], decimals: u8) -> PairedSample {
    let column = |pick: fn(&(i128, i128)) -> i128| -> Vec<Decimal> {
        pairs.iter().map(|pair| Decimal::new(pick(pair), decimals).unwrap()).collect()
    };
    let ids = (0..pairs.len()).map(|row| ParticipantId::new(format!("{name}{row}"))).collect();
    let outcome = Outcome { name: "waist".into(), label: "Waist".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let (before, after) = (column(|pair| pair.0), column(|pair| pair.1));
    PairedSample::try_new(outcome, Some(name.to_owned()), ids, &before, &after, Vec::new()).unwrap()
}

fn two(treated: &[(i128, i128)], control: &[(i128, i128)]) -> TwoArms {
    TwoArms::try_new(sample("treated", treated, 1), sample("control", control, 1)).unwrap()
}

fn several(arms: &[Pairs], has_control: bool) -> SeveralArms {
    let arms = arms.iter().enumerate().map(|(at, arm)| sample(&format!("arm{at} "), arm, 1)).collect();
    SeveralArms::try_new(arms, has_control).unwrap()
}

fn compare(id: &str, arms: &TwoArms, options: &TestOptions) -> Result<TestResult, StatsError> {
    registry::comparison(id).unwrap().run(arms, options)
}

fn model(id: &str, arms: &SeveralArms, options: &TestOptions) -> ModelResult {
    registry::arms(id).unwrap().run(arms, options).unwrap()
}

fn p(result: &TestResult) -> Option<f64> {
    result.p_value.map(|p| p.value())
}

fn t(result: &TestResult) -> Option<f64> {
    result.statistic.as_ref().map(|statistic| statistic.value)
}

fn near(x: f64, y: f64, scale: f64) -> bool {
    x == y || (x - y).abs() <= 1e-8 * x.abs().max(y.abs()).max(scale)
}

fn both_near(x: Option<f64>, y: Option<f64>, scale: f64) -> bool {
    match (x, y) {
        (Some(x), Some(y)) => near(x, y, scale),
        (None, None) => true,
        _ => false,
    }
}

fn pairs(n: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Pairs> {
    prop::collection::vec((0i128..200, -60i128..60), n)
        .prop_map(|rows| rows.into_iter().map(|(before, change)| (900 + before, 900 + before + change)).collect())
}

fn shifted(pairs: &[(i128, i128)], factor: i128, by: i128) -> Pairs {
    pairs.iter().map(|(before, after)| (before * factor + by, after * factor + by)).collect()
}

fn options(alternative: Alternative) -> TestOptions {
    TestOptions { alternative, ..TestOptions::default() }
}

/// The same estimate times `factor`, the same statistic and p-value.
fn same(one: &TestResult, other: &TestResult, factor: f64) -> bool {
    let (x, y) = (&one.estimates[0], &other.estimates[0]);
    near(x.value * factor, y.value, 1e-3)
        && both_near(x.standard_error.map(|error| error * factor.abs()), y.standard_error, 1e-3)
        && both_near(t(one).map(|t| t * factor.signum()), t(other), 1e-3)
        && both_near(p(one), p(other), 1e-3)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn arms_exchanged_mirror_the_answer(treated in pairs(2..=8), control in pairs(2..=8)) {
        let arms = two(&treated, &control);
        for id in ["ancova", "ancova-hc3"] {
            let answers = (
                compare(id, &arms, &options(Alternative::Less)),
                compare(id, &arms.clone().exchanged(), &options(Alternative::Greater)),
            );
            if let (Ok(one), Ok(other)) = answers {
                prop_assert!(same(&one, &other, -1.0), "{:?} {:?}", one, other);
                if let (Some(x), Some(y)) = (&one.estimates[0].interval, &other.estimates[0].interval) {
                    prop_assert!(x.lower == f64::NEG_INFINITY && y.upper == f64::INFINITY);
                    prop_assert!(near(x.upper, -y.lower, 1e-3));
                }
            }
        }
    }

    #[test]
    fn offset_scale_and_order_do_not_matter(treated in pairs(3..=8), control in pairs(3..=8)) {
        let plain = options(Alternative::TwoSided);
        let (mut turned, mut back) = (treated.clone(), control.clone());
        turned.reverse();
        back.rotate_left(1);
        let far = 10_000_000_000;
        for id in ["ancova", "ancova-hc3"] {
            let Ok(one) = compare(id, &two(&treated, &control), &plain) else { continue };
            let moved = compare(id, &two(&shifted(&treated, 1, far), &shifted(&control, 1, far)), &plain).unwrap();
            prop_assert!(same(&one, &moved, 1.0), "offset {:?} {:?}", one, moved);
            let scaled = compare(id, &two(&shifted(&treated, 10, 0), &shifted(&control, 10, 0)), &plain).unwrap();
            prop_assert!(same(&one, &scaled, 10.0), "scale {:?} {:?}", one, scaled);
            let reordered = compare(id, &two(&turned, &back), &plain).unwrap();
            prop_assert!(same(&one, &reordered, 1.0), "order {:?} {:?}", one, reordered);
        }
    }

    /// The interval holds the null values that are not rejected.
    #[test]
    fn intervals_agree_with_p_values(treated in pairs(2..=8), control in pairs(2..=8), null in -80i128..80) {
        for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
            let null_value = Decimal::new(null, 1).unwrap();
            let asked = TestOptions { null_value, ..options(alternative) };
            for id in ["ancova", "ancova-hc3"] {
                let Ok(result) = compare(id, &two(&treated, &control), &asked) else { continue };
                let (Some(interval), Some(p)) = (&result.estimates[0].interval, p(&result)) else { continue };
                let null = null_value.to_f64();
                if (p - 0.05).abs() > 1e-9 {
                    prop_assert_eq!(p < 0.05, null < interval.lower || null > interval.upper, "{:?}", result);
                }
            }
        }
    }

    /// With one baseline for all there is no slope, and the analysis of covariance is the pooled t test of the changes.
    #[test]
    fn one_baseline_makes_a_pooled_t_test(treated in pairs(2..=8), control in pairs(2..=8)) {
        let flat = |pairs: &Pairs| -> Pairs { pairs.iter().map(|(before, after)| (900, 900 + after - before)).collect() };
        let (treated, control) = (flat(&treated), flat(&control));
        let plain = options(Alternative::TwoSided);
        let adjusted = compare("ancova", &two(&treated, &control), &plain).unwrap();
        prop_assert!(adjusted.notes.iter().any(|note| note.id == "aliased" && note.text.contains("baseline")));
        let arms = several(&[control, treated], true);
        let t_test = &model("dunnett", &arms, &plain).contrasts[0].test;
        prop_assert!(same(t_test, &adjusted, 1.0), "{:?} {:?}", t_test, adjusted);
    }

    /// With two arms F = t² = q² / 2, and all three p-values are one.
    #[test]
    fn two_arms_make_one_p_value(first in pairs(2..=8), second in pairs(2..=8)) {
        let arms = several(&[first, second], true);
        let plain = options(Alternative::TwoSided);
        let overall = model("anova-change", &arms, &plain).overall.unwrap();
        let dunnett = model("dunnett", &arms, &plain).contrasts[0].test.clone();
        let tukey = model("tukey", &arms, &plain).contrasts[0].test.clone();
        prop_assert!(both_near(t(&dunnett).map(|t| t * t), t(&overall), 1e-3));
        prop_assert!(both_near(t(&tukey).map(|q| q * q / 2.0), t(&overall), 1e-3));
        prop_assert!(both_near(p(&dunnett), p(&overall), 1e-3) && both_near(p(&tukey), p(&overall), 1e-3));
    }

    /// Two sites with the same changes differ by nothing, whatever the weights; a weight change that explains all leaves the slope.
    #[test]
    fn companions_explain_what_follows_them(site in pairs(3..=8), weights in prop::collection::vec(-40i128..40, 8)) {
        let weights = &weights[..site.len()];
        let others: Vec<Option<f64>> = weights.iter().map(|&ticks| Some(ticks as f64 / 10.0)).collect();
        let follows: Pairs = site.iter().zip(weights).map(|((before, _), weight)| (*before, before + 3 * weight - 5)).collect();
        let result = co_intervention_in_group(&sample("p", &follows, 1), &others, WEIGHT, &TestOptions::default()).unwrap();
        if let [slope] = &result.terms[..] {
            prop_assert!(near(slope.estimate.value, 3.0, 1e-6), "{:?}", slope);
            prop_assert!(near(result.contrasts[1].test.estimates[0].value, -0.5, 1e-3));
            let [mean, left, expected] = [0, 1, 2].map(|at: usize| result.contrasts[at].test.estimates[0].value);
            prop_assert!(near(mean, left + expected, 1e-3));
        }
        let split = SplitBody::try_new(sample("p", &site, 1), sample("p", &follows, 1)).unwrap();
        let adjusted = split_body_adjusted(&split, &others, WEIGHT, &TestOptions::default()).unwrap();
        let alone = registry::paired("paired-t").unwrap().run(split.difference(), &TestOptions::default()).unwrap();
        prop_assert!(same(&alone, &adjusted.contrasts[1].test, 1.0) || p(&alone).is_none());
    }

    /// The order of conditions exchanged changes the sign of the effect of treatment and not that of the period.
    #[test]
    fn crossover_tells_treatment_from_period(first in pairs(2..=8), second in pairs(2..=8), effect in -30i128..30) {
        let plain = TestOptions::default();
        let one = crossover(&two(&first, &second), &plain).unwrap();
        let other = crossover(&two(&second, &first), &plain).unwrap();
        prop_assert!(same(&one.contrasts[0].test, &other.contrasts[0].test, -1.0));
        prop_assert!(near(one.terms[0].estimate.value, other.terms[0].estimate.value, 1e-3));
        // A higher second reading of everybody is an effect of the period only.
        let raise = |pairs: &Pairs| -> Pairs { pairs.iter().map(|(x, y)| (*x, y + effect)).collect() };
        let raised = crossover(&two(&raise(&first), &raise(&second)), &plain).unwrap();
        prop_assert!(same(&one.contrasts[0].test, &raised.contrasts[0].test, 1.0));
        let moved = one.terms[0].estimate.value + effect as f64 / 10.0;
        prop_assert!(near(raised.terms[0].estimate.value, moved, 1e-3));
    }

    /// The two analyses differ by (slope of the change) times the baseline difference.
    #[test]
    fn lords_paradox_is_the_slope_times_the_baseline_difference(treated in pairs(3..=8), control in pairs(3..=8)) {
        let apart = shifted(&treated, 1, 150);
        if let Ok(Some(result)) = lords_paradox(&two(&apart, &control), &TestOptions::default()) {
            let value = |at: usize| result.contrasts[at].test.estimates[0].value;
            let slope = compare("ancova", &two(&apart, &control), &TestOptions::default()).unwrap();
            if let Some(girth::result::DetailValue::Number(slope)) = slope.detail("baseline_slope") {
                prop_assert!(near(value(0) - value(1), (slope - 1.0) * value(2), 1e-2));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(25))]

    /// Adjusted for several, a p-value is at least that of one comparison and at most that number times it.
    #[test]
    fn families_lie_between_one_comparison_and_bonferroni(arms in prop::collection::vec(pairs(2..=6), 3..=4)) {
        let plain = options(Alternative::TwoSided);
        for (id, has_control) in [("dunnett", true), ("tukey", false)] {
            let result = model(id, &several(&arms, has_control), &plain);
            let count = result.contrasts.len() as f64;
            for contrast in &result.contrasts {
                let (Some(t), Some(p)) = (t(&contrast.test), p(&contrast.test)) else { continue };
                let t = if id == "tukey" { t / 2f64.sqrt() } else { t };
                let df = contrast.test.detail("degrees_of_freedom");
                let Some(girth::result::DetailValue::Count(df)) = df else { panic!("no df") };
                let single = girth::dist::StudentT::try_new(df as f64).unwrap().two_sided(t);
                prop_assert!(p >= single * (1.0 - 1e-9) && p <= count * single * (1.0 + 1e-9), "{} {} {}", id, p, single);
                let interval = contrast.test.estimates[0].interval.as_ref().unwrap();
                if (p - 0.05).abs() > 1e-9 {
                    prop_assert_eq!(p < 0.05, interval.lower > 0.0 || interval.upper < 0.0);
                }
            }
        }
    }
}

#[test]
fn collinear_columns_are_named() {
    let x = vec![1.0, 2.0, 4.0, 8.0, 9.0];
    let double = x.iter().map(|x| 2.0 * x - 7.0).collect();
    let columns = vec![("x".to_owned(), x), ("double".to_owned(), double), ("flat".to_owned(), vec![4.0; 5])];
    let fit = LeastSquares::fit("test", &[1.0, 3.0, 2.0, 5.0, 4.0], columns).unwrap();
    assert_eq!(fit.aliased(), ["double", "flat"]);
    assert!(fit.slope(0, Covariance::Classical).is_some() && fit.slope(1, Covariance::Hc3).is_none());
}

#[test]
fn no_variation_gives_estimates_and_no_p_value() {
    let plain = TestOptions::default();
    let fell = |by: i128| -> Pairs { (0..4).map(|row| (900 + 7 * row, 900 + 7 * row - by)).collect() };
    let result = compare("ancova", &two(&fell(15), &fell(5)), &plain).unwrap();
    assert!((result.estimates[0].value + 1.0).abs() < 1e-12);
    assert!(p(&result).is_none() && result.estimates[0].interval.is_none());
    assert!(result.notes.iter().any(|note| note.id == "no-variation"));
    let arms = several(&[fell(5), fell(15), fell(5)], true);
    for id in ["ancova-arms", "anova-change", "dunnett", "tukey"] {
        let result = model(id, &arms, &plain);
        assert!(result.overall.as_ref().is_none_or(|overall| p(overall).is_none()), "{id}");
        assert!(result.contrasts.iter().all(|contrast| p(&contrast.test).is_none()), "{id}");
        assert!(result.means.iter().all(|mean| mean.estimate.interval.is_none()), "{id}");
    }
    let difference = model("dunnett", &arms, &plain).contrasts[0].test.estimates[0].value;
    assert!((difference + 1.0).abs() < 1e-12, "{difference}");
}

#[test]
fn too_few_and_inseparable_are_refused() {
    let plain = TestOptions::default();
    let one = vec![(900, 890)];
    assert!(matches!(compare("ancova", &two(&one, &one), &plain), Err(StatsError::TooFew { .. })));
    let (high, low): (Pairs, Pairs) = (vec![(950, 940), (950, 930)], vec![(900, 890), (900, 899)]);
    assert!(matches!(compare("ancova", &two(&high, &low), &plain), Err(StatsError::Undefined { .. })));
    let without = several(&[high.clone(), low.clone()], false);
    let dunnett = registry::arms("dunnett").unwrap();
    assert!(matches!(dunnett.run(&without, &plain), Err(StatsError::Missing { .. })));
    assert!(matches!(crossover(&two(&one, &one), &plain), Err(StatsError::TooFew { .. })));
    let cells = ["a", "b", "c", "d"].map(|name| sample(name, &one, 1));
    let [a, b, c, d] = &cells;
    assert!(matches!(interaction([a, b, c, d], &plain), Err(StatsError::TooFew { .. })));
    // An arm of one person has full leverage: an estimate, but no HC3.
    let alone = compare("ancova-hc3", &two(&[(950, 940)], &[(900, 880), (910, 905), (930, 900)]), &plain).unwrap();
    assert!(alone.estimates[0].standard_error.is_none() && p(&alone).is_none());
    assert_eq!(alone.notes.iter().map(|note| note.id).collect::<Vec<_>>(), ["full-leverage"]);
}
