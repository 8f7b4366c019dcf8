use super::gross_cause::{LikelyCause, Meant, likely_cause};
use super::gross_field::{Field, Suspect};
use super::gross_words::sentence;
use crate::data::RepeatReadings;
use crate::result::format::{fixed, with_unit};
use crate::result::number::{Number, number, optional};
use crate::stats::Explained;
use crate::stats::documented::documented;
use schemars::JsonSchema;
use serde::Serialize;

documented! {
    /// # Question
    /// Which readings are so far from the others of the same person that something other than the error of measuring is at work, and what
    /// may it have been?
    ///
    /// # Assumptions
    /// Most readings of a file are right, and the true value of a person is the same in all readings. A flag is a question to whoever
    /// measured; nothing is left out because of it.
    ///
    /// # Formula
    /// Each reading is compared with the median of the same person's others, and with that of the others by the same observer in the
    /// same session. The SD of a reading is taken from all of these deviations: 1.4826 times the median of |deviation| / sqrt(1 + v),
    /// v = pi / (2 k + pi - 2) about the variance of the median of the k others in that of one reading; at least half a step of the grid
    /// (1, 2, 5 or 10 of the last digit). A reading is flagged when in either comparison |deviation| / (SD sqrt(1 + v)) exceeds
    /// 5.5 (1 + 10 / f), f the readings less the groups that the SD rests on, the deviation exceeds 5 steps of the grid, and the reading is
    /// beyond 3 SDs of the person's others, so that an observer who copies readings does not make all others look far off. The most
    /// extreme reading of a person is flagged first and set aside for the comparison of the next. Of two readings that are alone with
    /// each other, the one is flagged that is not like the other people's (more than 4 robust SDs of the people's medians off while the
    /// other is not), else the one that a cause explains if none explains the other; else both are, as doubtful.
    ///
    /// The likely cause is the first of these that brings the reading within 3 SDs of the person's others, half a unit of the last
    /// written digit more where a factor is involved: a unit slip (written in cm where the file is in mm), or a decimal point one or two
    /// places off; a reading of another outcome of the same person (swapped columns), as a number or with the units of the two columns
    /// exchanged; two neighbouring digits exchanged (186 for 168); one digit misread (196 for 156); a digit dropped or written twice;
    /// else none is known. A cause that fits is not proof: many a number is one digit off another.
    ///
    /// # Arguments
    /// All outcomes of one file, so that swapped columns can be recognised.
    ///
    /// # Errors
    /// None; where nobody was measured twice nothing can be flagged.
    ///
    /// # References
    /// Hampel (1974), The influence curve and its role in robust estimation, Journal of the American Statistical Association 69:383-393.
    ///
    /// # Example
    /// `girth reliability @thigh-trial`
    GrossErrors
}

impl Explained for GrossErrors {
    fn id(&self) -> &'static str {
        "gross-errors"
    }

    fn title(&self) -> &'static str {
        "gross errors"
    }

    fn documentation(&self) -> &'static str {
        GrossErrors::DOCUMENTATION
    }
}

/// A reading that is too far from the others of its person.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GrossError {
    /// Name of the outcome.
    pub outcome: String,
    /// Its site, where the readings are of one.
    pub group: Option<String>,
    /// Index into the readings of the outcome.
    pub index: usize,
    /// Whose.
    pub participant: String,
    /// By whom, where observers are told apart.
    pub observer: Option<String>,
    /// When, where sessions are told apart.
    pub session: Option<String>,
    /// From 0: which of the readings of this observer in this session it is.
    pub round: usize,
    /// Its line in the file.
    pub line: u64,
    /// What was written.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub value: f64,
    /// The median of the person's other readings that are not flagged.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub expected: f64,
    /// Its distance in robust SDs, in the comparison in which it stands out more.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub robust_z: f64,
    /// What may have happened.
    pub cause: LikelyCause,
    /// What the reading was then meant to be; absent for swapped columns and unknown causes.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub meant: Option<f64>,
    /// The index of the other reading of a pair of which one is wrong, where it cannot be told which.
    pub doubtful_with: Option<usize>,
    /// All this in words, without the names.
    pub words: String,
}

/// Readings far from the others of the same person, in the order of the outcomes and of the people. `all` holds the outcomes of one file;
/// people are told apart by their names. Nothing is deleted.
pub fn gross_errors(all: &[RepeatReadings]) -> Vec<GrossError> {
    let fields: Vec<Field<'_>> = all.iter().map(Field::of).collect();
    let of = |field: &Field<'_>| -> Vec<GrossError> {
        let people = (0..field.readings.participants().len()).flat_map(|person| suspects(field, person, &fields));
        people.collect()
    };
    fields.iter().flat_map(of).collect()
}

/// The flagged readings of one person, the most extreme first.
fn suspects(field: &Field<'_>, person: usize, fields: &[Field<'_>]) -> Vec<GrossError> {
    let mut kept = field.of_person(person).to_vec();
    let mut found = Vec::new();
    while let Some(suspect) = field.worst(&kept) {
        if let [one, other] = kept[..] {
            found.extend(of_two(field, [one, other], fields));
            break;
        }
        let meant = likely_cause(field, suspect.at, suspect.expected, suspect.spread, fields);
        found.push(named(field, &suspect, meant, None));
        kept.retain(|&at| at != suspect.at);
    }
    found
}

/// Two readings that contradict each other: the wrong one where it can be told, else both.
fn of_two(field: &Field<'_>, pair: [usize; 2], fields: &[Field<'_>]) -> Vec<GrossError> {
    let both: Vec<(Suspect, Meant)> = pair
        .into_iter()
        .filter_map(|at| field.suspect(at, &pair))
        .map(|suspect| {
            let meant = likely_cause(field, suspect.at, suspect.expected, suspect.spread, fields);
            (suspect, meant)
        })
        .collect();
    let strange: Vec<bool> = both.iter().map(|(suspect, _)| field.unlike_other_people(suspect.at)).collect();
    let explained: Vec<bool> = both.iter().map(|(_, meant)| meant.cause != LikelyCause::Unknown).collect();
    let only = [&strange, &explained].into_iter().find_map(|says| match says[..] {
        [true, false] => Some(0),
        [false, true] => Some(1),
        _ => None,
    });
    let doubtful = |which: usize| only.is_none().then_some(pair[1 - which]);
    both.into_iter()
        .enumerate()
        .filter(|(which, _)| only.is_none_or(|only| only == *which))
        .map(|(which, (suspect, meant))| named(field, &suspect, meant, doubtful(which)))
        .collect()
}

fn named(field: &Field<'_>, suspect: &Suspect, meant: Meant, doubtful_with: Option<usize>) -> GrossError {
    let readings = field.readings;
    let reading = readings.readings()[suspect.at];
    let value = readings.value_of(reading.ticks);
    let (outcome, decimals) = (readings.outcome(), usize::from(readings.decimals()));
    let text = |value: f64| with_unit(&fixed(value, decimals), outcome.unit);
    let (written, usual) = (text(value), text(suspect.expected));
    let words = sentence(&written, &usual, &meant.cause, meant.value.map(text).as_deref(), doubtful_with.is_some());
    let name = |names: &[String], at: usize| names.get(at).cloned();
    GrossError {
        outcome: outcome.name.clone(),
        group: readings.group().map(str::to_owned),
        index: suspect.at,
        participant: readings.participants()[reading.participant].to_string(),
        observer: name(readings.observers(), reading.observer),
        session: name(readings.sessions(), reading.session),
        round: reading.round,
        line: reading.line,
        value,
        expected: suspect.expected,
        robust_z: suspect.robust_z,
        cause: meant.cause,
        meant: meant.value,
        doubtful_with,
        words,
    }
}
