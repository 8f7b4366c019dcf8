//! Simulated trials: the same bytes for ever, and the statistics that were asked for.

#[path = "simulate/bytes.rs"]
mod bytes;
#[path = "simulate/command.rs"]
mod command;
#[path = "simulate/mistakes.rs"]
mod mistakes;
#[path = "simulate/observers.rs"]
mod observers;
#[path = "simulate/photos.rs"]
mod photos;
#[path = "simulate/regression.rs"]
mod regression;
#[path = "simulate/statistics.rs"]
mod statistics;

use girth::simulate::{Simulated, Spec, Table, simulate};

/// Two visits, no sites: the smallest trial.
const SMALL: &str = "title = \"SIMULATED\"\nseed = 1\npeople = 8000\ndesign = \"single-arm\"\n\
    [[visit]]\nname = \"before\"\nweek = 0.0\n[[visit]]\nname = \"after\"\nweek = 12.0\nsessions = 12\n\
    [[outcome]]\nname = \"waist\"\ncolumn = \"waist_cm\"\nunit = \"cm\"\ndecimals = 2\nmean = \"80 cm\"\n\
    between-people = \"9 cm\"\nbetween-occasions = \"1.5 cm\"\nreading-error = \"0.8 cm\"\n";

#[track_caller]
fn made(text: &str) -> Simulated {
    let spec = Spec::read("s.toml", text).unwrap_or_else(|cause| panic!("{cause}"));
    simulate(&spec).unwrap_or_else(|cause| panic!("{cause}"))
}

#[track_caller]
fn column(table: &Table, name: &str) -> usize {
    table.header.iter().position(|header| header == name).unwrap_or_else(|| panic!("{name}: {:?}", table.header))
}

/// The numbers of a column in the rows that a condition keeps.
#[track_caller]
fn numbers(table: &Table, name: &str, keep: impl Fn(&dyn Fn(&str) -> String) -> bool) -> Vec<f64> {
    let at = column(table, name);
    let rows = table.rows.iter().filter(|row| keep(&|name| row[column(table, name)].clone()));
    rows.map(|row| row[at].parse().expect("number")).collect()
}

/// The numbers of a column at a visit.
#[track_caller]
fn at_visit(table: &Table, name: &str, visit: &str) -> Vec<f64> {
    numbers(table, name, |cell| cell("visit") == visit)
}

/// Changes of those who came to both visits.
#[track_caller]
fn changes(table: &Table, name: &str, before: &str, after: &str) -> Vec<f64> {
    let people = |visit: &str| -> Vec<String> {
        let at = (column(table, "participant"), column(table, "visit"));
        table.rows.iter().filter(|row| row[at.1] == visit).map(|row| row[at.0].clone()).collect()
    };
    let first: std::collections::HashMap<String, f64> =
        people(before).into_iter().zip(at_visit(table, name, before)).collect();
    people(after).iter().zip(at_visit(table, name, after)).map(|(id, value)| value - first[id]).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(left: &[f64], right: &[f64]) -> f64 {
    let (a, b) = (mean(left), mean(right));
    left.iter().zip(right).map(|(x, y)| (x - a) * (y - b)).sum::<f64>() / (left.len() - 1) as f64
}

fn sd(values: &[f64]) -> f64 {
    covariance(values, values).sqrt()
}

/// Within five standard errors.
#[track_caller]
fn near(what: &str, found: f64, expected: f64, standard_error: f64) {
    assert!(
        (found - expected).abs() <= 5.0 * standard_error,
        "{what}: {found} is not within five of {standard_error} from {expected}"
    );
}

/// A mean, an SD and their expected values.
#[track_caller]
fn near_moments(what: &str, values: &[f64], expected_mean: f64, expected_sd: f64) {
    let n = values.len() as f64;
    near(&format!("mean of {what}"), mean(values), expected_mean, expected_sd / n.sqrt());
    near(&format!("SD of {what}"), sd(values), expected_sd, expected_sd / (2.0 * n).sqrt());
}

/// A share and its expected value.
#[track_caller]
fn near_share(what: &str, found: f64, of: f64, expected: f64) {
    near(what, found / of, expected, (expected * (1.0 - expected) / of).sqrt().max(1e-12));
}
