//! Lists in sentences.

/// The first `most` words with commas, then "and 12 more".
pub(crate) fn listed<T: AsRef<str>>(words: &[T], most: usize) -> String {
    let shown: Vec<&str> = words.iter().take(most).map(AsRef::as_ref).collect();
    let rest = words.len() - shown.len();
    shown.join(", ") + &if rest == 0 { String::new() } else { format!(" and {rest} more") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(listed(&["a", "b", "c"], 2), "a, b and 1 more");
        assert_eq!(listed(&["a"], 2), "a");
    }
}
