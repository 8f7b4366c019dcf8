//! Regression to the mean and the sensitivity of a change.

use super::generate::{Readings, Settings, readings, settings};
use girth::data::Decimal;
use girth::dist::normal;
use girth::num::Stream;
use girth::result::{Alternative, Level};
use girth::stats::explain::{
    Dependence, Extreme, Figure, Population, Rule, Screening, ScreeningVisit, WithinPeople, baseline_dependence,
    blomqvist, drift_in_people, mee_chua, mee_chua_curve, regression_to_the_mean, rosenbaum_bounds, sensitivity_gamma,
    share_that_explains,
};
use girth::stats::{Moments, SignedRankMethod, StatsError, TestOptions, ZeroHandling, registry};
use proptest::prelude::*;

/// 1e9 in ticks of 0.1.
const FAR: i128 = 10_000_000_000;

fn near(x: f64, y: f64, tolerance: f64) -> bool {
    x == y || (x - y).abs() <= tolerance * x.abs().max(y.abs()).max(1.0)
}

/// SDs of people, days and errors; everybody has a mean of 90.
struct World {
    level: f64,
    day: f64,
    error: f64,
}

impl World {
    /// As readings of this world are written.
    fn population(&self, step: f64) -> Population {
        let error = (self.error.powi(2) + step * step / 12.0).sqrt();
        Population::try_new(90.0, self.level.hypot(self.day).hypot(error), self.day, error).unwrap()
    }

    /// The readings by which people are picked among 120,000, with their changes.
    fn simulate(&self, screening: &Screening, seed: u64) -> Vec<(f64, f64)> {
        let mut stream = Stream::new(seed, "regression to the mean", 0);
        let mut draw = || normal::quantile(stream.uniform()).unwrap();
        let sign = if screening.extreme == Extreme::Highest { 1.0 } else { -1.0 };
        let mut people: Vec<(f64, f64)> = (0..PEOPLE)
            .map(|_| {
                let level = 90.0 + self.level * draw();
                let days = [screening.worst_of, 1, 1].map(|days| {
                    let days = (0..days).map(|_| sign * self.day * draw()).collect::<Vec<_>>();
                    sign * days.into_iter().fold(f64::NEG_INFINITY, f64::max)
                });
                let [screened, first, second] = days.map(|day| {
                    let errors = (0..screening.readings).map(|_| self.error * draw()).collect::<Vec<_>>();
                    let read = errors.into_iter().map(|error| written(level + day + error, screening.step));
                    read.sum::<f64>() / f64::from(screening.readings)
                });
                let before = if screening.visit == ScreeningVisit::Baseline { screened } else { first };
                (screened, second - before)
            })
            .collect();
        people.sort_by(|one, other| (sign * other.0).total_cmp(&(sign * one.0)));
        let kept = match screening.rule {
            Rule::Everybody => PEOPLE,
            // Sums of decimals may miss the cut-off by a rounding.
            Rule::CutOff(cut) => people.partition_point(|(screened, _)| sign * (screened - cut) >= -1e-9),
            Rule::Share(share) => (share * PEOPLE as f64).round() as usize,
        };
        people.truncate(kept);
        people
    }
}

const PEOPLE: usize = 120_000;

fn written(value: f64, step: f64) -> f64 {
    if step > 0.0 { (value / step).round() * step } else { value }
}

#[test]
fn the_formula_is_what_a_simulation_does() {
    let world = World { level: 8.0, day: 2.5, error: 2.0 };
    let high = Screening::new(Extreme::Highest, Rule::CutOff(98.0));
    let low = Screening::new(Extreme::Lowest, Rule::CutOff(84.0));
    let designs = [
        high,
        low,
        Screening { rule: Rule::Share(0.1), ..high },
        Screening { step: 2.0, ..high },
        Screening { step: 5.0, rule: Rule::CutOff(85.0), ..low },
        Screening { readings: 3, step: 1.0, ..high },
        Screening { worst_of: 3, ..high },
        Screening { worst_of: 3, step: 1.0, readings: 2, ..low },
        Screening { worst_of: 4, rule: Rule::Everybody, ..low },
        Screening { worst_of: 2, rule: Rule::Share(0.3), ..high },
        Screening { worst_of: 3, visit: ScreeningVisit::Separate, ..high },
    ];
    for (at, screening) in designs.iter().enumerate() {
        let people = world.simulate(screening, at as u64);
        let expected = regression_to_the_mean(&world.population(screening.step), screening).unwrap();
        let n = people.len();
        let mean = |of: &dyn Fn(&(f64, f64)) -> f64| people.iter().map(of).sum::<f64>() / n as f64;
        let (change, screened) = (mean(&|person| person.1), mean(&|person| person.0));
        let spread = (mean(&|person| (person.1 - change).powi(2))).sqrt();
        let p = expected.share_selected;
        let of_share = (p * (1.0 - p) / PEOPLE as f64).sqrt();
        assert!((n as f64 / PEOPLE as f64 - p).abs() <= 4.0 * of_share + 1e-5, "{screening:?}: share {n} {p}");
        let error = expected.sd_of_mean(n);
        assert!((change - expected.expected_change).abs() <= 4.0 * error, "{screening:?}: {change} {expected:?}");
        // The SD of the readings is at most that of the population.
        let of_screened = 4.0 * 9.0 / (n as f64).sqrt();
        assert!((screened - expected.mean_of_selected).abs() <= of_screened, "{screening:?}: {screened} {expected:?}");
        assert!(
            (spread / expected.sd_of_change - 1.0).abs() <= 5.0 / (2.0 * n as f64).sqrt(),
            "{screening:?}: {spread}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn without_influence_it_is_the_signed_rank_test(readings in readings(), settings in settings()) {
        let sample = readings.sample();
        // Null values, split zeros with a variance of their own and a continuity correction are not part of the sensitivity.
        let signed_rank = match settings.signed_rank {
            SignedRankMethod::AsymptoticContinuity => SignedRankMethod::Asymptotic,
            method => method,
        };
        let zeros = if settings.zeros == ZeroHandling::Split { ZeroHandling::Pratt } else { settings.zeros };
        let settings = Settings { null: 0, zeros, signed_rank, alternative: Alternative::TwoSided, ..settings };
        let options = settings.options();
        let test = registry::paired("signed-rank").unwrap();
        let bounds = rosenbaum_bounds(&sample, 1.0, &options).unwrap();
        let one_sided = TestOptions { alternative: bounds.direction, ..options };
        let p = test.run(&sample, &one_sided).unwrap().p_value.unwrap().value();
        prop_assert!((bounds.p_value.value() - p).abs() <= 1e-11 * p);
        let result = test.run(&sample, &options).unwrap();
        let estimate = result.primary().unwrap();
        prop_assert_eq!((bounds.least_estimate, bounds.greatest_estimate), (estimate.value, estimate.value));
        if signed_rank == SignedRankMethod::Exact {
            let interval = estimate.interval.as_ref().unwrap();
            prop_assert_eq!((bounds.interval.lower, bounds.interval.upper), (interval.lower, interval.upper));
        }
    }

    #[test]
    fn a_stronger_influence_explains_more(
        readings in readings(),
        gammas in (1.0..3.0f64, 1.0..3.0f64),
        alpha in 0.01..0.3f64,
    ) {
        let (sample, options) = (readings.sample(), TestOptions::default());
        let (weak, strong) = (gammas.0.min(gammas.1), gammas.0.max(gammas.1));
        let [weak, strong] = [weak, strong].map(|gamma| rosenbaum_bounds(&sample, gamma, &options).unwrap());
        prop_assert!(weak.p_value.value() <= strong.p_value.value() * (1.0 + 1e-12));
        prop_assert!(strong.least_estimate <= weak.least_estimate);
        prop_assert!(weak.greatest_estimate <= strong.greatest_estimate);
        prop_assert!(strong.interval.lower <= weak.interval.lower && weak.interval.upper <= strong.interval.upper);
        let gamma = sensitivity_gamma(&sample, alpha, &options).unwrap();
        let p = rosenbaum_bounds(&sample, gamma, &options).unwrap().p_value.value();
        let largest = if gamma > 1.0 { near(p / alpha, 1.0, 1e-6) } else { p >= alpha * (1.0 - 1e-9) };
        prop_assert!(largest, "{gamma}: {p} for {alpha}");
    }

    #[test]
    fn before_and_after_change_places(readings in readings(), gamma in 1.0..4.0f64) {
        let options = TestOptions::default();
        let (one, other) = (readings.sample(), readings.swapped().sample());
        let [one, other] = [one, other].map(|sample| rosenbaum_bounds(&sample, gamma, &options).unwrap());
        prop_assert_eq!(one.p_value, other.p_value);
        prop_assert_eq!((one.least_estimate, one.greatest_estimate), (-other.greatest_estimate, -other.least_estimate));
        prop_assert_eq!((one.interval.lower, one.interval.upper), (-other.interval.upper, -other.interval.lower));
    }

    #[test]
    fn an_offset_changes_nothing(readings in readings(), within in 0.0..0.9f64) {
        let (here, there) = (readings.sample(), readings.shifted(FAR).sample());
        let level = Level::DEFAULT;
        let options = TestOptions::default();
        let bounds = |sample| rosenbaum_bounds(sample, 2.0, &options).unwrap();
        prop_assert_eq!(bounds(&here), bounds(&there));
        let dependence = [&here, &there].map(|sample| baseline_dependence(sample, level));
        if let [Ok(here), Ok(there)] = &dependence {
            let numbers = |found: &Dependence| [&found.naive, &found.oldham, &found.variance_ratio].map(|each| each.value);
            for (x, y) in numbers(here).into_iter().zip(numbers(there)) {
                prop_assert!(near(x, y, 1e-9), "{x} {y}");
            }
        } else {
            prop_assert!(dependence.iter().all(Result::is_err));
        }
        let sd = Moments::of(here.before()).sd.unwrap();
        let slope = |sample| blomqvist(sample, WithinPeople { sd: within * sd, degrees: Some(9.0) }, level);
        match (slope(&here), slope(&there)) {
            (Ok(here), Ok(there)) => prop_assert!(near(here.value, there.value, 1e-9)),
            (here, there) => prop_assert!(here.is_err() && there.is_err()),
        }
        let mean = readings.before[0] + 3;
        let effect = |sample, mean| mee_chua(sample, Decimal::new(mean, 1).unwrap(), &options);
        match (effect(&here, mean), effect(&there, mean + FAR)) {
            (Ok(here), Ok(there)) => {
                prop_assert!(near(here.primary().unwrap().value, there.primary().unwrap().value, 1e-9));
            }
            (here, there) => prop_assert!(here.is_err() && there.is_err()),
        }
    }

    #[test]
    fn the_effect_at_the_mean_first_reading_is_the_mean_change(readings in readings()) {
        // The first reading is lowered until the mean first reading is on the grid.
        let n = readings.before.len() as i128;
        let mut before = readings.before;
        before[0] -= before.iter().sum::<i128>().rem_euclid(n);
        let mean = before.iter().sum::<i128>() / n;
        let sample = Readings { before, after: readings.after }.sample();
        let here = Decimal::new(mean, 1).unwrap();
        match mee_chua_curve(&sample, here, Decimal::new(mean + 10, 1).unwrap(), 2, Level::DEFAULT) {
            Ok(curve) => {
                prop_assert!(near(curve.points[0].effect.value, Moments::of(sample.change()).mean, 1e-9));
                if let (Some(zero), [first, _, last]) = (curve.no_effect_at, &curve.points[..]) {
                    // The line through both ends passes through zero there.
                    let slope = last.effect.value - first.effect.value;
                    let scale = slope.abs() * (zero - here.to_f64()).abs() + 1e-6 * here.to_f64().abs();
                    prop_assert!((first.effect.value + slope * (zero - here.to_f64())).abs() <= 1e-6 * scale.max(1.0));
                }
            }
            Err(StatsError::TooFew { .. } | StatsError::Undefined { .. }) => {}
            Err(error) => prop_assert!(false, "{error}"),
        }
    }

    #[test]
    fn what_goes_with_nothing_leaves_the_paired_t_test(readings in readings(), slope in -2.0..2.0f64) {
        let sample = readings.sample();
        let others: Vec<Option<f64>> = readings.before.iter().map(|&ticks| Some((ticks % 7) as f64)).collect();
        let known = |value| Figure { value, standard_error: 0.0 };
        let untouched = drift_in_people(&sample, &others, known(0.0), Level::DEFAULT).unwrap();
        let test = registry::paired("paired-t").unwrap().run(&sample, &TestOptions::default()).unwrap();
        let change = test.primary().unwrap();
        prop_assert!(near(untouched.remains.value, change.value, 1e-12));
        prop_assert!(near(untouched.remains.standard_error.unwrap_or(0.0), change.standard_error.unwrap(), 1e-9));
        let less = drift_in_people(&sample, &others, known(slope), Level::DEFAULT).unwrap();
        prop_assert!(near(less.remains.value + less.expected.value, change.value, 1e-9));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn the_share_that_explains_is_the_share_that_was_picked(
        (day, error) in (0.0..0.6f64, 0.05..0.6f64),
        share in 1e-6..0.99f64,
        (readings, worst_of) in (1u32..4, 1u32..4),
        lowest in any::<bool>(),
    ) {
        let population = Population::try_new(90.0, 10.0, 10.0 * day, 10.0 * error).unwrap();
        let extreme = if lowest { Extreme::Lowest } else { Extreme::Highest };
        let screening = Screening { readings, worst_of, ..Screening::new(extreme, Rule::Share(share)) };
        let expected = regression_to_the_mean(&population, &screening).unwrap();
        prop_assert!((expected.share_selected / share - 1.0).abs() < 1e-9);
        prop_assert!((expected.expected_change > 0.0) == lowest);
        let found = share_that_explains(expected.expected_change, &population, readings, worst_of).unwrap().unwrap();
        prop_assert!((found - share).abs() < 1e-6, "{found} {share}");
    }
}
