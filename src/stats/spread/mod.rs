//! Variability and shape.
