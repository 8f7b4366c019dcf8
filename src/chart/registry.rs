/// A kind of chart, for lists and help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChartKind {
    /// Its name on the command line, also the `id` of its figures.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it shows.
    pub shows: &'static str,
}

/// Every kind of chart.
pub const CHARTS: &[ChartKind] = &[
    ChartKind {
        id: "paired-lines",
        title: "Paired lines",
        shows: "each participant's reading before and after as a line, and the mean change; densities and a sample of lines when \
                there are many",
    },
    ChartKind {
        id: "estimation",
        title: "Estimation plot",
        shows: "the pairs, and beside them the mean change with its interval and its bootstrap distribution (Gardner-Altman)",
    },
    ChartKind {
        id: "waterfall",
        title: "Waterfall of changes",
        shows: "each participant's change, sorted, with the mean change and thresholds",
    },
    ChartKind {
        id: "scatter",
        title: "After against before",
        shows: "the second reading against the first, with the line of no change",
    },
    ChartKind {
        id: "claims",
        title: "Claims and estimates",
        shows: "each claimed range with the estimate, its interval and the verdict",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{estimate, many};
    use crate::chart::{before_after_scatter, claim_chart, estimation, paired_lines, waterfall};

    #[test]
    fn every_kind_is_listed_once_and_drawn() {
        let sample = many(9);
        let estimate = estimate(&sample, 1.0);
        let drawn = [
            paired_lines(&sample, None),
            estimation(&sample, &[], &estimate),
            waterfall(&sample, None, &[]),
            before_after_scatter(&sample, None),
            claim_chart(&[]),
        ];
        let listed: Vec<_> = CHARTS.iter().map(|kind| kind.id).collect();
        assert_eq!(drawn.map(|figure| figure.id).to_vec(), listed);
    }
}
