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

/// Every kind of chart of a comparison: of arms, sites, subgroups or harms rather than of one sample.
pub const COMPARISON_CHARTS: &[ChartKind] = &[
    ChartKind {
        id: "flow",
        title: "Flow of participants",
        shows: "how many were assessed, allocated, lost and analysed, and why some left (CONSORT)",
    },
    ChartKind {
        id: "change-by-arm",
        title: "Change by arm",
        shows: "the single changes of each arm or site as a raincloud with their means, and below them the differences with their \
                intervals",
    },
    ChartKind {
        id: "split-body",
        title: "Two sites of each person",
        shows: "each person's change at the untreated and at the treated site, and the differences within persons with their mean",
    },
    ChartKind {
        id: "ancova",
        title: "Analysis of covariance",
        shows: "the second reading, or the change, against the first by arm, with fitted parallel lines and adjusted differences",
    },
    ChartKind {
        id: "forest",
        title: "Forest plot",
        shows: "the estimate of each site or subgroup with its interval, and that of all together",
    },
    ChartKind {
        id: "harms",
        title: "Harms by arm",
        shows: "the share of people with each harm in each arm, and the difference of the shares, with intervals",
    },
    ChartKind {
        id: "responder-curve",
        title: "Responders at every threshold",
        shows: "the share of people in each arm who changed by at least so much, for every amount, beside what noise alone would show",
    },
    ChartKind {
        id: "lord",
        title: "Change scores and analysis of covariance",
        shows: "the difference at baseline, the difference in change and the adjusted difference of two arms (Lord's paradox)",
    },
];

/// Every kind of chart of several visits.
pub const LONGITUDINAL_CHARTS: &[ChartKind] = &[
    ChartKind {
        id: "mean-by-visit",
        title: "Mean by visit",
        shows: "the mean, or mean change, of each arm at each visit with its interval, joined by lines, with the people behind it and \
                the sessions received below, and the claimed amount",
    },
    ChartKind {
        id: "trajectories",
        title: "Courses of single people",
        shows: "each person's readings over the visits as a line, arms side by side, with the mean; who left ends in a cross; a sample of \
                lines when there are many",
    },
    ChartKind {
        id: "visit-differences",
        title: "Differences by visit",
        shows: "the difference between arms, or the change of a single group, at each visit with its interval, against zero, the margin \
                and the claimed amount",
    },
    ChartKind {
        id: "dose-response",
        title: "Dose and response",
        shows: "the effect against the number of sessions with intervals, and the fitted slope with its band",
    },
    ChartKind {
        id: "retention",
        title: "People still in the study",
        shows: "the share and the number of people in each arm who had not left, and who were read, by visit",
    },
    ChartKind {
        id: "missingness",
        title: "Patterns of missed visits",
        shows: "which visits were missed together and by how many people in each arm, the most frequent pattern first",
    },
    ChartKind {
        id: "tipping",
        title: "Tipping points",
        shows: "how far missed readings would have to lie from what was assumed before the conclusion falls: a map over the shifts of two \
                arms, or a curve for a single group",
    },
];

/// Every kind of chart of measuring error, of what explains a change away, and of picked pictures.
pub const ERROR_CHARTS: &[ChartKind] = &[
    ChartKind {
        id: "bland-altman",
        title: "Bland-Altman plot",
        shows: "the difference of two readings of the same thing against their mean, with the mean difference and the limits of \
                agreement",
    },
    ChartKind {
        id: "observer-differences",
        title: "Differences between observers",
        shows: "how each observer's readings lie beside the mean of all observers, with the typical error of measurement of each and \
                gross errors",
    },
    ChartKind {
        id: "explain-away",
        title: "What explains a change",
        shows: "the change of a single group, what regression to the mean and other causes take off it, what other studies saw without \
                treatment, and what remains",
    },
    ChartKind {
        id: "selection-funnel",
        title: "Selection and the next reading",
        shows: "the population, those selected by one reading, and the same people read again with nothing done: regression to the mean",
    },
    ChartKind {
        id: "gallery",
        title: "Gallery against everybody",
        shows: "all changes with those of the pictures shown marked, and the means of everybody, of the gallery, and of a gallery that picks \
                from noise alone",
    },
    ChartKind {
        id: "rated-photos",
        title: "Rated pairs of pictures",
        shows: "how often each rater recognised the later picture, with intervals, against guessing",
    },
];

/// Every kind of chart of published trials.
pub const EVIDENCE_CHARTS: &[ChartKind] = &[
    ChartKind {
        id: "evidence-forest",
        title: "Forest plot of published studies",
        shows: "what each study found of one outcome, apart by design, with weights, combined estimates, prediction intervals and the \
                claimed range",
    },
    ChartKind {
        id: "claimed-band",
        title: "The claim and what was measured",
        shows: "the claimed range as a band over every published result: against a control, without treatment, and without a control",
    },
    ChartKind {
        id: "control-contrast",
        title: "Without and with a control",
        shows: "for each treatment the change of the treated alone beside what remains of it against a control",
    },
    ChartKind {
        id: "funnel",
        title: "Funnel plot",
        shows: "each study's estimate against its standard error, with regions of p around no effect, the combined estimate in its \
                pseudo limits, and the studies that trim and fill adds",
    },
    ChartKind {
        id: "baujat",
        title: "Baujat plot",
        shows: "how much each study adds to the disagreement of the studies, and how far the combined estimate moves without it",
    },
    ChartKind {
        id: "leave-one-out",
        title: "Leaving one study out",
        shows: "the combined estimate without each of the studies, against that of all",
    },
    ChartKind {
        id: "cumulative",
        title: "Cumulative meta-analysis",
        shows: "the combined estimate as studies are added in order, against that of all",
    },
    ChartKind {
        id: "tau-profile",
        title: "Profile of the heterogeneity",
        shows: "the likelihood of the heterogeneity between studies with its estimate and interval, and how the combined estimate depends \
                on it",
    },
    ChartKind {
        id: "correlation-sweep",
        title: "Sweep over an unknown correlation",
        shows: "what a paper's means and SDs say for every correlation of its readings, and from which one a claim holds",
    },
    ChartKind {
        id: "posterior",
        title: "Prior and posterior",
        shows: "the density of the combined effect before and after the studies, and of the effect in a new study",
    },
];

/// Every chart there is, in the order of the lists.
pub fn all_charts() -> impl Iterator<Item = &'static ChartKind> {
    CHARTS.iter().chain(COMPARISON_CHARTS).chain(LONGITUDINAL_CHARTS).chain(ERROR_CHARTS).chain(EVIDENCE_CHARTS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::test_support::{estimate, many};
    use crate::chart::{
        Baujat, CorrelationSweep, Funnel, LeaveOneOut, Posterior, PseudoLimits, Refit, TauProfile, baujat,
        correlation_sweep, funnel, leave_one_out, posterior, tau_profile,
    };
    use crate::chart::{
        BlandAltman, ExplainAway, GalleryChart, ObserverDifferences, RatedPhotos, SelectionFunnel, SelectionSide,
        bland_altman, explain_away, gallery, observer_differences, rated_photos, selection_funnel,
    };
    use crate::chart::{
        ChartArm, CummingGroup, Flow, Forest, Lord, NullValue, Quartiles, ResponderArm, Response, Sought, ancova,
        bayes_robustness, before_after_scatter, change_by_arm, claim_chart, consonance, cumming, equivalence,
        estimation, flow, forest, harms, histogram, lord, paired_lines, qq, raincloud, responder_curve, split_body,
        waterfall,
    };
    use crate::chart::{
        ClaimedBand, ClaimedRange, ControlContrast, EvidenceForest, claimed_band, control_contrast, evidence_forest,
    };
    use crate::chart::{
        DoseResponse, MeanByVisit, MeanOf, Missingness, Retention, Tipping, TippingCurve, TippingOver, Trajectories,
        VisitDifferences, dose_response, mean_by_visit, missingness, retention, tipping, trajectories,
        visit_differences,
    };
    use crate::data::{SplitBody, Unit};
    use crate::result::{Level, PValue};

    #[test]
    fn every_kind_of_comparison_is_listed_once_and_drawn() {
        let label = |name: &str| Some(name.to_owned());
        let (treated, control) = (many(9).labelled(label("treated")), many(8).labelled(label("control")));
        let body = SplitBody::try_new(treated.clone(), control.clone()).expect("sites");
        let sites = ChartArm::of_sites(&body);
        let unit = treated.outcome().unit;
        let table = Forest {
            quantity: "Difference".into(),
            head: "Site".into(),
            unit,
            decimals: 1,
            rows: Vec::new(),
            overall: None,
            margin: None,
            exploratory: false,
        };
        let lords = Lord {
            label: "Waist".into(),
            comparison: "a − b".into(),
            unit,
            decimals: 1,
            baseline: None,
            change: None,
            ancova: None,
            margin: None,
        };
        let arms = sites.map(|arm| ResponderArm { arm, band: &[] });
        let drawn = [
            flow(&Flow { trunk: Vec::new(), branches: Vec::new(), branch_kind: "arm".into() }),
            change_by_arm(&sites, &[], None),
            split_body(&body, None, None),
            ancova(&sites, Response::After, None, &[], None),
            forest(&table),
            harms(&[]),
            responder_curve(&arms, Sought::Reduction, None, &[], Level::DEFAULT),
            lord(&lords),
        ];
        let listed: Vec<_> = COMPARISON_CHARTS.iter().map(|kind| kind.id).collect();
        assert_eq!(drawn.map(|figure| figure.id).to_vec(), listed);
        assert!(listed.iter().all(|id| CHARTS.iter().all(|kind| kind.id != *id)));
        assert_eq!(sites.map(|arm| (arm.label, arm.is_control)), [("control", true), ("treated", false)]);
    }

    #[test]
    fn every_kind_of_several_visits_is_listed_once_and_drawn() {
        let (label, unit, visits) = ("Thigh girth".to_owned(), Unit::Cm, crate::chart::test_support::visits(3, "Week"));
        let (decimals, time_unit, margin, claimed) = (1, None, None, None);
        let drawn = [
            mean_by_visit(&MeanByVisit {
                label: label.clone(),
                of: MeanOf::Readings,
                kind: String::new(),
                unit,
                decimals,
                visits: visits.clone(),
                time_unit: time_unit.clone(),
                arms: Vec::new(),
                margin,
                claimed,
            }),
            trajectories(&Trajectories {
                label: label.clone(),
                unit,
                decimals,
                visits: visits.clone(),
                time_unit: time_unit.clone(),
                arms: Vec::new(),
            }),
            visit_differences(&VisitDifferences {
                quantity: label.clone(),
                unit,
                decimals,
                visits: visits.clone(),
                time_unit: time_unit.clone(),
                series: Vec::new(),
                margin,
                claimed,
            }),
            dose_response(&DoseResponse {
                quantity: label.clone(),
                unit,
                decimals,
                dose: "Sessions".into(),
                points: Vec::new(),
                line: None,
                margin,
                claimed,
            }),
            retention(&Retention { visits: visits.clone(), time_unit, arms: Vec::new() }),
            missingness(&Missingness { visits, arms: Vec::new(), has_control: false, patterns: Vec::new() }),
            tipping(&Tipping {
                quantity: label,
                unit,
                decimals,
                conclusion: "p < 0.05".into(),
                over: TippingOver::Curve(TippingCurve {
                    points: Vec::new(),
                    level: Level::DEFAULT,
                    bound: 0.0,
                    tipping: None,
                }),
            }),
        ];
        let listed: Vec<_> = LONGITUDINAL_CHARTS.iter().map(|kind| kind.id).collect();
        assert_eq!(drawn.map(|figure| figure.id).to_vec(), listed);
        assert!(listed.iter().all(|id| CHARTS.iter().chain(COMPARISON_CHARTS).all(|kind| kind.id != *id)));
    }

    #[test]
    fn every_kind_about_errors_is_listed_once_and_drawn() {
        let (label, unit, decimals) = ("Waist girth".to_owned(), Unit::Cm, 1);
        let mean = estimate(&many(9), 1.0);
        let drawn = [
            bland_altman(&BlandAltman {
                label: label.clone(),
                unit,
                decimals,
                first: "first".into(),
                second: "second".into(),
                points: Vec::new(),
                bias: mean.clone(),
                lower: mean.clone(),
                upper: mean.clone(),
                slope: None,
            }),
            observer_differences(&ObserverDifferences {
                label: label.clone(),
                unit,
                decimals,
                observers: Vec::new(),
                band: None,
            }),
            explain_away(&ExplainAway {
                label: label.clone(),
                unit,
                decimals,
                observed: mean.clone(),
                rows: Vec::new(),
                remains: None,
                claimed: None,
            }),
            selection_funnel(&SelectionFunnel {
                label,
                unit,
                decimals,
                population_mean: 92.0,
                population_sd: 12.0,
                cut_off: 102.0,
                side: SelectionSide::AtLeast,
                share: 0.2,
                selected_mean: 108.0,
                within_sd: 1.5,
                second_mean: 107.8,
                observed: None,
            }),
            gallery(&GalleryChart {
                sample: &many(9),
                picked: &[0],
                sought: Sought::Reduction,
                everybody: &mean,
                gallery: -1.0,
                alone: None,
            }),
            rated_photos(&RatedPhotos { raters: Vec::new(), overall: Vec::new(), pairs: 0 }),
        ];
        let listed: Vec<_> = ERROR_CHARTS.iter().map(|kind| kind.id).collect();
        assert_eq!(drawn.map(|figure| figure.id).to_vec(), listed);
        let others = || CHARTS.iter().chain(COMPARISON_CHARTS).chain(LONGITUDINAL_CHARTS);
        assert!(listed.iter().all(|id| others().all(|kind| kind.id != *id)));
    }

    #[test]
    fn every_kind_about_studies_is_listed_once_and_drawn() {
        let (quantity, unit, decimals, level) = ("Difference".to_owned(), Unit::Cm, 1, Level::DEFAULT);
        let combined = estimate(&many(9), 1.0);
        let omitting = LeaveOneOut {
            refit: Refit::Omitting,
            quantity: quantity.clone(),
            unit,
            decimals,
            rows: Vec::new(),
            overall: combined.clone(),
        };
        let adding = LeaveOneOut { refit: Refit::Adding { order: "year".into() }, ..omitting.clone() };
        let (left_words, right_words) = ("less".to_owned(), "more".to_owned());
        let drawn = [
            evidence_forest(&EvidenceForest {
                quantity: quantity.clone(),
                unit,
                decimals,
                sections: Vec::new(),
                claimed: None,
                left_words: left_words.clone(),
                right_words: right_words.clone(),
            }),
            claimed_band(&ClaimedBand {
                title: None,
                quantity: quantity.clone(),
                unit,
                decimals,
                claimed: ClaimedRange { lower: -2.0, upper: -1.5, label: "claimed".into() },
                rows: Vec::new(),
                left_words: left_words.clone(),
                right_words: right_words.clone(),
            }),
            control_contrast(&ControlContrast {
                quantity: quantity.clone(),
                unit,
                decimals,
                pairs: Vec::new(),
                left_words,
                right_words,
            }),
            funnel(&Funnel {
                quantity: quantity.clone(),
                unit,
                decimals,
                studies: Vec::new(),
                filled: Vec::new(),
                combined: None,
                adjusted: None,
                pseudo_limits: PseudoLimits { level, z: 2.0 },
                contours: Vec::new(),
            }),
            baujat(&Baujat { quantity: quantity.clone(), studies: Vec::new() }),
            leave_one_out(&omitting),
            leave_one_out(&adding),
            tau_profile(&TauProfile {
                quantity: quantity.clone(),
                unit,
                decimals,
                restricted: true,
                points: Vec::new(),
                likelihood_cut: None,
                tau: combined.clone(),
                combined: combined.clone(),
                level,
                posterior: Vec::new(),
                claimed: None,
            }),
            correlation_sweep(&CorrelationSweep {
                quantity: quantity.clone(),
                unit,
                decimals,
                estimate: -1.0,
                points: Vec::new(),
                level,
                claimed: None,
                conclusion: String::new(),
                holds: Vec::new(),
            }),
            posterior(&Posterior {
                quantity,
                unit,
                decimals,
                prior: Vec::new(),
                posterior: Vec::new(),
                predictive: Vec::new(),
                estimate: combined,
                prediction: None,
                claimed: None,
            }),
        ];
        let listed: Vec<_> = EVIDENCE_CHARTS.iter().map(|kind| kind.id).collect();
        assert_eq!(drawn.map(|figure| figure.id).to_vec(), listed);
        let others = || CHARTS.iter().chain(COMPARISON_CHARTS).chain(LONGITUDINAL_CHARTS).chain(ERROR_CHARTS);
        assert!(listed.iter().all(|id| others().all(|kind| kind.id != *id)));
    }

    #[test]
    fn every_kind_is_listed_once_and_drawn() {
        let sample = many(9);
        let estimate = estimate(&sample, 1.0);
        let group = CummingGroup { label: "all", sample: &sample, bootstrap_means: &[], change: None };
        let quartiles = Quartiles { first: 0.0, median: 1.0, third: 2.0 };
        let null = NullValue { value: 0.0, p_value: PValue::try_new(0.5).expect("p") };
        let drawn = [
            paired_lines(&sample, None, None),
            estimation(&sample, &[], &estimate),
            cumming(&[group]),
            raincloud(&sample, [quartiles; 3], None),
            waterfall(&sample, None, &[], None),
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
