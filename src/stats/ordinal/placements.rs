//! Where each participant stands among those of the other arm.

use super::graded_arms::GradedArms;

/// For each participant, the shares of the other arm whose grade is on the treated one's lower and higher side.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Placements {
    /// Of each arm, treated first: share of pairs won (treated higher), and lost.
    arms: [Vec<(f64, f64)>; 2],
}

impl Placements {
    pub fn of(graded: &GradedArms) -> Placements {
        let counts = |arm: usize| {
            let mut counts = vec![0usize; graded.grades];
            graded.after[arm].iter().for_each(|&grade| counts[grade] += 1);
            counts
        };
        let place = |arm: usize| {
            let other = counts(1 - arm);
            let n = graded.after[1 - arm].len() as f64;
            let of = |&grade: &usize| {
                let below = other[..grade].iter().sum::<usize>() as f64 / n;
                let above = other[grade + 1..].iter().sum::<usize>() as f64 / n;
                if arm == 0 { (below, above) } else { (above, below) }
            };
            graded.after[arm].iter().map(of).collect()
        };
        Placements { arms: [place(0), place(1)] }
    }

    /// Share of pairs in which the treated one is higher.
    pub fn higher(&self) -> f64 {
        mean(&self.arms[0], |(won, _)| won)
    }

    /// Share of pairs in which the treated one is lower.
    pub fn lower(&self) -> f64 {
        mean(&self.arms[0], |(_, lost)| lost)
    }

    /// Share of pairs with the same grade.
    pub fn tied(&self) -> f64 {
        mean(&self.arms[0], |(won, lost)| 1.0 - won - lost)
    }

    /// higher + tied / 2.
    pub fn theta(&self) -> f64 {
        mean(&self.arms[0], |(won, lost)| (1.0 + won - lost) / 2.0)
    }

    /// Brunner and Munzel's variance of theta and its degrees of freedom; `None` where an arm has one participant or nothing varies.
    pub fn variance(&self) -> Option<(f64, f64)> {
        let parts = self.parts(|(won, lost)| (1.0 + won - lost) / 2.0)?;
        let total = parts[0] + parts[1];
        let degrees: f64 = parts.iter().zip(&self.arms).map(|(part, arm)| part * part / (arm.len() - 1) as f64).sum();
        (total > 0.0).then(|| (total, total * total / degrees))
    }

    /// The variance of ln(higher / lower) by the delta method; `None` where it does not exist.
    pub fn log_ratio_variance(&self) -> Option<f64> {
        let (higher, lower) = (self.higher(), self.lower());
        if higher <= 0.0 || lower <= 0.0 {
            return None;
        }
        let parts = self.parts(|(won, lost)| won / higher - lost / lower)?;
        Some(parts[0] + parts[1]).filter(|&variance| variance > 0.0)
    }

    /// For each arm the variance of a mean of placements.
    fn parts(&self, of: impl Fn((f64, f64)) -> f64) -> Option<[f64; 2]> {
        if self.arms.iter().any(|arm| arm.len() < 2) {
            return None;
        }
        Some([0, 1].map(|at: usize| {
            let arm = &self.arms[at];
            let centre = mean(arm, &of);
            let squares: f64 = arm.iter().map(|&placement| (of(placement) - centre).powi(2)).sum();
            let n = arm.len() as f64;
            squares / (n - 1.0) / n
        }))
    }
}

fn mean(arm: &[(f64, f64)], of: impl Fn((f64, f64)) -> f64) -> f64 {
    arm.iter().map(|&placement| of(placement)).sum::<f64>() / arm.len() as f64
}
