use std::f64::consts::LN_2;

use super::jzs::{Jzs, TOLERANCE};
use crate::data::{Decimal, PairedSample, Unit};
use crate::num::NumError;
use crate::result::{
    Alternative, Citation, Detail, Estimate, Hypothesis, Interval, Note, Quantity, Side, Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::paired::OneSampleT;
use crate::stats::{PairedProcedure, StatsError, TestOptions, Usage};

/// (mean - null) / SD of the population.
const DELTA: Quantity = Quantity {
    id: "standardised_change",
    label: "standardised change from the null (posterior median)",
    symbol: "delta",
};

documented! {
    /// # Question
    /// How many times better than the null value does a change of plausible size predict the data? Unlike a p-value it can speak for the
    /// null value.
    ///
    /// # Assumptions
    /// As for the paired t test. The standardised change delta = (mean - null) / SD of the population has, before the data, a Cauchy
    /// distribution around 0 with the scale r: half of the prior lies within r of 0. The SD has the prior 1 / SD.
    ///
    /// # Formula
    /// BF10 = integral of f(t; n - 1, delta sqrt(n)) p(delta) / f(t; n - 1, 0), f the noncentral t density and p the Cauchy density
    /// (Rouder et al. 2009). A one-sided alternative has the half of the prior on its side, doubled (Morey and Wagenmakers 2014). All of it
    /// in logarithms, by quadrature to a relative error of 1e-10. BF01 = 1 / BF10.
    ///
    /// The estimate is the median of the posterior of delta, its interval the central credible interval; both rest on the two-sided prior
    /// whatever the alternative.
    ///
    /// A margin adds the Bayes factor of delta outside against delta inside the margin, each with its part of the prior (Morey and Rouder
    /// 2011), and the posterior probability of the inside. The prior is on delta, so the margin is divided by the SD of the changes in the
    /// sample, which is then taken as known.
    ///
    /// # Arguments
    /// `--prior-scale` (0.7071 unless given; wide 1, ultrawide 1.4142), `--null`, `--alternative`, `--level`, `--margin`.
    ///
    /// # Errors
    /// Fewer than two pairs; all changes equal.
    ///
    /// # References
    /// Rouder, Speckman, Sun, Morey and Iverson (2009), Psychon Bull Rev 16:225-237. Morey and Rouder (2011), Psychol Methods 16:406-419.
    /// Morey and Wagenmakers (2014), Stat Probab Lett 92:121-124.
    ///
    /// # Example
    /// `girth test @sleep --method bayes-t --prior-scale 1`
    BayesT
}

const CITATIONS: [Citation; 2] = [
    Citation {
        key: "Rouder et al. 2009",
        reference: "Rouder JN, Speckman PL, Sun D, Morey RD, Iverson G (2009). Bayesian t tests for accepting and rejecting the null hypothesis. Psychon Bull Rev 16:225-237.",
    },
    Citation {
        key: "Morey and Rouder 2011",
        reference: "Morey RD, Rouder JN (2011). Bayes factor approaches for testing interval null hypotheses. Psychol Methods 16:406-419.",
    },
];

/// Beyond this logarithm a Bayes factor is not written out.
const LARGEST_LN: f64 = 700.0;

impl PairedProcedure for BayesT {
    fn id(&self) -> &'static str {
        "bayes-t"
    }

    fn title(&self) -> &'static str {
        "Bayes factor for the mean change (JZS)"
    }

    fn documentation(&self) -> &'static str {
        BayesT::DOCUMENTATION
    }

    fn usage(&self, _: &PairedSample, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let (t, sd) = t_and_sd(sample, options)?;
        let model = model(t, sample.n(), options.prior_scale)?;
        let posterior = model.posterior().map_err(numerical)?;
        let ln_bf = match options.alternative {
            Alternative::TwoSided => posterior.ln_total,
            one_sided => ln_bayes_factor(&model, one_sided).map_err(numerical)?,
        };
        let (lower, upper) = options.alternative.interval(options.level.alpha(), |side, tail| {
            posterior.quantile(if side == Side::Lower { tail } else { 1.0 - tail }).map_err(numerical)
        })?;
        let mut details = vec![Detail::number("t", "t", t)];
        if ln_bf.abs() < LARGEST_LN {
            details.push(Detail::number("bf10", "BF10", ln_bf.exp()));
            details.push(Detail::number("bf01", "BF01", (-ln_bf).exp()));
        }
        details.push(Detail::number("prior_scale", "scale of the prior", options.prior_scale));
        details.push(Detail::number("error_bound", "bound of the relative error", TOLERANCE));
        let mut notes = vec![Note::new("no-p-value", "A Bayes factor compares two predictions; it has no p-value.")];
        if let Some(bounds) = options.margin.and_then(|margin| margin.amounts()) {
            details.extend(interval_null(&model, bounds, sd, options, posterior.ln_total).map_err(numerical)?);
            let text = "The margin was divided by the SD of the changes, which is taken as known, because the prior is on the \
                        standardised change.";
            notes.push(Note::new("margin-in-sd", text));
        }
        let prior = match options.alternative {
            Alternative::TwoSided => "",
            Alternative::Less => ", its lower half",
            Alternative::Greater => ", its upper half",
        };
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: DELTA,
                null_value: 0.0,
                unit: Unit::None,
                alternative: options.alternative,
            },
            statistic: Some(Statistic {
                symbol: "ln BF10",
                value: ln_bf,
                distribution: format!("Cauchy prior with scale {:.4}{prior}", options.prior_scale),
            }),
            p_value: None,
            estimates: vec![Estimate::new(
                DELTA,
                posterior.quantile(0.5).map_err(numerical)?,
                Unit::None,
                None,
                Some(Interval::new(lower, upper, options.level, "credible, central")),
            )],
            analysed: analysed(sample),
            details,
            notes,
            citations: CITATIONS.to_vec(),
        })
    }
}

/// ln BF10 over scales of the prior from 0.05 to 1.5: how far the answer depends on the choice.
///
/// # Errors
/// As [`BayesT`]'s.
pub fn robustness(sample: &PairedSample, options: &TestOptions) -> Result<Vec<(f64, f64)>, StatsError> {
    let scales = (1..=30).map(|step| f64::from(step) / 20.0);
    scales.map(|prior_scale| at_scale(sample, &TestOptions { prior_scale, ..*options })).collect()
}

/// The scale of the prior, and ln BF10 at that scale.
///
/// # Errors
/// As [`BayesT`]'s.
pub fn at_scale(sample: &PairedSample, options: &TestOptions) -> Result<(f64, f64), StatsError> {
    let (t, _) = t_and_sd(sample, options)?;
    let model = model(t, sample.n(), options.prior_scale)?;
    Ok((options.prior_scale, ln_bayes_factor(&model, options.alternative).map_err(numerical)?))
}

fn t_and_sd(sample: &PairedSample, options: &TestOptions) -> Result<(f64, f64), StatsError> {
    let procedure = BayesT.title();
    let test = OneSampleT::of(procedure, sample)?
        .ok_or_else(|| StatsError::Undefined { procedure, why: "every participant changed by the same".to_owned() })?;
    Ok((test.statistic(sample, options.null_value)?, test.moments.sd))
}

fn model(t: f64, n: usize, scale: f64) -> Result<Jzs, StatsError> {
    if !(scale > 0.0 && scale.is_finite()) {
        return Err(StatsError::Missing { procedure: BayesT.title(), what: "a prior scale above 0: --prior-scale 1" });
    }
    Jzs::try_new(t, n, scale).map_err(numerical)
}

fn numerical(cause: NumError) -> StatsError {
    StatsError::numerical(BayesT.title(), cause)
}

fn ln_bayes_factor(model: &Jzs, alternative: Alternative) -> Result<f64, NumError> {
    match alternative {
        Alternative::TwoSided => model.ln_mass(f64::NEG_INFINITY, f64::INFINITY),
        Alternative::Less => Ok(model.ln_mass(f64::NEG_INFINITY, 0.0)? + LN_2),
        Alternative::Greater => Ok(model.ln_mass(0.0, f64::INFINITY)? + LN_2),
    }
}

/// The Bayes factor of delta outside the margin against delta inside it.
fn interval_null(
    model: &Jzs,
    bounds: [Decimal; 2],
    sd: f64,
    options: &TestOptions,
    ln_total: f64,
) -> Result<[Detail; 4], NumError> {
    let null = options.null_value.to_f64();
    let [lower, upper] = bounds.map(|bound| (bound.to_f64() - null) / sd);
    let (infinite, inside) = (f64::INFINITY, model.ln_mass(lower, upper)?);
    let (below, above) = (model.ln_mass(-infinite, lower)?, model.ln_mass(upper, infinite)?);
    let larger = below.max(above);
    let outside = larger + ((below - larger).exp() + (above - larger).exp()).ln();
    let prior_odds = (model.prior(-infinite, lower) + model.prior(upper, infinite)) / model.prior(lower, upper);
    Ok([
        Detail::number("null_lower", "margin's lower bound in SDs", lower),
        Detail::number("null_upper", "margin's upper bound in SDs", upper),
        Detail::number(
            "ln_bf_outside",
            "ln BF of outside against inside the margin",
            outside - inside - prior_odds.ln(),
        ),
        Detail::number("posterior_inside", "posterior probability of the inside", (inside - ln_total).exp().min(1.0)),
    ])
}
