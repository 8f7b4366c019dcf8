//! One person: detectable changes, individual response, power.

use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, SplitBody, TwoArms, Unit};
use girth::result::{Alternative, Level};
use girth::stats::StatsError;
use girth::stats::individual::{
    Allowed, ErrorOfReading, HeldAgainst, Occasions, beyond_detectable, individual_responders, response_between_sites,
    response_beyond_control, response_beyond_error, share_beyond_noise,
};
use girth::stats::power::{
    paired_t_participants, paired_t_power, sample_size_by_readings, tost_participants, tost_power,
};
use girth::stats::risk::{Toward, noise_share};
use proptest::prelude::*;

/// People named by `who`, with these changes in tenths of a centimetre.
fn people(who: &str, changes: &[i128]) -> PairedSample {
    let ids = (0..changes.len()).map(|at| ParticipantId::new(format!("{who}{at}"))).collect();
    let decimal = |ticks: i128| Decimal::new(ticks, 1).unwrap();
    let before: Vec<Decimal> = (0..changes.len() as i128).map(|at| decimal(800 + 7 * at)).collect();
    let after: Vec<Decimal> = (0..).zip(changes).map(|(at, change)| decimal(800 + 7 * at + change)).collect();
    let outcome = Outcome { name: "waist".into(), label: "Waist".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    PairedSample::try_new(outcome, None, ids, &before, &after, Vec::new()).unwrap()
}

fn error(sd: f64, degrees_of_freedom: Option<f64>) -> ErrorOfReading {
    ErrorOfReading { sd, degrees_of_freedom, occasions: Occasions::Different }
}

fn cm(ticks: i128) -> Decimal {
    Decimal::new(ticks, 1).unwrap()
}

fn near(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * left.abs().max(right.abs()).max(1.0)
}

const LEVEL: Level = Level::DEFAULT;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Turned over, falls are rises. Whom the interval shows to be more than expected, the test does.
    #[test]
    fn falls_and_rises_mirror_each_other(
        changes in prop::collection::vec(-60i128..60, 1..40),
        size in 1i128..50,
        sd in 0.1f64..3.0,
        degrees in prop::option::of(2.0f64..60.0),
    ) {
        let error = error(sd, degrees);
        let turned: Vec<i128> = changes.iter().map(|change| -change).collect();
        let of = |changes: &[i128], toward| {
            share_beyond_noise(&people("P", changes), cm(size), toward, &error, LEVEL).unwrap()
        };
        let (fell, rose) = (of(&changes, Toward::Fall), of(&turned, Toward::Rise));
        prop_assert_eq!(&fell.who, &rose.who);
        // The grid of the readings is the same, and so is everything else.
        prop_assert_eq!((fell.share.value, fell.expected, fell.p_value), (rose.share.value, rose.expected, rose.p_value));
        let counted = changes.iter().filter(|&&change| change <= -size).count();
        prop_assert_eq!(fell.who.len(), counted);
        let interval = fell.share.interval.unwrap();
        prop_assert!(interval.lower <= fell.share.value && fell.share.value <= interval.upper);
        let rejects = fell.p_value.value() <= 0.025;
        prop_assert!(rejects == (interval.lower >= fell.expected) || (fell.p_value.value() - 0.025).abs() < 1e-9);
        // A mark of 1 mm or more is between the tails at it and one mark before.
        let tail = |size: f64| noise_share(size, Toward::Rise, sd).unwrap();
        prop_assert!(tail(fell.least_change) <= fell.expected && fell.expected <= 0.5 + 1e-12);
    }

    /// A worse tape, or one less well known, never lets more through.
    #[test]
    fn the_gate_closes_as_the_error_grows(
        changes in prop::collection::vec(-60i128..20, 2..40),
        sd in 0.1f64..1.5,
        degrees in 2.0f64..60.0,
    ) {
        let sample = people("P", &changes);
        let p = |error: &ErrorOfReading| {
            share_beyond_noise(&sample, cm(15), Toward::Fall, error, LEVEL).unwrap().p_value.value()
        };
        prop_assert!(p(&error(sd, None)) <= p(&error(1.5 * sd, None)) + 1e-14);
        prop_assert!(p(&error(sd, None)) < p(&error(sd, Some(degrees))) || p(&error(sd, None)) == 1.0);
        let gate = |occasions| {
            let error = ErrorOfReading { occasions, ..error(sd, None) };
            individual_responders(&sample, None, Toward::Fall, &error, LEVEL).unwrap()
        };
        let (same, different) = (gate(Occasions::Same), gate(Occasions::Different));
        prop_assert_ne!(same.allowed, Allowed::Responders);
        prop_assert_eq!(same.allowed == Allowed::Nothing, different.allowed == Allowed::Nothing);
        let sides = beyond_detectable(&sample, &error(sd, None), LEVEL).unwrap();
        prop_assert_eq!(sides.fell.who.len() + sides.rose.who.len() + sides.within, changes.len());
        prop_assert_eq!(&sides.fell, &different.beyond);
        for (at, change) in changes.iter().enumerate() {
            prop_assert_eq!(sides.fell.who.contains(&at), (-change) as f64 / 10.0 > sides.detectable_change);
        }
    }

    /// The lower limit of the response lies above 0 just where its exact test rejects at half of alpha.
    #[test]
    fn the_sd_of_response_agrees_with_its_test(
        changes in prop::collection::vec(-60i128..60, 3..30),
        other in prop::collection::vec(-60i128..60, 3..30),
        sd in 0.3f64..3.0,
    ) {
        let spread = |changes: &[i128]| changes.iter().any(|change| change != &changes[0]);
        prop_assume!(spread(&changes) && spread(&other));
        let sample = people("P", &changes);
        let known = response_beyond_error(&sample, &error(sd, None), LEVEL).unwrap();
        let rejects = known.p_value.value() < 0.025;
        prop_assert!(rejects == (known.variance_limits[0] > 0.0) || (known.p_value.value() - 0.025).abs() < 1e-9);
        // Millions of degrees of freedom are a known error.
        let estimated = response_beyond_error(&sample, &error(sd, Some(1e9)), LEVEL).unwrap();
        prop_assert_eq!((known.held_against, estimated.held_against), (HeldAgainst::KnownError, HeldAgainst::EstimatedError));
        prop_assert!(near(known.p_value.value(), estimated.p_value.value(), 1e-3));
        for (one, two) in known.variance_limits.iter().zip(estimated.variance_limits) {
            prop_assert!(near(*one, two, 1e-3), "{one} {two}");
        }
        let arms = TwoArms::try_new(sample, people("C", &other)).unwrap();
        let beyond = response_beyond_control(&arms, LEVEL).unwrap();
        let back = response_beyond_control(&arms.exchanged(), LEVEL).unwrap();
        prop_assert!(near(beyond.variance, -back.variance, 1e-12));
        prop_assert!(near(beyond.variance_limits[0], -back.variance_limits[1], 1e-9));
        prop_assert!(near(beyond.p_value.value(), 1.0 - back.p_value.value(), 1e-9));
        for found in [known, beyond, back] {
            let interval = found.sd.interval.unwrap();
            prop_assert!(0.0 <= interval.lower && interval.lower <= found.sd.value && found.sd.value <= interval.upper);
            prop_assert_eq!(found.variance_limits[0] <= 0.0, found.notes.iter().any(|note| note.id == "not-detectable"));
        }
    }

    #[test]
    fn power_grows_with_people_and_with_the_change(n in 2u64..80, change in 0.05f64..2.0, sd in 0.5f64..3.0) {
        let power = |n: u64, change| paired_t_power(n as f64, change, sd, LEVEL, Alternative::TwoSided).unwrap();
        prop_assert!(power(n, change) < power(n + 1, change) + 1e-12);
        prop_assert!(power(n, change) < power(n, 1.1 * change) + 1e-12);
        prop_assert!(near(power(n, change), power(n, -change), 1e-12));
        let sided = |change, alternative| paired_t_power(n as f64, change, sd, LEVEL, alternative).unwrap();
        prop_assert!(near(sided(change, Alternative::Greater), sided(-change, Alternative::Less), 1e-12));
        let equal = |n| tost_power(n, 0.1 * change, sd, (-change, change), LEVEL).unwrap();
        // A power below alpha falls at first: two people's SD may be all but 0 by chance, three people's less often.
        prop_assert!(equal(n) <= equal(n + 1) + 1e-12 || equal(n) < LEVEL.alpha());
        // The bound by two noncentral t, from below, is what a size to settle rests on.
        prop_assert!(equal(n) + 1e-12 >= power_of_both(n, 0.1 * change, sd, change));
    }
}

fn power_of_both(n: u64, change: f64, sd: f64, bound: f64) -> f64 {
    let one = |distance: f64| paired_t_power(n as f64, distance, sd, LEVEL, Alternative::Greater).unwrap();
    one(change + bound) + one(bound - change) - 1.0
}

#[test]
fn degenerate_people_have_a_defined_outcome() {
    let of = error(0.5, Some(15.0));
    // One person is enough to be counted, and never enough to show anything.
    let alone = individual_responders(&people("P", &[-80]), None, Toward::Fall, &error(0.5, None), LEVEL).unwrap();
    assert_eq!((alone.beyond.who.as_slice(), alone.allowed), (&[0][..], Allowed::Nothing));
    // Everybody unchanged, on a grid that is all zeros of change.
    let still = individual_responders(&people("P", &[0; 20]), Some(cm(15)), Toward::Fall, &of, LEVEL).unwrap();
    assert_eq!((still.beyond.share.value, still.beyond.p_value.value(), still.allowed), (0.0, 1.0, Allowed::Nothing));
    // Everybody changed by the same: all responded, and nobody differs.
    let shift = people("P", &[-40; 20]);
    let gate = individual_responders(&shift, Some(cm(15)), Toward::Fall, &of, LEVEL).unwrap();
    assert_eq!((gate.beyond.share.value, gate.allowed), (1.0, Allowed::Responders));
    assert!(matches!(response_beyond_error(&shift, &of, LEVEL), Err(StatsError::Undefined { .. })));
    for wrong in [error(0.0, None), error(f64::NAN, None), error(1.0, Some(0.0))] {
        assert!(matches!(beyond_detectable(&shift, &wrong, LEVEL), Err(StatsError::Missing { .. })), "{wrong:?}");
        assert!(matches!(response_beyond_error(&shift, &wrong, LEVEL), Err(StatsError::Missing { .. })), "{wrong:?}");
    }
    let gate = individual_responders(&shift, Some(Decimal::ZERO), Toward::Fall, &of, LEVEL);
    assert!(matches!(gate, Err(StatsError::Missing { .. })));
    assert!(matches!(
        response_beyond_error(&people("P", &[-3]), &of, LEVEL),
        Err(StatsError::TooFew { needed: 2, found: 1, .. })
    ));
    let arms = TwoArms::try_new(people("P", &[-3, 4]), people("C", &[1, 1])).unwrap();
    assert!(matches!(response_beyond_control(&arms, LEVEL), Err(StatsError::Undefined { .. })));
    let sites = SplitBody::try_new(people("P", &[-3, 4, 5]), people("P", &[-6, 8, 10])).unwrap();
    assert!(matches!(response_between_sites(&sites, LEVEL), Err(StatsError::Undefined { .. })));
}

/// Readings on 1e9 have the changes of readings on 80.
#[test]
fn a_level_of_a_milliard_changes_nothing() {
    let changes = [-31, -22, -5, 0, 4, -17, -40, -2];
    let near_zero = people("P", &changes);
    let ids = near_zero.ids().to_vec();
    let far: Vec<Decimal> = (0..8).map(|at| Decimal::new(10_000_000_000 + 7 * at, 1).unwrap()).collect();
    let after: Vec<Decimal> =
        far.iter().zip(changes).map(|(before, change)| Decimal::new(before.ticks() + change, 1).unwrap()).collect();
    let far = PairedSample::try_new(near_zero.outcome().clone(), None, ids, &far, &after, Vec::new()).unwrap();
    let of = error(0.7, Some(12.0));
    assert_eq!(beyond_detectable(&near_zero, &of, LEVEL), beyond_detectable(&far, &of, LEVEL));
    assert_eq!(response_beyond_error(&near_zero, &of, LEVEL), response_beyond_error(&far, &of, LEVEL));
}

#[test]
fn sizes_are_the_smallest_that_are_enough() {
    for (change, sd) in [(1.0, 1.0), (-0.4, 1.3), (5.0, 1.0), (0.05, 2.0)] {
        let size = paired_t_participants(change, sd, LEVEL, Alternative::TwoSided, 0.8).unwrap().unwrap();
        let power = |n: u64| paired_t_power(n as f64, change, sd, LEVEL, Alternative::TwoSided).unwrap();
        assert!(power(size.participants) >= 0.8 && size.power == power(size.participants), "{size:?}");
        assert!(size.participants == 2 || power(size.participants - 1) < 0.8, "{size:?}");
    }
    let equal = tost_participants(0.2, 1.0, (-0.8, 0.6), LEVEL, 0.9).unwrap().unwrap();
    assert!(tost_power(equal.participants - 1, 0.2, 1.0, (-0.8, 0.6), LEVEL).unwrap() < 0.9, "{equal:?}");
    // No number of people shows what is not there.
    for alternative in [Alternative::TwoSided, Alternative::Less] {
        assert_eq!(paired_t_participants(0.0, 1.0, LEVEL, alternative, 0.8), Ok(None));
    }
    assert_eq!(paired_t_participants(1.0, 1.0, LEVEL, Alternative::Less, 0.8), Ok(None));
    assert_eq!(tost_participants(1.0, 1.0, (-1.0, 1.0), LEVEL, 0.8), Ok(None));
    assert!(tost_participants(0.0, 1.0, (1.0, -1.0), LEVEL, 0.8).is_err());
    assert!(tost_participants(0.0, 1.0, (-1.0, 1.0), LEVEL, 0.05).is_err());
    assert!(paired_t_participants(1.0, 0.0, LEVEL, Alternative::Less, 0.8).is_err());
    assert!(paired_t_participants(1.0, 1.0, LEVEL, Alternative::Less, 1.0).is_err());
    // A second reading saves people, and saves fewer the more people truly differ.
    let saved = |sd_true: f64| {
        let sizes = sample_size_by_readings(-1.0, sd_true, &error(1.2, None), LEVEL, Alternative::TwoSided, 0.8);
        let sizes = sizes.unwrap().map(|by| by.size.unwrap().participants);
        assert!(sizes.is_sorted_by(|more, fewer| more >= fewer), "{sizes:?}");
        sizes[3] as f64 / sizes[0] as f64
    };
    assert!(saved(0.5) < saved(1.5) && saved(1.5) < saved(5.0));
}
