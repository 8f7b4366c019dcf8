//! Curves, and the bands of their intervals.

use super::scale::Scale;
use super::scene::{Ink, Point, Scene, Stroke};

/// Fills what lies between the ends of intervals, given from left to right.
pub(crate) fn band(
    scene: &mut Scene,
    x: &Scale,
    y: &Scale,
    ends: impl Iterator<Item = (f64, (f64, f64))> + Clone,
    ink: Ink,
) {
    let upper = ends.clone().map(|(at, (_, upper))| (x.px(at), y.px(upper)));
    let lower: Vec<Point> = ends.map(|(at, (lower, _))| (x.px(at), y.px(lower))).collect();
    let outline: Vec<Point> = upper.chain(lower.into_iter().rev()).collect();
    if outline.len() > 3 {
        scene.area(outline, ink);
    }
}

/// Fills what lies between a curve, given in px from left to right, and its ground.
pub(crate) fn hill(scene: &mut Scene, curve: Vec<Point>, ground: f64, ink: Ink, edge: Stroke) {
    let (Some(&first), Some(&last)) = (curve.first(), curve.last()) else { return };
    if curve.len() > 1 {
        let around = [(first.0, ground)].into_iter().chain(curve.iter().copied()).chain([(last.0, ground)]);
        scene.area(around.collect::<Vec<Point>>(), ink);
        scene.line(curve, edge);
    }
}

/// The part of a curve, given from left to right, that lies at or above `floor`, each end at the height of the floor where the curve
/// passes through it.
pub(crate) fn above(curve: &[(f64, f64)], floor: f64) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    let mut before: Option<(f64, f64)> = None;
    for &(at, height) in curve {
        let crossing = before.filter(|before| (before.1 < floor) != (height < floor)).map(|before| {
            let share = (floor - before.1) / (height - before.1);
            (before.0 + share * (at - before.0), floor)
        });
        if let Some(run) = runs.last_mut() {
            run.extend(crossing);
            if height >= floor {
                run.push((at, height));
            }
        }
        if crossing.is_some() && height < floor {
            runs.push(Vec::new());
        }
        before = Some((at, height));
    }
    runs.retain(|run| run.len() > 1);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::scene::{Mark, Scene};
    use crate::chart::theme::INK;

    #[test]
    fn a_band_goes_there_and_back() {
        let scale = Scale::new((0.0, 10.0), (0.0, 10.0));
        let mut scene = Scene::default();
        band(&mut scene, &scale, &scale, [(1.0, (2.0, 3.0)), (4.0, (5.0, f64::INFINITY))].into_iter(), INK);
        let points = vec![(1.0, 3.0), (4.0, 10.0), (4.0, 5.0), (1.0, 2.0)];
        assert_eq!(scene.marks, [Mark::Area { points, ink: INK }]);
        let mut empty = Scene::default();
        band(&mut empty, &scale, &scale, [(1.0, (2.0, 3.0))].into_iter(), INK);
        assert_eq!(empty.marks, []);
    }

    #[test]
    fn what_dips_below_the_floor_is_cut_there() {
        let curve = [(0.0, -3.0), (1.0, -1.0), (2.0, -1.0), (3.0, -3.0), (4.0, -1.0)];
        let expected = [vec![(0.5, -2.0), (1.0, -1.0), (2.0, -1.0), (2.5, -2.0)], vec![(3.5, -2.0), (4.0, -1.0)]];
        assert_eq!(above(&curve, -2.0), expected);
        assert_eq!(above(&curve, -9.0), [curve.to_vec()]);
        assert_eq!(above(&curve, 0.0), Vec::<Vec<(f64, f64)>>::new());
        assert_eq!(above(&[], 0.0), Vec::<Vec<(f64, f64)>>::new());
    }
}
