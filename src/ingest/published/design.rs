//! From the words for a design to what it can show.

use crate::data::{DesignKind, PublishedDesign};

const WITHIN_PERSON: &[&str] = &[
    "split",
    "within-person",
    "within person",
    "contralateral",
    "half-side",
    "half side",
    "own control",
    "other side",
];
const CROSSOVER: &[&str] = &["crossover", "cross-over"];
const NOT_CONTROLLED: &[&str] = &[
    "single-arm",
    "single arm",
    "single group",
    "one group",
    "before/after",
    "pre/post",
    "registry",
    "uncontrolled",
    "no control",
    "without control",
    "without a control",
    "no untreated",
    "without an untreated",
    "no sham",
    "no placebo",
];
const CONTROLLED: &[&str] = &["placebo", "sham", "saline", "controlled", "untreated", "no treatment", "control group"];
const NOT_RANDOMISED: &[&str] =
    &["non-random", "nonrandom", "not random", "without random", "unrandom", "quasi-random"];
const RANDOMISED: &[&str] = &["randomis", "randomiz"];
const NOT_BLINDED: &[&str] =
    &["unblind", "not blind", "non-blind", "open-label", "open label", "open vs", "randomised open", "randomized open"];
const BLINDED: &[&str] = &["blind", "masked"];

/// What the words for a design tell. `compared` is whether the row has figures of people or sides that were not treated, or a
/// difference to them: figures count for more than words. A study that gives everybody the drug, if in two doses, has no control for
/// the question whether the drug does anything. A sham alone does not make those who measured blind.
pub(super) fn design_of(words: &str, compared: bool) -> PublishedDesign {
    let lower = words.to_lowercase();
    let says = |any: &[&str]| any.iter().any(|word| lower.contains(word));
    let told = |no: &[&str], yes: &[&str]| if says(no) { Some(false) } else { says(yes).then_some(true) };
    let kind = if !compared && says(NOT_CONTROLLED) {
        DesignKind::SingleArm
    } else if says(CROSSOVER) {
        DesignKind::Crossover
    } else if says(WITHIN_PERSON) {
        DesignKind::SplitBody
    } else if compared || says(CONTROLLED) {
        DesignKind::ParallelArms
    } else {
        DesignKind::SingleArm
    };
    PublishedDesign {
        words: words.to_owned(),
        kind,
        randomised: told(NOT_RANDOMISED, RANDOMISED),
        blinded: told(NOT_BLINDED, BLINDED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DesignKind::{Crossover, ParallelArms, SingleArm, SplitBody};

    #[test]
    fn designs_as_tables_of_trials_word_them() {
        let (yes, no) = (Some(true), Some(false));
        for (words, compared, kind, randomised, blinded) in [
            ("split-thigh randomised double-blind placebo", true, SplitBody, yes, yes),
            ("split-thigh within-person", true, SplitBody, None, None),
            ("three-arm sham-controlled", true, ParallelArms, None, None),
            ("single-arm pre/post (5 protocols pooled)", false, SingleArm, None, None),
            ("single-arm pre/post", false, SingleArm, None, None),
            ("single-arm registry", false, SingleArm, None, None),
            ("pooled uncontrolled pre/post", false, SingleArm, None, None),
            ("randomised dose comparison pooled", false, SingleArm, yes, None),
            ("randomised double-blind placebo (60 in 3 arms)", true, ParallelArms, yes, yes),
            ("randomised open vs no treatment", true, ParallelArms, yes, no),
            ("randomised double-blind sham", true, ParallelArms, yes, yes),
            ("randomised double-blind sham (67)", true, ParallelArms, yes, yes),
            ("randomised assessor-blind", true, ParallelArms, yes, yes),
            // Without figures the words alone decide.
            ("Randomized, placebo-controlled", false, ParallelArms, yes, None),
            ("own control, not randomised, unblinded", false, SplitBody, no, no),
            (
                "randomised double-blind contralateral comparison of two drugs, no untreated side",
                false,
                SingleArm,
                yes,
                yes,
            ),
            ("half-side, other side untreated", false, SplitBody, None, None),
            ("sham-controlled crossover", false, Crossover, None, None),
            ("", true, ParallelArms, None, None),
            ("", false, SingleArm, None, None),
        ] {
            let expected = PublishedDesign { words: words.to_owned(), kind, randomised, blinded };
            assert_eq!(design_of(words, compared), expected, "{words}");
        }
    }
}
