//! The one look of all charts: colours that colour-blind readers tell apart (Okabe and Ito 2008) and that differ in grey, sizes that
//! stay legible when 640 px are printed 90 mm wide.

use super::scene::{Anchor, Ink, Stroke, TextStyle};

/// Width of a chart in px.
pub(crate) const WIDTH: f64 = 640.0;
/// Free border around everything.
pub(crate) const MARGIN: f64 = 12.0;
/// Height of a plotting area where nothing asks for more.
pub(crate) const PLOT_HEIGHT: f64 = 320.0;
/// Distance of baselines of running text, for each px of its size.
pub(crate) const LEADING: f64 = 1.28;
/// Height of a capital letter, for each px of text size.
pub(crate) const CAP_HEIGHT: f64 = 0.714;

/// Text and axes.
pub(crate) const INK: Ink = Ink::solid(0x1a, 0x1a, 0x1a);
/// Text of second rank.
pub(crate) const SOFT_INK: Ink = Ink::solid(0x4d, 0x4d, 0x4d);
/// Grid lines.
pub(crate) const GRID: Ink = Ink::solid(0xe4, 0xe4, 0xe4);
/// What did not change.
pub(crate) const GREY: Ink = Ink::solid(0x66, 0x66, 0x66);
/// Densities.
pub(crate) const LIGHT_GREY: Ink = Ink::solid(0xc4, 0xc9, 0xce);
/// The ground.
pub(crate) const WHITE: Ink = Ink::solid(0xff, 0xff, 0xff);
/// What fell (Okabe-Ito blue).
pub(crate) const BLUE: Ink = Ink::solid(0x00, 0x72, 0xb2);
/// What rose (Okabe-Ito vermillion).
pub(crate) const VERMILLION: Ink = Ink::solid(0xd5, 0x5e, 0x00);
/// The same, dark enough for text.
pub(crate) const DARK_VERMILLION: Ink = Ink::solid(0xb3, 0x4a, 0x00);
/// What is supported (Okabe-Ito bluish green, darkened for text).
pub(crate) const GREEN: Ink = Ink::solid(0x00, 0x7a, 0x5a);
/// The fourth treated arm (Okabe-Ito reddish purple, darkened).
pub(crate) const PURPLE: Ink = Ink::solid(0xa8, 0x4c, 0x86);
/// The fifth treated arm (Okabe-Ito orange).
pub(crate) const ORANGE: Ink = Ink::solid(0xe6, 0x9f, 0x00);
/// A claimed range.
pub(crate) const BAND: Ink = Ink::solid(0xcf, 0xe4, 0xf3);

/// Numbers along axes.
pub(crate) const TICK_TEXT: TextStyle = TextStyle { size: 15.0, bold: false, ink: SOFT_INK, anchor: Anchor::Middle };
/// Titles of axes, legends and notes.
pub(crate) const LABEL_TEXT: TextStyle = TextStyle { size: 15.5, bold: false, ink: INK, anchor: Anchor::Start };
/// What the eye should find first.
pub(crate) const STRONG_TEXT: TextStyle = TextStyle { size: 15.5, bold: true, ink: INK, anchor: Anchor::Start };

/// Lines of axes.
pub(crate) const AXIS_LINE: Stroke = Stroke::new(SOFT_INK, 1.2);
/// Lines of the grid.
pub(crate) const GRID_LINE: Stroke = Stroke::new(GRID, 1.0);
