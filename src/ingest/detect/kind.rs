use crate::data::OutcomeKind;

const GIRTH: [&str; 33] = [
    "waist",
    "hip",
    "hips",
    "thigh",
    "thighs",
    "girth",
    "muac",
    "circumference",
    "circ",
    "calf",
    "arm",
    "upperarm",
    "abdomen",
    "abdominal",
    "belly",
    "buttock",
    "buttocks",
    "chest",
    "bust",
    "neck",
    "knee",
    "forearm",
    "ankle",
    "wrist",
    "biceps",
    "navel",
    "umbilicus",
    "gi",
    "wc",
    "wstcir",
    "hipcir",
    "leg",
    "headcirc",
];
const WEIGHT: [&str; 7] = ["weight", "wt", "wgt", "bodyweight", "bw", "kg", "bodymass"];
const HEIGHT: [&str; 5] = ["height", "hgt", "stature", "bodyheight", "ht"];
const GRADE: [&str; 3] = ["grade", "cellulite", "severity"];
const EVENTS: [&str; 3] = ["events", "event", "count"];
/// Words that make something else of a body measure: a waist-hip ratio is no girth.
const DERIVED: [&str; 11] =
    ["ratio", "whr", "whtr", "bmi", "index", "change", "chg", "diff", "difference", "percent", "zscore"];

/// The sort of thing that a name tells of.
pub(crate) fn guess_kind(name: &str) -> OutcomeKind {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let two_girths = words.contains(&"waist") && words.contains(&"hip");
    if has(&DERIVED) || two_girths {
        OutcomeKind::Other
    } else if has(&GIRTH) {
        OutcomeKind::Girth
    } else if has(&WEIGHT) {
        OutcomeKind::Weight
    } else if has(&HEIGHT) {
        OutcomeKind::Height
    } else if has(&GRADE) {
        OutcomeKind::Grade
    } else if has(&EVENTS) {
        OutcomeKind::Events
    } else {
        OutcomeKind::Other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_kind() {
        for (name, kind) in [
            ("waist", OutcomeKind::Girth),
            ("Thigh left", OutcomeKind::Girth),
            ("arm_circumference", OutcomeKind::Girth),
            ("wai_gi", OutcomeKind::Girth),
            ("body_weight", OutcomeKind::Weight),
            ("wt", OutcomeKind::Weight),
            ("Height", OutcomeKind::Height),
            ("waist-hip ratio", OutcomeKind::Other),
            ("weight_change", OutcomeKind::Other),
            ("chip", OutcomeKind::Other),
            ("cellulite grade", OutcomeKind::Grade),
        ] {
            assert_eq!(guess_kind(name), kind, "{name}");
        }
    }
}
