//! What the model and its inference rest on.

use crate::result::Citation;

pub(super) const MALLINCKRODT: Citation = Citation {
    key: "Mallinckrodt et al. 2008",
    reference: "Mallinckrodt CH, Lane PW, Schnell D, Peng Y, Mancuso JP (2008). Recommendations for the primary analysis of continuous \
                endpoints in longitudinal clinical trials. Drug Information Journal 42:303-319.",
};
pub(super) const SIDDIQUI: Citation = Citation {
    key: "Siddiqui et al. 2009",
    reference: "Siddiqui O, Hung HMJ, O'Neill R (2009). MMRM vs. LOCF: a comprehensive comparison based on simulation study and 25 NDA \
                datasets. J Biopharm Stat 19:227-246.",
};
pub(super) const SATTERTHWAITE: Citation = Citation {
    key: "Satterthwaite 1946",
    reference: "Satterthwaite FE (1946). An approximate distribution of estimates of variance components. Biometrics Bulletin 2:110-114.",
};
pub(super) const FAI_CORNELIUS: Citation = Citation {
    key: "Fai and Cornelius 1996",
    reference: "Fai AH, Cornelius PL (1996). Approximate F-tests of multiple degree of freedom hypotheses in generalized least squares \
                analyses of unbalanced split-plot experiments. J Stat Comput Simul 54:363-378.",
};
pub(super) const KENWARD_ROGER: Citation = Citation {
    key: "Kenward and Roger 1997",
    reference: "Kenward MG, Roger JH (1997). Small sample inference for fixed effects from restricted maximum likelihood. Biometrics \
                53:983-997.",
};
pub(super) const SCHLUCHTER_ELASHOFF: Citation = Citation {
    key: "Schluchter and Elashoff 1990",
    reference: "Schluchter MD, Elashoff JT (1990). Small-sample adjustments to tests with unbalanced repeated measures assuming several \
                covariance structures. J Stat Comput Simul 37:69-87.",
};
pub(super) const LIANG_ZEGER: Citation = Citation {
    key: "Liang and Zeger 1986",
    reference: "Liang KY, Zeger SL (1986). Longitudinal data analysis using generalized linear models. Biometrika 73:13-22.",
};
pub(super) const BELL_MCCAFFREY: Citation = Citation {
    key: "Bell and McCaffrey 2002",
    reference: "Bell RM, McCaffrey DF (2002). Bias reduction in standard errors for linear regression with multi-stage samples. Survey \
                Methodology 28:169-181.",
};
pub(super) const PUSTEJOVSKY_TIPTON: Citation = Citation {
    key: "Pustejovsky and Tipton 2018",
    reference: "Pustejovsky JE, Tipton E (2018). Small-sample methods for cluster-robust variance estimation and hypothesis testing in \
                fixed effects models. J Bus Econ Stat 36:672-683.",
};
pub(super) const MANCL_DEROUEN: Citation = Citation {
    key: "Mancl and DeRouen 2001",
    reference: "Mancl LA, DeRouen TA (2001). A covariance estimator for GEE with improved small-sample properties. Biometrics 57:126-134.",
};
