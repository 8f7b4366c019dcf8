use super::{SMALL, column, made, mean, near, near_moments, numbers};
use girth::simulate::{Simulated, Spec, Table, simulate};

/// Two days, two observers, of whom one reads too much and less precisely, twice each.
const READ: &str = "title = \"SIMULATED\"\nseed = 7\npeople = 3000\ndesign = \"single-arm\"\nreadings-per-visit = 2\n\
    [[visit]]\nname = \"day 1\"\nweek = 0.0\n[[visit]]\nname = \"day 2\"\nweek = 0.5\n\
    [[observer]]\nname = \"A\"\n[[observer]]\nname = \"B\"\nbias = { thigh = \"0.5 cm\" }\nerror = 2.0\n\
    [[outcome]]\nname = \"thigh\"\ncolumn = \"thigh_cm\"\nunit = \"cm\"\ndecimals = 2\nmean = \"57 cm\"\nbetween-people = \"5 cm\"\n\
    between-occasions = \"0.5 cm\"\nreading-error = \"0.6 cm\"\nobserver-by-person = \"0.3 cm\"\n\
    [[outcome]]\nname = \"waist\"\ncolumn = \"waist_cm\"\nunit = \"cm\"\ndecimals = 1\nmean = \"80 cm\"\nbetween-people = \"9 cm\"\n\
    reading-error = \"0.8 cm\"\n";

/// The thighs that an observer read in one round of a day.
fn thighs(table: &Table, day: &str, observer: &str, reading: &str) -> Vec<f64> {
    let keep = [("visit", day), ("observer", observer), ("reading", reading)];
    numbers(table, "thigh_cm", |cell| keep.iter().all(|(name, value)| cell(name) == *value))
}

fn less(left: &[f64], right: &[f64]) -> Vec<f64> {
    left.iter().zip(right).map(|(left, right)| left - right).collect()
}

#[test]
fn readings_differ_by_observer_day_and_round_as_asked() {
    let Simulated { table, truth, .. } = made(READ);
    let header = ["participant", "visit", "observer", "reading", "thigh_cm", "waist_cm", "simulated"];
    assert_eq!((table.header.clone(), table.rows.len()), (header.map(str::to_owned).to_vec(), 3000 * 2 * 2 * 2));
    let of = |day, observer, round| thighs(&table, day, observer, round);
    near_moments("A", &of("day 1", "A", "1"), 57.0, (25.0 + 0.25 + 0.09 + 0.36_f64).sqrt());
    let own = |error: f64| error * 2_f64.sqrt();
    near_moments("A twice", &less(&of("day 1", "A", "1"), &of("day 1", "A", "2")), 0.0, own(0.6));
    near_moments("B twice", &less(&of("day 2", "B", "1"), &of("day 2", "B", "2")), 0.0, own(1.2));
    let observers = less(&of("day 1", "B", "2"), &of("day 1", "A", "2"));
    near_moments("B and A", &observers, 0.5, (2.0 * 0.09 + 0.36 + 1.44_f64).sqrt());
    // What an observer adds in a person is the same on both days.
    near_moments("days", &less(&of("day 2", "A", "1"), &of("day 1", "A", "1")), 0.0, own(0.5_f64.hypot(0.6)));

    let thigh = &truth.reliability[0];
    let grid = 0.01 / 12_f64.sqrt();
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    close(thigh.rounding, grid);
    close(thigh.within_observer_tem, (0.36 * 2.5 + grid * grid).sqrt());
    close(thigh.between_observers.expect("two"), 0.125_f64.sqrt());
    close(thigh.between_observer_tem.expect("two"), (0.125 + 0.09 + 0.36 * 2.5 + grid * grid).sqrt());
    let squares: Vec<f64> = observers.iter().map(|value| value * value / 2.0).collect();
    near(
        "between",
        mean(&squares),
        thigh.between_observer_tem.expect("two").powi(2),
        super::sd(&squares) / 3000_f64.sqrt(),
    );
    let b = truth.observer.iter().find(|observer| observer.name == "B" && observer.column == "thigh_cm").expect("B");
    close(b.bias, 0.5);
    close(b.within_observer_tem, 1.2_f64.hypot(grid));
    assert_eq!((truth.reliability.len(), truth.observer.len()), (2, 4));
}

/// A single observer without a bias, who reads once, differs from nobody.
#[test]
fn one_observer_has_no_spread_between_observers() {
    let truth = made(&(SMALL.replace("8000", "2") + "[[observer]]\nname = \"A\"\n")).truth;
    let only = &truth.reliability[0];
    assert_eq!((only.between_observers, only.between_observer_tem), (None, None));
    assert!((only.reading_error - 0.8).abs() < 1e-12 && !truth.toml().contains("between-observer"), "{only:?}");
    assert!(made(&SMALL.replace("8000", "2")).truth.reliability.is_empty());
}

#[test]
fn further_observers_and_rounds_move_nothing() {
    let few = READ.replace("3000", "40");
    let plain = made(&few).table;
    let more = few.replace("readings-per-visit = 2", "readings-per-visit = 3")
        + "[[observer]]\nname = \"C\"\nerror = 3.0\n[dropout]\nper-visit = \"20%\"\n";
    let fuller = made(&more).table;
    let known: Vec<_> = fuller.rows.iter().filter(|row| row[2] != "C" && row[3] != "3").collect();
    assert!(known.len() > 100 && fuller.rows.len() > 2 * known.len());
    for row in known {
        assert!(plain.rows.contains(row), "{row:?}");
    }
}

#[test]
fn a_single_occasion_will_do() {
    let once = READ.replace("single-arm", "one-occasion").replace("3000", "5");
    let message = Spec::read("s.toml", &once).expect_err("two visits").to_string();
    assert!(message.contains("one occasion has one [[visit]] and no [[arm]]"), "{message}");
    let made = made(&once.replace("[[visit]]\nname = \"day 2\"\nweek = 0.5\n", ""));
    assert_eq!((made.table.rows.len(), made.truth.change.len(), made.truth.reliability.len()), (20, 0, 2));
}

#[test]
fn sites_as_rows_have_their_own_slips() {
    let sites = READ
        .replace("3000", "30")
        .replace("design", "layout = \"sites-as-rows\"\ndesign")
        .replace(
            "[[outcome]]\nname = \"thigh\"",
            "[[site]]\nname = \"left\"\n[[site]]\nname = \"right\"\n[[outcome]]\nname = \"thigh\"",
        )
        .replace("\"thigh_cm\"", "\"{site}_thigh_cm\"\nbetween-sites = { level = 1.0, occasion = 1.0, wander = 1.0 }");
    let made = made(&sites);
    assert_eq!(made.table.header[1..5], ["visit", "observer", "reading", "site"]);
    assert_eq!(made.table.rows.len(), 30 * 2 * 4 * 2);
    let at = |site: &str| numbers(&made.table, "thigh_cm", |cell| cell("site") == site);
    let same = at("left").iter().zip(at("right")).filter(|(left, right)| *left == right).count();
    assert!(same < 20, "{same} of 240 readings of two sites are the same");
    let columns = made.truth.reliability.iter().map(|of| (of.column.as_str(), of.site.as_deref()));
    assert_eq!(
        columns.collect::<Vec<_>>(),
        [("thigh_cm", Some("left")), ("thigh_cm", Some("right")), ("waist_cm", None)]
    );
}

const SLIPS: &str = "[[gross-error]]\nparticipant = \"S03\"\nvisit = \"day 2\"\nobserver = \"B\"\nreading = 2\noutcome = \"thigh\"\n\
    kind = \"unit\"\nunit = \"in\"\n\
    [[gross-error]]\nparticipant = \"S01\"\nvisit = \"day 1\"\nobserver = \"A\"\noutcome = \"waist\"\nkind = \"digits\"\n\
    [[gross-error]]\nparticipant = \"S12\"\nvisit = \"day 1\"\nobserver = \"A\"\nreading = 2\noutcome = \"thigh\"\nkind = \"swapped\"\n\
    with = \"waist\"\n";

/// Only the cells that the truth names differ, and they hold what it says.
#[test]
fn gross_errors_stand_where_the_truth_says() {
    let few = READ.replace("3000", "12");
    let plain = made(&few).table;
    let Simulated { table, truth, .. } = made(&(few + SLIPS));
    assert_eq!(truth.gross_error.len(), 4);
    let mut left = truth.gross_error.clone();
    for (row, before) in table.rows.iter().zip(&plain.rows) {
        for (at, (now, right)) in row.iter().zip(before).enumerate().filter(|(_, (now, right))| now != right) {
            let planted = left.iter().position(|slip| {
                let place = [&slip.participant, &slip.visit, slip.observer.as_ref().expect("observer")];
                place.into_iter().eq(&row[..3])
                    && row[3] == slip.reading.expect("reading").to_string()
                    && column(&table, &slip.column) == at
            });
            let slip = left.remove(planted.unwrap_or_else(|| panic!("{row:?} was {before:?}")));
            assert_eq!((&slip.written, &slip.right), (now, right));
        }
    }
    assert!(left.is_empty(), "{left:?}");
    let value = |text: &String| text.parse::<f64>().expect("number");
    let unit = &truth.gross_error[0];
    assert!(unit.kind == "unit" && (value(&unit.written) * 2.54 - value(&unit.right)).abs() < 0.013, "{unit:?}");
    let swapped = &truth.gross_error[2..];
    assert_eq!((&swapped[0].right, &swapped[0].written), (&swapped[1].written, &swapped[1].right));
}

#[test]
fn a_slip_needs_a_reading_that_it_changes() {
    let fails = |text: &str| {
        let spec = Spec::read("s.toml", text).expect("specification");
        simulate(&spec).expect_err("no slip").to_string()
    };
    let gone = READ.replace("3000", "12") + "[dropout]\nper-visit = \"100%\"\n" + SLIPS;
    assert!(fails(&gone).contains("S03 did not come to `day 2`"));
    let still = "title = \"SIMULATED\"\nseed = 1\npeople = 1\ndesign = \"single-arm\"\n[[visit]]\nname = \"a\"\nweek = 0.0\n\
        [[visit]]\nname = \"b\"\nweek = 1.0\n[[outcome]]\nname = \"waist\"\ncolumn = \"w\"\nunit = \"cm\"\ndecimals = 1\nmean = \"77.7 cm\"\n\
        between-people = \"0 cm\"\n[[gross-error]]\nparticipant = \"S01\"\nvisit = \"b\"\noutcome = \"waist\"\nkind = \"digits\"\n";
    assert!(fails(still).contains("the reading 77.7 of S01 stays the same; choose another one"));
    let millimetres = still.replace("\"digits\"", "\"unit\"\nunit = \"mm\"");
    let rows = made(&millimetres).table.rows;
    assert_eq!((rows[0][4].as_str(), rows[1][4].as_str()), ("77.7", "777"));
}
