//! Technical error, intraclass correlation, variance components.
