//! What else explains the change of people without a control: the panel against data whose truth is known.

use girth::claims::Verdict;
use girth::ingest::Source;
use girth::plan::{Analysis, AnalysisPlan, Ask, Plan, Silent, Study, run};
use girth::simulate::{Spec, simulate};

fn analysed(study: &Study, ask: Ask) -> Analysis {
    run(study, ask, &Silent).expect("run")
}

/// The specification behind the bundled series knows the regression to the mean by its own integral; the panel computes it from the
/// plan's population and selection by another way.
#[test]
fn the_bundled_series_is_explained_by_its_truth() {
    let analysis =
        analysed(&Study::bundled("spa-series").expect("study"), Ask { claims: true, pairs: true, ..Ask::NOTHING });
    let one = &analysis.explained[0];
    let expected = one.selection.expected.expect("expected");
    let truth: toml::Value = toml::from_str(include_str!("../../datasets/spa-series/truth.toml")).expect("truth");
    let selection = &truth["selection"];
    let stated = selection["regression-to-the-mean"].as_float().expect("stated");
    // The plan rounds the SDs of the population, and the truth adds up over grids that the plan does not know of.
    assert!((expected.expected_change - stated).abs() < 0.02, "{} is not {stated}", expected.expected_change);
    let share = selection["share-enrolled"].as_float().expect("share");
    // Readings to the half or whole centimetre reach 88 cm from lower down, by 0.245 cm on average; the density there is 0.03 per cm.
    assert!(
        (expected.share_selected - share).abs() < 0.245 * 0.03 + 0.001,
        "{} is not {share}",
        expected.share_selected
    );
    let remains = one.remains.as_ref().expect("remains");
    let drift = one.drift.as_ref().expect("weight").drift.expected.value;
    assert!((remains.remains.value - (one.change.value - expected.expected_change - drift)).abs() < 1e-12);
    assert!(remains.remains.interval.as_ref().is_some_and(|interval| interval.lower < 0.0 && interval.upper > 0.0));
    assert!(one.gamma.is_some_and(|gamma| gamma > 1.0) && !one.untreated.is_empty());
    let verdict = |id: &str| analysis.claims.iter().find(|one| one.claim.id == id).expect(id).verdict;
    // Nobody responded to anything: neither may be called supported.
    assert_ne!(verdict("selection-explains"), Verdict::Refuted);
    for id in ["every-client", "clients-respond"] {
        assert_ne!(verdict(id), Verdict::Supported, "{id}");
    }
}

const SPEC: &str = r#"
title = "SIMULATED clients, picked, without any effect"
seed = 1
people = 100
design = "single-arm"

[[visit]]
name = "before"
week = 0.0

[[visit]]
name = "after"
week = 4.0

[[outcome]]
name = "waist"
column = "waist_cm"
unit = "cm"
decimals = 1
mean = "80 cm"
between-people = "8 cm"
between-occasions = "1.5 cm"
reading-error = "1 cm"

[selection]
outcome = "waist"
"#;

const PLAN: &str = r#"
title = "Picked clients"
[columns]
id = "participant"
visit = "visit"
baseline = "before"
followup = "after"
[[outcome]]
name = "waist"
kind = "girth"
unit = "cm"
column = "waist_cm"
reading-error = "1 cm"
within-person-sd = "1.8027756 cm"
[selection]
population-mean = "80 cm"
population-sd = "8.2006097 cm"
"#;

/// Selected clients with no effect at all: over many series the mean change is the one that the panel expects, within Monte-Carlo error,
/// for a cut-off, for people who come on their worst day, and for both.
#[test]
fn selected_clients_without_an_effect_change_as_the_panel_expects() {
    const SERIES: u64 = 60;
    for rule in ["at-least = \"88 cm\"\n", "worst-of = 3\n", "at-least = \"85 cm\"\nworst-of = 2\n"] {
        let mut differences = Vec::new();
        for seed in 1..=SERIES {
            let text = SPEC.replace("seed = 1\n", &format!("seed = {seed}\n")) + rule;
            let made = simulate(&Spec::read("spec.toml", &text).expect("spec")).expect("series");
            let plan = Plan::read("plan.toml", &(PLAN.to_owned() + rule)).expect("plan");
            let study = Study::from_data(Source::new("series.csv", made.table.csv()), plan);
            let analysis = analysed(&study, Ask { pairs: true, ..Ask::NOTHING });
            let one = &analysis.explained[0];
            differences.push(one.change.value - one.selection.expected.expect("expected").expected_change);
        }
        let n = SERIES as f64;
        let mean = differences.iter().sum::<f64>() / n;
        let sd = (differences.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
        assert!(mean.abs() < 3.5 * sd / n.sqrt(), "{rule}: {mean} with a standard error of {}", sd / n.sqrt());
    }
}

/// Where the plan says nothing, nothing is taken off, and the panel says what is lacking.
#[test]
fn what_is_not_known_is_named_and_not_taken_off() {
    let data = "id,before,after\nA,90.2,88.1\nB,85.0,84.4\nC,80.3,80.1\nD,95.1,93.0\nE,88.8,88.9\n";
    let plan = Plan { title: "Waist".to_owned(), ..Plan::default() };
    let analysis =
        analysed(&Study::from_data(Source::new("change.csv", data), plan), Ask { pairs: true, ..Ask::NOTHING });
    // Whatever tests are asked for, there is a panel.
    let methods = vec!["sign-test".to_owned()];
    let plan = Plan {
        title: "Waist".to_owned(),
        analysis: AnalysisPlan { methods, ..AnalysisPlan::default() },
        ..Plan::default()
    };
    let other = analysed(&Study::from_data(Source::new("change.csv", data), plan), Ask { pairs: true, ..Ask::NOTHING });
    assert_eq!(other.explained, analysis.explained);
    let one = &analysis.explained[0];
    assert!(one.remains.is_none() && one.selection.expected.is_none());
    assert_eq!(one.selection.lacking.len(), 3, "{:?}", one.selection.lacking);
    assert!(one.tipping.is_some() && one.baseline.is_some());
}

#[test]
fn plans_that_contradict_themselves_are_refused() {
    let refused = |text: &str| {
        let plan = format!("title = \"Waist\"\n{text}\n");
        Plan::read("plan.toml", &plan).expect_err("a plan to refuse").to_string()
    };
    for (text, says) in [
        ("[selection]\nat-least = \"88 cm\"\nshare = \"20 %\"", "give one of"),
        ("[selection]\nshare = \"20 cm\"", "not a share of a population"),
        ("[selection]\npopulation-mean = \"80 cm\"", "go together"),
        ("[selection]\npopulation-mean = \"80 cm\"\npopulation-sd = \"0 cm\"", "not above zero"),
        ("[selection]\nworst-of = 0", "one day at least"),
        ("[explain]\nplace = \"elbow\"", "no figures for elbow"),
        ("[photos]\nshown = 0", "at least one pair"),
        ("[reliability]\nreadings-averaged = 0", "one reading at least"),
        ("[[outcome]]\nname = \"waist\"\nreading-error = \"-1 cm\"", "above zero"),
    ] {
        let message = refused(text);
        assert!(message.contains(says), "{text}: {message}");
    }
}

/// A screening of its own, nobody picked at all, and picking by another outcome: nothing, nothing, and not known.
#[test]
fn what_picking_makes_depends_on_how_it_was_done() {
    let data = "id,waist_before,waist_after,hip_before,hip_after\nA,90.2,88.1,99,98\nB,89.0,88.4,97,97.2\nC,91.3,90.1,101,100\n\
                D,95.1,93.0,104,103\n";
    let known = |selection: &str| {
        let text = format!(
            "title = \"Waist\"\n[columns]\nunit = \"cm\"\n[[outcome]]\nname = \"waist\"\nprimary = true\nbefore = \"waist_before\"\n\
             after = \"waist_after\"\nwithin-person-sd = \"1 cm\"\n[[outcome]]\nname = \"hip\"\nbefore = \"hip_before\"\n\
             after = \"hip_after\"\n[selection]\n{selection}"
        );
        let plan = Plan::read("plan.toml", &text).expect("plan");
        let study = Study::from_data(Source::new("data.csv", data), plan);
        analysed(&study, Ask { pairs: true, ..Ask::NOTHING }).explained[0].selection.known_change()
    };
    let population = "population-mean = \"80 cm\"\npopulation-sd = \"8 cm\"\n";
    assert_eq!(known(&format!("at-least = \"88 cm\"\nscreening = \"separate\"\n{population}")), Some(0.0));
    assert_eq!(known(""), Some(0.0));
    assert_eq!(known(&format!("outcome = \"hip\"\nat-least = \"95 cm\"\n{population}")), None);
    assert!(known(&format!("at-least = \"88 cm\"\n{population}")).is_some_and(|change| change < -0.1));
    assert_eq!(known("at-least = \"88 cm\"\n"), None);
}

/// A design with a control has no such panel: the control answers.
#[test]
fn a_control_answers_instead_of_the_panel() {
    let analysis = analysed(&Study::bundled("anorexia").expect("study"), Ask { pairs: true, ..Ask::NOTHING });
    assert!(analysis.explained.is_empty());
}
