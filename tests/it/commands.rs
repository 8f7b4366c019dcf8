//! Every command, its help, its examples and its formats.

use super::sandbox::Sandbox;
use serde_json::Value;
use std::process::Stdio;

const COMMANDS: [&str; 18] = [
    "report",
    "check",
    "test",
    "compare",
    "model",
    "reliability",
    "photos",
    "claims",
    "evidence",
    "chart",
    "init",
    "list",
    "explain",
    "datasets",
    "simulate",
    "schema",
    "completions",
    "man",
];

const TRIAL: &str = "subject,waist,waist1,weight,weight1\nA,92.3,90.9,80.1,79.6\nB,88.0,87.1,71.0,71.2\n\
                     C,101.2,100.0,95.5,94.0\nD,79.5,79.9,60.2,60.0\nE,95.0,93.8,83.3,82.8\n";

const TAPE: &str =
    "child,who,muac1,muac2\n1,A,150,151\n1,B,152,150\n2,A,160,161\n2,B,159,160\n3,A,148,148\n3,B,149,150\n";
const RATERS: &str = "id,rater1,rater2,rater3\n1,9,2,5\n2,6,1,3\n3,8,4,6\n4,7,1,2\n";
const RATINGS: &str = "pair,rater,right\n1,R1,yes\n1,R2,no\n2,R1,yes\n2,R2,yes\n";
const VISITS: &str = "subject,week,girth,USUBJID,AVISIT,PARAMCD,AVAL\n1,0,92.3,1,Baseline,WEIGHT,80\n1,12,90.9,1,Week 12,WEIGHT,79\n\
                      2,0,88,2,Baseline,WEIGHT,70\n2,12,87.1,2,Week 12,WEIGHT,69\n3,0,90,3,Baseline,WEIGHT,75\n\
                      3,12,89.5,3,Week 12,WEIGHT,75.5\n";

/// Three studies with ready-made estimates, and four rows of dat.bcg (Colditz et al. 1994).
const TRIALS: &str = "study,estimate,se\nRao,-0.6,0.3\nPark,0.1,0.4\nSmith,-0.2,0.25\n";
const BCG: &str = "author,year,tpos,tneg,cpos,cneg,ablat\nAronson,1948,4,119,11,128,44\nFerguson,1949,6,300,29,274,55\n\
                   Rosenthal,1960,3,228,11,209,42\nHart,1977,62,13536,248,12619,52\n";

const PLAN: &str = "title = \"Waist\"\n[columns]\nid = \"subject\"\n[[outcome]]\nname = \"waist\"\nunit = \"cm\"\n\
                    before = \"waist\"\nafter = \"waist1\"\n";

const CLAIMS: &str = "[[claim]]\nid = \"c\"\nstatement = \"s\"\noutcome = \"waist\"\ndirection = \"decrease\"\n\
                      criterion = { kind = \"at-least\", value = \"1 cm\" }\n";

#[test]
fn every_command_has_help_with_examples() {
    let sandbox = Sandbox::new();
    let overview = sandbox.girth("--help").ok().stdout;
    for command in COMMANDS {
        let help = sandbox.girth(&format!("{command} --help")).ok().stdout;
        assert!(help.contains("Usage: girth ") && help.contains("Example"), "{command}");
        sandbox.girth(&format!("{command} -h")).ok();
        sandbox.girth(&format!("help {command}")).ok();
        assert!(overview.contains(&format!("\n  {command} ")), "{command} is not in the overview");
    }
    let listed = overview.split("Commands:\n").nth(1).expect("commands").split("\n\n").next().expect("list");
    assert_eq!(listed.lines().count(), COMMANDS.len() + 1, "a command without a test: {listed}");
    assert_eq!(sandbox.girth("--version").ok().stdout, concat!("girth ", env!("CARGO_PKG_VERSION"), "\n"));
    assert!(sandbox.files().is_empty());
}

/// The examples that a help text ends with, without comments.
fn examples(help: &str) -> Vec<String> {
    let Some((_, text)) = help.split_once("Examples:\n").or_else(|| help.split_once("Example:\n")) else {
        return vec![];
    };
    let mut examples: Vec<String> = Vec::new();
    for line in text.lines().take_while(|line| !line.is_empty()) {
        match line.strip_prefix("  girth ") {
            Some(arguments) => examples.push(arguments.to_owned()),
            // The end of a long line, which the help breaks.
            None => *examples.last_mut().expect("an example comes first") += &format!(" {}", line.trim_start()),
        }
    }
    examples.iter().map(|example| example.split("  ").next().expect("command").to_owned()).collect()
}

/// Words as a shell takes them: what stands in double quotes is one.
fn shell_words(line: &str) -> Vec<&str> {
    let parts = line.split('"').enumerate();
    parts.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect()
}

#[test]
fn every_example_of_every_help_runs() {
    let mut run = 0;
    for command in [""].iter().chain(&COMMANDS) {
        let help = Sandbox::new().girth(&format!("{command} --help")).ok().stdout;
        let examples = examples(&help);
        assert!(!examples.is_empty(), "{command} has no examples");
        for example in examples {
            // What a shell would do with the output is not girth's business.
            let line = example.split(['>', '|']).next().expect("command");
            let sandbox = Sandbox::with(&[
                ("visits.csv", VISITS),
                ("claims.toml", CLAIMS),
                ("tape.csv", TAPE),
                ("raters.csv", RATERS),
                ("ratings.csv", RATINGS),
                ("trials.csv", TRIALS),
                ("bcg.csv", BCG),
            ]);
            sandbox.write(
                "trial.csv",
                if line.contains("waist12") { TRIAL.replace("waist1", "waist12") } else { TRIAL.to_owned() },
            );
            if !line.contains("--out plan.toml") {
                sandbox.write("plan.toml", PLAN);
            }
            if line.contains("my-study/") {
                sandbox.write("my-study/plan.toml", PLAN);
                sandbox.write("my-study/data.csv", TRIAL);
            }
            let words = shell_words(line);
            let result = sandbox.run(&words);
            assert_eq!((result.code, result.stderr.as_str()), (0, ""), "girth {line}");
            if let Some(at) = words.iter().position(|word| *word == "--out") {
                assert!(sandbox.path(words[at + 1]).exists(), "girth {line} wrote nothing");
            } else {
                assert!(!result.stdout.is_empty(), "girth {line} said nothing");
            }
            run += 1;
        }
    }
    assert!(run >= 25, "only {run} examples found");
}

#[test]
fn formats_of_printed_results() {
    let sandbox = Sandbox::with(&[("trial.csv", TRIAL)]);
    for command in ["test trial.csv", "check trial.csv", "claims @sleep", "claims --list", "list"] {
        let print = |format: &str| sandbox.girth(&format!("{command} --format {format}")).ok().stdout;
        let text = print("text");
        assert_eq!(text, sandbox.girth(command).ok().stdout, "{command}: text is what is printed without --format");
        assert!(text.len() > 100 && text.lines().all(|line| line.chars().count() <= 110), "{command}");
        assert!(
            sandbox.girth(&format!("{command} --format json")).ok().json().is_object() || command == "list",
            "{command}"
        );
        let markdown = print("md");
        assert!(markdown.starts_with("# ") && markdown.ends_with('\n'), "{command}");
        let page = print("html");
        assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"), "{command}");
        let tables = print("csv");
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(tables.as_bytes());
        assert!(reader.records().collect::<Result<Vec<_>, _>>().is_ok_and(|records| !records.is_empty()), "{command}");
        // --out writes the same bytes, and prints nothing.
        for format in ["text", "json", "csv", "md", "html"] {
            let run = sandbox.girth(&format!("{command} --format {format} --out result")).ok();
            assert_eq!(run.stdout, "", "{command}");
            assert_eq!(sandbox.read("result"), print(format), "{command} {format}");
        }
    }
    assert_eq!(sandbox.files().len(), 2);
    assert_eq!(sandbox.girth("test trial.csv --format yaml").code, 2);
}

#[test]
fn csv_holds_full_precision() {
    let sandbox = Sandbox::new();
    let json = sandbox.girth("test @sleep --format json").ok().json();
    let p = json["tests"][0]["p_value"].as_f64().expect("p");
    let tables = sandbox.girth("test @sleep --format csv").ok().stdout;
    assert!(tables.contains(&p.to_string()), "{p} is not in {tables}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    let sandbox = Sandbox::new();
    for line in [
        "--help",
        "list",
        "schema",
        "datasets",
        "man",
        "completions bash",
        "explain d_z",
        "claims --list --format json",
        "test @sleep",
        "check @anorexia",
        "chart scatter @nhefs-weight --group 1",
        "report @sleep --out out",
    ] {
        let words: Vec<&str> = line.split_whitespace().collect();
        // Nobody reads from the first write on.
        let (reader, writer) = std::io::pipe().expect("pipe");
        drop(reader);
        let output = sandbox.command(&words).stdout(writer).stderr(Stdio::piped()).output().expect("girth runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!((output.status.code(), told.as_ref()), (Some(0), ""), "{line}");
    }
    assert!(sandbox.path("out/index.html").is_file());
}

#[test]
fn no_escape_codes_in_pipes() {
    let sandbox = Sandbox::with(&[("trial.csv", TRIAL)]);
    for line in [
        "test trial.csv",
        "check trial.csv",
        "claims @anorexia",
        "list",
        "report @sleep --out out",
        "--help",
        "test no.csv",
        "bogus",
    ] {
        let words: Vec<&str> = line.split_whitespace().collect();
        let plain = sandbox.command(&words).env_remove("NO_COLOR").env("TERM", "xterm-256color").output().expect("run");
        let without = sandbox.command(&words).env("NO_COLOR", "1").output().expect("run");
        for output in [&plain, &without] {
            assert!(![&output.stdout, &output.stderr].iter().any(|bytes| bytes.contains(&0x1b)), "{line}");
        }
        assert_eq!(plain, without, "{line}");
    }
}

#[test]
fn exit_codes_of_check() {
    let sandbox = Sandbox::with(&[("trial.csv", TRIAL), ("claims.toml", CLAIMS)]);
    let code = |line: &str| {
        let run = sandbox.girth(line);
        assert_eq!(run.stderr, "", "{line}");
        run.code
    };
    // Anorexia and sleep have a refuted claim each.
    assert_eq!(code("claims @sleep --check"), 1);
    assert_eq!(code("claims @sleep"), 0);
    assert_eq!(code("report @sleep --check --out out"), 1);
    assert!(sandbox.path("out/index.html").is_file(), "the report is written all the same");
    assert_eq!(code("report @sleep --out out"), 0);
    let flags = "trial.csv --before waist --after waist1 --unit cm --claims claims.toml";
    let run = sandbox.girth(&format!("claims {flags} --check --format json"));
    assert_ne!(run.json()["claims"][0]["verdict"], "refuted");
    assert_eq!(run.code, 0);
    sandbox.write("claims.toml", CLAIMS.replace("1 cm", "20 cm"));
    assert_eq!(code(&format!("claims {flags} --check")), 1);
    assert_eq!(code(&format!("claims {flags}")), 0);
}

#[test]
fn check_exits_2_on_errors_and_0_with_warnings() {
    let sandbox = Sandbox::with(&[
        ("doubled.csv", "id,before,after\n1,92.3,90.1\n2,91,90\n1,92,90\n".to_owned()),
        ("odd.csv", TRIAL.replace("93.8", "9.38")),
    ]);
    let run = sandbox.girth("check doubled.csv");
    assert_eq!(run.code, 2, "{run:?}");
    assert!((run.stdout.clone() + &run.stderr).contains("lines 2"), "{run:?}");
    let run = sandbox.girth("check odd.csv --before waist --after waist1 --unit cm");
    assert_eq!(run.code, 0);
    assert!(run.stdout.contains("warning") && run.stdout.contains('E'), "{}", run.stdout);
}

#[test]
fn check_does_not_cry_wolf() {
    for name in ["@sleep", "@shoes"] {
        let audit = Sandbox::new().girth(&format!("check {name} --format json")).ok().json();
        let loud: Vec<&Value> = audit["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .filter(|found| found["severity"] != "info")
            .collect();
        assert!(loud.is_empty(), "{name}: {loud:?}");
    }
}

#[test]
fn completions_man_and_schema() {
    let sandbox = Sandbox::new();
    for (shell, words) in [("bash", "complete -F"), ("zsh", "#compdef girth"), ("fish", "complete -c girth")] {
        let script = sandbox.girth(&format!("completions {shell}")).ok().stdout;
        assert!(script.contains(words) && script.contains("hide-ids"), "{shell}");
    }
    assert_eq!(sandbox.girth("completions abacus").code, 2);
    let page = sandbox.girth("man").ok().stdout;
    assert!(page.contains(".TH girth 1") && COMMANDS.iter().all(|command| page.contains(command)), "{page}");
    for command in COMMANDS {
        let page = sandbox.girth(&format!("man {command}")).ok().stdout;
        assert!(page.contains(&format!(".TH girth-{command} 1")), "{command}: {page}");
    }
    let schema = sandbox.girth("schema").ok().json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
}

#[test]
fn list_and_explain_know_the_same_things() {
    let sandbox = Sandbox::new();
    let entries = sandbox.girth("list --format json").ok().json();
    let ids: Vec<&str> =
        entries.as_array().expect("list").iter().map(|entry| entry["id"].as_str().expect("id")).collect();
    for id in [
        "paired-t",
        "signed-rank",
        "equivalence-t",
        "d_z",
        "g_z",
        "d_av",
        "d_rm",
        "paired-lines",
        "estimation",
        "claims",
    ] {
        assert!(ids.contains(&id), "{id} is not listed");
    }
    let text = sandbox.girth("list").ok().stdout;
    for id in ids {
        assert!(text.contains(id), "{id}");
        let words = sandbox.girth(&format!("explain {id}")).ok().stdout;
        assert!(words.starts_with(&format!("{id}: ")) && words.len() > 80, "{words}");
    }
}

#[test]
fn claims_list_shows_the_registry() {
    let sandbox = Sandbox::new();
    let text = sandbox.girth("claims --list").ok().stdout;
    let json = sandbox.girth("claims --list --format json").ok().json();
    let claims = json["claim"].as_array().expect("claims");
    assert!(claims.len() >= 30);
    for claim in claims {
        assert!(text.contains(claim["id"].as_str().expect("id")), "{}", claim["id"]);
    }
    assert_eq!(sandbox.girth("claims --list @sleep").code, 2);
}

#[test]
fn a_bundled_study_can_be_copied_and_reported() {
    let sandbox = Sandbox::new();
    let listed = sandbox.girth("datasets").ok().stdout;
    for name in ["anorexia", "nhefs-weight", "sleep", "shoes", "thigh-trial", "spa-series", "bdims"] {
        assert!(listed.contains(&format!("@{name}")), "{name}");
        sandbox.girth(&format!("datasets {name} --out copy-{name}")).ok();
    }
    let run = sandbox.girth("report copy-anorexia --out copied").ok();
    assert!(run.stdout.contains("copied/index.html"), "{}", run.stdout);
    sandbox.girth("report @anorexia --out bundled").ok();
    let tests = |folder: &str| {
        let json: Value = serde_json::from_str(&sandbox.read(&format!("{folder}/results.json"))).expect("JSON");
        serde_json::json!([json["tests"], json["effects"], json["samples"], json["claims"], json["article_claims"]])
    };
    assert_eq!(tests("copied"), tests("bundled"));
}

#[test]
fn init_writes_a_plan_that_runs() {
    for (data, flags) in [
        (TRIAL, ""),
        (TRIAL, "--before waist --after waist1 --unit cm"),
        (VISITS, "--id subject --visit week --value girth --unit cm"),
        ("waist_pre,waist_post\n92.3,90.9\n88,87.1\n90,89.5\n", "--rows-are-participants --unit cm"),
        (
            "Who,Arm,\"Waist \"\"x\"\" pre\",\"Waist \"\"x\"\" post\"\nA,T,92.3,90.9\nB,T,88,87\nC,C,90,89.5\nD,C,91,92\n",
            "--id Who",
        ),
    ] {
        let sandbox = Sandbox::with(&[("study/data.csv", data)]);
        let printed = sandbox.girth(&format!("init study/data.csv {flags}")).ok().stdout;
        sandbox.girth(&format!("init study/data.csv {flags} --out study/plan.toml")).ok();
        assert_eq!(printed, sandbox.read("study/plan.toml"));
        assert!(printed.contains("\n# margin = ") && printed.starts_with("# "), "{printed}");
        girth::plan::Plan::read("plan.toml", &printed).unwrap_or_else(|cause| panic!("{cause}\n{printed}"));
        let by_plan = sandbox.girth("report study --out out").ok();
        assert!(by_plan.stdout.contains("out/index.html"));
        let by_flags = sandbox.girth(&format!("test study/data.csv {flags} --format json")).ok().json();
        let results: Value = serde_json::from_str(&sandbox.read("out/results.json")).expect("JSON");
        assert_eq!(results["tests"], by_flags["tests"], "{flags}");
        sandbox.girth("test study/data.csv --plan study/plan.toml").ok();
    }
}

#[test]
fn charts_are_drawn_in_both_formats() {
    let sandbox = Sandbox::with(&[("trial.csv", TRIAL)]);
    let flags = "trial.csv --before waist --after waist1 --unit cm";
    let others = ["claims", "equivalence"];
    for kind in girth::chart::CHARTS.iter().map(|chart| chart.id).filter(|id| !others.contains(id)) {
        let printed = sandbox.girth(&format!("chart {kind} {flags}")).ok().stdout;
        assert!(printed.starts_with("<svg") || printed.starts_with("<?xml"), "{kind}");
        assert!(sandbox.girth(&format!("chart {kind} {flags} --out {kind}.svg")).ok().stdout.is_empty());
        assert_eq!(sandbox.read(&format!("{kind}.svg")), printed);
        sandbox.girth(&format!("chart {kind} {flags} --out {kind}.png --width 600")).ok();
        let png = std::fs::read(sandbox.path(&format!("{kind}.png"))).expect("png");
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"), "{kind}");
        let width = u32::from_be_bytes(png[16..20].try_into().expect("four bytes"));
        assert_eq!(width, 600, "{kind}");
    }
    for kind in others {
        assert_eq!(sandbox.girth(&format!("chart {kind} {flags}")).code, 2, "{kind}");
        sandbox.girth(&format!("chart {kind} @anorexia")).ok();
    }
    sandbox.girth(&format!("chart equivalence {flags} --margin 1cm")).ok();
    for kind in girth::chart::COMPARISON_CHARTS.iter().map(|chart| chart.id) {
        let of_arms = ["ancova", "forest", "lord"].contains(&kind);
        let study = if of_arms { "@anorexia" } else { "@thigh-trial" };
        let drawn = sandbox.girth(&format!("chart {kind} {study}")).ok().stdout;
        assert_eq!(drawn.contains("SIMULATED"), !of_arms, "{kind}");
        let of_any_pairs = ["flow", "responder-curve"].contains(&kind);
        assert_eq!(sandbox.girth(&format!("chart {kind} {flags}")).code, if of_any_pairs { 0 } else { 2 }, "{kind}");
    }
}

#[test]
fn charts_set_groups_and_outcomes_side_by_side() {
    let sandbox = Sandbox::with(&[("trial.csv", TRIAL)]);
    let words = sandbox.girth("chart cumming @anorexia").ok().stdout;
    for part in
        ["(groups: 3)", "family therapy, n = 17: mean change +7.3 lb (95 % CI 3.6 to 10.9 lb)", "control, n = 26"]
    {
        assert!(words.contains(part), "{part}");
    }
    let words = sandbox.girth("chart equivalence @anorexia").ok().stdout;
    for part in [
        "(cognitive behavioural therapy), n = 29: mean change 3.0 lb (95 % CI 0.2 to 5.8, 90 % CI 0.7 to 5.3), margin ±2 lb: different.",
        "(family therapy), n = 17: mean change 7.3 lb (95 % CI 3.6 to 10.9, 90 % CI 4.2 to 10.3), margin ±2 lb: different, beyond the margin.",
        "(control), n = 26: mean change −0.5 lb (95 % CI −3.7 to 2.8, 90 % CI −3.1 to 2.2), margin ±2 lb: undecided.",
    ] {
        assert!(words.contains(part), "{part}\n{words}");
    }
    let one = sandbox.girth("chart cumming @anorexia --group FT").ok().stdout;
    assert!(one.contains("(groups: 1)"));
}

#[test]
fn a_chart_that_the_data_do_not_allow_says_why() {
    let same = "id,waist1,waist2\n1,90,89\n2,80,79\n3,85,84\n";
    let sandbox = Sandbox::with(&[("same.csv", same), ("two.csv", "id,waist1,waist2\n1,90,89\n2,80,78.5\n")]);
    for (line, why) in [
        ("qq same.csv", "all changes are equal"),
        ("consonance same.csv", "all changes are equal"),
        ("equivalence same.csv --margin 1cm", "no test of equivalence with an interval"),
        ("equivalence two.csv", "--margin"),
        ("qq two.csv", "at least 3 complete pairs"),
    ] {
        let run = sandbox.girth(&format!("chart {line} --before waist1 --after waist2 --unit cm"));
        assert_eq!(run.code, 2, "{line}");
        assert!(run.stderr.contains(why), "{line}: {}", run.stderr);
    }
    for kind in ["cumming", "raincloud", "histogram"] {
        sandbox.girth(&format!("chart {kind} same.csv --before waist1 --after waist2 --unit cm")).ok();
    }
}

#[test]
fn every_reading_of_a_chart_is_its_participants_own() {
    // Lines join the readings of one participant, whatever the order of the rows.
    let rows = ["1,90,80", "2,70,75", "3,85,84.5", "4,60,66"];
    let file = |rows: &[&str]| format!("id,waist1,waist2\n{}\n", rows.join("\n"));
    let turned: Vec<&str> = rows.iter().rev().copied().collect();
    let sandbox = Sandbox::with(&[("a.csv", &file(&rows)), ("b.csv", &file(&turned))]);
    for kind in ["raincloud", "histogram", "qq", "consonance"] {
        let draw = |name: &str| {
            let flags = "--before waist1 --after waist2 --unit cm";
            let drawn = sandbox.girth(&format!("chart {kind} {name} {flags}")).ok().stdout;
            let mut lines: Vec<String> = drawn.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        let (first, second) = (draw("a.csv"), draw("b.csv"));
        let marks = |lines: &[String]| -> Vec<String> {
            lines.iter().filter(|line| line.starts_with("<circle") || line.starts_with("<path")).cloned().collect()
        };
        assert_eq!(marks(&first), marks(&second), "{kind}");
    }
}

#[test]
fn flags_lay_over_the_plan() {
    let sandbox = Sandbox::new();
    let json = sandbox
        .girth("test @sleep --level 0.9 --null 1 --alternative greater --margin 2 --zeros pratt --format json")
        .ok()
        .json();
    assert_eq!(json["settings"]["level"], 0.9);
    assert_eq!(json["settings"]["zeros"], "pratt");
    let test = &json["tests"][0];
    assert_eq!(
        (test["hypothesis"]["null_value"].as_f64(), test["hypothesis"]["alternative"].as_str()),
        (Some(1.0), Some("greater"))
    );
    // t = (1.58 - 1) / (1.229995 / sqrt(10)).
    let t = test["statistic"]["value"].as_f64().expect("t");
    assert!((t - 0.58 / (1.229_995 / 10.0_f64.sqrt())).abs() < 1e-5, "{t}");
    assert!(json["tests"].as_array().expect("tests").iter().any(|test| test["procedure"] == "equivalence-t"));
}

#[test]
fn every_example_of_every_explanation_runs() {
    let sandbox = Sandbox::new();
    let mut run = 0;
    for entry in girth::report::catalogue() {
        let explained = sandbox.girth(&format!("explain {}", entry.id)).ok().stdout;
        for command in explained.split('`').skip(1).step_by(2).filter_map(|code| code.strip_prefix("girth ")) {
            let result = sandbox.run(&shell_words(command));
            assert_eq!((result.code, result.stderr.as_str()), (0, ""), "girth explain {}: girth {command}", entry.id);
            run += 1;
        }
    }
    assert!(run >= girth::stats::registry::PAIRED.len(), "every test has an example: {run}");
}

#[test]
fn outcomes_of_a_plan_need_no_names_to_keep_their_settings() {
    let outcome = |stem: &str, rest: &str| {
        format!("[[outcome]]\nbefore = \"{stem}1\"\nafter = \"{stem}2\"\nunit = \"cm\"\n{rest}\n")
    };
    let margin = "primary = true\nmargin = \"1 cm\"\nmargin-source = \"a test\"\nnull = \"0.5 cm\"";
    let plan = format!("title = \"t\"\n{}{}", outcome("waist", ""), outcome("hip", margin));
    let data = "id,waist1,waist2,hip1,hip2\n1,90,89,100,99\n2,80,82,95,96\n3,85,84.5,99,97\n";
    let sandbox = Sandbox::with(&[("plan.toml", plan.as_str()), ("data.csv", data)]);
    let results = sandbox.girth("test . --format json").ok().stdout;
    let results: serde_json::Value = serde_json::from_str(&results).expect("JSON");
    let tests = results["tests"].as_array().expect("tests");
    assert_eq!(tests[0]["outcome"], "hip", "the primary outcome comes first");
    assert_eq!(tests[0]["hypothesis"]["null_value"], 0.5);
    let equivalence: Vec<_> = tests.iter().filter(|test| test["procedure"] == "equivalence-t").collect();
    assert_eq!((equivalence.len(), &equivalence[0]["outcome"]), (1, &"hip".into()));
}
