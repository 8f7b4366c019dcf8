//! Effects over the number of sessions: ordered contrast, slope, gain, plateau.
