//! What can be said of one person: the smallest change that two readings can tell, and whether people differ in their response.
