//! Several visits of the same people, some of them missed.

mod dose;
mod effects;
mod lines;
pub mod missing;
pub mod mmrm;
mod procedure;
mod retained_share;
mod retention;
mod share_bootstrap;

pub use dose::{CURVATURE, DoseEffects, EFFECT_PER_SESSION, GAIN, ORDERED_CONTRAST, sessions_of_visits};
pub use effects::VisitEffects;
pub use procedure::RepeatedProcedure;
pub use retained_share::RETAINED_SHARE;
pub use retention::{LOSS, REGAIN, Retention};
pub use share_bootstrap::{MOST_RESAMPLES, retained_share_bootstrap};
