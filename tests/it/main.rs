//! Integration tests: one binary, because each test binary links everything.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod golden;
mod stats_properties;
