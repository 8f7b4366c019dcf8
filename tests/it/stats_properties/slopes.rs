//! Random slopes, doses and what is left of an effect.
