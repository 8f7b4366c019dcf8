//! What must hold of every registered procedure, whatever the readings.

mod bootstrap;
mod brute_force;
mod categorical;
mod degenerate;
mod effects;
mod equivalence;
mod evidence;
mod generate;
mod invariance;
mod linear;
mod location;
mod missing;
mod mixed;
mod mmrm;
mod mmrm_model;
mod multiplicity;
mod repeated;
mod risk;
mod signed_rank;
mod slopes;
mod spread;
mod theory;
mod two_sample;
mod view;
