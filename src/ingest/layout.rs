//! From roles and header to a layout: who, when, where, and what was read.

use super::detect::{
    detect_arm, detect_crossover, detect_id, detect_site, detect_visit, find_pairs, is_certain_arm_name,
};
use super::draft::{Draft, Layout, Shape};
use super::layout_long::long_outcomes;
use super::layout_wide::wide_outcomes;
use super::mapping::{How, Role};
use super::{IngestError, OutcomeRequest};
use std::collections::HashSet;

/// Resolves every column.
///
/// # Errors
/// Unknown columns, contradicting roles, and whatever the header does not make plain.
pub(crate) fn resolve(draft: &mut Draft<'_>) -> Result<Layout, IngestError> {
    let roles = draft.roles;
    let columns: Vec<usize> =
        roles.filters.iter().map(|(column, _)| draft.table.column(column, "--where")).collect::<Result<_, _>>()?;
    for (column, (_, value)) in columns.into_iter().zip(&roles.filters) {
        draft.take(
            column,
            Role::Filter,
            How::Given,
            &(if value.is_empty() { "is empty".to_string() } else { format!("= {value}") }),
        );
    }
    if roles.rows_are_participants && !roles.id.is_empty() {
        return Err(draft.roles_error("--id and --rows-are-participants exclude each other; give one of them"));
    }
    let mut id = Vec::new();
    for name in &roles.id {
        id.push(draft.given(name, Role::Id, "--id", "")?);
    }
    let mut arm = match &roles.arm {
        Some(name) => Some(draft.given(name, Role::Arm, "--arm", "")?),
        None => None,
    };
    let mut site = match &roles.site {
        Some(name) => Some(draft.given(name, Role::Site, "--site", "")?),
        None => None,
    };
    // Columns given for readings are taken before anything is detected.
    let asked = asked_columns(draft)?;
    let guessed_id = detect_id(draft.table, &[draft.used.as_slice(), &asked].concat());
    if id.is_empty() && !roles.rows_are_participants {
        id.extend(guessed_id);
        if let Some(column) = guessed_id {
            draft.take(column, Role::Id, How::Detected, "");
        }
    }
    let shape = match decide_shape(draft, &id, guessed_id)? {
        Decision::Wide => Shape::Wide(wide_outcomes(draft)?),
        Decision::Long { visit, how } => {
            draft.take(visit, Role::Visit, how, "");
            Shape::Long { visit: Some(visit), outcomes: long_outcomes(draft)? }
        }
        Decision::Once => Shape::Long { visit: None, outcomes: long_outcomes(draft)? },
    };
    let wide = matches!(shape, Shape::Wide(_));
    if id.is_empty() && !(wide && roles.rows_are_participants) {
        return Err(IngestError::NoId { file: draft.table.file(), wide, columns: draft.table.header().to_vec() });
    }
    let arm_is_certain = match arm {
        Some(_) => true,
        None => {
            arm = detect_arm(draft.table, draft.rows, &draft.used);
            arm.is_some_and(|column| is_certain_arm_name(draft.table.name(column)))
        }
    };
    if roles.arm.is_none()
        && let Some(column) = arm
    {
        draft.take(column, Role::Arm, How::Detected, "");
    }
    if site.is_none() {
        site = detect_site(draft.table, draft.rows, &draft.used);
        if let Some(column) = site {
            draft.take(column, Role::Site, How::Detected, "");
        }
    }
    Ok(Layout { id, arm, arm_is_certain, site, shape })
}

/// Columns that the roles name for readings and visits.
fn asked_columns(draft: &Draft<'_>) -> Result<Vec<usize>, IngestError> {
    let roles = draft.roles;
    let of_outcome = |request: &'_ OutcomeRequest| {
        [(request.before.clone(), "--before"), (request.after.clone(), "--after"), (request.column.clone(), "--value")]
    };
    let named = roles.outcomes.iter().flat_map(of_outcome);
    let named = named.chain([(roles.visit.clone(), "--visit"), (roles.value.clone(), "--value")]);
    named.filter_map(|(name, flag)| name.map(|name| draft.table.column(&name, flag))).collect()
}

enum Decision {
    Wide,
    Long { visit: usize, how: How },
    Once,
}

fn decide_shape(draft: &Draft<'_>, id: &[usize], guessed_id: Option<usize>) -> Result<Decision, IngestError> {
    let roles = draft.roles;
    let pairs_asked = roles.outcomes.iter().any(|request| request.before.is_some() || request.after.is_some());
    let long_asked =
        roles.visit.is_some() || roles.value.is_some() || roles.outcomes.iter().any(|request| request.column.is_some());
    if pairs_asked && long_asked {
        return Err(draft.roles_error(
            "give either --before and --after (one column per time) or --visit and --value (one row per time), not both",
        ));
    }
    if pairs_asked {
        return Ok(Decision::Wide);
    }
    if roles.one_occasion && roles.visit.is_none() {
        return Ok(Decision::Once);
    }
    let asked = asked_columns(draft)?;
    let taken = [draft.used.as_slice(), &asked].concat();
    let visit = match &roles.visit {
        Some(name) => Some((draft.table.column(name, "--visit")?, How::Given)),
        None => detect_visit(draft.table, &taken)
            .or_else(|| detect_crossover(draft.table, draft.rows, id, &taken))
            .map(|column| (column, How::Detected)),
    };
    if long_asked {
        let (visit, how) = visit.ok_or_else(|| {
            draft.roles_error("--value needs a visit column, and none is plain from the header; use --visit COLUMN")
        })?;
        return Ok(Decision::Long { visit, how });
    }
    let key: Vec<usize> = if id.is_empty() { guessed_id.into_iter().collect() } else { id.to_vec() };
    if let Some((visit, how)) =
        visit.filter(|_| !roles.rows_are_participants && (key.is_empty() || repeats(draft, &key)))
    {
        let no_pairs = find_pairs(draft.table, &taken, &draft.numeric).pairs.is_empty();
        if !key.is_empty() || no_pairs {
            return Ok(Decision::Long { visit, how });
        }
    }
    Ok(Decision::Wide)
}

/// Whether some participant has several rows.
fn repeats(draft: &Draft<'_>, id: &[usize]) -> bool {
    let mut seen = HashSet::new();
    draft.rows.iter().any(|&row| {
        let key: Vec<&str> = id.iter().map(|&column| draft.table.cell(row, column)).collect();
        !seen.insert(key)
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{detect, noted, read, refused, words};
    use crate::ingest::{FileShape, OutcomeRequest, Roles};

    #[test]
    fn wide_files_explain_themselves() {
        let file = detect("PatientID,Treat,Prewt,Postwt\n1,A,80.7,80.2\n2,B,89,80\n");
        assert_eq!(file.shape, FileShape::Wide);
        let expected = [
            "participant: column PatientID (detected)",
            "wt before: column Prewt (detected)",
            "wt after: column Postwt (detected)",
            "arm: column Treat (detected)",
        ];
        assert_eq!(words(&file), expected);
        assert_eq!(file.trial.outcomes[0].label, "Wt");
        assert_eq!(file.outcome_columns, [["Prewt", "Postwt"]]);
    }

    #[test]
    fn long_files_explain_themselves() {
        let file = detect("subject,group,timepoint,site,waist_cm\n1,A,pre,left thigh,60\n1,A,post,left thigh,59\n");
        assert_eq!(file.shape, FileShape::Long);
        let expected = [
            "participant: column subject (detected)",
            "visit: column timepoint (detected)",
            "waist value: column waist_cm (detected)",
            "arm: column group (detected)",
            "site: column site (detected)",
            "baseline visit: pre (detected)",
            "follow-up visit: post (detected)",
        ];
        assert_eq!(words(&file), expected);
    }

    #[test]
    fn a_crossover_is_long() {
        let file = detect("extra,group,ID\n0.7,1,1\n-1.6,1,2\n1.9,2,1\n0.8,2,2\n");
        assert_eq!(file.trial.visits.iter().map(|visit| visit.as_str()).collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(file.trial.outcomes[0].name, "extra");
    }

    #[test]
    fn wide_and_long_flags_exclude_each_other() {
        let outcomes = vec![OutcomeRequest::pair("a", "b")];
        let roles = Roles { outcomes, value: Some("a".to_string()), ..Roles::default() };
        assert!(refused("id,a,b\n1,2,3\n", &roles).contains("not both"));
        let roles = Roles { value: Some("a".to_string()), ..Roles::default() };
        assert!(refused("id,a,b\n1,2,3\n", &roles).contains("--value needs a visit column"));
    }

    #[test]
    fn one_occasion_needs_no_visit() {
        let waist = OutcomeRequest { column: Some("wai_gi".to_string()), ..OutcomeRequest::default() };
        let roles = Roles { one_occasion: true, outcomes: vec![waist], ..Roles::default() };
        let file = read("id,wai_gi\n1,71.5\n2,79\n", &roles).expect("file");
        assert_eq!((file.trial.readings.len(), file.trial.visits.len()), (2, 1));
        assert!(file.doubtful_visits.is_empty() && noted(&file, "one-occasion"));
        let message = file.visits().expect_err("nothing to pair").to_string();
        assert_eq!(
            message,
            "waist.csv: only one visit (the only occasion); a pair needs two: `girth check` audits readings of one occasion"
        );
    }

    #[test]
    fn given_columns_are_not_guessed_otherwise() {
        let roles = Roles { visit: Some("week".to_string()), value: Some("y".to_string()), ..Roles::default() };
        let file = read("id,visit,week,y\n1,9,0,5\n1,9,4,6\n", &roles).expect("file");
        assert_eq!(file.trial.visits.len(), 2);
        assert_eq!(words(&file)[1], "visit: column week (given)");
    }
}
