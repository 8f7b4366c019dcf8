//! Numbers as a paper prints them: a true minus sign, separators of thousands, a unit behind them.

use super::{Estimate, Interval, PValue};
use crate::data::Unit;

/// A number with so many decimals; with an exponent where digits would fill a line.
pub(crate) fn fixed(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return if value > 0.0 { "∞".to_owned() } else { "−∞".to_owned() };
    }
    if value.abs() >= 1e15 || (decimals > 9 && value != 0.0) {
        return format!("{value:.3e}").replace('-', "−");
    }
    let text = format!("{:.*}", decimals.min(9), value.abs());
    let is_zero = text.bytes().all(|byte| byte == b'0' || byte == b'.');
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{}{point}{fraction}", thousands(whole))
}

/// The same with a plus sign before what is above zero.
pub(crate) fn signed(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let is_zero = !text.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
    if value > 0.0 && !is_zero { format!("+{text}") } else { text }
}

/// A count: `1,382`.
pub(crate) fn count(number: usize) -> String {
    thousands(&number.to_string())
}

fn thousands(digits: &str) -> String {
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits.to_owned();
    }
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with its unit: `−1.5 cm`, `3` for a bare number.
pub(crate) fn with_unit(number: &str, unit: Unit) -> String {
    if unit.symbol().is_empty() { number.to_owned() } else { format!("{number} {}", unit.symbol()) }
}

/// What an axis shows and in what unit: `Waist girth (cm)`.
pub(crate) fn named(label: &str, unit: Unit) -> String {
    if unit.symbol().is_empty() { label.to_owned() } else { format!("{label} ({})", unit.symbol()) }
}

/// `Waist girth` inside a sentence: `waist girth`; `BMI` stays.
pub(crate) fn in_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if first.is_uppercase() && second.is_lowercase() => {
            let rest: String = label.chars().skip(1).collect();
            first.to_lowercase().chain(rest.chars()).collect()
        }
        _ => label.to_owned(),
    }
}

/// `mean change` as a heading: `Mean change`.
pub(crate) fn as_heading(label: &str) -> String {
    let mut letters = label.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// Decimals that show an estimate to two digits of its uncertainty, never more than one beyond the readings' own.
pub(crate) fn estimate_decimals(uncertainty: Option<f64>, reading_decimals: u8) -> usize {
    let most = usize::from(reading_decimals) + 1;
    match uncertainty {
        Some(size) if size.is_finite() && size > 0.0 => {
            let wanted = 1.0 - libm::floor(libm::log10(size));
            (wanted.max(0.0) as usize).min(most)
        }
        _ => most,
    }
}

/// Standard error, or a quarter of the interval where there is none.
pub(crate) fn uncertainty(estimate: &Estimate) -> Option<f64> {
    let quarter = estimate.interval.as_ref().map(|interval| (interval.upper - interval.lower) / 4.0);
    estimate.standard_error.or(quarter).filter(|size| size.is_finite())
}

/// An interval's ends in words: `−3.1 to −1.8`, `at most −1.2`.
pub(crate) fn ends(lower: f64, upper: f64, decimals: usize) -> String {
    match (lower.is_finite(), upper.is_finite()) {
        (true, true) => format!("{} to {}", fixed(lower, decimals), fixed(upper, decimals)),
        (true, false) => format!("at least {}", fixed(lower, decimals)),
        (false, true) => format!("at most {}", fixed(upper, decimals)),
        (false, false) => "unbounded".to_owned(),
    }
}

/// A p-value as a paper prints it: `p = 0.0028`, `p < 0.0001`.
pub(crate) fn p_words(p: PValue) -> String {
    let number = p_number(p);
    if number.starts_with(['<', '>']) { format!("p {number}") } else { format!("p = {number}") }
}

/// A p-value for a table's cell, with two significant digits below 0.1: `0.48`, `0.035`, `0.0028`, `< 0.0001`. A p below 0.05 is never
/// rounded up to it.
pub(crate) fn p_number(p: PValue) -> String {
    match p.value() {
        p if p < 0.0001 => "< 0.0001".to_owned(),
        p if p < 0.001 => format!("{p:.5}"),
        p if p < 0.01 || (0.0495..0.05).contains(&p) => format!("{p:.4}"),
        p if p < 0.1 => format!("{p:.3}"),
        p if p < 0.995 || p == 1.0 => format!("{p:.2}"),
        _ => "> 0.99".to_owned(),
    }
}

/// An estimate with its interval: `−1.9 (−3.1 to −0.7)`, without unit.
pub(crate) fn with_interval(estimate: &Estimate, decimals: usize) -> String {
    let value = fixed(estimate.value, decimals);
    match &estimate.interval {
        Some(interval) => format!("{value} ({})", ends(interval.lower, interval.upper, decimals)),
        None => value,
    }
}

/// `95 % CI`.
pub(crate) fn interval_name(interval: &Interval) -> String {
    format!("{} CI", interval.level.percent())
}

/// A test statistic: three decimals, but none that a count or a sum of mid-ranks does not have.
pub(crate) fn statistic(value: f64) -> String {
    match value {
        _ if value.fract() == 0.0 => fixed(value, 0),
        _ if (2.0 * value).fract() == 0.0 => fixed(value, 1),
        _ => fixed(value, 3),
    }
}

/// A number with this many significant digits, for comparison with what another program prints: `0.0015563`, `1.2846`, `3.1e-9`.
pub(crate) fn significant(value: f64, digits: usize) -> String {
    if value == 0.0 || !value.is_finite() {
        return fixed(value, 0);
    }
    let exponent = value.abs().log10().floor();
    if exponent < -6.0 {
        return format!("{value:.*e}", digits.saturating_sub(1));
    }
    fixed(value, (digits as f64 - 1.0 - exponent).max(0.0) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_print_as_in_a_paper() {
        assert_eq!(fixed(-1.53, 1), "−1.5");
        assert_eq!(fixed(-0.04, 1), "0.0");
        assert_eq!(fixed(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(fixed(999.96, 1), "1,000.0");
        assert_eq!(signed(2.64, 1), "+2.6");
        assert_eq!(signed(0.01, 1), "0.0");
        assert_eq!(fixed(1.5e19, 0), "1.500e19");
        assert_eq!(fixed(f64::NEG_INFINITY, 1), "−∞");
        assert_eq!(count(1382), "1,382");
    }

    #[test]
    fn p_values_print_as_in_a_paper() {
        let p = |p| p_words(PValue::try_new(p).expect("probability"));
        assert_eq!(p(0.002_832_89), "p = 0.0028");
        assert_eq!(
            (p(0.000_84), p(0.049_6), p(0.035)),
            ("p = 0.00084".into(), "p = 0.0496".into(), "p = 0.035".into())
        );
        assert_eq!((p(1.0), p(0.48), p(1e-9)), ("p = 1.00".into(), "p = 0.48".into(), "p < 0.0001".into()));
    }

    #[test]
    fn words_around_numbers() {
        assert_eq!(with_unit("−1.5", Unit::Cm), "−1.5 cm");
        assert_eq!(named("Score", Unit::None), "Score");
        assert_eq!(in_sentence("Waist girth"), "waist girth");
        assert_eq!(in_sentence("BMI"), "BMI");
        assert_eq!(as_heading("mean change"), "Mean change");
        assert_eq!(ends(f64::NEG_INFINITY, -1.2, 1), "at most −1.2");
        assert_eq!((estimate_decimals(Some(0.17), 1), estimate_decimals(Some(15.0), 1)), (2, 0));
        assert_eq!((estimate_decimals(Some(1e-9), 1), estimate_decimals(None, 0)), (2, 1));
    }
}
