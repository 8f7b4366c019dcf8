use super::RepeatedProcedure;
use super::courses::{analysed, blank, complete_group, notes, on_request_in_a_group};
use super::row_sums::SumLaw;
use crate::data::{CompleteCourses, Longitudinal, Unit};
use crate::dist::normal;
use crate::num::{compensated_sum, midranks};
use crate::result::{
    Alternative, Citation, Detail, Estimate, Hypothesis, Interval, ModelResult, Note, PValue, Quantity, Statistic,
    TestResult,
};
use crate::stats::documented::documented;
use crate::stats::paired::TInference;
use crate::stats::{StatsError, TestOptions, Usage};

/// The mean over people of Spearman's correlation of their readings with the order in time.
pub const MEAN_RANK_CORRELATION: Quantity = Quantity {
    id: "mean_rank_correlation",
    label: "mean rank correlation of reading and time",
    symbol: "mean rank correlation",
};

documented! {
    /// # Question
    /// Do the readings rise, or fall, from one point in time to the next?
    ///
    /// # Assumptions
    /// One group of people, independent of each other, read at every point in time; those with a gap are left out. Under the null
    /// hypothesis each person's readings are exchangeable over time. Only the order of a person's readings and of the points is used.
    /// That the readings rise or fall has to be the question before they are seen.
    ///
    /// # Formula
    /// r = mid-rank of a reading among its person's k, R_j = its sum over the n people at the j-th point: L = sum j R_j. The
    /// alternative `less` is that readings fall (a reduction), `greater` that they rise. Exact: the distribution of L over all orders
    /// of each person's mid-ranks, ties as they are, by convolution over people; the two-sided p is twice the smaller tail. Beyond 10
    /// points, or beyond about 2,200 people at 3 points, 490 at 5, 60 at 10, the normal approximation with mean n k (k + 1)^2 / 4 and
    /// variance k (k + 1) / 12 times the sum over people of sum (r - (k + 1) / 2)^2, which corrects for ties; the result says which.
    /// The estimate is L on the scale of a correlation, 12 L / (n k (k^2 - 1)) - 3 (k + 1) / (k - 1): the mean over people of the
    /// correlation of their mid-ranks with time, in which somebody whose readings are all equal counts as 0. Its interval is
    /// Student's over people, cut off at -1 and 1.
    ///
    /// # Arguments
    /// Two points in time or more of one group; `--alternative`, `--level`.
    ///
    /// # Errors
    /// Several arms, fewer than two complete courses, or one point in time. When each person's readings are all equal, nothing is
    /// tested.
    ///
    /// # References
    /// Page (1963), JASA 58:216-230; Hollander, Wolfe and Chicken (2014), Nonparametric statistical methods, 3rd ed., sec. 7.2.
    ///
    /// # Example
    /// `girth explain page`
    Page
}

const PAGE: Citation = Citation {
    key: "Page 1963",
    reference: "Page EB (1963). Ordered hypotheses for multiple treatments: a significance test for linear ranks. J Am Stat Assoc 58:216-230.",
};
const HOLLANDER: Citation = Citation {
    key: "Hollander, Wolfe and Chicken 2014",
    reference: "Hollander M, Wolfe DA, Chicken E (2014). Nonparametric statistical methods, 3rd ed. Wiley.",
};

impl Page {
    fn overall(&self, courses: &CompleteCourses, options: &TestOptions) -> Result<TestResult, StatsError> {
        let numerical = |cause: &dyn ToString| StatsError::numerical(self.title(), cause.to_string());
        let mut result = blank(self.id(), self.title(), MEAN_RANK_CORRELATION, courses);
        result.hypothesis = Hypothesis { alternative: options.alternative, ..result.hypothesis };
        result.citations = vec![PAGE, HOLLANDER];
        let rows: Vec<Vec<u64>> = (0..courses.people()).map(|person| midranks(courses.ticks(person)).doubled).collect();
        let (n, k) = (rows.len() as f64, courses.names().len() as f64);
        // Twice L, and four times the sum of squares of the ranks about their mean: whole numbers.
        let doubled: u64 = rows.iter().flat_map(|row| row.iter().zip(1..)).map(|(rank, place)| place * rank).sum();
        let centre = courses.names().len() as u64 + 1;
        let squares: u128 = rows.iter().flatten().map(|&rank| u128::from(rank.abs_diff(centre)).pow(2)).sum();
        let correlations: Vec<f64> = rows.iter().map(|row| correlation(row)).collect();
        result.estimates.push(self.estimate(&correlations, options, &mut result.notes)?);
        if squares == 0 {
            let text = "In every person all readings are equal: there are no ranks to compare.";
            result.notes.push(Note::new("all-tied", text));
            return Ok(result);
        }
        let (l, mean) = (doubled as f64 / 2.0, n * k * (k + 1.0).powi(2) / 4.0);
        let variance = k * (k + 1.0) / 12.0 * (squares as f64 / 4.0);
        let z = (l - mean) / variance.sqrt();
        let asymptotic = options.alternative.p_value(normal::cdf(z), normal::sf(z));
        let exact =
            SumLaw::over(&rows).map(|law| options.alternative.p_value(law.at_most(doubled), law.at_least(doubled)));
        result.p_value = Some(PValue::try_new(exact.unwrap_or(asymptotic)).map_err(|cause| numerical(&cause))?);
        result.statistic = Some(Statistic {
            symbol: "L",
            value: l,
            distribution: match exact {
                Some(_) => "exact, over all orders of each person's ranks".to_owned(),
                None => format!("normal with mean {mean} and variance {variance:.4}"),
            },
        });
        result.details = vec![
            Detail::number("null_mean", "mean of L under the null hypothesis", mean),
            Detail::number("null_variance", "variance of L under the null hypothesis", variance),
            Detail::number("z", "L in standard deviations from its mean", z),
            Detail::number("p_normal", "p by the normal approximation", asymptotic),
        ];
        result.details.extend(exact.map(|p| Detail::number("p_exact", "exact p", p)));
        Ok(result)
    }

    fn estimate(
        &self,
        correlations: &[f64],
        options: &TestOptions,
        notes: &mut Vec<Note>,
    ) -> Result<Estimate, StatsError> {
        let n = correlations.len() as f64;
        let mean = compensated_sum(correlations.iter().copied()) / n;
        if correlations.iter().all(|each| *each == correlations[0]) {
            let text = "The rank correlation is the same in all people: an interval without width would be a certainty that they do not give.";
            notes.push(Note::new("no-interval", text));
            return Ok(Estimate::new(MEAN_RANK_CORRELATION, correlations[0], Unit::None, None, None));
        }
        let squares = compensated_sum(correlations.iter().map(|each| (each - mean).powi(2)));
        let error = (squares / (n - 1.0) / n).sqrt();
        let found = TInference::of(self.title(), mean, mean, error, n - 1.0, options)?;
        let cut = |limit: f64| if limit.is_finite() { limit.clamp(-1.0, 1.0) } else { limit };
        let interval = Interval::new(cut(found.lower), cut(found.upper), options.level, "t over people");
        Ok(Estimate::new(MEAN_RANK_CORRELATION, mean, Unit::None, Some(error), Some(interval)))
    }
}

/// The part of a person's doubled mid-ranks that goes with time, 1 for a rise from each point to the next.
fn correlation(doubled: &[u64]) -> f64 {
    let k = doubled.len() as i64;
    let centred = doubled.iter().zip(1..).map(|(&rank, place)| (2 * place - k - 1) * (rank as i64 - k - 1));
    3.0 * centred.sum::<i64>() as f64 / (k * (k * k - 1)) as f64
}

impl RepeatedProcedure for Page {
    fn id(&self) -> &'static str {
        "page"
    }

    fn title(&self) -> &'static str {
        "Page's trend test"
    }

    fn documentation(&self) -> &'static str {
        Page::DOCUMENTATION
    }

    fn usage(&self, data: &Longitudinal, _: &TestOptions) -> Usage {
        on_request_in_a_group(data)
    }

    fn run(&self, data: &Longitudinal, options: &TestOptions) -> Result<ModelResult, StatsError> {
        let courses = complete_group(self.title(), data)?;
        let direction = match options.alternative {
            Alternative::TwoSided => "rises or falls",
            Alternative::Less => "falls",
            Alternative::Greater => "rises",
        };
        Ok(ModelResult {
            procedure: self.id(),
            title: self.title(),
            formula: format!("rank within participant {direction} with time"),
            analysed: analysed(&courses),
            overall: Some(self.overall(&courses, options)?),
            terms: Vec::new(),
            means: Vec::new(),
            contrasts: Vec::new(),
            details: vec![Detail::count("points", "points in time", courses.names().len())],
            notes: notes(&courses),
            citations: vec![PAGE, HOLLANDER],
        })
    }
}
