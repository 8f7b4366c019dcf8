//! Columns of fixed effects from a formula.

use super::Stop;
use super::case::Case;
use super::data::Table;
use serde_json::Value;

/// The rows of a data set that have a response, with their columns.
pub struct Design {
    /// The row of the data set behind each.
    pub rows: Vec<usize>,
    pub y: Vec<f64>,
    pub names: Vec<String>,
    /// Row by row.
    pub x: Vec<Vec<f64>>,
}

/// Columns of one term, by the name of their coefficient.
type Columns = Vec<(String, Vec<f64>)>;

/// `value ~ a * b + c` in treatment contrasts; the reference level of a factor is the one that no expected coefficient names.
pub fn design(case: &Case, table: &Table, coefficients: &Value) -> Result<Design, Stop> {
    let fixed = case.arguments.get("fixed").and_then(Value::as_str).unwrap_or_default();
    let (response, right) = fixed.split_once(" ~ ").ok_or_else(|| Stop::NotCovered(format!("fixed = {fixed}")))?;
    let response = table.column(response).map_err(Stop::NotCovered)?;
    let (rows, y): (Vec<usize>, Vec<f64>) =
        response.iter().enumerate().filter_map(|(row, y)| y.map(|y| (row, y.to_f64()))).unzip();
    let expected = coefficients.as_object().cloned().unwrap_or_default();
    let main = |factor: &str| -> Result<Columns, Stop> {
        if let Ok(numbers) = table.column(factor) {
            let number = |&row: &usize| numbers[row].map(|x| x.to_f64()).ok_or_else(|| Stop::NotCovered("gaps".into()));
            return Ok(vec![(factor.to_owned(), rows.iter().map(number).collect::<Result<_, _>>()?)]);
        }
        let words = table.words(factor).map_err(Stop::NotCovered)?;
        let mut levels = words.clone();
        levels.sort();
        levels.dedup();
        let of = |level: &String| rows.iter().map(|&row| f64::from(u8::from(words[row] == *level))).collect();
        let named = levels.iter().map(|level| (format!("{factor}{level}"), of(level)));
        Ok(named.filter(|(name, _)| expected.contains_key(name)).collect())
    };
    let mut all: Columns = vec![("(Intercept)".to_owned(), vec![1.0; y.len()])];
    let mut interactions: Columns = Vec::new();
    for term in right.split(" + ") {
        let factors = term.split([' ', '*']).filter(|word| !word.is_empty());
        let columns = factors.map(main).collect::<Result<Vec<Columns>, Stop>>()?;
        for (name, column) in columns.iter().flatten() {
            if all.iter().all(|(known, _)| known != name) {
                all.push((name.clone(), column.clone()));
            }
        }
        if let [one, other] = &columns[..] {
            for ((first, left), (second, right)) in one.iter().flat_map(|one| other.iter().map(move |it| (one, it))) {
                let names = [format!("{first}:{second}"), format!("{second}:{first}")];
                let name = names.iter().find(|name| expected.contains_key(*name)).unwrap_or(&names[0]);
                interactions.push((name.clone(), left.iter().zip(right).map(|(x, y)| x * y).collect()));
            }
        }
    }
    all.extend(interactions);
    let (names, columns): (Vec<String>, Vec<Vec<f64>>) = all.into_iter().unzip();
    let x = (0..y.len()).map(|row| columns.iter().map(|column| column[row]).collect()).collect();
    Ok(Design { rows, y, names, x })
}

/// Numbers from 0 in order of appearance.
pub fn numbered<'a>(words: impl Iterator<Item = &'a String>) -> Vec<usize> {
    let mut seen: Vec<&String> = Vec::new();
    let place = |word| {
        seen.iter().position(|known| *known == word).unwrap_or_else(|| {
            seen.push(word);
            seen.len() - 1
        })
    };
    words.map(place).collect()
}
