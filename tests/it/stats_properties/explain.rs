//! Regression to the mean and the sensitivity of a change.
