//! Centre and spread that a few wild values do not move.

/// Median and scaled median absolute deviation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    pub center: f64,
    /// 1.4826 x MAD, which estimates the standard deviation of normal values.
    pub scale: f64,
}

/// Median; `None` without values.
pub(crate) fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.get(values.len().saturating_sub(1) / 2)?, values.get(values.len() / 2)?);
    Some((low + high) / 2.0)
}

impl Spread {
    /// Of some values; when more than half of them are equal, the scale comes from the mean deviation.
    pub(crate) fn of(values: &[f64]) -> Option<Spread> {
        let center = median(values.to_vec())?;
        let deviations: Vec<f64> = values.iter().map(|value| (value - center).abs()).collect();
        let mean = deviations.iter().sum::<f64>() / deviations.len() as f64;
        let mad = median(deviations)?;
        // 1.2533 = sqrt(pi / 2) makes the mean deviation estimate the standard deviation.
        let scale = if mad > 0.0 { 1.4826 * mad } else { 1.2533 * mean };
        Some(Spread { center, scale })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_wild_value_does_not_matter() {
        let spread = Spread::of(&[1.0, 2.0, 3.0, 4.0, 1000.0]).expect("spread");
        assert_eq!((spread.center, spread.scale), (3.0, 1.4826));
        assert!(Spread::of(&[]).is_none());
    }
}
