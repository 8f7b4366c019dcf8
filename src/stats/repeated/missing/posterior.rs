//! Draws of means and covariance given the readings.

use super::conditional::{Parameters, Regression};
use super::courses::Courses;
use super::draws;
use crate::num::{Stream, cholesky_factor};
use crate::stats::StatsError;
use std::collections::BTreeMap;

/// The multivariate normal regression of all visits on baseline and arm, each with an effect of its own at every visit, under Jeffreys'
/// prior |S|^(-(K + 1)/2).
///
/// Where nobody has a reading after a missed visit (a monotone pattern) the posterior factors into the regressions of each visit on the
/// design and the visits before it, and is drawn exactly (Rubin 1987, sec. 5.4): s²_k = RSS_k / chi² with n_k - p + k - K degrees of
/// freedom, k counted from 1, then the coefficients given s²_k. Where some have, only their holes are drawn in turn with the parameters
/// (monotone data augmentation, Schafer 1997, sec. 6.5), which mixes faster than filling everything.
///
/// All is computed on residuals from the REML estimate in units of its standard deviations, so that offsets and scales cost no digits.
pub(crate) struct Posterior<'a> {
    procedure: &'static str,
    courses: &'a Courses,
    start: Parameters,
    /// REML standard deviations of the visits.
    scale: Vec<f64>,
    /// The standard deviation of the baseline.
    spread: f64,
    /// Columns of the design: 1, baseline, arm.
    width: usize,
    /// How many people have a reading at each visit or later.
    counts: Vec<usize>,
    /// For each visit, cross-products of design and readings up to it of people without holes who were read there or later.
    fixed: Vec<Vec<f64>>,
    /// People with holes, by what was read before their last reading.
    holed: Vec<Holed>,
}

/// People with readings at the same visits and holes between them.
struct Holed {
    on: Vec<usize>,
    holes: Vec<usize>,
    /// Design and residuals of each, with the holes as last drawn.
    rows: Vec<Vec<f64>>,
}

/// The state of one chain.
pub(crate) struct Chain {
    pub(crate) stream: Stream,
    holed: Vec<Vec<Vec<f64>>>,
    /// In units of the residuals: coefficients by visit, and covariance.
    drawn: (Vec<Vec<f64>>, Vec<f64>),
}

impl<'a> Posterior<'a> {
    /// From the estimate that the chains start at.
    ///
    /// # Errors
    /// `Undefined` when a visit has too few people for its variance to have a posterior.
    pub(crate) fn of(
        procedure: &'static str,
        courses: &'a Courses,
        start: Parameters,
    ) -> Result<Posterior<'a>, StatsError> {
        let visits = courses.visits;
        let scale: Vec<f64> = (0..visits).map(|visit| start.covariance[visit * visits + visit].sqrt()).collect();
        let n = courses.people.len() as f64;
        let squares: f64 = courses.people.iter().map(|person| person.baseline * person.baseline).sum();
        let spread = (squares / n).sqrt();
        let width = 1 + usize::from(courses.has_slope) + usize::from(courses.has_control);
        let size = width + visits;
        let mut counts = vec![0; visits];
        let mut fixed: Vec<Vec<f64>> = vec![vec![0.0; size * size]; visits];
        let mut holed: BTreeMap<Vec<usize>, Holed> = BTreeMap::new();
        for person in &courses.people {
            let (on, left) = (person.observed(), person.left());
            let mut row = vec![1.0];
            row.extend(courses.has_slope.then_some(person.baseline / spread));
            row.extend(courses.has_control.then_some(f64::from(u8::from(person.treated))));
            row.extend(person.change.iter().enumerate().map(|(visit, change)| match change {
                Some(change) => (change - start.mean(visit, person.baseline, person.treated)) / scale[visit],
                None => 0.0,
            }));
            counts[..left].iter_mut().for_each(|count| *count += 1);
            if on.len() == left {
                add(&mut fixed[..left], &row, width);
            } else {
                let holes = (0..left).filter(|visit| !on.contains(visit)).collect();
                let of = holed.entry(on.clone()).or_insert_with(|| Holed { on, holes, rows: Vec::new() });
                of.rows.push(row);
            }
        }
        // n_k - p + k - K > 0, and a residual is left beside the design and the visits before.
        let short = (0..visits).find(|&at| counts[at] + at < width + visits || counts[at] <= width + at);
        if let Some(visit) = short {
            let why = format!(
                "{} people with a reading at visit {} of {visits} or later are too few to draw its variance",
                counts[visit],
                visit + 1
            );
            return Err(StatsError::Undefined { procedure, why });
        }
        let holed = holed.into_values().collect();
        Ok(Posterior { procedure, courses, start, scale, spread, width, counts, fixed, holed })
    }

    /// Whether draws are independent of each other and exact.
    pub(crate) fn is_monotone(&self) -> bool {
        self.holed.is_empty()
    }

    /// A chain at the REML estimate.
    pub(crate) fn chain(&self, stream: Stream) -> Chain {
        let visits = self.courses.visits;
        let correlation = (0..visits * visits)
            .map(|cell| self.start.covariance[cell] / (self.scale[cell / visits] * self.scale[cell % visits]))
            .collect();
        Chain {
            stream,
            holed: self.holed.iter().map(|holed| holed.rows.clone()).collect(),
            drawn: (vec![vec![0.0; self.width]; visits], correlation),
        }
    }

    /// Fills the holes given the parameters, then draws the parameters.
    pub(crate) fn step(&self, chain: &mut Chain) -> Result<(), StatsError> {
        let mut products = self.fixed.clone();
        for (holed, rows) in self.holed.iter().zip(&mut chain.holed) {
            self.fill(holed, rows, &chain.drawn, &mut chain.stream)?;
            let left = holed.on.last().map_or(0, |last| last + 1);
            rows.iter().for_each(|row| add(&mut products[..left], row, self.width));
        }
        chain.drawn = self.draw(&products, &mut chain.stream)?;
        Ok(())
    }

    /// The parameters in the units of the data.
    pub(crate) fn parameters(&self, chain: &Chain) -> Parameters {
        let (coefficients, covariance) = &chain.drawn;
        let visits = self.courses.visits;
        let means = (0..visits)
            .map(|visit| {
                let [mean, slope, effect] = self.start.means[visit];
                let mut drawn = coefficients[visit].iter().map(|coefficient| coefficient * self.scale[visit]);
                let mut next = |there: bool| if there { drawn.next().unwrap_or(0.0) } else { 0.0 };
                [
                    mean + next(true),
                    slope + next(self.courses.has_slope) / if self.courses.has_slope { self.spread } else { 1.0 },
                    effect + next(self.courses.has_control),
                ]
            })
            .collect();
        let covariance = (0..visits * visits)
            .map(|cell| covariance[cell] * self.scale[cell / visits] * self.scale[cell % visits])
            .collect();
        Parameters { visits, means, covariance }
    }

    /// Holes given all that the person has, one after the other.
    fn fill(
        &self,
        holed: &Holed,
        rows: &mut [Vec<f64>],
        (coefficients, covariance): &(Vec<Vec<f64>>, Vec<f64>),
        stream: &mut Stream,
    ) -> Result<(), StatsError> {
        let (visits, width) = (self.courses.visits, self.width);
        let mut on = holed.on.clone();
        for &hole in &holed.holes {
            let regression = Regression::of(covariance, visits, &on, hole)
                .map_err(|cause| StatsError::numerical(self.procedure, cause))?;
            let sd = regression.variance.sqrt();
            for row in rows.iter_mut() {
                let mean =
                    |visit: usize| coefficients[visit].iter().zip(&row[..width]).map(|(b, x)| b * x).sum::<f64>();
                let known =
                    on.iter().zip(&regression.weights).map(|(&visit, w)| w * (row[width + visit] - mean(visit)));
                row[width + hole] = mean(hole) + known.sum::<f64>() + sd * draws::normal(stream);
            }
            on.push(hole);
        }
        Ok(())
    }

    /// Visit by visit: the regression on the design and the visits before, and from these the coefficients and the covariance.
    fn draw(&self, products: &[Vec<f64>], stream: &mut Stream) -> Result<(Vec<Vec<f64>>, Vec<f64>), StatsError> {
        let (visits, width) = (self.courses.visits, self.width);
        let size = width + visits;
        let mut coefficients: Vec<Vec<f64>> = Vec::with_capacity(visits);
        let mut covariance = vec![0.0; visits * visits];
        for visit in 0..visits {
            let (before, n) = (width + visit, width + visit + 1);
            let block: Vec<f64> =
                products[visit].chunks_exact(size).take(n).flat_map(|row| &row[..n]).copied().collect();
            let factor = cholesky_factor(&block, n).map_err(|_| StatsError::Undefined {
                procedure: self.procedure,
                why: format!("the readings at visit {} follow from those before without variation", visit + 1),
            })?;
            let degrees = self.counts[visit] + visit + 1 - width - visits;
            let sd = factor[before * n + before] / draws::chi_squared(stream, degrees).sqrt();
            let mut drawn: Vec<f64> =
                (0..before).map(|at| factor[before * n + at] + sd * draws::normal(stream)).collect();
            for row in (0..before).rev() {
                let known: f64 = (row + 1..before).map(|k| factor[k * n + row] * drawn[k]).sum();
                drawn[row] = (drawn[row] - known) / factor[row * n + row];
            }
            let (own, on_before) = drawn.split_at(width);
            let total = |at: usize| own[at] + on_before.iter().zip(&coefficients).map(|(w, b)| w * b[at]).sum::<f64>();
            let of_visit = (0..width).map(total).collect();
            for other in 0..visit {
                let cell: f64 = on_before.iter().enumerate().map(|(k, w)| w * covariance[k * visits + other]).sum();
                (covariance[visit * visits + other], covariance[other * visits + visit]) = (cell, cell);
            }
            let explained: f64 = on_before.iter().enumerate().map(|(k, w)| w * covariance[visit * visits + k]).sum();
            covariance[visit * visits + visit] = sd * sd + explained;
            coefficients.push(of_visit);
        }
        Ok((coefficients, covariance))
    }
}

/// Adds the cross-products of one person's row to those of the visits up to the last reading; lower triangles.
fn add(products: &mut [Vec<f64>], row: &[f64], width: usize) {
    let size = row.len();
    for (visit, product) in products.iter_mut().enumerate() {
        for left in 0..=width + visit {
            for right in 0..=left {
                product[left * size + right] += row[left] * row[right];
            }
        }
    }
}
