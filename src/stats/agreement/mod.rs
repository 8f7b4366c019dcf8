//! How far repeated readings of the same person agree: the error of the tape, and who makes it.
