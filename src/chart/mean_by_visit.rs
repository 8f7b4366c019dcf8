//! Means, or mean changes, over the visits by arm.

use super::figure::Figure;
use super::regions::Regions;
use super::scene::Scene;
use super::theme::{MARGIN, WIDTH};
use super::visit_plot::{VisitPlot, VisitSeries};
use crate::data::{TimePoint, Unit};
use crate::result::format::{in_sentence, named};

/// Of what the means are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeanOf {
    /// The readings as they are.
    Readings,
    /// Changes from the baseline.
    Changes,
}

/// What a chart of means by visit shows.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanByVisit {
    /// What was measured: `Waist girth`.
    pub label: String,
    /// Of what the means are.
    pub of: MeanOf,
    /// Whose means: `observed`, `least-squares`; empty for plain means.
    pub kind: String,
    /// The unit of all means.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The visits in time order, the baseline among them where it is to be shown.
    pub visits: Vec<TimePoint>,
    /// What times are counted in: `weeks`.
    pub time_unit: Option<String>,
    /// The arms.
    pub arms: Vec<VisitSeries>,
    /// Lower and upper bound of what does not matter; an end may be infinite.
    pub margin: Option<(f64, f64)>,
    /// Lower and upper bound of what is claimed; an end may be infinite.
    pub claimed: Option<(f64, f64)>,
}

/// The mean of each arm at each visit with its interval, joined by lines; visits at their times where these are known; sessions received
/// and the number of participants behind each mean below the axis; the margin and the claimed amount as bands.
pub fn mean_by_visit(input: &MeanByVisit) -> Figure {
    let label = input.label.trim();
    let axis = match input.of {
        MeanOf::Readings => named(&format!("Mean {}", in_sentence(label)), input.unit),
        MeanOf::Changes => named(&format!("Mean change in {}", in_sentence(label)), input.unit),
    };
    let plot = VisitPlot {
        visits: &input.visits,
        time_unit: input.time_unit.as_deref(),
        series: &input.arms,
        regions: Regions { margin: input.margin, claimed: input.claimed },
        unit: input.unit,
        decimals: input.decimals,
        axis,
        counted: "Participants with a reading",
        joined: true,
        from_zero: input.of == MeanOf::Changes,
    };
    let mut scene = Scene::default();
    let (lowest, spacing) = plot.draw(&mut scene);
    let what = match input.of {
        MeanOf::Readings => "mean",
        MeanOf::Changes => "mean change",
    };
    let kind = Some(input.kind.trim()).filter(|kind| !kind.is_empty());
    let kind = kind.map_or_else(String::new, |kind| format!(" ({kind} means)"));
    let change = if input.of == MeanOf::Changes { " A change is the reading less the baseline." } else { "" };
    let caption = format!(
        "{}{kind} by visit{}, joined by lines, with the number of participants behind each mean; an interval that runs beyond the axis \
         ends in an arrow.{change}{spacing}{}",
        plot.axis,
        plot.interval_in_words(),
        plot.regions.in_words(input.unit),
    );
    let alt_text = format!(
        "Lines of the {what} of {}{kind} over {} visits, groups: {}. {}",
        in_sentence(label),
        input.visits.len(),
        input.arms.len(),
        plot.in_words(),
    );
    let title = format!("{label}: {what} by visit");
    Figure { id: "mean-by-visit", title, caption, alt_text, width: WIDTH, height: (lowest + MARGIN).ceil(), scene }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::VisitPoint;
    use crate::chart::test_support::{check, difference, hostile_names, visits};

    fn arm(label: &str, is_control: bool, many: usize, half: f64) -> VisitSeries {
        let point = |visit: usize| VisitPoint {
            n: 90 - visit,
            estimate: Some(difference(-0.3 * visit as f64 - f64::from(u8::from(is_control)), half)),
        };
        VisitSeries { label: label.to_owned(), is_control, points: (0..many).map(point).collect() }
    }

    fn input(visits: Vec<TimePoint>, arms: Vec<VisitSeries>) -> MeanByVisit {
        MeanByVisit {
            label: "Thigh girth".into(),
            of: MeanOf::Changes,
            kind: "least-squares".into(),
            unit: Unit::Cm,
            decimals: 1,
            visits,
            time_unit: Some("weeks".into()),
            arms,
            margin: None,
            claimed: Some((f64::NEG_INFINITY, -1.5)),
        }
    }

    #[test]
    fn arms_visits_and_numbers_are_drawn() {
        for many in [1, 2, 4, 7, 12, 52] {
            let arms = vec![arm("sham", true, many, 0.5), arm("active", false, many, 0.6)];
            let figure = mean_by_visit(&input(visits(many, "Week"), arms));
            check(&figure);
            assert!(figure.alt_text.contains("active: Week 0 0.00 cm (−0.60 to 0.60), n = 90"), "{}", figure.alt_text);
            assert!(figure.caption.contains("Claimed: at most −1.5 cm."), "{}", figure.caption);
            check(&figure.stamped("Simulated data"));
        }
        let three = ["a", "b", "c"].map(|label| arm(label, label == "a", 12, 0.4)).to_vec();
        let figure = mean_by_visit(&input(visits(12, "Follow-up visit by telephone in week"), three));
        check(&figure);
        let drawn = crate::chart::svg(&figure);
        for words in [
            "L: Follow-up visit by telephone in week 44",
            "Sessions",
            "Participants with a reading",
            "Bars: 95\u{a0}% CI",
        ] {
            assert!(drawn.contains(words), "{words}");
        }
    }

    #[test]
    fn degenerate_means_are_drawn() {
        for name in hostile_names() {
            let arms = [true, false].map(|is_control| arm(&name, is_control, 4, 0.0)).to_vec();
            let mut named = input(visits(4, &name), arms);
            named.label = format!("Girth {name}").trim().to_owned();
            check(&mean_by_visit(&named));
        }
        let nobody = VisitSeries {
            label: "nobody".into(),
            is_control: false,
            points: vec![VisitPoint { n: 0, estimate: None }; 3],
        };
        let mut gap = arm("gap", true, 3, 0.5);
        gap.points[1] = VisitPoint { n: 0, estimate: None };
        let mut wild = arm("wild", false, 3, f64::INFINITY);
        wild.points[2].estimate = Some(difference(f64::NAN, 1.0));
        let mut equal = arm("equal", false, 3, 0.0);
        equal.points.iter_mut().for_each(|point| point.estimate = Some(difference(1e9, 0.0)));
        let all =
            [vec![], vec![nobody.clone()], vec![gap.clone()], vec![equal.clone()], vec![gap, wild, nobody, equal]];
        for arms in all {
            for (of, claimed) in [(MeanOf::Changes, Some((-2.0, -1.0))), (MeanOf::Readings, None)] {
                for points in [visits(3, "Week"), Vec::new()] {
                    let input = MeanByVisit { of, claimed, ..input(points, arms.clone()) };
                    check(&mean_by_visit(&input));
                }
            }
        }
    }

    #[test]
    fn visits_too_close_for_their_times_are_said_to_be() {
        let mut close = visits(3, "Week");
        close[1].time = Some(0.001);
        let figure = mean_by_visit(&input(close, vec![arm("all", false, 3, 0.5)]));
        check(&figure);
        assert!(figure.caption.contains("evenly spaced"), "{}", figure.caption);
    }
}
