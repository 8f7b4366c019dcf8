//! Who left when.

use crate::data::Longitudinal;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What sort of gap a course of readings has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PatternKind {
    /// A reading at every visit.
    Complete,
    /// Every visit up to one, none after it: monotone.
    Dropout {
        /// The place of the last visit attended.
        after: usize,
    },
    /// A visit missed and a later one attended.
    Intermittent,
    /// No reading after the baseline.
    NothingAfterBaseline,
}

/// The people who attended the same visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissingPattern {
    /// For each visit, whether there is a reading.
    pub present: Vec<bool>,
    /// What sort of gap it is.
    pub kind: PatternKind,
    /// How many people, by arm; one number where there are no arms.
    pub people: Vec<usize>,
}

/// How many were read, and how many were still there, at a visit in an arm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Retention {
    /// The visit.
    pub visit: String,
    /// The arm, if there are arms.
    pub arm: Option<String>,
    /// Everybody of the arm.
    pub people: usize,
    /// People with a reading at this visit.
    pub read: usize,
    /// People with a reading at this visit or a later one.
    pub in_study: usize,
}

/// Who left when: patterns of missed visits, and retention by visit and arm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MissingPatterns {
    /// The visits after the baseline, in time order.
    pub visits: Vec<String>,
    /// The arms; empty in a single group.
    pub arms: Vec<String>,
    /// Everybody, by arm; one number where there are no arms.
    pub people: Vec<usize>,
    /// People without a reading at baseline, by arm: they have no change.
    pub without_baseline: Vec<usize>,
    /// The patterns that occur: complete, then those who left from the last visit back to the first, then intermittent ones.
    pub patterns: Vec<MissingPattern>,
    /// Visit by visit, arm by arm.
    pub retention: Vec<Retention>,
}

impl PatternKind {
    /// The kind of a course of readings.
    pub fn of(present: &[bool]) -> PatternKind {
        let Some(last) = present.iter().rposition(|&present| present) else {
            return PatternKind::NothingAfterBaseline;
        };
        match present[..=last].iter().all(|&present| present) {
            true if last + 1 == present.len() => PatternKind::Complete,
            true => PatternKind::Dropout { after: last },
            false => PatternKind::Intermittent,
        }
    }

    /// Where it stands in a table.
    fn place(self, visits: usize) -> usize {
        match self {
            PatternKind::Complete => 0,
            PatternKind::Dropout { after } => visits - after,
            PatternKind::NothingAfterBaseline => visits + 1,
            PatternKind::Intermittent => visits + 2,
        }
    }
}

impl MissingPatterns {
    /// Question: who was read when, and who was not?
    pub fn of(data: &Longitudinal) -> MissingPatterns {
        let (visits, arms) = (data.visits().len(), data.arms().len().max(1));
        let mut counts: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
        let (mut people, mut without_baseline) = (vec![0; arms], vec![0; arms]);
        let (mut read, mut in_study) = (vec![0; visits * arms], vec![0; visits * arms]);
        for person in 0..data.people() {
            let arm = data.arm_of(person);
            let present: Vec<bool> = (0..visits).map(|visit| !data.is_missing(person, visit)).collect();
            let seen = data.last_visit(person).map_or(0, |last| last + 1);
            (0..visits).filter(|&visit| present[visit]).for_each(|visit| read[visit * arms + arm] += 1);
            (0..seen).for_each(|visit| in_study[visit * arms + arm] += 1);
            people[arm] += 1;
            without_baseline[arm] += usize::from(data.baseline_reading(person).is_none());
            counts.entry(present).or_insert_with(|| vec![0; arms])[arm] += 1;
        }
        let mut patterns: Vec<MissingPattern> = counts
            .into_iter()
            .rev()
            .map(|(present, people)| MissingPattern { kind: PatternKind::of(&present), present, people })
            .collect();
        patterns.sort_by_key(|pattern| pattern.kind.place(visits));
        let retention = (0..visits * arms)
            .map(|cell| Retention {
                visit: data.visits()[cell / arms].name.clone(),
                arm: data.arms().get(cell % arms).cloned(),
                people: people[cell % arms],
                read: read[cell],
                in_study: in_study[cell],
            })
            .collect();
        MissingPatterns {
            visits: data.visits().iter().map(|visit| visit.name.clone()).collect(),
            arms: data.arms().to_vec(),
            people,
            without_baseline,
            patterns,
            retention,
        }
    }

    /// People of one kind in an arm; `arm` is 0 in a single group.
    pub fn count(&self, arm: usize, of: impl Fn(PatternKind) -> bool) -> usize {
        self.patterns.iter().filter(|pattern| of(pattern.kind)).map(|pattern| pattern.people[arm]).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Course, Decimal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit};

    #[test]
    fn patterns_are_counted_by_arm_and_named() {
        let courses = ["123", "1..", "...", "1.3", "12.", "123", ".2."];
        let courses: Vec<Course> = courses
            .iter()
            .enumerate()
            .map(|(at, readings)| Course {
                id: ParticipantId::new(at.to_string()),
                arm: Some(at % 2),
                baseline: (at != 2).then_some(Decimal::ZERO),
                readings: readings.chars().map(|cell| Decimal::parse(&cell.to_string(), '.').ok()).collect(),
            })
            .collect();
        let outcome = Outcome { name: "x".into(), label: "X".into(), kind: OutcomeKind::Other, unit: Unit::None };
        let visits = ["a", "b", "c"].map(|name| TimePoint { name: name.into(), time: None, sessions: None });
        let arms = vec!["control".to_owned(), "treated".to_owned()];
        let data = Longitudinal::try_new(outcome, None, visits.to_vec(), arms, true, &courses).expect("courses");
        let found = MissingPatterns::of(&data);
        let kinds: Vec<PatternKind> = found.patterns.iter().map(|pattern| pattern.kind).collect();
        use PatternKind::{Complete, Dropout, Intermittent, NothingAfterBaseline};
        let dropouts = [Dropout { after: 1 }, Dropout { after: 0 }];
        assert_eq!(kinds, [Complete, dropouts[0], dropouts[1], NothingAfterBaseline, Intermittent, Intermittent]);
        assert_eq!(found.patterns[0].people, [1, 1]);
        assert_eq!((found.people, found.without_baseline), (vec![4, 3], vec![1, 0]));
        let at_b: Vec<(usize, usize)> = found.retention[2..4].iter().map(|row| (row.read, row.in_study)).collect();
        assert_eq!(at_b, [(3, 3), (1, 2)]);
    }
}
