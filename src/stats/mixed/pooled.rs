use super::DegreesOfFreedom;
use super::sites::SitesFit;
use crate::data::PairedSample;
use crate::num::compensated_sum;
use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::Serialize;

const TITLE: &str = "pooled readings of several sites";

/// What becomes of the precision when several readings of a person are counted as so many people.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct DesignEffect {
    /// Changes, of all people at all sites.
    pub readings: usize,
    /// People.
    pub people: usize,
    /// m, the readings of a person, each person counted with the number of their readings: sum m_i^2 / sum m_i (Kish 1965). The plain
    /// number of sites where everybody has all.
    pub readings_per_person: f64,
    /// Intraclass correlation, from the mixed model with sites; absent where everybody has one reading.
    pub icc: Option<f64>,
    /// 1 + (m - 1) ICC: how many times larger the variance of a mean is than with as many independent readings.
    pub design_effect: f64,
    /// Independent readings that say as much: readings over the design effect.
    pub effective_number: f64,
    /// The mean of all readings.
    pub pooled_mean: f64,
    /// The standard error that pooling would claim: SD of all changes over the root of their number.
    pub pooled_standard_error: f64,
    /// The degrees of freedom that pooling would claim.
    pub pooled_degrees: f64,
    /// The mean over the sites by the mixed model.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Its degrees of freedom (Satterthwaite).
    pub degrees: f64,
}

/// Question: how far off is an analysis that takes every reading of every site for a person of its own?
///
/// It gives no p-value: pooling is refused, and these numbers say why.
///
/// # Errors
/// Those of [`super::sites_model`]; no variation at all ([`StatsError::Undefined`]).
pub fn naive_pooled(sites: &[PairedSample]) -> Result<DesignEffect, StatsError> {
    let model = SitesFit::of(sites)?;
    let found = model
        .fit
        .combination(&model.over_sites(), DegreesOfFreedom::Satterthwaite)
        .map_err(|cause| StatsError::numerical(TITLE, cause))?;
    let Some(degrees) = found.degrees else {
        return Err(StatsError::Undefined { procedure: TITLE, why: "the changes do not vary".to_owned() });
    };
    let y = &model.rows.y;
    let readings = y.len() as f64;
    let pooled_mean = compensated_sum(y.iter().copied()) / readings;
    let squares = compensated_sum(y.iter().map(|change| (change - pooled_mean).powi(2)));
    let mut counts = vec![0.0; model.rows.analysed.n];
    model.rows.person.iter().for_each(|&person| counts[person] += 1.0);
    let readings_per_person = counts.iter().map(|count| count * count).sum::<f64>() / readings;
    let icc = model.fit.icc();
    let design_effect = 1.0 + (readings_per_person - 1.0) * icc.unwrap_or(0.0);
    Ok(DesignEffect {
        readings: y.len(),
        people: model.rows.analysed.n,
        readings_per_person,
        icc,
        design_effect,
        effective_number: readings / design_effect,
        pooled_mean,
        pooled_standard_error: (squares / (readings - 1.0) / readings).sqrt(),
        pooled_degrees: readings - 1.0,
        mean: found.estimate,
        standard_error: found.standard_error,
        degrees,
    })
}
