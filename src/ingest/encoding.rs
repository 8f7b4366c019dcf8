//! Bytes to text.

use super::{IngestError, Source};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

/// How the bytes of a file spell its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// ISO 8859-1, taken when the bytes are not UTF-8.
    Latin1,
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Files that are not text, by their first bytes: signature, what it is, what to do.
const BINARY: [(&[u8], &str, &str); 8] = [
    (b"\xff\xfe", "UTF-16 text", "save it as UTF-8 CSV"),
    (b"\xfe\xff", "UTF-16 text", "save it as UTF-8 CSV"),
    (b"PK\x03\x04", "a zip archive or an Excel workbook (.xlsx)", "export the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)", "export the sheet as CSV"),
    (b"\x1f\x8b", "compressed with gzip", "unpack it first (gunzip)"),
    (b"PAR1", "a Parquet file", "export it as CSV"),
    (b"HEADER RECORD*******", "a SAS transport file", "export it as CSV"),
    (b"%PDF-", "a PDF document", "copy its table into a CSV file"),
];

/// The text of a source and how it was spelled.
///
/// # Errors
/// [`IngestError::Empty`] without content, [`IngestError::NotText`] for binary files.
pub(crate) fn decode(source: &Source) -> Result<(Cow<'_, str>, Encoding), IngestError> {
    let file = || source.name.clone();
    let bytes = source.bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&source.bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(IngestError::Empty { file: file() });
    }
    if let Some((_, what, advice)) = BINARY.iter().find(|(signature, ..)| bytes.starts_with(signature)) {
        return Err(IngestError::NotText { file: file(), what: (*what).to_string(), advice });
    }
    if let Some(at) = bytes.iter().position(|&byte| byte == 0) {
        let zeros = bytes.iter().take(1000).filter(|&&byte| byte == 0).count();
        if 3 * zeros > bytes.len().min(1000) {
            let what = "UTF-16 text without a byte order mark".to_string();
            return Err(IngestError::NotText { file: file(), what, advice: "save it as UTF-8 CSV" });
        }
        let line = 1 + bytes.iter().take(at).filter(|&&byte| byte == b'\n').count();
        let what = format!("a binary file (a NUL byte in line {line})");
        return Err(IngestError::NotText { file: file(), what, advice: "export the table as UTF-8 CSV" });
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), Encoding::Utf8),
        Err(_) => (Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()), Encoding::Latin1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bytes: &[u8]) -> String {
        decode(&Source::new("waist.csv", bytes)).expect_err("no text").to_string()
    }

    #[test]
    fn text_in_utf8_and_latin1() {
        for bytes in ["\u{feff}Größe,1".as_bytes(), "Größe,1".as_bytes()] {
            let source = Source::new("-", bytes);
            let (text, encoding) = decode(&source).expect("text");
            assert_eq!((text.as_ref(), encoding), ("Größe,1", Encoding::Utf8));
        }
        let source = Source::new("-", *b"Gr\xf6\xdfe,1");
        let (text, encoding) = decode(&source).expect("text");
        assert_eq!((text.as_ref(), encoding), ("Größe,1", Encoding::Latin1));
    }

    #[test]
    fn what_is_not_text_is_named_with_advice() {
        for (bytes, words) in [
            (&b""[..], "is empty"),
            (b" \r\n", "is empty"),
            (b"\xff\xfei\0d\0", "save it as UTF-8 CSV"),
            (b"i\0d\0,\0", "save it as UTF-8 CSV"),
            (b"PK\x03\x04....", "export the sheet as CSV"),
            (b"\x1f\x8b\x08", "gunzip"),
            (b"id,waist\n1,92\n2,\0\n", "a NUL byte in line 3"),
        ] {
            let message = message(bytes);
            assert!(message.starts_with("waist.csv") && message.contains(words), "{message}");
        }
    }
}
