//! What the likelihood needs of each person's readings where persons have several random effects.

use crate::num::Orthonormal;
use crate::stats::mixed::blocks::{Block, Blocks};

impl Blocks {
    /// Of readings `y` (with fixed effects `q`, by column) of persons `person` with random effects `z` by column, whose covariance may
    /// differ from 0 at `pairs`. The readings of a person are turned so that only the first few, as many as the person's random effects
    /// can be told apart, depend on these; the others vary by the residual variance alone and go to the pool. The second part is what
    /// least squares leaves of the readings' sum of squares there.
    pub(in crate::stats::mixed) fn of_effects(
        q: &Orthonormal,
        y: &[f64],
        person: &[usize],
        z: &[Vec<f64>],
        pairs: &[(usize, usize)],
    ) -> (Blocks, f64) {
        let width = q.columns.len();
        let columns: Vec<&[f64]> = q.columns.iter().map(Vec::as_slice).chain([y]).collect();
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); person.iter().max().map_or(0, |most| most + 1)];
        person.iter().enumerate().for_each(|(row, &person)| rows[person].push(row));
        let mut pool = vec![0.0; (width + 1) * (width + 1)];
        let mut pool_degrees = 0.0;
        let mut blocks = Vec::with_capacity(rows.len());
        let mut within = vec![vec![0.0; y.len()]; width + 1];
        for rows in rows.iter().filter(|rows| !rows.is_empty()) {
            let of = |column: &[f64]| -> Vec<f64> { rows.iter().map(|&row| column[row]).collect() };
            let effects: Vec<Vec<f64>> = z.iter().map(|column| of(column)).collect();
            let basis = Orthonormal::spanning(&effects);
            let (readings, side) = (rows.len(), basis.columns.len());
            let own: Vec<Vec<f64>> = columns.iter().map(|column| of(column)).collect();
            let turned: Vec<Vec<f64>> = own.iter().map(|column| basis.coordinates(column)).collect();
            if readings > side {
                let rest: Vec<Vec<f64>> = own.iter().map(|column| basis.residuals(column)).collect();
                for (one, left) in rest.iter().enumerate() {
                    for (other, right) in rest.iter().enumerate() {
                        pool[one * (width + 1) + other] += left.iter().zip(right).map(|(x, y)| x * y).sum::<f64>();
                    }
                }
                for (at, rest) in rest.iter().enumerate() {
                    rows.iter().zip(rest).for_each(|(&row, cell)| within[at][row] = *cell);
                }
            }
            pool_degrees += (readings - side) as f64;
            let effects: Vec<Vec<f64>> = effects.iter().map(|column| basis.coordinates(column)).collect();
            let x = (0..side).flat_map(|row| turned[..width].iter().map(move |column| column[row])).collect();
            blocks.push(Block { x, y: turned[width].clone(), components: components(&effects, side, pairs) });
        }
        let squares = |column: &[f64]| column.iter().map(|cell| cell * cell).sum::<f64>();
        let readings = within.split_off(width).concat();
        // What rounding leaves of a column that lies in the span of every person's random effects is nothing.
        within.retain(|column| squares(column).sqrt() > 1e-9);
        let basis = Orthonormal::spanning(&within);
        let (rank_within, left) = (basis.columns.len(), squares(&basis.residuals(&readings)));
        (Blocks { width, blocks, pool, pool_degrees, rank_within, components: pairs.len() + 1 }, left)
    }
}

/// The identity, then for each cell of the random effects' covariance its matrix among the readings.
fn components(effects: &[Vec<f64>], side: usize, pairs: &[(usize, usize)]) -> Vec<Vec<f64>> {
    let cells = || (0..side).flat_map(|row| (0..side).map(move |column| (row, column)));
    let identity = cells().map(|(row, column)| if row == column { 1.0 } else { 0.0 }).collect();
    let of_pair = |&(i, j): &(usize, usize)| -> Vec<f64> {
        let product = |(row, column): (usize, usize)| match i == j {
            true => effects[i][row] * effects[i][column],
            false => effects[i][row] * effects[j][column] + effects[j][row] * effects[i][column],
        };
        cells().map(product).collect()
    };
    std::iter::once(identity).chain(pairs.iter().map(of_pair)).collect()
}
