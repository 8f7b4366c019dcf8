//! What the model is fitted to.

/// Readings with the columns of the fixed effects: one row for each reading that is there, the rows of one person together, in the
/// order of the visits.
#[derive(Clone, Debug, PartialEq)]
pub struct Observations {
    /// The names of the columns.
    pub names: Vec<String>,
    /// The columns, row by row.
    pub x: Vec<f64>,
    /// The readings.
    pub y: Vec<f64>,
    /// The person of each row: numbers from 0, never falling.
    pub person: Vec<usize>,
    /// The visit of each row: numbers from 0, rising within a person.
    pub visit: Vec<usize>,
    /// When the visits were, for a covariance over real time: one for each visit.
    pub times: Option<Vec<f64>>,
    /// How many visits there are.
    pub visits: usize,
    /// For each person, whose covariance they have: numbers from 0; all 0 where one is shared.
    pub group: Vec<usize>,
    /// For each row, a weight above zero by whose inverse the variance is multiplied; absent where all are 1.
    pub weight: Option<Vec<f64>>,
}
