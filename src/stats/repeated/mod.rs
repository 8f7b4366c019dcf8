//! Several visits of the same people, some of them missed.

mod dose;
pub mod missing;
pub mod mmrm;
mod procedure;
mod retention;

pub use procedure::RepeatedProcedure;
