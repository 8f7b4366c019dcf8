//! Documents and figures to files.

pub mod png;
