//! Points of readings that were taken twice, with those that are equal counted.

use crate::result::format::count;

/// Two readings of the same thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AgreementPoint {
    /// Their mean.
    pub mean: f64,
    /// The second minus the first.
    pub difference: f64,
    /// Whose readings they are: the same number for the same person.
    pub person: usize,
}

/// Most points that are joined; more would hide each other.
const MOST_JOINED: usize = 150;
/// The radius to which the largest point is held while the smallest can be seen.
const LARGEST: f64 = 11.0;

/// Points at one place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dot {
    pub mean: f64,
    pub difference: f64,
    pub many: usize,
}

/// All points that can be drawn.
pub(crate) struct Dots<'a> {
    pub points: Vec<&'a AgreementPoint>,
    pub all: Vec<Dot>,
    most: usize,
}

impl Dots<'_> {
    pub fn of(points: &[AgreementPoint]) -> Dots<'_> {
        let mut points: Vec<_> =
            points.iter().filter(|point| point.mean.is_finite() && point.difference.is_finite()).collect();
        points.sort_by_key(|point| point.person);
        let mut sorted = points.clone();
        sorted.sort_by(|one, other| one.mean.total_cmp(&other.mean).then(one.difference.total_cmp(&other.difference)));
        let same = |one: &&AgreementPoint, other: &&AgreementPoint| {
            one.mean == other.mean && one.difference == other.difference
        };
        let dot =
            |tied: &[&AgreementPoint]| Dot { mean: tied[0].mean, difference: tied[0].difference, many: tied.len() };
        let all: Vec<Dot> = sorted.chunk_by(same).map(dot).collect();
        let most = all.iter().map(|dot| dot.many).max().unwrap_or(0);
        Dots { points, all, most }
    }

    /// The points of each person who has several.
    pub fn persons(&self) -> impl Iterator<Item = &[&AgreementPoint]> {
        self.points.chunk_by(|one, other| one.person == other.person).filter(|person| person.len() > 1)
    }

    pub fn people(&self) -> usize {
        self.points.chunk_by(|one, other| one.person == other.person).count()
    }

    pub fn is_joined(&self) -> bool {
        self.points.len() <= MOST_JOINED && self.persons().next().is_some()
    }

    /// The area stands for the number of points.
    pub fn radius(&self, many: usize) -> f64 {
        self.single() * libm::sqrt(many as f64)
    }

    /// The radius of a point that is alone at its place.
    fn single(&self) -> f64 {
        let wanted = match self.points.len() {
            0..=60 => 4.25,
            61..=200 => 3.5,
            _ => 2.75,
        };
        (LARGEST / libm::sqrt(self.most.max(1) as f64)).clamp(1.0, wanted)
    }

    /// How many equal points a legend shows, where there are any.
    pub fn largest_shown(&self) -> Option<usize> {
        let fits = (LARGEST / self.single()) * (LARGEST / self.single());
        (self.most > 1).then(|| self.most.min((fits + 1e-9) as usize))
    }

    /// `45 pairs of readings of 15 people`.
    pub fn in_words(&self) -> String {
        let (pairs, people) = (self.points.len(), self.people());
        let plural = if pairs == 1 { "" } else { "s" };
        if pairs == people {
            return format!("{} pair{plural} of readings", count(pairs));
        }
        format!(
            "{} pairs of readings of {} {}",
            count(pairs),
            count(people),
            if people == 1 { "person" } else { "people" }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(mean: f64, difference: f64, person: usize) -> AgreementPoint {
        AgreementPoint { mean, difference, person }
    }

    #[test]
    fn equal_points_are_one_larger_point() {
        let points = [point(80.0, 1.0, 0), point(81.0, 0.0, 3), point(80.0, 1.0, 1), point(80.0, 1.0, 2)];
        let dots = Dots::of(&points);
        assert_eq!(dots.all.iter().map(|dot| dot.many).collect::<Vec<_>>(), [3, 1]);
        assert!((dots.radius(3) / dots.radius(1) - libm::sqrt(3.0)).abs() < 1e-12);
        assert_eq!((dots.largest_shown(), dots.people(), dots.is_joined()), (Some(3), 4, false));
        assert_eq!(Dots::of(&points[..2]).largest_shown(), None);
    }

    #[test]
    fn a_crowd_keeps_its_points_small_and_seen() {
        for many in [2, 50, 120, 121, 122, 5000] {
            let dots = vec![point(80.0, 0.0, 0); many];
            let dots = Dots::of(&dots);
            let shown = dots.largest_shown().expect("equal points");
            assert!(dots.radius(1) >= 1.0 && dots.radius(shown) <= LARGEST + 1e-9, "{many}");
            assert!(shown == many.min(121), "{many}: {shown}");
        }
    }

    #[test]
    fn points_of_one_person_belong_together() {
        let points = [point(80.0, 1.0, 7), point(90.0, 0.0, 2), point(80.2, 0.4, 7), point(f64::NAN, 0.0, 2)];
        let dots = Dots::of(&points);
        assert!(dots.is_joined());
        assert_eq!(dots.persons().map(<[_]>::len).collect::<Vec<_>>(), [2]);
        assert_eq!(dots.in_words(), "3 pairs of readings of 2 people");
    }
}
