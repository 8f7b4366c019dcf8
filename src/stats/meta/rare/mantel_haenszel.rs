//! Mantel and Haenszel's common effects of several tables.

use super::pooled::{PooledCounts, of_difference, of_log};
use super::rare_events::{LOG_ODDS_RATIO, undefined};
use crate::num::compensated_sum;
use crate::result::{Citation, Level, Quantity};
use crate::stats::StatsError;
use crate::stats::risk::{RISK_DIFFERENCE, RISK_RATIO, SAMPLE_ODDS_RATIO, TwoByTwo};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const LOG_RISK_RATIO: Quantity =
    Quantity { id: "log_risk_ratio", label: "log risk ratio, treated / control", symbol: "log RR" };

const ROBINS: Citation = Citation {
    key: "Robins 1986",
    reference: "Robins J, Breslow N, Greenland S (1986). Estimators of the Mantel-Haenszel variance consistent in both sparse data and \
                large-strata limiting models. Biometrics 42:311-323.",
};
const GREENLAND: Citation = Citation {
    key: "Greenland and Robins 1985",
    reference: "Greenland S, Robins JM (1985). Estimation of a common effect parameter from sparse follow-up data. Biometrics 41:55-68.",
};

/// What is taken to be common to all studies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MantelHaenszelMeasure {
    /// The odds ratio.
    #[default]
    OddsRatio,
    /// The risk ratio.
    RiskRatio,
    /// The risk difference, treated - control.
    RiskDifference,
}

/// Mantel and Haenszel's estimate, without corrections for zeros.
///
/// # Errors
/// [`StatsError::Undefined`] for a ratio whose numerator or denominator is 0 over all studies, and for risks that are all 0 or 1.
pub fn mantel_haenszel(
    studies: &[TwoByTwo],
    measure: MantelHaenszelMeasure,
    level: Level,
) -> Result<PooledCounts, StatsError> {
    let cells = |table: &TwoByTwo| {
        let (treated, control) = (table.treated_n(), table.control_n());
        let (a, c) = (table.treated_events(), table.control_events());
        [a, treated - a, c, control - c].map(|n| n as f64)
    };
    let tables: Vec<[f64; 4]> = studies.iter().map(cells).collect();
    let sum = |of: fn([f64; 4], f64) -> f64| compensated_sum(tables.iter().map(|&t| of(t, t.iter().sum())));
    let count = |of: fn([f64; 4]) -> bool| tables.iter().filter(|&&t| of(t)).count();
    match measure {
        MantelHaenszelMeasure::OddsRatio => {
            let (r, s) = (sum(|[a, _, _, d], n| a * d / n), sum(|[_, b, c, _], n| b * c / n));
            if r == 0.0 || s == 0.0 {
                return undefined(
                    "over all studies one of the products of the odds ratio is 0: it has no finite estimate",
                );
            }
            let pr = sum(|[a, _, _, d], n| (a + d) * a * d / (n * n));
            let cross = sum(|[a, b, c, d], n| ((a + d) * b * c + (b + c) * a * d) / (n * n));
            let qs = sum(|[_, b, c, _], n| (b + c) * b * c / (n * n));
            let variance = pr / (2.0 * r * r) + cross / (2.0 * r * s) + qs / (2.0 * s * s);
            let informative = count(|[a, b, c, d]| a * d + b * c > 0.0);
            let quantities = (LOG_ODDS_RATIO, SAMPLE_ODDS_RATIO);
            of_log(quantities, (studies.len(), informative), ((r / s).ln(), variance), level, ROBINS)
        }
        MantelHaenszelMeasure::RiskRatio => {
            let (r, s) = (sum(|[a, _, c, d], n| a * (c + d) / n), sum(|[a, b, c, _], n| c * (a + b) / n));
            if r == 0.0 || s == 0.0 {
                return undefined("over all studies one group has no events: the risk ratio has no finite estimate");
            }
            let top = sum(|[a, b, c, d], n| ((a + b) * (c + d) * (a + c) - a * c * n) / (n * n));
            let variance = top / (r * s);
            if variance <= 0.0 {
                return undefined("everybody has an event in every study");
            }
            let informative = count(|[a, _, c, _]| a + c > 0.0);
            of_log(
                (LOG_RISK_RATIO, RISK_RATIO),
                (studies.len(), informative),
                ((r / s).ln(), variance),
                level,
                GREENLAND,
            )
        }
        MantelHaenszelMeasure::RiskDifference => {
            let weight = sum(|[a, b, c, d], n| (a + b) * (c + d) / n);
            let value = sum(|[a, b, c, d], n| (a * (c + d) - c * (a + b)) / n) / weight;
            let own = |[a, b, c, d]: [f64; 4], n: f64| {
                let (treated, control) = (a + b, c + d);
                (a * b * control.powi(3) + c * d * treated.powi(3)) / (treated * control * n * n)
            };
            let variance = sum(own) / (weight * weight);
            if variance <= 0.0 {
                return undefined("everybody or nobody has an event in each group of each study");
            }
            of_difference(RISK_DIFFERENCE, (studies.len(), studies.len()), (value, variance), level, GREENLAND)
        }
    }
}
