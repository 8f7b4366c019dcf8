//! The exact signed-rank test against all sign patterns.

use super::brute_force;
use super::generate::{Settings, readings_of};
use girth::result::Alternative;
use girth::stats::{SignedRankMethod, ZeroHandling, registry};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn equals_all_sign_patterns(readings in (1usize..=10).prop_flat_map(readings_of), null in -10i128..10) {
        let shifted: Vec<i128> = readings.changes().iter().map(|change| change - null).collect();
        for zeros in [ZeroHandling::Wilcoxon, ZeroHandling::Pratt, ZeroHandling::Split] {
            for alternative in [Alternative::TwoSided, Alternative::Less, Alternative::Greater] {
                let settings =
                    Settings { null, alternative, zeros, signed_rank: SignedRankMethod::Exact, ..Settings::PLAIN };
                let result =
                    registry::paired("signed-rank").unwrap().run(&readings.sample(), &settings.options()).unwrap();
                let (doubled, p) = brute_force::signed_rank(&shifted, zeros, alternative);
                prop_assert_eq!(result.statistic.as_ref().map(|statistic| statistic.value), Some(doubled as f64 / 2.0));
                // Counts over a power of two are exact doubles.
                prop_assert_eq!(result.p_value.map(|p| p.value()), Some(p));
            }
        }
    }
}
