//! How far the readings that were missed would have to lie from what was assumed before a conclusion falls.

use super::figure::Figure;
use super::scene::Scene;
use super::theme::{MARGIN, WIDTH};
use super::tipping_curve;
use super::tipping_map;
use crate::data::Unit;
use crate::result::{Level, PValue};

/// What one pair of shifts gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TippingCell {
    /// The estimate.
    pub estimate: f64,
    /// Its p-value.
    pub p: PValue,
    /// Whether the conclusion holds.
    pub holds: bool,
}

/// What the shade of a cell, and the number in it, stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TippingShade {
    /// The estimate.
    Estimate,
    /// The p-value.
    PValue,
}

/// Shifts of two arms.
#[derive(Clone, Debug, PartialEq)]
pub struct TippingMap {
    /// The names of the treated and of the control arm.
    pub arms: [String; 2],
    /// The shifts of the treated arm, ascending.
    pub treated: Vec<f64>,
    /// The shifts of the control arm, ascending.
    pub control: Vec<f64>,
    /// A row for each shift of the treated arm with a cell for each shift of the control arm; absent where there was no result.
    pub cells: Vec<Vec<Option<TippingCell>>>,
    /// What is shown.
    pub shade: TippingShade,
}

/// What one shift of a single group gives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TippingPoint {
    /// The shift.
    pub delta: f64,
    /// The estimate.
    pub estimate: f64,
    /// The ends of its interval.
    pub interval: Option<(f64, f64)>,
}

/// Shifts of a single group.
#[derive(Clone, Debug, PartialEq)]
pub struct TippingCurve {
    /// The shifts, ascending.
    pub points: Vec<TippingPoint>,
    /// The level of the intervals.
    pub level: Level,
    /// What the interval has to lie beyond: zero, or a margin.
    pub bound: f64,
    /// The smallest shift at which the conclusion falls; absent where it falls at none of them.
    pub tipping: Option<f64>,
}

/// Shifts of two arms, or of a single group.
#[derive(Clone, Debug, PartialEq)]
pub enum TippingOver {
    /// Two arms.
    Map(TippingMap),
    /// A single group.
    Curve(TippingCurve),
}

/// What a chart of tipping points shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Tipping {
    /// What is estimated: `Difference in change of thigh girth at week 12`.
    pub quantity: String,
    /// The unit of estimates and shifts.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The conclusion in question, as a clause: `p < 0.05`, `the interval lies below −0.5 cm`.
    pub conclusion: String,
    /// The results.
    pub over: TippingOver,
}

/// A map of the shifts of two arms: a shaded cell for each pair, a heavy line between the pairs at which the conclusion holds and those at
/// which it does not, and a frame around no shift. In a single group: the estimate with its interval over the shift, and the tipping point.
pub fn tipping(input: &Tipping) -> Figure {
    let mut scene = Scene::default();
    let (lowest, caption, alt_text) = match &input.over {
        TippingOver::Map(map) => tipping_map::draw(&mut scene, input, map),
        TippingOver::Curve(curve) => tipping_curve::draw(&mut scene, input, curve),
    };
    let title = "How far missed readings would have to differ".to_owned();
    Figure { id: "tipping", title, caption, alt_text, width: WIDTH, height: (lowest + MARGIN).ceil(), scene }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{check, hostile_names};

    fn of(over: TippingOver) -> Tipping {
        let quantity = "Difference in change of thigh girth at week 12".to_owned();
        Tipping { quantity, unit: Unit::Cm, decimals: 1, conclusion: "p < 0.05".into(), over }
    }

    fn map(half: i32, step: f64, shade: TippingShade) -> TippingMap {
        let deltas: Vec<f64> = (-half..=half).map(|index| f64::from(index) * step).collect();
        let cell = |treated: f64, control: f64| {
            let estimate = -1.0 + 0.5 * treated - 0.4 * control;
            let p = PValue::try_new(libm::exp(-3.2 * estimate.abs())).expect("a p-value");
            Some(TippingCell { estimate, p, holds: p.value() < 0.05 && estimate < 0.0 })
        };
        let row = |treated: &f64| deltas.iter().map(|control| cell(*treated, *control)).collect();
        let cells = deltas.iter().map(row).collect();
        TippingMap { arms: ["active".into(), "sham".into()], treated: deltas.clone(), control: deltas, cells, shade }
    }

    fn curve(many: usize, tipping: Option<f64>) -> TippingCurve {
        let point = |index: usize| {
            let (delta, estimate) = (0.5 * index as f64, -1.6 + 0.1 * index as f64);
            TippingPoint { delta, estimate, interval: Some((estimate - 0.5, estimate + 0.5)) }
        };
        TippingCurve { points: (0..many).map(point).collect(), level: Level::DEFAULT, bound: -0.5, tipping }
    }

    #[test]
    fn maps_are_drawn_with_their_numbers() {
        for shade in [TippingShade::Estimate, TippingShade::PValue] {
            for (half, step) in [(0, 1.0), (1, 0.5), (4, 0.1), (5, 0.25), (20, 0.3)] {
                check(&tipping(&of(TippingOver::Map(map(half, step, shade)))));
            }
        }
        let figure = tipping(&of(TippingOver::Map(map(4, 0.1, TippingShade::Estimate))));
        assert!(
            figure.alt_text.contains(
                "holds at 52 of 81 pairs of shifts. Without a shift −1.00 cm, p = 0.041. With the other arm unshifted, \
                                      it first falls at a shift of 0.2 cm in active."
            ),
            "{}",
            figure.alt_text
        );
        assert!(crate::chart::svg(&figure).contains(">−1.36<"));
        let many = tipping(&of(TippingOver::Map(map(5, 0.1, TippingShade::Estimate))));
        assert!(!crate::chart::svg(&many).contains(">−1.36<"), "no numbers in more than nine cells");
    }

    #[test]
    fn curves_say_where_they_tip() {
        for many in [0, 1, 2, 9, 60] {
            for found in [None, Some(2.5), Some(f64::NAN)] {
                check(&tipping(&of(TippingOver::Curve(curve(many, found)))));
            }
        }
        let words = |found| tipping(&of(TippingOver::Curve(curve(9, found)))).alt_text;
        assert!(words(Some(3.5)).ends_with("It falls at a shift of 3.5 cm."), "{}", words(Some(3.5)));
        assert!(words(None).ends_with("No shift from 0 cm to 4 cm makes it fall."), "{}", words(None));
        let flat = TippingPoint { delta: 0.0, estimate: -0.5, interval: None };
        let flat = TippingCurve { points: vec![flat; 3], ..curve(0, None) };
        check(&tipping(&of(TippingOver::Curve(flat))));
    }

    #[test]
    fn degenerate_maps_are_drawn() {
        let empty = TippingMap {
            treated: Vec::new(),
            control: Vec::new(),
            cells: Vec::new(),
            ..map(1, 1.0, TippingShade::Estimate)
        };
        check(&tipping(&of(TippingOver::Map(empty))));
        let mut equal = map(2, 1.0, TippingShade::Estimate);
        for cell in equal.cells.iter_mut().flatten().flatten() {
            (cell.estimate, cell.holds) = (2.0, true);
        }
        equal.cells[0][0] = None;
        equal.cells.pop();
        check(&tipping(&of(TippingOver::Map(equal))));
        for name in hostile_names() {
            let named = TippingMap { arms: [name.clone(), name.clone()], ..map(3, 0.5, TippingShade::PValue) };
            let named = Tipping { conclusion: format!("a {name}").trim().into(), ..of(TippingOver::Map(named)) };
            check(&tipping(&named));
        }
    }
}
