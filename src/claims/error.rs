/// A claims file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// The file is not TOML of the expected shape.
    #[error("{file}:{line}:{column}: {message}")]
    Toml {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What was found and what was expected.
        message: String,
    },
    /// A claim that contradicts itself.
    #[error("{file}:{line}: claim `{id}`: {what}")]
    Claim {
        /// The file.
        file: String,
        /// Line at which the claim begins, from 1.
        line: usize,
        /// Which claim.
        id: String,
        /// What is wrong and what to do.
        what: String,
    },
}

impl ClaimError {
    /// Something wrong with the claim at `index` of the file.
    pub(super) fn claim(file: &str, text: &str, index: usize, id: &str, what: String) -> ClaimError {
        let heads = text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with("[[claim]]"));
        let line = heads.map(|(at, _)| at + 1).nth(index).unwrap_or(1);
        ClaimError::Claim { file: file.to_owned(), line, id: id.to_owned(), what }
    }

    pub(super) fn toml(file: &str, text: &str, cause: &toml::de::Error) -> ClaimError {
        let (line, column) = position(text, cause.span().map_or(0, |span| span.start));
        ClaimError::Toml { file: file.to_owned(), line, column, message: cause.message().trim().to_owned() }
    }
}

/// Line and column in characters, from 1, of a byte offset.
pub(crate) fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset.min(text.len())).unwrap_or("");
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (before.matches('\n').count() + 1, column)
}
