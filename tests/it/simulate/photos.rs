use super::{SMALL, changes, column, made, mean, near, near_share, sd};
use girth::dist::normal;
use girth::simulate::{Spec, Table, simulate};

/// Photographs of everybody, one rater, a fall of 2 cm on average.
const SHOWN: &str = "[[effect]]\noutcome = \"waist\"\nat = { after = \"-2 cm\" }\n\
    [photos]\noutcome = \"waist\"\nfrom = \"before\"\nto = \"after\"\nraters = 1\npairs = 8000\nnoticeable = \"3 cm\"\n";

/// Nothing differs but by 12 weeks of treatment.
fn still(people: &str) -> String {
    SMALL.replace("8000", people).replace("between-occasions = \"1.5 cm\"\n", "").replace("\"9 cm\"", "\"0 cm\"")
}

fn right(ratings: &Table) -> f64 {
    ratings.rows.iter().filter(|row| row[2] == "yes").count() as f64
}

/// A rater sees what is there: the swings of two occasions, and the light of the pair, widen what has to be noticed.
#[test]
fn raters_are_right_as_often_as_the_fall_allows() {
    let of = |text: String| made(&text).ratings.expect("ratings");
    let seen = of(SMALL.to_owned() + SHOWN);
    assert_eq!(seen.rows.len(), 8000);
    near_share("right", right(&seen), 8000.0, normal::cdf(2.0 / (9.0 + 2.0 * 2.25_f64).sqrt()));
    let lit = of(SMALL.to_owned() + SHOWN + "pair-spread = \"4 cm\"\n");
    near_share("light", right(&lit), 8000.0, normal::cdf(2.0 / (9.0 + 2.0 * 2.25 + 16.0_f64).sqrt()));
    let nothing = of(SMALL.to_owned() + &SHOWN.replace("-2 cm", "0 cm"));
    near_share("guessing", right(&nothing), 8000.0, 0.5);
}

/// P(right) of a rater with the eye z is Phi(fall / noticeable exp(-s z)), whatever the pair.
#[test]
fn raters_with_sharp_eyes_are_right_more_often() {
    let shown = SHOWN.replace("raters = 1", "raters = 800").replace("pairs = 8000", "pairs = 50");
    let ratings = made(&(still("50") + &shown + "rater-spread = 0.8\n")).ratings.expect("ratings");
    let rater = column(&ratings, "rater");
    let shares: Vec<f64> = (1..=800)
        .map(|number| {
            let name = format!("R{number}");
            ratings.rows.iter().filter(|row| row[rater] == name && row[2] == "yes").count() as f64 / 50.0
        })
        .collect();
    let steps = (-80..=80).map(|step| f64::from(step) / 10.0);
    let moment = |power: i32| -> f64 {
        let of = |z: f64| normal::pdf(z) * normal::cdf(2.0 / 3.0 * (-0.8 * z).exp()).powi(power);
        steps.clone().map(of).sum::<f64>() / 10.0
    };
    let (first, second) = (moment(1), moment(2));
    near("mean share", mean(&shares), first, sd(&shares) / 800_f64.sqrt());
    let variance = second - first * first + (first - second) / 50.0;
    near("spread of shares", sd(&shares).powi(2), variance, variance * (2.0 / 800_f64).sqrt());
}

#[test]
fn the_best_can_be_picked() {
    let shown = SHOWN.replace("pairs = 8000", "pairs = 20").replace("raters = 1", "raters = 2");
    let all = made(&(SMALL.replace("8000", "200") + &shown));
    let picked = made(&(SMALL.replace("8000", "200") + &shown + "picked = true\n"));
    assert_eq!(all.table, picked.table);
    let names: Vec<String> = all.table.rows.iter().step_by(2).map(|row| row[0].clone()).collect();
    let change = changes(&all.table, "waist_cm", "before", "after");
    let of = |ratings: &Table| -> Vec<f64> {
        let who = ratings.rows.iter().step_by(2).map(|row| names.iter().position(|name| *name == row[0]));
        who.map(|at| change[at.expect("participant")]).collect()
    };
    let mut sorted = change.clone();
    sorted.sort_by(f64::total_cmp);
    let mut best = of(&picked.ratings.expect("ratings"));
    best.sort_by(f64::total_cmp);
    assert_eq!(best, sorted[..20]);
    let drawn = of(&all.ratings.expect("ratings"));
    assert_eq!(drawn.len(), 20);
    near("drawn", mean(&drawn), mean(&change), sd(&change) / 20_f64.sqrt());
}

#[test]
fn only_those_who_came_are_shown() {
    let shown = SHOWN.replace("pairs = 8000", "pairs = 20");
    let some = made(&(SMALL.replace("8000", "100") + &shown + "[dropout]\nper-visit = \"50%\"\n"));
    let came = |name: &String| some.table.rows.iter().filter(|row| row[0] == *name).count() == 2;
    let ratings = some.ratings.as_ref().expect("ratings");
    assert!(ratings.rows.len() == 20 && ratings.rows.iter().all(|row| came(&row[0])));
    let none = SMALL.replace("8000", "30") + &shown + "[dropout]\nper-visit = \"100%\"\n";
    let spec = Spec::read("s.toml", &none).expect("specification");
    let message = simulate(&spec).expect_err("nobody came").to_string();
    assert!(message.contains("only 0 people came to both visits"), "{message}");
    assert!(made(&SMALL.replace("8000", "3")).ratings.is_none());
}
