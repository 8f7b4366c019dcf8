//! A quadrature rule on the half-line, made for one density.

use crate::num::{GaussLegendre, NumError};

/// Nodes of one panel.
const ORDER: usize = 16;
/// A panel is halved until both halves agree with it to this share of the whole.
const TOLERANCE: f64 = 1e-13;
const MAX_HALVINGS: usize = 40;
/// Panels in the share x of the half-line before any is halved.
const PANELS: i32 = 16;

/// One panel in x = tau / (tau + scale).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Panel {
    pub from: f64,
    pub to: f64,
    /// The probability below the panel, and in it.
    pub below: f64,
    pub inside: f64,
}

/// A density on the half-line as nodes with weights, and panel by panel.
#[derive(Clone, Debug)]
pub(super) struct Grid<F> {
    rule: GaussLegendre,
    scale: f64,
    density: F,
    total: f64,
    panels: Vec<Panel>,
    /// Nodes with their shares of the probability, which sum to 1.
    pub nodes: Vec<(f64, f64)>,
}

impl<F: Fn(f64) -> f64> Grid<F> {
    /// For an unnormalised density of order 1 where it is largest, with features as fine as `finest` near 0, of the order of `scale`.
    ///
    /// Gauss-Legendre of 16 nodes in x = tau / (tau + scale), in panels that double from a quarter of the finest feature up to the scale, so
    /// that all that is smooth on that scale is integrated too, and that are halved where the density asks for it.
    pub(super) fn try_new(density: F, scale: f64, finest: f64) -> Result<Self, NumError> {
        let mut grid = Grid {
            rule: GaussLegendre::try_new(ORDER)?,
            scale,
            density,
            total: 0.0,
            panels: Vec::new(),
            nodes: Vec::new(),
        };
        let mut ends: Vec<f64> = (0..=PANELS).map(|at| f64::from(at) / f64::from(PANELS)).collect();
        let mut tau = (finest / 4.0).max(scale * 1e-12);
        while tau < scale {
            ends.push(tau / (tau + scale));
            tau *= 2.0;
        }
        ends.sort_by(f64::total_cmp);
        let rough: f64 = ends.windows(2).map(|pair| grid.panel(pair[0], pair[1])).sum();
        for pair in ends.windows(2) {
            grid.refine(pair[0], pair[1], rough, 0);
        }
        let total = grid.panels.last().map_or(0.0, |last| last.below + last.inside);
        if !(total.is_finite() && total > 0.0) {
            return Err(NumError::NotFinite { technique: "quadrature over the SD between studies", at: total });
        }
        for panel in &mut grid.panels {
            panel.below /= total;
            panel.inside /= total;
            let (middle, half) = (0.5 * (panel.from + panel.to), 0.5 * (panel.to - panel.from));
            for &(node, weight) in grid.rule.rule() {
                let (tau, mass) = at(&grid.density, scale, middle + half * node);
                grid.nodes.push((tau, half * weight * mass / total));
            }
        }
        grid.total = total;
        Ok(grid)
    }

    fn panel(&self, from: f64, to: f64) -> f64 {
        self.rule.integrate(|x| at(&self.density, self.scale, x).1, from, to)
    }

    fn refine(&mut self, from: f64, to: f64, rough: f64, halvings: usize) {
        let middle = 0.5 * (from + to);
        let (whole, left, right) = (self.panel(from, to), self.panel(from, middle), self.panel(middle, to));
        if halvings < MAX_HALVINGS && (whole - left - right).abs() > TOLERANCE * rough.max(left + right) {
            self.refine(from, middle, rough, halvings + 1);
            self.refine(middle, to, rough, halvings + 1);
            return;
        }
        for (from, to, inside) in [(from, middle, left), (middle, to, right)] {
            let below = self.panels.last().map_or(0.0, |last| last.below + last.inside);
            self.panels.push(Panel { from, to, below, inside });
        }
    }

    /// The normalised density at tau.
    pub(super) fn density(&self, tau: f64) -> f64 {
        (self.density)(tau) / (self.scale * self.total)
    }

    /// The tau with P(tau' <= tau) = p.
    pub(super) fn quantile(&self, p: f64) -> Result<f64, NumError> {
        let at = self.panels.partition_point(|panel| panel.below + panel.inside <= p);
        let Some(panel) = self.panels.get(at) else { return Ok(f64::INFINITY) };
        let excess = |x: f64| panel.below - p + self.panel(panel.from, x) / self.total;
        if excess(panel.to) <= 0.0 {
            return Ok(tau_of(panel.to, self.scale));
        }
        let x = crate::num::bracketed_root(excess, panel.from, panel.to, 0.0)?;
        Ok(tau_of(x, self.scale))
    }
}

fn tau_of(x: f64, scale: f64) -> f64 {
    scale * x / (1.0 - x)
}

/// tau at x, and the density by x there but for the scale.
fn at(density: &impl Fn(f64) -> f64, scale: f64, x: f64) -> (f64, f64) {
    let tau = tau_of(x, scale);
    let mass = density(tau) / (1.0 - x).powi(2);
    (tau, if mass.is_finite() { mass } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_and_cauchy() {
        let exponential = Grid::try_new(|tau: f64| (-tau).exp(), 0.3, 1e-3).expect("grid");
        let mean: f64 = exponential.nodes.iter().map(|(tau, share)| tau * share).sum();
        assert!((mean - 1.0).abs() < 1e-12 && (exponential.density(2.0) / (-2.0_f64).exp() - 1.0).abs() < 1e-12);
        assert!((exponential.quantile(0.5).expect("median") - 2.0_f64.ln()).abs() < 1e-12);
        let cauchy = Grid::try_new(|tau: f64| 1.0 / (1.0 + tau * tau), 5.0, 0.1).expect("grid");
        assert!(
            (cauchy.quantile(0.5).expect("median") - 1.0).abs() < 1e-11
                && (cauchy.quantile(0.75).expect("quantile") - 1.0 - 2.0_f64.sqrt()).abs() < 1e-11
        );
    }
}
