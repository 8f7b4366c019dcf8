//! What cannot be built.

use super::Unit;

/// Why a value of the model cannot exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DataError {
    /// Two units that measure different things.
    #[error("{from} cannot be expressed in {to}: they measure different things")]
    Unit {
        /// The unit given.
        from: Unit,
        /// The unit asked for.
        to: Unit,
    },
    /// Columns that should be as long as each other are not.
    #[error("{what}: {found} values for {expected} participants")]
    Length {
        /// Which column.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length needed.
        expected: usize,
    },
    /// A participant who occurs twice in a paired sample.
    #[error("participant {0} occurs twice in one paired sample")]
    DuplicateParticipant(String),
    /// A sample with nobody in it.
    #[error("no complete pair of readings is left")]
    Empty,
    /// Readings so fine and so large that their common grid does not fit.
    #[error("readings with more digits than a common grid can hold (about 36 in all)")]
    Grid,
    /// A rater who judged one pair of pictures twice.
    #[error("rater {rater} judged pair {pair} twice")]
    RatedTwice {
        /// The rater.
        rater: String,
        /// The pair.
        pair: String,
    },
    /// A study whose figures cannot be combined with others.
    #[error("{study}: {why}")]
    Study {
        /// The study.
        study: String,
        /// What is wrong with its figures.
        why: &'static str,
    },
    /// Rated pairs without an answer.
    #[error("no rater gave an answer")]
    NoAnswer,
}
