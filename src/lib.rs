//! girth puts claims to the test with before/after measurements.
//!
//! A value flows from left to right, and imports point only the other way:
//! bytes → [`data`] → statistics → claims → plan → report and chart → files.

pub mod claims;
pub mod data;
pub mod dist;
pub mod num;
pub mod result;
pub mod stats;
