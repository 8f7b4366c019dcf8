use super::Grades;
use crate::data::{Decimal, PairedSample, Unit};
use crate::dist::ChiSquared;
use crate::num::{NumError, solve_positive_definite};
use crate::result::{
    Alternative, Citation, Detail, DetailValue, Estimate, Hypothesis, Note, PValue, Quantity, Statistic, TestResult,
};
use crate::stats::analysed::analysed;
use crate::stats::documented::documented;
use crate::stats::{PairedProcedure, StatsError, TestOptions, Usage};

/// Half the sum over the grades of |share after - share before|: the share that would have to move to make both alike.
pub const MARGINAL_DISTANCE: Quantity = Quantity {
    id: "marginal_distance",
    label: "distance of the two distributions of grades (total variation)",
    symbol: "TV",
};

documented! {
    /// # Question
    /// Are the grades distributed after as they were before, whatever the grades mean and in whatever order they come?
    ///
    /// # Assumptions
    /// Pairs are independent, and enough grades changed for a large-sample test. The order of the grades is not used: a shift in one
    /// direction is found more readily by tests that use it, such as the signed-rank test.
    ///
    /// # Formula
    /// Stuart and Maxwell's chi-squared d' V^-1 d, d the surplus of each grade (those who came to it less those who left it), V its
    /// covariance under the null hypothesis: those who came to or left the grade on the diagonal, less those who went between two grades
    /// off it. One grade is left out, which one does not matter. Grades that nobody left or came to say nothing; grades between whose
    /// groups nobody went are taken group by group, and the degrees of freedom are the grades of each group less one, summed. With two
    /// grades it is McNemar's chi-squared. The estimate is half the sum of |share after - share before| over the grades: the share of
    /// participants that would have to change grade to make both distributions alike. It is given without an interval, and is above 0 by
    /// chance alone.
    ///
    /// # Arguments
    /// Outcomes of kind grade, or at most 10 different whole numbers without a unit or in points.
    ///
    /// # Errors
    /// Other readings; a null value other than 0. Where no grade changed, p is 1. There is no direction: p is two-sided whatever the
    /// alternative.
    ///
    /// # References
    /// Stuart (1955), A test for homogeneity of the marginal distributions in a two-way classification, Biometrika 42:412-416. Maxwell
    /// (1970), Comparing the classification of subjects by two independent judges, Br J Psychiatry 116:651-655.
    ///
    /// # Example
    /// How active people are in their recreation and on a usual day, on one scale of grades:
    /// `girth test @nhefs-weight --before exercise --after active --unit score --kind grade --method marginal-homogeneity`
    MarginalHomogeneity
}

const CITATIONS: [Citation; 2] = [
    Citation {
        key: "Stuart 1955",
        reference: "Stuart A (1955). A test for homogeneity of the marginal distributions in a two-way classification. Biometrika 42:412-416.",
    },
    Citation {
        key: "Maxwell 1970",
        reference: "Maxwell AE (1970). Comparing the classification of subjects by two independent judges. Br J Psychiatry 116:651-655.",
    },
];

impl PairedProcedure for MarginalHomogeneity {
    fn id(&self) -> &'static str {
        "marginal-homogeneity"
    }

    fn title(&self) -> &'static str {
        "Stuart-Maxwell test of marginal homogeneity"
    }

    fn documentation(&self) -> &'static str {
        MarginalHomogeneity::DOCUMENTATION
    }

    fn usage(&self, sample: &PairedSample, _: &TestOptions) -> Usage {
        if Grades::of(sample).is_some() { Usage::OnRequest } else { Usage::Unsuited }
    }

    fn run(&self, sample: &PairedSample, options: &TestOptions) -> Result<TestResult, StatsError> {
        let Some(grades) = Grades::of(sample) else {
            let why = "the readings are no grades: at most 10 different whole numbers without a unit or in points, or an outcome of kind \
                       grade, are needed";
            return Err(StatsError::Undefined { procedure: self.title(), why: why.to_owned() });
        };
        if options.null_value != Decimal::ZERO {
            return Err(StatsError::Missing { procedure: self.title(), what: "a null value of 0" });
        }
        let numerical = |cause: &dyn ToString| StatsError::numerical(self.title(), cause.to_string());
        let groups = grades.groups();
        let degrees: usize = groups.iter().map(|group| group.len() - 1).sum();
        let mut notes = vec![Note::new("distance", "The distance of the distributions is given without an interval.")];
        let (chi_squared, p) = if degrees == 0 {
            notes.push(Note::new("no-change", "Nobody's grade changed: chi-squared is 0 and p is 1."));
            (0.0, 1.0)
        } else {
            let mut chi_squared = 0.0;
            for group in &groups {
                chi_squared += group_chi_squared(&grades, group).map_err(|cause| numerical(&cause))?;
            }
            let law = ChiSquared::try_new(degrees as f64).map_err(|cause| numerical(&cause))?;
            (chi_squared, law.sf(chi_squared))
        };
        if options.alternative != Alternative::TwoSided {
            notes.push(Note::new("no-direction", "The test has no direction: p is that of any difference."));
        }
        let surplus: u64 = (0..grades.size()).map(|grade| grades.surplus(grade).unsigned_abs()).sum();
        let count = |id, label, n| Detail { id, label, value: DetailValue::Count(n) };
        Ok(TestResult {
            procedure: self.id(),
            title: self.title(),
            hypothesis: Hypothesis {
                quantity: MARGINAL_DISTANCE,
                null_value: 0.0,
                unit: Unit::None,
                alternative: Alternative::TwoSided,
            },
            statistic: Some(Statistic {
                symbol: "chi-squared",
                value: chi_squared,
                distribution: format!("chi-squared with {degrees} degrees of freedom"),
            }),
            p_value: Some(PValue::try_new(p).map_err(|cause| numerical(&cause))?),
            estimates: vec![Estimate::new(
                MARGINAL_DISTANCE,
                surplus as f64 / (2 * sample.n()) as f64,
                Unit::None,
                None,
                None,
            )],
            analysed: analysed(sample),
            details: vec![
                count("degrees_of_freedom", "degrees of freedom", degrees as u64),
                count("grades", "grades that occur", grades.size() as u64),
                count("changed", "participants whose grade changed", grades.changed()),
            ],
            notes,
            citations: CITATIONS.to_vec(),
        })
    }
}

/// d' V^-1 d of one group of grades, the first of them left out.
fn group_chi_squared(grades: &Grades, group: &[usize]) -> Result<f64, NumError> {
    let kept = group.get(1..).unwrap_or_default();
    let surplus: Vec<f64> = kept.iter().map(|&grade| grades.surplus(grade) as f64).collect();
    let covariance = |one: usize, other: usize| {
        if one == other {
            group.iter().map(|&third| grades.exchanged(one, third)).sum::<u64>() as f64
        } else {
            -(grades.exchanged(one, other) as f64)
        }
    };
    let cells: Vec<f64> = kept.iter().flat_map(|&one| kept.iter().map(move |&other| covariance(one, other))).collect();
    let solved = solve_positive_definite(&cells, &surplus)?;
    Ok(surplus.iter().zip(solved).map(|(surplus, solved)| surplus * solved).sum())
}
