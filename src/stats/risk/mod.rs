//! Events between groups and in one: differences, ratios, odds, rates, and what nothing out of n excludes.
