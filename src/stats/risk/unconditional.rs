//! Exact tests that do not fix the number of events: Boschloo's and Barnard's.

use super::TwoByTwo;
use super::bernstein::bernstein_maximum;
use super::conditional::Margins;
use super::fisher_exact;
use crate::num::NumError;
use crate::result::Alternative;
use crate::stats::StatsError;

/// The most people for whom every table is gone through.
pub const UNCONDITIONAL_LIMIT: u64 = 1_000;

/// Tables are as extreme as the observed one when their p is within this of its p, relatively: the rounding of the sums.
const SLACK: f64 = 1e-10;

/// Boschloo's exact test (1970): the p-value of Fisher's exact test as statistic, that of the same alternative; p is the largest
/// probability, over all risks that both groups might have in common, of a table with a Fisher p not above the observed one.
///
/// With the events m in both groups known, the tables that are as extreme have a conditional probability b(m), and their probability at
/// a common risk t is the sum of b(m) C(N, m) t^m (1 - t)^(N - m). That is a polynomial in Bernstein form, so its maximum is enclosed
/// by its coefficients on ever smaller parts of [0, 1], to 1e-9 of p, and no local maximum is missed. No b(m) is above the observed
/// Fisher p, therefore p is not either.
///
/// # Errors
/// [`StatsError::Numerical`] beyond [`UNCONDITIONAL_LIMIT`] people.
pub fn boschloo(table: &TwoByTwo, alternative: Alternative) -> Result<f64, StatsError> {
    let name = "Boschloo's exact test";
    within_limit(table).map_err(|cause| StatsError::numerical(name, cause))?;
    let observed = fisher_exact(table, alternative)?.p * (1.0 + SLACK);
    let extreme = |events: u64| {
        let law = Margins::new(table.treated_n(), table.control_n(), events).at(1.0);
        // The largest attainable Fisher p that is not above the observed one is the conditional probability of all tables with such a p.
        let ascending = |probabilities: &mut dyn Iterator<Item = f64>| {
            let (mut sum, mut reached) = (0.0, 0.0);
            for probability in probabilities {
                sum += probability;
                if sum > observed {
                    break;
                }
                reached = sum;
            }
            reached
        };
        match alternative {
            Alternative::Less => ascending(&mut law.probabilities().map(|(_, p)| p)),
            Alternative::Greater => {
                let upwards: Vec<f64> = law.probabilities().map(|(_, p)| p).collect();
                ascending(&mut upwards.into_iter().rev())
            }
            Alternative::TwoSided => {
                law.two_sided().into_iter().map(|(p, _)| p).take_while(|&p| p <= observed).last().unwrap_or(0.0)
            }
        }
    };
    largest(table, extreme).map_err(|cause| StatsError::numerical(name, cause))
}

/// Twice the smaller of Boschloo's one-sided p-values, at most 1.
///
/// # Errors
/// Those of [`boschloo`].
pub fn boschloo_doubled(table: &TwoByTwo) -> Result<f64, StatsError> {
    let (less, greater) = (boschloo(table, Alternative::Less)?, boschloo(table, Alternative::Greater)?);
    Ok(Alternative::TwoSided.p_value(less, greater))
}

/// Barnard's exact test (1945) with the pooled z statistic, its maximum found as for [`boschloo`]. Statistics are compared in whole
/// numbers.
///
/// # Errors
/// [`StatsError::Numerical`] beyond [`UNCONDITIONAL_LIMIT`] people.
pub fn barnard(table: &TwoByTwo, alternative: Alternative) -> Result<f64, StatsError> {
    let name = "Barnard's exact test";
    within_limit(table).map_err(|cause| StatsError::numerical(name, cause))?;
    let n = i128::from(table.n());
    // z^2 with the sign of the alternative is, up to a common factor, size / spread.
    let size = |difference: i128| match alternative {
        Alternative::TwoSided => difference * difference,
        Alternative::Less => -difference * difference.abs(),
        Alternative::Greater => difference * difference.abs(),
    };
    let spread = |events: i128| (events * (n - events)).max(1);
    let (size_observed, spread_observed) = (size(table.cross_difference()), spread(i128::from(table.events())));
    let extreme = |events: u64| {
        let law = Margins::new(table.treated_n(), table.control_n(), events).at(1.0);
        let belongs = |treated: u64| {
            let difference = i128::from(treated) * i128::from(table.control_n())
                - i128::from(events - treated) * i128::from(table.treated_n());
            size(difference) * spread_observed >= size_observed * spread(i128::from(events))
        };
        law.probabilities().filter(|&(treated, _)| belongs(treated)).map(|(_, p)| p).sum::<f64>().min(1.0)
    };
    largest(table, extreme).map_err(|cause| StatsError::numerical(name, cause))
}

fn largest(table: &TwoByTwo, extreme: impl Fn(u64) -> f64) -> Result<f64, NumError> {
    Ok(bernstein_maximum((0..=table.n()).map(extreme).collect())?.min(1.0))
}

fn within_limit(table: &TwoByTwo) -> Result<(), NumError> {
    if table.n() <= UNCONDITIONAL_LIMIT {
        return Ok(());
    }
    Err(NumError::TooLarge {
        what: "an exact unconditional test",
        needed: u128::from(table.n()),
        limit: u128::from(UNCONDITIONAL_LIMIT),
        unit: "participants",
    })
}
