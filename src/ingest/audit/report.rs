use super::check::CHECKS;
use super::context::{Context, Sampled};
use super::finding::{Finding, Severity};
use super::grid::grids;
use crate::data::{Exclusion, Trial};
use crate::ingest::grid::Grid;
use crate::ingest::{Format, Ingested, Mapped, PairRequest, count_reasons};
use crate::result::{ExcludedCount, Note};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// What a file holds, what would be paired, and what looks wrong.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Audit {
    /// The source as the user named it.
    pub source: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How the text is written.
    pub format: Format,
    /// Rows read.
    pub rows: usize,
    /// Rows that the filters kept.
    pub rows_kept: usize,
    /// Participants in them.
    pub participants: usize,
    /// Treatment groups with their participants.
    pub arms: Vec<ArmCount>,
    /// Which column was taken for what.
    pub mapping: Vec<Mapped>,
    /// What would be paired.
    pub samples: Vec<SampleAudit>,
    /// How finely each outcome was read.
    pub grids: Vec<Grid>,
    /// What was detected, left out or assumed on reading.
    pub notes: Vec<Note>,
    /// What the checks saw, the worst first.
    pub findings: Vec<Finding>,
}

/// A treatment group and its size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ArmCount {
    /// Its name.
    pub arm: String,
    /// Participants in it.
    pub participants: usize,
}

/// One paired sample as it would be analysed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SampleAudit {
    /// Name of the outcome.
    pub outcome: String,
    /// Arm or site to which it is restricted.
    pub group: Option<String>,
    /// First visit.
    pub baseline: String,
    /// Second visit.
    pub followup: String,
    /// Complete pairs.
    pub pairs: usize,
    /// Participants without a pair, by reason.
    pub excluded: Vec<ExcludedCount>,
    /// Each of them.
    pub exclusions: Vec<Exclusion>,
    /// Why there is no sample, if there is none.
    pub problem: Option<String>,
}

impl Audit {
    /// How many findings are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Findings about single readings shown for one outcome and check.
const SHOWN: usize = 20;

/// Looks a file over. Never fails: what keeps pairs from being made is a finding.
pub fn audit(ingested: &Ingested, requests: &[PairRequest<'_>]) -> Audit {
    let context = Context::new(ingested, requests);
    let mut findings: Vec<Finding> = Vec::new();
    let mut explained: HashSet<(Option<String>, Vec<String>)> = HashSet::new();
    for check in CHECKS {
        let mut seen = Vec::new();
        let mut shown: HashMap<Option<String>, usize> = HashMap::new();
        for finding in (check.run)(&context) {
            let key = (finding.outcome.clone(), finding.participants.clone());
            let of_one_reading = check.about_reading && finding.participants.len() == 1;
            if of_one_reading && explained.contains(&key) {
                continue;
            }
            if of_one_reading {
                seen.push(key);
                let count = shown.entry(finding.outcome.clone()).or_insert(0);
                *count += 1;
                if *count > SHOWN {
                    continue;
                }
            }
            findings.push(finding);
        }
        let mut many: Vec<_> = shown.into_iter().filter(|(_, count)| *count > SHOWN).collect();
        many.sort();
        findings.extend(many.into_iter().map(|(outcome, count)| {
            let name = outcome.clone().unwrap_or_default();
            let words = format!("{name}: {} more findings of this check", count - SHOWN);
            let advice = "so many point to the unit, the column or the pairing rather than to single readings";
            Finding { outcome, ..Finding::new(Severity::Warning, check.id, words, advice) }
        }));
        explained.extend(seen);
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let trial = &ingested.trial;
    let arms = trial.arms.iter().enumerate().map(|(at, arm)| ArmCount {
        arm: arm.to_string(),
        participants: trial.participants.iter().filter(|person| person.arm == Some(at)).count(),
    });
    Audit {
        source: ingested.source.clone(),
        sha256: ingested.sha256.clone(),
        format: ingested.format,
        rows: ingested.rows,
        rows_kept: ingested.rows_kept,
        participants: trial.participants.len(),
        arms: arms.collect(),
        mapping: ingested.mapping.clone(),
        samples: context.samples.iter().map(|sampled| sample_audit(trial, sampled)).collect(),
        grids: grids(&context),
        notes: ingested.notes.clone(),
        findings,
    }
}

/// The pairs that a file offers by itself: every outcome, at every site, baseline against follow-up; none while the visits are open.
pub fn offered_pairs(ingested: &Ingested) -> Vec<PairRequest<'_>> {
    let Ok((baseline, followup)) = ingested.visits() else { return Vec::new() };
    let trial = &ingested.trial;
    let mut requests = Vec::new();
    for outcome in 0..trial.outcomes.len() {
        let sites: Vec<Option<&str>> = if trial.sites.len() < 2 {
            vec![None]
        } else {
            trial.sites.iter().map(|site| Some(site.as_str())).collect()
        };
        requests.extend(sites.into_iter().map(|site| PairRequest { outcome, site, arm: None, baseline, followup }));
    }
    requests
}

fn sample_audit(trial: &Trial, sampled: &Sampled<'_>) -> SampleAudit {
    let visit = |at: usize| trial.visits.get(at).map_or(String::new(), |visit| visit.to_string());
    let group: Vec<&str> = [sampled.request.arm, sampled.request.site].into_iter().flatten().collect();
    let (pairs, exclusions, problem) = match &sampled.pairs {
        Ok(pairs) => (pairs.sample.n(), pairs.sample.excluded().to_vec(), None),
        Err(error) => (0, Vec::new(), Some(error.to_string())),
    };
    let counted = count_reasons(&exclusions);
    SampleAudit {
        outcome: sampled.outcome.name.clone(),
        group: (!group.is_empty()).then(|| group.join(", ")),
        baseline: visit(sampled.request.baseline),
        followup: visit(sampled.request.followup),
        pairs,
        excluded: counted.into_iter().map(|(reason, n)| ExcludedCount { reason: reason.words(), n }).collect(),
        exclusions,
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::testing::{detect, read};
    use crate::ingest::{OutcomeRequest, Roles};

    /// Forty plain waists with their changes, then the given rows.
    fn waists(rows: &str) -> String {
        let plain: String = (0..40i32)
            .map(|n| {
                let before = 800 + 7 * n + (n * n) % 13;
                let after = before - 10 + (n * 5) % 23;
                format!("p{n},{}.{},{}.{}\n", before / 10, before % 10, after / 10, after % 10)
            })
            .collect();
        format!("id,waist_cm_before,waist_cm_after\n{plain}{rows}")
    }

    fn findings(text: &str) -> Vec<Finding> {
        let file = detect(text);
        audit(&file, &offered_pairs(&file)).findings
    }

    /// Checks that gave a warning or an error, with the participants named.
    fn alarms(text: &str) -> Vec<(&'static str, String)> {
        let loud = findings(text).into_iter().filter(|finding| finding.severity > Severity::Info);
        loud.map(|finding| (finding.check, finding.participants.join(" "))).collect()
    }

    #[test]
    fn plain_data_raise_no_alarm() {
        assert_eq!(alarms(&waists("")), []);
    }

    #[test]
    fn each_error_is_named_for_what_it_is() {
        for (row, check) in [
            ("x,92.3,9.2", "decimal-slip"),
            ("x,923,92.3", "decimal-slip"),
            ("x,36.3,92.0", "other-unit"),
            ("x,92.3,270.5", "implausible"),
            ("x,92.3,55.0", "change"),
        ] {
            let found = findings(&waists(&format!("{row}\n")));
            let about: Vec<_> =
                found.iter().filter(|finding| finding.participants.contains(&"x".to_string())).collect();
            assert_eq!(about.iter().map(|finding| finding.check).collect::<Vec<_>>(), [check], "{row}");
            assert_eq!((about[0].severity, about[0].lines.as_slice()), (Severity::Warning, &[42][..]), "{row}");
            assert!(!about[0].advice.is_empty());
        }
    }

    #[test]
    fn words_say_what_was_seen() {
        let found = findings(&waists("x,92.3,9.2\ny,92.3,55.0\n"));
        let words: Vec<&str> = found.iter().take(2).map(|finding| finding.words.as_str()).collect();
        let expected = [
            "waist of x: 9.2 beside 92.3; a decimal slip? 92 would fit",
            "waist of y: 92.3 then 55, a change of -37.3 cm (-40 %)",
        ];
        assert_eq!(words, expected);
        assert_eq!(found[0].column.as_deref(), Some("waist_cm_after"));
    }

    #[test]
    fn a_whole_column_in_another_unit_is_one_finding() {
        let rows: String = (0..30).map(|n| format!("{n},{},{}\n", 900 + n * 3, 890 + n * 4)).collect();
        assert_eq!(alarms(&format!("id,waist_cm_1,waist_cm_2\n{rows}")), [("implausible", String::new())]);
    }

    #[test]
    fn exchanged_columns_are_seen() {
        let rows: String =
            (0..30).map(|n| format!("{n},{},{},{},{}\n", 160 + n % 9, 160 + n % 9, 60 + n, 60 + n - n % 3)).collect();
        let text = format!("id,height_cm_1,height_cm_2,weight_kg_1,weight_kg_2\n{rows}x,165,70,70,165\n");
        assert!(alarms(&text).contains(&("swapped", "x".to_string())));
    }

    #[test]
    fn repeated_records_are_errors_that_do_not_stop_the_audit() {
        let found = alarms("id,visit,waist_cm\n1,V0,90\n1,V0,91\n1,V1,89\n2,V0,80\n2,V1,81\n");
        assert_eq!(found, [("duplicates", "1".to_string())]);
        let file = detect("id,visit,waist_cm\n1,V0,90\n1,V0,91\n1,V1,89\n");
        let report = audit(&file, &offered_pairs(&file));
        assert_eq!((report.samples[0].pairs, report.count(Severity::Error)), (0, 1));
        assert!(report.samples[0].problem.as_deref().is_some_and(|problem| problem.contains("lines 2, 3")));
    }

    #[test]
    fn exclusions_are_counted_by_reason() {
        let file = detect("id,arm,waist_cm_1,waist_cm_2\n1,A,90,89\n2,A,91,\n3,B,,80\n4,B,85,84\n5,B,85,83\n");
        let report = audit(&file, &offered_pairs(&file));
        let reasons: Vec<_> = report.samples[0].excluded.iter().map(|count| (count.reason, count.n)).collect();
        assert_eq!(reasons, [("reading before missing", 1), ("reading after missing", 1)]);
        assert_eq!((report.samples[0].pairs, report.participants, report.arms[1].participants), (3, 5, 3));
        assert_eq!(
            report.findings[0].words,
            "waist: 2 of 5 participants have no pair: reading before missing (1), reading after missing (1)"
        );
    }

    #[test]
    fn visits_without_a_time_are_doubted() {
        assert_eq!(alarms("id,visit,x\n1,red,2\n1,blue,3\n2,red,3\n2,blue,5\n"), [("visit-order", String::new())]);
        let ends = |baseline: &str, followup: &str| Roles {
            baseline: Some(baseline.to_string()),
            followup: Some(followup.to_string()),
            ..Roles::default()
        };
        let text = "id,visit,x\n1,V1,2\n1,V0,3\n2,V1,3\n2,V0,5\n";
        for (roles, n) in [(ends("V0", "V1"), 0), (ends("V1", "V0"), 1)] {
            let file = read(text, &roles).expect("file");
            let report = audit(&file, &offered_pairs(&file));
            assert_eq!(report.findings.iter().filter(|finding| finding.check == "visit-order").count(), n);
        }
    }

    #[test]
    fn copied_and_constant_columns_are_seen() {
        assert_eq!(alarms("id,before,after\n1,5,5\n2,6,6\n3,7,7\n"), [("identical", String::new())]);
        assert_eq!(alarms("id,before,after\n1,5,4\n2,6,5\n3,7,6\n"), [("identical", String::new())]);
        assert_eq!(alarms("id,before,after\n1,5,5\n2,5,6\n3,5,7\n"), [("constant", String::new())]);
    }

    #[test]
    fn zeros_ties_and_steps_are_told() {
        let found = findings("id,before,after\n1,5,5\n2,6,5.5\n3,7,7.5\n4,8,9\n");
        let words: Vec<&str> = found.iter().map(|finding| finding.words.as_str()).collect();
        assert_eq!(words, ["reading: 1 of 4 changes are zero, 2 others are as large as another one"]);
        let rows: String = (0..60).map(|n| format!("{n},{},{}.3\n", 60 + n, 61 + n)).collect();
        let file = detect(&format!("id,before,after\n{rows}"));
        let report = audit(&file, &offered_pairs(&file));
        assert_eq!((report.grids[0].decimals, report.grids[0].step.as_str()), (1, "0.1"));
    }

    #[test]
    fn rounded_last_digits_are_told() {
        let rounded: String = (0..80)
            .map(|n| {
                if n % 5 == 0 {
                    format!("{n},{}.3,{}.7\n", 70 + n, 71 + n)
                } else {
                    format!("{n},{}.0,{}.5\n", 70 + n, 69 + n)
                }
            })
            .collect();
        let found = findings(&format!("id,waist_cm_1,waist_cm_2\n{rounded}"));
        let digits = found.iter().find(|finding| finding.check == "digits").expect("digits");
        assert!(
            digits.words.starts_with("waist after: the last digit is 5 or 7 in 100 % of 80 readings (20 %"),
            "{}",
            digits.words
        );
        assert_eq!(digits.severity, Severity::Warning);
    }

    #[test]
    fn floods_are_cut() {
        let rows: String =
            (0..70).map(|n| format!("{n},{},{}\n", 80 + n % 9, if n < 30 { 10 } else { 81 + n % 7 })).collect();
        let roles = Roles { outcomes: vec![OutcomeRequest::pair("waist_cm_1", "waist_cm_2")], ..Roles::default() };
        let file = read(&format!("id,waist_cm_1,waist_cm_2\n{rows}"), &roles).expect("file");
        let report = audit(&file, &offered_pairs(&file));
        let slips = report.findings.iter().filter(|finding| finding.severity == Severity::Warning).count();
        assert!(slips <= 42, "{slips}");
        assert!(report.findings.iter().any(|finding| finding.words.contains("more findings of this check")));
    }

    #[test]
    fn check_names_differ() {
        let names: HashSet<&str> = CHECKS.iter().map(|check| check.id).collect();
        assert_eq!(names.len(), CHECKS.len());
    }
}
