//! Time order of visits, from their names; never alphabetical.

use super::detect::{days_in, is_visit_word};
use std::cmp::Ordering;

/// Visits in time order, and those whose place is a guess.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct VisitOrder {
    /// Indices into the names, in time order.
    pub order: Vec<usize>,
    /// Names that do not tell their time.
    pub doubtful: Vec<String>,
}

/// What the user says of the time of visits, as indices into the names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Declared {
    /// Visits in time order.
    pub order: Vec<usize>,
    pub baseline: Option<usize>,
    pub followup: Option<usize>,
}

/// Orders visit names: as declared, else by a numeric companion column, else by what the names say.
pub(crate) fn time_order(names: &[&str], declared: &Declared, companion: Option<&[f64]>) -> VisitOrder {
    let mut order: Vec<usize> = (0..names.len()).collect();
    if let Some(numbers) = companion {
        let number = |at: &usize| numbers.get(*at).copied().unwrap_or(f64::INFINITY);
        order.sort_by(|a, b| number(a).total_cmp(&number(b)));
        return VisitOrder { order, doubtful: Vec::new() };
    }
    let as_declared = |at: usize| {
        let class = if declared.baseline == Some(at) { 1 } else { 3 };
        let is_end = declared.baseline == Some(at) || declared.followup == Some(at);
        is_end.then_some(Key { class, number: 0.0, scale: Scale::Count })
    };
    let keys: Vec<Option<Key>> =
        names.iter().enumerate().map(|(at, name)| key(name).or_else(|| as_declared(at))).collect();
    let key_of = |at: &usize| keys.get(*at).copied().flatten();
    order.sort_by(|a, b| match (key_of(a), key_of(b)) {
        (Some(a), Some(b)) => a.compare(&b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    order.retain(|at| !declared.order.contains(at));
    order.splice(0..0, declared.order.iter().copied());
    let place = |at: &usize| declared.order.iter().position(|known| known == at);
    let both_scales = [Scale::Days, Scale::Count]
        .iter()
        .all(|scale| keys.iter().flatten().any(|key| key.class == 2 && key.scale == *scale));
    let doubtful = (0..names.len())
        .filter(|at| place(at).is_none())
        .filter(|at| {
            let tied = || {
                let twin = |other: usize| other != *at && key_of(&other).zip(key_of(at)).is_some_and(|(a, b)| a == b);
                (0..names.len()).any(twin)
            };
            key_of(at).is_none_or(|key| both_scales && key.class == 2) || tied()
        })
        .filter_map(|at| names.get(at).map(|name| (*name).to_string()))
        .collect();
    VisitOrder { order, doubtful }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    Days,
    Count,
}

/// Screening, baseline, numbered, end; then the number.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    class: u8,
    number: f64,
    scale: Scale,
}

impl Key {
    fn compare(&self, other: &Key) -> Ordering {
        self.class.cmp(&other.class).then(self.number.total_cmp(&other.number))
    }
}

fn key(name: &str) -> Option<Key> {
    let lower = name.trim().to_lowercase();
    if let Ok(number) = lower.parse::<f64>() {
        return Some(Key { class: 2, number, scale: Scale::Count });
    }
    let (number, scale) = number_in(&lower);
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let class = if has(&["screen", "run-in", "run in", "prebaseline", "pre-baseline"]) {
        0
    } else if has(&["post", "after"]) && scale.is_none_or(|scale| scale == Scale::Count) {
        3
    } else if has(&["baseline", "before", "initial", "entry", "start", "randomis", "randomiz"])
        || ["pre", "bl", "base"].contains(&lower.as_str())
        || has(&["pre-", "pre ", "pre_", "pretreat", "pretest", "preop"])
    {
        1
    } else if scale == Some(Scale::Days) {
        2
    } else if has(&["follow", "final", "end of", "endpoint", "early term", "last", "discharge", "exit"])
        || ["end", "eot", "eos", "fu"].contains(&lower.as_str())
    {
        3
    } else if number.is_some() {
        2
    } else {
        return None;
    };
    Some(Key { class, number: number.unwrap_or(0.0), scale: scale.unwrap_or(Scale::Count) })
}

/// Days after the start, where the name tells: 0 for a baseline, 84 for `week 12`.
pub(super) fn days_of(name: &str) -> Option<f64> {
    let key = key(name)?;
    match (key.class, key.scale) {
        (1, _) => Some(0.0),
        (_, Scale::Days) => Some(key.number),
        _ => None,
    }
}

/// The first number of a name, in days when its unit is told, and whether it is days or a count.
fn number_in(lower: &str) -> (Option<f64>, Option<Scale>) {
    let Some(start) = lower.find(|c: char| c.is_ascii_digit()) else { return (None, None) };
    let (before, rest) = lower.split_at(start);
    let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    let Ok(size) = digits.trim_end_matches('.').parse::<f64>() else { return (None, None) };
    // "Day -1": a minus sign that does not join words.
    let negative = before.ends_with(" -") || before == "-";
    let number = if negative { -size } else { size };
    let letters = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    let word_before = letters(before.split([' ', '_', '-']).rfind(|word| !word.is_empty()).unwrap_or(""));
    let word_after = letters(after.trim_start_matches([' ', '_', '-']).split([' ', '_', '-']).next().unwrap_or(""));
    for word in [word_before.as_str(), word_after.as_str()] {
        if let Some(days) = days_in(word) {
            return (Some(number * days), Some(Scale::Days));
        }
        if is_visit_word(word) {
            return (Some(number), Some(Scale::Count));
        }
    }
    (Some(number), Some(Scale::Count))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<'a>(names: &[&'a str]) -> (Vec<&'a str>, Vec<String>) {
        let found = time_order(names, &Declared::default(), None);
        (found.order.iter().map(|&at| names[at]).collect(), found.doubtful)
    }

    #[test]
    fn time_not_alphabet() {
        for (names, expected) in [
            (vec!["Week 12", "Week 2", "Baseline"], vec!["Baseline", "Week 2", "Week 12"]),
            (vec!["V1", "V0", "V10", "V2"], vec!["V0", "V1", "V2", "V10"]),
            (vec!["post", "pre"], vec!["pre", "post"]),
            (vec!["after", "before"], vec!["before", "after"]),
            (vec!["Month 1", "Week 2", "Screening", "Day -1"], vec!["Screening", "Day -1", "Week 2", "Month 1"]),
            (vec!["0.3", "-13.0", "-1"], vec!["-13.0", "-1", "0.3"]),
            (vec!["End of Treatment", "Week 26", "Baseline"], vec!["Baseline", "Week 26", "End of Treatment"]),
            (vec!["follow-up 2", "follow-up 1", "baseline"], vec!["baseline", "follow-up 1", "follow-up 2"]),
            (vec!["12 weeks", "6 months", "1 day"], vec!["1 day", "12 weeks", "6 months"]),
        ] {
            assert_eq!(sorted(&names), (expected, vec![]), "{names:?}");
        }
    }

    #[test]
    fn names_that_do_not_tell_keep_their_order_and_are_said() {
        assert_eq!(sorted(&["B", "A"]), (vec!["B", "A"], vec!["B".to_string(), "A".to_string()]));
        assert_eq!(sorted(&["Unscheduled", "Week 2"]).0, ["Week 2", "Unscheduled"]);
        assert_eq!(sorted(&["Visit 2", "Week 12"]).1, ["Visit 2", "Week 12"]);
    }

    #[test]
    fn a_declared_order_or_companion_numbers_win() {
        let declared = Declared { order: vec![1, 0], ..Declared::default() };
        let found = time_order(&["A", "B", "C"], &declared, None);
        assert_eq!((found.order, found.doubtful), (vec![1, 0, 2], vec!["C".to_string()]));
        let found = time_order(&["A", "B"], &Declared::default(), Some(&[2.0, 1.0]));
        assert_eq!((found.order, found.doubtful.len()), (vec![1, 0], 0));
        let declared = Declared { baseline: Some(1), ..Declared::default() };
        assert_eq!(time_order(&["A", "B"], &declared, None).order, [1, 0]);
    }
}
