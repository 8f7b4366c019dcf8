//! Events between groups and in one: differences, ratios, odds, rates, and what nothing out of n excludes.

mod bernstein;
mod between;
mod beyond_noise;
mod chi_squared;
mod conditional;
mod difference;
mod event_counts;
mod exposure;
mod fisher;
mod fisher_exact;
mod harm;
mod number_needed;
mod odds;
mod one_group;
mod rate;
mod ratio;
mod responder_curve;
mod responders_between;
mod risk_difference;
mod score;
mod two_by_two;
mod unconditional;

pub(in crate::stats) use beyond_noise::chance_of_as_many;
pub use beyond_noise::responders_beyond_noise;
pub use chi_squared::{ChiSquaredTest, chi_squared};
pub(in crate::stats) use conditional::Margins;
pub use difference::{RISK_DIFFERENCE, RiskDifferenceMethod, risk_difference};
pub use event_counts::{ClusterMethod, EventCounts, PersonCount, clustered_rate, clustered_rate_ratio};
pub use exposure::Exposure;
pub use fisher::Fisher;
pub use fisher_exact::{FisherExact, fisher_exact};
pub use harm::{Harm, HarmComparison, HarmCounts, HarmGroup};
pub use number_needed::{EventsAre, Needed, NumberNeeded};
pub use odds::{CONDITIONAL_ODDS_RATIO, SAMPLE_ODDS_RATIO, conditional_odds_ratio, odds_ratio};
pub use one_group::{EventFree, RISK, event_free, participants_to_exclude, risk, risk_at_most};
pub use rate::{EVENT_RATE, RATE_DIFFERENCE, RATE_RATIO, RateTest, event_rate, rate_difference, rate_ratio, rate_test};
pub use ratio::{RISK_RATIO, RiskRatioMethod, risk_ratio};
pub use responder_curve::{
    CurvePoint, CurveShare, ResponderCurve, Toward, noise_share, responder_curve, responder_curves,
};
pub use responders_between::RespondersBetween;
pub use risk_difference::RiskDifference;
pub use score::difference_score;
pub use two_by_two::TwoByTwo;
pub use unconditional::{UNCONDITIONAL_LIMIT, barnard, boschloo, boschloo_doubled};
