//! Tables of what papers print: one row for each comparison or group.

mod cell_reader;
mod columns;
mod design;
mod figures;
mod p_value;
mod rows;

use super::delimiter::detect_delimiter;
use super::detect::detect_decimal_sign;
use super::encoding::decode;
use super::mapping::Mapped;
use super::table::Table;
use super::{Format, IngestError, Source};
use crate::data::PublishedRow;
use crate::result::Note;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Columns of a table of published results, where their names do not tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublishedRoles {
    /// The column of a role: `active_mean_change` is in `MD`.
    pub map: BTreeMap<String, String>,
}

/// A table of published results, with everything that was decided on the way.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PublishedFile {
    /// The source as the user named it.
    pub source: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How the text is written.
    pub format: Format,
    /// The results, in the order of the file.
    pub rows: Vec<PublishedRow>,
    /// Which column was taken for what.
    pub mapping: Vec<Mapped>,
    /// What was assumed or could not be read.
    pub notes: Vec<Note>,
}

/// Reads a table of published results.
///
/// # Errors
/// [`IngestError`], which says where, what was found, what was expected and what to do.
pub fn ingest_published(source: &Source, roles: &PublishedRoles) -> Result<PublishedFile, IngestError> {
    let (text, encoding) = decode(source)?;
    let delimiter = detect_delimiter(&text);
    let table = Table::read(&source.name, &text, delimiter)?;
    let decimal = detect_decimal_sign(&table, delimiter);
    let columns = columns::resolve(&table, roles)?;
    let (rows, notes) = rows::read(&table, &columns, decimal)?;
    Ok(PublishedFile {
        source: source.name.clone(),
        sha256: source.sha256(),
        format: Format { encoding, delimiter, decimal },
        rows,
        mapping: columns.mapping,
        notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{DesignKind, ReportedP, RowStatus, Unit};

    fn read(text: &str) -> Result<PublishedFile, IngestError> {
        ingest_published(&Source::new("trials.csv", text), &PublishedRoles::default())
    }

    fn refused(text: &str) -> String {
        read(text).expect_err("a table to refuse").to_string()
    }

    #[test]
    #[allow(clippy::approx_constant, reason = "a printed interval, not pi")]
    fn printed_figures_are_read_and_nothing_is_made_of_them() {
        let text = "id,study,design,site,unit,weeks,n_active,active_mean_change,active_sd,active_ci_low,active_ci_high,n_control,\
                    control_mean_change,control_sd,difference,diff_ci_low,diff_ci_high,p_reported,note,source_seen\n\
                    P06,Solish 2011,randomised dose comparison pooled,waist,cm,12,,-2.51,,-3.14,-1.88,,,,,,,<.001,\"n, nf\",wiley\n\
                    P09,LLLT 2017,randomised double-blind sham,combined,cm,4,28,-10.52,7.59,,,25,-1.80,3.20,-8.72,,,,,pubmed\n\
                    P10,Jackson 2009,randomised double-blind sham (67),combined,in,2,,-3.51,,,,,-0.684,,-2.826,,,<.001 / .07,,\n\
                    P11,NCT03160976,randomised assessor-blind,abdomen,cm,13,17,,,,,17,,,-0.007,-1.9,1.9,,,\n\
                    P13,Ravindran,pooled uncontrolled pre/post,abdomen,cm,12,,-3.56,,-4.98,-2.15,,,,,,,1e-6,,\n";
        let file = read(text).expect("table");
        let [solish, laser, jackson, cryo, pooled] = file.rows.as_slice() else { panic!("five rows") };
        assert_eq!((solish.line, solish.study.as_str(), solish.trial.as_str()), (2, "Solish 2011", "Solish 2011"));
        assert_eq!((solish.design.kind, solish.design.randomised), (DesignKind::SingleArm, Some(true)));
        assert_eq!(
            (solish.active.change.value, solish.active.change.ci_low, solish.active.change.ci_high),
            (Some(-2.51), Some(-3.14), Some(-1.88))
        );
        assert_eq!((solish.p, solish.active.n, solish.control), (Some(ReportedP::Below(0.001)), None, None));
        assert!(!solish.has_control() && laser.has_control() && cryo.has_control() && !pooled.has_control());
        let control = laser.control.expect("control");
        assert_eq!((control.n, control.change.value, control.change.sd), (Some(25), Some(-1.8), Some(3.2)));
        assert_eq!((laser.active.n, laser.difference.value), (Some(28), Some(-8.72)));
        assert_eq!((jackson.unit, jackson.p), (Unit::In, None));
        assert_eq!((cryo.difference.value, cryo.difference.ci_high), (Some(-0.007), Some(1.9)));
        assert_eq!((cryo.outcome.as_str(), cryo.status, cryo.weeks), ("girth", RowStatus::Seen, Some(13.0)));
        assert_eq!(pooled.p, Some(ReportedP::Equal(1e-6)));
        let notes: Vec<(&str, &str)> = file.notes.iter().map(|note| (note.id, note.text.as_str())).collect();
        assert_eq!(notes, [("p-left-out", "P10 prints \"<.001 / .07\", which is not one p-value; it was left out")]);
    }

    #[test]
    fn tables_for_meta_analysis_are_read_as_they_are() {
        let bcg = read(
            "trial,author,year,tpos,tneg,cpos,cneg,ablat,alloc\n1,Aronson,1948,4,119,11,128,44,random\n\
             2,Ferguson & Simes,1949,6,300,29,274,55,random\n",
        )
        .expect("table");
        let aronson = &bcg.rows[0];
        assert_eq!((aronson.id.as_str(), aronson.study.as_str(), aronson.trial.as_str()), ("R1", "Aronson 1948", "1"));
        assert_eq!((aronson.active.events, aronson.active.n), (Some(4), Some(123)));
        assert_eq!(aronson.control.map(|control| (control.events, control.n)), Some((Some(11), Some(139))));
        assert_eq!((aronson.outcome.as_str(), aronson.covariates["ablat"].as_str()), ("events", "44"));
        assert_eq!(aronson.covariates.keys().collect::<Vec<_>>(), ["ablat", "alloc", "year"]);
        let teachers = read("study,author,year,yi,vi\n3,Pellegrini & Hicks,1972,1.18,0.1391\n").expect("table");
        let row = &teachers.rows[0];
        assert_eq!((row.study.as_str(), row.trial.as_str()), ("Pellegrini & Hicks 1972", "3"));
        assert_eq!((row.estimate.value, row.estimate.se), (Some(1.18), Some(0.1391_f64.sqrt())));
        assert!(teachers.notes.is_empty() && !row.has_control());
        let counts = read("study,ai,n1i,ci,n2i\nPark,4,20,2,21\n").expect("table");
        let control = counts.rows[0].control.expect("control");
        assert_eq!((counts.rows[0].active.n, control.events, control.n), (Some(20), Some(2), Some(21)));
        let shares = read("study,xi,ni\nA,0,30\n").expect("table");
        assert_eq!((shares.rows[0].active.events, shares.rows[0].active.n), (Some(0), Some(30)));
    }

    #[test]
    fn every_role_is_read() {
        let value = |role: &str| match role {
            "unit" => "cm",
            "status" => "unconfirmed",
            "controlled" => "yes",
            "design" => "randomised blind",
            "p_reported" => "<.05",
            "n_active" | "n_control" => "5",
            _ if role.ends_with("events") && !role.ends_with("no_events") => "2",
            _ if role.ends_with("no_events") => "3",
            _ => "1",
        };
        let roles = columns::roles();
        let cells: Vec<&str> = roles.iter().map(|role| value(role)).collect();
        let file = read(&format!("{}\n{}\n", roles.join(","), cells.join(","))).expect("table");
        assert_eq!(file.rows[0].covariates.keys().collect::<Vec<_>>(), ["year"]);
        let printed = format!("{:?}", file.rows[0]);
        // Readings before and after have no plus-minus and no interval of their own, and a ready-made estimate no SD and no plus-minus.
        let (before, after) = (file.rows[0].active.before, file.rows[0].active.after);
        assert_eq!((before.value, before.sd, after.value, after.se), (Some(1.0), Some(1.0), Some(1.0), Some(1.0)));
        assert_eq!(printed.matches("None").count(), 4 * 3 + 2, "{printed}");
    }

    #[test]
    fn what_the_table_does_not_say() {
        let file = read("n_active;active_mean_change\n20;-0,6\nNA;\n").expect("table");
        let row = &file.rows[0];
        assert_eq!((row.id.as_str(), row.study.as_str(), row.trial.as_str()), ("R1", "R1", "R1"));
        assert_eq!((row.unit, row.outcome.as_str(), row.active.change.value), (Unit::None, "other", Some(-0.6)));
        assert_eq!(file.notes[0].text, "no unit is given for R1; the figures were taken for bare numbers");
        assert_eq!(file.rows[1].status, RowStatus::NoNumbers);
    }

    #[test]
    fn what_cannot_be_is_refused_at_its_place() {
        for (text, expected) in [
            (
                "study,n_active\nRao,-3\n",
                "trials.csv:2:5: \"-3\" in column n_active is not a count; expected a whole number from 1",
            ),
            ("study,n_active\nRao,2.5\n", "2:5: \"2.5\" in column n_active is not a count"),
            ("study,n_active\nRao,nf\n", "2:5: \"nf\" in column n_active is not a number"),
            (
                "difference,diff_ci_low,diff_ci_high\n1,2,0\n",
                "2:3: \"2\" in column diff_ci_low is above the upper end 0",
            ),
            (
                "difference,diff_ci_low,diff_ci_high\n2.5,-3,-2\n",
                "2:1: \"2.5\" in column difference is outside its interval",
            ),
            ("yi,sei\n1,0\n", "2:3: \"0\" in column sei is not above 0"),
            ("yi,vi\n1,-1\n", "2:3: \"-1\" in column vi is not above 0"),
            ("active_mean_change,active_sd\n1,-1\n", "2:3: \"-1\" in column active_sd is below 0"),
            ("xi,ni\n5,4\n", "2:1: \"5\" in column xi is more than the 4 people"),
            ("n_active,tpos,tneg\n5,4,2\n", "2:1: \"5\" in column n_active is not the 6 people"),
            ("yi,unit\n1,furlong\n", "2:3: \"furlong\" in column unit is not a unit; expected one of cm,"),
            ("yi,status\n1,perhaps\n", "2:3: \"perhaps\" in column status is not a status; expected seen,"),
            ("yi,controlled\n1,perhaps\n", "2:3: \"perhaps\" in column controlled is neither yes nor no"),
            ("active_r,yi\n1.2,1\n", "2:1: \"1.2\" in column active_r is outside -1 to 1"),
            ("id,yi\na,1\na,2\n", "3:1: \"a\" in column id is the name of the row in line 2 too"),
            ("yi,p_reported\n1,small\n", "2:3: \"small\" in column p_reported is not a p-value"),
            ("active_q1,active_median\n-1,-2\n", "2:4: \"-2\" in column active_median is below active_q1"),
            (
                "active_mean_change,active_min,active_max\n-1.9,0.1,4.5\n",
                "is outside active_min to active_max; check the signs",
            ),
            ("yi,weeks\n1,-4\n", "2:3: \"-4\" in column weeks is below 0"),
        ] {
            let message = refused(text);
            assert!(message.contains(expected), "{message}\nexpected: {expected}");
        }
        let message = refused("id,yi,sei,n_active\na,1,0,0\na,x,1,2\n");
        assert_eq!(message.lines().count(), 4, "{message}");
    }
}
