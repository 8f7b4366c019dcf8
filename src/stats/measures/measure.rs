use super::Scale;
use schemars::JsonSchema;
use serde::Serialize;

/// What one study's figures are turned into, by the names that metafor's `escalc` has for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Measure {
    /// Mean change.
    Mc,
    /// Mean change over the SD of the changes.
    Smcc,
    /// Mean change over the SD before.
    Smcr,
    /// Mean change over the SD before, SDs before and after not taken as equal.
    Smcrh,
    /// Mean change over the root mean square of the SDs before and after.
    Smcrp,
    /// Logarithm of mean after over mean before.
    Romc,
    /// Difference of two groups' means, of readings or of changes.
    Md,
    /// That difference over the pooled SD.
    Smd,
    /// That difference over the root mean square of the SDs, not taken as equal.
    Smdh,
    /// Logarithm of the ratio of two groups' means.
    Rom,
    /// Difference of the changes, each over its own group's SD before.
    Dppc1,
    /// Difference of the changes over the pooled SD before.
    Dppc2,
    /// Difference of the changes over the pooled SD before and after.
    Dppc3,
    /// Logarithm of the risk ratio.
    Rr,
    /// Logarithm of the odds ratio.
    Or,
    /// Risk difference.
    Rd,
    /// Difference of the arcsine-transformed risks.
    As,
    /// Logarithm of Peto's odds ratio.
    Peto,
    /// Proportion.
    Pr,
    /// Logarithm of a proportion.
    Pln,
    /// Logit of a proportion.
    Plo,
    /// Arcsine of the root of a proportion.
    Pas,
    /// Freeman and Tukey's double arcsine of a proportion.
    Pft,
    /// Events per exposure.
    Ir,
    /// Logarithm of events per exposure.
    Irln,
    /// Root of events per exposure.
    Irs,
    /// Logarithm of the ratio of two rates.
    Irr,
    /// Difference of two rates.
    Ird,
    /// Fisher's z of a correlation.
    Zcor,
}

impl Measure {
    /// Every measure, one group before and after first.
    pub const ALL: [Measure; 29] = [
        Measure::Mc,
        Measure::Smcc,
        Measure::Smcr,
        Measure::Smcrh,
        Measure::Smcrp,
        Measure::Romc,
        Measure::Md,
        Measure::Smd,
        Measure::Smdh,
        Measure::Rom,
        Measure::Dppc1,
        Measure::Dppc2,
        Measure::Dppc3,
        Measure::Rr,
        Measure::Or,
        Measure::Rd,
        Measure::As,
        Measure::Peto,
        Measure::Pr,
        Measure::Pln,
        Measure::Plo,
        Measure::Pas,
        Measure::Pft,
        Measure::Ir,
        Measure::Irln,
        Measure::Irs,
        Measure::Irr,
        Measure::Ird,
        Measure::Zcor,
    ];

    /// As `escalc` calls it: `SMCR`.
    pub fn code(self) -> &'static str {
        match self {
            Measure::Mc => "MC",
            Measure::Smcc => "SMCC",
            Measure::Smcr => "SMCR",
            Measure::Smcrh => "SMCRH",
            Measure::Smcrp => "SMCRP",
            Measure::Romc => "ROMC",
            Measure::Md => "MD",
            Measure::Smd => "SMD",
            Measure::Smdh => "SMDH",
            Measure::Rom => "ROM",
            Measure::Dppc1 => "DPPC1",
            Measure::Dppc2 => "DPPC2",
            Measure::Dppc3 => "DPPC3",
            Measure::Rr => "RR",
            Measure::Or => "OR",
            Measure::Rd => "RD",
            Measure::As => "AS",
            Measure::Peto => "PETO",
            Measure::Pr => "PR",
            Measure::Pln => "PLN",
            Measure::Plo => "PLO",
            Measure::Pas => "PAS",
            Measure::Pft => "PFT",
            Measure::Ir => "IR",
            Measure::Irln => "IRLN",
            Measure::Irs => "IRS",
            Measure::Irr => "IRR",
            Measure::Ird => "IRD",
            Measure::Zcor => "ZCOR",
        }
    }

    /// What it is in words, on its natural scale.
    pub fn label(self) -> &'static str {
        match self {
            Measure::Mc => "mean change",
            Measure::Smcc => "mean change in SDs of the changes",
            Measure::Smcr | Measure::Smcrh => "mean change in SDs before",
            Measure::Smcrp => "mean change in SDs before and after",
            Measure::Romc => "mean after / mean before",
            Measure::Md => "mean difference",
            Measure::Smd | Measure::Smdh => "standardised mean difference",
            Measure::Rom => "ratio of means",
            Measure::Dppc1 => "difference of the changes, each in its group's SDs before",
            Measure::Dppc2 => "difference of the changes in SDs before",
            Measure::Dppc3 => "difference of the changes in SDs before and after",
            Measure::Rr => "risk ratio",
            Measure::Or => "odds ratio",
            Measure::Rd => "risk difference",
            Measure::As => "difference of arcsine-transformed risks",
            Measure::Peto => "Peto odds ratio",
            Measure::Pr | Measure::Pln | Measure::Plo | Measure::Pas | Measure::Pft => "proportion",
            Measure::Ir | Measure::Irln | Measure::Irs => "events per exposure",
            Measure::Irr => "rate ratio",
            Measure::Ird => "rate difference",
            Measure::Zcor => "correlation",
        }
    }

    /// The scale on which studies of this measure are combined.
    pub fn scale(self) -> Scale {
        match self {
            Measure::Romc
            | Measure::Rom
            | Measure::Rr
            | Measure::Or
            | Measure::Peto
            | Measure::Pln
            | Measure::Irln
            | Measure::Irr => Scale::Logarithm,
            Measure::Plo => Scale::Logit,
            Measure::Pas => Scale::Arcsine,
            Measure::Pft => Scale::DoubleArcsine,
            Measure::Irs => Scale::SquareRoot,
            Measure::Zcor => Scale::FisherZ,
            Measure::Mc
            | Measure::Smcc
            | Measure::Smcr
            | Measure::Smcrh
            | Measure::Smcrp
            | Measure::Md
            | Measure::Smd
            | Measure::Smdh
            | Measure::Dppc1
            | Measure::Dppc2
            | Measure::Dppc3
            | Measure::Rd
            | Measure::As
            | Measure::Pr
            | Measure::Ir
            | Measure::Ird => Scale::Natural,
        }
    }

    /// Whether it is in the unit of the outcome; the others are bare numbers, rates per unit of exposure.
    pub fn in_outcome_unit(self) -> bool {
        matches!(self, Measure::Mc | Measure::Md)
    }
}
