//! People who left: who and when, and what the answer owes to what is assumed of them.
