//! girth
