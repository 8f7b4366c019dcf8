//! The analysis of variance of a balanced table, and what is estimated as a sum of its mean squares.

use crate::result::number::{Number, number};
use schemars::JsonSchema;
use serde::Serialize;

/// What makes readings differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// People differ.
    Person,
    /// Observers read more or less than each other throughout.
    Observer,
    /// Observers differ from person to person.
    PersonByObserver,
    /// A person differs from session to session, for all observers alike.
    Session,
    /// The same, for each observer in another way.
    ObserverBySession,
    /// Readings of the same person, observer and session differ; or what is left where each of these has but one reading.
    Residual,
}

impl Source {
    /// Every source, in the order of the analysis of variance.
    pub const ALL: [Source; 6] = [
        Source::Person,
        Source::Observer,
        Source::PersonByObserver,
        Source::Session,
        Source::ObserverBySession,
        Source::Residual,
    ];

    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Source::Person => "person",
            Source::Observer => "observer",
            Source::PersonByObserver => "person by observer",
            Source::Session => "session within person",
            Source::ObserverBySession => "observer by session within person",
            Source::Residual => "residual",
        }
    }
}

/// A line of the analysis of variance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct MeanSquare {
    /// What differs.
    pub source: Source,
    /// Degrees of freedom, at least one.
    pub degrees_of_freedom: usize,
    /// Sum of squares over degrees of freedom, in squared units of the readings.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub mean_square: f64,
}

/// Weights of mean squares, in the order of [`Source::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Weights([f64; 6]);

impl Weights {
    pub(super) fn of(terms: &[(Source, f64)]) -> Weights {
        let mut weights = Weights::default();
        for &(source, weight) in terms {
            weights.0[source as usize] += weight;
        }
        weights
    }

    pub(super) fn plus(self, other: Weights) -> Weights {
        Weights(std::array::from_fn(|at| self.0[at] + other.0[at]))
    }

    pub(super) fn over(self, divisor: f64) -> Weights {
        Weights(self.0.map(|weight| weight / divisor))
    }

    /// The weighted sum of the mean squares, and its degrees of freedom by Satterthwaite (1946): the square of the sum over the sum of the
    /// squared terms, each over its own degrees of freedom. The mean square of a source that the table does not have is the residual one.
    /// The degrees are `None` where every term is 0.
    pub(super) fn apply(self, table: &[MeanSquare]) -> (f64, Option<f64>) {
        let mut folded = self.0;
        for source in Source::ALL {
            if !table.iter().any(|line| line.source == source) {
                folded[Source::Residual as usize] += std::mem::take(&mut folded[source as usize]);
            }
        }
        let (mut sum, mut spread) = (0.0, 0.0);
        for line in table {
            let term = folded[line.source as usize] * line.mean_square;
            sum += term;
            spread += term * term / line.degrees_of_freedom as f64;
        }
        (sum, (spread > 0.0).then(|| sum * sum / spread))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mean_square_keeps_its_degrees_and_what_is_absent_is_the_residual() {
        let line = |source, degrees_of_freedom, mean_square| MeanSquare { source, degrees_of_freedom, mean_square };
        let table = [line(Source::Person, 4, 9.0), line(Source::Residual, 10, 2.0)];
        assert_eq!(Weights::of(&[(Source::Person, 0.5)]).apply(&table), (4.5, Some(4.0)));
        let person = [(Source::Person, 1.0), (Source::Session, -1.0), (Source::PersonByObserver, -1.0)];
        let weights = Weights::of(&person).plus(Weights::of(&[(Source::ObserverBySession, 1.0)]));
        assert_eq!(weights.apply(&table), (7.0, Some(49.0 / (81.0 / 4.0 + 4.0 / 10.0))));
        assert_eq!(Weights::default().apply(&table), (0.0, None));
    }
}
