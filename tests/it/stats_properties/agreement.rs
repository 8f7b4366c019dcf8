//! Technical error, intraclass correlation, variance components.

use girth::data::{Decimal, Outcome, OutcomeKind, ParticipantId, Repeat, RepeatReadings, Unit};
use girth::result::Level;
use girth::stats::StatsError;
use girth::stats::agreement::{
    ErrorScope, Icc, Raters, RatingMatrix, Source, TechnicalError, detectable_change, icc, technical_error,
    variance_components,
};
use proptest::prelude::*;

/// Readings in ticks of 0.1 by person, observer, session and reading in turn; empty cells are readings that were not made.
type Table = Vec<Vec<Vec<Vec<i128>>>>;

fn readings(table: &Table, offset: i128, scale: i128) -> RepeatReadings {
    let outcome = Outcome { name: "x".into(), label: "X".into(), kind: OutcomeKind::Other, unit: Unit::Cm };
    let mut repeats = Vec::new();
    for (participant, observers) in table.iter().enumerate() {
        for (observer, sessions) in observers.iter().enumerate() {
            for (session, values) in sessions.iter().enumerate() {
                repeats.extend(values.iter().map(|ticks| Repeat {
                    participant,
                    observer,
                    session,
                    value: Decimal::new(offset + scale * ticks, 1).unwrap(),
                    line: 0,
                }));
            }
        }
    }
    let people = (0..table.len()).map(|at| ParticipantId::new(format!("P{at}"))).collect();
    let names = |what: &str, n: usize| (0..n).map(|at| format!("{what}{at}")).collect::<Vec<_>>();
    let (observers, sessions) = (names("o", table[0].len()), names("s", table[0][0].len()));
    RepeatReadings::try_new(outcome, None, people, observers, sessions, &repeats).unwrap()
}

/// Ratings by person and rater.
fn ratings(rows: &[Vec<i128>]) -> Table {
    rows.iter().map(|row| row.iter().map(|&ticks| vec![vec![ticks]]).collect()).collect()
}

fn table(observers: usize, sessions: usize, replicates: usize) -> impl Strategy<Value = Table> {
    let cell = prop::collection::vec(-40i128..=40, replicates);
    let person = prop::collection::vec(prop::collection::vec(cell, sessions), observers);
    let spread = (person, -300i128..300).prop_map(|(mut person, own)| {
        person.iter_mut().flatten().flatten().for_each(|ticks| *ticks += own);
        person
    });
    prop::collection::vec(spread, 3..=7)
}

fn error(table: &Table, scope: ErrorScope) -> Result<TechnicalError, StatsError> {
    technical_error(&readings(table, 0, 1), scope, None, Level::DEFAULT)
}

fn correlations(table: &Table, offset: i128, scale: i128) -> Result<Icc, StatsError> {
    icc(&RatingMatrix::of(&readings(table, offset, scale), Raters::Observers, None)?, Level::DEFAULT)
}

fn values(icc: &Icc) -> Vec<f64> {
    icc.forms.iter().map(|form| form.estimate.as_ref().map_or(f64::MAX, |icc| icc.value)).collect()
}

fn close(found: f64, wanted: f64, tolerance: f64) {
    assert!((found - wanted).abs() <= tolerance * wanted.abs().max(1.0), "{found} {wanted}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn an_offset_changes_no_error_and_a_scale_multiplies_it(table in table(2, 2, 2), scale in 1i128..50) {
        let scopes = [ErrorScope::WithinObserver, ErrorScope::BetweenObservers, ErrorScope::BetweenSessions];
        for scope in scopes {
            let own = error(&table, scope).unwrap();
            let moved = technical_error(&readings(&table, 10_000_000_000, scale), scope, None, Level::DEFAULT).unwrap();
            close(moved.absolute.value, scale as f64 * own.absolute.value, 1e-13);
            prop_assert_eq!(moved.degrees_of_freedom, own.degrees_of_freedom);
            let (one, other) = (own.reliability.unwrap(), moved.reliability.unwrap());
            close(other, one, 1e-12);
            prop_assert!(one <= 1.0);
            if let Some(interval) = own.absolute.interval {
                prop_assert!(interval.lower < own.absolute.value && own.absolute.value < interval.upper);
            }
        }
    }

    #[test]
    fn pairs_give_the_root_of_the_squared_differences_over_twice_their_number(rows in prop::collection::vec([-99i128..99, -99i128..99], 1..9)) {
        let half = |squares: i128| (squares as f64 / 100.0 / (2.0 * rows.len() as f64)).sqrt();
        let wanted = half(rows.iter().map(|[x, y]| (x - y).pow(2)).sum());
        let observers: Table = rows.iter().map(|[x, y]| vec![vec![vec![*x]], vec![vec![*y]]]).collect();
        let turns: Table = rows.iter().map(|[x, y]| vec![vec![vec![*x, *y]]]).collect();
        let sessions: Table = rows.iter().map(|[x, y]| vec![vec![vec![*x], vec![*y]]]).collect();
        close(error(&observers, ErrorScope::BetweenObservers).unwrap().absolute.value, wanted, 1e-13);
        close(error(&turns, ErrorScope::WithinObserver).unwrap().absolute.value, wanted, 1e-13);
        close(error(&sessions, ErrorScope::BetweenSessions).unwrap().absolute.value, wanted, 1e-13);
    }

    #[test]
    fn the_pooled_error_is_that_of_the_observers_by_their_degrees_of_freedom(mut table in table(3, 1, 3), gaps in prop::collection::vec((0usize..7, 0usize..3, 0usize..3), 0..8)) {
        for (person, observer, left) in gaps {
            let people = table.len();
            table[person % people][observer][0].truncate(left);
        }
        prop_assume!(table.iter().flatten().flatten().any(|cell| !cell.is_empty()));
        let all = readings(&table, 0, 1);
        let pooled = error(&table, ErrorScope::WithinObserver);
        let own: Vec<TechnicalError> =
            (0..3).filter_map(|at| technical_error(&all, ErrorScope::WithinObserver, Some(at), Level::DEFAULT).ok()).collect();
        let squares: f64 = own.iter().map(|one| one.absolute.value.powi(2) * one.degrees_of_freedom as f64).sum();
        let degrees: usize = own.iter().map(|one| one.degrees_of_freedom).sum();
        match pooled {
            Ok(pooled) => {
                prop_assert_eq!(pooled.degrees_of_freedom, degrees);
                close(pooled.absolute.value.powi(2) * degrees as f64, squares, 1e-12);
                let people = table.iter().filter(|person| person.iter().any(|cell| !cell[0].is_empty())).count();
                prop_assert_eq!(pooled.persons + pooled.left_out, people);
            }
            Err(_) => prop_assert!(own.is_empty()),
        }
    }

    #[test]
    fn correlations_ignore_offset_and_scale_and_consistency_a_rater_who_reads_more(table in table(3, 1, 1), scale in 1i128..50, more in -500i128..500) {
        let own = correlations(&table, 0, 1).unwrap();
        for (found, wanted) in values(&correlations(&table, 10_000_000_000, scale).unwrap()).iter().zip(values(&own)) {
            close(*found, wanted, 1e-11);
        }
        let mut biased = table.clone();
        biased.iter_mut().for_each(|person| person[1][0][0] += more);
        let biased = correlations(&biased, 0, 1).unwrap();
        prop_assert_eq!(&biased.forms[2], &own.forms[2]);
        prop_assert_eq!(&biased.forms[5], &own.forms[5]);
        prop_assert_eq!(biased.sem_consistency, own.sem_consistency);
    }

    #[test]
    fn correlations_of_means_follow_spearman_and_brown(table in table(4, 1, 1)) {
        let own = correlations(&table, 0, 1).unwrap();
        for form in 0..3 {
            let (single, mean) = (&own.forms[form], &own.forms[form + 3]);
            let one = single.estimate.as_ref().unwrap();
            let of_mean = |icc: f64| 4.0 * icc / (1.0 + 3.0 * icc);
            let Some(all) = mean.estimate.as_ref() else { continue };
            // 1 - 1 / F loses what F near 0 takes.
            close(1.0 / (1.0 - all.value), 1.0 / (1.0 - of_mean(one.value)), 1e-9);
            if form != 1 {
                let interval = one.interval.as_ref().unwrap();
                prop_assert!(interval.lower < one.value && one.value < interval.upper);
            }
        }
        // Between observers, the technical error is the standard error of measurement of agreement.
        close(own.sem_agreement.value, error(&table, ErrorScope::BetweenObservers).unwrap().absolute.value, 1e-12);
        let mdc = detectable_change(&own.sem_agreement, 4).unwrap();
        close(2.0 * mdc.mdc95.value, own.mdc95_agreement.value, 1e-12);
    }

    #[test]
    fn components_make_up_the_correlation_and_the_error(table in table(3, 1, 1)) {
        let parts = variance_components(&readings(&table, 0, 1), Level::DEFAULT).unwrap();
        let own = correlations(&table, 0, 1).unwrap();
        let of = |source| parts.components.iter().find(|part| part.source == source).unwrap().uncut;
        let (person, observer, residual) = (of(Source::Person), of(Source::Observer), of(Source::Residual));
        let total = person + observer + residual;
        close(own.forms[1].estimate.as_ref().unwrap().value * total, person, 1e-10);
        close(own.sem_agreement.value.powi(2), observer + residual, 1e-10);
        close(parts.components.iter().map(|part| part.share).sum(), 1.0, 1e-12);
    }

    #[test]
    fn components_of_sessions_and_turns_add_up(table in table(2, 2, 2)) {
        let all = readings(&table, 0, 1);
        let parts = variance_components(&all, Level::DEFAULT).unwrap();
        prop_assert_eq!((parts.observers, parts.sessions, parts.replicates, parts.left_out), (2, 2, 2, 0));
        prop_assert_eq!(parts.components.len(), 6);
        let of = |source| parts.components.iter().find(|part| part.source == source).unwrap().variance;
        // The residual is the error within observers.
        let within = error(&table, ErrorScope::WithinObserver).unwrap();
        close(of(Source::Residual), within.absolute.value.powi(2), 1e-11);
        let same = 2.0 * (of(Source::Session) + of(Source::ObserverBySession) + of(Source::Residual));
        let other = same + 2.0 * (of(Source::Observer) + of(Source::PersonByObserver));
        close(parts.sd_of_difference_same_observer.value.powi(2), same, 1e-10);
        close(parts.sd_of_difference_other_observer.unwrap().value.powi(2), other, 1e-10);
        let squares: f64 = parts.mean_squares.iter().map(|line| line.mean_square * line.degrees_of_freedom as f64).sum();
        let ticks: Vec<f64> = table.iter().flatten().flatten().flatten().map(|&ticks| ticks as f64 / 10.0).collect();
        let mean = ticks.iter().sum::<f64>() / ticks.len() as f64;
        close(squares, ticks.iter().map(|x| (x - mean).powi(2)).sum(), 1e-10);
    }
}

#[test]
fn without_error_there_is_no_interval_and_without_difference_no_correlation() {
    let alike = ratings(&[vec![10, 10], vec![20, 20], vec![35, 35]]);
    let none = error(&alike, ErrorScope::BetweenObservers).unwrap();
    assert_eq!((none.absolute.value, none.absolute.interval.clone(), none.reliability), (0.0, None, Some(1.0)));
    assert_eq!(none.notes[0].id, "no-error");
    let perfect = correlations(&alike, 0, 1).unwrap();
    assert_eq!(values(&perfect), [1.0; 6]);
    assert!(perfect.forms.iter().all(|form| form.test.is_none()));
    assert!(correlations(&ratings(&[vec![10, 10], vec![10, 10]]), 0, 1).is_err());
    // Nobody differs: 10 and 30 against 30 and 10.
    let crossed = correlations(&ratings(&[vec![10, 30], vec![30, 10]]), 0, 1).unwrap();
    assert_eq!(crossed.forms[0].estimate.as_ref().map(|icc| (icc.value, icc.interval.clone())), Some((-1.0, None)));
    assert!(crossed.forms[3].estimate.is_none());
    assert!(crossed.notes.iter().any(|note| note.id == "no-differences"));
    let equal = ratings(&[vec![10, 10], vec![10, 10]]);
    assert!(variance_components(&readings(&equal, 0, 1), Level::DEFAULT).is_err());
    // Two people whom two raters read the same: all variance is theirs.
    let people = variance_components(&readings(&alike, 0, 1), Level::DEFAULT).unwrap();
    assert_eq!(people.components.iter().map(|part| part.share).collect::<Vec<_>>(), [1.0, 0.0, 0.0]);
    assert_eq!(people.sd_of_difference_same_observer.interval, None);
}

#[test]
fn a_grid_keeps_the_most_readings_and_counts_who_is_left_out() {
    // Three people read twice in turn, two of them three times, one only once and one by the first observer alone.
    let mut table: Table = (0..3).map(|at| vec![vec![vec![at, at + 1]], vec![vec![at + 2, at + 4]]]).collect();
    table[0].iter_mut().for_each(|cell| cell[0].push(5));
    table[1].iter_mut().for_each(|cell| cell[0].push(9));
    table.push(vec![vec![vec![7]], vec![vec![8]]]);
    table.push(vec![vec![vec![7, 7]], vec![vec![]]]);
    let parts = variance_components(&readings(&table, 0, 1), Level::DEFAULT).unwrap();
    assert_eq!((parts.persons, parts.replicates, parts.left_out), (3, 2, 2));
    let rounds = RatingMatrix::of(&readings(&table, 0, 1), Raters::Rounds, Some(0)).unwrap();
    assert_eq!((rounds.persons(), rounds.k()), (4, 2));
    // Who missed the first session has its first session later.
    let late: Table =
        vec![vec![vec![vec![1], vec![]], vec![vec![2], vec![]]], vec![vec![vec![], vec![3]], vec![vec![], vec![5]]]];
    let observers = RatingMatrix::of(&readings(&late, 0, 1), Raters::Observers, None).unwrap();
    assert_eq!((observers.persons(), observers.k()), (2, 2));
    assert!(RatingMatrix::of(&readings(&late, 0, 1), Raters::Sessions, None).is_err());
}

#[test]
fn results_name_their_scope_and_raters_in_json() {
    let table = ratings(&[vec![10, 12], vec![20, 25], vec![35, 31]]);
    let error = error(&table, ErrorScope::BetweenObservers).unwrap();
    assert_eq!(serde_json::to_value(&error).unwrap()["scope"], "between-observers");
    let turns: Table = vec![vec![vec![vec![1, 2]]], vec![vec![vec![4, 4]]]];
    let all = readings(&turns, 0, 1);
    let own = technical_error(&all, ErrorScope::WithinObserver, Some(0), Level::DEFAULT).unwrap();
    let json = serde_json::to_value(&own).unwrap();
    assert_eq!((&json["scope"], &json["observer"]), (&"within-observer".into(), &"o0".into()));
    let rounds = icc(&RatingMatrix::of(&all, Raters::Rounds, Some(0)).unwrap(), Level::DEFAULT).unwrap();
    let json = serde_json::to_value(&rounds).unwrap();
    assert_eq!((&json["raters"], &json["observer"]), (&"rounds".into(), &"o0".into()));
    let schema = serde_json::to_string(&schemars::schema_for!(TechnicalError)).unwrap();
    assert!(schema.contains("\"within-observer\"") && schema.contains("\"between-sessions\""), "{schema}");
}
