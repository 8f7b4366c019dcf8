//! Arms and sites in charts of comparisons: what they are, and how they are told apart.

use super::raincloud::Quartiles;
use super::scene::{Dash, Ink, Point, Scene, Stroke};
use super::theme::{BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILLION, WHITE};
use crate::data::{PairedSample, SeveralArms, SplitBody, TwoArms};
use crate::result::{Contrast, Estimate};

/// An arm, or a site, of a comparison.
#[derive(Clone, Copy, Debug)]
pub struct ChartArm<'a> {
    /// Its name.
    pub label: &'a str,
    /// Whether the others are held against it.
    pub is_control: bool,
    /// Its pairs; absent where nobody is left in it.
    pub sample: Option<&'a PairedSample>,
    /// Its mean change, where the data give one with an interval.
    pub change: Option<&'a Estimate>,
    /// The quartiles of its changes, where they are to be drawn.
    pub quartiles: Option<Quartiles>,
}

impl<'a> ChartArm<'a> {
    /// An arm of which only the pairs are known.
    pub fn new(label: &'a str, is_control: bool, sample: &'a PairedSample) -> ChartArm<'a> {
        ChartArm { label, is_control, sample: Some(sample), change: None, quartiles: None }
    }

    /// The control, then the treated.
    pub fn of_two(arms: &'a TwoArms) -> [ChartArm<'a>; 2] {
        let [treated, control] = arms.names();
        [ChartArm::new(control, true, arms.control()), ChartArm::new(treated, false, arms.treated())]
    }

    /// All arms in their order.
    pub fn of_several(arms: &'a SeveralArms) -> Vec<ChartArm<'a>> {
        let name = |sample: &'a PairedSample| sample.group().unwrap_or("all");
        let arm = |(index, sample)| ChartArm::new(name(sample), arms.has_control() && index == 0, sample);
        arms.arms().iter().enumerate().map(arm).collect()
    }

    /// The untreated site, then the treated one.
    pub fn of_sites(body: &'a SplitBody) -> [ChartArm<'a>; 2] {
        let name = |sample: &'a PairedSample, otherwise| sample.group().unwrap_or(otherwise);
        [
            ChartArm::new(name(body.control(), "untreated"), true, body.control()),
            ChartArm::new(name(body.treated(), "treated"), false, body.treated()),
        ]
    }

    /// Complete pairs in it.
    pub fn n(&self) -> usize {
        self.sample.map_or(0, PairedSample::n)
    }

    /// Its name without spaces around it.
    pub(crate) fn name(&self) -> &'a str {
        self.label.trim()
    }
}

/// A comparison, treated - control.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// Which minus which: `CBT − control`.
    pub label: String,
    /// The difference; absent where the data define none.
    pub estimate: Option<Estimate>,
}

impl Effect {
    /// The comparison of a model, by its first estimate.
    pub fn of_contrast(contrast: &Contrast) -> Effect {
        Effect { label: contrast.label.clone(), estimate: contrast.test.primary().cloned() }
    }
}

/// The shape of a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Ring,
    Disc,
    Square,
    Triangle,
    Diamond,
    Cross,
}

/// How an arm is drawn: a colour, a shape and a line of its own, so that grey print keeps arms apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ArmLook {
    pub ink: Ink,
    shape: Shape,
    dash: Dash,
}

/// The control is open, grey and dashed in every chart.
const CONTROL: ArmLook = ArmLook { ink: GREY, shape: Shape::Ring, dash: Dash::Dashed };
const TREATED: [ArmLook; 5] = [
    ArmLook { ink: BLUE, shape: Shape::Disc, dash: Dash::Solid },
    ArmLook { ink: VERMILLION, shape: Shape::Square, dash: Dash::Dotted },
    ArmLook { ink: GREEN, shape: Shape::Triangle, dash: Dash::Solid },
    ArmLook { ink: PURPLE, shape: Shape::Diamond, dash: Dash::Dashed },
    ArmLook { ink: ORANGE, shape: Shape::Cross, dash: Dash::Dotted },
];

impl ArmLook {
    /// The looks of arms in their order, from whether each is the control.
    pub fn all(controls: impl IntoIterator<Item = bool>) -> Vec<ArmLook> {
        let mut treated = 0;
        let mut look = |is_control: bool| {
            if is_control {
                return CONTROL;
            }
            treated += 1;
            TREATED[(treated - 1) % TREATED.len()]
        };
        controls.into_iter().map(&mut look).collect()
    }

    /// A point of the arm.
    pub fn mark(self, scene: &mut Scene, at: Point, r: f64, opacity: f64) {
        let (x, y) = at;
        let ink = self.ink.at(opacity);
        match self.shape {
            Shape::Ring => {
                scene.disc(at, r - 0.5, WHITE.at(opacity));
                scene.ring(at, r - 0.5, Stroke::new(ink, 1.5));
            }
            Shape::Disc => scene.disc(at, r, ink),
            Shape::Square => scene.rect((x - r * 0.88, y - r * 0.88), (x + r * 0.88, y + r * 0.88), ink),
            Shape::Triangle => {
                scene.area([(x, y - r * 1.15), (x + r * 1.1, y + r * 0.8), (x - r * 1.1, y + r * 0.8)], ink)
            }
            Shape::Diamond => {
                let r = r * 1.2;
                scene.area([(x, y - r), (x + r, y), (x, y + r), (x - r, y)], ink);
            }
            Shape::Cross => {
                let r = r * 0.85;
                scene.line([(x - r, y - r), (x + r, y + r)], Stroke::new(ink, 2.0));
                scene.line([(x - r, y + r), (x + r, y - r)], Stroke::new(ink, 2.0));
            }
        }
    }

    /// The mean of the arm, which stands out from what lies behind it.
    pub fn mean(self, scene: &mut Scene, at: Point) {
        scene.disc(at, 9.0, WHITE);
        self.mark(scene, at, 6.5, 1.0);
    }

    /// A line of the arm.
    pub fn stroke(self, width: f64) -> Stroke {
        Stroke::new(self.ink, width).dashed(self.dash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arms_are_told_apart_without_colour() {
        let looks = ArmLook::all([false, true, false, false, false, false]);
        assert_eq!(looks[1], CONTROL);
        for (index, look) in looks.iter().enumerate() {
            assert!(looks[index + 1..].iter().all(|other| other.shape != look.shape));
        }
        assert_eq!(ArmLook::all([false; 9]).len(), 9);
    }
}
