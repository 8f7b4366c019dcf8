//! What besides a treatment makes a change: selection, drift, chance, and what was published of people who were not treated.
