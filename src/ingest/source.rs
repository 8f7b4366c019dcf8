//! Where the bytes come from.

use super::IngestError;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::ErrorKind;
use std::path::Path;

/// A file in memory, with the name that the user gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// A path, `-` or `@sleep`; messages start with it.
    pub name: String,
    /// The whole content.
    pub bytes: Vec<u8>,
}

impl Source {
    /// A source from its name and content.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Source {
        Source { name: name.into(), bytes: bytes.into() }
    }

    /// SHA-256 of the bytes in lower-case hexadecimal digits.
    pub fn sha256(&self) -> String {
        sha256(&self.bytes)
    }
}

/// SHA-256 in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Reads a file from disk.
///
/// # Errors
/// [`IngestError::Missing`], [`IngestError::Directory`] or [`IngestError::Unreadable`].
pub fn read_path(path: &Path) -> Result<Source, IngestError> {
    let name = path.display().to_string();
    if path.is_dir() {
        return Err(IngestError::Directory { file: name });
    }
    match std::fs::read(path) {
        Ok(bytes) => Ok(Source { name, bytes }),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(IngestError::Missing { file: name }),
        Err(error) => Err(IngestError::Unreadable { file: name, reason: error.to_string() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_sha256() {
        let hash = Source::new("-", "abc").sha256();
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        let folder = tempfile::tempdir().expect("folder");
        let message = read_path(folder.path()).expect_err("a directory").to_string();
        assert!(message.contains("is a directory") && message.contains("name a CSV file in it"), "{message}");
        let message = read_path(&folder.path().join("no.csv")).expect_err("missing").to_string();
        assert!(message.contains("no.csv: no such file"), "{message}");
        let path = folder.path().join("yes.csv");
        std::fs::write(&path, "id\n").expect("written");
        assert_eq!(read_path(&path).expect("file").bytes, b"id\n");
    }
}
