//! The same question as other programs answer it by default, and the switch that makes girth answer it so.

use super::paired::SignedRank;
use super::{PairedProcedure, SignedRankMethod, StatsError, TestOptions, ZeroHandling, registry};
use crate::data::{Decimal, PairedSample};
use crate::result::number::{Number, optional};
use crate::result::{DetailValue, TestResult};
use schemars::JsonSchema;
use serde::Serialize;

/// One program's answer to one question.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct EngineAnswer {
    /// What is asked.
    pub question: &'static str,
    /// Which program, with the function that is called without further arguments.
    pub program: &'static str,
    /// The answer; absent where the data define none.
    #[serde(serialize_with = "optional")]
    #[schemars(with = "Option<Number>")]
    pub answer: Option<f64>,
    /// What its convention is, and what that comes to here.
    pub convention: String,
    /// The options with which girth gives this answer; absent where none does, and the convention says why.
    pub switch: Option<&'static str>,
}

/// What the programs do with signed ranks.
struct RankConvention {
    program: &'static str,
    zeros: ZeroHandling,
    method: SignedRankMethod,
    words: &'static str,
    switch: &'static str,
}

/// The answers of R before and from 4.6, SciPy, SAS, JASP and DABEST to the questions in which they differ: p of the signed-rank test,
/// and the standardised change.
///
/// Those programs subtract in binary floating point, in which equal changes such as 92.3 - 90.9 and 71.5 - 70.1 differ; their answers
/// are computed here from differences of doubles, as theirs are. Where that loses ties no switch reproduces them, and it is said.
///
/// The conventions: R, `wilcox.test` of 4.2 and NEWS of 4.6.0; SciPy, `wilcoxon` of 1.17; SAS, tests for location of PROC UNIVARIATE;
/// JASP 0.19, paired samples t test, which calls R; DABEST 2025, which calls SciPy, and whose sizes divide by the average SD.
///
/// # Errors
/// [`StatsError`] of the signed-rank test; sizes that the data do not define are absent.
pub fn engine_answers(sample: &PairedSample, options: &TestOptions) -> Result<Vec<EngineAnswer>, StatsError> {
    let mut answers = signed_rank_answers(sample, options)?;
    answers.extend(size_answers(sample, options));
    Ok(answers)
}

fn signed_rank_answers(sample: &PairedSample, options: &TestOptions) -> Result<Vec<EngineAnswer>, StatsError> {
    let doubles = in_doubles(sample, options.null_value)?;
    let decimal = run(sample, options, options.null_value, ZeroHandling::Wilcoxon, SignedRankMethod::Asymptotic)?;
    let binary = run(&doubles, options, Decimal::ZERO, ZeroHandling::Wilcoxon, SignedRankMethod::Asymptotic)?;
    let lost = count(&decimal, "tied").saturating_sub(count(&binary, "tied"));
    let mut answers = Vec::new();
    for convention in rank_conventions(sample.n(), &binary) {
        let asked =
            |sample, null| run(sample, options, null, convention.zeros, convention.method).map(|result| p(&result));
        let theirs = asked(&doubles, Decimal::ZERO)?;
        let ours = asked(sample, options.null_value)?;
        let same = match (theirs, ours) {
            (Some(theirs), Some(ours)) => (theirs - ours).abs() <= 1e-12 * theirs.max(ours),
            (theirs, ours) => theirs == ours,
        };
        let mut words = convention.words.to_owned();
        if !same {
            let changes = if lost == 1 { "1 tied change" } else { &format!("{lost} tied changes") };
            words += &format!("; its binary differences part {changes}, so that no switch gives this");
        }
        answers.push(EngineAnswer {
            question: "signed-rank p",
            program: convention.program,
            answer: theirs,
            convention: words,
            switch: same.then_some(convention.switch),
        });
    }
    Ok(answers)
}

/// What each program's default comes to for these data.
fn rank_conventions(pairs: usize, binary: &TestResult) -> Vec<RankConvention> {
    let (used, zeros, tied) = (count(binary, "nonzero"), count(binary, "zeros"), count(binary, "tied"));
    let clean = zeros == 0 && tied == 0;
    let exact = |program, words| RankConvention {
        program,
        zeros: ZeroHandling::Wilcoxon,
        method: SignedRankMethod::Exact,
        words,
        switch: "--zeros wilcoxon --signed-rank exact",
    };
    let normal = |program, words| RankConvention {
        program,
        zeros: ZeroHandling::Wilcoxon,
        method: SignedRankMethod::Asymptotic,
        words,
        switch: "--zeros wilcoxon --signed-rank asymptotic",
    };
    let corrected = |program, words| RankConvention {
        program,
        zeros: ZeroHandling::Wilcoxon,
        method: SignedRankMethod::AsymptoticContinuity,
        words,
        switch: "--zeros wilcoxon --signed-rank asymptotic-continuity",
    };
    let old_r = |program| {
        if clean && used < 50 {
            exact(program, "exact below 50 changes without ties or zeros: exact here")
        } else {
            corrected(
                program,
                "exact below 50 changes without ties or zeros; here normal with continuity correction, zeros dropped",
            )
        }
    };
    let new_r = if used < 50 {
        RankConvention {
            zeros: ZeroHandling::Pratt,
            switch: "--zeros pratt --signed-rank exact",
            ..exact("R from 4.6: wilcox.test", "exact below 50 changes, with ties; zeros ranked and dropped (Pratt)")
        }
    } else {
        corrected("R from 4.6: wilcox.test", "from 50 changes normal with continuity correction, zeros dropped")
    };
    let scipy = |program| {
        if pairs <= 50 && clean {
            exact(program, "exact up to 50 pairs without ties or zeros: exact here")
        } else if pairs <= 13 {
            exact(program, "ties or zeros and at most 13 pairs: all sign patterns, zeros dropped")
        } else {
            normal(
                program,
                "more than 50 pairs, or more than 13 with ties or zeros: normal without correction, zeros dropped",
            )
        }
    };
    let sas = RankConvention {
        program: "SAS: PROC UNIVARIATE",
        zeros: ZeroHandling::Wilcoxon,
        method: SignedRankMethod::Sas,
        words: if used <= SignedRankMethod::SAS_EXACT_LIMIT as u64 {
            "exact up to 20 changes, with ties: exact here, zeros dropped"
        } else {
            "exact up to 20 changes: Student's t approximation here, zeros dropped"
        },
        switch: "--zeros wilcoxon --signed-rank sas",
    };
    vec![
        old_r("R before 4.6: wilcox.test"),
        new_r,
        scipy("SciPy: wilcoxon"),
        sas,
        old_r("JASP: Wilcoxon signed-rank"),
        scipy("DABEST: pvalue_wilcoxon"),
    ]
}

/// What the programs call d and g of pairs.
fn size_answers(sample: &PairedSample, options: &TestOptions) -> Vec<EngineAnswer> {
    let size = |id: &str| {
        let effect = registry::effect(id)?.run(sample, options).ok()?;
        Some(effect.estimate.value)
    };
    let answer = |question, program, answer, convention: &str, switch| EngineAnswer {
        question,
        program,
        answer,
        convention: convention.to_owned(),
        switch,
    };
    vec![
        answer(
            "Cohen's d",
            "R: effectsize, JASP",
            size("d_z"),
            "divides by the SD of the changes",
            Some("--method d_z"),
        ),
        answer(
            "Cohen's d",
            "DABEST",
            size("d_av"),
            "divides by the root mean square of both SDs",
            Some("--method d_av"),
        ),
        answer("Hedges' g", "R: effectsize", size("g_z"), "J(n - 1) times d_z", Some("--method g_z")),
        answer(
            "Hedges' g",
            "DABEST",
            size("g_av_2n"),
            "J(2n - 2) times d_av, which takes the two readings of a person for two people",
            Some("--method g_av_2n"),
        ),
    ]
}

fn run(
    sample: &PairedSample,
    options: &TestOptions,
    null_value: Decimal,
    zeros: ZeroHandling,
    signed_rank: SignedRankMethod,
) -> Result<TestResult, StatsError> {
    let options = TestOptions { null_value, zeros, signed_rank, ..*options };
    SignedRank.run(sample, &options)
}

fn p(result: &TestResult) -> Option<f64> {
    result.p_value.map(|p| p.value())
}

fn count(result: &TestResult, detail: &str) -> u64 {
    match result.detail(detail) {
        Some(DetailValue::Count(count)) => count,
        _ => 0,
    }
}

/// The changes less the null value as those programs have them: differences of doubles, put in order by their bits, which keep
/// sign, size order, ties and zeros, and nothing else that a signed rank depends on.
fn in_doubles(sample: &PairedSample, null_value: Decimal) -> Result<PairedSample, StatsError> {
    let null = null_value.to_f64();
    let bits = |difference: f64| {
        let size = i128::from(difference.abs().to_bits());
        if difference < 0.0 { -size } else { size }
    };
    let pairs = sample.before().values().into_iter().zip(sample.after().values());
    let ticks: Vec<i128> = pairs.map(|(before, after)| bits(after - before - null)).collect();
    let decimals: Option<Vec<Decimal>> = ticks.into_iter().map(|ticks| Decimal::new(ticks, 0)).collect();
    let after = decimals.ok_or(crate::data::DataError::Grid)?;
    let before = vec![Decimal::ZERO; after.len()];
    let outcome = sample.outcome().clone();
    Ok(PairedSample::try_new(outcome, None, sample.ids().to_vec(), &before, &after, Vec::new())?)
}
