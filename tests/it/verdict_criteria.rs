//! Each criterion on data that make its claim true, that make it false, that are too few to say, and on a study that lacks what it
//! needs.

use super::made_study::{Made, arms, events, pairs, sites, waist};
use super::verdict_cells::cells;
use girth::claims::{Basis, Claim, FactorCells, Judgement, ReadingError, Verdict};
use girth::data::{Controlled, Design, DesignKind, PairedSample, TwoArms, Unit};
use girth::stats::individual::{ErrorOfReading, Occasions};

/// `n` changes with this mean in tenths of a centimetre, five different ones `spread` apart.
fn changes(n: usize, mean: i128, spread: i128) -> Vec<i128> {
    assert_eq!(n % 5, 0);
    (0..5).cycle().take(n).map(|at| mean + spread * (at - 2)).collect()
}

fn people(who: &str, n: usize, mean: i128, spread: i128) -> PairedSample {
    waist(who, &changes(n, mean, spread))
}

/// A claim about the waist that says that it falls.
fn falls(criterion: &str, more: &str) -> String {
    format!("{}direction = \"decrease\"\n", claim(criterion, more))
}

fn claim(criterion: &str, more: &str) -> String {
    format!(
        "[[claim]]\nid = \"c\"\nstatement = \"The claim.\"\noutcome = \"waist\"\ncriterion = {{ {criterion} }}\n{more}\n"
    )
}

fn design(kind: DesignKind, randomised: Option<bool>, blinded: Option<bool>) -> Design {
    Design { kind, randomised, blinded, control: Some("control".to_owned()), records: Vec::new() }
}

fn of(samples: Vec<PairedSample>) -> Made {
    Made { samples, ..Made::default() }
}

fn words(judgement: &Judgement) -> String {
    judgement.reasons.join(" ")
}

#[track_caller]
fn verdict(study: Made, claims: &str, expected: Verdict, says: &str) -> Judgement {
    let judgement = study.judged(claims);
    assert_eq!(judgement.verdict, expected, "{judgement:#?}");
    assert!(words(&judgement).contains(says), "{says}: {}", words(&judgement));
    if expected != Verdict::NotTestable {
        assert!(judgement.missing.is_empty() && judgement.basis.is_some(), "{judgement:#?}");
    }
    judgement
}

/// A study that lacks an ingredient, which is named.
#[track_caller]
fn lacks(study: Made, claims: &str, what: &str) {
    let judgement = verdict(study, claims, Verdict::NotTestable, "");
    assert_eq!(judgement.missing.len(), 1, "{judgement:#?}");
    assert!(judgement.missing[0].contains(what), "{judgement:#?}");
}

const INSIDE: &str = "lies wholly inside the claimed region";
const OUTSIDE: &str = "lies wholly outside the claimed region";
const ACROSS: &str = "reaches across the edge of the claimed region";

// ---- sessions ----

#[test]
fn within_range_per_session() {
    let claim = falls("kind = \"within-range-per-session\", from = \"0.25 cm\", to = \"0.75 cm\"", "");
    let study = |n, mean, spread| Made { sessions: Some(4), ..of(vec![people("P", n, mean, spread)]) };
    let judgement = verdict(study(40, -20, 1), &claim, Verdict::Supported, INSIDE);
    let region = judgement.region.expect("region");
    assert_eq!((region.lower, region.upper), (-3.0, -1.0));
    assert!(words(&judgement).contains("4 sessions; claimed is, of each, between \u{2212}0.75 and \u{2212}0.25 cm"));
    verdict(study(40, -5, 1), &claim, Verdict::Refuted, OUTSIDE);
    let open = verdict(study(5, -20, 15), &claim, Verdict::Inconclusive, ACROSS);
    assert!(open.participants_to_settle.is_some_and(|pairs| pairs > 5));
    lacks(of(vec![people("P", 40, -20, 1)]), &claim, "the number of sessions");
    // What the data say of the number goes before what the claim says of it.
    let stated = format!("{claim}sessions = 8\n");
    verdict(of(vec![people("P", 40, -20, 1)]), &stated, Verdict::Inconclusive, "8 sessions");
    verdict(study(40, -20, 1), &stated, Verdict::Supported, "4 sessions");
}

#[test]
fn additive() {
    let claim = falls("kind = \"additive\", from = \"1.5 cm\"", "");
    let study = |n, mean, spread| Made { sessions: Some(4), ..of(vec![people("P", n, mean, spread)]) };
    verdict(study(40, -70, 1), &claim, Verdict::Supported, "\u{2212}6 cm or less");
    verdict(study(40, -36, 1), &claim, Verdict::Refuted, OUTSIDE);
    verdict(study(5, -70, 15), &claim, Verdict::Inconclusive, ACROSS);
    lacks(of(vec![people("P", 40, -70, 1)]), &claim, "the number of sessions");
    let range = falls("kind = \"additive\", from = \"1.5 cm\", to = \"2 cm\"", "");
    verdict(study(40, -70, 1), &range, Verdict::Supported, "between \u{2212}8 and \u{2212}6 cm");
    verdict(study(40, -95, 1), &range, Verdict::Refuted, OUTSIDE);
}

// ---- sites ----

#[test]
fn locality() {
    let claim = falls("kind = \"locality\", margin = \"0.5 cm\"", "");
    let study = |n: usize, difference: i128, spread: i128| {
        let control: Vec<i128> = (0..n as i128).map(|at| -10 + at % 3).collect();
        let treated: Vec<i128> =
            control.iter().zip(changes(n, difference, spread)).map(|(control, more)| control + more).collect();
        Made { controlled: vec![sites(&treated, &control)], ..Made::default() }
    };
    let judgement = verdict(study(40, -10, 1), &claim, Verdict::Supported, "\u{2212}0.5 cm or less");
    assert_eq!(judgement.basis, Some(Basis::Sites));
    assert!((judgement.estimate.expect("estimate").value + 1.0).abs() < 1e-12);
    verdict(study(40, 0, 1), &claim, Verdict::Refuted, OUTSIDE);
    verdict(study(5, -10, 15), &claim, Verdict::Inconclusive, "people with both sites");
    // One site says nothing of another, and neither do other people.
    lacks(of(vec![people("P", 40, -20, 1)]), &claim, "a treated and an untreated site");
    let other_people = arms(people("T", 40, -20, 1), people("C", 40, 0, 1));
    lacks(Made { controlled: vec![other_people], ..Made::default() }, &claim, "a treated and an untreated site");
}

#[test]
fn order_of_sites() {
    let claim = falls("kind = \"order-of-sites\", first = \"arm\", second = \"hip\"", "");
    // The same 1 cm is 3.3 % of an arm and 1 % of a hip.
    let study = |n: usize, arm: i128, hip: i128, spread: i128| {
        let at = |site: &str, girth: i128, mean: i128| {
            let rows: Vec<(i128, i128)> =
                changes(n, mean, spread).into_iter().map(|change| (girth, girth + change)).collect();
            pairs("waist", Unit::Cm, Some(site), "P", &rows)
        };
        of(vec![at("arm", 300, arm), at("hip", 1000, hip)])
    };
    let judgement = verdict(study(40, -10, -10, 1), &claim, Verdict::Supported, INSIDE);
    let estimate = judgement.estimate.expect("estimate");
    assert!((estimate.value - (-10.0 / 3.0 + 1.0)).abs() < 1e-12 && estimate.unit == Unit::Percent);
    // 1.5 cm more of the hip is still less of it.
    verdict(study(40, -10, -60, 1), &claim, Verdict::Refuted, OUTSIDE);
    verdict(study(5, -10, -10, 20), &claim, Verdict::Inconclusive, ACROSS);
    lacks(of(vec![people("arm", 40, -10, 1)]), &claim, "at `hip`");
}

// ---- events ----

#[test]
fn no_events() {
    let claim = claim("kind = \"no-events\"", "");
    let study = |counts: &[u32]| Made { events: Some(events(counts, None)), ..Made::default() };
    let mut one = vec![0; 500];
    one[17] = 2;
    verdict(study(&one), &claim, Verdict::Refuted, "1 of 500 people had an event");
    // However many have none, that nobody has any is never shown.
    let none = verdict(study(&vec![0; 59]), &claim, Verdict::Inconclusive, "None of 59 people");
    assert!(words(&none).contains("5 % is excluded by 59") && words(&none).contains("1 % is excluded by 299"));
    let bound = none.estimate.expect("estimate").interval.expect("interval").upper;
    assert!((bound - (1.0 - 0.05f64.powf(1.0 / 59.0))).abs() < 1e-12 && bound < 0.05, "{bound}");
    let fewer = study(&vec![0; 58]).judged(&claim).estimate.expect("estimate").interval.expect("interval").upper;
    assert!(fewer > 0.05);
    verdict(study(&vec![0; 100_000]), &claim, Verdict::Inconclusive, "never shows that there are none");
    lacks(of(vec![people("P", 40, -20, 1)]), &claim, "counts of events");
    lacks(study(&[]), &claim, "counts of events");
}

#[test]
fn event_rate_at_most() {
    let per_person = claim("kind = \"event-rate-at-most\", rate = 0.01", "");
    let study = |with: usize, n: usize, sessions| {
        let counts: Vec<u32> = (0..n).map(|at| u32::from(at < with)).collect();
        Made { events: Some(events(&counts, sessions)), ..Made::default() }
    };
    verdict(study(0, 400, None), &per_person, Verdict::Supported, INSIDE);
    verdict(study(20, 400, None), &per_person, Verdict::Refuted, "20 of 400 people had an event");
    verdict(study(0, 40, None), &per_person, Verdict::Inconclusive, ACROSS);
    let per_session = claim("kind = \"event-rate-at-most\", rate = 0.01, per = \"session\"", "");
    let judgement = verdict(study(2, 100, Some(10)), &per_session, Verdict::Supported, "2 events in 1000 sessions");
    // Garwood's limits of a Poisson mean for 2 events: 0.2422 and 7.2247.
    let interval = judgement.estimate.expect("estimate").interval.expect("interval");
    assert!((interval.lower - 0.000_242_2).abs() < 1e-7 && (interval.upper - 0.007_224_7).abs() < 1e-7, "{interval:?}");
    verdict(study(40, 100, Some(10)), &per_session, Verdict::Refuted, OUTSIDE);
    lacks(study(2, 100, None), &per_session, "the number of sessions");
}

// ---- grades ----

fn grades(who: &str, better: usize, same: usize, worse: usize) -> PairedSample {
    let rows: Vec<(i128, i128)> = [((20, 10), better), ((20, 20), same), ((20, 30), worse)]
        .into_iter()
        .flat_map(|(row, n)| vec![row; n])
        .collect();
    pairs("waist", Unit::Score, Some(who), who, &rows)
}

#[test]
fn grade_improves() {
    let claim = falls("kind = \"grade-improves\"", "");
    let judgement =
        verdict(of(vec![grades("P", 18, 20, 4)]), &claim, Verdict::Supported, "18 of 42 improved, 4 got worse");
    assert!((judgement.estimate.expect("estimate").value - 18.0 / 22.0).abs() < 1e-12);
    verdict(of(vec![grades("P", 4, 20, 18)]), &claim, Verdict::Refuted, OUTSIDE);
    verdict(of(vec![grades("P", 4, 20, 1)]), &claim, Verdict::Inconclusive, ACROSS);
    lacks(of(vec![grades("P", 0, 20, 0)]), &claim, "anybody whose grade changed");
    // What rises is better where the claim says so.
    let rises = claim.replace("decrease", "increase");
    verdict(of(vec![grades("P", 4, 20, 18)]), &rises, Verdict::Supported, "18 of 42 improved");
}

#[test]
fn grades_of_treated_people_are_held_against_those_of_controls() {
    let causal = falls("kind = \"grade-improves\"", "wording = \"causal\"");
    let study = |control: PairedSample| Made {
        design: design(DesignKind::ParallelArms, Some(true), Some(true)),
        controlled: vec![arms(grades("T", 30, 10, 0), control)],
        ..Made::default()
    };
    let judgement = verdict(study(grades("C", 8, 30, 2)), &causal, Verdict::Supported, "30 of 40 treated and 8 of 40");
    assert_eq!(judgement.basis, Some(Basis::Arms));
    verdict(study(grades("C", 30, 8, 2)), &causal, Verdict::Inconclusive, ACROSS);
    // Improved a great deal, and no more than those who were not treated: in one group it would have passed.
    let alone = of(vec![grades("T", 30, 10, 0)]);
    verdict(alone, &causal, Verdict::ObservedNotAttributable, "Nobody was left untreated");
}

#[test]
fn grade_eliminated() {
    let claim = falls("kind = \"grade-eliminated\"", "");
    let study = |gone: usize, left: usize, never: usize| {
        let rows: Vec<(i128, i128)> = [((20, 0), gone), ((20, 10), left), ((0, 0), never)]
            .into_iter()
            .flat_map(|(row, n)| vec![row; n])
            .collect();
        of(vec![pairs("waist", Unit::Score, None, "P", &rows)])
    };
    verdict(study(30, 10, 0), &claim, Verdict::Supported, "30 of 40 people with a grade above 0");
    verdict(study(10, 30, 0), &claim, Verdict::Refuted, OUTSIDE);
    // Those who had nothing to lose do not count.
    verdict(study(10, 30, 500), &claim, Verdict::Refuted, "10 of 40 people");
    verdict(study(6, 4, 0), &claim, Verdict::Inconclusive, ACROSS);
    lacks(study(0, 0, 40), &claim, "people with a grade above 0");
    let most = falls("kind = \"grade-eliminated\", share = 0.8", "");
    verdict(study(30, 10, 0), &most, Verdict::Inconclusive, "0.8 or more");
}

// ---- responders ----

fn known(sd: f64, occasions: Occasions, study: Made) -> Made {
    let error = Some(ReadingError::known(sd, occasions, Unit::Mm, "the plan".to_owned()));
    Made { error, selection: Some(0.0), ..study }
}

/// So many people with each change in millimetres.
fn of_groups(groups: &[(i128, usize)]) -> Made {
    let changes: Vec<i128> = groups.iter().flat_map(|&(change, n)| vec![change; n]).collect();
    of(vec![waist("P", &changes)])
}

#[test]
fn responders_beyond_noise() {
    let claim = falls("kind = \"responders-beyond-noise\", value = \"1.5 cm\"", "");
    let noisy = |sd: f64, study: Made| known(sd, Occasions::Different, study);
    // An SD of 1 cm makes responders of 1.5 cm of 15 % of people who do not change.
    let half = || of_groups(&[(-40, 20), (-10, 20)]);
    let judgement = verdict(noisy(10.0, half()), &claim, Verdict::Supported, "from the plan");
    let edge = judgement.region.expect("region").lower;
    assert!((edge - 0.1526).abs() < 2e-4, "{edge}");
    verdict(noisy(10.0, of_groups(&[(-10, 40)])), &claim, Verdict::Refuted, "0 of 40 people");
    verdict(noisy(10.0, of_groups(&[(-40, 10), (-10, 30)])), &claim, Verdict::Inconclusive, ACROSS);
    // The same shares are nothing when a tape is worse.
    verdict(noisy(100.0, half()), &claim, Verdict::Inconclusive, ACROSS);
    lacks(half(), &claim, "the error of one reading");
}

#[test]
fn responders_are_spoken_of_beyond_the_detectable_change_alone() {
    let claim = |value: &str| falls(&format!("kind = \"responders-beyond-noise\", value = \"{value}\""), "");
    let study = || of_groups(&[(-20, 20), (-10, 20)]);
    // Half of the people lose 2 cm, of which 2.77 cm could be told of one person: more than chance, and nobody a responder.
    let judgement = verdict(
        known(10.0, Occasions::Different, study()),
        &claim("1.5 cm"),
        Verdict::Inconclusive,
        "No single person can be called a responder at 1.5 cm",
    );
    assert!(
        judgement.reasons[0].starts_with("Of single people no response is shown: 0 of 40 changed"),
        "{judgement:#?}"
    );
    assert!(words(&judgement).contains(INSIDE) && words(&judgement).contains("2.77 cm"), "{judgement:#?}");
    assert_eq!(judgement.participants_to_settle, None);
    // A better tape tells 1.4 cm.
    let told = verdict(known(5.0, Occasions::Different, study()), &claim("1.5 cm"), Verdict::Supported, INSIDE);
    assert!(!words(&told).contains("No single person"), "{told:#?}");
    // Readings repeated at once say nothing of a swing between two days: refuting and leaving open is all that they can.
    let same = |sd, study| known(sd, Occasions::Same, study);
    let open = verdict(same(5.0, study()), &claim("1.5 cm"), Verdict::Inconclusive, "on one occasion");
    assert!(open.reasons[0].starts_with("Without a control responders cannot be shown"), "{open:#?}");
    verdict(same(10.0, of_groups(&[(-10, 40)])), &claim("1.5 cm"), Verdict::Refuted, OUTSIDE);
    // A control shows them, and the caution stays.
    let arms =
        Made { controlled: vec![arms(waist("T", &[-20; 40]), waist("C", &[-5; 40]))], ..same(10.0, Made::default()) };
    verdict(arms, &claim("1.5 cm"), Verdict::Supported, "No single person can be called a responder at 1.5 cm");
}

/// Half of 40 people fall by 4 cm. Had they been picked so that a fall of 3 cm is expected of people who do not respond, that is nothing
/// much; and where it is not known how they came in, nobody can tell.
#[test]
fn picking_people_makes_no_responders() {
    let claim = falls("kind = \"responders-beyond-noise\", value = \"3.5 cm\"", "");
    let study = || known(10.0, Occasions::Different, of_groups(&[(-40, 20), (-10, 20)]));
    verdict(study(), &claim, Verdict::Supported, INSIDE);
    let picked =
        verdict(Made { selection: Some(-3.0), ..study() }, &claim, Verdict::Inconclusive, "So they were picked.");
    assert!(picked.region.expect("region").lower > 0.35, "{picked:#?}");
    let unknown = verdict(Made { selection: None, ..study() }, &claim, Verdict::Inconclusive, INSIDE);
    assert!(unknown.reasons[0].starts_with("It is not known how people came in"), "{unknown:#?}");
}

#[test]
fn an_estimated_error_costs_its_uncertainty() {
    let claim = falls("kind = \"responders-beyond-noise\", value = \"3 cm\"", "");
    let study = |responders: usize, degrees_of_freedom: Option<f64>| {
        let error = ErrorOfReading { sd: 1.0, degrees_of_freedom, occasions: Occasions::Different };
        let source = "repeated readings".to_owned();
        let study = of_groups(&[(-30, responders), (0, 40 - responders)]);
        Made { error: Some(ReadingError { error, unit: Unit::Cm, source }), selection: Some(0.0), ..study }
    };
    // 1.85 % by chance with SD 1; 11 % with its upper limit by 15 degrees of freedom, 1.81.
    verdict(study(5, None), &claim, Verdict::Supported, "SD 1 cm, from repeated readings");
    let says = "SD 1 cm with 15 degrees of freedom, from repeated readings";
    verdict(study(5, Some(15.0)), &claim, Verdict::Inconclusive, says);
    verdict(study(12, Some(15.0)), &claim, Verdict::Supported, says);
}

#[test]
fn every_person() {
    let claim = falls("kind = \"every-person\", value = \"1.5 cm\"", "");
    let read = |sd, study| known(sd, Occasions::Different, study);
    // Of 40 people at once: z(1 - 0.05/80) = 3.227, 0.456 cm with an SD of 1 mm.
    let study = |least: i128| of_groups(&[(-40, 39), (least, 1)]);
    let judgement = verdict(read(1.0, study(-20)), &claim, Verdict::Supported, INSIDE);
    let estimate = judgement.estimate.expect("estimate");
    let interval = estimate.interval.expect("interval");
    assert!((estimate.value + 2.0).abs() < 1e-12 && (interval.upper + 2.0 - 0.456_4).abs() < 1e-4, "{interval:?}");
    verdict(read(1.0, study(-10)), &claim, Verdict::Refuted, "`P39`");
    verdict(read(1.0, study(-19)), &claim, Verdict::Inconclusive, ACROSS);
    // 3 mm short would refute it of one person, who may be wrong by 0.277 cm; of 40 it does not.
    verdict(read(1.0, study(-12)), &claim, Verdict::Inconclusive, "hold for all 40 at once");
    verdict(known(1.0, Occasions::Same, study(-10)), &claim, Verdict::Refuted, "on one occasion");
    lacks(study(-20), &claim, "the error of one reading");
    lacks(Made::default(), &claim, "pairs of `waist`");
    let rises = claim.replace("decrease", "increase");
    verdict(read(1.0, of_groups(&[(40, 39), (20, 1)])), &rises, Verdict::Supported, INSIDE);
    verdict(read(1.0, of_groups(&[(40, 39), (-20, 1)])), &rises, Verdict::Refuted, OUTSIDE);
    let causal = format!("{claim}wording = \"causal\"\n");
    verdict(read(1.0, study(-20)), &causal, Verdict::ObservedNotAttributable, INSIDE);
    // An error estimated by few readings: t in place of z.
    let error = ErrorOfReading { sd: 0.1, degrees_of_freedom: Some(5.0), occasions: Occasions::Different };
    let source = "repeated readings".to_owned();
    let estimated = Made { error: Some(ReadingError { error, unit: Unit::Cm, source }), ..study(-20) };
    verdict(estimated, &claim, Verdict::Inconclusive, ACROSS);
}

#[test]
fn responders_beyond_a_control() {
    let claim = falls("kind = \"responders-beyond-noise\", value = \"1.5 cm\"", "");
    let group = |who: &str, responders: usize| {
        let changes: Vec<i128> = (0..40).map(|at| if at < responders { -20 } else { -5 }).collect();
        waist(who, &changes)
    };
    let study =
        |treated, control| Made { controlled: vec![arms(group("T", treated), group("C", control))], ..Made::default() };
    verdict(study(20, 3), &claim, Verdict::Supported, "20 of 40 treated and 3 of 40 controls");
    verdict(study(3, 20), &claim, Verdict::Refuted, OUTSIDE);
    verdict(study(20, 15), &claim, Verdict::Inconclusive, ACROSS);
    // Two sites: only people in whom one of them responded tell.
    let [treated, control] = [(15, 0), (0, 2)].map(|(one, other)| -> Vec<i128> {
        (0..40).map(|at| if at < one || (20..20 + other).contains(&at) { -20 } else { 0 }).collect()
    });
    let study = Made { controlled: vec![sites(&treated, &control)], ..Made::default() };
    verdict(study, &claim, Verdict::Supported, "In 15 people the treated site alone");
}

// ---- co-intervention and interaction ----

/// Waists that change by `at_zero` tenths of a centimetre and 0.5 cm a kg, with some noise; and weights.
fn slimming(who: &str, n: usize, at_zero: i128, weight: i128, noise: i128) -> [PairedSample; 2] {
    let kilos: Vec<i128> = (0..n as i128).map(|at| weight + 20 * (at % 5 - 2)).collect();
    let changes: Vec<i128> =
        kilos.iter().zip(0..).map(|(kg, at)| at_zero + kg / 2 + noise * (at / 5 % 3 - 1)).collect();
    let rows: Vec<(i128, i128)> = kilos.iter().map(|kg| (700, 700 + kg)).collect();
    [waist(who, &changes), pairs("weight", Unit::Kg, None, who, &rows)]
}

#[test]
fn beyond_co_intervention() {
    let claim = falls("kind = \"beyond-co-intervention\", value = \"0.5 cm\"", "co-outcome = \"weight\"");
    let study = |n, at_zero, noise| of(slimming("P", n, at_zero, -40, noise).into());
    // 3 cm gone, of which 1 cm is left at no change of weight.
    let judgement = verdict(study(60, -10, 1), &claim, Verdict::Supported, "describes these people");
    assert!((judgement.estimate.expect("estimate").value + 1.0).abs() < 0.1);
    // 2 cm gone and nothing is left.
    verdict(study(60, 0, 1), &claim, Verdict::Refuted, OUTSIDE);
    verdict(study(15, -10, 30), &claim, Verdict::Inconclusive, ACROSS);
    lacks(of(vec![people("P", 40, -20, 1)]), &claim, "`weight`");
    let little = claim.replace("0.5 cm\"", "0.5 cm\", remaining = \"at-most\"");
    verdict(study(60, 0, 1), &little, Verdict::Supported, "\u{2212}0.5 cm or more");
    // Nothing that is adjusted for what came after carries a cause, whatever chance decided.
    let causal = format!("{claim}wording = \"causal\"\n");
    let trial = Made {
        design: design(DesignKind::ParallelArms, Some(true), Some(true)),
        controlled: {
            let [waist_t, weight_t] = slimming("T", 60, -10, -40, 1);
            let [waist_c, weight_c] = slimming("C", 60, 0, -10, 1);
            vec![arms(waist_t, waist_c), arms(weight_t, weight_c)]
        },
        ..Made::default()
    };
    let judgement = verdict(trial, &causal, Verdict::ObservedNotAttributable, "is not an effect");
    // The arms are 1 cm apart at equal weight, and 2.5 cm as they are.
    let estimate = judgement.estimate.expect("estimate");
    assert!((estimate.value + 1.0).abs() < 0.1 && judgement.basis == Some(Basis::Arms), "{estimate:?}");
}

#[test]
fn interaction() {
    let causal = falls("kind = \"interaction\", margin = \"0.5 cm\"", "factor = \"diet\"\nwording = \"causal\"");
    let study = |n: usize, together: i128, spread: i128, randomised: bool| Made {
        design: design(DesignKind::ParallelArms, Some(randomised), Some(true)),
        cells: Some(FactorCells {
            with: [people("a", n, together, spread), people("b", n, -10, spread)],
            without: [people("c", n, -5, spread), people("d", n, 0, spread)],
        }),
        ..Made::default()
    };
    // (-3 + 1) - (-0.5 - 0) = -1.5.
    let judgement = verdict(study(40, -30, 1, true), &causal, Verdict::Supported, "\u{2212}0.5 cm or less");
    assert!((judgement.estimate.expect("estimate").value + 1.5).abs() < 1e-12);
    verdict(study(40, -15, 1, true), &causal, Verdict::Refuted, OUTSIDE);
    verdict(study(5, -30, 20, true), &causal, Verdict::Inconclusive, ACROSS);
    verdict(study(40, -30, 1, false), &causal, Verdict::ObservedNotAttributable, "chance decided");
    lacks(of(vec![people("P", 40, -20, 1)]), &causal, "each with and without `diet`");
}

// ---- claims about claims, and about studies ----

#[test]
fn contradiction() {
    let stays = "[[claim]]\nid = \"stays\"\nstatement = \"s\"\noutcome = \"waist\"\n\
                 criterion = { kind = \"no-meaningful-change\", margin = \"1 cm\" }\n";
    let against =
        |value: &str| stays.to_owned() + &falls(&format!("kind = \"contradiction\", with = \"stays\", {value}"), "");
    let study = || of(vec![people("P", 40, -30, 1)]);
    // "At least 1 cm" and "less than 1 cm" exclude each other; the data bear out the first.
    let judgement = verdict(study(), &against("value = \"1 cm\""), Verdict::Supported, "cannot both hold");
    assert_eq!(judgement.reasons.len(), 3);
    assert!(judgement.reasons[1].starts_with("These data find `c` by itself supported"), "{judgement:#?}");
    assert!(judgement.reasons[2].starts_with("These data find `stays` by itself refuted"), "{judgement:#?}");
    verdict(study(), &against("value = \"5 mm\""), Verdict::Refuted, "can both hold");
    verdict(Made::default(), &against("value = \"1 cm\""), Verdict::Supported, "by itself not testable");
    // What is not on one axis cannot be compared.
    let elsewhere = against("value = \"1 cm\"").replacen("outcome = \"waist\"", "outcome = \"weight\"", 1);
    lacks(study(), &elsewhere, "two amounts on one axis");
    lacks(study(), &falls("kind = \"contradiction\", with = \"nobody\", value = \"1 cm\"", ""), "the claim `nobody`");
    // A session and a course are made one by the number of sessions.
    let course = "[[claim]]\nid = \"stays\"\nstatement = \"s\"\noutcome = \"waist\"\ndirection = \"decrease\"\nsessions = 4\n\
                  criterion = { kind = \"additive\", from = \"1.5 cm\" }\n";
    let both = course.to_owned() + &falls("kind = \"contradiction\", with = \"stays\", value = \"3 cm\"", "");
    verdict(study(), &both, Verdict::Refuted, "\u{2212}6 cm or less");
    let both = course.to_owned() + &falls("kind = \"contradiction\", with = \"stays\", margin = \"3 cm\"", "");
    verdict(study(), &both, Verdict::Supported, "\u{2212}6 cm or less");
}

#[test]
fn claims_said_to_contradict_are_compared() {
    let first = "[[claim]]\nid = \"stays\"\nstatement = \"s\"\noutcome = \"waist\"\n\
                 criterion = { kind = \"no-meaningful-change\", margin = \"1 cm\" }\n";
    let second = falls("kind = \"within-range\", from = \"1.5 cm\", to = \"2 cm\"", "contradicts = [\"stays\"]");
    let judgement = of(vec![people("P", 40, -17, 1)]).judged(&(first.to_owned() + &second));
    assert_eq!(judgement.verdict, Verdict::Supported);
    assert_eq!((judgement.contradicts[0].with.as_str(), judgement.contradicts[0].exclude), ("stays", Some(true)));
}

#[test]
fn evidence_exists() {
    let some = claim("kind = \"evidence-exists\", trials = 2", "");
    let none = claim("kind = \"evidence-exists\", absent = true", "");
    let table = |trials| Made { trials: Some(trials), ..Made::default() };
    verdict(table(3), &some, Verdict::Supported, "The table holds 3 controlled trials");
    verdict(table(3), &none, Verdict::Refuted, "one instance refutes");
    // That a table holds none shows only what is in the table.
    verdict(table(0), &none, Verdict::Inconclusive, "does not show that there are none");
    verdict(table(1), &some, Verdict::Inconclusive, "1 controlled trial;");
    lacks(Made::default(), &none, "a table of published trials");
}

// ---- what a design cannot say ----

const CAUSAL: &str = "wording = \"causal\"";

fn two_arms(treated: i128, control: i128, randomised: Option<bool>, blinded: Option<bool>) -> Made {
    Made {
        design: design(DesignKind::ParallelArms, randomised, blinded),
        samples: vec![people("T", 40, treated, 3)],
        controlled: vec![arms(people("T", 40, treated, 3), people("C", 40, control, 3))],
        ..Made::default()
    }
}

#[test]
fn a_causal_claim_is_held_against_the_control() {
    let causal = falls("kind = \"at-least\", value = \"1.5 cm\"", CAUSAL);
    // 3 cm in one arm and 2.5 cm in the other: the change is as claimed, the effect is not.
    let judgement = verdict(
        two_arms(-30, -25, Some(true), Some(true)),
        &causal,
        Verdict::Refuted,
        "difference of the mean changes",
    );
    assert!((judgement.estimate.expect("estimate").value + 0.5).abs() < 1e-12);
    assert_eq!((judgement.basis, judgement.n), (Some(Basis::Arms), Some(80)));
    let observed = falls("kind = \"at-least\", value = \"1.5 cm\"", "");
    let judgement = verdict(two_arms(-30, -25, Some(true), Some(true)), &observed, Verdict::Supported, "mean change");
    assert_eq!((judgement.basis, judgement.n), (Some(Basis::Change), Some(40)));
    let effect = verdict(two_arms(-30, -5, Some(true), Some(true)), &causal, Verdict::Supported, INSIDE);
    assert_eq!(effect.reasons.len(), 1);
}

/// Variances 0.1 and 0.625 of five people each, with Welch's and Satterthwaite's formulas written out.
#[test]
fn the_difference_of_arms_is_welchs() {
    let causal = falls("kind = \"at-least\", value = \"1.5 cm\"", CAUSAL);
    let study = Made {
        design: design(DesignKind::ParallelArms, Some(true), None),
        controlled: vec![arms(people("T", 5, -30, 2), people("C", 5, 0, 5))],
        ..Made::default()
    };
    let estimate = study.judged(&causal).estimate.expect("estimate");
    let (a, b) = (0.1f64 / 5.0, 0.625f64 / 5.0);
    assert!((estimate.value + 3.0).abs() < 1e-12);
    assert!((estimate.standard_error.expect("error") - (a + b).sqrt()).abs() < 1e-12);
    let df = (a + b).powi(2) / (a * a / 4.0 + b * b / 4.0);
    let reach = girth::dist::StudentT::try_new(df).and_then(|t| t.upper_quantile(0.025)).expect("t") * (a + b).sqrt();
    let interval = estimate.interval.expect("interval");
    assert!((interval.lower + 3.0 + reach).abs() < 1e-9 && (interval.upper + 3.0 - reach).abs() < 1e-9);
}

#[test]
fn arms_that_chance_did_not_make_neither_support_nor_refute() {
    let causal = falls("kind = \"at-least\", value = \"1.5 cm\"", CAUSAL);
    for randomised in [None, Some(false)] {
        let study = |control| two_arms(-30, control, randomised, Some(true));
        verdict(study(-5), &causal, Verdict::ObservedNotAttributable, "chance decided who was treated");
        verdict(study(-25), &causal, Verdict::Inconclusive, "it is not the effect either");
    }
    // Measuring in the open is a caution, not a veto.
    let open =
        verdict(two_arms(-30, -5, Some(true), Some(false)), &causal, Verdict::Supported, "a tape follows expectation");
    assert_eq!(open.reasons.len(), 2);
    let mut clusters = two_arms(-30, -5, Some(true), Some(true));
    clusters.design.records = vec!["clusters".to_owned()];
    verdict(clusters, &causal, Verdict::ObservedNotAttributable, "Whole groups of people");
}

#[test]
fn split_bodies_and_crossovers_carry_a_cause_when_chance_decided() {
    let causal = falls("kind = \"at-least\", value = \"1.5 cm\"", CAUSAL);
    let control = changes(40, -5, 1);
    let treated: Vec<i128> = control.iter().zip(changes(40, -25, 2)).map(|(control, more)| control + more).collect();
    let split = |randomised| Made {
        design: design(DesignKind::SplitBody, randomised, Some(true)),
        controlled: vec![sites(&treated, &control)],
        ..Made::default()
    };
    let judgement = verdict(split(Some(true)), &causal, Verdict::Supported, INSIDE);
    assert!((judgement.estimate.expect("estimate").value + 2.5).abs() < 1e-12 && judgement.basis == Some(Basis::Sites));
    verdict(split(None), &causal, Verdict::ObservedNotAttributable, "which was which");
    // Treated first: 2 cm up with the control, and 0.5 cm of the season; control first: 2 cm down and the season.
    let crossover = |randomised| Made {
        design: design(DesignKind::Crossover, randomised, Some(true)),
        controlled: vec![Controlled::Sequences(
            TwoArms::try_new(people("T", 20, 25, 2), people("C", 20, -15, 2)).expect("orders"),
        )],
        ..Made::default()
    };
    let judgement = verdict(crossover(Some(true)), &causal, Verdict::Supported, INSIDE);
    assert!(
        (judgement.estimate.expect("estimate").value + 2.0).abs() < 1e-12 && judgement.basis == Some(Basis::Periods)
    );
    verdict(crossover(Some(false)), &causal, Verdict::ObservedNotAttributable, "which was which");
    // One site of a split body is a change like any other.
    let one_site =
        Made { design: design(DesignKind::SplitBody, Some(true), None), ..of(vec![people("P", 40, -20, 1)]) };
    verdict(one_site, &causal, Verdict::ObservedNotAttributable, "the change at one site");
}

#[test]
fn a_control_that_is_named_must_be_there() {
    let named = falls("kind = \"at-least\", value = \"1.5 cm\"", "control = \"sham\"");
    lacks(of(vec![people("P", 40, -20, 1)]), &named, "`sham` to hold them against");
    // An observed claim with a control is about the difference, and credits nothing.
    verdict(two_arms(-30, -5, None, None), &named, Verdict::Supported, "difference of the mean changes");
}

#[test]
fn arms_without_variation_and_arms_of_one_are_not_judged() {
    let causal = falls("kind = \"at-least\", value = \"1.5 cm\"", CAUSAL);
    let study = |treated: PairedSample, control: PairedSample| Made {
        controlled: vec![arms(treated, control)],
        ..Made::default()
    };
    lacks(study(people("T", 10, -20, 0), people("C", 10, 0, 0)), &causal, "variation");
    let alone = waist("T", &[-20]);
    let judgement = study(alone, people("C", 10, 0, 1)).judged(&causal);
    assert_eq!((judgement.verdict, judgement.missing.len()), (Verdict::NotTestable, 1));
    // One arm that does not vary is judged by the other.
    verdict(study(people("T", 10, -20, 0), people("C", 10, 0, 1)), &causal, Verdict::ObservedNotAttributable, INSIDE);
}

// ---- claims that contradict themselves ----

#[test]
fn criteria_without_what_they_need_are_refused_when_read() {
    for (criterion, more, says) in [
        ("kind = \"beyond-co-intervention\", value = \"1 cm\"", "direction = \"decrease\"", "co-outcome is missing"),
        ("kind = \"every-person\", value = \"0 cm\"", "direction = \"decrease\"", "not above zero"),
        ("kind = \"every-person\", value = \"1 cm\"", "", "direction is missing"),
        ("kind = \"interaction\", margin = \"1 cm\"", "direction = \"decrease\"", "factor is missing"),
        ("kind = \"locality\", margin = \"1 cm\"", "", "direction is missing"),
        ("kind = \"locality\", margin = \"-1 cm\"", "direction = \"decrease\"", "below zero"),
        ("kind = \"grade-improves\"", "", "direction is missing"),
        ("kind = \"event-rate-at-most\", rate = 1.5", "", "not a share"),
        ("kind = \"grade-eliminated\", share = 0.0", "direction = \"decrease\"", "not a share"),
        ("kind = \"order-of-sites\", first = \"a\", second = \"a\"", "direction = \"decrease\"", "name two sites"),
        ("kind = \"additive\", from = \"2 cm\", to = \"1 cm\"", "direction = \"decrease\"", "is empty"),
        ("kind = \"contradiction\", with = \"c\"", "", "one of"),
        ("kind = \"evidence-exists\", trials = 0", "", "trials = 0"),
        ("kind = \"no-events\", rate = 1", "", "unknown field"),
        ("kind = \"additive\", from = \"2 cm\"", "sessions = 0\ndirection = \"decrease\"", "sessions = 0"),
    ] {
        let refused = Claim::read_all("claims.toml", &claim(criterion, more)).expect_err(criterion).to_string();
        assert!(refused.contains(says), "{criterion}: {refused}");
    }
}

// ---- how often a verdict is wrong ----

/// A small part of the table in reports/verdicts.md: with the truth on the edge of the claim neither verdict comes more often than alpha.
#[test]
fn verdicts_on_the_edge_hold_their_level() {
    const TRIALS: usize = 300;
    for cell in cells() {
        let verdicts = cell.run(cell.shapes[0], cell.sizes[0], TRIALS);
        assert_eq!(verdicts.trials as usize, TRIALS);
        for (what, wrong) in [("supported", verdicts.supported), ("refuted", verdicts.refuted)] {
            let share = wrong as f64 / TRIALS as f64;
            let most = 0.05 + 4.0 * (0.05 * 0.95 / TRIALS as f64).sqrt();
            assert!(share <= most, "{} at {}: {what} in {share}", cell.criterion, cell.edge);
        }
    }
}
