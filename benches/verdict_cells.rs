//! Simulated studies whose truth lies on the edge of a claim, and how often each verdict is given.

#![allow(clippy::unwrap_used, dead_code)]

use super::made_study::{Made, arms, events, pairs, sites, waist};
use girth::claims::{FactorCells, ReadingError, Verdict};
use girth::data::{Controlled, Design, DesignKind, TwoArms, Unit};
use girth::dist::normal;
use girth::num::Stream;
use girth::stats::individual::Occasions;
use rayon::prelude::*;

/// Trials of one block, which has a stream of its own.
const BLOCK: usize = 100;
/// Seed of all streams.
const SEED: u64 = 20_261_122;

/// Shapes of a change about its mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// Normal.
    Normal,
    /// Exponential: skewness 2, the long tail upwards.
    Skewed,
    /// The same with the tail downwards.
    Mirrored,
}

impl Shape {
    /// In the table.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Normal => "normal",
            Shape::Skewed => "skewness 2",
            Shape::Mirrored => "skewness -2",
        }
    }

    /// One change in tenths of a centimetre.
    fn draw(self, mean: f64, sd: f64, stream: &mut Stream) -> i128 {
        // Never 0 or 1.
        let uniform = (stream.uniform() + 0.5 / 9_007_199_254_740_992.0).min(1.0 - 1e-16);
        let standard = match self {
            Shape::Normal => normal::quantile(uniform).unwrap(),
            Shape::Skewed => -uniform.ln() - 1.0,
            Shape::Mirrored => uniform.ln() + 1.0,
        };
        (10.0 * (mean + sd * standard)).round() as i128
    }

    fn draws(self, n: usize, mean: f64, sd: f64, stream: &mut Stream) -> Vec<i128> {
        (0..n).map(|_| self.draw(mean, sd, stream)).collect()
    }
}

/// One line of the table.
pub struct Cell {
    /// The criterion.
    pub criterion: &'static str,
    /// Where the truth lies.
    pub edge: &'static str,
    /// Shapes of changes; one where the data are counts.
    pub shapes: &'static [Shape],
    /// Numbers of people.
    pub sizes: [usize; 2],
    /// Whether the region has two ends, so that "supported" rests on two one-sided tests at alpha.
    claim: &'static str,
    make: fn(Shape, usize, &mut Stream) -> Made,
}

/// Trials and the verdicts that they got.
#[derive(Clone, Copy, Default)]
pub struct Verdicts {
    pub trials: u64,
    pub supported: u64,
    pub refuted: u64,
    pub not_testable: u64,
}

impl Verdicts {
    fn join(self, other: Verdicts) -> Verdicts {
        Verdicts {
            trials: self.trials + other.trials,
            supported: self.supported + other.supported,
            refuted: self.refuted + other.refuted,
            not_testable: self.not_testable + other.not_testable,
        }
    }
}

impl Cell {
    /// Judges `trials` trials of `n` people.
    pub fn run(&self, shape: Shape, n: usize, trials: usize) -> Verdicts {
        let name = format!("{}, {}, {}", self.criterion, self.edge, shape.name());
        let block = |block: usize| {
            let mut stream = Stream::new(SEED, &name, (n * 1_000_000 + block) as u64);
            let mut verdicts = Verdicts::default();
            for _ in 0..BLOCK.min(trials - block * BLOCK) {
                let judgement = (self.make)(shape, n, &mut stream).judged(self.claim);
                verdicts.trials += 1;
                match judgement.verdict {
                    Verdict::Supported | Verdict::ObservedNotAttributable => verdicts.supported += 1,
                    Verdict::Refuted => verdicts.refuted += 1,
                    Verdict::NotTestable => verdicts.not_testable += 1,
                    Verdict::Inconclusive => {}
                }
            }
            verdicts
        };
        (0..trials.div_ceil(BLOCK)).into_par_iter().map(block).reduce(Verdicts::default, Verdicts::join)
    }
}

const ALL: &[Shape] = &[Shape::Normal, Shape::Skewed, Shape::Mirrored];
const NORMAL: &[Shape] = &[Shape::Normal];

macro_rules! claim {
    ($criterion:literal, $more:literal) => {
        concat!(
            "[[claim]]\nid = \"c\"\nstatement = \"c\"\noutcome = \"waist\"\ncriterion = { ",
            $criterion,
            " }\n",
            $more,
            "\n"
        )
    };
    ($criterion:literal) => {
        claim!($criterion, "direction = \"decrease\"")
    };
}

fn randomised(kind: DesignKind) -> Design {
    Design { kind, randomised: Some(true), control: Some("control".to_owned()), ..Design::default() }
}

fn one_group(shape: Shape, n: usize, mean: f64, stream: &mut Stream) -> Made {
    Made { samples: vec![waist("P", &shape.draws(n, mean, 2.0, stream))], ..Made::default() }
}

/// A grade in tenths: better by one in `better` of the people, worse by one in `worse`.
fn grades(who: &str, n: usize, better: f64, worse: f64, stream: &mut Stream) -> girth::data::PairedSample {
    let rows: Vec<(i128, i128)> = (0..n)
        .map(|_| match stream.uniform() {
            uniform if uniform < better => (20, 10),
            uniform if uniform < better + worse => (20, 30),
            _ => (20, 20),
        })
        .collect();
    pairs("waist", Unit::Score, Some(who), who, &rows)
}

fn count(chance: f64, draws: usize, stream: &mut Stream) -> u32 {
    (0..draws).filter(|_| stream.uniform() < chance).count() as u32
}

/// Every criterion whose verdict rests on chance, at each end of its region.
pub fn cells() -> Vec<Cell> {
    vec![
        Cell {
            criterion: "at-least 1.5 cm",
            edge: "mean -1.5",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!("kind = \"at-least\", value = \"1.5 cm\""),
            make: |shape, n, stream| one_group(shape, n, -1.5, stream),
        },
        Cell {
            criterion: "at-most 1 cm",
            edge: "mean -1",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!("kind = \"at-most\", value = \"1 cm\""),
            make: |shape, n, stream| one_group(shape, n, -1.0, stream),
        },
        Cell {
            criterion: "within-range 1 to 3 cm",
            edge: "mean -1",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!("kind = \"within-range\", from = \"1 cm\", to = \"3 cm\""),
            make: |shape, n, stream| one_group(shape, n, -1.0, stream),
        },
        Cell {
            criterion: "within-range 1 to 3 cm",
            edge: "mean -3",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!("kind = \"within-range\", from = \"1 cm\", to = \"3 cm\""),
            make: |shape, n, stream| one_group(shape, n, -3.0, stream),
        },
        Cell {
            criterion: "no-meaningful-change of 1 cm",
            edge: "mean -1",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!("kind = \"no-meaningful-change\", margin = \"1 cm\""),
            make: |shape, n, stream| one_group(shape, n, -1.0, stream),
        },
        Cell {
            criterion: "no-meaningful-change of 1 cm",
            edge: "mean +1",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!("kind = \"no-meaningful-change\", margin = \"1 cm\""),
            make: |shape, n, stream| one_group(shape, n, 1.0, stream),
        },
        Cell {
            criterion: "within-range-per-session 0.25 to 0.75 cm, 4 sessions",
            edge: "mean -1",
            shapes: NORMAL,
            sizes: [10, 40],
            claim: claim!("kind = \"within-range-per-session\", from = \"0.25 cm\", to = \"0.75 cm\""),
            make: |shape, n, stream| Made { sessions: Some(4), ..one_group(shape, n, -1.0, stream) },
        },
        Cell {
            criterion: "within-range-per-session 0.25 to 0.75 cm, 4 sessions",
            edge: "mean -3",
            shapes: NORMAL,
            sizes: [10, 40],
            claim: claim!("kind = \"within-range-per-session\", from = \"0.25 cm\", to = \"0.75 cm\""),
            make: |shape, n, stream| Made { sessions: Some(4), ..one_group(shape, n, -3.0, stream) },
        },
        Cell {
            criterion: "additive 1.5 cm, 4 sessions",
            edge: "mean -6",
            shapes: NORMAL,
            sizes: [10, 40],
            claim: claim!("kind = \"additive\", from = \"1.5 cm\""),
            make: |shape, n, stream| Made { sessions: Some(4), ..one_group(shape, n, -6.0, stream) },
        },
        Cell {
            criterion: "at-least 1 cm, arms of n and 2 n, SD 3 and 1",
            edge: "difference -1",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!("kind = \"at-least\", value = \"1 cm\"", "direction = \"decrease\"\nwording = \"causal\""),
            make: |shape, n, stream| {
                let treated = waist("T", &shape.draws(n, -1.5, 3.0, stream));
                let control = waist("C", &shape.draws(2 * n, -0.5, 1.0, stream));
                Made {
                    design: randomised(DesignKind::ParallelArms),
                    controlled: vec![arms(treated, control)],
                    ..Made::default()
                }
            },
        },
        Cell {
            criterion: "no-meaningful-change of 1 cm, arms of n, SD 2",
            edge: "difference -1",
            shapes: NORMAL,
            sizes: [20, 80],
            claim: claim!("kind = \"no-meaningful-change\", margin = \"1 cm\"", "wording = \"causal\""),
            make: |shape, n, stream| {
                let treated = waist("T", &shape.draws(n, -1.5, 2.0, stream));
                let control = waist("C", &shape.draws(n, -0.5, 2.0, stream));
                Made {
                    design: randomised(DesignKind::ParallelArms),
                    controlled: vec![arms(treated, control)],
                    ..Made::default()
                }
            },
        },
        Cell {
            criterion: "at-least 1 cm, crossover, n an order",
            edge: "difference -1, period effect 0.7",
            shapes: NORMAL,
            sizes: [10, 40],
            claim: claim!("kind = \"at-least\", value = \"1 cm\"", "direction = \"decrease\"\nwording = \"causal\""),
            make: |shape, n, stream| {
                // Second less first period: treated first +1 + 0.7, control first -1 + 0.7.
                let treated_first = waist("T", &shape.draws(n, 1.7, 2.0, stream));
                let control_first = waist("C", &shape.draws(n, -0.3, 2.0, stream));
                let orders = TwoArms::try_new(treated_first, control_first).unwrap();
                Made {
                    design: randomised(DesignKind::Crossover),
                    controlled: vec![Controlled::Sequences(orders)],
                    ..Made::default()
                }
            },
        },
        Cell {
            criterion: "locality 0.5 cm",
            edge: "difference -0.5",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!("kind = \"locality\", margin = \"0.5 cm\""),
            make: |shape, n, stream| {
                let control = shape.draws(n, -1.0, 1.0, stream);
                let treated: Vec<i128> =
                    control.iter().map(|control| control + shape.draw(-0.5, 1.0, stream)).collect();
                Made { controlled: vec![sites(&treated, &control)], ..Made::default() }
            },
        },
        Cell {
            criterion: "order-of-sites",
            edge: "both -3 %",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!("kind = \"order-of-sites\", first = \"arm\", second = \"hip\""),
            make: |shape, n, stream| {
                let mut at = |site: &str, girth: f64| {
                    let rows: Vec<(i128, i128)> = (0..n)
                        .map(|_| {
                            let before = Shape::Normal.draw(girth, girth / 10.0, stream);
                            (before, before + shape.draw(-0.003 * before as f64, 0.03 * girth, stream))
                        })
                        .collect();
                    pairs("waist", Unit::Cm, Some(site), "P", &rows)
                };
                let samples = vec![at("arm", 30.0), at("hip", 100.0)];
                Made { samples, ..Made::default() }
            },
        },
        Cell {
            criterion: "event-rate-at-most 0.1 per person",
            edge: "rate 0.1",
            shapes: NORMAL,
            sizes: [20, 200],
            claim: claim!("kind = \"event-rate-at-most\", rate = 0.1"),
            make: |_, n, stream| {
                let counts: Vec<u32> = (0..n).map(|_| count(0.1, 1, stream)).collect();
                Made { events: Some(events(&counts, None)), ..Made::default() }
            },
        },
        Cell {
            criterion: "event-rate-at-most 0.1 per session, 5 sessions",
            edge: "rate 0.1",
            shapes: NORMAL,
            sizes: [20, 200],
            claim: claim!("kind = \"event-rate-at-most\", rate = 0.1, per = \"session\""),
            make: |_, n, stream| {
                let counts: Vec<u32> = (0..n).map(|_| count(0.1, 5, stream)).collect();
                Made { events: Some(events(&counts, Some(5))), ..Made::default() }
            },
        },
        Cell {
            criterion: "no-events",
            edge: "rate 0",
            shapes: NORMAL,
            sizes: [20, 200],
            claim: claim!("kind = \"no-events\"", ""),
            make: |_, n, _| Made { events: Some(events(&vec![0; n], None)), ..Made::default() },
        },
        Cell {
            criterion: "grade-improves",
            edge: "30 % better, 30 % worse",
            shapes: NORMAL,
            sizes: [20, 80],
            claim: claim!("kind = \"grade-improves\""),
            make: |_, n, stream| Made { samples: vec![grades("P", n, 0.3, 0.3, stream)], ..Made::default() },
        },
        Cell {
            criterion: "grade-improves, arms of n",
            edge: "30 % better in both",
            shapes: NORMAL,
            sizes: [20, 80],
            claim: claim!("kind = \"grade-improves\"", "direction = \"decrease\"\nwording = \"causal\""),
            make: |_, n, stream| {
                let [treated, control] = ["T", "C"].map(|who| grades(who, n, 0.3, 0.1, stream));
                Made {
                    design: randomised(DesignKind::ParallelArms),
                    controlled: vec![arms(treated, control)],
                    ..Made::default()
                }
            },
        },
        Cell {
            criterion: "grade-eliminated in more than half",
            edge: "share 0.5",
            shapes: NORMAL,
            sizes: [20, 80],
            claim: claim!("kind = \"grade-eliminated\""),
            make: |_, n, stream| {
                let rows: Vec<(i128, i128)> =
                    (0..n).map(|_| (20, if stream.uniform() < 0.5 { 0 } else { 10 })).collect();
                Made { samples: vec![pairs("waist", Unit::Score, None, "P", &rows)], ..Made::default() }
            },
        },
        Cell {
            criterion: "responders-beyond-noise 1.5 cm, reading SD 1 cm",
            edge: "nobody changes",
            shapes: NORMAL,
            sizes: [20, 80],
            claim: claim!("kind = \"responders-beyond-noise\", value = \"1.5 cm\""),
            make: |_, n, stream| {
                let mut reading = || Shape::Normal.draw(85.0, 1.0, stream);
                let rows: Vec<(i128, i128)> = (0..n).map(|_| (reading(), reading())).collect();
                let error = ReadingError::known(1.0, Occasions::Different, Unit::Cm, "the plan".to_owned());
                Made {
                    samples: vec![pairs("waist", Unit::Cm, None, "P", &rows)],
                    error: Some(error),
                    selection: Some(0.0),
                    ..Made::default()
                }
            },
        },
        Cell {
            criterion: "responders-beyond-noise 1.5 cm, arms of n",
            edge: "equal arms",
            shapes: NORMAL,
            sizes: [20, 80],
            claim: claim!("kind = \"responders-beyond-noise\", value = \"1.5 cm\""),
            make: |shape, n, stream| {
                let [treated, control] = ["T", "C"].map(|who| waist(who, &shape.draws(n, -0.5, 2.0, stream)));
                Made {
                    design: randomised(DesignKind::ParallelArms),
                    controlled: vec![arms(treated, control)],
                    ..Made::default()
                }
            },
        },
        Cell {
            criterion: "beyond-co-intervention 0.5 cm",
            edge: "-0.5 at no change of weight, 0.6 cm per kg",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!(
                "kind = \"beyond-co-intervention\", value = \"0.5 cm\"",
                "direction = \"decrease\"\nco-outcome = \"weight\""
            ),
            make: |shape, n, stream| {
                let [waist, weight] = with_weight("P", shape, n, -0.5, -2.0, stream);
                Made { samples: vec![waist, weight], ..Made::default() }
            },
        },
        Cell {
            criterion: "beyond-co-intervention 0.5 cm, arms of n",
            edge: "difference -0.5 at equal weight, weights 2 kg apart",
            shapes: NORMAL,
            sizes: [10, 40],
            claim: claim!(
                "kind = \"beyond-co-intervention\", value = \"0.5 cm\"",
                "direction = \"decrease\"\nco-outcome = \"weight\"\ncontrol = \"control\""
            ),
            make: |shape, n, stream| {
                let [waist_t, weight_t] = with_weight("T", shape, n, -0.5, -3.0, stream);
                let [waist_c, weight_c] = with_weight("C", shape, n, 0.0, -1.0, stream);
                Made { controlled: vec![arms(waist_t, waist_c), arms(weight_t, weight_c)], ..Made::default() }
            },
        },
        Cell {
            criterion: "interaction 0.5 cm, cells of n and 2 n",
            edge: "difference of differences -0.5",
            shapes: ALL,
            sizes: [10, 40],
            claim: claim!(
                "kind = \"interaction\", margin = \"0.5 cm\"",
                "direction = \"decrease\"\nfactor = \"diet\"\nwording = \"causal\""
            ),
            make: |shape, n, stream| {
                let mut cell = |who: &str, n: usize, mean: f64, sd: f64| waist(who, &shape.draws(n, mean, sd, stream));
                let cells = FactorCells {
                    with: [cell("a", n, -2.5, 2.0), cell("b", 2 * n, -1.5, 1.0)],
                    without: [cell("c", n, -0.5, 1.5), cell("d", 2 * n, 0.0, 1.0)],
                };
                Made { design: randomised(DesignKind::ParallelArms), cells: Some(cells), ..Made::default() }
            },
        },
    ]
}

/// Waist and weight of the same people: the waist changes by `at_zero` and 0.6 cm per kg.
fn with_weight(
    who: &str,
    shape: Shape,
    n: usize,
    at_zero: f64,
    weight: f64,
    stream: &mut Stream,
) -> [girth::data::PairedSample; 2] {
    let weights = Shape::Normal.draws(n, weight, 2.0, stream);
    let changes: Vec<i128> = weights.iter().map(|&kg| shape.draw(at_zero + 0.06 * kg as f64, 1.5, stream)).collect();
    let rows: Vec<(i128, i128)> = weights.iter().map(|kg| (700, 700 + kg)).collect();
    [waist(who, &changes), pairs("weight", Unit::Kg, None, who, &rows)]
}
