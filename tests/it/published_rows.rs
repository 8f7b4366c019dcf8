//! The bundled table of published results: read without a complaint, and with the figures that were printed.

use girth::data::{DesignKind, PublishedRow, ReportedP, RowStatus, Unit};
use girth::ingest::{PublishedFile, PublishedRoles, Source, ingest_published, sha256};

const TEXT: &str = include_str!("../../datasets/mesotherapy-evidence/data.csv");
const README: &str = include_str!("../../datasets/README.md");

fn file() -> PublishedFile {
    ingest_published(&Source::new("data.csv", TEXT), &PublishedRoles::default()).expect("the bundled table")
}

fn row(id: &str) -> PublishedRow {
    file().rows.into_iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no row {id}"))
}

/// Whether the row has a figure of what came out; people and weeks are none.
fn has_results(row: &PublishedRow) -> bool {
    let groups = [Some(row.active), row.control];
    let of_groups = groups.into_iter().flatten().any(|group| {
        let values = [group.change.value, group.before.value, group.after.value, group.median];
        values.iter().any(Option::is_some) || group.events.is_some()
    });
    of_groups || row.difference.value.is_some() || row.estimate.value.is_some()
}

#[test]
fn every_column_has_a_role_and_every_row_its_words() {
    let file = file();
    assert_eq!(file.notes, []);
    let others = ["plus_minus_called", "finding", "short_study", "short_treatment"];
    assert!(file.rows.iter().all(|row| row.covariates.keys().all(|name| others.contains(&name.as_str()))));
    let allowed = |word: &Option<String>, words: &[&str]| word.as_deref().is_some_and(|word| words.contains(&word));
    for row in &file.rows {
        assert!(row.source.as_ref().is_some_and(|source| source.len() > 5), "{} has no source", row.id);
        assert!(!row.study.is_empty() && row.intervention.is_some() && !row.design.words.is_empty(), "{}", row.id);
        let groups = ["mesotherapy", "injection-lipolysis", "cream", "device", "other"];
        assert!(allowed(&row.group, &groups) && allowed(&row.directness, &["same", "near", "far"]), "{}", row.id);
        let units: &[Unit] = match row.outcome.as_str() {
            "girth" | "summed-girths" => &[Unit::Cm, Unit::In, Unit::Percent],
            "weight" => &[Unit::Kg],
            "grade" | "photo-score" => &[Unit::Score],
            "fat-thickness" => &[Unit::Mm, Unit::Percent],
            "events" | "satisfaction" | "responders" => &[Unit::None],
            other => panic!("{}: unknown outcome {other}", row.id),
        };
        assert!(units.contains(&row.unit), "{}: {} in {}", row.id, row.outcome, row.unit);
    }
}

#[test]
fn what_was_not_seen_is_not_called_seen() {
    let file = file();
    for row in &file.rows {
        assert!(row.status != RowStatus::Seen || has_results(row), "{} is called seen and has no figure", row.id);
        assert!(row.status == RowStatus::Seen || row.note.is_some(), "{} does not say what is missing", row.id);
    }
    // Two groups of a press report are the only unconfirmed figures, and two counts of cases stand without the number of the treated.
    let of = |status| {
        let rows = file.rows.iter().filter(|row| row.status == status && has_results(row));
        rows.map(|row| row.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(of(RowStatus::Unconfirmed), ["greenway-press-1993-a", "greenway-press-1993-b"]);
    assert_eq!(of(RowStatus::NoNumbers), ["ntm-review-2022", "mmwr-2005"]);
    for id in ["greenway-bray", "lipo-202-abcontour2", "nct00851747", "asaadi-2004", "seme-homeopathic"] {
        assert_eq!(row(id).status, RowStatus::Unconfirmed, "{id}");
    }
}

#[test]
fn mesotherapy_itself_has_no_printed_change() {
    let same: Vec<PublishedRow> =
        file().rows.into_iter().filter(|row| row.directness.as_deref() == Some("same")).collect();
    assert!(same.len() >= 8, "{}", same.len());
    assert!(same.iter().all(|row| row.status != RowStatus::Seen));
    let park = row("park-2008-girth");
    assert_eq!((park.design.kind, park.active.n, park.has_control()), (DesignKind::SplitBody, Some(20), true));
    assert!(park.sessions.is_none(), "the sources disagree on the sessions");
}

#[test]
fn the_figures_are_those_printed() {
    let greenway = row("greenway-trial-2");
    assert_eq!((greenway.difference.value, greenway.difference.plus_minus), (Some(-2.03), Some(1.36)));
    assert_eq!((greenway.difference.sd, greenway.difference.se), (None, None));
    assert_eq!((greenway.p, greenway.design.kind), (Some(ReportedP::Below(0.05)), DesignKind::SplitBody));
    let other = row("greenway-trial-3-3");
    assert_eq!((other.difference.value, other.difference.plus_minus), (Some(-1.5), Some(0.77)));
    assert_eq!(other.p, Some(ReportedP::Below(0.02)));

    let rao = row("rao-2005");
    let placebo = rao.control.expect("the other thigh");
    assert_eq!((rao.active.n, rao.active.change.value, placebo.change.value), (Some(34), Some(-1.9), Some(-1.3)));
    assert_eq!((rao.active.min, rao.active.max), (Some(-4.5), Some(-0.1)));
    assert_eq!((placebo.min, placebo.max), (Some(-3.0), Some(-0.1)));
    assert_eq!((rao.design.kind, rao.design.randomised), (DesignKind::SplitBody, Some(true)));
    assert_eq!((rao.design.blinded, rao.weeks), (Some(true), Some(4.0)));

    let cold = row("nct03160976-ac1");
    let interval = |row: &PublishedRow| (row.difference.value, row.difference.ci_low, row.difference.ci_high);
    assert_eq!(interval(&cold), (Some(-0.007), Some(-1.9), Some(1.9)));
    assert_eq!(interval(&row("nct03160976-ac2")), (Some(-0.31), Some(-1.61), Some(1.0)));
    assert_eq!((cold.active.n, cold.control.and_then(|control| control.n)), (Some(17), Some(17)));
    assert_eq!(cold.design.kind, DesignKind::ParallelArms);

    let pooled = row("ravindran-abdomen").active.change;
    assert_eq!((pooled.value, pooled.ci_low, pooled.ci_high), (Some(-3.56), Some(-4.98), Some(-2.15)));
    let harm = row("mahmud-2012-ulceration").active;
    assert_eq!((harm.events, harm.n, harm.exposure), (Some(2), Some(1616), Some(15122.0)));
    let laser = row("jackson-2009-summed");
    assert_eq!((laser.unit, laser.active.change.value), (Unit::In, Some(-3.51)));
}

/// A sum over several places must never be pooled with one place.
#[test]
fn sums_of_girths_are_named_as_sums() {
    let rows = file().rows;
    let of = |outcome: &'static str| {
        rows.iter().filter(move |row| row.outcome == outcome).filter_map(|row| row.site.as_deref())
    };
    let is_sum = |site: &str| site.contains('+') || site.contains("several") || site.contains("all");
    assert!(of("summed-girths").count() >= 5 && of("summed-girths").all(|site| site.ends_with("(summed)")));
    assert!(!of("girth").any(is_sum), "a sum of girths is an outcome of its own");
    let [summed, waist] = ["jackson-2009-summed", "jackson-2009-waist"].map(row);
    assert_eq!((&summed.trial, summed.has_control(), waist.has_control()), (&waist.trial, true, false));
    assert_ne!(summed.site, waist.site);
}

#[test]
fn the_readme_gives_rows_and_checksum() {
    let section = README.split("\n## ").find(|part| part.starts_with("mesotherapy-evidence\n")).expect("a section");
    assert!(section.contains(&sha256(TEXT.as_bytes())), "{}", sha256(TEXT.as_bytes()));
    assert!(section.contains(&format!("{} rows", file().rows.len())));
}
