//! One file per command.

pub(super) mod chart;
pub(super) mod check;
pub(super) mod claims;
pub(super) mod compare;
pub(super) mod completions;
pub(super) mod datasets;
pub(super) mod evidence;
pub(super) mod explain;
pub(super) mod init;
pub(super) mod list;
pub(super) mod man;
pub(super) mod model;
pub(super) mod photos;
pub(super) mod reliability;
pub(super) mod report;
pub(super) mod schema;
pub(super) mod simulate;
pub(super) mod test;
