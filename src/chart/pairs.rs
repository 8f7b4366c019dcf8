//! What all charts of pairs need to know of a sample.

use crate::data::{PairedSample, Unit};
use crate::result::Estimate;
use crate::result::format::{
    count, ends, estimate_decimals, fixed, in_sentence, interval_name, named, signed, uncertainty, with_unit,
};

/// Which way a participant's reading went, decided on the exact grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Fell,
    Unchanged,
    Rose,
}

impl Direction {
    pub const ALL: [Direction; 3] = [Direction::Fell, Direction::Rose, Direction::Unchanged];

    /// What happened over time, or how the second condition compares with the first.
    pub fn word(self, conditions: bool) -> &'static str {
        match (self, conditions) {
            (Direction::Fell, false) => "Fell",
            (Direction::Unchanged, false) => "Unchanged",
            (Direction::Rose, false) => "Rose",
            (Direction::Fell, true) => "Lower",
            (Direction::Unchanged, true) => "Equal",
            (Direction::Rose, true) => "Higher",
        }
    }
}

/// One participant.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    pub before: f64,
    pub after: f64,
    pub change: f64,
    pub direction: Direction,
}

/// A sample as charts see it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pairs {
    pub rows: Vec<Pair>,
    pub mean_before: f64,
    pub mean_after: f64,
    pub mean_change: f64,
    pub label: String,
    pub unit: Unit,
    pub group: Option<String>,
    /// What the first reading is called: `before`, or the name of a condition.
    pub first: String,
    /// What the second reading is called.
    pub second: String,
    /// Whether the readings are two conditions rather than two points in time.
    pub conditions: bool,
    /// Decimals of the readings.
    pub decimals: u8,
    /// Decimals on which those of a mean rest: the readings', or two for zeros and ones, whose means are shares.
    pub mean_grain: u8,
}

impl Pairs {
    pub fn of(sample: &PairedSample) -> Pairs {
        let (before, after, change) = (sample.before().values(), sample.after().values(), sample.change().values());
        let directions = sample.change().ticks().iter().map(|ticks| match ticks.signum() {
            -1 => Direction::Fell,
            0 => Direction::Unchanged,
            _ => Direction::Rose,
        });
        let rows = before.iter().zip(&after).zip(&change).zip(directions);
        let rows =
            rows.map(|(((&before, &after), &change), direction)| Pair { before, after, change, direction }).collect();
        Pairs {
            rows,
            mean_before: mean(&before),
            mean_after: mean(&after),
            mean_change: mean(&change),
            label: sample.outcome().label.trim().to_owned(),
            unit: sample.outcome().unit,
            first: sample.conditions().map_or_else(|| "before".to_owned(), |[first, _]| first.clone()),
            second: sample.conditions().map_or_else(|| "after".to_owned(), |[_, second]| second.clone()),
            conditions: sample.conditions().is_some(),
            group: sample.group().map(str::trim).filter(|group| !group.is_empty()).map(str::to_owned),
            decimals: sample.before().decimals(),
            mean_grain: if sample.is_binary() { 2 } else { sample.before().decimals() },
        }
    }

    pub fn n(&self) -> usize {
        self.rows.len()
    }

    /// Standard deviation of the changes; absent where they do not vary.
    pub fn sd_change(&self) -> Option<f64> {
        let away = |pair: &Pair| (pair.change - self.mean_change) * (pair.change - self.mean_change);
        let varies = self.rows.iter().any(|pair| pair.change != self.rows[0].change);
        varies.then(|| libm::sqrt(self.rows.iter().map(away).sum::<f64>() / (self.n() - 1) as f64))
    }

    /// How many went that way.
    pub fn count(&self, direction: Direction) -> usize {
        self.rows.iter().filter(|pair| pair.direction == direction).count()
    }

    /// All readings, first and second.
    pub fn readings(&self) -> impl Iterator<Item = f64> {
        self.rows.iter().flat_map(|pair| [pair.before, pair.after])
    }

    /// A mean with so many decimals: `92.31 cm`.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        with_unit(&fixed(value, decimals), self.unit)
    }

    /// Smallest and largest change in words: `from −9.1 cm to +2.3 cm`.
    pub fn changes_in_words(&self) -> String {
        let changes = self.rows.iter().map(|pair| pair.change);
        let (low, high) =
            changes.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| (low.min(it), high.max(it)));
        let text = |value| with_unit(&signed(value, usize::from(self.decimals)), self.unit);
        if low == high {
            format!("all are {}", text(low))
        } else {
            format!("they run from {} to {}", text(low), text(high))
        }
    }

    /// `Waist girth (cm)`.
    pub fn axis_name(&self) -> String {
        named(&self.label, self.unit)
    }

    /// `Change in waist girth (cm)`.
    pub fn change_name(&self) -> String {
        named(&format!("Change in {}", in_sentence(&self.label)), self.unit)
    }

    /// `17 fell, 4 rose, 0 were unchanged`.
    pub fn directions_in_words(&self) -> String {
        let [fell, rose, same] = Direction::ALL.map(|direction| self.count(direction));
        if self.conditions {
            return format!(
                "{} lower, {} higher and {} equal with {}",
                count(fell),
                count(rose),
                count(same),
                self.second
            );
        }
        let verb = if same == 1 { "was" } else { "were" };
        format!("{} fell, {} rose and {} {verb} unchanged", count(fell), count(rose), count(same))
    }

    /// ` before and after`, or the names of two conditions.
    pub fn readings_in_words(&self) -> String {
        let comma = if self.conditions { "," } else { "" };
        format!("{comma} {} and {}", self.first, self.second)
    }

    /// ` after against before`, or the same of two conditions.
    pub fn against_in_words(&self) -> String {
        let comma = if self.conditions { "," } else { "" };
        format!("{comma} {} against {}", self.second, self.first)
    }

    /// `, FT` for a group, or nothing.
    pub fn group_in_words(&self) -> String {
        self.group.as_ref().map(|group| format!(", {group}")).unwrap_or_default()
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The change that a chart labels: the caller's estimate, or the bare mean.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    /// `mean change`.
    pub label: String,
    pub value: f64,
    pub unit: Unit,
    /// Ends and `95 % CI`.
    pub interval: Option<(f64, f64, String)>,
    pub decimals: usize,
    /// How the interval was made: `t`.
    pub method: Option<&'static str>,
}

impl Change {
    pub fn of(pairs: &Pairs, estimate: Option<&Estimate>) -> Change {
        let Some(estimate) = estimate.filter(|estimate| estimate.value.is_finite()) else {
            let decimals = usize::from(pairs.mean_grain) + usize::from(pairs.n() > 1);
            let label = "mean change".to_owned();
            return Change {
                label,
                value: pairs.mean_change,
                unit: pairs.unit,
                interval: None,
                decimals,
                method: None,
            };
        };
        let interval = estimate.interval.as_ref().filter(|interval| interval.lower <= interval.upper);
        Change {
            label: estimate.quantity.label.to_owned(),
            value: estimate.value,
            unit: estimate.unit,
            interval: interval.map(|interval| (interval.lower, interval.upper, interval_name(interval))),
            decimals: estimate_decimals(uncertainty(estimate), pairs.mean_grain),
            method: interval.map(|interval| interval.method),
        }
    }

    /// `−2.43 cm`.
    pub fn value_text(&self) -> String {
        with_unit(&signed(self.value, self.decimals), self.unit)
    }

    /// `95 % CI` and `−3.12 to −1.75 cm`.
    pub fn interval_texts(&self) -> Option<(String, String)> {
        let (lower, upper, name) = self.interval.as_ref()?;
        let ends = ends(*lower, *upper, self.decimals);
        let bounded = lower.is_finite() || upper.is_finite();
        Some((name.clone(), if bounded { with_unit(&ends, self.unit) } else { ends }))
    }

    /// ` (method: t)`, or nothing without an interval.
    pub fn method_in_words(&self) -> String {
        self.method.map(|method| format!(" (method: {method})")).unwrap_or_default()
    }

    /// `mean change −2.43 cm (95 % CI −3.12 to −1.75 cm)`.
    pub fn in_words(&self) -> String {
        let interval = self.interval_texts().map(|(name, ends)| format!(" ({name} {ends})")).unwrap_or_default();
        format!("{} {}{interval}", self.label, self.value_text())
    }
}
