//! Which sums of mean squares estimate the components, and what a reader must know of them.

use super::balanced::GridSize;
use super::mean_squares::{Source, Weights};
use crate::result::Note;

/// The mean squares whose weighted sum has a component as its expectation; those that a grid lacks stand for the residual one.
pub(super) fn component_weights(source: Source, size: GridSize) -> Weights {
    let (p, o) = (size.persons as f64, size.observers as f64);
    let (s, r) = (size.sessions as f64, size.replicates as f64);
    let (divisor, terms): (f64, &[(Source, f64)]) = match source {
        Source::Person => (
            o * s * r,
            &[
                (Source::Person, 1.0),
                (Source::PersonByObserver, -1.0),
                (Source::Session, -1.0),
                (Source::ObserverBySession, 1.0),
            ],
        ),
        Source::Observer => (p * s * r, &[(Source::Observer, 1.0), (Source::PersonByObserver, -1.0)]),
        Source::PersonByObserver => (s * r, &[(Source::PersonByObserver, 1.0), (Source::ObserverBySession, -1.0)]),
        Source::Session => (o * r, &[(Source::Session, 1.0), (Source::ObserverBySession, -1.0)]),
        Source::ObserverBySession => (r, &[(Source::ObserverBySession, 1.0), (Source::Residual, -1.0)]),
        Source::Residual => (1.0, &[(Source::Residual, 1.0)]),
    };
    Weights::of(terms).over(divisor)
}

/// What the grid cannot tell apart, and which estimates were cut off.
pub(super) fn notes(size: GridSize, estimates: &[(Source, f64)]) -> Vec<Note> {
    let mut notes = Vec::new();
    if size.sessions == 1 {
        let text =
            "All readings are of one session: what a person differs by from day to day is not in these components.";
        notes.push(Note::new("one-session", text));
    }
    if size.observers == 1 {
        let text = "All readings are of one observer: what observers differ by is not in these components.";
        notes.push(Note::new("one-observer", text));
    }
    if size.replicates == 1 {
        let text = "No readings in turn by the same observer: the residual contains the finest difference that the readings \
                    tell apart.";
        notes.push(Note::new("no-replicates", text));
    }
    for (source, uncut) in estimates.iter().filter(|(_, uncut)| *uncut < 0.0) {
        let text = format!("The variance of {} was estimated as {uncut:.3e} and counts as 0.", source.name());
        notes.push(Note::new("negative-component", text));
    }
    notes
}
