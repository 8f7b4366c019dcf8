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
        id: "cumming",
        title: "Estimation plot of several groups",
        shows: "the single changes of each arm, site or outcome, and below them its mean change with interval and bootstrap \
                distribution (Cumming)",
    },
    ChartKind {
        id: "raincloud",
        title: "Raincloud",
        shows: "densities, quartiles and single readings before and after, joined by participant, and the same of the changes",
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
        id: "histogram",
        title: "Histogram of changes",
        shows: "the changes counted in bins of whole steps of the recording grid, with the mean change and a normal curve",
    },
    ChartKind {
        id: "qq",
        title: "Normal Q-Q plot of changes",
        shows: "the sorted changes against normal quantiles, with a pointwise band",
    },
    ChartKind {
        id: "consonance",
        title: "Consonance curve",
        shows: "the two-sided p of every value that the mean change could have, with intervals of four levels, null value and margin",
    },
    ChartKind {
        id: "equivalence",
        title: "Changes against margins",
        shows: "each mean change with the intervals of the tests of difference and of equivalence, its margin and the conclusion",
    },
    ChartKind {
        id: "bayes-robustness",
        title: "Bayes factor over priors",
        shows: "the Bayes factor for a change against none over the scale of its prior, with the strength of evidence in words",
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
    use crate::chart::{
        CummingGroup, NullValue, Quartiles, bayes_robustness, before_after_scatter, claim_chart, consonance, cumming,
        equivalence, estimation, histogram, paired_lines, qq, raincloud, waterfall,
    };
    use crate::result::{Level, PValue};

    #[test]
    fn every_kind_is_listed_once_and_drawn() {
        let sample = many(9);
        let estimate = estimate(&sample, 1.0);
        let group = CummingGroup { label: "all", sample: &sample, bootstrap_means: &[], change: None };
        let quartiles = Quartiles { first: 0.0, median: 1.0, third: 2.0 };
        let null = NullValue { value: 0.0, p_value: PValue::try_new(0.5).expect("p") };
        let drawn = [
            paired_lines(&sample, None),
            estimation(&sample, &[], &estimate),
            cumming(&[group]),
            raincloud(&sample, [quartiles; 3], None),
            waterfall(&sample, None, &[]),
            before_after_scatter(&sample, None),
            histogram(&sample, None),
            qq(&sample, &[], Level::DEFAULT),
            consonance(&sample, &estimate, &[(0.0, 1.0)], &[], null, None),
            equivalence(&[]),
            bayes_robustness(&sample, &[], (0.7, 1.0)),
            claim_chart(&[]),
        ];
        let listed: Vec<_> = CHARTS.iter().map(|kind| kind.id).collect();
        assert_eq!(drawn.map(|figure| figure.id).to_vec(), listed);
    }
}
