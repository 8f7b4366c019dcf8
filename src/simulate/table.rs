//! People to rows, rows to CSV.

use super::generate::Person;
use super::{Layout, Spec};
use crate::data::DesignKind;
use std::fmt::Write;

/// Readings as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub header: Vec<String>,
    /// One cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// As comma-separated text. No cell needs quotes: names with commas or quotes are refused when the specification is read.
    pub fn csv(&self) -> String {
        let mut text = self.header.join(",") + "\n";
        for row in &self.rows {
            let _ = writeln!(text, "{}", row.join(","));
        }
        text
    }
}

/// A column's name where sites are rows: `{site}_thigh_cm` is `thigh_cm`.
pub(super) fn without_site(template: &str) -> String {
    template.replace("{site}_", "").replace("_{site}", "").replace("{site}", "")
}

pub(super) fn table(spec: &Spec, people: &[Person]) -> Table {
    let mut rows = Vec::new();
    for (number, person) in people.iter().enumerate() {
        let name = participant(spec, number);
        for (visit, readings) in person.readings.iter().enumerate() {
            for reading in 0..readings.len() {
                let row = |site| row(spec, &name, person, (visit, reading), site);
                match spec.layout {
                    Layout::VisitsAsRows => rows.push(row(None)),
                    Layout::SitesAsRows => rows.extend((0..spec.site.len()).map(|site| row(Some(site)))),
                }
            }
        }
    }
    Table { header: header(spec), rows }
}

/// The name of a person enrolled, counted from 0.
pub(super) fn participant(spec: &Spec, number: usize) -> String {
    let width = spec.people.to_string().len().max(2);
    format!("S{:0width$}", number + 1)
}

fn header(spec: &Spec) -> Vec<String> {
    let mut names = vec!["participant".to_owned()];
    let design: &[&str] = match spec.design {
        DesignKind::ParallelArms => &["arm"],
        DesignKind::SplitBody => &["treated_side"],
        DesignKind::Crossover => &["sequence", "period", "treatment"],
        DesignKind::SingleArm | DesignKind::OneOccasion => &[],
    };
    names.extend(design.iter().map(|name| (*name).to_owned()));
    let when = if spec.observer.is_empty() { ["visit", "week", "sessions"] } else { ["visit", "observer", "reading"] };
    names.extend(when.map(str::to_owned));
    if spec.layout == Layout::SitesAsRows {
        names.push("site".to_owned());
    }
    let templates = spec.outcome.iter().map(|outcome| &outcome.column).chain(spec.harm.iter().map(|harm| &harm.column));
    for template in templates {
        if spec.layout == Layout::VisitsAsRows && template.contains("{site}") {
            names.extend(spec.site.iter().map(|site| template.replace("{site}", &site.name)));
        } else {
            names.push(without_site(template));
        }
    }
    names.extend(spec.co_intervention.iter().filter_map(|other| other.column.clone()));
    names.push("simulated".to_owned());
    names
}

/// One row: all sites, or the one asked for.
fn row(spec: &Spec, name: &str, person: &Person, (visit, reading): (usize, usize), site: Option<usize>) -> Vec<String> {
    let stated = &spec.visit[visit];
    let mut cells = vec![name.to_owned()];
    let arm = |at: usize| spec.arm.get(at).map_or(String::new(), |arm| arm.name.clone());
    match spec.design {
        DesignKind::ParallelArms => cells.push(arm(person.assigned)),
        DesignKind::SplitBody => cells.push(if person.assigned == 1 { "right" } else { "left" }.to_owned()),
        DesignKind::Crossover => {
            let now = super::effects::arm_at(spec, person.assigned, visit);
            cells.push(if person.assigned == 0 { "AB" } else { "BA" }.to_owned());
            cells.extend([stated.period.to_string(), arm(now)]);
        }
        DesignKind::SingleArm | DesignKind::OneOccasion => {}
    }
    cells.push(stated.name.clone());
    match super::observer::who(spec, reading) {
        Some((observer, round)) => cells.extend([observer.name.clone(), round.to_string()]),
        None => cells.extend([stated.week.to_string(), stated.sessions.to_string()]),
    }
    if let Some(site) = site {
        cells.push(spec.site[site].name.clone());
    }
    let wanted = |count: usize, at: usize| site.is_none_or(|site| count == 1 || site == at);
    for readings in &person.readings[visit][reading] {
        let here = readings.iter().enumerate().filter(|(at, _)| wanted(readings.len(), *at));
        cells.extend(here.map(|(_, reading)| reading.to_string()));
    }
    for sites in &person.events {
        let here = sites.iter().enumerate().filter(|(at, _)| wanted(sites.len(), *at));
        cells.extend(here.map(|(_, counts)| counts[visit].to_string()));
    }
    let recorded = spec.co_intervention.iter().zip(&person.taken_up).filter(|(other, _)| other.column.is_some());
    cells.extend(recorded.map(|(_, taken)| if *taken { "yes" } else { "no" }.to_owned()));
    cells.push("yes".to_owned());
    cells
}
