//! Integration tests: one binary, because each test binary links everything.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::unwrap_used, missing_docs)]

mod bundled;
mod calibration;
mod commands;
mod compare;
mod engines;
mod errors;
mod evidence;
mod example;
mod explain;
mod facts;
mod formats;
mod golden;
mod hostile_text;
mod house;
#[path = "../../benches/made_study.rs"]
mod made_study;
mod margins;
mod model;
mod null_studies;
mod photos;
mod published_rows;
mod reliability;
mod report_folder;
mod sandbox;
mod simulate;
mod stats_properties;
mod summary;
#[path = "../../benches/verdict_cells.rs"]
mod verdict_cells;
mod verdict_criteria;
mod verdict_time;
mod verdicts;
