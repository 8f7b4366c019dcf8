//! How changes are spread.

mod qq;

pub use qq::{QqPoint, qq};
