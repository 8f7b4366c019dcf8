use super::{
    EvidencePlan, ExplainPlan, IntercurrentPlan, LongitudinalPlan, PhotosPlan, PlanError, ReliabilityPlan, Selection,
    SelectionPlan, StatedError, places,
};
use crate::claims::position;
use crate::data::{Design, DesignKind, Measure, OutcomeKind, Unit};
use crate::ingest::{DecimalSign, Delimiter, HarmRequest, OutcomeRequest, Roles};
use crate::result::{Alternative, Level};
use crate::stats::{BootstrapMethod, SignedRankMethod, StatedMargin, TestOptions, Trim, ZeroHandling, multiplicity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A plan.toml: what was asked, how the data came about, which columns hold what, and how it is analysed.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Plan {
    /// The study's name in the report.
    pub title: String,
    /// What was asked, in one sentence.
    #[serde(default)]
    pub question: String,
    /// What was done between the two readings.
    #[serde(default)]
    pub intervention: String,
    /// Where the data come from.
    #[serde(default)]
    pub source: String,
    /// Whether the data are made up; every chart says so, and a truth.toml beside the plan says what is true of them.
    #[serde(default)]
    pub simulated: bool,
    /// The data file, beside the plan.
    #[serde(default = "data_csv")]
    pub data: String,
    /// How the data came about.
    #[serde(default)]
    pub design: Design,
    /// Which columns hold what.
    #[serde(default)]
    pub columns: Columns,
    /// Labels of arm codes.
    #[serde(default)]
    pub arms: BTreeMap<String, String>,
    /// What was measured; detected from the header when left out.
    #[serde(default)]
    pub outcome: Vec<OutcomePlan>,
    /// What is held against what inside a person: two sites, or two outcomes measured at two sites.
    #[serde(default)]
    pub contrast: Vec<ContrastPlan>,
    /// Adverse events.
    #[serde(default)]
    pub harm: Vec<HarmPlan>,
    /// What happens to people on the way and bears on what their readings mean.
    #[serde(default)]
    pub intercurrent: Vec<IntercurrentPlan>,
    /// How it is analysed.
    #[serde(default)]
    pub analysis: AnalysisPlan,
    /// The model of all visits.
    #[serde(default)]
    pub longitudinal: LongitudinalPlan,
    /// Repeated readings that tell the error of a reading.
    #[serde(default)]
    pub reliability: ReliabilityPlan,
    /// How people came into the study.
    pub selection: Option<SelectionPlan>,
    /// What the panel that explains a change away is told.
    #[serde(default)]
    pub explain: ExplainPlan,
    /// Pictures that were shown of the study's people.
    pub photos: Option<PhotosPlan>,
    /// A study whose data are a table of published results.
    pub evidence: Option<EvidencePlan>,
}

/// Two sites of the same people, one of which was treated.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ContrastPlan {
    /// Its name, by which claims refer to it.
    pub name: String,
    /// Its name in sentences and charts.
    pub label: Option<String>,
    /// What is measured on both sides, in charts: `Thigh girth`.
    pub outcome: Option<String>,
    /// The treated side: an outcome's name, or the name of a site or of an arm.
    pub treated: String,
    /// The site that was not treated.
    pub control: String,
}

/// One sort of adverse event.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HarmPlan {
    /// Its name, by which claims refer to it.
    pub name: String,
    /// Its name in tables and charts.
    pub label: Option<String>,
    /// The column that counts the events since the visit before.
    pub column: Option<String>,
    /// Split body: the column of events at the treated site.
    pub treated: Option<String>,
    /// Split body: the column of events at the untreated site.
    pub control: Option<String>,
}

fn data_csv() -> String {
    "data.csv".to_owned()
}

/// Roles of columns.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Columns {
    /// The column, or comma-separated columns, that name the participant.
    pub id: Option<String>,
    /// The column of the treatment group.
    pub arm: Option<String>,
    /// The column of the place on the body.
    pub site: Option<String>,
    /// Long data: the column of the visit.
    pub visit: Option<String>,
    /// Long data: the column of the reading.
    pub value: Option<String>,
    /// Long data: the first visit of the pair.
    pub baseline: Option<String>,
    /// Long data: the second visit of the pair.
    pub followup: Option<String>,
    /// Long data: all visits in time order, where their names do not tell it.
    #[serde(default)]
    pub visits: Vec<String>,
    /// Columns of facts about participants: age, sex. Table 1 and subgroups use them.
    #[serde(default)]
    pub covariates: Vec<String>,
    /// The column of the clinic or practitioner, where people were treated in clusters.
    pub cluster: Option<String>,
    /// Long data: the column of the number of sessions received so far.
    pub sessions: Option<String>,
    /// Long data: the column of the time of the visit, such as weeks since the start.
    pub time: Option<String>,
    /// Long data: the column of the reading before the start, for the only outcome.
    pub baseline_column: Option<String>,
    /// Crossover and split body: what the two conditions of a pair are called.
    pub conditions: Option<[String; 2]>,
    /// Rows to keep: `where = ["PARAMCD=WEIGHT"]`.
    #[serde(default, rename = "where")]
    pub filters: Vec<String>,
    /// Wide data without an id column in which each row is one person.
    #[serde(default)]
    pub rows_are_participants: bool,
    /// Unit of outcomes that state none.
    pub unit: Option<Unit>,
    /// `comma`, `semicolon` or `tab`; detected when left out.
    pub delimiter: Option<Delimiter>,
    /// `point` or `comma`; detected when left out.
    pub decimal: Option<DecimalSign>,
}

/// One outcome.
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OutcomePlan {
    /// Its name, by which claims refer to it.
    pub name: Option<String>,
    /// Its name in sentences and charts.
    pub label: Option<String>,
    /// What sort of thing it is.
    pub kind: Option<OutcomeKind>,
    /// What it is measured in.
    pub unit: Option<Unit>,
    /// Wide data: the column of the first reading.
    pub before: Option<String>,
    /// Wide data: the column of the second reading.
    pub after: Option<String>,
    /// The column of the only reading.
    pub column: Option<String>,
    /// Long data: the column of the reading before the start.
    pub baseline_column: Option<String>,
    /// Whether it is the one that the study is about.
    #[serde(default)]
    pub primary: bool,
    /// The change under the null hypothesis; 0 when left out.
    pub null: Option<Measure>,
    /// The smallest change that matters, or the bounds of those that do not: `1cm`, `5%`, `0.3sd`, `-2cm..0.5cm`, `..0.5cm`.
    pub margin: Option<StatedMargin>,
    /// Where the margin comes from.
    pub margin_source: Option<String>,
    /// The SD of the error of one reading, repeated at once (the technical error of measurement), or `published`.
    pub reading_error: Option<StatedError>,
    /// Where that comes from.
    pub reading_error_source: Option<String>,
    /// The SD of one reading of a person from one occasion to another, the error of reading included, or `published`.
    pub within_person_sd: Option<StatedError>,
    /// Where that comes from.
    pub within_person_sd_source: Option<String>,
    /// The outcome of the reliability file that is this one, by its name there; by its own name when left out.
    pub reliability: Option<String>,
}

/// Settings of the analysis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct AnalysisPlan {
    /// Confidence level.
    pub level: f64,
    /// Tests and effect sizes to run, by their names in `girth list`, or `all` for every one that suits the data; a small set that
    /// suits the outcome when left out.
    pub methods: Vec<String>,
    /// Alternative of the tests.
    pub alternative: Alternative,
    /// The change under the null hypothesis, for outcomes that state none and whose unit it fits.
    pub null: Option<Measure>,
    /// The smallest change that matters, for outcomes that state none and whose unit it fits.
    pub margin: Option<StatedMargin>,
    /// The SD of the error of one reading, or `published`, for outcomes that state none and whose unit it fits.
    pub reading_error: Option<StatedError>,
    /// How p-values are adjusted when there are several samples: `holm`, `max-t`, ...; not at all when left out.
    pub adjust: Option<String>,
    /// The outcome of the weight that changes of girth are held against; the only outcome of kind weight when left out.
    pub co_intervention: Option<String>,
    /// Covariates whose groups get an estimate of their own, labelled exploratory.
    pub subgroups: Vec<String>,
    /// The least change that counts as a response, its sign being the direction: -1.5cm, -5%.
    pub responder: Option<Measure>,
    /// Zeros in the signed-rank test.
    pub zeros: ZeroHandling,
    /// Distribution of the signed-rank test.
    pub signed_rank: SignedRankMethod,
    /// The share that trimmed means leave out at each end.
    pub trim: f64,
    /// Scale of the Cauchy prior on the standardised change in Bayes factors.
    pub prior_scale: f64,
    /// Seed of all resampling.
    pub seed: u64,
    /// Bootstrap resamples.
    pub resamples: usize,
    /// Bootstrap intervals beside the analytic ones: `percentile`, `bca` or `studentized`; none when left out.
    pub bootstrap: Option<BootstrapMethod>,
}

impl Default for AnalysisPlan {
    fn default() -> Self {
        AnalysisPlan {
            level: 0.95,
            methods: Vec::new(),
            alternative: Alternative::TwoSided,
            null: None,
            margin: None,
            reading_error: None,
            adjust: None,
            co_intervention: None,
            subgroups: Vec::new(),
            responder: None,
            zeros: ZeroHandling::default(),
            signed_rank: SignedRankMethod::default(),
            trim: Trim::DEFAULT.value(),
            prior_scale: TestOptions::PRIOR_SCALE,
            seed: TestOptions::SEED,
            resamples: TestOptions::RESAMPLES,
            bootstrap: None,
        }
    }
}

impl Plan {
    /// Reads a plan.toml.
    ///
    /// # Errors
    /// [`PlanError`] with file, line and column for bad TOML and unknown keys, with the file for what contradicts itself.
    pub fn read(file: &str, text: &str) -> Result<Plan, PlanError> {
        let plan: Plan = toml::from_str(text).map_err(|cause| {
            let (line, column) = position(text, cause.span().map_or(0, |span| span.start));
            PlanError::Toml { file: file.to_owned(), line, column, message: cause.message().trim().to_owned() }
        })?;
        plan.check(file)?;
        Ok(plan)
    }

    /// What TOML's types cannot say.
    fn check(&self, file: &str) -> Result<(), PlanError> {
        let problem = |what: String| Err(PlanError::Plan { file: file.to_owned(), what });
        if let Err(cause) = Level::try_new(self.analysis.level) {
            return problem(format!("[analysis] level: {cause}"));
        }
        if Trim::try_new(self.analysis.trim).is_none() {
            return problem(format!("[analysis] trim: {} is not from 0 to below 0.5", self.analysis.trim));
        }
        if self.outcome.iter().filter(|outcome| outcome.primary).count() > 1 {
            return problem("more than one outcome has primary = true; one outcome is primary".to_owned());
        }
        for outcome in &self.outcome {
            let name = outcome.name.as_deref().unwrap_or("without a name");
            if outcome.before.is_some() != outcome.after.is_some() {
                return problem(format!("outcome {name}: `before` and `after` go together"));
            }
            if let Some(margin) = &outcome.margin {
                if outcome.margin_source.as_deref().is_none_or(|source| source.trim().is_empty()) {
                    return problem(format!("outcome {name}: say in margin-source why the margin is {margin}"));
                }
                if let Some(unit) = outcome.unit
                    && let Err(cause) = margin.in_unit(unit)
                {
                    return problem(format!("outcome {name}: margin {margin}: {cause}"));
                }
            }
            if let (Some(null), Some(unit)) = (outcome.null, outcome.unit)
                && let Err(cause) = null.amount_in(unit)
            {
                return problem(format!("outcome {name}: null {null}: {cause}"));
            }
        }
        if let Some(id) = &self.analysis.adjust
            && let Err(cause) = multiplicity::find(id)
        {
            return problem(format!("[analysis] adjust: {cause}"));
        }
        if let Err(cause) = Selection::of(&self.analysis.methods) {
            return problem(format!("[analysis] methods: {cause}"));
        }
        for contrast in &self.contrast {
            if contrast.treated == contrast.control {
                return problem(format!(
                    "contrast {}: `treated` and `control` are both {}",
                    contrast.name, contrast.treated
                ));
            }
        }
        for (at, harm) in self.harm.iter().enumerate() {
            let columns = [&harm.column, &harm.treated, &harm.control].map(Option::is_some);
            if !matches!(columns, [true, false, false] | [false, true, true]) {
                return problem(format!("harm {}: give either `column`, or `treated` and `control`", harm.name));
            }
            if self.harm[..at].iter().any(|other| other.name == harm.name) {
                return problem(format!("harm {} is there twice; give each its own name", harm.name));
            }
        }
        if let Some(unknown) = self.analysis.subgroups.iter().find(|name| !self.columns.covariates.contains(name)) {
            return problem(format!("[analysis] subgroups: {unknown} is not among [columns] covariates"));
        }
        for (at, event) in self.intercurrent.iter().enumerate() {
            if self.intercurrent[..at].iter().any(|other| other.name == event.name) {
                return problem(format!("intercurrent event {} is there twice; give each its own name", event.name));
            }
        }
        let longitudinal = &self.longitudinal;
        let of_model = longitudinal.covariates.iter().chain(&longitudinal.adherent).chain(&longitudinal.weight);
        for name in of_model {
            if !self.columns.covariates.contains(name) {
                return problem(format!("[longitudinal]: {name} is not among [columns] covariates"));
            }
        }
        if self.longitudinal.imputations < 2 {
            return problem("[longitudinal] imputations: at least 2 are needed to see how they vary".to_owned());
        }
        if let Err(what) = self.check_caution() {
            return problem(what);
        }
        for filter in &self.columns.filters {
            if !filter.contains('=') {
                return problem(format!("[columns] where: `{filter}` is not COLUMN=VALUE"));
            }
        }
        Ok(())
    }

    /// The parts about errors of reading, selection and pictures.
    fn check_caution(&self) -> Result<(), String> {
        if self.reliability.readings_averaged == Some(0) {
            return Err("[reliability] readings-averaged: a mean needs one reading at least".to_owned());
        }
        if let Some(selection) = &self.selection {
            selection.check().map_err(|what| format!("[selection] {what}"))?;
        }
        if let Some(place) = self.explain.place.as_ref().filter(|place| !places().any(|known| known == place.as_str()))
        {
            let known: Vec<&str> = places().collect();
            return Err(format!("[explain] place: there are no figures for {place}; there are {}", known.join(", ")));
        }
        if self.photos.as_ref().is_some_and(|photos| photos.shown == Some(0)) {
            return Err("[photos] shown: a gallery shows at least one pair of pictures".to_owned());
        }
        Ok(())
    }

    /// The plan's columns as the reader wants them.
    pub fn roles(&self) -> Roles {
        let columns = &self.columns;
        let split = |text: &String| text.split(',').map(|part| part.trim().to_owned()).collect();
        let filters = columns.filters.iter().filter_map(|filter| filter.split_once('='));
        Roles {
            id: columns.id.as_ref().map(split).unwrap_or_default(),
            arm: columns.arm.clone(),
            site: columns.site.clone(),
            visit: columns.visit.clone(),
            value: columns.value.clone(),
            baseline: columns.baseline.clone(),
            followup: columns.followup.clone(),
            visits: columns.visits.clone(),
            outcomes: self.outcome.iter().map(OutcomePlan::request).collect(),
            covariates: columns.covariates.iter().chain(&columns.cluster).cloned().collect(),
            harms: self.harm.iter().map(HarmPlan::request).collect(),
            sessions: columns.sessions.clone(),
            time: columns.time.clone(),
            baseline_column: columns.baseline_column.clone(),
            intercurrent: self.intercurrent.iter().map(IntercurrentPlan::request).collect(),
            unit: columns.unit,
            filters: filters.map(|(column, value)| (column.trim().to_owned(), value.trim().to_owned())).collect(),
            rows_are_participants: columns.rows_are_participants,
            one_occasion: self.design.kind == DesignKind::OneOccasion,
            delimiter: columns.delimiter,
            decimal: columns.decimal,
        }
    }
}

impl OutcomePlan {
    fn request(&self) -> OutcomeRequest {
        OutcomeRequest {
            name: self.name.clone(),
            label: self.label.clone(),
            kind: self.kind,
            unit: self.unit,
            before: self.before.clone(),
            after: self.after.clone(),
            column: self.column.clone(),
            baseline_column: self.baseline_column.clone(),
        }
    }
}

impl HarmPlan {
    fn request(&self) -> HarmRequest {
        let columns = [&self.column, &self.treated, &self.control];
        HarmRequest {
            name: self.name.clone(),
            label: self.label.clone().unwrap_or_else(|| self.name.clone()),
            columns: columns.into_iter().flatten().cloned().collect(),
        }
    }
}
