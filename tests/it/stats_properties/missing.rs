//! People who left.
