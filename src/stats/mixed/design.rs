/// The fixed effects of a model: one column for each coefficient, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct FixedEffects {
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<Vec<f64>>,
}

impl FixedEffects {
    /// From rows of the readings; `None` when a row has another length than there are names, or there is no name.
    pub fn of_rows(names: Vec<String>, rows: &[Vec<f64>]) -> Option<FixedEffects> {
        let width = names.len();
        if width == 0 || rows.iter().any(|row| row.len() != width) {
            return None;
        }
        let columns = (0..width).map(|at| rows.iter().map(|row| row[at]).collect()).collect();
        Some(FixedEffects { names, columns })
    }

    /// The names of the coefficients.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}
