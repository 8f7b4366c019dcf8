//! A bootstrap interval for any statistic of pairs.

use super::pairs::{Columns, Keep, Statistic, acceleration, jackknife, replicates};
use super::replicates::Replicates;
use crate::data::PairedSample;
use crate::result::format::{as_heading, count, estimate_decimals, fixed};
use crate::result::{Alternative, Interval, Level, Note};
use crate::stats::{BootstrapMethod, PairedValues};

/// The most pairs for which standard errors of resamples are found by the jackknife: its work grows with their square.
const STUDENTIZED_UP_TO: usize = 100;

/// A statistic whose interval is wanted.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// The statistic.
    pub statistic: &'a dyn Statistic,
    /// Its confidence level.
    pub level: Level,
    /// One-sided or not.
    pub alternative: Alternative,
}

/// How the resamples are drawn and what is made of them.
#[derive(Clone, Copy, Debug)]
pub struct Bootstrap {
    /// Which interval.
    pub method: BootstrapMethod,
    /// How many resamples.
    pub resamples: usize,
    /// The seed of the streams.
    pub seed: u64,
}

/// An interval with what must be said of it; without one, why.
#[derive(Clone, Debug)]
pub struct Bootstrapped {
    /// The interval.
    pub interval: Option<Interval>,
    /// Resamples and Monte-Carlo errors; a fallback, or why there is no interval.
    pub note: Note,
}

/// Bootstrap intervals of all statistics from the same resamples of pairs (Efron and Tibshirani 1993; Davison and Hinkley 1997);
/// `None` for a statistic that the data do not define.
///
/// Where BCa or studentized is not defined, the percentile interval stands in, and the note says why.
pub fn bootstrap_intervals(sample: &PairedSample, wanted: &[Wanted<'_>], how: Bootstrap) -> Vec<Option<Bootstrapped>> {
    let columns = Columns::of(sample);
    let pairs = columns.pairs();
    let estimates: Vec<Option<f64>> = wanted.iter().map(|wanted| wanted.statistic.point(&pairs)).collect();
    let defined = wanted.iter().zip(&estimates).filter_map(|(wanted, estimate)| Some((wanted.statistic, (*estimate)?)));
    let statistics: Vec<(&dyn Statistic, f64)> = defined.collect();
    let mut values = replicates(&pairs, &statistics, Keep::Value, how.resamples, how.seed).into_iter();
    let one = |(wanted, estimate): (&Wanted<'_>, Option<f64>)| {
        Some(bootstrap_interval(&pairs, wanted, estimate?, values.next()?, how))
    };
    wanted.iter().zip(estimates).map(one).collect()
}

/// The interval of one statistic from its values in resamples.
fn bootstrap_interval(
    pairs: &PairedValues<'_>,
    wanted: &Wanted<'_>,
    estimate: f64,
    values: Vec<f64>,
    how: Bootstrap,
) -> Bootstrapped {
    let Wanted { statistic, level, alternative, .. } = *wanted;
    Drawn { estimate, level, alternative, how, units: "pairs" }.interval(values, |replicates| match how.method {
        BootstrapMethod::Percentile => Ok(replicates.percentile(level, alternative)),
        BootstrapMethod::Bca => {
            let acceleration = jackknife(pairs, statistic).and_then(|left_out| acceleration(&left_out));
            replicates.bca(estimate, acceleration, level, alternative)
        }
        BootstrapMethod::Studentized => studentized(pairs, wanted, estimate, how),
    })
}

/// An estimate of which resamples were drawn.
pub(crate) struct Drawn {
    /// In the data themselves.
    pub estimate: f64,
    /// Confidence level.
    pub level: Level,
    /// One-sided or not.
    pub alternative: Alternative,
    /// How they were drawn.
    pub how: Bootstrap,
    /// Of what: `pairs`.
    pub units: &'static str,
}

impl Drawn {
    /// The interval that `asked` makes of the values in the resamples, NaN where one does not define it; where it gives none, the
    /// percentile interval, with the reason in the note.
    pub fn interval(
        &self,
        values: Vec<f64>,
        asked: impl FnOnce(&mut Replicates) -> Result<Interval, String>,
    ) -> Bootstrapped {
        let Drawn { estimate, level, alternative, how, units } = *self;
        // An interval without width would claim a certainty that a resample cannot give.
        let varied = |replicates: Replicates| match replicates.below_and_equal(estimate) {
            (0, equal) if equal == replicates.values().len() => {
                Err("every resample gives the estimate itself".to_owned())
            }
            _ => Ok(replicates),
        };
        let mut replicates = match Replicates::try_new(values).and_then(varied) {
            Ok(replicates) => replicates,
            Err(why) => {
                let note = Note::new("no-bootstrap", format!("No bootstrap interval: {why}."));
                return Bootstrapped { interval: None, note };
            }
        };
        let (interval, fallback) = match asked(&mut replicates) {
            Ok(interval) => (interval, String::new()),
            Err(why) => {
                let text = format!(" It stands in for the {} interval, because {why}.", how.method.name());
                (replicates.percentile(level, alternative), text)
            }
        };
        let undefined = match replicates.undefined() {
            0 => String::new(),
            undefined => format!("; {} of them did not define it and were left out", count(undefined)),
        };
        let text = format!(
            "{} interval: {} resamples of {units}{undefined}, seed {}. Monte-Carlo standard error of its ends: {}.{fallback}",
            as_heading(interval.method),
            count(how.resamples),
            how.seed,
            errors_in_words(&interval)
        );
        Bootstrapped { interval: Some(interval), note: Note::new("bootstrap", text) }
    }
}

fn studentized(
    pairs: &PairedValues<'_>,
    wanted: &Wanted<'_>,
    estimate: f64,
    how: Bootstrap,
) -> Result<Interval, String> {
    if wanted.statistic.formula_error(pairs).is_none() && pairs.change.len() > STUDENTIZED_UP_TO {
        return Err(format!("standard errors of resamples by the jackknife are for up to {STUDENTIZED_UP_TO} pairs"));
    }
    let error = wanted.statistic.standard_error(pairs).filter(|&error| error > 0.0);
    let error = error.ok_or("it has no standard error in these data")?;
    let drawn = replicates(pairs, &[(wanted.statistic, estimate)], Keep::Studentized, how.resamples, how.seed);
    let mut replicates = Replicates::try_new(drawn.into_iter().flatten().collect())?;
    Ok(replicates.studentized(estimate, error, wanted.level, wanted.alternative))
}

/// `0.021 and 0.019`; one end of a one-sided interval has none.
fn errors_in_words(interval: &Interval) -> String {
    let ends = [interval.lower, interval.upper];
    let errors = ends.into_iter().zip(interval.monte_carlo_errors.unwrap_or_default());
    let shown = errors.filter(|(end, _)| end.is_finite()).map(|(_, error)| match error {
        0.0 => "0".to_owned(),
        error => fixed(error, estimate_decimals(Some(error), 8)),
    });
    shown.collect::<Vec<_>>().join(" and ")
}
