//! Integration tests: one binary, because each test binary links everything.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod bundled;
mod calibration;
mod commands;
mod engines;
mod errors;
mod example;
mod facts;
mod formats;
mod golden;
mod hostile_text;
mod house;
mod margins;
mod report_folder;
mod sandbox;
mod simulate;
mod stats_properties;
mod verdicts;
