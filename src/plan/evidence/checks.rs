//! Whether the figures of a printed row fit each other.

use super::RowCheck;
use crate::data::{ArmFigures, Decimal, PublishedRow, ReportedP, ReportedValue};
use crate::result::Level;
use crate::result::PValue;
use crate::result::format::{p_number, significant};
use crate::stats::consistency::{
    Consistency, EstimateScale, PlusMinus, PrintedEstimate, PrintedP, RangeKind, Spread, SpreadReading,
    check_mean_change, check_range, check_sd_of_change,
};

/// The column that says what the paper calls a number behind a plus-minus sign: `sd` or `se`.
const CALLED: &str = "plus_minus_called";

/// All checks that the figures of a row allow. Figures are taken as they stand in the table; zeros at their ends are not known to be
/// printed, so rounding is allowed for generously. A check that its figures do not define is left out.
pub(super) fn of_row(at: usize, row: &PublishedRow) -> Vec<RowCheck> {
    // A p-value of a study with a control is that of the difference.
    let of_change = if row.has_control() { None } else { row.p };
    let within = row.design.kind.pairs_are_conditions();
    let mut all = Vec::new();
    let mut add = |check: Option<RowCheck>| all.extend(check);
    if row.control.is_none() || within {
        add(plus_minus(at, row, "difference", &row.difference, row.p, row.active.n));
    }
    add(plus_minus(at, row, "change", &row.active.change, of_change, row.active.n));
    add(interval(at, "difference", &row.difference, row.p));
    add(interval(at, "change", &row.active.change, of_change));
    for (who, arm) in [("the treated", Some(&row.active)), ("the control", row.control.as_ref())] {
        if let Some(arm) = arm {
            add(means(at, who, arm));
            add(spreads(at, who, arm));
            add(range(at, who, arm));
        }
    }
    all
}

fn printed(value: Option<f64>) -> Option<Decimal> {
    value.and_then(Decimal::from_f64)
}

fn fits(verdict: Consistency) -> Option<bool> {
    match verdict {
        Consistency::Consistent => Some(true),
        Consistency::Inconsistent => Some(false),
        Consistency::CannotTell => None,
    }
}

/// Whether the number behind a plus-minus sign is an SD or a standard error, by the p-value.
fn plus_minus(
    at: usize,
    row: &PublishedRow,
    what: &str,
    figures: &ReportedValue,
    p: Option<ReportedP>,
    n: Option<u64>,
) -> Option<RowCheck> {
    let labelled = match row.covariates.get(CALLED).map(String::as_str) {
        Some("sd") => Some(Spread::Sd),
        Some("se") => Some(Spread::StandardError),
        _ => None,
    };
    let input = PlusMinus {
        value: printed(figures.value)?,
        plus_minus: printed(figures.plus_minus)?,
        labelled,
        n,
        p: PrintedP::of(p?)?,
    };
    let found = input.check().ok()?;
    let reading = |reading: &SpreadReading, name: &str| {
        let t = reading.t.map_or_else(String::new, |t| format!(" (t {})", significant(t, 3)));
        let people = match (reading.fits, reading.fewest, reading.most) {
            (false, ..) => "p does not fit, whatever the number of people".to_owned(),
            (true, Some(fewest), Some(most)) => format!("p fits with {fewest} to {most} people"),
            (true, Some(fewest), None) => format!("p fits with {fewest} people or more"),
            (true, ..) => "p fits".to_owned(),
        };
        let people = if n.is_some() && !reading.fits { "p does not fit".to_owned() } else { people };
        format!("as {name}{t} {people}")
    };
    let called = match labelled {
        Some(Spread::Sd) => ", which the source calls an SD",
        Some(Spread::StandardError) => ", which the source calls a standard error",
        None => "",
    };
    let words = format!(
        "{what} {} \u{b1} {}{called}, with p {}: {}; {}.",
        input.value,
        input.plus_minus,
        p_words(p?),
        reading(&found.as_se, "a standard error"),
        reading(&found.as_sd, "an SD"),
    );
    Some(RowCheck { row: at, check: "sd-or-standard-error", consistent: fits(found.verdict), words: sentence(&words) })
}

fn p_words(p: ReportedP) -> String {
    match p {
        ReportedP::Equal(p) => format!("= {p}"),
        ReportedP::Below(p) => format!("< {p}"),
        ReportedP::Above(p) => format!("> {p}"),
    }
}

/// Whether the estimate is in the middle of its interval, and p the one that both imply.
fn interval(at: usize, what: &str, figures: &ReportedValue, p: Option<ReportedP>) -> Option<RowCheck> {
    let input = PrintedEstimate {
        value: printed(figures.value)?,
        low: printed(figures.ci_low)?,
        high: printed(figures.ci_high)?,
        level: Level::DEFAULT,
        scale: EstimateScale::Difference,
        degrees: None,
    };
    let found = input.check(p.and_then(PrintedP::of)).ok()?;
    let [low, high] = found.implied_p.map(|p| PValue::try_new(p).map_or_else(|_| p.to_string(), p_number));
    let centred = match found.centred {
        Consistency::Inconsistent => "does not lie in the middle of",
        _ => "lies in the middle of",
    };
    let with_p = match (p, found.p) {
        (Some(p), Consistency::Inconsistent) => {
            format!("; they imply a p from {low} to {high}, and {} is printed", p_words(p))
        }
        (Some(p), _) => format!("; p {} goes with both", p_words(p)),
        (None, _) => String::new(),
    };
    let words = format!("{what} {} {centred} its interval {} to {}{with_p}.", input.value, input.low, input.high);
    Some(RowCheck { row: at, check: "interval", consistent: fits(found.verdict), words: sentence(&words) })
}

/// Whether the mean change is that of the means.
fn means(at: usize, who: &str, arm: &ArmFigures) -> Option<RowCheck> {
    let [before, after, change] = [arm.before.value, arm.after.value, arm.change.value].map(printed);
    let found = check_mean_change(before?, after?, change?, true).ok()?;
    let words = format!(
        "of {who}, the means before and after differ by {}, and a change of {} is printed.",
        significant(found.difference, 6),
        change?
    );
    Some(RowCheck { row: at, check: "mean-change", consistent: fits(found.verdict), words: sentence(&words) })
}

/// Whether the SD of the changes goes with those of the readings.
fn spreads(at: usize, who: &str, arm: &ArmFigures) -> Option<RowCheck> {
    let [before, after, change] = [arm.before.sd, arm.after.sd, arm.change.sd].map(printed);
    let found = check_sd_of_change(before?, after?, change?, true);
    let r = found.correlation.map_or_else(String::new, |[low, high]| {
        format!(", which implies a correlation from {} to {}", significant(low, 3), significant(high, 3))
    });
    let words = format!("of {who}, SDs {} before, {} after and {} of the change{r}.", before?, after?, change?);
    Some(RowCheck { row: at, check: "sd-of-change", consistent: fits(found.verdict), words: sentence(&words) })
}

/// Whether the mean change, and its SD, are possible within the smallest and the largest.
fn range(at: usize, who: &str, arm: &ArmFigures) -> Option<RowCheck> {
    let [mean, min, max] = [arm.change.value, arm.min, arm.max].map(printed);
    let found = check_range(mean?, printed(arm.change.sd), arm.n?, [min?, max?], RangeKind::Observed).ok()?;
    let spread = found.sd_bounds.map_or_else(String::new, |[low, high]| {
        format!("; the range allows an SD from {} to {}", significant(low, 3), significant(high, 3))
    });
    let words = format!("of {who}, a mean change of {} within {} to {}{spread}.", mean?, min?, max?);
    Some(RowCheck { row: at, check: "range", consistent: fits(found.verdict), words: sentence(&words) })
}

/// With a capital, and minus signs as they are printed.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let minus = |text: String| text.replace(" -", " \u{2212}");
    minus(first + letters.as_str())
}
