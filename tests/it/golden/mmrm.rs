//! The mixed model for repeated measures.

use super::arguments::Arguments;
use super::case::{Case, number};
use super::data::Table;
use super::formula::{design, numbered};
use super::procedures::{Open, Runner};
use super::{Fields, Stop};
use girth::dist::StudentT;
use girth::stats::repeated::mmrm::{Adjustment, Likelihood, MmrmFit, Observations, Structure, fit_mmrm};
use serde_json::{Value, json};

/// What girth gives for a case of this area; `None` for procedures of other areas.
pub fn answer(_: &mut Runner, procedure: &str, case: &Case, open: Open<'_>) -> Option<Result<Fields, Stop>> {
    (procedure == "mmrm").then(|| open(case).and_then(|table| mmrm(case, &table)))
}

const STRUCTURES: [(&str, Structure); 10] = [
    ("us", Structure::Unstructured),
    ("toeph", Structure::HeterogeneousToeplitz),
    ("toep", Structure::Toeplitz),
    ("adh", Structure::AnteDependence),
    ("ad", Structure::HomogeneousAnteDependence),
    ("ar1h", Structure::HeterogeneousAr1),
    ("ar1", Structure::Ar1),
    ("csh", Structure::HeterogeneousCompoundSymmetry),
    ("cs", Structure::CompoundSymmetry),
    ("sp_exp", Structure::SpatialExponential),
];

/// The rows of one person together, in the order of the visits' names.
fn observations(case: &Case, arguments: &Arguments<'_>, table: &Table) -> Result<Observations, Stop> {
    arguments.choose("visit", &[("visit", ())], ())?;
    arguments.choose("subject", &[("id", ())], ())?;
    let read = |name: &str| table.words(name).map_err(Stop::NotCovered);
    let named = |name: &str| case.arguments.get(name).and_then(Value::as_str);
    let design = design(case, table, &case.expected["satterthwaite"])?;
    let (ids, visits) = (read("id")?, read("visit")?);
    let mut levels = visits.clone();
    levels.sort();
    levels.dedup();
    let person = numbered(design.rows.iter().map(|&row| &ids[row]));
    let visit: Vec<usize> = design
        .rows
        .iter()
        .map(|&row| levels.iter().position(|level| *level == visits[row]).expect("a visit"))
        .collect();
    let group = named("group").map(read).transpose()?.map(|words| numbered(words.iter()));
    let weight = named("weight").map(|name| table.column(name).map_err(Stop::NotCovered)).transpose()?;
    let mut order: Vec<usize> = (0..design.rows.len()).collect();
    order.sort_by_key(|&at| (person[at], visit[at]));
    let people = person.iter().max().map_or(0, |most| most + 1);
    let mut groups = vec![0; people];
    for (at, &person) in person.iter().enumerate() {
        groups[person] = group.as_ref().map_or(0, |group| group[design.rows[at]]);
    }
    let weight = weight.map(|weight| {
        order.iter().map(|&at| weight[design.rows[at]].map_or(f64::NAN, |weight| weight.to_f64())).collect()
    });
    let times = case.arguments.get("times").and_then(Value::as_array);
    Ok(Observations {
        x: order.iter().flat_map(|&at| design.x[at].iter().copied()).collect(),
        y: order.iter().map(|&at| design.y[at]).collect(),
        person: order.iter().map(|&at| person[at]).collect(),
        visit: order.iter().map(|&at| visit[at]).collect(),
        names: design.names,
        times: times.map(|times| times.iter().filter_map(Value::as_f64).collect()),
        visits: levels.len(),
        group: groups,
        weight,
    })
}

fn mmrm(case: &Case, table: &Table) -> Result<Fields, Stop> {
    let known = [
        "fixed",
        "covariance",
        "visit",
        "subject",
        "method",
        "reference_levels",
        "coding",
        "group",
        "weight",
        "times",
        "contrasts",
    ];
    let arguments = Arguments::known(&case.arguments, &known)?;
    arguments.choose("coding", &[("treatment contrasts", ())], ())?;
    let structure = arguments.choose("covariance", &STRUCTURES, Structure::Unstructured)?;
    let likelihoods = [("REML", Likelihood::Reml), ("ML", Likelihood::Ml)];
    let likelihood = arguments.choose("method", &likelihoods, Likelihood::Reml)?;
    let observations = observations(case, &arguments, table)?;
    let (fit, attempts) = fit_mmrm("mmrm", &observations, structure, false, likelihood)?;
    assert!(attempts.len() == 1 && attempts[0].converged, "{attempts:?}");
    let mut fields = Fields::new();
    fields.insert("n_obs".into(), fit.readings().into());
    fields.insert("n_id".into(), fit.people().into());
    for name in ["logLik", "logLik_reml"] {
        fields.insert(name.into(), number(fit.log_likelihood()));
    }
    fields.insert("aic".into(), number(fit.aic()));
    fields.insert("bic".into(), number(fit.bic()));
    let side = observations.visits;
    let rows = |group: usize| -> Value { fit.covariance(group).chunks(side).map(|row| json!(row)).collect() };
    fields.insert("covariance".into(), rows(0));
    fields.insert("covariances".into(), (0..fit.groups()).map(rows).collect());
    fields.insert("satterthwaite".into(), coefficients(&fit, Adjustment::Satterthwaite));
    fields.insert("kenward_roger_linear".into(), coefficients(&fit, Adjustment::KenwardRogerLinear));
    fields.insert("kenward_roger_full".into(), coefficients(&fit, Adjustment::KenwardRoger));
    if let Some(names) = case.arguments.get("contrasts").and_then(Value::as_array) {
        let unit = |name: &Value| fit.names().iter().map(|known| f64::from(u8::from(name == known))).collect();
        let rows: Vec<Vec<f64>> = names.iter().map(unit).collect();
        for (name, adjustment) in
            [("f_satterthwaite", Adjustment::Satterthwaite), ("f_kenward_roger_linear", Adjustment::KenwardRogerLinear)]
        {
            let f = fit.combinations(&rows, adjustment)?.expect("estimable");
            let value = json!({"F": f.statistic, "numerator_df": f.numerator, "denominator_df": f.denominator});
            fields.insert(name.into(), value);
        }
    }
    Ok(fields)
}

/// Estimate, SE, df, t and p of every coefficient.
fn coefficients(fit: &MmrmFit, adjustment: Adjustment) -> Value {
    let mut fields = Fields::new();
    for (at, name) in fit.names().iter().enumerate() {
        let c: Vec<f64> = (0..fit.names().len()).map(|other| f64::from(u8::from(other == at))).collect();
        let found = fit.combination(&c, adjustment).expect("combination").expect("estimable");
        let (df, t) = (found.degrees.expect("degrees"), found.estimate / found.standard_error);
        let p = StudentT::try_new(df).expect("t").two_sided(t);
        let value = json!({"estimate": found.estimate, "se": found.standard_error, "df": df, "t": t, "p_value": p});
        fields.insert(name.clone(), value);
    }
    Value::Object(fields)
}
