//! Standardised sizes of a paired change. None is called a bare "d".

mod build;
mod d_av;
mod d_rm;
mod d_z;
mod g_z;
mod glass_delta;
mod hedges;

pub use d_av::CohenDav;
pub use d_rm::CohenDrm;
pub use d_z::CohenDz;
pub use g_z::HedgesGz;
pub use glass_delta::GlassDelta;
pub use hedges::hedges_correction;
