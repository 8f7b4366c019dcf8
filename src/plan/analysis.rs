//! What a run of the engine yields: everything that tables, words, charts and files are made from.

use super::{
    BaselineTable, ExplainAnalysis, Flow, HarmAnalysis, IndividualAnalysis, LongitudinalAnalysis, PhotosAnalysis,
    ReadingErrors, ReliabilityAnalysis, Selection, SitesAnalysis, TruthCheck,
};
use crate::claims::Judgement;
use crate::data::{Controlled, Decimal, Design, Measure, Outcome, PairedSample, SeveralArms};
use crate::ingest::audit::Audit;
use crate::result::number::{Number, number};
use crate::result::{Alternative, EffectSize, Estimate, Level, ModelResult, Note, TestResult};
use crate::stats::describe::PairedDescription;
use crate::stats::equivalence::{Conclusion, conclusion};
use crate::stats::multiplicity::Adjusted;
use crate::stats::{BootstrapMethod, EngineAnswer, SignedRankMethod, StatedMargin, Trim, ZeroHandling};
use schemars::JsonSchema;
use serde::Serialize;

/// The study in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StudyHeader {
    /// Short name.
    pub name: String,
    /// Title.
    pub title: String,
    /// What was asked.
    pub question: String,
    /// What was done between the readings.
    pub intervention: String,
    /// Where the data come from.
    pub source: String,
    /// How the data came about.
    pub design: Design,
    /// Whether the data are made up.
    pub simulated: bool,
}

/// A file that the run read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Input {
    /// As it was named.
    pub path: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Rows of data; absent for plans and claims.
    pub rows: Option<usize>,
}

/// Every setting that a number depends on.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Settings {
    /// Confidence level.
    pub level: Level,
    /// The procedures asked for.
    pub methods: Selection,
    /// Alternative of the tests.
    pub alternative: Alternative,
    /// How p-values of several samples are adjusted.
    pub adjust: Option<&'static str>,
    /// The least change that counts as a response.
    pub responder: Option<Measure>,
    /// Zeros in the signed-rank test.
    pub zeros: ZeroHandling,
    /// Distribution of the signed-rank test.
    pub signed_rank: SignedRankMethod,
    /// The share that trimmed means leave out at each end.
    pub trim: Trim,
    /// Scale of the Cauchy prior on the standardised change in Bayes factors.
    #[serde(serialize_with = "number")]
    #[schemars(with = "Number")]
    pub prior_scale: f64,
    /// Seed of all resampling.
    pub seed: u64,
    /// Bootstrap resamples.
    pub resamples: usize,
    /// The bootstrap intervals asked for beside the analytic ones, if any.
    pub bootstrap: Option<BootstrapMethod>,
}

/// A procedure that gave no result, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Refusal {
    /// In words.
    pub procedure: &'static str,
    /// Why.
    pub why: String,
}

/// One outcome in one arm, at one site.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleAnalysis {
    /// The pairs.
    pub sample: PairedSample,
    /// The arm's code in the data, if there are arms.
    pub arm: Option<String>,
    /// The site, if there are sites.
    pub site: Option<String>,
    /// Whether its outcome is the primary one.
    pub primary: bool,
    /// The change under the null hypothesis, in the outcome's unit.
    pub null_value: Decimal,
    /// The margin for equivalence, and where it comes from.
    pub margin: Option<(StatedMargin, String)>,
    /// How much one reading varies in somebody who does not change.
    pub reading_errors: ReadingErrors,
    /// Before, after, change.
    pub description: PairedDescription,
    /// What can be said of single people; absent without an error of a reading.
    pub individuals: Option<IndividualAnalysis>,
    /// Tests, in the order of the registry.
    pub tests: Vec<TestResult>,
    /// Effect sizes, in the order of the registry.
    pub effects: Vec<EffectSize>,
    /// What could not be computed.
    pub refusals: Vec<Refusal>,
    /// How other programs answer the same questions, where that was asked for.
    pub engines: Vec<EngineAnswer>,
    /// Means of bootstrap samples of the changes.
    pub bootstrap_means: Vec<f64>,
}

impl SampleAnalysis {
    /// A test by the stable name of its procedure.
    pub fn test(&self, procedure: &str) -> Option<&TestResult> {
        self.tests.iter().find(|test| test.procedure == procedure)
    }

    /// What the t tests of difference and of equivalence say together; `None` when either was not run or gave no p-value.
    pub fn conclusion(&self, level: Level) -> Option<Conclusion> {
        let p = |procedure| self.test(procedure)?.p_value;
        Some(conclusion(p("paired-t")?, p("equivalence-t")?, level.alpha()))
    }

    /// `Body weight, family therapy`.
    pub fn title(&self) -> String {
        match self.sample.group() {
            Some(group) => format!("{} ({group})", self.sample.outcome().label),
            None => self.sample.outcome().label.clone(),
        }
    }
}

/// What was treated against what was not: two arms, two sites of the same people, or the two orders of a crossover.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonAnalysis {
    /// `family therapy against control`.
    pub label: String,
    /// The treated arm's code in the data, if arms are compared.
    pub arm: Option<String>,
    /// The site, if there are sites; the treated one where sites are compared.
    pub site: Option<String>,
    /// Whether its outcome is the primary one.
    pub primary: bool,
    /// The changes and what they are held against.
    pub controlled: Controlled,
    /// The margin for equivalence, and where it comes from.
    pub margin: Option<(StatedMargin, String)>,
    /// Tests of the difference, in the order of the registry.
    pub tests: Vec<TestResult>,
    /// Sizes of the difference.
    pub effects: Vec<EffectSize>,
    /// Models that answer the same question with more in them.
    pub models: Vec<ModelResult>,
    /// What could not be computed.
    pub refusals: Vec<Refusal>,
}

impl ComparisonAnalysis {
    /// What was measured.
    pub fn outcome(&self) -> &Outcome {
        match &self.controlled {
            Controlled::Arms(two) | Controlled::Sequences(two) => two.outcome(),
            Controlled::Sites(split) => split.treated().outcome(),
        }
    }

    /// `Body weight: family therapy against control`.
    pub fn title(&self) -> String {
        match (&self.site, &self.controlled) {
            (Some(site), Controlled::Arms(_)) => format!("{} ({site}): {}", self.outcome().label, self.label),
            (_, Controlled::Sites(_)) => self.label.clone(),
            _ => format!("{}: {}", self.outcome().label, self.label),
        }
    }

    /// A test by the stable name of its procedure.
    pub fn test(&self, procedure: &str) -> Option<&TestResult> {
        self.tests.iter().find(|test| test.procedure == procedure)
    }
}

/// All arms of one outcome together.
#[derive(Clone, Debug, PartialEq)]
pub struct ArmsAnalysis {
    /// The arms, the control first.
    pub arms: SeveralArms,
    /// The site, if there are sites.
    pub site: Option<String>,
    /// Whether its outcome is the primary one.
    pub primary: bool,
    /// Models, in the order of the registry.
    pub models: Vec<ModelResult>,
    /// What could not be computed.
    pub refusals: Vec<Refusal>,
}

/// One sample's test among several.
#[derive(Clone, Debug, PartialEq)]
pub struct AdjustedTest {
    /// Index into [`Analysis::samples`].
    pub sample: usize,
    /// Stable name of the test.
    pub procedure: &'static str,
    /// What the test is about, with its own, unadjusted interval.
    pub estimate: Estimate,
    /// The p-values.
    pub p: Adjusted,
}

/// One run over one study.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// The study.
    pub study: StudyHeader,
    /// What was read.
    pub inputs: Vec<Input>,
    /// What every number depends on.
    pub settings: Settings,
    /// What the audit found.
    pub audit: Audit,
    /// Paired analyses, the primary outcome first.
    pub samples: Vec<SampleAnalysis>,
    /// Who came, who was left out and why, who was analysed.
    pub flow: Flow,
    /// What people were like at the start.
    pub baseline: BaselineTable,
    /// What was treated against what was not, the primary outcome first.
    pub comparisons: Vec<ComparisonAnalysis>,
    /// All arms of an outcome together.
    pub arms: Vec<ArmsAnalysis>,
    /// All visits of an outcome in one model, the primary outcome first.
    pub longitudinal: Vec<LongitudinalAnalysis>,
    /// Several sites of the same people in one model.
    pub sites: Vec<SitesAnalysis>,
    /// Adverse events.
    pub harms: Vec<HarmAnalysis>,
    /// The study's repeated readings, where it has any.
    pub reliability: Option<ReliabilityAnalysis>,
    /// What would make the changes of people without a control, besides the treatment.
    pub explained: Vec<ExplainAnalysis>,
    /// What a gallery of picked pictures shows.
    pub photos: Vec<PhotosAnalysis>,
    /// The samples' main tests with adjusted p-values, if they were asked for.
    pub adjusted: Vec<AdjustedTest>,
    /// The study's own claims.
    pub claims: Vec<Judgement>,
    /// The articles' claims.
    pub article_claims: Vec<Judgement>,
    /// Simulated data: what is true of the study's claims, and which verdicts were right.
    pub truth: Vec<TruthCheck>,
    /// What the reader must know about the run as a whole.
    pub notes: Vec<Note>,
}

impl Analysis {
    /// The sample that the report opens with.
    pub fn primary(&self) -> Option<&SampleAnalysis> {
        self.samples.iter().find(|sample| sample.primary).or_else(|| self.samples.first())
    }
}
