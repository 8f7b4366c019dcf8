//! Properties: Tests from a paper's numbers: readings and their summary give the same results.

use super::generate::{Readings, readings_of};
use super::two_sample::Arms;
use girth::data::{Decimal, PairedSample, Unit};
use girth::result::{DetailValue, EffectSize, Estimate, TestResult};
use girth::stats::summary::{
    ArmsSummary, ChangeSummary, GroupFigures, arms_sizes, arms_tests, paired_sizes, paired_tests, sweep_change,
};
use girth::stats::{Margin, Moments, StatsError, TestOptions, registry};
use proptest::prelude::*;

fn near(name: &str, raw: f64, summary: f64, scale: f64) {
    let slack = 1e-11 * raw.abs().max(summary.abs()).max(scale);
    assert!(raw == summary || (raw - summary).abs() <= slack, "{name}: {raw} {summary}");
}

fn same_estimate(name: &str, raw: &Estimate, summary: &Estimate) {
    assert_eq!((raw.quantity, raw.unit), (summary.quantity, summary.unit));
    let scale = raw.standard_error.unwrap_or(1.0);
    near(name, raw.value, summary.value, scale);
    let (raw, summary) = (raw.interval.as_ref().expect("interval"), summary.interval.as_ref().expect("interval"));
    assert_eq!((raw.level, raw.method), (summary.level, summary.method));
    near(name, raw.lower, summary.lower, scale);
    near(name, raw.upper, summary.upper, scale);
}

fn same_test(raw: &TestResult, summary: &TestResult) {
    let name = raw.procedure;
    assert_eq!((name, raw.title, raw.analysed.n), (summary.procedure, summary.title, summary.analysed.n));
    assert_eq!(
        (&raw.hypothesis, &raw.citations, &raw.notes),
        (&summary.hypothesis, &summary.citations, &summary.notes)
    );
    let statistic = |test: &TestResult| test.statistic.as_ref().expect("statistic").value;
    near(name, statistic(raw), statistic(summary), 1.0);
    near(name, raw.p_value.expect("p").value(), summary.p_value.expect("p").value(), 0.0);
    same_estimate(name, &raw.estimates[0], &summary.estimates[0]);
    assert_eq!(raw.details.len(), summary.details.len());
    for (raw, summary) in raw.details.iter().zip(&summary.details) {
        assert_eq!((raw.id, raw.label), (summary.id, summary.label));
        match (raw.value, summary.value) {
            (DetailValue::Number(raw_value), DetailValue::Number(value)) => near(raw.id, raw_value, value, 1.0),
            (raw, summary) => assert_eq!(raw, summary),
        }
    }
}

fn same_sizes(run: impl Fn(&str) -> Result<EffectSize, StatsError>, summary: Vec<Result<EffectSize, StatsError>>) {
    for size in summary.into_iter().flatten() {
        let raw = run(size.procedure).expect("what the summary has the readings have");
        assert_eq!((raw.formula, raw.degrees_of_freedom), (size.formula, size.degrees_of_freedom));
        // A limit of a noncentrality is found to 1e-10 or so.
        near(size.procedure, raw.estimate.value, size.estimate.value, 1.0);
        let limits = |size: &EffectSize| size.estimate.interval.clone().map(|found| (found.lower, found.upper));
        let ((low, high), (other_low, other_high)) = limits(&raw).zip(limits(&size)).expect("intervals");
        let slack = 1e-8 * (1.0 + low.abs() + high.abs());
        assert!((low - other_low).abs() < slack && (high - other_high).abs() < slack, "{}", size.procedure);
    }
}

/// What a paper without rounding would print of these pairs; `None` where they do not vary enough.
fn summary(pairs: &PairedSample) -> Option<ChangeSummary> {
    let [before, after, change] = [pairs.before(), pairs.after(), pairs.change()].map(Moments::of);
    let sds = [before.sd?, after.sd?];
    // Three SDs tell r to rounding over the smaller of 1 - r and 1 + r.
    before.correlation(&after).filter(|r| r.abs() < 0.999)?;
    let change = ChangeSummary::try_new(pairs.n(), change.mean, change.sd?, Unit::Cm).ok()?;
    change.with_sds(sds.map(Some)).ok()
}

fn options(null: i32, width: i32) -> TestOptions {
    let bound = |ticks: i32| Decimal::new(i128::from(ticks), 1).expect("an amount");
    let margin = Margin::try_new(bound(-width), bound(width));
    TestOptions { null_value: bound(null), margin, ..TestOptions::default() }
}

fn readings() -> impl Strategy<Value = Readings> {
    (3usize..20).prop_flat_map(readings_of)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn pairs_and_their_summary_agree(readings in readings(), null in -20i32..20, width in 1i32..50) {
        let arms = Arms { treated: readings.clone(), control: readings };
        let groups = arms.groups();
        let pairs = groups.treated();
        let options = options(null, width);
        let Some(change) = summary(pairs) else { return Ok(()) };
        for test in paired_tests(&change, &options) {
            let test = test.expect("a test");
            let raw = registry::paired(test.procedure).expect("known").run(pairs, &options).expect("a test");
            same_test(&raw, &test);
        }
        let sizes = paired_sizes(&change, &options);
        prop_assert_eq!(sizes.len(), 7);
        same_sizes(|id| registry::effect(id).expect("known").run(pairs, &options), sizes);
    }

    #[test]
    fn two_groups_and_their_summaries_agree(treated in readings(), control in readings(), null in -20i32..20, width in 1i32..50) {
        let groups = Arms { treated, control }.groups();
        let options = options(null, width);
        let both = summary(groups.treated()).zip(summary(groups.control()));
        let Some((treated, control)) = both else { return Ok(()) };
        let arms = ArmsSummary::try_new(treated, control).expect("one unit");
        for test in arms_tests(&arms, &options) {
            let test = test.expect("a test");
            let raw = registry::comparison(test.procedure).expect("known").run(&groups, &options).expect("a test");
            same_test(&raw, &test);
        }
        let sizes = arms_sizes(&arms, &options);
        prop_assert_eq!(sizes.len(), 4);
        same_sizes(|id| registry::comparison_effect(id).expect("known").run(&groups, &options), sizes);
    }

    /// Inside its ranges the test rejects, outside it does not.
    #[test]
    fn ranges_are_where_the_tests_reject(
        n in 3usize..60, mean in -50i32..50, before in 10i32..100, after in 10i32..100, width in 1i32..60, r in -98i32..99,
    ) {
        let [mean, before, after, r] = [mean, before, after, r].map(|number| f64::from(number) / 10.0);
        let r = r / 10.0;
        let options = options(0, width);
        let group = GroupFigures::Readings { n, mean, sds: [before, after], unit: Unit::Cm };
        let sweep = sweep_change(&group, &options).expect("a sweep");
        let tests = paired_tests(&group.at(r).expect("a summary"), &options);
        let p = |at: usize| tests[at].as_ref().expect("a test").p_value.expect("p").value();
        for (p, ranges) in [(p(0), &sweep.significant), (p(1), sweep.equivalent.as_ref().expect("a margin"))] {
            let inside = ranges.iter().any(|[from, to]| (*from..=*to).contains(&r));
            prop_assert!((p - 0.05).abs() < 1e-9 || inside == (p < 0.05), "{p} {ranges:?}");
        }
    }
}
