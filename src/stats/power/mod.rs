//! How many participants.

mod ancova;
mod mcnemar;
mod paired_t;
mod readings;
mod search;
mod settle;
mod tost;
mod two_proportions;

pub use ancova::{AncovaPower, AncovaSizes, ancova_participants, ancova_power};
pub use mcnemar::{McNemarPower, mcnemar_participants, mcnemar_power};
pub use paired_t::{PowerPairedT, SampleSize, paired_t_participants, paired_t_power};
pub use readings::{ByReadings, sample_size_by_readings};
pub use settle::{POWER, Settled, participants_to_settle};
pub use tost::{tost_participants, tost_power};
pub use two_proportions::two_proportions_participants;
