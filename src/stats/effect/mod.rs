//! Standardised sizes of a paired change. None is called a bare "d".

mod build;
mod common_language_normal;
mod d_av;
mod d_av_mean_sd;
mod d_rm;
mod d_z;
mod g_av;
mod g_rm;
mod g_z;
mod glass_delta;
mod glass_delta_after;
mod hedges;
mod probability_of_increase;

pub use common_language_normal::CommonLanguageNormal;
pub use d_av::CohenDav;
pub use d_av_mean_sd::CohenDavMeanSd;
pub use d_rm::CohenDrm;
pub use d_z::CohenDz;
pub(crate) use d_z::D_Z;
pub use g_av::HedgesGav;
pub use g_rm::HedgesGrm;
pub use g_z::HedgesGz;
pub use glass_delta::GlassDelta;
pub use glass_delta_after::GlassDeltaAfter;
pub use hedges::hedges_correction;
pub use probability_of_increase::ProbabilityOfIncrease;
