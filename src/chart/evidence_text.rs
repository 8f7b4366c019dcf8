//! Published numbers in the columns of a table and in sentences.

use super::regions::written_decimals;
use super::scene::TextStyle;
use super::theme::{LABEL_TEXT, SOFT_INK};
use crate::data::Unit;
use crate::result::Estimate;
use crate::result::format::{ends, estimate_decimals, fixed, interval_name, uncertainty, with_unit};

/// What stands below a name or a number.
pub(crate) const DETAIL_TEXT: TextStyle = TextStyle { ink: SOFT_INK, ..LABEL_TEXT };

/// Breaks no line between a number and what it counts or equals.
pub(crate) fn kept_together(text: &str) -> String {
    [" week", " = ", " < ", " > ", " / "]
        .iter()
        .fold(text.to_owned(), |text, part| text.replace(part, &part.replace(' ', "\u{a0}")))
}

/// Decimals of an estimate as it was written, but no more than its uncertainty deserves: printed numbers keep their own.
pub(crate) fn decimals_of(estimate: &Estimate, decimals: u8) -> usize {
    let ends = estimate.interval.iter().flat_map(|interval| [interval.lower, interval.upper]);
    let written = ends.chain([estimate.value]).filter(|it| it.is_finite()).map(written_decimals);
    written.max().unwrap_or(0).min(estimate_decimals(uncertainty(estimate), decimals))
}

/// The estimate, and below it the interval.
pub(crate) fn numbers(estimate: &Estimate, style: TextStyle, decimals: u8) -> Vec<(String, TextStyle)> {
    let decimals = decimals_of(estimate, decimals);
    let interval = match &estimate.interval {
        Some(interval) => ends(interval.lower, interval.upper, decimals),
        None => "no interval".to_owned(),
    };
    vec![(fixed(estimate.value, decimals), style), (interval, DETAIL_TEXT)]
}

/// `−0.60 cm (95 % CI: −1.25 to 0.05)`.
pub(crate) fn in_words(estimate: &Estimate, unit: Unit, decimals: u8) -> String {
    if !estimate.value.is_finite() {
        return "not estimable".to_owned();
    }
    let decimals = decimals_of(estimate, decimals);
    let interval = estimate.interval.as_ref().map_or_else(String::new, |interval| {
        format!(" ({}: {})", interval_name(interval), ends(interval.lower, interval.upper, decimals))
    });
    format!("{}{interval}", with_unit(&fixed(estimate.value, decimals), unit))
}

/// `Estimate (95 % CI)`, where all intervals are of one level.
pub(crate) fn interval_head<'a>(estimates: impl Iterator<Item = &'a Estimate>) -> String {
    let mut names: Vec<String> = estimates.filter_map(|it| it.interval.as_ref().map(interval_name)).collect();
    names.sort();
    names.dedup();
    match &names[..] {
        [] => "Estimate".to_owned(),
        [name] => format!("Estimate ({})", name.replace(' ', "\u{a0}")),
        _ => "Estimate (interval)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::difference;
    use crate::result::{Interval, Level};

    #[test]
    fn printed_numbers_keep_their_digits_and_computed_ones_get_what_they_deserve() {
        let mut printed = difference(-0.9, 0.0);
        (printed.standard_error, printed.interval) = (None, None);
        assert_eq!(in_words(&printed, Unit::Cm, 1), "−0.9 cm");
        let pooled = Interval::new(-4.98, -2.15, Level::DEFAULT, "t");
        let printed = Estimate { value: -3.56, interval: Some(pooled), ..printed };
        assert_eq!(in_words(&printed, Unit::Cm, 1), "−3.56 cm (95 % CI: −4.98 to −2.15)");
        assert_eq!(in_words(&difference(-2.0 / 3.0, 10.0 / 3.0), Unit::Cm, 1), "−0.7 cm (95 % CI: −4.0 to 2.7)");
    }

    #[test]
    fn the_head_names_the_level_that_all_have() {
        let (one, mut other) = (difference(1.0, 1.0), difference(2.0, 1.0));
        assert_eq!(interval_head([&one, &other].into_iter()), "Estimate (95\u{a0}%\u{a0}CI)");
        other.interval = Some(Interval::new(1.0, 3.0, Level::try_new(0.9).expect("a level"), "t"));
        assert_eq!(interval_head([&one, &other, &one].into_iter()), "Estimate (interval)");
        assert_eq!(interval_head(std::iter::empty()), "Estimate");
    }
}
