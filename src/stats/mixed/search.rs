//! The best ratio of a variance to the residual one.

use crate::num::{NumError, bracketed_root};

/// ln of the ratios between which the best is sought; below the first it is sought down to 0.
const LOG_RATIOS: std::ops::RangeInclusive<i32> = -12..=24;

/// A profile of the log likelihood at one ratio.
#[derive(Clone, Copy, Debug)]
pub(super) struct Profile {
    pub log_likelihood: f64,
    /// Its derivative in the ratio.
    pub slope: f64,
}

/// Where the likelihood is highest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Best {
    /// At this ratio: 0 exactly, where the likelihood falls from there on.
    Ratio(f64),
    /// It rises without end: no residual variance is left.
    Unbounded,
}

/// The highest point over a grid, then the root of the slope beside it to the last bits: a second hump is not taken for the first.
///
/// # Errors
/// Those of `profile`, and of the root finder.
pub(super) fn best_ratio(mut profile: impl FnMut(f64) -> Result<Profile, NumError>) -> Result<Best, NumError> {
    let ratios: Vec<f64> = std::iter::once(0.0).chain(LOG_RATIOS.map(|log| f64::from(log).exp())).collect();
    let grid = ratios.iter().map(|&ratio| profile(ratio)).collect::<Result<Vec<Profile>, NumError>>()?;
    let mut top = 0;
    for (at, point) in grid.iter().enumerate() {
        if point.log_likelihood > grid[top].log_likelihood {
            top = at;
        }
    }
    if top == 0 && grid[0].slope <= 0.0 {
        return Ok(Best::Ratio(0.0));
    }
    let ends = if grid[top].slope > 0.0 { top..=top + 1 } else { top - 1..=top };
    if *ends.end() >= ratios.len() {
        return Ok(Best::Unbounded);
    }
    let slope = |ratio| profile(ratio).map_or(f64::NAN, |point| point.slope);
    bracketed_root(slope, ratios[*ends.start()], ratios[*ends.end()], 0.0).map(Best::Ratio)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (d/2) ln q: the profile of q = (x - centre)^2 + 1.
    fn hill(centre: f64) -> impl FnMut(f64) -> Result<Profile, NumError> {
        move |x| Ok(Profile { log_likelihood: -(x - centre).powi(2), slope: -2.0 * (x - centre) })
    }

    #[test]
    fn interior_boundary_and_without_end() {
        for centre in [1e-9, 1e-3, 0.7, 1.0, 12345.6] {
            let Ok(Best::Ratio(found)) = best_ratio(hill(centre)) else { panic!("{centre}") };
            assert!((found / centre - 1.0).abs() < 1e-12, "{found} {centre}");
        }
        assert_eq!(best_ratio(hill(-0.1)), Ok(Best::Ratio(0.0)));
        assert_eq!(
            best_ratio(|x: f64| Ok(Profile { log_likelihood: x.ln_1p(), slope: 1.0 / (1.0 + x) })),
            Ok(Best::Unbounded)
        );
    }
}
