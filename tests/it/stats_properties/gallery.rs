//! Picked pictures and rated pairs.
