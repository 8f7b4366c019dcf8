use crate::data::{Decimal, Unit};

/// The part of an axis where a claim holds, in the unit of the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// Lower end; absent for minus infinity.
    pub lower: Option<Decimal>,
    /// Upper end; absent for infinity.
    pub upper: Option<Decimal>,
    /// The unit.
    pub unit: Unit,
}

impl Region {
    /// Lower end as a double, -Inf when open.
    pub fn lower_value(&self) -> f64 {
        self.lower.map_or(f64::NEG_INFINITY, Decimal::to_f64)
    }

    /// Upper end as a double, Inf when open.
    pub fn upper_value(&self) -> f64 {
        self.upper.map_or(f64::INFINITY, Decimal::to_f64)
    }

    /// Whether both ends are closed.
    pub fn is_bounded(&self) -> bool {
        self.lower.is_some() && self.upper.is_some()
    }

    /// A region of shares or rates, at least this large.
    pub(super) fn share_above(share: Decimal) -> Region {
        Region { lower: Some(share), upper: None, unit: Unit::None }
    }

    /// Both ends times a number of sessions, exact; `None` beyond the range of a measurement.
    pub fn times(&self, sessions: u32) -> Option<Region> {
        let scaled = |end: Option<Decimal>| match end {
            None => Some(None),
            Some(end) => {
                let scaled = Decimal::new(end.ticks().checked_mul(i128::from(sessions))?, end.decimals())?;
                // Four times 1.5 is 6 and not 6.0.
                let decimals = scaled.needed_decimals();
                Decimal::new(scaled.ticks_at(decimals)?, decimals).map(Some)
            }
        };
        Some(Region { lower: scaled(self.lower)?, upper: scaled(self.upper)?, unit: self.unit })
    }

    /// Whether no value lies inside both, edges left aside: a change of exactly 1 kg does not make peace between "less than 1 kg" and
    /// "more than 1 kg".
    pub fn excludes(&self, other: &Region) -> bool {
        self.upper_value() <= other.lower_value() || other.upper_value() <= self.lower_value()
    }

    /// The region as a reader says it: `-1.5 cm or less`, `between -2 and -1.5 cm`.
    pub(crate) fn words(&self) -> String {
        let unit = self.unit.symbol();
        let signed = |value: Decimal| value.to_string().replacen('-', "\u{2212}", 1);
        match (self.lower, self.upper) {
            (Some(lower), Some(upper)) if lower == upper => format!("{} {unit}", signed(lower)),
            (Some(lower), Some(upper)) => format!("between {} and {} {unit}", signed(lower), signed(upper)),
            (Some(lower), None) => format!("{} {unit} or more", signed(lower)),
            (None, Some(upper)) => format!("{} {unit} or less", signed(upper)),
            (None, None) => "anywhere".to_owned(),
        }
        .replace("  ", " ")
        .trim_end()
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(lower: Option<&str>, upper: Option<&str>) -> Region {
        let end = |text: Option<&str>| text.map(|text| Decimal::parse(text, '.').expect("number"));
        Region { lower: end(lower), upper: end(upper), unit: Unit::Cm }
    }

    #[test]
    fn sessions_scale_exactly() {
        let course = region(Some("-2"), Some("-1.5")).times(7).expect("fits");
        assert_eq!(course, region(Some("-14"), Some("-10.5")));
        // In doubles 0.1 x 3 is not 0.3.
        assert_eq!(region(None, Some("0.1")).times(3), Some(region(None, Some("0.3"))));
    }

    #[test]
    fn regions_that_share_only_an_edge_exclude_each_other() {
        let loss = region(None, Some("-1"));
        assert!(loss.excludes(&region(Some("-1"), Some("1"))) && region(Some("-1"), Some("1")).excludes(&loss));
        assert!(!loss.excludes(&region(Some("-1.5"), Some("1"))));
        assert_eq!(region(Some("-2"), Some("-1.5")).words(), "between \u{2212}2 and \u{2212}1.5 cm");
    }
}
