//! Differences between arms, or changes of a single group, visit by visit.

use super::figure::Figure;
use super::regions::Regions;
use super::scene::Scene;
use super::theme::{MARGIN, WIDTH};
use super::visit_plot::{VisitPlot, VisitSeries};
use crate::data::{TimePoint, Unit};
use crate::result::format::{as_heading, named};

/// What a chart of differences by visit shows.
#[derive(Clone, Debug, PartialEq)]
pub struct VisitDifferences {
    /// What is estimated: `Difference in change of waist girth`, `Change in waist girth`.
    pub quantity: String,
    /// The unit of all estimates.
    pub unit: Unit,
    /// Decimals of the readings.
    pub decimals: u8,
    /// The visits in time order.
    pub visits: Vec<TimePoint>,
    /// What times are counted in: `weeks`.
    pub time_unit: Option<String>,
    /// The comparisons, treated - control; or the one group.
    pub series: Vec<VisitSeries>,
    /// Lower and upper bound of what does not matter; an end may be infinite.
    pub margin: Option<(f64, f64)>,
    /// Lower and upper bound of what is claimed; an end may be infinite.
    pub claimed: Option<(f64, f64)>,
}

/// The estimate of each comparison at each visit with its interval, against zero, the margin and the claimed amount, with the number of
/// participants below the axis. Estimates are not joined: each stands for its visit alone.
pub fn visit_differences(input: &VisitDifferences) -> Figure {
    let quantity = as_heading(input.quantity.trim());
    let plot = VisitPlot {
        visits: &input.visits,
        time_unit: input.time_unit.as_deref(),
        series: &input.series,
        regions: Regions { margin: input.margin, claimed: input.claimed },
        unit: input.unit,
        decimals: input.decimals,
        axis: named(&quantity, input.unit),
        counted: "Participants with a reading",
        joined: false,
        from_zero: true,
    };
    let mut scene = Scene::default();
    let (lowest, spacing) = plot.draw(&mut scene);
    let caption = format!(
        "{} by visit{}, with the number of participants with a reading; an interval that runs beyond the axis ends in an arrow. Line: \
         zero.{spacing}{}",
        plot.axis,
        plot.interval_in_words(),
        plot.regions.in_words(input.unit),
    );
    let alt_text = format!(
        "{} by visit, {} visits. {}{}",
        quantity,
        input.visits.len(),
        plot.in_words(),
        plot.regions.in_words(input.unit),
    );
    let title = format!("{quantity} by visit");
    Figure { id: "visit-differences", title, caption, alt_text, width: WIDTH, height: (lowest + MARGIN).ceil(), scene }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::VisitPoint;
    use crate::chart::test_support::{check, difference, hostile_names, visits};

    fn input(many: usize, names: &[&str], half: f64) -> VisitDifferences {
        let series = |(index, name): (usize, &&str)| {
            let value = |visit: usize| -0.4 * visit as f64 + index as f64;
            let point = |visit| VisitPoint { n: 80 - visit, estimate: Some(difference(value(visit), half)) };
            VisitSeries { label: (*name).to_owned(), is_control: false, points: (0..many).map(point).collect() }
        };
        VisitDifferences {
            quantity: "difference in change of thigh girth".into(),
            unit: Unit::Cm,
            decimals: 1,
            visits: visits(many, "Week"),
            time_unit: Some("weeks".into()),
            series: names.iter().enumerate().map(series).collect(),
            margin: Some((-0.5, 0.5)),
            claimed: Some((-2.0, -1.5)),
        }
    }

    #[test]
    fn differences_are_drawn_against_margin_and_claim() {
        for many in [1, 4, 12] {
            for names in [&[""][..], &["active − sham"], &["low − sham", "high − sham"]] {
                let figure = visit_differences(&input(many, names, 0.7));
                check(&figure);
                assert!(figure.alt_text.contains("Week 0 0.00 cm (−0.70 to 0.70), n = 80"), "{}", figure.alt_text);
                assert!(figure.alt_text.ends_with("Margin: −0.5 to 0.5 cm. Claimed: −2.0 to −1.5 cm."));
                assert!(figure.title == "Difference in change of thigh girth by visit", "{}", figure.title);
            }
        }
    }

    #[test]
    fn degenerate_differences_are_drawn() {
        for name in hostile_names() {
            check(&visit_differences(&input(5, &[&name, &name], 0.0)));
            check(&visit_differences(&VisitDifferences {
                quantity: format!("a {name}").trim().into(),
                ..input(2, &[], 1.0)
            }));
        }
        check(&visit_differences(&input(0, &["nothing"], 1.0)));
        for half in [0.0, 1e-9, 1e9, f64::INFINITY] {
            let figure = visit_differences(&VisitDifferences { margin: None, claimed: None, ..input(3, &["x"], half) });
            check(&figure);
        }
    }
}
