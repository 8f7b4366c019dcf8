//! Readings of yes or no, twice: the tests of a share before and after.

mod difference;
mod mcnemar;
mod paired_proportions;
mod table;

pub use difference::{DifferenceMethod, difference_interval, score_statistic};
pub use mcnemar::{DIFFERENCE_OF_PROPORTIONS, McNemar, ODDS_RATIO};
pub use paired_proportions::PairedProportions;
pub use table::PairedTable;
