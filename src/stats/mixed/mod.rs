//! Several readings of one person: random intercepts, so that people are counted, not readings.
