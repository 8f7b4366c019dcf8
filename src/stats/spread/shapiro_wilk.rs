use super::quantile_plot::blom_score;
use crate::data::{PairedSample, Sample, Unit};
use crate::dist::normal;
use crate::num::compensated_sum;
use crate::result::{Alternative, Citation, Estimate, Hypothesis, Note, PValue, Quantity, Statistic, TestResult};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{PairedProcedure, StatsError, TestOptions, Usage};

/// The share of the variance that a straight line in the normal quantile plot explains.
const W: Quantity = Quantity { id: "shapiro_wilk_w", label: "straightness of the normal quantile plot", symbol: "W" };

documented! {
    /// # Question
    /// Do the changes look like a sample from a normal distribution?
    ///
    /// # Assumptions
    /// Pairs are independent. A small p says that the changes are not normal, not that a t test is wrong: with many pairs the mean is
    /// nearly normal whatever the changes are; with few the test sees little. It does not choose the test of the change.
    ///
    /// # Formula
    /// W = (sum a_i d_(i))^2 / sum (d_i - mean(d))^2, with Royston's (1995, AS R94) approximation of the weights a_i and of the
    /// distribution of ln(1 - W); exact for three pairs.
    ///
    /// # Arguments
    /// Pairs in any unit. The alternative is that W is smaller than under normality, whatever `--alternative` says of the change.
    ///
    /// # Errors
    /// Fewer than 3 pairs, more than 5000 (beyond which the approximation was not examined), all changes equal.
    ///
    /// # Calibration
    /// Readings on a grid are not normal: normal changes of SD 2 cm read to 0.5 cm are rejected in 7.0, 6.3, 6.7 and 8.7 % of
    /// trials of 5, 10, 20 and 50 pairs, at 5 %. From reports/calibration.md.
    ///
    /// # References
    /// Shapiro and Wilk (1965), Biometrika 52:591-611. Royston (1995), Remark AS R94, Appl Stat 44:547-551.
    ///
    /// # Example
    /// `girth test @sleep --method shapiro-wilk`
    ShapiroWilk
}

const CITATIONS: [Citation; 2] = [
    Citation {
        key: "Shapiro and Wilk 1965",
        reference: "Shapiro SS, Wilk MB (1965). An analysis of variance test for normality (complete samples). Biometrika 52:591-611.",
    },
    Citation {
        key: "Royston 1995",
        reference: "Royston P (1995). Remark AS R94: a remark on algorithm AS 181: the W-test for normality. Appl Stat 44:547-551.",
    },
];

/// The most readings for which Royston examined his approximation.
const MOST: usize = 5_000;

/// W and its p-value, the probability of a smaller W under normality.
///
/// # Errors
/// [`StatsError`] for fewer than 3 or more than 5000 readings, or when all are equal.
pub fn shapiro_wilk(sample: &Sample) -> Result<(f64, f64), StatsError> {
    let procedure = ShapiroWilk.title();
    let n = sample.n();
    StatsError::require(procedure, 3, n)?;
    let undefined = |why: String| StatsError::Undefined { procedure, why };
    if n > MOST {
        return Err(undefined(format!("it is approximated for up to {MOST} readings, and there are {n}")));
    }
    // n times the deviations from the mean: exact integers.
    let total: i128 = sample.ticks().iter().sum();
    let mut deviations: Vec<i128> = sample.ticks().iter().map(|ticks| ticks * n as i128 - total).collect();
    deviations.sort_unstable();
    if deviations[0] == deviations[n - 1] {
        return Err(undefined("all readings are equal".to_owned()));
    }
    let deviations: Vec<f64> = deviations.into_iter().map(|deviation| deviation as f64).collect();
    let weights = weights(n).map_err(|cause| StatsError::numerical(procedure, cause))?;
    // 1 - W without cancellation: (1 - r) (1 + r) from the distance of two columns of length 1.
    let (w_length, d_length) = (length(&weights), length(&deviations));
    let pairs = weights.iter().zip(&deviations);
    let distance = compensated_sum(pairs.map(|(weight, x)| (weight / w_length - x / d_length).powi(2))) / 2.0;
    let rest = distance * (2.0 - distance);
    Ok((1.0 - rest, p_value(n as f64, rest).clamp(0.0, 1.0)))
}

fn length(column: &[f64]) -> f64 {
    compensated_sum(column.iter().map(|x| x * x)).sqrt()
}

/// A polynomial, the constant first.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// Royston's weights, ascending and antisymmetric.
fn weights(n: usize) -> Result<Vec<f64>, crate::dist::DistError> {
    let scores = (1..=n).map(|rank| blom_score(rank, n)).collect::<Result<Vec<f64>, _>>()?;
    if n == 3 {
        return Ok(vec![-0.5f64.sqrt(), 0.0, 0.5f64.sqrt()]);
    }
    let squares = compensated_sum(scores.iter().map(|score| score * score));
    let root = 1.0 / (n as f64).sqrt();
    let corrected = |rank: usize, correction: &[f64]| scores[n - rank] / squares.sqrt() + polynomial(correction, root);
    let outer = corrected(1, &[0.0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056]);
    let mut ends = vec![outer];
    if n > 5 {
        ends.push(corrected(2, &[0.0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633]));
    }
    // The inner weights are the scores, scaled so that all squares sum to 1.
    let explained: f64 = ends.iter().map(|end| 2.0 * end * end).sum();
    let of_scores: f64 = (1..=ends.len()).map(|rank| 2.0 * scores[n - rank].powi(2)).sum();
    let scale = ((squares - of_scores) / (1.0 - explained)).sqrt();
    let mut weights: Vec<f64> = scores.iter().map(|score| score / scale).collect();
    for (at, end) in ends.into_iter().enumerate() {
        (weights[at], weights[n - 1 - at]) = (-end, end);
    }
    Ok(weights)
}

/// The p-value from 1 - W.
fn p_value(n: f64, rest: f64) -> f64 {
    if n == 3.0 {
        let angle = (1.0 - rest).sqrt().asin() - 0.75f64.sqrt().asin();
        return 6.0 / std::f64::consts::PI * angle;
    }
    let log = rest.ln();
    let (value, mean, sd) = if n <= 11.0 {
        let bound = polynomial(&[-2.273, 0.459], n);
        if log >= bound {
            return 0.0;
        }
        (
            -(bound - log).ln(),
            polynomial(&[0.544, -0.39978, 0.025054, -6.714e-4], n),
            polynomial(&[1.3822, -0.77857, 0.062767, -0.0020322], n).exp(),
        )
    } else {
        let x = n.ln();
        (
            log,
            polynomial(&[-1.5861, -0.31082, -0.083751, 0.0038915], x),
            polynomial(&[-0.4803, -0.082676, 0.0030302], x).exp(),
        )
    };
    normal::sf((value - mean) / sd)
}

impl PairedProcedure for ShapiroWilk {
    fn id(&self) -> &'static str {
        "shapiro-wilk"
    }

    fn title(&self) -> &'static str {
        "Shapiro-Wilk test of normality"
    }

    fn documentation(&self) -> &'static str {
        ShapiroWilk::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, sample: &PairedSample, _: &TestOptions) -> Result<TestResult, StatsError> {
        let procedure = self.title();
        let (w, p) = shapiro_wilk(sample.change())?;
        let p = Alternative::Less.p_value(p, 1.0 - p);
        Ok(TestResult {
            procedure: self.id(),
            title: procedure,
            hypothesis: Hypothesis { quantity: W, null_value: 1.0, unit: Unit::None, alternative: Alternative::Less },
            statistic: Some(Statistic { symbol: "W", value: w, distribution: "Royston's approximation".to_owned() }),
            p_value: Some(PValue::try_new(p).map_err(|cause| StatsError::numerical(procedure, cause))?),
            estimates: vec![Estimate::new(W, w, Unit::None, None, None)],
            analysed: analysed(sample),
            details: Vec::new(),
            notes: vec![Note::new(
                "no-choice",
                "It describes the shape of the changes; it does not choose the test of the change.",
            )],
            citations: CITATIONS.to_vec(),
        })
    }
}
