//! Decimal numbers as people write them.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number exactly as written: `ticks` x 10^-`decimals`.
///
/// A tape reading of 92.3 cm is 923 ticks of 0.1 cm, so that 92.3 - 90.9 equals 71.5 - 70.1, which in binary floating point it
/// does not. Trailing zeros are kept (`92.30` has two decimals) because they tell how finely somebody read the tape.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    ticks: i128,
    decimals: u8,
}

/// Why a text is not a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Not a number at all.
    #[error("not a number")]
    NotANumber,
    /// A number with a decimal comma where a point is used, or the other way round, or with separators of thousands.
    #[error("a number with another decimal sign than the rest of the file")]
    OtherDecimalSign,
    /// A number that no instrument shows.
    #[error("a number outside what a measurement can be (from 1e-20 to 1e20)")]
    OutOfRange,
}

/// Most decimals and most digits before the point that a reading may have.
const MOST_DIGITS: i32 = 20;

/// Most decimals of a grid whose step still fits 128 bits.
pub(crate) const MOST_GRID_DECIMALS: u8 = 38;

impl Decimal {
    /// A decimal from its integer ticks and the number of decimals; `None` beyond the range of a measurement.
    pub fn new(ticks: i128, decimals: u8) -> Option<Decimal> {
        (i32::from(decimals) <= MOST_DIGITS && ticks.unsigned_abs() < 10u128.pow(2 * MOST_DIGITS as u32 - 2))
            .then_some(Decimal { ticks, decimals })
    }

    /// Reads `92.3`, `-1.5`, `+2`, `.5`, `1e-3`, with `point` as the decimal sign (`.` or `,`).
    ///
    /// # Errors
    /// [`DecimalError`] that says in what way the text is not a measurement.
    pub fn parse(text: &str, point: char) -> Result<Decimal, DecimalError> {
        let text = text.trim();
        let (negative, body) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match body.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().map_err(|_| DecimalError::NotANumber)?),
            None => (body, 0),
        };
        let (whole, fraction) = mantissa.split_once(point).unwrap_or((mantissa, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() {
            return Err(DecimalError::NotANumber);
        }
        if !all_digits(whole) || !all_digits(fraction) {
            let other = if point == '.' { ',' } else { '.' };
            let looks_like_number = mantissa.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',')
                && mantissa.contains(other);
            return Err(if looks_like_number { DecimalError::OtherDecimalSign } else { DecimalError::NotANumber });
        }
        let whole = whole.trim_start_matches('0');
        let decimals = fraction.len() as i32 - exponent;
        let is_zero = whole.is_empty() && fraction.bytes().all(|byte| byte == b'0');
        if is_zero {
            return Ok(Decimal { ticks: 0, decimals: decimals.clamp(0, MOST_DIGITS) as u8 });
        }
        if whole.len() + fraction.len() > 34 || !(-MOST_DIGITS..=MOST_DIGITS).contains(&decimals) {
            return Err(DecimalError::OutOfRange);
        }
        let mut ticks: i128 = 0;
        for byte in whole.bytes().chain(fraction.bytes()) {
            ticks = ticks * 10 + i128::from(byte - b'0');
        }
        for _ in decimals..0 {
            ticks = ticks.checked_mul(10).ok_or(DecimalError::OutOfRange)?;
        }
        let decimals = decimals.max(0) as u8;
        let signed = if negative { -ticks } else { ticks };
        let value = Decimal { ticks: signed, decimals };
        if value.to_f64().abs() >= 1e20 {
            return Err(DecimalError::OutOfRange);
        }
        Ok(value)
    }

    /// The shortest decimal that reads back as this double; `None` if it is not finite or beyond the range of a measurement.
    pub fn from_f64(value: f64) -> Option<Decimal> {
        Decimal::parse(&format!("{value:e}"), '.').ok()
    }

    /// Zero.
    pub const ZERO: Decimal = Decimal { ticks: 0, decimals: 0 };

    /// The same size on the other side of zero.
    pub fn negated(self) -> Decimal {
        Decimal { ticks: -self.ticks, decimals: self.decimals }
    }

    /// This number less another, exactly; `None` beyond the range of a measurement.
    pub fn minus(self, other: Decimal) -> Option<Decimal> {
        let decimals = self.decimals.max(other.decimals);
        let difference = self.ticks_at(decimals)?.checked_sub(other.ticks_at(decimals)?)?;
        Decimal::new(difference, decimals)
    }

    /// The integer part of the representation.
    pub fn ticks(self) -> i128 {
        self.ticks
    }

    /// Decimals as written.
    pub fn decimals(self) -> u8 {
        self.decimals
    }

    /// Decimals without trailing zeros: 92.30 needs one.
    pub fn needed_decimals(self) -> u8 {
        let (mut ticks, mut decimals) = (self.ticks, self.decimals);
        if ticks == 0 {
            return 0;
        }
        while decimals > 0 && ticks % 10 == 0 {
            ticks /= 10;
            decimals -= 1;
        }
        decimals
    }

    /// The same number in ticks of 10^-`decimals`; `None` if it does not lie on that grid or would overflow.
    pub fn ticks_at(self, decimals: u8) -> Option<i128> {
        match decimals.cmp(&self.decimals) {
            Ordering::Equal => Some(self.ticks),
            Ordering::Greater => self.ticks.checked_mul(power_of_ten(decimals - self.decimals)),
            Ordering::Less => {
                let divisor = power_of_ten(self.decimals - decimals);
                (self.ticks % divisor == 0).then_some(self.ticks / divisor)
            }
        }
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        ticks_to_f64(self.ticks, self.decimals)
    }
}

/// 10 to a small power.
pub(crate) fn power_of_ten(exponent: u8) -> i128 {
    10i128.pow(u32::from(exponent))
}

/// `ticks` x 10^-`decimals` as the nearest double (correctly rounded while both parts are exact doubles, within one unit in the last
/// place otherwise).
pub(crate) fn ticks_to_f64(ticks: i128, decimals: u8) -> f64 {
    ticks as f64 / power_of_ten(decimals) as f64
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let decimals = self.decimals.max(other.decimals);
        match (self.ticks_at(decimals), other.ticks_at(decimals)) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => self.to_f64().total_cmp(&other.to_f64()),
        }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = power_of_ten(self.decimals) as u128;
        let size = self.ticks.unsigned_abs();
        let sign = if self.ticks < 0 { "-" } else { "" };
        if self.decimals == 0 {
            write!(formatter, "{sign}{size}")
        } else {
            let width = usize::from(self.decimals);
            write!(formatter, "{sign}{}.{:0width$}", size / scale, size % scale)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Decimal, DecimalError> {
        Decimal::parse(text, '.')
    }

    #[test]
    fn reads_what_people_write() {
        for (text, ticks, decimals) in [
            ("92.3", 923, 1),
            ("-1.50", -150, 2),
            ("+2", 2, 0),
            (".5", 5, 1),
            ("5.", 5, 0),
            ("1e3", 1000, 0),
            ("1.25e1", 125, 1),
            ("2E-2", 2, 2),
            ("0.000", 0, 3),
        ] {
            let value = parse(text).expect(text);
            assert_eq!((value.ticks(), value.decimals()), (ticks, decimals), "{text}");
        }
        let comma = Decimal::parse("92,3", ',').expect("comma");
        assert_eq!(comma, parse("92.3").expect("point"));
    }

    #[test]
    fn refuses_the_rest_with_a_reason() {
        for text in ["", "-", ".", "9x.5", "1.2.3", "NaN", "inf", "0x10", "1 000", "e5", "1e"] {
            assert_eq!(parse(text).expect_err(text), DecimalError::NotANumber, "{text}");
        }
        assert_eq!(parse("92,3"), Err(DecimalError::OtherDecimalSign));
        assert_eq!(parse("1e400"), Err(DecimalError::OutOfRange));
        assert_eq!(parse("1e-400"), Err(DecimalError::OutOfRange));
        assert_eq!(parse("1e99999999999"), Err(DecimalError::NotANumber));
    }

    #[test]
    fn differences_tie_as_they_do_on_paper() {
        let [a, b, c, d] = ["92.3", "90.9", "71.5", "70.1"].map(|text| parse(text).expect(text).ticks());
        assert_eq!(a - b, c - d);
        assert_ne!(92.3_f64 - 90.9, 71.5 - 70.1);
        let [a, b] = ["90.4", "92.30"].map(|text| parse(text).expect(text));
        assert_eq!(a.minus(b).map(|difference| difference.to_string()), Some("-1.90".to_owned()));
    }

    #[test]
    fn prints_what_it_read() {
        for text in ["92.30", "-0.5", "12", "0.001"] {
            assert_eq!(parse(text).expect(text).to_string(), text);
        }
    }
}
