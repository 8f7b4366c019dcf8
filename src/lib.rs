//! girth puts claims to the test with before/after measurements.
//!
//! A value flows from left to right, and imports point only the other way:
//! bytes → [`data`] → statistics → claims → plan → report and chart → files.

pub mod chart;
pub mod data;
pub mod render;
pub mod result;
