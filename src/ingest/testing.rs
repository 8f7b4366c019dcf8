//! Small files for the tests of this room.

use super::{IngestError, Ingested, OutcomeRequest, Roles, Source, ingest};

/// Reads a literal file called `waist.csv`.
pub(crate) fn read(text: &str, roles: &Roles) -> Result<Ingested, IngestError> {
    ingest(&Source::new("waist.csv", text), roles)
}

/// Reads a literal file without any role given.
pub(crate) fn detect(text: &str) -> Ingested {
    read(text, &Roles::default()).expect("a plain file")
}

/// The message of a file that is refused.
pub(crate) fn refused(text: &str, roles: &Roles) -> String {
    read(text, roles).expect_err("a file to refuse").to_string()
}

/// Roles with one outcome.
pub(crate) fn one(request: OutcomeRequest) -> Roles {
    Roles { outcomes: vec![request], ..Roles::default() }
}

/// The roles of a file in words.
pub(crate) fn words(ingested: &Ingested) -> Vec<&str> {
    ingested.mapping.iter().map(|mapped| mapped.words.as_str()).collect()
}

/// Whether a note of this name was made.
pub(crate) fn noted(ingested: &Ingested, id: &str) -> bool {
    ingested.notes.iter().any(|note| note.id == id)
}
