use super::RepeatedProcedure;
use super::courses::{analysed, blank, complete_group, notes, on_request_in_a_group};
use super::friedman_exact::upper_tail;
use crate::data::{CompleteCourses, Longitudinal, Unit};
use crate::dist::{ChiSquared, StudentT, StudentizedRange};
use crate::num::midranks;
use crate::result::{
    Alternative, Citation, Contrast, Detail, Estimate, GroupMean, Interval, ModelResult, Note, PValue, Quantity,
    Statistic, TestResult,
};
use crate::stats::documented::documented;
use crate::stats::multiplicity::{Adjustment, Holm, Method, adjust_p_values};
use crate::stats::paired::SignedRank;
use crate::stats::repeated::within::tail;
use crate::stats::{PairedProcedure, StatsError, TestOptions, Usage};

/// Kendall's coefficient of concordance.
pub const KENDALLS_W: Quantity = Quantity { id: "kendalls_w", label: "Kendall's W", symbol: "W" };
/// The mean over people of the rank that a point in time has among a person's readings.
pub const MEAN_RANK: Quantity = Quantity { id: "mean_rank", label: "mean rank", symbol: "mean rank" };
/// The difference of two mean ranks.
pub const MEAN_RANK_DIFFERENCE: Quantity =
    Quantity { id: "mean_rank_difference", label: "difference of mean ranks", symbol: "rank difference" };

documented! {
    /// # Question
    /// Do the readings tend to be higher at some points in time than at others, and at which?
    ///
    /// # Assumptions
    /// One group of people, independent of each other, read at every point in time; those with a gap are left out. Under the null
    /// hypothesis each person's readings are exchangeable over time. Only the order of a person's readings is used.
    ///
    /// # Formula
    /// r = mid-rank of a reading among its person's, R = its sum over the n people at one of the k points: chi^2 = (k - 1) sum (R - n
    /// (k + 1) / 2)^2 / sum (r - (k + 1) / 2)^2, which corrects for ties. The p-value is exact, over all orders of the mid-ranks at
    /// hand, where rank sums can be gone through one person after the other (without ties up to 98 people at 3 points, 22 at 4, 8 at
    /// 5, 3 at 6), else from chi^2 with k - 1 degrees of freedom; the result says which, and both are among the details. Kendall's W
    /// = chi^2 / (n (k - 1)). Iman and Davenport's F = (n - 1) chi^2 / (n (k - 1) - chi^2) with k - 1 and (k - 1)(n - 1) degrees of
    /// freedom. Pairs of points: Nemenyi's test, the default because it has intervals that hold together: the difference of mean
    /// ranks over sqrt(sum (r - (k + 1) / 2)^2 / (n^2 (k - 1))), which is sqrt(k (k + 1) / (12 n)) without ties, held against the
    /// studentized range of k means with infinite degrees of freedom. Among its details Conover's t = (R - R') / sqrt(2 (n sum r^2 -
    /// sum R^2) / ((n - 1)(k - 1))) with (n - 1)(k - 1) degrees of freedom, its p adjusted by Holm. Beside it the Hodges-Lehmann
    /// median change with its own, unadjusted signed-rank interval.
    ///
    /// # Arguments
    /// Two points in time or more of one group; `--level`. Always two-sided.
    ///
    /// # Errors
    /// Several arms, fewer than two complete courses, or one point in time. When each person's readings are all equal, nothing is
    /// tested.
    ///
    /// # References
    /// Friedman (1937), JASA 32:675-701; Kendall and Babington Smith (1939), Ann Math Stat 10:275-287; Iman and Davenport (1980),
    /// Commun Stat A 9:571-595; Nemenyi (1963), Distribution-free multiple comparisons, Princeton; Conover (1999), Practical
    /// nonparametric statistics, 3rd ed., sec. 5.8.
    ///
    /// # Example
    /// `girth explain friedman`
    Friedman
}

const FRIEDMAN: Citation = Citation {
    key: "Friedman 1937",
    reference: "Friedman M (1937). The use of ranks to avoid the assumption of normality implicit in the analysis of variance. J Am Stat Assoc 32:675-701.",
};
const IMAN_DAVENPORT: Citation = Citation {
    key: "Iman and Davenport 1980",
    reference: "Iman RL, Davenport JM (1980). Approximations of the critical region of the Friedman statistic. Commun Stat A 9:571-595.",
};
const NEMENYI: Citation = Citation {
    key: "Nemenyi 1963",
    reference: "Nemenyi PB (1963). Distribution-free multiple comparisons. PhD thesis, Princeton University.",
};
const CONOVER: Citation = Citation {
    key: "Conover 1999",
    reference: "Conover WJ (1999). Practical nonparametric statistics, 3rd ed. Wiley.",
};

/// Conover's test of one pair.
#[derive(Clone, Copy)]
struct Conover {
    t: f64,
    p: f64,
    p_holm: f64,
}

/// Ranks within people, doubled so that they are whole.
struct RankedCourses {
    rows: Vec<Vec<u64>>,
    sums: Vec<u64>,
    /// Sum over people and points of (2 r - (k + 1))².
    within: u128,
    /// Sum over points of (2 R - n (k + 1))².
    between: u128,
}

impl RankedCourses {
    fn of(courses: &CompleteCourses) -> RankedCourses {
        let (n, k) = (courses.people() as u64, courses.names().len() as u64);
        let rows: Vec<Vec<u64>> = (0..courses.people()).map(|person| midranks(courses.ticks(person)).doubled).collect();
        let sums: Vec<u64> = (0..courses.names().len()).map(|at| rows.iter().map(|row| row[at]).sum()).collect();
        let squared = |value: u64, centre: u64| u128::from(value.abs_diff(centre)).pow(2);
        RankedCourses {
            within: rows.iter().flatten().map(|&rank| squared(rank, k + 1)).sum(),
            between: sums.iter().map(|&sum| squared(sum, n * (k + 1))).sum(),
            rows,
            sums,
        }
    }

    fn n(&self) -> f64 {
        self.rows.len() as f64
    }

    fn k(&self) -> f64 {
        self.sums.len() as f64
    }

    fn chi_squared(&self) -> f64 {
        (self.k() - 1.0) * (self.between as f64 / self.within as f64)
    }

    /// The difference of two mean ranks.
    fn difference(&self, of: usize, against: usize) -> f64 {
        (self.sums[of] as f64 - self.sums[against] as f64) / (2.0 * self.n())
    }

    /// The standard error of one mean rank that Nemenyi's test takes.
    fn nemenyi_error(&self) -> f64 {
        (self.within as f64 / 4.0 / (self.k() - 1.0)).sqrt() / self.n()
    }

    /// Conover's standard error of a difference of mean ranks; `None` when all people agree in all.
    fn conover_error(&self) -> Option<f64> {
        let rest = (self.rows.len() as u128 * self.within).checked_sub(self.between).filter(|&rest| rest > 0)?;
        let degrees = (self.n() - 1.0) * (self.k() - 1.0);
        Some((2.0 * (rest as f64 / 4.0) / degrees).sqrt() / self.n())
    }
}

impl Friedman {
    fn numerical(&self, cause: impl ToString) -> StatsError {
        StatsError::numerical(self.title(), cause)
    }

    fn overall(&self, courses: &CompleteCourses, ranked: &RankedCourses) -> Result<TestResult, StatsError> {
        let mut result = blank(self.id(), self.title(), KENDALLS_W, courses);
        result.citations = vec![FRIEDMAN, IMAN_DAVENPORT];
        if ranked.within == 0 {
            let text = "In every person all readings are equal: there are no ranks to compare.";
            result.notes.push(Note::new("all-tied", text));
            return Ok(result);
        }
        let (n, k, chi_squared) = (ranked.n(), ranked.k(), ranked.chi_squared());
        let law = ChiSquared::try_new(k - 1.0).map_err(|cause| self.numerical(cause))?;
        let asymptotic = law.sf(chi_squared);
        let exact = upper_tail(&ranked.rows, ranked.between);
        let p = PValue::try_new(exact.unwrap_or(asymptotic)).map_err(|cause| self.numerical(cause))?;
        result.p_value = Some(p);
        result.statistic = Some(Statistic {
            symbol: "χ²",
            value: chi_squared,
            distribution: match exact {
                Some(_) => "exact, over all orders of each person's ranks".to_owned(),
                None => format!("chi-squared with {} degrees of freedom", k - 1.0),
            },
        });
        result.estimates.push(Estimate::new(KENDALLS_W, chi_squared / (n * (k - 1.0)), Unit::None, None, None));
        result.details = vec![
            Detail::count("degrees_of_freedom", "degrees of freedom", ranked.sums.len() - 1),
            Detail::number("p_chi_squared", "p by chi-squared", asymptotic),
        ];
        result.details.extend(exact.map(|p| Detail::number("p_exact", "exact p", p)));
        // Without rest, F is infinite.
        if ranked.conover_error().is_some() {
            let f = (n - 1.0) * chi_squared / (n * (k - 1.0) - chi_squared);
            let p = tail(f, (k - 1.0, (k - 1.0) * (n - 1.0)), 1.0).map_err(|cause| self.numerical(cause))?;
            result.details.push(Detail::number("iman_davenport_f", "Iman and Davenport's F", f));
            result.details.push(Detail::number("iman_davenport_p", "its p", p));
        }
        Ok(result)
    }

    /// All pairs of points, later - earlier.
    fn contrasts(
        &self,
        courses: &CompleteCourses,
        ranked: &RankedCourses,
        options: &TestOptions,
    ) -> Result<Vec<Contrast>, StatsError> {
        let names = courses.names();
        let pairs: Vec<(usize, usize)> =
            (0..names.len()).flat_map(|from| (from + 1..names.len()).map(move |to| (from, to))).collect();
        let law =
            StudentizedRange::try_new(names.len() as u32, f64::INFINITY).map_err(|cause| self.numerical(cause))?;
        let critical = law.upper_quantile(options.level.alpha()).map_err(|cause| self.numerical(cause))?;
        let conover = self.conover(ranked, &pairs)?;
        let two_sided = TestOptions { alternative: Alternative::TwoSided, ..*options };
        let mut contrasts = Vec::with_capacity(pairs.len());
        for (&(from, to), conover) in pairs.iter().zip(conover) {
            let mut test = blank(self.id(), self.title(), MEAN_RANK_DIFFERENCE, courses);
            let (difference, error) = (ranked.difference(to, from), ranked.nemenyi_error());
            let q = difference.abs() / error;
            let p = law.sf(q).map_err(|cause| self.numerical(cause))?;
            test.p_value = Some(PValue::try_new(p).map_err(|cause| self.numerical(cause))?);
            let distribution = format!("studentized range of {} means with infinite degrees of freedom", names.len());
            test.statistic = Some(Statistic { symbol: "q", value: q, distribution });
            let reach = critical * error;
            let interval = Interval::new(difference - reach, difference + reach, options.level, "Nemenyi");
            test.estimates.push(Estimate::new(MEAN_RANK_DIFFERENCE, difference, Unit::None, None, Some(interval)));
            let of_change = SignedRank.run(&courses.pairs(None, from, to)?, &two_sided)?;
            test.estimates.extend(of_change.estimates.into_iter().next());
            if let Some(Conover { t, p, p_holm }) = conover {
                test.details.push(Detail::number("conover_t", "Conover's t", t));
                test.details.push(Detail::number("conover_p", "its p", p));
                test.details.push(Detail::number("conover_p_holm", "its p adjusted by Holm", p_holm));
            }
            test.citations = vec![NEMENYI, CONOVER];
            contrasts.push(Contrast { label: format!("{} - {}", names[to], names[from]), test });
        }
        Ok(contrasts)
    }

    /// Conover's t, its p and the p adjusted by Holm, for each pair.
    fn conover(&self, ranked: &RankedCourses, pairs: &[(usize, usize)]) -> Result<Vec<Option<Conover>>, StatsError> {
        let (Some(error), Method::OfPValues(rule)) = (ranked.conover_error(), Holm.method()) else {
            return Ok(vec![None; pairs.len()]);
        };
        let degrees = (ranked.n() - 1.0) * (ranked.k() - 1.0);
        let law = StudentT::try_new(degrees).map_err(|cause| self.numerical(cause))?;
        let t: Vec<f64> = pairs.iter().map(|&(from, to)| ranked.difference(to, from) / error).collect();
        let raw: Vec<Option<PValue>> = t
            .iter()
            .map(|&t| PValue::try_new(law.two_sided(t)).map(Some).map_err(|cause| self.numerical(cause)))
            .collect::<Result<_, _>>()?;
        let adjusted = adjust_p_values(rule, &raw)?;
        let one = |((t, raw), adjusted): ((&f64, &Option<PValue>), &Option<PValue>)| {
            Some(Conover { t: *t, p: raw.as_ref()?.value(), p_holm: adjusted.as_ref()?.value() })
        };
        Ok(t.iter().zip(&raw).zip(&adjusted).map(one).collect())
    }
}

impl RepeatedProcedure for Friedman {
    fn id(&self) -> &'static str {
        "friedman"
    }

    fn title(&self) -> &'static str {
        "Friedman test"
    }

    fn documentation(&self) -> &'static str {
        Friedman::DOCUMENTATION
    }

    fn usage(&self, data: &Longitudinal, _: &TestOptions) -> Usage {
        on_request_in_a_group(data)
    }

    fn run(&self, data: &Longitudinal, options: &TestOptions) -> Result<ModelResult, StatsError> {
        let courses = complete_group(self.title(), data)?;
        let ranked = RankedCourses::of(&courses);
        let mean_rank = |(name, &sum): (&String, &u64)| GroupMean {
            group: name.clone(),
            n: courses.people(),
            estimate: Estimate::new(MEAN_RANK, sum as f64 / 2.0 / ranked.n(), Unit::None, None, None),
        };
        Ok(ModelResult {
            procedure: self.id(),
            title: self.title(),
            formula: "rank within participant ~ time".to_owned(),
            analysed: analysed(&courses),
            overall: Some(self.overall(&courses, &ranked)?),
            terms: Vec::new(),
            means: courses.names().iter().zip(&ranked.sums).map(mean_rank).collect(),
            contrasts: if ranked.within > 0 { self.contrasts(&courses, &ranked, options)? } else { Vec::new() },
            details: vec![Detail::count("points", "points in time", courses.names().len())],
            notes: notes(&courses),
            citations: vec![FRIEDMAN, IMAN_DAVENPORT, NEMENYI, CONOVER],
        })
    }
}
