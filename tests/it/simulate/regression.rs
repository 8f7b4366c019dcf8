//! Regression to the mean, in people whom nothing is done to.

use super::{SMALL, at_visit, changes, made, mean, near, near_share, sd};
use girth::dist::normal;
use girth::simulate::SelectionTruth;

const SEEDS: u64 = 20;

/// What a rule of selection brings in many trials, each of 120 people.
struct Trials {
    truth: SelectionTruth,
    /// Regression to the mean in the changes of the data, by the truth.
    stated: f64,
    /// The mean change of each trial.
    mean_changes: Vec<f64>,
    /// Its standard error by the trial's own people.
    standard_errors: Vec<f64>,
    enrolled: f64,
    screened: f64,
}

fn trials(rule: &str) -> Trials {
    let text = SMALL.replace("8000", "120") + "[selection]\noutcome = \"waist\"\n" + rule;
    let all: Vec<_> = (1..=SEEDS).map(|seed| made(&text.replace("seed = 1\n", &format!("seed = {seed}\n")))).collect();
    let changes: Vec<Vec<f64>> = all.iter().map(|made| changes(&made.table, "waist_cm", "before", "after")).collect();
    let truth = &all[0].truth;
    Trials {
        truth: truth.selection.clone().expect("selection"),
        stated: truth.change[0].regression_to_the_mean.expect("stated"),
        mean_changes: changes.iter().map(|changes| mean(changes)).collect(),
        standard_errors: changes.iter().map(|changes| sd(changes) / (changes.len() as f64).sqrt()).collect(),
        enrolled: changes.iter().map(|changes| changes.len() as f64).sum(),
        screened: all.iter().map(|made| made.screened as f64).sum(),
    }
}

/// The mean change of picked people is the regression that the truth states, and nothing else, however they are picked: by a cut-off,
/// at the worst of some occasions, by both, or as the highest share of the population. Each trial's own standard error covers it.
#[test]
fn picked_people_change_by_the_stated_regression() {
    let within = 1.5_f64.hypot(0.8);
    let total = 9_f64.hypot(within);
    let above = |share: f64| normal::upper_quantile(share).expect("quantile");
    let by_share = |share: f64| format!("at-least = \"{:.2} cm\"\n", 80.0 + total * above(share));
    let rules = [
        "at-least = \"85 cm\"\n".to_owned(),
        "worst-of = 3\n".to_owned(),
        "worst-of = 3\nat-least = \"88 cm\"\n".to_owned(),
        by_share(0.1),
        by_share(0.05),
    ];
    for rule in &rules {
        let found = trials(rule);
        let error = sd(&found.mean_changes) / (SEEDS as f64).sqrt();
        near(rule, mean(&found.mean_changes), found.stated, error);
        assert!(found.stated < -0.3 && found.stated == found.truth.regression_to_the_mean, "{rule}: {}", found.stated);
        // The z-scores of the trials are standard normal: their sum of squares has the mean SEEDS and the variance 2 SEEDS.
        let z =
            found.mean_changes.iter().zip(&found.standard_errors).map(|(mean, error)| (mean - found.stated) / error);
        near(rule, z.map(|z| z * z).sum(), SEEDS as f64, (2.0 * SEEDS as f64).sqrt());
        near_share(rule, found.enrolled, found.screened, found.truth.share_enrolled);
        let truth = &found.truth;
        assert_eq!((truth.outcome.as_str(), truth.unit.as_str(), truth.population_mean), ("waist", "cm", 80.0));
        assert!((truth.within_person_sd - within).abs() < 1e-12 && (truth.reading_sd - total).abs() < 1e-12);
    }
    for share in [0.1, 0.05] {
        // Davis 1976 for one reading above a cut-off: the variance within people over the total SD, times phi(z) / (1 - Phi(z)).
        let fall = within * within / total * normal::pdf(above(share)) / share;
        let truth = made(&(SMALL.replace("8000", "1") + "[selection]\noutcome = \"waist\"\n" + &by_share(share))).truth;
        let truth = truth.selection.expect("selection");
        // The grid of 0.01 cm moves the cut-off by up to a step.
        assert!((truth.share_enrolled - share).abs() < 0.0003, "{truth:?}");
        assert!((truth.regression_to_the_mean + fall).abs() < 0.001, "{truth:?} {fall}");
    }
}

/// Where a reading of its own decides, the fall from it is as large, but nobody sees it in the data.
#[test]
fn a_separate_screening_takes_the_regression_out_of_the_data() {
    for rule in ["at-least = \"88 cm\"\n", "worst-of = 3\nat-least = \"88 cm\"\n"] {
        let first = trials(rule);
        let separate = trials(&format!("{rule}screening = \"separate\"\n"));
        assert!(separate.truth.separate && separate.stated == 0.0);
        assert_eq!(
            (separate.truth.share_enrolled, separate.truth.regression_to_the_mean),
            (first.truth.share_enrolled, first.truth.regression_to_the_mean)
        );
        near(rule, mean(&separate.mean_changes), 0.0, sd(&separate.mean_changes) / (SEEDS as f64).sqrt());
        near_share(rule, separate.enrolled, separate.screened, first.truth.share_enrolled);
    }
    let large = |screening: &str| {
        let rule = format!("[selection]\noutcome = \"waist\"\nat-least = \"88 cm\"\n{screening}");
        let made = made(&(SMALL.replace("8000", "3000") + &rule));
        (at_visit(&made.table, "waist_cm", "before"), made.truth.selection.expect("selection"))
    };
    // The first reading in the data lies lower by the regression that has happened before it.
    let ((seen, truth), (after, _)) = (large(""), large("screening = \"separate\"\n"));
    let error = (sd(&seen).powi(2) / 3000.0 + sd(&after).powi(2) / 3000.0).sqrt();
    near("fall before the data begin", mean(&after) - mean(&seen), truth.regression_to_the_mean, error);
}

/// One of two sides may decide, which differ in their means.
#[test]
fn the_population_of_a_site_is_that_of_both_sides() {
    let split = "title = \"SIMULATED\"\nseed = 3\npeople = 2000\ndesign = \"split-body\"\n[randomisation]\nmethod = \"simple\"\n\
        [[site]]\nname = \"treated\"\n[[site]]\nname = \"untreated\"\ncontrol = true\n\
        [[visit]]\nname = \"before\"\nweek = 0.0\n[[visit]]\nname = \"after\"\nweek = 12.0\nsessions = 12\n\
        [[outcome]]\nname = \"thigh\"\ncolumn = \"{site}_cm\"\nunit = \"cm\"\ndecimals = 2\nmean = \"57 cm\"\nbetween-people = \"5 cm\"\n\
        between-sites = { level = 0.9, occasion = 0.6, wander = 0.8 }\nright-minus-left = \"6 cm\"\nbetween-occasions = \"1.5 cm\"\n\
        reading-error = \"0.8 cm\"\n[selection]\noutcome = \"thigh\"\nat-least = \"60 cm\"\n";
    for (site, population, variance, within) in [
        ("site = \"treated\"\n", 57.0, 25.0 + 9.0, 2.25 + 0.64),
        // The mean of both: what they share, and half of what is their own.
        ("", 57.0, 25.0 * 0.95, 2.25 * 0.8 + 0.32),
    ] {
        let made = made(&(split.to_owned() + site));
        let truth = made.truth.selection.clone().expect("selection");
        assert_eq!((truth.site.is_some(), truth.population_mean), (!site.is_empty(), population));
        assert!((truth.within_person_sd - f64::sqrt(within)).abs() < 1e-12, "{truth:?}");
        assert!((truth.reading_sd - f64::sqrt(variance + within)).abs() < 1e-12, "{truth:?}");
        near_share("enrolled", 2000.0, made.screened as f64, truth.share_enrolled);
        let change = changes(&made.table, "treated_cm", "before", "after");
        near("treated", mean(&change), truth.regression_to_the_mean, sd(&change) / 2000_f64.sqrt());
    }
}
