use super::{SMALL, made};
use girth::simulate::{BUNDLED_SPECS, BundledSpec, Spec, Truth, simulate};
use std::fs;
use std::path::Path;

fn file(study: &str, name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets").join(study).join(name);
    fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
}

/// The files that are made from a specification: data, truth and, where there are photographs, ratings.
fn made_from(specification: &str) -> [String; 3] {
    match specification.strip_suffix(".toml").expect("TOML") {
        "simulation" => ["data.csv", "truth.toml", "ratings.csv"].map(str::to_owned),
        other => [format!("{other}.csv"), format!("{other}-truth.toml"), format!("{other}-ratings.csv")],
    }
}

#[test]
fn bundled_data_and_truth_come_from_their_specification() {
    for bundled in BUNDLED_SPECS {
        let (folder, specification) = bundled.path.split_once('/').expect("folder");
        assert_eq!(file(folder, specification), bundled.text);
        let made = made(bundled.text);
        let [data, truth, ratings] = made_from(specification);
        assert_eq!(made.table.csv(), file(folder, &data), "{}", bundled.name);
        assert_eq!(made.truth.toml(), file(folder, &truth), "{}", bundled.name);
        if let Some(said) = made.ratings {
            assert_eq!(said.csv(), file(folder, &ratings), "{}", bundled.name);
        }
    }
    assert!(BundledSpec::find("@spa-series").is_some_and(|spec| made(spec.text).ratings.is_some()));
}

#[test]
fn every_row_says_that_it_is_simulated() {
    for bundled in BUNDLED_SPECS {
        let made = made(bundled.text);
        for table in [made.table].into_iter().chain(made.ratings) {
            assert_eq!(table.header.last().map(String::as_str), Some("simulated"));
            assert!(table.rows.iter().all(|row| row.last().map(String::as_str) == Some("yes")));
        }
    }
}

#[test]
fn threads_change_nothing_and_the_seed_changes_everything() {
    let spec = Spec::read("s.toml", &SMALL.replace("8000", "300")).expect("specification");
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("pool");
        pool.install(|| simulate(&spec).expect("trial"))
    };
    let one = on(1);
    assert_eq!(one, on(4));
    let other = simulate(&Spec { seed: 2, ..spec.clone() }).expect("trial");
    let same = one.table.rows.iter().zip(&other.table.rows).filter(|(left, right)| left == right).count();
    assert!(same < 5, "{same} rows are the same under another seed");
}

/// A concern draws from streams of its own: what another one does leaves its numbers alone.
#[test]
fn concerns_do_not_disturb_each_other() {
    let plain = made(&SMALL.replace("8000", "200")).table;
    let more = SMALL.replace("8000", "200")
        + "[[outcome]]\nname = \"hip\"\ncolumn = \"hip_cm\"\nunit = \"cm\"\nmean = \"98 cm\"\nbetween-people = \"8 cm\"\n\
           [dropout]\nper-visit = \"30%\"\n[[harm]]\nname = \"bruise\"\ncolumn = \"bruise\"\n[[harm.rate]]\nper-session = \"30%\"\n";
    let fuller = made(&more).table;
    assert!(fuller.rows.len() < plain.rows.len());
    for row in &fuller.rows {
        let twin = plain.rows.iter().find(|other| other[..2] == row[..2]).expect("the same person and visit");
        assert_eq!(row[..5], twin[..5]);
    }
    let smaller = made(&SMALL.replace("8000", "150")).table;
    assert_eq!(smaller.rows[..], plain.rows[..smaller.rows.len()]);
}

#[test]
fn the_truth_reads_back() {
    for bundled in BUNDLED_SPECS {
        let truth = made(bundled.text).truth;
        let read = Truth::read("truth.toml", &truth.toml()).expect("truth");
        assert_eq!(read.toml(), truth.toml());
        assert_eq!((read.change.len(), read.harm.len()), (truth.change.len(), truth.harm.len()));
        assert_eq!(read.gross_error, truth.gross_error);
        assert_eq!((read.reliability.len(), read.observer.len()), (truth.reliability.len(), truth.observer.len()));
        assert_eq!(read.selection.is_some(), truth.selection.is_some());
    }
    let truth = Truth::read("truth.toml", &file("thigh-trial", "truth.toml")).expect("truth");
    let treated = truth.change_of("treated_thigh_cm", None, None, "week 12").expect("change");
    assert_eq!((treated.effect, treated.unit.as_str()), (-0.6, "cm"));
    let contrast = truth.contrast_of("thigh", "treated", "untreated", "week 38").expect("contrast");
    assert_eq!((contrast.effect, contrast.expected_difference), (-0.1, -0.1));
    assert!(truth.contrast_of("thigh", "untreated", "treated", "week 38").is_none());
    let wrong = Truth::read("truth.toml", "title = \"x\"\nseed = 1\nnonsense = 2\n").expect_err("unknown key");
    assert!(wrong.to_string().starts_with("truth.toml:3:1: unknown field `nonsense`"), "{wrong}");
}
