//! What must hold of every registered procedure, whatever the readings.

mod brute_force;
mod categorical;
mod degenerate;
mod generate;
mod invariance;
mod signed_rank;
mod theory;
mod view;
