//! How far repeated readings of the same person agree: the error of the tape, and who makes it.

mod balanced;
mod complete_grid;
mod component_parts;
mod components;
mod detectable;
mod error_estimate;
mod error_scope;
mod icc;
mod icc_forms;
mod mean_squares;
mod rating_matrix;
mod technical_error;

pub use components::{
    COMPONENT_SD, SD_OF_DIFFERENCE, VarianceComponent, VarianceComponents, VarianceComponentsOfReadings,
    variance_components,
};
pub use detectable::{
    DetectableChange, MDC90, MDC95, MinimalDetectableChange, REPEATABILITY, STANDARD_ERROR_OF_MEASUREMENT,
    detectable_change, smallest_detectable_change,
};
pub use error_scope::ErrorScope;
pub use icc::{Icc, IntraclassCorrelation, icc};
pub use icc_forms::{ICC_FORMS, IccForm, IccTest, RatingMeanSquares};
pub use mean_squares::{MeanSquare, Source};
pub use rating_matrix::{Raters, RatingMatrix};
pub use technical_error::{
    RELATIVE_TECHNICAL_ERROR, TECHNICAL_ERROR, TechnicalError, TechnicalErrorOfMeasurement, technical_error,
};
