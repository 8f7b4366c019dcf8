use schemars::JsonSchema;
use serde::Serialize;

/// A number of events and what they were counted over: sessions, people, months.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Exposure {
    events: u64,
    amount: f64,
}

impl Exposure {
    /// `None` unless the exposure is positive and finite and the events are an exact double.
    pub fn try_new(events: u64, amount: f64) -> Option<Exposure> {
        (amount > 0.0 && amount.is_finite() && events <= 1 << 52).then_some(Exposure { events, amount })
    }

    /// How many events.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Over what.
    pub fn amount(&self) -> f64 {
        self.amount
    }

    /// Events over exposure.
    pub fn rate(&self) -> f64 {
        self.events as f64 / self.amount
    }
}
