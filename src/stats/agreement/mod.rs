//! How far repeated readings of the same person agree: the error of the tape, and who makes it.

mod balanced;
mod complete_grid;
mod component_parts;
mod components;
mod concordance;
mod detectable;
mod error_estimate;
mod error_scope;
mod gross_cause;
mod gross_digits;
mod gross_errors;
mod gross_field;
mod gross_noise;
mod gross_words;
mod icc;
mod icc_forms;
mod influence;
mod kappa_table;
mod limits_of_agreement;
mod limits_repeated;
mod mean_squares;
mod observer_bias;
mod proportional_bias;
mod rating_matrix;
mod technical_error;
mod weighted_kappa;

pub use components::{
    COMPONENT_SD, SD_OF_DIFFERENCE, VarianceComponent, VarianceComponents, VarianceComponentsOfReadings,
    variance_components,
};
pub use concordance::{CONCORDANCE, Concordance, LinConcordance, concordance};
pub use detectable::{
    DetectableChange, MDC90, MDC95, MinimalDetectableChange, REPEATABILITY, STANDARD_ERROR_OF_MEASUREMENT,
    detectable_change, smallest_detectable_change,
};
pub use error_scope::ErrorScope;
pub use gross_cause::LikelyCause;
pub use gross_errors::{GrossError, GrossErrors, gross_errors};
pub use icc::{Icc, IntraclassCorrelation, icc};
pub use icc_forms::{ICC_FORMS, IccForm, IccTest, RatingMeanSquares};
pub use influence::{Influence, WithoutOne, influence};
pub use limits_of_agreement::{
    AgreementLimit, AgreementPoint, BIAS, BlandAltman, LOWER_LIMIT, LimitsOfAgreement, UPPER_LIMIT, limits_of_agreement,
};
pub use limits_repeated::{RepeatedLimits, limits_of_agreement_repeated};
pub use mean_squares::{MeanSquare, Source};
pub use observer_bias::{OBSERVER_BIAS, ObserverBias, observer_bias};
pub use proportional_bias::{PROPORTIONAL_BIAS, ProportionalBias};
pub use rating_matrix::{Raters, RatingMatrix};
pub use technical_error::{
    RELATIVE_TECHNICAL_ERROR, TECHNICAL_ERROR, TechnicalError, TechnicalErrorOfMeasurement, technical_error,
};
pub use weighted_kappa::{CohenKappa, KAPPA, KappaWeights, WeightedKappa, weighted_kappa};
