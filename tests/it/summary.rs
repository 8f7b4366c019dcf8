//! `girth test --summary`: tests from a paper's figures.

use super::sandbox::{Run, Sandbox};
use serde_json::Value;

fn run(figures: &str, more: &[&str]) -> Run {
    Sandbox::new().run(&[&["test", "--summary", figures], more].concat())
}

fn json(figures: &str, more: &[&str]) -> Value {
    serde_json::from_str(&run(figures, &[more, &["--format", "json"]].concat()).ok().stdout).expect("JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("number")
}

fn estimate(found: &Value) -> [f64; 3] {
    let estimate = &found["tests"][0]["estimates"][0];
    [&estimate["value"], &estimate["interval"]["lower"], &estimate["interval"]["upper"]].map(number)
}

fn close(found: f64, expected: f64, slack: f64) {
    assert!((found - expected).abs() < slack, "{found} {expected}");
}

/// R prints for the sleep data: t = 4.0621, df = 9, p = 0.002833, 0.7001142 to 2.4598858, and 0.7951702 for the correlation.
#[test]
fn four_ways_to_the_same_test() {
    let whole = "n=10 mean=1.58 sd=1.2299955";
    for figures in [
        whole,
        "n=10 mean=1.58 se=0.3889587",
        "n=10 mean=1.58 ci=0.7001142..2.4598858",
        "n=10 mean=1.58 p=0.00283289",
        "n=10 before=0.75 after=2.33 sd-before=1.7890097 sd-after=2.0022487 r=0.7951702",
    ] {
        let found = json(figures, &[]);
        let test = &found["tests"][0];
        assert_eq!(test["procedure"], "paired-t");
        close(number(&test["statistic"]["value"]), 4.0621, 1e-4);
        close(number(&test["p_value"]), 0.002_832_89, 1e-7);
        let [value, lower, upper] = estimate(&found);
        close(value, 1.58, 1e-12);
        close(lower, 0.700_114_2, 1e-5);
        close(upper, 2.459_885_8, 1e-5);
    }
    let raw: Value =
        serde_json::from_str(&Sandbox::new().girth("test @sleep --format json").ok().stdout).expect("JSON");
    let effect = |found: &Value, id: &str| {
        let all = found["effects"].as_array().expect("effects").clone();
        let size = all.into_iter().find(|size| size["procedure"] == id).expect(id);
        number(&size["estimate"]["value"])
    };
    close(effect(&json(whole, &[]), "d_z"), effect(&raw, "d_z"), 1e-6);
}

/// Before and after without their correlation: t(33; 0.975) = 2.0345, so p = 0.05 at an SD of 1.9 sqrt 34 / 2.0345 = 5.4454, that is at
/// r = (8.4^2 + 8.1^2 - 5.4454^2) / (2 x 8.4 x 8.1) = 0.7827.
#[test]
fn without_a_correlation_the_tests_are_made_for_each() {
    let figures = "n=34 before=92.3 after=90.4 sd-before=8.4 sd-after=8.1 unit=cm";
    let found = json(figures, &["--margin", "3cm"]);
    let range = &found["sweep"]["significant"][0];
    close(number(&range[0]), 0.782_7, 1e-4);
    assert_eq!(number(&range[1]), 0.99);
    assert!(found["tests"].as_array().expect("tests").is_empty());
    assert_eq!(found["groups"][0]["mean_change"], -1.9);
    let text = run(figures, &["--format", "md"]).ok().stdout;
    assert!(text.contains("against 0.0 cm holds for a correlation of 0.783 and more"), "{text}");
    assert!(text.contains("What figures cannot show"), "{text}");
    let none = run("n=34 before=92.3 after=92.2 sd-before=8.4 sd-after=4.1", &[]).ok().stdout;
    assert!(none.contains("no correlation from"), "{none}");
}

/// scipy.stats.ttest_ind_from_stats as its manual prints it: t = 0.9051358093310269, p = 0.3751996797581487 with one variance.
#[test]
fn two_groups() {
    let control = ["--control-summary", "n=11 mean=12 sd=6.244997998398398"];
    let found = json("n=13 mean=15 sd=9.354143466934854", &[&control[..], &["--margin", "9"]].concat());
    let detail = |id: &str| {
        let details = found["tests"][0]["details"].as_array().expect("details").clone();
        number(&details.into_iter().find(|detail| detail["id"] == id).expect(id)["value"])
    };
    close(detail("student_t"), 0.905_135_809_331_026_9, 1e-12);
    close(detail("student_p"), 0.375_199_679_758_148_7, 1e-12);
    assert_eq!(found["tests"][1]["procedure"], "equivalence-welch");
    let text = run("n=13 mean=15 sd=9.35", &control).ok().stdout;
    assert!(text.contains("Treated − control") && text.contains("13 treated, 11 controls"), "{text}");
}

#[test]
fn quartiles_are_taken_with_their_assumption() {
    let text = run("n=34 median=-1.9 q1=-3.2 q3=-0.5 unit=cm", &["--format", "md"]).ok().stdout;
    assert!(text.contains("Luo 2018") && text.contains("normally distributed"), "{text}");
    let csv = run("n=34 mean=-1.9 sd=2.1", &["--format", "csv"]).ok().stdout;
    assert!(csv.contains("paired-t") && csv.contains("d_z"), "{csv}");
}

/// 2.03 with 1.36 called a standard error has t = 1.49 and no p below 0.05; as an SD of 34 people it does.
#[test]
fn contradictions_are_shown() {
    let verdicts = |figures: &str| -> Vec<(String, String)> {
        let checks = json(figures, &[])["groups"][0]["checks"].as_array().expect("checks").clone();
        let verdict = |found: &Value| found.as_str().or(found["verdict"].as_str()).expect("verdict").to_owned();
        checks.iter().map(|one| (one["check"].as_str().expect("name").to_owned(), verdict(&one["found"]))).collect()
    };
    let one = |check: &str, verdict: &str| vec![(check.to_owned(), verdict.to_owned())];
    assert_eq!(verdicts("n=34 mean=2.03 se=1.36 p<.05"), one("spread", "inconsistent"));
    assert_eq!(verdicts("n=34 mean=2.03 sd=1.36 p<.05"), one("spread", "consistent"));
    assert_eq!(verdicts("n=34 mean=-1.9 sd=2.1 se=0.36"), one("sd-and-error", "consistent"));
    assert_eq!(verdicts("n=34 mean=-1.9 ci=-2.6..-0.8"), one("interval", "inconsistent"));
    assert_eq!(verdicts("n=34 mean=-1.9 before=92.3 after=91.4 sd=2.1"), one("mean-change", "inconsistent"));
    // Five readings in steps of 0.5 have means in steps of 0.1.
    assert_eq!(verdicts("n=5 mean=-1.93 se=0.4 step=0.5"), one("grim", "inconsistent"));
    let text = run("n=34 mean=2.03 se=1.36 p<.05", &["--format", "md"]).ok().stdout;
    assert!(text.contains("Do the figures agree?") && text.contains("contradict each other"), "{text}");
}

#[test]
fn mistakes_are_named() {
    let refused = |figures: &str, more: &[&str]| {
        let run = run(figures, more);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
        run.stderr
    };
    for (figures, part) in [
        ("n=34 mean=-1.9 p<.05", "an inequality"),
        ("n=34 mean=-1.9", "nothing says how much the changes vary"),
        ("mean=-1.9 sd=2.1", "n is missing"),
        ("n=34 sd=2.1", "the mean change is missing"),
        ("n=1 mean=-1.9 sd=2.1", "two people"),
        ("n=34 mean=-1.9 sd=-2.1", "not above zero"),
        ("n=34 mean=0 p=0.5", "a value of 0"),
        ("n=34 mean=-1.9 sd-before=5 sd-after=5 r=1.2", "outside -1 to 1"),
        ("n=34 mean=-1,9 sd=2.1", "write for example"),
    ] {
        let message = refused(figures, &[]);
        assert!(message.contains("--summary: ") && message.contains(part), "{message}");
    }
    assert!(refused("n=34 mean=-1.9 sd=2.1", &["--margin", "1cm"]).contains("unit=cm"));
    assert!(refused("n=34 mean=-1.9 sd=2.1 unit=cm", &["--unit", "kg"]).contains("give all in one unit"));
    assert!(refused("n=34 mean=-1.9 sd=2.1", &["--method", "all"]).contains("cannot be used with"));
    assert!(refused("n=34 mean=-1.9 sd=2.1", &["--control-summary", "n=3 mean=1"]).contains("--control-summary: "));
    assert!(Sandbox::new().girth("test").stderr.contains("--summary"));
    assert_eq!(Sandbox::new().girth("test @sleep --summary n=3").code, 2);
}
