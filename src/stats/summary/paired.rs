//! One group: tests of its mean change, and standardised sizes.

use super::ChangeSummary;
use crate::result::{EffectSize, TestResult};
use crate::stats::effect::{BeckerGb, CohenDav, CohenDrm, CohenDz, HedgesGav, HedgesGrm, HedgesGz, SizeOfMoments};
use crate::stats::equivalence::{MinimumEffectT, TwoOneSidedT};
use crate::stats::paired::PairedT;
use crate::stats::{MeanOfChanges, StatsError, TestOptions};

/// The paired t test, and with a margin the tests of equivalence and of a minimum effect, as of pairs.
pub fn paired_tests(change: &ChangeSummary, options: &TestOptions) -> Vec<Result<TestResult, StatsError>> {
    let mut tests = vec![PairedT.of_mean(change, options)];
    if options.margin.is_some() {
        tests.extend([TwoOneSidedT.of_mean(change, options), MinimumEffectT.of_mean(change, options)]);
    }
    tests
}

/// The standardised sizes that the figures define: d_z and g_z always, the others where the SDs of the readings and their correlation are
/// known.
pub fn paired_sizes(change: &ChangeSummary, options: &TestOptions) -> Vec<Result<EffectSize, StatsError>> {
    let mut sizes: Vec<&dyn SizeOfMoments> = vec![&CohenDz, &HedgesGz];
    let [before, after] = change.sds();
    if before.is_some() && after.is_some() {
        sizes.extend::<[&dyn SizeOfMoments; 2]>([&CohenDav, &HedgesGav]);
    }
    if change.correlation().is_some() {
        sizes.extend::<[&dyn SizeOfMoments; 2]>([&CohenDrm, &HedgesGrm]);
    }
    if before.is_some() {
        sizes.push(&BeckerGb);
    }
    sizes.into_iter().map(|size| size.of_moment(&change.moment(), change.analysed(), options)).collect()
}
