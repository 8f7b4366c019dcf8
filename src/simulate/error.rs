use crate::claims::position;

/// Why a trial cannot be simulated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SimulateError {
    /// The specification is not TOML of the expected shape.
    #[error("{file}:{line}:{column}: {message}")]
    Toml {
        /// The file.
        file: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What was found, what was expected.
        message: String,
    },
    /// The specification contradicts itself.
    #[error("{file}:{line}: {what}")]
    Spec {
        /// The file.
        file: String,
        /// Line at which the key, or else its table, stands; from 1.
        line: usize,
        /// What is wrong and what to do.
        what: String,
    },
    /// Too few people meet the rule of selection.
    #[error("{file}: only {found} of the first {screened} people meet [selection]; lower its cut-off")]
    Selection {
        /// The file.
        file: String,
        /// Who met it.
        found: usize,
        /// Who was looked at.
        screened: u64,
    },
    /// A computation behind the truth that did not come to an end.
    #[error("the truth of the simulation: {0}")]
    Numerical(String),
}

/// A specification's text, to say where something stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) file: &'a str,
    pub(super) text: &'a str,
}

impl Place<'_> {
    /// What the TOML reader found.
    pub(super) fn toml(&self, cause: &toml::de::Error) -> SimulateError {
        let (line, column) = position(self.text, cause.span().map_or(0, |span| span.start));
        SimulateError::Toml { file: self.file.to_owned(), line, column, message: cause.message().trim().to_owned() }
    }

    /// Something wrong with a key of the table `head`, the `index`-th of its name; the top of the file for an empty head.
    pub(super) fn problem(&self, head: &str, index: usize, key: &str, what: String) -> SimulateError {
        SimulateError::Spec { file: self.file.to_owned(), line: self.line(head, index, key), what }
    }

    fn line(&self, head: &str, index: usize, key: &str) -> usize {
        let lines: Vec<&str> = self.text.lines().map(str::trim_start).collect();
        let heads = [format!("[[{head}]]"), format!("[{head}]")];
        let mut found = lines.iter().enumerate().filter(|(_, line)| heads.iter().any(|head| line.starts_with(head)));
        let start = if head.is_empty() { 0 } else { found.nth(index).map_or(0, |(at, _)| at + 1) };
        // Subtables such as [outcome.drift] belong to the table before them.
        let below = format!("{head}.");
        let ends = |line: &&str| {
            let name = line.trim_start_matches('[');
            line.starts_with('[') && (head.is_empty() || !name.starts_with(&below))
        };
        let names = |line: &str| {
            let name = line.trim_start_matches('[').trim_start_matches(&below);
            name.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', ']']))
        };
        let inside: Vec<&str> = lines.iter().skip(start).take_while(|line| !ends(line)).copied().collect();
        // A key of an inline table stands in the line of the table.
        let inline = format!(" {key} =");
        let found =
            inside.iter().position(|line| names(line)).or(inside.iter().position(|line| line.contains(&inline)));
        found.map_or(start.max(1), |at| start + at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_in_their_own_table() {
        let text = "title = \"x\"\n[[outcome]]\nname = \"a\"\n[outcome.drift]\nat = {}\n[[outcome]]\nname = \"b\"\n\nmean = 1\n[dropout]\n";
        let place = Place { file: "s.toml", text };
        for (head, index, key, line) in [
            ("", 0, "title", 1),
            ("", 0, "seed", 1),
            ("outcome", 0, "name", 3),
            ("outcome", 0, "at", 5),
            ("outcome", 0, "drift", 4),
            ("outcome", 1, "mean", 9),
            ("outcome", 0, "mean", 2),
            ("dropout", 0, "per-visit", 10),
        ] {
            assert_eq!(place.line(head, index, key), line, "{head} {index} {key}");
        }
    }
}
