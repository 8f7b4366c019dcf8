//! Picked pictures: what the best of many show, and what raters see who do not know which is which.
