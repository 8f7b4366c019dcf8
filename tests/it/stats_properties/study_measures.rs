//! Properties: Effects of single studies from published figures.

use super::generate::readings as paired_readings;
use super::two_sample::Arms;
use girth::data::{Decimal, PairedSample};
use girth::dist::StudentT;
use girth::result::Level;
use girth::stats::consistency::{
    Consistency, EstimateScale, PlusMinus, PrintedEstimate, PrintedP, RangeKind, check_mean_change, check_percentage,
    check_range, check_sd_of_change, grim, grimmer,
};
use girth::stats::describe::describe_pairs;
use girth::stats::measures::{self, GroupSummary, PairedSummary, StudyMeasure, Variances};
use girth::stats::risk::TwoByTwo;
use girth::stats::{StatsError, TestOptions, registry};
use proptest::prelude::*;

fn group() -> impl Strategy<Value = GroupSummary> {
    (2u64..200, 1.0..50.0f64, 0.1..20.0f64).prop_map(|(n, mean, sd)| GroupSummary::try_new(n, mean, sd).unwrap())
}

fn pairs() -> impl Strategy<Value = PairedSummary> {
    (5u64..200, [1.0..50.0f64, 1.0..50.0], [0.1..20.0f64, 0.1..20.0], -0.95..0.95f64)
        .prop_map(|(n, means, sds, r)| PairedSummary::try_new(n, means, sds, r).unwrap())
}

fn swapped(pairs: &PairedSummary) -> PairedSummary {
    let (before, after) = (pairs.before(), pairs.after());
    PairedSummary::try_new(pairs.n(), [after.mean(), before.mean()], [after.sd(), before.sd()], pairs.correlation())
        .unwrap()
}

/// n, mean and SD in units `scale` times as small, moved by `shift` of them.
fn moved(group: &GroupSummary, scale: f64, shift: f64) -> GroupSummary {
    GroupSummary::try_new(group.n(), scale * group.mean() + shift, scale * group.sd()).unwrap()
}

fn close(x: f64, y: f64, size: f64) -> bool {
    (x - y).abs() <= 1e-10 * size.max(x.abs())
}

fn opposite(one: &StudyMeasure, other: &StudyMeasure) -> bool {
    close(one.estimate, -other.estimate, 1.0) && close(one.variance, other.variance, 0.0)
}

/// What a paper would print of a group; `None` where a reading does not vary.
fn summary_of(sample: &PairedSample) -> Option<PairedSummary> {
    let pairs = describe_pairs(sample);
    let sds = [pairs.before.sd?, pairs.after.sd?];
    PairedSummary::try_new(sample.n() as u64, [pairs.before.mean, pairs.after.mean], sds, pairs.correlation?).ok()
}

/// Whole readings, and the decimals with which their mean and SD are printed.
fn readings() -> impl Strategy<Value = (Vec<i64>, u8)> {
    (prop::collection::vec(-30i64..60, 2..40), 0u8..4)
}

/// A number printed with so many decimals. Exact ties go to either side.
fn print(numerator: i128, denominator: i128, decimals: u8, up: bool) -> Decimal {
    let scaled = numerator * 10i128.pow(u32::from(decimals));
    let (whole, rest) = (scaled.div_euclid(denominator), scaled.rem_euclid(denominator));
    let above = 2 * rest > denominator || 2 * rest == denominator && up;
    Decimal::new(whole + i128::from(above), decimals).unwrap()
}

fn print_double(value: f64, decimals: u8) -> Decimal {
    Decimal::parse(&format!("{value:.*}", usize::from(decimals)), '.').unwrap()
}

fn sd(values: &[i64]) -> f64 {
    let n = values.len() as i64;
    let (sum, squares) = (values.iter().sum::<i64>(), values.iter().map(|value| value * value).sum::<i64>());
    ((n * squares - sum * sum) as f64 / (n * (n - 1)) as f64).sqrt()
}

fn mean(values: &[i64], decimals: u8, up: bool) -> Decimal {
    print(i128::from(values.iter().sum::<i64>()), values.len() as i128, decimals, up)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn groups_exchanged_change_the_sign(treated in group(), control in group()) {
        type OfGroups = fn(&GroupSummary, &GroupSummary) -> Result<StudyMeasure, StatsError>;
        let all: [OfGroups; 5] = [
            |t, c| measures::mean_difference(t, c, Variances::Separate),
            |t, c| measures::mean_difference(t, c, Variances::Pooled),
            measures::standardised_mean_difference,
            measures::standardised_mean_difference_heteroscedastic,
            measures::ratio_of_means,
        ];
        for measure in all {
            let both = (measure(&treated, &control), measure(&control, &treated));
            if let (Ok(one), Ok(other)) = both {
                prop_assert!(opposite(&one, &other), "{one:?} {other:?}");
            }
        }
    }

    #[test]
    fn standardised_sizes_have_no_unit(
        treated in group(), control in group(), scale in 0.01..100.0f64, shift in -100.0..100.0f64,
    ) {
        let [t, c] = [&treated, &control].map(|group| moved(group, scale, shift));
        let raw = measures::mean_difference(&treated, &control, Variances::Separate).unwrap();
        let there = measures::mean_difference(&t, &c, Variances::Separate).unwrap();
        let size = scale * 50.0 + shift.abs();
        prop_assert!(close(scale * raw.estimate, there.estimate, size) && close(scale * scale * raw.variance, there.variance, 0.0));
        if treated.n() + control.n() > 4 {
            let own = measures::standardised_mean_difference(&treated, &control).unwrap();
            let other = measures::standardised_mean_difference(&t, &c).unwrap();
            let size = size / (scale * treated.sd().min(control.sd()));
            prop_assert!(close(own.estimate, other.estimate, size), "{own:?} {other:?}");
        }
    }

    #[test]
    fn before_and_after_exchanged_change_the_sign(pairs in pairs()) {
        let other = swapped(&pairs);
        let change = |pairs: &PairedSummary| measures::mean_change(&pairs.change()).unwrap();
        prop_assert!(opposite(&change(&pairs), &change(&other)));
        let by_change = |pairs: &PairedSummary| measures::standardised_mean_change(&pairs.change()).unwrap();
        prop_assert!(opposite(&by_change(&pairs), &by_change(&other)));
        let averaged = |pairs: &PairedSummary| measures::raw_score_change_averaged(pairs).unwrap();
        prop_assert!(opposite(&averaged(&pairs), &averaged(&other)));
        let ratio = |pairs: &PairedSummary| measures::ratio_of_means_change(pairs).unwrap();
        prop_assert!(opposite(&ratio(&pairs), &ratio(&other)));
    }

    #[test]
    fn arms_exchanged_change_the_sign(treated in pairs(), control in pairs()) {
        for measure in [measures::d_ppc1, measures::d_ppc2, measures::d_ppc3] {
            let (one, other) = (measure(&treated, &control).unwrap(), measure(&control, &treated).unwrap());
            prop_assert!(opposite(&one, &other), "{one:?} {other:?}");
        }
    }

    /// Summaries and readings of the same people give the same sizes.
    #[test]
    fn summaries_say_what_the_readings_say(treated in paired_readings(), control in paired_readings()) {
        let arms = Arms { treated, control }.groups();
        if let (Some(treated), Some(control)) = (summary_of(arms.treated()), summary_of(arms.control())) {
            let of_readings = |id: &str| registry::comparison_effect(id).unwrap().run(&arms, &TestOptions::default());
            if let (Ok(raw), Ok(summary)) = (of_readings("d_ppc2"), measures::d_ppc2(&treated, &control)) {
                prop_assert!((raw.estimate.value - summary.estimate).abs() < 1e-7 * (1.0 + summary.estimate.abs()), "{raw:?} {summary:?}");
            }
            let changes = (treated.change(), control.change());
            if changes.0.sd() + changes.1.sd() > 0.01
                && let (Ok(raw), Ok(summary)) = (of_readings("g_change"), measures::standardised_mean_difference(&changes.0, &changes.1))
            {
                prop_assert!((raw.estimate.value - summary.estimate).abs() < 1e-5 * (1.0 + summary.estimate.abs()), "{raw:?} {summary:?}");
            }
        }
    }

    #[test]
    fn counts_exchanged_change_the_sign(n in 1u64..60, m in 1u64..60, a in 0u64..60, c in 0u64..60) {
        let table = TwoByTwo::try_new(a.min(n), n, c.min(m), m).unwrap();
        for measure in [
            measures::risk_ratio, measures::odds_ratio, measures::risk_difference, measures::arcsine_difference,
            measures::peto_odds_ratio,
        ] {
            match (measure(&table), measure(&table.exchanged())) {
                (Ok(one), Ok(other)) => prop_assert!(opposite(&one, &other), "{one:?} {other:?}"),
                (one, other) => prop_assert!(one.is_err() && other.is_err()),
            }
        }
    }

    #[test]
    fn proportions_come_back(n in 2u64..500, at in 0.0..1.0f64) {
        let events = (1 + (at * (n - 1) as f64) as u64).min(n - 1);
        let share = events as f64 / n as f64;
        for measure in [
            measures::proportion, measures::proportion_log, measures::proportion_logit, measures::proportion_arcsine,
            measures::proportion_double_arcsine,
        ] {
            let found = measure(events, n).unwrap();
            let back = found.scale().natural(found.estimate, Some(n as f64)).unwrap();
            prop_assert!((back - share).abs() < 1e-9, "{found:?} {back}");
        }
    }

    #[test]
    fn a_standard_error_comes_back_from_its_interval(
        value in -50.0..50.0f64, se in 0.01..20.0f64, degrees in 1u32..200, level in 0.5..0.999f64,
    ) {
        let level = Level::try_new(level).unwrap();
        let t = StudentT::try_new(f64::from(degrees)).unwrap();
        let reach = se * t.upper_quantile(level.alpha() / 2.0).unwrap();
        let found = measures::se_from_ci(value - reach, value + reach, level, Some(f64::from(degrees))).unwrap();
        prop_assert!((found - se).abs() < 1e-9 * (se + value.abs()), "{found} {se}");
        let off = measures::off_centre(value, value - reach, value + reach).unwrap();
        prop_assert!(off.abs() < 1e-9 * (1.0 + value.abs() / reach));
        let p = t.two_sided(value / se);
        if value.abs() > 0.01 && p > 1e-12 {
            let found = measures::se_from_p(value, p, Some(f64::from(degrees))).unwrap();
            prop_assert!((found / se - 1.0).abs() < 1e-6, "{found} {se}");
        }
    }

    #[test]
    fn sds_and_correlation_come_back(before in 0.1..20.0f64, after in 0.1..20.0f64, r in -1.0..1.0f64) {
        let change = measures::sd_of_change(before, after, r);
        let back = measures::correlation_from_sds(before, after, change).unwrap();
        prop_assert!((back - r).abs() < 1e-12 * (before / after + after / before), "{back} {r}");
    }

    /// Groups told apart or not: the same people have the same mean and SD.
    #[test]
    fn groups_pool_to_their_people(
        first in prop::collection::vec(-30i64..60, 2..20), second in prop::collection::vec(-30i64..60, 2..20),
    ) {
        let summary = |values: &[i64]| {
            let mean = values.iter().sum::<i64>() as f64 / values.len() as f64;
            GroupSummary::try_new(values.len() as u64, mean, sd(values)).unwrap()
        };
        let all = summary(&[first.clone(), second.clone()].concat());
        let pooled = measures::pooled_groups(&[summary(&first), summary(&second)]).unwrap();
        prop_assert_eq!(pooled.n(), all.n());
        prop_assert!((pooled.mean() - all.mean()).abs() < 1e-10 && (pooled.sd() - all.sd()).abs() < 1e-7);
    }

    #[test]
    fn true_means_and_sds_are_never_rejected((values, decimals) in readings(), up: bool, tenths: bool) {
        // Readings in whole steps, or the same in steps of a tenth.
        let step = Decimal::new(1, u8::from(tenths)).unwrap();
        let shift = if tenths { 10 } else { 1 };
        let sum = i128::from(values.iter().sum::<i64>());
        let n = values.len() as u64;
        let mean = print(sum, i128::from(n) * shift, decimals, up);
        let sd = print_double(sd(&values) / shift as f64, decimals);
        prop_assert_ne!(grim(mean, n, step).unwrap().verdict, Consistency::Inconsistent);
        prop_assert_ne!(grimmer(mean, sd, n, step).unwrap().verdict, Consistency::Inconsistent);
    }

    /// A mean that no total rounds to is rejected: the check is not empty.
    #[test]
    fn means_between_totals_are_rejected(n in 2u64..40, total in -500i128..500) {
        // Halfway between two totals, printed to four decimals: a quarter of a step from either at the least.
        let mean = print(2 * total + 1, 2 * i128::from(n), 4, true);
        prop_assert_eq!(grim(mean, n, Decimal::new(1, 0).unwrap()).unwrap().verdict, Consistency::Inconsistent);
    }

    #[test]
    fn true_percentages_are_never_rejected(n in 1u64..3000, at in 0.0..=1.0f64, decimals in 0u8..4, up: bool) {
        let count = ((at * n as f64) as u64).min(n);
        let percent = print(100 * i128::from(count), i128::from(n), decimals, up);
        let check = check_percentage(percent, n).unwrap();
        prop_assert_ne!(check.verdict, Consistency::Inconsistent);
        let [first, last] = check.counts.unwrap();
        prop_assert!((first..=last).contains(&count));
    }

    #[test]
    fn true_changes_and_ranges_are_never_rejected(
        people in prop::collection::vec((-30i64..60, -30i64..60), 2..30), decimals in 0u8..4, up: bool,
    ) {
        let before: Vec<i64> = people.iter().map(|person| person.0).collect();
        let after: Vec<i64> = people.iter().map(|person| person.1).collect();
        let change: Vec<i64> = people.iter().map(|person| person.1 - person.0).collect();
        let means = [&before, &after, &change].map(|values| mean(values, decimals, up));
        let check = check_mean_change(means[0], means[1], means[2], true).unwrap();
        prop_assert_eq!(check.verdict, Consistency::Consistent);
        let sds = [&before, &after, &change].map(|values| print_double(sd(values), decimals));
        let check = check_sd_of_change(sds[0], sds[1], sds[2], true);
        prop_assert_eq!(check.verdict, Consistency::Consistent, "{:?}", check);
        let end = |value: Option<&i64>| Decimal::new(i128::from(*value.unwrap()), 0).unwrap();
        let range = [end(change.iter().min()), end(change.iter().max())];
        for kind in [RangeKind::Observed, RangeKind::Possible] {
            let check = check_range(means[2], Some(sds[2]), change.len() as u64, range, kind).unwrap();
            prop_assert_eq!(check.verdict, Consistency::Consistent, "{:?}", check);
        }
    }

    #[test]
    fn true_p_values_are_never_rejected(
        value in -5.0..5.0f64, sd in 0.2..8.0f64, n in 2u64..120, decimals in 0u8..4, p_decimals in 1u8..5,
    ) {
        let se = sd / (n as f64).sqrt();
        let degrees = (n - 1) as f64;
        let t = StudentT::try_new(degrees).unwrap();
        let p = t.two_sided(value / se);
        let limit = |p: f64| print_double(p.max(0.0), 8);
        for printed in [
            PrintedP::Equal(print_double(p, p_decimals)),
            PrintedP::Below(limit(p + 1e-8)),
            PrintedP::Above(limit(p - 1e-8)),
        ] {
            for n in [Some(n), None] {
                let figures = |plus_minus| PlusMinus {
                    value: print_double(value, decimals),
                    plus_minus: print_double(plus_minus, decimals),
                    labelled: None,
                    n,
                    p: printed,
                };
                prop_assert!(figures(sd).check().unwrap().as_sd.fits);
                prop_assert!(figures(se).check().unwrap().as_se.fits);
            }
            let reach = se * t.upper_quantile(0.025).unwrap();
            for degrees in [Some(degrees), None] {
                let figures = PrintedEstimate {
                    value: print_double(value, decimals),
                    low: print_double(value - reach, decimals),
                    high: print_double(value + reach, decimals),
                    level: Level::DEFAULT,
                    scale: EstimateScale::Difference,
                    degrees,
                };
                let check = figures.check(Some(printed)).unwrap();
                prop_assert_eq!(check.verdict, Consistency::Consistent, "{:?}", check);
            }
        }
    }
}
