//! What must hold of the mixed model for repeated measures.

use girth::dist::normal;
use girth::num::Stream;
use girth::stats::repeated::mmrm::{Adjustment, Likelihood, MmrmFit, Observations, Structure, fit_mmrm};
use proptest::prelude::*;

const ADJUSTMENTS: [Adjustment; 4] =
    [Adjustment::Satterthwaite, Adjustment::KenwardRogerLinear, Adjustment::KenwardRoger, Adjustment::Residual];

/// One person: the columns at each visit, and the readings there.
#[derive(Clone)]
struct Person {
    arm: f64,
    baseline: f64,
    readings: Vec<Option<f64>>,
}

/// A trial in which some leave and some miss a visit.
fn trial(seed: u64, people: usize, visits: usize, missing: f64) -> Vec<Person> {
    let mut stream = Stream::new(seed, "mmrm properties", people as u64);
    (0..people)
        .map(|person| {
            let mut draw = || normal::quantile(stream.uniform()).expect("in (0, 1)");
            let (baseline, own, mut drift) = (draw(), 1.5 * draw(), 0.0);
            let arm = (person % 2) as f64;
            let mut reading = |visit: usize| {
                drift = 0.6 * drift + draw();
                20.0 + 2.0 * baseline + own + drift + (1.0 + 0.1 * visit as f64) * draw() - 0.3 * arm * visit as f64
            };
            let mut readings: Vec<Option<f64>> = (0..visits).map(|visit| Some(reading(visit))).collect();
            if stream.uniform() < missing {
                let from = 1 + (stream.uniform() * (visits - 1) as f64) as usize;
                readings[from..].fill(None);
            }
            if visits > 2 && stream.uniform() < 0.5 * missing {
                readings[1] = None;
            }
            Person { arm, baseline, readings }
        })
        .collect()
}

/// With the columns 1, visit, arm, arm x visit, baseline.
fn observations(people: &[Person]) -> Observations {
    let visits = people[0].readings.len();
    let names = |name: &str| (1..visits).map(|visit| format!("{name}{visit}")).collect::<Vec<String>>();
    let single = |name: &str| vec![name.to_owned()];
    let mut found = Observations {
        names: [single("1"), names("visit"), single("arm"), names("arm:visit"), single("baseline")].concat(),
        x: Vec::new(),
        y: Vec::new(),
        person: Vec::new(),
        visit: Vec::new(),
        times: Some((0..visits).map(|visit| (1 + visit * visit) as f64).collect()),
        visits,
        group: people.iter().map(|person| usize::from(person.arm > 0.5)).collect(),
        weight: None,
    };
    for (at, person) in people.iter().enumerate() {
        for (visit, reading) in person.readings.iter().enumerate() {
            let Some(reading) = reading else { continue };
            let of_visit = |other: usize| f64::from(u8::from(other == visit));
            found.x.push(1.0);
            found.x.extend((1..visits).map(of_visit));
            found.x.push(person.arm);
            found.x.extend((1..visits).map(|other| person.arm * of_visit(other)));
            found.x.push(person.baseline);
            found.y.push(*reading);
            found.person.push(at);
            found.visit.push(visit);
        }
    }
    found
}

/// All of one group.
fn shared(people: &[Person]) -> Observations {
    let found = observations(people);
    Observations { group: vec![0; people.len()], ..found }
}

fn fit(observations: &Observations, structure: Structure) -> MmrmFit {
    fit_mmrm("mmrm", observations, structure, false, Likelihood::Reml).expect("a fit").0
}

fn unit(width: usize, at: usize) -> Vec<f64> {
    (0..width).map(|other| f64::from(u8::from(other == at))).collect()
}

fn close(one: f64, other: f64, relative: f64) -> bool {
    (one - other).abs() <= relative * one.abs().max(other.abs()).max(1e-3)
}

/// Estimate, standard error and degrees of every coefficient.
fn answers(fit: &MmrmFit, adjustment: Adjustment) -> Vec<[f64; 3]> {
    let width = fit.names().len();
    (0..width)
        .map(|at| {
            let found = fit.combination(&unit(width, at), adjustment).expect("numbers").expect("estimable");
            [found.estimate, found.standard_error, found.degrees.expect("degrees")]
        })
        .collect()
}

fn same(one: &MmrmFit, other: &MmrmFit, relative: f64) {
    assert!(close(one.log_likelihood(), other.log_likelihood(), relative));
    for adjustment in ADJUSTMENTS {
        for (one, other) in answers(one, adjustment).iter().zip(answers(other, adjustment)) {
            assert!((0..3).all(|at| close(one[at], other[at], relative)), "{adjustment:?}: {one:?} {other:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn order_of_people_says_nothing(seed in 0u64..1 << 40, by in 1usize..30) {
        let mut people = trial(seed, 40, 3, 0.3);
        let before = fit(&shared(&people), Structure::Unstructured);
        people.rotate_left(by);
        same(&before, &fit(&shared(&people), Structure::Unstructured), 1e-8);
    }

    #[test]
    fn a_shift_moves_the_intercept_and_a_unit_scales(seed in 0u64..1 << 40) {
        // Readings in 1/1024, exact beside a billion.
        let mut people = trial(seed, 40, 3, 0.3);
        let grid = |reading: &mut f64| *reading = (*reading * 1024.0).round() / 1024.0;
        people.iter_mut().for_each(|person| person.readings.iter_mut().flatten().for_each(grid));
        let plain = fit(&shared(&people), Structure::HeterogeneousAr1);
        let mut far = shared(&people);
        far.y.iter_mut().for_each(|y| *y += 1e9);
        let far = fit(&far, Structure::HeterogeneousAr1);
        for (at, (one, other)) in
            answers(&plain, Adjustment::Satterthwaite).iter().zip(answers(&far, Adjustment::Satterthwaite)).enumerate()
        {
            let moved = if at == 0 { 1e9 } else { 0.0 };
            prop_assert!((one[0] + moved - other[0]).abs() < 1e-6, "{one:?} {other:?}");
            prop_assert!(close(one[1], other[1], 1e-6) && close(one[2], other[2], 1e-6), "{one:?} {other:?}");
        }
        for factor in [1e-120, 1e7] {
            let mut scaled = shared(&people);
            scaled.y.iter_mut().for_each(|y| *y *= factor);
            let scaled = fit(&scaled, Structure::HeterogeneousAr1);
            for (one, other) in
                answers(&plain, Adjustment::KenwardRoger).iter().zip(answers(&scaled, Adjustment::KenwardRoger))
            {
                prop_assert!(close(one[0], other[0] / factor, 1e-8) && close(one[1], other[1] / factor, 1e-8));
                prop_assert!(close(one[2], other[2], 1e-8));
            }
        }
    }

    /// Other columns of the same span, among them one far from zero: the same model.
    #[test]
    fn columns_of_the_same_span_are_the_same_model(seed in 0u64..1 << 40, scale in 1e-6..1e6f64) {
        let people = trial(seed, 40, 3, 0.3);
        let plain = shared(&people);
        let mut other = plain.clone();
        let width = plain.names.len();
        for row in other.x.chunks_exact_mut(width) {
            row[width - 1] = scale * row[width - 1] + 1e4 * scale;
            row[1] += row[0];
            row[3] = 2.0 * row[3] - row[2];
        }
        let (plain, other) = (fit(&plain, Structure::Unstructured), fit(&other, Structure::Unstructured));
        // arm = (old visit 2 + new column 3) / 2 over the same rows: its effect at visit 2 is a combination in both.
        let (one, two) = (answers(&plain, Adjustment::Satterthwaite), answers(&other, Adjustment::Satterthwaite));
        prop_assert!(close(one[width - 1][0], two[width - 1][0] * scale, 1e-6));
        prop_assert!(close(one[width - 1][2], two[width - 1][2], 1e-6), "{one:?} {two:?}");
        prop_assert!(close(one[3][1], two[3][1] * 2.0, 1e-6), "{one:?} {two:?}");
        prop_assert!(close(one[3][2], two[3][2], 1e-6));
        let (one, two) = (plain.covariance(0), other.covariance(0));
        prop_assert!(one.iter().zip(two).all(|(one, two)| close(*one, *two, 1e-6)));
    }

    /// Two visits, one group, nobody missing: the change with its paired t.
    #[test]
    fn two_visits_are_the_paired_t(seed in 0u64..1 << 40, n in 3usize..30) {
        let people = trial(seed, n, 2, 0.0);
        let mut data = shared(&people);
        let visit = data.visit.clone();
        data.names = vec!["1".into(), "visit".into()];
        data.x = visit.iter().flat_map(|&visit| [1.0, visit as f64]).collect();
        let fit = fit(&data, Structure::Unstructured);
        let changes: Vec<f64> =
            people.iter().map(|person| person.readings[1].unwrap_or(0.0) - person.readings[0].unwrap_or(0.0)).collect();
        let mean = changes.iter().sum::<f64>() / n as f64;
        let squares: f64 = changes.iter().map(|change| (change - mean).powi(2)).sum();
        let error = (squares / (n as f64 - 1.0) / n as f64).sqrt();
        for adjustment in &ADJUSTMENTS[..3] {
            let found = fit.combination(&[0.0, 1.0], *adjustment).expect("numbers").expect("estimable");
            prop_assert!(close(found.estimate, mean, 1e-10), "{found:?} {mean}");
            prop_assert!(close(found.standard_error, error, 1e-10), "{found:?} {error}");
            prop_assert!(close(found.degrees.unwrap_or(0.0), n as f64 - 1.0, 1e-10), "{found:?}");
        }
    }

    /// Nobody missing, every coefficient at every visit: least squares at each visit, whatever the covariance, and its degrees.
    #[test]
    fn complete_visits_are_least_squares(seed in 0u64..1 << 40) {
        let (n, visits) = (24, 4);
        let people = trial(seed, n, visits, 0.0);
        let mut data = shared(&people);
        let width = 2 * visits;
        data.names = (0..width).map(|at| format!("mean of arm {} at {}", at % 2, at / 2)).collect();
        data.x = data
            .visit
            .iter()
            .zip(&data.person)
            .flat_map(|(&visit, &person)| unit(width, 2 * visit + person % 2))
            .collect();
        let fit = fit(&data, Structure::Unstructured);
        for visit in 0..visits {
            let arm = |arm: usize| -> Vec<f64> {
                people.iter().skip(arm).step_by(2).filter_map(|person| person.readings[visit]).collect()
            };
            let (first, second) = (arm(0), arm(1));
            let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
            let squares = |values: &[f64]| values.iter().map(|v| (v - mean(values)).powi(2)).sum::<f64>();
            let pooled = (squares(&first) + squares(&second)) / (n as f64 - 2.0);
            let mut c = unit(width, 2 * visit + 1);
            c[2 * visit] = -1.0;
            let found = fit.combination(&c, Adjustment::Satterthwaite).expect("numbers").expect("estimable");
            prop_assert!(close(found.estimate, mean(&second) - mean(&first), 1e-10));
            prop_assert!(close(found.standard_error, (pooled * 4.0 / n as f64).sqrt(), 1e-9));
            prop_assert!(close(found.degrees.unwrap_or(0.0), n as f64 - 2.0, 1e-8));
        }
    }

    /// A row that depends on others, or of zeros, changes nothing, wherever it stands; a single row gives the square of its t.
    #[test]
    fn redundant_rows_say_nothing(seed in 0u64..1 << 40, share in -3.0..3.0f64) {
        let people = trial(seed, 40, 3, 0.3);
        let fit = fit(&shared(&people), Structure::Unstructured);
        let width = fit.names().len();
        let (one, two) = (unit(width, 4), unit(width, 5));
        let mixed: Vec<f64> = one.iter().zip(&two).map(|(one, two)| 1e3 * (one + share * two)).collect();
        for adjustment in ADJUSTMENTS {
            let of = |rows: &[Vec<f64>]| fit.combinations(rows, adjustment).expect("numbers").expect("estimable");
            let plain = of(&[one.clone(), two.clone()]);
            for rows in [
                vec![one.clone(), two.clone(), mixed.clone()],
                vec![mixed.clone(), vec![0.0; width], two.clone(), one.clone(), one.clone()],
            ] {
                let more = of(&rows);
                prop_assert_eq!(more.numerator, plain.numerator);
                prop_assert!(close(more.statistic, plain.statistic, 1e-8), "{:?} {:?}", more, plain);
                prop_assert!(close(more.denominator, plain.denominator, 1e-8), "{:?} {:?}", more, plain);
            }
            let single = of(&[one.clone(), vec![0.0; width]]);
            let t = fit.combination(&one, adjustment).expect("numbers").expect("estimable");
            prop_assert!(close(single.statistic, (t.estimate / t.standard_error).powi(2), 1e-9));
            prop_assert!(close(single.denominator, t.degrees.unwrap_or(0.0), 1e-8));
            prop_assert!(fit.combinations(&[vec![0.0; width]], adjustment).expect("numbers").is_none());
        }
    }

    /// The same covariance asked for in each of two groups and in both: the likelihoods of separate data add up.
    #[test]
    fn groups_of_their_own_are_fits_of_their_own(seed in 0u64..1 << 40) {
        let people = trial(seed, 60, 3, 0.2);
        let columns = |data: &mut Observations, arms: bool| {
            let at = |visit: usize, arm: usize| unit(if arms { 6 } else { 3 }, if arms { 2 * visit + arm } else { visit });
            let arm: Vec<usize> = data.person.iter().map(|&person| usize::from(people_arm(&people, arms, person))).collect();
            data.x = data.visit.iter().zip(arm).flat_map(|(&visit, arm)| at(visit, arm)).collect();
            data.names = (0..if arms { 6 } else { 3 }).map(|name| name.to_string()).collect();
        };
        let mut both = observations(&people);
        columns(&mut both, true);
        for structure in [Structure::Unstructured, Structure::CompoundSymmetry] {
            let both = fit(&both, structure);
            let mut total = 0.0;
            for arm in [0.0, 1.0] {
                let own: Vec<Person> = people.iter().filter(|person| person.arm == arm).cloned().collect();
                let mut data = shared(&own);
                columns(&mut data, false);
                let own = fit(&data, structure);
                total += own.log_likelihood();
                let cells = own.covariance(0).iter().zip(both.covariance(arm as usize));
                prop_assert!(cells.clone().all(|(one, two)| close(*one, *two, 1e-6)));
                for visit in 0..3 {
                    let c = unit(6, 2 * visit + arm as usize);
                    let one = own.combination(&unit(3, visit), Adjustment::KenwardRogerLinear).expect("n").expect("e");
                    let two = both.combination(&c, Adjustment::KenwardRogerLinear).expect("n").expect("e");
                    prop_assert!(close(one.standard_error, two.standard_error, 1e-7));
                    prop_assert!(close(one.degrees.unwrap_or(0.0), two.degrees.unwrap_or(1.0), 1e-6));
                }
            }
            prop_assert!(close(total, both.log_likelihood(), 1e-10));
        }
    }

    /// A weight for each person of 1 / 4 doubles the standard errors and leaves everything else.
    #[test]
    fn equal_weights_are_a_scale(seed in 0u64..1 << 40) {
        let people = trial(seed, 40, 3, 0.3);
        let plain = shared(&people);
        let mut light = plain.clone();
        light.weight = Some(vec![0.25; plain.y.len()]);
        let (one, two) = (fit(&plain, Structure::AnteDependence), fit(&light, Structure::AnteDependence));
        prop_assert!(close(one.log_likelihood(), two.log_likelihood(), 1e-9));
        for (one, two) in answers(&one, Adjustment::Satterthwaite).iter().zip(answers(&two, Adjustment::Satterthwaite)) {
            prop_assert!((0..3).all(|at| close(one[at], two[at], 1e-7)), "{one:?} {two:?}");
        }
        prop_assert!(one.covariance(0).iter().zip(two.covariance(0)).all(|(one, two)| close(*one, 4.0 * two, 1e-7)));
    }

    /// Simpler structures are never more likely than those they are cases of.
    #[test]
    fn structures_are_nested(seed in 0u64..1 << 40) {
        use Structure::*;
        let people = trial(seed, 60, 4, 0.2);
        let data = shared(&people);
        let likelihood = |structure| fit_mmrm("mmrm", &data, structure, false, Likelihood::Ml).map(|(fit, _)| fit.log_likelihood());
        for (simple, general) in [
            (HeterogeneousToeplitz, Unstructured),
            (AnteDependence, Unstructured),
            (HeterogeneousAr1, AnteDependence),
            (HeterogeneousAr1, HeterogeneousToeplitz),
            (HeterogeneousCompoundSymmetry, HeterogeneousToeplitz),
            (Toeplitz, HeterogeneousToeplitz),
            (CompoundSymmetry, Toeplitz),
            (Ar1, Toeplitz),
            (HomogeneousAnteDependence, AnteDependence),
            (SpatialExponential, HomogeneousAnteDependence),
        ] {
            if let (Ok(simple), Ok(general)) = (likelihood(simple), likelihood(general)) {
                prop_assert!(simple <= general + 1e-7, "{simple} {general}");
            }
        }
    }
}

fn people_arm(people: &[Person], arms: bool, person: usize) -> bool {
    arms && people[person].arm > 0.5
}

/// 200 people over 10 visits, 40 of whom have left at the last: no fallback needed.
#[test]
fn unstructured_converges_with_ten_visits() {
    let converged = (0..20).filter(|&seed| {
        let mut people = trial(seed, 200, 10, 0.0);
        for (at, person) in people.iter_mut().enumerate().filter(|(at, _)| at % 5 == 0) {
            person.readings[1 + at / 5 % 9..].fill(None);
        }
        fit_mmrm("mmrm", &shared(&people), Structure::Unstructured, false, Likelihood::Reml).is_ok()
    });
    assert_eq!(converged.count(), 20);
}

#[test]
fn what_is_no_proper_maximum_is_refused() {
    let refused = |observations: &Observations, structure| {
        let answer = fit_mmrm("mmrm", observations, structure, false, Likelihood::Reml);
        answer.expect_err("a refusal").to_string()
    };
    // Nobody has both the first and the last reading.
    let mut people = trial(1, 40, 3, 0.0);
    people.iter_mut().enumerate().for_each(|(at, person)| person.readings[if at % 2 == 0 { 0 } else { 2 }] = None);
    assert!(refused(&shared(&people), Structure::Unstructured).contains("both visits 1 and 3"));
    // The chain goes on to one that the readings determine.
    let (fit, attempts) =
        fit_mmrm("mmrm", &shared(&people), Structure::Unstructured, true, Likelihood::Reml).expect("a fit");
    assert_eq!((fit.structure(), attempts.len()), (Structure::AnteDependence, 2));
    assert!(!attempts[0].converged && attempts[0].refused.is_some() && attempts[1].converged);
    // The second reading is the first over again: no covariance matrix has that.
    let mut people = trial(2, 40, 3, 0.0);
    people.iter_mut().for_each(|person| person.readings[1] = person.readings[0]);
    refused(&shared(&people), Structure::Unstructured);
    // No variance at all.
    let mut people = trial(3, 40, 3, 0.0);
    people.iter_mut().for_each(|person| person.readings.iter_mut().flatten().for_each(|reading| *reading = 7.5));
    assert!(refused(&shared(&people), Structure::Unstructured).contains("every reading"));
    // Fewer people than visits.
    let people = trial(4, 3, 6, 0.0);
    refused(&shared(&people), Structure::Unstructured);
    // More coefficients than readings, and no readings.
    let people = trial(5, 2, 3, 0.0);
    assert!(refused(&shared(&people), Structure::Unstructured).contains("nothing to judge by"));
    refused(
        &Observations { y: Vec::new(), x: Vec::new(), person: Vec::new(), visit: Vec::new(), ..shared(&people) },
        Structure::Ar1,
    );
    // Time without times.
    let timeless = Observations { times: None, ..shared(&trial(6, 40, 3, 0.0)) };
    assert!(refused(&timeless, Structure::SpatialExponential).contains("times"));
}

#[test]
fn aliased_columns_are_the_later_ones_and_named() {
    let people = trial(7, 40, 3, 0.3);
    let plain = shared(&people);
    let width = plain.names.len();
    let mut more = plain.clone();
    more.names.insert(1, "half".to_owned());
    more.names.push("sum".to_owned());
    more.x = plain
        .x
        .chunks_exact(width)
        .flat_map(|row| {
            let sum = row[1] + row[width - 1];
            row[..1].iter().copied().chain([0.5]).chain(row[1..].iter().copied()).chain([sum])
        })
        .collect();
    let (one, two) = (fit(&plain, Structure::Unstructured), fit(&more, Structure::Unstructured));
    assert_eq!(two.aliased(), [1, width + 1]);
    assert!(close(one.log_likelihood(), two.log_likelihood(), 1e-10));
    let (before, after) = (one.coefficients(), two.coefficients());
    assert_eq!((after[1], after[width + 1]), (None, None));
    assert!(close(before[2].unwrap_or(0.0), after[3].unwrap_or(1.0), 1e-9));
    // The intercept by itself is not told from the constant; a fitted value is.
    assert!(two.combination(&unit(width + 2, 0), Adjustment::Satterthwaite).expect("numbers").is_none());
    let mut fitted = unit(width + 2, 0);
    fitted[1] = 0.5;
    let (one, two) = (
        one.combination(&unit(width, 0), Adjustment::Satterthwaite),
        two.combination(&fitted, Adjustment::Satterthwaite),
    );
    let (one, two) = (one.expect("numbers").expect("estimable"), two.expect("numbers").expect("estimable"));
    assert!(close(one.estimate, two.estimate, 1e-9) && close(one.standard_error, two.standard_error, 1e-9));
}

#[test]
fn covariance_of_the_coefficients_is_that_of_combinations() {
    let people = trial(8, 40, 3, 0.3);
    let fit = fit(&shared(&people), Structure::HeterogeneousToeplitz);
    let width = fit.names().len();
    let covariance = fit.coefficient_covariance();
    let mut c = unit(width, 2);
    c[5] = -1.0;
    let found = fit.combination(&c, Adjustment::Satterthwaite).expect("numbers").expect("estimable");
    let cell = |row: usize, column: usize| covariance[row * width + column];
    let variance = cell(2, 2) + cell(5, 5) - 2.0 * cell(2, 5);
    assert!(close(variance, found.standard_error.powi(2), 1e-9));
    let coefficients = fit.coefficients();
    assert!(close(found.estimate, coefficients[2].unwrap_or(0.0) - coefficients[5].unwrap_or(0.0), 1e-10));
}
