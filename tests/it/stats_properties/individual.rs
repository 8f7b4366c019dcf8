//! One person: detectable changes, individual response, power.
