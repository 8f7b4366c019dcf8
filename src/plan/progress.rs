//! Who wants to know how far a long run has come. The library prints nothing.

/// Told at each step of a run.
pub trait Progress: Sync {
    /// A step begins, in words: `weight, FT: bootstrap`.
    fn step(&self, words: &str);
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn step(&self, _words: &str) {}
}
