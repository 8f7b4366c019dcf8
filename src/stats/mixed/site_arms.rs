use super::answer::{MixedOptions, Reporter};
use super::people::{Rows, common_unit, names_of};
use super::sites::indicator;
use super::{FixedEffects, MixedFit};
use crate::data::TwoArms;
use crate::result::{Contrast, Detail, GroupMean, ModelResult, Note, Quantity};
use crate::stats::StatsError;
use crate::stats::paired::MEAN_CHANGE;

const ID: &str = "sites-arms-model";
const TITLE: &str = "mixed model of several sites in two arms";

/// Treated - control, of mean changes.
pub const ARM_DIFFERENCE: Quantity =
    Quantity { id: "difference_of_mean_changes", label: "difference of mean changes", symbol: "difference" };
/// What the F test of the interaction is about.
pub const SITE_HETEROGENEITY: Quantity = Quantity {
    id: "heterogeneity_over_sites",
    label: "differences between sites of the difference between the arms",
    symbol: "arm x site",
};

/// Whether the difference between the arms may differ from site to site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SiteEffect {
    /// `change ~ arm * site`: one difference for each site, averaged with equal weights.
    #[default]
    Separate,
    /// `change ~ arm + site`: one difference for all sites.
    Common,
}

/// Question: do two arms differ in their changes over several sites of the same people, people and not readings counted?
///
/// change ~ arm * site + (1 | participant), or arm + site, by restricted maximum likelihood. The first contrast is the difference treated -
/// control averaged over the sites with equal weights, then, with `SiteEffect::Separate`, that at each site; the overall test is
/// then that of the same difference at all sites. `names` are the sites'; missing ones are numbered.
///
/// # Errors
/// Fewer than three participants; different units; a participant in both arms; an arm that nobody has at a site, with separate effects
/// ([`StatsError::Undefined`]). Where the model explains every change, estimates come without statistic, p and interval.
pub fn sites_model_of_arms(
    sites: &[TwoArms],
    names: &[String],
    effect: SiteEffect,
    options: &MixedOptions,
) -> Result<ModelResult, StatsError> {
    let unit = common_unit(sites.iter().flat_map(|site| [site.control(), site.treated()]))?;
    let names = names_of((0..sites.len()).map(|at| names.get(at).cloned()));
    let rows = Rows::of(&sites.iter().map(|site| vec![site.control(), site.treated()]).collect::<Vec<_>>());
    StatsError::require(TITLE, 3, rows.analysed.n)?;
    if let Some(who) = &rows.in_both_arms {
        let why = format!("participant {who} is in both arms, at different sites");
        return Err(StatsError::Undefined { procedure: TITLE, why });
    }
    let count = names.len();
    // One coefficient for each site's control mean, then the differences: one for each site, or one.
    let separate = effect == SiteEffect::Separate;
    let cell = |site: usize, treated: f64| -> Vec<f64> {
        let difference = if separate { indicator(site, count) } else { vec![1.0] };
        indicator(site, count).into_iter().chain(difference.into_iter().map(|cell| cell * treated)).collect()
    };
    let design: Vec<Vec<f64>> = rows.site.iter().zip(&rows.arm).map(|(&site, &arm)| cell(site, arm as f64)).collect();
    let [treated, control] = sites[0].names().map(str::to_owned);
    let mut coefficients: Vec<String> = names.iter().map(|site| format!("{site}, {control}")).collect();
    match effect {
        SiteEffect::Separate => coefficients.extend(names.iter().map(|site| format!("{site}, {treated} - {control}"))),
        SiteEffect::Common => coefficients.push(format!("{treated} - {control}")),
    }
    let fixed = FixedEffects::of_rows(coefficients, &design);
    let fixed = fixed.ok_or(StatsError::Missing { procedure: TITLE, what: "a site" })?;
    let fit = MixedFit::random_intercept(TITLE, &rows.y, &fixed, &rows.person)?;
    let analysed = rows.analysed.clone();
    let reporter = Reporter { procedure: ID, title: TITLE, fit: &fit, options, unit, analysed, group: "participant" };
    let null = options.test.null_value.to_f64();
    let difference = |site: usize| -> Vec<f64> {
        cell(site, 1.0).iter().zip(cell(site, 0.0)).map(|(treated, control)| treated - control).collect()
    };
    let average: Vec<f64> = (0..fixed.names().len())
        .map(|at| (0..count).map(|site| difference(site)[at]).sum::<f64>() / count as f64)
        .collect();
    let mut contrasts = vec![Contrast {
        label: format!("{treated} - {control}, mean over sites"),
        test: reporter.test(ARM_DIFFERENCE, &average, null)?,
    }];
    let mut means = Vec::new();
    for (site, name) in names.iter().enumerate() {
        if separate {
            let test = reporter.test(ARM_DIFFERENCE, &difference(site), null)?;
            contrasts.push(Contrast { label: format!("{treated} - {control}, {name}"), test });
        }
        for (arm, of_arm) in [(1, &treated), (0, &control)] {
            let estimate = reporter.mean(MEAN_CHANGE, &cell(site, arm as f64))?;
            means.push(GroupMean { group: format!("{name}, {of_arm}"), n: rows.count(site, Some(arm)), estimate });
        }
    }
    let overall = if separate {
        let against_first = (1..count)
            .map(|site| difference(site).iter().zip(difference(0)).map(|(here, first)| here - first).collect());
        reporter.f_test(SITE_HETEROGENEITY, &against_first.collect::<Vec<_>>())?
    } else {
        None
    };
    let mut details = reporter.details();
    details.push(Detail::count("sites", "sites", count));
    details.push(Detail::count("complete", "participants with every site", rows.complete));
    let mut notes = vec![Note::new(
        "people-not-readings",
        format!("{} changes of {} participants: participants are counted.", fit.readings(), fit.persons()),
    )];
    notes.extend(reporter.notes());
    Ok(ModelResult {
        procedure: ID,
        title: TITLE,
        formula: format!("change ~ arm {} site + (1 | participant)", if separate { "*" } else { "+" }),
        analysed: rows.analysed.clone(),
        overall,
        terms: reporter.terms()?,
        means,
        contrasts,
        details,
        notes,
        citations: reporter.citations(),
    })
}
