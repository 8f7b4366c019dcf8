//! Cells that hold no value.

/// Whether a cell is empty or marked missing: `NA`, `N/A`, `.`, `NaN`, `null`, in any case.
pub(crate) fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    matches!(cell.len(), 0..=4)
        && (cell.is_empty()
            || cell == "."
            || ["na", "n/a", "nan", "null"].iter().any(|word| cell.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_marks() {
        for cell in ["", "  ", "NA", "n/a", ".", "NaN", "NULL", " na "] {
            assert!(is_missing(cell), "{cell:?}");
        }
        for cell in ["0", "nab", "-", "none", "92.3"] {
            assert!(!is_missing(cell), "{cell:?}");
        }
    }
}
