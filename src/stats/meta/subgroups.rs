use super::fit::{Fit, Mean};
use super::heterogeneity::heterogeneity;
use super::inference::Inference;
use super::model::Model;
use super::moderator_test::{explained, moderator_test};
use super::random_effects::{COMBINED_ESTIMATE, random_effects};
use super::regression::KNAPP_HARTUNG;
use super::{MetaOptions, MetaTest};
use crate::data::{StudyEffect, StudyEffects};
use crate::result::{
    Citation, Heterogeneity, MetaResult, ModeratorTest, Note, Subgroup, SubgroupAnalysis, SubgroupVariance,
};
use crate::stats::documented::documented;
use crate::stats::{Explained, StatsError};

documented! {
    /// # Question
    /// Do groups of studies (by treatment, by quality) find different things?
    ///
    /// # Assumptions
    /// Those of `meta-analysis` within each group. One tau² for all groups, which small groups need, assumes that studies differ as much in
    /// one group as in another. Studies were not allotted to groups: a difference may be that of anything else in which groups differ.
    ///
    /// # Formula
    /// One tau²: estimated with a mean for each group (P = W - W X (X'W X)^-1 X'W, X the indicators of the groups); each group's mean with w =
    /// 1 / (v + tau²), by z, t with k - groups degrees of freedom, or Knapp and Hartung's factor q = y'P y / (k - groups). Between groups: QM
    /// = sum W_g (m_g - m)², W_g the sum of weights of a group, against chi-squared with groups - 1, or F = QM / (q (groups - 1)). Own tau²:
    /// each group by itself; QM with 1 / SE² as weights, SE that of the test, against chi-squared.
    ///
    /// # Arguments
    /// One estimate with its standard error, and one word, per study.
    ///
    /// # Errors
    /// One group only; one tau² where no group has two studies.
    ///
    /// # References
    /// Borenstein, Hedges, Higgins and Rothstein (2009), Introduction to Meta-Analysis, ch. 19. Knapp and Hartung (2003), Stat Med
    /// 22:2693-2710.
    ///
    /// # Example
    /// `girth evidence @mesotherapy-evidence --by outcome --subgroup group`
    MetaSubgroups
}

impl Explained for MetaSubgroups {
    fn id(&self) -> &'static str {
        "meta-subgroups"
    }

    fn title(&self) -> &'static str {
        "meta-analysis by groups of studies"
    }

    fn documentation(&self) -> &'static str {
        MetaSubgroups::DOCUMENTATION
    }
}

const BORENSTEIN: Citation = Citation {
    key: "Borenstein et al. 2009",
    reference: "Borenstein M, Hedges LV, Higgins JPT, Rothstein HR (2009). Introduction to Meta-Analysis, chapter 19. Wiley, Chichester.",
};

/// One group with its studies.
struct Group<'a> {
    name: &'a str,
    members: Vec<usize>,
    studies: StudyEffects,
}

/// What depends on whose tau² the groups have.
struct Found {
    groups: Vec<Subgroup>,
    between: ModeratorTest,
    residual: Option<Heterogeneity>,
    r2: Option<f64>,
    notes: Vec<Note>,
}

/// Question: do groups of studies differ?
///
/// `groups` names the group of each study, in their order. See [`MetaSubgroups`].
///
/// # Errors
/// [`StatsError::Undefined`] for a single group, for names that are not one for each study, and for a common tau² where every study is a
/// group of its own.
pub fn subgroup_analysis(
    effects: &StudyEffects,
    groups: &[String],
    variance: SubgroupVariance,
    options: &MetaOptions,
) -> Result<SubgroupAnalysis, StatsError> {
    let procedure = MetaSubgroups.title();
    let undefined = |why: String| Err(StatsError::Undefined { procedure, why });
    if groups.len() != effects.len() {
        return undefined(format!("{} names of groups for {} studies", groups.len(), effects.len()));
    }
    let parts = split(effects, groups)?;
    if parts.len() < 2 {
        return undefined("all studies are in one group".to_owned());
    }
    let found = match variance {
        SubgroupVariance::Common if parts.len() == effects.len() => {
            return undefined(
                "no group has two studies, so that a common variance between them cannot be told".to_owned(),
            );
        }
        SubgroupVariance::Common => common(effects, &parts, options)?,
        SubgroupVariance::Separate => separate(&parts, options)?,
    };
    Ok(SubgroupAnalysis {
        method: options.method,
        test: options.test,
        variance,
        k: effects.len(),
        groups: found.groups,
        between: found.between,
        residual: found.residual,
        r2: found.r2,
        notes: found.notes,
        citations: vec![BORENSTEIN, KNAPP_HARTUNG],
    })
}

fn split<'a>(effects: &StudyEffects, groups: &'a [String]) -> Result<Vec<Group<'a>>, StatsError> {
    let mut names: Vec<&str> = Vec::new();
    groups.iter().for_each(|name| {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    });
    let group = |name: &'a str| {
        let members: Vec<usize> = (0..groups.len()).filter(|&at| groups[at] == name).collect();
        let studies: Vec<StudyEffect> = members.iter().map(|&at| effects.studies()[at].clone()).collect();
        Ok(Group { name, members, studies: StudyEffects::try_new(effects.unit(), studies)? })
    };
    names.into_iter().map(group).collect()
}

/// A group by itself, held against the normal distribution, for its heterogeneity.
fn alone(group: &Group<'_>, options: &MetaOptions) -> Result<MetaResult, StatsError> {
    random_effects(&group.studies, &MetaOptions { test: MetaTest::Z, ..*options })
}

/// sum w (m - mean)² of means with their variances.
fn spread(means: &[(f64, f64)]) -> f64 {
    let total: f64 = means.iter().map(|(_, variance)| 1.0 / variance).sum();
    let mean = means.iter().map(|(value, variance)| value / variance).sum::<f64>() / total;
    means.iter().map(|(value, variance)| (value - mean).powi(2) / variance).sum()
}

fn common(effects: &StudyEffects, parts: &[Group<'_>], options: &MetaOptions) -> Result<Found, StatsError> {
    let (procedure, unit) = (MetaSubgroups.title(), effects.unit());
    let indicator = |part: &Group<'_>| {
        let mut column = vec![0.0; effects.len()];
        part.members.iter().for_each(|&at| column[at] = 1.0);
        column
    };
    let fit = Fit::of(Model::new(procedure, effects, parts.iter().map(indicator).collect()), options.method)?;
    let inference = Inference::of(&fit, options)?;
    let means: Vec<(f64, f64)> = (0..parts.len()).map(|at| fit.weighted.coefficient(at)).collect();
    let group = |(part, &(value, variance)): (&Group<'_>, &(f64, f64))| -> Result<Subgroup, StatsError> {
        let tested = inference.of_coefficient(COMBINED_ESTIMATE, unit, fit.model.origin + value, variance)?;
        Ok(Subgroup {
            name: part.name.to_owned(),
            k: part.members.len(),
            estimate: tested.estimate,
            statistic: tested.statistic,
            p_value: tested.p_value,
            tau2: fit.tau2.value,
            heterogeneity: alone(part, options)?.heterogeneity,
            notes: Vec::new(),
        })
    };
    let groups = parts.iter().zip(&means).map(group).collect::<Result<_, _>>()?;
    let (residual, more) = heterogeneity(&fit, options.method, unit, options.level)?;
    let without = Fit::of(Model::of_mean(procedure, effects), options.method)?;
    let between = moderator_test(
        procedure,
        options.test,
        spread(&means),
        parts.len() - 1,
        inference.factor,
        fit.model.degrees(),
    )?;
    Ok(Found {
        groups,
        between,
        residual: Some(residual),
        r2: explained(without.tau2.value, fit.tau2.value),
        notes: inference.notes().chain(more).collect(),
    })
}

fn separate(parts: &[Group<'_>], options: &MetaOptions) -> Result<Found, StatsError> {
    let procedure = MetaSubgroups.title();
    let origin = parts[0].studies.studies()[0].estimate;
    let (mut groups, mut means) = (Vec::new(), Vec::new());
    for part in parts {
        let mean = Mean::of(procedure, &part.studies, options.method, origin)?;
        means.push((mean.value, Inference::of(&mean.fit, options)?.factor * mean.variance));
        let result = random_effects(&part.studies, options)?;
        groups.push(Subgroup {
            name: part.name.to_owned(),
            k: result.k,
            estimate: result.estimate,
            statistic: result.statistic,
            p_value: result.p_value,
            tau2: result.heterogeneity.as_ref().map_or(0.0, |found| found.tau2.value),
            heterogeneity: result.heterogeneity,
            notes: result.notes,
        });
    }
    let between = moderator_test(procedure, MetaTest::Z, spread(&means), parts.len() - 1, 1.0, 0)?;
    let note = Note::new(
        "between-groups-normal",
        "Each group has its own variance between studies; the difference between groups takes their standard errors for known.",
    );
    Ok(Found { groups, between, residual: None, r2: None, notes: vec![note] })
}
