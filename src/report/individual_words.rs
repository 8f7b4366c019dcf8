//! What can be said of single people, in sentences and a table.

use super::{Block, Cell, Column, Table, Text};
use crate::plan::{Analysis, Basis, IndividualAnalysis, SampleAnalysis};
use crate::report::tables::slug;
use crate::result::format::{count, ends, fixed, in_sentence, named, p_words, significant, with_interval, with_unit};
use crate::stats::individual::{Allowed, HeldAgainst, Occasions, ResponseSd, ShareBeyondNoise};
use crate::stats::risk::Toward;

/// An amount in the unit of the sample: `3.3 cm`.
fn amount(value: f64, sample: &SampleAnalysis) -> String {
    with_unit(&fixed(value, usize::from(sample.sample.change().decimals()) + 1), sample.sample.outcome().unit)
}

fn percent(share: f64) -> String {
    format!("{} %", fixed(100.0 * share, 1))
}

/// What the error is and where it comes from.
fn error(sample: &SampleAnalysis, found: &IndividualAnalysis) -> Text {
    let known = &found.error;
    let kind = match known.error.occasions {
        Occasions::Same => "one reading, repeated at once, varies",
        Occasions::Different => "readings of one person vary from one occasion to another",
    };
    let sd = with_unit(&significant(known.error.sd, 2), sample.sample.outcome().unit);
    let text = Text::plain(format!("In {}, {kind} by an SD of {sd} ({}).", in_sentence(&sample.title()), known.source));
    match (found.offered, known.basis) {
        (true, _) => text.and(
            " The plan states no error, so this published figure is offered; no verdict rests on it. `reading-error = \"published\"` in the \
             outcome of the plan takes it as an assumption.",
        ),
        (false, Basis::Published) => text.and(" It is an assumption: these readings were not repeated."),
        (false, _) => text,
    }
}

/// Who changed by more than two readings can be wrong, beside what noise alone would give.
fn beyond(sample: &SampleAnalysis, found: &IndividualAnalysis) -> Text {
    let beyond = &found.beyond;
    let n = sample.sample.n();
    Text::default()
        .strong(format!(
            "A single person must change by more than {} to have changed at all (MDC {}).",
            amount(beyond.detectable_change, sample),
            beyond.level.percent()
        ))
        .and(format!(
            " {} of {} did: {} fell by more and {} rose by more; {} changed by no more, and nothing can be said of any of them. If nobody \
             had changed, {} in each direction would be expected.",
            count(n - beyond.within),
            count(n),
            count(beyond.fell.who.len()),
            count(beyond.rose.who.len()),
            count(beyond.within),
            percent(beyond.fell.expected),
        ))
}

/// Whether people may be called responders.
fn gate(sample: &SampleAnalysis, found: &IndividualAnalysis) -> Text {
    let gate = &found.gate;
    let counted = &gate.beyond;
    let direction = if counted.toward == Toward::Fall { "a fall" } else { "a rise" };
    let observed = format!(
        "{} of {} people ({}) had {direction} of {} or more, where {} would give {} ({})",
        count(counted.who.len()),
        count(counted.n),
        share_with_interval(counted),
        amount(counted.least_change, sample),
        noise(sample, gate.expected_change),
        percent(counted.expected),
        p_words(counted.p_value),
    );
    let below = match gate.threshold.filter(|_| gate.is_below_detectable()) {
        None => String::new(),
        Some(threshold) => format!(
            "A response of {} is within what two readings of an unchanged person differ by; nobody can be called a responder by it. ",
            amount(threshold, sample)
        ),
    };
    let says = match (gate.allowed, found.offered) {
        (_, true) => "With an error that is only offered, no person is called a responder.",
        (Allowed::Responders, _) if !found.selection_known => {
            "That is more than noise. But it is not known how people came in: picked because a reading was at its worst, all of them would be \
             read closer to the mean the next time, so nobody is called a responder."
        }
        (Allowed::Responders, _) => {
            "That is more than noise: some people truly changed by so much, for whatever reason. Which of them, it does not say."
        }
        (Allowed::ChangeBeyondReading, _) => {
            "That is more than the tape errs. But the error was found by readings repeated at once; a change over weeks also holds what a \
             person swings from day to day, so nobody is called a responder."
        }
        (Allowed::Nothing, _) => "That is not shown to be more than noise: no person is called a responder.",
    };
    Text::default().strong("Responders. ").and(format!("{below}{observed}. {says}"))
}

/// What people who do not change are read with.
fn noise(sample: &SampleAnalysis, expected_change: f64) -> String {
    match expected_change == 0.0 {
        true => "errors of reading alone".to_owned(),
        false => format!("errors of reading, and the {} that selection makes,", amount(expected_change, sample)),
    }
}

fn share_with_interval(counted: &ShareBeyondNoise) -> String {
    let interval = counted.share.interval.as_ref();
    let limits = interval.map_or(String::new(), |interval| {
        format!(", {} CI {} %", interval.level.percent(), ends(100.0 * interval.lower, 100.0 * interval.upper, 1))
    });
    format!("{}{limits}", percent(counted.share.value))
}

/// Whether people differ in their response.
fn response(sample: &SampleAnalysis, found: &ResponseSd) -> Text {
    let against = match found.held_against {
        HeldAgainst::KnownError | HeldAgainst::EstimatedError => "beyond the error of two readings",
        HeldAgainst::Control => "beyond the control arm",
        HeldAgainst::UntreatedSite => "beyond the untreated site",
    };
    let places = usize::from(sample.sample.change().decimals()) + 1;
    let unit = sample.sample.outcome().unit.symbol();
    let differs = if found.variance_limits[0] > 0.0 {
        "People differ in how they changed."
    } else {
        "It is not shown that people differ in how they changed."
    };
    Text::plain(format!(
        "SD of individual response {against}: {} {unit} ({}; SD of the changes {}, of noise {}). {differs}",
        with_interval(&found.sd, places),
        p_words(found.p_value),
        fixed(found.sd_change, places),
        fixed(found.sd_noise, places),
    ))
}

/// What averaging readings would save.
fn sizes(sample: &SampleAnalysis, found: &IndividualAnalysis) -> Option<Text> {
    let sizes = found.sizes.as_ref()?;
    let by: Vec<String> = sizes
        .by_readings
        .iter()
        .filter_map(|one| {
            let readings = match one.readings {
                1 => "one reading".to_owned(),
                many => format!("the mean of {many}"),
            };
            Some(format!("{} with {readings}", count(usize::try_from(one.size?.participants).ok()?)))
        })
        .collect();
    (!by.is_empty()).then(|| {
        Text::plain(format!(
            "To find a mean change of {} with a power of 80 %, pairs needed before and after: {}.",
            amount(sizes.change, sample),
            by.join(", ")
        ))
    })
}

/// All sentences about the single people of a sample.
pub(crate) fn words(sample: &SampleAnalysis) -> Vec<Text> {
    let Some(found) = &sample.individuals else { return Vec::new() };
    let mut all = vec![beyond(sample, found), error(sample, found), gate(sample, found)];
    all.extend(found.response.iter().map(|one| response(sample, one)));
    all.extend(sizes(sample, found));
    all
}

/// Those who changed by more than two readings can be wrong.
pub(crate) fn table(sample: &SampleAnalysis) -> Option<Table> {
    let found = sample.individuals.as_ref()?;
    let pairs = &sample.sample;
    let places = usize::from(pairs.change().decimals());
    let (before, after, change) = (pairs.before().values(), pairs.after().values(), pairs.change().values());
    let mut who: Vec<usize> = found.beyond.fell.who.iter().chain(&found.beyond.rose.who).copied().collect();
    who.sort_by(|one, other| change[*one].total_cmp(&change[*other]));
    let number = |value: f64| Cell::number(fixed(value, places), value);
    let rows: Vec<Vec<Cell>> = who
        .iter()
        .map(|&at| {
            vec![Cell::words(pairs.ids()[at].as_str()), number(before[at]), number(after[at]), number(change[at])]
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: format!("beyond-detectable-{}", slug(&sample.title())),
        caption: format!(
            "{}: people whose change exceeds the smallest detectable one ({})",
            sample.title(),
            amount(found.beyond.detectable_change, sample)
        ),
        columns: vec![
            Column::words("Participant"),
            Column::numbers("Before"),
            Column::numbers("After"),
            Column::numbers("Change"),
        ],
        rows,
        footnotes: vec![format!(
            "Of {} people of whom none changed, {} would be expected here.",
            count(pairs.n()),
            fixed(pairs.n() as f64 * (found.beyond.fell.expected + found.beyond.rose.expected), 1)
        )],
    })
}

/// What two readings of one person can tell, for every sample with an error that is more than offered.
pub(crate) fn overview(analysis: &Analysis) -> Option<Table> {
    let known = analysis.samples.iter().filter(|sample| !offered(sample));
    let rows: Vec<Vec<Cell>> = known
        .filter_map(|sample| {
            let found = sample.individuals.as_ref()?;
            let places = usize::from(sample.sample.change().decimals()) + 1;
            let beyond = &found.beyond;
            let whole = |n: usize| Cell::number(count(n), n as f64);
            let number = |value: f64| Cell::number(fixed(value, places), value);
            Some(vec![
                Cell::words(named(&sample.title(), sample.sample.outcome().unit)),
                whole(sample.sample.n()),
                number(found.error.error.sd),
                number(beyond.detectable_change),
                whole(beyond.fell.who.len()),
                whole(beyond.rose.who.len()),
                Cell::number(
                    fixed(sample.sample.n() as f64 * beyond.fell.expected, 1),
                    sample.sample.n() as f64 * beyond.fell.expected,
                ),
                found
                    .response
                    .last()
                    .map_or_else(Cell::absent, |one| Cell::number(with_interval(&one.sd, places), one.sd.value)),
            ])
        })
        .collect();
    (!rows.is_empty()).then(|| Table {
        id: "individuals".to_owned(),
        caption: "What two readings of one person can tell".to_owned(),
        columns: vec![
            Column::words("Outcome"),
            Column::numbers("Pairs"),
            Column::numbers("SD of a reading"),
            Column::numbers("MDC"),
            Column::numbers("Fell by more"),
            Column::numbers("Rose by more"),
            Column::numbers("Expected of each by noise"),
            Column::numbers("SD of response (CI)"),
        ],
        rows,
        footnotes: vec![
            "SD of response: between people, beyond the control arm or the untreated site where there is one, else beyond the error of two \
             readings."
                .to_owned(),
        ],
    })
}

/// The section's content: the primary outcome in full, all others in a table.
pub(crate) fn blocks(analysis: &Analysis) -> Vec<Block> {
    let mut blocks = Vec::new();
    for sample in analysis.samples.iter().filter(|sample| sample.primary) {
        blocks.extend(words(sample).into_iter().map(Block::Paragraph));
    }
    blocks.extend(overview(analysis).map(Block::Table));
    for table in analysis.samples.iter().filter(|sample| sample.primary).filter_map(table) {
        let summary = format!("Who changed by more than the smallest detectable change ({})", table.rows.len());
        blocks.push(Block::Folded { summary, blocks: vec![Block::Table(table)] });
    }
    blocks
}

fn offered(sample: &SampleAnalysis) -> bool {
    sample.individuals.as_ref().is_some_and(|found| found.offered)
}
