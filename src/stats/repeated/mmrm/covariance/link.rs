//! From any number to a variance or a correlation.

/// How a parameter of search becomes a natural one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Link {
    /// exp: a variance.
    Log,
    /// Between two limits, by the logistic function.
    Between(f64, f64),
    /// exp(-exp): the correlation at one unit of time, whose rate of decay may have any size.
    Decay,
}

impl Link {
    /// The natural parameter and its first and second derivative.
    pub fn of(self, parameter: f64) -> [f64; 3] {
        match self {
            Link::Log => [parameter.exp(); 3],
            Link::Between(low, high) => {
                let share = share(parameter);
                let slope = (high - low) * share * share_above(parameter);
                [low + (high - low) * share, slope, slope * (share_above(parameter) - share)]
            }
            Link::Decay => {
                let rate = parameter.exp();
                let value = (-rate).exp();
                [value, -rate * value, (rate * rate - rate) * value]
            }
        }
    }

    /// The parameter of search of a natural one inside its range.
    pub fn inverse(self, natural: f64) -> f64 {
        match self {
            Link::Log => natural.ln(),
            Link::Between(low, high) => ((natural - low) / (high - natural)).ln(),
            Link::Decay => (-natural.ln()).ln(),
        }
    }

    /// Whether what is left to a limit is less than a part in a million.
    pub fn at_limit(self, parameter: f64) -> bool {
        matches!(self, Link::Between(..)) && share(parameter).min(share_above(parameter)) < 1e-6
    }
}

fn share(parameter: f64) -> f64 {
    1.0 / (1.0 + (-parameter).exp())
}

/// 1 - share, with all its digits.
fn share_above(parameter: f64) -> f64 {
    share(-parameter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_and_inverse() {
        for link in [Link::Log, Link::Between(-1.0, 1.0), Link::Between(-0.25, 1.0), Link::Decay] {
            for parameter in [-1.5, 0.0, 0.7] {
                let [value, first, second] = link.of(parameter);
                let step = 1e-4;
                let (up, down) = (link.of(parameter + step), link.of(parameter - step));
                assert!(((up[0] - down[0]) / (2.0 * step) - first).abs() < 1e-7, "{link:?}");
                assert!(((up[1] - down[1]) / (2.0 * step) - second).abs() < 1e-7, "{link:?}");
                assert!((link.inverse(value) - parameter).abs() < 1e-12, "{link:?}");
            }
        }
        assert!(Link::Between(-1.0, 1.0).at_limit(-15.0) && !Link::Between(-1.0, 1.0).at_limit(3.0));
    }
}
