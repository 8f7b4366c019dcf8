use super::{SMALL, at_visit, changes, column, covariance, made, mean, near, near_moments, near_share, numbers, sd};

/// Two sites, coupled to weight, with everything that varies.
const SPLIT: &str = "title = \"SIMULATED\"\nseed = 3\npeople = 6000\ndesign = \"split-body\"\n\
    [randomisation]\nmethod = \"simple\"\n[[site]]\nname = \"treated\"\n[[site]]\nname = \"untreated\"\ncontrol = true\n\
    [[visit]]\nname = \"before\"\nweek = 0.0\n[[visit]]\nname = \"half\"\nweek = 3.0\nsessions = 3\n\
    [[visit]]\nname = \"after\"\nweek = 12.0\nsessions = 12\n\
    [[outcome]]\nname = \"thigh\"\ncolumn = \"{site}_cm\"\nunit = \"cm\"\ndecimals = 2\nmean = \"57 cm\"\nbetween-people = \"5 cm\"\n\
    between-sites = { level = 0.9, occasion = 0.6, wander = 0.8 }\nright-minus-left = \"1 cm\"\nbetween-occasions = \"0.5 cm\"\n\
    wander-over-12-weeks = \"0.8 cm\"\nreading-error = \"0.4 cm\"\ncoupling = { outcome = \"weight\", per-unit = \"0.41 cm\" }\n\
    [[outcome]]\nname = \"weight\"\ncolumn = \"weight_kg\"\nunit = \"kg\"\ndecimals = 2\nmean = \"68 kg\"\nbetween-people = \"9 kg\"\n\
    wander-over-12-weeks = \"1.6 kg\"\ndrift = { at = { after = \"-600 g\" } }\n\
    [[outcome]]\nname = \"grade\"\ncolumn = \"grade_{site}\"\nunit = \"score\"\nmean = \"1.8 score\"\nbetween-people = \"0.7 score\"\n\
    between-sites = { level = 0.9, occasion = 0.5, wander = 0.5 }\nreading-error = \"0.3 score\"\nthresholds = [0.5, 1.5, 2.5]\n\
    [[effect]]\noutcome = \"thigh\"\nsite = \"treated\"\nper-session = \"-0.5 mm\"\nspread = 0.5\n\
    [[effect]]\noutcome = \"grade\"\nsite = \"treated\"\nat = { after = \"-0.3 score\" }\nspread = 0.4\n";

#[test]
fn levels_swings_and_slips_have_the_spread_that_was_asked_for() {
    let table = made(SMALL).table;
    let noise = 1.5_f64.hypot(0.8);
    near_moments("waist", &at_visit(&table, "waist_cm", "before"), 80.0, 9_f64.hypot(noise));
    let change = changes(&table, "waist_cm", "before", "after");
    near_moments("change", &change, 0.0, noise * 2_f64.sqrt());
}

#[test]
fn sites_of_a_person_go_together() {
    let table = made(SPLIT).table;
    let [treated, untreated] = ["treated_cm", "untreated_cm"].map(|name| at_visit(&table, name, "before"));
    let weight = at_visit(&table, "weight_kg", "before");
    let coupled = 0.41 * 9.0;
    let own = 25.0 - coupled * coupled;
    let n = treated.len() as f64;
    // Level, side, occasion and reading.
    let variance = 25.0 + 0.25 + 0.25 + 0.16;
    near_moments("thigh", &treated, 57.0, f64::sqrt(variance));
    let shared = coupled * coupled + 0.9 * own + 0.6 * 0.25 - 0.25;
    near(
        "covariance of sites",
        covariance(&treated, &untreated),
        shared,
        (variance * variance + shared * shared).sqrt() / n.sqrt(),
    );
    let with_weight = 0.41 * 81.0;
    let error = (variance * 81.0 + with_weight * with_weight).sqrt() / n.sqrt();
    near("covariance with weight", covariance(&treated, &weight), with_weight, error);
    let right = numbers(&table, "treated_cm", |cell| cell("visit") == "before" && cell("treated_side") == "right");
    near("right side", mean(&right), 57.5, f64::sqrt(variance / right.len() as f64));
    near_share("right side treated", right.len() as f64, n, 0.5);
}

#[test]
fn effects_and_their_spread_arrive() {
    let made = made(SPLIT);
    for visit in ["half", "after"] {
        let [treated, untreated] =
            ["treated_cm", "untreated_cm"].map(|name| changes(&made.table, name, "before", visit));
        let difference: Vec<f64> = treated.iter().zip(&untreated).map(|(left, right)| left - right).collect();
        let weeks = if visit == "half" { 3.0 } else { 12.0 };
        let effect = -0.05 * weeks;
        // Wander, occasions and readings that the sites do not share, twice for two sites; and people who respond more or less.
        let own = 2.0 * (0.2 * 0.64 * weeks / 12.0 + 2.0 * 0.4 * 0.25 + 2.0 * 0.16) + (0.5_f64 * effect).powi(2);
        near_moments(&format!("difference at {visit}"), &difference, effect, own.sqrt());
        let truth = made.truth.contrast_of("thigh", "treated", "untreated", visit).expect("contrast");
        assert!((truth.effect - effect).abs() < 1e-12 && (truth.expected_difference - effect).abs() < 1e-12);
        let change = made.truth.change_of("treated_cm", None, None, visit).expect("change");
        let drift = -0.6 * 0.41 * weeks / 12.0;
        assert!((change.expected_change - effect - drift).abs() < 1e-12, "{change:?}");
        near("change", mean(&treated), change.expected_change, sd(&treated) / (treated.len() as f64).sqrt());
    }
    near_moments("weight change", &changes(&made.table, "weight_kg", "before", "after"), -0.6, 1.6);
}

#[test]
fn grades_follow_their_thresholds() {
    let made = made(SPLIT);
    let before = at_visit(&made.table, "grade_treated", "before");
    let sd_latent = 0.7_f64.hypot(0.3);
    let above = |cut: f64| girth::dist::normal::sf((cut - 1.8) / sd_latent);
    let n = before.len() as f64;
    for (grade, share) in [(0.0, 1.0 - above(0.5)), (1.0, above(0.5) - above(1.5)), (3.0, above(2.5))] {
        near_share("grade", before.iter().filter(|value| **value == grade).count() as f64, n, share);
    }
    for site in ["treated", "untreated"] {
        let name = format!("grade_{site}");
        let change = changes(&made.table, &name, "before", "after");
        let truth = made.truth.change_of(&name, None, None, "after").expect("truth");
        near("grade change", mean(&change), truth.expected_change, sd(&change) / n.sqrt());
        assert_eq!(truth.drift, None);
        assert_eq!(truth.effect < -0.2, site == "treated", "{truth:?}");
    }
}

#[test]
fn digits_are_preferred_as_often_as_asked() {
    let table =
        made(&SMALL.replace("decimals = 2", "decimals = 1\ndigit-preference = { half = \"30%\", whole = \"20%\" }"))
            .table;
    let readings = at_visit(&table, "waist_cm", "before");
    let n = readings.len() as f64;
    let ends_in =
        |digit: f64| readings.iter().filter(|value| ((*value * 10.0).round() % 10.0 - digit).abs() < 0.5).count();
    // A half that is preferred is a whole number every other time; without preference each digit has a tenth.
    near_share("whole", ends_in(0.0) as f64, n, 0.2 + 0.15 + 0.05);
    near_share("half", ends_in(5.0) as f64, n, 0.15 + 0.05);
    near_share("three", ends_in(3.0) as f64, n, 0.05);
}

/// Davis 1976 (Am J Epidemiol 104:493): the fall to be expected is the within-person variance over the total SD, times phi(z) / (1 - Phi(z)).
#[test]
fn people_picked_by_a_high_reading_regress_by_the_formula() {
    let made = made(&(SMALL.to_owned() + "[selection]\noutcome = \"waist\"\nat-least = \"90 cm\"\n"));
    let within = 1.5_f64.powi(2) + 0.8_f64.powi(2);
    let total = (81.0 + within).sqrt();
    let z = (90.0 - 80.0) / total;
    let fall = within / total * girth::dist::normal::pdf(z) / girth::dist::normal::sf(z);
    let first = at_visit(&made.table, "waist_cm", "before");
    assert!(first.iter().all(|value| *value >= 90.0));
    let change = changes(&made.table, "waist_cm", "before", "after");
    near("regression", mean(&change), -fall, sd(&change) / (change.len() as f64).sqrt());
    let truth = made.truth.change_of("waist_cm", None, None, "after").expect("truth");
    let stated = truth.regression_to_the_mean.expect("stated");
    // The readings' grid of 0.01 moves the cut-off by half a step.
    assert!((stated + fall).abs() < 0.001, "{stated} {fall}");
    near_share("enrolled", first.len() as f64, made.screened as f64, girth::dist::normal::sf(z));
}

#[test]
fn people_who_come_at_their_worst_regress_too() {
    let worst = |rest: &str| made(&(SMALL.to_owned() + "[selection]\noutcome = \"waist\"\n" + rest));
    // The mean of the largest of two standard normals is 1 / sqrt(pi), of three 1.5 / sqrt(pi).
    for (k, size) in [(2, 1.0), (3, 1.5)] {
        let made = worst(&format!("worst-of = {k}\n"));
        let truth = made.truth.change[0].regression_to_the_mean.expect("stated");
        assert!((truth + 1.5 * size / std::f64::consts::PI.sqrt()).abs() < 1e-6, "{truth}");
        let change = changes(&made.table, "waist_cm", "before", "after");
        near("worst", mean(&change), truth, sd(&change) / (change.len() as f64).sqrt());
    }
    let both = worst("worst-of = 3\nat-least = \"85.5 cm\"\n");
    let change = changes(&both.table, "waist_cm", "before", "after");
    let truth = both.truth.change[0].expected_change;
    assert!(truth < -1.5, "{truth}");
    near("both", mean(&change), truth, sd(&change) / (change.len() as f64).sqrt());
    let separate = worst("worst-of = 3\nat-least = \"85.5 cm\"\nscreening = \"separate\"\n");
    let change = changes(&separate.table, "waist_cm", "before", "after");
    assert_eq!(separate.truth.change[0].expected_change, 0.0);
    near("separate", mean(&change), 0.0, sd(&change) / (change.len() as f64).sqrt());
    assert!(mean(&at_visit(&separate.table, "waist_cm", "before")) > 88.0);
}

#[test]
fn one_site_or_the_mean_of_all_can_decide() {
    let rounded = SPLIT.replace(
        "decimals = 2\nmean = \"57 cm\"",
        "decimals = 1\ndigit-preference = { half = \"20%\", whole = \"30%\" }\nmean = \"57 cm\"",
    );
    for (rule, shares_alike) in [("site = \"treated\"\n", false), ("", true)] {
        let made =
            made(&(rounded.clone() + "[selection]\noutcome = \"thigh\"\nat-least = \"60 cm\"\nworst-of = 2\n" + rule));
        let falls = ["treated_cm", "untreated_cm"].map(|name| {
            let truth = made.truth.change_of(name, None, None, "after").expect("truth");
            let change = changes(&made.table, name, "before", "after");
            // What digit preference adds to the mean of those just above the cut-off is left out of the truth.
            let error = sd(&change) / (change.len() as f64).sqrt() + 0.003;
            near(name, mean(&change), truth.expected_change, error);
            truth.regression_to_the_mean.expect("stated")
        });
        assert!(falls[0] < -0.2 && falls[1] < -0.1);
        assert_eq!(falls[0] == falls[1], shares_alike, "{falls:?}");
    }
}

#[test]
fn people_drop_out_at_the_rate_asked_for() {
    let rule = "[dropout]\nper-visit = \"10%\"\nat = { after = \"20%\" }\n";
    let table = made(&(SPLIT.to_owned() + rule)).table;
    let [first, second, last] =
        ["before", "half", "after"].map(|visit| at_visit(&table, "weight_kg", visit).len() as f64);
    near_share("second", second, first, 0.9);
    near_share("last", last, second, 0.8);
    let more = "disappointed = { outcome = \"thigh\", site = \"treated\", short-of = \"-0.5 cm\", added = \"30%\" }\n";
    let table = made(&(SPLIT.to_owned() + rule + more)).table;
    let change = changes(&table, "treated_cm", "before", "half");
    let people = numbers(&table, "weight_kg", |cell| cell("visit") == "half").len();
    assert_eq!(change.len(), people);
    let id = column(&table, "participant");
    let at = column(&table, "visit");
    let came = |visit: &str| -> Vec<&String> {
        table.rows.iter().filter(|row| row[at] == visit).map(|row| &row[id]).collect()
    };
    let stayed: std::collections::HashSet<&String> = came("after").into_iter().collect();
    for (short, share) in [(true, 0.5), (false, 0.8)] {
        let group: Vec<&String> = came("half")
            .into_iter()
            .zip(&change)
            .filter(|(_, change)| (**change > -0.5 + 1e-9) == short)
            .map(|(id, _)| id)
            .collect();
        assert!(group.len() > 1000);
        near_share("stay", group.iter().filter(|id| stayed.contains(*id)).count() as f64, group.len() as f64, share);
    }
}

#[test]
fn events_happen_at_their_rate() {
    let harms = "[[harm]]\nname = \"bruise\"\ncolumn = \"bruise_{site}\"\n[[harm.rate]]\nsite = \"treated\"\nper-session = \"25%\"\n\
                 [[harm.rate]]\nper-session = \"1%\"\n[[harm]]\nname = \"allergy\"\ncolumn = \"allergy\"\n[[harm]]\nname = \"fever\"\n\
                 column = \"fever\"\n[[harm.rate]]\nper-session = \"2%\"\n";
    let made = made(&(SPLIT.to_owned() + harms));
    for (name, rate) in [("bruise_treated", 0.26), ("bruise_untreated", 0.01), ("allergy", 0.0), ("fever", 0.02)] {
        let by_visit = ["before", "half", "after"].map(|visit| at_visit(&made.table, name, visit));
        assert!(by_visit[0].iter().all(|count| *count == 0.0));
        for (counts, sessions) in [(&by_visit[1], 3.0), (&by_visit[2], 9.0)] {
            near_share(name, counts.iter().sum(), counts.len() as f64 * sessions, rate);
        }
        let any = by_visit[1].iter().zip(&by_visit[2]).filter(|(early, late)| *early + *late > 0.0).count();
        let truth = made.truth.harm.iter().find(|harm| harm.column == name).expect("truth");
        near_share(name, any as f64, 6_000.0, truth.any_event);
        assert!((truth.expected_events - 12.0 * rate).abs() < 1e-12 && truth.sessions == 12);
    }
}

#[test]
fn a_diet_moves_the_weight_and_what_goes_with_it() {
    let diet = "[[co-intervention]]\nname = \"diet\"\ncolumn = \"on_diet\"\nshare = \"30%\"\noutcome = \"weight\"\n\
                per-week = \"-0.2 kg\"\nuntil-week = 10.0\n";
    let made = made(&(SPLIT.to_owned() + diet));
    let on = numbers(&made.table, "weight_kg", |cell| cell("visit") == "after" && cell("on_diet") == "yes").len();
    near_share("on a diet", on as f64, 6_000.0, 0.3);
    let truth = made.truth.change_of("weight_kg", None, None, "after").expect("truth");
    assert!((truth.co_intervention.expect("stated") + 0.6).abs() < 1e-12, "{truth:?}");
    let change = changes(&made.table, "weight_kg", "before", "after");
    near("weight", mean(&change), -1.2, sd(&change) / 6_000_f64.sqrt());
    let thigh = changes(&made.table, "untreated_cm", "before", "after");
    near("thigh", mean(&thigh), -1.2 * 0.41, sd(&thigh) / 6_000_f64.sqrt());
}

const ARMS: &str = "title = \"SIMULATED\"\nseed = 5\npeople = 9000\ndesign = \"parallel-arms\"\n[randomisation]\nmethod = \"simple\"\n\
    [[arm]]\nname = \"drug\"\nshare = 2\n[[arm]]\nname = \"sham\"\ncontrol = true\n\
    [[visit]]\nname = \"before\"\nweek = 0.0\n[[visit]]\nname = \"after\"\nweek = 8.0\nsessions = 4\n\
    [[outcome]]\nname = \"waist\"\ncolumn = \"waist_cm\"\nunit = \"cm\"\ndecimals = 1\nmean = \"90 cm\"\nbetween-people = \"9 cm\"\n\
    reading-error = \"1 cm\"\ndrift = { per-week = \"-0.1 cm\" }\n\
    [[effect]]\noutcome = \"waist\"\narm = \"drug\"\nper-session = \"-0.3 cm\"\n";

#[test]
fn arms_get_their_shares_and_their_effects() {
    let simple = made(ARMS);
    let truth = simple.truth.contrast_of("waist", "drug", "sham", "after").expect("contrast");
    assert!((truth.effect + 1.2).abs() < 1e-12);
    let arm = column(&simple.table, "arm");
    for (name, share, expected) in [("drug", 2.0 / 3.0, -2.0), ("sham", 1.0 / 3.0, -0.8)] {
        let mut table = simple.table.clone();
        table.rows.retain(|row| row[arm] == name);
        let change = changes(&table, "waist_cm", "before", "after");
        near_share(name, change.len() as f64, 9000.0, share);
        near(name, mean(&change), expected, sd(&change) / (change.len() as f64).sqrt());
        let truth = simple.truth.change_of("waist_cm", None, Some(name), "after").expect("truth");
        assert!((truth.expected_change - expected).abs() < 1e-12);
    }
    let blocks = made(&ARMS.replace("\"simple\"", "\"blocks\"\nrepeats-per-block = 2")).table;
    let first: Vec<&String> = blocks.rows.iter().step_by(2).map(|row| &row[arm]).collect();
    for block in first.chunks(6) {
        assert_eq!(block.iter().filter(|name| **name == "drug").count(), 4, "{block:?}");
    }
    assert!(first.chunks(6).any(|block| block[0] == "sham") && first.chunks(6).any(|block| block[0] == "drug"));
}

const TURNS: &str = "title = \"SIMULATED\"\nseed = 6\npeople = 8000\ndesign = \"crossover\"\ncarry-over = \"50%\"\n\
    [randomisation]\nmethod = \"blocks\"\nrepeats-per-block = 2\n[[arm]]\nname = \"cream\"\n[[arm]]\nname = \"base\"\ncontrol = true\n\
    [[visit]]\nname = \"start 1\"\nweek = 0.0\n[[visit]]\nname = \"end 1\"\nweek = 4.0\nsessions = 4\n\
    [[visit]]\nname = \"start 2\"\nweek = 8.0\nperiod = 2\n[[visit]]\nname = \"end 2\"\nweek = 12.0\nperiod = 2\nsessions = 4\n\
    [[outcome]]\nname = \"thigh\"\ncolumn = \"thigh_cm\"\nunit = \"cm\"\ndecimals = 1\nmean = \"57 cm\"\nbetween-people = \"5 cm\"\n\
    reading-error = \"0.5 cm\"\n[[effect]]\noutcome = \"thigh\"\narm = \"cream\"\nper-session = \"-0.5 cm\"\n";

#[test]
fn a_crossover_gives_each_treatment_in_turn_and_carries_over() {
    let table = made(TURNS).table;
    let sequence = column(&table, "sequence");
    for (name, expected) in [("AB", [-2.0, -1.0, -1.0]), ("BA", [0.0, 0.0, -2.0])] {
        let mut half = table.clone();
        half.rows.retain(|row| row[sequence] == name);
        assert_eq!(half.rows.len(), 16_000);
        for (visit, expected) in ["end 1", "start 2", "end 2"].into_iter().zip(expected) {
            let change = changes(&half, "thigh_cm", "start 1", visit);
            near(visit, mean(&change), expected, sd(&change) / (change.len() as f64).sqrt());
        }
        let treatments = half.rows[..4].iter().map(|row| row[column(&half, "treatment")].as_str()).collect::<Vec<_>>();
        let first = if name == "AB" { ["cream", "base"] } else { ["base", "cream"] };
        assert_eq!(treatments, [first[0], first[0], first[1], first[1]]);
    }
}

#[test]
fn sites_can_be_rows() {
    let split = SPLIT.replace("6000", "300");
    let wide = made(&split).table;
    let made = made(&split.replace("design = ", "layout = \"sites-as-rows\"\ndesign = "));
    let long = &made.table;
    let header =
        ["participant", "treated_side", "visit", "week", "sessions", "site", "cm", "weight_kg", "grade", "simulated"];
    assert_eq!(long.header, header);
    assert_eq!(long.rows.len(), 2 * wide.rows.len());
    for site in ["treated", "untreated"] {
        let rows = numbers(long, "cm", |cell| cell("site") == site);
        assert_eq!(rows, numbers(&wide, &format!("{site}_cm"), |_| true));
    }
    assert!(made.truth.change_of("cm", Some("untreated"), None, "after").is_some_and(|change| change.effect == 0.0));
}

#[test]
fn one_person_and_no_spread_at_all_are_no_problem() {
    let still = SMALL.replace("8000", "1").replace(
        "between-people = \"9 cm\"\nbetween-occasions = \"1.5 cm\"\nreading-error = \"0.8 cm\"",
        "between-people = \"0 cm\"",
    );
    let table = made(&still).table;
    assert_eq!(
        table.csv(),
        "participant,visit,week,sessions,waist_cm,simulated\nS01,before,0,0,80.00,yes\nS01,after,12,12,80.00,yes\n"
    );
}
