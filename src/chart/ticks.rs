//! Round numbers along an axis: steps of 1, 2, 2.5 or 5 times a power of ten.

/// Round numbers between two limits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ticks {
    /// The numbers, ascending.
    pub values: Vec<f64>,
    /// Decimals that they need.
    pub decimals: usize,
}

/// The finest round ticks of which no more than about `most` lie in `low..=high`.
pub(crate) fn ticks(low: f64, high: f64, most: usize) -> Ticks {
    let span = high - low;
    if !span.is_finite() || span <= 0.0 {
        return Ticks { values: vec![low], decimals: 0 };
    }
    let raw = span / most.max(1) as f64;
    let exponent = libm::floor(libm::log10(raw)) as i32;
    let choice = [(1.0, 0), (2.0, 0), (2.5, 1), (5.0, 0), (10.0, 0)]
        .into_iter()
        .find(|&(mantissa, _)| at(mantissa, exponent) >= raw * (1.0 - 1e-9));
    let (mantissa, extra) = choice.unwrap_or((10.0, 0));
    let step = at(mantissa, exponent);
    let slack = span * 1e-9;
    let first = ((low - slack) / step).ceil();
    let last = ((high + slack) / step).floor();
    let count = ((last - first).max(0.0) as usize).min(4 * most);
    let values = (0..=count).map(|index| at((first + index as f64) * mantissa, exponent));
    let values = values.filter(|value| (low - slack..=high + slack).contains(value)).map(|value| value + 0.0).collect();
    let decimals = if mantissa == 10.0 { -exponent - 1 } else { extra - exponent };
    Ticks { values, decimals: decimals.max(0) as usize }
}

/// number x 10^exponent with one rounding, so that 3 x 0.1 is 0.3.
fn at(number: f64, exponent: i32) -> f64 {
    let power = libm::pow(10.0, f64::from(exponent.abs()));
    if exponent < 0 { number / power } else { number * power }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round() {
        assert_eq!(ticks(0.0, 1.0, 5), Ticks { values: vec![0.0, 0.2, 0.4, 0.6, 0.8, 1.0], decimals: 1 });
        assert_eq!(ticks(61.2, 98.7, 5).values, [70.0, 80.0, 90.0]);
        assert_eq!(ticks(-1.1, 1.3, 10), {
            let values = vec![-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0, 1.25];
            Ticks { values, decimals: 2 }
        });
        assert_eq!(ticks(-3.0, 3.0, 1).values, [0.0]);
        assert_eq!(ticks(0.1, 0.5, 4).values, [0.1, 0.2, 0.3, 0.4, 0.5]);
    }

    #[test]
    fn huge_and_tiny_ranges_have_ticks() {
        assert_eq!(ticks(1e9, 1e9 + 4.0, 4).values, [1e9, 1e9 + 1.0, 1e9 + 2.0, 1e9 + 3.0, 1e9 + 4.0]);
        for (low, high) in [(1e-12, 5e-12), (-1e19, 1e19), (1e15, 1e15 + 1.0), (-1e-3, 7e8)] {
            let found = ticks(low, high, 6);
            assert!((1..=12).contains(&found.values.len()), "{low} {high} {found:?}");
            assert!(found.values.windows(2).all(|pair| pair[0] < pair[1]), "{found:?}");
        }
        assert_eq!(ticks(2.0, 2.0, 5).values, [2.0]);
    }
}
