//! Claims held against data that are clearly as claimed, clearly not, or too few to say.

use super::sandbox::{Sandbox, number};
use serde_json::Value;

/// Data of `n` participants whose mean change is `mean` tenths of a centimetre, with five different changes `spread` tenths apart.
fn data(n: i32, mean: i32, spread: i32) -> String {
    assert_eq!(n % 5, 0);
    let row = |at: i32| {
        let before = 800 + 7 * at;
        let after = before + mean + spread * (at % 5 - 2);
        format!("P{at},{}.{},{}.{}\n", before / 10, before % 10, after / 10, after % 10)
    };
    "id,waist_before_cm,waist_after_cm\n".to_owned() + &(0..n).map(row).collect::<String>()
}

/// A claim about the waist.
fn claim(criterion: &str, more: &str) -> String {
    format!(
        "[[claim]]\nid = \"c\"\nstatement = \"The claim.\"\noutcome = \"waist\"\ncriterion = {{ {criterion} }}\n{more}\n"
    )
}

/// The judgement of the only claim.
#[track_caller]
fn judged(data: &str, claims: &str, flags: &str) -> Value {
    let sandbox = Sandbox::with(&[("data.csv", data), ("claims.toml", claims)]);
    let json = sandbox.girth(&format!("claims data.csv --claims claims.toml --format json {flags}")).ok().json();
    json["claims"][0].clone()
}

fn all_reasons(judgement: &Value) -> String {
    judgement["reasons"].as_array().expect("reasons").iter().map(|reason| reason.as_str().expect("words")).collect()
}

/// The verdict by the rule, from the printed intervals and region.
fn by_the_rule(judgement: &Value) -> &'static str {
    let region = (number(&judgement["region"]["lower"]), number(&judgement["region"]["upper"]));
    let ends = |interval: &Value| (number(&interval["lower"]), number(&interval["upper"]));
    let outer = ends(&judgement["estimate"]["interval"]);
    let bounded = region.0.is_finite() && region.1.is_finite();
    assert_eq!(bounded, !judgement["inner_interval"].is_null());
    let deciding = if bounded { ends(&judgement["inner_interval"]) } else { outer };
    if region.0 <= deciding.0 && deciding.1 <= region.1 {
        "supported"
    } else if outer.1 < region.0 || region.1 < outer.0 {
        "refuted"
    } else {
        "inconclusive"
    }
}

/// Judges the claim by data with these means, which make it true and false, and by five people, who are too few.
#[track_caller]
fn three_ways(criterion: &str, more: &str, supporting: i32, refuting: i32, place: &str) {
    let claim = claim(criterion, more);
    for (data, verdict, words) in [
        (data(40, supporting, 1), "supported", "lies wholly inside the claimed region"),
        (data(40, refuting, 1), "refuted", "lies wholly outside the claimed region"),
        (data(5, supporting, 15), "inconclusive", "reaches across the edge of the claimed region"),
    ] {
        let judgement = judged(&data, &claim, "");
        assert_eq!((judgement["verdict"].as_str(), by_the_rule(&judgement)), (Some(verdict), verdict), "{judgement}");
        let first = judgement["reasons"][0].as_str().expect("reason");
        assert!(first.contains(words) && first.contains(place), "{first}");
        let settle = &judgement["participants_to_settle"];
        if verdict == "inconclusive" {
            let pairs = settle.as_u64().expect("a number that would settle it");
            assert!(
                pairs > 5 && all_reasons(&judgement).contains(&format!("about {pairs} complete pairs")),
                "{judgement}"
            );
            assert_eq!(judgement["n"], 5);
        } else {
            assert!(settle.is_null(), "{judgement}");
            assert_eq!(judgement["n"], 40);
        }
        assert_eq!(judgement["missing"], serde_json::json!([]));
    }
}

#[test]
fn at_least() {
    three_ways(
        "kind = \"at-least\", value = \"1.5 cm\"",
        "direction = \"decrease\"",
        -20,
        -10,
        "\u{2212}1.5 cm or less",
    );
    three_ways("kind = \"at-least\", value = \"15 mm\"", "direction = \"increase\"", 20, 10, "1.5 cm or more");
}

#[test]
fn at_most() {
    three_ways("kind = \"at-most\", value = \"1 cm\"", "direction = \"decrease\"", -5, -20, "\u{2212}1 cm or more");
    three_ways("kind = \"at-most\", value = \"1 cm\"", "direction = \"increase\"", 5, 20, "1 cm or less");
}

#[test]
fn within_range() {
    let range = "kind = \"within-range\", from = \"1.5 cm\", to = \"2.5 cm\"";
    three_ways(range, "direction = \"decrease\"", -20, -5, "between \u{2212}2.5 and \u{2212}1.5 cm");
    three_ways(range, "direction = \"decrease\"", -20, -35, "between \u{2212}2.5 and \u{2212}1.5 cm");
    three_ways(range, "direction = \"increase\"", 20, -20, "between 1.5 and 2.5 cm");
}

#[test]
fn no_meaningful_change() {
    three_ways("kind = \"no-meaningful-change\", margin = \"1 cm\"", "", 2, -20, "between \u{2212}1 and 1 cm");
    three_ways("kind = \"no-meaningful-change\", margin = \"1 cm\"", "", -2, 20, "between \u{2212}1 and 1 cm");
}

#[test]
fn a_change_that_is_not_significant_is_not_no_change() {
    let few = data(5, -2, 8);
    let sandbox = Sandbox::with(&[("data.csv", &few)]);
    let test = sandbox.girth("test data.csv --format json").ok().json();
    assert!(test["tests"][0]["p_value"].as_f64().expect("p") > 0.05);
    let judgement = judged(&few, &claim("kind = \"no-meaningful-change\", margin = \"1 cm\"", ""), "");
    assert_eq!(judgement["verdict"], "inconclusive");
}

#[test]
fn not_measurable() {
    let claim = claim("kind = \"not-measurable\", missing = \"no outcome is named\"", "");
    let judgement = judged(&data(40, -20, 1), &claim, "");
    assert_eq!(judgement["verdict"], "not-testable");
    assert!(all_reasons(&judgement).contains("cannot be measured as worded: no outcome is named."), "{judgement}");
    assert_eq!(judgement["missing"][0], "an outcome that can be measured");
    assert!(judgement["region"].is_null() && judgement["estimate"].is_null());
}

#[test]
fn needs_analysis() {
    let claim = claim("kind = \"needs-analysis\", analysis = \"dose-response\"", "");
    let judgement = judged(&data(40, -20, 1), &claim, "");
    assert_eq!(judgement["verdict"], "not-testable");
    assert!(judgement["missing"][0].as_str().expect("missing").contains("dose response"), "{judgement}");
}

#[test]
fn the_level_decides() {
    let claim = claim("kind = \"at-least\", value = \"0.1 cm\"", "direction = \"decrease\"");
    let data = data(10, -5, 4);
    let verdict = |flags: &str| judged(&data, &claim, flags)["verdict"].as_str().expect("verdict").to_owned();
    assert_eq!(verdict("--level 0.9"), "supported");
    assert_eq!(verdict("--level 0.999"), "inconclusive");
}

#[test]
fn what_was_changed_on_nobody_or_in_one_person_is_not_testable() {
    let claim = claim("kind = \"at-least\", value = \"1 cm\"", "direction = \"decrease\"");
    let judgement = judged("id,waist_before_cm,waist_after_cm\nA,90,88\n", &claim, "");
    assert_eq!(judgement["verdict"], "not-testable");
    assert_eq!(judgement["missing"][0], "at least two complete pairs");
    let judgement = judged("id,waist_before_cm,waist_after_cm\nA,90,88\nB,91,89\nC,80,78\n", &claim, "");
    assert_eq!(judgement["verdict"], "not-testable");
    assert_eq!(judgement["missing"][0], "variation between participants");
    assert!(all_reasons(&judgement).contains("exactly the same amount"));
}

// ---- the edge of the region ----

#[test]
fn an_interval_that_ends_on_the_edge_lies_inside() {
    let data = data(40, -20, 3);
    let at_least =
        |size: f64| claim(&format!("kind = \"at-least\", value = \"{size} cm\""), "direction = \"decrease\"");
    let first = judged(&data, &at_least(1.0), "");
    let edge = -number(&first["estimate"]["interval"]["upper"]);
    assert!(edge > 1.5 && edge < 2.0, "{edge}");
    // The closed region holds its edge; a hair further on it does not.
    let on = judged(&data, &at_least(edge), "");
    assert_eq!(-number(&on["region"]["upper"]), edge);
    assert_eq!(on["verdict"], "supported");
    let beyond = judged(&data, &at_least(edge + 1e-14), "");
    assert!(-number(&beyond["region"]["upper"]) > edge);
    assert_eq!(beyond["verdict"], "inconclusive");
}

#[test]
fn an_interval_that_touches_the_region_does_not_refute() {
    let data = data(40, -20, 3);
    let at_least =
        |size: f64| claim(&format!("kind = \"at-least\", value = \"{size} cm\""), "direction = \"decrease\"");
    let far = -number(&judged(&data, &at_least(1.0), "")["estimate"]["interval"]["lower"]);
    assert!(far > 2.0, "{far}");
    assert_eq!(judged(&data, &at_least(far), "")["verdict"], "inconclusive");
    assert_eq!(judged(&data, &at_least(far + 1e-14), "")["verdict"], "refuted");
}

#[test]
fn a_mean_on_the_edge_is_never_settled() {
    let claim = claim("kind = \"at-least\", value = \"2 cm\"", "direction = \"decrease\"");
    let judgement = judged(&data(10, -20, 3), &claim, "");
    assert_eq!(judgement["verdict"], "inconclusive");
    assert!(judgement["participants_to_settle"].is_null());
    assert!(all_reasons(&judgement).contains("no feasible number of participants"), "{judgement}");
}

// ---- change is not effect ----

/// The verdict on a causal claim that the data bear out, under a design.
#[track_caller]
fn causal_verdict(design: &str, data: &str, verdict: &str) -> Value {
    let plan = format!("title = \"Waist\"\n[design]\n{design}\n[columns]\nid = \"id\"\n");
    let claims = claim("kind = \"at-least\", value = \"1.5 cm\"", "direction = \"decrease\"\nwording = \"causal\"");
    let sandbox = Sandbox::with(&[("data.csv", data), ("claims.toml", &claims), ("plan.toml", &plan)]);
    let judgement = sandbox.girth("claims . --format json").ok().json()["claims"][0].clone();
    assert_eq!(judgement["verdict"], verdict, "{design}: {judgement}");
    judgement
}

#[test]
fn causal_words_on_one_arm_are_observed_not_attributable() {
    let claims = claim("kind = \"at-least\", value = \"1.5 cm\"", "direction = \"decrease\"\nwording = \"causal\"");
    let judgement = judged(&data(40, -20, 1), &claims, "");
    assert_eq!(judgement["verdict"], "observed-not-attributable");
    assert!(all_reasons(&judgement).contains("Nobody was left untreated"), "{judgement}");
    causal_verdict("kind = \"single-arm\"\nrandomised = true", &data(40, -20, 1), "observed-not-attributable");
}

#[test]
fn causal_words_need_chance_within_the_person() {
    let data = data(40, -20, 1);
    let judgement = causal_verdict("kind = \"split-body\"\nrandomised = true", &data, "supported");
    assert_eq!(judgement["reasons"].as_array().expect("reasons").len(), 1);
    causal_verdict("kind = \"crossover\"\nrandomised = true", &data, "supported");
    for kind in ["split-body", "crossover"] {
        causal_verdict(&format!("kind = \"{kind}\""), &data, "observed-not-attributable");
        causal_verdict(&format!("kind = \"{kind}\"\nrandomised = false"), &data, "observed-not-attributable");
    }
    // In parallel arms the effect is the difference between the arms, whatever chance decided.
    causal_verdict("kind = \"parallel-arms\"\nrandomised = true", &data, "observed-not-attributable");
}

#[test]
fn causal_words_are_refuted_and_left_open_like_others() {
    causal_verdict("kind = \"single-arm\"", &data(40, -5, 1), "refuted");
    causal_verdict("kind = \"single-arm\"", &data(5, -20, 15), "inconclusive");
}

// ---- what is missing ----

#[test]
fn unknown_outcomes_and_groups_are_named() {
    let hip = claim("kind = \"at-least\", value = \"1.5 cm\"", "direction = \"decrease\"").replace("waist", "hip");
    let judgement = judged(&data(40, -20, 1), &hip, "");
    assert_eq!(
        (judgement["verdict"].as_str(), judgement["missing"][0].as_str()),
        (Some("not-testable"), Some("pairs of `hip`"))
    );
    let group = claim("kind = \"at-least\", value = \"1.5 cm\"", "direction = \"decrease\"\ngroup = \"men\"");
    let judgement = judged(&data(40, -20, 1), &group, "");
    assert_eq!(judgement["verdict"], "not-testable");
    assert_eq!(judgement["missing"][0], "pairs of `waist` in group `men`");
    assert!(all_reasons(&judgement).contains("pairs of `waist` in group `men`"));
}

#[test]
fn needs_of_a_claim_are_named() {
    let needs = "direction = \"decrease\"\nneeds = [\"mesotherapy\", \"girth\", \"follow-up-26-weeks\", \"control\"]";
    let judgement = judged(&data(40, -20, 1), &claim("kind = \"at-least\", value = \"1.5 cm\"", needs), "");
    assert_eq!(judgement["verdict"], "not-testable");
    // The girth is there; a missing control is the business of the attribution rule.
    let missing: Vec<&str> = judgement["missing"].as_array().expect("list").iter().filter_map(Value::as_str).collect();
    assert_eq!(missing, ["participants who had mesotherapy", "a reading six months after the course"]);
}

#[test]
fn an_articles_claim_in_centimetres_needs_readings_in_a_unit() {
    let plan = "title = \"Waist\"\nintervention = \"mesotherapy\"\n[design]\nrecords = [\"treated-site\", \"single-session\"]\n\
                [columns]\nid = \"id\"\n[[outcome]]\nname = \"waist\"\nkind = \"girth\"\nbefore = \"a\"\nafter = \"b\"\n";
    let sandbox = Sandbox::with(&[("data.csv", "id,a,b\n1,92,90\n2,91,90\n3,80,79\n"), ("plan.toml", plan)]);
    let claims = article_claims(&sandbox, "claims . --format json");
    let a1 = &claims.iter().find(|(id, _)| id == "A1").expect("A1").1;
    assert_eq!(
        (a1["verdict"].as_str(), a1["missing"][0].as_str()),
        (Some("not-testable"), Some("readings in a unit that fits cm"))
    );
}

/// The articles' claims on a study, by id.
fn article_claims(sandbox: &Sandbox, line: &str) -> Vec<(String, Value)> {
    let json = sandbox.girth(line).ok().json();
    let claims = json["article_claims"].as_array().expect("claims").clone();
    claims.into_iter().map(|claim| (claim["claim"]["id"].as_str().expect("id").to_owned(), claim)).collect()
}

#[test]
fn the_articles_claims_cannot_be_tested_by_weights_of_girls() {
    let claims = article_claims(&Sandbox::new(), "claims @anorexia --format json");
    assert!(claims.len() >= 20, "{}", claims.len());
    for (id, claim) in claims {
        assert_eq!(claim["verdict"], "not-testable", "{id}");
        let missing = claim["missing"].as_array().expect("list");
        assert!(!missing.is_empty() && missing.iter().all(|words| !words.as_str().expect("words").is_empty()), "{id}");
        assert!(claim["estimate"].is_null(), "{id}");
    }
}

#[test]
fn the_first_claim_is_judged_where_its_ingredients_are() {
    let plan = |intervention: &str, records: &str| {
        format!(
            "title = \"Waist\"\nintervention = \"{intervention}\"\n[design]\nkind = \"single-arm\"\nrecords = [{records}]\n\
             [columns]\nid = \"id\"\n[[outcome]]\nname = \"waist\"\nkind = \"girth\"\nunit = \"cm\"\n\
             before = \"waist_before_cm\"\nafter = \"waist_after_cm\"\n"
        )
    };
    let a1 = |plan: &str, mean: i32| {
        let sandbox = Sandbox::with(&[("data.csv", data(40, mean, 1)), ("plan.toml", plan.to_owned())]);
        let claims = article_claims(&sandbox, "claims . --format json");
        claims.into_iter().find(|(id, _)| id == "A1").expect("A1").1
    };
    let whole = plan("one session of mesotherapy", "\"treated-site\", \"single-session\"");
    // A1 says that the session did it, and nobody was left untreated.
    assert_eq!(a1(&whole, -17)["verdict"], "observed-not-attributable");
    assert_eq!(a1(&whole, -5)["verdict"], "refuted");
    assert_eq!(number(&a1(&whole, -17)["region"]["lower"]), -2.0);
    for lacking in [
        plan("one session of massage", "\"treated-site\", \"single-session\""),
        plan("one session of mesotherapy", "\"single-session\""),
        plan("one session of mesotherapy", "\"treated-site\""),
    ] {
        let judgement = a1(&lacking, -17);
        assert_eq!(judgement["verdict"], "not-testable");
        assert_eq!(judgement["missing"].as_array().expect("list").len(), 1, "{judgement}");
    }
}

// ---- from the file to the control ----

/// Twenty people whose left thigh was treated (-2 cm) and whose right was not (-0.5 cm), in long form.
fn split_body(randomised: bool) -> Sandbox {
    let mut data = "id,site,visit,waist\n".to_owned();
    for person in 0..20 {
        for (site, change) in [("left", -20), ("right", -5)] {
            let before = 800 + 7 * person;
            let after = before + change + (person + i32::from(site == "left")) % 3 - 1;
            data += &format!("P{person},{site},0,{}.{}\n", before / 10, before % 10);
            data += &format!("P{person},{site},1,{}.{}\n", after / 10, after % 10);
        }
    }
    let plan = format!(
        "title = \"Thighs\"\nintervention = \"mesotherapy\"\n[design]\nkind = \"split-body\"\nrandomised = {randomised}\n\
         control = \"right\"\nrecords = [\"treated-site\"]\n[columns]\nid = \"id\"\nsite = \"site\"\nvisit = \"visit\"\n\
         value = \"waist\"\nbaseline = \"0\"\nfollowup = \"1\"\n[[outcome]]\nname = \"waist\"\nkind = \"girth\"\nunit = \"cm\"\n\
         column = \"waist\"\n"
    );
    let local = claim("kind = \"locality\", margin = \"0.5 cm\"", "direction = \"decrease\"\nwording = \"causal\"");
    let order = claim("kind = \"order-of-sites\", first = \"left\", second = \"right\"", "direction = \"decrease\"");
    let back = claim(
        "kind = \"at-least\", value = \"1.5 cm\"",
        "direction = \"increase\"\nsite = \"left\"\nfrom = \"1\"\nto = \"0\"",
    );
    let claims = [("local", local), ("order", order), ("back", back)]
        .map(|(id, claim)| claim.replace("id = \"c\"", &format!("id = \"{id}\"")))
        .join("\n");
    Sandbox::with(&[("data.csv", data), ("plan.toml", plan), ("claims.toml", claims)])
}

#[test]
fn treated_and_untreated_sites_are_found_in_a_file() {
    for (randomised, expected) in [(true, "supported"), (false, "observed-not-attributable")] {
        let sandbox = split_body(randomised);
        let json = sandbox.girth("claims . --format json").ok().json();
        let local = &json["claims"][0];
        assert_eq!((local["verdict"].as_str(), local["n"].as_u64()), (Some(expected), Some(20)), "{local}");
        assert_eq!(local["basis"], "difference between sites");
        assert!((number(&local["estimate"]["value"]) + 1.5).abs() < 0.1, "{local}");
        // Neither an order of sites nor visits by name say why.
        for at in [1, 2] {
            assert_eq!(json["claims"][at]["verdict"], "supported", "{}", json["claims"][at]);
        }
        assert!((number(&json["claims"][2]["estimate"]["value"]) - 2.0).abs() < 0.1);
        let a8 = article_claims(&sandbox, "claims . --format json").into_iter().find(|(id, _)| id == "A8");
        assert_eq!(a8.expect("A8").1["verdict"], expected);
    }
}
