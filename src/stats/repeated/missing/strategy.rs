//! What is assumed of the people who left.

use crate::stats::StatsError;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is assumed of the readings after a person's last one. Readings missed before it are always taken as missing at random.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// Missing at random (MAR): they went on as others treated alike with the same readings so far.
    #[default]
    MissingAtRandom,
    /// Jump to reference (J2R): from then on their mean is that of the control arm; what they lay above or below their own arm's mean
    /// before is carried on as far as the correlation of the visits says.
    JumpToReference,
    /// Copy reference (CR): they are taken as people of the control arm from the start, with the readings they had.
    CopyReference,
    /// Copy increments in reference (CIR): from then on they change as the control arm does, keeping what they had gained.
    CopyIncrements,
    /// Jump to baseline: they return to the person's own baseline, whatever was read between, and scatter about it as people of one
    /// baseline do (return to baseline, Qu and Dai 2022). The counterpart of jump to reference where there is no control arm.
    JumpToBaseline,
}

impl Strategy {
    /// Every strategy.
    pub const ALL: [Strategy; 5] = [
        Strategy::MissingAtRandom,
        Strategy::JumpToReference,
        Strategy::CopyReference,
        Strategy::CopyIncrements,
        Strategy::JumpToBaseline,
    ];

    /// As on the command line and in plan.toml.
    pub fn id(self) -> &'static str {
        match self {
            Strategy::MissingAtRandom => "missing-at-random",
            Strategy::JumpToReference => "jump-to-reference",
            Strategy::CopyReference => "copy-reference",
            Strategy::CopyIncrements => "copy-increments",
            Strategy::JumpToBaseline => "jump-to-baseline",
        }
    }

    /// In sentences.
    pub fn name(self) -> &'static str {
        match self {
            Strategy::MissingAtRandom => "missing at random",
            Strategy::JumpToReference => "jump to reference",
            Strategy::CopyReference => "copy reference",
            Strategy::CopyIncrements => "copy increments in reference",
            Strategy::JumpToBaseline => "jump to baseline",
        }
    }

    /// Whether it takes a control arm's mean.
    pub fn needs_reference(self) -> bool {
        !matches!(self, Strategy::MissingAtRandom | Strategy::JumpToBaseline)
    }

    /// The assumption, in one sentence.
    pub fn assumption(self) -> &'static str {
        match self {
            Strategy::MissingAtRandom => {
                "Missing at random: people who left are assumed to have gone on like others treated alike with the same baseline and the \
                 same readings so far."
            }
            Strategy::JumpToReference => {
                "Jump to reference: from their last reading on, people who left the treated arm are assumed to have the mean of the control \
                 arm, so that what the treatment did ends at once."
            }
            Strategy::CopyReference => {
                "Copy reference: people who left the treated arm are assumed to be like people of the control arm with the same readings, \
                 so that what the treatment did fades as the correlation of the visits says."
            }
            Strategy::CopyIncrements => {
                "Copy increments in reference: from their last reading on, people who left the treated arm are assumed to change as the \
                 control arm does, so that what the treatment did until then is kept and no more is gained."
            }
            Strategy::JumpToBaseline => {
                "Jump to baseline: people who left are assumed to have returned to their own baseline, whatever was read between."
            }
        }
    }

    /// Refuses a strategy that takes the control arm's mean where there is none.
    pub(crate) fn require(self, procedure: &'static str, has_reference: bool) -> Result<(), StatsError> {
        if self.needs_reference() && !has_reference {
            let what = "a control arm as reference; in a single group the counterpart is jump to baseline";
            return Err(StatsError::Missing { procedure, what });
        }
        Ok(())
    }
}
