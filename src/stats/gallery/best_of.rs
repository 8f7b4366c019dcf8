use super::noise_range::range_of_best;
use super::order_statistics::best_of_normal;
use super::ranked::{Ranked, nobody, numbers, numerical};
use super::shown::{Gallery, NoiseGallery, NoiseSource};
use crate::data::PairedSample;
use crate::result::{Estimate, Interval, Level, Note, Quantity};
use crate::stats::documented::documented;
use crate::stats::paired::{MEAN_CHANGE, PairedT};
use crate::stats::risk::Toward;
use crate::stats::{Explained, Moments, PairedProcedure, StatsError, TestOptions};
use rayon::prelude::*;

/// The mean of after - before over the pairs that are shown.
pub const GALLERY_MEAN: Quantity =
    Quantity { id: "gallery_mean_change", label: "mean change of the best pairs", symbol: "mean of the best" };

documented! {
    /// # Question
    /// What does a gallery show that picks the k best of n pairs: in these data, if as many people were drawn from them again, and if
    /// nobody truly changed and only noise were at work?
    ///
    /// # Assumptions
    /// The gallery holds the k largest changes in the wanted direction. People are independent. The row of no effect takes changes as
    /// Normal with mean 0 and the SD of noise: sqrt(2) times the error of a single reading where that is known. Where it is not, the
    /// study's own SD of the changes stands for it, which also holds what people truly differ in, and so gives noise too much.
    ///
    /// # Formula
    /// Observed: the mean of the k best; of those who changed as much as the k-th, the first in the file are picked. Drawn again: the sum
    /// over the best j of x(j) [E min(k, B(j)) - E min(k, B(j - 1))] / k, B(j) binomial with n draws of j / n. No effect: SD times the
    /// expected mean of the k largest of n standard normal draws, E h(T), h = density / upper tail and T the (k + 1)-th largest, by
    /// quadrature. Its range is exact for k = 1 and k = n, and else from 20,000 seeded galleries; for k above 200, mean -/+ z SD with
    /// the SD by quadrature. The share by picking alone is the expected mean under no effect over the observed mean.
    ///
    /// Until a picture: with the chance q that noise alone changes a client by the amount, 1 / q clients are expected until the first
    /// picture, k / q until the k-th, and P(N <= n) = P(Bin(n, q) >= k). Rounded readings count from half a step below the amount.
    ///
    /// # Arguments
    /// Pairs in any unit; how many are shown; the direction; the error of a reading, if known; `--level`.
    ///
    /// # Errors
    /// More pairs shown than there are, or none. A single pair has a picture, and no SD of the changes.
    ///
    /// # References
    /// David and Nagaraja (2003), Order Statistics, 3rd ed., theorem 2.5 and chapter 3. Devroye (1986), Non-Uniform Random Variate
    /// Generation, section V.3.3.
    ///
    /// # Example
    /// `girth photos @spa-series`
    BestOf
}

impl Explained for BestOf {
    fn id(&self) -> &'static str {
        "best-of"
    }

    fn title(&self) -> &'static str {
        NAME
    }

    fn documentation(&self) -> &'static str {
        BestOf::DOCUMENTATION
    }
}

pub(super) const NAME: &str = "gallery of the best";

/// The gallery of the `shown` best of a sample. `noise_sd_of_change` is sqrt(2) times the error of a single reading.
///
/// # Errors
/// [`StatsError::Undefined`] when nobody or more than everybody is shown, [`StatsError::Missing`] for a noise that is negative or not
/// finite.
pub fn gallery(
    sample: &PairedSample,
    shown: usize,
    toward: Toward,
    noise_sd_of_change: Option<f64>,
    level: Level,
) -> Result<Gallery, StatsError> {
    let (n, unit) = (sample.n(), sample.outcome().unit);
    if shown == 0 || shown > n {
        let why = format!("a gallery of {shown} cannot be picked from {n} pairs");
        return Err(StatsError::Undefined { procedure: NAME, why });
    }
    if noise_sd_of_change.is_some_and(|sd| !(sd >= 0.0 && sd.is_finite())) {
        return Err(StatsError::Missing {
            procedure: NAME,
            what: "a standard deviation of noise that is not negative",
        });
    }
    let ranked = Ranked::of(sample, toward);
    let moments = Moments::of(sample.change());
    let noise = match (noise_sd_of_change, moments.sd) {
        (Some(sd), _) => Some((NoiseSource::ErrorOfReading, sd)),
        (None, Some(sd)) => Some((NoiseSource::OwnSpread, sd)),
        (None, None) => None,
    };
    let point = |shown| ranked.point(shown, noise.map(|(_, sd)| sd));
    let curve = numbers(n, shown).into_par_iter().map(point).collect::<Result<Vec<_>, StatsError>>()?;
    let own = point(shown)?;
    let last = ranked.order[shown - 1].1;
    let tied_out = ranked.order[shown..].iter().filter(|&&(_, ticks)| ticks == last).count();
    let noise = noise.map(|(source, sd)| noise_gallery(n, shown, (source, sd), &ranked, level)).transpose()?;
    let expected = noise.as_ref().map(|noise| noise.expected.value);
    let mut gallery = Gallery {
        people: n,
        shown,
        toward,
        unit,
        everybody: everybody(sample, level)?,
        observed: Estimate::new(GALLERY_MEAN, own.observed, unit, None, None),
        picked: ranked.order[..shown].iter().map(|&(at, _)| at).collect(),
        tied_out,
        redrawn: own.redrawn,
        share_by_picking: expected.filter(|_| ranked.sign * own.observed > 0.0).map(|noise| noise / own.observed),
        noise,
        curve,
        notes: Vec::new(),
    };
    gallery.notes = notes(&gallery);
    Ok(gallery)
}

/// The mean of all with Student's interval, where there are two.
fn everybody(sample: &PairedSample, level: Level) -> Result<Estimate, StatsError> {
    let mean = Moments::of(sample.change()).mean;
    let bare = Estimate::new(MEAN_CHANGE, mean, sample.outcome().unit, None, None);
    if sample.n() < 2 {
        return Ok(bare);
    }
    let result = PairedT.run(sample, &TestOptions { level, ..TestOptions::default() })?;
    Ok(result.estimates.into_iter().next().unwrap_or(bare))
}

fn noise_gallery(
    n: usize,
    shown: usize,
    (source, sd): (NoiseSource, f64),
    ranked: &Ranked<'_>,
    level: Level,
) -> Result<NoiseGallery, StatsError> {
    let best = best_of_normal(n as u64, shown as u64).map_err(numerical)?.ok_or_else(nobody)?;
    let range = range_of_best(n as u64, shown as u64, level).map_err(numerical)?.ok_or_else(nobody)?;
    let ends = [ranked.sign * range.lower * sd, ranked.sign * range.upper * sd];
    let mut errors = range.monte_carlo_errors.map(|errors| errors.map(|error| error * sd));
    if ranked.sign < 0.0 {
        errors = errors.map(|[lower, upper]| [upper, lower]);
    }
    let interval = Interval {
        lower: ends[0].min(ends[1]) + 0.0,
        upper: ends[0].max(ends[1]) + 0.0,
        monte_carlo_errors: errors,
        ..range
    };
    let (mean, unit) = (ranked.sign * best.mean * sd + 0.0, ranked.sample.outcome().unit);
    let expected = Estimate::new(GALLERY_MEAN, mean, unit, Some(best.sd * sd), Some(interval));
    Ok(NoiseGallery { source, sd_of_change: sd, expected })
}

fn notes(gallery: &Gallery) -> Vec<Note> {
    let mut notes = Vec::new();
    if gallery.tied_out > 0 {
        notes.push(Note::new(
            "tied-at-the-edge",
            format!(
                "{} more changed as much as the last who is shown; the first in the file are shown.",
                gallery.tied_out
            ),
        ));
    }
    match &gallery.noise {
        None => notes.push(Note::new(
            "no-noise",
            "One pair has no SD of changes, and the error of a reading is not known: what noise alone shows is left out.",
        )),
        Some(noise) if noise.source == NoiseSource::OwnSpread => notes.push(Note::new(
            "own-spread",
            "The error of a reading is not known: the study's own SD of the changes stands for noise, which also holds what people \
             truly differ in.",
        )),
        Some(_) => {}
    }
    notes
}
