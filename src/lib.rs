//! girth puts claims to the test with before/after measurements.
//!
//! A value flows from left to right, and imports point only the other way:
//! bytes → [`ingest`] → [`data`] → [`stats`] → [`claims`] → [`plan`] → [`report`] and [`chart`] → [`render`] → files.
//! [`simulate`] makes bytes whose truth is known.

pub mod chart;
pub mod claims;
pub mod cli;
pub mod data;
pub mod dist;
pub mod ingest;
pub mod num;
pub mod plan;
pub mod render;
pub mod report;
pub mod result;
pub mod simulate;
pub mod stats;
