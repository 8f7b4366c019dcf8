//! Which columns of the fixed effects tell rows of one visit apart.

use super::Observations;

/// The columns that differ among the rows of one visit.
///
/// In `visit * arm` most columns are zero at a visit, or the same as another there: the intercept is the visit's own indicator, the arm
/// is the arm at the visit. Only the few different ones need enter the cross-products of the rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct VisitColumns {
    /// The different columns, ascending.
    pub distinct: Vec<usize>,
    /// For each column, where among the different ones it is; `None` where it is zero at this visit.
    pub place: Vec<Option<usize>>,
}

impl VisitColumns {
    /// For each visit.
    pub fn of(observations: &Observations) -> Vec<VisitColumns> {
        let width = observations.names.len();
        // For each visit and column, the first that has been the same so far; a column of zeros stands before them.
        let mut same = vec![vec![0; width + 1]; observations.visits];
        for (row, &visit) in observations.x.chunks_exact(width.max(1)).zip(&observations.visit) {
            let same = &mut same[visit];
            let value = |at: usize| if at == 0 { 0.0 } else { row[at - 1] };
            if row.iter().zip(&same[1..]).any(|(cell, &first)| *cell != value(first)) {
                *same = split(same, value);
            }
        }
        same.iter().map(|same| VisitColumns::from(same)).collect()
    }

    fn from(same: &[usize]) -> VisitColumns {
        let distinct: Vec<usize> = (1..same.len()).filter(|&at| same[at] == at).collect();
        let place = same[1..].iter().map(|first| distinct.iter().position(|at| at == first)).collect();
        VisitColumns { distinct: distinct.iter().map(|at| at - 1).collect(), place }
    }
}

/// Of columns that were the same so far, those that still are.
fn split(same: &[usize], value: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut next: Vec<usize> = Vec::with_capacity(same.len());
    for at in 0..same.len() {
        let alike = |&first: &usize| next[first] == first && same[first] == same[at] && value(first) == value(at);
        let first = (0..at).find(alike).unwrap_or(at);
        next.push(first);
    }
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interactions_are_few_at_each_visit() {
        // 1, arm, visit 1, arm at visit 1, age.
        let x = [
            [1.0, 0.0, 0.0, 0.0, 7.0],
            [1.0, 0.0, 1.0, 0.0, 7.0],
            [1.0, 1.0, 0.0, 0.0, 1.0],
            [1.0, 1.0, 1.0, 1.0, 1.0],
        ];
        let observations = Observations {
            names: ["1", "arm", "visit", "both", "age"].map(String::from).to_vec(),
            x: x.concat(),
            y: vec![0.0; 4],
            person: vec![0, 0, 1, 1],
            visit: vec![0, 1, 0, 1],
            times: None,
            visits: 3,
            group: vec![0, 0],
            weight: None,
        };
        let found = VisitColumns::of(&observations);
        assert_eq!(found[0].distinct, [0, 1, 4]);
        assert_eq!(found[0].place, [Some(0), Some(1), None, None, Some(2)]);
        assert_eq!(found[1].place, [Some(0), Some(1), Some(0), Some(1), Some(2)]);
        assert_eq!(found[2].place, [None; 5]);
    }
}
