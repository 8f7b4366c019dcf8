//! Random readings and settings.

use girth::data::{Decimal, Outcome, OutcomeKind, PairedSample, ParticipantId, Unit};
use girth::result::{Alternative, Level};
use girth::stats::{Margin, SignedRankMethod, TestOptions, ZeroHandling};
use proptest::prelude::*;

/// Readings in ticks of 0.1 cm.
#[derive(Clone, Debug)]
pub struct Readings {
    pub before: Vec<i128>,
    pub after: Vec<i128>,
}

/// Settings in ticks of 0.1 cm.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    pub null: i128,
    pub margin: (i128, i128),
    pub alternative: Alternative,
    pub level: f64,
    pub zeros: ZeroHandling,
    pub signed_rank: SignedRankMethod,
}

impl Readings {
    pub fn sample(&self) -> PairedSample {
        self.scaled(1)
    }

    /// The sample with every reading multiplied.
    pub fn scaled(&self, factor: i128) -> PairedSample {
        let decimals =
            |ticks: &[i128]| ticks.iter().map(|&ticks| Decimal::new(ticks * factor, 1).unwrap()).collect::<Vec<_>>();
        let ids = (0..self.before.len()).map(|row| ParticipantId::new(format!("P{row}"))).collect();
        let outcome = Outcome { name: "waist".into(), label: "Waist".into(), kind: OutcomeKind::Girth, unit: Unit::Cm };
        PairedSample::try_new(outcome, None, ids, &decimals(&self.before), &decimals(&self.after), Vec::new()).unwrap()
    }

    pub fn shifted(&self, by: i128) -> Readings {
        let add = |ticks: &[i128]| ticks.iter().map(|ticks| ticks + by).collect();
        Readings { before: add(&self.before), after: add(&self.after) }
    }

    pub fn swapped(&self) -> Readings {
        Readings { before: self.after.clone(), after: self.before.clone() }
    }

    pub fn reordered(&self, order: &[usize]) -> Readings {
        let pick = |ticks: &[i128]| order.iter().map(|&row| ticks[row]).collect();
        Readings { before: pick(&self.before), after: pick(&self.after) }
    }

    pub fn changes(&self) -> Vec<i128> {
        self.before.iter().zip(&self.after).map(|(before, after)| after - before).collect()
    }
}

impl Settings {
    pub const PLAIN: Settings = Settings {
        null: 0,
        margin: (-10, 10),
        alternative: Alternative::TwoSided,
        level: 0.95,
        zeros: ZeroHandling::Wilcoxon,
        signed_rank: SignedRankMethod::Auto,
    };

    pub fn options(&self) -> TestOptions {
        self.scaled(1)
    }

    /// The settings with every amount multiplied.
    pub fn scaled(&self, factor: i128) -> TestOptions {
        let decimal = |ticks: i128| Decimal::new(ticks * factor, 1).unwrap();
        TestOptions {
            null_value: decimal(self.null),
            alternative: self.alternative,
            level: Level::try_new(self.level).unwrap(),
            margin: Margin::try_new(decimal(self.margin.0), decimal(self.margin.1)),
            zeros: self.zeros,
            signed_rank: self.signed_rank,
            ..TestOptions::default()
        }
    }

    /// The same question about before - after.
    pub fn mirrored(&self) -> Settings {
        let alternative = match self.alternative {
            Alternative::TwoSided => Alternative::TwoSided,
            Alternative::Less => Alternative::Greater,
            Alternative::Greater => Alternative::Less,
        };
        Settings { null: -self.null, margin: (-self.margin.1, -self.margin.0), alternative, ..*self }
    }
}

/// 2 to 30 pairs on the 0.1 or the 0.5 grid, with ties and zeros, anywhere up to 1e9.
pub fn readings() -> impl Strategy<Value = Readings> {
    (2usize..=30).prop_flat_map(readings_of)
}

/// `n` pairs.
pub fn readings_of(n: usize) -> impl Strategy<Value = Readings> {
    let step = prop_oneof![Just(1i128), Just(5)];
    let offset = prop_oneof![Just(0i128), Just(900), Just(12_345_678), Just(9_999_999_995)];
    // Narrow changes give many ties and zeros, wide ones few.
    let spread = prop_oneof![Just(2i128), Just(8), Just(300)];
    (step, offset, spread, prop::collection::vec((0i128..200, -1000i128..=1000), n)).prop_map(
        |(step, offset, spread, pairs)| {
            let before: Vec<i128> = pairs.iter().map(|(base, _)| offset + step * base).collect();
            let change = |raw: &i128| step * (raw * spread / 1000);
            let after = before.iter().zip(&pairs).map(|(before, (_, raw))| before + change(raw)).collect();
            Readings { before, after }
        },
    )
}

pub fn settings() -> impl Strategy<Value = Settings> {
    let alternative = prop_oneof![Just(Alternative::TwoSided), Just(Alternative::Less), Just(Alternative::Greater)];
    let level = prop_oneof![Just(0.8), Just(0.9), Just(0.95), Just(0.99)];
    let zeros = prop_oneof![Just(ZeroHandling::Wilcoxon), Just(ZeroHandling::Pratt), Just(ZeroHandling::Split)];
    let method = prop_oneof![
        Just(SignedRankMethod::Auto),
        Just(SignedRankMethod::Exact),
        Just(SignedRankMethod::Asymptotic),
        Just(SignedRankMethod::AsymptoticContinuity),
    ];
    let null = prop_oneof![Just(0i128), -20i128..20];
    (null, (1i128..40, 1i128..40), alternative, level, zeros, method).prop_map(
        |(null, (below, above), alternative, level, zeros, signed_rank)| Settings {
            null,
            margin: (-below, above),
            alternative,
            level,
            zeros,
            signed_rank,
        },
    )
}
