//! Picked pictures: what the best of many show, and what raters see who do not know which is which.

mod best_of;
mod clustered_share;
mod mean_of_shares;
mod noise_range;
mod order_statistics;
mod ranked;
mod rated_pairs;
mod shown;
mod until_a_picture;

pub use best_of::{BestOf, GALLERY_MEAN, gallery};
pub use clustered_share::{AnswersOf, ClusteredShare, LOG_ODDS_RIGHT, MixedShare};
pub use mean_of_shares::MeanOfShares;
pub use noise_range::range_of_best;
pub use order_statistics::{BestMean, best_of_normal, best_of_redrawn};
pub use rated_pairs::{GuessTest, RatedPhotos, RatedResult, SHARE_RIGHT, rated_pairs};
pub use shown::{Gallery, GalleryPoint, NoiseGallery, NoiseSource};
pub use until_a_picture::{MOST_CLIENTS, UntilPictures, until_pictures};
