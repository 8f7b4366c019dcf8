//! Change is not effect: what a design lets a verdict say.

use crate::data::{Design, DesignKind};

/// Why the change within one group cannot be credited to the treatment; `None` when the design allows it.
///
/// Only a comparison inside the same person whose sides or order chance decided carries a cause in the paired change itself. In
/// parallel arms the effect is the difference between arms, never the change within one.
pub(super) fn obstacle(design: &Design) -> Option<&'static str> {
    match (design.kind, design.randomised) {
        (DesignKind::SplitBody | DesignKind::Crossover, Some(true)) => None,
        (DesignKind::SplitBody | DesignKind::Crossover, _) => Some(
            "Both conditions were measured in the same people, but it is not stated that chance decided which was which, so the \
             difference cannot be credited to the condition.",
        ),
        (DesignKind::ParallelArms, _) => Some(
            "This is the change within one arm. What the treatment did is the difference from the control arm, not this change: time, \
             attention and regression to the mean are in it too.",
        ),
        (DesignKind::SingleArm | DesignKind::OneOccasion, _) => Some(
            "Nobody was left untreated. A change from before to after also holds time, season, diet, measuring error and regression to \
             the mean, so it cannot be credited to the treatment.",
        ),
    }
}
