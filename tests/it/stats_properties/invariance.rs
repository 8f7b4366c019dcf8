//! Row order, offset, scale and direction.

use super::super::facts::{Exchange, facts};
use super::generate::{readings, settings};
use super::view::{Number, views, views_of};
use girth::data::Unit;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_order_of_rows_does_not_matter(
        (readings, order) in readings().prop_flat_map(|readings| {
            let order: Vec<usize> = (0..readings.before.len()).collect();
            (Just(readings), Just(order).prop_shuffle())
        }),
        settings in settings(),
    ) {
        let reordered = readings.reordered(&order);
        for ((id, one), (_, other)) in views_of(&readings, &settings).iter().zip(views_of(&reordered, &settings)) {
            prop_assert!(!facts(id).order || one.close(&other), "{id}: {one:?} {other:?}");
        }
    }

    #[test]
    fn an_offset_of_all_readings_changes_nothing(
        readings in readings(), settings in settings(), by in prop_oneof![-5000i128..5000, Just(10_000_000_000)],
    ) {
        // Readings that an offset lifts above zero suit more procedures.
        let shifted = views_of(&readings.shifted(by), &settings);
        for (id, one) in views_of(&readings, &settings).into_iter().filter(|(id, _)| facts(id).offset) {
            let other = shifted.iter().find(|(name, _)| *name == id).map(|(_, view)| view);
            prop_assert!(other.is_some_and(|other| one.close(other)), "{id}: {one:?} {other:?}");
        }
    }

    #[test]
    fn ten_times_the_readings_are_ten_times_what_has_a_unit(readings in readings(), settings in settings()) {
        let larger = views(&readings.scaled(10), &settings.scaled(10));
        for ((id, one), (_, other)) in views_of(&readings, &settings).iter().zip(larger) {
            let factor = |number: &Number| if number.unit == Unit::Cm { 10.0 } else { 1.0 };
            let expected = one.mapped(|number| number.mapped(factor(number), 0.0));
            prop_assert!(!facts(id).scale || expected.close(&other), "{id}: {expected:?} {other:?}");
        }
    }

    #[test]
    fn before_and_after_changed_over_mirror_the_result(readings in readings(), settings in settings()) {
        // The mirrored settings ask for `less` where these ask for `greater`: the p-values must be equal.
        let mirrored = views_of(&readings.swapped(), &settings.mirrored());
        for (id, one) in views_of(&readings, &settings) {
            let (partner, expected) = match facts(id).exchange {
                Exchange::Mirror(centre) => (id, one.mapped(|number| number.mapped(-1.0, centre))),
                Exchange::Partner(partner) => (partner, one.mapped(|number| number.mapped(-1.0, 0.0))),
                Exchange::Reciprocal => (id, one.mapped(Number::reciprocal)),
                Exchange::Keep => (id, one),
                Exchange::OwnTest => continue,
            };
            let found = mirrored.iter().find(|(name, _)| *name == partner).map(|(_, view)| view);
            prop_assert!(found.is_some_and(|found| expected.close(found)), "{id}: {expected:?} {found:?}");
        }
    }
}
