//! Every null value with its p.

use super::paired_t::OneSampleT;
use crate::data::PairedSample;
use crate::result::{Alternative, Interval, Level, PValue, Side};
use crate::stats::{StatsError, TestOptions};

/// How compatible the changes are with each value that their mean could have.
#[derive(Clone, Debug, PartialEq)]
pub struct Consonance {
    /// Values of the mean change, ascending, with the two-sided p of the paired t test against each.
    pub curve: Vec<(f64, f64)>,
    /// The intervals of four levels: where the curve has the height 1 - level.
    pub intervals: Vec<Interval>,
    /// p against the null value.
    pub p_value: PValue,
}

const TITLE: &str = "the consonance curve";
/// The levels of the intervals.
const LEVELS: [f64; 4] = [0.5, 0.8, 0.95, 0.99];
/// Two-sided p at the ends of the curve.
const LEAST_P: f64 = 0.002;
/// Values on each side of the mean.
const SIDE: i32 = 200;

/// The two-sided p of the paired t test as a function of the null value (Birnbaum 1961, Rafi and Greenland 2020), whatever the
/// alternative of the tests: it is 1 at the mean change, and each 1 - alpha interval spans the values with a p of at least alpha.
///
/// # Errors
/// Fewer than two pairs; changes that are all equal; a quantile that cannot be computed.
pub fn consonance(sample: &PairedSample, options: &TestOptions) -> Result<Consonance, StatsError> {
    let Some(test) = OneSampleT::of(TITLE, sample)? else {
        let why = "all changes are equal, so there is no t test".to_owned();
        return Err(StatsError::Undefined { procedure: TITLE, why });
    };
    let two_sided = Alternative::TwoSided;
    let p = |t: f64| two_sided.p_value(test.distribution.cdf(t), test.distribution.sf(t));
    let mean = test.moments.mean;
    let reach = test.reach(TITLE, LEAST_P / 2.0)?;
    let curve = (-SIDE..=SIDE).map(|step| {
        // Closer together towards the mean, where few degrees of freedom have a sharp peak.
        let part = f64::from(step) / f64::from(SIDE);
        let away = reach * part * part.abs();
        (mean + away, p(away / test.standard_error))
    });
    let intervals = LEVELS.iter().map(|&level| {
        let level = Level::try_new(level).map_err(|cause| StatsError::numerical(TITLE, cause))?;
        let (lower, upper) = two_sided.interval(level.alpha(), |side, tail| {
            let away = test.reach(TITLE, tail)?;
            Ok::<f64, StatsError>(if side == Side::Lower { mean - away } else { mean + away })
        })?;
        Ok(Interval::new(lower, upper, level, "t"))
    });
    let p_null = p(test.statistic(sample, options.null_value)?);
    Ok(Consonance {
        curve: curve.collect(),
        intervals: intervals.collect::<Result<_, StatsError>>()?,
        p_value: PValue::try_new(p_null).map_err(|cause| StatsError::numerical(TITLE, cause))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Decimal, Outcome, OutcomeKind, ParticipantId, Unit};

    fn sample(changes: &[&str]) -> PairedSample {
        let read = |text: &str| Decimal::parse(text, '.').expect("a number");
        let after: Vec<_> = changes.iter().map(|text| read(text)).collect();
        let outcome = Outcome { name: "waist".into(), label: "Waist".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
        let ids = (0..after.len()).map(|index| ParticipantId::new(index.to_string())).collect();
        let before = vec![Decimal::ZERO; after.len()];
        PairedSample::try_new(outcome, None, ids, &before, &after, Vec::new()).expect("a sample")
    }

    /// mpmath 1.4.1 at 40 digits: p by the incomplete beta function, limits by bisection of it.
    #[test]
    fn p_and_intervals_are_those_of_the_t_test() {
        let sample = sample(&["4", "-1", "2.5", "0", "1"]);
        for (null, wanted) in
            [("0", 0.217_396_623_465_989_3), ("1.5", 0.832_993_672_930_484_5), ("-2", 0.020_603_761_917_039_67)]
        {
            let null_value = Decimal::parse(null, '.').expect("a number");
            let found = consonance(&sample, &TestOptions { null_value, ..TestOptions::default() }).expect("a curve");
            assert!((found.p_value.value() / wanted - 1.0).abs() < 1e-12, "{null}");
        }
        let found = consonance(&sample, &TestOptions::default()).expect("a curve");
        let limits = [
            (0.641_654_031_206_771_9, 1.958_345_968_793_228),
            (-0.062_743_544_568_394, 2.662_743_544_568_394),
            (-1.167_758_388_400_223, 3.767_758_388_400_223),
            (-2.792_209_033_232_434, 5.392_209_033_232_434),
        ];
        for (interval, (lower, upper)) in found.intervals.iter().zip(limits) {
            assert!((interval.lower - lower).abs() < 1e-9 && (interval.upper - upper).abs() < 1e-9, "{interval:?}");
        }
    }

    #[test]
    fn the_curve_rises_to_one_at_the_mean() {
        let Consonance { curve, .. } =
            consonance(&sample(&["4", "-1", "2.5", "0", "1"]), &TestOptions::default()).expect("a curve");
        let (left, right) = curve.split_at(curve.len() / 2);
        assert_eq!(right[0], (1.3, 1.0));
        assert!(left.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
        assert!(right.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 > pair[1].1));
        assert!((curve[0].1 - LEAST_P).abs() < 1e-9);
    }

    #[test]
    fn no_variation_no_curve() {
        let options = TestOptions::default();
        assert!(matches!(consonance(&sample(&["1"]), &options), Err(StatsError::TooFew { .. })));
        assert!(matches!(consonance(&sample(&["1", "1"]), &options), Err(StatsError::Undefined { .. })));
    }
}
