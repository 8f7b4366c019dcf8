use crate::num::Stream;
use std::f64::consts::PI;

/// The draws of one concern for one person.
#[derive(Clone, Debug)]
pub(super) struct Draws {
    stream: Stream,
}

impl Draws {
    /// The draws of `concern` (and what it is about) for person `person` of those screened, under `seed`.
    pub(super) fn new(seed: u64, concern: &str, about: &str, person: u64) -> Draws {
        Draws { stream: Stream::new(seed, &format!("simulate {concern} {about}"), person) }
    }

    /// Uniform between 0 and 1.
    pub(super) fn uniform(&mut self) -> f64 {
        self.stream.uniform()
    }

    /// Whether something of this probability happens. One draw, whatever the probability.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// A uniform integer below `n`.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        self.stream.below(n)
    }

    /// Standard normal, by Box and Muller (1958, Ann Math Stat 29:610). The functions are those of `libm`, which give the same bits on
    /// every platform; those of `std` need not.
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * libm::log(self.uniform())).sqrt();
        radius * libm::cos(2.0 * PI * self.uniform())
    }

    /// One standard normal for each of `count` sites, equally correlated.
    pub(super) fn correlated(&mut self, count: usize, correlation: f64) -> Vec<f64> {
        let shared = correlation.sqrt() * self.normal();
        (0..count).map(|_| shared + (1.0 - correlation).sqrt() * self.normal()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normals_are_normal_and_correlated_as_asked() {
        let mut draws = Draws::new(1, "test", "", 0);
        let n = 40_000;
        let pairs: Vec<Vec<f64>> = (0..n).map(|_| draws.correlated(2, 0.7)).collect();
        let mean = |of: &dyn Fn(&Vec<f64>) -> f64| pairs.iter().map(of).sum::<f64>() / f64::from(n);
        let within = |found: f64, expected: f64, sd: f64| (found - expected).abs() < 5.0 * sd / f64::from(n).sqrt();
        assert!(within(mean(&|pair| pair[0]), 0.0, 1.0));
        assert!(within(mean(&|pair| pair[1].powi(2)), 1.0, 2_f64.sqrt()));
        assert!(within(mean(&|pair| pair[1].powi(4)), 3.0, 96_f64.sqrt()));
        assert!(within(mean(&|pair| pair[0] * pair[1]), 0.7, 1.49_f64.sqrt()));
    }
}
