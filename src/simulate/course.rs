use super::{Spec, Visit};

/// A mean change over time, in numbers.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    pub(super) per_week: f64,
    pub(super) per_session: f64,
    /// Visit and amount, in time order.
    pub(super) at: Vec<(usize, f64)>,
}

impl Steps {
    /// The change at each visit; in a crossover each period begins at 0.
    pub(super) fn by_visit(&self, spec: &Spec) -> Vec<f64> {
        spec.visit.iter().map(|visit| self.at_visit(spec, visit)).collect()
    }

    fn at_visit(&self, spec: &Spec, visit: &Visit) -> f64 {
        let start = spec.visit.iter().find(|other| other.period == visit.period).map_or(0.0, |first| first.week);
        let steady = self.per_week * (visit.week - start) + self.per_session * f64::from(visit.sessions);
        let (mut week, mut amount) = (start, 0.0);
        for &(at, value) in &self.at {
            let next = &spec.visit[at];
            if next.period != visit.period {
                continue;
            }
            if visit.week <= next.week {
                if next.week <= week {
                    return steady + value;
                }
                return steady + amount + (value - amount) * (visit.week - week) / (next.week - week);
            }
            (week, amount) = (next.week, value);
        }
        steady + amount
    }
}
