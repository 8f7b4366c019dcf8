//! How far repeated readings of the same person agree: the error of the tape, and who makes it.

mod concordance;
mod gross_cause;
mod gross_digits;
mod gross_errors;
mod gross_field;
mod gross_noise;
mod gross_words;
mod influence;
mod kappa_table;
mod limits_of_agreement;
mod limits_repeated;
mod proportional_bias;
mod two_trials;
mod weighted_kappa;

pub use concordance::{CONCORDANCE, Concordance, LinConcordance, concordance};
pub use gross_cause::LikelyCause;
pub use gross_errors::{GrossError, GrossErrors, gross_errors};
pub use influence::{Influence, WithoutOne, influence};
pub use limits_of_agreement::{
    AgreementLimit, AgreementPoint, BIAS, BlandAltman, LOWER_LIMIT, LimitsOfAgreement, UPPER_LIMIT, limits_of_agreement,
};
pub use limits_repeated::{RepeatedLimits, limits_of_agreement_repeated};
pub use proportional_bias::{PROPORTIONAL_BIAS, ProportionalBias};
pub use two_trials::{TwoTrials, two_trials};
pub use weighted_kappa::{CohenKappa, KAPPA, KappaWeights, WeightedKappa, weighted_kappa};
