//! What a header and the first rows make plain without being told.

mod arm;
mod decimal_sign;
mod header_unit;
mod id;
mod kind;
mod moment;
mod numeric;
mod pairs;
mod parameter;
mod site;
mod value;
mod visit;

pub(crate) use arm::{detect_arm, is_certain_arm_name};
pub(crate) use decimal_sign::detect_decimal_sign;
pub(crate) use header_unit::{bracketed_unit, split_unit};
pub(crate) use id::detect_id;
pub(crate) use kind::guess_kind;
pub(crate) use moment::{days_in, is_visit_word, pieces};
pub(crate) use numeric::numeric_columns;
pub(crate) use pairs::{FoundPair, find_pairs};
pub(crate) use parameter::detect_parameter;
pub(crate) use site::detect_site;
pub(crate) use value::detect_values;
pub(crate) use visit::{detect_crossover, detect_visit};

use super::table::Table;

/// A name in lower case without anything but letters and digits: `Visit_Name` becomes `visitname`.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The first of `names` (in plain spelling, most telling first) that is a free column.
fn first_named(table: &Table<'_>, used: &[usize], names: &[&str]) -> Option<usize> {
    let header: Vec<String> = table.header().iter().map(|name| plain(name)).collect();
    names.iter().find_map(|wanted| {
        let at = header.iter().position(|name| name == wanted)?;
        (!used.contains(&at)).then_some(at)
    })
}
