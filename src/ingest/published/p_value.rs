//! p-values as papers print them.

use crate::data::{Decimal, ReportedP};

/// What a cell for a p-value holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum PrintedP {
    /// One p-value.
    One(ReportedP),
    /// Something that gives no single number: two p-values, `ns`.
    NotOne,
}

/// Reads `.048`, `<.05`, `p = 0.02`, `>.4`, `1e-6`; `None` where the text is no p-value.
pub(super) fn parse(text: &str, point: char) -> Option<PrintedP> {
    let text = text.trim().to_lowercase();
    if ["ns", "n.s.", "n. s."].contains(&text.as_str()) {
        return Some(PrintedP::NotOne);
    }
    if let Some((first, rest)) = text.split_once(['/', ';']) {
        return (parse(first, point).is_some() && parse(rest, point).is_some()).then_some(PrintedP::NotOne);
    }
    let text = text.strip_prefix('p').unwrap_or(&text).trim_start();
    let (sign, number) = match text.strip_prefix(['<', '\u{2264}', '>', '\u{2265}', '=']) {
        Some(rest) => (text.chars().next(), rest.strip_prefix('=').unwrap_or(rest)),
        None => (None, text),
    };
    let p = Decimal::parse(number, point).ok()?.to_f64();
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    match sign {
        Some('<' | '\u{2264}') => (p > 0.0).then_some(PrintedP::One(ReportedP::Below(p))),
        Some('>' | '\u{2265}') => (p < 1.0).then_some(PrintedP::One(ReportedP::Above(p))),
        _ => Some(PrintedP::One(ReportedP::Equal(p))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PrintedP::{NotOne, One};
    use ReportedP::{Above, Below, Equal};

    #[test]
    fn p_values_as_printed() {
        for (text, expected) in [
            (".048", Some(One(Equal(0.048)))),
            ("1e-6", Some(One(Equal(1e-6)))),
            ("p = 0.02", Some(One(Equal(0.02)))),
            ("<.05", Some(One(Below(0.05)))),
            ("P<=.001", Some(One(Below(0.001)))),
            ("> .4", Some(One(Above(0.4)))),
            ("<.001 / .07", Some(NotOne)),
            ("ns", Some(NotOne)),
            ("1.2", None),
            ("-0.1", None),
            ("<0", None),
            (">1", None),
            ("<.001 / low", None),
            ("<<.05", None),
            ("small", None),
        ] {
            assert_eq!(parse(text, '.'), expected, "{text}");
        }
        assert_eq!(parse("<0,05", ','), Some(One(Below(0.05))));
    }
}
