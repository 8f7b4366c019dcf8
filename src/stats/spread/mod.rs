//! Variability and shape.

use crate::num::compensated_sum;

mod outliers;
mod paired_levene;
mod pitman_morgan;
mod quantile_plot;
mod sd_change;
mod sd_interval;
mod shapiro_wilk;

pub use outliers::{OutlierFlag, OutlierRule, outliers};
pub use paired_levene::PairedLevene;
pub use pitman_morgan::PitmanMorgan;
pub use quantile_plot::{QqPoint, QuantilePlot, blom_score, qq};
pub use sd_change::SdChange;
pub(crate) use sd_interval::sd_interval;
pub use shapiro_wilk::{ShapiroWilk, shapiro_wilk};

/// The standard deviation of values drawn anew; exactly 0 when all are equal, or there is but one.
fn standard_deviation(values: &[f64]) -> f64 {
    let (first, n) = (values[0], values.len() as f64);
    let shift = compensated_sum(values.iter().map(|value| value - first)) / n;
    let squares = compensated_sum(values.iter().map(|value| (value - first - shift).powi(2)));
    if n > 1.0 { (squares / (n - 1.0)).sqrt() } else { 0.0 }
}
