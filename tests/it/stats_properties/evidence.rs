//! Bayes factors, likelihood ratios and second-generation p-values against what must hold of them.

use super::generate::{Settings, readings, settings};
use girth::data::PairedSample;
use girth::result::{Alternative, DetailValue, TestResult};
use girth::stats::{TestOptions, evidence, registry};
use proptest::prelude::*;

fn test(id: &str, sample: &PairedSample, options: &TestOptions) -> Option<TestResult> {
    registry::paired(id).unwrap().run(sample, options).ok()
}

fn statistic(result: &TestResult) -> f64 {
    result.statistic.as_ref().unwrap().value
}

fn detail(result: &TestResult, id: &str) -> f64 {
    match result.detail(id) {
        Some(DetailValue::Number(value)) => value,
        other => panic!("{id}: {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// The two halves of the prior average to the whole: BF10 = (BF-0 + BF+0) / 2.
    #[test]
    fn one_sided_bayes_factors_average_to_the_two_sided(readings in readings(), settings in settings()) {
        let sample = readings.sample();
        let ln_bf = |alternative| {
            let options = Settings { alternative, ..settings }.options();
            test("bayes-t", &sample, &options).map(|result| statistic(&result))
        };
        if let (Some(two), Some(less), Some(greater)) =
            (ln_bf(Alternative::TwoSided), ln_bf(Alternative::Less), ln_bf(Alternative::Greater))
        {
            let mean = ((less - two).exp() + (greater - two).exp()) / 2.0;
            prop_assert!((mean - 1.0).abs() < 1e-9, "{two} {less} {greater}");
        }
    }

    /// The outside has the odds that the inside leaves over, and the same prior gives the same curve.
    #[test]
    fn the_margin_splits_the_posterior(readings in readings(), settings in settings()) {
        let (sample, options) = (readings.sample(), settings.options());
        let Some(result) = test("bayes-t", &sample, &options) else { return Ok(()) };
        let inside = detail(&result, "posterior_inside");
        prop_assert!((0.0..=1.0).contains(&inside));
        let scale = options.prior_scale;
        let prior = |delta: f64| (delta / scale).atan() / std::f64::consts::PI;
        let prior_inside = prior(detail(&result, "null_upper")) - prior(detail(&result, "null_lower"));
        let odds = detail(&result, "ln_bf_outside").exp() * (1.0 - prior_inside) / prior_inside;
        if inside > 1e-3 && prior_inside > 1e-3 && prior_inside < 0.999 {
            prop_assert!((1.0 / (1.0 + odds) / inside - 1.0).abs() < 1e-8, "{inside} {odds}");
        }
    }

    #[test]
    fn likelihood_ratio_and_second_generation_p_agree_with_the_interval(readings in readings(), settings in settings()) {
        let (sample, options) = (readings.sample(), settings.options());
        let (Some(ratio), Some(share)) =
            (test("likelihood-ratio", &sample, &options), test("second-generation-p", &sample, &options))
        else {
            return Ok(());
        };
        prop_assert!(statistic(&ratio) >= 0.0);
        let mean = ratio.estimates[0].value;
        prop_assert!(detail(&ratio, "support_32_lower") < detail(&ratio, "support_8_lower"));
        prop_assert!(detail(&ratio, "support_8_lower") < mean && mean < detail(&ratio, "support_8_upper"));
        let (interval, margin) = (share.estimates[0].interval.clone().unwrap(), options.margin.unwrap());
        let [lower, upper] = margin.amounts().unwrap().map(|bound| bound.to_f64());
        let p = statistic(&share);
        prop_assert!((0.0..=1.0).contains(&p));
        let slack = 1e-9 * (1.0 + mean.abs());
        if lower + slack < interval.lower && interval.upper < upper - slack {
            prop_assert!(p == 1.0, "{p}");
        }
        if interval.upper < lower - slack || upper + slack < interval.lower {
            prop_assert!(p == 0.0 && detail(&share, "delta_gap") > 0.0);
        }
        // The mean lies inside the margin exactly when the best mean outside is less likely.
        let outside = detail(&ratio, "ln_lr_outside");
        let inside = lower < mean && mean < upper;
        prop_assert!(outside == 0.0 || (outside < 0.0) == inside);
    }
}

#[test]
fn the_curve_over_prior_scales_meets_the_test() {
    let after = [3, 1, 4, 1, 5, 9, 2, 6].map(|change| 900 + change).to_vec();
    let sample = super::generate::Readings { before: vec![900; 8], after }.sample();
    for alternative in [Alternative::TwoSided, Alternative::Greater] {
        let options = Settings { alternative, ..Settings::PLAIN }.options();
        let curve = evidence::robustness(&sample, &options).unwrap();
        assert_eq!((curve.len(), curve[0].0, curve[29].0), (30, 0.05, 1.5));
        let at = test("bayes-t", &sample, &TestOptions { prior_scale: 1.0, ..options }).unwrap();
        assert!((curve[19].1 - statistic(&at)).abs() < 1e-9);
    }
}

#[test]
fn a_prior_without_width_is_refused() {
    let sample = super::generate::Readings { before: vec![900; 3], after: vec![901, 903, 899] }.sample();
    for prior_scale in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(test("bayes-t", &sample, &TestOptions { prior_scale, ..TestOptions::default() }).is_none());
    }
}
