//! Who does not come back.

use super::Spec;
use super::draws::Draws;
use super::generate::Readings;
use super::model::Model;

/// The number of visits that a person comes to.
pub(super) fn visits_made(spec: &Spec, model: &Model, person: u64, readings: &[Readings]) -> usize {
    let Some(rule) = &model.dropout else { return readings.len() };
    let mut draws = Draws::new(spec.seed, "dropout", "", person);
    for visit in 1..readings.len() {
        let mut hazard = rule.hazard[visit];
        if let Some((outcome, site, short_of, added)) = rule.disappointed
            && visit > 1
        {
            let first = readings[0][0][outcome][site].to_f64();
            let got = (readings[visit - 1][0][outcome][site].to_f64() - first) * short_of.signum();
            if got < short_of.abs() - 1e-9 {
                hazard += added;
            }
        }
        if draws.happens(hazard) {
            return visit;
        }
    }
    readings.len()
}
