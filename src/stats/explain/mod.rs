//! What besides a treatment makes a change: selection, drift, chance, and what was published of people who were not treated.

mod baseline_dependence;
mod drift;
mod mee_chua;
mod picked;
mod population;
mod regression_to_mean;
mod remains;
mod rosenbaum;
mod screening;
#[cfg(test)]
mod test_support;
mod tipping_control;

pub use baseline_dependence::{
    BaselineDependence, Dependence, NAIVE_CORRELATION, NAIVE_SLOPE, OLDHAM_CORRELATION, TRUE_SLOPE, VARIANCE_RATIO,
    WithinPeople, baseline_dependence, blomqvist,
};
pub use drift::{DRIFT, Drift, Figure, drift_in_people, drift_of_figures};
pub use mee_chua::{EFFECT_AT_POPULATION_MEAN, MeeChua, MeeChuaCurve, MeeChuaPoint, mee_chua, mee_chua_curve};
pub use population::Population;
pub use regression_to_mean::{ExpectedRegression, RegressionToTheMean, regression_to_the_mean, share_that_explains};
pub use remains::{REMAINING_CHANGE, Remains, remains};
pub use rosenbaum::{Rosenbaum, RosenbaumBounds, rosenbaum_bounds, sensitivity_gamma};
pub use screening::{Extreme, Rule, Screening, ScreeningVisit};
pub use tipping_control::{TippingChange, TippingControl, tipping_control};
