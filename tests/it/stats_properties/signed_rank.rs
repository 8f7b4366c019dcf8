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

/// Sizes of groups of tied changes: all ways to write `n` as an ordered sum.
fn compositions(n: u64) -> Vec<Vec<u64>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let first = |first: u64| compositions(n - first).into_iter().map(move |rest| [vec![first], rest].concat());
    (1..=n).flat_map(first).collect()
}

/// Every pattern of ties among up to ten changes, with every number of zeros below them, dropped or ranked: the distribution of the
/// statistic, both tails at every value, against counting all sign patterns.
#[test]
fn every_pattern_of_ties_and_zeros_up_to_ten() {
    for n in 1..=10u64 {
        for zeros in 0..n {
            for (groups, ranked_zeros) in
                compositions(n - zeros).iter().flat_map(|groups| [(groups, 0), (groups, zeros)])
            {
                let mut below = ranked_zeros;
                let mut doubled = Vec::new();
                for &size in groups {
                    doubled.extend((0..size).map(|_| 2 * below + size + 1));
                    below += size;
                }
                let patterns = 1u32 << doubled.len();
                let total: u64 = doubled.iter().sum();
                let mut ways = vec![0u32; total as usize + 1];
                for pattern in 0..patterns {
                    let chosen = doubled.iter().enumerate().filter(|(bit, _)| pattern >> bit & 1 == 1);
                    ways[chosen.map(|(_, rank)| rank).sum::<u64>() as usize] += 1;
                }
                let law = girth::dist::SignedRank::try_new(&doubled).unwrap();
                let mut at_most = 0;
                for (t, &here) in ways.iter().enumerate() {
                    let at_least = patterns - at_most;
                    at_most += here;
                    let share = |count: u32| f64::from(count) / f64::from(patterns);
                    // Counts over a power of two are exact doubles.
                    assert_eq!(law.at_most(t as u64), share(at_most), "{groups:?}, {ranked_zeros} zeros, {t}");
                    assert_eq!(law.at_least(t as u64), share(at_least), "{groups:?}, {ranked_zeros} zeros, {t}");
                }
            }
        }
    }
}
