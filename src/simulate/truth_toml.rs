//! The truth as truth.toml.

use super::{ReliabilityTruth, SelectionTruth, Truth};
use std::fmt::Write;

impl Truth {
    /// As truth.toml, numbers to four decimals.
    pub fn toml(&self) -> String {
        let mut text = String::from(
            "# The truth behind SIMULATED data: population values for everybody who would be enrolled, as if nobody dropped out,\n\
             # before readings are rounded. Change = after - before; a difference is treated - control.\n\n",
        );
        let _ = write!(text, "title = {}\nseed = {}\n", quoted(&self.title), self.seed);
        if let Some(selection) = &self.selection {
            selected(&mut text, selection);
        }
        for change in &self.change {
            let mut table = Entries::new(&mut text, "[[change]]");
            table.word("outcome", &change.outcome).word("column", &change.column);
            table
                .maybe("site", change.site.as_deref())
                .maybe("arm", change.arm.as_deref())
                .word("visit", &change.visit);
            table.plain("week", &float(change.week)).word("unit", &change.unit).number("effect", Some(change.effect));
            table.number("drift", change.drift).number("co-intervention", change.co_intervention);
            table.number("regression-to-the-mean", change.regression_to_the_mean);
            table.number("expected-change", Some(change.expected_change));
        }
        for contrast in &self.contrast {
            let mut table = Entries::new(&mut text, "[[contrast]]");
            table.word("outcome", &contrast.outcome).word("treated", &contrast.treated);
            table.word("control", &contrast.control).maybe("site", contrast.site.as_deref());
            table.word("visit", &contrast.visit).word("unit", &contrast.unit).number("effect", Some(contrast.effect));
            table.number("expected-difference", Some(contrast.expected_difference));
        }
        for harm in &self.harm {
            let mut table = Entries::new(&mut text, "[[harm]]");
            table.word("name", &harm.name).word("column", &harm.column).maybe("site", harm.site.as_deref());
            table.maybe("arm", harm.arm.as_deref()).number("per-session", Some(harm.per_session));
            table.plain("sessions", &harm.sessions.to_string());
            table.number("expected-events", Some(harm.expected_events)).number("any-event", Some(harm.any_event));
        }
        for reliability in &self.reliability {
            reliable(&mut text, reliability);
        }
        for observer in &self.observer {
            let mut table = Entries::new(&mut text, "[[observer]]");
            table.word("name", &observer.name).word("column", &observer.column).maybe("site", observer.site.as_deref());
            table.word("unit", &observer.unit).number("bias", Some(observer.bias));
            table.number("within-observer-tem", Some(observer.within_observer_tem));
        }
        for error in &self.gross_error {
            let mut table = Entries::new(&mut text, "[[gross-error]]");
            table.word("participant", &error.participant).word("visit", &error.visit);
            table.maybe("observer", error.observer.as_deref());
            if let Some(reading) = error.reading {
                table.plain("reading", &reading.to_string());
            }
            table.word("column", &error.column).word("kind", &error.kind);
            table.word("right", &error.right).word("written", &error.written);
        }
        text
    }
}

fn selected(text: &mut String, selection: &SelectionTruth) {
    let mut table =
        Entries::new(text, "# Of everybody from whom people are enrolled, by the reading that decides.\n[selection]");
    table.word("outcome", &selection.outcome).maybe("site", selection.site.as_deref()).word("unit", &selection.unit);
    table.number("population-mean", Some(selection.population_mean));
    table.number("reading-sd", Some(selection.reading_sd));
    table.number("within-person-sd", Some(selection.within_person_sd)).number("at-least", selection.at_least);
    table.plain("worst-of", &selection.worst_of.to_string()).plain("separate", &selection.separate.to_string());
    table.number("share-enrolled", Some(selection.share_enrolled));
    table.number("regression-to-the-mean", Some(selection.regression_to_the_mean));
}

fn reliable(text: &mut String, reliability: &ReliabilityTruth) {
    let mut table = Entries::new(text, "[[reliability]]");
    table.word("outcome", &reliability.outcome).word("column", &reliability.column);
    table.maybe("site", reliability.site.as_deref()).word("unit", &reliability.unit);
    table.number("between-people", Some(reliability.between_people));
    table.number("between-occasions", Some(reliability.between_occasions));
    table.number("between-observers", reliability.between_observers);
    table.number("observer-by-person", Some(reliability.observer_by_person));
    table.number("reading-error", Some(reliability.reading_error)).number("rounding", Some(reliability.rounding));
    table.number("within-observer-tem", Some(reliability.within_observer_tem));
    table.number("between-observer-tem", reliability.between_observer_tem);
}

/// One table of the file.
struct Entries<'a> {
    text: &'a mut String,
}

impl<'a> Entries<'a> {
    fn new(text: &'a mut String, head: &str) -> Entries<'a> {
        let _ = write!(text, "\n{head}\n");
        Entries { text }
    }

    fn plain(&mut self, key: &str, value: &str) -> &mut Self {
        let _ = writeln!(self.text, "{key} = {value}");
        self
    }

    fn word(&mut self, key: &str, value: &str) -> &mut Self {
        self.plain(key, &quoted(value))
    }

    fn maybe(&mut self, key: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.word(key, value);
        }
        self
    }

    fn number(&mut self, key: &str, value: Option<f64>) -> &mut Self {
        if let Some(value) = value {
            // No negative zero: what rounds to 0 has no sign.
            let rounded = (value * 10_000.0).round() / 10_000.0 + 0.0;
            self.plain(key, &format!("{rounded:.4}"));
        }
        self
    }
}

fn float(value: f64) -> String {
    format!("{value:?}")
}

/// A TOML string; titles may hold quotes.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
