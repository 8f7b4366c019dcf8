//! The covariance of one person's readings over the visits, as a function of parameters.

mod ante_dependence;
mod correlation;
mod exchangeable;
mod link;
mod parameters;
mod power;
mod scaled;
mod toeplitz;
mod unstructured;

pub(super) use parameters::{Cells, Covariance, Place};
