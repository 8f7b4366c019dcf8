use crate::data::TwoArms;
use crate::stats::proportion::Proportion;
use crate::stats::{StatsError, Threshold};
use schemars::JsonSchema;
use serde::Serialize;

/// People with and without an event in two groups. Neither group is empty, and nobody is counted twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TwoByTwo {
    treated_events: u64,
    treated_n: u64,
    control_events: u64,
    control_n: u64,
}

impl TwoByTwo {
    /// The most people in a group: every count, and every sum of two, is an exact double.
    pub const LARGEST: u64 = 1 << 52;

    /// `None` for an empty group, for more events than people, and beyond [`TwoByTwo::LARGEST`] people.
    pub fn try_new(treated_events: u64, treated_n: u64, control_events: u64, control_n: u64) -> Option<TwoByTwo> {
        let valid = |events: u64, n: u64| n > 0 && n <= TwoByTwo::LARGEST && events <= n;
        (valid(treated_events, treated_n) && valid(control_events, control_n)).then_some(TwoByTwo {
            treated_events,
            treated_n,
            control_events,
            control_n,
        })
    }

    /// Yes at the second reading, in both arms.
    ///
    /// # Errors
    /// [`StatsError::Undefined`] for other readings than 0 and 1.
    pub fn of_yes_after(procedure: &'static str, arms: &TwoArms) -> Result<TwoByTwo, StatsError> {
        if !is_binary(arms) {
            let why = "the readings are not all 0 (no) or 1 (yes) without a unit".to_owned();
            return Err(StatsError::Undefined { procedure, why });
        }
        let yes = |ticks: &[i128]| ticks.iter().filter(|&&ticks| ticks == 1).count() as u64;
        let (treated, control) = (arms.treated(), arms.control());
        let counts = [yes(treated.after().ticks()), yes(control.after().ticks())];
        TwoByTwo::of_counts(procedure, counts, arms)
    }

    /// Those who changed by at least the threshold, in both arms.
    ///
    /// # Errors
    /// Those of [`Threshold`]: a threshold of 0, percents of readings that are not above 0.
    pub fn of_responders(
        procedure: &'static str,
        arms: &TwoArms,
        threshold: Threshold,
    ) -> Result<TwoByTwo, StatsError> {
        let responders = |sample| threshold.responders(procedure, sample);
        let counts = [responders(arms.treated())?, responders(arms.control())?];
        TwoByTwo::of_counts(procedure, counts, arms)
    }

    fn of_counts(procedure: &'static str, events: [u64; 2], arms: &TwoArms) -> Result<TwoByTwo, StatsError> {
        let table = TwoByTwo::try_new(events[0], arms.treated().n() as u64, events[1], arms.control().n() as u64);
        table.ok_or(StatsError::TooFew { procedure, needed: 1, found: 0 })
    }

    /// Treated people with an event.
    pub fn treated_events(&self) -> u64 {
        self.treated_events
    }

    /// Treated people.
    pub fn treated_n(&self) -> u64 {
        self.treated_n
    }

    /// Control people with an event.
    pub fn control_events(&self) -> u64 {
        self.control_events
    }

    /// Control people.
    pub fn control_n(&self) -> u64 {
        self.control_n
    }

    /// People in both groups.
    pub fn n(&self) -> u64 {
        self.treated_n + self.control_n
    }

    /// People with an event in both groups.
    pub fn events(&self) -> u64 {
        self.treated_events + self.control_events
    }

    /// Whether some had an event and some had none; without that there is nothing to compare.
    pub fn varies(&self) -> bool {
        (1..self.n()).contains(&self.events())
    }

    /// The share of the treated with an event.
    pub fn treated_risk(&self) -> f64 {
        self.treated_events as f64 / self.treated_n as f64
    }

    /// The share of the control with an event.
    pub fn control_risk(&self) -> f64 {
        self.control_events as f64 / self.control_n as f64
    }

    /// The two shares, treated first.
    pub fn proportions(&self) -> [Option<Proportion>; 2] {
        [
            Proportion::try_new(self.treated_events, self.treated_n),
            Proportion::try_new(self.control_events, self.control_n),
        ]
    }

    /// events(treated) n(control) - events(control) n(treated): the risk difference times both numbers of people, and the difference
    /// of the products of the diagonals, exactly.
    pub fn cross_difference(&self) -> i128 {
        let product = |x: u64, y: u64| i128::from(x) * i128::from(y);
        product(self.treated_events, self.control_n) - product(self.control_events, self.treated_n)
    }

    /// Risk of the treated less risk of the control.
    pub fn difference(&self) -> f64 {
        self.cross_difference() as f64 / (self.treated_n as f64 * self.control_n as f64)
    }

    /// The groups exchanged.
    pub fn exchanged(&self) -> TwoByTwo {
        TwoByTwo {
            treated_events: self.control_events,
            treated_n: self.control_n,
            control_events: self.treated_events,
            control_n: self.treated_n,
        }
    }
}

/// Whether all readings of both arms are yes or no.
pub(super) fn is_binary(arms: &TwoArms) -> bool {
    arms.treated().is_binary() && arms.control().is_binary()
}
