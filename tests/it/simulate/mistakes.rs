use super::SMALL;
use girth::simulate::{Spec, simulate};

const SITES: &str = "title = \"SIMULATED\"\nseed = 1\npeople = 5\ndesign = \"split-body\"\n[[site]]\nname = \"a\"\n[[site]]\n\
    name = \"b\"\ncontrol = true\n[[visit]]\nname = \"v0\"\nweek = 0.0\n[[visit]]\nname = \"v1\"\nweek = 1.0\nsessions = 1\n\
    [[outcome]]\nname = \"thigh\"\ncolumn = \"{site}_cm\"\nunit = \"cm\"\nmean = \"57 cm\"\nbetween-people = \"5 cm\"\n\
    between-sites = { level = 0.9, occasion = 0.5, wander = 0.5 }\n";

/// Each mistake has one message, with the file and the line on which it stands.
#[test]
fn every_mistake_is_told_with_its_place() {
    let cases: &[(&str, &str, &str, &str)] = &[
        (SMALL, "seed = 1", "seeds = 1", "s.toml:2:1: unknown field `seeds`"),
        (SMALL, "mean = \"80 cm\"", "mean = 80", "s.toml:17:8: invalid type: integer `80`, expected a string"),
        (SMALL, "mean = \"80 cm\"", "mean = \"80\"", "s.toml:17: outcome: mean = \"80 none\" does not fit the unit cm"),
        (
            SMALL,
            "mean = \"80 cm\"",
            "mean = \"80 kg\"",
            "s.toml:17: outcome: mean = \"80 kg\" does not fit the unit cm",
        ),
        (SMALL, "\"9 cm\"", "\"-9 cm\"", "s.toml:18: outcome: between-people = \"-9 cm\": an SD is not negative"),
        (SMALL, "\"SIMULATED\"", "\"Trial\"", "s.toml:1: title: it must say that the data are SIMULATED"),
        (SMALL, "people = 8000", "people = 0", "s.toml:3: people: from 1 to 1000000"),
        (SMALL, "single-arm", "one-occasion", "s.toml:4: design: one occasion has no change to simulate"),
        (SMALL, "single-arm", "twins", "s.toml:4:10: unknown variant `twins`"),
        (SMALL, "single-arm", "parallel-arms", "s.toml:4: design: parallel arms need two or more [[arm]]"),
        (SMALL, "single-arm", "split-body", "s.toml:4: design: a split-body trial has two [[site]]"),
        (SMALL, "single-arm", "crossover", "s.toml:4: design: a crossover has two [[arm]]"),
        (SMALL, "\"after\"", "\"before\"", "s.toml:9: visit: the name `before` is used twice"),
        (SMALL, "\"after\"", "\"a,b\"", "s.toml:9: visit: `a,b` is not a plain name"),
        (SMALL, "week = 0.0", "week = 1.0", "s.toml:7: visit `before`: the first visit is week 0"),
        (SMALL, "week = 12.0", "week = 0.0", "s.toml:10: visit `after`: its week is not after the one before"),
        (
            SMALL,
            "sessions = 12",
            "sessions = 12\nperiod = 2",
            "s.toml:12: visit `after`: periods are 1 and 2 of a crossover",
        ),
        (SMALL, "decimals = 2", "decimals = 9", "s.toml:16: outcome `waist`: decimals are from 0 to 3"),
        (SMALL, "\"waist_cm\"", "\"week\"", "s.toml:14: outcome: there is another column `week`"),
        (SMALL, "\"waist_cm\"", "\"{site}_cm\"", "s.toml:14: outcome: the column `{site}_cm` needs sites"),
        (
            SMALL,
            "decimals = 2",
            "digit-preference = { half = \"20%\" }",
            "s.toml:16: outcome `waist`: halves need a decimal",
        ),
        (
            SMALL,
            "decimals = 2",
            "decimals = 2\ndigit-preference = { half = \"60%\", whole = \"50%\" }",
            "s.toml:17: outcome `waist`: the shares of digit-preference exceed 100%",
        ),
        (
            SMALL,
            "decimals = 2",
            "decimals = 2\ndigit-preference = { half = \"0.6\" }",
            "s.toml:17:29: `0.6` is not a share: write it as 35%",
        ),
        (SMALL, "decimals = 2", "thresholds = [2.0, 1.0]", "s.toml:16: outcome `waist`: thresholds rise"),
        (
            SMALL,
            "decimals = 2",
            "drift = { per-session = \"1 cm\" }",
            "s.toml:16: outcome: a drift is what happens without sessions",
        ),
        (
            SMALL,
            "decimals = 2",
            "drift = { at = { later = \"1 cm\" } }",
            "outcome: there is no visit `later` in this file",
        ),
        (SMALL, "decimals = 2", "drift = { at = { before = \"1 cm\" } }", "outcome: `before` is the first visit"),
        (
            SMALL,
            "decimals = 2",
            "coupling = { outcome = \"waist\", per-unit = \"1 cm\" }",
            "s.toml:16: outcome: `waist` must be another outcome",
        ),
        (
            SMALL,
            "seed = 1\n",
            "seed = 1\nreadings-per-visit = 2\n",
            "s.toml:3: readings-per-visit: say who reads; give an [[observer]]",
        ),
        (SMALL, "seed = 1\n", "seed = 1\nreadings-per-visit = 0\n", "s.toml:3: readings-per-visit: from 1 to 100"),
        (SMALL, "seed = 1\n", "seed = 1\ncarry-over = \"5%\"\n", "s.toml:3: carry-over: only a crossover has one"),
        (
            SMALL,
            "seed = 1\n",
            "seed = 1\nlayout = \"sites-as-rows\"\n",
            "s.toml:3: layout: sites-as-rows needs [[site]]",
        ),
        (
            SITES,
            "control = true\n",
            "",
            "s.toml:4: design: a split-body trial has two [[site]], one of them with control = true",
        ),
        (SITES, "level = 0.9", "level = 1.9", "s.toml:23: outcome `thigh`: the correlation `level` is not from 0 to 1"),
        (SITES, "{site}_cm", "thigh_cm", "s.toml:23: outcome `thigh`: between-sites needs {site} in the column"),
        (SITES, "between-sites", "#", "s.toml:19: outcome `thigh`: a column with {site} needs between-sites"),
    ];
    for (text, from, to, expected) in cases {
        assert!(text.contains(from), "{from}");
        let wrong = text.replacen(from, to, 1);
        let message = Spec::read("s.toml", &wrong).expect_err(expected).to_string();
        assert!(
            message.contains(expected) && message.starts_with("s.toml:"),
            "`{to}` gives `{message}`, not `{expected}`"
        );
    }
}

/// Tables that may be left out, each with its mistakes; the line is that of the key.
#[test]
fn optional_tables_are_checked_too() {
    let base = SMALL.lines().count();
    let cases: &[(&str, usize, &str)] = &[
        ("[randomisation]\nmethod = \"simple\"", 2, "a single arm leaves nothing to chance"),
        ("[randomisation]\nmethod = \"blocks\"", 1, "blocks need repeats-per-block"),
        ("[[effect]]\noutcome = \"hip\"\nper-week = \"1 cm\"", 2, "effect: there is no outcome `hip` in this file"),
        ("[[effect]]\noutcome = \"waist\"", 2, "give per-session, per-week or at"),
        ("[[effect]]\noutcome = \"waist\"\nper-week = \"1 kg\"", 3, "per-week = \"1 kg\" does not fit the unit cm"),
        ("[[effect]]\noutcome = \"waist\"\narm = \"x\"\nper-week = \"1 cm\"", 3, "there is no arm `x` in this file"),
        (
            "[[effect]]\noutcome = \"waist\"\nper-week = \"1 cm\"\nspread = -1.0",
            4,
            "spread is a multiple of the mean effect",
        ),
        ("[selection]\noutcome = \"waist\"", 2, "give at-least, worst-of, or both"),
        ("[selection]\noutcome = \"waist\"\nworst-of = 0", 3, "worst-of is a number of occasions"),
        ("[selection]\noutcome = \"waist\"\nsite = \"x\"\nworst-of = 2", 3, "there is no site `x` in this file"),
        ("[dropout]\nper-visit = \"5%\"\nat = { never = \"5%\" }", 3, "there is no visit `never` in this file"),
        (
            "[dropout]\nper-visit = \"5%\"\ndisappointed = { outcome = \"waist\", short-of = \"0 cm\", added = \"5%\" }",
            3,
            "short-of has no direction",
        ),
        (
            "[dropout]\nper-visit = \"50%\"\n[dropout.disappointed]\noutcome = \"waist\"\nshort-of = \"-1 cm\"\nadded = \"60%\"",
            6,
            "the shares of those who drop out exceed 100%",
        ),
        (
            "[[co-intervention]]\nname = \"diet\"\nshare = \"5%\"\noutcome = \"waist\"\nper-week = \"1 cm\"\nuntil-week = 0.0",
            6,
            "until-week is above 0",
        ),
        ("[[harm]]\nname = \"x\"\ncolumn = \"waist_cm\"", 3, "there is another column `waist_cm`"),
        (
            "[[harm]]\nname = \"x\"\ncolumn = \"x\"\n[[harm.rate]]\nper-session = \"60%\"\n[[harm.rate]]\nper-session = \"60%\"",
            7,
            "the probabilities of one event at one session exceed 100%",
        ),
        ("[[observer]]\nname = \"A\"\nerror = -1.0", 3, "error is a multiple of the reading-error, from 0 to 100"),
        (
            "[[observer]]\nname = \"A\"\nbias = { hip = \"1 cm\" }",
            1,
            "observer: there is no outcome `hip` in this file",
        ),
        (
            "[[observer]]\nname = \"A\"\nbias = { waist = \"1 kg\" }",
            3,
            "observer: bias = \"1 kg\" does not fit the unit cm",
        ),
        ("[[observer]]\nname = \"A\"\n[[observer]]\nname = \"A\"", 4, "observer: the name `A` is used twice"),
        ("[[observer]]\nname = \"A\"\n[[harm]]\nname = \"x\"\ncolumn = \"x\"", 4, "in which no event can be counted"),
        (
            "[[observer]]\nname = \"A\"\n[selection]\noutcome = \"waist\"\nworst-of = 2\nscreening = \"baseline\"",
            6,
            "give screening = \"separate\"",
        ),
        (
            "[[observer]]\nname = \"A\"\n[dropout]\nper-visit = \"5%\"\n\
             disappointed = { outcome = \"waist\", short-of = \"-1 cm\", added = \"5%\" }",
            5,
            "no single reading can disappoint",
        ),
        (
            "[[outcome]]\nname = \"x\"\ncolumn = \"observer\"\nunit = \"cm\"\nmean = \"1 cm\"\nbetween-people = \"1 cm\"\n\
             [[observer]]\nname = \"A\"",
            3,
            "there is another column `observer`",
        ),
        (
            "[[outcome]]\nname = \"x\"\ncolumn = \"x\"\nunit = \"cm\"\nmean = \"1 cm\"\nbetween-people = \"1 cm\"\n\
             observer-by-person = \"1 cm\"",
            7,
            "observer-by-person needs [[observer]]",
        ),
        (
            "[[gross-error]]\nparticipant = \"S9999\"\nvisit = \"after\"\noutcome = \"waist\"\nkind = \"digits\"",
            2,
            "`S9999`: people are called up to S8000",
        ),
        (
            "[[gross-error]]\nparticipant = \"S0001\"\nvisit = \"later\"\noutcome = \"waist\"\nkind = \"digits\"",
            3,
            "there is no visit `later` in this file",
        ),
        (
            "[[gross-error]]\nparticipant = \"S0001\"\nvisit = \"after\"\noutcome = \"waist\"\nkind = \"digits\"\nreading = 2",
            6,
            "reading is from 1 to 1",
        ),
        (
            "[[gross-error]]\nparticipant = \"S0001\"\nvisit = \"after\"\noutcome = \"waist\"\nkind = \"unit\"\nunit = \"kg\"",
            6,
            "kind `unit` needs another unit than cm of its kind",
        ),
        (
            "[[gross-error]]\nparticipant = \"S0001\"\nvisit = \"after\"\noutcome = \"waist\"\nkind = \"swapped\"\nwith = \"waist\"",
            6,
            "kind `swapped` needs another outcome",
        ),
        (
            "[[gross-error]]\nparticipant = \"S0001\"\nvisit = \"after\"\noutcome = \"waist\"\nkind = \"digits\"\nunit = \"mm\"",
            5,
            "kind `digits` takes neither unit nor with",
        ),
    ];
    for (more, line, expected) in cases {
        let message = Spec::read("s.toml", &format!("{SMALL}{more}\n")).expect_err(expected).to_string();
        let place = format!("s.toml:{}:", base + line);
        assert!(
            message.starts_with(&place) && message.contains(expected),
            "`{more}` gives `{message}`, not {place} `{expected}`"
        );
    }
}

/// What [photos] can say wrong; the line is that of the key.
#[test]
fn photographs_are_checked_too() {
    let photos = "[photos]\noutcome = \"waist\"\nfrom = \"before\"\nto = \"after\"\nraters = 5\npairs = 12\nnoticeable = \"2 cm\"\n\
        rater-spread = 0.1\n";
    assert!(Spec::read("s.toml", &format!("{SMALL}{photos}")).is_ok());
    for (from, to, line, expected) in [
        ("\"waist\"", "\"hip\"", 2, "there is no outcome `hip` in this file"),
        ("\"after\"", "\"later\"", 1, "there is no visit `later` in this file"),
        ("\"after\"", "\"before\"", 4, "`before` is not after `before`"),
        ("raters = 5", "raters = 0", 5, "raters are from 1 to 1000"),
        ("pairs = 12", "pairs = 9000", 6, "pairs are from 1 to the number of people, 8000"),
        ("\"2 cm\"", "\"0 cm\"", 7, "noticeable is above 0"),
        ("\"2 cm\"", "\"2 kg\"", 7, "does not fit the unit cm"),
        ("spread = 0.1", "spread = -0.1", 8, "rater-spread is the SD of a logarithm, from 0 to 10"),
        ("rater-spread", "rater-sprawl", 8, "unknown field `rater-sprawl`"),
    ] {
        let wrong = format!("{SMALL}{}", photos.replacen(from, to, 1));
        let message = Spec::read("s.toml", &wrong).expect_err(expected).to_string();
        let place = format!("s.toml:{}:", SMALL.lines().count() + line);
        assert!(message.starts_with(&place) && message.contains(expected), "{message}, not {place} {expected}");
    }
}

#[test]
fn a_cut_off_that_nobody_reaches_is_told() {
    let text = SMALL.replace("8000", "3") + "[selection]\noutcome = \"waist\"\nat-least = \"180 cm\"\n";
    let spec = Spec::read("s.toml", &text).expect("specification");
    let message = simulate(&spec).expect_err("nobody").to_string();
    assert!(message.contains("only 0 of the first") && message.contains("lower its cut-off"), "{message}");
}
