//! Two readings of each person: limits of agreement, concordance, kappa, gross errors.

use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, Repeat, RepeatReadings, Unit};
use girth::dist::normal;
use girth::result::{Estimate, Level};
use girth::stats::agreement::{
    KappaWeights, LikelyCause, concordance, gross_errors, influence, limits_of_agreement, limits_of_agreement_repeated,
    weighted_kappa,
};
use girth::stats::{Moments, StatsError};
use proptest::prelude::*;

fn outcome(name: &str, unit: Unit) -> Outcome {
    Outcome { name: name.into(), label: name.into(), kind: OutcomeKind::Girth, unit }
}

fn people(n: usize) -> Vec<ParticipantId> {
    (0..n).map(|at| ParticipantId::new(format!("P{at}"))).collect()
}

/// Pairs in ticks.
fn pair(rows: &[(i128, i128)], decimals: u8) -> PairedSample {
    let column = |pick: fn(&(i128, i128)) -> i128| -> Vec<Decimal> {
        rows.iter().map(|row| Decimal::new(pick(row), decimals).unwrap()).collect()
    };
    let (first, second) = (column(|row| row.0), column(|row| row.1));
    PairedSample::try_new(outcome("arm", Unit::Cm), None, people(rows.len()), &first, &second, Vec::new()).unwrap()
}

/// Readings in ticks of 10^-`decimals`, by person, observer and round.
fn repeats(name: &str, unit: Unit, decimals: u8, rows: &[Vec<Vec<i128>>]) -> RepeatReadings {
    let mut readings = Vec::new();
    for (participant, by_observer) in rows.iter().enumerate() {
        for (observer, ticks) in by_observer.iter().enumerate() {
            for &ticks in ticks {
                let value = Decimal::new(ticks, decimals).unwrap();
                let line = readings.len() as u64 + 2;
                readings.push(Repeat { participant, observer, session: 0, value, line });
            }
        }
    }
    let observers = (0..rows[0].len()).map(|at| format!("O{at}")).collect();
    RepeatReadings::try_new(outcome(name, unit), None, people(rows.len()), observers, Vec::new(), &readings).unwrap()
}

/// Normal noise by the quantile function.
fn noise(uniform: f64, sd: f64) -> i128 {
    (sd * normal::quantile(uniform).unwrap()).round() as i128
}

fn ends(estimate: &Estimate) -> Option<(f64, f64)> {
    estimate.interval.as_ref().map(|interval| (interval.lower, interval.upper))
}

fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The other observer first: bias, limits, slope and shift change their sign, concordance and kappa stay.
    #[test]
    fn order_of_the_trials(rows in prop::collection::vec((700i128..900, -20i128..20), 3..14)) {
        let rows: Vec<(i128, i128)> = rows.into_iter().map(|(first, change)| (first, first + change)).collect();
        let swapped: Vec<(i128, i128)> = rows.iter().map(|&(first, second)| (second, first)).collect();
        let (one, other) = (pair(&rows, 1), pair(&swapped, 1));
        let level = Level::DEFAULT;
        let (a, b) = (limits_of_agreement(&one, level).unwrap(), limits_of_agreement(&other, level).unwrap());
        prop_assert!(close(a.bias.value, -b.bias.value) && close(a.lower.estimate.value, -b.upper.estimate.value));
        if let (Some(lower), Some(upper)) = (ends(&a.lower.estimate), ends(&b.upper.estimate)) {
            prop_assert!(close(lower.0, -upper.1) && close(lower.1, -upper.0));
            prop_assert!(lower.0 < a.lower.estimate.value && a.lower.estimate.value < lower.1);
        }
        if let (Some(a), Some(b)) = (&a.proportional_bias, &b.proportional_bias) {
            prop_assert!((a.slope.value + b.slope.value).abs() < 1e-9);
        }
        if let (Ok(a), Ok(b)) = (concordance(&one, level), concordance(&other, level)) {
            prop_assert!(close(a.estimate.value, b.estimate.value) && close(a.location_shift, -b.location_shift));
            prop_assert!(close(a.scale_shift * b.scale_shift, 1.0));
            prop_assert!(a.estimate.value.abs() <= a.pearson_r.abs() + 1e-12 && a.bias_correction <= 1.0 + 1e-12);
            if let Some((lower, upper)) = ends(&a.estimate) {
                prop_assert!(-1.0 <= lower && lower <= a.estimate.value && a.estimate.value <= upper && upper <= 1.0);
            }
        }
    }

    /// A common offset of 1e9 changes nothing but the means; another unit scales everything.
    #[test]
    fn offset_and_unit(rows in prop::collection::vec((700i128..900, -20i128..20), 3..10)) {
        let rows: Vec<(i128, i128)> = rows.into_iter().map(|(first, change)| (first, first + change)).collect();
        let moved: Vec<(i128, i128)> =
            rows.iter().map(|&(first, second)| (first + 10_000_000_000, second + 10_000_000_000)).collect();
        let level = Level::DEFAULT;
        let [a, b, c] = [pair(&rows, 1), pair(&moved, 1), pair(&rows, 0)];
        let [la, lb, lc] = [&a, &b, &c].map(|pair| limits_of_agreement(pair, level).unwrap());
        prop_assert_eq!((&la.bias, &la.lower, &la.upper), (&lb.bias, &lb.lower, &lb.upper));
        prop_assert_eq!(&la.proportional_bias, &lb.proportional_bias);
        prop_assert!(close(10.0 * la.sd, lc.sd) && close(10.0 * la.upper.estimate.value, lc.upper.estimate.value));
        if let (Ok(one), Ok(other)) = (concordance(&a, level), concordance(&b, level)) {
            prop_assert_eq!(one.estimate, other.estimate);
        }
    }

    /// With the same number of pairs for everybody, the total variance is that of the analysis of variance, and the order of people and of
    /// a person's pairs does not matter.
    #[test]
    fn balanced_pairs(rows in prop::collection::vec(prop::collection::vec((-30i128..30, -9i128..9), 3), 2..7)) {
        let by_observer = |own: &Vec<(i128, i128)>| -> Vec<Vec<i128>> {
            vec![own.iter().map(|pair| 900 + pair.0).collect(), own.iter().map(|pair| 900 + pair.0 + pair.1).collect()]
        };
        let of = |rows: &[Vec<(i128, i128)>]| {
            let rows: Vec<Vec<Vec<i128>>> = rows.iter().map(by_observer).collect();
            limits_of_agreement_repeated(&repeats("arm", Unit::Cm, 1, &rows), [0, 1], Level::DEFAULT).unwrap()
        };
        let result = of(&rows);
        let d: Vec<Vec<f64>> =
            rows.iter().map(|own| own.iter().map(|pair| pair.1 as f64 / 10.0).collect()).collect();
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let all: Vec<f64> = d.iter().flatten().copied().collect();
        let n = d.len() as f64;
        let within = d.iter().flat_map(|own| own.iter().map(|value| (value - mean(own)).powi(2))).sum::<f64>() / (2.0 * n);
        let between = 3.0 * d.iter().map(|own| (mean(own) - mean(&all)).powi(2)).sum::<f64>() / (n - 1.0);
        prop_assert!(close(result.bias.value, mean(&all)));
        prop_assert!(close(result.sd.powi(2), (between - within) / 3.0 + within));
        prop_assert!(close(result.within_sd.powi(2), within));
        for limit in [&result.lower, &result.upper] {
            if let Some((lower, upper)) = ends(limit) {
                prop_assert!(lower < limit.value && limit.value < upper);
            }
        }
        let mut other = rows.clone();
        other.reverse();
        other.iter_mut().for_each(|own| own.rotate_left(1));
        let other = of(&other);
        prop_assert!(close(result.sd, other.sd) && close(result.upper.value, other.upper.value));
    }

    /// Kappa is 1 only of equal grades, does not change with the names of the grades, and unweighted it is the weighted one of two grades.
    #[test]
    fn kappa(rows in prop::collection::vec((0i128..4, 0i128..4), 2..25), two in prop::collection::vec((0i128..2, 0i128..2), 2..25)) {
        for weights in [KappaWeights::Linear, KappaWeights::Quadratic, KappaWeights::Unweighted] {
            let Ok(result) = weighted_kappa(&pair(&rows, 0), weights, Level::DEFAULT) else {
                prop_assert!(rows.iter().all(|row| *row == (rows[0].0, rows[0].0)));
                continue;
            };
            let value = result.estimate.value;
            prop_assert_eq!(value == 1.0, rows.iter().all(|row| row.0 == row.1));
            if let Some((lower, upper)) = ends(&result.estimate) {
                prop_assert!(-1.0 <= lower && lower <= value && value <= upper && upper <= 1.0);
            }
            let renamed: Vec<(i128, i128)> = rows.iter().map(|row| (10 - 2 * row.1, 10 - 2 * row.0)).collect();
            let other = weighted_kappa(&pair(&renamed, 0), weights, Level::DEFAULT).unwrap();
            prop_assert!(close(value, other.estimate.value));
            prop_assert_eq!(result.p_value.is_some(), other.p_value.is_some());
        }
        let of = |weights| weighted_kappa(&pair(&two, 0), weights, Level::DEFAULT).ok().map(|result| result.estimate);
        prop_assert_eq!(of(KappaWeights::Linear), of(KappaWeights::Unweighted));
        prop_assert_eq!(of(KappaWeights::Quadratic), of(KappaWeights::Unweighted));
    }

    /// Quadratic kappa is the concordance correlation of the grades.
    #[test]
    fn quadratic_kappa_is_concordance(rows in prop::collection::vec((0i128..5, 0i128..5), 3..25)) {
        let pair = pair(&rows, 0);
        if let Ok(lin) = concordance(&pair, Level::DEFAULT) {
            let kappa = weighted_kappa(&pair, KappaWeights::Quadratic, Level::DEFAULT).unwrap();
            prop_assert!(close(kappa.estimate.value, lin.estimate.value));
        }
    }

    /// A planted slip is found, alone, with its cause, and what was meant; nothing is flagged without it.
    #[test]
    fn planted_slips(
        noises in prop::collection::vec(0.03f64..0.97, 40),
        heights in prop::collection::vec(861i128..999, 10),
        person in 0usize..10,
        slip in 0usize..3,
    ) {
        // Ten people, twice by each of two observers, SD 2 mm; the reading with the slip would have had no error.
        let right = |of: usize, at: usize| {
            let uniform = if of == person && at == 1 { 0.5 } else { noises[4 * of + at] };
            heights[of] + noise(uniform, 2.0)
        };
        let rows = |change: &dyn Fn(i128) -> i128| -> Vec<Vec<Vec<i128>>> {
            let value = |of: usize, at: usize| if of == person && at == 1 { change(right(of, at)) } else { right(of, at) };
            (0..10).map(|of| vec![vec![value(of, 0), value(of, 1)], vec![value(of, 2), value(of, 3)]]).collect()
        };
        let height = |rows: &[Vec<Vec<i128>>]| repeats("height", Unit::Cm, 1, rows);
        prop_assert!(gross_errors(&[height(&rows(&|ticks| ticks))]).is_empty());
        let (slipped, cause): (&dyn Fn(i128) -> i128, LikelyCause) = match slip {
            0 => (&|ticks| 10 * ticks, LikelyCause::UnitSlip { written: Unit::Mm, file: Unit::Cm }),
            1 => (&|ticks| ticks - 500, LikelyCause::DigitMisread),
            _ => (&|_| 2222, LikelyCause::SwappedColumns { outcome: "length".into(), written: None }),
        };
        let (rows, decoy) = (rows(slipped), vec![vec![vec![2222, 2222], vec![2222, 2222]]; 10]);
        let all = [height(&rows), repeats("length", Unit::Cm, 1, &decoy)];
        let found = gross_errors(&all);
        prop_assert_eq!(found.len(), 1);
        prop_assert_eq!((found[0].index, &found[0].cause), (4 * person + 1, &cause));
        if slip < 2 {
            prop_assert!(close(found[0].meant.unwrap(), right(person, 1) as f64 / 10.0));
        }
    }
}

/// Pure noise rounded to the grid, 200 readings in a file: hardly any file has a flag, however coarse the grid and however few readings a
/// person has.
#[test]
fn noise_is_not_flagged() {
    let mut stream = girth::num::Stream::new(20_261_122, "noise without gross errors", 0);
    let mut flagged = 0;
    for file in 0..300 {
        let (per_observer, sd) = ([(1, 2), (2, 1), (2, 2), (5, 2)][file % 4], [0.2, 0.6, 3.0, 12.0][file / 4 % 4]);
        let (rounds, observers) = per_observer;
        let rows: Vec<Vec<Vec<i128>>> = (0..200 / (rounds * observers))
            .map(|person| {
                let mut reading = || 900 + 7 * person as i128 + noise(stream.uniform().clamp(1e-12, 1.0 - 1e-12), sd);
                (0..observers).map(|_| (0..rounds).map(|_| reading()).collect()).collect()
            })
            .collect();
        flagged += usize::from(!gross_errors(&[repeats("arm", Unit::Cm, 1, &rows)]).is_empty());
    }
    assert!(flagged <= 3, "{flagged} of 300 files of pure noise have a flag");
}

/// Readings copied from the first do not make those that were made look far off.
#[test]
fn copied_readings_flag_nothing() {
    let rows: Vec<Vec<Vec<i128>>> = (0..30)
        .map(|at| {
            let by = |observer: i128| 900 + 5 * at + 4 * observer + (at * (3 + observer)) % 9;
            let second = |observer: i128| if at % 4 == observer { by(observer) - 7 } else { by(observer) };
            (0..3).map(|observer| vec![by(observer), second(observer)]).collect()
        })
        .collect();
    assert!(gross_errors(&[repeats("arm", Unit::Cm, 1, &rows)]).is_empty());
}

/// Of two readings alone with each other, the one unlike the other people's is named; where neither is, both are.
#[test]
fn two_readings_of_a_person() {
    let mut rows: Vec<Vec<Vec<i128>>> = (0..20).map(|at| vec![vec![150 + at % 5, 151 + at % 4]]).collect();
    rows[7] = vec![vec![15, 152]];
    let muac = |rows: &[Vec<Vec<i128>>]| repeats("muac", Unit::Mm, 0, rows);
    let found = gross_errors(&[muac(&rows)]);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].value, found[0].expected, found[0].doubtful_with), (15.0, 152.0, None));
    assert_eq!(found[0].cause, LikelyCause::UnitSlip { written: Unit::Cm, file: Unit::Mm });
    assert_eq!(
        found[0].words,
        "15 mm where this person's other readings are about 152 mm: perhaps written in cm where the file is in mm (150 mm)."
    );
    // People between 100 and 290: both readings may be right.
    let mut rows: Vec<Vec<Vec<i128>>> = (0..20).map(|at| vec![vec![100 + 10 * at, 101 + 10 * at]]).collect();
    rows[7] = vec![vec![171, 233]];
    let found = gross_errors(&[muac(&rows)]);
    assert_eq!(
        found.iter().map(|error| (error.index, error.doubtful_with)).collect::<Vec<_>>(),
        [(14, Some(15)), (15, Some(14))]
    );
    assert!(found.iter().all(|error| error.cause == LikelyCause::Unknown && error.words.contains("cannot be told")));
}

#[test]
fn what_flagged_readings_do() {
    let mut rows: Vec<Vec<Vec<i128>>> =
        (0..10).map(|at| vec![vec![900 + at, 901 + at], vec![899 + at, 900 + at]]).collect();
    rows[3][1][0] = 90;
    let readings = repeats("arm", Unit::Cm, 1, &rows);
    let largest = |readings: &RepeatReadings| {
        let values = readings.centred().values;
        if values.len() < 39 {
            return Err(StatsError::Undefined { procedure: "range", why: "few".into() });
        }
        Ok(values.iter().fold(0.0, |most: f64, value| most.max(value.abs())))
    };
    let found: Vec<usize> = gross_errors(std::slice::from_ref(&readings)).iter().map(|error| error.index).collect();
    assert_eq!(found, [14]);
    let result = influence(&readings, &found, &largest).unwrap();
    assert!((result.everything - 81.4).abs() < 1e-9 && result.without_all.unwrap() < 1.0);
    assert_eq!(result.without_one[0].value, result.without_all);
    assert_eq!(influence(&readings, &[0, 14], &largest).unwrap().without_all, None);
    assert_eq!(readings.readings().len(), 40);
}

#[test]
fn degenerate_readings_have_defined_answers() {
    let level = Level::DEFAULT;
    let equal = limits_of_agreement(&pair(&[(900, 905), (910, 915), (880, 885)], 1), level).unwrap();
    assert_eq!((equal.bias.value, equal.lower.estimate.value, equal.upper.estimate.value), (0.5, 0.5, 0.5));
    assert!(equal.bias.interval.is_none() && equal.upper.estimate.interval.is_none());
    assert!(equal.proportional_bias.is_none() && equal.notes[0].id == "constant-difference");
    let two = limits_of_agreement(&pair(&[(900, 905), (910, 912)], 1), level).unwrap();
    assert!(two.upper.estimate.interval.is_some() && two.proportional_bias.is_none());
    assert!(matches!(limits_of_agreement(&pair(&[(1, 2)], 0), level), Err(StatsError::TooFew { .. })));
    let line = limits_of_agreement(&pair(&[(900, 900), (910, 920), (930, 960)], 1), level).unwrap();
    assert_eq!(line.proportional_bias.map(|slope| slope.p_value), Some(None));
    assert!(matches!(concordance(&pair(&[(1, 1), (1, 2), (1, 3)], 0), level), Err(StatsError::Undefined { .. })));
    let same = concordance(&pair(&[(1, 1), (2, 2), (3, 3)], 0), level).unwrap();
    assert!((same.estimate.value - 1.0).abs() < 1e-15 && same.estimate.interval.is_none());
    assert!(weighted_kappa(&pair(&[(15, 15), (16, 16)], 1), KappaWeights::Linear, level).is_err());
    let single = repeats("arm", Unit::Cm, 1, &[vec![vec![900], vec![901]], vec![vec![800], vec![801]]]);
    assert!(matches!(limits_of_agreement_repeated(&single, [0, 1], level), Err(StatsError::Undefined { .. })));
    assert!(matches!(limits_of_agreement_repeated(&single, [1, 1], level), Err(StatsError::Missing { .. })));
    let still = repeats("arm", Unit::Cm, 1, &[vec![vec![900, 900], vec![901, 901]], vec![vec![800], vec![801, 805]]]);
    let still = limits_of_agreement_repeated(&still, [0, 1], level).unwrap();
    assert_eq!((still.sd, still.unpaired, still.bias.value, still.bias.interval), (0.0, 1, 0.1, None));
    let alone = repeats("arm", Unit::Cm, 1, &[vec![vec![900]], vec![vec![9000]]]);
    assert!(gross_errors(&[alone]).is_empty() && gross_errors(&[]).is_empty());
}

/// The limits hold 95 % of the differences of a normal sample, so that the change of one SD in the bias moves them by one SD.
#[test]
fn limits_are_bias_and_spread() {
    let rows: Vec<(i128, i128)> = (0..40).map(|at| (900, 900 + noise((at as f64 + 0.5) / 40.0, 10.0))).collect();
    let limits = limits_of_agreement(&pair(&rows, 1), Level::DEFAULT).unwrap();
    let sd = Moments::of(pair(&rows, 1).change()).sd.unwrap();
    assert!((limits.upper.estimate.value - limits.lower.estimate.value - 3.919_927_969_080_108 * sd).abs() < 1e-12);
    let inside = limits.points.iter().filter(|point| {
        limits.lower.estimate.value < point.difference && point.difference < limits.upper.estimate.value
    });
    assert_eq!(inside.count(), 38);
}
