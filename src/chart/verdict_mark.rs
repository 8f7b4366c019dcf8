//! The signs of verdicts.

use super::scene::{Ink, Point, Scene, Stroke};
use super::theme::{BLUE, DARK_VERMILLION, GREEN, GREY, VERMILLION, WHITE};

/// How a verdict is drawn: each has a colour and a shape of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VerdictMark {
    /// A green disc with a tick.
    Supported,
    /// A vermillion square with a cross.
    Refuted,
    /// An open blue diamond.
    Inconclusive,
    /// A grey open circle with a bar.
    NotTestable,
}

impl VerdictMark {
    fn ink(self) -> Ink {
        match self {
            VerdictMark::Supported => GREEN,
            VerdictMark::Refuted => VERMILLION,
            VerdictMark::Inconclusive => BLUE,
            VerdictMark::NotTestable => GREY,
        }
    }

    /// The colour of its word, dark enough for text.
    pub(super) fn text_ink(self) -> Ink {
        if self == VerdictMark::Refuted { DARK_VERMILLION } else { self.ink() }
    }

    /// The estimate on the axis: the sign's outline only, small enough to leave a short interval visible.
    pub(super) fn draw_estimate(self, scene: &mut Scene, (x, y): Point) {
        let ink = self.ink();
        let diamond = |r: f64| [(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
        match self {
            VerdictMark::Supported => {
                scene.disc((x, y), 6.0, WHITE);
                scene.disc((x, y), 4.75, ink);
            }
            VerdictMark::Refuted => {
                scene.rect((x - 5.5, y - 5.5), (x + 5.5, y + 5.5), WHITE);
                scene.rect((x - 4.25, y - 4.25), (x + 4.25, y + 4.25), ink);
            }
            VerdictMark::Inconclusive => {
                scene.area(diamond(7.5), WHITE);
                scene.area(diamond(6.25), ink);
                scene.area(diamond(3.25), WHITE);
            }
            VerdictMark::NotTestable => {
                scene.disc((x, y), 5.5, WHITE);
                scene.ring((x, y), 4.25, Stroke::new(ink, 1.8));
            }
        }
    }

    /// The sign, about 2 `r` wide.
    pub(super) fn draw(self, scene: &mut Scene, (x, y): Point, r: f64) {
        let ink = self.ink();
        let thin = Stroke::new(WHITE, r * 0.32);
        let diamond = |r: f64| [(x, y - r), (x + r, y), (x, y + r), (x - r, y)];
        match self {
            VerdictMark::Supported => {
                scene.disc((x, y), r, ink);
                scene.line(
                    [(x - r * 0.45, y + r * 0.02), (x - r * 0.1, y + r * 0.4), (x + r * 0.48, y - r * 0.36)],
                    thin,
                );
            }
            VerdictMark::Refuted => {
                let h = r * 0.9;
                scene.rect((x - h, y - h), (x + h, y + h), ink);
                let c = r * 0.42;
                scene.line([(x - c, y - c), (x + c, y + c)], thin);
                scene.line([(x - c, y + c), (x + c, y - c)], thin);
            }
            VerdictMark::Inconclusive => {
                scene.area(diamond(r * 1.2), ink);
                scene.area(diamond(r * 0.72), WHITE);
            }
            VerdictMark::NotTestable => {
                scene.disc((x, y), r, WHITE);
                scene.ring((x, y), r - 1.0, Stroke::new(ink, 1.8));
                scene.line([(x - r * 0.45, y), (x + r * 0.45, y)], Stroke::new(ink, 1.8));
            }
        }
    }
}
