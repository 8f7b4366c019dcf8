//! Repeated measures by classical means.
