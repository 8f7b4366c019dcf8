//! Two groups of people: tests of the difference of their mean changes, and standardised sizes.

use super::ChangeSummary;
use super::change::require;
use crate::data::{Decimal, Unit};
use crate::result::{Analysed, EffectSize, TestResult};
use crate::stats::two_sample::{DChange, DPpc2, EquivalenceWelch, GChange, GlassDeltaChange, SizeOfMeans, WelchT};
use crate::stats::{MeanOfChanges, MeanSd, MeansOfArms, StatsError, TestOptions};

/// What a paper says of the changes of the treated and of the controls, in one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArmsSummary {
    treated: ChangeSummary,
    control: ChangeSummary,
}

impl ArmsSummary {
    /// Two groups in one unit.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for two units.
    pub fn try_new(treated: ChangeSummary, control: ChangeSummary) -> Result<ArmsSummary, StatsError> {
        require(treated.unit() == control.unit(), "the two groups are given in different units")?;
        Ok(ArmsSummary { treated, control })
    }

    /// The treated, and the controls.
    pub fn groups(&self) -> [&ChangeSummary; 2] {
        [&self.treated, &self.control]
    }
}

impl MeansOfArms for ArmsSummary {
    fn groups(&self, _: &'static str) -> Result<[MeanSd; 2], StatsError> {
        Ok(self.groups().map(MeanOfChanges::mean_sd))
    }

    fn sds_before(&self) -> Option<[f64; 2]> {
        Some([self.treated.sds()[0]?, self.control.sds()[0]?])
    }

    fn difference_less(&self, amount: Decimal) -> Result<f64, StatsError> {
        Ok(self.treated.mean() - self.control.mean() - amount.to_f64())
    }

    fn unit(&self) -> Unit {
        self.treated.unit()
    }

    fn analysed(&self) -> Analysed {
        Analysed { n: self.treated.n() + self.control.n(), excluded: Vec::new() }
    }
}

/// Welch's t test, with Student's among its details, and with a margin the test of equivalence, as of pairs.
pub fn arms_tests(arms: &ArmsSummary, options: &TestOptions) -> Vec<Result<TestResult, StatsError>> {
    let mut tests = vec![WelchT.of_means(arms, options)];
    if options.margin.is_some() {
        tests.push(EquivalenceWelch.of_means(arms, options));
    }
    tests
}

/// The standardised sizes that the figures define: d_ppc2 where the SDs of the readings before are known.
pub fn arms_sizes(arms: &ArmsSummary, options: &TestOptions) -> Vec<Result<EffectSize, StatsError>> {
    let mut sizes: Vec<&dyn SizeOfMeans> = vec![&GChange, &DChange, &GlassDeltaChange];
    if arms.sds_before().is_some() {
        sizes.push(&DPpc2);
    }
    sizes.into_iter().map(|size| size.of_means(arms, options)).collect()
}
