//! Events between groups: against enumeration, and under exchange of the groups.

use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, TwoArms, Unit};
use girth::dist::Binomial;
use girth::result::{Alternative, DetailValue, Estimate, Level};
use girth::stats::risk::{
    self, ClusterMethod, EventCounts, EventsAre, Exposure, Harm, HarmCounts, Needed, NumberNeeded, PersonCount,
    RiskDifferenceMethod, RiskRatioMethod, Toward, TwoByTwo, UNCONDITIONAL_LIMIT,
};
use girth::stats::{StatsError, TestOptions, Threshold, Usage, registry};
use proptest::prelude::*;

const SIDES: [Alternative; 3] = [Alternative::TwoSided, Alternative::Less, Alternative::Greater];

fn table(x1: u64, n1: u64, x2: u64, n2: u64) -> TwoByTwo {
    TwoByTwo::try_new(x1, n1, x2, n2).unwrap()
}

fn ends(estimate: &Estimate) -> (f64, f64) {
    let interval = estimate.interval.as_ref().unwrap();
    (interval.lower, interval.upper)
}

fn difference(of: &TwoByTwo, method: RiskDifferenceMethod, alternative: Alternative) -> Estimate {
    risk::risk_difference(of, method, alternative, Level::DEFAULT).unwrap()
}

fn near(left: f64, right: f64) -> bool {
    left == right
        || left.is_finite() && right.is_finite() && (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1e-3)
}

/// The same number when turned over, 0 and infinity being each other's.
fn inverse(left: f64, right: f64) -> bool {
    near(left, 1.0 / right)
}

fn tables(most: u64) -> impl Iterator<Item = TwoByTwo> {
    (1..=most).flat_map(move |n1| {
        (1..=most).flat_map(move |n2| (0..=n1).flat_map(move |x1| (0..=n2).map(move |x2| table(x1, n1, x2, n2))))
    })
}

/// Every table of up to five people in a group: no NaN, every interval with its estimate inside, its mirror image, and the one-sided
/// intervals with one end of that of twice the alpha.
#[test]
fn small_tables_all_have_an_outcome() {
    let ninety = Level::try_new(0.9).unwrap();
    for of in tables(5) {
        let back = of.exchanged();
        for method in RiskDifferenceMethod::ALL {
            let (one, other) =
                (difference(&of, method, Alternative::TwoSided), difference(&back, method, Alternative::TwoSided));
            let ((low, high), (back_low, back_high)) = (ends(&one), ends(&other));
            assert!(low <= high && one.value == -other.value, "{of:?} {method:?}");
            assert!(near(low, -back_high) && near(high, -back_low), "{of:?} {method:?}: {low} {back_high}");
            let proper = matches!(method, RiskDifferenceMethod::MiettinenNurminen | RiskDifferenceMethod::Newcombe);
            assert!(
                method == RiskDifferenceMethod::AgrestiCaffo || (low <= one.value && one.value <= high),
                "{of:?} {method:?}"
            );
            assert!(!proper || (low >= -1.0 && high <= 1.0 && low < high), "{of:?} {method:?}: {low} {high}");
            let (free, at_most) = ends(&difference(&of, method, Alternative::Less));
            let wide = risk::risk_difference(&of, method, Alternative::TwoSided, ninety).unwrap();
            assert!(free == f64::NEG_INFINITY && near(at_most, ends(&wide).1), "{of:?} {method:?}");
        }
        for method in RiskRatioMethod::ALL {
            let ratio = |of: &TwoByTwo| risk::risk_ratio(of, method, Alternative::TwoSided, Level::DEFAULT).unwrap();
            let (Some(one), Some(other)) = (ratio(&of), ratio(&back)) else {
                assert_eq!(of.events(), 0, "{of:?}");
                continue;
            };
            assert!(inverse(one.value, other.value), "{of:?}: {} {}", one.value, other.value);
            if one.interval.is_none() {
                assert!(method == RiskRatioMethod::Katz && of.events() == of.n(), "{of:?}");
                continue;
            }
            let ((low, high), (back_low, back_high)) = (ends(&one), ends(&other));
            assert!(0.0 <= low && low <= one.value && one.value <= high, "{of:?} {method:?}: {low} {high}");
            assert!(low < high && inverse(low, back_high) && inverse(high, back_low), "{of:?} {method:?}");
        }
        let sample = |of: &TwoByTwo| risk::odds_ratio(of, Alternative::TwoSided, Level::DEFAULT).unwrap();
        let exact = |of: &TwoByTwo| risk::conditional_odds_ratio(of, Alternative::TwoSided, Level::DEFAULT).unwrap();
        for ratio in [&sample as &dyn Fn(&TwoByTwo) -> Option<Estimate>, &exact] {
            let (Some(one), Some(other)) = (ratio(&of), ratio(&back)) else {
                assert!(!of.varies(), "{of:?}");
                continue;
            };
            let ((low, high), (back_low, back_high)) = (ends(&one), ends(&other));
            assert!(0.0 <= low && low <= one.value && one.value <= high && low < high, "{of:?}: {low} {high}");
            assert!(inverse(one.value, other.value), "{of:?}: {} {}", one.value, other.value);
            assert!(inverse(low, back_high) && inverse(high, back_low), "{of:?}");
        }
    }
}

/// The score interval holds just those differences that the score test does not reject.
#[test]
fn score_interval_and_test_agree() {
    for of in [table(7, 34, 1, 34), table(0, 9, 4, 12), table(5, 5, 2, 8), table(0, 7, 0, 9), table(6, 6, 4, 4)] {
        let (low, high) = ends(&difference(&of, RiskDifferenceMethod::MiettinenNurminen, Alternative::TwoSided));
        for (limit, sign) in [(low, 1.0), (high, -1.0)] {
            if limit.abs() < 1.0 {
                let z = risk::difference_score(&of, limit).unwrap().unwrap();
                assert!((z * sign - 1.959_963_984_540_054).abs() < 1e-6, "{of:?} {limit}: {z}");
            }
        }
    }
}

/// Both exact tests keep 5 % at every common risk on a grid, by the probabilities of all tables; Boschloo's p is never above Fisher's,
/// and Barnard's test keeps its size too.
#[test]
fn exact_tests_keep_their_size() {
    for (n1, n2) in [(4, 4), (7, 5), (9, 9), (3, 12), (1, 10)] {
        for alternative in SIDES {
            let mut rejected = Vec::new();
            for (x1, x2) in (0..=n1).flat_map(|x1| (0..=n2).map(move |x2| (x1, x2))) {
                let of = table(x1, n1, x2, n2);
                let fisher = risk::fisher_exact(&of, alternative).unwrap();
                let boschloo = risk::boschloo(&of, alternative).unwrap();
                let barnard = risk::barnard(&of, alternative).unwrap();
                assert!(boschloo <= fisher.p * (1.0 + 1e-9), "{of:?} {alternative:?}: {boschloo} {}", fisher.p);
                assert!(fisher.mid_p <= fisher.p && fisher.mid_p >= 0.0, "{of:?}");
                assert!((0.0..=1.0).contains(&boschloo) && (0.0..=1.0).contains(&barnard), "{of:?}");
                rejected.push((x1, x2, [fisher.p, boschloo, barnard]));
            }
            for step in 0..=200 {
                let share = f64::from(step) / 200.0;
                let (first, second) = (Binomial::try_new(n1, share).unwrap(), Binomial::try_new(n2, share).unwrap());
                for which in 0..3 {
                    let at = |p: &[f64; 3]| p[which] <= 0.05;
                    let size: f64 = rejected
                        .iter()
                        .filter(|(.., p)| at(p))
                        .map(|&(x1, x2, _)| first.pmf(x1) * second.pmf(x2))
                        .sum();
                    assert!(size <= 0.05 + 1e-9, "{n1} {n2} {alternative:?} {share} {which}: {size}");
                }
            }
        }
    }
}

/// Boschloo's and Barnard's p are what their rejection regions have at the worst common risk of a fine grid, and hardly more.
#[test]
fn the_maximum_is_found() {
    for of in [table(6, 11, 1, 9), table(2, 6, 5, 6), table(3, 14, 0, 8), table(0, 3, 5, 20)] {
        for alternative in SIDES {
            let p = risk::boschloo(&of, alternative).unwrap();
            let observed = risk::fisher_exact(&of, alternative).unwrap().p;
            let (n1, n2) = (of.treated_n(), of.control_n());
            let region: Vec<(u64, u64)> = (0..=n1)
                .flat_map(|x1| (0..=n2).map(move |x2| (x1, x2)))
                .filter(|&(x1, x2)| {
                    let other = risk::fisher_exact(&table(x1, n1, x2, n2), alternative).unwrap().p;
                    other <= observed * (1.0 + 1e-10)
                })
                .collect();
            let at = |share: f64| -> f64 {
                let (first, second) = (Binomial::try_new(n1, share).unwrap(), Binomial::try_new(n2, share).unwrap());
                region.iter().map(|&(x1, x2)| first.pmf(x1) * second.pmf(x2)).sum()
            };
            let grid = (0..=2000).map(|step| at(f64::from(step) / 2000.0)).fold(0.0, f64::max);
            assert!(p >= grid - 1e-12 && p <= grid + 1e-4 * grid, "{of:?} {alternative:?}: {p} {grid}");
        }
    }
}

/// Coverage of the 95 % intervals for a difference, from the probabilities of all tables: on average near the level, nowhere far below
/// for those that are recommended.
#[test]
fn recommended_intervals_cover() {
    let (n1, n2) = (12, 10);
    for (method, least) in [(RiskDifferenceMethod::MiettinenNurminen, 0.90), (RiskDifferenceMethod::Newcombe, 0.88)] {
        let intervals: Vec<(u64, u64, f64, f64)> = (0..=n1)
            .flat_map(|x1| (0..=n2).map(move |x2| (x1, x2)))
            .map(|(x1, x2)| {
                let (low, high) = ends(&difference(&table(x1, n1, x2, n2), method, Alternative::TwoSided));
                (x1, x2, low, high)
            })
            .collect();
        let (mut sum, mut points) = (0.0, 0.0);
        for (i, j) in (1..20).flat_map(|i| (1..20).map(move |j| (i, j))) {
            let (p1, p2) = (f64::from(i) / 20.0, f64::from(j) / 20.0);
            let (first, second) = (Binomial::try_new(n1, p1).unwrap(), Binomial::try_new(n2, p2).unwrap());
            let covered: f64 = intervals
                .iter()
                .filter(|&&(_, _, low, high)| low <= p1 - p2 + 1e-12 && p1 - p2 <= high + 1e-12)
                .map(|&(x1, x2, ..)| first.pmf(x1) * second.pmf(x2))
                .sum();
            assert!(covered >= least, "{method:?} {p1} {p2}: {covered}");
            sum += covered;
            points += 1.0;
        }
        let mean: f64 = sum / points;
        assert!((0.945..0.98).contains(&mean), "{method:?}: {mean}");
    }
}

#[test]
fn huge_counts_do_not_overflow() {
    let huge = TwoByTwo::LARGEST;
    assert!(TwoByTwo::try_new(1, huge + 1, 0, 1).is_none() && TwoByTwo::try_new(2, 1, 0, 1).is_none());
    assert!(TwoByTwo::try_new(0, 0, 0, 1).is_none());
    for of in [table(huge / 3, huge, huge / 3 - 5, huge), table(0, huge, 1, huge), table(huge, huge, huge - 1, huge)] {
        for method in RiskDifferenceMethod::ALL {
            let estimate = difference(&of, method, Alternative::TwoSided);
            let (low, high) = ends(&estimate);
            assert!(low.is_finite() && high.is_finite() && low <= high, "{of:?} {method:?}: {low} {high}");
        }
        for method in RiskRatioMethod::ALL {
            let ratio = risk::risk_ratio(&of, method, Alternative::TwoSided, Level::DEFAULT).unwrap().unwrap();
            let (low, high) = ends(&ratio);
            assert!(low >= 0.0 && low <= high, "{of:?} {method:?}: {low} {high}");
        }
        let chi = risk::chi_squared(&of, Alternative::TwoSided, false).unwrap().unwrap();
        assert!(chi.statistic.is_finite() && (0.0..=1.0).contains(&chi.p), "{of:?} {chi:?}");
        let refused = risk::fisher_exact(&of, Alternative::TwoSided);
        assert!(matches!(refused, Err(StatsError::Numerical { .. })), "{refused:?}");
        assert!(matches!(risk::boschloo(&of, Alternative::Less), Err(StatsError::Numerical { .. })));
    }
    // One person in a million without an event: the score interval of the ratio is that of the mirrored difference, nearly.
    let full = table(1_000_000, 1_000_000, 999_999, 1_000_000);
    let ratio = risk::risk_ratio(&full, RiskRatioMethod::MiettinenNurminen, Alternative::TwoSided, Level::DEFAULT);
    let (ratio, difference_ends) = (
        ratio.unwrap().unwrap(),
        ends(&difference(&full, RiskDifferenceMethod::MiettinenNurminen, Alternative::TwoSided)),
    );
    assert!(((ends(&ratio).0 - 1.0) / difference_ends.0 - 1.0).abs() < 1e-4, "{ratio:?} {difference_ends:?}");
    assert!(((ends(&ratio).1 - 1.0) / difference_ends.1 - 1.0).abs() < 1e-4, "{ratio:?} {difference_ends:?}");
    // A million people, exactly: the p of the large-sample test is close.
    let million = table(250_600, 500_000, 249_900, 500_000);
    let fisher = risk::fisher_exact(&million, Alternative::TwoSided).unwrap();
    let chi = risk::chi_squared(&million, Alternative::TwoSided, true).unwrap().unwrap();
    assert!((fisher.p / chi.p - 1.0).abs() < 1e-3, "{fisher:?} {chi:?}");
    let odds = risk::conditional_odds_ratio(&million, Alternative::TwoSided, Level::DEFAULT).unwrap().unwrap();
    let woolf = risk::odds_ratio(&million, Alternative::TwoSided, Level::DEFAULT).unwrap().unwrap();
    assert!((odds.value / woolf.value - 1.0).abs() < 1e-6 && (ends(&odds).0 / ends(&woolf).0 - 1.0).abs() < 1e-4);
    let least = risk::participants_to_exclude(1e-12, Level::DEFAULT).unwrap();
    assert!((least as f64 / 2.995_732_273_554e12 - 1.0).abs() < 1e-9, "{least}");
    let exposure = Exposure::try_new(1 << 40, 1e12).unwrap();
    let rate = risk::event_rate(&exposure, Alternative::TwoSided, Level::DEFAULT).unwrap();
    assert!(ends(&rate).0 < rate.value && rate.value < ends(&rate).1, "{rate:?}");
}

/// The largest tables for which all are gone through.
#[test]
fn the_limit_of_unconditional_tests_is_reached() {
    let half = UNCONDITIONAL_LIMIT / 2;
    let of = table(270, half, 230, half);
    let (fisher, boschloo) = (
        risk::fisher_exact(&of, Alternative::TwoSided).unwrap().p,
        risk::boschloo(&of, Alternative::TwoSided).unwrap(),
    );
    let pearson = risk::chi_squared(&of, Alternative::TwoSided, false).unwrap().unwrap().p;
    assert!(pearson * 0.99 < boschloo && boschloo < fisher, "{pearson} {boschloo} {fisher}");
    assert!(risk::boschloo(&table(270, half, 230, half + 1), Alternative::TwoSided).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Exchange of the groups, and of events and their absence.
    #[test]
    fn exchange((n1, n2) in (1u64..25, 1u64..25), (a, b) in (0.0..=1.0, 0.0..=1.0)) {
        let (x1, x2) = ((a * n1 as f64) as u64, (b * n2 as f64) as u64);
        let of = table(x1, n1, x2, n2);
        let (back, without) = (of.exchanged(), table(n1 - x1, n1, n2 - x2, n2));
        let opposite = |side| match side {
            Alternative::TwoSided => Alternative::TwoSided,
            Alternative::Less => Alternative::Greater,
            Alternative::Greater => Alternative::Less,
        };
        for side in SIDES {
            for other in [&back, &without] {
                let (one, two) = (risk::fisher_exact(&of, side).unwrap(), risk::fisher_exact(other, opposite(side)).unwrap());
                prop_assert!(near(one.p, two.p) && near(one.mid_p, two.mid_p), "{:?} {:?}: {:?} {:?}", of, side, one, two);
                let (one, two) = (risk::boschloo(&of, side).unwrap(), risk::boschloo(other, opposite(side)).unwrap());
                prop_assert!(near(one, two), "{:?} {:?}: {} {}", of, side, one, two);
                let (one, two) = (risk::barnard(&of, side).unwrap(), risk::barnard(other, opposite(side)).unwrap());
                prop_assert!(near(one, two), "{:?} {:?}: {} {}", of, side, one, two);
            }
        }
        for method in RiskDifferenceMethod::ALL {
            let (low, high) = ends(&difference(&of, method, Alternative::TwoSided));
            let (other_low, other_high) = ends(&difference(&without, method, Alternative::TwoSided));
            prop_assert!(near(low, -other_high) && near(high, -other_low), "{:?} {:?}", of, method);
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Ends of the numbers needed are those of the difference turned over; benefit and harm change places with the wish.
    #[test]
    fn numbers_needed((n1, n2) in (1u64..60, 1u64..60), (a, b) in (0.0..=1.0, 0.0..=1.0)) {
        let of = table((a * n1 as f64) as u64, n1, (b * n2 as f64) as u64, n2);
        let method = RiskDifferenceMethod::Newcombe;
        let (low, high) = ends(&difference(&of, method, Alternative::TwoSided));
        let wanted = NumberNeeded::of(&of, EventsAre::Wanted, method, Level::DEFAULT).unwrap();
        let unwanted = NumberNeeded::of(&of, EventsAre::Unwanted, method, Level::DEFAULT).unwrap();
        let turned = |needed: Needed| match needed {
            Needed::Benefit(number) => Needed::Harm(number),
            Needed::Harm(number) => Needed::Benefit(number),
            Needed::Infinite => Needed::Infinite,
        };
        prop_assert_eq!((unwanted.estimate, unwanted.best, unwanted.worst),
            (turned(wanted.estimate), turned(wanted.worst), turned(wanted.best)));
        prop_assert_eq!(wanted.through_infinity, low < 0.0 && high > 0.0);
        prop_assert_eq!(wanted.through_infinity, wanted.interval_words().contains(" to infinity to "));
        let back = |needed| match needed {
            Needed::Benefit(number) => 1.0 / number,
            Needed::Harm(number) => -1.0 / number,
            Needed::Infinite => 0.0,
        };
        prop_assert!(near(back(wanted.best), high) && near(back(wanted.worst), low));
        for needed in [wanted.estimate, wanted.best, wanted.worst] {
            prop_assert!(!matches!(needed, Needed::Benefit(number) | Needed::Harm(number) if number < 1.0 - 1e-12));
        }
    }

    /// Rates: exchange, estimates inside their intervals, the interval of the ratio against the test.
    #[test]
    fn rates((x1, x2) in (0u64..40, 0u64..40), (t1, t2) in (1u32..500, 1u32..500)) {
        let group = |events, amount| Exposure::try_new(events, f64::from(amount)).unwrap();
        let (treated, control) = (group(x1, t1), group(x2, t2));
        let (two_sided, level) = (Alternative::TwoSided, Level::DEFAULT);
        let rate = risk::event_rate(&treated, two_sided, level).unwrap();
        prop_assert!(ends(&rate).0 <= rate.value && rate.value < ends(&rate).1);
        let (one, other) = (risk::rate_difference(&treated, &control, two_sided, level).unwrap(),
            risk::rate_difference(&control, &treated, two_sided, level).unwrap());
        prop_assert!(near(ends(&one).0, -ends(&other).1) && ends(&one).0 <= one.value && one.value <= ends(&one).1);
        let test = risk::rate_test(&treated, &control, two_sided).unwrap();
        let back = risk::rate_test(&control, &treated, two_sided).unwrap();
        prop_assert!(near(test.p, back.p) && near(test.p_small_probabilities, back.p_small_probabilities));
        prop_assert!(test.mid_p <= test.p);
        let ratio = risk::rate_ratio(&treated, &control, two_sided, level).unwrap();
        prop_assert_eq!(ratio.is_none(), x1 + x2 == 0);
        if let Some(ratio) = ratio {
            let (low, high) = ends(&ratio);
            let other = risk::rate_ratio(&control, &treated, two_sided, level).unwrap().unwrap();
            prop_assert!(low <= ratio.value && ratio.value <= high && inverse(low, ends(&other).1));
            prop_assert!((test.p - 0.05).abs() < 1e-9 || (test.p < 0.05) != (low <= 1.0 && 1.0 <= high), "{} {} {}", test.p, low, high);
        }
    }

    /// The sum of the small probabilities, by adding them up one by one.
    #[test]
    fn small_probabilities((x1, x2) in (0u64..30, 0u64..30), (t1, t2) in (1u32..50, 1u32..50)) {
        let group = |events, amount| Exposure::try_new(events, f64::from(amount)).unwrap();
        let found = risk::rate_test(&group(x1, t1), &group(x2, t2), Alternative::TwoSided).unwrap();
        let law = Binomial::try_new(x1 + x2, f64::from(t1) / f64::from(t1 + t2)).unwrap();
        let at = law.pmf(x1) * (1.0 + 1e-7);
        let sum: f64 = (0..=x1 + x2).map(|x| law.pmf(x)).filter(|&p| p <= at).sum();
        prop_assert!((found.p_small_probabilities - sum).abs() < 1e-12, "{} {}", found.p_small_probabilities, sum);
    }

    /// What is excluded by no event is what the number of participants for it says.
    #[test]
    fn event_free_and_participants(rate in 1e-5..0.999f64, alpha in 0.001..0.5f64) {
        let level = Level::try_new(1.0 - alpha).unwrap();
        let n = risk::participants_to_exclude(rate, level).unwrap();
        let bound = |n| risk::event_free(n, level).unwrap();
        prop_assert!(bound(n).one_sided <= rate * (1.0 + 1e-12), "{} {}", n, bound(n).one_sided);
        prop_assert!(n == 1 || bound(n - 1).one_sided > rate * (1.0 - 1e-12));
        prop_assert!(bound(n).one_sided < bound(n).two_sided);
        let exact = risk::risk_at_most(0, n, level).unwrap().unwrap();
        prop_assert!((exact / bound(n).one_sided - 1.0).abs() < 1e-10);
    }
}

#[test]
fn rates_and_bounds_at_their_ends() {
    assert!(
        risk::event_free(0, Level::DEFAULT).is_none()
            && risk::risk(1, 0, Alternative::Less, Level::DEFAULT).unwrap().is_none()
    );
    for rate in [0.0, 1.0, -0.1, f64::NAN] {
        assert!(
            matches!(risk::participants_to_exclude(rate, Level::DEFAULT), Err(StatsError::Numerical { .. })),
            "{rate}"
        );
    }
    assert!(Exposure::try_new(1, 0.0).is_none() && Exposure::try_new(1, f64::INFINITY).is_none());
    let none = Exposure::try_new(0, 12.0).unwrap();
    let test = risk::rate_test(&none, &none, Alternative::TwoSided).unwrap();
    assert_eq!((test.p, test.p_small_probabilities), (1.0, 1.0));
}

/// Everybody the same: no variation beyond Poisson's can be estimated, and no interval is made up.
#[test]
fn clustered_rates_need_variation() {
    let counts = |people: &[(u64, u64)]| {
        EventCounts::try_new(people.iter().map(|&(events, sessions)| PersonCount { events, sessions }).collect())
    };
    assert!(counts(&[]).is_none() && counts(&[(1, 0)]).is_none());
    let rate = |people: &[(u64, u64)], method| {
        risk::clustered_rate(&counts(people).unwrap(), method, Alternative::TwoSided, Level::DEFAULT).unwrap()
    };
    for method in [ClusterMethod::Robust, ClusterMethod::QuasiPoisson] {
        assert!(rate(&[(3, 6)], method).is_none(), "one person");
        assert!(rate(&[(0, 6), (0, 5)], method).is_none(), "no event");
        assert!(rate(&[(2, 6), (1, 3), (4, 12)], method).is_none(), "everybody at the same rate");
        // All events in one person: the robust interval is far wider than the Poisson one.
        let clustered = rate(&[(12, 6), (0, 6), (0, 6), (0, 6)], method).unwrap();
        let poisson = counts(&[(12, 6), (0, 6), (0, 6), (0, 6)]).unwrap().per_session().unwrap();
        let poisson = risk::event_rate(&poisson, Alternative::TwoSided, Level::DEFAULT).unwrap();
        assert_eq!(clustered.value, poisson.value);
        assert!(ends(&clustered).0 < ends(&poisson).0 / 2.0 && ends(&clustered).1 > ends(&poisson).1 * 2.0);
    }
}

#[test]
fn harms_in_one_and_two_groups() {
    let counts = |group: &str, people, with_event, events| HarmCounts {
        group: group.to_owned(),
        people,
        with_event,
        events: Some(events),
        sessions: Some(people * 6),
    };
    let one = Harm::of_one("bruising", counts("treated", 30, 0, 0), Level::DEFAULT).unwrap();
    let free = one.groups[0].event_free.unwrap();
    assert!(
        (free.one_sided - 0.095_034).abs() < 1e-6 && (one.groups[0].risk_at_most / free.one_sided - 1.0).abs() < 1e-12
    );
    assert!(one.comparison.is_none() && ends(one.groups[0].rate.as_ref().unwrap()).0 == 0.0);
    let two =
        Harm::of_two("bruising", counts("treated", 30, 7, 11), counts("control", 31, 2, 2), Level::DEFAULT).unwrap();
    let comparison = two.comparison.as_ref().unwrap();
    assert!(comparison.fisher_p.unwrap().value() > comparison.boschloo_p.unwrap().value());
    assert!(matches!(comparison.number_needed.estimate, Needed::Harm(_)) && comparison.rate_ratio.is_some());
    assert!(serde_json::to_string(&two).unwrap().contains("\"through_infinity\":true"));
    let none = Harm::of_two("scar", counts("treated", 30, 0, 0), counts("control", 31, 0, 0), Level::DEFAULT).unwrap();
    let comparison = none.comparison.as_ref().unwrap();
    assert!(comparison.fisher_p.is_none() && comparison.ratio.is_none() && comparison.rate_ratio.is_none());
    assert!(serde_json::to_string(&none).is_ok());
    for wrong in [counts("x", 0, 0, 0), counts("x", 3, 4, 4), counts("x", 3, 2, 1), counts("x", 3, 0, 1)] {
        let refused = Harm::of_one("x", wrong, Level::DEFAULT);
        assert!(matches!(refused, Err(StatsError::Undefined { .. })), "{refused:?}");
    }
}

fn sample(name: &str, unit: Unit, decimals: u8, pairs: &[(i128, i128)]) -> PairedSample {
    let column = |of: fn(&(i128, i128)) -> i128| -> Vec<Decimal> {
        pairs.iter().map(|pair| Decimal::new(of(pair), decimals).unwrap()).collect()
    };
    let ids = (0..pairs.len()).map(|row| ParticipantId::new(format!("{name}{row}"))).collect();
    let outcome = Outcome { name: "x".into(), label: "X".into(), kind: OutcomeKind::Other, unit };
    let (before, after) = (column(|pair| pair.0), column(|pair| pair.1));
    PairedSample::try_new(outcome, Some(name.into()), ids, &before, &after, Vec::new()).unwrap()
}

#[test]
fn procedures_for_two_arms() {
    let yes_no = |treated: &[(i128, i128)], control: &[(i128, i128)]| {
        let (treated, control) = (sample("T", Unit::None, 0, treated), sample("C", Unit::None, 0, control));
        TwoArms::try_new(treated, control).unwrap()
    };
    let options = TestOptions::default();
    let run = |id: &str, arms: &TwoArms, options: &TestOptions| registry::comparison(id).unwrap().run(arms, options);
    let some = yes_no(&[(0, 1), (0, 1), (1, 1), (0, 0)], &[(0, 0), (1, 0), (0, 1)]);
    for id in ["risk-difference", "fisher"] {
        let procedure = registry::comparison(id).unwrap();
        assert_eq!(procedure.usage(&some, &options), Usage::ByDefault);
        let (one, other) = (run(id, &some, &options).unwrap(), run(id, &some.clone().exchanged(), &options).unwrap());
        assert!(near(one.p_value.unwrap().value(), other.p_value.unwrap().value()), "{id}");
        assert_eq!(one.detail("treated_yes_before"), Some(DetailValue::Count(1)));
        assert!(one.notes.iter().any(|note| note.id == "yes-before") && one.analysed.n == 7);
        // No variation: estimates, a note, no p-value.
        let still = run(id, &yes_no(&[(0, 0), (1, 0)], &[(0, 0)]), &options).unwrap();
        assert!(still.p_value.is_none() && still.statistic.is_none() && !still.estimates.is_empty(), "{id}");
        assert!(still.notes.iter().any(|note| note.id == "no-variation"));
    }
    let lengths = TwoArms::try_new(
        sample("T", Unit::Cm, 1, &[(905, 890), (880, 870), (955, 925)]),
        sample("C", Unit::Cm, 1, &[(905, 900), (880, 880)]),
    )
    .unwrap();
    for id in ["risk-difference", "fisher"] {
        assert_eq!(registry::comparison(id).unwrap().usage(&lengths, &options), Usage::Unsuited);
        assert!(matches!(run(id, &lengths, &options), Err(StatsError::Undefined { .. })));
    }
    let responder = registry::comparison("responders-between").unwrap();
    assert_eq!(responder.usage(&lengths, &options), Usage::Unsuited);
    assert!(matches!(responder.run(&lengths, &options), Err(StatsError::Missing { .. })));
    // At the threshold is a response: 1.5 cm of 90.5 to 89.0.
    let by = TestOptions { responder: Some(Threshold::Amount(Decimal::new(-15, 1).unwrap())), ..options };
    let result = responder.run(&lengths, &by).unwrap();
    assert_eq!(
        (responder.usage(&lengths, &by), result.detail("treated_events")),
        (Usage::ByDefault, Some(DetailValue::Count(2)))
    );
    assert!((result.estimates[0].value - 2.0 / 3.0).abs() < 1e-15);
    for null in ["1", "-1", "2"] {
        let beyond = TestOptions { null_value: Decimal::parse(null, '.').unwrap(), ..options };
        assert!(matches!(run("risk-difference", &some, &beyond), Err(StatsError::Missing { .. })));
        assert!(matches!(run("fisher", &some, &beyond), Err(StatsError::Missing { .. })));
    }
    assert!(TwoByTwo::of_yes_after("x", &lengths).is_err());
}

#[test]
fn curves_of_responders() {
    let changes =
        |changes: &[i128]| -> Vec<(i128, i128)> { changes.iter().map(|change| (900, 900 + change)).collect() };
    let few = sample("T", Unit::Cm, 1, &changes(&[-30, -15, -15, 0, 10]));
    let curve = risk::responder_curve(&few, Toward::Fall, Some(0.5), Level::DEFAULT).unwrap();
    let shares: Vec<(f64, f64)> = curve.points.iter().map(|point| (point.threshold, point.responders.share)).collect();
    assert!(curve.every_step && shares.len() == 9);
    assert_eq!((shares[0], shares[3], shares[8]), ((-3.0, 0.2), (-1.5, 0.6), (1.0, 1.0)));
    // At no change, noise alone puts half on each side; rises and falls mirror each other.
    let noise: Vec<f64> = curve.points.iter().map(|point| point.noise.unwrap()).collect();
    assert!(noise.windows(2).all(|pair| pair[0] < pair[1]) && noise[6] == 0.5);
    let rise = risk::responder_curve(&few, Toward::Rise, None, Level::DEFAULT).unwrap();
    assert!(
        rise.points[0].responders.share == 1.0
            && rise.points[8].responders.share == 0.2
            && rise.points[0].noise.is_none()
    );
    // A long and fine grid: the observed changes are the points.
    let fine = sample("C", Unit::Cm, 3, &[(0, 1), (0, 9_999_999), (5, 5)]);
    let curve = risk::responder_curve(&fine, Toward::Rise, None, Level::DEFAULT).unwrap();
    assert!(!curve.every_step && curve.points.len() == 3);
    // Nobody changed: one point, and everybody there.
    let still = sample("S", Unit::Cm, 1, &changes(&[0, 0]));
    let curve = risk::responder_curve(&still, Toward::Fall, Some(1.0), Level::DEFAULT).unwrap();
    assert!(curve.points.len() == 1 && curve.points[0].responders.share == 1.0);
    for error in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(risk::responder_curve(&few, Toward::Fall, Some(error), Level::DEFAULT).is_err(), "{error}");
        let threshold = Threshold::Amount(Decimal::new(-15, 1).unwrap());
        assert!(risk::responders_beyond_noise(&few, threshold, error, Level::DEFAULT).is_err(), "{error}");
    }
    let percent = Threshold::PercentOfBefore(Decimal::new(-5, 0).unwrap());
    assert!(matches!(
        risk::responders_beyond_noise(&few, percent, 0.5, Level::DEFAULT),
        Err(StatsError::Missing { .. })
    ));
}
