//! How far readings lie from the median of the others of their group.

/// From the median of |normal| to its SD.
pub(super) const MAD_TO_SD: f64 = 1.482_602_218_505_602;
/// A reading is flagged beyond so many SDs, where the SD rests on very many readings.
const FAR: f64 = 5.5;
/// How much more it takes where the SD rests on few: (1 + this / readings less groups).
const FEW: f64 = 10.0;

/// The spread of such deviations.
pub(super) struct Noise {
    pub(super) sd: f64,
    /// SDs beyond which a reading is flagged.
    pub(super) limit: f64,
}

/// The SD of a reading's deviation from the median of `others` readings, in that of one reading.
pub(super) fn deviation_factor(others: usize) -> f64 {
    let v = std::f64::consts::PI / (2.0 * others as f64 + std::f64::consts::PI - 2.0);
    (1.0 + v).sqrt()
}

/// The median of sorted values but for the one at `left_out`; `None` when there is no other.
pub(super) fn median_without(sorted: &[f64], left_out: usize) -> Option<f64> {
    let others = sorted.len().checked_sub(1).filter(|&others| others > 0)?;
    let at = |rank: usize| sorted[if rank < left_out { rank } else { rank + 1 }];
    Some((at((others - 1) / 2) + at(others / 2)) / 2.0)
}

/// The median of sorted values.
pub(super) fn median(sorted: &[f64]) -> Option<f64> {
    let middle = sorted.len().checked_sub(1)?;
    Some((sorted[middle / 2] + sorted[middle.div_ceil(2)]) / 2.0)
}

impl Noise {
    /// `None` when no group has two readings.
    pub(super) fn of(values: &[f64], groups: &[Vec<usize>], step: f64) -> Option<Noise> {
        let mut sizes = Vec::new();
        let mut free = 0;
        for group in groups.iter().filter(|group| group.len() > 1) {
            let sorted: Vec<f64> = group.iter().map(|&at| values[at]).collect();
            let factor = deviation_factor(group.len() - 1);
            let deviation = |rank: usize| Some((sorted[rank] - median_without(&sorted, rank)?).abs() / factor);
            sizes.extend((0..sorted.len()).filter_map(deviation));
            free += group.len() - 1;
        }
        sizes.sort_by(f64::total_cmp);
        let sd = (MAD_TO_SD * median(&sizes)?).max(0.5 * step);
        Some(Noise { sd, limit: FAR * (1.0 + FEW / free as f64) })
    }
}
