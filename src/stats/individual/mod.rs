//! What can be said of one person: the smallest change that two readings can tell, and whether people differ in their response.

mod detectable;
mod error_of_reading;
mod gate;
mod mover;
mod sd_of_response;
mod share_beyond_noise;

pub use detectable::{BeyondDetectable, beyond_detectable};
pub use error_of_reading::{ErrorOfReading, Occasions, Unchanged};
pub use gate::{Allowed, Gate, IndividualResponders, individual_responders};
pub use sd_of_response::{
    HeldAgainst, ResponseSd, SD_OF_RESPONSE, SdOfResponse, response_between_sites, response_beyond_control,
    response_beyond_error,
};
pub use share_beyond_noise::{ShareBeyondNoise, share_beyond_noise};
