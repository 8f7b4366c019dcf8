use crate::result::PValue;
use schemars::JsonSchema;
use serde::Serialize;

/// What a test of difference and a test of equivalence say together. A difference that is not significant is not equivalence, and an
/// equivalence does not rule out a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Conclusion {
    /// Different from the null value, and not shown to be within the margin.
    Different,
    /// Within the margin, and not shown to differ from the null value.
    Equivalent,
    /// Different from the null value, and within the margin: there is a change, and it is too small to matter.
    DifferentButTrivial,
    /// Neither is shown: the data are too few for either answer.
    Undecided,
}

/// The conclusion at `alpha`; each test rejects when its p is below it.
pub fn conclusion(difference: PValue, equivalence: PValue, alpha: f64) -> Conclusion {
    match (difference.value() < alpha, equivalence.value() < alpha) {
        (true, false) => Conclusion::Different,
        (false, true) => Conclusion::Equivalent,
        (true, true) => Conclusion::DifferentButTrivial,
        (false, false) => Conclusion::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pair_of_answers_has_its_conclusion() {
        let of = |difference, equivalence| {
            let p = |p| PValue::try_new(p).expect("probability");
            conclusion(p(difference), p(equivalence), 0.05)
        };
        assert_eq!(of(0.049, 0.05), Conclusion::Different);
        assert_eq!(of(0.05, 0.049), Conclusion::Equivalent);
        assert_eq!(of(0.0, 0.0), Conclusion::DifferentButTrivial);
        assert_eq!(of(1.0, 0.05), Conclusion::Undecided);
    }
}
