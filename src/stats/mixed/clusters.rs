use super::answer::{MixedOptions, Reporter};
use super::{ARM_DIFFERENCE, FixedEffects, MixedFit};
use crate::data::{PairedSample, ParticipantId, TwoArms};
use crate::result::{Analysed, Contrast, Detail, ExcludedCount, GroupMean, ModelResult, Note};
use crate::stats::StatsError;
use crate::stats::paired::MEAN_CHANGE;
use std::collections::{BTreeMap, HashMap};

const ID: &str = "clusters-model";
const TITLE: &str = "mixed model of two arms with a random intercept of the cluster";

/// Question: do two arms differ in their changes, when participants of one clinic or practitioner are alike?
///
/// change ~ arm + (1 | cluster), by restricted maximum likelihood; the contrast is treated - control. `clusters` names the cluster of each
/// participant; whoever has none is left out, which is counted. Whether arms were given to persons within clusters, or to whole
/// clusters, is seen in the data and said in the note `assignment`.
///
/// # Errors
/// Fewer than three participants with a cluster, or nobody in one arm; as many clusters as arms, each in one arm, so that the arm cannot
/// be told from the cluster ([`StatsError::Undefined`]).
pub fn clusters_model(
    arms: &TwoArms,
    clusters: &BTreeMap<ParticipantId, String>,
    options: &MixedOptions,
) -> Result<ModelResult, StatsError> {
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    // For each cluster, how many of the control and of the treated arm it has.
    let mut sizes: Vec<[usize; 2]> = Vec::new();
    let (mut y, mut design, mut cluster, mut n) = (Vec::new(), Vec::new(), Vec::new(), [0, 0]);
    let mut without = 0;
    for (arm, sample) in [arms.control(), arms.treated()].into_iter().enumerate() {
        for (id, change) in sample.ids().iter().zip(sample.change().values()) {
            let Some(name) = clusters.get(id) else {
                without += 1;
                continue;
            };
            let next = numbers.len();
            let number = *numbers.entry(name.as_str()).or_insert(next);
            if number == sizes.len() {
                sizes.push([0, 0]);
            }
            sizes[number][arm] += 1;
            n[arm] += 1;
            y.push(change);
            design.push(vec![1.0, arm as f64]);
            cluster.push(number);
        }
    }
    StatsError::require(TITLE, 3, y.len())?;
    if n.contains(&0) {
        let why = "nobody of one arm belongs to a cluster".to_owned();
        return Err(StatsError::Undefined { procedure: TITLE, why });
    }
    let [treated, control] = arms.names().map(str::to_owned);
    let names = vec![control.clone(), format!("{treated} - {control}")];
    let fixed = FixedEffects::of_rows(names, &design);
    let fixed = fixed.ok_or(StatsError::Missing { procedure: TITLE, what: "participants" })?;
    let fit = MixedFit::random_intercept(TITLE, &y, &fixed, &cluster)?;
    let analysed = analysed_of([arms.control(), arms.treated()], y.len(), without);
    let unit = arms.outcome().unit;
    let reporter = Reporter { procedure: ID, title: TITLE, fit: &fit, options, unit, analysed, group: "cluster" };
    let difference = reporter.test(ARM_DIFFERENCE, &[0.0, 1.0], options.test.null_value.to_f64())?;
    let means = vec![
        GroupMean { group: treated.clone(), n: n[1], estimate: reporter.mean(MEAN_CHANGE, &[1.0, 1.0])? },
        GroupMean { group: control.clone(), n: n[0], estimate: reporter.mean(MEAN_CHANGE, &[1.0, 0.0])? },
    ];
    let both = sizes.iter().filter(|size| !size.contains(&0)).count();
    let mut details = reporter.details();
    details.push(Detail::count("clusters", "clusters", sizes.len()));
    details.push(Detail::count("clusters_with_both_arms", "clusters with participants of both arms", both));
    let mut notes = vec![assignment(both, sizes.len())];
    notes.extend(reporter.notes());
    Ok(ModelResult {
        procedure: ID,
        title: TITLE,
        formula: "change ~ arm + (1 | cluster)".to_owned(),
        analysed: reporter.analysed.clone(),
        overall: None,
        terms: reporter.terms()?,
        means,
        contrasts: vec![Contrast { label: format!("{treated} - {control}"), test: difference }],
        details,
        notes,
        citations: reporter.citations(),
    })
}

/// To whom the arms were given, by the data.
fn assignment(both: usize, all: usize) -> Note {
    let text = match both {
        0 => format!(
            "No cluster has both arms: whole clusters were assigned, and the arms are compared between {all} clusters."
        ),
        both if both == all => "Every cluster has both arms: participants were assigned within clusters.".to_owned(),
        both => format!("{both} of {all} clusters have both arms; the others have one."),
    };
    Note::new("assignment", text)
}

fn analysed_of(samples: [&PairedSample; 2], n: usize, without: usize) -> Analysed {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for exclusion in samples.iter().flat_map(|sample| sample.excluded()) {
        *counts.entry(exclusion.reason.words()).or_default() += 1;
    }
    if without > 0 {
        counts.insert("cluster not known", without);
    }
    Analysed { n, excluded: counts.into_iter().map(|(reason, n)| ExcludedCount { reason, n }).collect() }
}
