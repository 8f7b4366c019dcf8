//! Pictures of paired measurements and of judged claims: pure functions from data to a [`Figure`], and a figure to SVG.
//!
//! A chart fills a [`Scene`] in its own pixels; `draw` and `svg_backend` put the scene through plotters. No chart knows plotters.

mod axis;
mod claim_chart;
mod draw;
mod estimation;
mod figure;
mod kde;
mod labels;
mod legend;
mod marks;
mod pair_panel;
mod paired_lines;
mod pairs;
mod registry;
mod scale;
mod scatter;
mod scene;
mod svg_backend;
#[cfg(test)]
mod test_support;
mod text;
mod theme;
mod ticks;
mod verdict_mark;
mod violin;
mod waterfall;

pub use claim_chart::{ClaimEstimate, ClaimRow, claim_chart};
pub use draw::svg;
pub use estimation::estimation;
pub use figure::Figure;
pub use paired_lines::paired_lines;
pub use registry::{CHARTS, ChartKind};
pub use scatter::before_after_scatter;
pub use scene::Scene;
pub use text::{FONT_BOLD, FONT_REGULAR};
pub use verdict_mark::VerdictMark;
pub use waterfall::{Threshold, waterfall};
