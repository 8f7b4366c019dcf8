use crate::data::{OutcomeKind, PairedSample, Unit};

/// Most different whole numbers that are taken for grades where nobody says that they are.
const MOST_UNDECLARED: usize = 10;
/// Most grades that a scale can have.
const MOST: usize = 100;

/// A square table of how many had which grade before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grades {
    /// Side of the table: grades that occur.
    size: usize,
    /// Counts, a row for each grade before.
    counts: Vec<u64>,
}

impl Grades {
    /// The table of a sample of grades; `None` where the readings are no grades: of another kind of outcome, and with a unit, decimals or
    /// more than 10 different values.
    pub fn of(sample: &PairedSample) -> Option<Grades> {
        let (before, after) = (sample.before().ticks(), sample.after().ticks());
        let mut grades: Vec<i128> = before.iter().chain(after).copied().collect();
        grades.sort_unstable();
        grades.dedup();
        let outcome = sample.outcome();
        let looks_graded = matches!(outcome.unit, Unit::None | Unit::Score)
            && sample.before().decimals() == 0
            && grades.len() <= MOST_UNDECLARED;
        if !(looks_graded || outcome.kind == OutcomeKind::Grade && grades.len() <= MOST) {
            return None;
        }
        let mut counts = vec![0; grades.len() * grades.len()];
        for (before, after) in before.iter().zip(after) {
            // Every reading is among the grades; one that is not found would be the next place.
            let place = |reading| grades.partition_point(|grade| grade < reading);
            if let Some(count) = counts.get_mut(place(before) * grades.len() + place(after)) {
                *count += 1;
            }
        }
        Some(Grades { size: grades.len(), counts })
    }

    /// How many different grades occur.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many had the grade at `before` first and that at `after` then, by place in order.
    pub fn count(&self, before: usize, after: usize) -> u64 {
        self.counts.get(before * self.size + after).copied().unwrap_or(0)
    }

    /// Those who came to the grade, less those who left it.
    pub fn surplus(&self, grade: usize) -> i64 {
        (0..self.size).map(|other| self.count(other, grade) as i64 - self.count(grade, other) as i64).sum()
    }

    /// Those who went between the two grades, either way.
    pub fn exchanged(&self, one: usize, other: usize) -> u64 {
        if one == other { 0 } else { self.count(one, other) + self.count(other, one) }
    }

    /// Those whose grade changed.
    pub fn changed(&self) -> u64 {
        (0..self.size).flat_map(|one| (0..one).map(move |other| self.exchanged(one, other))).sum()
    }

    /// The grades in groups such that nobody went from one group to another; grades that nobody left or came to stand alone.
    pub fn groups(&self) -> Vec<Vec<usize>> {
        let mut left: Vec<usize> = (0..self.size).collect();
        let mut groups = Vec::new();
        while let Some(first) = left.pop() {
            let mut group = vec![first];
            let mut at = 0;
            while let Some(&grade) = group.get(at) {
                let (joined, rest) = left.iter().partition(|&&other| self.exchanged(grade, other) > 0);
                group.extend::<Vec<usize>>(joined);
                left = rest;
                at += 1;
            }
            groups.push(group);
        }
        groups
    }
}
