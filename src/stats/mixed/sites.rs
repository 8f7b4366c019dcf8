use super::answer::{MixedOptions, Reporter};
use super::people::{Rows, common_unit, names_of};
use super::{FixedEffects, MixedFit};
use crate::data::PairedSample;
use crate::result::{Contrast, Detail, GroupMean, ModelResult, Note, Quantity};
use crate::stats::StatsError;
use crate::stats::paired::MEAN_CHANGE;

const ID: &str = "sites-model";
const TITLE: &str = "mixed model of several sites";

/// The mean change, every site with the same weight.
pub const MEAN_CHANGE_OVER_SITES: Quantity =
    Quantity { id: "mean_change_over_sites", label: "mean change over the sites", symbol: "mean over sites" };
/// The mean change of one site less that of another.
pub const SITE_DIFFERENCE: Quantity = Quantity {
    id: "difference_between_sites",
    label: "difference of mean changes between sites",
    symbol: "site difference",
};
/// What the F test of the sites is about.
pub const SITE_EFFECTS: Quantity =
    Quantity { id: "site_effects", label: "differences of the mean changes between sites", symbol: "sites" };

/// The model of the changes at several sites of one group of people.
pub(super) struct SitesFit {
    pub rows: Rows,
    pub fit: MixedFit,
    pub names: Vec<String>,
    pub unit: crate::data::Unit,
}

impl SitesFit {
    pub fn of(sites: &[PairedSample]) -> Result<SitesFit, StatsError> {
        let unit = common_unit(sites.iter())?;
        let names = names_of(sites.iter().map(|site| site.group().map(str::to_owned)));
        let samples: Vec<Vec<&PairedSample>> = sites.iter().map(|site| vec![site]).collect();
        let rows = Rows::of(&samples);
        StatsError::require(TITLE, 2, rows.analysed.n)?;
        let design: Vec<Vec<f64>> = rows.site.iter().map(|&site| indicator(site, sites.len())).collect();
        let fixed = FixedEffects::of_rows(names.clone(), &design);
        let fixed = fixed.ok_or(StatsError::Missing { procedure: TITLE, what: "a site" })?;
        let fit = MixedFit::random_intercept(TITLE, &rows.y, &fixed, &rows.person)?;
        Ok(SitesFit { rows, fit, names, unit })
    }

    /// The mean over the sites as a combination of the sites' means.
    pub fn over_sites(&self) -> Vec<f64> {
        vec![1.0 / self.names.len() as f64; self.names.len()]
    }
}

/// Question: by how much did one group of people change over several sites, people and not readings counted?
///
/// change ~ site + (1 | participant), by restricted maximum likelihood. Each coefficient is the mean change of a site; the first contrast
/// is their mean with equal weights, then come the sites' means, then all differences between two sites, later less earlier. The overall
/// test is that of equal means at all sites. Whoever lacks a site enters with the others. p-values are not adjusted for their number.
/// With one site it is the paired t test; with every site of everybody the mean over the sites is the t test of each person's mean.
///
/// # Errors
/// Fewer than two participants; sites in different units; a site at which nothing can be told from another; no variation within
/// participants ([`StatsError::Undefined`]). Where the sites explain every change, estimates come without statistic, p and interval.
pub fn sites_model(sites: &[PairedSample], options: &MixedOptions) -> Result<ModelResult, StatsError> {
    let model = SitesFit::of(sites)?;
    let SitesFit { rows, fit, names, unit } = &model;
    let reporter = Reporter {
        procedure: ID,
        title: TITLE,
        fit,
        options,
        unit: *unit,
        analysed: rows.analysed.clone(),
        group: "participant",
    };
    let null = options.test.null_value.to_f64();
    let count = names.len();
    let mut contrasts = vec![Contrast {
        label: "mean over sites".to_owned(),
        test: reporter.test(MEAN_CHANGE_OVER_SITES, &model.over_sites(), null)?,
    }];
    let (mut means, mut differences) = (Vec::new(), Vec::new());
    for (site, name) in names.iter().enumerate() {
        let c = indicator(site, count);
        contrasts.push(Contrast { label: name.clone(), test: reporter.test(MEAN_CHANGE, &c, null)? });
        let estimate = reporter.mean(MEAN_CHANGE, &c)?;
        means.push(GroupMean { group: name.clone(), n: rows.count(site, None), estimate });
    }
    for (first, one) in names.iter().enumerate() {
        for (second, other) in names.iter().enumerate().skip(first + 1) {
            let c: Vec<f64> = indicator(second, count)
                .iter()
                .zip(indicator(first, count))
                .map(|(later, first)| later - first)
                .collect();
            let test = reporter.test(SITE_DIFFERENCE, &c, 0.0)?;
            differences.push(Contrast { label: format!("{other} - {one}"), test });
        }
    }
    contrasts.extend(differences);
    let against_first: Vec<Vec<f64>> = (1..count)
        .map(|site| (0..count).map(|at| f64::from(u8::from(at == site)) - f64::from(u8::from(at == 0))).collect())
        .collect();
    let mut details = reporter.details();
    details.push(Detail::count("sites", "sites", count));
    details.push(Detail::count("complete", "participants with every site", rows.complete));
    let mut notes = vec![Note::new(
        "people-not-readings",
        format!("{} changes of {} participants: participants are counted.", fit.readings(), fit.persons()),
    )];
    notes.extend(reporter.notes());
    if count > 1 {
        notes.push(Note::new("unadjusted", "The p-values of the contrasts are not adjusted for their number."));
    }
    Ok(ModelResult {
        procedure: ID,
        title: TITLE,
        formula: "change ~ site + (1 | participant)".to_owned(),
        analysed: rows.analysed.clone(),
        overall: reporter.f_test(SITE_EFFECTS, &against_first)?,
        terms: reporter.terms()?,
        means,
        contrasts,
        details,
        notes,
        citations: reporter.citations(),
    })
}

/// 1 at one place, 0 elsewhere.
pub(super) fn indicator(at: usize, count: usize) -> Vec<f64> {
    (0..count).map(|other| if other == at { 1.0 } else { 0.0 }).collect()
}
