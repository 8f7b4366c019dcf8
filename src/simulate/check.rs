//! What TOML's types cannot say: names, designs, ranges.

use super::error::Place;
use super::{Assignment, Layout, SimulateError, Spec};
use crate::data::DesignKind;
use std::collections::BTreeSet;

/// More readings than this are a slip.
const MOST_PEOPLE: usize = 1_000_000;
/// More sessions than this are a slip.
const MOST_SESSIONS: u32 = 1_000;

type Checked = Result<(), SimulateError>;

pub(super) fn check(spec: &Spec, place: &Place<'_>) -> Checked {
    let top = |key: &str, what: &str| Err(place.problem("", 0, key, what.to_owned()));
    if spec.title.trim().is_empty() {
        return top("title", "title: say what the trial is");
    }
    if !spec.title.to_uppercase().contains("SIMULATED") {
        return top("title", "title: it must say that the data are SIMULATED");
    }
    if spec.people == 0 || spec.people > MOST_PEOPLE {
        return top("people", "people: from 1 to 1000000");
    }
    names(spec, place)?;
    design(spec, place)?;
    visits(spec, place)?;
    outcomes(spec, place)
}

fn is_plain(name: &str) -> bool {
    !name.trim().is_empty()
        && name.trim() == name
        && !name.contains([',', '"', ';', '\'', '{', '}'])
        && !name.contains(char::is_control)
}

/// Names that go into the data are plain and used once.
fn names(spec: &Spec, place: &Place<'_>) -> Checked {
    let groups: [(&str, &str, Vec<&str>); 7] = [
        ("arm", "name", spec.arm.iter().map(|arm| arm.name.as_str()).collect()),
        ("site", "name", spec.site.iter().map(|site| site.name.as_str()).collect()),
        ("visit", "name", spec.visit.iter().map(|visit| visit.name.as_str()).collect()),
        ("outcome", "name", spec.outcome.iter().map(|outcome| outcome.name.as_str()).collect()),
        ("observer", "name", spec.observer.iter().map(|observer| observer.name.as_str()).collect()),
        ("harm", "name", spec.harm.iter().map(|harm| harm.name.as_str()).collect()),
        ("co-intervention", "name", spec.co_intervention.iter().map(|other| other.name.as_str()).collect()),
    ];
    for (head, key, names) in groups {
        let mut seen = BTreeSet::new();
        for (at, name) in names.into_iter().enumerate() {
            if !is_plain(name) {
                return Err(place.problem(
                    head,
                    at,
                    key,
                    format!("{head}: `{name}` is not a plain name (no commas, quotes or braces)"),
                ));
            }
            if !seen.insert(name) {
                return Err(place.problem(head, at, key, format!("{head}: the name `{name}` is used twice")));
            }
        }
    }
    columns(spec, place)
}

/// Every column has a name of its own, after `{site}` is filled in.
fn columns(spec: &Spec, place: &Place<'_>) -> Checked {
    let outcomes = spec.outcome.iter().enumerate().map(|(at, outcome)| ("outcome", at, outcome.column.as_str()));
    let harms = spec.harm.iter().enumerate().map(|(at, harm)| ("harm", at, harm.column.as_str()));
    let others = spec.co_intervention.iter().enumerate();
    let others = others.filter_map(|(at, other)| other.column.as_deref().map(|column| ("co-intervention", at, column)));
    let fixed = [
        "participant",
        "arm",
        "sequence",
        "period",
        "treatment",
        "treated_side",
        "visit",
        "week",
        "sessions",
        "site",
        "simulated",
    ];
    let of_readings: &[&str] = if spec.observer.is_empty() { &[] } else { &["observer", "reading"] };
    let mut seen: BTreeSet<String> = fixed.iter().chain(of_readings).map(|name| (*name).to_owned()).collect();
    for (head, at, template) in outcomes.chain(harms).chain(others) {
        let problem = |what: String| Err(place.problem(head, at, "column", what));
        let by_site = template.contains("{site}");
        if by_site && spec.site.is_empty() {
            return problem(format!("{head}: the column `{template}` needs sites; give [[site]]"));
        }
        if by_site && head == "co-intervention" {
            return problem(
                "co-intervention: what a person does has no site; take {site} out of the column".to_owned(),
            );
        }
        let filled: Vec<String> = if by_site && spec.layout == Layout::VisitsAsRows {
            spec.site.iter().map(|site| template.replace("{site}", &site.name)).collect()
        } else {
            vec![super::table::without_site(template)]
        };
        for column in filled {
            if !is_plain(&column) {
                return problem(format!("{head}: `{column}` is not a plain name of a column"));
            }
            if !seen.insert(column.clone()) {
                return problem(format!("{head}: there is another column `{column}`"));
            }
        }
    }
    Ok(())
}

fn design(spec: &Spec, place: &Place<'_>) -> Checked {
    let top = |what: &str| Err(place.problem("", 0, "design", what.to_owned()));
    let controls = spec.arm.iter().filter(|arm| arm.control).count();
    let control_sites = spec.site.iter().filter(|site| site.control).count();
    match spec.design {
        DesignKind::OneOccasion if spec.observer.is_empty() => {
            return top("design: one occasion has no change to simulate; choose another design");
        }
        DesignKind::OneOccasion if !spec.arm.is_empty() || spec.visit.len() != 1 => {
            return top("design: one occasion has one [[visit]] and no [[arm]]");
        }
        DesignKind::SingleArm if spec.arm.len() > 1 => {
            return top("design: a single-arm trial has at most one [[arm]]");
        }
        DesignKind::SplitBody if spec.arm.len() > 1 => {
            return top("design: a split-body trial has at most one [[arm]]");
        }
        DesignKind::SplitBody if spec.site.len() != 2 || control_sites != 1 => {
            return top("design: a split-body trial has two [[site]], one of them with control = true");
        }
        DesignKind::ParallelArms if spec.arm.len() < 2 => return top("design: parallel arms need two or more [[arm]]"),
        DesignKind::Crossover if spec.arm.len() != 2 => {
            return top("design: a crossover has two [[arm]], the treatments");
        }
        _ => {}
    }
    if controls > 1 {
        return top("design: more than one [[arm]] has control = true");
    }
    if spec.design != DesignKind::SplitBody && control_sites > 0 {
        let at = spec.site.iter().position(|site| site.control).unwrap_or(0);
        return Err(place.problem("site", at, "control", "site: only a split body has a control site".to_owned()));
    }
    if spec.layout == Layout::SitesAsRows && spec.site.is_empty() {
        return Err(place.problem("", 0, "layout", "layout: sites-as-rows needs [[site]]".to_owned()));
    }
    for (at, arm) in spec.arm.iter().enumerate() {
        if arm.share == 0 || arm.share > 100 {
            return Err(place.problem("arm", at, "share", "arm: share is a whole number from 1 to 100".to_owned()));
        }
        if spec.design == DesignKind::Crossover && arm.share != 1 {
            return Err(place.problem(
                "arm",
                at,
                "share",
                "arm: in a crossover everybody gets each treatment; leave share out".to_owned(),
            ));
        }
    }
    let randomisation = spec.randomisation;
    let problem = |what: &str| Err(place.problem("randomisation", 0, "repeats-per-block", what.to_owned()));
    match (randomisation.method, randomisation.repeats_per_block) {
        (Assignment::Blocks, Some(repeats)) if (1..=1000).contains(&repeats) => Ok(()),
        (Assignment::Blocks, _) => problem("randomisation: blocks need repeats-per-block, from 1 to 1000"),
        (_, Some(_)) => problem("randomisation: repeats-per-block goes with method = \"blocks\""),
        (_, None) if randomisation.method != Assignment::None && spec.design == DesignKind::SingleArm => Err(place
            .problem("randomisation", 0, "method", "randomisation: a single arm leaves nothing to chance".to_owned())),
        _ => Ok(()),
    }
}

fn visits(spec: &Spec, place: &Place<'_>) -> Checked {
    let problem = |at: usize, key: &str, what: String| Err(place.problem("visit", at, key, what));
    if spec.visit.is_empty() || (spec.visit.len() < 2 && spec.observer.is_empty()) {
        return Err(place.problem("", 0, "visit", "a trial needs two or more [[visit]]".to_owned()));
    }
    for (at, visit) in spec.visit.iter().enumerate() {
        if !visit.week.is_finite() || !(0.0..=1040.0).contains(&visit.week) {
            return problem(at, "week", format!("visit `{}`: week is from 0 to 1040", visit.name));
        }
        if visit.sessions > MOST_SESSIONS {
            return problem(at, "sessions", format!("visit `{}`: at most {MOST_SESSIONS} sessions", visit.name));
        }
        let Some(before) = at.checked_sub(1).map(|before| &spec.visit[before]) else {
            if visit.week != 0.0 || visit.sessions != 0 || visit.period != 1 {
                return problem(
                    at,
                    "week",
                    format!("visit `{}`: the first visit is week 0, before any session, in period 1", visit.name),
                );
            }
            continue;
        };
        if visit.week <= before.week {
            return problem(at, "week", format!("visit `{}`: its week is not after the one before", visit.name));
        }
        if visit.period == before.period && visit.sessions < before.sessions {
            return problem(
                at,
                "sessions",
                format!("visit `{}`: sessions received so far cannot become fewer", visit.name),
            );
        }
        if visit.period != before.period && (visit.period != before.period + 1 || spec.design != DesignKind::Crossover)
        {
            return problem(
                at,
                "period",
                format!("visit `{}`: periods are 1 and 2 of a crossover, in order", visit.name),
            );
        }
        if visit.period > 2 {
            return problem(
                at,
                "period",
                format!("visit `{}`: a crossover of two treatments has two periods", visit.name),
            );
        }
    }
    if spec.design == DesignKind::Crossover && spec.visit.iter().all(|visit| visit.period == 1) {
        return Err(place.problem("", 0, "design", "design: a crossover needs visits with period = 2".to_owned()));
    }
    if spec.carry_over.value() > 0.0 && spec.design != DesignKind::Crossover {
        return Err(place.problem("", 0, "carry-over", "carry-over: only a crossover has one".to_owned()));
    }
    Ok(())
}

fn outcomes(spec: &Spec, place: &Place<'_>) -> Checked {
    for (at, outcome) in spec.outcome.iter().enumerate() {
        let name = &outcome.name;
        let problem = |key: &str, what: String| Err(place.problem("outcome", at, key, what));
        if outcome.decimals > 3 {
            return problem("decimals", format!("outcome `{name}`: decimals are from 0 to 3"));
        }
        let preference = outcome.digit_preference;
        if preference.half.value() + preference.whole.value() > 1.0 {
            return problem(
                "digit-preference",
                format!("outcome `{name}`: the shares of digit-preference exceed 100%"),
            );
        }
        if outcome.decimals == 0 && preference.half.value() > 0.0 {
            return problem("digit-preference", format!("outcome `{name}`: halves need a decimal; give decimals = 1"));
        }
        let by_site = outcome.column.contains("{site}");
        if let Some(between) = outcome.between_sites {
            if !by_site {
                return problem(
                    "between-sites",
                    format!("outcome `{name}`: between-sites needs {{site}} in the column"),
                );
            }
            for (key, correlation) in
                [("level", between.level), ("occasion", between.occasion), ("wander", between.wander)]
            {
                if !(0.0..=1.0).contains(&correlation) {
                    return problem(
                        "between-sites",
                        format!("outcome `{name}`: the correlation `{key}` is not from 0 to 1"),
                    );
                }
            }
        } else if by_site {
            return problem("column", format!("outcome `{name}`: a column with {{site}} needs between-sites"));
        }
        if outcome.right_minus_left.is_some() && (spec.design != DesignKind::SplitBody || !by_site) {
            return problem("right-minus-left", format!("outcome `{name}`: only a split body has a right and a left"));
        }
        if !outcome.thresholds.is_empty() {
            if outcome.thresholds.windows(2).any(|pair| pair[0] >= pair[1])
                || outcome.thresholds.iter().any(|value| !value.is_finite())
            {
                return problem("thresholds", format!("outcome `{name}`: thresholds rise"));
            }
            if outcome.decimals != 0 || preference.half.value() + preference.whole.value() > 0.0 {
                return problem(
                    "thresholds",
                    format!("outcome `{name}`: a grade has neither decimals nor digit preference"),
                );
            }
            if outcome.coupling.is_some() {
                return problem("coupling", format!("outcome `{name}`: a grade is not coupled to another outcome"));
            }
        }
    }
    if spec.outcome.is_empty() {
        return Err(place.problem("", 0, "outcome", "a trial needs an [[outcome]]".to_owned()));
    }
    Ok(())
}
