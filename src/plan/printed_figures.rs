//! A paper's figures of one group, as one writes them on a command line: `n=34 mean=-1.9 sd=2.1 unit=cm`.

use crate::data::{Decimal, Unit};
use crate::result::Level;
use crate::stats::consistency::PrintedP;

/// What a paper prints of one group's changes (after - before) and readings, with the decimals that it prints.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PrintedFigures {
    /// People.
    pub n: Option<usize>,
    /// The mean change.
    pub mean: Option<Decimal>,
    /// Its SD.
    pub sd: Option<Decimal>,
    /// Its standard error.
    pub se: Option<Decimal>,
    /// Its interval.
    pub interval: Option<[Decimal; 2]>,
    /// The level of that.
    pub level: Option<Level>,
    /// The p of its test against 0.
    pub p: Option<PrintedP>,
    /// The mean before.
    pub before: Option<Decimal>,
    /// The mean after.
    pub after: Option<Decimal>,
    /// SD of the readings before.
    pub sd_before: Option<Decimal>,
    /// SD of the readings after.
    pub sd_after: Option<Decimal>,
    /// Their correlation.
    pub r: Option<Decimal>,
    /// Median of the changes.
    pub median: Option<Decimal>,
    /// Lower quartile of the changes.
    pub q1: Option<Decimal>,
    /// Upper quartile of the changes.
    pub q3: Option<Decimal>,
    /// Smallest change.
    pub min: Option<Decimal>,
    /// Largest change.
    pub max: Option<Decimal>,
    /// The step of the tape.
    pub step: Option<Decimal>,
    /// The unit of all figures.
    pub unit: Option<Unit>,
}

/// Shown with every complaint.
const EXAMPLE: &str = "write for example \"n=34 mean=-1.9 sd=2.1 unit=cm\"";
const KEYS: &str =
    "n, mean, sd, se, ci, level, p, before, after, sd-before, sd-after, r, median, q1, q3, min, max, step, unit";

impl PrintedFigures {
    /// Reads `key=value` pairs with spaces or commas between them.
    ///
    /// # Errors
    /// What was found and what is expected.
    pub fn parse(text: &str) -> Result<PrintedFigures, String> {
        let mut figures = PrintedFigures::default();
        let mut seen: Vec<String> = Vec::new();
        for word in words(text) {
            let Some(at) = word.find(['=', '<', '>']) else {
                return Err(format!("`{word}` has no =: {EXAMPLE}"));
            };
            let (key, value) = (word[..at].to_lowercase().replace('_', "-"), &word[at..]);
            if seen.contains(&key) {
                return Err(format!("{key} is given twice"));
            }
            figures.set(&key, value)?;
            seen.push(key);
        }
        if seen.is_empty() { Err(format!("there are no figures: {EXAMPLE}")) } else { Ok(figures) }
    }

    /// Sets one figure from its sign and value: `=2.1`, `<.05`.
    fn set(&mut self, key: &str, signed: &str) -> Result<(), String> {
        let (sign, value) = signed.split_at(1);
        if sign != "=" && key != "p" {
            return Err(format!("{key}{signed}: only p can be an inequality; write {key}=..."));
        }
        let decimal = || number(key, value);
        match key {
            "n" => {
                let n = value
                    .parse()
                    .map_err(|_| format!("n={value} is not a number of people: write for example n=34"))?;
                self.n = Some(n);
            }
            "mean" => self.mean = Some(decimal()?),
            "sd" => self.sd = Some(above_zero(key, decimal()?)?),
            "se" => self.se = Some(above_zero(key, decimal()?)?),
            "ci" => self.interval = Some(interval(value)?),
            "level" => self.level = Some(level(value)?),
            "p" => self.p = Some(p_value(sign, value)?),
            "before" => self.before = Some(decimal()?),
            "after" => self.after = Some(decimal()?),
            "sd-before" => self.sd_before = Some(above_zero(key, decimal()?)?),
            "sd-after" => self.sd_after = Some(above_zero(key, decimal()?)?),
            "r" => self.r = Some(correlation(decimal()?)?),
            "median" => self.median = Some(decimal()?),
            "q1" => self.q1 = Some(decimal()?),
            "q3" => self.q3 = Some(decimal()?),
            "min" => self.min = Some(decimal()?),
            "max" => self.max = Some(decimal()?),
            "step" => self.step = Some(above_zero(key, decimal()?)?),
            "unit" => {
                let unit = Unit::parse(value).ok_or_else(|| {
                    let known = Unit::ALL.map(Unit::name).join(", ");
                    format!("unit={value} is not a unit; use one of {known}")
                })?;
                self.unit = Some(unit);
            }
            other => return Err(format!("{other} is not a figure that a test is made from; use {KEYS}")),
        }
        Ok(())
    }
}

/// `key=value` words: separated by spaces, commas or semicolons outside brackets, with no spaces around signs.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut depth = 0usize;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let separates = letter.is_whitespace() || matches!(letter, ',' | ';');
        match letter {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !separates || (depth > 0 && !letter.is_whitespace()) {
            word.push(letter);
            continue;
        }
        // A space beside a sign separates nothing.
        while letters.peek().is_some_and(|next| next.is_whitespace()) {
            letters.next();
        }
        let joins =
            word.ends_with(['=', '<', '>']) || letters.peek().is_some_and(|next| matches!(next, '=' | '<' | '>'));
        if depth == 0 && !(letter.is_whitespace() && joins) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn number(key: &str, value: &str) -> Result<Decimal, String> {
    Decimal::parse(value, '.')
        .map_err(|cause| format!("{key}={value} is {cause}: write a number with a decimal point, such as {key}=2.1"))
}

fn above_zero(key: &str, value: Decimal) -> Result<Decimal, String> {
    if value > Decimal::ZERO { Ok(value) } else { Err(format!("{key}={value} is not above zero")) }
}

fn correlation(r: Decimal) -> Result<Decimal, String> {
    let one = Decimal::new(1, 0).unwrap_or(Decimal::ZERO);
    if r <= one && r >= one.negated() { Ok(r) } else { Err(format!("r={r} is outside -1 to 1")) }
}

fn interval(text: &str) -> Result<[Decimal; 2], String> {
    let inside = text.trim_matches(['[', ']', '(', ')']);
    let ends = inside.split_once("..").or_else(|| inside.split_once([':', ',', ';']));
    let found = ends.and_then(|(low, high)| Some([Decimal::parse(low, '.').ok()?, Decimal::parse(high, '.').ok()?]));
    match found {
        None => Err(format!("ci={text} is not an interval: write ci=-2.6..-1.2")),
        Some([low, high]) if low >= high => Err(format!("ci={text} is empty: the lower end comes first")),
        Some(ends) => Ok(ends),
    }
}

fn level(text: &str) -> Result<Level, String> {
    let problem = || format!("level={text} is not the level of an interval: write level=0.95 or level=95%");
    let value = Decimal::parse(text.trim_end_matches('%'), '.').map_err(|_| problem())?.to_f64();
    let share = if text.ends_with('%') || value >= 1.0 { value / 100.0 } else { value };
    Level::try_new(share).map_err(|_| problem())
}

fn p_value(sign: &str, text: &str) -> Result<PrintedP, String> {
    let problem = || format!("p{sign}{text} is not a probability: write p=0.048 or p<.05");
    let p = Decimal::parse(text, '.').map_err(|_| problem())?;
    match sign {
        _ if !(0.0..=1.0).contains(&p.to_f64()) => Err(problem()),
        "<" => Ok(PrintedP::Below(p)),
        ">" => Ok(PrintedP::Above(p)),
        _ => Ok(PrintedP::Equal(p)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_read_with_their_decimals() {
        let figures =
            PrintedFigures::parse("n=34, mean = -1.90 ci=[-2.6, -1.2] p < .05;SD_before=8.4 unit=cm").expect("figures");
        let p = Decimal::parse(".05", '.').expect("number");
        assert_eq!((figures.n, figures.unit, figures.p), (Some(34), Some(Unit::Cm), Some(PrintedP::Below(p))));
        assert_eq!(figures.mean.map(|mean| mean.to_string()), Some("-1.90".to_owned()));
        assert_eq!(figures.interval.map(|ends| ends.map(|end| end.to_string())), Some(["-2.6".into(), "-1.2".into()]));
        assert!(figures.sd_before.is_some() && figures.sd.is_none());
        for text in ["ci=-2.6..-1.2", "ci=-2.6:-1.2", "ci=(-2.6,-1.2)"] {
            assert_eq!(PrintedFigures::parse(text).map(|other| other.interval), Ok(figures.interval), "{text}");
        }
        let level = |text| PrintedFigures::parse(text).map(|figures| figures.level.map(Level::value));
        assert_eq!(
            (level("level=90%"), level("level=0.9"), level("level=90")),
            (Ok(Some(0.9)), Ok(Some(0.9)), Ok(Some(0.9)))
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (text, part) in [
            ("", "no figures"),
            ("34", "`34` has no ="),
            ("n=3.5", "not a number of people"),
            ("n=34 n=35", "given twice"),
            ("mean=-1,9", "`9` has no ="),
            ("sd=-2", "not above zero"),
            ("sd<2", "only p can be"),
            ("r=1.2", "outside -1 to 1"),
            ("ci=-1.2..-2.6", "lower end comes first"),
            ("ci=2.6", "not an interval"),
            ("level=101%", "not the level"),
            ("p=1.2", "not a probability"),
            ("unit=mile", "not a unit"),
            ("medain=3", "not a figure"),
        ] {
            let message = PrintedFigures::parse(text).expect_err(text);
            assert!(message.contains(part), "{text}: {message}");
        }
    }
}
