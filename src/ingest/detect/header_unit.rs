use crate::data::Unit;

/// Splits `waist_cm`, `Waist (in)`, `weight [kg]` into the name and the unit.
pub(crate) fn split_unit(name: &str) -> (String, Option<Unit>) {
    if let Some((rest, unit)) = bracketed(name) {
        return (rest, Some(unit));
    }
    let separators = ['_', '.', '-', ' ', ','];
    let tokens: Vec<&str> = name.split(separators).collect();
    let found = tokens.iter().enumerate().skip(1).find_map(|(at, token)| {
        let sure = ["cm", "mm", "kg", "kgs", "lb", "lbs", "inch", "inches", "percent", "pct", "%"];
        let lower = token.to_lowercase();
        // "in" and "m" are words and abbreviations of other things, too.
        let ends = tokens.iter().skip(at + 1).all(|token| token.parse::<u32>().is_ok());
        let fits = sure.contains(&lower.as_str()) || (ends && lower == "in");
        Unit::parse(&lower).filter(|_| fits).map(|unit| (at, unit))
    });
    match found {
        Some((at, unit)) => {
            let kept: Vec<&str> =
                tokens.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, token)| *token).collect();
            (kept.join("_"), Some(unit))
        }
        None => (name.to_string(), None),
    }
}

/// The unit in brackets, as in `Weight (kg)`.
pub(crate) fn bracketed_unit(text: &str) -> Option<Unit> {
    bracketed(text).map(|(_, unit)| unit)
}

fn bracketed(name: &str) -> Option<(String, Unit)> {
    for (open, close) in [('(', ')'), ('[', ']')] {
        let (before, rest) = name.split_once(open).unwrap_or((name, ""));
        let (inside, after) = rest.split_once(close).unwrap_or(("", ""));
        if let Some(unit) = Unit::parse(inside) {
            let rest = format!("{} {}", before.trim_end(), after.trim_start());
            return Some((rest.trim().to_string(), unit));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_headers() {
        for (name, rest, unit) in [
            ("waist_cm", "waist", Some(Unit::Cm)),
            ("Waist (in)", "Waist", Some(Unit::In)),
            ("weight [kg] before", "weight before", Some(Unit::Kg)),
            ("girth_mm_1", "girth_1", Some(Unit::Mm)),
            ("waist_in", "waist", Some(Unit::In)),
            ("waist_in_2", "waist_2", Some(Unit::In)),
            ("drop_in_center", "drop_in_center", None),
            ("height_m", "height_m", None),
            ("cm", "cm", None),
            ("change (n)", "change (n)", None),
        ] {
            assert_eq!(split_unit(name), (rest.to_string(), unit), "{name}");
        }
        assert_eq!(bracketed_unit("Weight (kg)"), Some(Unit::Kg));
    }
}
