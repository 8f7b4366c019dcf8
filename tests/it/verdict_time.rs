//! Claims about what happens in time, on courses that make them true, that make them false, that are too few to say, and that lack what
//! the claim needs: of one group, of two arms, and of two sites of the same people.

use super::made_study::Made;
use girth::claims::{Articles, Basis, Claim, Judgement, ReadingError, Verdict};
use girth::data::{
    Course, Decimal, Design, DesignKind, Longitudinal, Outcome, OutcomeKind, ParticipantId, TimePoint, Unit,
};
use girth::dist::normal;
use girth::num::Stream;
use girth::stats::individual::Occasions;

/// Name, week, sessions received by then.
type Visits = &'static [(&'static str, f64, u32)];
const COURSE: Visits = &[("week 1", 1.0, 1), ("week 2", 2.0, 2), ("week 4", 4.0, 4), ("week 10", 10.0, 10)];
const FOLLOWED: Visits = &[("week 2", 2.0, 2), ("week 10", 10.0, 10), ("week 20", 20.0, 10), ("week 36", 36.0, 10)];

/// People, the mean change in cm at each visit, and the SD of a reading about the person's own mean.
struct Group {
    n: usize,
    means: [f64; 4],
    sd: f64,
}

const fn group(n: usize, means: [f64; 4]) -> Group {
    Group { n, means, sd: 0.3 }
}

/// Readings of a group; the last visit of every fifth person is missed.
fn readings(group: &Group, arm: Option<usize>, seed: &str) -> Vec<Course> {
    let mut stream = Stream::new(20_261_122, seed, 0);
    let mut standard = || normal::quantile(stream.uniform().max(1e-12)).unwrap();
    let tenths = |value: f64| Decimal::new((10.0 * value).round() as i128, 1);
    (0..group.n)
        .map(|person| {
            let own = 57.0 + 4.0 * standard();
            let baseline = tenths(own + group.sd * standard());
            let read = group.means.map(|mean| tenths(own + mean + group.sd * standard()));
            let missed = |visit: usize| visit == 3 && person % 5 == 4;
            Course {
                id: ParticipantId::new(format!("{}{person}", arm.map_or("P", |arm| ["C", "T"][arm]))),
                arm,
                baseline,
                readings: (0..4).map(|visit| read[visit].filter(|_| !missed(visit))).collect(),
            }
        })
        .collect()
}

fn longitudinal(visits: Visits, arms: &[&str], courses: &[Course]) -> Longitudinal {
    let outcome =
        Outcome { name: "thigh".to_owned(), label: "Thigh".to_owned(), kind: OutcomeKind::Girth, unit: Unit::Cm };
    let point = |&(name, week, sessions): &(&str, f64, u32)| TimePoint {
        name: name.to_owned(),
        time: Some(week),
        sessions: Some(sessions),
    };
    let arms: Vec<String> = arms.iter().map(|arm| (*arm).to_owned()).collect();
    let control = !arms.is_empty();
    let baseline = Some("baseline".to_owned());
    Longitudinal::try_new(outcome, baseline, visits.iter().map(point).collect(), arms, control, courses)
        .unwrap()
        .timed_in(Some("weeks".to_owned()))
}

fn one_group(visits: Visits, group: &Group) -> Longitudinal {
    longitudinal(visits, &[], &readings(group, None, "treated alone"))
}

fn single(visits: Visits, group: &Group) -> Made {
    Made { courses: Some(one_group(visits, group)), ..Made::default() }
}

fn records(study: Made, records: &[&str]) -> Made {
    let records = records.iter().map(|record| (*record).to_owned()).collect();
    Made { design: Design { records, ..study.design.clone() }, ..study }
}

fn randomised(kind: DesignKind) -> Design {
    Design { kind, randomised: Some(true), control: Some("control".to_owned()), ..Design::default() }
}

fn two_arms(visits: Visits, treated: &Group, control: &Group) -> Made {
    let both = [readings(control, Some(0), "control"), readings(treated, Some(1), "treated")].concat();
    Made {
        design: randomised(DesignKind::ParallelArms),
        courses: Some(one_group(visits, treated)),
        controlled_courses: Some(longitudinal(visits, &["control", "treated"], &both)),
        ..Made::default()
    }
}

fn two_sites(visits: Visits, treated: &Group, control: &Group) -> Made {
    let site = |group: &Group, seed: &str| longitudinal(visits, &[], &readings(group, None, seed));
    let (treated, control) = (site(treated, "left"), site(control, "right"));
    Made {
        design: randomised(DesignKind::SplitBody),
        controlled_courses: Some(Longitudinal::of_sites(&treated, &control).unwrap()),
        courses: Some(treated),
        ..Made::default()
    }
}

fn claim(criterion: &str, more: &str) -> String {
    format!(
        "[[claim]]\nid = \"c\"\nstatement = \"The claim.\"\noutcome = \"thigh\"\ncriterion = {{ {criterion} }}\n{more}\n"
    )
}

/// A claim that the thigh becomes thinner.
fn falls(criterion: &str, more: &str) -> String {
    claim(criterion, &format!("direction = \"decrease\"\n{more}"))
}

const CAUSAL: &str = "wording = \"causal\"";

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
        assert!(words(&judgement).contains("takes what was missed as missing at random"), "{judgement:#?}");
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

#[track_caller]
fn estimate(judgement: &Judgement) -> f64 {
    judgement.estimate.as_ref().expect("estimate").value
}

const INSIDE: &str = "lies wholly inside the claimed region";
const OUTSIDE: &str = "lies wholly outside the claimed region";
const ACROSS: &str = "reaches across the edge of the claimed region";

// ---- onset ----

const ONSET: &str = "kind = \"onset\", value = \"0.5 cm\", session = 2";

#[test]
fn onset() {
    let observed = falls(ONSET, "");
    let early = [-0.1, -0.9, -1.2, -1.5];
    let judgement = verdict(single(COURSE, &group(40, early)), &observed, Verdict::Supported, INSIDE);
    assert_eq!((judgement.basis, judgement.n), (Some(Basis::Change), Some(40)));
    assert!((estimate(&judgement) + 0.9).abs() < 0.15 && words(&judgement).contains("`week 2`"), "{judgement:#?}");
    assert!(words(&judgement).contains("(10, 4, 2, 1)"), "{judgement:#?}");
    assert!(
        words(&judgement)
            .contains("session 1 is the first that does not pass, so the effect is shown from session 2 on")
    );
    // It comes, but not by then.
    let late = verdict(single(COURSE, &group(40, [0.0, -0.1, -1.2, -1.5])), &observed, Verdict::Refuted, OUTSIDE);
    assert!(words(&late).contains("the effect is shown from session 4 on"), "{late:#?}");
    let never = verdict(single(COURSE, &group(40, [0.0; 4])), &observed, Verdict::Refuted, OUTSIDE);
    assert!(words(&never).contains("already session 10 does not pass, so none is shown"), "{never:#?}");
    let few = single(COURSE, &Group { sd: 1.5, ..group(15, early) });
    let few = verdict(few, &observed, Verdict::Inconclusive, ACROSS);
    assert!(few.participants_to_settle.is_some_and(|people| people > 15), "{few:#?}");
    // A rise is no fall.
    verdict(single(COURSE, &group(40, [0.1, 0.9, 1.2, 1.5])), &observed, Verdict::Refuted, OUTSIDE);
}

#[test]
fn onset_needs_its_session_a_baseline_and_an_amount() {
    let study = || single(COURSE, &group(20, [-0.1, -0.9, -1.2, -1.5]));
    lacks(study(), &falls("kind = \"onset\", value = \"0.5 cm\", session = 3", ""), "a visit after session 3");
    lacks(Made::default(), &falls(ONSET, ""), "readings of `thigh` at several visits");
    let mut unread = readings(&group(20, [-0.9; 4]), None, "treated alone");
    unread.iter_mut().for_each(|course| course.baseline = None);
    let study_without = Made { courses: Some(longitudinal(COURSE, &[], &unread)), ..Made::default() };
    lacks(study_without, &falls(ONSET, ""), "readings before the first session");
    lacks(study(), &falls(ONSET, "control = \"sham\""), "with `sham` to hold them against");
    // By the name of a visit where sessions are not numbered.
    let named = falls("kind = \"onset\", value = \"0.5 cm\"", "to = \"week 2\"");
    verdict(study(), &named, Verdict::Supported, "The effect at `week 2`");
    lacks(study(), &named.replace("week 2", "week 3"), "readings at the visit `week 3`");
    // Noticeable is what two readings can tell: 1.96 sqrt(2) 0.1 cm.
    let noticeable = falls("kind = \"onset\", session = 2", "");
    let read = |sd: f64| Made {
        error: Some(ReadingError::known(sd, Occasions::Same, Unit::Mm, "duplicates".to_owned())),
        ..study()
    };
    let judgement = verdict(read(1.0), &noticeable, Verdict::Supported, "from duplicates");
    assert_eq!(judgement.region.expect("region").upper, -0.278);
    verdict(read(10.0), &noticeable, Verdict::Refuted, OUTSIDE);
    lacks(study(), &noticeable, "the error of one reading");
}

#[test]
fn onset_not_before() {
    let claim = falls("kind = \"onset\", value = \"0.5 cm\", session = 4, not-at = 2", "");
    let of = |means| single(COURSE, &group(40, means));
    verdict(of([0.0, -0.1, -1.2, -1.5]), &claim, Verdict::Supported, "at `week 2` does not pass it yet: supported");
    let early = verdict(of([0.0, -0.9, -1.2, -1.5]), &claim, Verdict::Refuted, "`week 4` passes 0.5 cm: supported");
    assert!(early.reasons[0].starts_with("The effect at `week 2` does not pass it yet: refuted"), "{early:#?}");
    verdict(of([0.0, -0.1, -0.1, -1.5]), &claim, Verdict::Refuted, "`week 4` passes 0.5 cm: refuted");
    verdict(of([0.0, -0.5, -1.2, -1.5]), &claim, Verdict::Inconclusive, "`week 2` does not pass it yet: inconclusive");
}

#[test]
fn an_onset_that_the_control_has_too_is_no_effect() {
    let causal = falls(ONSET, CAUSAL);
    let (both, none) = (group(40, [-0.1, -0.9, -1.2, -1.5]), group(40, [0.0; 4]));
    for (study, basis, n) in [
        (two_arms as fn(Visits, &Group, &Group) -> Made, Basis::Arms, 80),
        (two_sites as fn(Visits, &Group, &Group) -> Made, Basis::Sites, 40),
    ] {
        let judgement = verdict(study(COURSE, &both, &none), &causal, Verdict::Supported, INSIDE);
        assert_eq!((judgement.basis, judgement.n), (Some(basis), Some(n)), "{judgement:#?}");
        assert!((estimate(&judgement) + 0.9).abs() < 0.2, "{judgement:#?}");
        verdict(study(COURSE, &both, &both), &causal, Verdict::Refuted, "difference of the mean changes");
        // The change in one group is there, and is nobody's.
        let observed = verdict(study(COURSE, &both, &both), &falls(ONSET, ""), Verdict::Supported, INSIDE);
        assert_eq!(observed.basis, Some(Basis::Change));
    }
    let alone = single(COURSE, &both);
    verdict(alone, &causal, Verdict::ObservedNotAttributable, "Nobody was left untreated");
}

// ---- dose ----

#[test]
fn dose_trend() {
    let slope = |value: &str| falls(&format!("kind = \"dose-trend\", value = \"{value} cm\""), "");
    // A tenth of a centimetre a session.
    let study = || single(COURSE, &group(40, [-0.1, -0.2, -0.4, -1.0]));
    let judgement = verdict(study(), &slope("0.05"), Verdict::Supported, INSIDE);
    assert!((estimate(&judgement) + 0.1).abs() < 0.02, "{judgement:#?}");
    assert!(words(&judgement).contains("from session 1 to session 10"), "{judgement:#?}");
    verdict(study(), &slope("0.25"), Verdict::Refuted, OUTSIDE);
    verdict(study(), &slope("0.1"), Verdict::Inconclusive, ACROSS);
    verdict(single(COURSE, &group(40, [-0.5; 4])), &slope("0.05"), Verdict::Refuted, OUTSIDE);
    // What follows the last session tells nothing of what sessions add: half of it is gone by week 36.
    let followed = single(FOLLOWED, &group(40, [-0.2, -1.0, -0.6, -0.5]));
    let judgement = verdict(followed, &slope("0"), Verdict::Supported, "over 2 visits, from session 2 to session 10");
    assert!((estimate(&judgement) + 0.1).abs() < 0.03, "{judgement:#?}");
    const UNNUMBERED: Visits = &[("week 1", 1.0, 0), ("week 2", 2.0, 0), ("week 4", 4.0, 0), ("week 10", 10.0, 0)];
    lacks(single(UNNUMBERED, &group(40, [-0.5; 4])), &slope("0"), "at least two different numbers of sessions");
    lacks(Made::default(), &slope("0"), "readings of `thigh` at several visits");
}

#[test]
fn gain() {
    let from_2_to_10 = falls("kind = \"gain\", from-session = 2, to-session = 10, value = \"0.5 cm\"", "");
    let of = |means| single(COURSE, &group(40, means));
    let judgement = verdict(of([-0.1, -0.2, -0.4, -1.2]), &from_2_to_10, Verdict::Supported, INSIDE);
    assert!((estimate(&judgement) + 1.0).abs() < 0.15, "{judgement:#?}");
    verdict(of([-1.2; 4]), &from_2_to_10, Verdict::Refuted, OUTSIDE);
    verdict(of([-0.1, -0.2, -0.4, -0.7]), &from_2_to_10, Verdict::Inconclusive, ACROSS);
    let unseen = from_2_to_10.replace("to-session = 10", "to-session = 7");
    lacks(of([-1.2; 4]), &unseen, "a visit after session 7");
}

#[test]
fn a_number_of_sessions_that_follows_the_result_is_no_cause() {
    let causal = falls("kind = \"dose-trend\", value = \"0 cm\"", CAUSAL);
    let (grows, none) = (group(40, [-0.1, -0.2, -0.4, -1.0]), group(40, [0.0; 4]));
    for study in [two_arms as fn(Visits, &Group, &Group) -> Made, two_sites] {
        let open = study(COURSE, &grows, &none);
        verdict(open, &causal, Verdict::ObservedNotAttributable, "People may stop when they are content");
        let fixed = records(study(COURSE, &grows, &none), &["fixed-sessions"]);
        let judgement = verdict(fixed, &causal, Verdict::Supported, INSIDE);
        assert!(!words(&judgement).contains("content"), "{judgement:#?}");
        // What both have is no effect.
        let both = records(study(COURSE, &grows, &grows), &["fixed-sessions"]);
        verdict(both, &causal.replace("0 cm", "0.05 cm"), Verdict::Refuted, OUTSIDE);
    }
    // Said of a description too.
    let observed = falls("kind = \"dose-trend\", value = \"0 cm\"", "");
    verdict(single(COURSE, &grows), &observed, Verdict::Supported, "People may stop when they are content");
}

// ---- after the course ----

#[test]
fn durable_each_statement() {
    let of = |means| single(FOLLOWED, &group(40, means));
    let value = falls("kind = \"durable\", value = \"0.5 cm\"", "");
    let kept = [-0.2, -1.5, -1.3, -1.2];
    let judgement =
        verdict(of(kept), &value, Verdict::Supported, "At `week 36` the effect is 0.5 cm or more: supported");
    assert!((estimate(&judgement) + 1.2).abs() < 0.2 && judgement.inner_interval.is_none(), "{judgement:#?}");
    verdict(of([-0.2, -1.5, -0.4, 0.0]), &value, Verdict::Refuted, OUTSIDE);
    verdict(of([-0.2, -1.5, -0.4, -0.5]), &value, Verdict::Inconclusive, ACROSS);

    let margin = falls("kind = \"durable\", margin = \"0.6 cm\"", "");
    let judgement =
        verdict(of(kept), &margin, Verdict::Supported, "From `week 10` to `week 36` not more than 0.6 cm is lost");
    // Non-inferiority: supported by the 90 % interval, refuted by the 95 % interval.
    assert_eq!(judgement.inner_interval.as_ref().map(|inner| inner.level.percent()), Some("90 %".to_owned()));
    assert!((estimate(&judgement) - 0.3).abs() < 0.2 && judgement.region.expect("region").upper == 0.6);
    verdict(of([-0.2, -1.5, -0.4, 0.0]), &margin, Verdict::Refuted, OUTSIDE);
    let open = verdict(of([-0.2, -1.5, -1.0, -0.9]), &margin, Verdict::Inconclusive, ACROSS);
    assert!(open.participants_to_settle.is_some() || words(&open).contains("no feasible number"), "{open:#?}");

    let share = falls("kind = \"durable\", share = 0.5", "");
    let judgement = verdict(of(kept), &share, Verdict::Supported, "more than 0.5 of the effect at `week 10` is there");
    assert!((estimate(&judgement) - 0.8).abs() < 0.15, "{judgement:#?}");
    verdict(of([-0.2, -1.5, -0.4, -0.2]), &share, Verdict::Refuted, OUTSIDE);
    verdict(of([-0.2, -1.5, -0.9, -0.75]), &share, Verdict::Inconclusive, ACROSS);
    // Of nothing there is no share, and of an effect the wrong way there is none to keep.
    lacks(of([0.0; 4]), &share, "an effect at the end of the course");
    lacks(of([0.2, 1.5, 1.3, 1.2]), &share, "an effect at the end of the course");
}

const DURABLE: &str = "kind = \"durable\", value = \"0.5 cm\", margin = \"0.6 cm\", share = 0.5";

#[test]
fn durable_is_as_strong_as_its_weakest_statement() {
    let all = falls(DURABLE, "");
    let of = |means| single(FOLLOWED, &group(40, means));
    let judgement = verdict(of([-0.2, -1.5, -1.3, -1.2]), &all, Verdict::Supported, "0.5 of the effect");
    assert_eq!(judgement.reasons.iter().filter(|reason| reason.contains(": supported (")).count(), 3, "{judgement:#?}");
    // Three that may refute do so at a third of alpha each.
    assert!(words(&judgement).contains("96.67 % interval"), "{judgement:#?}");
    // 0.9 of 2.5 cm is left: enough to see, but more is lost than the margin, and less is left than half.
    let refuted =
        verdict(of([-0.2, -2.5, -1.3, -0.9]), &all, Verdict::Refuted, "the effect is 0.5 cm or more: supported");
    assert!(refuted.reasons[0].starts_with("From `week 10`") && refuted.reasons[0].contains("refuted"), "{refuted:#?}");
    assert!((estimate(&refuted) - 1.6).abs() < 0.2 && refuted.missing.is_empty(), "{refuted:#?}");
    let open =
        verdict(of([-0.2, -0.9, -0.6, -0.6]), &all, Verdict::Inconclusive, "not more than 0.6 cm is lost: supported");
    assert!(open.participants_to_settle.is_some(), "{open:#?}");
    // Nothing to keep: refuted because nothing is there, whatever share of it is left.
    let nothing = verdict(of([0.0; 4]), &all, Verdict::Refuted, "not testable");
    assert!(nothing.missing.is_empty() && nothing.reasons[0].contains("the effect is 0.5 cm or more: refuted"));
    let two = falls("kind = \"durable\", margin = \"0.6 cm\", share = 0.5", "");
    lacks(of([0.0; 4]), &two, "an effect at the end of the course");
}

#[test]
fn durable_between_the_visits_that_are_meant() {
    let of = || single(FOLLOWED, &group(40, [-0.2, -1.5, -1.3, -0.2]));
    let still = |more: &str, weeks: &str| falls(&format!("kind = \"durable\", value = \"0.5 cm\"{weeks}"), more);
    verdict(of(), &still("", ""), Verdict::Refuted, "At `week 36`");
    verdict(of(), &still("to = \"week 20\"", ""), Verdict::Supported, "At `week 20`");
    verdict(of(), &still("", ", weeks = 8"), Verdict::Supported, "At `week 20`");
    verdict(of(), &still("", ", weeks = 26"), Verdict::Refuted, "At `week 36`");
    verdict(of(), &still("from = \"week 2\"", ", weeks = 8"), Verdict::Supported, "At `week 10`");
    lacks(of(), &still("", ", weeks = 52"), "52 weeks or more after the end of the course (`week 10`)");
    lacks(of(), &still("to = \"week 2\"", ""), "after the end of the course");
    lacks(of(), &still("to = \"week 50\"", ""), "the visit `week 50`");
    lacks(single(COURSE, &group(40, [-1.0; 4])), &still("", ""), "after the end of the course (`week 10`)");
}

#[test]
fn regain() {
    let rises =
        |value: &str| claim(&format!("kind = \"regain\", value = \"{value} cm\""), "direction = \"increase\"\n");
    let of = |means| single(FOLLOWED, &group(40, means));
    let back = verdict(of([-0.2, -1.5, -0.9, -0.2]), &rises("1"), Verdict::Supported, "the effect was");
    assert!((estimate(&back) - 1.3).abs() < 0.2, "{back:#?}");
    verdict(of([-0.2, -1.5, -1.5, -1.5]), &rises("1"), Verdict::Refuted, OUTSIDE);
    verdict(of([-0.2, -1.5, -0.9, -0.5]), &rises("1"), Verdict::Inconclusive, ACROSS);
    verdict(of([0.0, 0.0, 0.5, 0.9]), &rises("0"), Verdict::Supported, "no effect was shown that could come back");
    lacks(single(COURSE, &group(40, [-1.0; 4])), &rises("0"), "after the end of the course");
}

#[test]
fn boosters_hide_how_long_one_course_lasts() {
    let study = || records(single(FOLLOWED, &group(40, [-0.2, -1.5, -1.3, -1.2])), &["boosters"]);
    let regained = claim("kind = \"regain\", value = \"0 cm\"", "direction = \"increase\"\n");
    for claim in [falls(DURABLE, ""), regained] {
        lacks(study(), &claim, "a follow-up without booster sessions");
        verdict(study(), &claim, Verdict::NotTestable, "Sessions were given again after the course");
    }
    verdict(study(), &falls("kind = \"dose-trend\", value = \"0 cm\"", ""), Verdict::Supported, INSIDE);
}

#[test]
fn what_lasts_in_the_control_too_is_no_effect() {
    let causal = falls(DURABLE, CAUSAL);
    let (keeps, none) = (group(60, [-0.2, -1.5, -1.4, -1.4]), group(60, [0.0; 4]));
    for study in [two_arms as fn(Visits, &Group, &Group) -> Made, two_sites] {
        verdict(study(FOLLOWED, &keeps, &none), &causal, Verdict::Supported, "difference of the mean changes");
        verdict(study(FOLLOWED, &keeps, &keeps), &causal, Verdict::Refuted, "difference of the mean changes");
        let loses = group(60, [-0.2, -1.5, -0.5, -0.1]);
        verdict(study(FOLLOWED, &loses, &none), &causal, Verdict::Refuted, OUTSIDE);
    }
    let alone = single(FOLLOWED, &keeps);
    verdict(alone, &causal, Verdict::ObservedNotAttributable, "Nobody was left untreated");
}

#[test]
fn those_who_kept_to_the_advice_are_shown_beside_everybody() {
    let claim = falls(DURABLE, "");
    let keeps = group(40, [-0.2, -1.5, -1.3, -1.2]);
    let people = |n: usize| Some((0..n).map(|at| ParticipantId::new(format!("P{at}"))).collect());
    let study = Made { adherent: people(25), ..single(FOLLOWED, &keeps) };
    let judgement = verdict(study, &claim, Verdict::Supported, "Of the 25 people who kept to the advice");
    assert_eq!(judgement.n, Some(40));
    // Nobody did: everybody is judged all the same.
    let study = Made { adherent: people(0), ..single(FOLLOWED, &keeps) };
    verdict(study, &claim, Verdict::Supported, "Of those who kept to the advice nothing can be said");
    let without = verdict(single(FOLLOWED, &keeps), &claim, Verdict::Supported, "");
    assert!(!words(&without).contains("advice"), "{without:#?}");
}

// ---- the claims as written ----

#[test]
fn criteria_that_contradict_themselves_are_refused_when_read() {
    const DOWN: &str = "direction = \"decrease\"";
    for (criterion, more, says) in [
        ("kind = \"onset\", value = \"1 cm\", session = 2", "", "direction is missing"),
        ("kind = \"onset\", value = \"1 cm\"", DOWN, "session is missing"),
        ("kind = \"onset\", value = \"0 cm\", session = 2", DOWN, "not above zero"),
        ("kind = \"onset\", value = \"1 cm\", session = 0", DOWN, "session = 0"),
        ("kind = \"onset\", value = \"1 cm\", session = 2, not-at = 2", DOWN, "a session before"),
        ("kind = \"dose-trend\", value = \"-1 cm\"", DOWN, "below zero"),
        ("kind = \"gain\", from-session = 4, to-session = 4, value = \"0 cm\"", DOWN, "is no gain"),
        ("kind = \"durable\"", DOWN, "at least one of"),
        ("kind = \"durable\", share = 1.5", DOWN, "not a share"),
        ("kind = \"durable\", margin = \"0 cm\"", DOWN, "not above zero"),
        ("kind = \"regain\", value = \"1 cm\"", "", "direction is missing"),
    ] {
        let refused = Claim::read_all("claims.toml", &claim(criterion, more)).expect_err(criterion).to_string();
        assert!(refused.contains(says), "{criterion}: {refused}");
    }
}

#[test]
fn the_articles_claims_about_time_are_judged() {
    let articles = Articles::bundled().expect("registry");
    let claim = |id: &str| articles.claim.iter().find(|claim| claim.id == id).unwrap_or_else(|| panic!("{id}")).clone();
    let kind = |id: &str| {
        let criterion = serde_json::to_value(claim(id).criterion).expect("criterion");
        criterion["kind"].as_str().expect("kind").to_owned()
    };
    let kinds = ["A2", "A6", "A6o", "A6g", "A12", "A13", "A14"].map(kind);
    assert_eq!(kinds, ["onset", "dose-trend", "onset", "gain", "durable", "regain", "not-measurable"]);
    // On a study with all they need: a course of ten sessions that takes 4 cm off, of which 0.6 cm comes back in half a year.
    const SESSIONS: Visits = &[("week 3", 3.0, 3), ("week 4", 4.0, 4), ("week 10", 10.0, 10), ("week 36", 36.0, 10)];
    let study = || Made {
        intervention: "mesotherapy",
        error: Some(ReadingError::known(0.1, Occasions::Same, Unit::Cm, "the plan".to_owned())),
        ..records(
            two_sites(SESSIONS, &group(60, [-1.0, -1.9, -4.0, -3.4]), &group(60, [0.0; 4])),
            &[
                "girth",
                "treated-site",
                "numbered-sessions",
                "four-sessions",
                "fixed-sessions",
                "follow-up-26-weeks",
                "diet-recorded",
            ],
        )
    };
    for (id, expected, says) in [
        ("A6", Verdict::Supported, "it levels off"),
        ("A6o", Verdict::Supported, "`week 3` does not pass it yet: supported"),
        ("A6g", Verdict::Supported, INSIDE),
        ("A12", Verdict::Supported, "not more than 1 cm is lost: supported"),
        ("A13", Verdict::Refuted, "With each week after the course"),
        ("A14", Verdict::NotTestable, "a rule for when a further course is needed"),
    ] {
        let judgement = study().judged_of(&articles.claim, id);
        assert_eq!(judgement.verdict, expected, "{judgement:#?}");
        assert!(words(&judgement).contains(says), "{id}: {}", words(&judgement));
    }
    let sessions = study().judged_of(&articles.claim, "A2");
    assert_eq!(sessions.missing, ["a reading after the second session"]);
    // That it lasts and that it fades are told apart by the same amount.
    let both = study().judged_of(&articles.claim, "A12x");
    assert_eq!(both.verdict, Verdict::Supported, "{both:#?}");
    assert!(both.reasons[0].contains("cannot both hold"), "{both:#?}");
}

// ---- how often it is wrong ----

/// With the true effect on the edge of the claim at every session, so that to name any session is to name it too early.
#[test]
fn looking_at_every_session_costs_no_alpha() {
    const TRIALS: usize = 400;
    let edge = Group { sd: 0.5, ..group(24, [-0.5; 4]) };
    let (mut named, mut supported) = (0, 0);
    for trial in 0..TRIALS {
        let courses = longitudinal(COURSE, &[], &readings(&edge, None, &format!("edge {trial}")));
        let judgement = Made { courses: Some(courses), ..Made::default() }.judged(&falls(ONSET, ""));
        named += usize::from(words(&judgement).contains("so the effect is"));
        supported += usize::from(judgement.verdict == Verdict::Supported);
    }
    let most = TRIALS as f64 * 0.05 + 3.0 * (TRIALS as f64 * 0.05 * 0.95).sqrt();
    assert!(named as f64 <= most && supported as f64 <= most, "{named} and {supported} of {TRIALS}");
    assert!(named > 0 && supported > 0, "the truth is not on the edge: {named}, {supported}");
}
