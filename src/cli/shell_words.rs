//! The command that gives the same results again, as one would type it.

/// Options that change where and how fast, but not what.
const IRRELEVANT: [&str; 2] = ["--out", "--threads"];

/// The arguments of the process as a line for a POSIX shell, without those that do not change the result.
pub(super) fn command_line(arguments: impl IntoIterator<Item = String>) -> String {
    let mut words = vec!["girth".to_owned()];
    let mut arguments = arguments.into_iter().skip(1);
    while let Some(argument) = arguments.next() {
        if IRRELEVANT.contains(&argument.as_str()) {
            arguments.next();
        } else if !IRRELEVANT.iter().any(|name| argument.strip_prefix(name).is_some_and(|rest| rest.starts_with('='))) {
            words.push(quoted(&argument));
        }
    }
    words.join(" ")
}

fn quoted(word: &str) -> String {
    let plain =
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./@=:,+%".contains(&byte));
    if plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_and_the_place_of_the_output_is_left_out() {
        let line = command_line(
            ["x", "test", "my file.csv", "--out", "a", "--threads=2", "--null", "-1.5cm"].map(str::to_owned),
        );
        assert_eq!(line, "girth test 'my file.csv' --null -1.5cm");
    }
}
