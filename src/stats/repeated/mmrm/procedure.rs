use super::MmrmOptions;
use super::model::{ID, MmrmModel, TITLE};
use crate::data::Longitudinal;
use crate::result::ModelResult;
use crate::stats::documented::documented;
use crate::stats::repeated::RepeatedProcedure;
use crate::stats::{StatsError, TestOptions, Usage};

documented! {
    /// # Question
    /// How far have the readings of a single group, or the difference between two sites, changed from the baseline at each visit; with
    /// arms, what have treated people changed beyond the control at each visit, when some visits were missed?
    ///
    /// # Assumptions
    /// People are independent of each other. The readings of one person are jointly normal with any covariance over the visits
    /// (unstructured), the same in all arms. Missed readings depend on what was read before and on the covariates, not on what would have
    /// been read (missing at random): everybody who was read after the baseline enters, and nothing is imputed. With arms, the change
    /// follows the baseline in a straight line at every visit.
    ///
    /// # Formula
    /// y_i = X_i b + e_i, e_i normal with covariance V_i, the rows and columns of one matrix at the visits that person i attended,
    /// estimated by restricted maximum likelihood; b by generalised least squares. With arms y is the change from the baseline, X has a
    /// mean for each arm and visit and a slope on the baseline for each visit; means hold the baseline at its mean over the readings
    /// analysed, where differences of changes and of readings are the same. In a single group y is the reading and the baseline is the
    /// first visit; the answer is visit - baseline, which with complete pairs is the paired t test. Each contrast c'b has
    /// t = (c'b - null) / SE, SE² = c'(sum of X_i'V_i⁻¹X_i)⁻¹c, and Satterthwaite's degrees of freedom from the observed information
    /// on V; several at once Fai and Cornelius's F. Where the unstructured covariance does not converge, ante-dependence, heterogeneous
    /// AR(1) and heterogeneous compound symmetry are tried in this order; the result says which was used and why.
    ///
    /// # Arguments
    /// Readings at two visits or more, the baseline among them; a null value (0 on the command line) is in the unit of the readings, for the
    /// differences between arms, or for the changes of a single group; `--alternative`, `--level`. With several treated arms each is held
    /// against the control; without a control, against the first arm.
    ///
    /// # Errors
    /// Fewer than two people with a reading after the baseline; no structure that converges, such as fewer people than visits or readings
    /// that do not vary. Columns that the readings do not tell apart are named and left out, one by one.
    ///
    /// # References
    /// Mallinckrodt et al. (2008), Drug Inf J 42:303-319; Siddiqui, Hung and O'Neill (2009), J Biopharm Stat 19:227-246; Satterthwaite
    /// (1946), Biometrics Bulletin 2:110-114; Fai and Cornelius (1996), J Stat Comput Simul 54:363-378; Kenward and Roger (1997),
    /// Biometrics 53:983-997.
    ///
    /// # Example
    /// `girth explain mmrm`
    Mmrm
}

impl RepeatedProcedure for Mmrm {
    fn id(&self) -> &'static str {
        ID
    }

    fn title(&self) -> &'static str {
        TITLE
    }

    fn documentation(&self) -> &'static str {
        Mmrm::DOCUMENTATION
    }

    fn usage(&self, data: &Longitudinal, _: &TestOptions) -> Usage {
        let is_read = (0..data.people()).any(|person| data.baseline_reading(person).is_some());
        let attended = |visit: &usize| (0..data.people()).any(|person| !data.is_missing(person, *visit));
        let moments = usize::from(is_read) + (0..data.visits().len()).filter(attended).count();
        if moments < 2 { Usage::Unsuited } else { Usage::ByDefault }
    }

    fn run(&self, data: &Longitudinal, options: &TestOptions) -> Result<ModelResult, StatsError> {
        let options = MmrmOptions { test: *options, ..MmrmOptions::default() };
        Ok(MmrmModel::fit(data, &options)?.answer()?.model)
    }
}
