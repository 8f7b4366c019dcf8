//! Picked pictures and rated pairs: balance, exchange of right and wrong, limits.

use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, RatedPairs, Unit};
use girth::dist::Binomial;
use girth::result::Level;
use girth::stats::gallery::{
    AnswersOf, Gallery, RatedResult, best_of_normal, best_of_redrawn, gallery, range_of_best, rated_pairs,
    until_pictures,
};
use girth::stats::risk::Toward;
use proptest::prelude::*;

fn sample(changes: &[i64], offset: i64) -> PairedSample {
    let outcome = Outcome { name: "arm".into(), label: "Arm".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let ids = (0..changes.len()).map(|at| ParticipantId::new(format!("p{at}"))).collect();
    let tenths = |ticks: i64| Decimal::new(i128::from(ticks), 1).unwrap();
    let before: Vec<Decimal> = changes.iter().map(|_| tenths(offset)).collect();
    let after: Vec<Decimal> = changes.iter().map(|change| tenths(offset + change)).collect();
    PairedSample::try_new(outcome, None, ids, &before, &after, Vec::new()).unwrap()
}

fn of(changes: &[i64], shown: usize, toward: Toward, noise: Option<f64>) -> Gallery {
    gallery(&sample(changes, 900), shown, toward, noise, Level::DEFAULT).unwrap()
}

fn near(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}

fn rated(rows: &[Vec<bool>]) -> RatedResult {
    let names: Vec<String> = (0..40).map(|at| at.to_string()).collect();
    let answers = rows.iter().zip(&names).flat_map(|(row, rater)| {
        row.iter().zip(&names).map(move |(&right, pair)| (rater.as_str(), pair.as_str(), right))
    });
    rated_pairs(&RatedPairs::try_new(answers).unwrap(), Level::DEFAULT).unwrap()
}

fn answers() -> impl Strategy<Value = Vec<Vec<bool>>> {
    (1_usize..7, 1_usize..12)
        .prop_flat_map(|(raters, pairs)| prop::collection::vec(prop::collection::vec(any::<bool>(), pairs), raters))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    /// The best of more draws are better; the more are shown the less good; best and worst balance.
    #[test]
    fn best_of_normal_grows_and_balances(n in 2_u64..5_000, k in 1_u64..5_000) {
        let k = 1 + (k - 1) % (n - 1);
        let mean = |n, k| best_of_normal(n, k).unwrap().unwrap().mean;
        prop_assert!(mean(n + 1, k) > mean(n, k) && mean(n, k + 1) < mean(n, k));
        let (best, worst) = (mean(n, k) * k as f64, mean(n, n - k) * (n - k) as f64);
        prop_assert!(near(best, worst), "{best} {worst}");
    }

    /// Equal values stay what they are, and the expectation is linear.
    #[test]
    fn redrawn_is_linear(mut values in prop::collection::vec(-9.0_f64..9.0, 1..30), k in 1_usize..30, factor in 0.1_f64..9.0, shift in -9.0_f64..9.0) {
        let k = 1 + (k - 1) % values.len();
        values.sort_by(|left, right| right.total_cmp(left));
        let moved: Vec<f64> = values.iter().map(|value| value * factor + shift).collect();
        let mean = |values: &[f64]| best_of_redrawn(values, k).unwrap().unwrap();
        prop_assert!(near(mean(&moved), mean(&values) * factor + shift));
        prop_assert_eq!(mean(&vec![shift; values.len()]), shift);
    }

    /// The number of clients is the least with the chance, for one picture and for several.
    #[test]
    fn clients_are_the_least(amount in 0.1_f64..4.0, sd in 0.8_f64..2.0, pictures in 1_u64..9) {
        let found = until_pictures(amount, sd, None, pictures).unwrap();
        for (clients, chance) in [(found.even, 0.5), (found.nearly_sure, 0.95)] {
            let clients = clients.unwrap();
            let reached = |n| Binomial::try_new(n, found.chance).unwrap().at_least(pictures);
            prop_assert!(reached(clients) >= chance && (clients == pictures || reached(clients - 1) < chance));
        }
    }
}

// Each of these draws galleries or fits models.
proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Falls of the mirrored sample are its rises; an offset and a change of order of the people alter nothing.
    #[test]
    fn galleries_mirror(changes in prop::collection::vec(-60_i64..60, 1..25), shown in 1_usize..25, offset in 1_i64..1_000_000_000_000) {
        let shown = 1 + (shown - 1) % changes.len();
        let rise = of(&changes, shown, Toward::Rise, Some(0.7));
        let mirrored: Vec<i64> = changes.iter().map(|change| -change).collect();
        let fall = of(&mirrored, shown, Toward::Fall, Some(0.7));
        prop_assert_eq!(&rise.picked, &fall.picked);
        prop_assert_eq!(rise.observed.value, -fall.observed.value);
        prop_assert!(near(rise.redrawn, -fall.redrawn));
        let (up, down) = (rise.noise.as_ref().unwrap(), fall.noise.as_ref().unwrap());
        prop_assert_eq!(up.expected.value, -down.expected.value);
        let (up, down) = (up.expected.interval.as_ref().unwrap(), down.expected.interval.as_ref().unwrap());
        prop_assert_eq!((up.lower, up.upper), (-down.upper, -down.lower));
        prop_assert_eq!(rise.share_by_picking, fall.share_by_picking);
        let far = gallery(&sample(&changes, offset), shown, Toward::Rise, Some(0.7), Level::DEFAULT).unwrap();
        prop_assert_eq!(far, rise);
    }

    /// The curve falls to the mean of everybody, and the gallery lies on it.
    #[test]
    fn curves_end_at_everybody(changes in prop::collection::vec(-60_i64..60, 2..25), shown in 1_usize..25) {
        let shown = 1 + (shown - 1) % changes.len();
        let found = of(&changes, shown, Toward::Rise, None);
        let last = found.curve.last().unwrap();
        prop_assert!(near(last.observed, found.everybody.value) && near(last.redrawn, found.everybody.value));
        prop_assert_eq!(last.noise, Some(0.0));
        for pair in found.curve.windows(2) {
            prop_assert!(pair[1].observed <= pair[0].observed + 1e-12 && pair[1].redrawn <= pair[0].redrawn + 1e-9);
            prop_assert!(pair[1].noise <= pair[0].noise);
        }
        // Of draws made anew the best may be missing.
        prop_assert!(found.redrawn <= found.curve[0].observed + 1e-12);
        prop_assert_eq!(found.curve[shown - 1].observed, found.observed.value);
        prop_assert_eq!(found.picked.len(), shown);
    }

    /// Right and wrong exchanged mirror every share; nothing depends on the order of raters and pairs; the fit is a maximum that no
    /// smaller model beats; every number is one.
    #[test]
    fn ratings_mirror(rows in answers()) {
        let found = rated(&rows);
        let wrong: Vec<Vec<bool>> = rows.iter().map(|row| row.iter().map(|right| !right).collect()).collect();
        let back: Vec<Vec<bool>> = rows.iter().rev().map(|row| row.iter().rev().copied().collect()).collect();
        prop_assert!(serde_json::to_string(&found).is_ok());
        for other in [rated(&wrong), rated(&back)] {
            let mirrored = other.pooled.right != found.pooled.right || near(found.pooled.share.value, 0.5);
            for kind in [AnswersOf::Pair, AnswersOf::Rater] {
                let of = |result: &RatedResult| result.clustered.iter().find(|each| each.of == kind).cloned().unwrap();
                let (one, two) = (of(&found), of(&other));
                prop_assert_eq!(one.mixed.is_some(), two.mixed.is_some());
                let (Some(one), Some(two)) = (one.mixed, two.mixed) else { continue };
                let distance = (one.share.value - 0.5).abs() - (two.share.value - 0.5).abs();
                prop_assert!(distance.abs() < 1e-6 && (one.sd_between - two.sd_between).abs() < 1e-4, "{one:?} {two:?}");
                prop_assert!(mirrored || (one.share.value - two.share.value).abs() < 1e-6);
                prop_assert!((one.likelihood_ratio - two.likelihood_ratio).abs() < 1e-6);
                let interval = one.share.interval.unwrap();
                prop_assert!(0.0 <= interval.lower && interval.lower <= one.share.value && one.share.value <= interval.upper);
                let (x, n) = (found.pooled.right as f64, found.pooled.answers as f64);
                let plain = x * (x / n).ln() + (n - x) * (1.0 - x / n).ln();
                prop_assert!(one.log_likelihood >= plain - 1e-9, "{} {plain}", one.log_likelihood);
            }
        }
    }
}

/// Nobody, one, everybody, equal changes.
#[test]
fn degenerate_galleries_have_an_outcome() {
    for (shown, changes) in [(0, &[1, 2][..]), (3, &[1, 2])] {
        assert!(gallery(&sample(changes, 900), shown, Toward::Fall, None, Level::DEFAULT).is_err());
    }
    assert!(gallery(&sample(&[1, 2], 900), 1, Toward::Fall, Some(f64::NAN), Level::DEFAULT).is_err());
    let one = of(&[-12], 1, Toward::Fall, None);
    assert!(one.noise.is_none() && one.everybody.interval.is_none() && one.notes[0].id == "no-noise");
    assert_eq!((one.observed.value, one.redrawn), (-1.2, -1.2));
    let equal = of(&[5, 5, 5], 2, Toward::Rise, None);
    let noise = equal.noise.as_ref().unwrap();
    assert_eq!((equal.observed.value, equal.redrawn, noise.expected.value, equal.tied_out), (0.5, 0.5, 0.0, 1));
    assert_eq!(equal.share_by_picking, Some(0.0));
    // Nobody fell: the gallery of falls shows rises, of which picking explains no share.
    assert_eq!(of(&[5, 6, 7], 1, Toward::Fall, None).share_by_picking, None);
    let range = range_of_best(1, 1, Level::DEFAULT).unwrap().unwrap();
    assert!((range.lower + range.upper).abs() < 1e-12 && range.upper > 1.959);
}

/// One rater, one pair, all right, each pair once: a reason stands where there is no model.
#[test]
fn degenerate_ratings_have_an_outcome() {
    let note = |result: &RatedResult, of: AnswersOf| {
        let clustered = result.clustered.iter().find(|each| each.of == of).unwrap();
        (clustered.mixed.is_some(), clustered.notes.first().map(|note| note.id))
    };
    let one_rater = rated(&[vec![true, true, false, true]]);
    assert_eq!(note(&one_rater, AnswersOf::Rater), (false, Some("one-cluster")));
    assert_eq!(note(&one_rater, AnswersOf::Pair), (true, Some("one-answer-each")));
    let one_pair = rated(&[vec![true], vec![false], vec![true]]);
    assert_eq!(note(&one_pair, AnswersOf::Pair), (false, Some("one-cluster")));
    let all_right = rated(&vec![vec![true; 5]; 3]);
    assert_eq!(note(&all_right, AnswersOf::Pair), (false, Some("all-alike")));
    assert_eq!(all_right.pooled.share.interval.as_ref().unwrap().upper, 1.0);
    let alike = rated(&vec![vec![true, true, false, true, false]; 3]);
    assert_eq!(note(&alike, AnswersOf::Pair), (false, Some("no-maximum")));
    assert_eq!(alike.clustered[0].of, AnswersOf::Pair, "the larger standard error first");
}
