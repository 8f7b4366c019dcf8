//! Whether a difference between arms depends on what people are, or on a second treatment.

use super::answer::{Question, fit_details};
use super::arms::{DIFFERENCE_OF_CHANGES, SPREAD_OF_MEANS};
use super::columns::{Shifted, analysed_of, indicator, product};
use super::least_squares::{Covariance, LeastSquares};
use crate::data::{Covariate, CovariateValues, PairedSample, ParticipantId, SeveralArms, TwoArms, Unit};
use crate::result::{Citation, Contrast, ExcludedCount, ModelResult, Note, Quantity, TestResult};
use crate::stats::{StatsError, TestOptions};
use std::collections::HashMap;

/// Difference of the differences.
pub const INTERACTION: Quantity =
    Quantity { id: "interaction", label: "difference of the differences", symbol: "interaction" };

const ID: &str = "subgroups";
const TITLE: &str = "difference of the arms by subgroup";
const FACTORIAL_ID: &str = "factorial-interaction";
const FACTORIAL_TITLE: &str = "interaction of two treatments";
const WANG: Citation = Citation {
    key: "Wang et al. 2007",
    reference: "Wang, Lagakos, Ware, Hunter, Drazen (2007). Statistics in medicine - reporting of subgroup analyses in clinical trials. \
                New England Journal of Medicine 357:2189-2194.",
};
const ALTMAN: Citation = Citation {
    key: "Altman and Bland 2003",
    reference: "Altman, Bland (2003). Interaction revisited: the difference between two estimates. BMJ 326:219.",
};

/// Question: is the difference of the arms the same in all subgroups?
///
/// Assumptions: people are independent of each other; the changes have one variance in all arms and subgroups and are approximately
/// normal. Without a plan made beforehand, what is found is a hint, no more.
///
/// Formula: the changes with a mean for each arm and level; the difference of each level, treated - control, with the pooled variance; F
/// of the interaction: all differences are equal. With two levels, their difference (second - first) with its interval as well.
///
/// Arguments: a covariate of groups, and the people in whose order its values are ([`crate::data::Trial::participants`]). People without a
/// value, and levels without both arms, are left out and counted.
///
/// # Errors
/// `Missing` for a covariate of numbers, or with fewer than two levels that have both arms; `TooFew` without a residual degree of freedom.
pub fn subgroups(
    arms: &TwoArms,
    covariate: &Covariate,
    people: &[ParticipantId],
    options: &TestOptions,
) -> Result<ModelResult, StatsError> {
    let CovariateValues::Groups { levels, at } = &covariate.values else {
        return Err(StatsError::Missing { procedure: TITLE, what: "a covariate of groups, not of numbers" });
    };
    let level_of: HashMap<&str, usize> =
        people.iter().zip(at).filter_map(|(id, at)| Some((id.as_str(), (*at)?))).collect();
    let groups = [arms.control(), arms.treated()];
    let rows: Vec<(usize, Option<usize>)> = groups
        .iter()
        .enumerate()
        .flat_map(|(arm, group)| group.ids().iter().map(move |id| (arm, id)))
        .map(|(arm, id)| (arm, level_of.get(id.as_str()).copied()))
        .collect();
    let count = |arm: usize, level: usize| rows.iter().filter(|&&row| row == (arm, Some(level))).count();
    let (used, left_out): (Vec<usize>, Vec<usize>) =
        (0..levels.len()).partition(|&level| count(0, level) > 0 && count(1, level) > 0);
    if used.len() < 2 {
        return Err(StatsError::Missing { procedure: TITLE, what: "two subgroups with people of both arms" });
    }
    let changes = Shifted::of(&groups.map(|group| group.change()))?.values;
    let kept: Vec<(f64, usize, usize)> = changes
        .iter()
        .zip(&rows)
        .filter_map(|(&change, &(arm, level))| Some((change, arm, used.iter().position(|&used| Some(used) == level)?)))
        .collect();
    StatsError::require(TITLE, 2 * used.len() + 1, kept.len())?;
    let column = |is: &dyn Fn(usize, usize) -> bool| -> Vec<f64> {
        kept.iter().map(|&(_, arm, level)| f64::from(u8::from(is(arm, level)))).collect()
    };
    let treated = column(&|arm, _| arm == 1);
    let mut columns = vec![("treated".to_owned(), treated.clone())];
    let of_level = |level: usize| column(&|_, at| at == level);
    let others = 1..used.len();
    columns.extend(others.clone().map(|level| (levels[used[level]].clone(), of_level(level))));
    columns.extend(
        others.map(|level| (format!("treated x {}", levels[used[level]]), product(&treated, &of_level(level)))),
    );
    let response: Vec<f64> = kept.iter().map(|row| row.0).collect();
    let fit = LeastSquares::fit(TITLE, &response, columns)?;
    let mut analysed = analysed_of(&groups);
    analysed.n = kept.len();
    let unknown = rows.iter().filter(|(_, level)| level.is_none()).count();
    let outside = rows.len() - kept.len() - unknown;
    for (reason, n) in [("subgroup not known", unknown), ("subgroup without both arms", outside)] {
        analysed.excluded.extend((n > 0).then_some(ExcludedCount { reason, n }));
    }
    let unit = arms.outcome().unit;
    let question = Question::of_options(ID, TITLE, DIFFERENCE_OF_CHANGES, unit, options);
    let mut contrasts = Vec::new();
    for (place, &level) in used.iter().enumerate() {
        let mut slopes = vec![0.0; 2 * used.len() - 1];
        slopes[0] = 1.0;
        if place > 0 {
            slopes[used.len() - 1 + place] = 1.0;
        }
        if let Some(line) = fit.estimate(0.0, &slopes, Covariance::Classical) {
            let mut here = analysed.clone();
            here.n = count(0, level) + count(1, level);
            here.excluded.clear();
            contrasts.push(Contrast { label: levels[level].clone(), test: question.test(&line, here)? });
        }
    }
    if let [first, second] = used[..] {
        let asked = Question::two_sided(ID, TITLE, INTERACTION, unit, options.level);
        if let Some(line) = fit.slope(2, Covariance::Classical) {
            let label = format!("{} - {}", levels[second], levels[first]);
            contrasts.push(Contrast { label, test: asked.test(&line, analysed.clone())? });
        }
    }
    let overall = Question::two_sided(ID, TITLE, SPREAD_OF_MEANS, Unit::None, options.level);
    let overall = overall.f_test(&fit.explained_by_last(used.len() - 1), &fit, analysed.clone())?;
    let mut notes = vec![exploratory(used.len())];
    if !left_out.is_empty() {
        let names: Vec<&str> = left_out.iter().map(|&level| levels[level].as_str()).collect();
        notes.push(Note::new("subgroup-left-out", format!("Without people of both arms: {}.", names.join(", "))));
    }
    Ok(ModelResult {
        procedure: ID,
        title: TITLE,
        formula: format!("change ~ arm * {}", covariate.name),
        analysed,
        overall: Some(overall),
        terms: Vec::new(),
        means: Vec::new(),
        contrasts,
        details: fit_details(&fit),
        notes,
        citations: vec![WANG],
    })
}

/// Question: do two treatments together do more, or less, than the sum of what each does alone?
///
/// Assumptions: people are independent of each other; the changes have one variance in all four cells and are approximately normal.
///
/// Formula: (both - second alone) - (first alone - neither), of mean changes, with the pooled variance on n - 4 degrees of freedom.
///
/// Arguments: the cells in the order neither, first alone, second alone, both.
///
/// # Errors
/// `TooFew` under five people; those of [`SeveralArms::try_new`] when the cells do not fit together.
pub fn interaction(cells: [&PairedSample; 4], options: &TestOptions) -> Result<TestResult, StatsError> {
    let cells = SeveralArms::try_new(cells.map(PairedSample::clone).into(), false)?;
    let groups: Vec<&PairedSample> = cells.arms().iter().collect();
    StatsError::require(FACTORIAL_TITLE, 5, cells.n())?;
    let sizes: Vec<usize> = groups.iter().map(|cell| cell.n()).collect();
    let changes = Shifted::of(&groups.iter().map(|cell| cell.change()).collect::<Vec<_>>())?.values;
    let columns = (1..4).map(|at| (format!("cell {}", at + 1), indicator(&sizes, at))).collect();
    let fit = LeastSquares::fit(FACTORIAL_TITLE, &changes, columns)?;
    let line = fit
        .estimate(0.0, &[-1.0, -1.0, 1.0], Covariance::Classical)
        .ok_or_else(|| StatsError::Undefined { procedure: FACTORIAL_TITLE, why: "a cell is empty".to_owned() })?;
    let unit = cells.outcome().unit;
    let question = Question::of_options(FACTORIAL_ID, FACTORIAL_TITLE, INTERACTION, unit, options);
    let mut result = question.test(&line, analysed_of(&groups))?;
    result.citations = vec![ALTMAN];
    Ok(result)
}

fn exploratory(levels: usize) -> Note {
    Note::new(
        "exploratory",
        format!(
            "Exploratory: the p-values of the {levels} subgroups are not adjusted for their number, and a difference that is significant in one \
             and not in another is no evidence that they differ; only the test of the interaction is."
        ),
    )
}
