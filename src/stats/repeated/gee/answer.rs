use super::choices::{GeeOptions, RobustErrors, WorkingCorrelation};
use super::design::Design;
use super::fit::{CorrelationState, GeeFit};
use crate::data::{Longitudinal, Unit};
use crate::result::{
    Alternative, Analysed, Citation, Contrast, Detail, Estimate, GroupMean, Hypothesis, Interval, ModelResult, Note,
    Quantity, Term, TestResult,
};
use crate::stats::documented::documented;
use crate::stats::paired::TInference;
use crate::stats::repeated::RepeatedProcedure;
use crate::stats::repeated::courses::arm_pairs;
use crate::stats::{StatsError, TestOptions, Usage};

/// The mean of an arm at a visit.
pub const MEAN_AT_VISIT: Quantity = Quantity { id: "mean_at_visit", label: "mean at the visit", symbol: "mean" };
/// The difference of two means.
pub const DIFFERENCE_AT_VISIT: Quantity =
    Quantity { id: "difference_at_visit", label: "difference of means at the visit", symbol: "difference" };
/// A slope on the baseline.
pub const GEE_COEFFICIENT: Quantity = Quantity { id: "coefficient", label: "coefficient", symbol: "b" };

documented! {
    /// # Question
    /// What is the mean change (or the mean reading, where nothing was read at baseline) at each visit, and how does it differ
    /// between arms, without a model of the covariance?
    ///
    /// # Assumptions
    /// People are independent of each other. A missed visit depends on nothing that the model does not contain (missing completely at
    /// random, given arm and baseline), which is more than the mixed model for repeated measures asks. The covariance within people may
    /// be anything: the working correlation only decides how well the estimates use the data.
    ///
    /// # Formula
    /// One mean for each arm and visit, identity link; with several arms and a baseline also a slope on baseline at each visit, the
    /// baseline centred at its mean over all. The sum over people of D' V^-1 (y - D b) = 0, V = (1 - rho) I + rho J with the moment
    /// estimate of rho, in turn until rho moves by less than 1e-13. Covariance of b: B (sum D' V^-1 C r r' C' V^-1 D) B, B = (sum D'
    /// V^-1 D)^-1, C = (I - H)^-1 (Mancl and DeRouen, the default), (I - H)^(-1/2) (Kauermann and Carroll) or I (Liang and Zeger), H
    /// = D B D' V^-1 of the person. t with the people read at the visit less the coefficients of the visit as degrees of freedom,
    /// those of a regression of that visit alone; of a contrast of two visits the smaller. In a single group with everybody read,
    /// Kauermann and Carroll's is the paired t test, and Mancl and DeRouen's SE is larger by sqrt(n / (n - 1)).
    ///
    /// # Arguments
    /// One visit or more, with or without arms and baseline; `--null`, `--alternative`, `--level`. Contrasts: a single group's mean
    /// change at each visit (without baseline: each visit less the first); differences between arms at each visit, treated - control,
    /// or later - earlier without a control.
    ///
    /// # Errors
    /// Nobody with a change (or reading). A correlation that no positive definite matrix has, or that cannot be estimated, is
    /// replaced by independence, with a note. Where one person alone determines a mean, it has no standard error.
    ///
    /// # References
    /// Liang and Zeger (1986), Biometrika 73:13-22; Mancl and DeRouen (2001), Biometrics 57:126-134; Kauermann and Carroll (2001), JASA
    /// 96:1387-1396.
    ///
    /// # Example
    /// `girth explain gee`
    Gee
}

const TITLE: &str = "generalised estimating equations";

const LIANG_ZEGER: Citation = Citation {
    key: "Liang and Zeger 1986",
    reference: "Liang KY, Zeger SL (1986). Longitudinal data analysis using generalized linear models. Biometrika 73:13-22.",
};
const MANCL_DEROUEN: Citation = Citation {
    key: "Mancl and DeRouen 2001",
    reference: "Mancl LA, DeRouen TA (2001). A covariance estimator for GEE with improved small-sample properties. Biometrics 57:126-134.",
};
const KAUERMANN_CARROLL: Citation = Citation {
    key: "Kauermann and Carroll 2001",
    reference: "Kauermann G, Carroll RJ (2001). A note on the efficiency of sandwich covariance matrix estimation. J Am Stat Assoc 96:1387-1396.",
};

/// A fit with what its answers share.
struct Reporter<'a> {
    data: &'a Longitudinal,
    design: &'a Design,
    fit: &'a GeeFit,
    options: &'a GeeOptions,
}

/// One combination of coefficients: weights of columns, with its degrees of freedom.
struct Asked<'a> {
    weights: &'a [(usize, f64)],
    degrees: f64,
    quantity: Quantity,
    unit: Unit,
    /// What is added to its value.
    origin: f64,
}

impl Reporter<'_> {
    fn answer(&self, asked: &Asked<'_>, test: &TestOptions) -> Result<(Estimate, Option<TInference>), StatsError> {
        let mut c = vec![0.0; self.design.columns.len()];
        asked.weights.iter().for_each(|&(column, weight)| c[column] += weight);
        let line = self.fit.combination(&c);
        let value = line.value + asked.origin;
        let Some(error) = line.standard_error.filter(|_| asked.degrees >= 1.0) else {
            return Ok((Estimate::new(asked.quantity, value, asked.unit, None, None), None));
        };
        let distance = value - test.null_value.to_f64();
        let found = TInference::of(TITLE, value, distance, error, asked.degrees, test)?;
        let interval = Interval::new(found.lower, found.upper, test.level, self.options.errors.method());
        Ok((Estimate::new(asked.quantity, value, asked.unit, Some(error), Some(interval)), Some(found)))
    }

    fn test(&self, asked: &Asked<'_>, analysed: Analysed) -> Result<TestResult, StatsError> {
        let (estimate, found) = self.answer(asked, &self.options.test)?;
        let mut notes = Vec::new();
        if found.is_none() {
            let text = "The people behind it do not vary, or one of them alone determines it: no standard error, p-value or interval.";
            notes.push(Note::new("no-standard-error", text));
        }
        let (statistic, p_value) = found.map(|found| (found.statistic, found.p_value)).unzip();
        Ok(TestResult {
            procedure: "gee",
            title: TITLE,
            hypothesis: Hypothesis {
                quantity: asked.quantity,
                null_value: self.options.test.null_value.to_f64(),
                unit: asked.unit,
                alternative: self.options.test.alternative,
            },
            statistic,
            p_value,
            estimates: vec![estimate],
            analysed,
            details: vec![Detail::number("degrees_of_freedom", "degrees of freedom", asked.degrees)],
            notes,
            citations: Vec::new(),
        })
    }

    /// A mean, two-sided, as an estimate.
    fn mean(&self, column: usize) -> Result<GroupMean, StatsError> {
        let cell = &self.design.cells[column];
        let two_sided = TestOptions { alternative: Alternative::TwoSided, ..self.options.test };
        let (estimate, _) = self.answer(&self.of_cell(&[(column, 1.0)], cell.visit), &two_sided)?;
        Ok(GroupMean { group: self.cell_name(column), n: cell.n, estimate })
    }

    /// A mean.
    fn of_cell<'w>(&self, weights: &'w [(usize, f64)], visit: usize) -> Asked<'w> {
        let (quantity, unit) = (MEAN_AT_VISIT, self.data.outcome().unit);
        Asked { weights, degrees: self.design.degrees_at(visit), quantity, unit, origin: self.design.origin }
    }

    fn cell_name(&self, column: usize) -> String {
        let cell = &self.design.cells[column];
        let visit = &self.data.visits()[cell.visit].name;
        if self.design.arms().len() > 1 { format!("{}, {visit}", self.data.arms()[cell.arm]) } else { visit.clone() }
    }

    /// One mean less another.
    fn difference(&self, of: usize, against: usize, label: String) -> Result<Contrast, StatsError> {
        let [one, other] = [of, against].map(|column| &self.design.cells[column]);
        let weights = [(of, 1.0), (against, -1.0)];
        let degrees = self.design.degrees_at(one.visit).min(self.design.degrees_at(other.visit));
        let asked = Asked { degrees, quantity: DIFFERENCE_AT_VISIT, origin: 0.0, ..self.of_cell(&weights, one.visit) };
        let n = if one.arm == other.arm { one.n.min(other.n) } else { one.n + other.n };
        Ok(Contrast { label, test: self.test(&asked, Analysed { n, excluded: Vec::new() })? })
    }

    /// A single group: mean changes, or each visit less the first. Arms: their differences at each visit.
    fn contrasts(&self) -> Result<Vec<Contrast>, StatsError> {
        let (arms, cells) = (self.design.arms(), &self.design.cells);
        let mut contrasts = Vec::new();
        if arms.len() == 1 && self.design.of_changes {
            for (column, cell) in cells.iter().enumerate() {
                let analysed = Analysed { n: cell.n, excluded: Vec::new() };
                let test = self.test(&self.of_cell(&[(column, 1.0)], cell.visit), analysed)?;
                contrasts.push(Contrast { label: self.cell_name(column), test });
            }
        } else if arms.len() == 1 {
            for column in 1..cells.len() {
                let label = format!("{} - {}", self.cell_name(column), self.cell_name(0));
                contrasts.push(self.difference(column, 0, label)?);
            }
        } else {
            for (visit, point) in self.data.visits().iter().enumerate() {
                for (treated, control) in arm_pairs(self.data, &arms) {
                    let columns = self.design.cell(treated, visit).zip(self.design.cell(control, visit));
                    if let Some((of, against)) = columns {
                        let names = self.data.arms();
                        let label = format!("{} - {}, {}", names[treated], names[control], point.name);
                        contrasts.push(self.difference(of, against, label)?);
                    }
                }
            }
        }
        Ok(contrasts)
    }

    /// The slopes on the baseline, two-sided against 0.
    fn terms(&self) -> Result<Vec<Term>, StatsError> {
        let against_zero = TestOptions { level: self.options.test.level, ..TestOptions::default() };
        let term = |(at, &visit): (usize, &usize)| {
            let weights = [(self.design.cells.len() + at, 1.0)];
            let degrees = self.design.degrees_at(visit);
            let asked = Asked { weights: &weights, degrees, quantity: GEE_COEFFICIENT, unit: Unit::None, origin: 0.0 };
            let (estimate, found) = self.answer(&asked, &against_zero)?;
            let (statistic, p_value) = found.map(|found| (found.statistic, found.p_value)).unzip();
            Ok(Term { name: format!("baseline, {}", self.data.visits()[visit].name), estimate, statistic, p_value })
        };
        self.design.slopes.iter().enumerate().map(term).collect()
    }

    fn details(&self) -> Vec<Detail> {
        let mut details = vec![
            Detail::count("readings", "readings that entered", self.design.y.len()),
            Detail::count("people", "participants", self.design.people.len()),
            Detail::count("coefficients", "coefficients", self.design.columns.len()),
        ];
        if let CorrelationState::Estimated(rho) = self.fit.state {
            details.push(Detail::number("working_correlation", "working correlation", rho));
            details.push(Detail::count("steps", "steps until it settled", self.fit.steps));
        }
        let variance = self.fit.residual_variance;
        details.extend(variance.map(|variance| Detail::number("residual_variance", "residual variance", variance)));
        details
    }

    fn notes(&self) -> Vec<Note> {
        let mut notes = vec![Note::new(
            "degrees-of-freedom",
            "Degrees of freedom are the people read at the visit less the coefficients of the visit.",
        )];
        match self.fit.state {
            CorrelationState::NotEstimable => notes.push(Note::new(
                "independence",
                "The exchangeable correlation cannot be estimated from these data, or came out as one that no covariance has: the \
                 equations worked with independence, which leaves estimates and standard errors valid.",
            )),
            CorrelationState::NoVariation => notes.push(Note::new(
                "no-variation",
                "The model fits every reading exactly: without variation there is no standard error, p-value or interval.",
            )),
            CorrelationState::Estimated(_) | CorrelationState::Independence => {}
        }
        if !self.design.without_slope.is_empty() {
            let names: Vec<&str> =
                self.design.without_slope.iter().map(|&visit| self.data.visits()[visit].name.as_str()).collect();
            let text =
                format!("No slope on the baseline can be told apart from the means at {}: left out.", names.join(", "));
            notes.push(Note::new("aliased", text));
        }
        notes
    }
}

/// The equations with a choice of working correlation, correction and adjustment for the baseline.
///
/// # Errors
/// [`StatsError::Undefined`] when there is nothing to fit.
pub fn gee_model(data: &Longitudinal, options: &GeeOptions) -> Result<ModelResult, StatsError> {
    let design = Design::of(data, options.baseline_slope)?;
    let undefined = || StatsError::Undefined { procedure: TITLE, why: "there are no changes to fit".to_owned() };
    let fit = GeeFit::of(&design, options.correlation, options.errors)
        .map_err(|cause| StatsError::numerical(TITLE, cause))?;
    let fit = fit.filter(|_| !design.y.is_empty()).ok_or_else(undefined)?;
    let reporter = Reporter { data, design: &design, fit: &fit, options };
    let response = if design.of_changes { "change" } else { "reading" };
    let arms = if design.arms().len() > 1 { " * arm" } else { "" };
    let slopes = if design.slopes.is_empty() { "" } else { " + baseline * visit" };
    let correlation = match options.correlation {
        WorkingCorrelation::Exchangeable => "exchangeable",
        WorkingCorrelation::Independence => "independence",
    };
    let mut citations = vec![LIANG_ZEGER];
    citations.extend(match options.errors {
        RobustErrors::ManclDeRouen => Some(MANCL_DEROUEN),
        RobustErrors::KauermannCarroll => Some(KAUERMANN_CARROLL),
        RobustErrors::LiangZeger => None,
    });
    Ok(ModelResult {
        procedure: "gee",
        title: TITLE,
        formula: format!("{response} ~ visit{arms}{slopes}, {correlation}"),
        analysed: design.analysed.clone(),
        overall: None,
        terms: reporter.terms()?,
        means: (0..design.cells.len()).map(|column| reporter.mean(column)).collect::<Result<_, _>>()?,
        contrasts: reporter.contrasts()?,
        details: reporter.details(),
        notes: reporter.notes(),
        citations,
    })
}

impl RepeatedProcedure for Gee {
    fn id(&self) -> &'static str {
        "gee"
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn documentation(&self) -> &'static str {
        Gee::DOCUMENTATION
    }

    fn usage(&self, _: &Longitudinal, _: &TestOptions) -> Usage {
        Usage::OnRequest
    }

    fn run(&self, data: &Longitudinal, options: &TestOptions) -> Result<ModelResult, StatsError> {
        gee_model(data, &GeeOptions { test: *options, ..GeeOptions::default() })
    }
}
