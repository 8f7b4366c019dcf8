//! Least squares: covariance analysis, several arms, regression on a co-intervention.
