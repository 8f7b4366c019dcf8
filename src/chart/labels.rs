//! Labels beside a plot that do not overlap.

/// Moves blocks of text, each wanted around a height, apart: gives the upper edge of each, in the order given. All stay within
/// `top..bottom` as far as they fit there.
pub(crate) fn stack(blocks: &[(f64, f64)], top: f64, bottom: f64, gap: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by(|&left, &right| blocks[left].0.total_cmp(&blocks[right].0).then(left.cmp(&right)));
    let mut upper = vec![top; blocks.len()];
    let mut free = top;
    for &index in &order {
        let (centre, height) = blocks[index];
        upper[index] = (centre - height / 2.0).max(free);
        free = upper[index] + height + gap;
    }
    let mut limit = bottom;
    for &index in order.iter().rev() {
        upper[index] = upper[index].min(limit - blocks[index].1).max(top);
        limit = upper[index] - gap;
    }
    upper
}

/// Moves blocks of text, each wanted around a place and given in order of place, apart by the least squares of what they are moved (pooled
/// neighbours, as in isotonic regression): gives the middle of each. All stay within `low..high` as far as they fit there.
pub(crate) fn spread(blocks: &[(f64, f64)], low: f64, high: f64, gap: f64) -> Vec<f64> {
    let mut behind = 0.0;
    let mut before = None;
    // How far each middle lies behind the first when all stand close together.
    let close: Vec<f64> = blocks
        .iter()
        .map(|&(_, wide)| {
            behind += before.map_or(0.0, |before: f64| (before + wide) / 2.0 + gap);
            before = Some(wide);
            behind
        })
        .collect();
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return Vec::new() };
    let least = low + first.1 / 2.0;
    let most = (high - last.1 / 2.0 - behind).max(least);
    // Runs of blocks that touch: their mean place and how many they are.
    let mut runs: Vec<(f64, usize)> = Vec::new();
    for (block, close) in blocks.iter().zip(&close) {
        runs.push((block.0 - close, 1));
        while let [.., (left, left_n), (right, right_n)] = runs[..] {
            if left <= right {
                break;
            }
            let n = left_n + right_n;
            runs.truncate(runs.len() - 2);
            runs.push(((left * left_n as f64 + right * right_n as f64) / n as f64, n));
        }
    }
    let places = runs.iter().flat_map(|&(place, n)| std::iter::repeat_n(place.clamp(least, most), n));
    places.zip(&close).map(|(place, close)| place + close).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_move_apart_and_stay_inside() {
        let found = stack(&[(50.0, 20.0), (52.0, 20.0), (99.0, 20.0), (-5.0, 20.0)], 0.0, 100.0, 4.0);
        assert_eq!(found, [32.0, 56.0, 80.0, 0.0]);
        assert_eq!(stack(&[], 0.0, 10.0, 1.0), Vec::<f64>::new());
    }

    #[test]
    fn blocks_that_touch_are_moved_to_both_sides() {
        assert_eq!(spread(&[(20.0, 10.0), (50.0, 10.0), (52.0, 10.0)], 0.0, 100.0, 2.0), [20.0, 45.0, 57.0]);
        assert_eq!(spread(&[(1.0, 10.0), (2.0, 20.0), (99.0, 10.0)], 0.0, 100.0, 1.0), [5.0, 21.0, 95.0]);
        assert_eq!(spread(&[], 0.0, 10.0, 1.0), Vec::<f64>::new());
    }
}
