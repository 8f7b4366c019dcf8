//! How much of an effect is left: regain and retained share.
