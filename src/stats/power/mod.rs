//! How many participants.

mod settle;

pub use settle::{Settled, participants_to_settle};
