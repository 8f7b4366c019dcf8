//! Pictures of paired measurements and of judged claims: pure functions from data to a [`Figure`], and a figure to SVG.
//!
//! A chart fills a [`Scene`] in its own pixels; `draw` and `svg_backend` put the scene through plotters. No chart knows plotters.

mod axis;
mod bayes_robustness;
mod claim_chart;
mod claim_panel;
mod consonance;
mod cumming;
mod draw;
mod equivalence;
mod estimation;
mod figure;
mod histogram;
mod kde;
mod labels;
mod legend;
mod marks;
mod pair_panel;
mod paired_lines;
mod pairs;
mod qq;
mod raincloud;
mod registry;
mod scale;
mod scatter;
mod scene;
mod svg_backend;
mod swarm;
#[cfg(test)]
mod test_support;
mod text;
mod theme;
mod ticks;
mod verdict_mark;
mod violin;
mod waterfall;

pub use bayes_robustness::bayes_robustness;
pub use claim_chart::{ClaimEstimate, ClaimRow, claim_chart};
pub use consonance::{NullValue, consonance};
pub use cumming::{CummingGroup, MOST_GROUPS, cumming};
pub use draw::svg;
pub use equivalence::{Conclusion, EquivalenceRow, equivalence};
pub use estimation::estimation;
pub use figure::Figure;
pub use histogram::histogram;
pub use paired_lines::paired_lines;
pub use qq::{QqPoint, qq};
pub use raincloud::{Quartiles, raincloud};
pub use registry::{CHARTS, ChartKind};
pub use scatter::before_after_scatter;
pub use scene::Scene;
pub use text::{FONT_BOLD, FONT_REGULAR};
pub use verdict_mark::VerdictMark;
pub use waterfall::{Threshold, waterfall};
