//! Two groups of people: how far their changes differ.
