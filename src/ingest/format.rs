//! How a text file writes its table.

use super::Encoding;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What separates the fields of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Delimiter {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab stop.
    Tab,
}

impl Delimiter {
    /// Every delimiter, the usual one first.
    pub const ALL: [Delimiter; 3] = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab];

    /// The byte in the file.
    pub fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
        }
    }

    /// `comma`, `semicolon` or `tab`.
    pub fn name(self) -> &'static str {
        match self {
            Delimiter::Comma => "comma",
            Delimiter::Semicolon => "semicolon",
            Delimiter::Tab => "tab",
        }
    }

    /// Reads the name or the character itself.
    pub fn parse(text: &str) -> Option<Delimiter> {
        Delimiter::ALL.into_iter().find(|delimiter| {
            delimiter.name().eq_ignore_ascii_case(text) || text.as_bytes() == [delimiter.byte()] || {
                *delimiter == Delimiter::Tab && text == "\\t"
            }
        })
    }
}

/// What separates the whole part of a number from its decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DecimalSign {
    /// `92.3`
    Point,
    /// `92,3`
    Comma,
}

impl DecimalSign {
    /// The character in the file.
    pub fn character(self) -> char {
        match self {
            DecimalSign::Point => '.',
            DecimalSign::Comma => ',',
        }
    }

    /// `point` or `comma`.
    pub fn name(self) -> &'static str {
        match self {
            DecimalSign::Point => "point",
            DecimalSign::Comma => "comma",
        }
    }

    /// Reads the name or the character itself.
    pub fn parse(text: &str) -> Option<DecimalSign> {
        [DecimalSign::Point, DecimalSign::Comma]
            .into_iter()
            .find(|sign| sign.name().eq_ignore_ascii_case(text) || text.chars().eq([sign.character()]))
    }
}

/// Encoding, delimiter and decimal sign of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Format {
    /// How bytes spell characters.
    pub encoding: Encoding,
    /// What separates fields.
    pub delimiter: Delimiter,
    /// What separates decimals.
    pub decimal: DecimalSign,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_characters_read_back() {
        for delimiter in Delimiter::ALL {
            assert_eq!(Delimiter::parse(delimiter.name()), Some(delimiter));
            assert_eq!(Delimiter::parse(&char::from(delimiter.byte()).to_string()), Some(delimiter));
        }
        assert_eq!(Delimiter::parse("\\t"), Some(Delimiter::Tab));
        assert_eq!(Delimiter::parse("x"), None);
        assert_eq!(DecimalSign::parse(","), Some(DecimalSign::Comma));
        assert_eq!(DecimalSign::parse("Point"), Some(DecimalSign::Point));
    }
}
