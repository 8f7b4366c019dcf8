//! Random slopes, doses and what is left of an effect.

use girth::data::{Course, Decimal, Longitudinal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit};
use girth::dist::StudentT;
use girth::result::{Alternative, Analysed, ModelResult, TestResult};
use girth::stats::mixed::{Combination, DegreesOfFreedom, FixedEffects, MixedFit, RandomStructure, SlopesFit};
use girth::stats::repeated::mmrm::{MmrmModel, MmrmOptions};
use girth::stats::repeated::{DoseEffects, Retention, VisitEffects, retained_share_bootstrap, sessions_of_visits};
use girth::stats::{BootstrapMethod, StatsError, TestOptions, registry};
use proptest::prelude::*;

/// Readings in ticks of 0.1 at 0, 1, 2, ... sessions; odd people are in the second arm where there are arms.
fn courses(people: &[Vec<Option<i128>>], arms: bool, offset: i128, scale: i128) -> Longitudinal {
    let decimal = |ticks: &Option<i128>| ticks.and_then(|ticks| Decimal::new(offset + scale * ticks, 1));
    let outcome = Outcome { name: "x".into(), label: "X".into(), kind: OutcomeKind::Other, unit: Unit::Cm };
    let visit = |at: usize| TimePoint { name: format!("v{at}"), time: None, sessions: Some(at as u32) };
    let visits = (1..people[0].len()).map(visit).collect();
    let courses: Vec<Course> = people
        .iter()
        .enumerate()
        .map(|(at, row)| Course {
            id: ParticipantId::new(format!("P{at}")),
            arm: arms.then_some(at % 2),
            baseline: decimal(&row[0]),
            readings: row[1..].iter().map(decimal).collect(),
        })
        .collect();
    let arms = if arms { vec!["control".to_owned(), "treated".to_owned()] } else { Vec::new() };
    let has_control = !arms.is_empty();
    Longitudinal::try_new(outcome, Some("before".into()), visits, arms, has_control, &courses).unwrap()
}

fn random_slope(data: &Longitudinal) -> Result<ModelResult, StatsError> {
    registry::repeated("random-slope").unwrap().run(data, &TestOptions::default())
}

/// Estimate, SE, limits, t, p.
fn numbers(test: &TestResult) -> Vec<f64> {
    let estimate = &test.estimates[0];
    let mut numbers = vec![estimate.value, estimate.standard_error.unwrap_or(-1.0)];
    numbers.extend(estimate.interval.iter().flat_map(|interval| [interval.lower, interval.upper]));
    numbers.extend(test.statistic.as_ref().map(|statistic| statistic.value));
    numbers.extend(test.p_value.map(|p| p.value()));
    numbers
}

fn close(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance * wanted.abs().max(1.0), "{found} {wanted}");
}

/// 5 to 9 people with 4 readings around a line of their own; the first three people miss none, others may miss the last two.
fn people(gaps: bool) -> impl Strategy<Value = Vec<Vec<Option<i128>>>> {
    let person = (-60i128..60, -25i128..25, prop::collection::vec(-9i128..=9, 4), 2usize..=4);
    prop::collection::vec(person, 5..=9).prop_map(move |people| {
        let row = |(at, (start, slope, noise, seen)): (usize, (i128, i128, Vec<i128>, usize))| {
            let reading = |(visit, noise): (usize, i128)| {
                (!gaps || at < 3 || visit < seen).then_some(start + slope * visit as i128 + noise)
            };
            noise.into_iter().enumerate().map(reading).collect()
        };
        people.into_iter().enumerate().map(row).collect()
    })
}

/// Least-squares slope of a complete row, in ticks.
fn own_slope(row: &[Option<i128>]) -> f64 {
    let mean = (row.len() - 1) as f64 / 2.0;
    let deviations = || (0..row.len()).map(|at| at as f64 - mean);
    let products: f64 = row.iter().flatten().zip(deviations()).map(|(y, x)| *y as f64 * x).sum();
    products / deviations().map(|x| x * x).sum::<f64>()
}

/// Effects with a covariance A A' + 1/10 and one number of degrees of freedom.
#[derive(Clone, Debug)]
struct Stated {
    effects: Vec<f64>,
    covariance: Vec<Vec<f64>>,
    degrees: f64,
}

impl Stated {
    fn scaled(&self, by: f64) -> Stated {
        let covariance = self.covariance.iter().map(|row| row.iter().map(|cell| by * by * cell).collect()).collect();
        Stated { effects: self.effects.iter().map(|effect| by * effect).collect(), covariance, ..*self }
    }
}

impl VisitEffects for Stated {
    fn visits(&self) -> usize {
        self.effects.len()
    }

    fn estimate(&self, weights: &[f64]) -> Result<Combination, StatsError> {
        let estimate = weights.iter().zip(&self.effects).map(|(weight, effect)| weight * effect).sum();
        let standard_error = self.covariance(weights, weights)?.sqrt();
        Ok(Combination { estimate, standard_error, degrees: Some(self.degrees) })
    }

    fn covariance(&self, one: &[f64], other: &[f64]) -> Result<f64, StatsError> {
        let row = |cells: &Vec<f64>| cells.iter().zip(other).map(|(cell, weight)| cell * weight).sum::<f64>();
        Ok(one.iter().zip(&self.covariance).map(|(weight, cells)| weight * row(cells)).sum())
    }

    fn unit(&self) -> Unit {
        Unit::Cm
    }

    fn analysed(&self) -> Analysed {
        Analysed::default()
    }
}

fn stated(visits: usize) -> impl Strategy<Value = Stated> {
    let cells = prop::collection::vec(-0.5..0.5_f64, visits * visits);
    (prop::collection::vec(-3.0..3.0_f64, visits), cells, 5.0..80.0_f64).prop_map(move |(effects, cells, degrees)| {
        let cell = |row: usize, column: usize| {
            let product: f64 = (0..visits).map(|k| cells[row * visits + k] * cells[column * visits + k]).sum();
            product + if row == column { 0.1 } else { 0.0 }
        };
        let covariance = (0..visits).map(|row| (0..visits).map(|column| cell(row, column)).collect()).collect();
        Stated { effects, covariance, degrees }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn complete_courses_give_the_mean_of_the_own_slopes(people in people(false)) {
        let Ok(result) = random_slope(&courses(&people, false, 900, 1)) else { return Ok(()) };
        let mean = people.iter().map(|row| own_slope(row)).sum::<f64>() / people.len() as f64 / 10.0;
        close(result.contrasts[0].test.estimates[0].value, mean, 1e-9);
    }

    #[test]
    fn an_offset_changes_no_slope_and_a_scale_only_its_size(people in people(true), arms in any::<bool>()) {
        let Ok(result) = random_slope(&courses(&people, arms, 900, 1)) else { return Ok(()) };
        let (far, large) = (courses(&people, arms, 1_000_000_000, 1), courses(&people, arms, 900, 1000));
        let plain = numbers(&result.contrasts[0].test);
        let moved = numbers(&random_slope(&far).unwrap().contrasts[0].test);
        let scaled = numbers(&random_slope(&large).unwrap().contrasts[0].test);
        prop_assert_eq!((plain.len(), plain.len()), (moved.len(), scaled.len()));
        for (at, plain) in plain.iter().enumerate() {
            close(moved[at], *plain, 1e-5);
            close(scaled[at] / if at < 4 { 1000.0 } else { 1.0 }, *plain, 1e-5);
        }
    }

    /// Where each person's slope is taken off, none is left to vary, and the model is that of random intercepts.
    #[test]
    fn without_variation_of_slopes_the_model_is_that_of_intercepts(people in people(false)) {
        let (mut y, mut design, mut person) = (Vec::new(), Vec::new(), Vec::new());
        for (at, row) in people.iter().enumerate() {
            let slope = own_slope(row);
            for (visit, ticks) in row.iter().flatten().enumerate() {
                // About the middle of the visits, so that slope and mean are independent.
                y.push(*ticks as f64 - slope * visit as f64 - 0.3 * visit as f64);
                design.push(vec![1.0, visit as f64 - 1.5]);
                person.push(at);
            }
        }
        let names = vec!["mean".to_owned(), "slope".to_owned()];
        let x = FixedEffects::of_rows(names, &design).unwrap();
        let fit = SlopesFit::fit("slopes", &y, &x, &person, &x, RandomStructure::Independent);
        let (Ok(lines), Ok(means)) = (fit, MixedFit::random_intercept("means", &y, &x, &person)) else {
            return Ok(());
        };
        prop_assert!(lines.rank() <= 1);
        close(lines.effect_covariance(1, 1), 0.0, 1e-12);
        close(lines.log_likelihood().unwrap(), means.log_likelihood().unwrap(), 1e-8);
        for method in [DegreesOfFreedom::Satterthwaite, DegreesOfFreedom::KenwardRoger] {
            let both = [lines.combination(&[0.0, 1.0], method), means.combination(&[0.0, 1.0], method)];
            let [found, wanted] = both.map(Result::unwrap);
            close(found.estimate, wanted.estimate, 1e-8);
            close(found.standard_error, wanted.standard_error, 1e-5);
            close(found.degrees.unwrap(), wanted.degrees.unwrap(), 1e-4);
        }
    }

    #[test]
    fn a_share_is_within_the_limits_where_its_t_is_within_the_quantile(effects in stated(2), step in -2.0..3.0_f64) {
        let retention = Retention::try_new(&effects, 0, 1).unwrap();
        let options = TestOptions::default();
        let first = effects.estimate(&[1.0, 0.0]).unwrap();
        let law = StudentT::try_new(effects.degrees).unwrap();
        let beyond = law.two_sided(first.estimate / first.standard_error) < 0.05;
        let result = retention.share(Alternative::TwoSided, &options);
        prop_assert_eq!(result.is_ok(), beyond, "refused exactly when the effect is not beyond zero");
        let Ok(result) = result else { return Ok(()) };
        let share = &result.estimates[0];
        let interval = share.interval.as_ref().unwrap();
        let quantile = law.upper_quantile(0.025).unwrap();
        let t = |share: f64| {
            let rest = effects.estimate(&[-share, 1.0]).unwrap();
            rest.estimate.abs() / rest.standard_error
        };
        for end in [interval.lower, interval.upper] {
            prop_assert!((t(end) / quantile - 1.0).abs() < 1e-6, "{} {}", t(end), quantile);
        }
        let other = share.value + step * (interval.upper - interval.lower);
        let within = interval.lower < other && other < interval.upper;
        prop_assert_eq!(within, t(other) < quantile);
    }

    #[test]
    fn a_share_knows_no_unit(effects in stated(3), by in prop::sample::select(vec![-1.0, 0.01, 2.5, 1000.0])) {
        let options = TestOptions::default();
        let of = |effects: &Stated| {
            let result = Retention::try_new(effects, 0, 2).unwrap().share(Alternative::TwoSided, &options);
            result.map(|result| numbers(&result))
        };
        let (Ok(plain), Ok(scaled)) = (of(&effects), of(&effects.scaled(by))) else { return Ok(()) };
        plain.iter().zip(&scaled).for_each(|(plain, scaled)| close(*scaled, *plain, 1e-7));
    }

    /// On a straight line both slopes are that of the line, there is no curvature, and what is gained is slope times sessions.
    #[test]
    fn effects_on_a_line(effects in stated(4), slope in -2.0..2.0_f64, start in -2.0..2.0_f64) {
        let sessions = [2.0, 3.0, 7.0, 10.0];
        let line = Stated { effects: sessions.iter().map(|s| start + slope * s).collect(), ..effects };
        let dose = DoseEffects::new(&line, &sessions.map(Some));
        let options = TestOptions::default();
        let estimate = |result: Result<TestResult, StatsError>| result.unwrap().estimates[0].value;
        close(estimate(dose.ordered_contrast(&options)), slope, 1e-10);
        close(estimate(dose.slope(&options)), slope, 1e-8);
        close(estimate(dose.curvature(&options)), 0.0, 1e-10);
        close(estimate(dose.gain(3, 10, &options)), 7.0 * slope, 1e-10);
        // Generalised least squares is never less precise.
        let error = |result: Result<TestResult, StatsError>| result.unwrap().estimates[0].standard_error.unwrap();
        prop_assert!(error(dose.slope(&options)) <= error(dose.ordered_contrast(&options)) * (1.0 + 1e-9));
        prop_assert!(dose.gain(3, 9, &options).is_err());
    }

    /// Effects of the mixed model for repeated measures: with every visit of everybody, a difference between two visits is the mean of
    /// the paired changes, and a share the ratio of the mean changes.
    #[test]
    fn complete_courses_give_the_mean_changes(people in people(false)) {
        let data = courses(&people, false, 900, 1);
        let Ok(model) = MmrmModel::fit(&data, &MmrmOptions { fallback: false, ..MmrmOptions::default() }) else {
            return Ok(());
        };
        let options = TestOptions::default();
        let paired_t = registry::paired("paired-t").unwrap();
        let paired = paired_t.run(&data.pairs(None, Some(0), 2).unwrap(), &options).unwrap();
        let sessions = sessions_of_visits(&data).unwrap();
        let gain = DoseEffects::new(&model, &sessions).gain(1, 3, &options).unwrap();
        let retention = Retention::try_new(&model, 0, 2).unwrap();
        let change = retention.change(&options).unwrap();
        close(gain.estimates[0].value, paired.estimates[0].value, 1e-9);
        close(change.estimates[0].value, paired.estimates[0].value, 1e-9);
        if let Ok(share) = retention.share(Alternative::TwoSided, &options) {
            let sum = |visit| (0..data.people()).filter_map(|person| data.change(person, visit)).sum::<f64>();
            close(share.estimates[0].value, sum(2) / sum(0), 1e-8);
        }
    }

    /// The margin is outside the 1 - 2 alpha interval exactly when the one-sided test rejects.
    #[test]
    fn non_inferiority_and_its_interval_agree(effects in stated(2), margin in 0.05..3.0_f64) {
        let options = TestOptions::default();
        let retention = Retention::try_new(&effects, 0, 1).unwrap();
        for (benefit, bound) in [(Alternative::Less, margin), (Alternative::Greater, -margin)] {
            let result = retention.non_inferiority(margin, benefit, &options).unwrap();
            let interval = result.estimates[0].interval.clone().unwrap();
            let excluded = if bound > 0.0 { interval.upper < bound } else { interval.lower > bound };
            prop_assert_eq!(result.p_value.unwrap().value() < 0.05, excluded);
        }
        prop_assert!(retention.non_inferiority(0.0, Alternative::Less, &options).is_err());
    }
}

fn row(readings: &[i128]) -> Vec<Option<i128>> {
    readings.iter().copied().map(Some).collect()
}

#[test]
fn degenerate_courses_have_defined_outcomes() {
    let refused = |people: &[Vec<Option<i128>>], arms: bool| {
        matches!(
            random_slope(&courses(people, arms, 900, 1)),
            Err(StatsError::Undefined { .. } | StatsError::TooFew { .. } | StatsError::Missing { .. })
        )
    };
    let noisy = [row(&[0, 3, 1, 8]), row(&[5, 2, 6, 6]), row(&[-4, 1, 0, 2])];
    assert!(!refused(&noisy, false));
    assert!(refused(&noisy[..2], false), "two people");
    assert!(refused(&[row(&[0, 3]), row(&[5, 2]), row(&[1, 1])], false), "two readings each");
    let lines = [row(&[0, 1, 2, 3]), row(&[5, 3, 1, -1]), row(&[2, 2, 2, 2])];
    assert!(refused(&lines, false), "nothing around the lines");
    // One line for all explains every reading: an estimate, and nothing to judge it by.
    let equal = [row(&[0, 1, 2, 3]), row(&[0, 1, 2, 3]), row(&[0, 1, 2, 3])];
    let result = random_slope(&courses(&equal, false, 900, 1)).unwrap();
    assert!(result.contrasts[0].test.p_value.is_none());
    close(result.contrasts[0].test.estimates[0].value, 0.1, 1e-12);
    // A person without any reading is counted, an arm with one person is no arm's end.
    let mut missing = noisy.to_vec();
    missing.push(vec![None; 4]);
    let result = random_slope(&courses(&missing, false, 900, 1)).unwrap();
    assert_eq!((result.analysed.n, result.analysed.excluded[0].n), (3, 1));
}

/// The share of the mean changes at the second and the first visit: the interval holds it, and is the same whenever it is drawn.
#[test]
fn people_are_drawn_within_their_arms() {
    let people: Vec<Vec<Option<i128>>> = (0..24).map(|at| row(&[0, -20 - at % 5, -12 - at % 7])).collect();
    let data = courses(&people, true, 900, 1);
    let share = |data: &Longitudinal| {
        let in_arm = |arm: usize| (0..data.people()).filter(|&person| data.arm_of(person) == arm).count();
        // All 24, or 23 where the jackknife leaves one out.
        assert!(in_arm(0) + in_arm(1) >= 23 && in_arm(0).abs_diff(in_arm(1)) <= 1);
        let sum = |visit| (0..data.people()).filter_map(|person| data.change(person, visit)).sum::<f64>();
        Some(sum(1) / sum(0))
    };
    let options = TestOptions { resamples: 400, ..TestOptions::default() };
    let estimate = share(&data).unwrap();
    for method in [BootstrapMethod::Percentile, BootstrapMethod::Bca] {
        let draw = || retained_share_bootstrap(&data, estimate, method, &options, share).interval.unwrap();
        let interval = draw();
        assert!(interval.lower < estimate && estimate < interval.upper, "{interval:?}");
        assert!(interval.upper - interval.lower < 0.2);
        assert_eq!(interval, draw());
    }
}
