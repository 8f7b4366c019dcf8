//! How many clients must be photographed until noise alone makes a picture.

use crate::dist::{Binomial, DistError, normal};
use crate::result::number::{Number, number};
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

/// How many clients it takes until so many of them changed by enough without any effect.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UntilPictures {
    /// How many pictures are wanted.
    pub pictures: u64,
    /// The least change that makes a picture, in the wanted direction.
    pub amount: f64,
    /// The standard deviation of a change by noise alone.
    pub noise_sd: f64,
    /// The step to which the tape is read, where rounding is allowed for.
    pub step: Option<f64>,
    /// The chance of each client, q.
    pub chance: f64,
    /// The expected number of clients, pictures / q.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub expected: f64,
    /// The least number of clients of whom that many do with a chance of at least one half; `None` beyond [`MOST_CLIENTS`].
    pub even: Option<u64>,
    /// The same with a chance of at least 95 %.
    pub nearly_sure: Option<u64>,
}

/// The largest number of clients that is looked for.
pub const MOST_CLIENTS: u64 = 1_000_000_000_000;

const NAME: &str = "clients until a picture";

/// Question: how many clients must a studio photograph until `pictures` of them changed by `amount` in the wanted direction by noise
/// alone?
///
/// Each client's change is Normal with mean 0 and standard deviation `noise_sd`, sqrt(2) times the error of a single reading. A change
/// counts from `amount`; where readings are rounded to `step`, from the first multiple of the step that is not below it, less half a
/// step, because every change that is rounded up to it counts too. With the chance q of that, the number of clients until the k-th
/// picture is negative binomial: expectation k / q, and P(N <= n) = P(Bin(n, q) >= k).
///
/// # Errors
/// [`StatsError::Missing`] without a positive amount, a positive `noise_sd`, a positive step or a picture.
pub fn until_pictures(
    amount: f64,
    noise_sd: f64,
    step: Option<f64>,
    pictures: u64,
) -> Result<UntilPictures, StatsError> {
    let positive = |value: f64, what| {
        let fits = value > 0.0 && value.is_finite();
        if fits { Ok(()) } else { Err(StatsError::Missing { procedure: NAME, what }) }
    };
    positive(amount, "a positive amount that makes a picture")?;
    positive(noise_sd, "a positive standard deviation of noise")?;
    positive(step.unwrap_or(1.0), "a positive step of the readings")?;
    positive(pictures as f64, "at least one picture")?;
    // A hair below a multiple is that multiple: 2 / 0.1 may be 20.000000000000004.
    let counts_from = step.map_or(amount, |step| ((amount / step - 1e-9).ceil() - 0.5) * step);
    let chance = normal::sf(counts_from / noise_sd);
    let clients = |probability| {
        clients(chance, pictures, probability).map_err(|cause: DistError| StatsError::numerical(NAME, cause))
    };
    Ok(UntilPictures {
        pictures,
        amount,
        noise_sd,
        step,
        chance,
        expected: pictures as f64 / chance,
        even: clients(0.5)?,
        nearly_sure: clients(0.95)?,
    })
}

/// The least n with P(Bin(n, q) >= k) >= p, by doubling and halving.
fn clients(q: f64, k: u64, p: f64) -> Result<Option<u64>, DistError> {
    let enough = |n: u64| Ok::<bool, DistError>(Binomial::try_new(n, q)?.at_least(k) >= p);
    let (mut short, mut long) = (k.saturating_sub(1), k);
    while !enough(long)? {
        if long >= MOST_CLIENTS {
            return Ok(None);
        }
        (short, long) = (long, long.saturating_mul(2).min(MOST_CLIENTS));
    }
    while long - short > 1 {
        let middle = short + (long - short) / 2;
        if enough(middle)? { long = middle } else { short = middle }
    }
    Ok(Some(long))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_picture_is_geometric() {
        let one = until_pictures(2.0, 1.0, None, 1).expect("numbers");
        let q = normal::sf(2.0);
        assert_eq!((one.chance, one.expected), (q, 1.0 / q));
        let least = |p: f64| (f64::ln(1.0 - p) / (-q).ln_1p()).ceil() as u64;
        assert_eq!((one.even, one.nearly_sure), (Some(least(0.5)), Some(least(0.95))));
        assert_eq!(least(0.5), 31);
    }

    #[test]
    fn rounding_counts_from_half_a_step_below() {
        let rounded = |step| until_pictures(2.0, 1.0, Some(step), 1).expect("numbers").chance;
        assert_eq!(rounded(0.1), normal::sf(19.5 * 0.1));
        assert_eq!(rounded(0.5), normal::sf(1.75));
        // No change of 1.5 is a picture of 2, and 3 is the next that can be read.
        assert_eq!(rounded(1.5), normal::sf(2.25));
    }

    #[test]
    fn the_impossible_has_no_number_and_nonsense_is_refused() {
        let never = until_pictures(50.0, 1.0, None, 3).expect("numbers");
        assert_eq!((never.chance, never.expected, never.even), (0.0, f64::INFINITY, None));
        for (amount, sd, step, pictures) in [
            (0.0, 1.0, None, 1),
            (1.0, 0.0, None, 1),
            (1.0, f64::NAN, None, 1),
            (1.0, 1.0, Some(0.0), 1),
            (1.0, 1.0, None, 0),
        ] {
            assert!(matches!(until_pictures(amount, sd, step, pictures), Err(StatsError::Missing { .. })));
        }
    }
}
