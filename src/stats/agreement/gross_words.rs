//! What is said of a gross error.

use super::gross_cause::LikelyCause;
use crate::data::Unit;

/// The reading, the others, and what may have happened: `15 mm where this person's other readings are about 150 mm: perhaps written in cm
/// where the file is in mm (150 mm).`
pub(super) fn sentence(written: &str, usual: &str, cause: &LikelyCause, meant: Option<&str>, doubtful: bool) -> String {
    let found = if doubtful {
        format!(
            "{written} where this person's other reading is {usual}; which of the two is wrong cannot be told from them"
        )
    } else {
        format!("{written} where this person's other readings are about {usual}")
    };
    match cause.words(meant) {
        Some(cause) => format!("{found}: {cause}."),
        None => format!("{found}."),
    }
}

impl LikelyCause {
    /// In words: `written in cm where the file is in mm (150 mm)`; `None` for an unknown cause.
    fn words(&self, meant: Option<&str>) -> Option<String> {
        let meant = meant.unwrap_or_default();
        Some(match self {
            LikelyCause::UnitSlip { written, file } => {
                format!("perhaps written in {} where the file is in {} ({meant})", spelled(*written), spelled(*file))
            }
            LikelyCause::DecimalPoint { places } if *places > 0 => {
                format!("perhaps the decimal point is {} too far to the left ({meant})", count(*places))
            }
            LikelyCause::DecimalPoint { places } => {
                format!("perhaps the decimal point is {} too far to the right ({meant})", count(-places))
            }
            LikelyCause::SwappedColumns { outcome, written: None } => {
                format!("perhaps the reading of {outcome} in the wrong column")
            }
            LikelyCause::SwappedColumns { outcome, written: Some(written) } => {
                format!("perhaps the reading of {outcome}, written in {}, in the wrong column", spelled(*written))
            }
            LikelyCause::DigitsExchanged => format!("perhaps two digits exchanged ({meant})"),
            LikelyCause::DigitMisread => format!("perhaps one digit misread ({meant})"),
            LikelyCause::DigitDropped => format!("perhaps a digit dropped ({meant})"),
            LikelyCause::DigitDoubled => format!("perhaps a digit written twice ({meant})"),
            LikelyCause::Unknown => return None,
        })
    }
}

/// A unit as a word: "in in" would be read twice.
fn spelled(unit: Unit) -> &'static str {
    match unit {
        Unit::In => "inches",
        other => other.symbol(),
    }
}

fn count(places: i8) -> &'static str {
    if places == 1 { "one place" } else { "two places" }
}
