//! What must hold of every registered procedure, whatever the readings.

mod bootstrap;
mod brute_force;
mod degenerate;
mod generate;
mod invariance;
mod signed_rank;
mod spread;
mod theory;
mod view;
