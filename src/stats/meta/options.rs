use super::{MetaTest, TauMethod};
use crate::result::Level;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The distribution that a prediction interval rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PredictionMethod {
    /// Student's t with k - 2 degrees of freedom (Higgins, Thompson and Spiegelhalter 2009).
    #[default]
    TLessTwo,
    /// Student's t with k - 1 degrees of freedom.
    TLessOne,
    /// The normal distribution.
    Z,
}

/// How studies are combined.
///
/// Unless told otherwise: tau² by restricted maximum likelihood, among the estimators that Langan et al. (2019) recommend, and the test of
/// Knapp and Hartung with a standard error never below that of the normal test. The normal test takes tau² for known, and rejects a true
/// mean far too often in meta-analyses of few studies (IntHout, Ioannidis and Borm 2014). Knapp and Hartung's own standard error may be
/// the smaller of the two by chance when few studies of unequal size happen to agree; Röver, Knapp and Friede (2015) find that the larger
/// of both then errs on the safe side, at the price of wide intervals for two or three studies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MetaOptions {
    /// How tau² is estimated.
    pub method: TauMethod,
    /// What estimates are held against.
    pub test: MetaTest,
    /// What the prediction interval rests on.
    pub prediction: PredictionMethod,
    /// Level of all intervals.
    pub level: Level,
}

impl Default for MetaOptions {
    fn default() -> Self {
        MetaOptions {
            method: TauMethod::default(),
            test: MetaTest::default(),
            prediction: PredictionMethod::default(),
            level: Level::DEFAULT,
        }
    }
}
