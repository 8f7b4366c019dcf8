//! What must be true of each procedure under changes of the data: one table for the properties over random data and for whole runs.

/// What happens to a procedure's estimates when before and after are exchanged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Exchange {
    /// x becomes 2 centre - x: the sign turns about 0, a probability about one half.
    Mirror(f64),
    /// Another procedure then says so, mirrored about 0.
    Partner(&'static str),
    /// x becomes 1 / x.
    Reciprocal,
    /// Nothing: the estimate has no direction.
    Keep,
    /// Something that a test of the procedure's own checks.
    OwnTest,
}

/// What must be true of one procedure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Facts {
    /// Before and after exchanged.
    pub exchange: Exchange,
    /// An amount added to all readings changes nothing.
    pub offset: bool,
    /// Ten times the readings give ten times what has a unit, and the same for what has none.
    pub scale: bool,
    /// The order of the rows does not matter (resampling draws rows by their position).
    pub order: bool,
}

/// Changes about zero, whatever the offset, scale and order.
const CHANGE: Facts = Facts { exchange: Exchange::Mirror(0.0), offset: true, scale: true, order: true };

/// The facts about a registered procedure.
pub fn facts(id: &str) -> Facts {
    match id {
        "sign-test" | "sign-flip" | "yuen" | "trimmed-mean" => CHANGE,
        // The ratio becomes its reciprocal, the percentage does not.
        "geometric-ratio" => Facts { exchange: Exchange::OwnTest, offset: false, ..CHANGE },
        "paired-t" | "signed-rank" | "equivalence-t" | "bayes-t" | "likelihood-ratio" | "second-generation-p" => CHANGE,
        "d_z"
        | "g_z"
        | "d_av"
        | "d_av_mean_sd"
        | "g_av"
        | "g_av_2n"
        | "d_rm"
        | "g_rm"
        | "rank_biserial"
        | "cliffs_delta_paired" => CHANGE,
        "equivalence-signed-rank" | "minimum-effect-t" => CHANGE,
        // Ratios know their zero: an offset is another question.
        "equivalence-ratio" => Facts { exchange: Exchange::OwnTest, offset: false, ..CHANGE },
        "paired-levene" => CHANGE,
        // Resamples draw rows by their position; mirrored changes give mirrored resamples.
        "equivalence-bootstrap" => Facts { order: false, ..CHANGE },
        "pitman-morgan" => Facts { exchange: Exchange::Reciprocal, ..CHANGE },
        "sd-change" | "shapiro-wilk" => Facts { exchange: Exchange::Keep, ..CHANGE },
        "glass_delta_before" => Facts { exchange: Exchange::Partner("glass_delta_after"), ..CHANGE },
        "glass_delta_after" => Facts { exchange: Exchange::Partner("glass_delta_before"), ..CHANGE },
        // The denominator is the spread before; exchanged, it would be that after, for which there is no corrected size.
        "g_b" => Facts { exchange: Exchange::OwnTest, ..CHANGE },
        // Exchanged, each is the other.
        "share_rose" | "share_fell" => Facts { exchange: Exchange::OwnTest, ..CHANGE },
        "share_unchanged" => Facts { exchange: Exchange::Keep, ..CHANGE },
        "common_language_normal" | "probability_of_increase" => Facts { exchange: Exchange::Mirror(0.5), ..CHANGE },
        // Zeros and ones stay such under no offset or scale; what an exchange does to differences and odds, a test of their own checks.
        "mcnemar" | "paired-proportions" => {
            Facts { exchange: Exchange::OwnTest, offset: false, scale: false, order: true }
        }
        "marginal-homogeneity" => Facts { exchange: Exchange::Keep, offset: true, scale: true, order: true },
        // An absolute threshold knows no offset; the threshold of the settings would have to be scaled and turned with the readings.
        "responders" => Facts { exchange: Exchange::OwnTest, offset: true, scale: false, order: true },
        _ => panic!("say in tests/it/facts.rs what must be true of {id}"),
    }
}
