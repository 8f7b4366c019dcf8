//! The interval of a retained share from resamples of people.

use crate::data::Longitudinal;
use crate::num::Stream;
use crate::stats::resample::{Bootstrap, Bootstrapped, Drawn, acceleration};
use crate::stats::{BootstrapMethod, TestOptions};
use rayon::prelude::*;

/// The most resamples that are drawn: every one is a model fitted again.
pub const MOST_RESAMPLES: usize = 2_000;

/// The most people for whom BCa leaves out one after the other: every one is a model fitted again.
const JACKKNIFE_UP_TO: usize = 1_000;

/// The bootstrap interval of a share, by the percentile or BCa method (Efron and Tibshirani 1993): people are drawn with replacement
/// within their arms, all their visits with them, and `share` is computed from each such set of people.
///
/// Resample k draws from the stream k of the seed, so that threads change nothing. Draws as many as the options ask for, but at most
/// [`MOST_RESAMPLES`].
pub fn retained_share_bootstrap(
    data: &Longitudinal,
    estimate: f64,
    method: BootstrapMethod,
    options: &TestOptions,
    share: impl Fn(&Longitudinal) -> Option<f64> + Sync,
) -> Bootstrapped {
    let mut arms: Vec<Vec<usize>> = vec![Vec::new(); data.arms().len().max(1)];
    (0..data.people()).for_each(|person| arms[data.arm_of(person)].push(person));
    let of = |places: &[usize]| data.restricted(places).ok().and_then(|people| share(&people));
    let resamples = options.resamples.min(MOST_RESAMPLES);
    let values: Vec<f64> = (0..resamples)
        .into_par_iter()
        .map(|resample| {
            let mut stream = Stream::new(options.seed, "retained-share", resample as u64);
            let mut places = Vec::with_capacity(data.people());
            for arm in &arms {
                places.extend(arm.iter().map(|_| arm[stream.below(arm.len() as u32) as usize]));
            }
            of(&places).unwrap_or(f64::NAN)
        })
        .collect();
    let (level, alternative) = (options.level, options.alternative);
    let how = Bootstrap { method, resamples, seed: options.seed };
    Drawn { estimate, level, alternative, how, units: "participants" }.interval(values, |replicates| match method {
        BootstrapMethod::Percentile => Ok(replicates.percentile(level, alternative)),
        BootstrapMethod::Bca if data.people() > JACKKNIFE_UP_TO => {
            Err(format!("people are left out one after the other only up to {JACKKNIFE_UP_TO}"))
        }
        BootstrapMethod::Bca => {
            let without = |left_out: usize| {
                let rest: Vec<usize> = (0..data.people()).filter(|&person| person != left_out).collect();
                of(&rest)
            };
            let left_out: Option<Vec<f64>> = (0..data.people()).into_par_iter().map(without).collect();
            replicates.bca(estimate, left_out.and_then(|values| acceleration(&values)), level, alternative)
        }
        BootstrapMethod::Studentized => Err("a share has no standard error of its own in a resample".to_owned()),
    })
}
