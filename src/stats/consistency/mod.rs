//! Whether the figures of a paper can be true together.

mod change;
mod grim;
mod grimmer;
mod interval;
mod multiples;
mod page;
mod percentage;
mod printed_p;
mod range;
mod rounded;
mod sd_or_se;
mod verdict;

pub use change::{MeanChangeCheck, SdOfChangeCheck, check_mean_change, check_sd_of_change};
pub use grim::{GrimCheck, grim};
pub use grimmer::{GrimmerCheck, grimmer};
pub use interval::{EstimateScale, IntervalCheck, PrintedEstimate};
pub use page::ConsistencyOfFigures;
pub use percentage::{PercentageCheck, check_percentage};
pub use printed_p::PrintedP;
pub use range::{RangeCheck, RangeKind, check_range};
pub use sd_or_se::{PlusMinus, Spread, SpreadCheck, SpreadReading};
pub use verdict::Consistency;
