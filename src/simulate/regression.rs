//! How far the first reading of the people enrolled lies above their level: what they lose by being measured again.

use super::model::{Model, SelectionModel};
use super::reading::grid;
use super::{Assignment, DigitPreference, SimulateError, Spec};
use crate::data::DesignKind;
use crate::dist::normal;
use crate::num::{GaussLegendre, compensated_sum};

/// What the readings that decide on enrolment are made of, at the site, or on the mean of the sites, that decides.
#[derive(Clone, Debug)]
pub(super) struct Deciding {
    /// Mean levels: one for each side that the site may be on.
    pub(super) means: Vec<f64>,
    pub(super) level_variance: f64,
    pub(super) occasion_sd: f64,
    pub(super) error_variance: f64,
    sites: f64,
}

/// The people enrolled among those screened.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Excess {
    /// Their share.
    pub(super) enrolled: f64,
    /// The mean swing of the occasion that decided.
    pub(super) occasion: f64,
    /// The mean error of the reading that decided.
    pub(super) error: f64,
}

impl Deciding {
    pub(super) fn of(spec: &Spec, model: &Model, rule: &SelectionModel) -> Deciding {
        let outcome = &model.outcomes[rule.outcome];
        // The mean of m sites: their shared part is left whole, their own part divided by m.
        let sites = if rule.site.is_some() { 1.0 } else { outcome.sites(spec) as f64 };
        let averaged = |correlation: f64| (1.0 + (sites - 1.0) * correlation) / sites;
        let between = outcome.between_sites;
        Deciding {
            means: means(spec, model, rule.outcome, rule.site),
            level_variance: outcome.total_sd.powi(2) - outcome.own_sd.powi(2) * (1.0 - averaged(between.level)),
            occasion_sd: outcome.occasion_sd * averaged(between.occasion).sqrt(),
            error_variance: outcome.error_sd.powi(2) / sites,
            sites,
        }
    }

    /// Regression to the mean in a population with normal levels (Davis 1976, Am J Epidemiol 104:493, for one reading above a cut-off):
    /// with S = level + error and the occasion o, the highest of k, it is E[o + e | S + o >= c], one integral over o. A reading is
    /// written on a grid of width g, so that the cut-off acts half a step below the grid's first value from c on; digit preference
    /// makes a mixture of grids.
    pub(super) fn excess(&self, spec: &Spec, rule: &SelectionModel) -> Result<Excess, SimulateError> {
        let stated = &spec.outcome[rule.outcome];
        let sd = (self.level_variance + self.error_variance).sqrt();
        let nodes = GaussLegendre::try_new(40).map_err(|cause| SimulateError::Numerical(cause.to_string()))?;
        // The side is known before people are screened for it, so that each side has its share of those enrolled.
        let (mut screened, mut occasion, mut error) = (0.0, 0.0, 0.0);
        for mean in &self.means {
            let mut here = Excess::default();
            for (share, width) in grids(stated.digit_preference, stated.decimals) {
                // Of somebody with this swing: how probable it is that they are enrolled, and the mean error times it.
                let given = |swing: f64| match rule.at_least {
                    None => (1.0, 0.0),
                    Some(cut) => {
                        let z = (boundary(cut, width / self.sites) - mean - swing) / sd;
                        (normal::sf(z), self.error_variance / sd * normal::pdf(z))
                    }
                };
                let k = f64::from(rule.worst_of);
                let density = |z: f64| k * normal::pdf(z) * normal::cdf(z).powf(k - 1.0);
                let swing = |z: f64| self.occasion_sd * z;
                here.enrolled += share * integral(&nodes, |z| density(z) * given(swing(z)).0);
                here.occasion += share * integral(&nodes, |z| density(z) * swing(z) * given(swing(z)).0);
                here.error += share * integral(&nodes, |z| density(z) * given(swing(z)).1);
            }
            screened += 1.0 / here.enrolled;
            occasion += here.occasion / here.enrolled;
            error += here.error / here.enrolled;
        }
        let sides = self.means.len() as f64;
        Ok(Excess { enrolled: sides / screened, occasion: occasion / sides, error: error / sides })
    }
}

/// What must be exceeded for the value on the grid to reach the cut-off.
fn boundary(cut: f64, width: f64) -> f64 {
    ((cut / width - 1e-9).ceil() - 0.5) * width
}

/// Over the part of the normal distribution that matters, in panels on which everything is smooth.
fn integral(nodes: &GaussLegendre, f: impl Fn(f64) -> f64) -> f64 {
    let panels = (-9..9).map(|start| nodes.integrate(&f, f64::from(start), f64::from(start + 1)));
    compensated_sum(panels)
}

/// Shares of readings by the width of the grid on which they are written.
pub(super) fn grids(preference: DigitPreference, decimals: u8) -> [(f64, f64); 3] {
    let (half, whole) = (preference.half.value(), preference.whole.value());
    [(1.0 - half - whole, grid(DigitPreference::default(), decimals, 1.0)), (half, 0.5), (whole, 1.0)]
}

/// Mean levels at a site, or of all: one for each side that it may be on.
pub(super) fn means(spec: &Spec, model: &Model, outcome: usize, site: Option<usize>) -> Vec<f64> {
    let model = &model.outcomes[outcome];
    let Some(site) = site.filter(|_| model.right_minus_left != 0.0) else { return vec![model.mean] };
    let side = |right_treated| model.mean + model.side(spec, site, right_treated);
    match (spec.design, spec.randomisation.method) {
        (DesignKind::SplitBody, Assignment::None) => vec![side(true)],
        (DesignKind::SplitBody, _) => vec![side(true), side(false)],
        _ => vec![model.mean],
    }
}
