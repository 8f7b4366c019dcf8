use super::rounded::Rounded;
use crate::data::{Decimal, ReportedP};

/// A two-sided p-value as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrintedP {
    /// `.048`.
    Equal(Decimal),
    /// `< .05`.
    Below(Decimal),
    /// `> .4`.
    Above(Decimal),
}

impl PrintedP {
    /// From a table of published results, whose zeros at the end are lost: `.050` counts as `.05`, so that less is held against it.
    pub fn of(reported: ReportedP) -> Option<PrintedP> {
        Some(match reported {
            ReportedP::Equal(p) => PrintedP::Equal(Decimal::from_f64(p)?),
            ReportedP::Below(p) => PrintedP::Below(Decimal::from_f64(p)?),
            ReportedP::Above(p) => PrintedP::Above(Decimal::from_f64(p)?),
        })
    }

    /// The p-values that it can stand for. A limit, unlike a p, is not rounded.
    pub(super) fn range(self) -> Rounded {
        let clipped = |low: f64, high: f64| Rounded { low: low.clamp(0.0, 1.0), high: high.clamp(0.0, 1.0) };
        let slack = 1e-9;
        match self {
            PrintedP::Equal(p) => {
                let p = Rounded::of(p);
                clipped(p.low * (1.0 - slack), p.high * (1.0 + slack))
            }
            PrintedP::Below(p) => clipped(0.0, p.to_f64() * (1.0 + slack)),
            PrintedP::Above(p) => clipped(p.to_f64() * (1.0 - slack), 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_p_is_rounded_and_a_limit_is_not() {
        let of = |reported| PrintedP::of(reported).expect("a p-value").range();
        let near =
            |range: Rounded, [low, high]: [f64; 2]| (range.low - low).abs() < 1e-8 && (range.high - high).abs() < 1e-8;
        assert!(near(of(ReportedP::Equal(0.05)), [0.045, 0.055]));
        assert!(near(of(ReportedP::Equal(0.0)), [0.0, 0.5]));
        assert!(near(of(ReportedP::Below(0.05)), [0.0, 0.05]));
        assert!(near(of(ReportedP::Above(0.4)), [0.4, 1.0]));
        assert_eq!(PrintedP::of(ReportedP::Equal(f64::NAN)), None);
    }
}
