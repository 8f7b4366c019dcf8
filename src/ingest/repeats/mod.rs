//! Files of people who were measured more than once: by several observers, on several occasions, several times.

mod columns;
mod numbered;
mod rows;

use super::delimiter::detect_delimiter;
use super::detect::detect_decimal_sign;
use super::draft::Draft;
use super::encoding::decode;
use super::filter::kept_rows;
use super::mapping::Mapped;
use super::table::Table;
use super::{DecimalSign, Delimiter, Format, IngestError, Roles, Source};
use crate::data::{OutcomeKind, RepeatReadings, Unit};
use crate::result::Note;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What several columns of one outcome are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnsAre {
    /// Readings of the same observer on the same occasion.
    Readings,
    /// One observer each.
    Observers,
    /// One occasion each.
    Sessions,
}

impl ColumnsAre {
    /// By its name on the command line.
    pub fn parse(name: &str) -> Option<ColumnsAre> {
        match name {
            "readings" => Some(ColumnsAre::Readings),
            "observers" => Some(ColumnsAre::Observers),
            "sessions" => Some(ColumnsAre::Sessions),
            _ => None,
        }
    }
}

/// One outcome as asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepeatRequest {
    /// Its name.
    pub name: Option<String>,
    /// Its name in sentences.
    pub label: Option<String>,
    /// What sort of thing it is.
    pub kind: Option<OutcomeKind>,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// Its columns: one of readings, or several side by side.
    pub columns: Vec<String>,
}

/// Column roles of a file of repeated readings. Whatever is not given is detected when the header makes it plain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepeatRoles {
    /// Columns that together name the participant.
    pub id: Vec<String>,
    /// Column of who measured.
    pub observer: Option<String>,
    /// Column of the occasion.
    pub session: Option<String>,
    /// Column that numbers the readings of one observer on one occasion.
    pub reading: Option<String>,
    /// Column of the place on the body.
    pub site: Option<String>,
    /// Outcomes asked for; all that are plain when empty.
    pub outcomes: Vec<RepeatRequest>,
    /// What several columns of one outcome are.
    pub columns_are: Option<ColumnsAre>,
    /// Unit of every outcome that has no unit of its own.
    pub unit: Option<Unit>,
    /// Rows to keep: (column, value), all of which must hold.
    pub filters: Vec<(String, String)>,
    /// The field separator, when it is not to be detected.
    pub delimiter: Option<Delimiter>,
    /// The decimal sign, when it is not to be detected.
    pub decimal: Option<DecimalSign>,
}

/// A file of repeated readings, with everything that was decided on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct RepeatFile {
    /// The source as the user named it.
    pub source: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How the text is written.
    pub format: Format,
    /// Rows read, without empty ones.
    pub rows: usize,
    /// Which column was taken for what.
    pub mapping: Vec<Mapped>,
    /// The readings, by outcome and, where there are sites, by site. Readings of one line of the file have its number.
    pub readings: Vec<RepeatReadings>,
    /// What was detected, left out or assumed.
    pub notes: Vec<Note>,
}

/// Reads a source of repeated readings.
///
/// # Errors
/// [`IngestError`], which says where, what was found, what was expected and what to do.
pub fn ingest_repeats(source: &Source, roles: &RepeatRoles) -> Result<RepeatFile, IngestError> {
    let (text, encoding) = decode(source)?;
    let delimiter = roles.delimiter.unwrap_or_else(|| detect_delimiter(&text));
    let table = Table::read(&source.name, &text, delimiter)?;
    let decimal = roles.decimal.unwrap_or_else(|| detect_decimal_sign(&table, delimiter));
    let shared = Roles {
        id: roles.id.clone(),
        site: roles.site.clone(),
        unit: roles.unit,
        filters: roles.filters.clone(),
        ..Roles::default()
    };
    let rows = kept_rows(&table, &shared)?;
    let mut draft = Draft::new(&table, &shared, &rows, decimal.character());
    let columns = columns::resolve(&mut draft, roles)?;
    let readings = rows::readings(&draft, &columns, decimal)?;
    Ok(RepeatFile {
        source: source.name.clone(),
        sha256: source.sha256(),
        format: Format { encoding, delimiter, decimal },
        rows: table.len(),
        mapping: draft.mapping,
        readings,
        notes: draft.notes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, roles: &RepeatRoles) -> Result<RepeatFile, IngestError> {
        ingest_repeats(&Source::new("tape.csv", text), roles)
    }

    fn refused(text: &str, roles: &RepeatRoles) -> String {
        read(text, roles).expect_err("a file to refuse").to_string()
    }

    fn places(readings: &RepeatReadings) -> Vec<(usize, usize, usize, usize, f64)> {
        let all = readings.readings().iter();
        all.map(|one| (one.participant, one.session, one.observer, one.round, readings.value_of(one.ticks))).collect()
    }

    #[test]
    fn one_row_for_each_reading() {
        let text = "participant,day,observer,reading,thigh_cm,weight_kg\nA,1,Eva,2,57.2,70\nA,1,Eva,1,57,70\nA,2,Eva,1,57.5,\n\
                    B,1,Ida,1,60,81\n";
        let file = read(text, &RepeatRoles::default()).expect("file");
        let [thigh, weight] = file.readings.as_slice() else { panic!("two outcomes") };
        assert_eq!(
            (thigh.observers(), thigh.sessions()),
            (&["Eva", "Ida"].map(String::from)[..], &["1", "2"].map(String::from)[..])
        );
        assert_eq!(places(thigh), [(0, 0, 0, 0, 57.0), (0, 0, 0, 1, 57.2), (0, 1, 0, 0, 57.5), (1, 0, 1, 0, 60.0)]);
        assert_eq!((thigh.outcome().unit, weight.readings().len(), weight.readings()[0].line), (Unit::Cm, 3, 3));
        let words: Vec<&str> = file.mapping.iter().map(|mapped| mapped.words.as_str()).collect();
        assert_eq!(
            words[..4],
            [
                "participant: column participant (detected)",
                "observer: column observer (detected)",
                "occasion: column day (detected)",
                "number of the reading: column reading (detected)"
            ]
        );
    }

    #[test]
    fn readings_side_by_side() {
        let text = "subject,observer,muac1,muac2,height1,height2\n1,0,170,171,102.0,102.3\n1,1,168,169,101,101\n";
        let file = read(text, &RepeatRoles::default()).expect("file");
        assert_eq!(file.readings.iter().map(|one| one.outcome().name.as_str()).collect::<Vec<_>>(), ["muac", "height"]);
        assert_eq!(
            places(&file.readings[0]),
            [(0, 0, 0, 0, 170.0), (0, 0, 0, 1, 171.0), (0, 0, 1, 0, 168.0), (0, 0, 1, 1, 169.0)]
        );
        let file = read("id,rater1,rater2,rater3\n1,9,2,5\n2,6,1,3\n", &RepeatRoles::default()).expect("file");
        assert_eq!(file.readings[0].observers(), ["rater1", "rater2", "rater3"]);
        let observers = RepeatRoles { columns_are: Some(ColumnsAre::Observers), ..RepeatRoles::default() };
        let file = read("id,m1,m2,f1\n1,0.865,0.863,2\n", &observers).expect("file");
        assert_eq!((file.readings.len(), file.readings[0].observers()), (1, &["m1", "m2"].map(String::from)[..]));
    }

    #[test]
    fn sites_are_apart() {
        let text = "id,site,reading,girth_cm\n1,left thigh,1,57\n1,right thigh,1,56\n1,left thigh,2,57.1\n1,right thigh,2,56\n";
        let file = read(text, &RepeatRoles::default()).expect("file");
        assert_eq!(
            file.readings.iter().map(RepeatReadings::group).collect::<Vec<_>>(),
            [Some("left thigh"), Some("right thigh")]
        );
    }

    #[test]
    fn what_is_no_file_of_repeats_is_refused_with_advice() {
        let nobody = refused("id,girth_cm\n1,57\n2,58\n", &RepeatRoles::default());
        assert!(nobody.contains("nobody was measured twice"), "{nobody}");
        let twice = refused("id,reading,girth_cm\n1,1,57\n1,1,58\n", &RepeatRoles::default());
        assert!(twice.contains("line 3: reading 1 of participant 1 stands already in line 2"), "{twice}");
        let unknown = refused(
            "id,girth_cm\n1,57\n1,58\n",
            &RepeatRoles { observer: Some("who".into()), ..RepeatRoles::default() },
        );
        assert!(unknown.contains("no column who (asked for as --observer)"), "{unknown}");
        let word = refused("id,girth_cm\n1,57\n1,5x8\n1,57\n", &RepeatRoles::default());
        assert!(word.contains("3:3: \"5x8\" in column girth_cm"), "{word}");
    }
}
