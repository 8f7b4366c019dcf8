//! Numerical techniques that know no statistics, one per file.
//!
//! Everything here is bounded in iterations, depends on `std` and `libm` only, and gives the same bits on every
//! platform and for any number of threads.

mod biased_sums;
mod cholesky;
mod convolution;
mod error;
mod exchanged_means;
mod index_draws;
mod matrix;
mod meet_in_the_middle;
mod midrank;
mod newton;
mod orthonormal;
mod qr;
mod quadrature;
mod random;
mod root;
mod sized_sums;
mod subset_means;
mod sum;
mod symmetric;
mod trapezoid;

pub use biased_sums::BiasedSums;
pub use cholesky::{cholesky_factor, solve_positive_definite};
pub use convolution::SubsetSums;
pub use error::NumError;
pub use exchanged_means::{ExchangedMean, lowest_exchanged_mean};
pub use index_draws::{IndexDraws, draws_per_word};
pub use matrix::{bilinear, product, trace_of_product};
pub use meet_in_the_middle::{SubsetCounts, sized_subset_counts, subset_counts};
pub use midrank::{Midranks, doubled_midranks, midranks};
pub use newton::{Direction, invert_tail};
pub use orthonormal::Orthonormal;
pub use qr::HouseholderQr;
pub use quadrature::{GaussLegendre, integrate};
pub use random::{SplitMix64, Stream, Xoshiro256PlusPlus};
pub use root::{bracketed_root, expand_bracket};
pub use sized_sums::SizedSums;
pub use subset_means::{SubsetMean, lowest_subset_mean};
pub use sum::{CompensatedSum, compensated_sum};
pub use symmetric::{inverse_and_log_determinant, symmetric_eigen};
pub use trapezoid::trapezoid;
