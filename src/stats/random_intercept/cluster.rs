//! What a likelihood with a random intercept needs to know of a cluster.

/// The log likelihood of a cluster at one value of its term, with the derivatives of an exponential family.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::stats) struct Moments {
    /// The log likelihood, but for a constant.
    pub log: f64,
    /// Its derivative: what was observed less its expectation.
    pub residual: f64,
    /// Minus its second derivative: the variance of what was observed.
    pub variance: f64,
}

/// A cluster, or several alike, whose count is of an exponential family in its term: the log likelihood is concave in it.
pub(in crate::stats) trait Cluster {
    /// How many clusters are like this.
    fn clusters(&self) -> f64 {
        1.0
    }

    /// The likelihood at a value of the term.
    fn at(&self, eta: f64) -> Moments;

    /// A variance whose root, taken for the width of the likelihood, steps finely enough for all of it, from where it is largest.
    fn bend(&self, eta: f64) -> f64;

    /// Whether the cluster can tell differences between clusters from chance: a single yes or no cannot.
    fn tells_spread(&self) -> bool;
}
