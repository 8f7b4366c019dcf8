//! Cases of what single studies do, and of the likelihood of the variance between them.

use super::models::{heterogeneity, list, options, studies, tested};
use super::pair;
use crate::golden::case::{Case, number};
use crate::golden::{Fields, Stop};
use girth::result::{PooledSubset, StudyInfluence};
use girth::stats::meta::{baujat, cumulative, influence, leave_one_out, tau_profile};
use serde_json::{Value, json};

fn under_studies(rows: impl Iterator<Item = Value>) -> Fields {
    Fields::from_iter([("studies".to_owned(), rows.collect())])
}

fn subset(subset: &PooledSubset) -> Value {
    let mut fields = tested(&subset.estimate, None, Some(subset.p_value));
    fields.insert("k".into(), subset.k.into());
    fields.insert("heterogeneity".into(), heterogeneity(subset.heterogeneity.as_ref()));
    Value::Object(fields)
}

pub fn left_out(case: &Case) -> Result<Fields, Stop> {
    let options = options(case, &[])?;
    Ok(under_studies(leave_one_out(&studies(case)?, &options)?.iter().map(subset)))
}

pub fn cumulated(case: &Case) -> Result<Fields, Stop> {
    let options = options(case, &["order"])?;
    let order: Vec<usize> = list(case, "order").into_iter().map(|place| place as usize).collect();
    Ok(under_studies(cumulative(&studies(case)?, &order, &options)?.iter().map(subset)))
}

pub fn influences(case: &Case) -> Result<Fields, Stop> {
    let row = |study: &StudyInfluence| {
        json!({
            "studentized_residual": number(study.studentized_residual),
            "dffits": number(study.dffits),
            "cook_distance": number(study.cook_distance),
            "covariance_ratio": number(study.covariance_ratio),
            "tau2_deleted": number(study.tau2_deleted),
            "q_deleted": number(study.q_deleted),
            "hat": number(study.hat),
            "dfbetas": number(study.dfbetas),
            "influential": study.influential,
        })
    };
    Ok(under_studies(influence(&studies(case)?, &options(case, &[])?)?.iter().map(row)))
}

pub fn baujat_plot(case: &Case) -> Result<Fields, Stop> {
    options(case, &[])?;
    let points = baujat(&studies(case)?)?;
    let row = |point: &girth::result::BaujatPoint| json!({"contribution": number(point.contribution), "influence": number(point.influence)});
    Ok(under_studies(points.iter().map(row)))
}

pub fn profile(case: &Case) -> Result<Fields, Stop> {
    let options = options(case, &["points"])?;
    let points = case.arguments["points"].as_u64().unwrap_or_default() as usize;
    let profile = tau_profile(&studies(case)?, options.method, options.level, points)?;
    let mut fields = Fields::new();
    fields.insert("maximum".into(), number(profile.maximum));
    fields.insert("cut".into(), number(profile.cut));
    fields.insert("ci".into(), pair(Some(&profile.interval)));
    fields.insert("tau2".into(), profile.points.iter().map(|point| number(point.tau2)).collect());
    fields.insert("log_likelihood".into(), profile.points.iter().map(|point| number(point.log_likelihood)).collect());
    Ok(fields)
}
