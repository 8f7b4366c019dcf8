//! The maximum of the likelihood of a logistic regression with a random intercept, at the boundary too.

use super::random_intercept::{ClusterCounts, Likelihood, best_odds, likelihood, likelihood_without_spread};
use crate::num::{NumError, bracketed_root};

/// Where the likelihood is largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct InterceptFit {
    /// Log odds of a cluster in the middle.
    pub odds: f64,
    /// SD of the log odds of clusters; 0 at the boundary.
    pub sd: f64,
    /// The likelihood there.
    pub likelihood: Likelihood,
}

/// SDs at which the profile is looked at, from 0.1 up: beyond the last there is no maximum that means anything.
const FIRST_SD: f64 = 0.1;
const GROWTH: f64 = 1.5;
const LOOKS: i32 = 14;
/// An SD that no likelihood tells from 0.
const LEAST_SD: f64 = 1e-4;

/// The fit with the log odds free, or held at `held`; `None` where the likelihood still rises at an SD of 19.
///
/// The profile over the SD may have more than one maximum: it is scanned from 0 on, each change of its slope from up to down is
/// refined, and the highest is taken, with the boundary among them.
pub(super) fn fit(counts: &[ClusterCounts], held: Option<f64>) -> Result<Option<InterceptFit>, NumError> {
    let sum = |of: fn(&ClusterCounts) -> f64| counts.iter().map(|each| each.clusters * of(each)).sum::<f64>();
    let (right, answers) = (sum(|each| each.right), sum(|each| each.answers));
    let pooled = (right / (answers - right)).ln();
    let at = |sd: f64| {
        // The middle of clusters lies further out than the share over all of them (Zeger, Liang and Albert 1988).
        let odds = held.map_or_else(|| best_odds(counts, sd, pooled * (1.0 + 0.346 * sd * sd).sqrt()), Ok)?;
        Ok::<InterceptFit, NumError>(InterceptFit { odds, sd, likelihood: likelihood(counts, odds, sd)? })
    };
    let odds = held.unwrap_or(pooled);
    let none = InterceptFit { odds, sd: 0.0, likelihood: likelihood_without_spread(counts, odds) };
    if counts.iter().all(|each| each.answers == 1.0) {
        // Only the share over all clusters is in such data; any SD gives the same likelihood.
        return Ok(Some(none));
    }
    let mut best = none;
    let (mut before, mut rising) = (0.0, none.likelihood.by_sd > 0.0);
    for look in 0..LOOKS {
        let here = at(FIRST_SD * GROWTH.powi(look))?;
        let rises = here.likelihood.by_sd > 0.0;
        if rising && !rises {
            let mut failure = None;
            // The slope over the SD does not vanish at 0.
            let slope = |sd: f64| match if sd > 0.0 { at(sd) } else { Ok(none) } {
                Ok(found) => found.likelihood.by_sd / if sd > 0.0 { sd } else { 1.0 },
                Err(cause) => {
                    failure = Some(cause);
                    f64::NAN
                }
            };
            let root = bracketed_root(slope, before, here.sd, 1e-11);
            let found = at(failure.map_or(root, Err)?)?;
            if found.sd > LEAST_SD && found.likelihood.log > best.likelihood.log {
                best = found;
            }
        }
        if look + 1 == LOOKS && rises && here.likelihood.log > best.likelihood.log {
            return Ok(None);
        }
        (before, rising) = (here.sd, rises);
    }
    Ok(Some(best))
}
