//! What the tape says: swings from occasion to occasion, the error of a reading, and the digits that people like.

use super::draws::Draws;
use super::model::{Model, OutcomeModel};
use super::population::BySite;
use super::{DigitPreference, Spec};
use crate::data::Decimal;

/// How a reading departs from what is there: the unrounded error and the draw that decides on its rounding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slip {
    pub(super) error: f64,
    pub(super) taste: f64,
}

/// One occasion of one person: how far each site is from its level just then.
pub(super) fn occasion(spec: &Spec, outcome: &OutcomeModel, draws: &mut Draws) -> Vec<f64> {
    let swings = draws.correlated(outcome.sites(spec), outcome.between_sites.occasion);
    swings.into_iter().map(|z| outcome.occasion_sd * z).collect()
}

/// The occasions of a person's visits.
pub(super) fn occasions(spec: &Spec, model: &Model, person: u64, at: usize) -> BySite {
    let mut draws = Draws::new(spec.seed, "occasion", &spec.outcome[at].name, person);
    spec.visit.iter().map(|_| occasion(spec, &model.outcomes[at], &mut draws)).collect()
}

/// One reading's slip. Two draws, whatever the settings.
pub(super) fn slip(outcome: &OutcomeModel, draws: &mut Draws) -> Slip {
    Slip { error: outcome.error_sd * draws.normal(), taste: draws.uniform() }
}

/// Slips of one outcome, by visit and site.
pub(super) type Slips = Vec<Vec<Slip>>;

/// The slips of a person's visits.
pub(super) fn slips(spec: &Spec, outcome: &OutcomeModel, mut draws: Draws) -> Slips {
    let visits = spec.visit.iter();
    visits.map(|_| (0..outcome.sites(spec)).map(|_| slip(outcome, &mut draws)).collect()).collect()
}

/// The distance between the values to which a reading is rounded.
pub(super) fn grid(preference: DigitPreference, decimals: u8, taste: f64) -> f64 {
    let whole = preference.whole.value();
    if taste < whole {
        1.0
    } else if taste < whole + preference.half.value() {
        0.5
    } else {
        1.0 / power(decimals)
    }
}

/// 10 to the number of decimals.
pub(super) fn power(decimals: u8) -> f64 {
    (0..decimals).fold(1.0, |power, _| power * 10.0)
}

/// The reading as it is written down; halves go away from zero.
pub(super) fn written(spec: &Spec, at: usize, present: f64, slip: Slip) -> Decimal {
    let stated = &spec.outcome[at];
    let read = present + slip.error;
    if !stated.thresholds.is_empty() {
        let grade = stated.thresholds.iter().filter(|threshold| **threshold < read).count();
        return Decimal::new(grade as i128, 0).unwrap_or(Decimal::ZERO);
    }
    let grid = grid(stated.digit_preference, stated.decimals, slip.taste);
    // The fineness is a whole number, so that the product is rounded once and the ticks are exact.
    let liked = if grid < 0.5 || grid == 1.0 / power(stated.decimals) {
        (read * power(stated.decimals)).round() as i128
    } else {
        let steps = (read / grid).round();
        (steps * grid * power(stated.decimals)).round() as i128
    };
    Decimal::new(liked, stated.decimals).unwrap_or(Decimal::ZERO)
}
