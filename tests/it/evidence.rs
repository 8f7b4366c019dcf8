//! `girth evidence` and what comes of it: the report on published results, their claims and their charts.

use super::sandbox::{Sandbox, number};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn evidence(sandbox: &Sandbox, line: &str) -> Value {
    sandbox.girth(&format!("evidence {line} --format json")).ok().json()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

/// The results of one row, by its place in the table.
fn of_row(found: &Value, row: usize) -> Vec<&Value> {
    list(&found["results"]).iter().filter(|result| result["row"] == row).collect()
}

/// The results of a row by its name, with their kind.
fn of_id<'a>(found: &'a Value, id: &str, kind: &str) -> &'a Value {
    let at = list(&found["rows"]).iter().position(|row| row["id"] == id).unwrap_or_else(|| panic!("no row {id}"));
    let results = of_row(found, at);
    results.into_iter().find(|result| result["kind"] == kind).unwrap_or_else(|| panic!("{id} has nothing {kind}"))
}

#[track_caller]
fn close(value: &Value, expected: f64, within: f64) {
    let value = number(value);
    assert!((value - expected).abs() <= within, "{value} is not {expected}");
}

/// The value and the standard error of an estimate.
#[track_caller]
fn estimated(estimate: &Value, value: f64, error: f64) {
    close(&estimate["value"], value, 1e-9);
    close(&estimate["standard_error"], error, 1e-9);
}

fn refused(sandbox: &Sandbox, line: &str) -> String {
    let run = sandbox.girth(line);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{line}: {}", run.stderr);
    run.stderr
}

/// Thirteen trials of BCG against tuberculosis, as in dat.bcg of R's metadat.
const BCG: &str = "trial,author,year,ablat,tpos,tneg,cpos,cneg\n\
                   1,Aronson,1948,44,4,119,11,128\n2,Ferguson & Simes,1949,55,6,300,29,274\n\
                   3,Rosenthal et al,1960,42,3,228,11,209\n4,Hart & Sutherland,1977,52,62,13536,248,12619\n\
                   5,Frimodt-Moller et al,1973,13,33,5036,47,5761\n6,Stein & Aronson,1953,44,180,1361,372,1079\n\
                   7,Vandiviere et al,1973,19,8,2537,10,619\n8,TPT Madras,1980,13,505,87886,499,87892\n\
                   9,Coetzee & Berjak,1968,27,29,7470,45,7232\n10,Rosenthal et al,1961,42,17,1699,65,1600\n\
                   11,Comstock et al,1974,18,186,50448,141,27197\n12,Comstock & Webster,1969,33,5,2493,3,2338\n\
                   13,Comstock et al,1976,33,27,16886,29,17825\n";

/// Numbers of R's metafor 3.8 (`rma`, `leave1out`, `regtest`), those of the meta-regression as printed in its documentation.
#[test]
fn the_trials_of_bcg_come_to_what_metafor_prints() {
    let sandbox = Sandbox::with(&[("bcg.csv", BCG)]);
    let found = evidence(&sandbox, "bcg.csv --tau reml --test z --moderator ablat");
    let pool = &found["pools"][0];
    let combined = &pool["combined"];
    assert_eq!((list(&found["pools"]).len(), &pool["measure"], &combined["k"]), (1, &json!("RR"), &json!(13)));
    estimated(&combined["estimate"], -0.714_532_342_158_139_4, 0.179_781_516_105_205_74);
    close(&combined["estimate"]["interval"]["lower"], -1.066_897_638_810_350_4, 1e-8);
    close(&combined["estimate"]["interval"]["upper"], -0.362_167_045_505_928_54, 1e-8);
    close(&combined["p_value"], 7.054_258_101_641_646e-5, 1e-10);
    let spread = &combined["heterogeneity"];
    close(&spread["tau2"]["value"], 0.313_243_258_136_480_85, 1e-7);
    close(&spread["q"], 152.233_008_082_373_3, 1e-8);
    close(&spread["i2"]["value"], 92.221_384_521_268_96, 1e-5);
    close(&pool["leave_one_out"][0]["estimate"]["value"], -0.707_083_784_699_258_4, 1e-7);
    close(&pool["small_studies"]["mixed"]["p_value"], 0.421_784_488_855_282, 1e-5);
    let [intercept, slope] = [0, 1].map(|at| &pool["regression"]["terms"][at]["estimate"]);
    close(&intercept["value"], 0.2515, 5e-5);
    close(&slope["value"], -0.0291, 5e-5);
    close(&slope["standard_error"], 0.0072, 5e-5);
    close(&pool["regression"]["residual"]["q"], 30.7331, 5e-5);
}

/// One trial with a control and several series without, at two places, in two units, some of them unusable.
const KINDS: &str = "study,design,outcome,site,unit,n_active,active_mean_change,active_sd,difference,diff_se,p_reported,status\n\
                     Alder,randomised placebo,girth,thigh,cm,,,,-0.5,0.4,,seen\n\
                     Birch,single-arm,girth,thigh,cm,16,-2,1.2,,,,seen\n\
                     Cedar,single-arm,girth,thigh,cm,25,-1,2,,,,seen\n\
                     Dogwood,single-arm,girth,waist,cm,25,-3,2,,,,seen\n\
                     Elm,single-arm,girth,thigh,cm,,-40,2,,,,seen\n\
                     Fir,single-arm,girth,thigh,cm,9,-50,,,,<.05,seen\n\
                     Gorse,single-arm,girth,thigh,cm,25,-60,1,,,,unconfirmed\n\
                     Hazel,single-arm,weight,,kg,25,-70,1,,,,seen\n";

/// -2 with a standard error of 0.3 and -1 with one of 0.4: weights 16 to 9, so -1.64 with a standard error of 0.24, and Q is (1/0.5)^2.
#[test]
fn only_results_of_one_kind_and_place_are_combined() {
    let sandbox = Sandbox::with(&[("kinds.csv", KINDS)]);
    let found = evidence(&sandbox, "kinds.csv --tau common-effect --test z");
    let pool = &found["pools"][0];
    assert_eq!((list(&found["pools"]).len(), &pool["kind"]), (1, &json!("uncontrolled")));
    assert_eq!((&pool["members"], &pool["combined"]["k"]), (&json!([1, 2]), &json!(2)));
    estimated(&pool["combined"]["estimate"], -1.64, 0.24);
    close(&pool["combined"]["heterogeneity"]["q"], 4.0, 1e-9);

    let wide = evidence(&sandbox, "kinds.csv --by none");
    assert_eq!(list(&wide["pools"]).len(), 1);
    assert_eq!((&wide["pools"][0]["kind"], &wide["pools"][0]["members"]), (&json!("uncontrolled"), &json!([1, 2, 3])));
}

#[test]
fn what_is_not_combined_is_shown_with_the_reason() {
    let sandbox = Sandbox::with(&[("kinds.csv", KINDS)]);
    let found = evidence(&sandbox, "kinds.csv");
    let why = |row: usize| of_row(&found, row)[0]["apart"].as_str().unwrap_or("combined").to_owned();
    assert_eq!(why(1), "combined");
    assert_eq!(why(4), "an SD is printed and the number of people is not");
    assert_eq!(why(5), "only a bound of its p-value is printed");
    assert_eq!(why(6), "its figures could not be confirmed");
    let text = sandbox.girth("evidence kinds.csv --format md").ok().stdout;
    for line in [
        "| Elm, thigh | – | −40.00 cm | shown only: an SD is printed and the number of people is not |",
        "| Fir, thigh | 9 | −50.00 cm | shown only: only a bound of its p-value is printed |",
        "shown only: its figures could not be confirmed |",
        "| Alder, thigh | – | −0.50 (−1.28 to 0.28) cm | shown only: nothing like it to combine it with |",
    ] {
        assert!(text.contains(line), "no {line} in {text}");
    }
    // The reason why two studies allow no influence is given once.
    assert_eq!(text.matches("influence needs three studies or more").count(), 1, "{text}");
}

/// Quantiles by SciPy: t(0.975, 15) = 2.131450, t(0.975, 9) = 2.262157, t(0.985, 9) = 2.573804.
#[test]
fn standard_errors_by_hand() {
    let text = "study,unit,n_active,active_mean_change,active_sd,active_before,active_after,active_before_sd,active_after_sd,\
                active_r,difference,diff_ci_low,diff_ci_high,p_reported\n\
                SD,in,16,-0.4,1.2,,,,,,,,,\ninterval and n,cm,10,,,,,,,,-2,-3,-1,\ninterval,cm,,,,,,,,,-2,-3,-1,\n\
                p,cm,10,,,,,,,,-2,,,.03\nreadings,cm,28,,,24.1,21.3,5.2,5.9,.62,,,,\none person,cm,1,-1,2,,,,,,,,,\n";
    let sandbox = Sandbox::with(&[("se.csv", text)]);
    let found = evidence(&sandbox, "se.csv");
    let result = |row: usize| of_row(&found, row)[0];
    // 1.2 in of 16 people: 0.3 in, and an inch is 2.54 cm exactly.
    estimated(&result(0)["estimate"], -0.4 * 2.54, 0.3 * 2.54);
    assert_eq!((&result(0)["unit"], &result(0)["error_from"]), (&json!("cm"), &json!("standard-deviations")));
    close(&result(0)["estimate"]["interval"]["lower"], -1.016 - 2.131_449_545_56 * 0.762, 1e-9);
    estimated(&result(1)["estimate"], -2.0, 0.442_055_935_124_789);
    estimated(&result(2)["estimate"], -2.0, 1.0 / 1.959_963_984_540_054);
    close(&result(2)["estimate"]["interval"]["lower"], -3.0, 0.0);
    estimated(&result(3)["estimate"], -2.0, 0.777_059_953_845_545_4);
    assert_eq!(result(3)["error_from"], "p-value");
    // metafor's escalc MC: -2.8 with variance 0.8502429.
    estimated(&result(4)["estimate"], -2.8, 0.850_242_857_142_857_2_f64.sqrt());
    assert_eq!(result(5)["apart"], "the SD and the number of people give no standard error");
}

/// SDs 2.1 of 14 and 1.3 of 11 people: Welch's standard error and degrees of freedom by SciPy.
#[test]
fn two_arms_have_the_error_of_welch() {
    let text = "study,unit,n_active,active_mean_change,active_sd,n_control,control_mean_change,control_sd,p_reported\n\
                A,cm,14,-1.8,2.1,11,-0.4,1.3,\nB,cm,14,-1.8,2.1,11,-0.4,1.3,.1\nC,cm,14,-1.8,,11,-0.4,,.1\n";
    let sandbox = Sandbox::with(&[("arms.csv", text)]);
    let found = evidence(&sandbox, "arms.csv");
    let kinds: Vec<&Value> = of_row(&found, 0).into_iter().map(|result| &result["kind"]).collect();
    assert_eq!(kinds, ["controlled", "uncontrolled", "untreated"]);
    // A p-value is rounded, SDs hardly: it is worked back from only where there are none.
    for (row, source) in [(0, "standard-deviations"), (1, "standard-deviations"), (2, "p-value")] {
        let difference = of_row(&found, row)[0];
        close(&difference["estimate"]["value"], -1.4, 1e-12);
        assert_eq!(difference["error_from"], source, "{difference}");
        if row < 2 {
            estimated(&difference["estimate"], -1.4, 0.684_570_203_584_967_3);
            close(&difference["degrees_of_freedom"], 21.977_156_214_821_978, 1e-9);
        }
    }
}

// ---- the bundled study ----

#[test]
fn the_bundled_figures_stand_as_they_were_printed() {
    let found = evidence(&Sandbox::new(), "@mesotherapy-evidence");
    // -1.23 against -0.10, p = .048: 1.13 / z(0.976).
    let lipo = of_id(&found, "lipo-102-girth", "controlled");
    estimated(&lipo["estimate"], -1.13, 0.571_466_593_627_651_4);
    assert_eq!(lipo["error_from"], "p-value");
    let cold = of_id(&found, "ravindran-abdomen", "uncontrolled");
    close(&cold["estimate"]["value"], -3.56, 0.0);
    let interval = &cold["estimate"]["interval"];
    assert_eq!(
        (&interval["lower"], &interval["upper"], &interval["method"]),
        (&json!(-4.98), &json!(-2.15), &json!("as printed"))
    );
    close(&of_id(&found, "nct03160976-ac1", "controlled")["estimate"]["value"], -0.007, 0.0);
    assert_eq!((&found["pools"], &found["event_pools"]), (&json!([]), &json!([])));
    // Both figures of Greenway's are called standard errors, and their p-values do not go with that.
    for id in ["greenway-trial-2", "greenway-trial-3-3"] {
        let at = list(&found["rows"]).iter().position(|row| row["id"] == id).expect("row");
        let check = list(&found["checks"]).iter().find(|check| check["row"] == at).expect("check");
        assert_eq!((&check["check"], &check["consistent"]), (&json!("sd-or-standard-error"), &json!(false)));
        assert!(check["words"].as_str().is_some_and(|words| words.contains("p does not fit")), "{check}");
        assert_eq!(of_id(&found, id, "controlled")["error_from"], Value::Null);
    }
}

/// However wide the net, what was seen without a control is in no pool with what a control left.
#[test]
fn no_pool_of_the_bundled_study_mixes_kinds() {
    let found = evidence(&Sandbox::new(), "@mesotherapy-evidence --by none");
    let pools = list(&found["pools"]);
    assert!(pools.len() >= 2, "{pools:?}");
    let mut kinds = BTreeMap::new();
    for pool in pools {
        for member in list(&pool["members"]) {
            let result = &found["results"][member.as_u64().expect("place") as usize];
            assert_eq!(result["kind"], pool["kind"], "{}", pool["label"]);
            let row = &found["rows"][result["row"].as_u64().expect("row") as usize];
            assert_eq!(row["status"], "seen", "{row}");
            kinds.insert(row["id"].as_str().expect("id").to_owned(), pool["kind"].clone());
        }
    }
    assert_eq!(kinds["ravindran-abdomen"], "uncontrolled");
    assert_eq!(kinds["nct03160976-ac1"], "controlled");
}

#[test]
fn the_articles_claims_are_judged_by_what_is_published() {
    let sandbox = Sandbox::new();
    let found = sandbox.girth("claims @mesotherapy-evidence --format json").ok().json();
    let judged = |id: &str| {
        let is_it = |one: &&Value| one["claim"]["id"] == id;
        list(&found["article_claims"]).iter().find(is_it).unwrap_or_else(|| panic!("no claim {id}"))
    };
    for (id, verdict) in [
        ("A1", "not-testable"),
        ("A1s", "refuted"),
        ("A7x", "supported"),
        ("A16", "not-testable"),
        ("A17", "inconclusive"),
        ("B7", "inconclusive"),
    ] {
        assert_eq!(judged(id)["verdict"], verdict, "{id}: {}", judged(id)["reasons"]);
    }
    assert_eq!(judged("A1")["missing"], json!(["readings just before and after one session"]));
    // 2 of 1616 people, Clopper and Pearson: at most 0.447 %, and still no support, because bruises were not counted.
    close(&judged("A17")["estimate"]["interval"]["upper"], 0.004_463_501, 1e-8);
    assert!(judged("A17")["reasons"][0].as_str().is_some_and(|why| why.contains("bruises and scars were not counted")));
    // Four sessions of at least 1.5 cm are 6 cm, and the one trial comes to -2.25 to -0.01.
    assert_eq!(list(&judged("A1s")["rests_on"]).len(), 1);
    let settling = list(&found["settling"]).iter().find(|trial| trial["claim"] == "A1").expect("a trial for A1");
    // A paired t test against 1.5 cm at 2.5 % with SD 2.9: 32 people for a power of 80 % (noncentral t).
    assert_eq!((&settling["shape"], &settling["to_refute"]), (&json!("split-body"), &json!(32)));
    let text = sandbox.girth("claims @mesotherapy-evidence --format md").ok().stdout;
    assert!(text.contains("- **refuted**: A1s ("), "{text}");
}

// ---- charts ----

const FOUR: &str = "study,yi,sei\nAlder,-1,0.5\nBirch,-2,0.4\nCedar,0.2,0.6\nDogwood,-0.7,0.3\n";

#[test]
fn charts_of_studies_combined() {
    let sandbox = Sandbox::with(&[("four.csv", FOUR)]);
    for chart in ["evidence-forest", "funnel", "baujat", "leave-one-out", "cumulative", "tau-profile"] {
        let drawn = sandbox.girth(&format!("chart {chart} four.csv")).ok().stdout;
        assert!(drawn.starts_with("<svg"), "{chart}");
        assert!(resvg::usvg::Tree::from_str(&drawn, &resvg::usvg::Options::default()).is_ok(), "{chart}");
        let named = ["Alder", "Birch", "Cedar", "Dogwood"].iter().all(|study| drawn.contains(study));
        assert_eq!(named, chart != "tau-profile", "{chart}");
    }
    assert!(sandbox.girth("chart funnel four.csv").ok().stdout.contains("Birch: \u{2212}2.000, standard error 0.400"));
    // The flags of `girth evidence` go for charts too: nothing is left to combine by study.
    assert!(refused(&sandbox, "chart funnel four.csv --by colour").contains("no such column"));
}

#[test]
fn charts_of_the_bundled_study() {
    let sandbox = Sandbox::new();
    let drawn = |chart: &str| sandbox.girth(&format!("chart {chart} @mesotherapy-evidence")).ok().stdout;
    for chart in ["claimed-band", "evidence-forest"] {
        let svg = drawn(chart);
        assert!(svg.contains("claimed of one session") && svg.contains("Ravindran"), "{chart}");
        assert!(!svg.contains("baltimoresun") && !svg.contains("Greenway 1993"), "unconfirmed figures are in {chart}");
    }
    let contrast = drawn("control-contrast");
    assert!(contrast.contains("Cryolipolysis, abdomen") && contrast.contains("NCT03160976"), "{contrast}");
    for chart in ["funnel", "baujat", "leave-one-out", "cumulative", "tau-profile", "posterior"] {
        let said = refused(&sandbox, &format!("chart {chart} @mesotherapy-evidence"));
        assert!(said.contains("no results of the table were combined"), "{said}");
    }
}

// ---- mistakes ----

#[test]
fn mistakes_are_named() {
    let sandbox = Sandbox::with(&[
        ("kinds.csv", KINDS),
        ("upside-down.csv", "study,unit,difference,diff_ci_low,diff_ci_high\nA,cm,-1,0,-2\n"),
        ("study/data.csv", FOUR),
        (
            "study/plan.toml",
            "title = \"x\"\n[evidence]\n[[evidence.contrast]]\nlabel = \"cold\"\nuncontrolled = \"R1\"\ncontrolled = \"R9\"\n",
        ),
    ]);
    for (line, said) in [
        ("evidence kinds.csv --by colour", "`colour`: there is no such column; there are outcome, site, intervention"),
        ("evidence kinds.csv --subgroup colour", "grouped by `colour`: there is no such column"),
        ("evidence kinds.csv --moderator colour", "related to `colour`: there is no such column"),
        ("evidence kinds.csv --measure xyz", "there is no measure xyz; there are MC, SMCC"),
        ("evidence kinds.csv --rho 2", "--rho: 2 is not a correlation"),
        ("evidence kinds.csv --prior 0cm", "--prior: 0 cm is no SD"),
        ("evidence kinds.csv --level 2", "--level"),
        ("evidence kinds.csv --map estimat=study", "did you mean estimate?"),
        ("evidence study", "study/plan.toml: contrast `cold`: the table has no row `R9`"),
        ("evidence upside-down.csv", "upside-down.csv:2:9: \"0\" in column diff_ci_low is above the upper end -2"),
        ("evidence nowhere.csv", "nowhere.csv"),
        ("test @mesotherapy-evidence", "use `girth evidence` or `girth report`"),
    ] {
        let found = refused(&sandbox, line);
        assert!(found.contains(said), "{line}: {found}");
    }
}

// ---- the report ----

#[test]
fn without_a_study_two_reports_and_a_page_that_leads_to_both() {
    let sandbox = Sandbox::new();
    let run = sandbox.girth("report").ok();
    for name in ["reports/mesotherapy-evidence/index.html", "reports/thigh-trial/index.html", "reports/index.html"] {
        assert!(sandbox.path(name).is_file() && run.stdout.contains(name), "{name}: {}", run.stdout);
    }
    let page = sandbox.read("reports/index.html");
    assert!(page.contains("What has been published on mesotherapy") && page.contains("SIMULATED trial"), "titles");
    let links: Vec<&str> =
        page.match_indices(" href=\"").filter_map(|(at, _)| page[at + 7..].split('"').next()).collect();
    assert!(["mesotherapy-evidence/index.html", "thigh-trial/index.html"].iter().all(|link| links.contains(link)));
    for link in links {
        assert!(link.starts_with('#') || sandbox.path(&format!("reports/{link}")).is_file(), "{link} leads nowhere");
    }
    let lower = page.to_lowercase();
    assert!(!lower.contains("<script") && !lower.contains("src=\"http") && lower.contains("<svg"));
    // By itself, elsewhere and with one thread the report has the same bytes.
    sandbox.girth("report @mesotherapy-evidence --out alone --threads 1").ok();
    let files = sandbox.files();
    let below = |folder: &str| -> BTreeMap<String, &Vec<u8>> {
        files.iter().filter_map(|(name, bytes)| Some((name.strip_prefix(folder)?.to_owned(), bytes))).collect()
    };
    let [first, again] = ["reports/mesotherapy-evidence/", "alone/"].map(below);
    assert!(first.len() > 12 && first.keys().eq(again.keys()), "{:?} {:?}", first.keys(), again.keys());
    for (name, bytes) in first {
        assert!(again[&name] == bytes, "{name} differs");
    }
}

#[test]
fn the_report_has_what_the_command_prints() {
    let sandbox = Sandbox::new();
    sandbox.girth("report @mesotherapy-evidence --out out").ok();
    let results: Value = serde_json::from_str(&sandbox.read("out/results.json")).expect("JSON");
    let printed = evidence(&sandbox, "@mesotherapy-evidence");
    for field in ["rows", "results", "checks", "article_claims", "settling"] {
        assert!(!list(&results[field]).is_empty() && results[field] == printed[field], "{field}");
    }
    let markdown = sandbox.read("out/report.md");
    for words in [
        "−3.56 (−4.98 to −2.15)",
        "does not fit",
        "No study was found that measured",
        "girth report @mesotherapy-evidence",
    ] {
        assert!(markdown.contains(words), "no {words}");
    }
    // The claims of the articles are none of the study's own, so `--check` lets their refutation pass; its own stop a chain of commands.
    assert_eq!(sandbox.girth("report @mesotherapy-evidence --out again --check").code, 0);
    let claim = "[[claim]]\nid = \"c\"\nstatement = \"s\"\noutcome = \"girth\"\ndirection = \"decrease\"\n\
                 criterion = { kind = \"at-least\", value = \"1 cm\" }\n";
    let sandbox = Sandbox::with(&[
        ("data.csv", "study,unit,n_active,active_mean_change,active_sd\nA,cm,25,-0.1,0.5\n"),
        ("plan.toml", "title = \"x\"\n[evidence]\n"),
        ("claims.toml", claim),
    ]);
    assert_eq!(sandbox.girth("report . --out out").code, 0);
    assert_eq!(sandbox.girth("report . --out out --check").code, 1);
}

// ---- formats ----

#[test]
fn json_csv_and_markdown() {
    let sandbox = Sandbox::with(&[("four.csv", FOUR)]);
    let found = evidence(&sandbox, "four.csv --tau common-effect");
    assert_eq!(
        (&found["schema_version"], &found["command"]),
        (&json!(1), &json!("girth evidence four.csv --tau common-effect --format json"))
    );
    // Weights 4, 6.25, 25/9 and 100/9.
    let weights = [4.0, 6.25, 25.0 / 9.0, 100.0 / 9.0];
    let sum: f64 = weights.iter().zip([-1.0, -2.0, 0.2, -0.7]).map(|(weight, value)| weight * value).sum();
    close(&found["pools"][0]["combined"]["estimate"]["value"], sum / weights.iter().sum::<f64>(), 1e-12);
    let csv = sandbox.girth("evidence four.csv --format csv").ok().stdout;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    let records: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("well-formed CSV")).collect();
    let birch = records.iter().find(|record| record.iter().any(|field| field == "Birch")).expect("Birch");
    assert!(birch.iter().any(|field| field == "-2") && birch.iter().any(|field| field == "combined"), "{birch:?}");
    let markdown = sandbox.girth("evidence four.csv --format md").ok().stdout;
    assert!(markdown.contains("| Estimates as given | Birch | – | −2.00 (−2.78 to −1.22) | combined |"), "{markdown}");
    assert!(sandbox.girth("evidence four.csv --format html").ok().stdout.contains("<td>Birch</td>"));
    let piped = sandbox.girth_fed("evidence - --format json --tau common-effect", FOUR.as_bytes()).ok().json();
    assert_eq!(piped["pools"], found["pools"]);
}

// ---- measures ----

/// yi and vi of metafor's escalc and of the formulas in 40 digits.
#[test]
fn measures_by_the_names_of_escalc() {
    let pairs = "study,unit,n_active,active_before,active_after,active_before_sd,active_after_sd,active_r\n\
                 A,in,28,24.1,21.3,5.2,5.9,.62\nB,cm,28,,,,,\n";
    let counts = "study,xi,ni\nA,20,28\nB,3,25\n";
    let groups = "study,unit,n_active,active_mean_change,active_sd,n_control,control_mean_change,control_sd\n\
                  A,cm,14,-1.8,2.1,11,-0.4,1.3\n";
    let sandbox = Sandbox::with(&[("pairs.csv", pairs), ("counts.csv", counts), ("groups.csv", groups)]);
    for (line, yi, vi) in [
        ("pairs.csv --measure smcr", -0.523_340_805_938_950_5, 0.032_033_671_413_586_255),
        ("pairs.csv --measure MC", -2.8 * 2.54, 0.850_242_857_142_857_2 * 2.54 * 2.54),
        ("counts.csv --measure PFT", 0.998_869_773_085_314_1, 0.008_771_929_824_561_403),
        ("groups.csv --measure SMD", -0.753_557_118_025_198_3, 0.173_694_628_940_191_2),
    ] {
        let found = evidence(&sandbox, line);
        let effect = &found["results"][0]["effect"];
        close(&effect["estimate"], yi, 1e-12);
        close(&effect["variance"], vi, 1e-12);
    }
    let found = evidence(&sandbox, "counts.csv --measure PFT");
    close(&found["results"][0]["estimate"]["value"], 20.0 / 28.0, 1e-12);
    assert_eq!(found["results"][0]["unit"], "none");
    let lacking = evidence(&sandbox, "pairs.csv --measure SMCR");
    assert_eq!(lacking["results"][1]["apart"], "it lacks the figures that SMCR needs");
}

/// Differences -1.4, -1.4 and -0.6 with variances 0.468636, 0.468636 and 0.2845, a flat mean and a half-normal SD between studies of
/// scale 1: posterior means and P(mean < 0) by SciPy's quadrature.
#[test]
fn a_prior_adds_a_bayesian_analysis() {
    let text = "study,unit,n_active,active_mean_change,active_sd,n_control,control_mean_change,control_sd\n\
                A,cm,14,-1.8,2.1,11,-0.4,1.3\nB,cm,14,-1.8,2.1,11,-0.4,1.3\nC,cm,20,-1.0,2.0,20,-0.4,1.3\n";
    let sandbox = Sandbox::with(&[("arms.csv", text)]);
    let pool = |line: &str| {
        let found = evidence(&sandbox, line);
        list(&found["pools"]).iter().find(|pool| pool["kind"] == "controlled").expect("pool").clone()
    };
    assert_eq!(pool("arms.csv")["bayesian"], Value::Null);
    let found = pool("arms.csv --prior 1cm");
    close(&found["bayesian"]["mean"]["mean"], -1.074_430_873_475_885_2, 1e-6);
    close(&found["bayesian"]["tau"]["mean"], 0.536_746_357_734_28, 1e-6);
    close(&found["bayesian"]["below_threshold"], 0.976_526_177_319_667_7, 1e-6);
    assert_eq!(pool("arms.csv --prior 10mm")["bayesian"], found["bayesian"]);
    // A prior in another dimension than the estimates is no prior.
    let wrong = pool("arms.csv --prior 1kg");
    assert_eq!(wrong["bayesian"], Value::Null);
    assert!(list(&wrong["not_computed"]).iter().any(|one| one["procedure"] == "Bayesian random effects"), "{wrong}");
}

// ---- edges ----

#[test]
fn one_study_is_not_combined_and_two_alike_are() {
    let sandbox = Sandbox::with(&[
        ("one.csv", "study,yi,sei\nA,-1,0.5\n"),
        ("two.csv", "study,yi,sei\nA,-1,0.5\nB,-1,0.5\n"),
        ("none.csv", "study,yi,sei\n"),
    ]);
    assert_eq!(evidence(&sandbox, "one.csv")["pools"], json!([]));
    assert!(sandbox.girth("evidence one.csv").ok().stdout.contains("Nothing was combined."));
    let found = evidence(&sandbox, "two.csv --test z");
    let combined = &found["pools"][0]["combined"];
    estimated(&combined["estimate"], -1.0, 0.5 / 2_f64.sqrt());
    close(&combined["heterogeneity"]["tau2"]["value"], 0.0, 0.0);
    close(&combined["heterogeneity"]["q"], 0.0, 0.0);
    assert_eq!(combined["prediction"], Value::Null);
    assert_eq!(sandbox.girth("evidence none.csv").code, 2);
}

/// (0.5 / 11) / (3.5 / 11) = 1/7, with variance 1/0.5 - 1/11 + 1/3.5 - 1/11.
#[test]
fn groups_without_events() {
    let text = "study,tpos,tneg,cpos,cneg\nA,0,10,3,7\nB,2,18,4,16\nC,0,10,0,10\n";
    let sandbox = Sandbox::with(&[("rare.csv", text)]);
    let found = evidence(&sandbox, "rare.csv");
    let zero = of_row(&found, 0)[0];
    close(&zero["estimate"]["value"], 1.0 / 7.0, 1e-12);
    close(&zero["effect"]["variance"], 2.0 - 1.0 / 11.0 + 1.0 / 3.5 - 1.0 / 11.0, 1e-12);
    assert!(zero["cautions"][0].as_str().is_some_and(|said| said.starts_with("Half a person was added")), "{zero}");
    close(&of_row(&found, 1)[0]["estimate"]["value"], 0.5, 1e-12);
    assert_eq!(of_row(&found, 1)[0]["cautions"], json!([]));
    let nothing = of_row(&found, 2)[0];
    assert_eq!(nothing["estimate"], Value::Null);
    assert!(
        nothing["apart"].as_str().is_some_and(|why| why.contains("nobody in either group had an event")),
        "{nothing}"
    );
    assert_eq!(found["pools"][0]["members"], json!([0, 1]));
    // An interval that reaches beyond a thousand must not round the ratio to 0: exp(-0.98884) = 0.372.
    let text = sandbox.girth("evidence rare.csv --format md").ok().stdout;
    assert!(text.contains("(k = 2):** 0.372 (0.0000481 to "), "{text}");
}

#[test]
fn rows_of_one_trial_are_named_as_such() {
    let text = "study,trial,yi,sei\nA 4 weeks,A,-1,0.5\nA 8 weeks,A,-2,0.4\nB,B,0.2,0.6\nC,C,-0.7,0.3\n";
    let sandbox = Sandbox::with(&[("trials.csv", text), ("four.csv", FOUR.to_owned().as_str())]);
    assert_eq!(evidence(&sandbox, "four.csv")["pools"][0]["three_level"], Value::Null);
    let level = |line: &str| evidence(&sandbox, line)["pools"][0]["three_level"].clone();
    let found = level("trials.csv");
    assert_eq!((&found["rows"], &found["trials"], &found["rho"]), (&json!(4), &json!(3), &json!(0.0)));
    assert_ne!(level("trials.csv --rho 0.5")["estimate"], found["estimate"]);
}

#[test]
fn a_place_that_is_not_stated_is_not_taken_for_another() {
    let text =
        "study,site,controlled,estimate,se\nA,thigh,yes,-1,0.5\nB,thigh,yes,-2,0.5\nC,,yes,-3,0.5\nD,,yes,-4,0.5\n";
    let sandbox = Sandbox::with(&[("sites.csv", text)]);
    let found = evidence(&sandbox, "sites.csv");
    let pools = found["pools"].as_array().expect("pools");
    assert_eq!((pools.len(), &pools[0]["members"]), (1, &json!([0, 1])));
}
