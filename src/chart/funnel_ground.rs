//! Wedges that widen with the standard error: the regions and limits behind a funnel plot.

use super::scale::Scale;
use super::scene::{Ink, Point, Scene};
use super::theme::{GREY, WHITE};

/// All that lies within so many standard errors of a value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wedge {
    pub centre: f64,
    pub z: f64,
}

/// The left and the right side of a wedge, from its apex to where it leaves the plot.
pub(crate) fn sides(wedge: Wedge, x: &Scale, y: &Scale) -> [(Point, Point); 2] {
    [(x.low, -1.0), (x.high, 1.0)].map(|(limit, side)| {
        let leaves = ((limit - wedge.centre) * side / wedge.z).clamp(0.0, y.high);
        let end = wedge.centre + side * wedge.z * leaves;
        ((x.px(wedge.centre), y.px(0.0)), (x.px(end), y.px(leaves)))
    })
}

/// The part of a wedge inside the plot.
pub(crate) fn outline(wedge: Wedge, x: &Scale, y: &Scale) -> [Point; 5] {
    let [(apex, left), (_, right)] = sides(wedge, x, y);
    [(left.0, y.end), left, apex, right, (right.0, y.end)]
}

/// Fills an outline as if nothing lay below it.
pub(crate) fn shade(scene: &mut Scene, outline: &[Point], ink: Ink) {
    scene.area(outline, WHITE);
    scene.area(outline, ink);
}

/// The shades of the regions that so many wedges leave, the outermost first: white inside, and outside the lighter the farther.
pub(crate) fn shades(wedges: usize) -> Vec<Ink> {
    let outer = (0..wedges).map(|at| GREY.at(0.1 + 0.32 * at as f64 / wedges.saturating_sub(1).max(1) as f64));
    outer.chain([WHITE]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wedge_ends_where_it_leaves_the_plot() {
        let (x, y) = (Scale::new((-2.0, 10.0), (0.0, 120.0)), Scale::new((0.0, 2.0), (0.0, 100.0)));
        let wedge = Wedge { centre: 0.0, z: 2.0 };
        // To the left it leaves at a standard error of 1, to the right it does not.
        assert_eq!(sides(wedge, &x, &y), [((20.0, 0.0), (0.0, 50.0)), ((20.0, 0.0), (60.0, 100.0))]);
        assert_eq!(outline(wedge, &x, &y), [(0.0, 100.0), (0.0, 50.0), (20.0, 0.0), (60.0, 100.0), (60.0, 100.0)]);
    }

    #[test]
    fn the_inside_is_white() {
        assert_eq!(shades(0), [WHITE]);
        let three = shades(3);
        assert!(three.len() == 4 && three[3] == WHITE && three[0].opacity < three[2].opacity);
    }
}
