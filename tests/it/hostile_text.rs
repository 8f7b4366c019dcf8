//! Names from a file never become markup, formulas or terminal codes, and hidden ids stay hidden.

use super::sandbox::Sandbox;

/// Ids that must not be seen.
fn secret_trial() -> String {
    let mut text = "person,visit,arm,waist\n".to_owned();
    for at in 0..12 {
        let (before, after) = (900 + 13 * at, 885 + 12 * at + at % 3);
        for (visit, value) in [("V0", before), ("V1", after)] {
            text += &format!("SECRET-{at:02},{visit},A,{}.{}\n", value / 10, value % 10);
        }
    }
    // Left out, implausible, and far from the rest: all of which the audit names.
    text += "SECRET-50,V0,A,91.0\nSECRET-51,V0,A,NA\nSECRET-51,V1,A,90.0\n";
    text + "SECRET-52,V0,A,99.0\nSECRET-52,V1,A,43.0\nSECRET-53,V0,A,935.0\nSECRET-53,V1,A,93.1\n"
}

#[test]
fn hidden_ids_are_nowhere() {
    let sandbox = Sandbox::with(&[("data.csv", secret_trial())]);
    let open = sandbox.girth("report data.csv --id person --unit cm --out open").ok();
    assert!(
        sandbox.read("open/results.json").contains("SECRET-50") && sandbox.read("open/index.html").contains("SECRET")
    );
    let hidden = sandbox.girth("report data.csv --id person --unit cm --hide-ids --out hidden").ok();
    assert!(!hidden.stdout.contains("SECRET"), "{}", hidden.stdout);
    let mut files = 0;
    for (name, bytes) in sandbox.files().into_iter().filter(|(name, _)| name.starts_with("hidden/")) {
        files += 1;
        assert!(!bytes.windows(6).any(|window| window.eq_ignore_ascii_case(b"SECRET")), "an id in {name}");
    }
    assert!(files > 12, "{files}");
    // Nothing else changes: the numbers are the same.
    let tests = |folder: &str| {
        let json: serde_json::Value =
            serde_json::from_str(&sandbox.read(&format!("{folder}/results.json"))).expect("JSON");
        json["tests"].clone()
    };
    assert_eq!(tests("open"), tests("hidden"));
    assert!(sandbox.read("hidden/results.json").contains("\"P13\""));
    assert_eq!(open.stdout.replace("open/", "hidden/"), hidden.stdout);
}

const SCRIPT: &str = "<script>alert(1)</script>";

/// A trial whose column names, arms, ids and outcome are all hostile.
fn hostile_study() -> Sandbox {
    let mut data = format!("\"{SCRIPT}id\",\"=arm()\",\"<b>waist|before\",\"=cmd()|after\"\n");
    let arms = [SCRIPT, "=cmd()|x", "+1", "@import", "-cmd", "]]>&amp;\"'`*_a_*"];
    for at in 0..30 {
        let (before, after) = (900 + 13 * at, 885 + 12 * at + at % 3);
        let id = if at % 2 == 0 { format!("=HYPERLINK({at})") } else { format!("{SCRIPT}{at}") };
        let value = |tenths: usize| format!("{}.{}", tenths / 10, tenths % 10);
        let after = if at > 27 { "NA".to_owned() } else { value(after) };
        data += &format!("\"{id}\",\"{}\",{},{after}\n", arms[at % arms.len()].replace('"', "\"\""), value(before));
    }
    let plan = format!(
        "title = '{SCRIPT} =title()'\nquestion = '{SCRIPT}'\nintervention = '{SCRIPT}'\nsource = '<img src=x onerror=y>'\n\
         [columns]\nid = '{SCRIPT}id'\narm = '=arm()'\n\
         [[outcome]]\nname = '=outcome()'\nlabel = '{SCRIPT}'\nkind = 'girth'\nunit = 'cm'\nbefore = '<b>waist|before'\n\
         after = '=cmd()|after'\nmargin = '1 cm'\nmargin-source = '{SCRIPT}'\n"
    );
    let claims = format!(
        "[[claim]]\nid = '=claim()'\nstatement = '{SCRIPT}'\noutcome = '=outcome()'\ngroup = '{SCRIPT}'\n\
         direction = 'decrease'\ncriterion = {{ kind = 'at-least', value = '1 cm' }}\nmargin-source = '{SCRIPT}'\n"
    );
    Sandbox::with(&[("data.csv", data), ("plan.toml", plan), ("claims.toml", claims)])
}

/// Whether raw markup is left in Markdown outside code.
fn raw_markup(markdown: &str) -> Option<&str> {
    let mut fenced = false;
    markdown.lines().find(|line| {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        let outside_code: Vec<&str> = line.split('`').step_by(2).collect();
        !fenced
            && outside_code.iter().any(|part| part.match_indices("<script").any(|(at, _)| !part[..at].ends_with('\\')))
    })
}

fn assert_safe_html(name: &str, text: &str) {
    let lower = text.to_lowercase();
    for bad in ["<script", "<b>waist", "<img src=x", "onerror=y>"] {
        assert!(!lower.contains(bad), "{name} has {bad}");
    }
    assert!(text.contains("&lt;script&gt;"), "{name} does not show the name at all");
}

fn assert_safe_csv(name: &str, text: &str) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    for record in reader.records() {
        for field in &record.expect("well-formed CSV") {
            let risky = field.starts_with(['=', '+', '-', '@', '\t', '\r']) && field.parse::<f64>().is_err();
            assert!(!risky, "{name} has a formula: {field}");
        }
    }
}

#[test]
fn names_become_neither_markup_nor_formulas() {
    let sandbox = hostile_study();
    sandbox.girth("report . --out out").ok();
    assert_safe_folder(&sandbox, 7, 5);
}

/// The report in `out` has at least so many tables and drawings, and nothing in it would run.
fn assert_safe_folder(sandbox: &Sandbox, least_tables: usize, least_drawings: usize) {
    let (mut pages, mut tables, mut drawings) = (0, 0, 0);
    for (name, bytes) in sandbox.files().into_iter().filter(|(name, _)| name.starts_with("out/")) {
        let text = String::from_utf8_lossy(&bytes);
        match name.rsplit('.').next() {
            Some("html") => {
                pages += 1;
                assert_safe_html(&name, &text);
            }
            Some("md") => {
                pages += 1;
                assert_eq!(raw_markup(&text), None, "{name}");
            }
            Some("csv") => {
                tables += 1;
                assert_safe_csv(&name, &text);
            }
            Some("svg") => {
                drawings += 1;
                assert!(!text.to_lowercase().contains("<script"), "{name}");
                assert!(
                    resvg::usvg::Tree::from_str(&text, &resvg::usvg::Options::default()).is_ok(),
                    "{name} is not SVG"
                );
            }
            _ => {}
        }
        assert!(!name.contains(['<', '=', '|', '&', '\'', '"', '`', '*']), "the name of a file: {name}");
    }
    assert!(pages == 2 && tables >= least_tables && drawings >= least_drawings, "{pages} {tables} {drawings}");
}

/// A table of published results in which every word is hostile.
fn hostile_evidence() -> Sandbox {
    let data = format!(
        "id,study,intervention,group,site,outcome,unit,yi,sei,source,note,status,short_study,finding\n\
         =id(),{SCRIPT},=cmd(),{SCRIPT},@import,<b>waist,cm,-1,0.5,<img src=x onerror=y>,+1,seen,{SCRIPT},\n\
         {SCRIPT},=cmd(),=cmd(),{SCRIPT},@import,<b>waist,cm,-2,0.5,-cmd,,seen,=cmd(),\n\
         c,-cmd,=cmd(),{SCRIPT},@import,<b>waist,cm,-2,0.5,-cmd,'@x',unconfirmed,,\n\
         d,@import,=cmd(),,,<b>waist,cm,,,,{SCRIPT},no-numbers,,{SCRIPT}\n"
    );
    let plan = format!(
        "title = '{SCRIPT} =title()'\nquestion = '{SCRIPT}'\nintervention = '{SCRIPT}'\nsource = '<img src=x onerror=y>'\n\
         [evidence]\nnot-found = ['{SCRIPT}']\n\
         claimed = {{ lower = '-2 cm', upper = '-1.5 cm', label = '{SCRIPT}', outcome = '<b>waist' }}\n\
         [[evidence.contrast]]\nlabel = '{SCRIPT}'\nuncontrolled = '=id()'\ncontrolled = 'c'\n"
    );
    let claims = format!(
        "[[claim]]\nid = '=claim()'\nstatement = '{SCRIPT}'\noutcome = '<b>waist'\ndirection = 'decrease'\n\
         criterion = {{ kind = 'at-least', value = '1 cm' }}\n"
    );
    Sandbox::with(&[("data.csv", data), ("plan.toml", plan), ("claims.toml", claims)])
}

#[test]
fn published_evidence_becomes_neither_markup_nor_formulas() {
    let sandbox = hostile_evidence();
    sandbox.girth("report . --out out").ok();
    assert_safe_folder(&sandbox, 3, 3);
    for command in ["evidence .", "claims ."] {
        let print = |format: &str| sandbox.girth(&format!("{command} --format {format}")).ok().stdout;
        assert_safe_html(command, &print("html"));
        assert_safe_csv(command, &print("csv"));
        assert_eq!(raw_markup(&print("md")), None, "{command}");
    }
}

#[test]
fn printed_formats_are_safe_too() {
    let sandbox = hostile_study();
    for command in ["test .", "check .", "claims ."] {
        let print = |format: &str| sandbox.girth(&format!("{command} --format {format}")).ok().stdout;
        assert_safe_html(command, &print("html"));
        assert_safe_csv(command, &print("csv"));
        let markdown = print("md");
        assert_eq!(raw_markup(&markdown), None, "{command}");
        assert!(markdown.contains("\\<script\\>"), "{command}");
    }
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let esc = "\u{1b}[31mred";
    let text = format!("id,arm,before,after\n{esc},A{esc},92,90\nB,A{esc},91,90.5\nC,A{esc},90,\n");
    let sandbox = Sandbox::with(&[("data.csv", &text)]);
    for line in ["test data.csv", "check data.csv", "claims data.csv", "report data.csv --out out"] {
        let run = sandbox.girth(line).ok();
        assert!(!run.stdout.contains('\u{1b}'), "{line}: {:?}", run.stdout);
    }
    let run = sandbox.girth(&format!("test data.csv --where before={esc}"));
    assert_eq!(run.code, 2);
    assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
    for (name, bytes) in
        sandbox.files().into_iter().filter(|(name, _)| name.ends_with(".svg") || name.ends_with(".html"))
    {
        assert!(!bytes.contains(&0x1b), "{name}");
    }
}
