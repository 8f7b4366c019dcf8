//! The sufficient statistics of readings of several persons: what the likelihood needs of them, whatever the variances.

use crate::num::Orthonormal;

/// Readings of one person, each cell of the fixed effects' rows scaled so that an independent error has variance 1.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// Rows of the fixed effects, one after the other.
    pub x: Vec<f64>,
    /// The readings.
    pub y: Vec<f64>,
    /// For each variance component, its matrix among the readings; the first is the identity.
    pub components: Vec<Vec<f64>>,
}

/// What all persons' readings come to.
#[derive(Clone, Debug)]
pub(super) struct Blocks {
    /// Fixed effects.
    pub width: usize,
    /// One for each person.
    pub blocks: Vec<Block>,
    /// Cross-products of the fixed effects and the reading (last), about the mean of each cell.
    pub pool: Vec<f64>,
    /// Degrees of freedom of the pool: readings less cells.
    pub pool_degrees: f64,
    /// The rank of the fixed effects about the mean of each person.
    pub rank_within: usize,
    /// How many components of variance.
    pub components: usize,
}

/// The mean of the rows of one cell.
struct Cell {
    n: f64,
    mean: Vec<f64>,
}

impl Blocks {
    /// Of readings `y` (with fixed effects `q`, by column) of persons `person`, in cells `cell` within each: the readings of a cell share
    /// its random effect. Without cells the person is the only cell, and there are two components; with them there are three, residual,
    /// cell and person.
    pub fn of(q: &Orthonormal, y: &[f64], person: &[usize], cell: Option<&[usize]>) -> Blocks {
        let width = q.columns.len();
        let columns: Vec<&[f64]> = q.columns.iter().map(Vec::as_slice).chain([y]).collect();
        let persons = person.iter().max().map_or(0, |most| most + 1);
        let mut rows: Vec<Vec<usize>> = vec![Vec::new(); persons];
        person.iter().enumerate().for_each(|(row, &person)| rows[person].push(row));
        let mut pool = vec![0.0; (width + 1) * (width + 1)];
        let mut pool_degrees = 0.0;
        let mut blocks = Vec::with_capacity(persons);
        for rows in rows.iter().filter(|rows| !rows.is_empty()) {
            let mut cells: Vec<Vec<usize>> = Vec::new();
            match cell {
                None => cells.push(rows.clone()),
                Some(cell) => {
                    let mut names: Vec<usize> = rows.iter().map(|&row| cell[row]).collect();
                    names.sort_unstable();
                    names.dedup();
                    let of = |name| rows.iter().copied().filter(|&row| cell[row] == name).collect();
                    cells.extend(names.into_iter().map(of));
                }
            }
            let cells: Vec<Cell> = cells.iter().map(|rows| add_cell(&columns, rows, &mut pool)).collect();
            pool_degrees += rows.len() as f64 - cells.len() as f64;
            blocks.push(block(&cells, width, cell.is_some()));
        }
        let rank_within = rank_about_means(q, &rows);
        let components = if cell.is_some() { 3 } else { 2 };
        Blocks { width, blocks, pool, pool_degrees, rank_within, components }
    }

    /// How many readings.
    pub fn readings(&self) -> f64 {
        self.pool_degrees + self.blocks.iter().map(|block| block.y.len()).sum::<usize>() as f64
    }
}

/// Adds the cross-products of a cell about its mean.
fn add_cell(columns: &[&[f64]], rows: &[usize], pool: &mut [f64]) -> Cell {
    let n = rows.len() as f64;
    let mean: Vec<f64> = columns.iter().map(|column| rows.iter().map(|&row| column[row]).sum::<f64>() / n).collect();
    let side = columns.len();
    for &row in rows {
        for one in 0..side {
            let deviation = columns[one][row] - mean[one];
            for other in 0..side {
                pool[one * side + other] += deviation * (columns[other][row] - mean[other]);
            }
        }
    }
    Cell { n, mean }
}

fn block(cells: &[Cell], width: usize, nested: bool) -> Block {
    let side = cells.len();
    let scaled = |at: usize| cells.iter().map(move |cell| cell.n.sqrt() * cell.mean[at]);
    let x = cells.iter().flat_map(|cell| cell.mean[..width].iter().map(|mean| cell.n.sqrt() * mean)).collect();
    let matrix = |of: &dyn Fn(usize, usize) -> f64| -> Vec<f64> {
        (0..side)
            .flat_map(|row| (0..side).map(move |column| (row, column)))
            .map(|(row, column)| of(row, column))
            .collect()
    };
    let identity = matrix(&|row, column| if row == column { 1.0 } else { 0.0 });
    let of_cell = matrix(&|row, column| if row == column { cells[row].n } else { 0.0 });
    let of_person = matrix(&|row, column| (cells[row].n * cells[column].n).sqrt());
    let components = if nested { vec![identity, of_cell, of_person] } else { vec![identity, of_person] };
    Block { x, y: scaled(width).collect(), components }
}

/// The rank of the fixed effects once each person's mean is taken off.
fn rank_about_means(q: &Orthonormal, rows: &[Vec<usize>]) -> usize {
    let centred = |column: &Vec<f64>| {
        let mut centred = column.clone();
        for rows in rows.iter().filter(|rows| !rows.is_empty()) {
            let mean = rows.iter().map(|&row| column[row]).sum::<f64>() / rows.len() as f64;
            rows.iter().for_each(|&row| centred[row] -= mean);
        }
        // What rounding leaves of a column that is constant within each person is nothing.
        let left = centred.iter().map(|cell| cell * cell).sum::<f64>().sqrt();
        if left < 1e-9 { vec![0.0; column.len()] } else { centred }
    };
    Orthonormal::rank(&q.columns.iter().map(centred).collect::<Vec<_>>())
}
