//! What a column name says of the time of its readings.

/// When the readings of a column were taken, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moment {
    /// Nothing said: `waist`.
    Plain,
    /// `waist_before`, `pre.weight`, `baseline`.
    Before,
    /// `waist_after`, `Postwt`.
    After,
    /// `week12`, `weight6weeks`: days.
    Day(f64),
    /// `V1`, `t0`: an ordinal of visits.
    Visit(f64),
    /// `weight1`, `wt71`.
    Number(f64),
}

const BEFORE: [&str; 15] = [
    "before",
    "pre",
    "baseline",
    "base",
    "bl",
    "screening",
    "initial",
    "start",
    "first",
    "pretest",
    "pretreatment",
    "preop",
    "entry",
    "begin",
    "old",
];
const AFTER: [&str; 16] = [
    "after",
    "post",
    "followup",
    "fu",
    "final",
    "end",
    "last",
    "second",
    "posttest",
    "posttreatment",
    "postop",
    "endpoint",
    "discharge",
    "exit",
    "new",
    "follow",
];
/// Marks that also occur glued to the name: `Prewt`, `SBPbefore`.
const GLUED: [(&str, Moment); 6] = [
    ("before", Moment::Before),
    ("after", Moment::After),
    ("baseline", Moment::Before),
    ("followup", Moment::After),
    ("pre", Moment::Before),
    ("post", Moment::After),
];

/// Days in a unit of calendar time; `None` for other words.
pub(crate) fn days_in(word: &str) -> Option<f64> {
    Some(match word {
        "day" | "days" | "d" => 1.0,
        "week" | "weeks" | "wk" | "wks" | "w" => 7.0,
        "month" | "months" | "mo" | "mon" | "mth" | "m" => 30.4375,
        "year" | "years" | "yr" | "yrs" | "y" => 365.25,
        _ => return None,
    })
}

/// Words for visits that are only counted.
pub(crate) fn is_visit_word(word: &str) -> bool {
    matches!(
        word,
        "visit" | "v" | "t" | "time" | "timepoint" | "session" | "measurement" | "round" | "occasion" | "period"
    )
}

/// All readings of a name: what is measured and when. The likelier one first.
pub(crate) fn moments(name: &str) -> Vec<(String, Moment)> {
    let pieces = pieces(name);
    let words: Vec<&str> = pieces.iter().map(String::as_str).collect();
    let without = |from: usize, to: usize| -> String {
        let kept: Vec<&str> =
            words.iter().enumerate().filter(|(i, _)| *i < from || *i >= to).map(|(_, word)| *word).collect();
        kept.join("_")
    };
    for (at, word) in words.iter().enumerate() {
        let next = words.get(at + 1).copied().unwrap_or("");
        if *word == "follow" && next == "up" {
            return vec![(without(at, at + 2), Moment::After)];
        }
        if BEFORE.contains(word) {
            return vec![(without(at, at + 1), Moment::Before)];
        }
        if AFTER.contains(word) {
            return vec![(without(at, at + 1), Moment::After)];
        }
        let as_number = |text: &str| text.parse::<f64>().ok();
        if let Some(number) = as_number(next) {
            if let Some(days) = days_in(word) {
                return vec![(without(at, at + 2), Moment::Day(days * number))];
            }
            if is_visit_word(word) {
                return vec![(without(at, at + 2), Moment::Visit(number))];
            }
        }
        if let (Some(number), Some(days)) = (as_number(word), days_in(next).filter(|_| at > 0)) {
            return vec![(without(at, at + 2), Moment::Day(days * number))];
        }
    }
    let last = words.len().saturating_sub(1);
    if let Some(number) = words.last().and_then(|word| word.parse::<f64>().ok()).filter(|_| last > 0) {
        return vec![(without(last, last + 1), Moment::Number(number))];
    }
    let whole = words.join("_");
    let mut found = Vec::new();
    for (mark, moment) in GLUED {
        let stem = whole.strip_prefix(mark).or_else(|| whole.strip_suffix(mark));
        if let Some(stem) = stem.filter(|stem| !stem.is_empty()) {
            found.push((stem.trim_matches('_').to_string(), moment));
            break;
        }
    }
    found.push((whole, Moment::Plain));
    found
}

/// Lower-case runs of letters and of digits.
pub(crate) fn pieces(name: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut previous = ' ';
    for c in name.chars().flat_map(char::to_lowercase) {
        let same_run =
            (c.is_alphabetic() && previous.is_alphabetic()) || (c.is_ascii_digit() && previous.is_ascii_digit());
        match pieces.last_mut().filter(|_| same_run) {
            Some(piece) => piece.push(c),
            None if c.is_alphabetic() || c.is_ascii_digit() => pieces.push(c.to_string()),
            None => {}
        }
        previous = c;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        for (name, stem, moment) in [
            ("waist", "waist", Moment::Plain),
            ("waist1", "waist", Moment::Number(1.0)),
            ("wt71", "wt", Moment::Number(71.0)),
            ("bp_before", "bp", Moment::Before),
            ("SBPbefore", "sbp", Moment::Before),
            ("Prewt", "wt", Moment::Before),
            ("Postwt", "wt", Moment::After),
            ("pre.weight", "weight", Moment::Before),
            ("weight6weeks", "weight", Moment::Day(42.0)),
            ("waist_week12", "waist", Moment::Day(84.0)),
            ("X_baseline", "x", Moment::Before),
            ("V0", "", Moment::Visit(0.0)),
            ("baseline", "", Moment::Before),
            ("Week 12", "", Moment::Day(84.0)),
            ("waist follow-up", "waist", Moment::After),
            ("hba1c", "hba_1_c", Moment::Plain),
        ] {
            assert_eq!(moments(name).first(), Some(&(stem.to_string(), moment)), "{name}");
        }
        assert_eq!(moments("pressure").last(), Some(&("pressure".to_string(), Moment::Plain)));
    }
}
