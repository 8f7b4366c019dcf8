//! Results as JSON: the contract with other programs.

use crate::claims::Judgement;
use crate::data::{Controlled, Exclusion};
use crate::ingest::audit::Audit;
use crate::plan::{
    Analysis, BaselineTable, ComparisonAnalysis, EvidenceAnalysis, ExplainAnalysis, Flow, IndividualAnalysis, Input,
    IntercurrentCount, PhotosAnalysis, Refusal, ReliabilityAnalysis, SampleAnalysis, Sensitivity, Settings,
    StudyHeader, SummaryAnalysis, TruthCheck,
};
use crate::result::{EffectSize, Estimate, LongitudinalModel, ModelResult, Note, PValue, TestResult};
use crate::stats::EngineAnswer;
use crate::stats::describe::PairedDescription;
use crate::stats::equivalence::Conclusion;
use crate::stats::mixed::DesignEffect;
use crate::stats::repeated::missing::{MissingPatterns, TippingMap};
use crate::stats::risk::Harm;
use schemars::JsonSchema;
use serde::Serialize;

/// Raised when a field changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// Which program wrote it.
#[derive(Serialize, JsonSchema)]
pub struct Program {
    /// `girth`.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// The sample that a result belongs to.
#[derive(Serialize, JsonSchema)]
pub struct SampleKey<'a> {
    /// Name of the outcome.
    pub outcome: &'a str,
    /// Arm code, if there are arms.
    pub arm: Option<&'a str>,
    /// Site, if there are sites.
    pub site: Option<&'a str>,
}

impl SampleKey<'_> {
    fn of(sample: &SampleAnalysis) -> SampleKey<'_> {
        SampleKey { outcome: &sample.sample.outcome().name, arm: sample.arm.as_deref(), site: sample.site.as_deref() }
    }
}

/// A result with its sample.
#[derive(Serialize, JsonSchema)]
pub struct Keyed<'a, T> {
    /// Which sample.
    #[serde(flatten)]
    pub sample: SampleKey<'a>,
    /// The result.
    #[serde(flatten)]
    pub result: &'a T,
}

/// A sample as it was analysed.
#[derive(Serialize, JsonSchema)]
pub struct Described<'a> {
    /// Which sample.
    #[serde(flatten)]
    pub sample: SampleKey<'a>,
    /// Complete pairs.
    pub n: usize,
    /// Who was left out.
    pub exclusions: &'a [Exclusion],
    /// Before, after and change.
    pub description: &'a PairedDescription,
    /// What the tests of difference and of equivalence say together; absent without a margin.
    pub conclusion: Option<Conclusion>,
    /// What could not be computed, and why.
    pub not_computed: &'a [Refusal],
}

/// One test among several, with its p-value by itself and among all.
#[derive(Serialize, JsonSchema)]
pub struct AdjustedRow<'a> {
    /// Which sample.
    #[serde(flatten)]
    pub sample: SampleKey<'a>,
    /// Stable name of the test.
    pub procedure: &'static str,
    /// Stable name of the adjustment.
    pub adjustment: &'static str,
    /// What the test is about; its interval is not adjusted.
    pub estimate: &'a Estimate,
    /// Of the hypothesis by itself.
    pub p_value: PValue,
    /// Among all hypotheses.
    pub adjusted_p_value: PValue,
}

/// What was treated against what was not.
#[derive(Serialize, JsonSchema)]
pub struct Compared<'a> {
    /// `family therapy against control`.
    pub comparison: &'a str,
    /// `arms`, `sites` or `sequences`.
    pub between: &'static str,
    /// Name of the outcome.
    pub outcome: &'a str,
    /// The treated arm's code, if arms are compared.
    pub arm: Option<&'a str>,
    /// The site, if there are sites.
    pub site: Option<&'a str>,
    /// People on the treated and on the control side.
    pub n: [usize; 2],
    /// Tests of the difference, treated - control.
    pub tests: &'a [TestResult],
    /// Sizes of the difference.
    pub effects: &'a [EffectSize],
    /// Models.
    pub models: &'a [ModelResult],
    /// What could not be computed, and why.
    pub not_computed: &'a [Refusal],
}

impl Compared<'_> {
    fn of(comparison: &ComparisonAnalysis) -> Compared<'_> {
        let (between, n) = match &comparison.controlled {
            Controlled::Arms(two) => ("arms", [two.treated().n(), two.control().n()]),
            Controlled::Sequences(two) => ("sequences", [two.treated().n(), two.control().n()]),
            Controlled::Sites(split) => ("sites", [split.difference().n(); 2]),
        };
        Compared {
            comparison: &comparison.label,
            between,
            outcome: &comparison.outcome().name,
            arm: comparison.arm.as_deref(),
            site: comparison.site.as_deref(),
            n,
            tests: &comparison.tests,
            effects: &comparison.effects,
            models: &comparison.models,
            not_computed: &comparison.refusals,
        }
    }
}

/// One outcome at all its sites.
#[derive(Serialize, JsonSchema)]
pub struct SitesTogether<'a> {
    /// Name of the outcome.
    pub outcome: &'a str,
    /// The arm, or the arms held against each other, if there are arms.
    pub arms: Option<&'a str>,
    /// Mixed models with a random intercept of the participant.
    pub models: &'a [ModelResult],
    /// What taking every reading for a person would have claimed.
    pub pooled: Option<&'a DesignEffect>,
    /// What could not be computed, and why.
    pub not_computed: &'a [Refusal],
}

/// All visits of one outcome.
#[derive(Serialize, JsonSchema)]
pub struct OverTime<'a> {
    /// What was modelled.
    pub label: &'a str,
    /// Name of the outcome; of the treated site's where two sites are compared.
    pub outcome: &'a str,
    /// The site, if there are sites.
    pub site: Option<&'a str>,
    /// What happened on the way, and what it was taken to mean.
    pub intercurrent: &'a [IntercurrentCount],
    /// Who left when.
    pub patterns: &'a MissingPatterns,
    /// The model of all visits.
    pub model: Option<&'a LongitudinalModel>,
    /// Effects over the number of sessions.
    pub dose: &'a [TestResult],
    /// What is left of the effect after the end of the course.
    pub lasting: &'a [TestResult],
    /// Other procedures that were asked for.
    pub others: &'a [ModelResult],
    /// The effect at the last visit under other assumptions about those who left.
    pub sensitivity: &'a [Sensitivity],
    /// How much worse those who left must have done for the answer to change.
    pub tipping: Option<&'a TippingMap>,
    /// What could not be computed, and why.
    pub not_computed: &'a [Refusal],
}

/// One sort of adverse event.
#[derive(Serialize, JsonSchema)]
pub struct HarmFound<'a> {
    /// In words.
    pub label: &'a str,
    /// Risks, rates and their comparison.
    #[serde(flatten)]
    pub harm: &'a Harm,
    /// Split body: treated against untreated site of the same people.
    pub between_sites: Option<&'a TestResult>,
}

/// All arms of one outcome together.
#[derive(Serialize, JsonSchema)]
pub struct ArmsTogether<'a> {
    /// Name of the outcome.
    pub outcome: &'a str,
    /// The site, if there are sites.
    pub site: Option<&'a str>,
    /// Models of all arms.
    pub models: &'a [ModelResult],
    /// What could not be computed, and why.
    pub not_computed: &'a [Refusal],
}

/// The whole of results.json.
#[derive(Serialize, JsonSchema)]
pub struct Results<'a> {
    /// Version of this layout.
    pub schema_version: u32,
    /// Who wrote it.
    pub program: Program,
    /// The command that gives it again.
    pub command: &'a str,
    /// The study.
    pub study: &'a StudyHeader,
    /// What was read.
    pub inputs: &'a [Input],
    /// What every number depends on.
    pub settings: &'a Settings,
    /// What the audit found.
    pub audit: &'a Audit,
    /// Samples and their description.
    pub samples: Vec<Described<'a>>,
    /// Tests.
    pub tests: Vec<Keyed<'a, TestResult>>,
    /// The main test of every sample with adjusted p-values; empty unless an adjustment was asked for.
    pub adjusted: Vec<AdjustedRow<'a>>,
    /// Standardised sizes.
    pub effects: Vec<Keyed<'a, EffectSize>>,
    /// Who came, who was left out and why, who was analysed.
    pub flow: &'a Flow,
    /// What people were like at the start, group by group.
    pub baseline: &'a BaselineTable,
    /// What was treated against what was not.
    pub comparisons: Vec<Compared<'a>>,
    /// All arms of an outcome together.
    pub arms: Vec<ArmsTogether<'a>>,
    /// All visits of an outcome in one model.
    pub longitudinal: Vec<OverTime<'a>>,
    /// Several sites of the same people in one model.
    pub sites: Vec<SitesTogether<'a>>,
    /// Adverse events.
    pub harms: Vec<HarmFound<'a>>,
    /// The study's repeated readings, where it has any.
    pub reliability: Option<&'a ReliabilityAnalysis>,
    /// What can be said of single people.
    pub individuals: Vec<Keyed<'a, IndividualAnalysis>>,
    /// What would make a change of people without a control, besides the treatment.
    pub explained: &'a [ExplainAnalysis],
    /// What a gallery of picked pictures shows.
    pub photos: &'a [PhotosAnalysis],
    /// How other programs answer the same questions, where that was asked for.
    pub engines: Vec<Keyed<'a, EngineAnswer>>,
    /// The study's claims.
    pub claims: &'a [Judgement],
    /// The articles' claims.
    pub article_claims: &'a [Judgement],
    /// Simulated data: what is true of the study's claims, and which verdicts were right.
    pub truth: &'a [TruthCheck],
    /// What the reader must know.
    pub notes: &'a [Note],
}

/// results.json, indented, with a line end.
///
/// # Errors
/// If a result holds a NaN, which would be a defect of girth.
pub fn json(analysis: &Analysis, command: &str) -> Result<String, serde_json::Error> {
    let keys = || analysis.samples.iter().map(|sample| (sample, || SampleKey::of(sample)));
    let results = Results {
        schema_version: SCHEMA_VERSION,
        program: Program { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        command,
        study: &analysis.study,
        inputs: &analysis.inputs,
        settings: &analysis.settings,
        audit: &analysis.audit,
        samples: keys()
            .map(|(sample, key)| Described {
                sample: key(),
                n: sample.sample.n(),
                exclusions: sample.sample.excluded(),
                description: &sample.description,
                conclusion: sample.conclusion(analysis.settings.level),
                not_computed: &sample.refusals,
            })
            .collect(),
        tests: keys()
            .flat_map(|(sample, key)| sample.tests.iter().map(move |result| Keyed { sample: key(), result }))
            .collect(),
        adjusted: adjusted(analysis),
        effects: keys()
            .flat_map(|(sample, key)| sample.effects.iter().map(move |result| Keyed { sample: key(), result }))
            .collect(),
        flow: &analysis.flow,
        baseline: &analysis.baseline,
        comparisons: analysis.comparisons.iter().map(Compared::of).collect(),
        arms: analysis
            .arms
            .iter()
            .map(|arms| ArmsTogether {
                outcome: &arms.arms.outcome().name,
                site: arms.site.as_deref(),
                models: &arms.models,
                not_computed: &arms.refusals,
            })
            .collect(),
        longitudinal: analysis
            .longitudinal
            .iter()
            .map(|one| OverTime {
                label: &one.label,
                outcome: &one.courses.outcome().name,
                site: one.site.as_deref(),
                intercurrent: &one.intercurrent,
                patterns: &one.patterns,
                model: one.model.as_ref(),
                dose: &one.dose,
                lasting: &one.lasting,
                others: &one.others,
                sensitivity: &one.sensitivity,
                tipping: one.tipping.as_ref(),
                not_computed: &one.refusals,
            })
            .collect(),
        sites: analysis
            .sites
            .iter()
            .map(|sites| SitesTogether {
                outcome: &sites.outcome,
                arms: sites.arms.as_deref(),
                models: &sites.models,
                pooled: sites.pooled.as_ref(),
                not_computed: &sites.refusals,
            })
            .collect(),
        harms: analysis
            .harms
            .iter()
            .map(|one| HarmFound { label: &one.label, harm: &one.harm, between_sites: one.between_sites.as_ref() })
            .collect(),
        reliability: analysis.reliability.as_ref(),
        individuals: keys()
            .filter_map(|(sample, key)| Some(Keyed { sample: key(), result: sample.individuals.as_ref()? }))
            .collect(),
        explained: &analysis.explained,
        photos: &analysis.photos,
        engines: keys()
            .flat_map(|(sample, key)| sample.engines.iter().map(move |result| Keyed { sample: key(), result }))
            .collect(),
        claims: &analysis.claims,
        article_claims: &analysis.article_claims,
        truth: &analysis.truth,
        notes: &analysis.notes,
    };
    serde_json::to_string_pretty(&results).map(|text| text + "\n")
}

fn adjusted(analysis: &Analysis) -> Vec<AdjustedRow<'_>> {
    let rows = analysis.adjusted.iter().filter_map(|test| {
        Some(AdjustedRow {
            sample: SampleKey::of(analysis.samples.get(test.sample)?),
            procedure: test.procedure,
            adjustment: analysis.settings.adjust?,
            estimate: &test.estimate,
            p_value: test.p.raw,
            adjusted_p_value: test.p.adjusted,
        })
    });
    rows.collect()
}

/// A result with the program and the command that give it again.
#[derive(Serialize)]
struct Signed<'a, T> {
    schema_version: u32,
    program: Program,
    command: &'a str,
    #[serde(flatten)]
    result: &'a T,
}

fn signed<T: Serialize>(result: &T, command: &str) -> Result<String, serde_json::Error> {
    let program = Program { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };
    let signed = Signed { schema_version: SCHEMA_VERSION, program, command, result };
    serde_json::to_string_pretty(&signed).map(|text| text + "\n")
}

/// The errors of repeated readings as JSON, indented, with a line end.
///
/// # Errors
/// As [`json`].
pub fn reliability_json(analysis: &ReliabilityAnalysis, command: &str) -> Result<String, serde_json::Error> {
    signed(analysis, command)
}

/// Published results as JSON, in the same way.
///
/// # Errors
/// As [`json`].
pub fn evidence_json(analysis: &EvidenceAnalysis, command: &str) -> Result<String, serde_json::Error> {
    signed(analysis, command)
}

/// What a paper's figures say as JSON, in the same way.
///
/// # Errors
/// As [`json`].
pub fn summary_json(analysis: &SummaryAnalysis, command: &str) -> Result<String, serde_json::Error> {
    signed(analysis, command)
}

/// The JSON Schema of results.json.
///
/// # Errors
/// None in practice: the schema is made of plain values.
pub fn schema() -> Result<String, serde_json::Error> {
    let schema = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Results<'static>>();
    serde_json::to_string_pretty(&schema).map(|text| text + "\n")
}
