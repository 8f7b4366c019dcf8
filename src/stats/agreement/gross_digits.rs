//! Numbers that differ from another by one slip of the pen.

/// The digits of the size of a number, with at least one before the point.
fn digits_of(ticks: i128, decimals: u8) -> Vec<u8> {
    let width = usize::from(decimals) + 1;
    format!("{:0width$}", ticks.unsigned_abs()).into_bytes().into_iter().map(|byte| byte - b'0').collect()
}

/// The number of some digits, with the sign of `like`; `None` if it is `like` or too long.
fn number(digits: &[u8], like: i128) -> Option<i128> {
    let size = digits.iter().try_fold(0i128, |size, &digit| size.checked_mul(10)?.checked_add(digit.into()))?;
    let signed = if like < 0 { -size } else { size };
    (signed != like).then_some(signed)
}

/// Two neighbouring digits exchanged.
pub(super) fn exchanged(ticks: i128, decimals: u8) -> Vec<i128> {
    let digits = digits_of(ticks, decimals);
    let swap = |at: usize| {
        let mut other = digits.clone();
        other.swap(at, at + 1);
        number(&other, ticks)
    };
    (0..digits.len() - 1).filter_map(swap).collect()
}

/// One digit another; a number of several digits does not begin with 0.
pub(super) fn misread(ticks: i128, decimals: u8) -> Vec<i128> {
    let digits = digits_of(ticks, decimals);
    let replace = |(at, digit): (usize, u8)| {
        let mut other = digits.clone();
        other[at] = digit;
        number(&other, ticks)
    };
    let begins_with_zero = |at: usize, digit: u8| at == 0 && digit == 0 && digits.len() > usize::from(decimals) + 1;
    (0..digits.len())
        .flat_map(|at| (0..10).map(move |digit| (at, digit)))
        .filter(|&(at, digit)| !begins_with_zero(at, digit))
        .filter_map(replace)
        .collect()
}

/// One digit more: what was meant when a digit was dropped.
pub(super) fn with_one_more(ticks: i128, decimals: u8) -> Vec<i128> {
    let digits = digits_of(ticks, decimals);
    let insert = |(at, digit): (usize, u8)| {
        let mut other = digits.clone();
        other.insert(at, digit);
        number(&other, ticks)
    };
    (0..=digits.len()).flat_map(|at| (0..10).map(move |digit| (at, digit))).filter_map(insert).collect()
}

/// One of two equal neighbours less: what was meant when a digit was written twice.
pub(super) fn with_one_less(ticks: i128, decimals: u8) -> Vec<i128> {
    let digits = digits_of(ticks, decimals);
    let remove = |at: usize| {
        let mut other = digits.clone();
        other.remove(at);
        number(&other, ticks)
    };
    (1..digits.len()).filter(|&at| digits[at] == digits[at - 1]).filter_map(remove).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_pen() {
        assert_eq!(exchanged(186, 0), [816, 168]);
        assert!(misread(196, 0).contains(&156) && !misread(196, 0).contains(&96) && !misread(196, 0).contains(&196));
        assert_eq!((misread(196, 0).len(), misread(5, 0).len()), (26, 9));
        assert!(with_one_more(15, 0).contains(&150) && with_one_more(15, 0).contains(&185));
        assert_eq!(with_one_less(1556, 0), [156]);
        assert_eq!((exchanged(-5, 1), with_one_less(12, 0)), (vec![-50], Vec::new()));
    }
}
