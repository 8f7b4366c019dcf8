//! The changes of a single person that measuring error alone explains.

use super::legend::{Entry, Key};
use super::pairs::{Pair, Pairs};
use super::regions::written_decimals;
use super::scale::Scale;
use super::scene::{Dash, Scene, Stroke};
use super::theme::{LIGHT_GREY, SOFT_INK};
use crate::data::Unit;
use crate::result::format::{as_heading, count, fixed, with_unit};

/// How far readings of one person differ by measuring error alone: the smallest detectable change, or a multiple of the typical error.
#[derive(Clone, Debug, PartialEq)]
pub struct DetectableBand {
    /// Half the width of the band around zero, in the unit of the sample.
    pub value: f64,
    /// What it is: `MDC95`.
    pub label: String,
}

/// The ends of the band.
const EDGE: Stroke = Stroke::new(SOFT_INK, 1.0).dashed(Dash::Dashed);

/// The band, if it has a width.
pub(crate) fn sound(band: Option<&DetectableBand>) -> Option<&DetectableBand> {
    band.filter(|band| band.value.is_finite() && band.value > 0.0)
}

impl DetectableBand {
    /// Whether measuring error alone explains a change.
    pub(crate) fn holds(&self, pair: &Pair) -> bool {
        pair.change.abs() <= self.value
    }

    /// `MDC95 3.3 cm`, with three digits of a value that was computed.
    pub(crate) fn text(&self, unit: Unit) -> String {
        let three_digits = (2.0 - libm::floor(libm::log10(self.value))).max(0.0) as usize;
        let decimals = written_decimals(self.value).min(three_digits);
        format!("{} {}", self.label.trim(), with_unit(&fixed(self.value, decimals), unit)).trim_start().to_owned()
    }

    /// `within measuring error (MDC95 3.3 cm)`.
    pub(crate) fn name(&self, unit: Unit) -> String {
        format!("within measuring error ({})", self.text(unit))
    }

    /// The band in a legend.
    pub(crate) fn entry(&self, unit: Unit) -> Entry {
        (Key::Band { ink: LIGHT_GREY.at(0.5), edge: EDGE }, as_heading(&self.name(unit)))
    }

    /// `30 of 40 lie within measuring error (MDC95 3.3 cm), 8 fell by more and 2 rose by more`.
    pub(crate) fn counts_in_words(&self, pairs: &Pairs) -> String {
        let many = |is_one: &dyn Fn(&Pair) -> bool| count(pairs.rows.iter().filter(|pair| is_one(pair)).count());
        let (down, up) = if pairs.conditions { ("are lower", "are higher") } else { ("fell", "rose") };
        format!(
            "{} of {} lie within measuring error ({}), {} {down} by more and {} {up} by more",
            many(&|pair| self.holds(pair)),
            count(pairs.n()),
            self.text(pairs.unit),
            many(&|pair| !self.holds(pair) && pair.change < 0.0),
            many(&|pair| !self.holds(pair) && pair.change > 0.0),
        )
    }

    /// Draws it across a plot with a vertical scale.
    pub(crate) fn draw(&self, scene: &mut Scene, scale: &Scale, (left, right): (f64, f64)) {
        scene.rect((left, scale.px(self.value)), (right, scale.px(-self.value)), LIGHT_GREY.at(0.5));
        for end in [self.value, -self.value].into_iter().filter(|end| (scale.low..=scale.high).contains(end)) {
            scene.line([(left, scale.px(end)), (right, scale.px(end))], EDGE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::sample;

    #[test]
    fn a_band_holds_changes_up_to_its_end() {
        let rows = [("92.3", "90.8"), ("71.5", "70.1"), ("80.0", "81.5"), ("80.0", "81.6"), ("80.0", "80.0")];
        let pairs = Pairs::of(&sample("Waist girth", &rows));
        let band = DetectableBand { value: 1.5, label: "MDC95".into() };
        assert_eq!(
            band.counts_in_words(&pairs),
            "4 of 5 lie within measuring error (MDC95 1.5 cm), 0 fell by more and 1 rose by more"
        );
        assert_eq!(band.name(Unit::None), "within measuring error (MDC95 1.5)");
        for value in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(sound(Some(&DetectableBand { value, ..band.clone() })), None);
        }
    }

    #[test]
    fn a_computed_value_is_not_written_to_its_last_digit() {
        let band = DetectableBand { value: 1.96 * libm::sqrt(2.0) * 1.2, label: "MDC95".into() };
        assert_eq!(band.text(Unit::Cm), "MDC95 3.33 cm");
        assert_eq!(DetectableBand { value: 0.033_26, ..band.clone() }.text(Unit::M), "MDC95 0.0333 m");
        assert_eq!(DetectableBand { value: 1234.56, ..band }.text(Unit::G), "MDC95 1,235 g");
    }
}
