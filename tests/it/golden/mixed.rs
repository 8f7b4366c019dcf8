//! Several readings of one person, and ordered grades.

use super::arguments::Arguments;
use super::case::{Case, number, optional};
use super::data::Table;
use super::procedures::{Open, Runner};
use super::{Fields, Stop};
use girth::dist::StudentT;
use girth::stats::mixed::{DegreesOfFreedom, FixedEffects, MixedFit};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(_: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    Some(match procedure {
        "lmm_random_intercept" => open(case).and_then(|table| random_intercept(case, &table)),
        "lmm_nested" => open(case).and_then(|table| nested(case, &table)),
        _ => return None,
    })
}

/// Columns, their names, and the persons of a case.
struct Model {
    y: Vec<f64>,
    x: FixedEffects,
    names: Vec<String>,
    person: Vec<usize>,
}

/// Numbers from 0 in order of appearance.
fn numbered(words: &[String]) -> Vec<usize> {
    let mut seen: Vec<&String> = Vec::new();
    let mut place = |word| {
        seen.iter().position(|known| *known == word).unwrap_or_else(|| {
            seen.push(word);
            seen.len() - 1
        })
    };
    words.iter().map(|word| place(word)).collect()
}

/// `value ~ a * b` in treatment contrasts; the reference level is the one that no expected coefficient names.
fn model(case: &Case, table: &Table, coefficients: &Value) -> Result<Model, Stop> {
    let fixed = case.arguments.get("fixed").and_then(Value::as_str).unwrap_or_default();
    let (response, right) = fixed.split_once(" ~ ").ok_or_else(|| Stop::NotCovered(format!("fixed = {fixed}")))?;
    let stop = Stop::NotCovered;
    let y = table.column(response).map_err(stop)?;
    let y: Vec<f64> =
        y.into_iter().map(|y| y.map(|y| y.to_f64())).collect::<Option<_>>().ok_or_else(|| stop("gaps".into()))?;
    let expected = coefficients.as_object().cloned().unwrap_or_default();
    let factors: Vec<&str> = right.split([' ', '*', '+']).filter(|word| !word.is_empty()).collect();
    let mut columns: Vec<Vec<(String, Vec<f64>)>> = Vec::new();
    for factor in &factors {
        if let Ok(numbers) = table.column(factor) {
            let numbers = numbers.into_iter().map(|x| x.map_or(f64::NAN, |x| x.to_f64())).collect();
            columns.push(vec![((*factor).to_owned(), numbers)]);
            continue;
        }
        let words = table.words(factor).map_err(stop)?;
        let mut levels = words.clone();
        levels.sort();
        levels.dedup();
        let of = |level: &String| words.iter().map(|word| f64::from(u8::from(word == level))).collect();
        let named = levels.iter().map(|level| (format!("{factor}{level}"), of(level)));
        columns.push(named.filter(|(name, _)| expected.contains_key(name)).collect());
    }
    let mut all = vec![("(Intercept)".to_owned(), vec![1.0; y.len()])];
    all.extend(columns.iter().flatten().cloned());
    if right.contains('*') {
        for (first, one) in &columns[0] {
            for (second, other) in &columns[1] {
                let product = one.iter().zip(other).map(|(one, other)| one * other).collect();
                all.push((format!("{first}:{second}"), product));
            }
        }
    }
    let (names, columns): (Vec<String>, Vec<Vec<f64>>) = all.into_iter().unzip();
    let rows: Vec<Vec<f64>> = (0..y.len()).map(|row| columns.iter().map(|column| column[row]).collect()).collect();
    let person = numbered(&table.words("id").map_err(Stop::NotCovered)?);
    let x = FixedEffects::of_rows(names.clone(), &rows).ok_or_else(|| stop("no columns".into()))?;
    Ok(Model { y, x, names, person })
}

/// Estimate, SE, df, t and p of every coefficient.
fn coefficients(fit: &MixedFit, names: &[String], method: DegreesOfFreedom) -> Value {
    let mut fields = Fields::new();
    for (at, name) in names.iter().enumerate() {
        let c: Vec<f64> = (0..names.len()).map(|other| f64::from(u8::from(other == at))).collect();
        let found = fit.combination(&c, method).expect("combination");
        let (df, t) = (found.degrees.expect("degrees"), found.estimate / found.standard_error);
        let p = StudentT::try_new(df).expect("t").two_sided(t);
        let value = json!({"estimate": found.estimate, "se": found.standard_error, "df": df, "t": t, "p_value": p});
        fields.insert(name.clone(), value);
    }
    Value::Object(fields)
}

fn random_intercept(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["fixed", "random", "method", "coding"])?;
    arguments.choose("random", &[("1|id", ())], ())?;
    let model = model(case, table, &case.expected["coefficients"])?;
    let fit = MixedFit::random_intercept("mixed", &model.y, &model.x, &model.person)?;
    let mut fields = Fields::new();
    fields.insert("n_obs".into(), fit.readings().into());
    fields.insert("n_id".into(), fit.persons().into());
    fields.insert("var_id".into(), optional(fit.person_variance()));
    fields.insert("var_residual".into(), number(fit.residual_variance()));
    fields.insert("icc".into(), optional(fit.icc()));
    fields.insert("logLik_reml".into(), optional(fit.log_likelihood()));
    let satterthwaite = coefficients(&fit, &model.names, DegreesOfFreedom::Satterthwaite);
    fields.insert("coefficients".into(), satterthwaite.clone());
    fields.insert("satterthwaite".into(), satterthwaite);
    fields.insert("kenward_roger".into(), coefficients(&fit, &model.names, DegreesOfFreedom::KenwardRoger));
    Ok(fields)
}

fn nested(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let arguments = Arguments::known(&case.arguments, &["fixed", "random", "method"])?;
    arguments.choose("random", &[("(1 | id) + (1 | id:site)", ())], ())?;
    let model = model(case, table, &case.expected["satterthwaite"])?;
    let site = numbered(&table.words("site").map_err(Stop::NotCovered)?);
    let fit = MixedFit::nested_intercepts("mixed", &model.y, &model.x, &model.person, &site)?;
    let mut fields = Fields::new();
    fields.insert("n_obs".into(), fit.readings().into());
    fields.insert("logLik_reml".into(), optional(fit.log_likelihood()));
    let variances = json!({
        "id:site (Intercept)": optional(fit.site_variance()),
        "id (Intercept)": optional(fit.person_variance()),
        "Residual ": number(fit.residual_variance()),
    });
    fields.insert("variances".into(), variances);
    fields.insert("satterthwaite".into(), coefficients(&fit, &model.names, DegreesOfFreedom::Satterthwaite));
    fields.insert("kenward_roger".into(), coefficients(&fit, &model.names, DegreesOfFreedom::KenwardRoger));
    Ok(fields)
}
