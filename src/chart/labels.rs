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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_move_apart_and_stay_inside() {
        let found = stack(&[(50.0, 20.0), (52.0, 20.0), (99.0, 20.0), (-5.0, 20.0)], 0.0, 100.0, 4.0);
        assert_eq!(found, [32.0, 56.0, 80.0, 0.0]);
        assert_eq!(stack(&[], 0.0, 10.0, 1.0), Vec::<f64>::new());
    }
}
