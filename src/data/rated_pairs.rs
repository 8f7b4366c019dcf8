//! Pairs of pictures, judged by raters who do not know which of the two is the later one.

use super::DataError;
use std::collections::{HashMap, HashSet};

/// One answer to "which of the two is after?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Index into [`RatedPairs::raters`].
    pub rater: usize,
    /// Index into [`RatedPairs::pairs`].
    pub pair: usize,
    /// Whether the later picture was named.
    pub right: bool,
}

/// Answers of raters about pairs. There is at least one; nobody judges a pair twice; every rater and every pair has an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatedPairs {
    raters: Vec<String>,
    pairs: Vec<String>,
    answers: Vec<Answer>,
}

impl RatedPairs {
    /// From rater, pair and whether the answer was right. Raters and pairs are in the order of their first answers.
    ///
    /// # Errors
    /// [`DataError::NoAnswer`] without answers, [`DataError::RatedTwice`].
    pub fn try_new<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str, bool)>) -> Result<RatedPairs, DataError> {
        let (mut raters, mut pairs) = (Names::default(), Names::default());
        let (mut answers, mut seen) = (Vec::new(), HashSet::new());
        for (rater, pair, right) in rows {
            let answer = Answer { rater: raters.at(rater), pair: pairs.at(pair), right };
            if !seen.insert((answer.rater, answer.pair)) {
                return Err(DataError::RatedTwice { rater: rater.to_owned(), pair: pair.to_owned() });
            }
            answers.push(answer);
        }
        if answers.is_empty() {
            return Err(DataError::NoAnswer);
        }
        Ok(RatedPairs { raters: raters.list, pairs: pairs.list, answers })
    }

    /// Who judged.
    pub fn raters(&self) -> &[String] {
        &self.raters
    }

    /// What was judged.
    pub fn pairs(&self) -> &[String] {
        &self.pairs
    }

    /// All answers, in the order of the file.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }
}

/// Names by first appearance.
#[derive(Default)]
struct Names<'a> {
    list: Vec<String>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Names<'a> {
    fn at(&mut self, name: &'a str) -> usize {
        *self.places.entry(name).or_insert_with(|| {
            self.list.push(name.to_owned());
            self.list.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_order_and_nobody_judges_twice() {
        let rated = RatedPairs::try_new([("Berta", "p2", true), ("Anna", "p2", false), ("Berta", "p1", true)]);
        let rated = rated.expect("answers");
        assert_eq!(
            (rated.raters(), rated.pairs()),
            (&["Berta".into(), "Anna".into()][..], &["p2".into(), "p1".into()][..])
        );
        assert_eq!(rated.answers()[1], Answer { rater: 1, pair: 0, right: false });
        let twice = RatedPairs::try_new([("Anna", "p1", true), ("Anna", "p1", true)]);
        assert_eq!(twice, Err(DataError::RatedTwice { rater: "Anna".into(), pair: "p1".into() }));
        assert_eq!(RatedPairs::try_new([]), Err(DataError::NoAnswer));
    }
}
