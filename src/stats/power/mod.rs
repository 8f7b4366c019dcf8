//! How many participants.

mod paired_t;
mod readings;
mod search;
mod settle;
mod tost;

pub use paired_t::{PowerPairedT, SampleSize, paired_t_participants, paired_t_power};
pub use readings::{ByReadings, sample_size_by_readings};
pub use settle::{POWER, Settled, participants_to_settle};
pub use tost::{tost_participants, tost_power};
