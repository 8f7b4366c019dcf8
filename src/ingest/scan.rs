//! Lines, columns and quotes in the raw text, which the csv crate does not report for single fields.

/// A place in a text file, both counted from 1; the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub line: u64,
    pub column: u64,
}

/// A quotation mark where none may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QuoteFault {
    /// Opened and never closed.
    Unclosed,
    /// Within a field that does not begin with one, or before the end of one that does.
    Stray,
}

/// Line breaks in a text: CR LF, LF, or a CR of its own.
pub(crate) fn count_breaks(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let mut breaks = 0;
    for (at, byte) in bytes.iter().enumerate() {
        breaks += u64::from(*byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')));
    }
    breaks
}

/// The position of a byte of the text, given a line start at or before it and its line number.
pub(crate) fn position_from(text: &str, start: usize, line: u64, at: usize) -> Position {
    let before = text.get(start..at).unwrap_or("");
    let line_start = before.rfind(['\n', '\r']).map_or(0, |last| last + 1);
    let column = 1 + before.get(line_start..).map_or(0, |rest| rest.chars().count()) as u64;
    Position { line: line + count_breaks(before), column }
}

/// The byte at which field number `field` of the record starting at `start` begins.
pub(crate) fn field_start(text: &str, start: usize, field: usize, delimiter: u8) -> usize {
    let (mut seen, mut quoted) = (0, false);
    if field == 0 {
        return start;
    }
    for (at, byte) in text.bytes().enumerate().skip(start) {
        quoted ^= byte == b'"';
        if byte == delimiter && !quoted {
            seen += 1;
            if seen == field {
                return at + 1;
            }
        }
    }
    text.len()
}

/// The first quotation mark that breaks the rules of CSV, if any.
pub(crate) fn quote_fault(text: &str, delimiter: u8) -> Option<(Position, QuoteFault)> {
    // The common file has none at all.
    text.find('"')?;
    let bytes = text.as_bytes();
    let place = |at| position_from(text, 0, 1, at);
    let ends = |byte: Option<&u8>| byte.is_none_or(|&byte| byte == delimiter || byte == b'\n' || byte == b'\r');
    let mut at = 0;
    let mut field_begins = true;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'"' {
            field_begins = ends(Some(&byte));
            at += 1;
            continue;
        }
        if !field_begins {
            return Some((place(at), QuoteFault::Stray));
        }
        let open = at;
        at += 1;
        loop {
            match (bytes.get(at), bytes.get(at + 1)) {
                (None, _) => return Some((place(open), QuoteFault::Unclosed)),
                (Some(b'"'), Some(b'"')) => at += 2,
                (Some(b'"'), next) if ends(next) => break,
                (Some(b'"'), _) => return Some((place(at), QuoteFault::Stray)),
                _ => at += 1,
            }
        }
        at += 1;
        field_begins = false;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_in_the_physical_line() {
        let text = "id,place,waist\n1,\"Köln\r\nSüd\",92x\n";
        let start = text.find("1,").expect("row");
        let at = field_start(text, start, 2, b',');
        assert_eq!(text.get(at..at + 3), Some("92x"));
        assert_eq!(position_from(text, start, 2, at), Position { line: 3, column: 6 });
    }

    #[test]
    fn lone_quotes_are_found() {
        assert_eq!(quote_fault("id,waist\n1,\"a \"\"b\"\", c\"\n", b','), None);
        let fault = quote_fault("id,waist\nü,9\"2\n", b',');
        assert_eq!(fault, Some((Position { line: 2, column: 4 }, QuoteFault::Stray)));
        let fault = quote_fault("id,waist\n1,\"92\n2,93\n", b',');
        assert_eq!(fault, Some((Position { line: 2, column: 3 }, QuoteFault::Unclosed)));
        let fault = quote_fault("id,waist\n1,\"92\"x\n", b',');
        assert_eq!(fault, Some((Position { line: 2, column: 6 }, QuoteFault::Stray)));
    }
}
