//! `--compare-engines` against what the other programs gave.

use super::golden::data::Table;
use girth::stats::{EngineAnswer, TestOptions, engine_answers};
use std::path::Path;

fn answers(data_set: &str) -> Vec<EngineAnswer> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/data").join(format!("{data_set}.csv"));
    engine_answers(&Table::read(&path).unwrap().paired().unwrap(), &TestOptions::default()).unwrap()
}

fn answer<'a>(answers: &'a [EngineAnswer], question: &str, program: &str) -> &'a EngineAnswer {
    let found = answers.iter().find(|answer| answer.question == question && answer.program.starts_with(program));
    found.unwrap_or_else(|| panic!("no {program} on {question}"))
}

/// R 4.2.2 `wilcox.test(after, before, paired = TRUE)`, SciPy 1.17.1 `wilcoxon(after, before)`, and the formula of the SAS
/// documentation, as in the reference collection and its alternatives.
#[test]
fn signed_rank_p_values_are_those_of_the_programs() {
    for (data_set, program, p) in [
        ("sleep", "R before", 0.009_090_698_015_925_056),
        ("sleep", "R from", 0.003_906_25),
        ("sleep", "SciPy", 0.003_906_25),
        ("sleep", "SAS", 0.003_906_25),
        ("ties_decimal_n18", "R before", 0.001_556_289_052_194_043),
        ("ties_decimal_n18", "SciPy", 0.001_433_761_892_720_671),
        ("ties_n60", "SciPy", 0.111_933_624_469_965_17),
        ("ties_n60", "SAS", 0.112_782_476_809_994_36),
        ("ties_n60", "R before", 0.113_125_852_150_369_87),
        ("syn_n50", "SAS", 0.211_014_349_461_953_8),
        ("syn_n50", "SciPy", 0.211_484_882_613_230_95),
        ("syn_n50", "R before", 0.209_505_541_858_221_37),
        ("syn_n20", "SciPy", 0.023_950_576_782_226_562),
        ("ties_n20", "SciPy", 0.047_434_580_370_725_336),
        ("anorexia_ft", "SciPy", 0.000_839_233_398_437_5),
    ] {
        let answers = answers(data_set);
        let got = answer(&answers, "signed-rank p", program).answer.unwrap();
        assert!((got - p).abs() <= 1e-9 * p, "{data_set}, {program}: {got}, expected {p}");
    }
}

/// Sizes of the sleep data as the programs print them.
#[test]
fn sizes_are_those_of_the_programs() {
    let answers = answers("sleep");
    for (question, program, size) in [
        ("Cohen's d", "R: effectsize", 1.28456),
        ("Cohen's d", "DABEST", 0.83218),
        ("Hedges' g", "R: effectsize", 1.17392),
        ("Hedges' g", "DABEST", 0.79694),
    ] {
        let got = answer(&answers, question, program).answer.unwrap();
        assert!((got - size).abs() < 5e-6, "{question}, {program}: {got}");
    }
}

/// A switch is named only where it gives the same; where binary differences part decimal ties, none does.
#[test]
fn ties_lost_to_binary_differences_are_said() {
    let lost = answers("ties_decimal_n18");
    let r = answer(&lost, "signed-rank p", "R before");
    assert_eq!(r.switch, None);
    assert!(r.convention.contains("binary differences part"), "{}", r.convention);
    let whole = answers("ties_n20");
    assert!(whole.iter().filter(|answer| answer.question == "signed-rank p").all(|answer| answer.switch.is_some()));
}
