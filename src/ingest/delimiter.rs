//! Which character separates the fields.

use super::Delimiter;

/// Lines looked at.
const LINES: usize = 20;

/// The delimiter that splits the header and the first rows into the same number of fields, quoted text apart.
pub(crate) fn detect_delimiter(text: &str) -> Delimiter {
    let lines = first_records(text);
    let mut best = (Delimiter::Comma, 0, 0);
    for delimiter in Delimiter::ALL {
        let counts: Vec<usize> = lines.iter().map(|line| outside_quotes(line, delimiter.byte())).collect();
        let header = counts.first().copied().unwrap_or(0);
        if header == 0 {
            continue;
        }
        let agreeing = counts.iter().filter(|&&count| count == header).count();
        if (agreeing, header) > (best.1, best.2) {
            best = (delimiter, agreeing, header);
        }
    }
    best.0
}

/// The first records that are not empty; a line break within quotes does not end one.
fn first_records(text: &str) -> Vec<&str> {
    let (mut records, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if let Some(record) = text.get(start..at).filter(|record| !record.is_empty()) {
                    records.push(record);
                }
                start = at + 1;
                if records.len() == LINES {
                    return records;
                }
            }
            _ => {}
        }
    }
    records.extend(text.get(start..).filter(|record| !record.is_empty()));
    records
}

fn outside_quotes(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    line.bytes()
        .filter(|&byte| {
            quoted ^= byte == b'"';
            byte == delimiter && !quoted
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_and_the_rows_decide_together() {
        for (text, expected) in [
            ("id,waist\n1,92\n", Delimiter::Comma),
            ("id;waist;hip\n1;92,5;101,5\n", Delimiter::Semicolon),
            ("id\twaist\n1\t92,5\n", Delimiter::Tab),
            ("id;\"waist, cm, standing\";hip\n1;92;100\n", Delimiter::Semicolon),
            ("id,\"a;b\n;;;\"\n1,2\n", Delimiter::Comma),
            ("id\n1\n", Delimiter::Comma),
        ] {
            assert_eq!(detect_delimiter(text), expected, "{text:?}");
        }
    }
}
